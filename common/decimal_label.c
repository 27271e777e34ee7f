#include "common/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/decimal_parts.h"
#include "common/lang.h"

#define LABEL_BYTES     64
#define PLACES_MAX      40 /* on either side of the mark; beyond that the text is shown as it is */
#define GROUPED_FROM    5  /* digits before the mark: 10 000 */
#define DOUBLE_DECIMALS 4

#define MINUS     "\xe2\x88\x92" /* U+2212 */
#define NO_NUMBER "\xe2\x80\x93" /* an en dash, where a double holds none */

/* Text that does not fit is noticed, not overrun. */
struct label {
    char *out;
    size_t len;
    bool cut;
};

static void put(struct label *label, const char *text)
{
    size_t len = strlen(text);

    if (label->cut || len >= LABEL_BYTES - label->len) {
        label->cut = true;
        return;
    }
    memcpy(label->out + label->len, text, len + 1);
    label->len += len;
}

static void put_sign(struct label *label, const struct hd_decimal_parts *parts,
                     struct hd_number_style style)
{
    if (parts->count && parts->negative)
        put(label, style.ascii ? "-" : MINUS);
    else if (parts->count && style.sign_always)
        put(label, "+");
}

/* Adds one to the last digit kept. */
static void round_up(struct hd_decimal_parts *parts)
{
    while (parts->count && parts->digits[parts->count - 1] == '9')
        parts->count--;
    if (parts->count) {
        parts->digits[parts->count - 1]++;
        return;
    }
    parts->digits[parts->count++] = '1';
    parts->point++;
}

static void round_to(struct hd_decimal_parts *parts, int decimals)
{
    int keep = parts->point + decimals;
    bool up;

    if (keep >= (int)parts->count)
        return;
    up = keep >= 0 && parts->digits[keep] >= '5';
    parts->count = keep > 0 ? (size_t)keep : 0;
    if (up)
        round_up(parts);
}

static char digit_at(const struct hd_decimal_parts *parts, int place)
{
    return place < 0 || place >= (int)parts->count ? '0' : parts->digits[place];
}

static void put_whole(struct label *label, const struct hd_decimal_parts *parts, const char *group)
{
    int digits = parts->count && parts->point > 0 ? parts->point : 0;

    if (!digits)
        put(label, "0");
    for (int i = 0; i < digits; i++) {
        if (i && digits >= GROUPED_FROM && (digits - i) % 3 == 0)
            put(label, group);
        put(label, (char[]){ digit_at(parts, i), '\0' });
    }
}

static void put_number(struct label *label, const struct hd_decimal_parts *parts, int decimals,
                       const struct hd_lang *lang, bool ascii)
{
    put_whole(label, parts, ascii ? "" : hd_tr_ctx(lang, "format", ","));
    if (decimals > 0)
        put(label, ascii ? "." : hd_tr_ctx(lang, "format", "."));
    for (int i = 0; i < decimals; i++)
        put(label, (char[]){ digit_at(parts, parts->point + i), '\0' });
}

/* Too long to be written out: its own digits, with the right sign. */
static void put_as_it_is(struct label *label, const char *text)
{
    label->len = 0;
    label->cut = false;
    if (*text == '-')
        put(label, MINUS);
    put(label, text + (*text == '-'));
}

void hd_decimal_label(const char *text, const struct hd_lang *lang, struct hd_number_style style,
                      char out[static LABEL_BYTES])
{
    struct hd_decimal_parts parts = hd_decimal_parts(text);
    int decimals = style.decimals < 0 ? parts.decimals : style.decimals;
    struct label label = { .out = out };

    if (parts.point <= PLACES_MAX && decimals <= PLACES_MAX) {
        round_to(&parts, decimals);
        put_sign(&label, &parts, style);
        put_number(&label, &parts, decimals, lang, style.ascii);
    } else {
        label.cut = true;
    }
    if (label.cut && style.ascii)
        snprintf(out, LABEL_BYTES, "%s", text);
    else if (label.cut)
        put_as_it_is(&label, text);
}

/* How many of the first four decimals of a text are not trailing zeros. */
static int decimals_worth_showing(const char *text)
{
    struct hd_decimal_parts parts = hd_decimal_parts(text);
    int needed;

    round_to(&parts, DOUBLE_DECIMALS);
    while (parts.count && parts.digits[parts.count - 1] == '0')
        parts.count--;
    needed = (int)parts.count - parts.point;
    return parts.count && needed > 0 ? needed : 0;
}

void hd_double_label(double value, const struct hd_lang *lang, struct hd_number_style style,
                     char out[static LABEL_BYTES])
{
    char text[HD_DOUBLE_TEXT_MAX];

    if (isnan(value) || isinf(value)) {
        snprintf(out, LABEL_BYTES, "%s", style.ascii ? "-" : NO_NUMBER);
        return;
    }
    hd_double_text(value, text);
    if (style.decimals < 0)
        style.decimals = decimals_worth_showing(text);
    hd_decimal_label(text, lang, style, out);
}

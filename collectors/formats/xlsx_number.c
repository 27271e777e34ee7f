#include "collectors/formats/xlsx_number.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal_parts.h"

#define DOUBLE_DIGITS   17 /* what a double is written with so that nothing of it is lost */
#define EXCEL_DAY_MAX   2958465
#define FRACTION_DIGITS 11 /* of a day: its microseconds; and times milliseconds fits 64 bits */
#define FRACTION_SCALE  UINT64_C(100000000000)

/* ---- numbers ---- */

/* Without an exponent where that fits. */
static void write_parts(const struct hd_decimal_parts *parts, char out[static HD_DECIMAL_MAX + 1])
{
    int count = (int)parts->count, before = parts->point > 0 ? parts->point : 1;
    int zeros = parts->point < 0 ? -parts->point : 0;
    int behind = count > parts->point ? count - (parts->point > 0 ? parts->point : 0) + zeros : 0;
    char *at = out;

    if (before + behind + 2 > HD_DECIMAL_MAX) {
        snprintf(out, HD_DECIMAL_MAX + 1, "%s%.*se%d", parts->negative ? "-" : "",
                 count < HD_DECIMAL_MAX - 8 ? count : HD_DECIMAL_MAX - 8, parts->digits,
                 parts->point - count);
        return;
    }
    if (parts->negative && count)
        *at++ = '-';
    if (parts->point <= 0)
        *at++ = '0';
    for (int i = 0; i < parts->point; i++)
        *at++ = i < count ? parts->digits[i] : '0';
    if (behind) {
        *at++ = '.';
        while (zeros--)
            *at++ = '0';
        for (int i = parts->point > 0 ? parts->point : 0; i < count; i++)
            *at++ = parts->digits[i];
    }
    *at = '\0';
}

/* A decimal text of ours; false when that is not possible. */
static bool normalise(const char *text, size_t len, char out[static HD_DECIMAL_MAX + 1])
{
    size_t at = 0;

    if (len && *text == '+') {
        text++;
        len--;
    }
    if (len > HD_DECIMAL_MAX)
        return false;
    if (len && (*text == '.' || (*text == '-' && len > 1 && text[1] == '.'))) { /* .5 */
        if (len == HD_DECIMAL_MAX)
            return false;
        if (*text == '-')
            out[at++] = *text;
        len -= *text == '-';
        text += *text == '-';
        out[at++] = '0';
    }
    for (size_t i = 0; i < len; i++)
        out[at++] = text[i] == 'E' ? 'e' : text[i];
    out[at] = '\0';
    return hd_decimal_valid(out, at);
}

bool xlsx_number_text(const char *text, size_t len, char out[static HD_DECIMAL_MAX + 1])
{
    struct hd_decimal_parts parts;
    char shortest[HD_DOUBLE_TEXT_MAX];

    if (!normalise(text, len, out))
        return false;
    parts = hd_decimal_parts(out);
    if (parts.count == DOUBLE_DIGITS) {
        struct hd_decimal_parts other;

        hd_double_text(hd_decimal_double(out), shortest);
        other = hd_decimal_parts(shortest);
        if (other.count && other.count < DOUBLE_DIGITS) {
            write_parts(&other, out);
            return true;
        }
    }
    if (strchr(out, 'e'))
        write_parts(&parts, out);
    return true;
}

void xlsx_number_percent(const char *text, char out[static HD_DECIMAL_MAX + 1])
{
    struct hd_decimal_parts parts = hd_decimal_parts(text);

    if (parts.count)
        parts.point += 2;
    write_parts(&parts, out);
}

/* ---- days ---- */

struct moment {
    int64_t day; /* as numbered by the workbook */
    int64_t ms;
};

/* false when it has an exponent: that is no day of any calendar. */
static bool read_moment(const char *text, struct moment *moment)
{
    uint64_t fraction = 0;
    int64_t day = 0;
    int digits = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        day = day * 10 + (*text - '0');
        if (day > EXCEL_DAY_MAX)
            return false;
    }
    if (*text == '.')
        text++;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (digits++ < FRACTION_DIGITS)
            fraction = fraction * 10 + (uint64_t)(*text - '0');
    }
    for (; digits < FRACTION_DIGITS; digits++)
        fraction *= 10;
    moment->day = day;
    moment->ms = (int64_t)((fraction * (uint64_t)HD_DAY_MS + FRACTION_SCALE / 2) / FRACTION_SCALE);
    moment->day += moment->ms / HD_DAY_MS;
    moment->ms %= HD_DAY_MS;
    return !*text;
}

static size_t put_clock(int64_t ms, int64_t hours, char *out, size_t room)
{
    int len = snprintf(out, room, "%02d:%02d:%02d", (int)(hours + ms / 3600000),
                       (int)(ms / 60000 % 60), (int)(ms / 1000 % 60));

    if (ms % 1000)
        len += snprintf(out + len, room - (size_t)len, ".%03d", (int)(ms % 1000));
    return (size_t)len;
}

/* "2026-01-31"; false for the nought of January 1900. */
static bool put_day(int64_t day, bool from_1904, char out[static 11])
{
    static const char never[] = "1900-02-29"; /* the 60th day: a slip of Lotus 1-2-3, kept */

    if (from_1904) {
        hd_day_text((int32_t)(hd_day_from_civil(1904, 1, 1) + day), out);
        return true;
    }
    if (day == 60)
        memcpy(out, never, sizeof never);
    else if (day > 0)
        hd_day_text((int32_t)(hd_day_from_civil(1899, 12, day < 60 ? 31 : 30) + day), out);
    return day > 0;
}

bool xlsx_date_text(const char *text, enum xlsx_style style, bool from_1904,
                    char out[static XLSX_DATE_BYTES])
{
    struct moment moment;

    if (!read_moment(text, &moment))
        return false;
    if (style == XLSX_ELAPSED || (style == XLSX_CLOCK && !moment.day)) {
        put_clock(moment.ms, moment.day * 24, out, XLSX_DATE_BYTES);
        return true;
    }
    if (!put_day(moment.day, from_1904, out))
        return false;
    if (style == XLSX_INSTANT || style == XLSX_CLOCK) {
        out[10] = 'T';
        put_clock(moment.ms, 0, out + 11, XLSX_DATE_BYTES - 11);
    } else if (style == XLSX_YEAR && strcmp(out + 4, "-01-01") == 0) {
        out[4] = '\0';
    } else if (style == XLSX_MONTH && strcmp(out + 7, "-01") == 0) {
        out[7] = '\0';
    }
    return true;
}

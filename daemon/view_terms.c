/* What a version of a target asked for, in words: of versions there is no verdict at hand. */
#include <string.h>

#include "daemon/view.h"
#include "queries/target.h"

static void put_value(const struct target_terms *terms, const struct indicator *indicator,
                      const struct hd_lang *lang, struct hd_buf *out)
{
    switch (terms->kind) {
    case JUDGE_ORDINAL:
        hd_buf_puts(out, indicator_group(indicator, terms->value, lang));
        break;
    case JUDGE_RELATIVE_CHANGE: /* percent, whatever the unit is */
        hd_buf_printf(out, "%s %%", terms->value);
        break;
    case JUDGE_BOOLEAN:
        hd_buf_puts(out, hd_tr(lang, strcmp(terms->value, "0") == 0 ? N_("no") : N_("yes")));
        break;
    default:
        view_value(indicator, terms->value, lang, out);
        break;
    }
}

static void put_part(const char *text, size_t len, const struct hd_lang *lang, struct hd_buf *out)
{
    char label[HD_PERIOD_LABEL_MAX];
    struct hd_period period;
    const char *why;

    if (hd_period_parse(text, len, &period, &why)) {
        hd_period_label(period, lang, label);
        hd_buf_puts(out, label);
    } else {
        hd_buf_put(out, text, len);
    }
}

/* "2025", "after 2025" and "2017/2020" as the catalogue has them. */
static void put_when(const char *text, const struct hd_lang *lang, struct hd_buf *out)
{
    size_t len = strcspn(text, "/");

    if (strncmp(text, "after ", 6) == 0) {
        hd_buf_puts(out, hd_tr(lang, N_("no date")));
        return;
    }
    put_part(text, len, lang, out);
    if (text[len]) {
        hd_buf_puts(out, "–");
        put_part(text + len + 1, strlen(text + len + 1), lang, out);
    }
}

void view_terms(const struct target_terms *terms, const struct indicator *indicator,
                const struct hd_lang *lang, struct hd_buf *out)
{
    if (!terms->period || terms->retired) {
        hd_buf_puts(out, view_state_label(STATE_RETIRED, lang));
        return;
    }
    hd_buf_puts(out, view_kind_label(terms->kind, lang));
    if (terms->value) {
        hd_buf_putc(out, ' ');
        put_value(terms, indicator, lang, out);
    }
    if (terms->high) {
        hd_buf_puts(out, " – ");
        view_value(indicator, terms->high, lang, out);
    }
    hd_buf_puts(out, ", ");
    put_when(terms->period, lang, out);
}

/* What stands beside a value that was made of samples. */
#include <stdio.h>

#include "common/buf.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "daemon/view.h"

static const char *pattern_of(const struct rolled_value *rolled, const struct hd_lang *lang)
{
    if (!*rolled->low)
        return hd_tr_n(lang, "of {count} sample", "of {count} samples", (long)rolled->samples);
    return hd_tr_n(lang, "of {count} sample, half of them between {low} and {high}",
                   "of {count} samples, half of them between {low} and {high}",
                   (long)rolled->samples);
}

void view_samples(const struct indicator *indicator, const struct rolled_value *rolled,
                  const struct hd_lang *lang, struct hd_buf *out)
{
    struct hd_buf low HD_BUF_AUTO = { 0 }, high HD_BUF_AUTO = { 0 };
    char number[24], count[64];

    hd_buf_init(&low, 256);
    hd_buf_init(&high, 256);
    if (*rolled->low) {
        view_value(indicator, rolled->low, lang, &low);
        view_value(indicator, rolled->high, lang, &high);
    }
    snprintf(number, sizeof number, "%lld", (long long)rolled->samples);
    hd_decimal_label(number, lang, (struct hd_number_style){ 0 }, count);
    hd_fill(out, pattern_of(rolled, lang),
            HD_ARGS("count", count, "low", low.data ? low.data : "", "high",
                    high.data ? high.data : ""));
}

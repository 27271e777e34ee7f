#include "common/period.h"

#include <stdio.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/period_parts.h"
#include "common/utf8.h"

/* Month names standing alone. */
static const char *const months[] = {
    NC_("format", "January"), NC_("format", "February"), NC_("format", "March"),
    NC_("format", "April"),   NC_("format", "May"),      NC_("format", "June"),
    NC_("format", "July"),    NC_("format", "August"),   NC_("format", "September"),
    NC_("format", "October"), NC_("format", "November"), NC_("format", "December"),
};

/* {roman} may be used in place of {half}, {third} and {quarter}.  A day has no row: it is
 * written as dates are. */
static const char *const patterns[] = {
    [HD_FREQ_A] = NC_("format", "{year}"),
    [HD_FREQ_S] = NC_("format", "H{half} {year}"),
    [HD_FREQ_T] = NC_("format", "Trimester {third} {year}"),
    [HD_FREQ_Q] = NC_("format", "Q{quarter} {year}"),
    [HD_FREQ_M] = NC_("format", "{month} {year}"),
    [HD_FREQ_W] = NC_("format", "Week {week}, {year}"),
};

static const char *roman(int ordinal)
{
    static const char *const numbers[] = { "I", "II", "III", "IV" };

    return ordinal >= 1 && ordinal <= 4 ? numbers[ordinal - 1] : "";
}

void hd_period_label(struct hd_period period, const struct hd_lang *lang,
                     char out[static HD_PERIOD_LABEL_MAX])
{
    struct hd_period_parts parts = hd_period_parts(period);
    HD_BUF_AUTO struct hd_buf text = { 0 };
    char year[12], number[12];
    const char *month = "";

    if (period.freq == HD_FREQ_D) {
        hd_day_label(period.start_day, lang, out);
        return;
    }
    hd_buf_init(&text, 256);
    snprintf(year, sizeof year, "%d", parts.year);
    snprintf(number, sizeof number, "%d", parts.ordinal);
    if (period.freq == HD_FREQ_M)
        month = hd_tr_ctx(lang, "format", months[parts.ordinal - 1]);
    hd_fill(&text, hd_tr_ctx(lang, "format", patterns[period.freq]),
            HD_ARGS("year", year, "half", number, "third", number, "quarter", number, "week",
                    number, "roman", roman(parts.ordinal), "month", month));
    snprintf(out, HD_PERIOD_LABEL_MAX, "%.*s",
             (int)hd_utf8_cut(text.data, text.len, HD_PERIOD_LABEL_MAX - 1), text.data);
}

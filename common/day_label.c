#include "common/lang.h"

#include <stdio.h>

#include "common/buf.h"
#include "common/date.h"
#include "common/utf8.h"

#define LABEL_BYTES 64

/* As they stand in a date; many languages need another case here than for a month alone. */
static const char *const months[] = {
    NC_("date", "January"), NC_("date", "February"), NC_("date", "March"),
    NC_("date", "April"),   NC_("date", "May"),      NC_("date", "June"),
    NC_("date", "July"),    NC_("date", "August"),   NC_("date", "September"),
    NC_("date", "October"), NC_("date", "November"), NC_("date", "December"),
};

void hd_day_label(int32_t day, const struct hd_lang *lang, char out[static LABEL_BYTES])
{
    struct hd_civil date = hd_day_civil(day);
    HD_BUF_AUTO struct hd_buf text = { 0 };
    char year[12], number[12];

    hd_buf_init(&text, 256);
    snprintf(year, sizeof year, "%d", date.year);
    snprintf(number, sizeof number, "%d", date.day);
    hd_fill(&text, hd_tr_ctx(lang, "format", "{day} {month} {year}"),
            HD_ARGS("day", number, "month", hd_tr_ctx(lang, "date", months[date.month - 1]), "year",
                    year));
    snprintf(out, LABEL_BYTES, "%.*s", (int)hd_utf8_cut(text.data, text.len, LABEL_BYTES - 1),
             text.data);
}

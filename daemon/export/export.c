#include "daemon/export/export.h"

#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "daemon/export/jsonstat.h"
#include "daemon/export/sdmx_csv.h"
#include "daemon/export/sdmx_json.h"
#include "daemon/export/xlsx.h"
#include "daemon/view.h"

/* In the order shown; under /sdmx the first is the answer to who asks for none. */
const struct export_ops *const exports[] = {
    &export_sdmx_json, &export_sdmx_csv, &export_jsonstat, &export_xlsx, NULL,
};
const size_t export_count = sizeof exports / sizeof(void *) - 1;

const struct export_ops *export_find(const char *name)
{
    for (size_t i = 0; exports[i]; i++)
        if (strcmp(exports[i]->name, name) == 0)
            return exports[i];
    return NULL;
}

/* ---- what the parts are called ---- */

static const struct part {
    const char *id, *name;
} parts[PARTS] = {
    [PART_VALUE] = { "OBS_VALUE", N_("Value") },
    [PART_UNIT] = { "UNIT_MEASURE", N_("Unit") },
    [PART_DECIMALS] = { "DECIMALS", N_("Decimals") },
    [PART_STATUS] = { "OBS_STATUS", N_("Flag") },
    [PART_COMMENT] = { "COMMENT_OBS", N_("Comment") },
    [PART_REVISED] = { "REVISED", N_("Revised") },
    [PART_VINTAGE] = { "VINTAGE", N_("Version") },
    [PART_PUBLISHED] = { "PUBLISHED", N_("Published") },
    [PART_BASIS] = { "BASIS", N_("Basis") },
};

const char *export_part_id(enum export_part part)
{
    return parts[part].id;
}

const char *export_part_name(enum export_part part, const struct hd_lang *lang)
{
    return hd_tr(lang, parts[part].name);
}

/* ---- what they say of an observation ---- */

/* So that demo values stay marked wherever the file goes. */
static const char *basis_of(const struct observed *observed)
{
    return observed->computed ? "computed" : observed->row->invented ? "invented" : "";
}

const char *export_part_text(enum export_part part, const struct observed *observed,
                             char buffer[static EXPORT_TEXT_MAX])
{
    const struct vintage_row *row = observed->row;

    *buffer = '\0';

    switch (part) {
    case PART_VALUE:
        return row->value ? row->value : "NaN";
    case PART_UNIT:
        return observed->indicator->unit ? observed->indicator->unit : "";
    case PART_DECIMALS:
        if (observed->indicator->decimals >= 0)
            snprintf(buffer, EXPORT_TEXT_MAX, "%d", observed->indicator->decimals);
        return buffer;
    case PART_STATUS:
        snprintf(buffer, EXPORT_TEXT_MAX, "%c", row->status);
        return buffer;
    case PART_COMMENT:
        return row->comment ? row->comment : "";
    case PART_REVISED:
        return row->vintage > 1 ? "true" : "false";
    case PART_VINTAGE:
        snprintf(buffer, EXPORT_TEXT_MAX, "%d", row->vintage);
        return buffer;
    case PART_PUBLISHED:
        if (row->published_at_ms)
            hd_instant_text(row->published_at_ms, buffer);
        return buffer;
    case PART_BASIS:
        return basis_of(observed);
    case PARTS:
        break;
    }
    return "";
}

bool export_status_missing(char status)
{
    return strchr("HJKLMOQS", status) != NULL;
}

/* ---- names of codes ---- */

const char *export_freq_name(enum hd_freq freq, const struct hd_lang *lang)
{
    static const char *const names[] = {
        [HD_FREQ_A] = N_("Yearly"),     [HD_FREQ_S] = N_("Half-yearly"),
        [HD_FREQ_T] = N_("Trimestral"), [HD_FREQ_Q] = N_("Quarterly"),
        [HD_FREQ_M] = N_("Monthly"),    [HD_FREQ_W] = N_("Weekly"),
        [HD_FREQ_D] = N_("Daily"),
    };

    return hd_tr(lang, names[freq]);
}

const char *export_status_name(char status, const struct hd_lang *lang)
{
    const char *label = view_status_label(status, lang);

    return *label ? label : hd_tr(lang, N_("normal value"));
}

const char *export_flow_name(const struct hd_lang *lang)
{
    return hd_tr(lang, N_("Key performance indicators"));
}

/* One dataset: a value stands under the place of its cell, counted row by row with time fastest.
 * Flags are Eurostat's small letters where it has one, else the letter of CL_OBS_STATUS; what the
 * format has no place for stands in `extension`. */
#include "daemon/export/jsonstat.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "daemon/export/cube.h"

#define CELLS_MAX (UINT64_C(1) << 53) /* what readers count exactly */

static const char *const ids[AXES] = {
    [AXIS_FREQ] = "freq",           [AXIS_AREA] = "geo",  [AXIS_INDICATOR] = "indicator",
    [AXIS_BREAKDOWN] = "breakdown", [AXIS_TIME] = "time",
};

static const struct role {
    const char *name;
    enum cube_axis_id axis;
} roles[] = {
    { "time", AXIS_TIME },
    { "geo", AXIS_AREA },
    { "metric", AXIS_INDICATOR },
};

struct dataset {
    const struct export_table *table;
    const struct cube *cube;
    struct hd_jsonw *w;
};

static bool wants(const struct dataset *d, enum export_part part)
{
    return (d->table->parts & PART_BIT(part)) != 0;
}

/* ---- the frame ---- */

static void put_head(const struct dataset *d)
{
    struct hd_jsonw *w = d->w;
    char updated[21];

    hd_jsonw_key_string(w, "version", "2.0");
    hd_jsonw_key_string(w, "class", "dataset");
    hd_jsonw_key_string(w, "label", export_flow_name(d->table->lang));
    hd_jsonw_key_string(w, "source", d->table->title);
    if (d->table->updated_at_ms) {
        hd_instant_text(d->table->updated_at_ms, updated);
        hd_jsonw_key_string(w, "updated", updated);
    }
    hd_jsonw_key_array(w, "id");
    for (size_t axis = 0; axis < AXES; axis++)
        hd_jsonw_string(w, ids[axis]);
    hd_jsonw_end_array(w);
    hd_jsonw_key_array(w, "size");
    for (size_t axis = 0; axis < AXES; axis++)
        hd_jsonw_int(w, (int64_t)d->cube->axes[axis].count);
    hd_jsonw_end_array(w);
}

static void put_roles(const struct dataset *d)
{
    hd_jsonw_key_object(d->w, "role");
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        hd_jsonw_key_array(d->w, roles[i].name);
        hd_jsonw_string(d->w, ids[roles[i].axis]);
        hd_jsonw_end_array(d->w);
    }
    hd_jsonw_end_object(d->w);
}

/* ---- dimensions ---- */

static void put_unit(const struct dataset *d, const struct indicator *indicator)
{
    struct hd_jsonw *w = d->w;
    const char *label = names_get(&indicator->unit_label, d->table->lang);

    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "label", indicator->unit ? indicator->unit : "");
    if (*label) {
        hd_jsonw_key_string(w, "symbol", label);
        hd_jsonw_key_string(w, "position", "end");
    }
    if (indicator->decimals >= 0)
        hd_jsonw_key_int(w, "decimals", indicator->decimals);
    hd_jsonw_end_object(w);
}

static void put_units(const struct dataset *d)
{
    hd_jsonw_key_object(d->w, "unit");
    for (size_t i = 0; i < d->cube->axes[AXIS_INDICATOR].count; i++) {
        const struct cube_code *code = &d->cube->axes[AXIS_INDICATOR].codes[i];

        hd_jsonw_key(d->w, code->code);
        put_unit(d, code->first->indicator);
    }
    hd_jsonw_end_object(d->w);
}

static void put_dimension(const struct dataset *d, enum cube_axis_id axis)
{
    struct hd_jsonw *w = d->w;
    const struct cube_code *codes = d->cube->axes[axis].codes;
    size_t count = d->cube->axes[axis].count;

    hd_jsonw_key_object(w, ids[axis]);
    hd_jsonw_key_string(w, "label", cube_axis_name(axis, d->table->lang));
    hd_jsonw_key_object(w, "category");
    hd_jsonw_key_object(w, "index");
    for (size_t i = 0; i < count; i++)
        hd_jsonw_key_int(w, codes[i].code, (int64_t)i);
    hd_jsonw_end_object(w);
    hd_jsonw_key_object(w, "label");
    for (size_t i = 0; i < count; i++)
        hd_jsonw_key_string(w, codes[i].code, codes[i].name);
    hd_jsonw_end_object(w);
    if (axis == AXIS_INDICATOR && wants(d, PART_UNIT))
        put_units(d);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

/* ---- cells ---- */

static const char *cell_of(const struct dataset *d, const struct cube_row *row,
                           char text[static EXPORT_TEXT_MAX])
{
    uint64_t cell = 0;

    for (size_t axis = 0; axis < AXES; axis++)
        cell = cell * d->cube->axes[axis].count + row->at[axis];
    snprintf(text, EXPORT_TEXT_MAX, "%llu", (unsigned long long)cell);
    return text;
}

/* No value where the flag says why; a missing one with another flag says so itself. */
static const char *value_of(const struct observed *observed)
{
    if (observed->row->value)
        return observed->row->value;
    return export_status_missing(observed->row->status) ? NULL : "NaN";
}

static void put_values(const struct dataset *d)
{
    char cell[EXPORT_TEXT_MAX];

    hd_jsonw_key_object(d->w, "value");
    for (size_t i = 0; i < d->cube->count && wants(d, PART_VALUE); i++) {
        const struct cube_row *row = &d->cube->rows[i];
        const char *value = value_of(row->observed);

        if (value)
            hd_jsonw_key_decimal(d->w, cell_of(d, row, cell), value);
    }
    hd_jsonw_end_object(d->w);
}

static char flag_of(char status)
{
    if (status == 'O')
        return ':';
    return strchr("BDEFNPU", status) ? (char)tolower((unsigned char)status) : status;
}

/* "" of a normal value that was never revised. */
static const char *flags_of(const struct observed *observed, char text[static EXPORT_TEXT_MAX])
{
    char status = observed->row->status;
    const char *revised = observed->row->vintage > 1 ? "r" : "";

    if (status == 'A' && observed->row->value)
        return revised;
    /* The standard's own letter is meant as it stands where there is no value. */
    if (observed->row->value || export_status_missing(status))
        status = flag_of(status);
    snprintf(text, EXPORT_TEXT_MAX, "%c%s", status, revised);
    return text;
}

static void put_flags(const struct dataset *d)
{
    char cell[EXPORT_TEXT_MAX], text[EXPORT_TEXT_MAX];

    hd_jsonw_key_object(d->w, "status");
    for (size_t i = 0; i < d->cube->count && wants(d, PART_STATUS); i++) {
        const struct cube_row *row = &d->cube->rows[i];
        const char *flags = flags_of(row->observed, text);

        if (*flags)
            hd_jsonw_key_string(d->w, cell_of(d, row, cell), flags);
    }
    hd_jsonw_end_object(d->w);
}

/* What a part says of each cell, where it says something. */
static void put_extra(const struct dataset *d, enum export_part part, const char *key)
{
    char cell[EXPORT_TEXT_MAX], buffer[EXPORT_TEXT_MAX];

    if (!wants(d, part))
        return;
    hd_jsonw_key_object(d->w, key);
    for (size_t i = 0; i < d->cube->count; i++) {
        const struct cube_row *row = &d->cube->rows[i];
        const char *text = export_part_text(part, row->observed, buffer);

        if (*text)
            hd_jsonw_key_string(d->w, cell_of(d, row, cell), text);
    }
    hd_jsonw_end_object(d->w);
}

static void put_flag_labels(const struct dataset *d)
{
    bool seen[128] = { false }, revised = false;

    for (size_t i = 0; i < d->cube->count; i++) {
        const struct vintage_row *row = d->cube->rows[i].observed->row;

        seen[(unsigned char)row->status & 127] = true;
        revised |= row->vintage > 1;
    }
    hd_jsonw_key_object(d->w, "status");
    hd_jsonw_key_object(d->w, "label");
    for (int letter = 'B'; letter <= 'Z'; letter++) {
        const char flag[2] = { flag_of((char)letter), '\0' };

        if (seen[letter])
            hd_jsonw_key_string(d->w, flag, export_status_name((char)letter, d->table->lang));
    }
    if (revised)
        hd_jsonw_key_string(d->w, "r", hd_tr(d->table->lang, N_("revised")));
    hd_jsonw_end_object(d->w);
    hd_jsonw_end_object(d->w);
}

static void put_extension(const struct dataset *d)
{
    struct hd_jsonw *w = d->w;

    hd_jsonw_key_object(w, "extension");
    hd_jsonw_key_string(w, "id", EXPORT_FLOW);
    hd_jsonw_key_string(w, "agencyId", d->table->agency);
    hd_jsonw_key_string(w, "version", EXPORT_FLOW_VERSION);
    hd_jsonw_key_string(w, "lang", hd_lang_code(d->table->lang));
    if (wants(d, PART_STATUS))
        put_flag_labels(d);
    put_extra(d, PART_COMMENT, "comment");
    put_extra(d, PART_BASIS, "basis");
    hd_jsonw_end_object(w);
}

static bool can_be_counted(const struct cube *cube)
{
    uint64_t cells = 1;

    for (size_t axis = 0; axis < AXES; axis++) {
        if (cube->axes[axis].count && cells > CELLS_MAX / cube->axes[axis].count)
            return false;
        cells *= cube->axes[axis].count;
    }
    return true;
}

static enum hd_rc write_dataset(const struct export_table *table, struct hd_buf *out,
                                struct hd_error *err)
{
    struct hd_jsonw w = { .out = out };
    const struct dataset d = { table, cube_make(table), &w };

    if (!can_be_counted(d.cube))
        return hd_fail(err, HD_LIMIT, "the cube has more cells than can be counted: ask for less");
    hd_jsonw_object(&w);
    put_head(&d);
    put_roles(&d);
    hd_jsonw_key_object(&w, "dimension");
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXES; axis++)
        put_dimension(&d, axis);
    hd_jsonw_end_object(&w);
    put_values(&d);
    put_flags(&d);
    put_extension(&d);
    hd_jsonw_end_object(&w);
    hd_buf_putc(out, '\n');
    return HD_OK;
}

const struct export_ops export_jsonstat = {
    .name = "jsonstat",
    .ending = ".json",
    .type = "application/vnd.json-stat",
    .content_type = "application/json",
    .write = write_dataset,
};

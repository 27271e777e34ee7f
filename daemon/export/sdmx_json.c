/* Codes stand once, in the structure; the data are their places.  In series, what is the same for
 * a whole series stands once with it; flat, all of it stands with each observation. */
#include "daemon/export/sdmx_json.h"

#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "daemon/export/cube.h"
#include "daemon/export/sdmx_meta.h"

#define SCHEMA "https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json"
#define URN    "urn:sdmx:org.sdmx.infomodel.datastructure."

/* Of an attribute: listed in the structure, and their places in the data. */
struct codes {
    const char **texts;
    size_t count;
};

struct message {
    const struct export_table *table;
    const struct cube *cube;
    struct hd_jsonw *w;
    struct codes statuses; /* in order of their letters */
};

static bool wants(const struct message *m, enum export_part part)
{
    return (m->table->parts & PART_BIT(part)) != 0;
}

/* Is it the same for a whole series? */
static bool of_series(enum export_part part)
{
    return part == PART_UNIT || part == PART_DECIMALS;
}

/* ---- codes of attributes ---- */

static size_t place_of(const struct codes *codes, const char *text)
{
    size_t at = 0;

    while (at < codes->count && strcmp(codes->texts[at], text) != 0)
        at++;
    return at;
}

static void collect_statuses(struct message *m)
{
    bool seen['Z' - 'A' + 1] = { false };

    m->statuses.texts =
        hd_arena_alloc(m->table->arena, sizeof seen / sizeof *seen * sizeof(void *));
    for (size_t i = 0; i < m->cube->count; i++) {
        char status = m->cube->rows[i].observed->row->status;

        if (status >= 'A' && status <= 'Z')
            seen[status - 'A'] = true;
    }
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        if (seen[i])
            m->statuses.texts[m->statuses.count++] =
                hd_arena_printf(m->table->arena, "%c", (char)('A' + i));
}

/* ---- what it is about ---- */

static void put_links(const struct message *m)
{
    hd_jsonw_key_array(m->w, "links");
    hd_jsonw_object(m->w);
    hd_jsonw_key_string(m->w, "urn",
                        hd_arena_printf(m->table->arena, URN "Dataflow=%s:%s(%s)", m->table->agency,
                                        EXPORT_FLOW, EXPORT_FLOW_VERSION));
    hd_jsonw_key_string(m->w, "rel", "dataflow");
    hd_jsonw_end_object(m->w);
    hd_jsonw_end_array(m->w);
}

/* ---- dimensions ---- */

static void put_bounds(struct hd_jsonw *w, struct hd_period period, struct hd_arena *arena)
{
    char start[11], end[11];

    hd_day_text(period.start_day, start);
    hd_day_text(period.end_day, end);
    hd_jsonw_key_string(w, "start", hd_arena_printf(arena, "%sT00:00:00Z", start));
    hd_jsonw_key_string(w, "end", hd_arena_printf(arena, "%sT23:59:59Z", end));
}

static void put_dimension(const struct message *m, enum cube_axis_id axis)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "id", cube_axis_word(axis));
    hd_jsonw_key_string(w, "name", cube_axis_name(axis, m->table->lang));
    hd_jsonw_key_int(w, "keyPosition", axis);
    if (axis == AXIS_FREQ || axis == AXIS_TIME) {
        hd_jsonw_key_array(w, "roles");
        hd_jsonw_string(w, cube_axis_word(axis));
        hd_jsonw_end_array(w);
    }
    hd_jsonw_key_array(w, "values");
    for (size_t i = 0; i < m->cube->axes[axis].count; i++) {
        const struct cube_code *code = &m->cube->axes[axis].codes[i];

        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "id", code->code);
        hd_jsonw_key_string(w, "name", code->name);
        if (axis == AXIS_TIME)
            put_bounds(w, code->first->row->period, m->table->arena);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

static void put_dimensions(const struct message *m)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_key_object(w, "dimensions");
    hd_jsonw_key_array(w, "dataSet");
    hd_jsonw_end_array(w);
    hd_jsonw_key_array(w, "series");
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXIS_TIME && !m->table->flat; axis++)
        put_dimension(m, axis);
    hd_jsonw_end_array(w);
    hd_jsonw_key_array(w, "observation");
    for (enum cube_axis_id axis = m->table->flat ? AXIS_FREQ : AXIS_TIME; axis < AXES; axis++)
        put_dimension(m, axis);
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

/* ---- measure and attributes ---- */

static void put_measure(const struct message *m)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_key_object(w, "measures");
    hd_jsonw_key_array(w, "observation");
    if (wants(m, PART_VALUE)) {
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "id", export_part_id(PART_VALUE));
        hd_jsonw_key_string(w, "name", export_part_name(PART_VALUE, m->table->lang));
        hd_jsonw_key_array(w, "roles");
        hd_jsonw_string(w, "PRIMARY");
        hd_jsonw_end_array(w);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

static void put_relationship(const struct message *m, bool series)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_key_object(w, "relationship");
    if (series) {
        hd_jsonw_key_array(w, "dimensions");
        for (enum cube_axis_id axis = AXIS_FREQ; axis < AXIS_TIME; axis++)
            hd_jsonw_string(w, cube_axis_word(axis));
        hd_jsonw_end_array(w);
    } else {
        hd_jsonw_key_object(w, "observation");
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_object(w);
}

/* Units are no codes: "Mbit/s" could not be the id of one. */
static void put_statuses(const struct message *m)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_key_array(w, "values");
    for (size_t i = 0; i < m->statuses.count; i++) {
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "id", m->statuses.texts[i]);
        hd_jsonw_key_string(w, "name", export_status_name(m->statuses.texts[i][0], m->table->lang));
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void put_attribute(const struct message *m, enum export_part part, bool series)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "id", export_part_id(part));
    hd_jsonw_key_string(w, "name", export_part_name(part, m->table->lang));
    put_relationship(m, series);
    if (part == PART_STATUS)
        put_statuses(m);
    hd_jsonw_end_object(w);
}

/* Does the attribute stand with the series (or else with the observation)? */
static bool stands_at(const struct message *m, enum export_part part, bool series)
{
    return part != PART_VALUE && wants(m, part) && series == (of_series(part) && !m->table->flat);
}

static void put_attributes(const struct message *m)
{
    static const char *const levels[] = { "observation", "series" };

    hd_jsonw_key_object(m->w, "attributes");
    hd_jsonw_key_array(m->w, "dataSet");
    hd_jsonw_end_array(m->w);
    for (int series = 1; series >= 0; series--) {
        hd_jsonw_key_array(m->w, levels[series]);
        for (enum export_part part = PART_VALUE; part < PARTS; part++)
            if (stands_at(m, part, series))
                put_attribute(m, part, series);
        hd_jsonw_end_array(m->w);
    }
    hd_jsonw_end_object(m->w);
}

static void put_structure(const struct message *m)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_key_array(w, "structures");
    hd_jsonw_object(w);
    hd_jsonw_key_array(w, "dataSets");
    hd_jsonw_int(w, 0);
    hd_jsonw_end_array(w);
    put_links(m);
    hd_jsonw_key_string(w, "name", export_flow_name(m->table->lang));
    put_dimensions(m);
    put_measure(m);
    put_attributes(m);
    hd_jsonw_end_object(w);
    hd_jsonw_end_array(w);
}

/* ---- data ---- */

static void put_text(struct hd_jsonw *w, const char *text)
{
    if (*text)
        hd_jsonw_string(w, text);
    else
        hd_jsonw_null(w);
}

static void put_value(struct hd_jsonw *w, const struct observed *observed)
{
    if (observed->row->value)
        hd_jsonw_decimal(w, observed->row->value);
    else
        hd_jsonw_string(w, "NaN");
}

static void put_part(const struct message *m, enum export_part part,
                     const struct observed *observed)
{
    char buffer[EXPORT_TEXT_MAX];
    const char *text = export_part_text(part, observed, buffer);

    switch (part) {
    case PART_VALUE:
        put_value(m->w, observed);
        break;
    case PART_STATUS:
        hd_jsonw_int(m->w, (int64_t)place_of(&m->statuses, text));
        break;
    case PART_DECIMALS:
    case PART_VINTAGE:
        if (*text)
            hd_jsonw_decimal(m->w, text);
        else
            hd_jsonw_null(m->w);
        break;
    case PART_REVISED:
        hd_jsonw_bool(m->w, observed->row->vintage > 1);
        break;
    case PART_UNIT:
    case PART_COMMENT:
    case PART_PUBLISHED:
    case PART_BASIS:
    case PARTS:
        put_text(m->w, text);
        break;
    }
}

static void put_parts(const struct message *m, const struct observed *observed, bool series)
{
    hd_jsonw_array(m->w);
    for (enum export_part part = PART_VALUE; part < PARTS; part++)
        if (stands_at(m, part, series) || (part == PART_VALUE && !series && wants(m, part)))
            put_part(m, part, observed);
    hd_jsonw_end_array(m->w);
}

/* "0:0:3": the places on some of the axes. */
#define KEY_MAX 128
static const char *key_of(const struct cube_row *row, enum cube_axis_id from, enum cube_axis_id to,
                          char key[static KEY_MAX])
{
    size_t used = 0;

    for (enum cube_axis_id axis = from; axis < to; axis++)
        used += (size_t)snprintf(key + used, KEY_MAX - used, "%s%zu", axis > from ? ":" : "",
                                 row->at[axis]);
    return key;
}

static bool same_series(const struct cube_row *a, const struct cube_row *b)
{
    return memcmp(a->at, b->at, AXIS_TIME * sizeof *a->at) == 0;
}

static void put_series(const struct message *m, const struct cube_row *rows, size_t count)
{
    char key[KEY_MAX];

    hd_jsonw_key(m->w, key_of(rows, AXIS_FREQ, AXIS_TIME, key));
    hd_jsonw_object(m->w);
    hd_jsonw_key(m->w, "attributes");
    put_parts(m, rows->observed, true);
    hd_jsonw_key_object(m->w, "observations");
    for (size_t i = 0; i < count; i++) {
        hd_jsonw_key(m->w, key_of(&rows[i], AXIS_TIME, AXES, key));
        put_parts(m, rows[i].observed, false);
    }
    hd_jsonw_end_object(m->w);
    hd_jsonw_end_object(m->w);
}

static void put_all_series(const struct message *m)
{
    const struct cube *cube = m->cube;

    hd_jsonw_key_object(m->w, "series");
    for (size_t first = 0, next; first < cube->count; first = next) {
        for (next = first + 1;
             next < cube->count && same_series(&cube->rows[first], &cube->rows[next]);)
            next++;
        put_series(m, cube->rows + first, next - first);
    }
    hd_jsonw_end_object(m->w);
}

static void put_flat(const struct message *m)
{
    char key[KEY_MAX];

    hd_jsonw_key_object(m->w, "observations");
    for (size_t i = 0; i < m->cube->count; i++) {
        hd_jsonw_key(m->w, key_of(&m->cube->rows[i], AXIS_FREQ, AXES, key));
        put_parts(m, m->cube->rows[i].observed, false);
    }
    hd_jsonw_end_object(m->w);
}

static void put_data(const struct message *m)
{
    struct hd_jsonw *w = m->w;

    hd_jsonw_key_array(w, "dataSets");
    hd_jsonw_object(w);
    hd_jsonw_key_int(w, "structure", 0);
    hd_jsonw_key_string(w, "action", "Information");
    put_links(m);
    if (m->table->flat)
        put_flat(m);
    else
        put_all_series(m);
    hd_jsonw_end_object(w);
    hd_jsonw_end_array(w);
}

static enum hd_rc write_json(const struct export_table *table, struct hd_buf *out,
                             struct hd_error *err)
{
    struct hd_jsonw w = { .out = out };
    struct message m = { .table = table, .cube = cube_make(table), .w = &w };

    (void)err;
    collect_statuses(&m);
    hd_jsonw_object(&w);
    sdmx_meta_put(&w, &(struct sdmx_meta){ SCHEMA, table->agency, table->title, table->lang,
                                           table->now_at_ms });
    hd_jsonw_key_object(&w, "data");
    put_structure(&m);
    put_data(&m);
    hd_jsonw_end_object(&w);
    hd_jsonw_end_object(&w);
    hd_buf_putc(out, '\n');
    return HD_OK;
}

static const char *const versions[] = { "2.0.0", NULL };

const struct export_ops export_sdmx_json = {
    .name = "sdmx-json",
    .ending = ".json",
    .type = "application/vnd.sdmx.data+json",
    .versions = versions,
    .write = write_json,
};

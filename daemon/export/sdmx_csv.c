/* One row for each observation: structure, dimensions, measure, attributes.  2.x also says what is
 * to be done with it: R when the document is all there is, else what changes nothing beside it. */
#include "daemon/export/sdmx_csv.h"

#include <string.h>

#include "common/csv.h"
#include "daemon/export/cube.h"

#define LINE_END "\r\n"

enum version { V1_0, V2_0, V2_1 };

static enum version version_of(const struct export_table *table)
{
    if (strcmp(table->version, "1.0.0") == 0)
        return V1_0;
    return strcmp(table->version, "2.1.0") == 0 ? V2_1 : V2_0;
}

static bool wants(const struct export_table *table, enum export_part part)
{
    return (table->parts & PART_BIT(part)) != 0;
}

static void put_header(const struct export_table *table, struct hd_buf *out)
{
    hd_buf_puts(out, version_of(table) == V1_0 ? "DATAFLOW" : "STRUCTURE,STRUCTURE_ID,ACTION");
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXES; axis++)
        hd_buf_printf(out, ",%s", cube_axis_word(axis));
    for (enum export_part part = PART_VALUE; part < PARTS; part++)
        if (wants(table, part))
            hd_buf_printf(out, ",%s", export_part_id(part));
    hd_buf_puts(out, LINE_END);
}

/* The cells that are the same in every row. */
static const char *lead_of(const struct export_table *table)
{
    const char *flow =
        hd_arena_printf(table->arena, "%s:" EXPORT_FLOW "(" EXPORT_FLOW_VERSION ")", table->agency);

    switch (version_of(table)) {
    case V1_0:
        return flow;
    case V2_0:
        return hd_arena_printf(table->arena, "dataflow,%s,I", flow);
    case V2_1:
        break;
    }
    return hd_arena_printf(table->arena, "dataflow,%s,%s", flow, table->whole ? "R" : "M");
}

static const char *value_text(const struct export_table *table, const struct observed *observed,
                              char buffer[static EXPORT_TEXT_MAX])
{
    /* 1.0 knows no mark for what is deliberately missing. */
    if (!observed->row->value && version_of(table) == V1_0 &&
        export_status_missing(observed->row->status))
        return "";
    return export_part_text(PART_VALUE, observed, buffer);
}

static void put_row(const struct export_table *table, const char *lead,
                    const struct observed *observed, struct hd_buf *out)
{
    char buffer[EXPORT_TEXT_MAX];

    hd_buf_puts(out, lead);
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXES; axis++) {
        hd_buf_putc(out, ',');
        hd_csv_put(out, cube_code(axis, observed, buffer), false);
    }
    for (enum export_part part = PART_VALUE; part < PARTS; part++) {
        if (!wants(table, part))
            continue;
        hd_buf_putc(out, ',');
        hd_csv_put(out,
                   part == PART_VALUE ? value_text(table, observed, buffer)
                                      : export_part_text(part, observed, buffer),
                   part == PART_COMMENT);
    }
    hd_buf_puts(out, LINE_END);
}

static enum hd_rc write_csv(const struct export_table *table, struct hd_buf *out,
                            struct hd_error *err)
{
    const char *lead = lead_of(table);

    (void)err;
    put_header(table, out);
    for (size_t i = 0; i < table->count; i++)
        put_row(table, lead, table->rows[i], out);
    return HD_OK;
}

static const char *const versions[] = { "2.0.0", "1.0.0", "2.1.0", NULL };

const struct export_ops export_sdmx_csv = {
    .name = "sdmx-csv",
    .ending = ".csv",
    .type = "application/vnd.sdmx.data+csv",
    .versions = versions,
    .write = write_csv,
};

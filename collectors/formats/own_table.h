/* collectors/formats/own_table.h  (private to collectors/formats/)
 *
 * The house's own layout as a table, wherever its rows come from: the first row names the columns
 * (csv_columns.h), each further one is a reading or is refused with all its problems. */
#ifndef HEDEF_COLLECTORS_FORMATS_OWN_TABLE_H
#define HEDEF_COLLECTORS_FORMATS_OWN_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/format.h"
#include "common/csv.h"

struct own_table;

/* All of it stays the caller's, and stays. */
struct own_table_options {
    const struct format_options *format;
    const struct reading_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
    bool comma_mark; /* a comma may be the decimal mark */
    size_t rows;     /* about so many are to come; 0 not known */
    /* Says more of where a problem stands: in the cell of this column, or (-1) somewhere in the
     * row.  NULL: line and column say it. */
    void (*place)(void *ctx, int column, long line, struct hd_problem *problem);
    void *place_ctx;
};

struct own_table *own_table_open(const struct own_table_options *options);
/* HD_BAD_INPUT, with problems, when columns are missing without which no row can be read. */
HD_MUST_CHECK enum hd_rc own_table_header(struct own_table *table,
                                          const struct hd_csv_field *fields, size_t count,
                                          long line, struct hd_error *err);
/* HD_OK also when the row was refused; others come from the sink.  Blank rows are left out.
 * `typed`: which cells are numbers to the document itself, so that the way they are written is
 * not the writer's choice; NULL: none. */
HD_MUST_CHECK enum hd_rc own_table_row(struct own_table *table, const struct hd_csv_field *fields,
                                       const bool *typed, size_t count, long line,
                                       struct hd_error *err);
void own_table_close(struct own_table **table);

/* The file's name for all problems from the `from`th on that have none. */
void own_table_name_file(struct hd_problems *problems, size_t from, const char *file);

#endif

#include "collectors/formats/table.h"

#include <stdio.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/own_table.h"
#include "collectors/mapping.h"
#include "common/csv.h"
#include "common/lang.h"
#include "common/utf8.h"

struct reader {
    const struct format_options *options;
    const struct record_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
    struct hd_csv *csv;
    struct hd_arena names;
    struct record_cell cells[HD_CSV_FIELDS_MAX];
    size_t columns; /* that the first row names */
    bool named;     /* else they are A, B, C */
    /* the row being read */
    const struct hd_csv_field *fields;
    size_t count;
    long line;
};

static void add_problem(struct reader *r, struct hd_problem problem)
{
    problem.file = r->options->file;
    problem.line = r->line;
    hd_problem_add(r->problems, &problem);
}

/* ---- columns ---- */

/* 0 is A, 25 Z, 26 AA. */
static const char *letters(size_t column, struct hd_arena *arena)
{
    if (column < 26)
        return hd_arena_printf(arena, "%c", (char)('A' + column));
    return hd_arena_printf(arena, "%c%c", (char)('A' + column / 26 - 1), (char)('A' + column % 26));
}

static void name_by_letters(struct reader *r)
{
    r->columns = HD_CSV_FIELDS_MAX;
    for (size_t i = 0; i < r->columns; i++)
        r->cells[i].name = letters(i, &r->names);
}

static bool is_asked_for(const struct reader *r, const char *name)
{
    const char *const *cells = mapping_cells(r->options->mapping);

    while (*cells && !hd_utf8_same(*cells, name))
        cells++;
    return *cells != NULL;
}

/* Which of the two is meant cannot be known. */
static void check_repeated(struct reader *r, size_t column)
{
    const char *name = r->cells[column].name;

    for (size_t i = 0; i < column; i++) {
        if (!*name || !hd_utf8_same(r->cells[i].name, name) || !is_asked_for(r, name))
            continue;
        add_problem(r, (struct hd_problem){
                           .code = "column_repeated",
                           .message = N_("Two columns are called {column}, and the mapping asks "
                                         "for it. Take header = no and the letters of columns."),
                           .column = name,
                           .args = { "column", name } });
        return;
    }
}

static enum hd_rc name_by_header(struct reader *r, struct hd_error *err)
{
    size_t errors = r->problems->errors;

    r->columns = r->count;
    r->named = true;
    for (size_t i = 0; i < r->count; i++) {
        size_t len = r->fields[i].len;
        const char *name = cell_trim(r->fields[i].text, &len);

        r->cells[i].name = hd_arena_strndup(&r->names, name, len);
        check_repeated(r, i);
    }
    if (r->problems->errors > errors)
        return hd_fail(err, HD_BAD_INPUT, "line %ld: columns of the same name", r->line);
    return HD_OK;
}

/* ---- rows ---- */

static bool is_blank_row(const struct reader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        size_t len = r->fields[i].len;

        cell_trim(r->fields[i].text, &len);
        if (len)
            return false;
    }
    return true;
}

/* What stands beyond the last name would be lost in silence. */
static bool check_count(struct reader *r)
{
    char count[24], expected[24];
    size_t last = r->count;

    while (last > r->columns && !r->fields[last - 1].len)
        last--;
    if (last <= r->columns)
        return true;
    snprintf(count, sizeof count, "%zu", r->count);
    snprintf(expected, sizeof expected, "%zu", r->columns);
    add_problem(r, (struct hd_problem){
                       .code = "field_count",
                       .message = N_("The row has {count} cells and the first row {expected}. Put "
                                     "text that holds the separator, and numbers with a decimal "
                                     "comma in a comma-separated file, into double quotes."),
                       .args = { "count", count, "expected", expected } });
    return false;
}

static enum hd_rc put_row(struct reader *r, struct hd_error *err)
{
    struct record record = { .line = r->line,
                             .cells = r->cells,
                             .count = r->columns,
                             .comma_mark = hd_csv_separator(r->csv) != ',' };

    if (!r->named)
        record.count = r->count;
    for (size_t i = 0; i < record.count; i++)
        r->cells[i].text = i < r->count ? r->fields[i].text : NULL;
    return r->sink->put(r->sink->ctx, &record, err);
}

static enum hd_rc read_row(struct reader *r, struct hd_error *err)
{
    if (is_blank_row(r))
        return HD_OK;
    r->report->rows++;
    if (check_count(r))
        return put_row(r, err);
    r->report->refused++;
    return HD_OK;
}

/* Records that could not even be taken apart. */
static void count_broken(struct reader *r, size_t errors)
{
    r->report->rows += r->problems->errors - errors;
    r->report->refused += r->problems->errors - errors;
}

static enum hd_rc read_rows(struct reader *r, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;
    size_t errors = r->problems->errors;

    while (!rc && hd_csv_next(r->csv, &r->fields, &r->count, &r->line, r->problems)) {
        count_broken(r, errors);
        rc = read_row(r, err);
        errors = r->problems->errors;
    }
    count_broken(r, errors);
    return rc;
}

static enum hd_rc read_table(struct reader *r, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    if (!hd_csv_next(r->csv, &r->fields, &r->count, &r->line, r->problems)) {
        add_problem(
            r, (struct hd_problem){ .code = "file_empty", .message = N_("The file is empty.") });
        return hd_fail(err, HD_BAD_INPUT, "no rows");
    }
    if (mapping_header(r->options->mapping)) {
        rc = name_by_header(r, err);
    } else {
        name_by_letters(r);
        rc = read_row(r, err);
    }
    return rc ? rc : read_rows(r, err);
}

enum hd_rc format_table_read(const char *data, size_t len, const struct format_options *options,
                             const struct record_sink *sink, struct hd_problems *problems,
                             struct format_report *report, struct hd_error *err)
{
    struct reader r = { .options = options, .sink = sink, .problems = problems, .report = report };
    size_t from = problems->count;
    enum hd_rc rc = hd_csv_open(data, len, &r.csv, problems, err);

    *report = (struct format_report){ .reason = "" };
    if (!rc)
        rc = read_table(&r, err);
    own_table_name_file(problems, from, options->file);
    hd_csv_close(&r.csv);
    hd_arena_clear(&r.names);
    return rc;
}

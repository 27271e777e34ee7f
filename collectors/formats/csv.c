#include "collectors/formats/csv.h"

#include <string.h>

#include "collectors/formats/own_table.h"
#include "collectors/formats/table.h"
#include "common/csv.h"
#include "common/lang.h"

static enum hd_rc read_rows(struct hd_csv *csv, struct own_table *table,
                            struct hd_problems *problems, struct format_report *report,
                            struct hd_error *err)
{
    const struct hd_csv_field *fields;
    size_t count, errors = problems->errors;
    enum hd_rc rc = HD_OK;
    long line;

    while (!rc && hd_csv_next(csv, &fields, &count, &line, problems)) {
        /* Records that could not even be taken apart. */
        size_t broken = problems->errors - errors;

        report->rows += broken;
        report->refused += broken;
        rc = own_table_row(table, fields, NULL, count, line, err);
        errors = problems->errors;
    }
    report->rows += problems->errors - errors;
    report->refused += problems->errors - errors;
    return rc;
}

static enum hd_rc read_header(struct hd_csv *csv, struct own_table *table,
                              struct hd_problems *problems, struct hd_error *err)
{
    const struct hd_csv_field *fields;
    size_t count;
    long line;

    if (hd_csv_next(csv, &fields, &count, &line, problems))
        return own_table_header(table, fields, count, line, err);
    hd_problem_add(problems, &(struct hd_problem){ .code = "file_empty",
                                                   .message = N_("The file is empty.") });
    return hd_fail(err, HD_BAD_INPUT, "no header row");
}

/* Rows cannot be more than lines; cells that hold line breaks make it too many, at no harm. */
static size_t count_lines(const char *data, size_t len)
{
    const char *end = data + len;
    size_t lines = 0;

    while (data < end && (data = memchr(data, '\n', (size_t)(end - data))) != NULL) {
        data++;
        lines++;
    }
    return lines;
}

static enum hd_rc read_table(struct hd_csv *csv, const struct own_table_options *options,
                             struct hd_error *err)
{
    struct own_table *table = own_table_open(options);
    enum hd_rc rc = read_header(csv, table, options->problems, err);

    if (!rc)
        rc = read_rows(csv, table, options->problems, options->report, err);
    own_table_close(&table);
    return rc;
}

enum hd_rc format_csv_read(const char *data, size_t len, const struct format_options *options,
                           const struct reading_sink *sink, struct hd_problems *problems,
                           struct format_report *report, struct hd_error *err)
{
    struct own_table_options table = {
        .format = options, .sink = sink, .problems = problems, .report = report
    };
    size_t from = problems->count;
    struct hd_csv *csv;
    enum hd_rc rc = hd_csv_open(data, len, &csv, problems, err);

    *report = (struct format_report){ 0 };
    if (!rc) {
        table.comma_mark = hd_csv_separator(csv) != ',';
        table.rows = count_lines(data, len);
        rc = read_table(csv, &table, err);
        hd_csv_close(&csv);
    }
    own_table_name_file(problems, from, options->file);
    return rc;
}

static enum hd_rc read_own(const char *data, size_t len, const struct format_options *options,
                           const struct reading_sink *sink, struct hd_problems *problems,
                           struct format_report *report, struct hd_error *err)
{
    return format_csv_read(data, len, options, sink, problems, report, err);
}

static const char *const types[] = { "text/csv", "application/csv", "text/plain",
                                     "text/tab-separated-values", NULL };

/* Anything that nothing else is may be CSV: it is not sniffed but comes last. */
const struct format_ops format_csv = {
    .name = "csv",
    .summary = N_("A table as text: comma, semicolon or tab."),
    .types = types,
    .read_own = read_own,
    .read = format_table_read,
};

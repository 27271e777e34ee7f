#include "collectors/formats/csv.h"

#include <stdio.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/csv_columns.h"
#include "collectors/formats/period_memo.h"
#include "collectors/formats/seen.h"
#include "common/csv.h"
#include "common/lang.h"

/* Cells with blanks at their end are copied; so many bytes of copies, then they are dropped. */
#define COPIES_BYTES 65536

struct reader {
    const struct format_options *options;
    const struct reading_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
    struct hd_csv *csv;
    struct hd_arena names, copies;
    struct csv_columns columns;
    struct seen seen;
    struct period_memo periods;
    char mark; /* the file's decimal mark, once one was used; and where */
    long mark_line;
    bool unnamed_told;
    /* the row being read */
    const struct hd_csv_field *fields;
    size_t count;
    long line;
};

static void add_problem(struct reader *r, int at, struct hd_problem problem)
{
    problem.line = r->line;
    if (at >= 0) {
        problem.column = r->columns.names[at];
        problem.value = r->fields[at].text;
    }
    hd_problem_add(r->problems, &problem);
}

/* Trimmed; "" when the file has no such column. */
static const char *cell(struct reader *r, enum csv_column column, size_t *len_out)
{
    int at = r->columns.at[column];
    const struct hd_csv_field *field = at < 0 ? NULL : &r->fields[at];
    const char *text;

    *len_out = field ? field->len : 0;
    if (!field || !field->len)
        return "";
    text = cell_trim(field->text, len_out);
    return text[*len_out] == '\0' ? text : hd_arena_strndup(&r->copies, text, *len_out);
}

/* ---- the cells of a row; each adds its own problems ---- */

static void read_period(struct reader *r, struct reading *reading)
{
    const char *why = NULL;
    size_t len;
    const char *text = cell(r, CSV_PERIOD, &len);

    if (!period_memo_parse(&r->periods, text, len, &reading->period, &why))
        add_problem(r, r->columns.at[CSV_PERIOD],
                    (struct hd_problem){ .code = "period_invalid", .message = why });
}

static void read_freq(struct reader *r, const struct reading *reading)
{
    char expected[2] = { hd_freq_letter(reading->period.freq), '\0' };
    enum hd_freq freq;
    size_t len;
    const char *text = cell(r, CSV_FREQ, &len);

    if (!len || (hd_freq_parse(text, &freq) && freq == reading->period.freq))
        return;
    add_problem(r, r->columns.at[CSV_FREQ],
                (struct hd_problem){
                    .code = "freq_mismatch",
                    .message = N_("The frequency does not agree with the period, which asks for "
                                  "{expected}. Correct one of them, or leave the column out."),
                    .args = { "expected", expected } });
}

/* One kind of decimal mark in a file, or 1,234 could mean two things. */
static void check_mark(struct reader *r, enum csv_column column, char mark)
{
    char before[24];

    if (!mark || mark == r->mark)
        return;
    if (!r->mark) {
        r->mark = mark;
        r->mark_line = r->line;
        return;
    }
    snprintf(before, sizeof before, "%ld", r->mark_line);
    add_problem(r, r->columns.at[column],
                (struct hd_problem){
                    .code = "decimal_mark_mixed",
                    .message = N_("The decimal mark is another one here than in line {before}. "
                                  "Use one kind in the whole file."),
                    .args = { "before", before } });
}

static void take_number(struct reader *r, enum csv_column column, const struct cell_value *value)
{
    struct hd_problem problem = { 0 };

    if (value->kind == CELL_BAD) {
        cell_describe(value, &problem);
        add_problem(r, r->columns.at[column], problem);
    } else {
        check_mark(r, column, value->mark);
    }
}

static void read_value(struct reader *r, struct cell_value *value)
{
    size_t len;
    const char *text = cell(r, CSV_VALUE, &len);

    cell_read_value(text, len, hd_csv_separator(r->csv) != ',', value);
    take_number(r, CSV_VALUE, value);
}

/* The texts of the reading are those of the values.  Is any given? */
static bool read_besides(struct reader *r, struct reading *reading,
                         struct cell_value values[static READING_BESIDES])
{
    bool any = false;

    for (size_t i = 0; i < READING_BESIDES; i++) {
        enum csv_column column = (enum csv_column)(CSV_RESPONDENTS + i);
        size_t len;
        const char *text = cell(r, column, &len);

        if (!len)
            continue;
        cell_read_number(text, len, hd_csv_separator(r->csv) != ',', &values[i]);
        take_number(r, column, &values[i]);
        reading->beside[i] = cell_number(&values[i]);
        any = true;
    }
    return any;
}

static void read_status(struct reader *r, bool missing, struct reading *reading)
{
    size_t len;
    const char *text = cell(r, CSV_STATUS, &len);

    reading->status = missing ? 'O' : 'A';
    if (len && !cell_read_status(text, &reading->status))
        add_problem(
            r, r->columns.at[CSV_STATUS],
            (struct hd_problem){ .code = "status_unknown", .message = cell_status_message });
}

static void read_published(struct reader *r, struct reading *reading)
{
    size_t len;
    const char *text = cell(r, CSV_PUBLISHED, &len);

    if (len && !cell_read_published(text, len, r->options->zone, &reading->published_at_ms))
        add_problem(
            r, r->columns.at[CSV_PUBLISHED],
            (struct hd_problem){ .code = "date_invalid", .message = cell_published_message });
}

/* A value in thousands would be stored a thousand times too small. */
static void check_multiplier(struct reader *r)
{
    size_t len;
    const char *text = cell(r, CSV_UNIT_MULT, &len);

    if (len && strcmp(text, "0") != 0)
        add_problem(r, r->columns.at[CSV_UNIT_MULT],
                    (struct hd_problem){ .code = "unit_mult",
                                         .message = N_("Values are taken as they are written. "
                                                       "Write them out in full and put 0 "
                                                       "here.") });
}

static void read_indicator(struct reader *r, struct reading *reading)
{
    size_t len;

    reading->indicator = cell(r, CSV_INDICATOR, &len);
    if (!len)
        add_problem(r, r->columns.at[CSV_INDICATOR],
                    (struct hd_problem){ .code = "indicator_missing",
                                         .message = N_("The indicator is missing.") });
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

static bool extra_cells_are_empty(const struct reader *r)
{
    for (size_t i = r->columns.count; i < r->count; i++) {
        if (r->fields[i].len)
            return false;
    }
    return true;
}

static bool check_count(struct reader *r)
{
    char count[24], expected[24];

    if (r->count >= r->columns.count && extra_cells_are_empty(r))
        return true;
    snprintf(count, sizeof count, "%zu", r->count);
    snprintf(expected, sizeof expected, "%zu", r->columns.count);
    add_problem(r, -1,
                (struct hd_problem){
                    .code = "field_count",
                    .message = N_("The row has {count} cells and the first row {expected}. Put "
                                  "text that holds the separator, and numbers with a decimal "
                                  "comma in a comma-separated file, into double quotes."),
                    .args = { "count", count, "expected", expected } });
    return false;
}

/* Once a file: values below no name would be lost in silence. */
static void check_unnamed(struct reader *r)
{
    for (size_t i = 0; i < r->columns.count && !r->unnamed_told; i++) {
        if (*r->columns.names[i] || !r->fields[i].len)
            continue;
        r->unnamed_told = true;
        add_problem(r, (int)i,
                    (struct hd_problem){
                        .code = "column_unknown",
                        .message = N_("This cell stands in a column without a name. Name the "
                                      "column in the first row, or empty it.") });
    }
}

static void check_repeated(struct reader *r, struct seen_key key)
{
    long line = seen_add(&r->seen, key, r->line);
    char before[24];

    if (!line)
        return;
    snprintf(before, sizeof before, "%ld", line);
    add_problem(r, -1,
                (struct hd_problem){
                    .code = "row_repeated",
                    .message = N_("Line {before} holds the same series and period. Keep one of "
                                  "the two."),
                    .args = { "before", before } });
}

/* Every cell is looked at, so that all problems of a row are told at once. */
static enum hd_rc read_row(struct reader *r, struct hd_error *err)
{
    size_t errors = r->problems->errors, len;
    struct reading reading = { .line = r->line };
    struct seen_key key = { 0 };
    struct cell_value value, besides[READING_BESIDES];
    bool keyed, beside;

    read_indicator(r, &reading);
    read_period(r, &reading);
    reading.area = cell(r, CSV_AREA, &len);
    reading.breakdown = cell(r, CSV_BREAKDOWN, &len);
    keyed = r->problems->errors == errors;
    if (keyed)
        key = seen_key(&r->seen, &reading);
    reading.comment = cell(r, CSV_COMMENT, &len);
    reading.basis = cell(r, CSV_BASIS, &len);
    read_value(r, &value);
    beside = read_besides(r, &reading, besides);
    read_status(r, value.kind == CELL_MISSING, &reading);
    read_published(r, &reading);
    check_multiplier(r);
    check_unnamed(r);
    if (keyed) {
        read_freq(r, &reading);
        check_repeated(r, key);
    }
    if (r->problems->errors > errors)
        return HD_OK;
    if (value.kind == CELL_EMPTY && !beside) {
        r->report->empty++;
        return HD_OK;
    }
    reading.empty = value.kind == CELL_EMPTY;
    reading.value = value.kind == CELL_NUMBER || value.kind == CELL_CODE ? value.text : NULL;
    reading.coded = value.kind == CELL_CODE;
    reading.percent_sign = value.percent_sign;
    r->report->put++;
    return r->sink->put(r->sink->ctx, &reading, err);
}

static enum hd_rc read_rows(struct reader *r, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;
    size_t errors = r->problems->errors;

    while (!rc && hd_csv_next(r->csv, &r->fields, &r->count, &r->line, r->problems)) {
        /* Records that could not even be taken apart. */
        size_t broken = r->problems->errors - errors;

        r->report->rows += broken;
        r->report->refused += broken;
        errors = r->problems->errors;
        if (is_blank_row(r))
            continue;
        r->report->rows++;
        if (check_count(r))
            rc = read_row(r, err);
        r->report->refused += r->problems->errors > errors;
        errors = r->problems->errors;
        if (r->copies.used_bytes > COPIES_BYTES)
            hd_arena_clear(&r->copies);
    }
    r->report->rows += r->problems->errors - errors;
    r->report->refused += r->problems->errors - errors;
    return rc;
}

static enum hd_rc read_header(struct reader *r, struct hd_error *err)
{
    if (!hd_csv_next(r->csv, &r->fields, &r->count, &r->line, r->problems)) {
        hd_problem_add(r->problems, &(struct hd_problem){ .code = "file_empty",
                                                          .message = N_("The file is empty.") });
        return hd_fail(err, HD_BAD_INPUT, "no header row");
    }
    csv_columns_read(r->fields, r->count, r->line, r->options->ignore_unknown, &r->columns,
                     &r->names, r->problems);
    if (!csv_columns_complete(&r->columns))
        return hd_fail(err, HD_BAD_INPUT, "line %ld: needed columns are missing", r->line);
    return HD_OK;
}

static void name_file(struct hd_problems *problems, size_t from, const char *file)
{
    const char *copy = hd_arena_strdup(&problems->arena, file);

    for (size_t i = from; i < problems->count; i++) {
        if (!problems->items[i].file)
            problems->items[i].file = copy;
    }
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

enum hd_rc format_csv_read(const char *data, size_t len, const struct format_options *options,
                           const struct reading_sink *sink, struct hd_problems *problems,
                           struct format_report *report, struct hd_error *err)
{
    struct reader r = { .options = options, .sink = sink, .problems = problems, .report = report };
    size_t from = problems->count;
    enum hd_rc rc = hd_csv_open(data, len, &r.csv, problems, err);

    *report = (struct format_report){ 0 };
    if (!rc)
        rc = read_header(&r, err);
    if (!rc) {
        seen_expect(&r.seen, count_lines(data, len));
        rc = read_rows(&r, err);
    }
    name_file(problems, from, options->file);
    hd_csv_close(&r.csv);
    hd_arena_clear(&r.names);
    hd_arena_clear(&r.copies);
    seen_clear(&r.seen);
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
};

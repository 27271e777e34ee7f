#include "collectors/formats/own_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/csv_columns.h"
#include "collectors/formats/period_memo.h"
#include "collectors/formats/seen.h"
#include "collectors/mapping_time.h"
#include "common/lang.h"

/* Cells with blanks at their end are copied; so many bytes of copies, then they are dropped. */
#define COPIES_BYTES 65536

struct own_table {
    struct own_table_options options;
    struct hd_arena names, copies;
    struct csv_columns columns;
    struct seen seen;
    struct period_memo periods;
    char mark; /* the file's decimal mark, once one was used; and where */
    long mark_line;
    bool unnamed_told;
    /* the row being read */
    const struct hd_csv_field *fields;
    const bool *typed;
    size_t count;
    long line;
};

static void add_problem(struct own_table *t, int at, struct hd_problem problem)
{
    problem.line = t->line;
    if (at >= 0) {
        problem.column = t->columns.names[at];
        problem.value = t->fields[at].text;
    }
    if (t->options.place)
        t->options.place(t->options.place_ctx, at, t->line, &problem);
    hd_problem_add(t->options.problems, &problem);
}

/* Trimmed; "" when the file has no such column. */
static const char *cell(struct own_table *t, enum csv_column column, size_t *len_out)
{
    int at = t->columns.at[column];
    const struct hd_csv_field *field = at < 0 ? NULL : &t->fields[at];
    const char *text;

    *len_out = field ? field->len : 0;
    if (!field || !field->len)
        return "";
    text = cell_trim(field->text, len_out);
    return text[*len_out] == '\0' ? text : hd_arena_strndup(&t->copies, text, *len_out);
}

/* ---- the cells of a row; each adds its own problems ---- */

static void read_period(struct own_table *t, struct reading *reading)
{
    const char *why = NULL;
    size_t len;
    const char *text = cell(t, CSV_PERIOD, &len);

    if (!period_memo_parse(&t->periods, text, len, &reading->period, &why))
        add_problem(t, t->columns.at[CSV_PERIOD],
                    (struct hd_problem){ .code = "period_invalid", .message = why });
}

/* A row with an instant is a sample: its period follows from that. */
static void read_instant(struct own_table *t, struct reading *reading)
{
    size_t len, period_len;
    const char *text = cell(t, CSV_AT, &len);

    reading->id = cell(t, CSV_ID, &period_len);
    reading->sample = len > 0;
    if (!len)
        return;
    if (!mapping_time_parse(text, len, t->options.format->zone, &reading->at_ms))
        add_problem(t, t->columns.at[CSV_AT],
                    (struct hd_problem){ .code = "time_invalid", .message = mapping_time_message });
    cell(t, CSV_PERIOD, &period_len);
    if (period_len)
        add_problem(t, t->columns.at[CSV_PERIOD],
                    (struct hd_problem){ .code = "period_of_sample",
                                         .message = N_("A row with a time is a sample: its period "
                                                       "follows from that. Leave the period "
                                                       "empty.") });
}

static void read_freq(struct own_table *t, const struct reading *reading)
{
    char expected[2] = { hd_freq_letter(reading->period.freq), '\0' };
    enum hd_freq freq;
    size_t len;
    const char *text = cell(t, CSV_FREQ, &len);

    if (!len || (hd_freq_parse(text, &freq) && freq == reading->period.freq))
        return;
    add_problem(t, t->columns.at[CSV_FREQ],
                (struct hd_problem){
                    .code = "freq_mismatch",
                    .message = N_("The frequency does not agree with the period, which asks for "
                                  "{expected}. Correct one of them, or leave the column out."),
                    .args = { "expected", expected } });
}

/* One kind of decimal mark in a file, or 1,234 could mean two things. */
static void check_mark(struct own_table *t, enum csv_column column, char mark)
{
    char before[24];

    if (!mark || mark == t->mark || (t->typed && t->typed[t->columns.at[column]]))
        return;
    if (!t->mark) {
        t->mark = mark;
        t->mark_line = t->line;
        return;
    }
    snprintf(before, sizeof before, "%ld", t->mark_line);
    add_problem(t, t->columns.at[column],
                (struct hd_problem){
                    .code = "decimal_mark_mixed",
                    .message = N_("The decimal mark is another one here than in line {before}. "
                                  "Use one kind in the whole file."),
                    .args = { "before", before } });
}

static void take_number(struct own_table *t, enum csv_column column, const struct cell_value *value)
{
    struct hd_problem problem = { 0 };

    if (value->kind == CELL_BAD) {
        cell_describe(value, &problem);
        add_problem(t, t->columns.at[column], problem);
    } else {
        check_mark(t, column, value->mark);
    }
}

static void read_value(struct own_table *t, struct cell_value *value)
{
    size_t len;
    const char *text = cell(t, CSV_VALUE, &len);

    cell_read_value(text, len, t->options.comma_mark, value);
    take_number(t, CSV_VALUE, value);
}

/* The texts of the reading are those of the values.  Is any given? */
static bool read_besides(struct own_table *t, struct reading *reading,
                         struct cell_value values[static READING_BESIDES])
{
    bool any = false;

    for (size_t i = 0; i < READING_BESIDES; i++) {
        enum csv_column column = (enum csv_column)(CSV_RESPONDENTS + i);
        size_t len;
        const char *text = cell(t, column, &len);

        if (!len)
            continue;
        cell_read_number(text, len, t->options.comma_mark, &values[i]);
        take_number(t, column, &values[i]);
        reading->beside[i] = cell_number(&values[i]);
        any = true;
    }
    return any;
}

static void read_status(struct own_table *t, bool missing, struct reading *reading)
{
    size_t len;
    const char *text = cell(t, CSV_STATUS, &len);

    reading->status = missing ? 'O' : 'A';
    if (len && !cell_read_status(text, &reading->status))
        add_problem(
            t, t->columns.at[CSV_STATUS],
            (struct hd_problem){ .code = "status_unknown", .message = cell_status_message });
}

static void read_published(struct own_table *t, struct reading *reading)
{
    size_t len;
    const char *text = cell(t, CSV_PUBLISHED, &len);

    if (len && !cell_read_published(text, len, t->options.format->zone, &reading->published_at_ms))
        add_problem(
            t, t->columns.at[CSV_PUBLISHED],
            (struct hd_problem){ .code = "date_invalid", .message = cell_published_message });
}

/* A value in thousands would be stored a thousand times too small. */
static void check_multiplier(struct own_table *t)
{
    size_t len;
    const char *text = cell(t, CSV_UNIT_MULT, &len);

    if (len && strcmp(text, "0") != 0)
        add_problem(t, t->columns.at[CSV_UNIT_MULT],
                    (struct hd_problem){ .code = "unit_mult",
                                         .message = N_("Values are taken as they are written. "
                                                       "Write them out in full and put 0 "
                                                       "here.") });
}

static void read_indicator(struct own_table *t, struct reading *reading)
{
    size_t len;

    reading->indicator = cell(t, CSV_INDICATOR, &len);
    if (!len)
        add_problem(t, t->columns.at[CSV_INDICATOR],
                    (struct hd_problem){ .code = "indicator_missing",
                                         .message = N_("The indicator is missing.") });
}

/* ---- rows ---- */

static bool is_blank_row(const struct own_table *t)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t len = t->fields[i].len;

        cell_trim(t->fields[i].text, &len);
        if (len)
            return false;
    }
    return true;
}

static bool extra_cells_are_empty(const struct own_table *t)
{
    for (size_t i = t->columns.count; i < t->count; i++) {
        if (t->fields[i].len)
            return false;
    }
    return true;
}

static bool check_count(struct own_table *t)
{
    char count[24], expected[24];

    if (t->count >= t->columns.count && extra_cells_are_empty(t))
        return true;
    snprintf(count, sizeof count, "%zu", t->count);
    snprintf(expected, sizeof expected, "%zu", t->columns.count);
    add_problem(t, -1,
                (struct hd_problem){
                    .code = "field_count",
                    .message = N_("The row has {count} cells and the first row {expected}. Put "
                                  "text that holds the separator, and numbers with a decimal "
                                  "comma in a comma-separated file, into double quotes."),
                    .args = { "count", count, "expected", expected } });
    return false;
}

/* Once a file: values below no name would be lost in silence. */
static void check_unnamed(struct own_table *t)
{
    for (size_t i = 0; i < t->columns.count && !t->unnamed_told; i++) {
        if (*t->columns.names[i] || !t->fields[i].len)
            continue;
        t->unnamed_told = true;
        add_problem(t, (int)i,
                    (struct hd_problem){
                        .code = "column_unknown",
                        .message = N_("This cell stands in a column without a name. Name the "
                                      "column in the first row, or empty it.") });
    }
}

static void check_repeated(struct own_table *t, struct seen_key key)
{
    long line = seen_add(&t->seen, key, t->line);
    char before[24];

    if (!line)
        return;
    snprintf(before, sizeof before, "%ld", line);
    add_problem(t, -1,
                (struct hd_problem){
                    .code = "row_repeated",
                    .message = N_("Line {before} holds the same series and period. Keep one of "
                                  "the two."),
                    .args = { "before", before } });
}

/* Every cell is looked at, so that all problems of a row are told at once. */
static enum hd_rc read_row(struct own_table *t, struct hd_error *err)
{
    size_t errors = t->options.problems->errors, len;
    struct reading reading = { .line = t->line };
    struct seen_key key = { 0 };
    struct cell_value value, besides[READING_BESIDES];
    bool keyed, beside;

    read_indicator(t, &reading);
    read_instant(t, &reading);
    if (!reading.sample)
        read_period(t, &reading);
    reading.area = cell(t, CSV_AREA, &len);
    reading.breakdown = cell(t, CSV_BREAKDOWN, &len);
    keyed = !reading.sample && t->options.problems->errors == errors;
    if (keyed)
        key = seen_key(&t->seen, &reading);
    reading.comment = cell(t, CSV_COMMENT, &len);
    reading.basis = cell(t, CSV_BASIS, &len);
    read_value(t, &value);
    beside = read_besides(t, &reading, besides);
    read_status(t, value.kind == CELL_MISSING, &reading);
    read_published(t, &reading);
    check_multiplier(t);
    check_unnamed(t);
    if (keyed) {
        read_freq(t, &reading);
        check_repeated(t, key);
    }
    if (t->options.problems->errors > errors)
        return HD_OK;
    if (value.kind == CELL_EMPTY && !beside) {
        t->options.report->empty++;
        return HD_OK;
    }
    reading.empty = value.kind == CELL_EMPTY;
    reading.value = value.kind == CELL_NUMBER || value.kind == CELL_CODE ? value.text : NULL;
    reading.coded = value.kind == CELL_CODE;
    reading.percent_sign = value.percent_sign;
    t->options.report->put++;
    return t->options.sink->put(t->options.sink->ctx, &reading, err);
}

/* ---- the table ---- */

struct own_table *own_table_open(const struct own_table_options *options)
{
    struct own_table *table = hd_alloc(sizeof *table);

    table->options = *options;
    seen_expect(&table->seen, options->rows);
    return table;
}

enum hd_rc own_table_header(struct own_table *table, const struct hd_csv_field *fields,
                            size_t count, long line, struct hd_error *err)
{
    struct hd_problems *problems = table->options.problems;
    size_t from = problems->count;

    csv_columns_read(fields, count, line, table->options.format->ignore_unknown, &table->columns,
                     &table->names, problems);
    for (; from < problems->count && table->options.place; from++)
        table->options.place(table->options.place_ctx, -1, line, &problems->items[from]);
    if (!csv_columns_complete(&table->columns))
        return hd_fail(err, HD_BAD_INPUT, "line %ld: needed columns are missing", line);
    return HD_OK;
}

/* The column that the sink's words for a cell of a reading mean; -1: none of them. */
static int column_of_word(const struct own_table *table, const char *word)
{
    static const char *const words[CSV_COLUMNS] = {
        [CSV_INDICATOR] = "indicator",
        [CSV_AREA] = "area",
        [CSV_BREAKDOWN] = "breakdown",
        [CSV_PERIOD] = "period",
        [CSV_VALUE] = "value",
        [CSV_STATUS] = "status",
        [CSV_COMMENT] = "comment",
        [CSV_PUBLISHED] = "published",
        [CSV_BASIS] = "basis",
        [CSV_RESPONDENTS] = "n",
        [CSV_NUMERATOR] = "numerator",
        [CSV_DENOMINATOR] = "denominator",
        [CSV_AT] = "at",
        [CSV_ID] = "id",
    };

    for (size_t i = 0; word && i < CSV_COLUMNS; i++) {
        if (words[i] && strcmp(words[i], word) == 0)
            return table->columns.at[i];
    }
    return -1;
}

/* Also of what the sink found. */
static void place_problems(const struct own_table *table, size_t from)
{
    const struct own_table_options *options = &table->options;

    for (size_t i = from; options->place && i < options->problems->count; i++) {
        struct hd_problem *problem = &options->problems->items[i];

        if (!problem->cell)
            options->place(options->place_ctx, column_of_word(table, problem->column), table->line,
                           problem);
    }
}

enum hd_rc own_table_row(struct own_table *table, const struct hd_csv_field *fields,
                         const bool *typed, size_t count, long line, struct hd_error *err)
{
    size_t errors = table->options.problems->errors, from = table->options.problems->count;
    enum hd_rc rc = HD_OK;

    table->fields = fields;
    table->typed = typed;
    table->count = count;
    table->line = line;
    if (is_blank_row(table))
        return HD_OK;
    table->options.report->rows++;
    if (check_count(table))
        rc = read_row(table, err);
    place_problems(table, from);
    table->options.report->refused += table->options.problems->errors > errors;
    if (table->copies.used_bytes > COPIES_BYTES)
        hd_arena_clear(&table->copies);
    return rc;
}

void own_table_close(struct own_table **table)
{
    if (!*table)
        return;
    hd_arena_clear(&(*table)->names);
    hd_arena_clear(&(*table)->copies);
    seen_clear(&(*table)->seen);
    free(*table);
    *table = NULL;
}

void own_table_name_file(struct hd_problems *problems, size_t from, const char *file)
{
    const char *copy = hd_arena_strdup(&problems->arena, file);

    for (size_t i = from; i < problems->count; i++) {
        if (!problems->items[i].file)
            problems->items[i].file = copy;
    }
}

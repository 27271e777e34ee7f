#include "collectors/formats/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "collectors/formats/own_table.h"
#include "collectors/formats/xlsx_book.h"
#include "collectors/formats/xlsx_package.h"
#include "collectors/formats/xlsx_place.h"
#include "collectors/formats/xlsx_sheet.h"
#include "collectors/mapping.h"
#include "common/lang.h"

/* ---- rows, for whoever wants them ---- */

struct opened {
    struct xlsx_package *package;
    struct xlsx_book book;
    struct xlsx_strings strings;
    struct xlsx_styles styles;
};

static enum hd_rc open_book(struct opened *opened, const char *data, size_t len,
                            struct hd_problems *problems, struct hd_error *err)
{
    struct xlsx_book *book = &opened->book;
    enum hd_rc rc = xlsx_package_open(data, len, problems, &opened->package, err);

    if (!rc)
        rc = xlsx_book_read(opened->package, book, err);
    if (!rc && book->strings)
        rc = xlsx_strings_read(opened->package, book->strings, &opened->strings, err);
    if (!rc && book->styles)
        rc = xlsx_styles_read(opened->package, book->styles, &opened->styles, err);
    return rc;
}

static void close_book(struct opened *opened)
{
    xlsx_strings_clear(&opened->strings);
    xlsx_styles_clear(&opened->styles);
    xlsx_book_clear(&opened->book);
    xlsx_package_close(&opened->package);
}

static enum hd_rc read_range(const struct mapping *mapping, struct hd_problems *problems,
                             struct xlsx_range *range, struct hd_error *err)
{
    const char *text = mapping ? mapping_option(mapping, "range") : "";

    if (xlsx_range_parse(text, range))
        return HD_OK;
    hd_problem_add(
        problems, &(struct hd_problem){ .code = "range_invalid",
                                        .message = N_("{range} is no range of cells. Write it like "
                                                      "B4:H90."),
                                        .args = { "range", text } });
    return hd_fail(err, HD_BAD_INPUT, "'%s' is no range", text);
}

static enum hd_rc read_sheet(struct opened *opened, const struct xlsx_sheet_options *options,
                             struct hd_error *err)
{
    struct xlsx_sheet *sheet = xlsx_sheet_open(options);
    enum hd_rc rc = xlsx_xml_read(opened->package, options->part, &xlsx_sheet_handlers, sheet,
                                  xlsx_sheet_xml(sheet), err);

    xlsx_sheet_close(&sheet);
    return rc;
}

enum hd_rc xlsx_rows(const char *data, size_t len, const struct mapping *mapping,
                     struct hd_arena *arena, const struct xlsx_row_sink *sink,
                     const char **sheet_out, struct hd_problems *problems, struct hd_error *err)
{
    const char *wanted = mapping ? mapping_option(mapping, "sheet") : "";
    const struct xlsx_book_sheet *sheet = NULL;
    struct opened opened = { 0 };
    struct xlsx_sheet_options options = {
        .strings = &opened.strings, .styles = &opened.styles, .sink = sink, .problems = problems
    };
    enum hd_rc rc = read_range(mapping, problems, &options.range, err);

    if (!rc)
        rc = open_book(&opened, data, len, problems, err);
    if (!rc)
        rc = xlsx_book_find(&opened.book, wanted, problems, &sheet, err);
    if (!rc) {
        options.from_1904 = opened.book.from_1904;
        options.part = sheet->part;
        *sheet_out = hd_arena_strdup(arena, sheet->name);
        rc = read_sheet(&opened, &options, err);
    }
    close_book(&opened);
    return rc;
}

bool xlsx_row_blank(const struct xlsx_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text[strspn(row->cells[i].text, " \t\r\n")])
            return false;
    }
    return true;
}

const char *xlsx_own_text(const struct xlsx_cell *cell)
{
    if (cell->kind == XLSX_BOOLEAN)
        return strcmp(cell->text, "true") == 0 ? "yes" : "no";
    return cell->text;
}

/* ---- the columns that the first row names ---- */

struct column {
    const char *name; /* "": none */
    char letters[XLSX_PLACE_BYTES];
};

struct table {
    const struct format_options *options;
    struct hd_problems *problems;
    struct format_report *report;
    struct hd_arena arena; /* names */
    const char *sheet;
    bool begun;  /* the first row was read, or none is due */
    size_t from; /* the first column's number */
    struct column *columns;
    size_t count;
    bool beyond_told;
    const struct xlsx_row *row; /* the one being read */
    /* the house's layout */
    struct own_table *own;
    struct hd_csv_field *fields;
    bool *typed;
    /* records */
    const struct record_sink *records;
    struct record_cell *cells;
    char (*places)[XLSX_PLACE_BYTES];
};

static const char *place_text(struct table *table, int column, long line, struct hd_arena *arena)
{
    char place[XLSX_PLACE_BYTES];
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 4096);
    xlsx_sheet_put(&text, table->sheet);
    if (column >= 0) {
        xlsx_place_text(table->from + (size_t)column, line, place);
        hd_buf_printf(&text, "!%s", place);
    } else {
        hd_buf_printf(&text, "!%ld:%ld", line, line);
    }
    return hd_arena_strdup(arena, text.data);
}

/* Values that nobody named are not read; said once. */
static void warn_beyond(struct table *table, const struct xlsx_cell *cell)
{
    struct hd_problem problem = {
        .warning = true,
        .code = "cells_beyond",
        .message = N_("Cells in columns that the first row does not name are left out; this is "
                      "the first of them."),
        .line = table->row->line,
        .value = cell->text,
    };

    if (table->beyond_told)
        return;
    table->beyond_told = true;
    problem.cell = place_text(table, (int)(cell->column - table->from), table->row->line,
                              &table->problems->arena);
    hd_problem_add(table->problems, &problem);
}

static void open_columns(struct table *table, size_t from, size_t count)
{
    table->from = from;
    table->count = count;
    table->begun = true;
    table->columns = hd_alloc((count + 1) * sizeof *table->columns);
    for (size_t i = 0; i < count; i++) {
        xlsx_column_text(from + i, table->columns[i].letters);
        table->columns[i].name = "";
    }
}

/* From the first cell of the first row to its last. */
static void name_columns(struct table *table, const struct xlsx_row *row)
{
    size_t from = row->cells[0].column;

    open_columns(table, from, row->cells[row->count - 1].column - from + 1);
    for (size_t i = 0; i < row->count; i++)
        table->columns[row->cells[i].column - from].name =
            hd_arena_strdup(&table->arena, row->cells[i].text);
}

static void close_columns(struct table *table)
{
    own_table_close(&table->own);
    hd_arena_clear(&table->arena);
    free(table->columns);
    free(table->fields);
    free(table->typed);
    free(table->cells);
    free(table->places);
}

/* ---- the house's layout ---- */

static const struct xlsx_cell *cell_at(const struct table *table, size_t column)
{
    for (size_t i = 0; i < table->row->count; i++) {
        if (table->row->cells[i].column == table->from + column)
            return &table->row->cells[i];
    }
    return NULL;
}

static void place_problem(void *ctx, int column, long line, struct hd_problem *problem)
{
    struct table *table = ctx;
    const struct xlsx_cell *cell = column < 0 ? NULL : cell_at(table, (size_t)column);

    problem->cell = place_text(table, column, line, &table->problems->arena);
    if (!cell || cell->kind != XLSX_ERROR)
        return;
    problem->code = "cell_error";
    problem->message = N_("The formula of this cell gives {error}. Correct it, or put the value "
                          "there.");
    problem->args[0] = "error";
    problem->args[1] = hd_arena_strdup(&table->problems->arena, cell->text);
    problem->args[2] = NULL;
}

static void fill_fields(struct table *table, const struct xlsx_row *row)
{
    for (size_t i = 0; i < table->count; i++)
        table->fields[i] = (struct hd_csv_field){ .text = "" };
    memset(table->typed, 0, table->count * sizeof *table->typed);
    for (size_t i = 0; i < row->count; i++) {
        const struct xlsx_cell *cell = &row->cells[i];
        size_t at = cell->column - table->from;
        const char *text = xlsx_own_text(cell);

        if (cell->column < table->from || at >= table->count) {
            warn_beyond(table, cell);
            continue;
        }
        table->fields[at] = (struct hd_csv_field){ .text = text, .len = strlen(text) };
        table->typed[at] = cell->kind == XLSX_NUMBER;
    }
}

static enum hd_rc begin_own(struct table *table, const struct xlsx_row *row, struct hd_error *err)
{
    name_columns(table, row);
    if (table->count > HD_CSV_FIELDS_MAX)
        return xlsx_too_large(table->problems, err, "named columns", HD_CSV_FIELDS_MAX);
    table->fields = hd_alloc(table->count * sizeof *table->fields);
    table->typed = hd_alloc(table->count * sizeof *table->typed);
    fill_fields(table, row);
    return own_table_header(table->own, table->fields, table->count, row->line, err);
}

static enum hd_rc put_own(void *ctx, const struct xlsx_row *row, struct hd_error *err)
{
    struct table *table = ctx;

    if (xlsx_row_blank(row))
        return HD_OK;
    table->row = row;
    if (!table->begun)
        return begin_own(table, row, err);
    fill_fields(table, row);
    return own_table_row(table->own, table->fields, table->typed, table->count, row->line, err);
}

/* ---- records ---- */

static void name_letters(struct table *table, const struct xlsx_row *row)
{
    struct xlsx_range range;

    if (!xlsx_range_parse(mapping_option(table->options->mapping, "range"), &range) ||
        range.last_column == XLSX_COLUMNS_MAX - 1)
        range.last_column = row->cells[row->count - 1].column;
    open_columns(table, 0, range.last_column + 1);
    for (size_t i = 0; i < table->count; i++)
        table->columns[i].name = table->columns[i].letters;
}

static void begin_records(struct table *table, const struct xlsx_row *row)
{
    if (mapping_header(table->options->mapping))
        name_columns(table, row);
    else
        name_letters(table, row);
    table->cells = hd_alloc((table->count + 1) * sizeof *table->cells);
    table->places = hd_alloc((table->count + 1) * sizeof *table->places);
}

/* Every named column is a cell of every record, so that a template knows it. */
static size_t fill_cells(struct table *table, const struct xlsx_row *row)
{
    size_t count = 0, next = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        const struct xlsx_cell *cell = NULL;

        while (next < row->count && row->cells[next].column < table->from + i)
            next++;
        if (next < row->count && row->cells[next].column == table->from + i)
            cell = &row->cells[next];
        if (!*column->name) {
            if (cell)
                warn_beyond(table, cell);
            continue;
        }
        xlsx_place_text(table->from + i, row->line, table->places[count]);
        table->cells[count] =
            (struct record_cell){ .name = column->name,
                                  .text = cell ? cell->text : NULL,
                                  .at = table->places[count],
                                  .is_number = cell && cell->kind == XLSX_NUMBER };
        count++;
    }
    return count;
}

/* The sink names a cell by its place, or none. */
static void place_refusals(struct table *table, size_t from)
{
    for (size_t i = from; i < table->problems->count; i++) {
        struct hd_problem *problem = &table->problems->items[i];
        long line = table->row->line, other;
        size_t column;

        if (problem->cell || problem->line != line)
            continue;
        if (problem->column && xlsx_place_parse(problem->column, &column, &other) &&
            column >= table->from && column < table->from + table->count) {
            column -= table->from;
            problem->cell = place_text(table, (int)column, line, &table->problems->arena);
            problem->column = hd_arena_strdup(&table->problems->arena, table->columns[column].name);
        } else {
            problem->cell = place_text(table, -1, line, &table->problems->arena);
        }
    }
}

static enum hd_rc put_record(void *ctx, const struct xlsx_row *row, struct hd_error *err)
{
    struct table *table = ctx;
    struct record record = { .line = row->line };
    size_t from = table->problems->count;
    enum hd_rc rc;

    if (xlsx_row_blank(row))
        return HD_OK;
    table->row = row;
    if (!table->begun) {
        begin_records(table, row);
        if (mapping_header(table->options->mapping))
            return HD_OK;
    }
    if (row->cells[row->count - 1].column >= table->from + table->count)
        warn_beyond(table, &row->cells[row->count - 1]);
    record.count = fill_cells(table, row);
    record.cells = table->cells;
    table->report->rows++;
    rc = table->records->put(table->records->ctx, &record, err);
    place_refusals(table, from);
    return rc;
}

/* ---- the format ---- */

static enum hd_rc refuse_empty(struct hd_problems *problems, struct hd_error *err)
{
    hd_problem_add(problems, &(struct hd_problem){ .code = "sheet_empty",
                                                   .message = N_("The sheet is empty.") });
    return hd_fail(err, HD_BAD_INPUT, "the sheet is empty");
}

static enum hd_rc read_table(struct table *table, const char *data, size_t len,
                             const struct xlsx_row_sink *sink, struct hd_error *err)
{
    size_t from = table->problems->count;
    enum hd_rc rc;

    table->sheet = "";
    *table->report = (struct format_report){ 0 };
    rc = xlsx_rows(data, len, table->options->mapping, &table->arena, sink, &table->sheet,
                   table->problems, err);
    if (!rc && !table->begun)
        rc = refuse_empty(table->problems, err);
    own_table_name_file(table->problems, from, table->options->file);
    close_columns(table);
    return rc;
}

static enum hd_rc read_own(const char *data, size_t len, const struct format_options *options,
                           const struct reading_sink *sink, struct hd_problems *problems,
                           struct format_report *report, struct hd_error *err)
{
    struct table table = { .options = options, .problems = problems, .report = report };
    struct own_table_options own = { .format = options,
                                     .sink = sink,
                                     .problems = problems,
                                     .report = report,
                                     .comma_mark = true,
                                     .place = place_problem,
                                     .place_ctx = &table };

    table.own = own_table_open(&own);
    return read_table(&table, data, len, &(struct xlsx_row_sink){ put_own, &table }, err);
}

static enum hd_rc read_records(const char *data, size_t len, const struct format_options *options,
                               const struct record_sink *sink, struct hd_problems *problems,
                               struct format_report *report, struct hd_error *err)
{
    struct table table = {
        .options = options, .problems = problems, .report = report, .records = sink
    };

    return read_table(&table, data, len, &(struct xlsx_row_sink){ put_record, &table }, err);
}

static const char *const types[] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroenabled.12",
    "application/zip",
    "application/octet-stream",
    NULL,
};

const struct format_ops format_xlsx = {
    .name = "xlsx",
    .summary = N_("A sheet of a workbook of Excel (.xlsx)."),
    .types = types,
    .sniff = xlsx_package_sniff,
    .read_own = read_own,
    .read = read_records,
    .binary = true,
};

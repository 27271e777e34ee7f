#include "collectors/formats/xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/memory.h"

/* Of the cells of one row: what is copied is bounded by the cells there may be. */
#define ROW_BYTES_MAX (64UL << 20)

/* As the file says what a cell is; by the letter, or word, of its `t`. */
enum type {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_FORMULA_TEXT,
    TYPE_INLINE,
    TYPE_BOOLEAN,
    TYPE_ERROR,
    TYPE_ISO_DATE,
};

struct cell {
    size_t column, start; /* where its text begins in the row's; or SIZE_MAX and `shared` */
    const char *shared;
    enum xlsx_kind kind;
};

struct xlsx_sheet {
    struct xlsx_sheet_options options;
    struct xlsx_xml *xml;
    struct hd_buf texts; /* of the row */
    struct cell *cells;
    size_t count, room;
    struct xlsx_cell *out;
    size_t out_room;
    size_t all; /* cells so far */
    long line, last_line;
    bool in_rows; /* inside <sheetData> */
    /* the cell being read */
    size_t column;
    enum type type;
    enum xlsx_style style;
    struct hd_buf value;
    bool in_cell, in_value;
    bool has_formula, has_value; /* of the cell */
    unsigned phonetic;
};

static void stop_broken(struct xlsx_sheet *sheet, const char *why)
{
    struct hd_error err = { 0 };

    xlsx_xml_stop(sheet->xml,
                  xlsx_broken(sheet->options.problems, &err, "%s, row %ld: %s", sheet->options.part,
                              sheet->line, why),
                  &err);
}

static void stop_large(struct xlsx_sheet *sheet, const char *what, unsigned long limit)
{
    struct hd_error err = { 0 };

    xlsx_xml_stop(sheet->xml, xlsx_too_large(sheet->options.problems, &err, what, limit), &err);
}

/* ---- rows ---- */

static void begin_row(struct xlsx_sheet *sheet, const char **attributes)
{
    const char *number = xlsx_xml_attribute(attributes, "r");
    char *end = NULL;

    sheet->line = number ? strtol(number, &end, 10) : sheet->last_line + 1;
    sheet->count = 0;
    sheet->column = SIZE_MAX; /* the one before the first */
    hd_buf_reset(&sheet->texts);
    if (sheet->line <= sheet->last_line || (end && *end))
        stop_broken(sheet, "rows do not follow one another");
    else if (sheet->line > XLSX_ROWS_MAX)
        stop_large(sheet, "rows", XLSX_ROWS_MAX);
    sheet->last_line = sheet->line;
}

static int compare_cells(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;

    return (x->column > y->column) - (x->column < y->column);
}

static bool is_sorted(const struct xlsx_sheet *sheet)
{
    for (size_t i = 1; i < sheet->count; i++) {
        if (sheet->cells[i - 1].column >= sheet->cells[i].column)
            return false;
    }
    return true;
}

/* Texts moved while the row grew: only now it is known where they are. */
static void put_row(struct xlsx_sheet *sheet)
{
    struct hd_error err = { 0 };
    struct xlsx_row row = { .line = sheet->line, .count = sheet->count };
    enum hd_rc rc;

    if (!sheet->count || sheet->line < sheet->options.range.first_row ||
        sheet->line > sheet->options.range.last_row)
        return;
    if (!is_sorted(sheet))
        qsort(sheet->cells, sheet->count, sizeof *sheet->cells, compare_cells);
    if (sheet->count > sheet->out_room) {
        sheet->out_room = sheet->room;
        sheet->out = hd_realloc(sheet->out, sheet->out_room, sizeof *sheet->out);
    }
    for (size_t i = 0; i < sheet->count; i++) {
        const struct cell *cell = &sheet->cells[i];

        sheet->out[i] = (struct xlsx_cell){
            cell->column, cell->shared ? cell->shared : sheet->texts.data + cell->start, cell->kind
        };
    }
    row.cells = sheet->out;
    rc = sheet->options.sink->put(sheet->options.sink->ctx, &row, &err);
    if (rc)
        xlsx_xml_stop(sheet->xml, rc, &err);
}

/* ---- cells ---- */

static enum type type_of(const char *word)
{
    static const struct {
        const char *word;
        enum type type;
    } rows[] = {
        { "n", TYPE_NUMBER },         { "s", TYPE_SHARED },  { "str", TYPE_FORMULA_TEXT },
        { "inlineStr", TYPE_INLINE }, { "b", TYPE_BOOLEAN }, { "e", TYPE_ERROR },
        { "d", TYPE_ISO_DATE },
    };

    for (size_t i = 0; word && i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].word, word) == 0)
            return rows[i].type;
    }
    return TYPE_NUMBER;
}

static void begin_cell(struct xlsx_sheet *sheet, const char **attributes)
{
    const char *place = xlsx_xml_attribute(attributes, "r");
    const char *style = xlsx_xml_attribute(attributes, "s");
    size_t column = sheet->column + 1;
    long line = sheet->line;

    sheet->in_cell = true;
    sheet->has_formula = sheet->has_value = false;
    sheet->phonetic = 0;
    if (place && (!xlsx_place_parse(place, &column, &line) || line != sheet->line)) {
        stop_broken(sheet, "a cell is not where it says");
        return;
    }
    if (column >= XLSX_COLUMNS_MAX) {
        stop_large(sheet, "columns", XLSX_COLUMNS_MAX);
        return;
    }
    if (++sheet->all > XLSX_CELLS_MAX) {
        stop_large(sheet, "cells", XLSX_CELLS_MAX);
        return;
    }
    sheet->column = column;
    sheet->type = type_of(xlsx_xml_attribute(attributes, "t"));
    sheet->style =
        style ? xlsx_styles_get(sheet->options.styles, strtoul(style, NULL, 10)) : XLSX_PLAIN;
    hd_buf_reset(&sheet->value);
}

static bool in_range(const struct xlsx_sheet *sheet)
{
    return sheet->column >= sheet->options.range.first_column &&
           sheet->column <= sheet->options.range.last_column;
}

static void keep_cell(struct xlsx_sheet *sheet, struct cell cell)
{
    cell.column = sheet->column;
    if (sheet->count && sheet->cells[sheet->count - 1].column == cell.column)
        sheet->count--; /* said twice: the later one */
    HD_GROW(sheet->cells, sheet->count, sheet->room);
    sheet->cells[sheet->count++] = cell;
}

static void keep_text(struct xlsx_sheet *sheet, const char *text, enum xlsx_kind kind)
{
    size_t start = sheet->texts.len;

    if (!*text)
        return;
    hd_buf_puts(&sheet->texts, text);
    hd_buf_putc(&sheet->texts, '\0');
    if (sheet->texts.overflow)
        stop_large(sheet, "the bytes of a row", ROW_BYTES_MAX);
    else
        keep_cell(sheet, (struct cell){ .start = start, .kind = kind });
}

static void keep_shared(struct xlsx_sheet *sheet)
{
    char *end;
    unsigned long at = strtoul(sheet->value.data, &end, 10);
    const char *text = xlsx_strings_get(sheet->options.strings, at);

    if (end == sheet->value.data || *end || !text)
        stop_broken(sheet, "a cell's text is missing");
    else if (*text)
        keep_cell(sheet, (struct cell){ .shared = text, .kind = XLSX_TEXT });
}

static void keep_percent(struct xlsx_sheet *sheet, const char *number)
{
    char text[HD_DECIMAL_MAX + 2];
    size_t len;

    xlsx_number_percent(number, text);
    len = strlen(text);
    text[len] = '%';
    text[len + 1] = '\0';
    keep_text(sheet, text, XLSX_NUMBER);
}

static void keep_number(struct xlsx_sheet *sheet)
{
    char number[HD_DECIMAL_MAX + 1], date[XLSX_DATE_BYTES];

    if (!xlsx_number_text(sheet->value.data, sheet->value.len, number)) {
        keep_text(sheet, sheet->value.data, XLSX_TEXT); /* to be refused where a number is due */
    } else if (sheet->style == XLSX_PERCENT) {
        keep_percent(sheet, number);
    } else if (sheet->style != XLSX_PLAIN &&
               xlsx_date_text(number, sheet->style, sheet->options.from_1904, date)) {
        keep_text(sheet, date, XLSX_NUMBER);
    } else {
        keep_text(sheet, number, XLSX_NUMBER);
    }
}

/* `2026-01-31T00:00:00` of the strict standard: without a time that is none. */
static void keep_iso_date(struct xlsx_sheet *sheet)
{
    char *time = strstr(sheet->value.data, "T00:00:00");

    if (time && sheet->style != XLSX_INSTANT)
        *time = '\0';
    keep_text(sheet, sheet->value.data, XLSX_NUMBER);
}

static void keep_error(struct xlsx_sheet *sheet)
{
    if (strcmp(sheet->value.data, "#N/A") == 0)
        keep_text(sheet, "NaN", XLSX_MISSING);
    else
        keep_text(sheet, sheet->value.data, XLSX_ERROR);
}

static void end_cell(struct xlsx_sheet *sheet)
{
    sheet->in_cell = sheet->in_value = false;
    if (!in_range(sheet))
        return;
    if (sheet->has_formula && !sheet->has_value) /* never computed: not the same as empty */
        keep_text(sheet, "#?", XLSX_ERROR);
    if (!sheet->value.len)
        return;
    switch (sheet->type) {
    case TYPE_NUMBER:
        keep_number(sheet);
        break;
    case TYPE_SHARED:
        keep_shared(sheet);
        break;
    case TYPE_FORMULA_TEXT:
    case TYPE_INLINE:
        xlsx_unescape(sheet->value.data);
        keep_text(sheet, sheet->value.data, XLSX_TEXT);
        break;
    case TYPE_BOOLEAN:
        keep_text(sheet, strcmp(sheet->value.data, "1") == 0 ? "true" : "false", XLSX_BOOLEAN);
        break;
    case TYPE_ERROR:
        keep_error(sheet);
        break;
    case TYPE_ISO_DATE:
        keep_iso_date(sheet);
        break;
    }
}

/* ---- the XML ---- */

static void begin_value(struct xlsx_sheet *sheet, const char *name)
{
    sheet->has_formula |= strcmp(name, "f") == 0;
    sheet->has_value |= strcmp(name, "v") == 0;
    sheet->in_value = strcmp(name, sheet->type == TYPE_INLINE ? "t" : "v") == 0 && !sheet->phonetic;
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct xlsx_sheet *sheet = ctx;

    if (!sheet->in_rows)
        sheet->in_rows = strcmp(name, "sheetData") == 0;
    else if (strcmp(name, "c") == 0 && sheet->line)
        begin_cell(sheet, attributes);
    else if (strcmp(name, "row") == 0)
        begin_row(sheet, attributes);
    else if (strcmp(name, "rPh") == 0)
        sheet->phonetic++;
    else if (sheet->in_cell)
        begin_value(sheet, name);
}

static void on_end(void *ctx, const char *name)
{
    struct xlsx_sheet *sheet = ctx;

    if (!sheet->in_rows)
        return;
    sheet->in_value = false;
    if (strcmp(name, "c") == 0 && sheet->in_cell)
        end_cell(sheet);
    else if (strcmp(name, "row") == 0)
        put_row(sheet);
    else if (strcmp(name, "rPh") == 0)
        sheet->phonetic -= sheet->phonetic > 0;
    else if (strcmp(name, "sheetData") == 0)
        sheet->in_rows = false;
}

static void on_text(void *ctx, const char *text, int len)
{
    struct xlsx_sheet *sheet = ctx;

    if (!sheet->in_value)
        return;
    hd_buf_put(&sheet->value, text, (size_t)len);
    if (sheet->value.overflow)
        stop_large(sheet, "the bytes of a text", XLSX_TEXT_BYTES_MAX);
}

const struct xlsx_xml_handlers xlsx_sheet_handlers = { on_start, on_end, on_text };

struct xlsx_sheet *xlsx_sheet_open(const struct xlsx_sheet_options *options)
{
    struct xlsx_sheet *sheet = hd_alloc(sizeof *sheet);

    sheet->options = *options;
    hd_buf_init(&sheet->texts, ROW_BYTES_MAX);
    hd_buf_init(&sheet->value, XLSX_TEXT_BYTES_MAX);
    return sheet;
}

struct xlsx_xml **xlsx_sheet_xml(struct xlsx_sheet *sheet)
{
    return &sheet->xml;
}

void xlsx_sheet_close(struct xlsx_sheet **sheet)
{
    if (!*sheet)
        return;
    hd_buf_clear(&(*sheet)->texts);
    hd_buf_clear(&(*sheet)->value);
    free((*sheet)->cells);
    free((*sheet)->out);
    free(*sheet);
    *sheet = NULL;
}

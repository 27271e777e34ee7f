#include "daemon/export/xlsx.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/date.h"
#include "common/decimal.h"
#include "daemon/export/cube.h"
#include "daemon/export/xlsx_library.h"

#define ROWS_MAX   1048576
#define WIDTH_MAX  60
#define WIDTH_MORE 3    /* for the arrow of the filter */
#define SAMPLED    1000 /* rows that say how wide columns are */
#define COLUMNS    (AXES + PARTS)

struct book {
    const struct export_table *table;
    const struct xlsx_library *library;
    lxw_workbook *book;
    lxw_worksheet *values, *about;
    lxw_format *head, *right;
    lxw_error error; /* the first */
};

/* A column is one of the dimensions or one of the parts; the frequency stands in the period. */
struct column {
    bool is_part;
    enum cube_axis_id axis;
    enum export_part part;
};

static size_t list_columns(const struct export_table *table, struct column out[static COLUMNS])
{
    static const enum cube_axis_id axes[] = { AXIS_INDICATOR, AXIS_AREA, AXIS_BREAKDOWN,
                                              AXIS_TIME };
    size_t count = 0;

    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
        out[count++] = (struct column){ .axis = axes[i] };
    for (enum export_part part = PART_VALUE; part < PARTS; part++) {
        if (table->parts & PART_BIT(part))
            out[count++] = (struct column){ .is_part = true, .part = part };
    }
    return count;
}

static const char *column_name(const struct column *column)
{
    return column->is_part ? export_part_id(column->part) : cube_axis_word(column->axis);
}

static const char *column_text(const struct column *column, const struct observed *observed,
                               char buffer[static EXPORT_TEXT_MAX])
{
    if (column->is_part)
        return export_part_text(column->part, observed, buffer);
    if (column->axis == AXIS_BREAKDOWN) /* as an import knows the whole */
        return observed->row->breakdown;
    return cube_code(column->axis, observed, buffer);
}

/* ---- cells ---- */

bool export_xlsx_is_number(const char *text, double *number_out)
{
    char again[HD_DECIMAL_MAX + 1];

    if (!hd_decimal_valid(text, strlen(text)))
        return false;
    *number_out = hd_decimal_double(text);
    snprintf(again, sizeof again, "%.16G", *number_out);
    return strcmp(again, text) == 0;
}

static void note(struct book *book, lxw_error error)
{
    if (!book->error)
        book->error = error;
}

static void put_text(struct book *book, lxw_worksheet *sheet, size_t row, size_t column,
                     const char *text, lxw_format *format)
{
    if (*text)
        note(book, book->library->worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column,
                                                         text, format));
}

static void put_cell(struct book *book, size_t row, size_t at, const struct column *column,
                     const char *text)
{
    bool numeric = column->is_part && (column->part == PART_VALUE || column->part == PART_VINTAGE ||
                                       column->part == PART_DECIMALS);
    double number;

    if (numeric && export_xlsx_is_number(text, &number))
        note(book, book->library->worksheet_write_number(book->values, (lxw_row_t)row,
                                                         (lxw_col_t)at, number, NULL));
    else
        put_text(book, book->values, row, at, text, numeric ? book->right : NULL);
}

/* ---- the sheet of values ---- */

static size_t text_width(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static double column_width(const struct export_table *table, const struct column *column)
{
    size_t width = text_width(column_name(column)) + WIDTH_MORE;
    char buffer[EXPORT_TEXT_MAX];

    for (size_t i = 0; i < table->count && i < SAMPLED; i++) {
        size_t own = text_width(column_text(column, table->rows[i], buffer)) + 1;

        width = own > width ? own : width;
    }
    return (double)(width < WIDTH_MAX ? width : WIDTH_MAX);
}

/* Before the cells: rows are written out as they come. */
static void lay_out(struct book *book, const struct column *columns, size_t count)
{
    const struct xlsx_library *library = book->library;
    lxw_row_t last = (lxw_row_t)book->table->count;

    for (size_t i = 0; i < count; i++)
        note(book, library->worksheet_set_column(book->values, (lxw_col_t)i, (lxw_col_t)i,
                                                 column_width(book->table, &columns[i]), NULL));
    library->worksheet_freeze_panes(book->values, 1, 0);
    note(book, library->worksheet_autofilter(book->values, 0, 0, last, (lxw_col_t)(count - 1)));
    note(book, library->worksheet_repeat_rows(book->values, 0, 0));
    library->worksheet_set_landscape(book->values);
    /* Years and exact values are texts on purpose. */
    note(book, library->worksheet_ignore_errors(book->values, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                                "A1:XFD1048576"));
}

static void put_values(struct book *book)
{
    struct column columns[COLUMNS];
    size_t count = list_columns(book->table, columns);
    char buffer[EXPORT_TEXT_MAX];

    lay_out(book, columns, count);
    for (size_t i = 0; i < count; i++)
        put_text(book, book->values, 0, i, column_name(&columns[i]), book->head);
    for (size_t row = 0; row < book->table->count && !book->error; row++) {
        for (size_t i = 0; i < count; i++)
            put_cell(book, row + 1, i, &columns[i],
                     column_text(&columns[i], book->table->rows[row], buffer));
    }
}

/* ---- the sheet about them ---- */

static void put_line(struct book *book, size_t row, const char *name, const char *text)
{
    put_text(book, book->about, row, 0, hd_tr(book->table->lang, name), book->head);
    put_text(book, book->about, row, 1, text, NULL);
}

static void put_about(struct book *book)
{
    const struct export_table *table = book->table;
    char text[32];

    note(book, book->library->worksheet_set_column(book->about, 0, 0, 24, NULL));
    note(book, book->library->worksheet_set_column(book->about, 1, 1, WIDTH_MAX, NULL));
    put_line(book, 0, N_("Title"), export_flow_name(table->lang));
    put_line(book, 1, N_("Source"), table->title ? table->title : "");
    put_line(book, 2, N_("Maintained by"), table->agency ? table->agency : "");
    hd_day_text(table->as_of_day, text);
    put_line(book, 3, N_("As of"), text);
    *text = '\0';
    if (table->updated_at_ms)
        hd_instant_text(table->updated_at_ms, text);
    put_line(book, 4, N_("Last published"), text);
    hd_instant_text(table->now_at_ms, text);
    put_line(book, 5, N_("Prepared"), text);
    snprintf(text, sizeof text, "%zu", table->count);
    put_line(book, 6, N_("Number of values"), text);
    put_line(book, 7, N_("Note"),
             hd_tr(table->lang, N_("Values that a spreadsheet would round stand as text.")));
}

/* ---- the workbook ---- */

/* A name that its own language makes too long, or puts a forbidden mark into, is left out. */
static lxw_worksheet *add_sheet(struct book *book, const char *name)
{
    const char *own = hd_tr(book->table->lang, name);
    bool fits = *own && text_width(own) < LXW_SHEETNAME_MAX && !strpbrk(own, "[]:*?/\\'");
    lxw_worksheet *sheet = book->library->workbook_add_worksheet(book->book, fits ? own : NULL);

    if (!sheet)
        note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return sheet;
}

static void fill_book(struct book *book)
{
    const struct xlsx_library *library = book->library;
    lxw_doc_properties properties = { .created = (time_t)(book->table->now_at_ms / 1000) };

    note(book, library->workbook_set_properties(book->book, &properties));
    book->head = library->workbook_add_format(book->book);
    library->format_set_bold(book->head);
    book->right = library->workbook_add_format(book->book);
    library->format_set_align(book->right, LXW_ALIGN_RIGHT);
    book->values = add_sheet(book, N_("Values"));
    book->about = add_sheet(book, N_("About"));
    if (book->error)
        return;
    put_values(book);
    put_about(book);
}

static enum hd_rc copy_file(int file, struct hd_buf *out, struct hd_error *err)
{
    struct stat stat;
    void *bytes;

    if (fstat(file, &stat) || !stat.st_size)
        return hd_fail_errno(err, "reading the workbook");
    bytes = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        return hd_fail_errno(err, "reading the workbook");
    hd_buf_put(out, bytes, (size_t)stat.st_size);
    munmap(bytes, (size_t)stat.st_size);
    return HD_OK;
}

static enum hd_rc write_book(struct book *book, const char *path, struct hd_error *err)
{
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    lxw_error error;

    book->book = book->library->workbook_new_opt(path, &options);
    if (!book->book)
        return hd_fail(err, HD_SYSTEM, "libxlsxwriter makes no workbook");
    fill_book(book);
    error = book->library->workbook_close(book->book);
    note(book, error);
    if (book->error)
        return hd_fail(err, HD_SYSTEM, "writing a workbook: %s",
                       book->library->lxw_strerror(book->error));
    return HD_OK;
}

/* The library writes files only: one that has no name and lives in memory. */
static enum hd_rc write_xlsx(const struct export_table *table, struct hd_buf *out,
                             struct hd_error *err)
{
    struct book book = { .table = table };
    enum hd_rc rc = xlsx_library_get(&book.library, err);
    char path[40];
    int file;

    if (rc)
        return rc;
    if (table->count >= ROWS_MAX)
        return hd_fail(err, HD_LIMIT, "%zu values are more than a sheet has rows", table->count);
    file = memfd_create("workbook", MFD_CLOEXEC);
    if (file < 0)
        return hd_fail_errno(err, "making a workbook");
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    rc = write_book(&book, path, err);
    if (!rc)
        rc = copy_file(file, out, err);
    close(file);
    return rc;
}

const struct export_ops export_xlsx = {
    .name = "xlsx",
    .ending = ".xlsx",
    .type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    .content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    .binary = true,
    .write = write_xlsx,
};

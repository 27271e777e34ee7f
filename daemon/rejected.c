#include "daemon/rejected.h"

#include "collectors/formats/csv.h"
#include "collectors/formats/xlsx.h"
#include "common/buf.h"
#include "common/csv.h"
#include "common/lang.h"

/* Rows grow by quotes and messages; nothing is lost but past all reason. */
#define SIZE_FACTOR 8
#define SIZE_EXTRA  (1 << 20)

struct writing {
    struct hd_buf out;
    const struct hd_problems *problems; /* sorted by line */
    const struct hd_lang *lang;
    char separator; /* as in the file: a decimal comma stays what it was */
    size_t at;      /* first problem of the line being looked at */
};

static void put_fields(struct writing *w, const struct hd_csv_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hd_csv_put(&w->out, fields[i].text, false);
        hd_buf_putc(&w->out, w->separator);
    }
}

/* Messages of one line, parted by blanks. */
static void put_messages(struct writing *w, long line)
{
    HD_BUF_AUTO struct hd_buf all = { 0 };

    hd_buf_init(&all, 1 << 16);
    for (; w->at < w->problems->count && w->problems->items[w->at].line == line; w->at++) {
        if (all.len)
            hd_buf_putc(&all, ' ');
        hd_problem_message(&w->problems->items[w->at], w->lang, &all);
    }
    hd_csv_put(&w->out, all.data, true);
    hd_buf_putc(&w->out, '\n');
}

/* Has the line a problem that refuses it?  Lines are asked for from first to last. */
static bool is_refused(struct writing *w, long line)
{
    while (w->at < w->problems->count &&
           (w->problems->items[w->at].line < line || w->problems->items[w->at].warning))
        w->at++;
    return w->at < w->problems->count && w->problems->items[w->at].line == line;
}

/* ---- CSV ---- */

static void put_row(struct writing *w, const struct hd_csv_field *fields, size_t count, long line)
{
    if (!is_refused(w, line))
        return;
    put_fields(w, fields, count);
    put_messages(w, line);
}

static long header_of_csv(const struct intake *intake)
{
    HD_PROBLEMS_AUTO struct hd_problems again = { 0 };
    const struct hd_csv_field *fields = NULL;
    struct hd_error err = { 0 };
    struct hd_csv *csv = NULL;
    size_t count = 0;
    long line = 0;

    if (hd_csv_open(intake->data, intake->len, &csv, &again, &err))
        return 0;
    if (!hd_csv_next(csv, &fields, &count, &line, &again))
        line = 0;
    hd_csv_close(&csv);
    return line;
}

static void write_csv(const struct intake *intake, struct writing *w)
{
    HD_PROBLEMS_AUTO struct hd_problems again = { 0 }; /* told already */
    const struct hd_csv_field *fields = NULL;
    struct hd_error err = { 0 };
    struct hd_csv *csv = NULL;
    size_t count = 0;
    long line = 0;

    if (hd_csv_open(intake->data, intake->len, &csv, &again, &err))
        return;
    w->separator = hd_csv_separator(csv);
    if (hd_csv_next(csv, &fields, &count, &line, &again)) {
        put_fields(w, fields, count);
        hd_buf_puts(&w->out, "problem\n");
    }
    while (hd_csv_next(csv, &fields, &count, &line, &again))
        put_row(w, fields, count, line);
    hd_csv_close(&csv);
}

/* ---- a sheet ---- */

struct sheet {
    struct writing *w;
    bool named;
    long line;          /* of the row that names the columns */
    size_t from, count; /* the columns it names */
};

/* What is a text there might be run as a formula where it is opened again. */
static void put_cells(struct sheet *sheet, const struct xlsx_row *row)
{
    size_t at = 0;

    for (size_t column = sheet->from; column < sheet->from + sheet->count; column++) {
        while (at < row->count && row->cells[at].column < column)
            at++;
        if (at < row->count && row->cells[at].column == column)
            hd_csv_put(&sheet->w->out, xlsx_own_text(&row->cells[at]),
                       row->cells[at].kind == XLSX_TEXT);
        hd_buf_putc(&sheet->w->out, sheet->w->separator);
    }
}

static enum hd_rc put_sheet_row(void *ctx, const struct xlsx_row *row, struct hd_error *err)
{
    struct sheet *sheet = ctx;

    (void)err;
    if (xlsx_row_blank(row))
        return HD_OK;
    if (!sheet->named) {
        sheet->named = true;
        sheet->line = row->line;
        sheet->from = row->cells[0].column;
        sheet->count = row->cells[row->count - 1].column - sheet->from + 1;
        put_cells(sheet, row);
        hd_buf_puts(&sheet->w->out, "problem\n");
    } else if (is_refused(sheet->w, row->line)) {
        put_cells(sheet, row);
        put_messages(sheet->w, row->line);
    }
    return HD_OK;
}

/* The line of the first row. */
static long walk_sheet(const struct intake *intake, struct writing *w)
{
    HD_PROBLEMS_AUTO struct hd_problems again = { 0 };
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct sheet sheet = { .w = w };
    struct xlsx_row_sink sink = { put_sheet_row, &sheet };
    struct hd_error err = { 0 };
    const char *name;

    w->separator = ',';
    if (xlsx_rows(intake->data, intake->len, intake->mapping, &arena, &sink, &name, &again, &err))
        hd_buf_reset(&w->out); /* cannot be: it was read before */
    return sheet.line;
}

/* ---- either ---- */

long rejected_header_line(const struct intake *intake, const struct format_ops *format)
{
    static const struct hd_problems none = { 0 };
    struct writing w = { .problems = &none };
    long line;

    if (format == &format_csv)
        return header_of_csv(intake);
    if (format != &format_xlsx)
        return 0;
    hd_buf_init(&w.out, SIZE_EXTRA);
    line = walk_sheet(intake, &w);
    hd_buf_clear(&w.out);
    return line;
}

void rejected_write(const struct intake *intake, struct intake_report *report)
{
    struct writing w = { .problems = &report->problems, .lang = intake->lang };

    hd_buf_init(&w.out, intake->len * SIZE_FACTOR + SIZE_EXTRA);
    if (report->format == &format_csv)
        write_csv(intake, &w);
    else if (report->format == &format_xlsx)
        (void)walk_sheet(intake, &w);
    if (w.out.len)
        report->rejected_csv = hd_buf_take(&w.out, &report->rejected_len);
    hd_buf_clear(&w.out);
}

#include "daemon/rejected.h"

#include "common/buf.h"
#include "common/csv.h"
#include "common/lang.h"

/* Rows grow by quotes and messages; nothing is lost but past all reason. */
#define SIZE_FACTOR 8
#define SIZE_EXTRA  (1 << 20)

struct writing {
    struct hd_buf out;
    const struct hd_problems *problems; /* sorted by line */
    char separator;                     /* as in the file: a decimal comma stays what it was */
    size_t at;                          /* first problem of the line being looked at */
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
        hd_problem_message(&w->problems->items[w->at], NULL, &all);
    }
    hd_csv_put(&w->out, all.data, true);
    hd_buf_putc(&w->out, '\n');
}

static void put_row(struct writing *w, const struct hd_csv_field *fields, size_t count, long line)
{
    while (w->at < w->problems->count &&
           (w->problems->items[w->at].line < line || w->problems->items[w->at].warning))
        w->at++;
    if (w->at == w->problems->count || w->problems->items[w->at].line != line)
        return;
    put_fields(w, fields, count);
    put_messages(w, line);
}

long rejected_header_line(const struct intake *intake)
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

void rejected_write(const struct intake *intake, struct intake_report *report)
{
    HD_PROBLEMS_AUTO struct hd_problems again = { 0 }; /* told already */
    struct writing w = { .problems = &report->problems };
    const struct hd_csv_field *fields = NULL;
    struct hd_error err = { 0 };
    struct hd_csv *csv = NULL;
    size_t count = 0;
    long line = 0;

    if (hd_csv_open(intake->data, intake->len, &csv, &again, &err))
        return;
    w.separator = hd_csv_separator(csv);
    hd_buf_init(&w.out, intake->len * SIZE_FACTOR + SIZE_EXTRA);
    if (hd_csv_next(csv, &fields, &count, &line, &again)) {
        put_fields(&w, fields, count);
        hd_buf_puts(&w.out, "problem\n");
    }
    while (hd_csv_next(csv, &fields, &count, &line, &again))
        put_row(&w, fields, count, line);
    hd_csv_close(&csv);
    report->rejected_csv = hd_buf_take(&w.out, &report->rejected_len);
}

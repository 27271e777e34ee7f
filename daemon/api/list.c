#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/csv.h"
#include "common/date.h"
#include "common/decimal.h"
#include "common/json.h"
#include "common/utf8.h"
#include "daemon/api/answer.h"
#include "daemon/view.h"

#define LIMIT_MAX 10000
#define CELL_MAX  65536

/* ---- which rows: limit= and cursor= ---- */

struct window {
    size_t first, end;
    char next[64]; /* cursor of the rows after these; "" when there are none */
};

static bool read_number(const char *text, size_t max, size_t *out)
{
    size_t number = 0, digits = strspn(text, "0123456789");

    if (!digits || digits > 9 || text[digits])
        return false;
    for (; *text; text++)
        number = number * 10 + (size_t)(*text - '0');
    *out = number;
    return number <= max;
}

/* A cursor is opaque outside: "rows:" and a number, encoded. */
static void write_cursor(size_t offset, char out[static 64])
{
    char text[32];
    int len = snprintf(text, sizeof text, "rows:%zu", offset);

    sodium_bin2base64(out, 64, (const unsigned char *)text, (size_t)len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool read_cursor(const char *cursor, size_t *offset_out)
{
    char text[48] = { 0 };
    size_t len;

    if (sodium_base642bin((unsigned char *)text, sizeof text - 1, cursor, strlen(cursor), NULL,
                          &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return false;
    return !strncmp(text, "rows:", 5) && read_number(text + 5, 999999999, offset_out);
}

/* A stranger without a wish gets a page; whoever runs this machine gets the whole. */
static size_t default_limit(const struct api_request *request, size_t page)
{
    return page && !request->trusted ? page : SIZE_MAX;
}

int64_t api_list_reach(const struct api_request *request, size_t page)
{
    const char *limit = api_param(request, "limit"), *cursor = api_param(request, "cursor");
    size_t room = default_limit(request, page), first = 0;

    if ((limit && !read_number(limit, LIMIT_MAX, &room)) ||
        (cursor && !read_cursor(cursor, &first)))
        return 0; /* will be refused */
    return room == SIZE_MAX ? INT64_MAX : (int64_t)(first + room + 1);
}

static bool read_window(const struct api_request *request, const struct api_list *list,
                        struct window *window, struct api_reply *reply)
{
    const char *limit = api_param(request, "limit"), *cursor = api_param(request, "cursor");
    size_t room = default_limit(request, list->page), count = list->count;

    *window = (struct window){ 0 };
    if (limit && (!read_number(limit, LIMIT_MAX, &room) || !room)) {
        api_problem(reply, request, 400, "limit_malformed", N_("The parameter limit is malformed"),
                    N_("Write a whole number from 1 to 10000 instead of '{value}'."),
                    HD_ARGS("value", limit));
        return false;
    }
    if (cursor && !read_cursor(cursor, &window->first)) {
        api_problem(reply, request, 400, "cursor_malformed",
                    N_("The parameter cursor is malformed"),
                    N_("Use the value of next from the answer before, unchanged."), NULL);
        return false;
    }
    window->first = window->first < count ? window->first : count;
    window->end = count - window->first > room ? window->first + room : count;
    if (window->end < count)
        write_cursor(window->end, window->next);
    return true;
}

static void add_next_link(const struct api_request *request, const struct window *window,
                          struct api_reply *reply)
{
    struct hd_buf link HD_BUF_AUTO = { 0 };

    if (!*window->next)
        return;
    hd_buf_init(&link, 4096);
    hd_buf_printf(&link, "<%s?cursor=%s", request->path, window->next);
    for (size_t i = 0; i < request->param_count; i++) {
        if (!strcmp(request->params[i].name, "cursor"))
            continue;
        hd_buf_putc(&link, '&');
        hd_buf_put_url(&link, request->params[i].name);
        hd_buf_putc(&link, '=');
        hd_buf_put_url(&link, request->params[i].value);
    }
    hd_buf_puts(&link, ">; rel=\"next\"");
    api_reply_header(reply, "Link", link.data);
}

/* ---- one cell ---- */

/* For programs: the stable form. */
static void cell_plain(const struct api_cell *cell, struct hd_buf *out)
{
    char text[HD_DOUBLE_TEXT_MAX];

    switch (cell->type) {
    case API_T_TEXT:
    case API_T_DECIMAL:
        hd_buf_puts(out, cell->text);
        return;
    case API_T_INT:
        hd_buf_printf(out, "%lld", (long long)cell->integer);
        return;
    case API_T_BOOL:
        hd_buf_puts(out, cell->integer ? "true" : "false");
        return;
    case API_T_DOUBLE:
        hd_double_text(cell->number, text);
        break;
    case API_T_INSTANT:
        hd_instant_text(cell->integer, text);
        break;
    case API_T_DAY:
        hd_day_text((int32_t)cell->integer, text);
        break;
    }
    hd_buf_puts(out, text);
}

static void label_cell(const struct api_cell *cell, const struct api_request *request,
                       struct hd_buf *out)
{
    struct hd_number_style style = { .decimals = cell->decimals };
    char text[64];

    switch (cell->type) {
    case API_T_TEXT:
        hd_buf_puts(out, cell->label ? cell->label : cell->text);
        return;
    case API_T_INT:
        hd_buf_printf(out, "%lld", (long long)cell->integer);
        return;
    case API_T_BOOL:
        hd_buf_puts(out, hd_tr(request->lang, cell->integer ? N_("yes") : N_("no")));
        return;
    case API_T_INSTANT:
        view_instant(cell->integer, request->zone, request->lang, out);
        return;
    case API_T_DECIMAL:
        hd_decimal_label(cell->text, request->lang, style, text);
        break;
    case API_T_DOUBLE:
        hd_double_label(cell->number, request->lang, style, text);
        break;
    case API_T_DAY:
        hd_day_label((int32_t)cell->integer, request->lang, text);
        break;
    }
    hd_buf_puts(out, text);
}

/* ---- json ---- */

static void write_row_json(struct hd_jsonw *w, const struct api_list *list, const void *row,
                           const struct api_request *request)
{
    if (list->json) {
        list->json(w, row, request);
        return;
    }
    hd_jsonw_object(w);
    for (const struct api_column *column = list->columns; column->key; column++) {
        struct api_cell cell = { .decimals = -1 };

        column->cell(row, request, &cell);
        hd_jsonw_key(w, column->key);
        cell_json(w, &cell);
    }
    hd_jsonw_end_object(w);
}

static void write_json(const struct api_list *list, const struct window *window,
                       const struct api_request *request, struct api_reply *reply)
{
    struct hd_jsonw w = { .out = &reply->body };

    reply->content_type = "application/json";
    hd_jsonw_object(&w);
    hd_jsonw_key_int(&w, "version", 1);
    hd_jsonw_key(&w, "data");
    hd_jsonw_array(&w);
    for (size_t i = window->first; i < window->end; i++)
        write_row_json(&w, list, list->rows[i], request);
    hd_jsonw_end_array(&w);
    hd_jsonw_key_string(&w, "next", *window->next ? window->next : NULL);
    if (list->extra)
        list->extra(&w, request, list->ctx);
    hd_jsonw_end_object(&w);
    hd_buf_putc(&reply->body, '\n');
}

/* ---- csv and tsv ---- */

/* A tab or line break inside a cell would make another cell. */
static void put_tsv(struct hd_buf *out, const char *text, bool guard)
{
    if (guard && *text && strchr("=+-@", *text))
        hd_buf_putc(out, '\'');
    for (; *text; text++)
        hd_buf_putc(out, strchr("\t\r\n", *text) ? ' ' : *text);
}

static void put_separated(struct hd_buf *out, char separator, const char *text, bool guard)
{
    if (separator == '\t')
        put_tsv(out, text, guard);
    else
        hd_csv_put(out, text, guard);
}

static void write_row_separated(const struct api_list *list, const void *row, char separator,
                                const struct api_request *request, struct hd_buf *out)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, CELL_MAX);
    for (const struct api_column *column = list->columns; column->key; column++) {
        struct api_cell cell = { .decimals = -1 };

        column->cell(row, request, &cell);
        hd_buf_reset(&text);
        if (!cell.null)
            cell_plain(&cell, &text);
        if (column != list->columns)
            hd_buf_putc(out, separator);
        put_separated(out, separator, text.data, cell.type == API_T_TEXT);
    }
    hd_buf_putc(out, '\n');
}

static void write_separated(const struct api_list *list, const struct window *window,
                            char separator, const struct api_request *request,
                            struct api_reply *reply)
{
    reply->content_type = separator == '\t' ? "text/tab-separated-values; charset=utf-8"
                                            : "text/csv; charset=utf-8; header=present";
    for (const struct api_column *column = list->columns; column->key; column++) {
        if (column != list->columns)
            hd_buf_putc(&reply->body, separator);
        hd_buf_puts(&reply->body, column->key);
    }
    hd_buf_putc(&reply->body, '\n');
    for (size_t i = window->first; i < window->end; i++)
        write_row_separated(list, list->rows[i], separator, request, &reply->body);
}

/* ---- table and plain: for people ---- */

struct grid {
    size_t columns, rows; /* the heading is row 0 */
    const char **texts;
    size_t *widths;
    bool *right;
};

static const char *label_text(const struct api_column *column, const void *row,
                              const struct api_request *request)
{
    struct api_cell cell = { .decimals = -1 };
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, CELL_MAX);
    column->cell(row, request, &cell);
    if (!cell.null)
        label_cell(&cell, request, &text);
    for (char *c = text.data; *c; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    return hd_arena_strdup(request->arena, text.data);
}

static size_t shown_columns(const struct api_list *list)
{
    size_t count = 0;

    for (const struct api_column *column = list->columns; column->key; column++)
        count += column->heading != NULL;
    return count;
}

static void fill_column(struct grid *grid, size_t at, const struct api_column *column,
                        const struct api_list *list, const struct window *window,
                        const struct api_request *request)
{
    grid->right[at] = column->right;
    grid->texts[at] = hd_tr(request->lang, column->heading);
    for (size_t i = 1; i < grid->rows; i++)
        grid->texts[i * grid->columns + at] =
            label_text(column, list->rows[window->first + i - 1], request);
    for (size_t i = 0; i < grid->rows; i++) {
        size_t width = hd_utf8_width(grid->texts[i * grid->columns + at]);

        if (width > grid->widths[at])
            grid->widths[at] = width;
    }
}

static struct grid fill_grid(const struct api_list *list, const struct window *window,
                             const struct api_request *request)
{
    struct grid grid = { .columns = shown_columns(list), .rows = window->end - window->first + 1 };
    size_t at = 0;

    grid.texts = hd_arena_alloc(request->arena, grid.columns * grid.rows * sizeof *grid.texts);
    grid.widths = hd_arena_alloc(request->arena, grid.columns * sizeof *grid.widths);
    grid.right = hd_arena_alloc(request->arena, grid.columns * sizeof *grid.right);
    for (const struct api_column *column = list->columns; column->key; column++)
        if (column->heading)
            fill_column(&grid, at++, column, list, window, request);
    return grid;
}

static void put_blanks(struct hd_buf *out, size_t count)
{
    while (count--)
        hd_buf_putc(out, ' ');
}

static void put_line(struct hd_buf *out, const struct grid *grid, size_t row)
{
    size_t owed = 0; /* blanks are written only before more text: no line ends in them */

    for (size_t i = 0; i < grid->columns; i++) {
        const char *text = grid->texts[row * grid->columns + i];
        size_t pad = grid->widths[i] - hd_utf8_width(text);

        if (*text) {
            put_blanks(out, owed + (grid->right[i] ? pad : 0));
            hd_buf_puts(out, text);
            owed = grid->right[i] ? 0 : pad;
        } else {
            owed += pad;
        }
        owed += 2;
    }
    hd_buf_putc(out, '\n');
}

static void put_plain_line(struct hd_buf *out, const struct grid *grid, size_t row)
{
    for (size_t i = 0; i < grid->columns; i++) {
        if (i)
            hd_buf_putc(out, '\t');
        hd_buf_puts(out, grid->texts[row * grid->columns + i]);
    }
    hd_buf_putc(out, '\n');
}

static void write_for_people(const struct api_list *list, const struct window *window,
                             enum api_format format, const struct api_request *request,
                             struct api_reply *reply)
{
    struct grid grid;

    reply->content_type = "text/plain; charset=utf-8";
    if (window->first == window->end) {
        if (list->empty)
            hd_buf_printf(&reply->body, "%s\n", hd_tr(request->lang, list->empty));
        return;
    }
    grid = fill_grid(list, window, request);
    for (size_t i = format == API_PLAIN; i < grid.rows; i++) {
        if (format == API_PLAIN)
            put_plain_line(&reply->body, &grid, i);
        else
            put_line(&reply->body, &grid, i);
    }
}

enum hd_rc api_list_write(const struct api_list *list, const struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    enum api_format format = api_format_of(request, API_JSON);
    struct window window;

    if (!read_window(request, list, &window, reply))
        return HD_OK;
    add_next_link(request, &window, reply);
    switch (format) {
    case API_CSV:
        write_separated(list, &window, ',', request, reply);
        break;
    case API_TSV:
        write_separated(list, &window, '\t', request, reply);
        break;
    case API_TABLE:
    case API_PLAIN:
        write_for_people(list, &window, format, request, reply);
        break;
    case API_JSON:
    case API_HTML:
    case API_ROWS:
    case API_EXPORT:
        write_json(list, &window, request, reply);
        break;
    }
    if (reply->body.overflow)
        return hd_fail(err, HD_LIMIT, "a list of %zu rows is larger than an answer may be",
                       window.end - window.first);
    return HD_OK;
}

#include "collectors/formats/xlsx_place.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"

/* Letters and a row, either of which may be missing: SIZE_MAX and 0. */
static const char *read_corner(const char *at, size_t *column_out, long *row_out)
{
    size_t column = 0;
    long row = 0;

    at += *at == '$';
    for (; (*at | 32) >= 'a' && (*at | 32) <= 'z' && column <= XLSX_COLUMNS_MAX; at++)
        column = column * 26 + (size_t)((*at | 32) - 'a' + 1);
    at += *at == '$';
    for (; *at >= '0' && *at <= '9' && row <= XLSX_ROWS_MAX; at++)
        row = row * 10 + (*at - '0');
    *column_out = column ? column - 1 : SIZE_MAX;
    *row_out = row;
    return at;
}

static bool fits(size_t column, long row)
{
    return (column == SIZE_MAX || column < XLSX_COLUMNS_MAX) && row <= XLSX_ROWS_MAX;
}

bool xlsx_place_parse(const char *text, size_t *column_out, long *row_out)
{
    const char *end = read_corner(text, column_out, row_out);

    return !*end && *column_out != SIZE_MAX && *row_out && fits(*column_out, *row_out);
}

void xlsx_column_text(size_t column, char out[static XLSX_PLACE_BYTES])
{
    char turned[XLSX_PLACE_BYTES];
    size_t len = 0;

    for (column++; column && len < sizeof turned; column = (column - 1) / 26)
        turned[len++] = (char)('A' + (column - 1) % 26);
    for (size_t i = 0; i < len; i++)
        out[i] = turned[len - 1 - i];
    out[len] = '\0';
}

void xlsx_place_text(size_t column, long row, char out[static XLSX_PLACE_BYTES])
{
    size_t len;

    xlsx_column_text(column, out);
    len = strlen(out);
    snprintf(out + len, XLSX_PLACE_BYTES - len, "%ld", row);
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* The end of a range; a single cell begins one that is open. */
static const char *read_end(const char *at, size_t *column_out, long *row_out)
{
    *column_out = SIZE_MAX;
    *row_out = 0;
    at = skip_blanks(at);
    return *at == ':' ? skip_blanks(read_corner(skip_blanks(at + 1), column_out, row_out)) : at;
}

bool xlsx_range_parse(const char *text, struct xlsx_range *range_out)
{
    size_t first_column, last_column;
    long first_row, last_row;
    const char *end = read_corner(skip_blanks(text), &first_column, &first_row);

    end = read_end(end, &last_column, &last_row);
    if (*end || !fits(first_column, first_row) || !fits(last_column, last_row))
        return false;
    *range_out = (struct xlsx_range){
        .first_column = first_column == SIZE_MAX ? 0 : first_column,
        .last_column = last_column == SIZE_MAX ? XLSX_COLUMNS_MAX - 1 : last_column,
        .first_row = first_row ? first_row : 1,
        .last_row = last_row ? last_row : XLSX_ROWS_MAX,
    };
    return range_out->first_column <= range_out->last_column &&
           range_out->first_row <= range_out->last_row;
}

/* Letters of any script, digits and _. */
static bool is_word(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

void xlsx_sheet_put(struct hd_buf *out, const char *sheet)
{
    bool plain = *sheet && !(*sheet >= '0' && *sheet <= '9');

    for (const char *c = sheet; *c; c++)
        plain = plain && is_word(*c);
    if (plain) {
        hd_buf_puts(out, sheet);
        return;
    }
    hd_buf_putc(out, '\'');
    for (const char *c = sheet; *c; c++) {
        hd_buf_putc(out, *c);
        if (*c == '\'')
            hd_buf_putc(out, '\'');
    }
    hd_buf_putc(out, '\'');
}

/* Any XML as a sheet, in pieces of any length: the archive around it would hide it. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "collectors/formats/xlsx_sheet.h"
#include "common/buf.h"
#include "common/utf8.h"

static enum hd_rc put_row(void *ctx, const struct xlsx_row *row, struct hd_error *err)
{
    struct hd_buf *out = ctx;

    (void)err;
    FUZZ_CHECK(row->line > 0 && row->line <= XLSX_ROWS_MAX && row->count);
    hd_buf_printf(out, "%ld", row->line);
    for (size_t i = 0; i < row->count; i++) {
        const struct xlsx_cell *cell = &row->cells[i];

        FUZZ_CHECK(!i || cell->column >= row->cells[i - 1].column);
        FUZZ_CHECK(cell->column < XLSX_COLUMNS_MAX && *cell->text);
        FUZZ_CHECK(hd_utf8_valid(cell->text, strlen(cell->text)));
        hd_buf_printf(out, " %zu:%d:%s", cell->column, (int)cell->kind, cell->text);
    }
    hd_buf_putc(out, '\n');
    return HD_OK;
}

static enum hd_rc read_pieces(const char *data, size_t size, size_t piece, struct hd_buf *out)
{
    unsigned char kinds[] = { XLSX_PLAIN, XLSX_PERCENT, XLSX_DAY,     XLSX_MONTH,
                              XLSX_YEAR,  XLSX_CLOCK,   XLSX_INSTANT, XLSX_ELAPSED };
    char texts[] = "first\0second";
    size_t starts[] = { 0, 6 };
    const struct xlsx_strings strings = { .texts = { .data = texts },
                                          .starts = starts,
                                          .count = 2 };
    const struct xlsx_styles styles = { .styles = kinds, .count = sizeof kinds };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct xlsx_row_sink sink = { put_row, out };
    struct xlsx_sheet_options options = {
        .strings = &strings, .styles = &styles, .part = "x", .sink = &sink, .problems = &problems
    };
    struct hd_error err = { 0 };
    struct xlsx_sheet *sheet;
    struct xlsx_xml *xml;
    enum hd_rc rc = HD_OK;

    FUZZ_CHECK(xlsx_range_parse("", &options.range));
    sheet = xlsx_sheet_open(&options);
    xml = *xlsx_sheet_xml(sheet) = xlsx_xml_open("x", &xlsx_sheet_handlers, sheet, &problems);
    for (size_t at = 0; !rc && at <= size; at += piece) {
        size_t len = size - at < piece ? size - at : piece;

        rc = xlsx_xml_put(xml, data + at, len, at + piece > size, &err);
    }
    FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    FUZZ_CHECK((rc == HD_OK) == (problems.errors == 0));
    xlsx_xml_close(&xml);
    xlsx_sheet_close(&sheet);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_buf whole HD_BUF_AUTO = { 0 }, pieces HD_BUF_AUTO = { 0 };

    hd_buf_init(&whole, 1 << 24);
    hd_buf_init(&pieces, 1 << 24);
    if (read_pieces((const char *)data, size, size + 1, &whole) == HD_OK) {
        FUZZ_CHECK(read_pieces((const char *)data, size, 7, &pieces) == HD_OK);
        FUZZ_CHECK(strcmp(whole.data, pieces.data) == 0);
    }
    return 0;
}

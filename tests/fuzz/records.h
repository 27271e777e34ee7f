/* tests/fuzz/records.h - what is true of any document that a reader of records is given. */
#ifndef HEDEF_TESTS_FUZZ_RECORDS_H
#define HEDEF_TESTS_FUZZ_RECORDS_H

#include <string.h>

#include "collectors/format.h"
#include "collectors/mapping.h"
#include "common/decimal.h"
#include "common/utf8.h"
#include "fuzz/fuzz.h"

struct fuzz_seen {
    const char *value_cell; /* every record has it; NULL: not in this format */
    size_t count;
    uint64_t hash;
};

static inline void fuzz_hash(struct fuzz_seen *seen, const char *text)
{
    for (; text && *text; text++)
        seen->hash = (seen->hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    seen->hash = (seen->hash ^ (text ? 0x100 : 0x200)) * UINT64_C(1099511628211);
}

static inline enum hd_rc fuzz_record(void *ctx, const struct record *record, struct hd_error *err)
{
    struct fuzz_seen *seen = ctx;
    bool valued = !seen->value_cell;

    (void)err;
    FUZZ_CHECK(record->count > 0);
    FUZZ_CHECK(record->line >= 1);
    for (size_t i = 0; i < record->count; i++) {
        const struct record_cell *cell = &record->cells[i];

        FUZZ_CHECK(hd_utf8_valid(cell->name, strlen(cell->name)));
        FUZZ_CHECK(!cell->text || hd_utf8_valid(cell->text, strlen(cell->text)));
        FUZZ_CHECK(cell->text || !cell->is_number);
        valued |= seen->value_cell && strcmp(cell->name, seen->value_cell) == 0;
        fuzz_hash(seen, cell->name);
        fuzz_hash(seen, cell->text);
    }
    FUZZ_CHECK(valued);
    FUZZ_CHECK(!record->pointer || hd_utf8_valid(record->pointer, strlen(record->pointer)));
    fuzz_hash(seen, record->pointer);
    seen->count++;
    return HD_OK;
}

static inline struct fuzz_seen fuzz_read(const struct format_ops *format, const char *value_cell,
                                         const char *data, size_t size)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "x", .arena = &arena };
    struct fuzz_seen seen = { .value_cell = value_cell };
    struct record_sink sink = { .put = fuzz_record, .ctx = &seen };
    struct format_report report;
    struct hd_error err = { 0 };
    enum hd_rc rc = format->read(data, size, &options, &sink, &problems, &report, &err);

    FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    FUZZ_CHECK(rc == HD_OK || problems.errors > 0);
    FUZZ_CHECK(seen.count <= size);
    FUZZ_CHECK(!report.refused || problems.errors > 0);
    FUZZ_CHECK(report.rows >= seen.count);
    if (rc == HD_OK)
        FUZZ_CHECK(report.rows == seen.count + report.refused + report.empty);
    return seen;
}

static inline enum hd_rc fuzz_reading(void *ctx, const struct reading *reading,
                                      struct hd_error *err)
{
    (void)err;
    ++*(size_t *)ctx;
    FUZZ_CHECK(*reading->indicator);
    FUZZ_CHECK(reading->status >= 'A' && reading->status <= 'W');
    if (reading->value && !reading->coded)
        FUZZ_CHECK(hd_decimal_valid(reading->value, strlen(reading->value)));
    return HD_OK;
}

static inline void fuzz_map(const struct format_ops *format, const char *data, size_t size)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "x", .arena = &arena };
    size_t count = 0;
    struct reading_sink sink = { .put = fuzz_reading, .ctx = &count };
    struct mapper *mapper = mapper_open(&(struct mapper_options){
        .templates = format->templates, .format = &options, .sink = &sink, .problems = &problems });
    struct format_report report;
    struct hd_error err = { 0 };
    enum hd_rc rc =
        format_read(format, data, size, &options, &sink, mapper, &problems, &report, &err);

    mapper_close(&mapper);
    FUZZ_CHECK(rc == HD_OK || problems.errors > 0);
    FUZZ_CHECK(report.put == count);
}

/* Read twice it is the same; mapped as the format itself says it is well formed. */
static inline void fuzz_records(const struct format_ops *format, const char *value_cell,
                                const uint8_t *bytes, size_t size)
{
    const char *data = (const char *)bytes;
    struct format_pages pages;
    struct fuzz_seen first = fuzz_read(format, value_cell, data, size);
    struct fuzz_seen again = fuzz_read(format, value_cell, data, size);

    FUZZ_CHECK(first.count == again.count && first.hash == again.hash);
    format->sniff(data, size);
    if (format->pages && format->pages(data, size, &pages))
        FUZZ_CHECK(pages.page >= 1 && pages.page <= pages.pages && pages.pages > 1);
    fuzz_map(format, data, size);
}

#endif

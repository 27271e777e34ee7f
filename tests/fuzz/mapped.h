/* tests/fuzz/mapped.h - what fuzz targets of mapped formats share: the input is options, a line
 * each, then a line `--`, then the document. */
#ifndef HEDEF_TESTS_FUZZ_MAPPED_H
#define HEDEF_TESTS_FUZZ_MAPPED_H

#include "fuzz/fuzz.h"

#include <string.h>

#include "collectors/format.h"
#include "collectors/mapping.h"
#include "common/decimal.h"
#include "common/utf8.h"

#define FUZZ_ITEMS_MAX 32

struct fuzz_mapped {
    struct hd_arena arena;
    struct hd_problems problems;
    struct mapping *mapping;
    size_t put;
};

static inline bool fuzz_valid(const char *text)
{
    return hd_utf8_valid(text, strlen(text));
}

static inline enum hd_rc fuzz_take(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct fuzz_mapped *mapped = ctx;

    (void)err;
    FUZZ_CHECK(*reading->indicator);
    FUZZ_CHECK(fuzz_valid(reading->indicator) && fuzz_valid(reading->area) &&
               fuzz_valid(reading->breakdown) && fuzz_valid(reading->comment) &&
               fuzz_valid(reading->basis) && fuzz_valid(reading->id));
    FUZZ_CHECK(reading->status >= 'A' && reading->status <= 'W');
    FUZZ_CHECK(reading->sample || reading->period.start_day <= reading->period.end_day);
    if (reading->value && !reading->coded)
        FUZZ_CHECK(hd_decimal_valid(reading->value, strlen(reading->value)));
    for (size_t i = 0; i < READING_BESIDES; i++) {
        const char *text = reading->beside[i].text;

        FUZZ_CHECK(!text || hd_decimal_valid(text, strlen(text)));
    }
    mapped->put++;
    return HD_OK;
}

/* Options as a configuration file has them: valid UTF-8, in lines.  Where the document begins. */
static inline size_t fuzz_options(struct fuzz_mapped *mapped, const char *data, size_t size,
                                  struct hd_conf_item items[static FUZZ_ITEMS_MAX],
                                  size_t *count_out)
{
    size_t at = 0;

    *count_out = 0;
    while (at < size) {
        const char *end = memchr(data + at, '\n', size - at);
        size_t len = end ? (size_t)(end - data) - at : size - at;
        const char *line = data + at, *equals = memchr(line, '=', len);

        at += len + (end != NULL);
        if (len == 2 && memcmp(line, "--", 2) == 0)
            break;
        if (!equals || *count_out == FUZZ_ITEMS_MAX || !hd_utf8_valid(line, len))
            continue;
        items[(*count_out)++] = (struct hd_conf_item){
            .name = hd_arena_strndup(&mapped->arena, line, (size_t)(equals - line)),
            .value =
                hd_arena_strndup(&mapped->arena, equals + 1, len - (size_t)(equals - line) - 1),
            .file = "a.conf",
            .line = 1
        };
    }
    return at;
}

static inline void fuzz_read(struct fuzz_mapped *mapped, const char *format, const char *data,
                             size_t size)
{
    struct format_options options = { .file = "x",
                                      .mapping = mapped->mapping,
                                      .arena = &mapped->arena };
    struct reading_sink sink = { .put = fuzz_take, .ctx = mapped };
    struct mapper_options mapping = {
        .mapping = mapped->mapping, .format = &options, .sink = &sink, .problems = &mapped->problems
    };
    struct mapper *mapper = mapper_open(&mapping);
    struct format_report report = { 0 };
    struct hd_error err = { 0 };
    enum hd_rc rc = format_read(format_find(format), data, size, &options, &sink, mapper,
                                &mapped->problems, &report, &err);

    FUZZ_CHECK(rc == HD_OK || ((rc == HD_BAD_INPUT || rc == HD_LIMIT) && mapped->problems.errors));
    FUZZ_CHECK(report.put == mapped->put);
    if (!rc)
        FUZZ_CHECK(report.rows == report.put + report.empty + report.refused + report.filtered);
    mapper_close(&mapper);
}

/* Options that are wrong are survived too; then nothing is read. */
static inline void fuzz_document(const char *format, const char *data, size_t size)
{
    struct fuzz_mapped mapped = { 0 };
    struct hd_conf_item items[FUZZ_ITEMS_MAX];
    struct hd_error err;
    size_t count, at = fuzz_options(&mapped, data, size, items, &count);
    enum hd_rc rc = mapping_make(items, count, &mapped.mapping, &mapped.problems, &err);

    FUZZ_CHECK(rc == HD_OK || (rc == HD_BAD_INPUT && mapped.problems.errors && !mapped.mapping));
    if (mapped.mapping)
        fuzz_read(&mapped, format, data + at, size - at);
    mapping_free(&mapped.mapping);
    hd_problems_clear(&mapped.problems);
    hd_arena_clear(&mapped.arena);
}

#endif

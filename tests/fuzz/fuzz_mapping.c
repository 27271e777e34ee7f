/* Any options, and records whose cells come and go: a line a record, cells parted by |, each
 * name=text; a line `--` ends the options and each document. */
#include "fuzz/mapped.h"

#define CELLS_MAX 16

static const char *const templates[MAP_FIELDS] = {
    [MAP_INDICATOR] = "{I}",
    [MAP_PERIOD] = "{P}",
    [MAP_VALUE] = "{V}",
    [MAP_STATUS] = "{S}",
};

static size_t cut_cells(char *line, struct record_cell cells[static CELLS_MAX])
{
    size_t count = 0;

    for (char *cell = line, *next; cell && count < CELLS_MAX; cell = next) {
        char *equals;

        next = strchr(cell, '|');
        if (next)
            *next++ = '\0';
        equals = strchr(cell, '=');
        if (equals)
            *equals = '\0';
        cells[count++] =
            (struct record_cell){ .name = cell,
                                  .text = equals ? equals + 1 : NULL,
                                  .is_number =
                                      equals && hd_decimal_valid(equals + 1, strlen(equals + 1)) };
    }
    return count;
}

static void put_records(struct fuzz_mapped *mapped, struct mapper *mapper, const char *data,
                        size_t size)
{
    struct record_sink sink = mapper_sink(mapper);
    struct hd_error err;
    long number = 0;
    enum hd_rc rc = HD_OK;

    for (size_t at = 0, len; at < size && !rc; at += len + 1) {
        const char *end = memchr(data + at, '\n', size - at);
        struct record_cell cells[CELLS_MAX];
        struct record record = { .cells = cells };

        record.line = ++number;
        record.comma_mark = number % 2 == 0;
        len = end ? (size_t)(end - data) - at : size - at;
        if (len == 2 && memcmp(data + at, "--", 2) == 0) {
            struct format_report report = { 0 };
            bool whole = mapper_report(mapper, &report);

            FUZZ_CHECK(whole || mapped->problems.errors);
            mapper_begin(mapper, "y");
        } else if (hd_utf8_valid(data + at, len)) {
            record.count = cut_cells(hd_arena_strndup(&mapped->arena, data + at, len), cells);
            record.pointer = number % 3 ? NULL : "/a/1";
            rc = sink.put(sink.ctx, &record, &err);
        }
        FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *data = (const char *)bytes;
    struct fuzz_mapped mapped = { 0 };
    struct hd_conf_item items[FUZZ_ITEMS_MAX];
    struct hd_error err;
    size_t count, at = fuzz_options(&mapped, data, size, items, &count);
    struct reading_sink sink = { .put = fuzz_take, .ctx = &mapped };
    struct format_report report = { 0 };

    if (mapping_make(items, count, &mapped.mapping, &mapped.problems, &err) == HD_OK) {
        struct mapper_options options = { .mapping = mapped.mapping,
                                          .templates = templates,
                                          .sink = &sink,
                                          .problems = &mapped.problems };
        struct mapper *mapper = mapper_open(&options);

        put_records(&mapped, mapper, data + at, size - at);
        FUZZ_CHECK(mapper_report(mapper, &report) || mapped.problems.errors);
        mapper_close(&mapper);
    }
    mapping_free(&mapped.mapping);
    hd_problems_clear(&mapped.problems);
    hd_arena_clear(&mapped.arena);
    return 0;
}

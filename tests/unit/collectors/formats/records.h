/* What the tests of readers share: records and problems as text, and the published cases. */
#ifndef HEDEF_TESTS_RECORDS_H
#define HEDEF_TESTS_RECORDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/format.h"
#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/decimal.h"
#include "common/file.h"
#include "common/json.h"
#include "common/lang.h"
#include "common/memory.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct records {
    const char *only; /* names of the cells that are shown, with blanks around; NULL: all */
    struct hd_buf text;
    struct hd_arena arena;
    struct hd_problems problems;
    struct format_report report;
    struct hd_error err;
    enum hd_rc rc;
    size_t count;
    /* Of the cell `OBS_VALUE` or `value`: how many hold something, their sum and digits. */
    size_t values;
    double sum;
};

static inline bool is_shown(const struct records *records, const char *name)
{
    char padded[128];

    snprintf(padded, sizeof padded, " %s ", name);
    return !records->only || strstr(records->only, padded);
}

static inline void add_value(struct records *records, const struct record_cell *cell)
{
    if (strcmp(cell->name, "OBS_VALUE") != 0 && strcmp(cell->name, "value") != 0)
        return;
    if (!cell->text || !*cell->text)
        return;
    records->values++;
    if (hd_decimal_valid(cell->text, strlen(cell->text)))
        records->sum += hd_decimal_double(cell->text);
}

/* "/1/0 3: indicator=X value=1.50 unit-" : pointer, line, cells; a dash for null. */
static inline enum hd_rc keep_record(void *ctx, const struct record *record, struct hd_error *err)
{
    struct records *records = ctx;

    (void)err;
    records->count++;
    hd_buf_printf(&records->text, "%s%s%ld%s:", record->pointer ? record->pointer : "",
                  record->pointer ? " " : "", record->line, record->comma_mark ? " comma" : "");
    for (size_t i = 0; i < record->count; i++) {
        const struct record_cell *cell = &record->cells[i];

        add_value(records, cell);
        if (is_shown(records, cell->name))
            hd_buf_printf(&records->text, " %s%s%s", cell->name, cell->text ? "=" : "-",
                          cell->text ? cell->text : "");
        assert_true(cell->text || !cell->is_number);
    }
    hd_buf_puts(&records->text, "\n");
    return HD_OK;
}

static inline void records_reset(struct records *records)
{
    hd_problems_clear(&records->problems);
    hd_arena_clear(&records->arena);
    hd_buf_clear(&records->text);
    hd_buf_init(&records->text, 1 << 26);
    records->count = records->values = 0;
    records->sum = 0;
}

static inline void read_bytes(struct records *records, const struct format_ops *format,
                              const char *data, size_t len)
{
    struct format_options options = { .file = "x", .arena = &records->arena };
    struct record_sink sink = { .put = keep_record, .ctx = records };

    records_reset(records);
    records->rc = format->read(data, len, &options, &sink, &records->problems, &records->report,
                               &records->err);
}

static inline void read_document(struct records *records, const struct format_ops *format,
                                 const char *text)
{
    read_bytes(records, format, text, strlen(text));
}

/* ---- what the format's own templates make of it ---- */

/* "X/AZ/men 2026-Q1 61.40 P note" */
static inline enum hd_rc keep_reading(void *ctx, const struct reading *reading,
                                      struct hd_error *err)
{
    struct records *records = ctx;
    char period[HD_PERIOD_TEXT_MAX];

    (void)err;
    hd_period_text(reading->period, period);
    hd_buf_printf(&records->text, "%s/%s/%s %s %s %c%s%s\n", reading->indicator, reading->area,
                  reading->breakdown, period, reading->value ? reading->value : "missing",
                  reading->status, *reading->comment ? " " : "", reading->comment);
    return HD_OK;
}

static inline void map_document(struct records *records, const struct format_ops *format,
                                const char *text)
{
    struct format_options options = { .file = "x", .arena = &records->arena };
    struct reading_sink sink = { .put = keep_reading, .ctx = records };
    struct mapper *mapper;

    records_reset(records);
    mapper = mapper_open(&(struct mapper_options){ .templates = format->templates,
                                                   .format = &options,
                                                   .sink = &sink,
                                                   .problems = &records->problems });
    records->rc = format_read(format, text, strlen(text), &options, &sink, mapper,
                              &records->problems, &records->report, &records->err);
    mapper_close(&mapper);
}

/* "/1/0:type_invalid 3:field_count": pointer or line, and code. */
static inline const char *problems_of(const struct records *records)
{
    static char text[4096];
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < records->problems.count; i++) {
        const struct hd_problem *problem = &records->problems.items[i];
        char line[24];

        snprintf(line, sizeof line, "%ld", problem->line);
        len +=
            (size_t)snprintf(text + len, sizeof text - len, "%s%s%s%s:%s", i ? " " : "",
                             problem->pointer ? problem->pointer : line, problem->column ? "," : "",
                             problem->column ? problem->column : "", problem->code);
    }
    return text;
}

/* The message of the first problem, in English. */
static inline const char *message_of(const struct records *records)
{
    static char text[1024];
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, sizeof text);
    if (records->problems.count)
        hd_problem_message(&records->problems.items[0], hd_lang_default(), &out);
    snprintf(text, sizeof text, "%s", out.data);
    return text;
}

static inline int records_setup(void **state)
{
    *state = hd_alloc(sizeof(struct records));
    hd_buf_init(&((struct records *)*state)->text, 1);
    return 0;
}

static inline int records_teardown(void **state)
{
    struct records *records = *state;

    records_reset(records);
    hd_buf_clear(&records->text);
    free(records);
    return 0;
}

/* ---- published cases: what is expected stands beside them ---- */

struct cases {
    struct hd_arena arena;
    char *expected;
    struct hd_json *root;
};

static inline char *read_case(const char *name, size_t *len_out)
{
    char path[512], *data = NULL;
    struct hd_error err;

    snprintf(path, sizeof path, "%s/formats/%s", CASES_DIR, name);
    return hd_file_read(path, 1 << 20, &data, len_out, &err) ? NULL : data;
}

/* Skips the test with a line that says so when they are not there. */
static inline void cases_open(struct cases *cases)
{
    struct hd_error err;
    size_t len;

    *cases = (struct cases){ .expected = read_case("expected.json", &len) };
    if (!cases->expected) {
        print_message("skipped: " CASES_DIR "/formats is not there\n");
        skip();
    }
    assert_int_equal(hd_json_parse(cases->expected, len, &cases->arena, &cases->root, &err), HD_OK);
}

static inline void cases_close(struct cases *cases)
{
    hd_arena_clear(&cases->arena);
    free(cases->expected);
}

/* Does what was read agree with what is expected? */
typedef bool agrees_fn(const struct records *records, const struct hd_json *expected);

/* Read as it is it agrees; with another digit in `value`, a text of the file, it does not. */
static inline void check_case(struct records *records, const struct cases *cases,
                              const struct format_ops *format, const char *name, agrees_fn *agrees,
                              const char *value)
{
    const struct hd_json *expected = hd_json_get(cases->root, name);
    size_t len;
    char *data = read_case(name, &len), *hit;

    assert_non_null(expected);
    assert_non_null(data);
    assert_true(format->sniff(data, len));
    read_bytes(records, format, data, len);
    assert_string_equal(problems_of(records), "");
    assert_int_equal(records->rc, HD_OK);
    assert_true(agrees(records, expected));

    hit = memmem(data, len, value, strlen(value));
    assert_non_null(hit);
    *hit = *hit == '9' ? '8' : (char)(*hit + 1);
    read_bytes(records, format, data, len);
    assert_false(agrees(records, expected));
    free(data);
}

/* Is there a record with exactly these cells among others: { name, text, ... NULL }? */
static inline bool has_record(const struct records *records, const char *const cells[])
{
    for (const char *line = records->text.data; *line; line = strchr(line, '\n') + 1) {
        size_t len = (size_t)(strchr(line, '\n') - line), i = 0;
        char copy[4096], cell[512];

        if (len > sizeof copy - 2)
            continue;
        snprintf(copy, sizeof copy, "%.*s ", (int)len, line);
        for (; cells[i]; i += 2) {
            snprintf(cell, sizeof cell, " %s%s%s ", cells[i], cells[i + 1] ? "=" : "-",
                     cells[i + 1] ? cells[i + 1] : "");
            if (!strstr(copy, cell))
                break;
        }
        if (!cells[i])
            return true;
    }
    return false;
}

#endif

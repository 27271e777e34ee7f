/* What tests of mappings share: options as lines, a document, and what becomes of it as text. */
#ifndef HEDEF_TESTS_COLLECTORS_MAPPED_H
#define HEDEF_TESTS_COLLECTORS_MAPPED_H

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
#include "common/date.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ITEMS_MAX    32

struct world {
    struct hd_buf put; /* `line indicator/area/breakdown period value status ...` a reading */
    struct hd_arena arena;
    struct hd_problems problems;
    struct format_report report;
    struct hd_error err;
    struct hd_zone *zone;
    struct mapping *mapping;
};

static inline void print_beside(struct world *world, const struct reading *reading)
{
    for (int i = 0; i < READING_BESIDES; i++) {
        if (reading->beside[i].given)
            hd_buf_printf(&world->put, " %s=%s", reading_beside_word((enum reading_beside)i),
                          reading->beside[i].text ? reading->beside[i].text : "missing");
    }
}

static inline enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct world *world = ctx;
    char when[32];

    (void)err;
    if (reading->sample)
        snprintf(when, sizeof when, "%lld%s%s", (long long)reading->at_ms, *reading->id ? "#" : "",
                 reading->id);
    else
        hd_period_text(reading->period, when);
    hd_buf_printf(&world->put, "%ld %s/%s/%s %s %s%s%s %c", reading->line, reading->indicator,
                  reading->area, reading->breakdown, when, reading->coded ? "code:" : "",
                  reading->empty   ? "empty"
                  : reading->value ? reading->value
                                   : "missing",
                  reading->percent_sign ? "%" : "", reading->status);
    print_beside(world, reading);
    if (*reading->comment)
        hd_buf_printf(&world->put, " '%s'", reading->comment);
    if (*reading->basis)
        hd_buf_printf(&world->put, " %s", reading->basis);
    if (reading->published_at_ms) {
        hd_instant_text(reading->published_at_ms, when);
        hd_buf_printf(&world->put, " %s", when);
    }
    hd_buf_puts(&world->put, "\n");
    return HD_OK;
}

static inline int setup(void **state)
{
    struct world *world = hd_alloc(sizeof *world);

    hd_buf_init(&world->put, 1 << 20);
    *state = world;
    return hd_zone_open("Asia/Baku", &world->zone, &world->err) != HD_OK;
}

static inline void reset(struct world *world)
{
    hd_buf_reset(&world->put);
    hd_problems_clear(&world->problems);
    hd_arena_clear(&world->arena);
    mapping_free(&world->mapping);
}

static inline int teardown(void **state)
{
    struct world *world = *state;

    reset(world);
    hd_buf_clear(&world->put);
    hd_zone_close(&world->zone);
    free(world);
    return 0;
}

/* `name = value` lines, as they stand in a file from line 10 on. */
static inline enum hd_rc make(struct world *world, const char *options)
{
    struct hd_conf_item items[ITEMS_MAX];
    size_t count = 0;
    char *line = hd_arena_strdup(&world->arena, options), *next;

    for (; line && *line; line = next) {
        char *equals = strstr(line, " =");

        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        assert_non_null(equals);
        assert_true(count < ITEMS_MAX);
        *equals = '\0';
        items[count] = (struct hd_conf_item){ .name = line,
                                              .value = equals + 2 + (equals[2] == ' '),
                                              .file = "a.conf",
                                              .line = 10 + (long)count };
        count++;
    }
    return mapping_make(items, count, &world->mapping, &world->problems, &world->err);
}

static inline enum hd_rc read_len(struct world *world, const char *format, const char *text,
                                  size_t len)
{
    struct format_options options = {
        .file = "x.csv", .zone = world->zone, .mapping = world->mapping, .arena = &world->arena
    };
    struct reading_sink sink = { .put = put, .ctx = world };
    struct mapper_options mapping = {
        .mapping = world->mapping, .format = &options, .sink = &sink, .problems = &world->problems
    };
    struct mapper *mapper = mapper_open(&mapping);
    enum hd_rc rc = format_read(format_find(format), text, len, &options, &sink, mapper,
                                &world->problems, &world->report, &world->err);

    mapper_close(&mapper);
    return rc;
}

static inline enum hd_rc read_mapped(struct world *world, const char *format, const char *options,
                                     const char *text)
{
    reset(world);
    assert_int_equal(make(world, options), HD_OK);
    return read_len(world, format, text, strlen(text));
}

/* `line:column or pointer:code` of each problem; ? behind a warning. */
static inline const char *problems_of(struct world *world)
{
    static char text[4096];
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < world->problems.count && len < sizeof text - 256; i++) {
        const struct hd_problem *problem = &world->problems.items[i];

        len += (size_t)snprintf(text + len, sizeof text - len, "%s%ld:%s:%s%s", i ? " " : "",
                                problem->line,
                                problem->pointer  ? problem->pointer
                                : problem->column ? problem->column
                                                  : "",
                                problem->code, problem->warning ? "?" : "");
    }
    return text;
}

static inline const char *message_of(struct world *world, size_t index)
{
    static char text[2048];
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, sizeof text - 1);
    if (index < world->problems.count)
        hd_problem_message(&world->problems.items[index], NULL, &out);
    snprintf(text, sizeof text, "%s", out.data);
    return text;
}

#endif

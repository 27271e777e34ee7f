#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/formats/json.h"
#include "common/buf.h"
#include "common/date.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct world {
    struct hd_buf put;
    struct hd_arena arena;
    struct hd_problems problems;
    struct format_report report;
    struct hd_error err;
    const char *reason;
};

static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct world *world = ctx;
    char period[HD_PERIOD_TEXT_MAX];

    (void)err;
    if (reading->sample) {
        hd_buf_printf(&world->put, "%ld %s %lld '%s' %s\n", reading->line, reading->indicator,
                      (long long)reading->at_ms, reading->id, reading->value);
        return HD_OK;
    }
    hd_period_text(reading->period, period);
    hd_buf_printf(&world->put, "%ld %s/%s/%s %s %s%s %c%s%s\n", reading->line, reading->indicator,
                  reading->area, reading->breakdown, period, reading->coded ? "code:" : "",
                  reading->value ? reading->value : "missing", reading->status,
                  *reading->comment ? " " : "", reading->comment);
    return HD_OK;
}

static int setup(void **state)
{
    struct world *world = hd_alloc(sizeof *world);

    hd_buf_init(&world->put, 1 << 20);
    *state = world;
    return 0;
}

static void reset(struct world *world)
{
    hd_buf_reset(&world->put);
    hd_problems_clear(&world->problems);
    hd_arena_clear(&world->arena);
}

static int teardown(void **state)
{
    struct world *world = *state;

    reset(world);
    hd_buf_clear(&world->put);
    free(world);
    return 0;
}

static enum hd_rc read_text(struct world *world, const char *text, bool ignore_unknown)
{
    struct format_options options = { .ignore_unknown = ignore_unknown };
    struct reading_sink sink = { .put = put, .ctx = world };

    reset(world);
    return format_json_read(text, strlen(text), &options, &sink, &world->arena, &world->reason,
                            &world->problems, &world->report, &world->err);
}

static const char *problems_of(struct world *world)
{
    static char text[4096];
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < world->problems.count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s:%s", i ? " " : "",
                                world->problems.items[i].pointer, world->problems.items[i].code);
    return text;
}

static void observations_are_handed_over(void **state)
{
    struct world *world = *state;

    assert_int_equal(
        read_text(world,
                  "{\"reason\":\"planned\",\"observations\":[\n"
                  "{\"indicator\":\"x\",\"area\":\"AZ\",\"breakdown\":\"men\","
                  "\"period\":\"2026-Q3\",\"value\":63.20,\"status\":\"P\",\"comment\":\"c\"},\n"
                  "{\"indicator\":\"y\",\"period\":\"2026\",\"value\":null},\n"
                  "{\"indicator\":\"z\",\"period\":2026,\"value\":\"A\",\"area\":null},\n"
                  "{\"indicator\":\"u\",\"period\":\"2026\",\"value\":\"1 234.5\"},\n"
                  "{\"indicator\":\"v\",\"period\":\"2026\",\"value\":\"\"},\n"
                  "{\"indicator\":\" w \",\"period\":\"2026\",\"value\":9007199254740993}\n"
                  "]}",
                  false),
        HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_string_equal(world->put.data, "2 x/AZ/men 2026-Q3 63.20 P c\n"
                                         "3 y// 2026 missing O\n"
                                         "4 z// 2026 code:A A\n"
                                         "5 u// 2026 1234.5 A\n"
                                         "7 w// 2026 9007199254740993 A\n");
    assert_string_equal(world->reason, "planned");
    assert_int_equal(world->report.rows, 6);
    assert_int_equal(world->report.empty, 1);
    assert_int_equal(world->report.put, 5);
}

static void an_observation_with_a_time_is_a_sample(void **state)
{
    struct world *world = *state;

    assert_int_equal(
        read_text(
            world,
            "{\"observations\":[\n"
            "{\"indicator\":\"x\",\"at\":\"1970-01-02T00:00:00Z\",\"value\":5,\"id\":\"u1\"},\n"
            "{\"indicator\":\"x\",\"at\":\"1970-01-02T00:00:00Z\",\"value\":6,\"id\":7},\n"
            "{\"indicator\":\"x\",\"at\":1600000000,\"period\":null,\"value\":7.50}\n"
            "]}",
            false),
        HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_string_equal(world->put.data, "2 x 86400000 'u1' 5\n"
                                         "3 x 86400000 '7' 6\n"
                                         "4 x 1600000000000 '' 7.50\n");
    assert_int_equal(
        read_text(world,
                  "{\"observations\":["
                  "{\"indicator\":\"x\",\"at\":\"noon\",\"value\":1},"
                  "{\"indicator\":\"x\",\"at\":\"2026-01-01\",\"period\":\"2026\",\"value\":1},"
                  "{\"indicator\":\"x\",\"at\":null,\"value\":1}]}",
                  false),
        HD_OK);
    assert_string_equal(problems_of(world), "/observations/0/at:time_invalid "
                                            "/observations/1/period:period_of_sample "
                                            "/observations/2/period:member_missing");
}

static void an_answer_of_the_service_is_read_back(void **state)
{
    struct world *world = *state;

    assert_int_equal(
        read_text(world,
                  "{\"version\":1,\"data\":[\n"
                  "{\"indicator\":\"x\",\"area\":\"AZ\",\"period\":\"2026\",\"value\":6.50,"
                  "\"status\":\"P\",\"unit\":\"percent\",\"vintage\":2,\"revised\":true,"
                  "\"invented\":false,\"computed\":false}"
                  "],\"next\":null,\"as_of\":\"2026-11-22\"}",
                  false),
        HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_non_null(strstr(world->put.data, "6.50"));
    assert_int_equal(read_text(world,
                               "{\"version\":1,\"data\":["
                               "{\"indicator\":\"x\",\"period\":\"2026\",\"value\":true},"
                               "{\"indicator\":\"x\",\"period\":\"2026\",\"value\":1,\"vintag\":1}"
                               "]}",
                               false),
                     HD_OK);
    assert_string_equal(problems_of(world),
                        "/data/0/value:type_invalid /data/1/vintag:member_unknown");
    /* only such an answer has these members */
    assert_int_equal(read_text(world,
                               "{\"observations\":[{\"indicator\":\"x\",\"period\":\"2026\","
                               "\"value\":1,\"vintage\":1}]}",
                               false),
                     HD_OK);
    assert_string_equal(problems_of(world), "/observations/0/vintage:member_unknown");
}

static void reason_may_be_absent(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "{\"observations\":[]}", false), HD_OK);
    assert_string_equal(world->reason, "");
    assert_int_equal(read_text(world, "{\"reason\":null,\"observations\":[]}", false), HD_OK);
    assert_string_equal(world->reason, "");
}

#define ONE(members) "{\"observations\":[{\"indicator\":\"x\",\"period\":\"2026\"," members "}]}"

static void problems_carry_pointers(void **state)
{
    static const struct {
        const char *text, *problems;
        enum hd_rc rc;
    } rows[] = {
        { "", ":json_invalid", HD_BAD_INPUT },
        { "{\"observations\":[1,]}", ":json_invalid", HD_BAD_INPUT },
        { "[]", ":member_missing", HD_BAD_INPUT },
        { "{}", ":member_missing", HD_BAD_INPUT },
        { "{\"observations\":{}}", "/observations:member_missing", HD_BAD_INPUT },
        { "{\"reason\":1,\"observations\":[]}", "/reason:type_invalid", HD_OK },
        { "{\"raeson\":\"x\",\"observations\":[]}", "/raeson:member_unknown", HD_OK },
        { "{\"observations\":[1]}", "/observations/0:type_invalid", HD_OK },
        { "{\"observations\":[{}]}",
          "/observations/0/indicator:member_missing /observations/0/period:member_missing "
          "/observations/0/value:member_missing",
          HD_OK },
        { ONE("\"value\":1,\"~a/b\":1"), "/observations/0/~0a~1b:member_unknown", HD_OK },
        { ONE("\"value\":true"), "/observations/0/value:type_invalid", HD_OK },
        { ONE("\"value\":[1]"), "/observations/0/value:type_invalid", HD_OK },
        { ONE("\"value\":\"1,5\""), "/observations/0/value:number_ambiguous", HD_OK },
        { ONE("\"value\":\"<2\""), "/observations/0/value:number_below_limit", HD_OK },
        { ONE("\"value\":1,\"status\":\"Z\""), "/observations/0/status:status_unknown", HD_OK },
        { ONE("\"value\":1,\"status\":5"), "/observations/0/status:type_invalid", HD_OK },
        { ONE("\"value\":1,\"published\":\"soon\""), "/observations/0/published:date_invalid",
          HD_OK },
        { "{\"observations\":[{\"indicator\":\"x\",\"period\":\"2026-1\",\"value\":1}]}",
          "/observations/0/period:period_invalid", HD_OK },
        { "{\"observations\":[{\"indicator\":\"x\",\"period\":\"2026\",\"value\":1},"
          "{\"indicator\":\"x\",\"period\":2026,\"value\":1}]}",
          "/observations/1:row_repeated", HD_OK },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(read_text(world, rows[i].text, false), rows[i].rc);
        if (strcmp(problems_of(world), rows[i].problems) != 0)
            fail_msg("%s gives %s", rows[i].text, problems_of(world));
    }
}

static void json_errors_tell_the_place(void **state)
{
    struct world *world = *state;
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, 1024);
    assert_int_equal(read_text(world, "{\"observations\":\n[1 2]}", false), HD_BAD_INPUT);
    hd_problem_message(&world->problems.items[0], NULL, &out);
    assert_non_null(strstr(out.data, "line 2, column 4: a comma is missing"));
}

static void unknown_members_can_be_ignored(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world,
                               "{\"x\":1,\"observations\":[{\"indicator\":\"x\",\"y\":[],"
                               "\"period\":\"2026\",\"value\":1}]}",
                               true),
                     HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_string_equal(world->put.data, "1 x// 2026 1 A\n");
}

static void good_rows_pass_beside_bad_ones(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world,
                               "{\"observations\":[{\"indicator\":\"x\",\"period\":\"2026\","
                               "\"value\":1},{\"indicator\":\"y\",\"period\":\"2026\","
                               "\"value\":\"?\"},{\"indicator\":\"z\",\"period\":\"2026\","
                               "\"value\":3}]}",
                               false),
                     HD_OK);
    assert_string_equal(problems_of(world), "/observations/1/value:number_invalid");
    assert_string_equal(world->problems.items[0].value, "?");
    assert_int_equal(world->report.refused, 1);
    assert_int_equal(world->report.put, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(observations_are_handed_over),   TEST(an_answer_of_the_service_is_read_back),
        TEST(reason_may_be_absent),           TEST(problems_carry_pointers),
        TEST(json_errors_tell_the_place),     TEST(an_observation_with_a_time_is_a_sample),
        TEST(unknown_members_can_be_ignored), TEST(good_rows_pass_beside_bad_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

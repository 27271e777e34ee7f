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

static void print_beside(struct world *world, const struct reading *reading)
{
    for (int i = 0; i < READING_BESIDES; i++) {
        if (reading->beside[i].given)
            hd_buf_printf(&world->put, " %s=%s", reading_beside_word((enum reading_beside)i),
                          reading->beside[i].text ? reading->beside[i].text : "missing");
    }
}

static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
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
    if (reading->published_at_ms) {
        hd_instant_text(reading->published_at_ms, when);
        hd_buf_printf(&world->put, " %s", when);
    }
    hd_buf_puts(&world->put, "\n");
    return HD_OK;
}

static int setup(void **state)
{
    struct world *world = hd_alloc(sizeof *world);

    hd_buf_init(&world->put, 1 << 20);
    *state = world;
    return hd_zone_open("Asia/Baku", &world->zone, &world->err) != HD_OK;
}

static void reset(struct world *world)
{
    hd_buf_reset(&world->put);
    hd_problems_clear(&world->problems);
    hd_arena_clear(&world->arena);
    mapping_free(&world->mapping);
}

static int teardown(void **state)
{
    struct world *world = *state;

    reset(world);
    hd_buf_clear(&world->put);
    hd_zone_close(&world->zone);
    free(world);
    return 0;
}

/* `name = value` lines, as they stand in a file from line 10 on. */
static enum hd_rc make(struct world *world, const char *options)
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

static enum hd_rc read_as(struct world *world, const char *format, const char *text)
{
    struct format_options options = {
        .file = "x.csv", .zone = world->zone, .mapping = world->mapping, .arena = &world->arena
    };
    struct reading_sink sink = { .put = put, .ctx = world };
    struct mapper_options mapping = {
        .mapping = world->mapping, .format = &options, .sink = &sink, .problems = &world->problems
    };
    struct mapper *mapper = mapper_open(&mapping);
    enum hd_rc rc = format_read(format_find(format), text, strlen(text), &options, &sink, mapper,
                                &world->problems, &world->report, &world->err);

    mapper_close(&mapper);
    return rc;
}

static enum hd_rc read_mapped(struct world *world, const char *options, const char *text)
{
    reset(world);
    assert_int_equal(make(world, options), HD_OK);
    return read_as(world, "csv", text);
}

/* `line:column:code` of each problem. */
static const char *problems_of(struct world *world)
{
    static char text[4096];
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < world->problems.count && len < sizeof text - 256; i++) {
        const struct hd_problem *problem = &world->problems.items[i];

        len += (size_t)snprintf(text + len, sizeof text - len, "%s%ld:%s:%s%s", i ? " " : "",
                                problem->line, problem->column ? problem->column : "",
                                problem->code, problem->warning ? "?" : "");
    }
    return text;
}

static const char *message_of(struct world *world, size_t index)
{
    static char text[2048];
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, sizeof text - 1);
    if (index < world->problems.count)
        hd_problem_message(&world->problems.items[index], NULL, &out);
    snprintf(text, sizeof text, "%s", out.data);
    return text;
}

struct row {
    const char *options, *text, *put;
};

static void check_rows(struct world *world, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum hd_rc rc = read_mapped(world, rows[i].options, rows[i].text);

        if (rc || strcmp(world->put.data, rows[i].put) != 0 || world->problems.count)
            fail_msg("%s\n%s\ngives %s: %s %s", rows[i].options, rows[i].text, world->put.data,
                     problems_of(world), message_of(world, 0));
    }
}

#define PLAIN "indicator = x\nperiod = {Year}\nvalue = {Value}\n"

static void cells_are_put_into_their_places(void **state)
{
    static const struct row rows[] = {
        { PLAIN, "Year,Value\n2026,1.50\n2025,2\n", "2 x// 2026 1.50 A\n3 x// 2025 2 A\n" },
        { PLAIN, " value ;\"YEAR\"\n1,5; 2026 \n", "2 x// 2026 1.5 A\n" },
        { "indicator = {Kod}-{Sex}\narea = AZ\nbreakdown = {Sex}\nperiod = {Y}-Q{Q}\n"
          "value = { V }\ncomment = {Note} ({{x}})\n",
          "Kod,Sex,Y,Q,V,Note\na, men ,2026,3,5,well\n",
          "2 a-men/AZ/men 2026-Q3 5 A 'well ({x})'\n" },
        { "indicator = göstərici-{İL}\nperiod = {il}\nvalue = {QİYMƏT}\n", "il,qiymət\n2026,7\n",
          "2 göstərici-2026// 2026 7 A\n" },
        { PLAIN "n = {N}\nnumerator = {A}\ndenominator = {B}\n",
          "Year,Value,N,A,B\n2026,,30,1,2\n2025,5,,,:\n2024,,,,\n",
          "2 x// 2026 empty A n=30 numerator=1 denominator=2\n"
          "3 x// 2025 5 A denominator=missing\n" },
        { PLAIN "published = {P}\n", "Year,Value,P\n2026,1,2026-11-21\n2025,1,\n",
          "2 x// 2026 1 A 2026-11-21T08:00:00Z\n3 x// 2025 1 A\n" },
        { PLAIN, "Year,Value\n2026,very-high\n2025,5 %\n2024,:\n2023,NaN\n2022,..\n",
          "2 x// 2026 code:very-high A\n3 x// 2025 5% A\n4 x// 2024 missing O\n"
          "5 x// 2023 missing O\n6 x// 2022 missing O\n" },
        { PLAIN, "Year,Value\nTable 1\n2026,1\n\n,\nSource: the office,\n", "3 x// 2026 1 A\n" },
        { "indicator = {C}\nperiod = {B}\nvalue = {A}\nheader = no\n", "1;2026;x\n2;2025;x\n",
          "1 x// 2026 1 A\n2 x// 2025 2 A\n" },
    };

    check_rows(*state, rows, COUNT(rows));
}

static void codes_say_what_theirs_mean(void **state)
{
    static const struct row rows[] = {
        { "indicator = {I}\nperiod = {Y}\nvalue = {V}\ncodes.indicator = F1=speed, F2 = cashless\n",
          "I,Y,V\nF1,2026,1\nF2 ,2026,2\nF3,2026,3\n",
          "2 speed// 2026 1 A\n3 cashless// 2026 2 A\n4 F3// 2026 3 A\n" },
        { PLAIN "area = {A}\ncodes.area = AZE=AZ,*=\n",
          "Year,A,Value\n2026,AZE,1\n2026,TUR,2\n2026,,3\n", "2 x/AZ/ 2026 1 A\n" },
        { PLAIN "breakdown = {B}\ncodes.breakdown = T=\"\", M=men, W=, *=other\n",
          "Year,B,Value\n2026,T,1\n2026,M ,2\n2026,W,3\n2026,Z,4\n",
          "2 x// 2026 1 A\n3 x//men 2026 2 A\n5 x//other 2026 4 A\n" },
        { PLAIN "area = {A}\ncodes.area = Baku\\, city=BA, a\\=b=AB, \"\"=AZ\n",
          "Year,A,Value\n2026,\"Baku, city\",1\n2026,a=b,2\n2026,,3\n",
          "2 x/BA/ 2026 1 A\n3 x/AB/ 2026 2 A\n4 x/AZ/ 2026 3 A\n" },
        { PLAIN "codes.value = yes=1, -=0\n", "Year,Value\n2026,yes\n2025,-\n2024,7\n",
          "2 x// 2026 1 A\n3 x// 2025 0 A\n4 x// 2024 7 A\n" },
        { PLAIN "status = {S}\ncodes.status = prel=P\n", "Year,Value,S\n2026,1,prel\n2025,1,\n",
          "2 x// 2026 1 P\n3 x// 2025 1 A\n" },
        { "indicator = x\nperiod = {Q}\nvalue = {V}\ncodes.period = last=2026-Q3\n",
          "Q,V\nlast,1\n", "2 x// 2026-Q3 1 A\n" },
    };

    check_rows(*state, rows, COUNT(rows));
}

static void filters_leave_records_out(void **state)
{
    static const struct row rows[] = {
        { PLAIN "filter = Sex=T|total\n", "Year,Sex,Value\n2026, T ,1\n2025,total,2\n2024,M,3\n",
          "2 x// 2026 1 A\n3 x// 2025 2 A\n" },
        { PLAIN "filter = Sex=T, Status!=X|Y\n",
          "Year,Sex,Status,Value\n2026,T,,1\n2025,T,X,2\n2024,T,Y,3\n2023,M,,4\n2022,T,Z,5\n",
          "2 x// 2026 1 A\n6 x// 2022 5 A\n" },
        { PLAIN "filter = Sex=\n", "Year,Sex,Value\n2026,,1\n2025,M,2\n", "2 x// 2026 1 A\n" },
        { PLAIN "filter = Sex!=\n", "Year,Sex,Value\n2026,,1\n2025,M,2\n", "3 x// 2025 2 A\n" },
        { PLAIN "filter = {Sex}=a\\,b|\"\"\n",
          "Year,Sex,Value\n2026,,1\n2025,\"a,b\",2\n2024,b,3\n",
          "2 x// 2026 1 A\n3 x// 2025 2 A\n" },
    };
    struct world *world = *state;

    check_rows(world, rows, COUNT(rows));
    assert_int_equal(read_mapped(world, rows[1].options, rows[1].text), HD_OK);
    assert_int_equal(world->report.rows, 5);
    assert_int_equal(world->report.filtered, 3);
    assert_int_equal(world->report.put, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_put_into_their_places),
        cmocka_unit_test(codes_say_what_theirs_mean),
        cmocka_unit_test(filters_leave_records_out),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

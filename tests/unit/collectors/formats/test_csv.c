#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/formats/csv.h"
#include "common/buf.h"
#include "common/date.h"
#include "common/decimal.h"
#include "common/file.h"
#include "common/lang.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct world {
    struct hd_buf put; /* `line indicator/area/breakdown period value status ...` a reading */
    struct hd_problems problems;
    struct format_report report;
    struct hd_error err;
    struct hd_zone *zone;
    bool refuse; /* the sink refuses every row */
    bool fail;   /* the sink fails */
};

static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct world *world = ctx;
    char period[HD_PERIOD_TEXT_MAX], published[21];

    if (world->fail)
        return hd_fail(err, HD_SYSTEM, "the sink is broken");
    if (world->refuse)
        hd_problem_add(&world->problems,
                       &(struct hd_problem){ .code = "x", .message = "x", .line = reading->line });
    if (reading->value && !reading->coded)
        assert_true(hd_decimal_valid(reading->value, strlen(reading->value)));
    if (reading->sample) {
        hd_instant_text(reading->at_ms, published);
        hd_buf_printf(&world->put, "%ld %s/%s %s '%s' %s\n", reading->line, reading->indicator,
                      reading->breakdown, published, reading->id,
                      reading->value ? reading->value : "missing");
        return HD_OK;
    }
    hd_period_text(reading->period, period);
    hd_buf_printf(&world->put, "%ld %s/%s/%s %s %s%s%s %c", reading->line, reading->indicator,
                  reading->area, reading->breakdown, period, reading->coded ? "code:" : "",
                  reading->value ? reading->value : "missing", reading->percent_sign ? "%" : "",
                  reading->status);
    if (*reading->comment)
        hd_buf_printf(&world->put, " '%s'", reading->comment);
    if (*reading->basis)
        hd_buf_printf(&world->put, " %s", reading->basis);
    if (reading->published_at_ms) {
        hd_instant_text(reading->published_at_ms, published);
        hd_buf_printf(&world->put, " %s", published);
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
}

static int teardown(void **state)
{
    struct world *world = *state;

    hd_buf_clear(&world->put);
    hd_problems_clear(&world->problems);
    hd_zone_close(&world->zone);
    free(world);
    return 0;
}

static enum hd_rc read_len(struct world *world, const char *text, size_t len, bool ignore_unknown)
{
    struct format_options options = { .file = "x.csv",
                                      .ignore_unknown = ignore_unknown,
                                      .zone = world->zone };
    struct reading_sink sink = { .put = put, .ctx = world };

    reset(world);
    return format_csv_read(text, len, &options, &sink, &world->problems, &world->report,
                           &world->err);
}

static enum hd_rc read_text(struct world *world, const char *text)
{
    return read_len(world, text, strlen(text), false);
}

/* `line:column:code` of each problem. */
static const char *problems_of(struct world *world)
{
    static char text[4096];
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < world->problems.count; i++) {
        const struct hd_problem *problem = &world->problems.items[i];

        len +=
            (size_t)snprintf(text + len, sizeof text - len, "%s%ld:%s:%s", i ? " " : "",
                             problem->line, problem->column ? problem->column : "", problem->code);
    }
    return text;
}

static const char *message_of(struct world *world, size_t index)
{
    static char text[1024];
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, sizeof text - 1);
    hd_problem_message(&world->problems.items[index], NULL, &out);
    snprintf(text, sizeof text, "%s", out.data);
    return text;
}

static void headers_are_known_by_any_name_in_any_order(void **state)
{
    static const char *const headers[] = {
        "indicator,area,breakdown,period,value,status,comment",
        "INDICATOR,REF_AREA,breakdown,TIME_PERIOD,OBS_VALUE,OBS_STATUS,COMMENT_OBS",
        "Indicator,Area,Breakdown,Period,Value,Status,Note",
        " indicator , area,breakdown,\"period\",value,status,note",
        "göstərici,ərazi,kəsik,dövr,qiymət,status,şərh",
        "GÖSTƏRİCİ,ƏRAZİ,KƏSİK,DÖVR,QİYMƏT,STATUS,ŞƏRH",
        "показатель,территория,разрез,период,значение,статус,комментарий",
        "Показатель,Территория,Разрез,Период,Значение,Статус,Примечание",
        "indicator,ərazi,разрез,TIME_PERIOD,qiymət,status,qeyd",
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(headers); i++) {
        char text[512];

        snprintf(text, sizeof text, "%s\nspeed,AZ,men,2026-Q3,63.2,P,first\n", headers[i]);
        assert_int_equal(read_text(world, text), HD_OK);
        if (strcmp(world->put.data, "2 speed/AZ/men 2026-Q3 63.2 P 'first'\n") != 0)
            fail_msg("%s gives %s%s", headers[i], world->put.data, problems_of(world));
    }
}

static void columns_of_no_use_are_let_through(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "SOURCE,DATA_SOURCE,UNIT_MEASURE,UNIT_MULT,DECIMALS,"
                                      "CONF_STATUS,TIME_FORMAT,indicator,period,value\n"
                                      "a,b,PT,0,1,F,P1Y,x,2026,1\n"),
                     HD_OK);
    assert_string_equal(world->put.data, "2 x// 2026 1 A\n");
    assert_int_equal(world->problems.count, 0);
}

static void bad_headers_are_told(void **state)
{
    static const struct {
        const char *text, *problems, *says;
        enum hd_rc rc;
    } rows[] = {
        { "indicator,perod,value\nx,2026,1\n", "1:perod:column_unknown 1::column_missing",
          "Did you mean period?", HD_BAD_INPUT },
        { "indicator,period,value,weather\nx,2026,1,fine\n", "1:weather:column_unknown",
          "There is no column weather.", HD_OK },
        { "indicator,period,value,OBS_VALUE\nx,2026,1,1\n", "1:OBS_VALUE:column_repeated",
          "value and OBS_VALUE mean the same", HD_OK },
        { "x,2026,1\n",
          "1:x:column_unknown 1:2026:column_unknown 1:1:column_unknown "
          "1::column_missing 1::column_missing 1::column_missing",
          "no column x", HD_BAD_INPUT },
        { "", "0::file_empty", "empty", HD_BAD_INPUT },
        { "\n\n", "0::file_empty", "empty", HD_BAD_INPUT },
        { "indicator,period,value\nx,2026,\xfe\n", "2::encoding_unknown", "CSV UTF-8",
          HD_BAD_INPUT },
        { "indicator,period,value,\nx,2026,1,\ny,2026,1,lost\nz,2026,1,lost\n", "3::column_unknown",
          "without a name", HD_OK },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(read_text(world, rows[i].text), rows[i].rc);
        if (strcmp(problems_of(world), rows[i].problems) != 0 ||
            !strstr(message_of(world, 0), rows[i].says))
            fail_msg("%s gives %s: %s", rows[i].text, problems_of(world), message_of(world, 0));
        assert_string_equal(world->problems.items[0].file, "x.csv");
    }
}

static void unknown_columns_can_be_ignored(void **state)
{
    static const char text[] = "indicator,weather,period,value\nx,fine,2026,1\n";
    struct world *world = *state;

    assert_int_equal(read_len(world, text, strlen(text), true), HD_OK);
    assert_string_equal(world->put.data, "2 x// 2026 1 A\n");
    assert_int_equal(world->problems.count, 0);
}

static void values_become_canonical(void **state)
{
    static const struct {
        const char *cell, *semicolon, *comma;
    } rows[] = {
        { "63.2", "63.2", "63.2" },
        { "63,2", "63.2", "number_ambiguous" },
        { "1,234", "1.234", "number_ambiguous" },
        { "0", "0", "0" },
        { "-0.50", "-0.50", "-0.50" },
        { "+7", "7", "7" },
        { "−4,5", "-4.5", "number_ambiguous" },
        { "1 234 567,80", "1234567.80", "number_ambiguous" },
        { "1 234.5", "1234.5", "1234.5" },
        { "12\u00a0400", "12400", "12400" },
        { "1\u202f284", "1284", "1284" },
        { "1 23", "number_invalid", "number_invalid" },
        { "1234 567", "number_invalid", "number_invalid" },
        { "1  234", "number_invalid", "number_invalid" },
        { "1.5 000", "number_invalid", "number_invalid" },
        { "1.234,5", "number_ambiguous", "number_ambiguous" },
        { "1,234.5", "number_ambiguous", "number_ambiguous" },
        { "1.234.567", "number_ambiguous", "number_ambiguous" },
        { "200.000.000", "number_ambiguous", "number_ambiguous" },
        { "1..2", "number_invalid", "number_invalid" },
        { ".5", "number_invalid", "number_invalid" },
        { "5.", "number_invalid", "number_invalid" },
        { "5,", "number_invalid", "number_invalid" },
        { "-", "number_invalid", "number_invalid" },
        { "--1", "number_invalid", "number_invalid" },
        { "1-2", "number_invalid", "number_invalid" },
        { "%", "number_invalid", "number_invalid" },
        { "63.2%", "63.2%", "63.2%" },
        { "63,2 %", "63.2%", "number_ambiguous" },
        { "% 63", "number_invalid", "number_invalid" },
        { "1.2E+05", "1.2e+05", "1.2e+05" },
        { "1e5", "1e5", "1e5" },
        { "1e", "number_invalid", "number_invalid" },
        { "0x1F", "number_invalid", "number_invalid" },
        { "9007199254740993", "9007199254740993", "9007199254740993" },
        { "0.1000000000000000055511151231257827021181583404",
          "0.1000000000000000055511151231257827021181583404",
          "0.1000000000000000055511151231257827021181583404" },
        { "1000000000000000000000000000000000000000000000000", "number_invalid", "number_invalid" },
        { "<2.5", "number_below_limit", "number_below_limit" },
        { "> 90", "number_below_limit", "number_below_limit" },
        { "≤3", "number_below_limit", "number_below_limit" },
        { "A", "code:A", "code:A" },
        { "very-high", "code:very-high", "code:very-high" },
        { "yes", "code:yes", "code:yes" },
        { "n/a", "number_invalid", "number_invalid" },
        { "some text", "number_invalid", "number_invalid" },
        { "a2345678901234567890123456789012", "code:a2345678901234567890123456789012",
          "code:a2345678901234567890123456789012" },
        { "a23456789012345678901234567890123", "number_invalid", "number_invalid" },
        { "12.05.2026", "number_invalid", "number_invalid" },
        { "1.23,4", "number_invalid", "number_invalid" },
        { "1,234,56", "number_invalid", "number_invalid" },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (int comma = 0; comma < 2; comma++) {
            const char *expect = comma ? rows[i].comma : rows[i].semicolon;
            char text[256], line[128];

            snprintf(text, sizeof text,
                     comma ? "indicator,period,value\nx,2026,\"%s\"\n"
                           : "indicator;period;value\nx;2026;%s\n",
                     rows[i].cell);
            assert_int_equal(read_text(world, text), HD_OK);
            if (strchr(expect, '_')) {
                snprintf(line, sizeof line, "2:value:%s", expect);
                if (strcmp(problems_of(world), line) != 0)
                    fail_msg("%s: %s %s", rows[i].cell, problems_of(world), world->put.data);
                assert_string_equal(world->problems.items[0].value, rows[i].cell);
            } else {
                snprintf(line, sizeof line, "2 x// 2026 %s A\n", expect);
                if (strcmp(world->put.data, line) != 0)
                    fail_msg("%s: %s %s", rows[i].cell, problems_of(world), world->put.data);
            }
        }
    }
}

static void ambiguous_numbers_come_with_the_ways_out(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "indicator;period;value\nx;2026;1.234,5\n", "Write 1234.5 or 1234,5." },
        { "indicator;period;value\nx;2026;1,234.50\n", "Write 1234.50 or 1234,50." },
        { "indicator;period;value\nx;2026;-1.234.567,8\n", "Write -1234567.8 or -1234567,8." },
        { "indicator;period;value\nx;2026;1.234.567\n", "Write 1234567." },
        { "indicator,period,value\nx,2026,\"1.234,5\"\n", "Write 1234.5." },
        { "indicator,period,value\nx,2026,\"1,7\"\n", "Write 1.7." },
        { "indicator,period,value\nx,2026,\"1,234\"\n", "Write 1.234 or 1234." },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(read_text(world, rows[i].text), HD_OK);
        assert_string_equal(message_of(world, 0), rows[i].says);
    }
}

static void one_kind_of_decimal_mark_in_a_file(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator;period;value\na;2026;1\nb;2026;1,5\nc;2026;2.5\n"
                                      "d;2026;3,5\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "4:value:decimal_mark_mixed");
    assert_non_null(strstr(message_of(world, 0), "line 3"));
    assert_int_equal(read_text(world, "indicator\tperiod\tvalue\na\t2026\t1.5\nb\t2026\t2.5\n"),
                     HD_OK);
    assert_int_equal(world->problems.count, 0);
}

static void a_row_with_a_time_is_a_sample(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,breakdown,at,id,value\n"
                                      "x,post,2026-11-21T10:15:00+04:00,u1,4\n"
                                      "x,post,2026-11-21 10:15:00,u2,5\n"
                                      "x,post,2026-11-21 10:15:00,u2,5\n" /* the store knows */
                                      "x,,1795328100,,NaN\n"
                                      "x,,2026-11-21,,\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_string_equal(world->put.data, "2 x/post 2026-11-21T06:15:00Z 'u1' 4\n"
                                         "3 x/post 2026-11-21T06:15:00Z 'u2' 5\n"
                                         "4 x/post 2026-11-21T06:15:00Z 'u2' 5\n"
                                         "5 x/ 2026-11-22T06:15:00Z '' missing\n");
    assert_int_equal(world->report.empty, 1);
    assert_int_equal(read_text(world, "indicator,period,at,value\n"
                                      "x,2026,,1\n"
                                      "x,2026,2026-11-21,1\n"
                                      "x,,soon,1\n"
                                      "x,,,1\n"),
                     HD_OK);
    assert_string_equal(problems_of(world),
                        "3:period:period_of_sample 4:at:time_invalid 5:period:period_invalid");
    assert_int_equal(world->report.put, 1);
}

static void empty_missing_and_zero_differ(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,period,value,status\n"
                                      "a,2026,,\n"
                                      "b,2026,NaN,\n"
                                      "c,2026,:,L\n"
                                      "d,2026,..,\n"
                                      "e,2026,0,\n"
                                      "f,2026, ,M\n"
                                      ",,,\n"
                                      " ,,\t,\n"),
                     HD_OK);
    assert_string_equal(world->put.data, "3 b// 2026 missing O\n"
                                         "4 c// 2026 missing L\n"
                                         "5 d// 2026 missing O\n"
                                         "6 e// 2026 0 A\n");
    assert_int_equal(world->report.rows, 6);
    assert_int_equal(world->report.empty, 2);
    assert_int_equal(world->report.put, 4);
    assert_int_equal(world->report.refused, 0);
}

static void cells_are_trimmed_so_that_no_second_series_is_born(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,area,breakdown,period,value\n"
                                      " x ,AZ\u00a0,\tM ,2026 , 1 \n"
                                      "x,AZ,M,2026,1\n"),
                     HD_OK);
    assert_string_equal(world->put.data, "2 x/AZ/M 2026 1 A\n");
    assert_string_equal(problems_of(world), "3::row_repeated");
}

static void same_series_and_period_twice_is_told_with_both_lines(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,area,breakdown,period,value\n"
                                      "x,AZ,,2026-Q1,1\n"
                                      "x,AZ,,2026-Q2,1\n"
                                      "x,GE,,2026-Q1,1\n"
                                      "x,AZ,men,2026-Q1,1\n"
                                      "x,AZ,,Q1 2026,1\n"
                                      "y,AZ,,2026-Q1,1\n"
                                      "x,AZ,,2026-03,1\n"
                                      "x,AZ,,2026Q1,wrong text\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "6::row_repeated 9:value:number_invalid "
                                            "9::row_repeated");
    assert_non_null(strstr(message_of(world, 0), "Line 2 "));
    assert_int_equal(world->report.rows, 8);
    assert_int_equal(world->report.put, 6);
    assert_int_equal(world->report.refused, 2);
}

static void repeated_rows_are_found_among_many(void **state)
{
    struct world *world = *state;
    struct hd_buf text HD_BUF_AUTO;

    hd_buf_init(&text, 1 << 22);
    hd_buf_puts(&text, "indicator,period,value\n");
    for (int i = 0; i < 300; i++)
        for (int year = 1950; year < 2050; year++)
            hd_buf_printf(&text, "i%d,%d,1\n", i, year);
    hd_buf_puts(&text, "i299,2049,2\ni0,1950,2\ni150,2000,2\n");
    assert_int_equal(read_text(world, text.data), HD_OK);
    assert_string_equal(problems_of(world),
                        "30002::row_repeated 30003::row_repeated 30004::row_repeated");
    assert_non_null(strstr(message_of(world, 0), "Line 30001 "));
    assert_non_null(strstr(message_of(world, 1), "Line 2 "));
    assert_non_null(strstr(message_of(world, 2), "Line 15052 "));
}

static void frequency_must_agree_with_the_period(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "FREQ,indicator,period,value\n"
                                      "A,a,2026,1\nQ,b,2026,1\n,c,2026,1\nH,d,2026-S1,1\n"
                                      "X,e,2026,1\nD,f,2026-01-15,1\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "3:FREQ:freq_mismatch 6:FREQ:freq_mismatch");
    assert_non_null(strstr(message_of(world, 0), "asks for A"));
}

static void status_is_one_letter_of_the_list(void **state)
{
    static const char letters[] = "ABDEFGHIJKLMNOPQSUVW";
    struct world *world = *state;

    for (int c = '!'; c <= '~'; c++) {
        char text[128], expect[64];

        if (c == ',' || c == '"')
            continue;
        snprintf(text, sizeof text, "indicator,period,value,status\nx,2026,1,%c\n", c);
        assert_int_equal(read_text(world, text), HD_OK);
        snprintf(expect, sizeof expect, "2 x// 2026 1 %c\n", c);
        if (strchr(letters, c))
            assert_string_equal(world->put.data, expect);
        else
            assert_string_equal(problems_of(world), "2:status:status_unknown");
    }
    assert_int_equal(read_text(world, "indicator,period,value,status\nx,2026,1,AA\n"), HD_OK);
    assert_string_equal(problems_of(world), "2:status:status_unknown");
}

static void publication_is_a_date_or_an_instant(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,period,value,published,basis\n"
                                      "a,2026,1,2026-02-27,stated\n"
                                      "b,2026,1,2026-02-27T08:00:00Z,\n"
                                      "c,2026,1,27.02.2026,\n"
                                      "d,2026,1,2026-02-30,\n"
                                      "e,2026,1,,\n"),
                     HD_OK);
    assert_string_equal(world->put.data, "2 a// 2026 1 A stated 2026-02-27T08:00:00Z\n"
                                         "3 b// 2026 1 A 2026-02-27T08:00:00Z\n"
                                         "6 e// 2026 1 A\n");
    assert_string_equal(problems_of(world), "4:published:date_invalid 5:published:date_invalid");
}

static void rows_of_another_length_are_told(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,period,value,comment\n"
                                      "a,2026,63,2,x\n"
                                      "b,2026,1\n"
                                      "c,2026,1,x,,\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "2::field_count 3::field_count");
    assert_non_null(strstr(message_of(world, 0), "has 5 cells and the first row 4"));
    assert_string_equal(world->put.data, "4 c// 2026 1 A 'x'\n");
}

static void values_in_thousands_are_refused(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,period,value,UNIT_MULT\n"
                                      "a,2026,1,3\nb,2026,1,0\nc,2026,1,\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "2:UNIT_MULT:unit_mult");
}

static void seven_problems_are_seven_problems(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator;period;value;status;published\n"
                                      "a;2026-1;1;A;\n"
                                      "b;2026;1.234,5;A;\n"
                                      "c;2026;<2,5;A;\n"
                                      "d;2026;x y;Z;\n"
                                      ";2026;1;A;\n"
                                      "e;2026;1;A;soon\n"
                                      "f;2026;1;A;\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "2:period:period_invalid 3:value:number_ambiguous "
                                            "4:value:number_below_limit 5:value:number_invalid "
                                            "5:status:status_unknown 6:indicator:indicator_missing "
                                            "7:published:date_invalid");
    assert_int_equal(world->report.rows, 7);
    assert_int_equal(world->report.refused, 6);
    assert_int_equal(world->report.put, 1);
}

static void what_spreadsheets_write_is_read(void **state)
{
    static const char excel[] = "\xef\xbb\xbfGöstərici;Dövr;Qiymət\r\n"
                                "fixed-broadband-speed;2026Q1;63,2\r\n"
                                ";;\r\n";
    static const char unicode_text[] = "\xff\xfe"
                                       "i\0n\0d\0i\0c\0a\0t\0o\0r\0\t\0p\0e\0r\0i\0o\0d\0\t\0"
                                       "v\0a\0l\0u\0e\0\r\0\n\0"
                                       "x\0\t\0002\0000\0002\0006\0\t\0001\0,\0005\0\r\0\n\0";
    struct world *world = *state;

    assert_int_equal(read_text(world, excel), HD_OK);
    assert_string_equal(world->put.data, "2 fixed-broadband-speed// 2026-Q1 63.2 A\n");
    assert_int_equal(world->problems.count, 0);
    assert_int_equal(world->report.rows, 1);
    assert_int_equal(read_len(world, unicode_text, sizeof unicode_text - 1, false), HD_OK);
    assert_string_equal(world->put.data, "2 x// 2026 1.5 A\n");
}

static void broken_records_are_counted(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_text(world, "indicator,period,value\n"
                                      "\"a\"x,2026,1\n"
                                      "b,2026,1\n"
                                      "c,\"2026,1\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "2::quote_broken 4::quote_broken");
    assert_int_equal(world->report.rows, 3);
    assert_int_equal(world->report.refused, 2);
    assert_int_equal(world->report.put, 1);
}

static void refusals_of_the_sink_count_and_failures_stop(void **state)
{
    static const char text[] = "indicator,period,value\na,2026,1\nb,2026,1\n";
    struct world *world = *state;

    world->refuse = true;
    assert_int_equal(read_text(world, text), HD_OK);
    assert_int_equal(world->report.refused, 2);
    assert_int_equal(world->report.put, 2);
    assert_string_equal(world->problems.items[1].file, "x.csv");
    world->refuse = false;
    world->fail = true;
    assert_int_equal(read_text(world, text), HD_SYSTEM);
    assert_int_equal(world->report.put, 1);
}

static void published_file_with_german_numbers_is_refused_as_ambiguous(void **state)
{
    struct world *world = *state;
    HD_FREE_AUTO char *data = NULL;
    struct hd_error err;
    const char *row;
    char text[512];
    size_t len;

    if (hd_file_read(CASES_DIR "/formats/csv-decimal-comma.csv", 65536, &data, &len, &err)) {
        print_message("skipped: " CASES_DIR "/formats/csv-decimal-comma.csv is not there\n");
        skip();
    }
    row = strchr(data, '\n') + 1; /* "1,7","200.000.000", */
    snprintf(text, sizeof text, "value,comment,indicator,period\n%.*sx,2026\n",
             (int)strcspn(row, "\n"), row);
    assert_int_equal(read_text(world, text), HD_OK);
    assert_string_equal(problems_of(world), "2:value:number_ambiguous");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(headers_are_known_by_any_name_in_any_order),
        TEST(columns_of_no_use_are_let_through),
        TEST(bad_headers_are_told),
        TEST(unknown_columns_can_be_ignored),
        TEST(values_become_canonical),
        TEST(ambiguous_numbers_come_with_the_ways_out),
        TEST(one_kind_of_decimal_mark_in_a_file),
        TEST(empty_missing_and_zero_differ),
        TEST(a_row_with_a_time_is_a_sample),
        TEST(cells_are_trimmed_so_that_no_second_series_is_born),
        TEST(same_series_and_period_twice_is_told_with_both_lines),
        TEST(repeated_rows_are_found_among_many),
        TEST(frequency_must_agree_with_the_period),
        TEST(status_is_one_letter_of_the_list),
        TEST(publication_is_a_date_or_an_instant),
        TEST(rows_of_another_length_are_told),
        TEST(values_in_thousands_are_refused),
        TEST(seven_problems_are_seven_problems),
        TEST(what_spreadsheets_write_is_read),
        TEST(broken_records_are_counted),
        TEST(refusals_of_the_sink_count_and_failures_stop),
        TEST(published_file_with_german_numbers_is_refused_as_ambiguous),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

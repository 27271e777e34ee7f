/* Samples come in, become values when their period is over, and go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/date.h"
#include "daemon/intake.h"
#include "daemon/rollup.h"
#include "storage/statement.h"
#include "tests/unit/daemon/site.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_area = AZ\ndefault_lang = en\n"
#define HEAD "indicator,area,breakdown,at,id,value\n"

/* It is 2026-11-20 10:00 in Baku, and then as much later. */
#define TODAY_MS INT64_C(1795154400000)

static struct site site;
static struct intake_report report;
static struct hd_arena texts; /* of questions: a reader knows them by their address */

/* ---- the catalogue ---- */

struct item {
    const char *code, *document;
};

static const struct item items[] = {
    { "speed", "{\"code\":\"speed\",\"name\":\"Speed\",\"unit\":\"Mbit/s\",\"direction\":\"up\","
               "\"lower\":\"0\",\"decimals\":\"1\",\"frequency\":\"Q\",\"samples\":\"median\","
               "\"samples_minimum\":\"3\",\"samples_kept\":\"100d\"}" },
    { "asked", "{\"code\":\"asked\",\"name\":\"Asked\",\"unit\":\"people\",\"direction\":\"up\","
               "\"decimals\":\"0\",\"frequency\":\"M\",\"integer\":\"yes\"}" },
    { "content",
      "{\"code\":\"content\",\"name\":\"Content\",\"unit\":\"percent\",\"direction\":"
      "\"up\",\"lower\":\"0\",\"upper\":\"100\",\"decimals\":\"1\",\"frequency\":\"M\","
      "\"samples\":\"share 4..5\",\"samples_minimum\":\"2\",\"respondents\":\"asked\"}" },
};

static enum hd_rc put_item(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct item *item = ctx;
    struct catalog_item row = { "indicator", item->code, item->document, INT64_MIN };
    bool changed;

    return record_catalog_item(txn, &row, "test", &changed, err);
}

static void catalogue(const struct item *item)
{
    struct item copy = *item;
    struct hd_error err;

    if (store_write(service_store(site.service), put_item, &copy, &err) ||
        service_refresh(site.service, NULL, NULL, &err))
        fail_msg("%s", err.text);
}

static int setup(void **state)
{
    (void)state;
    site_now_ms = TODAY_MS;
    site_open(&site, CONF);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        catalogue(&items[i]);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    intake_report_clear(&report);
    site_close(&site);
    hd_arena_clear(&texts);
    return 0;
}

/* ---- what is done, and what is seen of it ---- */

static enum hd_rc take_in(const char *rows, bool dry_run, bool collected)
{
    char data[4096];
    struct hd_error err;
    struct intake intake = { .data = data,
                             .file = "probe.csv",
                             .channel = "api",
                             .actor = "token:probe",
                             .reason = "",
                             .dry_run = dry_run,
                             .collected = collected,
                             .hold_percent = -1 };

    snprintf(data, sizeof data, HEAD "%s", rows);
    intake.len = strlen(data);
    intake_report_clear(&report);
    return intake_run(site.service, &intake, &report, &err);
}

static void send(const char *rows)
{
    if (take_in(rows, false, false))
        fail_msg("%s: %s", rows, report.problems.count ? report.problems.items[0].code : "?");
}

static void roll(void)
{
    struct rollup_outcome outcome;
    struct hd_error err;

    if (rollup_run(site.service, &outcome, &err) || service_refresh(site.service, NULL, NULL, &err))
        fail_msg("%s", err.text);
}

static void forget(void)
{
    struct hd_error err;

    if (rollup_forget(site.service, &err))
        fail_msg("%s", err.text);
}

/* The first column of the first row; "none" without one, "null" for null. */
static const char *ask(const char *sql)
{
    static char answer[128];
    struct statement *statement = NULL;
    struct reader *reader;
    struct hd_error err;
    bool row = false;

    assert_int_equal(service_reader_take(site.service, &reader, &err), HD_OK);
    if (statement_take(reader, sql, &statement, &err) || statement_next(statement, &row, &err))
        fail_msg("%s", err.text);
    snprintf(answer, sizeof answer, "%s",
             !row                              ? "none"
             : statement_is_null(statement, 0) ? "null"
                                               : statement_text(statement, 0));
    statement_give_back(&statement);
    service_reader_give_back(site.service, &reader);
    return answer;
}

/* Of the newest vintage of an indicator that has one series and period. */
static const char *newest(const char *indicator, const char *column)
{
    return ask(hd_arena_printf(
        &texts,
        "select %s from observation as o join release as r on r.id = o.release_id"
        " join submission as u on u.id = r.submission_id join series as s on s.id = o.series_id"
        " join catalog_item as i on i.id = s.indicator_item_id"
        " where i.code = '%s' order by o.vintage desc",
        column, indicator));
}

#define AUGUST "2026-08-14T10:00:00+04:00"

/* ---- roll-ups ---- */

static void a_period_that_is_over_becomes_one_value(void **state)
{
    (void)state;
    send("speed,AZ,,2026-07-01T00:00:00+04:00,,10.5\n" /* its first instant */
         "speed,AZ,," AUGUST ",,50\n"
         "speed,AZ,," AUGUST ",b,20.25\n"
         "speed,AZ,,2026-09-30T23:59:59+04:00,,30\n" /* its last second */
         "speed,AZ,,2026-10-01T00:00:00+04:00,,900\n"
         "speed,AZ,,2026-06-30T23:59:59+04:00,,900\n");
    assert_int_equal(report.samples, 6);
    assert_int_equal(report.submission, 0);
    assert_string_equal(newest("speed", "o.value"), "25.125");
    assert_string_equal(newest("speed", "u.actor"), "rollup");
    assert_string_equal(newest("speed", "u.channel"), "collector");
    assert_string_equal(newest("speed", "u.source"), "median");
    assert_string_equal(newest("speed", "u.verb"), "new");
    assert_string_equal(newest("speed", "u.reason"), "");
    assert_string_equal(newest("speed", "count(*)"), "1");
    assert_string_equal(ask("select used || ' ' || spread_low || ' ' || spread_high"
                            "  from sample_period where used = 4"),
                        "4 17.8125 35");
}

static void a_period_that_is_not_over_waits(void **state)
{
    (void)state;
    send("speed,AZ,,2026-11-01,,1\nspeed,AZ,,2026-11-02,,2\nspeed,AZ,,2026-11-19,,3\n");
    roll();
    assert_string_equal(newest("speed", "o.value"), "none");
    site_now_ms = INT64_C(1798747140000); /* 2026-12-31 23:59 in Baku */
    roll();
    assert_string_equal(newest("speed", "o.value"), "none");
    site_now_ms += 60000;
    roll();
    assert_string_equal(newest("speed", "o.value"), "2");
}

static void late_samples_make_a_revision(void **state)
{
    (void)state;
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,30\n");
    assert_string_equal(newest("speed", "o.value"), "20");
    site_now_ms += SITE_DAY_MS;
    send("speed,AZ,," AUGUST ",4,40\n");
    assert_string_equal(newest("speed", "o.value"), "25");
    assert_string_equal(newest("speed", "o.vintage"), "2");
    assert_string_equal(newest("speed", "u.verb"), "revise");
    assert_string_equal(newest("speed", "u.reason"), "1 sample came late");
    site_now_ms += SITE_DAY_MS;
    send("speed,AZ,," AUGUST ",5,60\nspeed,AZ,," AUGUST ",6,50\n");
    assert_string_equal(newest("speed", "u.reason"), "2 samples came late");
    assert_string_equal(newest("speed", "count(*)"), "3");
}

static void a_late_sample_that_moves_nothing_changes_only_the_count(void **state)
{
    (void)state;
    send("speed,AZ,," AUGUST ",1,20\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,20\n");
    send("speed,AZ,," AUGUST ",4,20\n");
    assert_string_equal(newest("speed", "count(*)"), "1");
    assert_string_equal(ask("select used from sample_period"), "4");
    assert_string_equal(ask("select submission_id from sample_period"), "1");
}

static void each_period_knows_the_submission_that_its_value_is_from(void **state)
{
    (void)state;
    send("speed,AZ,a," AUGUST ",1,20\nspeed,AZ,a," AUGUST ",2,20\nspeed,AZ,a," AUGUST ",3,20\n"
         "speed,AZ,b," AUGUST ",1,10\nspeed,AZ,b," AUGUST ",2,20\nspeed,AZ,b," AUGUST ",3,30\n");
    send("speed,AZ,a," AUGUST ",4,20\nspeed,AZ,b," AUGUST ",4,90\n");
    assert_string_equal(ask("select group_concat(p.submission_id || s.breakdown, ' ') from "
                            "sample_period as p join series as s on s.id = p.series_id"),
                        "1a 2b");
}

static void the_same_samples_again_are_nothing_new(void **state)
{
    static const char rows[] = "speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20.0\n"
                               "speed,AZ,," AUGUST ",3,30\n";

    (void)state;
    send(rows);
    send(rows);
    assert_int_equal(report.samples, 0);
    assert_int_equal(report.samples_known, 3);
    assert_int_equal(report.problems.count, 0);
    assert_string_equal(ask("select count(*) from sample"), "3");
    assert_string_equal(ask("select count(*) from submission"), "1");
}

static void below_the_minimum_nothing_is_published(void **state)
{
    (void)state;
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\n");
    assert_string_equal(newest("speed", "o.value"), "none");
    assert_string_equal(ask("select held_back from sample_period"), "minimum");
    assert_string_equal(ask("select spread_low from sample_period"), "");
    send("speed,AZ,," AUGUST ",3,30\n"); /* nothing was published: it is not late */
    assert_string_equal(newest("speed", "o.value"), "20");
    assert_string_equal(newest("speed", "u.verb"), "new");
    assert_string_equal(newest("speed", "u.reason"), "");
    assert_string_equal(ask("select held_back from sample_period"), "");
}

static void what_falls_below_the_minimum_is_suppressed(void **state)
{
    static const struct item strict = {
        "speed", "{\"code\":\"speed\",\"name\":\"Speed\",\"unit\":\"Mbit/s\",\"direction\":\"up\","
                 "\"decimals\":\"1\",\"frequency\":\"Q\",\"samples\":\"median\","
                 "\"samples_minimum\":\"6\"}"
    };

    (void)state;
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,30\n");
    site_now_ms += SITE_DAY_MS;
    catalogue(&strict);
    roll(); /* nothing came: nothing is rolled up */
    assert_string_equal(newest("speed", "o.value"), "20");
    send("speed,AZ,," AUGUST ",4,40\n");
    assert_string_equal(newest("speed", "o.value"), "null");
    assert_string_equal(newest("speed", "o.status"), "Q");
    site_now_ms += SITE_DAY_MS;
    send("speed,AZ,," AUGUST ",5,50\nspeed,AZ,," AUGUST ",6,60\n");
    assert_string_equal(newest("speed", "o.value"), "35");
    assert_string_equal(newest("speed", "o.status"), "A");
}

static void ratings_become_a_share_with_its_respondents(void **state)
{
    (void)state;
    send(
        "content,AZ,asan-1,2026-10-05T09:00:00Z,a,5\ncontent,AZ,asan-1,2026-10-05T09:00:00Z,b,4\n"
        "content,AZ,asan-1,2026-10-06T09:00:00Z,c,1\ncontent,AZ,asan-2,2026-10-06T09:00:00Z,d,5\n");
    assert_string_equal(newest("content", "o.value"), "66.667");
    assert_string_equal(newest("content", "s.breakdown"), "asan-1"); /* the other one has too few */
    assert_string_equal(newest("content", "count(*)"), "1");
    assert_string_equal(newest("asked", "o.value"), "3");
    assert_string_equal(newest("asked", "count(*)"), "1");
    assert_string_equal(ask("select spread_low from sample_period where used = 3"), "");
}

static enum hd_rc require_second(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)ctx;
    return submission_require_second_person(txn, true, "test", err);
}

static void where_a_second_person_approves_a_roll_up_waits(void **state)
{
    struct hd_error err;

    (void)state;
    assert_int_equal(store_write(service_store(site.service), require_second, NULL, &err), HD_OK);
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,30\n");
    assert_string_equal(newest("speed", "o.value"), "none");
    assert_string_equal(ask("select state from submission"), "submitted");
    roll();
    assert_string_equal(ask("select count(*) from submission"), "1");
}

static void a_value_from_elsewhere_is_not_replaced_without_a_person(void **state)
{
    (void)state;
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,30\n");
    site_now_ms += SITE_DAY_MS;
    site_publish(&site, "speed", "2026-Q3", "77");
    send("speed,AZ,," AUGUST ",4,40\n");
    assert_string_equal(newest("speed", "o.value"), "77");
    assert_string_equal(ask("select value from submission_row"), "25");
    assert_string_equal(ask("select reason <> '' from submission where state = 'submitted'"), "1");
    /* and where nobody measured before */
    site_publish(&site, "speed", "2026-Q1", "5");
    send("speed,AZ,,2026-02-01,1,1\nspeed,AZ,,2026-02-01,2,2\nspeed,AZ,,2026-02-01,3,3\n");
    assert_string_equal(newest("speed", "group_concat(o.value, ' ')"), "5 20 77");
}

/* ---- what may not come in ---- */

static void each_problem_of_a_sample_is_named(void **state)
{
    static const struct {
        const char *row, *code;
    } rows[] = {
        { "cashless-share,AZ,," AUGUST ",,5", "samples_not_taken" },
        { "speeed,AZ,," AUGUST ",,5", "indicator_unknown" },
        { "speed,A/Z,," AUGUST ",,5", "code_invalid" },
        { "speed,AZ,,2026-11-20T10:30:00+04:00,,5", "sample_in_future" },
        { "speed,AZ,,yesterday,,5", "time_invalid" },
        { "speed,AZ,," AUGUST ",,-1", "value_out_of_limits" },
        { "speed,AZ,," AUGUST ",,fast", "number_expected" },
        { "speed,AZ,," AUGUST ",,1e15", "number_too_large" },
        { "content,AZ,," AUGUST ",,4 %", NULL }, /* its limits are those of the share */
        { "content,AZ,," AUGUST ",x,400", NULL },
        { "speed,AZ,,2026-11-20T10:10:00+04:00,,5", NULL }, /* a clock that is a little fast */
        { "speed,AZ,," AUGUST ",,NaN", NULL },              /* it was not measured */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[200];
        enum hd_rc rc;

        snprintf(text, sizeof text, "%s\n", rows[i].row);
        rc = take_in(text, false, false);
        if (!rows[i].code && rc)
            fail_msg("%s: refused (%s)", rows[i].row, report.problems.items[0].code);
        if (!rows[i].code)
            continue;
        assert_int_equal(rc, HD_BAD_INPUT);
        assert_int_equal(report.problems.count, 1);
        assert_string_equal(report.problems.items[0].code, rows[i].code);
        assert_int_equal(report.problems.items[0].line, 2);
    }
}

static void another_value_of_the_same_instant_is_refused_with_all_of_its_file(void **state)
{
    static const char rows[] = "speed,AZ,," AUGUST ",9,1\nspeed,AZ,," AUGUST ",1,11\n";

    (void)state;
    send("speed,AZ,," AUGUST ",1,10\n");
    assert_int_equal(take_in(rows, false, false), HD_BAD_INPUT);
    assert_string_equal(report.problems.items[0].code, "sample_differs");
    assert_int_equal(report.problems.items[0].line, 3);
    assert_string_equal(ask("select count(*) from sample"), "1");
    /* what a source sends again is no reason to do without the rest of it */
    assert_int_equal(take_in(rows, false, true), HD_OK);
    assert_true(report.problems.items[0].warning);
    assert_int_equal(report.samples, 1);
    assert_string_equal(ask("select value from sample where id = '1'"), "10");
}

static void a_request_that_is_sent_again_is_answered_again(void **state)
{
    char data[] = HEAD "speed,AZ,," AUGUST ",1,10\n", other[] = HEAD "speed,AZ,," AUGUST ",2,10\n";
    struct intake intake = { .data = data,
                             .len = strlen(data),
                             .file = "probe.csv",
                             .channel = "api",
                             .actor = "token:probe",
                             .reason = "",
                             .idempotency_key = "k1" };
    struct hd_error err;

    (void)state;
    assert_int_equal(intake_run(site.service, &intake, &report, &err), HD_OK);
    assert_int_equal(report.samples, 1);
    intake_report_clear(&report);
    assert_int_equal(intake_run(site.service, &intake, &report, &err), HD_OK);
    assert_true(report.replayed);
    assert_int_equal(report.samples, 0);
    intake_report_clear(&report);
    intake.data = other;
    assert_int_equal(intake_run(site.service, &intake, &report, &err), HD_CONFLICT);
    assert_string_equal(ask("select count(*) from sample"), "1");
}

static void a_rehearsal_writes_nothing(void **state)
{
    (void)state;
    assert_int_equal(take_in("speed,AZ,," AUGUST ",1,10\n", true, false), HD_OK);
    assert_int_equal(report.samples, 1);
    assert_string_equal(ask("select count(*) from sample"), "0");
    assert_string_equal(ask("select count(*) from sample_period"), "0");
}

static void samples_and_values_come_in_one_file(void **state)
{
    char data[] = "indicator,area,period,at,value\nspeed,AZ,2026-Q2,,7\nspeed,AZ,," AUGUST ",8\n";
    struct intake intake = { .data = data,
                             .len = strlen(data),
                             .file = "both.csv",
                             .channel = "api",
                             .actor = "token:probe",
                             .reason = "",
                             .hold_percent = -1 };
    struct hd_error err;

    (void)state;
    assert_int_equal(intake_run(site.service, &intake, &report, &err), HD_OK);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.samples, 1);
}

static void a_row_has_a_period_or_a_time(void **state)
{
    char data[] = "indicator,area,period,at,value\nspeed,AZ,2026-Q2," AUGUST ",7\n"
                  "speed,AZ,,,8\n";
    struct intake intake = { .data = data,
                             .len = strlen(data),
                             .file = "both.csv",
                             .channel = "api",
                             .actor = "token:probe",
                             .reason = "" };
    struct hd_error err;

    (void)state;
    assert_int_equal(intake_run(site.service, &intake, &report, &err), HD_BAD_INPUT);
    assert_int_equal(report.problems.count, 2);
    assert_string_equal(report.problems.items[0].code, "period_of_sample");
    assert_string_equal(report.problems.items[1].code, "period_invalid");
}

/* ---- retention ---- */

static void samples_go_after_their_time_and_late_ones_are_refused(void **state)
{
    (void)state;
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,30\n"
         "speed,AZ,,2026-11-19,1,10\n");
    site_now_ms += 100 * SITE_DAY_MS - 1000;
    forget();
    assert_string_equal(ask("select count(*) from sample"), "4");
    site_now_ms += 1000;
    forget();
    assert_string_equal(ask("select count(*) from sample"), "1"); /* of a period not rolled up */
    assert_string_equal(newest("speed", "o.value"), "20");
    assert_int_equal(take_in("speed,AZ,," AUGUST ",4,40\n", false, false), HD_BAD_INPUT);
    assert_string_equal(report.problems.items[0].code, "sample_too_late");
    assert_int_equal(take_in("speed,AZ,," AUGUST ",1,10\n", false, true), HD_OK);
    assert_int_equal(report.samples, 0);
    roll();
    assert_string_equal(ask("select used from sample_period where removed = 1"), "3");
}

static void samples_that_came_since_the_roll_up_are_not_removed(void **state)
{
    (void)state;
    send("speed,AZ,," AUGUST ",1,10\nspeed,AZ,," AUGUST ",2,20\nspeed,AZ,," AUGUST ",3,30\n");
    site_now_ms += 200 * SITE_DAY_MS;
    send("content,AZ,,2026-10-06T09:00:00Z,d,5\n"); /* kept for ever */
    send("speed,AZ,," AUGUST ",4,40\n");            /* rolled up again just now */
    forget();
    assert_string_equal(ask("select count(*) from sample"), "5");
}

#define SITE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest rollup[] = {
        SITE_TEST(a_period_that_is_over_becomes_one_value),
        SITE_TEST(a_period_that_is_not_over_waits),
        SITE_TEST(late_samples_make_a_revision),
        SITE_TEST(a_late_sample_that_moves_nothing_changes_only_the_count),
        SITE_TEST(each_period_knows_the_submission_that_its_value_is_from),
        SITE_TEST(the_same_samples_again_are_nothing_new),
        SITE_TEST(below_the_minimum_nothing_is_published),
        SITE_TEST(what_falls_below_the_minimum_is_suppressed),
        SITE_TEST(ratings_become_a_share_with_its_respondents),
        SITE_TEST(where_a_second_person_approves_a_roll_up_waits),
        SITE_TEST(a_value_from_elsewhere_is_not_replaced_without_a_person),
        SITE_TEST(each_problem_of_a_sample_is_named),
        SITE_TEST(another_value_of_the_same_instant_is_refused_with_all_of_its_file),
        SITE_TEST(a_request_that_is_sent_again_is_answered_again),
        SITE_TEST(a_rehearsal_writes_nothing),
        SITE_TEST(samples_and_values_come_in_one_file),
        SITE_TEST(a_row_has_a_period_or_a_time),
        SITE_TEST(samples_go_after_their_time_and_late_ones_are_refused),
        SITE_TEST(samples_that_came_since_the_roll_up_are_not_removed),
    };

    return cmocka_run_group_tests(rollup, NULL, NULL);
}

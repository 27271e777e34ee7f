#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/intake.h"
#include "tests/unit/daemon/site.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_area = AZ\n"
#define HEAD "indicator,area,period,value,status,note\n"

static struct site site;
static struct intake_report report;

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    intake_report_clear(&report);
    site_close(&site);
    return 0;
}

static struct intake from(const char *data)
{
    return (struct intake){ .data = data,
                            .len = strlen(data),
                            .file = "test.csv",
                            .channel = "import",
                            .actor = "local:test",
                            .reason = "" };
}

static enum hd_rc run(const struct intake *intake)
{
    struct hd_error err;

    intake_report_clear(&report);
    return intake_run(site.service, intake, &report, &err);
}

static enum hd_rc run_text(const char *data)
{
    struct intake intake = from(data);

    return run(&intake);
}

/* ---- what the catalogue says about one row ---- */

static const struct {
    const char *says, *row;
    const char *code; /* NULL: the row is good */
    const char *part; /* of the message */
} rows[] = {
    { "a plain value", "cashless-share,AZ,2026-Q1,47.5,A,", NULL, NULL },
    { "an unknown indicator, with the nearest", "cashles-share,AZ,2026-Q1,5,A,",
      "indicator_unknown", "cashless-share" },
    { "one that is near nothing", "zzzzzzzzzz,AZ,2026-Q1,5,A,", "indicator_unknown", "zzzzzzzzzz" },
    { "above the natural limit", "cashless-share,AZ,2026-Q1,100.01,A,", "value_out_of_limits",
      "100" },
    { "the limit itself", "cashless-share,AZ,2026-Q1,100.00,A,", NULL, NULL },
    { "below the natural limit", "cashless-share,AZ,2026-Q1,-0.1,A,", "value_out_of_limits",
      "least" },
    { "a rank below one", "egdi-rank,AZ,2026,0,A,", "value_out_of_limits", "1" },
    { "a percent sign where percent is the unit", "cashless-share,AZ,2026-Q1,47.5 %,A,", NULL,
      NULL },
    { "a percent sign elsewhere", "egdi-rank,AZ,2026,47 %,A,", "percent_not_the_unit", "rank" },
    { "a group of the scale", "govtech-maturity-group,AZ,2026,B,A,", NULL, NULL },
    { "a group outside the scale", "govtech-maturity-group,AZ,2026,E,A,", "code_not_in_scale",
      "D, C, B, A" },
    { "a number for groups", "govtech-maturity-group,AZ,2026,3,A,", "code_not_in_scale", "3" },
    { "a number past all computing", "digitised-services,AZ,2025,1e400,A,", "number_too_large",
      "exponent" },
    { "a large one", "digitised-services,AZ,2025,1e300,A,", NULL, NULL },
    { "a word for numbers", "cashless-share,AZ,2026-Q1,B,A,", "number_expected", "B" },
    { "an area that would break names", "cashless-share,A/Z,2026-Q1,5,A,", "code_invalid",
      "slash" },
    { "deliberately missing", "cashless-share,AZ,2026-Q1,NaN,M,", NULL, NULL },
};

static void each_rule_of_the_catalogue(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        HD_BUF_AUTO struct hd_buf message = { 0 };
        char text[256];
        enum hd_rc rc;

        snprintf(text, sizeof text, HEAD "%s\n", rows[i].row);
        rc = run_text(text);
        if (!rows[i].code) {
            if (rc)
                fail_msg("%s: refused (%s)", rows[i].says,
                         report.problems.count ? report.problems.items[0].code : "?");
            continue;
        }
        if (rc != HD_BAD_INPUT || report.problems.count != 1 ||
            strcmp(report.problems.items[0].code, rows[i].code) != 0)
            fail_msg("%s: not refused as %s", rows[i].says, rows[i].code);
        hd_buf_init(&message, 4096);
        hd_problem_message(&report.problems.items[0], NULL, &message);
        if (!strstr(message.data, rows[i].part))
            fail_msg("%s: '%s' is not in '%s'", rows[i].says, rows[i].part, message.data);
        assert_int_equal(report.problems.items[0].line, 2);
        assert_string_equal(report.problems.items[0].file, "test.csv");
    }
}

static void all_problems_of_a_file_come_at_once_and_nothing_is_written(void **state)
{
    (void)state;
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n"
                                   "cashless-share,AZ,2026-Q2,147,A,\n"
                                   "cashles-share,A/Z,2026-Q3,47,A,\n"
                                   "egdi-rank,AZ,2026,5 %,A,\n"),
                     HD_BAD_INPUT);
    assert_int_equal(report.problems.count, 4); /* two of them in one row */
    assert_int_equal(report.refused, 3);
    assert_int_equal(report.submission, 0);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n"), HD_OK);
    assert_int_equal(report.added, 1);
}

/* ---- reports ---- */

static void a_second_import_is_unchanged_and_a_changed_value_shows_the_old(void **state)
{
    (void)state;
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n"), HD_OK);
    assert_string_equal(report.state, "approved");
    assert_true(report.submission > 0);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,+47.5,A,\n"), HD_OK);
    assert_int_equal(report.unchanged, 1);
    assert_int_equal(report.submission, 0);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,47.50,A,\n"
                                   "cashless-share,AZ,2026-Q2,48,A,\n"),
                     HD_OK);
    assert_int_equal(report.changed, 1);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.listed_count, 2);
    assert_string_equal(report.listed[0].old_value, "47.5");
    assert_string_equal(report.listed[0].new_value, "47.50");
    assert_int_equal(report.listed[1].line, 3);
    assert_null(report.listed[1].old_value);
}

static void a_dry_run_reports_the_same_and_writes_nothing(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n");

    (void)state;
    intake.dry_run = true;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run(&intake), HD_OK);
        assert_int_equal(report.added, 1);
        assert_int_equal(report.listed_count, 1);
        assert_int_equal(report.submission, 0);
    }
}

static void an_empty_cell_leaves_what_is_there(void **state)
{
    (void)state;
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n"), HD_OK);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,,A,\n"), HD_OK);
    assert_int_equal(report.empty, 1);
    assert_int_equal(report.changed, 0);
}

static void the_default_area_is_filled_in_and_can_make_two_rows_one(void **state)
{
    (void)state;
    assert_int_equal(run_text("indicator,period,value\ncashless-share,2026-Q1,47.5\n"), HD_OK);
    assert_string_equal(report.listed[0].area, "AZ");
    assert_int_equal(run_text(HEAD "cashless-share,,2026-Q2,1,A,\n"
                                   "cashless-share,AZ,2026-Q2,2,A,\n"),
                     HD_BAD_INPUT);
    assert_string_equal(report.problems.items[0].code, "row_repeated");
    assert_int_equal(report.problems.items[0].line, 3);
}

static void an_exported_comment_loses_only_its_guard(void **state)
{
    (void)state;
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,A,-5 points\n"), HD_OK);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,A,'-5 points\n"), HD_OK);
    assert_int_equal(report.unchanged, 1);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,A,'quoted'\n"), HD_OK);
    assert_int_equal(report.changed, 1);
}

/* ---- partial ---- */

static void partial_takes_the_good_and_hands_the_bad_back(void **state)
{
    struct intake intake = from("indicator;period;value;note\n"
                                "cashless-share;2026-Q1;47,5;\n"
                                "cashless-share;2026-Q2;147,5;\"two\nlines; and more\"\n");
    struct intake again;

    (void)state;
    intake.partial = true;
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.refused, 1);
    assert_non_null(report.rejected_csv);
    assert_null(strstr(report.rejected_csv, "2026-Q1"));
    assert_non_null(strstr(report.rejected_csv, "147,5"));
    /* put right, the file goes in as it is: its own last column is known */
    char *fixed = strstr(report.rejected_csv, "147,5");
    fixed[0] = '0';
    char *copy = hd_strdup(report.rejected_csv);
    again = from(copy);
    assert_int_equal(run(&again), HD_OK);
    assert_int_equal(report.added, 1);
    assert_string_equal(report.listed[0].new_value, "047.5");
    free(copy);
}

static void partial_does_not_excuse_a_bad_header(void **state)
{
    struct intake intake = from("indicator,period,value,colour\ncashless-share,2026-Q1,1,red\n"
                                "cashless-share,2026-Q2,101,red\n");

    (void)state;
    intake.partial = true;
    assert_int_equal(run(&intake), HD_BAD_INPUT);
    assert_int_equal(report.submission, 0);
    assert_int_equal(report.added, 0);
}

/* ---- history ---- */

static void history_keeps_its_dates_and_others_do_not_set_theirs(void **state)
{
    const char *text = "indicator,period,value,published\ncashless-share,2020,30,2021-03-01\n";
    struct intake intake = from(text);
    struct picture *then = NULL;
    struct hd_error err;
    int64_t cutoff;
    int32_t day;

    (void)state;
    intake.history = true;
    assert_int_equal(run(&intake), HD_OK);
    assert_true(picture_as_of_parse("2021-03-01", service_zone(site.service), &cutoff, &day));
    assert_int_equal(service_picture_as_of(site.service, cutoff, day, &then, &err), HD_OK);
    assert_non_null(picture_series(then, "cashless-share", "AZ", NULL));
    picture_drop(&then);

    assert_int_equal(run_text("indicator,period,value,published\n"
                              "egdi-rank,2020,70,2021-03-01\n"),
                     HD_OK);
    assert_int_equal(service_picture_as_of(site.service, cutoff, day, &then, &err), HD_OK);
    assert_true(!picture_series(then, "egdi-rank", "AZ", NULL) ||
                !picture_series(then, "egdi-rank", "AZ", NULL)->count);
    picture_drop(&then);
}

static void history_from_the_future_is_refused(void **state)
{
    struct intake intake = from("indicator,period,value,published\n"
                                "cashless-share,2020,30,2027-01-01\n");

    (void)state;
    intake.history = true;
    assert_int_equal(run(&intake), HD_BAD_INPUT);
    assert_string_equal(report.problems.items[0].code, "published_in_future");
}

static void stated_only_leaves_derived_values_out(void **state)
{
    struct intake intake = from("indicator,period,value,basis\ncashless-share,2020,30,stated\n"
                                "cashless-share,2021,31,derived\n");

    (void)state;
    intake.stated_only = true;
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.left_out, 1);
}

/* ---- what is doubted ---- */

static const struct hd_problem *warning(const char *code)
{
    for (size_t i = 0; i < report.problems.count; i++)
        if (report.problems.items[i].warning && !strcmp(report.problems.items[i].code, code))
            return &report.problems.items[i];
    return NULL;
}

static const struct {
    const char *says, *row;
    bool early;
} periods[] = {
    { "a year that goes on", "cashless-share,AZ,2026,5,A,", true },
    { "a quarter to come", "cashless-share,AZ,2027-Q1,5,A,", true },
    { "a quarter that is over", "cashless-share,AZ,2026-Q3,5,A,", false },
    { "the day itself", "cashless-share,AZ,2026-11-20,5,A,", false },
    { "provisional, as advised", "cashless-share,AZ,2026-Q4,5,P,", false },
    { "a forecast", "cashless-share,AZ,2030,5,F,", false },
    { "deliberately missing", "cashless-share,AZ,2026-12,NaN,M,", false },
};

static void a_period_that_is_not_over_is_doubted_and_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        char text[256];

        snprintf(text, sizeof text, HEAD "%s\n", periods[i].row);
        if (run_text(text) || report.added != 1)
            fail_msg("%s: not taken", periods[i].says);
        if (!warning("period_not_over") == periods[i].early)
            fail_msg("%s: doubted wrongly or not at all", periods[i].says);
    }
}

static void doubts_leave_room_for_refusals(void **state)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    struct intake intake;

    (void)state;
    hd_buf_init(&text, 1 << 20);
    hd_buf_puts(&text, HEAD);
    for (int month = 0; month < 300; month++)
        hd_buf_printf(&text, "cashless-share,AZ,%d-%02d,5,A,\n", 2030 + month / 12, 1 + month % 12);
    intake = from(text.data);
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.added, 300);
    assert_int_equal(report.problems.count, 200);
    assert_int_equal(report.problems.errors, 0);
}

static void a_doubted_row_is_not_among_the_rejected(void **state)
{
    struct intake intake =
        from(HEAD "cashless-share,AZ,2027,5,A,\ncashless-share,AZ,2025,500,A,\n");

    (void)state;
    intake.partial = true;
    assert_int_equal(run(&intake), HD_OK);
    assert_non_null(warning("period_not_over"));
    assert_null(strstr(report.rejected_csv, "2027"));
    assert_non_null(strstr(report.rejected_csv, "2025"));
}

static void a_change_without_a_reason_is_doubted(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,2,A,\n");

    (void)state;
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,A,\n"), HD_OK);
    assert_null(warning("reason_missing"));
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.changed, 1);
    assert_non_null(warning("reason_missing"));
    intake = from(HEAD "cashless-share,AZ,2026-Q1,3,A,\n");
    intake.reason = "counted again";
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.problems.count, 0);
}

static void a_correction_needs_a_reason(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,2,A,\n");

    (void)state;
    intake.verb = SUBMISSION_CORRECT;
    assert_int_equal(run(&intake), HD_BAD_INPUT);
    assert_string_equal(report.problems.items[0].code, "reason_missing");
    intake.partial = true;
    assert_int_equal(run(&intake), HD_BAD_INPUT);
    intake.reason = "typing error";
    assert_int_equal(run(&intake), HD_OK);
}

static void a_change_of_status_or_comment_alone_says_so(void **state)
{
    (void)state;
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,P,\n"), HD_OK);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,A,\n"), HD_OK);
    assert_string_equal(report.listed[0].old_value, report.listed[0].new_value);
    assert_int_equal(report.listed[0].old_status, 'P');
    assert_int_equal(report.listed[0].new_status, 'A');
    assert_false(report.listed[0].comment_changed);
    assert_int_equal(run_text(HEAD "cashless-share,AZ,2026-Q1,1,A,why\n"), HD_OK);
    assert_int_equal(report.listed[0].old_status, 'A');
    assert_true(report.listed[0].comment_changed);
}

/* ---- basis ---- */

#define BASIS "indicator,period,value,basis\n"

static bool has_invented(void)
{
    struct picture *picture = NULL;
    struct hd_error err;
    int64_t cutoff;
    int32_t day;
    bool invented;

    assert_true(picture_as_of_parse("2026-11-20", service_zone(site.service), &cutoff, &day));
    assert_int_equal(service_picture_as_of(site.service, cutoff, day, &picture, &err), HD_OK);
    invented = picture->demo;
    picture_drop(&picture);
    return invented;
}

static void invented_rows_stay_invented(void **state)
{
    (void)state;
    assert_int_equal(run_text(BASIS "cashless-share,2021,31,derived\n"), HD_OK);
    assert_false(has_invented());
    assert_int_equal(run_text(BASIS "cashless-share,2020,30,invented\n"), HD_OK);
    assert_true(has_invented());
}

static const struct {
    const char *says, *rows, *code, *part;
} bases[] = {
    { "a slip", "cashless-share,2020,30,invent\n", "basis_unknown", "invented" },
    { "a word of its own", "cashless-share,2020,30,guess\n", "basis_unknown", "derived" },
    { "invented beside stated", "cashless-share,2020,30,invented\ncashless-share,2021,1,stated\n",
      "basis_mixed", "Split" },
    { "invented beside nothing said", "cashless-share,2020,30,\ncashless-share,2021,1,invented\n",
      "basis_mixed", "Split" },
};

static void each_basis_that_cannot_be_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        HD_BUF_AUTO struct hd_buf message = { 0 };
        char text[256];

        snprintf(text, sizeof text, BASIS "%s", bases[i].rows);
        if (run_text(text) != HD_BAD_INPUT || report.problems.count != 1 ||
            strcmp(report.problems.items[0].code, bases[i].code) != 0)
            fail_msg("%s: not refused as %s", bases[i].says, bases[i].code);
        hd_buf_init(&message, 4096);
        hd_problem_message(&report.problems.items[0], NULL, &message);
        assert_non_null(strstr(message.data, bases[i].part));
    }
}

/* ---- keys ---- */

static void a_key_belongs_to_its_actor(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n");

    (void)state;
    intake.idempotency_key = "k1";
    assert_int_equal(run(&intake), HD_OK);
    intake = from(HEAD "cashless-share,AZ,2026-Q1,50,A,\n");
    intake.idempotency_key = "k1";
    intake.actor = "local:other";
    assert_int_equal(run(&intake), HD_OK);
    assert_false(report.replayed);
    assert_int_equal(report.changed, 1);
}

static void a_key_covers_all_that_is_asked_for(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n");
    struct intake other[6];

    (void)state;
    intake.idempotency_key = "k1";
    assert_int_equal(run(&intake), HD_OK);
    for (size_t i = 0; i < 6; i++)
        other[i] = intake;
    other[0].channel = "api";
    other[1].verb = SUBMISSION_REVISE;
    other[2].history = true;
    other[3].partial = true;
    other[4].publish = true;
    other[5].reason = "another";
    for (size_t i = 0; i < 6; i++)
        if (run(&other[i]) != HD_CONFLICT)
            fail_msg("request %zu passed for the first one", i);
    assert_int_equal(run(&intake), HD_OK);
    assert_true(report.replayed);
}

static void a_dry_run_knows_no_keys(void **state)
{
    struct intake dry = from(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n");
    struct intake wet = dry;

    (void)state;
    dry.idempotency_key = wet.idempotency_key = "k1";
    dry.dry_run = true;
    assert_int_equal(run(&dry), HD_OK);
    assert_int_equal(run(&wet), HD_OK);
    assert_false(report.replayed);
    assert_int_equal(report.added, 1);
    assert_int_equal(run(&dry), HD_OK);
    assert_false(report.replayed);
    assert_int_equal(report.unchanged, 1);
}

static void a_key_has_at_most_255_bytes(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n");
    char key[257] = { 0 };

    (void)state;
    memset(key, 'k', 256);
    intake.idempotency_key = key;
    assert_int_equal(run(&intake), HD_BAD_INPUT);
    intake.idempotency_key = key + 1;
    assert_int_equal(run(&intake), HD_OK);
}

static void a_key_gives_the_first_answer_again_whatever_came_in_between(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2026-Q1,47.5,A,\n");
    struct intake other = from(HEAD "cashless-share,AZ,2026-Q1,50,A,\n");
    int64_t first;

    (void)state;
    intake.idempotency_key = "k1";
    assert_int_equal(run(&intake), HD_OK);
    first = report.submission;
    assert_int_equal(run(&other), HD_OK);
    assert_int_equal(run(&intake), HD_OK);
    assert_true(report.replayed);
    assert_int_equal(report.submission, first);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.listed_count, 1);
    assert_null(report.listed[0].old_value);
    other.idempotency_key = "k1";
    assert_int_equal(run(&other), HD_CONFLICT);
}

/* ---- JSON ---- */

static void a_json_number_past_all_computing_is_refused(void **state)
{
    (void)state;
    assert_int_equal(run_text("{\"observations\":[{\"indicator\":\"digitised-services\","
                              "\"period\":\"2025\",\"value\":1e999}]}"),
                     HD_BAD_INPUT);
    assert_string_equal(report.problems.items[0].code, "number_too_large");
    assert_string_equal(report.problems.items[0].pointer, "/observations/0/value");
}

static void json_problems_carry_pointers(void **state)
{
    struct intake intake =
        from("{\"observations\":["
             "{\"indicator\":\"cashless-share\",\"period\":\"2026-Q1\",\"value\":1},"
             "{\"indicator\":\"cashless-share\",\"period\":\"2026-Q2\",\"value\":101}]}");

    (void)state;
    assert_int_equal(run(&intake), HD_BAD_INPUT);
    assert_int_equal(report.problems.count, 1);
    assert_string_equal(report.problems.items[0].pointer, "/observations/1/value");
    intake.partial = true;
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.added, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- what a collector brings ---- */

static void what_a_collector_moves_too_far_is_reported_as_held(void **state)
{
    struct intake intake = from(HEAD "cashless-share,AZ,2025-Q1,40,A,\n"
                                     "cashless-share,AZ,2025-Q2,41,A,\n");

    (void)state;
    intake.publish = true;
    assert_int_equal(run(&intake), HD_OK);
    intake = from(HEAD "cashless-share,AZ,2025-Q1,60,A,\n"
                       "cashless-share,AZ,2025-Q2,42,A,\n");
    intake.collected = true;
    intake.hold_percent = 20;
    intake.dry_run = true;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run(&intake), HD_OK);
        assert_int_equal(report.changed, 1);
        assert_int_equal(report.held, 1);
        assert_int_equal(report.held_submission != 0, !intake.dry_run);
        assert_int_equal(report.listed_count, 2);
        assert_int_equal(report.listed[0].effect, SUBMISSION_ROW_HELD);
        assert_string_equal(report.listed[0].old_value, "40");
        assert_int_equal(report.listed[1].effect, SUBMISSION_ROW_CHANGED);
        intake.dry_run = false;
    }
    assert_int_equal(run(&intake), HD_OK);
    assert_int_equal(report.waiting, 1);
    assert_int_equal(report.unchanged, 1);
    assert_int_equal(report.held_submission, 0);
    assert_string_equal(report.state, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_rule_of_the_catalogue),
        TEST(all_problems_of_a_file_come_at_once_and_nothing_is_written),
        TEST(a_second_import_is_unchanged_and_a_changed_value_shows_the_old),
        TEST(a_dry_run_reports_the_same_and_writes_nothing),
        TEST(an_empty_cell_leaves_what_is_there),
        TEST(the_default_area_is_filled_in_and_can_make_two_rows_one),
        TEST(an_exported_comment_loses_only_its_guard),
        TEST(partial_takes_the_good_and_hands_the_bad_back),
        TEST(partial_does_not_excuse_a_bad_header),
        TEST(history_keeps_its_dates_and_others_do_not_set_theirs),
        TEST(history_from_the_future_is_refused),
        TEST(stated_only_leaves_derived_values_out),
        TEST(a_period_that_is_not_over_is_doubted_and_taken),
        TEST(doubts_leave_room_for_refusals),
        TEST(a_doubted_row_is_not_among_the_rejected),
        TEST(a_change_without_a_reason_is_doubted),
        TEST(a_correction_needs_a_reason),
        TEST(a_change_of_status_or_comment_alone_says_so),
        TEST(invented_rows_stay_invented),
        TEST(each_basis_that_cannot_be_taken),
        TEST(a_key_belongs_to_its_actor),
        TEST(a_key_covers_all_that_is_asked_for),
        TEST(a_dry_run_knows_no_keys),
        TEST(a_key_has_at_most_255_bytes),
        TEST(a_key_gives_the_first_answer_again_whatever_came_in_between),
        TEST(a_json_number_past_all_computing_is_refused),
        TEST(json_problems_carry_pointers),
        TEST(what_a_collector_moves_too_far_is_reported_as_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

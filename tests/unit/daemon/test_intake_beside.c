/* Numbers beside a value: respondents of a survey, numerator and denominator of a ratio. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/intake.h"
#include "tests/unit/daemon/site.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_area = AZ\n"

static struct site site;
static struct intake_report report;

static const char catalogue[] =
    "indicators:\n"
    "  - {code: share, name: S, unit: percent, direction: up, lower: 0, upper: 100, decimals: 1, "
    "frequency: A, formula: ratio, parts: [digital, all], multiplier: 100}\n"
    "  - {code: rate, name: R, unit: per thousand, direction: up, decimals: 1, frequency: A, "
    "formula: ratio, parts: [digital, people/], multiplier: 1000}\n"
    "  - {code: mean, name: M, unit: score, direction: up, decimals: 1, frequency: A, "
    "formula: mean, parts: [digital, all]}\n"
    "  - {code: outer, name: O, unit: score, direction: up, decimals: 1, frequency: A, "
    "formula: ratio, parts: [mean, all]}\n"
    "  - {code: digital, name: D, unit: payments, direction: up, decimals: 0, frequency: A, "
    "lower: 0, integer: yes}\n"
    "  - {code: all, name: A, unit: payments, direction: up, decimals: 0, frequency: A, lower: 0, "
    "integer: yes}\n"
    "  - {code: people, name: P, unit: people, direction: up, decimals: 0, frequency: A, "
    "integer: yes}\n"
    "  - {code: online, name: H, unit: percent, direction: up, lower: 0, upper: 100, decimals: 1, "
    "frequency: A, respondents: asked}\n"
    "  - {code: banking, name: B, unit: percent, direction: up, lower: 0, upper: 100, "
    "decimals: 1, frequency: A, respondents: asked}\n"
    "  - {code: asked, name: N, unit: people, direction: up, decimals: 0, frequency: A, lower: 1, "
    "integer: yes}\n";

static void apply(const char *text)
{
    struct hd_problems problems = { 0 };
    struct catalog_files *files = NULL;
    char path[] = "/tmp/hedef-beside-XXXXXX.yaml";
    struct hd_error err;
    int fd = mkstemps(path, 5);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    if (catalog_files_read(path, &files, &problems, &err) ||
        store_write(service_store(site.service), site_apply, files, &err))
        fail_msg("%s", err.text);
    catalog_files_close(&files);
    hd_problems_clear(&problems);
    unlink(path);
    assert_int_equal(service_refresh(site.service, "test", NULL, &err), HD_OK);
}

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    apply(catalogue);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    intake_report_clear(&report);
    site_close(&site);
    return 0;
}

static enum hd_rc run_with(const char *data, bool partial)
{
    struct intake intake = { .data = data,
                             .len = strlen(data),
                             .file = "test.csv",
                             .channel = "import",
                             .actor = "local:test",
                             .reason = "",
                             .partial = partial };
    struct hd_error err;

    intake_report_clear(&report);
    return intake_run(site.service, &intake, &report, &err);
}

static enum hd_rc run_text(const char *data)
{
    return run_with(data, false);
}

/* "digital//2024=30A all//2024=80A": what was written, in the order of the file. */
static void assert_rows(const char *expected)
{
    char text[1024] = "", period[HD_PERIOD_TEXT_MAX];
    size_t len = 0;

    for (size_t i = 0; i < report.listed_count; i++) {
        const struct intake_row *row = &report.listed[i];

        hd_period_text(row->period, period);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s/%s/%s=%s%c", i ? " " : "",
                                row->indicator, row->breakdown, period,
                                row->new_value ? row->new_value : ":", row->new_status);
    }
    assert_string_equal(text, expected);
}

static void assert_good(const char *data, const char *rows)
{
    if (run_text(data)) {
        HD_BUF_AUTO struct hd_buf line = { 0 };

        hd_buf_init(&line, 4096);
        if (report.problems.count)
            hd_problem_line(&report.problems.items[0], NULL, &line);
        fail_msg("%s", line.data);
    }
    assert_rows(rows);
}

/* ---- what becomes of them ---- */

static void a_ratio_is_entered_as_its_parts(void **state)
{
    (void)state;
    assert_good("indicator,period,numerator,denominator,status,note\nshare,2024,30,80,P,first\n",
                "digital//2024=30P all//2024=80P");
    assert_int_equal(report.listed[0].line, 2);
    assert_int_equal(report.listed[1].line, 2);
    assert_good("indicator,breakdown,period,value,numerator,denominator\nshare,men,2024,,3,8\n",
                "digital/men/2024=3A all/men/2024=8A");
    assert_good("indicator,period,numerator,denominator\nshare,2023,5,\n", "digital//2023=5A");
    assert_good("indicator;period;numerator;denominator\nshare;2022;5,5;:\n",
                "digital//2022=5.5A all//2022=:O");
}

static void a_part_of_one_series_goes_there(void **state)
{
    (void)state;
    assert_good("indicator,breakdown,period,numerator,denominator\n"
                "rate,men,2024,3,1000\nrate,women,2024,2,1000\n",
                "digital/men/2024=3A people//2024=1000A digital/women/2024=2A");
}

static void respondents_stand_beside_their_share(void **state)
{
    (void)state;
    assert_good("indicator,period,value,n,status,note\nonline,2024,61.5,1200,P,by phone\n",
                "online//2024=61.5P asked//2024=1200A");
    assert_int_equal(run_text("indicator,period,value,n,status,note\n"
                              "online,2024,61.5,1200,P,by phone\n"),
                     HD_OK);
    assert_int_equal(report.unchanged, 2);
    assert_good("indicator,period,value,respondents\nonline,2023,60,\n", "online//2023=60A");
    assert_good("indicator,period,value,n\nonline,2022,,900\n", "asked//2022=900A");
    assert_good("indicator,period,value,n\nonline,2021,:,900\n",
                "online//2021=:O asked//2021=900A");
}

/* One survey, many questions: its number stands beside each of them. */
static void the_same_number_twice_is_one(void **state)
{
    (void)state;
    assert_good("indicator,period,value,n\nonline,2024,61.5,1200\nbanking,2024,40,1200\n",
                "online//2024=61.5A asked//2024=1200A banking//2024=40A");
    assert_good("indicator,period,value,n,status\n"
                "online,2023,61.5,1100,A\nbanking,2023,40,1100,A\nasked,2023,1100,,E\n",
                "online//2023=61.5A asked//2023=1100E banking//2023=40A");
}

static void two_numbers_for_one_thing_are_refused_with_both_lines(void **state)
{
    HD_BUF_AUTO struct hd_buf message = { 0 };

    (void)state;
    assert_int_equal(
        run_text("indicator,period,value,n\nonline,2024,61.5,1200\nbanking,2024,40,1300\n"),
        HD_BAD_INPUT);
    assert_int_equal(report.problems.count, 1);
    assert_string_equal(report.problems.items[0].code, "beside_differs");
    assert_int_equal(report.problems.items[0].line, 3);
    hd_buf_init(&message, 4096);
    hd_problem_message(&report.problems.items[0], NULL, &message);
    assert_non_null(strstr(message.data, "Line 2"));
    assert_non_null(strstr(message.data, "asked"));
    /* the good part of a file holds nothing of a refused row */
    assert_int_equal(
        run_with("indicator,period,value,n\nonline,2024,61.5,1200\nbanking,2024,40,1300\n", true),
        HD_OK);
    assert_rows("online//2024=61.5A asked//2024=1200A");
    assert_non_null(strstr(report.rejected_csv, "banking,2024,40,1300"));
}

/* ---- what is refused ---- */

static const struct {
    const char *says, *head, *row;
    const char *code, *column, *part; /* of the message */
} faults[] = {
    { "a value of a ratio", "value", "share,2024,37.5", "indicator_computed", "value",
      "digital, all" },
    { "a value of a mean", "value", "mean,2024,37.5", "indicator_computed", "value",
      "computed from digital, all. Send their values." },
    { "a value beside its parts", "value,numerator,denominator", "share,2024,37.5,30,80",
      "indicator_computed", "value", "numerator" },
    { "a ratio of what is none", "value,numerator", "online,2024,,5", "ratio_expected", "numerator",
      "online is no ratio" },
    { "a denominator of a mean", "value,denominator", "mean,2024,,5", "ratio_expected",
      "denominator", "mean is no ratio" },
    { "respondents of what has none", "value,n", "digital,2024,5,100", "respondents_not_counted",
      "n", "digital has no indicator" },
    { "a word for a number", "value,n", "online,2024,5,many", "number_invalid", "n", "1234.5" },
    { "nobody", "value,n", "online,2024,5,0", "value_out_of_limits", "n", "least" },
    { "percent of payments", "numerator,denominator", "share,2024,5 %,80", "percent_not_the_unit",
      "numerator", "payments" },
    { "more than all", "numerator,denominator", "share,2024,90,80", "value_out_of_limits",
      "numerator", "112.5 is above 100" },
    { "a part that is computed itself", "numerator,denominator", "outer,2024,90,80",
      "indicator_computed", "numerator", "mean is computed" },
    { "computed values of what is entered", "value,basis", "online,2024,5,computed",
      "basis_computed", "basis", "not computed" },
};

static void each_misplaced_number_is_refused_at_its_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        HD_BUF_AUTO struct hd_buf message = { 0 };
        char text[256];
        enum hd_rc rc;

        snprintf(text, sizeof text, "indicator,period,%s\n%s\n", faults[i].head, faults[i].row);
        rc = run_text(text);
        if (rc != HD_BAD_INPUT || report.problems.count != 1 ||
            strcmp(report.problems.items[0].code, faults[i].code) != 0)
            fail_msg("%s: %zu problems, %s", faults[i].says, report.problems.count,
                     report.problems.count ? report.problems.items[0].code : "");
        assert_string_equal(report.problems.items[0].column, faults[i].column);
        assert_int_equal(report.problems.items[0].line, 2);
        hd_buf_init(&message, 4096);
        hd_problem_message(&report.problems.items[0], NULL, &message);
        if (!strstr(message.data, faults[i].part))
            fail_msg("%s: '%s' is not in '%s'", faults[i].says, faults[i].part, message.data);
    }
}

static void computed_values_that_come_back_are_left_out(void **state)
{
    (void)state;
    assert_good("indicator,period,value,basis\nshare,2024,37.5,computed\ndigital,2024,30,\n",
                "digital//2024=30A");
    assert_int_equal(report.left_out, 1);
    assert_int_equal(report.refused, 0);
}

static void json_has_them_as_members(void **state)
{
    (void)state;
    assert_good("{\"observations\":[{\"indicator\":\"share\",\"period\":2024,\"numerator\":30,"
                "\"denominator\":\"80\"},{\"indicator\":\"online\",\"period\":\"2024\","
                "\"value\":61.5,\"n\":1200},{\"indicator\":\"online\",\"period\":\"2023\","
                "\"value\":61.5,\"n\":null},{\"indicator\":\"share\",\"period\":2023,"
                "\"value\":null,\"numerator\":1,\"denominator\":2}]}",
                "digital//2024=30A all//2024=80A online//2024=61.5A asked//2024=1200A "
                "online//2023=61.5A digital//2023=1A all//2023=2A");
    assert_int_equal(run_text("{\"observations\":[{\"indicator\":\"share\",\"period\":2024,"
                              "\"numerator\":\"x\",\"denominator\":80},"
                              "{\"indicator\":\"digital\",\"period\":2024,\"value\":1,\"n\":2}]}"),
                     HD_BAD_INPUT);
    assert_int_equal(report.problems.count, 2);
    assert_string_equal(report.problems.items[0].pointer, "/observations/0/numerator");
    assert_string_equal(report.problems.items[1].pointer, "/observations/1/n");
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(a_ratio_is_entered_as_its_parts),
        FACT(a_part_of_one_series_goes_there),
        FACT(respondents_stand_beside_their_share),
        FACT(the_same_number_twice_is_one),
        FACT(two_numbers_for_one_thing_are_refused_with_both_lines),
        FACT(each_misplaced_number_is_refused_at_its_column),
        FACT(computed_values_that_come_back_are_left_out),
        FACT(json_has_them_as_members),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

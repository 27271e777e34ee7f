#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"

static struct site site;

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* The same text comes back, digit for digit. */
static const char *const digits[] = {
    "47.5", "47.50", "0", "1234567890123456789.10", "0.000000000000000001", "99.9999999999999999",
};

static void values_keep_their_digits_in_every_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        char period[16], part[80];

        snprintf(period, sizeof period, "20%02zu", 10 + i);
        site_publish(&site, "sima-users", period, digits[i]);
        ANSWER_AUTO struct answer json = get(&site, "/api/v1/observations?indicator=sima-users");
        ANSWER_AUTO struct answer csv =
            get(&site, "/api/v1/observations?indicator=sima-users&format=csv");
        snprintf(part, sizeof part, "\"value\":%s,", digits[i]);
        assert_non_null(strstr(json.text, part));
        snprintf(part, sizeof part, ",%s,%s,A,", period, digits[i]);
        assert_non_null(strstr(csv.text, part));
    }
}

static void the_list_has_what_stands_and_history_has_all(void **state)
{
    (void)state;
    site_publish(&site, "sima-users", "2025", "1");
    site_publish(&site, "sima-users", "2025", "2");
    site_publish(&site, "sima-users", "2026", "3");

    ANSWER_AUTO struct answer now = get(&site, "/api/v1/observations?indicator=sima-users");
    ANSWER_AUTO struct answer all =
        get(&site, "/api/v1/observations?indicator=sima-users&history=1");
    assert_int_equal(at(&now, "data")->count, 2);
    assert_string_equal(text_at(&now, "data/0/value"), "2");
    assert_int_equal(at(&now, "data/0/revised")->type, HD_JSON_TRUE);
    assert_int_equal(at(&all, "data")->count, 3);
    assert_string_equal(text_at(&all, "data/0/value"), "1");
    assert_string_equal(text_at(&all, "data/1/actor"), "test");
}

static void filters_and_pages(void **state)
{
    char uri[300];

    (void)state;
    for (int year = 2001; year <= 2009; year++) {
        char period[16];

        snprintf(period, sizeof period, "%d", year);
        site_publish(&site, "sima-users", period, "1");
    }
    ANSWER_AUTO struct answer some =
        get(&site, "/api/v1/observations?indicator=sima-users&from=2003&to=2008-06-30");
    assert_int_equal(at(&some, "data")->count, 5); /* 2008 ends after the bound */
    ANSWER_AUTO struct answer first =
        get(&site, "/api/v1/observations?indicator=sima-users&limit=4");
    assert_int_equal(at(&first, "data")->count, 4);
    snprintf(uri, sizeof uri, "/api/v1/observations?indicator=sima-users&limit=4&cursor=%s",
             text_at(&first, "next"));
    ANSWER_AUTO struct answer second = get(&site, uri);
    assert_string_equal(text_at(&second, "data/0/period"), "2005");
    ANSWER_AUTO struct answer none = get(&site, "/api/v1/observations?indicator=simo-users");
    assert_int_equal(none.status, 404);
    assert_non_null(strstr(none.text, "sima-users"));
}

static void what_is_exported_comes_back_unchanged(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer in = post(&site, "/api/v1/imports?filename=a.csv",
                                        "indicator,period,value,status,breakdown,note\n"
                                        "sima-users,2025,1.50,P,,\"a, quoted \"\"note\"\"\"\n"
                                        "sima-users,2026,NaN,M,,\n"
                                        "gdp-impact,2024,-5,A,men,=1+1\n"
                                        "sima-users,2023,7,A,,'quoted'\n"
                                        "govtech-maturity-group,2024,B,A,,\n");
    assert_int_equal(in.status, 201);
    ANSWER_AUTO struct answer out = get(&site, "/api/v1/observations?format=csv");
    assert_int_equal(strncmp(out.text,
                             "INDICATOR,REF_AREA,BREAKDOWN,TIME_PERIOD,OBS_VALUE,OBS_STATUS,"
                             "UNIT_MEASURE,VINTAGE,PUBLISHED,REVISED,COMMENT_OBS,BASIS\n",
                             116),
                     0);
    assert_non_null(strstr(out.text, ",-5,")); /* numbers are never guarded */
    ANSWER_AUTO struct answer again = post(&site, "/api/v1/imports?filename=b.csv", out.text);
    assert_int_equal(again.status, 200);
    assert_string_equal(text_at(&again, "data/unchanged"), "5");
    assert_string_equal(text_at(&again, "data/changed"), "0");
}

static void invented_values_stay_marked_in_a_file(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer in = post(&site, "/api/v1/imports?filename=a.csv",
                                        "indicator,period,value,basis\n"
                                        "sima-users,2025,1,invented\n");
    ANSWER_AUTO struct answer real = post(&site, "/api/v1/imports?filename=b.csv",
                                          "indicator,period,value\nsima-users,2024,2\n");
    assert_int_equal(in.status, 201);
    assert_int_equal(real.status, 201);
    ANSWER_AUTO struct answer out = get(&site, "/api/v1/observations?format=csv");
    assert_non_null(strstr(out.text, ",invented\n"));
    assert_null(strstr(strstr(out.text, ",invented\n") + 1, ",invented\n"));
    ANSWER_AUTO struct answer history = get(&site, "/api/v1/observations?format=csv&history=1");
    assert_non_null(strstr(history.text, ",invented,"));
}

static void an_export_is_known_as_history_to_the_second(void **state)
{
    (void)state;
    site_now_ms += 345;
    ANSWER_AUTO struct answer in = post(&site, "/api/v1/imports?filename=a.csv",
                                        "indicator,period,value\nsima-users,2025,1\n");
    site_now_ms += 60000;
    ANSWER_AUTO struct answer out = get(&site, "/api/v1/observations?format=csv");
    ANSWER_AUTO struct answer again = post(&site, "/api/v1/imports?history=1", out.text);
    assert_int_equal(in.status, 201);
    assert_string_equal(text_at(&again, "data/unchanged"), "1");
    assert_string_equal(text_at(&again, "data/new"), "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_keep_their_digits_in_every_form),
        TEST(the_list_has_what_stands_and_history_has_all),
        TEST(filters_and_pages),
        TEST(what_is_exported_comes_back_unchanged),
        TEST(invented_values_stay_marked_in_a_file),
        TEST(an_export_is_known_as_history_to_the_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the published methods are given of a target: years, base, goal; and what they leave. */
#include "unit/queries/judge/question.h"

#include "queries/judge/profile.h"
#include "queries/judge/profile_reason.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct judge_assessment *say(struct asked *a, enum judge_profile profile,
                                          const char *as_of)
{
    a->question.profiles = JUDGE_PROFILES_ALL;
    return &ask(a, 0, as_of)->profiles[profile];
}

static void assert_label(const char *says, const struct judge_assessment *a, const char *label)
{
    if (!a->label || strcmp(a->label, label) != 0)
        fail_msg("%s: %s instead of %s", says, a->label ? a->label : a->reason, label);
}

static void assert_silent(const char *says, const struct judge_assessment *a, const char *reason)
{
    if (a->label || !a->reason || strcmp(a->reason, reason) != 0)
        fail_msg("%s: %s instead of %s", says, a->label ? a->label : a->reason, reason);
}

static struct asked *yearly(int direction, const char *points)
{
    struct asked *a = asked_new(direction, HD_FREQ_A, AGGREGATE_LAST);

    asked_points(a, points);
    return a;
}

static void all_five_say_something_of_a_level(void **state)
{
    struct asked *a = yearly(1, "2016=50 2017=52 2018=54 2019=56 2020=58 2021=60 2022=62");

    (void)state;
    asked_target(a, "at_least", "2026", "70");
    assert_label("opensdg", say(a, PROFILE_OPENSDG, "2023-06-01"), "substantial_progress");
    assert_label("eurostat", say(a, PROFILE_EUROSTAT, "2023-06-01"), "significant_progress");
    assert_label("sdsn", say(a, PROFILE_SDSN, "2023-06-01"), "on_track_or_maintaining");
    assert_label("destatis", say(a, PROFILE_DESTATIS, "2023-06-01"), "sun");
    assert_label("un", say(a, PROFILE_UN_CHART, "2023-06-01"), "met_or_on_track");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        const struct judge_assessment *p = &a->verdict.profiles[i];

        assert_true(p->wanted);
        assert_true(profile_assessed(p));
        assert_int_equal(p->year, 2022);
        assert_near("value", p->year_value, 62, 0);
        assert_int_equal(p->base_year, i == PROFILE_DESTATIS ? 2017 : 2016);
        assert_string_equal(p->rule, i == PROFILE_DESTATIS ? "level" : "target");
    }
    /* pace 2 a year, 8 to go in 4 years: all of it */
    assert_near("R_fwd", a->verdict.profiles[PROFILE_DESTATIS].value, 1, 1e-12);
    assert_near("q", a->verdict.profiles[PROFILE_SDSN].value, 1, 1e-12);
    asked_free(a);
}

static void only_those_wanted_are_there(void **state)
{
    struct asked *a = yearly(1, "2016=50 2022=62");
    const struct verdict *v;

    (void)state;
    asked_target(a, "at_least", "2026", "70");
    a->question.profiles = 1u << PROFILE_SDSN;
    v = ask(a, 0, "2023-06-01");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++)
        assert_true(v->profiles[i].wanted == (i == PROFILE_SDSN));
    assert_null(v->profiles[PROFILE_OPENSDG].label);
    asked_free(a);
}

static void the_base_year_is_replaced_as_each_method_says(void **state)
{
    static const struct {
        const char *says, *points;
        enum judge_profile profile;
        int base_year; /* 0: nothing is said */
    } rows[] = {
        { "opensdg: the next later", "2013=10 2018=20 2022=30", PROFILE_OPENSDG, 2018 },
        { "eurostat: the nearest", "2014=10 2018=20 2022=30", PROFILE_EUROSTAT, 2014 },
        { "eurostat: of two equally near the later", "2014=10 2016=20 2022=30", PROFILE_EUROSTAT,
          2016 },
        { "eurostat: also far away", "2021=20 2022=30", PROFILE_EUROSTAT, 2021 },
        { "un: the next later", "2014=10 2018=20 2022=30", PROFILE_UN_CHART, 2018 },
        { "un: else the nearest earlier", "2013=10 2014=30", PROFILE_UN_CHART, 2014 },
        { "opensdg: the newest alone is too little", "2013=10 2014=30", PROFILE_OPENSDG, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, rows[i].points);
        struct verdict v;

        judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), JUDGE_PROFILES_ALL,
                        &v);
        if (!rows[i].base_year)
            assert_false(profile_assessed(&v.profiles[rows[i].profile]));
        else if (v.profiles[rows[i].profile].base_year != rows[i].base_year)
            fail_msg("%s: %d", rows[i].says, v.profiles[rows[i].profile].base_year);
        asked_free(a);
    }
}

static void an_arrow_needs_a_value_within_a_year_of_the_base(void **state)
{
    static const struct {
        const char *points;
        int base_year;
    } rows[] = {
        { "2014=40 2016-Q3=50 2018=54 2022=62", 0 },
        { "2015=40 2016-Q3=50 2018=54 2022=62", 2015 },
        { "2015=40 2016-Q3=50 2017=54 2022=62", 2017 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, rows[i].points);

        asked_target(a, "at_least", "2026", "70");
        if (rows[i].base_year)
            assert_int_equal(say(a, PROFILE_SDSN, "2023-06-01")->base_year, rows[i].base_year);
        else
            assert_silent("two years away", say(a, PROFILE_SDSN, "2023-06-01"), PROFILE_NO_BASE);
        asked_free(a);
    }
}

static void a_stated_baseline_is_the_base(void **state)
{
    struct asked *a = yearly(1, "2018=54 2022=62");
    const struct judge_assessment *p;

    (void)state;
    set_baseline(asked_target(a, "at_least", "2026", "70"), "2016", "50");
    p = say(a, PROFILE_SDSN, "2023-06-01");
    assert_int_equal(p->base_year, 2016);
    assert_near("base", p->base_value, 50, 0);
    asked_free(a);
}

static void quarters_are_made_years(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct judge_assessment *p;

    (void)state;
    asked_points(a, "2015-Q4=40 2016-Q4=50 2021-Q4=60 2022-Q3=61 2022-Q4=62 2023-Q1=99");
    asked_target(a, "at_least", "2026", "70");
    a->targets[0].valid_from_day = day_of("2017-01-10");
    p = say(a, PROFILE_OPENSDG, "2023-06-01");
    assert_int_equal(p->base_year, 2016);
    assert_int_equal(p->year, 2022);
    assert_near("year", p->year_value, 62, 0);
    asked_free(a);
}

static void the_weather_needs_four_years_in_a_row(void **state)
{
    static const struct {
        const char *says, *points;
        int base_year; /* 0: nothing is said */
    } rows[] = {
        { "six points", "2015=1 2017=52 2018=54 2019=56 2020=58 2021=60 2022=62", 2017 },
        { "the first of them missing", "2015=1 2018=54 2019=56 2020=58 2021=60 2022=62", 2018 },
        { "four", "2015=1 2019=56 2020=58 2021=60 2022=62", 2019 },
        { "three", "2015=1 2016=2 2020=58 2021=60 2022=62", 0 },
        { "four with a hole before", "2017=52 2019=56 2020=58 2021=60 2022=62", 2017 },
        { "four, not in a row", "2017=52 2018=54 2020=58 2021=60 2022=62", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, rows[i].points);
        const struct judge_assessment *p;

        asked_target(a, "at_least", "2026", "70");
        p = say(a, PROFILE_DESTATIS, "2023-06-01");
        if (!rows[i].base_year)
            assert_silent(rows[i].says, p, PROFILE_FEW_IN_A_ROW);
        else if (p->base_year != rows[i].base_year)
            fail_msg("%s: %d", rows[i].says, p->base_year);
        asked_free(a);
    }
}

static void each_kind_has_its_table_or_none(void **state)
{
    static const struct {
        const char *kind, *period, *value;
        const char *rules[JUDGE_PROFILES]; /* NULL: silent */
    } rows[] = {
        { "at_least", "2026", "70", { "target", "target", "target", "level", "target" } },
        { "at_most", "2026", "40", { "target", "target", "target", "level", "target" } },
        { "at_least",
          "after 2026",
          "70",
          { "no_target", "no_target", NULL, "directional", "no_target" } },
        { "directional",
          "2026",
          NULL,
          { "no_target", "no_target", NULL, "directional", "no_target" } },
        { "maintain", "2026", NULL, { "target", "target", "target", "yearly", "target" } },
        { "maintain",
          "after 2026",
          NULL,
          { "no_target", "no_target", NULL, "yearly", "no_target" } },
        { "relative_change", "2026", "40", { "target", "target", "target", "level", "target" } },
        { "annual_increment",
          "2017/2026",
          "2",
          { "target", "target", "target", "level", "target" } },
        { "boolean", "2026", "1", { "condition", "condition", NULL, NULL, "condition" } },
        { "benchmark", "2026", NULL, { NULL, NULL, NULL, "benchmark", NULL } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, "2016=50 2017=52 2018=54 2019=56 2020=58 2021=60 2022=62");

        asked_target(a, rows[i].kind, rows[i].period, rows[i].value);
        asked_peer(a, "2017=60 2018=61 2019=62 2020=63 2021=64 2022=65");
        for (unsigned p = 0; p < JUDGE_PROFILES; p++) {
            const struct judge_assessment *said = say(a, (enum judge_profile)p, "2023-06-01");

            if (!rows[i].rules[p] != !said->label ||
                (said->label && strcmp(said->rule, rows[i].rules[p]) != 0))
                fail_msg("%s %s, %s: %s, %s", rows[i].kind, rows[i].period,
                         judge_profile_word((enum judge_profile)p), said->label, said->reason);
        }
        asked_free(a);
    }
}

static void peers_are_an_every_year_target(void **state)
{
    struct asked *a = yearly(-1, "2017=30 2018=29 2019=28 2020=27 2021=26 2022=25");
    const struct judge_assessment *p;

    (void)state;
    asked_target(a, "benchmark", "2026", NULL);
    asked_peer(a, "2017=24 2018=24 2019=24 2020=24 2021=24 2022=24");
    p = say(a, PROFILE_DESTATIS, "2023-06-01");
    assert_label("6 behind, then 1", p, "cloud");
    assert_near("base", p->base_value, 6, 0);
    assert_near("year", p->year_value, 1, 0);
    asked_free(a);
}

static void the_weather_looks_at_the_next_station(void **state)
{
    static const struct judge_station stations[] = { { { HD_FREQ_A, 0, 0 }, "64", 64 },
                                                     { { HD_FREQ_A, 0, 0 }, "100", 100 } };
    struct judge_station dated[COUNT(stations)];
    struct asked *a = yearly(1, "2017=52 2018=54 2019=56 2020=58 2021=60 2022=62");
    struct judge_target *target = asked_target(a, "milestones", "2026", "100");

    (void)state;
    memcpy(dated, stations, sizeof dated);
    dated[0].period = period_of("2023");
    dated[1].period = period_of("2026");
    target->stations = dated;
    target->station_count = COUNT(dated);
    assert_label("64 in 2023", say(a, PROFILE_DESTATIS, "2023-06-01"), "sun");
    dated[0].period = period_of("2021");
    assert_label("100 in 2026", say(a, PROFILE_DESTATIS, "2023-06-01"), "cloud");
    asked_free(a);
}

static void the_un_chart_stops_at_the_target_year(void **state)
{
    struct asked *a = yearly(1, "2016=50 2020=60 2021=90");
    const struct judge_assessment *p;

    (void)state;
    asked_target(a, "at_least", "2020", "70");
    p = say(a, PROFILE_UN_CHART, "2022-06-01");
    assert_int_equal(p->year, 2020);
    assert_label("half of it", p, "fair_progress");
    p = say(a, PROFILE_OPENSDG, "2022-06-01");
    assert_int_equal(p->year, 2021);
    assert_label("the newest counts", p, "target_achieved");
    asked_free(a);
}

static void groups_and_silence_have_reasons(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    a->indicator.scale = scale;
    a->indicator.scale_count = COUNT(scale);
    asked_points(a, "2018=C 2020=B");
    asked_target(a, "ordinal", "2026", "A");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++)
        assert_silent("groups", say(a, (enum judge_profile)i, "2021-06-01"), PROFILE_GROUPS);
    asked_free(a);

    a = yearly(1, "");
    asked_target(a, "at_least", "2026", "70");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++)
        assert_silent("no value", say(a, (enum judge_profile)i, "2021-06-01"), PROFILE_NO_YEAR);
    assert_silent("not in force", say(a, PROFILE_SDSN, "2015-06-01"), PROFILE_NOT_YET);
    a->targets[0].retired = true;
    assert_silent("retired", say(a, PROFILE_SDSN, "2021-06-01"), PROFILE_RETIRED);
    asked_free(a);
}

static void without_a_target_the_series_is_judged(void **state)
{
    struct asked *a = yearly(-1, "2014=99 2015=20 2018=19 2019=18 2020=17 2021=16 2022=15");
    struct verdict v;

    (void)state;
    judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), JUDGE_PROFILES_ALL, &v);
    assert_label("opensdg", &v.profiles[PROFILE_OPENSDG], "substantial_progress");
    assert_int_equal(v.profiles[PROFILE_OPENSDG].base_year, 2015);
    assert_string_equal(v.profiles[PROFILE_OPENSDG].rule, "no_target");
    assert_label("destatis", &v.profiles[PROFILE_DESTATIS], "sun");
    assert_silent("sdsn", &v.profiles[PROFILE_SDSN], PROFILE_NO_LEVEL);
    judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), 0, &v);
    assert_false(v.profiles[PROFILE_OPENSDG].wanted);
    a->indicator.retired = true;
    judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), JUDGE_PROFILES_ALL, &v);
    assert_silent("retired", &v.profiles[PROFILE_OPENSDG], PROFILE_RETIRED);
    asked_free(a);
}

/* The natural limit in the good direction, as the catalogue has it. */
static void the_natural_limit_is_taken_without_a_target(void **state)
{
    struct asked *a = yearly(1, "2015=98.77 2022=99.03");
    struct verdict v;

    (void)state;
    judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), JUDGE_PROFILES_ALL, &v);
    assert_label("no limit", &v.profiles[PROFILE_EUROSTAT], "no_progress");
    a->indicator.has_upper = true;
    a->indicator.upper = 100;
    judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), JUDGE_PROFILES_ALL, &v);
    assert_label("near it", &v.profiles[PROFILE_EUROSTAT], "moderate_progress");
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_five_say_something_of_a_level),
        cmocka_unit_test(only_those_wanted_are_there),
        cmocka_unit_test(the_base_year_is_replaced_as_each_method_says),
        cmocka_unit_test(an_arrow_needs_a_value_within_a_year_of_the_base),
        cmocka_unit_test(a_stated_baseline_is_the_base),
        cmocka_unit_test(quarters_are_made_years),
        cmocka_unit_test(the_weather_needs_four_years_in_a_row),
        cmocka_unit_test(each_kind_has_its_table_or_none),
        cmocka_unit_test(peers_are_an_every_year_target),
        cmocka_unit_test(the_weather_looks_at_the_next_station),
        cmocka_unit_test(the_un_chart_stops_at_the_target_year),
        cmocka_unit_test(groups_and_silence_have_reasons),
        cmocka_unit_test(without_a_target_the_series_is_judged),
        cmocka_unit_test(the_natural_limit_is_taken_without_a_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit/queries/judge/question.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* 10 (2016), 70 in 2020, 85 in 2025, 100 in 2030: as the table of kinds has it. */
static struct asked *adoption(const char *points)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "milestones", "2030", "100");

    set_stations(a, target, "2020=70 2025=85");
    set_baseline(target, "2016", "10");
    asked_points(a, points);
    return a;
}

static void the_path_goes_through_the_stations_of_the_target(void **state)
{
    static const struct {
        const char *day;
        double value;
    } rows[] = {
        { "2016-12-31", 10 },  { "2018-12-31", 10 + 60 * 730 / 1461.0 },
        { "2020-12-31", 70 },  { "2025-12-31", 85 },
        { "2030-12-31", 100 }, { "2032-12-31", 100 },
    };
    struct asked *a = adoption("2018=40");

    (void)state;
    ask(a, 0, "2019-06-01");
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value;

        assert_true(judge_path(&a->question, day_of(rows[i].day), &value));
        assert_near(rows[i].day, value, rows[i].value, 1e-9);
    }
    assert_near("40 of 39.98", a->verdict.expected, 10 + 60 * 730 / 1461.0, 1e-9);
    assert_state("on its way to the next station", a->verdict.state, STATE_ON_TRACK);
    asked_free(a);
}

static void each_station_is_judged_at_its_own_date(void **state)
{
    static const struct {
        const char *says, *points, *as_of;
        enum judge_state first, second, target;
        double decided; /* the first */
    } rows[] = {
        { "before both", "2018=40", "2019-06-01", STATE_MEASURING, STATE_MEASURING, STATE_ON_TRACK,
          0 },
        { "on the day itself it is open", "2018=40 2020=71@2020-12-01", "2020-12-31",
          STATE_MEASURING, STATE_MEASURING, STATE_ON_TRACK, 0 },
        { "over, awaiting", "2019=60", "2021-01-01", STATE_DUE, STATE_MEASURING, STATE_ON_TRACK,
          0 },
        { "reached", "2020=70", "2021-06-01", STATE_ACHIEVED, STATE_MEASURING, STATE_ON_TRACK, 70 },
        { "missed, and now on the way", "2020=69.9 2022=80", "2023-06-01", STATE_MISSED,
          STATE_MEASURING, STATE_ON_TRACK, 69.9 },
        { "reached a year late is missed", "2020=60 2021=75", "2022-06-01", STATE_MISSED,
          STATE_MEASURING, STATE_ON_TRACK, 60 },
        { "the goal itself is reached, what was missed stays missed", "2020=60 2024=100",
          "2025-06-01", STATE_MISSED, STATE_MEASURING, STATE_ACHIEVED, 60 },
        { "by the line", "2019=60 2021=90", "2022-06-01", STATE_ACHIEVED, STATE_MEASURING,
          STATE_ON_TRACK, 60 + 30 * 366 / 731.0 },
        { "the final value decides", "2020=60 2025=84 2030=100", "2031-06-01", STATE_MISSED,
          STATE_MISSED, STATE_ACHIEVED, 60 },
        { "all stations reached, the goal not", "2020=70 2025=85 2030=99", "2031-06-01",
          STATE_ACHIEVED, STATE_ACHIEVED, STATE_MISSED, 70 },
        { "nothing is known", "", "2031-06-01", STATE_DUE, STATE_DUE, STATE_DUE, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = adoption(rows[i].points);
        const struct verdict *v = ask(a, 0, rows[i].as_of);

        assert_int_equal(v->milestone_count, 2);
        assert_true(v->milestones[0].own && v->milestones[1].own);
        assert_true(v->milestones[0].on_path && v->milestones[1].on_path);
        assert_string_equal(v->milestones[0].text, "70");
        assert_state(rows[i].says, v->milestones[0].state, rows[i].first);
        assert_state(rows[i].says, v->milestones[1].state, rows[i].second);
        assert_state(rows[i].says, v->state, rows[i].target);
        assert_near(rows[i].says, v->milestones[0].decided_value, rows[i].decided, 1e-9);
        assert_int_equal(v->milestones[0].has_decided,
                         rows[i].first == STATE_ACHIEVED || rows[i].first == STATE_MISSED);
        asked_free(a);
    }
}

static void a_revised_station_is_decided_again(void **state)
{
    struct asked *a = adoption("2020=69.9P 2022=80");

    (void)state;
    assert_state("first", ask(a, 0, "2023-06-01")->milestones[0].state, STATE_MISSED);
    asked_points(a, "2020=70 2022=80");
    assert_state("revised", ask(a, 0, "2023-06-01")->milestones[0].state, STATE_ACHIEVED);
    asked_free(a);
}

static void downwards_a_station_is_a_ceiling(void **state)
{
    struct asked *a = asked_new(-1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "milestones", "2030", "10");
    const struct verdict *v;

    (void)state;
    set_stations(a, target, "2020=40 2025=20");
    set_baseline(target, "2016", "80");
    asked_points(a, "2020=40.1 2025=20");
    v = ask(a, 0, "2026-06-01");
    assert_state("40.1 is not 40", v->milestones[0].state, STATE_MISSED);
    assert_state("20 is", v->milestones[1].state, STATE_ACHIEVED);
    asked_free(a);
}

static void the_tolerance_holds_for_stations_too(void **state)
{
    struct asked *a = adoption("2020=69.9 2025=84.8");
    const struct verdict *v;

    (void)state;
    a->targets[0].tolerance = 0.1;
    v = ask(a, 0, "2026-06-01");
    assert_state("within", v->milestones[0].state, STATE_ACHIEVED);
    assert_state("not within", v->milestones[1].state, STATE_MISSED);
    assert_near("it is shown as stated", v->milestones[0].value, 70, 0);
    assert_true(v->milestones[0].on_path);
    assert_near("the path leads to what is enough", v->enough, 99.9, 1e-12);
    asked_free(a);
}

static void other_targets_of_the_strategy_are_stations_beside_its_own(void **state)
{
    static const struct {
        const char *says, *period, *value;
        size_t count;
        bool first_on_path;
        double in_2020;
    } rows[] = {
        { "between", "2022", "75", 3, true, 70 },
        { "on the same day, asking for more", "2020", "72", 3, false, 72 },
        { "on the same day, asking for less", "2020", "60", 2, true, 70 },
        { "on the same day, asking for the same", "2020", "70", 2, true, 70 },
        { "after the goal", "2032", "100", 2, true, 70 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = adoption("2020=71");
        const struct verdict *v;
        size_t own = 0;
        double value;

        asked_target(a, "at_least", rows[i].period, rows[i].value);
        v = ask(a, 0, "2021-06-01");
        if (v->milestone_count != rows[i].count)
            fail_msg("%s: %zu stations", rows[i].says, v->milestone_count);
        for (size_t k = 0; k < v->milestone_count; k++) {
            const struct judge_milestone *stone = &v->milestones[k];

            own += stone->own;
            if (k > 0)
                assert_true(stone[-1].period.end_day <= stone->period.end_day);
            if (stone->own && !strcmp(stone->text, "70"))
                assert_int_equal(stone->on_path, rows[i].first_on_path);
            if (!stone->own)
                assert_false(stone->has_decided);
        }
        assert_int_equal(own, 2);
        assert_true(judge_path(&a->question, day_of("2020-12-31"), &value));
        assert_near(rows[i].says, value, rows[i].in_2020, 0);
        asked_free(a);
    }
}

static void another_target_goes_through_them_too(void **state)
{
    struct asked *a = adoption("2020=71");
    const struct verdict *v;

    (void)state;
    asked_target(a, "at_least", "2032", "100");
    v = ask(a, 1, "2021-06-01");
    assert_int_equal(v->milestone_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_false(v->milestones[i].own);
    assert_near("the same is expected of both", v->expected, ask(a, 0, "2021-06-01")->expected, 0);
    asked_free(a);
}

static void a_station_before_the_baseline_is_not_on_the_path(void **state)
{
    struct asked *a = adoption("2020=71 2022=80");
    const struct verdict *v;

    (void)state;
    set_baseline(&a->targets[0], "2021", "75");
    v = ask(a, 0, "2023-06-01");
    assert_int_equal(v->milestone_count, 2);
    assert_false(v->milestones[0].on_path);
    assert_state("it is judged all the same", v->milestones[0].state, STATE_ACHIEVED);
    assert_true(v->milestones[1].on_path);
    asked_free(a);
}

static void later_a_hundred_has_stations_with_dates(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "milestones", "after 2025", "100");
    const struct verdict *v;

    (void)state;
    set_stations(a, target, "2020=70 2025=85");
    asked_points(a, "2016=10 2020=60 2025=86");
    v = ask(a, 0, "2040-06-01");
    assert_state("the goal has no date", v->state, STATE_MEASURING);
    assert_state("2020", v->milestones[0].state, STATE_MISSED);
    assert_state("2025", v->milestones[1].state, STATE_ACHIEVED);
    assert_false(v->has_expected || v->has_ratio);
    assert_near("what is left", v->distance, -14, 1e-12);
    asked_free(a);
}

static void a_station_ahead_has_an_outlook_of_its_own(void **state)
{
    struct asked *a = adoption("2016=10 2017=22 2018=30 2019=44 2020=52 2021=61 2022=70");
    struct asked *plain = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v = ask(a, 0, "2023-06-01");
    const struct judge_outlook *next = &v->milestones[1].outlook;

    (void)state;
    /* The same as of a target that asks for just that. */
    set_baseline(asked_target(plain, "at_least", "2025", "85"), "2016", "10");
    asked_points(plain, "2016=10 2017=22 2018=30 2019=44 2020=52 2021=61 2022=70");
    ask(plain, 0, "2023-06-01");
    assert_true(next->has_probability && next->has_pace_needed);
    assert_near("probability", next->probability, plain->verdict.outlook.probability, 1e-12);
    assert_near("pace needed", next->pace_needed, 5, 1e-9);
    assert_true(next->horizon == 3 && v->outlook.horizon == 8);
    assert_false(v->milestones[0].outlook.has_probability);
    asked_free(plain);
    asked_free(a);
}

static void without_stations_it_is_a_level(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    set_baseline(asked_target(a, "milestones", "2026", "100"), "2016", "0");
    asked_points(a, "2026=95");
    assert_state("on track", ask(a, 0, "2026-06-01")->state, STATE_ON_TRACK);
    assert_int_equal(a->verdict.milestone_count, 0);
    assert_null(a->verdict.milestones);
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_goes_through_the_stations_of_the_target),
        cmocka_unit_test(each_station_is_judged_at_its_own_date),
        cmocka_unit_test(a_revised_station_is_decided_again),
        cmocka_unit_test(downwards_a_station_is_a_ceiling),
        cmocka_unit_test(the_tolerance_holds_for_stations_too),
        cmocka_unit_test(other_targets_of_the_strategy_are_stations_beside_its_own),
        cmocka_unit_test(another_target_goes_through_them_too),
        cmocka_unit_test(a_station_before_the_baseline_is_not_on_the_path),
        cmocka_unit_test(later_a_hundred_has_stations_with_dates),
        cmocka_unit_test(a_station_ahead_has_an_outlook_of_its_own),
        cmocka_unit_test(without_stations_it_is_a_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

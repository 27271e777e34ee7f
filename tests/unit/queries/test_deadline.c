#include "unit/queries/judge/question.h"

#include "queries/catalog.h"
#include "queries/deadline.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Two strategies: `old` 2016-2025 with a target on the indicator, `new` 2026-2028, its programme
 * unless a test says otherwise; weekends off. */
struct office {
    struct asked *asked; /* the series; its indicator is not used */
    struct strategy strategies[2];
    struct indicator indicator;
    struct target targets[2];
    struct catalog catalog;
};

static struct office *office_new(enum hd_freq freq, const char *points)
{
    struct office *o = hd_alloc(sizeof *o);

    o->asked = asked_new(1, freq, AGGREGATE_LAST);
    asked_points(o->asked, points);
    o->strategies[0] = (struct strategy){ .code = "old",
                                          .valid_from_day = day_of("2016-12-06"),
                                          .valid_to_day = day_of("2025-12-31") };
    o->strategies[1] = (struct strategy){ .code = "new",
                                          .valid_from_day = day_of("2026-02-27"),
                                          .valid_to_day = day_of("2028-12-31") };
    o->indicator = (struct indicator){ .code = "indicator",
                                       .programme = "new",
                                       .deadline_days = -1,
                                       .grace_days = -1,
                                       .every_years = 1,
                                       .judge = { .frequency = freq } };
    o->targets[0] =
        (struct target){ .strategy = &o->strategies[0], .indicator = &o->indicator, .area = "AZ" };
    o->catalog = (struct catalog){ .strategies = o->strategies,
                                   .strategy_count = 2,
                                   .indicators = &o->indicator,
                                   .indicator_count = 1,
                                   .targets = o->targets,
                                   .target_count = 1,
                                   .calendar = { .weekend = 1u << 6 | 1u << 7 } };
    return o;
}

static void office_free(struct office *o)
{
    asked_free(o->asked);
    free(o);
}

static struct deadline *owed(struct office *o, const char *owed_from, const char *from,
                             const char *to, const char *today, size_t *count)
{
    catalog_link_targets(&o->catalog, &o->asked->arena);
    return deadline_list(&o->catalog, &o->indicator, &o->asked->now.series, day_of(owed_from),
                         day_of(from), day_of(to), day_of(today), &o->asked->arena, count);
}

static void default_days_by_frequency(void **state)
{
    static const struct {
        const char *says;
        enum hd_freq freq;
        const char *day, *due, *grace;
    } rows[] = {
        { "a year: 90 days, of a leap year", HD_FREQ_A, "2027-12-31", "2028-03-30", "2028-04-13" },
        { "a half-year: 60 days, a Saturday", HD_FREQ_S, "2026-06-30", "2026-08-31", "2026-09-14" },
        { "a quarter: 45 days, a Saturday", HD_FREQ_Q, "2026-09-30", "2026-11-16", "2026-11-30" },
        { "a month: 30 days", HD_FREQ_M, "2026-09-30", "2026-10-30", "2026-11-13" },
        { "February of a leap year", HD_FREQ_M, "2028-02-29", "2028-03-30", "2028-04-13" },
        { "a week: 10 days", HD_FREQ_W, "2026-10-04", "2026-10-14", "2026-10-28" },
        { "a day: 3 days", HD_FREQ_D, "2026-10-05", "2026-10-08", "2026-10-22" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_new(rows[i].freq, "");
        size_t count;
        struct deadline *list =
            owed(o, "2016-01-01", rows[i].day, rows[i].day, "2026-11-01", &count);

        if (count != 1 || list->period.end_day != day_of(rows[i].day))
            fail_msg("%s: %zu deadlines", rows[i].says, count);
        if (list->due_day != day_of(rows[i].due) || list->grace_day != day_of(rows[i].grace))
            fail_msg("%s", rows[i].says);
        assert_int_equal(list->escalate_day, list->due_day + 30);
        assert_string_equal(list->area, "AZ");
        office_free(o);
    }
}

static void the_indicators_own_rule_and_holidays_move_the_day(void **state)
{
    struct office *o = office_new(HD_FREQ_Q, "");
    struct deadline *list;
    size_t count;

    (void)state;
    o->indicator.deadline_days = 30;
    o->indicator.grace_days = 7;
    o->catalog.calendar.holidays =
        hd_arena_alloc(&o->asked->arena, sizeof *o->catalog.calendar.holidays);
    o->catalog.calendar.holiday_count = 1;
    o->catalog.calendar.holidays[0].day = day_of("2026-10-30");
    list = owed(o, "2026-01-01", "2026-09-30", "2026-09-30", "2026-11-01", &count);
    assert_int_equal(count, 1);
    assert_int_equal(list->due_day, day_of("2026-11-02"));
    assert_int_equal(list->grace_day, day_of("2026-11-09"));
    office_free(o);
}

static void freshness_follows_the_calendar(void **state)
{
    static const struct {
        const char *says, *today;
        enum freshness freshness;
        int days_late;
    } rows[] = {
        { "long before", "2026-10-01", FRESHNESS_NOT_DUE, 0 },
        { "the day before", "2026-11-15", FRESHNESS_NOT_DUE, 0 },
        { "the due day", "2026-11-16", FRESHNESS_DUE, 0 },
        { "the day after", "2026-11-17", FRESHNESS_GRACE, 1 },
        { "the last day of grace", "2026-11-30", FRESHNESS_GRACE, 14 },
        { "past it", "2026-12-01", FRESHNESS_OVERDUE, 15 },
    };
    struct office *o = office_new(HD_FREQ_Q, "2026-Q2=5");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t count;
        struct deadline *list =
            owed(o, "2026-01-01", "2026-09-30", "2026-09-30", rows[i].today, &count);

        assert_int_equal(count, 1);
        if (list->freshness != rows[i].freshness || list->days_late != rows[i].days_late)
            fail_msg("%s: %s, %d days", rows[i].says, freshness_word(list->freshness),
                     list->days_late);
        assert_false(list->received);
    }
    office_free(o);
}

static void what_answers_a_deadline(void **state)
{
    static const struct {
        const char *says, *points;
        bool received;
        enum freshness freshness;
        int days_late;
    } rows[] = {
        { "nothing", "2026-Q2=5", false, FRESHNESS_OVERDUE, 25 },
        { "the value", "2026-Q3=5@2026-11-10", true, FRESHNESS_NOT_DUE, 0 },
        { "the value, late", "2026-Q3=5@2026-11-20", true, FRESHNESS_NOT_DUE, 4 },
        { "a provisional value", "2026-Q3=5P@2026-11-10", true, FRESHNESS_NOT_DUE, 0 },
        { "the month that ends with it", "2026-09=5@2026-11-10", true, FRESHNESS_NOT_DUE, 0 },
        { "not another month", "2026-08=5@2026-11-10", false, FRESHNESS_OVERDUE, 25 },
        { "not a later period", "2026-Q4=5@2026-11-10", false, FRESHNESS_OVERDUE, 25 },
        { "not a forecast", "2026-Q3=5F@2026-11-10", false, FRESHNESS_OVERDUE, 25 },
        { "declared missing", "2026-Q3=-@2026-11-10", true, FRESHNESS_DECLARED_MISSING, 0 },
        { "a missing month is no answer", "2026-09=-@2026-11-10", false, FRESHNESS_OVERDUE, 25 },
        { "a month came, the quarter is declared missing", "2026-09=5@2026-11-10 2026-Q3=-", true,
          FRESHNESS_NOT_DUE, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_new(HD_FREQ_Q, rows[i].points);
        size_t count;
        struct deadline *list =
            owed(o, "2026-01-01", "2026-09-30", "2026-09-30", "2026-12-11", &count);

        assert_int_equal(count, 1);
        if (list->received != rows[i].received || list->freshness != rows[i].freshness ||
            list->days_late != rows[i].days_late)
            fail_msg("%s: %s, %d days", rows[i].says, freshness_word(list->freshness),
                     list->days_late);
        office_free(o);
    }
}

static void who_owes_and_for_which_periods(void **state)
{
    static const struct {
        const char *says, *programme, *area, *owed_from, *from, *to;
        bool retired;
        size_t count;
    } rows[] = {
        { "quarters of a strategy in force", "none", "AZ", "2016-01-01", "2025-01-01", "2025-12-31",
          false, 4 },
        { "its last period ends with it", "none", "AZ", "2016-01-01", "2025-12-31", "2026-12-31",
          false, 1 },
        { "none after it", "none", "AZ", "2016-01-01", "2026-01-01", "2027-12-31", false, 0 },
        { "none before it", "none", "AZ", "2000-01-01", "2016-01-01", "2016-12-30", false, 0 },
        { "the programme owes as well", "new", "AZ", "2016-01-01", "2026-01-01", "2026-12-31",
          false, 4 },
        { "nothing from before installation: due days decide", "new", "AZ", "2026-11-01",
          "2025-01-01", "2026-12-31", false, 2 },
        { "a due day on the day of installation is owed", "new", "AZ", "2026-11-16", "2026-01-01",
          "2026-12-31", false, 2 },
        { "a day later it is not", "new", "AZ", "2026-11-17", "2026-01-01", "2026-12-31", false,
          1 },
        { "another country owes nothing", "new", "KZ", "2016-01-01", "2024-01-01", "2026-12-31",
          false, 0 },
        { "a retired indicator owes nothing", "new", "AZ", "2016-01-01", "2024-01-01", "2026-12-31",
          true, 0 },
        { "a range without a whole end", "new", "AZ", "2016-01-01", "2026-10-01", "2026-12-30",
          false, 0 },
        { "an empty range", "new", "AZ", "2016-01-01", "2026-12-31", "2026-01-01", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_new(HD_FREQ_Q, "");
        size_t count;

        o->indicator.programme = rows[i].programme;
        o->indicator.judge.retired = rows[i].retired;
        o->asked->now.series.area = rows[i].area;
        owed(o, rows[i].owed_from, rows[i].from, rows[i].to, "2026-12-11", &count);
        if (count != rows[i].count)
            fail_msg("%s: %zu", rows[i].says, count);
        office_free(o);
    }
}

static void a_target_on_one_breakdown_owes_for_that_alone(void **state)
{
    struct office *o = office_new(HD_FREQ_Q, "");
    size_t count;

    (void)state;
    o->indicator.programme = "none";
    o->targets[0].breakdown = "women";
    owed(o, "2016-01-01", "2025-01-01", "2025-12-31", "2025-12-11", &count);
    assert_int_equal(count, 0);
    o->asked->now.series.breakdown = "women";
    owed(o, "2016-01-01", "2025-01-01", "2025-12-31", "2025-12-11", &count);
    assert_int_equal(count, 4);
    o->targets[0].breakdown = NULL;
    o->asked->now.series.breakdown = "men";
    owed(o, "2016-01-01", "2025-01-01", "2025-12-31", "2025-12-11", &count);
    assert_int_equal(count, 4);
    office_free(o);
}

static void an_index_of_every_second_year_keeps_step_with_its_last_edition(void **state)
{
    static const struct {
        const char *says, *points;
        int every, years[4];
    } rows[] = {
        { "even years", "2020=1 2022=2", 2, { 2024, 2026, 2028 } },
        { "odd years", "2021=1", 2, { 2023, 2025, 2027 } },
        { "a missing edition does not shift it", "2022=2 2023=-", 2, { 2024, 2026, 2028 } },
        { "every third", "2022=2", 3, { 2025, 2028 } },
        { "none yet", "", 2, { 2024, 2026, 2028 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct office *o = office_new(HD_FREQ_A, rows[i].points);
        struct deadline *list;
        size_t count;

        o->strategies[1].valid_from_day = day_of("2023-01-01");
        o->indicator.every_years = rows[i].every;
        list = owed(o, "2016-01-01", "2023-01-01", "2028-12-31", "2026-12-11", &count);
        for (size_t j = 0; j < count; j++) {
            if (hd_day_civil(list[j].period.end_day).year != rows[i].years[j])
                fail_msg("%s: %d", rows[i].says, hd_day_civil(list[j].period.end_day).year);
        }
        assert_true(count == 4 || rows[i].years[count] == 0);
        office_free(o);
    }
}

static void the_words_of_freshness(void **state)
{
    (void)state;
    assert_string_equal(freshness_word(FRESHNESS_NOT_DUE), "not_due");
    assert_string_equal(freshness_word(FRESHNESS_DUE), "due");
    assert_string_equal(freshness_word(FRESHNESS_GRACE), "grace");
    assert_string_equal(freshness_word(FRESHNESS_OVERDUE), "overdue");
    assert_string_equal(freshness_word(FRESHNESS_DECLARED_MISSING), "declared_missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_days_by_frequency),
        cmocka_unit_test(the_indicators_own_rule_and_holidays_move_the_day),
        cmocka_unit_test(freshness_follows_the_calendar),
        cmocka_unit_test(what_answers_a_deadline),
        cmocka_unit_test(who_owes_and_for_which_periods),
        cmocka_unit_test(a_target_on_one_breakdown_owes_for_that_alone),
        cmocka_unit_test(an_index_of_every_second_year_keeps_step_with_its_last_edition),
        cmocka_unit_test(the_words_of_freshness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

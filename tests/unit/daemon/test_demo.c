#include "tests/unit/queries/office.h"

#include "daemon/demo.h"

/* The shipped catalogue, the published values, and the invented ones on top. */

struct demo_office {
    struct office *office;
    struct hd_arena arena;
    struct demo_plan plan;
    struct picture *published;
};

static struct picture *picture_now(struct office *office, int32_t owed_from_day)
{
    int32_t today = hd_zone_day(office->zone, office->at_ms);
    struct picture_options options = {
        .current = true,
        .zone = office->zone,
        .now_at_ms = office->at_ms,
        .as_of_day = today,
        .cutoff_at_ms = hd_zone_at_ms(office->zone, today + 1, 0),
        .owed_from_day = owed_from_day,
    };
    struct picture *picture;
    struct hd_error err;

    office_ok(picture_build(office->reader, &options, &picture, &err), &err);
    return picture;
}

static struct demo_office *open_demo(const char *today)
{
    struct demo_office *demo = calloc(1, sizeof *demo);

    demo->office = office_open(today);
    office_catalog(demo->office, SHIPPED, false);
    office_load(demo->office, SHIPPED "/sample/observations.csv");
    office_load(demo->office, SHIPPED "/sample/history.csv");
    demo->published = picture_now(demo->office, 0);
    demo->plan = demo_make(demo->published, demo->office->zone, &demo->arena);
    for (size_t i = 0; i < demo->plan.count; i++)
        office_put_rows(demo->office, demo->plan.submissions[i], demo->plan.submissions[i].rows,
                        demo->plan.submissions[i].count);
    return demo;
}

static int close_demo(void **state)
{
    struct demo_office *demo = *state;

    picture_drop(&demo->published);
    hd_arena_clear(&demo->arena);
    office_close(demo->office);
    free(demo);
    return 0;
}

static int open_2026(void **state)
{
    *state = open_demo("2026-11-21");
    return 0;
}

static int open_2027(void **state)
{
    *state = open_demo("2027-03-02");
    return 0;
}

static void every_state_can_be_seen(void **state)
{
    static const enum judge_state seen[] = {
        STATE_ACHIEVED, STATE_ON_TRACK,  STATE_AT_RISK,     STATE_OFF_TRACK, STATE_MISSED,
        STATE_DUE,      STATE_MEASURING, STATE_NOT_STARTED, STATE_NO_DATA,
    };
    struct demo_office *demo = *state;
    struct picture *picture = picture_now(demo->office, demo->plan.owed_from_day);
    struct status_counts counts;

    picture_count(picture, NULL, &counts);
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].invented)
            print_message("%-12s %-60s %s\n", judge_state_word(picture->rows[i].verdict.state),
                          picture->rows[i].target ? picture->rows[i].target->judge.id
                                                  : picture->rows[i].indicator->code,
                          freshness_word(picture->rows[i].freshness));
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        if (counts.by_state[seen[i]] == 0)
            fail_msg("nothing is %s", judge_state_word(seen[i]));
    picture_drop(&picture);
}

static void something_is_overdue_and_most_is_not(void **state)
{
    struct demo_office *demo = *state;
    struct picture *picture = picture_now(demo->office, demo->plan.owed_from_day);

    assert_true(picture->overdue_count >= 1);
    assert_true(picture->overdue_count <= 4);
    picture_drop(&picture);
}

static void a_revision_and_a_correction_stand_among_the_changes(void **state)
{
    struct demo_office *demo = *state;
    struct picture *picture = picture_now(demo->office, 0);

    assert_int_equal(picture->change_count, 2);
    assert_string_equal(picture->changes[0].verb, "correct");
    assert_string_equal(picture->changes[1].verb, "revise");
    assert_true(*picture->changes[0].reason);
    assert_string_not_equal(picture->changes[0].old_value, picture->changes[0].new_value);
    picture_drop(&picture);
}

static void everything_invented_is_marked(void **state)
{
    struct demo_office *demo = *state;
    struct picture *picture = picture_now(demo->office, 0);
    size_t invented = 0;

    assert_false(demo->published->demo);
    assert_true(picture->demo);
    for (size_t i = 0; i < picture->row_count; i++)
        invented += picture->rows[i].invented && picture->rows[i].headline;
    assert_true(invented >= 12);
    for (size_t i = 0; i < demo->plan.count; i++)
        assert_true(demo->plan.submissions[i].invented);
    picture_drop(&picture);
}

static void no_published_value_is_replaced(void **state)
{
    struct demo_office *demo = *state;

    for (size_t i = 0; i < demo->plan.count; i++)
        for (size_t k = 0; k < demo->plan.submissions[i].count; k++) {
            const struct submission_row *row = &demo->plan.submissions[i].rows[k];
            const struct judge_series *series =
                picture_series(demo->published, row->indicator, row->area, row->breakdown);

            for (size_t p = 0; series && p < series->count; p++)
                assert_false(hd_period_equal(series->points[p].period, row->period));
        }
}

static void what_the_published_values_decided_stays_decided(void **state)
{
    struct demo_office *demo = *state;
    struct picture *picture = picture_now(demo->office, 0);

    for (size_t i = 0; i < demo->published->row_count; i++) {
        const struct status_row *before = &demo->published->rows[i], *after;

        if (!before->target || !before->verdict.closed || before->verdict.state == STATE_DUE)
            continue;
        after = office_row(picture, before->target->judge.id);
        assert_int_equal(after->verdict.state, before->verdict.state);
    }
    picture_drop(&picture);
}

static void values_lie_within_natural_limits_and_keep_their_decimals(void **state)
{
    struct demo_office *demo = *state;

    for (size_t i = 0; i < demo->plan.count; i++)
        for (size_t k = 0; k < demo->plan.submissions[i].count; k++) {
            const struct submission_row *row = &demo->plan.submissions[i].rows[k];
            const struct indicator *indicator =
                catalog_indicator(demo->published->catalog, row->indicator);
            const char *point = strchr(row->value, '.');
            double value = hd_decimal_double(row->value);

            assert_true(hd_decimal_valid(row->value, strlen(row->value)));
            assert_int_equal(point ? strlen(point + 1) : 0, indicator->decimals);
            assert_false(indicator->judge.has_upper && value > indicator->judge.upper);
            assert_false(indicator->judge.has_lower && value < indicator->judge.lower);
            assert_true(row->published_at_ms <= demo->office->at_ms);
        }
}

static void the_past_can_be_asked_for(void **state)
{
    struct demo_office *demo = *state;
    struct picture *then = office_picture(demo->office, "2024-06-30");
    const struct judge_series *series = picture_series(then, "cashless-share", "AZ", NULL);

    assert_non_null(series);
    assert_int_equal(series->points[series->count - 1].period.end_day, office_day("2024-03-31"));
    picture_drop(&then);
}

static void the_same_picture_gives_the_same_plan(void **state)
{
    struct demo_office *demo = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct demo_plan again = demo_make(demo->published, demo->office->zone, &arena);

    assert_int_equal(again.count, demo->plan.count);
    for (size_t i = 0; i < again.count; i++) {
        assert_int_equal(again.submissions[i].count, demo->plan.submissions[i].count);
        for (size_t k = 0; k < again.submissions[i].count; k++)
            assert_string_equal(again.submissions[i].rows[k].value,
                                demo->plan.submissions[i].rows[k].value);
    }
}

#define FACTS_OF(name)                                                                             \
    cmocka_unit_test_setup_teardown(name, open_2026, close_demo),                                  \
        cmocka_unit_test_setup_teardown(name, open_2027, close_demo)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACTS_OF(every_state_can_be_seen),
        FACTS_OF(something_is_overdue_and_most_is_not),
        FACTS_OF(a_revision_and_a_correction_stand_among_the_changes),
        FACTS_OF(everything_invented_is_marked),
        FACTS_OF(no_published_value_is_replaced),
        FACTS_OF(what_the_published_values_decided_stays_decided),
        FACTS_OF(values_lie_within_natural_limits_and_keep_their_decimals),
        FACTS_OF(the_past_can_be_asked_for),
        FACTS_OF(the_same_picture_gives_the_same_plan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

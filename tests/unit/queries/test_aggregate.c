#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "queries/aggregate.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- percents ---- */

static void percents_sum_to_a_hundred(void **state)
{
    static const struct {
        const char *says;
        size_t counts[PROFILE_LABELS];
        int percents[PROFILE_LABELS];
    } rows[] = {
        { "exact", { 1, 1, 2, 0, 0 }, { 25, 25, 50, 0, 0 } },
        { "one is all", { 0, 7, 0, 0, 0 }, { 0, 100, 0, 0, 0 } },
        { "thirds: the first of equals gets the rest", { 1, 1, 1, 0, 0 }, { 34, 33, 33, 0, 0 } },
        { "sixths: the larger remainders", { 1, 2, 3, 0, 0 }, { 17, 33, 50, 0, 0 } },
        { "the larger remainder wins over the larger count",
          { 2, 4, 1, 0, 0 },
          { 29, 57, 14, 0, 0 } },
        { "of equal remainders the larger count", { 1, 0, 3, 4, 0 }, { 12, 0, 38, 50, 0 } },
        { "all five", { 1, 1, 1, 1, 2 }, { 17, 17, 17, 16, 33 } },
        { "many", { 333, 333, 334, 0, 0 }, { 33, 33, 34, 0, 0 } },
        { "a thousandth is nothing", { 999, 1, 0, 0, 0 }, { 100, 0, 0, 0, 0 } },
        { "nothing is nothing", { 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int percents[PROFILE_LABELS];

        aggregate_percents(rows[i].counts, PROFILE_LABELS, percents);
        for (size_t k = 0; k < PROFILE_LABELS; k++)
            if (percents[k] != rows[i].percents[k])
                fail_msg("%s: %d at %zu", rows[i].says, percents[k], k);
    }
}

static void every_small_distribution_sums_to_a_hundred(void **state)
{
    (void)state;
    for (size_t n = 1; n < 6 * 6 * 6 * 6 * 6; n++) {
        size_t counts[] = { n % 6, n / 6 % 6, n / 36 % 6, n / 216 % 6, n / 1296 };
        size_t total = counts[0] + counts[1] + counts[2] + counts[3] + counts[4];
        int percents[COUNT(counts)], sum = 0;

        aggregate_percents(counts, COUNT(counts), percents);
        for (size_t i = 0; i < COUNT(counts); i++) {
            int down = (int)(counts[i] * 100 / total);

            assert_true(percents[i] == down || percents[i] == down + 1);
            assert_true(counts[i] || !percents[i]);
            sum += percents[i];
        }
        assert_int_equal(sum, 100);
    }
}

/* ---- a picture made by hand ---- */

struct said {
    const char *label;
    double score;
};

struct made_row {
    int strategy;
    const char *priority;
    struct said said[2]; /* by Open SDG, by Destatis; label NULL: nothing */
    bool retired;
};

#define ROWS 8

struct made {
    struct hd_arena arena;
    struct strategy strategies[2];
    struct target target;
    struct indicator indicators[ROWS];
    struct status_row rows[ROWS];
    struct picture picture;
};

static const enum judge_profile shown[] = { PROFILE_OPENSDG, PROFILE_DESTATIS };

static void make_row(struct made *made, const struct made_row *row)
{
    size_t at = made->picture.row_count++;
    struct status_row *out = &made->rows[at];

    made->indicators[at].priority = row->priority;
    *out = (struct status_row){ .target = &made->target,
                                .strategy = &made->strategies[row->strategy],
                                .indicator = &made->indicators[at] };
    out->verdict.state = row->retired ? STATE_RETIRED : STATE_ON_TRACK;
    for (size_t i = 0; i < COUNT(shown); i++)
        out->verdict.profiles[shown[i]] = (struct judge_assessment){
            .wanted = true,
            .label = row->said[i].label,
            .reason = row->said[i].label ? NULL : "it has none",
            .has_score = row->said[i].label && shown[i] == PROFILE_OPENSDG,
            .score = row->said[i].score,
        };
}

static struct aggregates aggregate(struct made *made, const struct made_row *rows, size_t count)
{
    made->strategies[0].code = "first";
    made->strategies[1].code = "second";
    made->picture.rows = made->rows;
    for (size_t i = 0; i < count; i++)
        make_row(made, &rows[i]);
    return aggregate_picture(&made->picture, &made->arena);
}

static const struct aggregate *find(const struct aggregates *all, const char *strategy,
                                    const char *priority, enum judge_profile profile)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct aggregate *a = &all->items[i];

        if (!strcmp(a->strategy->code, strategy) && a->profile == profile &&
            (priority ? a->priority && !strcmp(a->priority, priority) : !a->priority))
            return a;
    }
    fail_msg("nothing about %s %s", strategy, priority ? priority : "");
    return NULL;
}

static void strategies_and_priorities_are_told_apart(void **state)
{
    static const struct made_row rows[] = {
        { 0, "A", { { "target_achieved", 5 }, { "sun", 0 } }, false },
        { 0, "A", { { "deterioration", -5 }, { "thunderstorm", 0 } }, false },
        { 0, "B", { { "moderate_progress", 1.5 }, { NULL, 0 } }, false },
        { 0, NULL, { { NULL, 0 }, { "cloud", 0 } }, false },
        { 0, "B", { { "deterioration", -5 }, { "cloud", 0 } }, true },
        { 1, "A", { { "target_achieved", 5 }, { "sun", 0 } }, false },
    };
    struct made made = { 0 };
    struct aggregates all = aggregate(&made, rows, COUNT(rows));
    const struct aggregate *a = find(&all, "first", NULL, PROFILE_OPENSDG);

    (void)state;
    assert_int_equal(all.count, 2 * (3 + 2));
    assert_int_equal(a->targets, 4);
    assert_int_equal(a->assessed, 3);
    assert_true(a->has_score);
    assert_float_equal(a->score, 0.5, 1e-12);
    assert_string_equal(a->label, "moderate_progress");
    assert_string_equal(a->worst, "deterioration");
    assert_int_equal(a->share_count, 5);
    assert_string_equal(a->shares[0].label, "target_achieved");
    assert_int_equal(a->shares[0].percent, 34);
    assert_int_equal(a->shares[4].percent, 33);

    a = find(&all, "first", "B", PROFILE_OPENSDG);
    assert_int_equal(a->targets, 1); /* the retired one is not followed */
    assert_string_equal(a->worst, "moderate_progress");

    a = find(&all, "first", NULL, PROFILE_DESTATIS);
    assert_int_equal(a->assessed, 3);
    assert_false(a->has_score);
    assert_null(a->label);
    assert_string_equal(a->worst, "thunderstorm");

    a = find(&all, "second", "A", PROFILE_OPENSDG);
    assert_string_equal(a->label, "target_achieved");
    assert_ptr_equal(all.items[0].strategy, &made.strategies[0]);
    assert_null(all.items[0].priority);
    hd_arena_clear(&made.arena);
}

static void nothing_said_is_nothing_counted(void **state)
{
    static const struct made_row rows[] = {
        { 0, NULL, { { "not_available", 0 }, { NULL, 0 } }, false },
    };
    struct made made = { 0 };
    struct aggregates all;
    const struct aggregate *a;

    (void)state;
    all = aggregate(&made, rows, COUNT(rows));
    made.rows[0].verdict.profiles[PROFILE_OPENSDG].reason = "why not";
    made.rows[0].verdict.profiles[PROFILE_OPENSDG].has_score = false;
    all = aggregate_picture(&made.picture, &made.arena);
    a = find(&all, "first", NULL, PROFILE_OPENSDG);
    assert_int_equal(a->targets, 1);
    assert_int_equal(a->assessed, 0);
    assert_false(a->has_score);
    assert_null(a->label);
    assert_null(a->worst);
    assert_int_equal(a->shares[0].percent, 0);
    hd_arena_clear(&made.arena);
}

static void a_goal_without_enough_arrows_has_none(void **state)
{
    static const struct made_row rows[] = {
        { 0, NULL, { { NULL, 0 }, { NULL, 0 } }, false },
        { 0, NULL, { { NULL, 0 }, { NULL, 0 } }, false },
        { 0, NULL, { { NULL, 0 }, { NULL, 0 } }, false },
        { 0, NULL, { { NULL, 0 }, { NULL, 0 } }, false },
    };
    struct made made = { 0 };
    struct aggregates all = aggregate(&made, rows, COUNT(rows));
    const struct aggregate *a;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        made.rows[i].verdict.profiles[PROFILE_SDSN] =
            (struct judge_assessment){ .wanted = true,
                                       .label = i < 2 ? "stagnating" : NULL,
                                       .reason = i < 2 ? NULL : "none",
                                       .has_score = i < 2,
                                       .score = 1.5 };
    all = aggregate_picture(&made.picture, &made.arena);
    a = find(&all, "first", NULL, PROFILE_SDSN);
    assert_true(a->has_score);
    assert_null(a->label);
    made.rows[2].verdict.profiles[PROFILE_SDSN] = made.rows[0].verdict.profiles[PROFILE_SDSN];
    all = aggregate_picture(&made.picture, &made.arena);
    assert_string_equal(find(&all, "first", NULL, PROFILE_SDSN)->label, "stagnating");
    hd_arena_clear(&made.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percents_sum_to_a_hundred),
        cmocka_unit_test(every_small_distribution_sums_to_a_hundred),
        cmocka_unit_test(strategies_and_priorities_are_told_apart),
        cmocka_unit_test(nothing_said_is_nothing_counted),
        cmocka_unit_test(a_goal_without_enough_arrows_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit/queries/judge/question.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the strategies' own cases ---- */

static struct asked *broadband_speed(void)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_MEAN);

    asked_points(a, "2016=3.6@2016-12-06 2022-01=12.81B@2026-02-27 2026-01=90@2026-02-27");
    asked_start(a, "2016=3.6@2016-12-06");
    asked_target(a, "at_least", "2020", "20");
    asked_target(a, "at_least", "2025", "50");
    return a;
}

static void broadband_2020_was_missed_on_the_line_between_2016_and_2022(void **state)
{
    struct asked *a = broadband_speed();
    const struct verdict *v = ask(a, 0, "2026-03-31");

    (void)state;
    assert_state("2020", v->state, STATE_MISSED);
    assert_int_equal(v->decision, DECIDED_INTERPOLATED);
    assert_near("10.846 at 2020-12-31", v->decided_value, 10.846, 0.0005);
    assert_int_equal(v->left_period.end_day, day_of("2016-12-31"));
    assert_int_equal(v->right_period.end_day, day_of("2022-01-31"));
    assert_true(v->break_between);
    assert_int_equal(v->since_day, day_of("2026-02-27"));
    asked_free(a);
}

static void broadband_2025_was_achieved_at_88_362(void **state)
{
    struct asked *a = broadband_speed();
    const struct verdict *v = ask(a, 1, "2026-03-31");

    (void)state;
    assert_state("2025", v->state, STATE_ACHIEVED);
    assert_int_equal(v->decision, DECIDED_INTERPOLATED);
    assert_near("88.362", v->decided_value, 88.362, 0.0005);
    assert_string_equal(v->left_text, "12.81");
    assert_string_equal(v->right_text, "90");
    assert_near("expected", v->expected, 50, 0);
    assert_near("gap", v->gap, 40, 1e-12);
    assert_near("progress", v->progress, 86.4 / 46.4, 1e-12);
    assert_near("ratio", v->ratio, 86.4 / 46.4, 1e-12);
    assert_false(v->has_lag);
    assert_int_equal(v->baseline_source, BASELINE_FIRST);
    asked_free(a);
}

static void cashless_with_its_baseline_alone_is_due_never_missed(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2016=8@2016-12-06");
    asked_start(a, "2016=8@2016-12-06");
    asked_target(a, "at_least", "2020", "30");
    asked_target(a, "at_least", "2025", "50");
    asked_target(a, "at_least", "after 2025", "80");
    for (size_t i = 0; i < 2; i++) {
        assert_state("closed", ask(a, i, "2026-03-31")->state, STATE_DUE);
        assert_false(a->verdict.has_decided);
        assert_int_equal(a->verdict.since_day, a->targets[i].due.end_day + 1);
    }
    assert_state("undated", ask(a, 2, "2026-03-31")->state, STATE_MEASURING);
    assert_int_equal(a->verdict.cause, CAUSE_UNDATED);
    assert_state("open", ask(a, 0, "2018-03-31")->state, STATE_NOT_STARTED);
    asked_free(a);
}

static void maturity_group_a_is_reached_without_a_date(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    a->indicator.scale = scale;
    a->indicator.scale_count = COUNT(scale);
    asked_points(a, "2020=B@2025-01-16 2022=A@2025-01-16");
    asked_target(a, "ordinal", "after 2025", "A")->valid_from_day = day_of("2025-01-16");
    assert_state("A reached", ask(a, 0, "2026-03-31")->state, STATE_ACHIEVED);
    asked_free(a);
}

static void coverage_known_only_a_month_later_decides_by_that_alone(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2026-01=100E@2026-02-27");
    asked_start(a, "");
    asked_target(a, "at_least", "2020", "70");
    asked_target(a, "at_least", "2025", "95");
    assert_state("2025", ask(a, 1, "2026-03-31")->state, STATE_ACHIEVED);
    assert_int_equal(a->verdict.decision, DECIDED_LATER);
    assert_string_equal(a->verdict.decided_text, "100");
    assert_true(a->verdict.provisional);
    assert_state("2020: later than a year", ask(a, 0, "2026-03-31")->state, STATE_DUE);
    asked_free(a);
}

static void sample_indicator_expects_64_2_and_is_at_risk(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2024-Q4=52 2026-Q3=63.2");
    set_baseline(asked_target(a, "at_least", "2028", "80"), "2024-Q4", "52");
    v = ask(a, 0, "2026-11-21");
    assert_state("sample", v->state, STATE_AT_RISK);
    assert_near("expected", v->expected, 64.2, 0.05);
    assert_near("ratio", v->ratio, 0.92, 0.005);
    assert_near("progress", v->progress, 0.40, 1e-9);
    assert_int_equal(v->since_day, day_of("2026-11-14"));
    asked_free(a);
}

static void cashless_behind_by_five_points_is_fifteen_months_late(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2016=8 2024-Q4=41.0");
    asked_target(a, "at_least", "2020", "30");
    asked_target(a, "at_least", "2025", "50");
    v = ask(a, 1, "2025-03-31");
    assert_near("expected", v->expected, 46.0, 0.01);
    assert_near("gap", v->gap, -5.0, 0.01);
    assert_true(v->has_lag && !v->lag_more_than);
    assert_int_equal(v->lag_months, 15);
    assert_int_equal(v->milestone_count, 1);
    assert_string_equal(v->milestones[0].text, "30");
    asked_free(a);
}

/* ---- properties over made-up series; the generator is seeded, so a failure repeats ---- */

#define CASES 4000

struct random {
    uint64_t state;
};

static int pick(struct random *r, int low, int high)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return low + (int)(r->state % (uint64_t)(high - low + 1));
}

/* A whole question in whole numbers, so that it can be moved, scaled and mirrored exactly. */
struct made {
    int direction, count, baseline, goal, station, change;
    bool has_station, dated;
    enum judge_kind kind;
    enum judge_curve curve;
    enum judge_aggregation aggregation;
    enum hd_freq freq;
    int year, due_year, as_of_year, as_of_month;
    struct {
        int place, value;
        char status;
    } points[40];
};

static bool is_level(enum judge_kind kind)
{
    return kind == JUDGE_AT_LEAST || kind == JUDGE_AT_MOST;
}

static struct made make(struct random *r)
{
    static const enum judge_kind kinds[] = { JUDGE_AT_LEAST,         JUDGE_AT_MOST,
                                             JUDGE_AT_LEAST,         JUDGE_AT_MOST,
                                             JUDGE_ANNUAL_INCREMENT, JUDGE_RELATIVE_CHANGE,
                                             JUDGE_MAINTAIN,         JUDGE_DIRECTIONAL };
    static const char statuses[] = "AAAAAAAPEBF";
    struct made m = { .kind = kinds[pick(r, 0, 7)], .curve = (enum judge_curve)pick(r, 0, 2) };
    int place;

    m.direction = m.kind == JUDGE_AT_LEAST  ? 1
                  : m.kind == JUDGE_AT_MOST ? -1
                                            : pick(r, 0, 1) * 2 - 1;
    m.aggregation = (enum judge_aggregation)pick(r, 0, 2);
    m.freq = pick(r, 0, 1) ? HD_FREQ_Q : HD_FREQ_A;
    m.year = pick(r, 1960, 2020);
    m.due_year = m.year + pick(r, 1, 12);
    m.as_of_year = m.year + pick(r, 0, 14);
    m.as_of_month = pick(r, 1, 12);
    m.dated = pick(r, 0, 9) > 0;
    m.baseline = pick(r, 1, 99);
    m.goal = m.direction > 0 ? pick(r, m.baseline, 100) : pick(r, 1, m.baseline);
    m.change = m.direction * pick(r, 1, 50);
    m.has_station = pick(r, 0, 1) && is_level(m.kind);
    m.station = pick(r, 1, 99);
    place = pick(r, 0, 8);
    for (m.count = 0; m.count < 24; m.count++) {
        m.points[m.count].place = place;
        m.points[m.count].value = pick(r, 1, 99);
        m.points[m.count].status = statuses[pick(r, 0, 10)];
        place += pick(r, 0, 3) ? 1 : pick(r, 2, 6);
        if (pick(r, 0, 12) == 0)
            break;
    }
    return m;
}

struct twist { /* what is done to all numbers and years */
    int years;
    double factor, offset;
};

static const char *number_text(struct asked *a, struct twist t, int number)
{
    return hd_arena_printf(&a->arena, "%.10g", t.offset + t.factor * number);
}

static struct hd_period place_period(const struct made *m, struct twist t, int place)
{
    int per_year = hd_freq_per_year(m->freq), year = m->year - 1 + t.years + place / per_year;
    int month = 12 / per_year * (place % per_year) + 1;

    return hd_period_containing(m->freq, hd_day_from_civil(year, month, 1));
}

static struct hd_period year_period(int year)
{
    return hd_period_containing(HD_FREQ_A, hd_day_from_civil(year, 1, 1));
}

static void add_target(struct asked *a, const struct made *m, struct twist t, int due_year,
                       int number, int direction)
{
    struct judge_target *target = &a->targets[a->question.target_count++];

    *target = (struct judge_target){
        .kind = m->kind,
        .dated = m->dated,
        .due = year_period(due_year + t.years),
        .first = year_period(m->year + 1 + t.years),
        .curve = m->curve,
        .has_baseline = true,
        .baseline_period = year_period(m->year + t.years),
        .valid_from_day = -25567,
    };
    if (is_level(m->kind))
        target->kind = direction > 0 ? JUDGE_AT_LEAST : JUDGE_AT_MOST;
    target->baseline_value = number_text(a, t, m->baseline);
    target->baseline_number = hd_decimal_double(target->baseline_value);
    if (is_level(m->kind))
        set_value(target, number_text(a, t, number));
    else if (m->kind == JUDGE_ANNUAL_INCREMENT)
        set_value(target, number_text(a, (struct twist){ 0, fabs(t.factor), 0 }, abs(m->change)));
    else if (m->kind == JUDGE_RELATIVE_CHANGE)
        set_value(target, number_text(a, (struct twist){ 0, 1, 0 }, m->change));
}

static struct asked *build(const struct made *m, struct twist t)
{
    int direction = t.factor < 0 ? -m->direction : m->direction;
    struct asked *a = asked_new(direction, m->freq, m->aggregation);

    for (int i = 0; i < m->count; i++) {
        struct judge_point *point = &a->now.points[a->now.series.count++];

        *point = (struct judge_point){ .period = place_period(m, t, m->points[i].place),
                                       .text = number_text(a, t, m->points[i].value),
                                       .numeric = true,
                                       .status = m->points[i].status,
                                       .vintage = 1 };
        point->value = hd_decimal_double(point->text);
        point->published_at_ms = (point->period.end_day + 45) * HD_DAY_MS;
    }
    add_target(a, m, t, m->due_year, m->goal, direction);
    if (m->has_station)
        add_target(a, m, t, m->year + (m->due_year - m->year) / 2, m->station, direction);
    return a;
}

static const struct verdict *ask_made(struct asked *a, const struct made *m, struct twist t)
{
    return ask_on(a, 0, hd_day_from_civil(m->as_of_year + t.years, m->as_of_month, 28));
}

static void assert_close(int number, const char *name, double x, double y)
{
    double size = fabs(x) > fabs(y) ? fabs(x) : fabs(y);

    if (fabs(x - y) > 1e-7 * (size > 1 ? size : 1))
        fail_msg("case %d: %s %.15g and %.15g", number, name, x, y);
}

/* The same verdict, its amounts multiplied by `factor`. */
static void assert_same(int number, const struct verdict *x, const struct verdict *y, double factor)
{
    if (x->state != y->state || x->raw_state != y->raw_state || x->decision != y->decision ||
        x->worsening != y->worsening || x->provisional != y->provisional || x->stale != y->stale ||
        x->cause != y->cause || x->baseline_source != y->baseline_source)
        fail_msg("case %d: %s and %s", number, judge_state_word(x->state),
                 judge_state_word(y->state));
    if (x->has_gap != y->has_gap || x->has_ratio != y->has_ratio || x->has_lag != y->has_lag ||
        x->has_score != y->has_score || x->has_progress != y->has_progress ||
        x->has_decided != y->has_decided || x->has_expected != y->has_expected)
        fail_msg("case %d: something is absent on one side", number);
    if (abs(x->lag_months - y->lag_months) > 0 || x->lag_more_than != y->lag_more_than)
        fail_msg("case %d: lag %d and %d", number, x->lag_months, y->lag_months);
    assert_close(number, "ratio", x->ratio, y->ratio);
    assert_close(number, "score", x->score, y->score);
    assert_close(number, "progress", x->progress, y->progress);
    assert_close(number, "gap", x->gap * factor, y->gap);
}

static void moving_all_dates_by_four_years_changes_nothing(void **state)
{
    struct random r = { 20260331 };
    int seen[JUDGE_STATES] = { 0 };

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct made m = make(&r);
        struct twist here = { 0, 1, 0 }, later = { 4 * pick(&r, -8, 12), 1, 0 };
        struct asked *a = build(&m, here), *b = build(&m, later);
        const struct verdict *x = ask_made(a, &m, here), *y = ask_made(b, &m, later);

        assert_same(i, x, y, 1);
        assert_close(i, "decided", x->decided_value, y->decided_value);
        assert_close(i, "expected", x->expected, y->expected);
        assert_close(i, "pace", x->pace, y->pace);
        seen[x->state]++;
        asked_free(a);
        asked_free(b);
    }
    /* The made-up questions reach every state that they can. */
    for (int i = 0; i < STATE_RETIRED; i++) {
        if (seen[i] < CASES / 200)
            fail_msg("%s only %d times", judge_state_word((enum judge_state)i), seen[i]);
    }
}

static void another_unit_changes_no_state(void **state)
{
    struct random r = { 77 };

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct made m = make(&r);
        struct twist one = { 0, 1, 0 }, thousand = { 0, pick(&r, 0, 1) ? 1000 : 0.001, 0 };
        struct asked *a, *b;

        if (m.curve == CURVE_LOGIT)
            m.curve = CURVE_GEOMETRIC;
        a = build(&m, one);
        b = build(&m, thousand);
        assert_same(i, ask_made(a, &m, one), ask_made(b, &m, thousand), thousand.factor);
        asked_free(a);
        asked_free(b);
    }
}

static void the_mirror_image_has_the_mirrored_verdict(void **state)
{
    struct random r = { 4711 };

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct made m = make(&r);
        struct twist one = { 0, 1, 0 }, mirror = { 0, -1, 100 };
        struct asked *a, *b;

        if (m.curve == CURVE_GEOMETRIC)
            m.curve = CURVE_LINEAR;
        /* A sum of four mirrored quarters, or a percentage of a mirrored start, is no mirror. */
        if (m.aggregation == AGGREGATE_SUM)
            m.aggregation = AGGREGATE_LAST;
        if (m.kind == JUDGE_RELATIVE_CHANGE)
            m.kind = JUDGE_MAINTAIN;
        a = build(&m, one);
        b = build(&m, mirror);
        assert_same(i, ask_made(a, &m, one), ask_made(b, &m, mirror), 1);
        asked_free(a);
        asked_free(b);
    }
}

static int goodness(enum judge_state state)
{
    static const int order[JUDGE_STATES] = {
        [STATE_MISSED] = 0,    [STATE_DUE] = 0,         [STATE_NO_DATA] = 0,
        [STATE_MEASURING] = 0, [STATE_NOT_STARTED] = 0, [STATE_OFF_TRACK] = 1,
        [STATE_AT_RISK] = 2,   [STATE_ON_TRACK] = 3,    [STATE_ACHIEVED] = 4,
    };

    return order[state];
}

static void a_better_value_never_makes_a_worse_verdict(void **state)
{
    struct random r = { 99 };
    struct twist one = { 0, 1, 0 };

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct made m = make(&r), better;
        int which, sense;
        struct asked *a, *b;
        const struct verdict *x, *y;

        /* A better value long ago makes today's pace worse: the directional table lives on it. */
        if (m.kind == JUDGE_DIRECTIONAL)
            m.kind = JUDGE_MAINTAIN;
        better = m;
        which = pick(&r, 0, m.count > 0 ? m.count - 1 : 0);
        sense = m.kind == JUDGE_AT_LEAST ? 1 : m.kind == JUDGE_AT_MOST ? -1 : m.direction;
        if (m.count)
            better.points[which].value += sense * pick(&r, 0, 60);
        a = build(&m, one);
        b = build(&better, one);
        x = ask_made(a, &m, one);
        y = ask_made(b, &better, one);
        if (goodness(y->state) < goodness(x->state))
            fail_msg("case %d: %s became %s", i, judge_state_word(x->state),
                     judge_state_word(y->state));
        if (x->has_ratio && y->has_ratio && y->ratio < x->ratio - 1e-12)
            fail_msg("case %d: ratio %g became %g", i, x->ratio, y->ratio);
        asked_free(a);
        asked_free(b);
    }
}

static void equality_meets(void **state)
{
    struct random r = { 5 };
    struct twist one = { 0, 1, 0 };

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct made m = make(&r);
        struct asked *a;
        const struct verdict *v;

        m.kind = m.direction > 0 ? JUDGE_AT_LEAST : JUDGE_AT_MOST;
        m.aggregation = AGGREGATE_LAST;
        for (int j = 0; j < m.count; j++) {
            m.points[j].value = m.goal;
            m.points[j].status = 'A';
        }
        a = build(&m, one);
        v = ask_made(a, &m, one);
        if (v->state != STATE_ACHIEVED && v->state != STATE_DUE && v->state != STATE_NO_DATA &&
            !(v->decision == DECIDED_INTERPOLATED && v->left_is_baseline))
            fail_msg("case %d: %s", i, judge_state_word(v->state));
        asked_free(a);
    }
}

/* A pure function gives the same answer twice, and no answer reads what it should not. */
static void the_same_question_has_the_same_answer(void **state)
{
    struct random r = { 31337 };
    struct twist one = { 0, 1, 0 };

    (void)state;
    for (int i = 0; i < CASES / 10; i++) {
        struct made m = make(&r);
        struct asked *a = build(&m, one);
        struct verdict first = *ask_made(a, &m, one);

        assert_same(i, &first, ask_made(a, &m, one), 1);
        assert_int_equal(first.since_day, a->verdict.since_day);
        asked_free(a);
    }
}

/* ---- numbers at the edge: asked_on() fails on anything that is not finite ---- */

static void no_number_is_ever_infinite_or_nan(void **state)
{
    static const char *const numbers[] = { "0",       "-0",       "1e308",  "-1e308",
                                           "1.7e308", "-1.7e308", "5e-324", "1e-300",
                                           "100",     "99.5",     "-1",     "0.1" };
    static const char *const kinds[] = { "at_least",   "at_most",          "maintain",
                                         "range",      "annual_increment", "relative_change",
                                         "milestones", "benchmark",        "directional" };
    struct random r = { 8 };

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct asked *a =
            asked_new(pick(&r, 0, 1) * 2 - 1, HD_FREQ_Q, (enum judge_aggregation)pick(&r, 0, 3));
        struct judge_target *target =
            asked_target(a, kinds[pick(&r, 0, 8)], "2017/2020", numbers[pick(&r, 0, 11)]);

        asked_points(a, hd_arena_printf(&a->arena,
                                        "2016=%s 2017=%s 2018-Q1=%s 2018-Q2=%s 2018-Q3=%s "
                                        "2018-Q4=%sB 2021=%s",
                                        numbers[pick(&r, 0, 11)], numbers[pick(&r, 0, 11)],
                                        numbers[pick(&r, 0, 11)], numbers[pick(&r, 0, 11)],
                                        numbers[pick(&r, 0, 11)], numbers[pick(&r, 0, 11)],
                                        numbers[pick(&r, 0, 11)]));
        asked_peer(a, hd_arena_printf(&a->arena, "2017=%s 2021=%s", numbers[pick(&r, 0, 11)],
                                      numbers[pick(&r, 0, 11)]));
        target->curve = (enum judge_curve)pick(&r, 0, 2);
        target->has_high = pick(&r, 0, 1);
        target->high = numbers[pick(&r, 0, 11)];
        target->high_number = hd_decimal_double(target->high);
        target->strict_band = pick(&r, 0, 1);
        target->tolerance = pick(&r, 0, 1) ? 1e308 : 0;
        if (pick(&r, 0, 1))
            set_baseline(target, pick(&r, 0, 1) ? "2016" : "2022", numbers[pick(&r, 0, 11)]);
        ask_on(a, 0, hd_day_from_civil(pick(&r, 2016, 2024), 6, 30));
        asked_free(a);
    }
}

static void a_number_too_large_for_a_double_is_no_value(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2017=8 2018=1e999");
    asked_target(a, "at_least", "2020", "30");
    assert_state("2017 is the newest", ask(a, 0, "2019-06-30")->state, STATE_NOT_STARTED);
    assert_near("latest", a->verdict.latest_value, 8, 0);
    asked_free(a);
}

/* ---- several values on one end day ---- */

static void on_one_day_the_own_frequency_is_the_latest(void **state)
{
    static const struct {
        const char *says, *points;
        enum hd_freq own;
        double value;
    } rows[] = {
        { "quarter, listed last", "2020=1 2020-12=2 2020-Q4=3", HD_FREQ_Q, 3 },
        { "quarter, listed first", "2020-Q4=3 2020=1 2020-12=2", HD_FREQ_Q, 3 },
        { "year", "2020-12=2 2020-Q4=3 2020=1", HD_FREQ_A, 1 },
        { "none of its own: the finer", "2020=1 2020-12=2 2020-Q4=3", HD_FREQ_S, 2 },
        { "its own is missing", "2020=1 2020-Q4=-", HD_FREQ_Q, 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, rows[i].own, AGGREGATE_LAST);

        asked_points(a, rows[i].points);
        asked_target(a, "at_least", "2026", "30");
        assert_near(rows[i].says, ask(a, 0, "2021-06-30")->latest_value, rows[i].value, 0);
        asked_free(a);
    }
}

static void a_running_flow_is_shown_as_what_it_is(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_SUM);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2016=40 2017=50 2018-Q1=30");
    asked_target(a, "at_least", "2020", "100");
    v = ask(a, 0, "2018-06-30");
    assert_near("judged is the whole year", v->latest_value, 50, 0);
    assert_false(v->trailing);
    assert_non_null(v->newest);
    assert_string_equal(v->newest->text, "30");
    asked_points(a, "2016=40 2018-Q1=10 2018-Q2=11 2018-Q3=12P 2018-Q4=13 2019-Q1=14");
    v = ask(a, 0, "2019-06-30");
    assert_near("four quarters", v->latest_value, 50, 0);
    assert_true(v->trailing && v->provisional);
    assert_null(v->newest);
    asked_free(a);
}

static void what_cannot_be_compared_has_no_gap(void **state)
{
    static const struct {
        const char *says, *kind, *period, *points, *peer, *as_of;
        bool gap, progress;
    } rows[] = {
        { "only the start", "at_least", "2026", "2016=8", NULL, "2018-06-30", false, false },
        { "only the start, awaiting", "at_least", "2020", "2016=8", NULL, "2022-06-30", false,
          false },
        { "only from before the start", "at_least", "2026", "2015=8", NULL, "2018-06-30", false,
          false },
        { "a value after it", "at_least", "2026", "2016=8 2017=9", NULL, "2018-06-30", true, true },
        { "no date: the distance, no gap", "at_least", "after 2025", "2016=8 2017=9", NULL,
          "2018-06-30", false, true },
        { "only a value of the due period", "at_least", "2020", "2020=60", NULL, "2022-06-30", true,
          false },
        { "peers: a gap, no progress", "benchmark", "2026", "2016=8 2017=9", "2016=10 2017=10",
          "2018-06-30", true, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, rows[i].kind, rows[i].period, "50");
        const struct verdict *v;

        if (strcmp(rows[i].points, "2020=60") != 0)
            set_baseline(target, "2016", "8");
        /* A hoped-for upper value does not make a range of it. */
        target->has_high = true;
        target->high = "60";
        target->high_number = 60;
        asked_points(a, rows[i].points);
        if (rows[i].peer)
            asked_peer(a, rows[i].peer);
        v = ask(a, 0, rows[i].as_of);
        if (v->has_gap != rows[i].gap || v->has_progress != rows[i].progress)
            fail_msg("%s: %d %d", rows[i].says, v->has_gap, v->has_progress);
        assert_false(v->has_range);
        if (rows[i].peer)
            assert_false(v->has_lag);
        asked_free(a);
    }
}

static void a_period_that_has_not_begun_decides_nothing(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2016=8@2016-12-06 2025-Q4=20@2026-02-14 2027-Q1=60@2026-02-14");
    asked_start(a, "2016=8@2016-12-06");
    asked_target(a, "at_least", "2025", "50");
    asked_target(a, "at_least", "2028", "55");
    v = ask(a, 0, "2026-11-20");
    assert_state("what is over is decided without it", v->state, STATE_MISSED);
    assert_int_equal(v->decision, DECIDED_OBSERVED);
    v = ask(a, 1, "2026-11-20");
    assert_string_equal(v->latest->text, "20");
    assert_null(v->newest);
    assert_true(v->state != STATE_ACHIEVED);
    assert_state("the day before it begins", ask(a, 1, "2026-12-31")->state, v->state);
    assert_state("on its first day", ask(a, 1, "2027-01-01")->state, STATE_ACHIEVED);
    assert_string_equal(a->verdict.latest->text, "60");
    judge_measuring(&a->indicator, &a->now.series, day_of("2026-11-20"), 0, &a->verdict);
    assert_string_equal(a->verdict.latest->text, "20");
    asked_free(a);
}

static void a_value_to_come_is_no_neighbour(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2024=8@2025-01-06 2027=60@2026-02-14");
    asked_target(a, "at_least", "2025", "10");
    assert_state("awaited", ask(a, 0, "2026-11-20")->state, STATE_DUE);
    assert_state("then it is", ask(a, 0, "2027-01-01")->state, STATE_ACHIEVED);
    asked_free(a);
}

static void an_indicator_without_a_target(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2019=5 2020=7");
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-01-01"), 0, &a->verdict);
    assert_state("measuring", a->verdict.state, STATE_MEASURING);
    assert_int_equal(a->verdict.cause, CAUSE_NO_TARGET);
    assert_near("latest", a->verdict.latest_value, 7, 0);
    asked_points(a, "2019=-");
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-01-01"), 0, &a->verdict);
    assert_state("no data", a->verdict.state, STATE_NO_DATA);
    a->indicator.retired = true;
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-01-01"), 0, &a->verdict);
    assert_state("retired", a->verdict.state, STATE_RETIRED);
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broadband_2020_was_missed_on_the_line_between_2016_and_2022),
        cmocka_unit_test(broadband_2025_was_achieved_at_88_362),
        cmocka_unit_test(cashless_with_its_baseline_alone_is_due_never_missed),
        cmocka_unit_test(maturity_group_a_is_reached_without_a_date),
        cmocka_unit_test(coverage_known_only_a_month_later_decides_by_that_alone),
        cmocka_unit_test(sample_indicator_expects_64_2_and_is_at_risk),
        cmocka_unit_test(cashless_behind_by_five_points_is_fifteen_months_late),
        cmocka_unit_test(moving_all_dates_by_four_years_changes_nothing),
        cmocka_unit_test(another_unit_changes_no_state),
        cmocka_unit_test(the_mirror_image_has_the_mirrored_verdict),
        cmocka_unit_test(a_better_value_never_makes_a_worse_verdict),
        cmocka_unit_test(equality_meets),
        cmocka_unit_test(the_same_question_has_the_same_answer),
        cmocka_unit_test(no_number_is_ever_infinite_or_nan),
        cmocka_unit_test(a_number_too_large_for_a_double_is_no_value),
        cmocka_unit_test(on_one_day_the_own_frequency_is_the_latest),
        cmocka_unit_test(a_running_flow_is_shown_as_what_it_is),
        cmocka_unit_test(what_cannot_be_compared_has_no_gap),
        cmocka_unit_test(a_period_that_has_not_begun_decides_nothing),
        cmocka_unit_test(a_value_to_come_is_no_neighbour),
        cmocka_unit_test(an_indicator_without_a_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

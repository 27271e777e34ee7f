/* What must hold whatever the numbers are: thousands of made-up questions of every kind.  Each
 * property is also asked about a judge that breaks it, and must notice.  HEDEF_SEED=N makes up
 * others; a failure tells the seed. */
#include <math.h>

#include "unit/queries/judge/trial.h"

#define CASES 4000
#define SEED  20261121u

/* ---- the properties ---- */

static int counts(char status)
{
    return !strchr("FHLMOQ", status);
}

/* Every value that counts is exactly what is asked for. */
static void equality_meets(struct trial *t, struct random *r)
{
    struct made m = make(r);
    const struct verdict *v;
    struct asked *a;

    if (m.kind == JUDGE_DIRECTIONAL || m.kind == JUDGE_ANNUAL_INCREMENT ||
        m.kind == JUDGE_RELATIVE_CHANGE)
        m.kind = JUDGE_AT_LEAST;
    if (m.kind == JUDGE_AT_LEAST)
        m.direction = 1;
    if (m.kind == JUDGE_MAINTAIN)
        m.baseline = m.goal;
    m.aggregation = m.aggregation == AGGREGATE_SUM ? AGGREGATE_LAST : m.aggregation;
    m.stated = true;
    m.strict = false;
    if (m.kind == JUDGE_RANGE && m.direction < 0)
        m.goal = m.high - 1;
    for (int i = 0; i < m.count; i++) {
        m.points[i].value = m.kind == JUDGE_RANGE && m.direction < 0 ? m.high : m.goal;
        m.points[i].peers[0] = m.points[i].peers[1] = m.goal;
    }
    a = made_question(&m, as_it_is);
    v = answer(t, a);
    if (v->has_decided && !v->left_is_baseline && v->state != STATE_ACHIEVED)
        blame(t, "%s %s: %s", judge_kind_word(m.kind), judge_decision_word(v->decision),
              judge_state_word(v->state));
    if (judge_state_behind(v->state) && m.aggregation != AGGREGATE_MEAN)
        blame(t, "%s: %s", judge_kind_word(m.kind), judge_state_word(v->state));
    t->told += v->state == STATE_ACHIEVED;
    asked_free(a);
}

static int goodness(enum judge_state state)
{
    static const int order[JUDGE_STATES] = {
        [STATE_OFF_TRACK] = 1,
        [STATE_AT_RISK] = 2,
        [STATE_ON_TRACK] = 3,
        [STATE_ACHIEVED] = 4,
    };

    return order[state];
}

static int bounded(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static int place_of(const struct made *m, struct hd_period period)
{
    int i = m->count - 1;

    while (i >= 0 && !hd_period_equal(made_period(m, as_it_is, m->points[i].place), period))
        i--;
    return i;
}

/* Into a strict band from either side; inside of it nothing is better. */
static int into_band(const struct made *m, int value, int by)
{
    if (value < m->goal)
        return bounded(value + by, 1, m->high);
    return value > m->high ? bounded(value - by, m->goal, 200) : value;
}

/* The latest value that is judged, a little or much better.  The baseline is no progress. */
static bool improve(struct made *m, const struct verdict *v, struct random *r)
{
    int top = m->kind == JUDGE_ORDINAL ? MADE_GROUPS - 1 : m->kind == JUDGE_BOOLEAN ? 1 : 200;
    int by = pick(r, 1, 60), *value;

    if (!v->latest || (v->baseline_source != BASELINE_STATED &&
                       hd_period_equal(v->baseline_period, v->latest->period)))
        return false;
    /* A mean or a line may leave a band on its other side when one of its ends enters it. */
    if (m->strict && (m->aggregation != AGGREGATE_LAST || v->decision == DECIDED_INTERPOLATED))
        return false;
    value = &m->points[place_of(m, v->latest->period)].value;
    *value = m->strict ? into_band(m, *value, by) : bounded(*value + made_sense(m) * by, 0, top);
    return true;
}

/* Some value, not the latest: where neither pace nor the last change decides. */
static bool improve_another(struct made *m, struct random *r)
{
    bool paced = m->kind == JUDGE_DIRECTIONAL || m->kind == JUDGE_BENCHMARK ||
                 m->kind == JUDGE_ORDINAL || m->kind == JUDGE_BOOLEAN;
    int *value = &m->points[pick(r, 0, m->count - 1)].value;

    if (paced || m->strict || !m->stated)
        return false;
    *value = bounded(*value + made_sense(m) * pick(r, 1, 60), 0, 200);
    return true;
}

static void a_better_value_never_makes_it_worse(struct trial *t, struct random *r)
{
    struct made m = make(r), better = m;
    struct asked *a = made_question(&m, as_it_is), *b;
    const struct verdict *x = answer(t, a), *y;

    if (pick(r, 0, 1) ? improve(&better, x, r) : improve_another(&better, r)) {
        b = made_question(&better, as_it_is);
        y = answer(t, b);
        if (goodness(y->state) < goodness(x->state))
            blame(t, "%s: %s became %s", judge_kind_word(m.kind), judge_state_word(x->state),
                  judge_state_word(y->state));
        if (x->has_ratio && y->has_ratio && y->ratio < x->ratio - 1e-9)
            blame(t, "%s: ratio %.9g became %.9g", judge_kind_word(m.kind), x->ratio, y->ratio);
        t->told += x->has_ratio || goodness(x->state) > 0;
        asked_free(b);
    }
    asked_free(a);
}

/* The same target, asking for less. */
static void ease(struct made *m, struct random *r)
{
    int by = pick(r, 1, 40), sign = m->change < 0 ? -1 : 1;

    switch (m->kind) {
    case JUDGE_RANGE:
        m->goal = bounded(m->goal - by, 0, 100);
        m->high = bounded(m->high + by, 0, 100);
        break;
    case JUDGE_ANNUAL_INCREMENT:
    case JUDGE_RELATIVE_CHANGE:
        m->change = sign * bounded(sign * m->change - by, 1, 100);
        break;
    case JUDGE_MAINTAIN:
    case JUDGE_BENCHMARK:
        m->tolerance += by;
        break;
    default:
        m->goal = bounded(m->goal - made_sense(m) * by, 0, 100);
        if (pick(r, 0, 1))
            m->tolerance += by;
    }
}

static void an_easier_target_is_never_less_likely(struct trial *t, struct random *r)
{
    struct made m = make_kind(r, (enum judge_kind)pick(r, JUDGE_AT_LEAST, JUDGE_BENCHMARK)), easier;
    const struct verdict *x, *y;
    struct asked *a, *b;

    m.dated = true;
    easier = m;
    ease(&easier, r);
    a = made_question(&m, as_it_is);
    b = made_question(&easier, as_it_is);
    x = answer(t, a);
    y = answer(t, b);
    if (x->outlook.has_probability && y->outlook.has_probability) {
        t->told++;
        if (y->outlook.probability < x->outlook.probability - 1e-12)
            blame(t, "%s: %.12g became %.12g (goal %g to %g)", judge_kind_word(m.kind),
                  x->outlook.probability, y->outlook.probability, x->enough, y->enough);
    }
    asked_free(a);
    asked_free(b);
}

static void four_years_later_it_is_the_same(struct trial *t, struct random *r)
{
    struct made m = make(r);
    struct twist later = { 4 * pick(r, -8, 12), 1, 0 };
    struct asked *a = made_question(&m, as_it_is), *b = made_question(&m, later);
    const struct verdict *x = answer(t, a), *y = answer(t, b);

    same_verdict(t, x, y, (struct twist){ 0, 1, 0 });
    if (x->baseline_source != BASELINE_NONE)
        same_profiles(t, x, y);
    same_number(t, "interval", x->has_interval, x->interval_low, y->has_interval, y->interval_low);
    t->told += x->has_score || x->has_decided;
    asked_free(a);
    asked_free(b);
}

/* A percentage is no other unit: only logarithms of odds know what 100 is. */
static void in_another_unit_it_is_the_same(struct trial *t, struct random *r)
{
    struct made m = make(r);
    struct twist thousand = { 0, pick(r, 0, 1) ? 1000 : 0.001, 0 };
    struct asked *a, *b;

    if (m.curve == CURVE_LOGIT)
        m.curve = CURVE_GEOMETRIC;
    m.transform = TRANSFORM_NONE;
    m.ranks = false;
    m.respondents = 0;
    a = made_question(&m, as_it_is);
    b = made_question(&m, thousand);
    a->indicator.unit = b->indicator.unit = "tonnes";
    if (m.kind == JUDGE_ORDINAL || m.kind == JUDGE_BOOLEAN)
        thousand.factor = 1;
    same_verdict(t, answer(t, a), answer(t, b), thousand);
    /* Open SDG reads 0 as 0.001, which is another number in every unit. */
    if (m.kind != JUDGE_BENCHMARK && a->verdict.goal != 0)
        same_profiles(t, &a->verdict, &b->verdict);
    t->told += a->verdict.has_score || a->verdict.has_decided;
    asked_free(a);
    asked_free(b);
}

static void same_interval_in_the_mirror(struct trial *t, const struct verdict *x,
                                        const struct verdict *y)
{
    same_number(t, "interval", x->has_interval, 100 - x->interval_high, y->has_interval,
                y->interval_low);
    same_number(t, "interval", x->has_interval, 100 - x->interval_low, y->has_interval,
                y->interval_high);
    if (x->inside_interval != y->inside_interval)
        blame(t, "inside once only");
}

/* y becomes 100 - y, more becomes less. */
static void in_the_mirror_it_is_the_mirror_image(struct trial *t, struct random *r)
{
    struct made m = make(r);
    struct twist mirror = { 0, -1, 100 };
    struct asked *a, *b;

    if (m.curve == CURVE_GEOMETRIC)
        m.curve = CURVE_LINEAR;
    /* A sum of four mirrored quarters, or a percentage of a mirrored start, is no mirror. */
    if (m.aggregation == AGGREGATE_SUM)
        m.aggregation = AGGREGATE_LAST;
    if (m.kind == JUDGE_RELATIVE_CHANGE || m.kind == JUDGE_ORDINAL)
        m.kind = JUDGE_MAINTAIN;
    a = made_question(&m, as_it_is);
    b = made_question(&m, mirror);
    if (m.kind == JUDGE_BOOLEAN)
        mirror = (struct twist){ 0, -1, 1 };
    same_verdict(t, answer(t, a), answer(t, b), mirror);
    same_interval_in_the_mirror(t, &a->verdict, &b->verdict);
    if (a->verdict.weak_bound != -b->verdict.weak_bound)
        blame(t, "weak bounds %d and %d", a->verdict.weak_bound, b->verdict.weak_bound);
    t->told += a->verdict.has_score || a->verdict.has_decided;
    asked_free(a);
    asked_free(b);
}

/* What had been published before, and what it was known as when the target came into force. */
static void an_older_vintage_changes_nothing(struct trial *t, struct random *r)
{
    struct made m = make(r), then = m;
    struct asked *a, *b, *old;

    m.stated = then.stated = true;
    for (int i = 0; i < then.count; i++)
        then.points[i].value = made_value(&m, r);
    then.count = pick(r, 0, then.count);
    a = made_question(&m, as_it_is);
    b = made_question(&m, as_it_is);
    old = made_question(&then, as_it_is);
    b->question.series_at_start = &old->now.series;
    same_verdict(t, answer(t, a), answer(t, b), as_it_is);
    same_profiles(t, &a->verdict, &b->verdict);
    t->told += a->verdict.has_score || a->verdict.has_decided;
    asked_free(a);
    asked_free(b);
    asked_free(old);
}

/* A value from long before the start: no part of the way, of the pace, or of the decision. */
static void a_value_from_before_the_start_changes_nothing(struct trial *t, struct random *r)
{
    struct made m = make(r);
    struct asked *a, *b;
    struct judge_point early;

    m.stated = true;
    a = made_question(&m, as_it_is);
    b = made_question(&m, as_it_is);
    early = made_point(b, &m, (struct twist){ -pick(r, 7, 30), 1, 0 }, 0, made_value(&m, r));
    memmove(b->now.points + 1, b->now.points, b->now.series.count * sizeof *b->now.points);
    b->now.points[0] = early;
    b->now.series.count++;
    if (m.count > 0 && counts(m.points[0].status)) {
        answer(t, a);
        answer(t, b);
        /* The last change is against the value before, however long ago that was. */
        if (a->verdict.previous) {
            same_words(t, &a->verdict, &b->verdict);
            same_numbers(t, &a->verdict, &b->verdict, as_it_is);
            same_stations(t, &a->verdict, &b->verdict);
            t->told += a->verdict.has_score || a->verdict.has_decided;
        }
    }
    asked_free(a);
    asked_free(b);
}

/* ---- numbers ---- */

static void every_number_is_sound(struct trial *t, struct random *r)
{
    struct made m = make(r);
    struct asked *a = made_question(&m, as_it_is);
    const struct verdict *v = answer(t, a);

    verdict_is_finite(t, v);
    outlook_is_sound(t, &v->outlook);
    if (v->has_interval && !(0 <= v->interval_low && v->interval_low <= v->latest_value + 100 &&
                             v->interval_low <= v->interval_high && v->interval_high <= 100))
        blame(t, "interval %g to %g", v->interval_low, v->interval_high);
    t->told += v->outlook.has_probability;
    asked_free(a);
}

static const char *extreme(struct random *r)
{
    static const char *const numbers[] = {
        "0",      "-0",  "1e308", "-1e308", "1.7e308", "5e-324",
        "1e-300", "100", "99.5",  "-1",     "0.1",     "-1.7e308"
    };

    return numbers[pick(r, 0, COUNT(numbers) - 1)];
}

static void extreme_series(struct asked *a, struct random *r)
{
    asked_points(a, hd_arena_printf(&a->arena,
                                    "2016=%s 2017=%s 2018-Q1=%s 2018-Q2=%s 2018-Q3=%s "
                                    "2018-Q4=%s%s 2019=%s",
                                    extreme(r), extreme(r), extreme(r), extreme(r), extreme(r),
                                    extreme(r), pick(r, 0, 1) ? "B" : "", extreme(r)));
    asked_peer(a, hd_arena_printf(&a->arena, "2017=%s 2019=%s", extreme(r), extreme(r)));
    asked_respondents(a, hd_arena_printf(&a->arena, "2017=%s 2019=%s", extreme(r), extreme(r)));
    a->indicator.transform = (enum judge_transform)pick(r, 0, 1);
    a->indicator.forecast = (enum judge_forecast)pick(r, 0, 2);
    a->indicator.design_effect = hd_decimal_double(extreme(r));
    a->indicator.has_upper = pick(r, 0, 1);
    a->indicator.upper = hd_decimal_double(extreme(r));
}

static void extreme_target(struct asked *a, struct random *r)
{
    const char *kind = judge_kind_word((enum judge_kind)pick(r, JUDGE_AT_LEAST, JUDGE_DIRECTIONAL));
    struct judge_target *target;

    if (!strcmp(kind, "ordinal"))
        kind = "maintain";
    target = asked_target(a, kind, "2017/2023", extreme(r));
    set_stations(a, target, hd_arena_printf(&a->arena, "2018=%s 2019=%s", extreme(r), extreme(r)));
    target->curve = (enum judge_curve)pick(r, 0, 2);
    target->has_high = pick(r, 0, 1);
    target->high = extreme(r);
    target->high_number = hd_decimal_double(target->high);
    target->strict_band = pick(r, 0, 1);
    target->tolerance = once_in(r, 3) ? 1e308 : 0;
    target->has_reference = pick(r, 0, 1);
    target->reference = made_year(pick(r, 2018, 2024));
    if (pick(r, 0, 1))
        set_baseline(target, pick(r, 0, 1) ? "2016" : "2022", extreme(r));
}

static void at_the_edge_too(struct trial *t, struct random *r)
{
    struct asked *a =
        asked_new(pick(r, 0, 1) * 2 - 1, HD_FREQ_Q, (enum judge_aggregation)pick(r, 0, 3));

    extreme_series(a, r);
    extreme_target(a, r);
    a->question.profiles = JUDGE_PROFILES_ALL;
    a->question.as_of_day = hd_day_from_civil(pick(r, 2016, 2025), 6, 30);
    verdict_is_finite(t, answer(t, a));
    outlook_is_sound(t, &a->verdict.outlook);
    t->told += a->verdict.has_score || a->verdict.outlook.has_probability;
    asked_free(a);
}

/* The same question twice: nothing is read that should not be. */
static void the_same_question_has_the_same_answer(struct trial *t, struct random *r)
{
    struct made m = make(r);
    struct asked *a = made_question(&m, as_it_is);
    struct verdict first = *answer(t, a);

    same_verdict(t, &first, answer(t, a), as_it_is);
    same_profiles(t, &first, &a->verdict);
    t->told += first.has_score || first.has_decided;
    asked_free(a);
}

/* ---- judges ---- */

static void honest(struct asked *a)
{
    judge(&a->question, &a->arena, &a->verdict);
}

static void strict_about_equality(struct asked *a)
{
    struct verdict *v = &a->verdict;

    honest(a);
    if (v->state == STATE_ACHIEVED && v->has_goal && v->latest_value == v->goal)
        v->state = v->closed ? STATE_MISSED : STATE_AT_RISK;
}

static void upside_down(struct asked *a)
{
    honest(a);
    a->verdict.ratio = -a->verdict.ratio;
}

static void pessimist(struct asked *a)
{
    honest(a);
    a->verdict.outlook.probability = 1 - a->verdict.outlook.probability;
}

static void fond_of_leap_years(struct asked *a)
{
    honest(a);
    if (a->targets[0].due.end_day > day_of("2020-12-31"))
        a->verdict.outlook.probability *= 0.99;
}

static void fond_of_large_numbers(struct asked *a)
{
    honest(a);
    if (a->verdict.gap > 50)
        a->verdict.state = STATE_ON_TRACK;
}

static void fond_of_more(struct asked *a)
{
    honest(a);
    if (a->indicator.direction < 0)
        a->verdict.worsening = !a->verdict.worsening;
}

static void fond_of_what_was_known_then(struct asked *a)
{
    honest(a);
    if (a->question.series_at_start && a->question.series_at_start->count)
        a->verdict.gap += 1;
}

static void counting_from_the_first_value(struct asked *a)
{
    honest(a);
    if (a->now.series.count)
        a->verdict.progress = a->verdict.latest_value - a->now.points[0].value;
}

static void sure_of_itself(struct asked *a)
{
    honest(a);
    if (a->verdict.outlook.probability > 0.95)
        a->verdict.outlook.probability *= 1.1;
}

static void dividing_by_zero(struct asked *a)
{
    honest(a);
    if (a->verdict.latest_value == 0)
        a->verdict.ratio = NAN;
}

static void forgetful(struct asked *a)
{
    static int asked;

    honest(a);
    if (++asked % 2)
        a->verdict.state = STATE_NO_DATA;
}

/* ---- trying ---- */

static const struct property {
    const char *name;
    void (*holds)(struct trial *t, struct random *r);
    answer_fn *broken;
    const char *broken_name;
} properties[] = {
    { "equality meets", equality_meets, strict_about_equality, "strict about equality" },
    { "a better value never makes it worse", a_better_value_never_makes_it_worse, upside_down,
      "upside down" },
    { "an easier target is never less likely", an_easier_target_is_never_less_likely, pessimist,
      "a pessimist" },
    { "four years later it is the same", four_years_later_it_is_the_same, fond_of_leap_years,
      "one for whom years differ" },
    { "in another unit it is the same", in_another_unit_it_is_the_same, fond_of_large_numbers,
      "fond of large numbers" },
    { "in the mirror it is the mirror image", in_the_mirror_it_is_the_mirror_image, fond_of_more,
      "fond of more" },
    { "an older vintage changes nothing", an_older_vintage_changes_nothing,
      fond_of_what_was_known_then, "fond of what was known then" },
    { "a value from before the start changes nothing",
      a_value_from_before_the_start_changes_nothing, counting_from_the_first_value,
      "counting from the first value" },
    { "every number is sound", every_number_is_sound, sure_of_itself, "too sure of itself" },
    { "at the edge too", at_the_edge_too, dividing_by_zero, "dividing by zero" },
    { "the same question has the same answer", the_same_question_has_the_same_answer, forgetful,
      "forgetful" },
};

static uint64_t seed(void)
{
    const char *text = getenv("HEDEF_SEED");

    return text && *text ? strtoull(text, NULL, 10) | 1 : SEED;
}

static struct trial try(const struct property *p, answer_fn *judge_fn)
{
    struct trial t = { .seed = seed(), .answer = judge_fn };
    struct random r = { t.seed };

    for (; t.number < CASES && !failed(&t); t.number++)
        p->holds(&t, &r);
    return t;
}

static void each_property_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(properties); i++) {
        struct trial t = try(&properties[i], honest);

        print_message("%-48s seed %llu, %d cases, %d of them told\n", properties[i].name,
                      (unsigned long long)t.seed, t.number, t.told);
        if (failed(&t))
            fail_msg("%s: seed %llu, %s", properties[i].name, (unsigned long long)t.seed, t.fault);
        /* Questions that cannot fail prove nothing. */
        if (t.told < CASES / 20)
            fail_msg("%s: only %d cases told anything", properties[i].name, t.told);
    }
}

static void each_property_notices_who_breaks_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(properties); i++) {
        struct trial t = try(&properties[i], properties[i].broken);

        if (!failed(&t))
            fail_msg("%s: %s was not noticed", properties[i].name, properties[i].broken_name);
    }
}

static void the_questions_reach_every_state_of_every_kind(void **state)
{
    struct random r = { seed() };
    int states[JUDGE_STATES] = { 0 }, kinds[JUDGE_BOOLEAN + 1] = { 0 }, probable = 0;

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct made m = make(&r);
        struct asked *a = made_question(&m, as_it_is);

        honest(a);
        states[a->verdict.state]++;
        kinds[m.kind] += a->verdict.has_decided || goodness(a->verdict.state) > 0;
        probable += a->verdict.outlook.has_probability;
        asked_free(a);
    }
    for (int i = 0; i < STATE_RETIRED; i++) {
        if (states[i] < CASES / 200)
            fail_msg("%s only %d times", judge_state_word((enum judge_state)i), states[i]);
    }
    for (int i = 0; i <= JUDGE_BOOLEAN; i++) {
        if (kinds[i] < CASES / 60)
            fail_msg("%s was judged only %d times", judge_kind_word((enum judge_kind)i), kinds[i]);
    }
    if (probable < CASES / 20)
        fail_msg("only %d probabilities", probable);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_property_holds),
        cmocka_unit_test(each_property_notices_who_breaks_it),
        cmocka_unit_test(the_questions_reach_every_state_of_every_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "queries/judge/profile.h"

#include <stdlib.h>
#include <string.h>

#include "queries/judge/annual.h"
#include "queries/judge/growth.h"
#include "queries/judge/profile_reason.h"
#include "queries/judge/work.h"

/* Where there is no target to name one: the base year of the sustainable development goals, which
 * these methods take by default. */
#define BASE_YEAR 2015

/* Destatis: from the value five years ago, where four in a row are there. */
#define PACE_YEARS 5
#define PACE_ROW   4

/* Which year stands in when the base year has no value. */
enum base_rule {
    BASE_NEXT,          /* the next later */
    BASE_NEAREST,       /* the nearest, of two equally near the later */
    BASE_WITHIN_A_YEAR, /* the same, but no further away than one year */
    BASE_NEXT_OR_LAST,  /* the next later; else the nearest earlier */
};

struct subject;

struct method {
    struct profile profile;
    struct judge_assessment (*judge)(const struct subject *s, const struct method *method);
    struct judge_assessment (*numbers)(const struct profile_case *c);
    struct judge_assessment (*condition)(bool met); /* NULL: it has no rule for yes and no */
    enum base_rule base;
    bool up_to_target_year; /* later values do not count */
    bool peers;             /* it has a rule for a comparison with others */
};

/* ---- what they look at ---- */

enum aim {
    AIM_NONE,      /* no target */
    AIM_LEVEL,     /* to be reached */
    AIM_KEEP,      /* to be kept in every year */
    AIM_PEERS,     /* to be as good as others: the values are differences to them */
    AIM_GROUPS,    /* letters, no numbers */
    AIM_DIRECTION, /* better, however much */
    AIM_CONDITION, /* yes or no */
};

static const enum aim aims[] = {
    [JUDGE_AT_LEAST] = AIM_LEVEL,         [JUDGE_AT_MOST] = AIM_LEVEL,
    [JUDGE_MAINTAIN] = AIM_KEEP,          [JUDGE_RANGE] = AIM_LEVEL,
    [JUDGE_ANNUAL_INCREMENT] = AIM_LEVEL, [JUDGE_RELATIVE_CHANGE] = AIM_LEVEL,
    [JUDGE_MILESTONES] = AIM_LEVEL,       [JUDGE_BENCHMARK] = AIM_PEERS,
    [JUDGE_ORDINAL] = AIM_GROUPS,         [JUDGE_DIRECTIONAL] = AIM_DIRECTION,
    [JUDGE_BOOLEAN] = AIM_CONDITION,
};

struct subject {
    const struct judge_indicator *indicator;
    const struct work *work; /* NULL: no target */
    enum aim aim;
    int direction;
    struct annual years;
    int base_year;
    bool has_base; /* the target states the value of the base year */
    double base;
    int goal_year; /* 0: no date */
};

/* A stated baseline is the base year's value, unless it counts a shorter time than a year. */
static void take_baseline(struct subject *s, const struct baseline *b)
{
    enum judge_aggregation rule = s->indicator->aggregation;
    bool stands_for_year = rule == AGGREGATE_LAST || rule == AGGREGATE_MEAN;

    if (b->source == BASELINE_NONE)
        return;
    s->base_year = moment_year(b->day);
    s->has_base = b->source == BASELINE_STATED &&
                  (b->period.freq == HD_FREQ_A || stands_for_year) && s->aim != AIM_PEERS;
    s->base = b->number;
}

/* Differences of whole years: those at their ends. */
static struct annual peer_years(const struct work *w, struct hd_arena *arena)
{
    struct annual annual = { 0 };

    annual.items = hd_arena_alloc(arena, w->values.count * sizeof *annual.items);
    for (size_t i = 0; i < w->values.count; i++) {
        const struct value *value = &w->values.items[i];
        int year = moment_year(value->day);

        if (moment_year(value->day + 1) > year)
            annual.items[annual.count++] = (struct annual_value){ year, value->number };
    }
    return annual;
}

static struct subject subject_of_target(const struct work *w, struct hd_arena *arena)
{
    struct subject s = { .indicator = w->indicator,
                         .work = w,
                         .aim = aims[w->target->kind],
                         .direction = w->sense,
                         .base_year = BASE_YEAR,
                         .goal_year = w->target->dated ? moment_year(w->answer.end_day) : 0 };

    if (s.aim == AIM_PEERS)
        s.years = peer_years(w, arena);
    else if (s.aim != AIM_GROUPS && s.aim != AIM_CONDITION)
        s.years = annual_collect(w->indicator, w->question->series, w->question->as_of_day, arena);
    take_baseline(&s, &w->baseline);
    return s;
}

/* ---- the base year ---- */

static const struct annual_value *nearest_year(const struct annual *years, int year)
{
    const struct annual_value *after = annual_first_after(years, year);
    const struct annual_value *before = annual_last_before(years, year);

    if (!after || !before)
        return after ? after : before;
    return after->year - year <= year - before->year ? after : before;
}

static const struct annual_value *base_instead(const struct annual *years, int year,
                                               enum base_rule rule)
{
    const struct annual_value *found =
        rule == BASE_NEXT || rule == BASE_NEXT_OR_LAST ? annual_first_after(years, year) : NULL;

    if (rule == BASE_NEXT_OR_LAST && !found)
        found = annual_last_before(years, year);
    if (rule == BASE_NEAREST || rule == BASE_WITHIN_A_YEAR)
        found = nearest_year(years, year);
    if (rule == BASE_WITHIN_A_YEAR && found && abs(found->year - year) > 1)
        return NULL;
    return found;
}

static bool take_base(const struct subject *s, enum base_rule rule, struct profile_case *c)
{
    const struct annual_value *base;

    if (s->has_base) {
        c->base_year = s->base_year;
        c->base = s->base;
        return true;
    }
    base = annual_at(&s->years, s->base_year);
    if (!base)
        base = base_instead(&s->years, s->base_year, rule);
    if (!base)
        return false;
    c->base_year = base->year;
    c->base = base->number;
    return true;
}

/* ---- growth and straight lines ---- */

static struct judge_assessment nothing(const char *reason)
{
    return (struct judge_assessment){ .reason = reason };
}

static struct profile_case empty_case(const struct subject *s)
{
    const struct judge_indicator *indicator = s->indicator;
    bool up = s->direction > 0;

    return (struct profile_case){
        .direction = s->direction,
        .has_limit = up ? indicator->has_upper : indicator->has_lower,
        .limit = up ? indicator->upper : indicator->lower,
        .in_percent = indicator->unit && !strcmp(indicator->unit, "percent"),
    };
}

static void take_current(struct profile_case *c, const struct annual_value *current)
{
    c->year = current->year;
    c->value = current->number;
}

/* What computing leaves between a value and a computed goal is no distance. */
static void take_goal(struct profile_case *c, int year, double goal)
{
    c->has_target = true;
    c->target_year = year;
    c->target = judge_close(c->value, goal) ? c->value : goal;
}

static bool aims_at_level(const struct subject *s)
{
    return (s->aim == AIM_LEVEL || s->aim == AIM_KEEP) && s->goal_year;
}

static const struct annual_value *current_year(const struct subject *s, const struct method *method)
{
    const struct annual_value *current = NULL;

    if (aims_at_level(s) && method->up_to_target_year)
        current = annual_last_before(&s->years, s->goal_year + 1);
    return current ? current : annual_newest(&s->years);
}

static struct judge_assessment by_numbers(const struct subject *s, const struct method *method)
{
    struct profile_case c = empty_case(s);
    const struct annual_value *current = current_year(s, method);

    if (!current)
        return nothing(PROFILE_NO_YEAR);
    take_current(&c, current);
    if (aims_at_level(s)) {
        if (!s->work->has_goal)
            return nothing(PROFILE_NO_GOAL);
        take_goal(&c, s->goal_year, s->work->goal);
    }
    if (!take_base(s, method->base, &c))
        return nothing(method->base == BASE_WITHIN_A_YEAR ? PROFILE_NO_BASE : PROFILE_FEW_YEARS);
    /* cppcheck-suppress returnDanglingLifetime ; numbers are copied, nothing points at c */
    return method->numbers(&c);
}

/* ---- the weather ---- */

/* The value of five years ago, else the first one since; false unless four years in a row have
 * values. */
static bool take_pace(const struct subject *s, struct profile_case *c)
{
    size_t row = 0, longest = 0;
    bool found = false;

    for (int year = c->year - PACE_YEARS; year <= c->year; year++) {
        const struct annual_value *value = annual_at(&s->years, year);

        row = value ? row + 1 : 0;
        longest = row > longest ? row : longest;
        if (!value || found)
            continue;
        found = true;
        c->base_year = value->year;
        c->base = value->number;
    }
    return longest >= PACE_ROW;
}

/* Of several years the next one counts. */
static void take_next_goal(const struct subject *s, struct profile_case *c)
{
    const struct judge_target *target = s->work->target;

    take_goal(c, s->goal_year, s->work->goal);
    for (size_t i = 0; i < target->station_count; i++) {
        const struct judge_station *station = &target->stations[i];
        int year = moment_year(station->period.end_day);

        if (year > c->year && year < s->goal_year) {
            take_goal(c, year, station->number);
            return;
        }
    }
}

static struct judge_assessment benchmark(const struct subject *s, struct profile_case *c)
{
    struct judge_assessment a;

    (void)s;
    take_goal(c, 0, 0);
    a = profile_destatis_yearly(c);
    a.rule = "benchmark";
    return a;
}

static struct judge_assessment to_be_kept(const struct subject *s, struct profile_case *c)
{
    if (!s->work->has_goal)
        return nothing(PROFILE_NO_GOAL);
    take_goal(c, 0, s->work->goal);
    return profile_destatis_yearly(c);
}

static struct judge_assessment to_be_reached(const struct subject *s, struct profile_case *c)
{
    if (!s->work->has_goal)
        return nothing(PROFILE_NO_GOAL);
    take_next_goal(s, c);
    return profile_destatis_level(c);
}

static struct judge_assessment direction_alone(const struct subject *s, struct profile_case *c)
{
    const struct annual_value *before = annual_last_before(&s->years, c->year);

    c->has_previous = before;
    c->previous = before ? before->number : 0;
    return profile_destatis_directional(c);
}

static struct judge_assessment by_weather(const struct subject *s, const struct method *method)
{
    struct profile_case c = empty_case(s);
    const struct annual_value *current = annual_newest(&s->years);

    (void)method;
    if (!current)
        return nothing(PROFILE_NO_YEAR);
    take_current(&c, current);
    if (!take_pace(s, &c))
        return nothing(PROFILE_FEW_IN_A_ROW);
    if (s->aim == AIM_PEERS)
        return benchmark(s, &c);
    if (s->aim == AIM_KEEP)
        return to_be_kept(s, &c);
    return aims_at_level(s) ? to_be_reached(s, &c) : direction_alone(s, &c);
}

/* ---- the table ---- */

static const char *const opensdg_labels[] = { "target_achieved",   "substantial_progress",
                                              "moderate_progress", "limited_progress",
                                              "deterioration",     NULL };
static const char *const eurostat_labels[] = {
    "significant_progress",   "moderate_progress",         "no_progress",
    "moderate_deterioration", "significant_deterioration", NULL
};
static const char *const sdsn_labels[] = { "on_track_or_maintaining", "moderately_improving",
                                           "stagnating", "decreasing", NULL };
static const char *const destatis_labels[] = { "sun", "slightly_cloudy", "cloud", "thunderstorm",
                                               NULL };
static const char *const un_chart_labels[] = { "met_or_on_track", "fair_progress",
                                               "stagnation_or_regression", NULL };

static const char *opensdg_status(double mean_score, size_t best, size_t assessed, size_t total)
{
    (void)total;
    return assessed ? profile_opensdg_status(mean_score, best == assessed) : NULL;
}

static const char *eurostat_status(double mean_score, size_t best, size_t assessed, size_t total)
{
    (void)best;
    (void)total;
    return assessed ? profile_eurostat_status(mean_score) : NULL;
}

static const char *sdsn_status(double mean_score, size_t best, size_t assessed, size_t total)
{
    (void)best;
    return profile_sdsn_status(mean_score, assessed, total);
}

static const struct method methods[JUDGE_PROFILES] = {
    [PROFILE_OPENSDG] = { .profile = { opensdg_labels, true, opensdg_status },
                          .judge = by_numbers,
                          .numbers = profile_opensdg,
                          .base = BASE_NEXT,
                          .condition = profile_opensdg_condition },
    [PROFILE_EUROSTAT] = { .profile = { eurostat_labels, true, eurostat_status },
                           .judge = by_numbers,
                           .numbers = profile_eurostat,
                           .base = BASE_NEAREST,
                           .condition = profile_eurostat_condition },
    [PROFILE_SDSN] = { .profile = { sdsn_labels, true, sdsn_status },
                       .judge = by_numbers,
                       .numbers = profile_sdsn,
                       .base = BASE_WITHIN_A_YEAR },
    [PROFILE_DESTATIS] = { .profile = { destatis_labels, false, NULL },
                           .judge = by_weather,
                           .peers = true },
    [PROFILE_UN_CHART] = { .profile = { un_chart_labels, false, NULL },
                           .judge = by_numbers,
                           .numbers = profile_un_chart,
                           .base = BASE_NEXT_OR_LAST,
                           .condition = profile_un_chart_condition,
                           .up_to_target_year = true },
};

const struct profile *profile_of(enum judge_profile profile)
{
    return &methods[profile].profile;
}

size_t profile_label_place(enum judge_profile profile, const char *label)
{
    const char *const *labels = methods[profile].profile.labels;

    for (size_t i = 0; label && labels[i]; i++)
        if (!strcmp(labels[i], label))
            return i;
    return PROFILE_LABELS;
}

bool profile_assessed(const struct judge_assessment *assessment)
{
    return assessment->wanted && assessment->label && !assessment->reason;
}

/* ---- filling a verdict ---- */

static struct judge_assessment of_condition(const struct subject *s, const struct method *method)
{
    const struct values *values = &s->work->values;
    const struct value *last = values->count ? &values->items[values->count - 1] : NULL;

    if (!method->condition)
        return nothing(PROFILE_YES_NO);
    if (!last)
        return nothing(PROFILE_NO_VALUE);
    return method->condition(s->work->ops->met(s->work, last->number, last->text));
}

static struct judge_assessment assess(const struct subject *s, const struct method *method)
{
    if (s->aim == AIM_GROUPS)
        return nothing(PROFILE_GROUPS);
    if (s->aim == AIM_CONDITION)
        return of_condition(s, method);
    if (s->aim == AIM_PEERS && !method->peers)
        return nothing(PROFILE_PEERS);
    return method->judge(s, method);
}

/* Whatever the formulas made of it: a number that is none does not leave. */
static void keep_finite(struct judge_assessment *a)
{
    a->has_value = a->has_value && isfinite(a->value);
    a->has_score = a->has_score && isfinite(a->score);
    a->value = a->has_value ? a->value : 0;
    a->score = a->has_score ? a->score : 0;
}

static void fill(const struct subject *s, unsigned wanted, struct verdict *v)
{
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        if (!(wanted & 1u << i))
            continue;
        v->profiles[i] = assess(s, &methods[i]);
        keep_finite(&v->profiles[i]);
        v->profiles[i].wanted = true;
    }
}

static void fill_nothing(unsigned wanted, const char *reason, struct verdict *v)
{
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        if (wanted & 1u << i)
            v->profiles[i] = (struct judge_assessment){ .wanted = true, .reason = reason };
    }
}

void profiles_of_target(const struct work *w, struct verdict *v)
{
    unsigned wanted = w->question->profiles;
    struct hd_arena scratch = { 0 };
    struct subject s;

    if (!wanted)
        return;
    if (v->state == STATE_RETIRED || v->cause == CAUSE_NOT_IN_FORCE) {
        fill_nothing(wanted, v->state == STATE_RETIRED ? PROFILE_RETIRED : PROFILE_NOT_YET, v);
        return;
    }
    s = subject_of_target(w, &scratch);
    fill(&s, wanted, v);
    hd_arena_clear(&scratch);
}

void profiles_of_series(const struct judge_indicator *indicator, const struct judge_series *series,
                        int32_t as_of_day, unsigned wanted, struct verdict *v)
{
    struct hd_arena scratch = { 0 };
    struct subject s = { .indicator = indicator,
                         .aim = indicator->scale ? AIM_GROUPS : AIM_NONE,
                         .direction = indicator->direction < 0 ? -1 : 1,
                         .base_year = BASE_YEAR };

    if (!wanted)
        return;
    if (indicator->retired) {
        fill_nothing(wanted, PROFILE_RETIRED, v);
        return;
    }
    s.years = annual_collect(indicator, series, as_of_day, &scratch);
    fill(&s, wanted, v);
    hd_arena_clear(&scratch);
}

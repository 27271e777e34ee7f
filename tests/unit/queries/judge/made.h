/* tests/unit/queries/judge/made.h - made-up questions of every kind, in whole numbers, so that
 * they can be moved in time, scaled and mirrored exactly. */
#ifndef HEDEF_TESTS_UNIT_QUERIES_JUDGE_MADE_H
#define HEDEF_TESTS_UNIT_QUERIES_JUDGE_MADE_H

#include <math.h>

#include "unit/queries/judge/question.h"

#define MADE_POINTS   24
#define MADE_PEERS    2
#define MADE_STATIONS 2
#define MADE_GROUPS   5
#define NOBODY        (-1)

/* xorshift64: the same numbers from the same seed, everywhere. */
struct random {
    uint64_t state;
};

static inline MAYBE_UNUSED int pick(struct random *r, int low, int high)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return low + (int)(r->state % (uint64_t)(high - low + 1));
}

/* True once in `times`. */
static inline MAYBE_UNUSED bool once_in(struct random *r, int times)
{
    return pick(r, 1, times) == 1;
}

struct made_point {
    int place, value; /* quarters or years after the year before the baseline */
    int peers[MADE_PEERS];
    char status;
};

struct made {
    enum judge_kind kind;
    int direction; /* of the indicator */
    enum hd_freq freq;
    enum judge_aggregation aggregation;
    enum judge_curve curve;
    enum judge_transform transform;
    enum judge_forecast forecast;
    bool dated, stated, strict, limits, ranks;
    int baseline, goal, high, change, tolerance;
    int year, due_year, due_quarter, reference; /* years off; 0: none */
    int as_of_year, as_of_month;
    int station_count, stations[MADE_STATIONS], station_years[MADE_STATIONS];
    bool has_sibling;
    int sibling, sibling_year;
    int peer_count, respondents;
    int count;
    struct made_point points[MADE_POINTS];
};

struct twist { /* what is done to all numbers and years */
    int years;
    double factor, offset;
};
static const struct twist as_it_is = { 0, 1, 0 };

static inline MAYBE_UNUSED bool made_level(const struct made *m)
{
    return m->kind == JUDGE_AT_LEAST || m->kind == JUDGE_AT_MOST || m->kind == JUDGE_RANGE ||
           m->kind == JUDGE_MILESTONES;
}

/* Which way is better for the target? */
static inline MAYBE_UNUSED int made_sense(const struct made *m)
{
    switch (m->kind) {
    case JUDGE_AT_LEAST:
    case JUDGE_ORDINAL:
        return 1;
    case JUDGE_AT_MOST:
        return -1;
    case JUDGE_RELATIVE_CHANGE:
        return m->change < 0 ? -1 : 1;
    case JUDGE_BOOLEAN:
        return m->goal ? 1 : -1;
    default:
        return m->direction;
    }
}

static inline MAYBE_UNUSED int made_value(const struct made *m, struct random *r)
{
    if (m->kind == JUDGE_ORDINAL)
        return pick(r, 0, MADE_GROUPS - 1);
    return m->kind == JUDGE_BOOLEAN ? pick(r, 0, 1) : pick(r, 1, 99);
}

static inline void make_points(struct made *m, struct random *r)
{
    static const char statuses[] = "AAAAAAAAAAAAAAAAAAAAPEBFAAA";
    int place = pick(r, 0, 5), last = made_value(m, r);
    bool steady = pick(r, 0, 1);

    for (m->count = 0; m->count < MADE_POINTS;) {
        struct made_point *point = &m->points[m->count++];

        *point = (struct made_point){ place, made_value(m, r), { NOBODY, NOBODY }, 'A' };
        /* Half of the series go somewhere: only they have an outlook worth the name. */
        if (steady && m->kind != JUDGE_ORDINAL && m->kind != JUDGE_BOOLEAN)
            point->value = last = last + pick(r, -2, 5) * made_sense(m);
        if (point->value < 1 && m->kind != JUDGE_ORDINAL && m->kind != JUDGE_BOOLEAN)
            point->value = last = 1;
        if (point->value > 99)
            point->value = last = 99;
        point->status = statuses[pick(r, 0, 26)];
        for (int p = 0; p < MADE_PEERS; p++)
            point->peers[p] = once_in(r, 5) ? NOBODY : pick(r, 1, 99);
        place += pick(r, 0, 4) ? 1 : pick(r, 2, 6);
        if (once_in(r, 25))
            break;
    }
}

static inline void make_target(struct made *m, struct random *r)
{
    bool up = m->direction > 0;

    m->baseline = made_value(m, r);
    m->goal = made_value(m, r);
    if (made_level(m) && pick(r, 0, 9))
        m->goal = up ? pick(r, m->baseline, 99) : pick(r, 1, m->baseline);
    m->high = m->goal < 99 ? pick(r, m->goal + 1, 99) : 100;
    m->change = (pick(r, 0, 9) ? m->direction : -m->direction) * pick(r, 1, 50);
    m->strict = m->kind == JUDGE_RANGE && pick(r, 0, 1);
    m->tolerance = once_in(r, 4) ? pick(r, 1, 5) : 0;
    m->dated = !once_in(r, 10);
    m->due_year = m->year + pick(r, 1, 20);
    m->due_quarter = m->freq == HD_FREQ_Q && once_in(r, 5) ? pick(r, 1, 4) : 0;
    m->reference = once_in(r, 5) && m->due_year > m->year + 2 ? pick(r, -2, 2) : 0;
    m->stated = pick(r, 0, 3);
    m->has_sibling = pick(r, 0, 1) && made_level(m);
    m->sibling = pick(r, 1, 99);
    m->sibling_year = m->year + (m->due_year - m->year) / 2;
    m->station_count = m->kind == JUDGE_MILESTONES ? pick(r, 0, MADE_STATIONS) : 0;
    for (int i = 0; i < m->station_count; i++) {
        m->stations[i] = pick(r, 1, 99);
        m->station_years[i] = m->year + (m->due_year - m->year) * (i + 1) / (MADE_STATIONS + 1);
    }
}

static inline MAYBE_UNUSED struct made make_kind(struct random *r, enum judge_kind kind)
{
    struct made m = { .kind = kind, .curve = (enum judge_curve)pick(r, 0, 2) };

    m.direction = kind == JUDGE_AT_LEAST ? 1 : kind == JUDGE_AT_MOST ? -1 : pick(r, 0, 1) * 2 - 1;
    m.freq = pick(r, 0, 2) ? HD_FREQ_A : HD_FREQ_Q;
    m.aggregation = (enum judge_aggregation)pick(r, 0, 3);
    m.transform = once_in(r, 3) ? TRANSFORM_LOGIT : TRANSFORM_NONE;
    m.forecast = once_in(r, 3) ? (enum judge_forecast)pick(r, 1, 2) : FORECAST_DEFAULT;
    m.limits = pick(r, 0, 1);
    m.ranks = once_in(r, 5);
    m.year = pick(r, 1960, 2020);
    make_target(&m, r);
    m.as_of_year = pick(r, 0, 1) ? pick(r, m.year, m.due_year) : m.year + pick(r, 0, 16);
    m.as_of_month = pick(r, 1, 12);
    m.peer_count = kind == JUDGE_BENCHMARK ? pick(r, 1, MADE_PEERS) : 0;
    m.respondents = once_in(r, 4) ? pick(r, 1, 3000) : 0;
    make_points(&m, r);
    return m;
}

static inline MAYBE_UNUSED struct made make(struct random *r)
{
    return make_kind(r, (enum judge_kind)pick(r, JUDGE_AT_LEAST, JUDGE_BOOLEAN));
}

/* ---- as a question ---- */

static const char *const made_scale[MADE_GROUPS] = { "E", "D", "C", "B", "A" };

static inline const char *made_text(struct asked *a, const struct made *m, struct twist t,
                                    int number)
{
    if (m->kind == JUDGE_ORDINAL)
        return made_scale[number];
    if (m->kind == JUDGE_BOOLEAN)
        return (number != 0) != (t.factor < 0) ? "1" : "0";
    return hd_arena_printf(&a->arena, "%.10g", t.offset + t.factor * number);
}

static inline struct hd_period made_year(int year)
{
    return hd_period_containing(HD_FREQ_A, hd_day_from_civil(year, 1, 1));
}

static inline struct hd_period made_period(const struct made *m, struct twist t, int place)
{
    int per_year = hd_freq_per_year(m->freq), year = m->year - 1 + t.years + place / per_year;
    int month = 12 / per_year * (place % per_year) + 1;

    return hd_period_containing(m->freq, hd_day_from_civil(year, month, 1));
}

static inline struct judge_point made_point(struct asked *a, const struct made *m, struct twist t,
                                            int place, int value)
{
    struct judge_point point = { .period = made_period(m, t, place),
                                 .text = made_text(a, m, t, value),
                                 .numeric = true,
                                 .status = 'A',
                                 .vintage = 1 };

    point.value = m->kind == JUDGE_ORDINAL ? value : hd_decimal_double(point.text);
    point.published_at_ms = (point.period.end_day + 45) * HD_DAY_MS;
    return point;
}

static inline void made_points(struct asked *a, const struct made *m, struct twist t)
{
    for (int i = 0; i < m->count; i++) {
        const struct made_point *from = &m->points[i];
        struct judge_point *point = &a->now.points[a->now.series.count++];

        *point = made_point(a, m, t, from->place, from->value);
        point->status = from->status;
        for (int p = 0; p < m->peer_count; p++) {
            struct asked_series *peer = &a->peers[p];

            if (from->peers[p] != NOBODY)
                peer->points[peer->series.count++] =
                    made_point(a, m, t, from->place, from->peers[p]);
        }
        if (m->respondents) {
            a->respondents.points[i] = *point;
            a->respondents.points[i].status = 'A';
            a->respondents.points[i].value = m->respondents;
        }
    }
    a->respondents.series =
        (struct judge_series){ "n", "AZ", "", a->respondents.points, (size_t)m->count };
    a->question.respondents = m->respondents ? &a->respondents.series : NULL;
}

static inline void made_bounds(struct asked *a, const struct made *m, struct twist t,
                               struct judge_target *target)
{
    int low = t.factor < 0 ? m->high : m->goal, high = t.factor < 0 ? m->goal : m->high;

    set_value(target, made_text(a, m, t, low));
    target->has_high = true;
    target->high = made_text(a, m, t, high);
    target->high_number = hd_decimal_double(target->high);
    target->strict_band = m->strict;
}

static inline void made_goal(struct asked *a, const struct made *m, struct twist t,
                             struct judge_target *target)
{
    struct twist amount = { 0, t.factor < 0 ? -t.factor : t.factor, 0 };
    int change = m->change < 0 ? -m->change : m->change;

    switch (m->kind) {
    case JUDGE_RANGE:
        made_bounds(a, m, t, target);
        break;
    case JUDGE_ANNUAL_INCREMENT:
        set_value(target, made_text(a, m, amount, change));
        break;
    case JUDGE_RELATIVE_CHANGE:
        set_value(target, made_text(a, m, as_it_is, m->change));
        break;
    case JUDGE_MAINTAIN:
    case JUDGE_BENCHMARK:
    case JUDGE_DIRECTIONAL:
        break;
    case JUDGE_ORDINAL:
        target->value = made_text(a, m, t, m->goal);
        target->number = m->goal;
        break;
    default:
        set_value(target, made_text(a, m, t, m->goal));
    }
}

static inline void made_stations(struct asked *a, const struct made *m, struct twist t,
                                 struct judge_target *target)
{
    struct judge_station *stations = hd_arena_alloc(&a->arena, MADE_STATIONS * sizeof *stations);

    target->stations = stations;
    for (int i = 0; i < m->station_count; i++) {
        stations[i].period = made_year(m->station_years[i] + t.years);
        stations[i].value = made_text(a, m, t, m->stations[i]);
        stations[i].number = hd_decimal_double(stations[i].value);
        target->station_count++;
    }
}

static inline void made_when(const struct made *m, struct twist t, struct judge_target *target)
{
    int year = m->due_year + t.years;

    target->dated = m->dated;
    target->due = made_year(year);
    if (m->due_quarter && m->kind != JUDGE_ANNUAL_INCREMENT)
        target->due =
            hd_period_containing(HD_FREQ_Q, hd_day_from_civil(year, 3 * m->due_quarter, 1));
    target->first = made_year(m->year + 1 + t.years);
    target->has_reference = m->reference != 0;
    target->reference = made_year(year + m->reference);
    target->valid_from_day = hd_day_from_civil(m->year + t.years, 12, 31);
}

static inline void made_target(struct asked *a, const struct made *m, struct twist t)
{
    struct judge_target *target = &a->targets[a->question.target_count++];

    *target = (struct judge_target){ .id = "target",
                                     .kind = m->kind,
                                     .curve = m->curve,
                                     .tolerance = fabs(t.factor) * m->tolerance };
    if (t.factor < 0 && (m->kind == JUDGE_AT_LEAST || m->kind == JUDGE_AT_MOST))
        target->kind = m->kind == JUDGE_AT_LEAST ? JUDGE_AT_MOST : JUDGE_AT_LEAST;
    made_when(m, t, target);
    made_goal(a, m, t, target);
    made_stations(a, m, t, target);
    target->has_baseline = m->stated;
    target->baseline_period = made_year(m->year + t.years);
    target->baseline_value = made_text(a, m, t, m->baseline);
    target->baseline_number =
        m->kind == JUDGE_ORDINAL ? m->baseline : hd_decimal_double(target->baseline_value);
}

/* Another level target of the same strategy. */
static inline void made_sibling(struct asked *a, const struct made *m, struct twist t)
{
    struct judge_target *target = &a->targets[a->question.target_count++];
    bool up = (made_sense(m) > 0) == (t.factor > 0);

    *target = (struct judge_target){ .id = "sibling",
                                     .kind = up ? JUDGE_AT_LEAST : JUDGE_AT_MOST,
                                     .dated = true,
                                     .due = made_year(m->sibling_year + t.years) };
    target->valid_from_day = a->targets[0].valid_from_day;
    set_value(target, made_text(a, m, t, m->sibling));
}

static inline MAYBE_UNUSED struct asked *made_question(const struct made *m, struct twist t)
{
    struct asked *a =
        asked_new(t.factor < 0 ? -m->direction : m->direction, m->freq, m->aggregation);
    struct judge_indicator *indicator = &a->indicator;
    double nothing = t.offset, whole = t.offset + 100 * t.factor;

    indicator->transform = m->transform;
    indicator->forecast = m->forecast;
    indicator->integer = m->ranks;
    indicator->unit = m->ranks ? "rank" : "percent";
    indicator->has_lower = indicator->has_upper = m->limits;
    indicator->lower = t.factor < 0 ? whole : nothing;
    indicator->upper = t.factor < 0 ? nothing : whole;
    if (m->kind == JUDGE_ORDINAL) {
        indicator->scale = made_scale;
        indicator->scale_count = MADE_GROUPS;
    }
    for (int p = 0; p < m->peer_count; p++) {
        a->peers[p].series = (struct judge_series){ "peer", "P", "", a->peers[p].points, 0 };
        a->peer_list[p] = &a->peers[p].series;
    }
    a->question.peer_count = (size_t)m->peer_count;
    a->question.profiles = JUDGE_PROFILES_ALL;
    made_points(a, m, t);
    made_target(a, m, t);
    if (m->has_sibling)
        made_sibling(a, m, t);
    a->question.as_of_day = hd_day_from_civil(m->as_of_year + t.years, m->as_of_month, 28);
    return a;
}

#endif

/* The pace of the last five years, what is needed from now on, and when it gets there. */
#include <math.h>

#include "common/date.h"
#include "daemon/view.h"
#include "daemon/worked/making.h"

/* Slopes that fit on a line. */
#define PAIRS_TOLD 10
/* As the judge: every pair is looked at, of more points an even choice. */
#define PAIRED_AT_MOST 260

const char *pace_unit(const struct making *m)
{
    struct hd_buf unit HD_BUF_AUTO = { 0 };

    hd_buf_init(&unit, 256);
    view_pace_unit(m->row->indicator, m->lang, &unit);
    return hd_arena_strdup(m->arena, unit.data);
}

/* ---- slopes between every two ---- */

static double years_apart(const struct replay_point *from, const struct replay_point *to)
{
    double years = to->years - from->years;

    return to->season ? round(years) : years;
}

static bool are_compared(const struct replay_point *from, const struct replay_point *to)
{
    return from->season == to->season && years_apart(from, to) > 0;
}

static size_t count_pairs(const struct replay_point *points, size_t count)
{
    size_t stride = 1 + (count ? count - 1 : 0) / PAIRED_AT_MOST, pairs = 0;

    for (size_t j = 0; j < count; j += stride)
        for (size_t i = j + stride; i < count; i += stride)
            pairs += are_compared(&points[count - 1 - i], &points[count - 1 - j]);
    return pairs;
}

static const char *slopes_text(const struct making *m, const struct replay_point *points,
                               size_t count, const char *const *numbers)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 1 << 14);
    for (size_t j = 1; j < count; j++)
        for (size_t i = 0; i < j; i++)
            if (are_compared(&points[i], &points[j]))
                hd_buf_printf(&text, "%s(%s - %s) / %s", text.len ? "; " : "", numbers[j],
                              in_brackets(m, numbers[i]),
                              make_number(m, years_apart(&points[i], &points[j])));
    return make_printf(m, "median(%s)", text.data);
}

static const char *slopes_note(const struct making *m, const struct replay_point *points,
                               size_t count, size_t pairs)
{
    bool seasons = count && points[0].season;
    const char *const *args =
        HD_ARGS("pairs", make_printf(m, "%zu", pairs), "n", make_printf(m, "%zu", count));

    return make_words(
        m,
        seasons ? make_tr(m, N_("the median of {pairs} slopes between {n} values, always of the "
                                "same season of two years"))
                : make_tr(m, N_("the median of {pairs} slopes between every two of {n} values")),
        args);
}

const char *slopes_median(struct making *m, struct step_name name,
                          const struct replay_point *points, size_t count,
                          const char *const *numbers, double value)
{
    static const char formula[] = "median((y2 - y1) / (t2 - t1); ...)";
    size_t pairs = count_pairs(points, count);
    const char *result;

    if (pairs > 0 && pairs <= PAIRS_TOLD)
        result = make_step(m, name, formula, slopes_text(m, points, count, numbers), value);
    else
        result = make_told(m, name, formula, value);
    make_note(m, slopes_note(m, points, count, pairs));
    return result;
}

/* ---- the values ---- */

static bool is_listed(const struct making *m, const struct judge_point *point)
{
    for (size_t i = 0; i < m->replay.forecast_count; i++)
        if (m->replay.forecast[i].point == point)
            return true;
    return false;
}

static void add_point(struct making *m, const struct replay_point *point)
{
    const char *label = make_tr(m, N_("Value of the series"));

    if (point->text)
        make_observation(m, "point", "", label, m->row->series, point->point);
    else
        make_computed(m, "point", "", label, point->point, point->number);
}

static void add_points(struct making *m)
{
    const struct replay *r = &m->replay;

    for (size_t i = 0; i < r->pace_count; i++)
        if (!is_listed(m, r->pace[i].point))
            add_point(m, &r->pace[i]);
    for (size_t i = 0; i < r->forecast_count; i++)
        add_point(m, &r->forecast[i]);
}

static const char *const *point_numbers(const struct making *m, const struct replay_point *points,
                                        size_t count)
{
    const char **numbers = hd_arena_alloc(m->arena, (count + 1) * sizeof *numbers);

    for (size_t i = 0; i < count; i++)
        numbers[i] = make_exact(m, points[i].text, points[i].number);
    return numbers;
}

/* ---- pace ---- */

static void add_pace(struct making *m)
{
    const struct judge_outlook *o = &m->v->outlook;
    const struct replay *r = &m->replay;
    struct step_name name = { "pace", "pace", make_tr(m, N_("Pace of the last five years")) };

    if (m->row->question.has_pace) {
        name.label = make_tr(m, N_("Pace assumed"));
        m->pace = make_told(m, name, NULL, o->pace);
    } else {
        m->pace = slopes_median(m, name, r->pace, r->pace_count,
                                point_numbers(m, r->pace, r->pace_count), o->pace);
    }
    make_unit(m, pace_unit(m));
}

static int32_t latest_day(const struct making *m)
{
    return m->v->latest->period.end_day;
}

static void add_years_left(struct making *m)
{
    m->years_left = make_reckoned(
        m, (struct step_name){ "years_left", "h", make_tr(m, N_("Time that is left")) },
        "due - day(y)", make_years(m, latest_day(m), judge_answer(&m->row->target->judge).end_day));
    make_unit(m, make_tr(m, N_("years")));
    make_note(m, make_tr(m, N_("every year is 1 long, leap or not")));
}

static void add_needed(struct making *m)
{
    const struct judge_outlook *o = &m->v->outlook;
    const char *goal = goal_symbol(m), *y = in_brackets(m, m->latest);

    if (!o->has_pace_needed)
        return;
    (void)make_step(m, (struct step_name){ "pace_needed", "needed", make_tr(m, N_("Pace needed")) },
                    make_printf(m, "(%s - y) / h", goal),
                    make_printf(m, "(%s - %s) / %s", m->goal, y, m->years_left), o->pace_needed);
    make_unit(m, pace_unit(m));
    if (!o->has_r_fwd)
        return;
    (void)make_step(
        m, (struct step_name){ "r_fwd", "R_fwd", make_tr(m, N_("Part of the way left")) },
        make_printf(m, "pace * h / (%s - y)", goal),
        make_printf(m, "%s * %s / (%s - %s)", m->pace, m->years_left, m->goal, y), o->r_fwd);
    make_note(m,
              make_tr(m, N_("what the present pace covers of it; less than 0.8 is unlikely to be "
                            "enough")));
}

/* ---- when ---- */

static void add_reached(struct making *m)
{
    const struct judge_outlook *o = &m->v->outlook;
    bool met = m->v->state == STATE_ACHIEVED;
    struct step_name name = { "reached", "",
                              met ? make_tr(m, N_("Met since")) : make_tr(m, N_("Reached in")) };

    if (!o->has_reached)
        return;
    if (!met) {
        (void)make_reckoned(m,
                            (struct step_name){ "years_to_go", "", make_tr(m, N_("Time to go")) },
                            make_printf(m, "(%s - y) / pace", goal_symbol(m)),
                            make_printf(m, "(%s - %s) / %s", m->goal, in_brackets(m, m->latest),
                                        in_brackets(m, m->pace)));
        make_unit(m, make_tr(m, N_("years")));
        make_note(m, make_words(m, make_tr(m, N_("at that pace, counted from {date}")),
                                HD_ARGS("date", make_date(m, latest_day(m)))));
    }
    make_said(m, name, NULL, make_period(m, o->reached));
}

/* The difference to the peers is what goes on; before it was only shown with a sign. */
static void take_difference(struct making *m)
{
    const struct replay *r = &m->replay;

    if (m->row->target->judge.kind != JUDGE_BENCHMARK || !r->pace_count || !m->expected)
        return;
    m->latest = make_step(
        m, (struct step_name){ "difference", "y", make_tr(m, N_("Difference to others")) },
        "value - x", make_printf(m, "%s - %s", m->latest, in_brackets(m, m->expected)),
        r->pace[r->pace_count - 1].number);
    make_unit(m, view_gap_unit(m->row->indicator, m->lang));
}

static bool is_about_numbers(const struct making *m)
{
    enum judge_kind kind = m->row->target->judge.kind;

    return m->v->latest && !m->row->indicator->judge.scale && kind != JUDGE_BOOLEAN &&
           m->replay.pace_count && m->latest;
}

void outlook_make(struct making *m)
{
    const struct judge_outlook *o = &m->v->outlook;

    m->section = "outlook";
    if (!m->row->target || m->v->closed || o->reason == UNFORESEEN_NO_TARGET)
        return;
    if (is_about_numbers(m) && o->has_pace) {
        add_points(m);
        take_difference(m);
        m->goal = m->enough && m->replay.level == m->v->enough ? m->enough
                                                               : make_number(m, m->replay.level);
        add_pace(m);
    }
    if (m->v->target->dated && m->goal && o->reason != UNFORESEEN_PAST)
        add_years_left(m);
    if (m->goal && m->years_left)
        add_needed(m);
    if (m->goal && m->v->has_goal)
        add_reached(m);
    forecast_make(m);
}

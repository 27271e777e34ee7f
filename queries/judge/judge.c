#include "queries/judge/judge.h"

#include "common/date.h"
#include "queries/judge/profile.h"
#include "queries/judge/work.h"

#define DAYS_PER_MONTH 30.4375

static const struct judge_point *newest_point(const struct judge_series *series, int32_t as_of_day)
{
    for (size_t i = series->count; i-- > 0;) {
        if (point_stands(&series->points[i], as_of_day))
            return &series->points[i];
    }
    return NULL;
}

/* End plus two of the indicator's own periods. */
static int32_t stale_after(enum hd_freq freq, int32_t end_day)
{
    switch (freq) {
    case HD_FREQ_D:
        return end_day + 2;
    case HD_FREQ_W:
        return end_day + 14;
    default:
        return moment_shift(end_day, 2 * 12 / hd_freq_per_year(freq));
    }
}

/* What there is to see, whatever it means: the newest value and its age. */
static void show_newest(struct verdict *v, int32_t as_of_day)
{
    const struct judge_point *newest = newest_point(v->series, as_of_day);

    v->latest = v->newest = newest;
    if (!newest)
        return;
    v->latest_value = newest->value;
    v->provisional = newest->status == 'P' || newest->status == 'E';
    v->stale = as_of_day > stale_after(v->indicator->frequency, newest->period.end_day);
}

static void show_latest(const struct work *w, struct verdict *v)
{
    size_t count = w->values.count;
    const struct value *latest;

    if (!count) {
        v->latest = NULL;
        v->latest_value = 0;
        v->provisional = false;
        return;
    }
    latest = &w->values.items[count - 1];
    v->latest = latest->point;
    v->latest_value = w->ops->difference ? latest->own : latest->number;
    v->trailing = latest->trailing;
    v->provisional = latest->provisional;
    v->peers_used = latest->peers;
    v->previous = count > 1 ? w->values.items[count - 2].point : NULL;
    v->has_change = pace_change(&w->values, count - 1, &v->change);
    v->has_pace = pace_of(w, count - 1, &v->pace);
    if (v->newest == v->latest)
        v->newest = NULL;
}

static void show_baseline(const struct work *w, struct verdict *v)
{
    const struct baseline *b = &w->baseline;

    v->baseline_source = b->source;
    v->baseline_period = b->period;
    v->baseline_text = b->text;
    v->baseline = b->number;
    v->baseline_vintage = b->vintage;
}

static void show_goal(const struct work *w, struct verdict *v)
{
    const struct judge_target *target = w->target;

    v->has_goal = w->has_goal;
    v->goal = w->goal;
    v->goal_text = w->goal_text;
    v->enough = w->enough;
    if (w->ops->steps)
        v->goal_text = target->value;
    v->has_range = target->kind == JUDGE_RANGE && target->has_high && isfinite(target->number) &&
                   isfinite(target->high_number);
    v->range_low = v->has_range ? target->number : 0;
    v->range_high = v->has_range ? target->high_number : 0;
}

static void show_path(const struct work *w, struct verdict *v)
{
    const struct path *path = &w->path;

    v->curve = path->count ? path->curve : w->target->curve;
    v->curve_fell_back = path->fell_back;
    stations_show(w, v);
}

static void show_lag(const struct work *w, const struct value *value, struct verdict *v)
{
    double days, bound;

    if (!v->has_gap || v->gap >= 0 || w->ops->difference ||
        state_past_band(w, value->number, &bound))
        return;
    if (!path_lag(&w->path, value->day, value->number, &days, &v->lag_more_than))
        return;
    v->has_lag = true;
    v->lag_months = (int)lround(days / DAYS_PER_MONTH);
}

/* Before anything came after the baseline there is nothing to compare, unless the path has
 * already arrived at its goal. */
static bool comparable_yet(const struct work *w, const struct value *latest)
{
    return w->ops->difference || w->path.count == 1 || latest->day > w->baseline.day ||
           (w->target->dated && latest->day >= w->answer.end_day);
}

static void show_standing(const struct work *w, struct verdict *v)
{
    const struct value *latest;
    struct standing s;

    if (!w->values.count || v->state == STATE_NOT_STARTED)
        return;
    latest = &w->values.items[w->values.count - 1];
    if (!comparable_yet(w, latest))
        return;
    s = standing_of(w, latest);
    v->has_progress = s.has_progress;
    v->progress = s.progress;
    if (v->state == STATE_MEASURING)
        return;
    v->has_expected = s.has_expected;
    v->expected = s.expected;
    v->has_gap = s.has_gap;
    v->gap = s.gap;
    v->has_expected_progress = s.has_expected_progress;
    v->expected_progress = s.expected_progress;
    v->has_ratio = s.has_ratio;
    v->ratio = s.ratio;
    v->has_score = s.has_score;
    v->score = s.score;
    show_lag(w, latest, v);
}

/* The last break flag in (from_day, until_day]. */
static bool find_break(const struct work *w, int32_t from_day, int32_t until_day,
                       struct hd_period *period_out)
{
    const struct judge_series *series = w->question->series;
    bool found = false;

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];

        if (point->status != 'B' || !point_stands(point, w->question->as_of_day) ||
            point->period.end_day <= from_day || point->period.end_day > until_day)
            continue;
        found = true;
        *period_out = point->period;
    }
    return found;
}

static bool measured_from_start(enum judge_kind kind)
{
    return kind == JUDGE_DIRECTIONAL || kind == JUDGE_RELATIVE_CHANGE || kind == JUDGE_MAINTAIN ||
           kind == JUDGE_ANNUAL_INCREMENT;
}

static void show_breaks(const struct work *w, struct verdict *v)
{
    bool line = v->decision == DECIDED_INTERPOLATED;
    int32_t from = w->baseline.day;

    if (w->baseline.source != BASELINE_NONE && v->latest)
        v->break_between =
            find_break(w, w->baseline.day, v->latest->period.end_day, &v->break_period);
    if (!v->has_decided || (!line && !measured_from_start(w->target->kind)))
        return;
    if (line && !measured_from_start(w->target->kind))
        from = v->left_period.end_day;
    v->decided_across_break =
        find_break(w, from, line ? v->right_period.end_day : v->decided_period.end_day,
                   &v->decided_break_period);
}

static void set_measuring(struct verdict *v, enum judge_cause cause)
{
    v->state = v->raw_state = STATE_MEASURING;
    v->cause = cause;
    v->since_day = 0;
    v->since_at_ms = 0;
}

static bool assessed_later(const struct work *w)
{
    const struct judge_target *target = w->target;
    size_t count = w->values.count;
    int year = target->assess_from_year;

    return year && (moment_year(w->question->as_of_day) < year ||
                    (count && moment_year(w->values.items[count - 1].day) < year));
}

static void judge_open(const struct work *w, struct verdict *v)
{
    v->state = v->raw_state = STATE_NO_DATA;
    v->since_day = w->target->valid_from_day;
    if (assessed_later(w))
        set_measuring(v, CAUSE_ASSESSED_LATER);
    else if (w->values.count)
        state_fold(w, v);
    else if (v->newest && w->ops->difference)
        set_measuring(v, CAUSE_NO_PEER_VALUE);
    else if (v->newest)
        /* Parts of a flow that do not make up a whole yet. */
        v->state = v->raw_state = STATE_NOT_STARTED;
    if (v->state != STATE_MEASURING)
        v->cause = CAUSE_NONE;
}

void work_prepare(struct work *w)
{
    w->values = values_collect(w, w->question->series);
    baseline_find(w);
    w->ops->prepare(w);
}

static void judge_in_force(struct work *w, struct verdict *v)
{
    work_prepare(w);
    show_latest(w, v);
    show_baseline(w, v);
    show_goal(w, v);
    show_path(w, v);
    v->closed = w->target->dated && w->question->as_of_day > w->target->due.end_day;
    if (w->ops->difference && !w->question->peer_count && !w->question->peers_missing)
        set_measuring(v, CAUSE_NO_PEERS);
    else if (v->closed)
        decide(w, v);
    else
        judge_open(w, v);
    state_clamp_since(w, v);
    show_standing(w, v);
    distance_show(w, v);
    survey_show(w, v);
    show_breaks(w, v);
    v->worsening = v->state == STATE_ACHIEVED && v->has_pace && w->sense * v->pace < 0;
    outlook_find(w, v);
}

void work_begin(struct work *w, const struct judge_question *question, struct hd_arena *arena)
{
    const struct judge_target *target = &question->targets[question->which];

    *w = (struct work){
        .question = question,
        .indicator = question->indicator,
        .target = target,
        .ops = kind_of(target->kind),
        .arena = arena,
        .answer = judge_answer(target),
        .sense = target_sense(target, question->indicator->direction),
    };
}

void judge(const struct judge_question *question, struct hd_arena *arena, struct verdict *out)
{
    struct work w;

    work_begin(&w, question, arena);
    *out = (struct verdict){ .target = w.target,
                             .indicator = w.indicator,
                             .series = question->series,
                             .outlook = { .method = w.indicator->forecast,
                                          .reason = UNFORESEEN_NO_TARGET } };
    show_newest(out, question->as_of_day);
    if (w.target->retired || w.indicator->retired)
        out->state = out->raw_state = STATE_RETIRED;
    else if (question->as_of_day < w.target->valid_from_day)
        set_measuring(out, CAUSE_NOT_IN_FORCE);
    else
        judge_in_force(&w, out);
    profiles_of_target(&w, out);
}

void judge_measuring(const struct judge_indicator *indicator, const struct judge_series *series,
                     int32_t as_of_day, unsigned profiles, struct verdict *out)
{
    *out = (struct verdict){ .indicator = indicator, .series = series };
    show_newest(out, as_of_day);
    out->newest = NULL;
    out->state = out->latest ? STATE_MEASURING : STATE_NO_DATA;
    if (out->latest)
        out->cause = CAUSE_NO_TARGET;
    if (indicator->retired)
        out->state = STATE_RETIRED;
    out->raw_state = out->state;
    outlook_of_series(out, as_of_day);
    profiles_of_series(indicator, series, as_of_day, profiles, out);
}

bool judge_path(const struct judge_question *question, int32_t day, double *value_out)
{
    struct hd_arena scratch = { 0 };
    struct work w;
    bool there;

    work_begin(&w, question, &scratch);
    work_prepare(&w);
    there = day >= w.baseline.day && path_at(&w.path, day, value_out);
    hd_arena_clear(&scratch);
    return there;
}

/* The verdict object of the public surface: one writer for API, command line and store. */
#include "daemon/view.h"

#include "common/date.h"
#include "common/decimal.h"
#include "common/json.h"
#include "common/period.h"

#include <string.h>

static void key_double_if(struct hd_jsonw *w, const char *key, bool present, double value)
{
    hd_jsonw_key(w, key);
    if (present)
        hd_jsonw_double(w, value);
    else
        hd_jsonw_null(w);
}

/* Decimals as numbers with their own digits, codes as strings. */
static void key_value(struct hd_jsonw *w, const char *key, const char *text)
{
    hd_jsonw_key(w, key);
    if (!text || !*text)
        hd_jsonw_null(w);
    else if (hd_decimal_valid(text, strlen(text)))
        hd_jsonw_decimal(w, text);
    else
        hd_jsonw_string(w, text);
}

static void write_period(struct hd_jsonw *w, struct hd_period period)
{
    char text[HD_PERIOD_TEXT_MAX];

    hd_period_text(period, text);
    hd_jsonw_string(w, text);
}

static void key_period(struct hd_jsonw *w, const char *key, struct hd_period period)
{
    hd_jsonw_key(w, key);
    write_period(w, period);
}

static void key_day(struct hd_jsonw *w, const char *key, int32_t day)
{
    char text[11];

    if (day)
        hd_day_text(day, text);
    hd_jsonw_key_string(w, key, day ? text : NULL);
}

static void write_baseline(struct hd_jsonw *w, const struct verdict *v)
{
    hd_jsonw_key(w, "baseline");
    if (v->baseline_source == BASELINE_NONE) {
        hd_jsonw_null(w);
        return;
    }
    hd_jsonw_object(w);
    key_period(w, "period", v->baseline_period);
    key_value(w, "value", v->baseline_text);
    hd_jsonw_key(w, "vintage");
    if (v->baseline_vintage)
        hd_jsonw_int(w, v->baseline_vintage);
    else
        hd_jsonw_null(w);
    hd_jsonw_end_object(w);
}

static void write_target(struct hd_jsonw *w, const struct status_row *row,
                         const struct hd_lang *lang)
{
    const struct target *target = row->target;

    hd_jsonw_key(w, "target");
    if (!target) {
        hd_jsonw_null(w);
        return;
    }
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "id", target->judge.id);
    hd_jsonw_key_string(w, "kind", judge_kind_word(target->judge.kind));
    hd_jsonw_key_bool(w, "dated", target->judge.dated);
    hd_jsonw_key_string(w, "period", target->judge.period_text);
    key_value(w, "value", target->judge.value);
    key_value(w, "value_high", target->judge.has_high ? target->judge.high : NULL);
    write_baseline(w, &row->verdict);
    hd_jsonw_key(w, "reference");
    if (target->judge.has_reference)
        write_period(w, target->judge.reference);
    else
        hd_jsonw_null(w);
    hd_jsonw_key(w, "tolerance");
    hd_jsonw_double(w, target->judge.tolerance);
    hd_jsonw_key_string(w, "source", names_or_null(&target->source, lang));
    hd_jsonw_key_int(w, "vintage", target->judge.vintage);
    hd_jsonw_end_object(w);
}

static void write_latest(struct hd_jsonw *w, const struct verdict *v)
{
    char published[21];

    hd_jsonw_key(w, "latest");
    if (!v->latest) {
        hd_jsonw_null(w);
        return;
    }
    hd_instant_text(v->latest->published_at_ms, published);
    hd_jsonw_object(w);
    key_period(w, "period", v->latest->period);
    key_value(w, "value", v->latest->text);
    hd_jsonw_key_string(w, "status", (const char[]){ v->latest->status, '\0' });
    hd_jsonw_key_int(w, "vintage", v->latest->vintage);
    hd_jsonw_key_string(w, "published", published);
    key_double_if(w, "trailing_year", v->trailing, v->latest_value);
    hd_jsonw_end_object(w);
}

static void write_neighbour(struct hd_jsonw *w, struct hd_period period, const char *text,
                            int vintage)
{
    hd_jsonw_object(w);
    key_period(w, "period", period);
    key_value(w, "value", text);
    hd_jsonw_key(w, "vintage");
    if (vintage)
        hd_jsonw_int(w, vintage);
    else
        hd_jsonw_null(w);
    hd_jsonw_end_object(w);
}

/* The two values that the straight line was drawn between. */
static void write_between(struct hd_jsonw *w, const struct verdict *v)
{
    hd_jsonw_key(w, "between");
    hd_jsonw_array(w);
    if (v->left)
        write_neighbour(w, v->left->period, v->left->text, v->left->vintage);
    else if (v->left_is_baseline)
        write_neighbour(w, v->baseline_period, v->baseline_text, v->baseline_vintage);
    if (v->right)
        write_neighbour(w, v->right->period, v->right->text, v->right->vintage);
    hd_jsonw_end_array(w);
}

static void write_decided(struct hd_jsonw *w, const struct status_row *row)
{
    const struct verdict *v = &row->verdict;
    double gap = 0;
    bool has_gap = view_decided_gap(row, &gap);

    hd_jsonw_key(w, "decided_by");
    if (v->decision == DECIDED_NOT) {
        hd_jsonw_null(w);
        return;
    }
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "method", judge_decision_word(v->decision));
    if (v->decided_text)
        key_value(w, "value", v->decided_text);
    else
        key_double_if(w, "value", v->has_decided, v->decided_value);
    if (v->decided_by) {
        key_period(w, "period", v->decided_by->period);
        hd_jsonw_key_int(w, "vintage", v->decided_by->vintage);
    } else if (v->decision == DECIDED_INTERPOLATED) {
        write_between(w, v);
    }
    key_double_if(w, "gap", has_gap, gap);
    hd_jsonw_end_object(w);
}

static void write_deadline(struct hd_jsonw *w, const struct deadline *deadline)
{
    hd_jsonw_key(w, "deadline");
    if (!deadline) {
        hd_jsonw_null(w);
        return;
    }
    hd_jsonw_object(w);
    key_period(w, "period", deadline->period);
    key_day(w, "due", deadline->due_day);
    key_day(w, "grace", deadline->grace_day);
    hd_jsonw_end_object(w);
}

/* What the forecast was made with; NULL words where there is none. */
static void write_forecast(struct hd_jsonw *w, const struct judge_outlook *outlook)
{
    bool made = outlook->has_forecast && outlook->reason == FORESEEN;

    hd_jsonw_key_string(w, "likelihood", judge_likelihood_word(outlook->likelihood));
    hd_jsonw_key_string(w, "reason", judge_unforeseen_word(outlook->reason));
    hd_jsonw_key_string(w, "method", made ? judge_forecast_word(outlook->method) : NULL);
    hd_jsonw_key_string(w, "transform", made ? judge_transform_word(outlook->transform) : NULL);
    hd_jsonw_key_int(w, "points", (int64_t)outlook->points);
    key_double_if(w, "sigma", made, outlook->sigma);
}

static void write_outlook(struct hd_jsonw *w, const struct judge_outlook *outlook)
{
    hd_jsonw_key(w, "outlook");
    hd_jsonw_object(w);
    key_double_if(w, "pace_needed", outlook->has_pace_needed, outlook->pace_needed);
    key_double_if(w, "pace", outlook->has_pace, outlook->pace);
    key_double_if(w, "r_fwd", outlook->has_r_fwd, outlook->r_fwd);
    key_double_if(w, "forecast", outlook->has_forecast, outlook->forecast);
    key_double_if(w, "low", outlook->has_interval, outlook->low);
    key_double_if(w, "high", outlook->has_interval, outlook->high);
    key_double_if(w, "probability", outlook->has_probability, outlook->probability);
    if (outlook->has_reached)
        key_period(w, "reached", outlook->reached);
    else
        hd_jsonw_key_string(w, "reached", NULL);
    write_forecast(w, outlook);
    hd_jsonw_end_object(w);
}

/* What the path goes through; an own station carries its verdict, others carry none. */
static void write_milestones(struct hd_jsonw *w, const struct verdict *v)
{
    hd_jsonw_key(w, "milestones");
    hd_jsonw_array(w);
    for (size_t i = 0; i < v->milestone_count; i++) {
        const struct judge_milestone *stone = &v->milestones[i];

        hd_jsonw_object(w);
        key_period(w, "period", stone->period);
        if (stone->text)
            key_value(w, "value", stone->text);
        else
            key_double_if(w, "value", true, stone->value);
        hd_jsonw_key_bool(w, "own", stone->own);
        hd_jsonw_key_string(w, "state", stone->own ? judge_state_word(stone->state) : NULL);
        key_double_if(w, "decided", stone->has_decided, stone->decided_value);
        key_double_if(w, "forecast", stone->outlook.has_forecast, stone->outlook.forecast);
        key_double_if(w, "probability", stone->outlook.has_probability, stone->outlook.probability);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void write_interval(struct hd_jsonw *w, const struct verdict *v)
{
    hd_jsonw_key(w, "interval");
    if (!v->has_interval) {
        hd_jsonw_null(w);
        return;
    }
    hd_jsonw_object(w);
    key_double_if(w, "low", true, v->interval_low);
    key_double_if(w, "high", true, v->interval_high);
    hd_jsonw_key_int(w, "level", 95);
    key_double_if(w, "respondents", true, v->respondents);
    key_double_if(w, "effective", true, v->effective_respondents);
    hd_jsonw_key_bool(w, "inside", v->inside_interval);
    hd_jsonw_end_object(w);
}

static void key_year(struct hd_jsonw *w, const char *key, int year)
{
    hd_jsonw_key(w, key);
    if (year)
        hd_jsonw_int(w, year);
    else
        hd_jsonw_null(w);
}

static void write_assessment(struct hd_jsonw *w, const struct judge_assessment *assessment,
                             const struct hd_lang *lang)
{
    bool compared = assessment->base_year != 0;

    hd_jsonw_object(w);
    key_double_if(w, "value", assessment->has_value, assessment->value);
    key_double_if(w, "score", assessment->has_score, assessment->score);
    hd_jsonw_key_string(w, "label", assessment->label);
    hd_jsonw_key_string(w, "rule", assessment->rule);
    key_year(w, "base_year", assessment->base_year);
    key_double_if(w, "base_value", compared, assessment->base_value);
    key_year(w, "year", assessment->year);
    key_double_if(w, "year_value", compared, assessment->year_value);
    hd_jsonw_key_string(w, "reason", assessment->reason ? hd_tr(lang, assessment->reason) : NULL);
    hd_jsonw_end_object(w);
}

/* Only those the strategy wants. */
static void write_profiles(struct hd_jsonw *w, const struct verdict *v, const struct hd_lang *lang)
{
    hd_jsonw_key(w, "profiles");
    hd_jsonw_object(w);
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        if (!v->profiles[i].wanted)
            continue;
        hd_jsonw_key(w, judge_profile_word((enum judge_profile)i));
        write_assessment(w, &v->profiles[i], lang);
    }
    hd_jsonw_end_object(w);
}

static void write_identity(struct hd_jsonw *w, const struct status_row *row,
                           const struct hd_lang *lang)
{
    hd_jsonw_key_string(w, "indicator", row->indicator->code);
    hd_jsonw_key_string(w, "name", names_get(&row->indicator->name, lang));
    hd_jsonw_key_string(w, "area", row->series->area);
    hd_jsonw_key_string(w, "breakdown", row->series->breakdown ? row->series->breakdown : "");
    hd_jsonw_key_string(w, "strategy", row->strategy ? row->strategy->code : NULL);
    hd_jsonw_key_string(w, "unit", row->indicator->unit);
    hd_jsonw_key_string(w, "direction", row->indicator->judge.direction < 0 ? "down" : "up");
}

static void write_numbers(struct hd_jsonw *w, const struct verdict *v)
{
    key_double_if(w, "expected", v->has_expected, v->expected);
    key_double_if(w, "gap", v->has_gap, v->gap);
    hd_jsonw_key(w, "lag_months");
    if (v->has_lag)
        hd_jsonw_int(w, v->lag_months);
    else
        hd_jsonw_null(w);
    key_double_if(w, "progress", v->has_progress, v->progress);
    key_double_if(w, "ratio", v->has_ratio, v->ratio);
    key_double_if(w, "distance", v->has_distance, v->distance);
    key_double_if(w, "enough", v->has_goal, v->enough);
    hd_jsonw_key_string(w, "weak_bound",
                        v->weak_bound == 0  ? NULL
                        : v->weak_bound < 0 ? "low"
                                            : "high");
}

void view_verdict_json(struct hd_jsonw *w, const struct status_row *row,
                       const struct picture *picture, const struct hd_lang *lang)
{
    hd_jsonw_object(w);
    view_verdict_members(w, row, picture, lang);
    hd_jsonw_end_object(w);
}

void view_verdict_members(struct hd_jsonw *w, const struct status_row *row,
                          const struct picture *picture, const struct hd_lang *lang)
{
    const struct verdict *v = &row->verdict;
    struct hd_buf why HD_BUF_AUTO = { 0 };

    hd_buf_init(&why, 8192);
    view_why(row, lang, &why);
    write_identity(w, row, lang);
    write_target(w, row, lang);
    write_latest(w, v);
    write_numbers(w, v);
    write_milestones(w, v);
    write_interval(w, v);
    hd_jsonw_key_string(w, "state", judge_state_word(v->state));
    key_day(w, "since", v->since_day);
    write_decided(w, row);
    hd_jsonw_key_bool(w, "worsening", v->worsening);
    hd_jsonw_key_string(w, "freshness", freshness_word(row->freshness));
    hd_jsonw_key_bool(w, "closed", v->closed);
    hd_jsonw_key_bool(w, "stale", v->stale);
    hd_jsonw_key_bool(w, "provisional", v->provisional);
    hd_jsonw_key_bool(w, "invented", row->invented);
    hd_jsonw_key_string(w, "body", row->body ? row->body->code : NULL);
    write_deadline(w, row->deadline);
    hd_jsonw_key_string(
        w, "baseline_source",
        v->baseline_source == BASELINE_NONE ? NULL : judge_baseline_word(v->baseline_source));
    write_outlook(w, &v->outlook);
    write_profiles(w, v, lang);
    hd_jsonw_key_string(w, "why", why.data);
    if (picture)
        hd_jsonw_key_int(w, "run", picture->run_id);
}

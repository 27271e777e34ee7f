#include <string.h>

#include "queries/judge/judge.h"

/* One table for each list of words serves both ways; the place in it is the enum's number. */
static const char *const state_words[JUDGE_STATES] = {
    [STATE_ACHIEVED] = "achieved",   [STATE_ON_TRACK] = "on_track",
    [STATE_AT_RISK] = "at_risk",     [STATE_OFF_TRACK] = "off_track",
    [STATE_MISSED] = "missed",       [STATE_DUE] = "due",
    [STATE_MEASURING] = "measuring", [STATE_NOT_STARTED] = "not_started",
    [STATE_NO_DATA] = "no_data",     [STATE_RETIRED] = "retired",
};

static const int state_ranks[JUDGE_STATES] = {
    [STATE_OFF_TRACK] = 0, [STATE_MISSED] = 1,      [STATE_AT_RISK] = 2,   [STATE_DUE] = 3,
    [STATE_NO_DATA] = 4,   [STATE_NOT_STARTED] = 5, [STATE_MEASURING] = 6, [STATE_ON_TRACK] = 7,
    [STATE_ACHIEVED] = 8,  [STATE_RETIRED] = 9,
};

static const char *const kind_words[] = {
    [JUDGE_AT_LEAST] = "at_least",
    [JUDGE_AT_MOST] = "at_most",
    [JUDGE_MAINTAIN] = "maintain",
    [JUDGE_RANGE] = "range",
    [JUDGE_ANNUAL_INCREMENT] = "annual_increment",
    [JUDGE_RELATIVE_CHANGE] = "relative_change",
    [JUDGE_MILESTONES] = "milestones",
    [JUDGE_BENCHMARK] = "benchmark",
    [JUDGE_ORDINAL] = "ordinal",
    [JUDGE_DIRECTIONAL] = "directional",
    [JUDGE_BOOLEAN] = "boolean",
};

static const char *const cause_words[] = {
    [CAUSE_NONE] = NULL,
    [CAUSE_NO_TARGET] = "no_target",
    [CAUSE_UNDATED] = "undated",
    [CAUSE_ASSESSED_LATER] = "assessed_later",
    [CAUSE_NOT_IN_FORCE] = "not_in_force",
    [CAUSE_NO_PEERS] = "no_peers",
    [CAUSE_NO_PEER_VALUE] = "no_peer_value",
    [CAUSE_NO_STEPS] = "no_steps",
    [CAUSE_NO_GOAL] = "no_goal",
};

static const char *const decision_words[] = {
    [DECIDED_NOT] = "none",
    [DECIDED_OBSERVED] = "observed",
    [DECIDED_AGGREGATED] = "aggregated",
    [DECIDED_INTERPOLATED] = "interpolated",
    [DECIDED_LATER] = "later",
    [DECIDED_HELD] = "held",
};

static const char *const baseline_words[] = {
    [BASELINE_NONE] = "none",   [BASELINE_STATED] = "stated", [BASELINE_START] = "start",
    [BASELINE_FIRST] = "first", [BASELINE_LATE] = "late",
};

static const char *const curve_words[] = {
    [CURVE_LINEAR] = "linear",
    [CURVE_GEOMETRIC] = "geometric",
    [CURVE_LOGIT] = "logit",
};

static const char *const aggregation_words[] = {
    [AGGREGATE_LAST] = "last",
    [AGGREGATE_SUM] = "sum",
    [AGGREGATE_MEAN] = "mean",
    [AGGREGATE_YTD] = "ytd",
};

static const char *const likelihood_words[] = {
    [LIKELIHOOD_NONE] = NULL,           [LIKELIHOOD_VERY_UNLIKELY] = "very_unlikely",
    [LIKELIHOOD_UNLIKELY] = "unlikely", [LIKELIHOOD_EVEN] = "even",
    [LIKELIHOOD_LIKELY] = "likely",     [LIKELIHOOD_VERY_LIKELY] = "very_likely",
};

static const char *const unforeseen_words[] = {
    [FORESEEN] = NULL,
    [UNFORESEEN_NO_TARGET] = "no_target",
    [UNFORESEEN_CLOSED] = "closed",
    [UNFORESEEN_UNDATED] = "undated",
    [UNFORESEEN_STEPS] = "steps",
    [UNFORESEEN_NO_LEVEL] = "no_level",
    [UNFORESEEN_NO_PACE] = "no_pace",
    [UNFORESEEN_FEW] = "few_values",
    [UNFORESEEN_PAST] = "past_due",
    [UNFORESEEN_ASSUMED] = "assumed",
};

static const char *const forecast_words[] = {
    [FORECAST_DEFAULT] = "hedef-default",
    [FORECAST_DRIFT] = "drift",
    [FORECAST_HOLT_DAMPED] = "holt-damped",
};

static const char *const transform_words[] = {
    [TRANSFORM_NONE] = "none",
    [TRANSFORM_LOGIT] = "logit",
};

static const char *const profile_words[JUDGE_PROFILES] = {
    [PROFILE_OPENSDG] = "opensdg-2.4",    [PROFILE_EUROSTAT] = "eurostat-2026",
    [PROFILE_SDSN] = "sdsn-4arrow",       [PROFILE_DESTATIS] = "destatis-weather",
    [PROFILE_UN_CHART] = "un-chart-2023",
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *word_at(const char *const *words, size_t count, unsigned number)
{
    return number < count ? words[number] : "";
}

static bool number_of(const char *const *words, size_t count, const char *word, unsigned *out)
{
    for (unsigned i = 0; i < count; i++) {
        if (words[i] && !strcmp(words[i], word)) {
            *out = i;
            return true;
        }
    }
    return false;
}

const char *judge_state_word(enum judge_state state)
{
    return word_at(state_words, COUNT(state_words), state);
}

bool judge_state_parse(const char *word, enum judge_state *state_out)
{
    unsigned number;
    bool known = number_of(state_words, COUNT(state_words), word, &number);

    if (known)
        *state_out = (enum judge_state)number;
    return known;
}

const char *judge_kind_word(enum judge_kind kind)
{
    return word_at(kind_words, COUNT(kind_words), kind);
}

bool judge_kind_parse(const char *word, enum judge_kind *kind_out)
{
    unsigned number;
    bool known = number_of(kind_words, COUNT(kind_words), word, &number);

    if (known)
        *kind_out = (enum judge_kind)number;
    return known;
}

const char *judge_cause_word(enum judge_cause cause)
{
    return word_at(cause_words, COUNT(cause_words), cause);
}

const char *judge_decision_word(enum judge_decision decision)
{
    return word_at(decision_words, COUNT(decision_words), decision);
}

const char *judge_baseline_word(enum judge_baseline_source source)
{
    return word_at(baseline_words, COUNT(baseline_words), source);
}

const char *judge_curve_word(enum judge_curve curve)
{
    return word_at(curve_words, COUNT(curve_words), curve);
}

bool judge_curve_parse(const char *word, enum judge_curve *curve_out)
{
    unsigned number;
    bool known = number_of(curve_words, COUNT(curve_words), word, &number);

    if (known)
        *curve_out = (enum judge_curve)number;
    return known;
}

const char *judge_aggregation_word(enum judge_aggregation aggregation)
{
    return word_at(aggregation_words, COUNT(aggregation_words), aggregation);
}

bool judge_aggregation_parse(const char *word, enum judge_aggregation *aggregation_out)
{
    unsigned number;
    bool known = number_of(aggregation_words, COUNT(aggregation_words), word, &number);

    if (known)
        *aggregation_out = (enum judge_aggregation)number;
    return known;
}

const char *judge_likelihood_word(enum judge_likelihood likelihood)
{
    return word_at(likelihood_words, COUNT(likelihood_words), likelihood);
}

const char *judge_unforeseen_word(enum judge_unforeseen reason)
{
    return word_at(unforeseen_words, COUNT(unforeseen_words), reason);
}

const char *judge_forecast_word(enum judge_forecast method)
{
    return word_at(forecast_words, COUNT(forecast_words), method);
}

bool judge_forecast_parse(const char *word, enum judge_forecast *method_out)
{
    unsigned number;
    bool known = number_of(forecast_words, COUNT(forecast_words), word, &number);

    if (known)
        *method_out = (enum judge_forecast)number;
    return known;
}

const char *judge_transform_word(enum judge_transform transform)
{
    return word_at(transform_words, COUNT(transform_words), transform);
}

bool judge_transform_parse(const char *word, enum judge_transform *transform_out)
{
    unsigned number;
    bool known = number_of(transform_words, COUNT(transform_words), word, &number);

    if (known)
        *transform_out = (enum judge_transform)number;
    return known;
}

const char *judge_profile_word(enum judge_profile profile)
{
    return word_at(profile_words, COUNT(profile_words), profile);
}

bool judge_profile_parse(const char *word, enum judge_profile *profile_out)
{
    unsigned number;
    bool known = number_of(profile_words, COUNT(profile_words), word, &number);

    if (known)
        *profile_out = (enum judge_profile)number;
    return known;
}

int judge_state_rank(enum judge_state state)
{
    return (unsigned)state < JUDGE_STATES ? state_ranks[state] : JUDGE_STATES;
}

bool judge_state_behind(enum judge_state state)
{
    return state == STATE_AT_RISK || state == STATE_OFF_TRACK;
}

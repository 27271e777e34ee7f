#include "queries/rule_field.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- words ---- */

static const char *word_of_state(int n)
{
    return judge_state_word((enum judge_state)n);
}

static const char *word_of_cause(int n)
{
    return judge_cause_word((enum judge_cause)n);
}

static const char *word_of_decision(int n)
{
    return judge_decision_word((enum judge_decision)n);
}

static const char *word_of_baseline(int n)
{
    return judge_baseline_word((enum judge_baseline_source)n);
}

static const char *word_of_curve(int n)
{
    return judge_curve_word((enum judge_curve)n);
}

static const char *word_of_likelihood(int n)
{
    return judge_likelihood_word((enum judge_likelihood)n);
}

static const char *word_of_reason(int n)
{
    return judge_unforeseen_word((enum judge_unforeseen)n);
}

static const char *word_of_forecast(int n)
{
    return judge_forecast_word((enum judge_forecast)n);
}

static const char *word_of_transform(int n)
{
    return judge_transform_word((enum judge_transform)n);
}

size_t rule_field_words(const struct rule_field *field, const char *words[static RULE_WORDS_MAX])
{
    size_t count = 0;
    const char *word;
    bool none = false;

    for (int n = 0; n + 1 < RULE_WORDS_MAX && (!(word = field->word(n)) || *word); n++)
        if (word)
            words[count++] = word;
    for (size_t i = 0; i < count; i++)
        none = none || strcmp(words[i], RULE_ABSENT) == 0;
    if (!none)
        words[count++] = RULE_ABSENT;
    return count;
}

/* ---- what a verdict says ---- */

static void say_word(struct rule_found *found, const char *word)
{
    found->there = word != NULL;
    found->text = word;
}

static void say_value(struct rule_found *found, bool there, double number, const char *text)
{
    found->there = there;
    found->number = number;
    found->text = text;
}

static void say_period(struct rule_found *found, bool there, struct hd_period period)
{
    found->there = there;
    found->period = period;
}

static void find_state(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_state_word(v->state));
}

static void find_raw_state(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_state_word(v->raw_state));
}

static void find_cause(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_cause_word(v->cause));
}

static void find_since(const struct verdict *v, struct rule_found *found)
{
    found->there = v->since_day != 0;
    found->day = v->since_day;
}

static void find_latest(const struct verdict *v, struct rule_found *found)
{
    say_value(found, v->latest != NULL, v->latest_value,
              v->latest && !v->trailing ? v->latest->text : NULL);
}

static void find_latest_period(const struct verdict *v, struct rule_found *found)
{
    if (v->latest)
        say_period(found, true, v->latest->period);
}

static void find_baseline(const struct verdict *v, struct rule_found *found)
{
    say_value(found, v->baseline_source != BASELINE_NONE, v->baseline, v->baseline_text);
}

static void find_baseline_period(const struct verdict *v, struct rule_found *found)
{
    say_period(found, v->baseline_source != BASELINE_NONE, v->baseline_period);
}

static void find_baseline_source(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_baseline_word(v->baseline_source));
}

static void find_goal(const struct verdict *v, struct rule_found *found)
{
    say_value(found, v->has_goal, v->goal, v->goal_text);
}

static const char *word_of_bound(int n)
{
    static const char *const words[] = { "low", "high" };

    return n >= 0 && n < (int)COUNT(words) ? words[n] : NULL;
}

static void find_weak_bound(const struct verdict *v, struct rule_found *found)
{
    say_word(found, v->weak_bound ? word_of_bound(v->weak_bound > 0) : NULL);
}

static void find_curve(const struct verdict *v, struct rule_found *found)
{
    say_word(found, v->target && v->target->dated ? judge_curve_word(v->curve) : NULL);
}

static void find_decision(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_decision_word(v->decision));
}

static void find_decided(const struct verdict *v, struct rule_found *found)
{
    say_value(found, v->has_decided, v->decided_value, v->decided_text);
}

static void find_decided_period(const struct verdict *v, struct rule_found *found)
{
    say_period(found, v->has_decided, v->decided_period);
}

static void find_break(const struct verdict *v, struct rule_found *found)
{
    if (v->has_decided)
        say_period(found, v->decided_across_break, v->decided_break_period);
    else
        say_period(found, v->break_between, v->break_period);
}

static void find_reached(const struct verdict *v, struct rule_found *found)
{
    say_period(found, v->outlook.has_reached, v->outlook.reached);
}

static void find_likelihood(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_likelihood_word(v->outlook.likelihood));
}

static void find_reason(const struct verdict *v, struct rule_found *found)
{
    say_word(found, judge_unforeseen_word(v->outlook.reason));
}

static void find_method(const struct verdict *v, struct rule_found *found)
{
    say_word(found, v->outlook.has_forecast ? judge_forecast_word(v->outlook.method) : NULL);
}

static void find_transform(const struct verdict *v, struct rule_found *found)
{
    say_word(found, v->outlook.has_forecast ? judge_transform_word(v->outlook.transform) : NULL);
}

/* ---- the tables ---- */

#define AT(member)     .at = offsetof(struct verdict, member)
#define HAS(member)    .has = offsetof(struct verdict, member)
#define NUMBER(member) #member, RULE_NUMBER, AT(member), HAS(has_##member)
#define FLAG(member)   #member, RULE_FLAG, AT(member)

static const struct rule_field verdict_rows[] = {
    { "state", RULE_WORD, .find = find_state, .word = word_of_state },
    { "raw_state", RULE_WORD, .find = find_raw_state, .word = word_of_state },
    { "cause", RULE_WORD, .find = find_cause, .word = word_of_cause },
    { "since", RULE_DAY, .find = find_since },
    { FLAG(closed) },
    { FLAG(stale) },
    { FLAG(provisional) },
    { FLAG(worsening) },
    { FLAG(trailing) },
    { "latest", RULE_VALUE, .find = find_latest },
    { "latest_period", RULE_PERIOD, .find = find_latest_period },
    { "baseline", RULE_VALUE, .find = find_baseline },
    { "baseline_period", RULE_PERIOD, .find = find_baseline_period },
    { "baseline_source", RULE_WORD, .find = find_baseline_source, .word = word_of_baseline },
    { "goal", RULE_VALUE, .find = find_goal },
    { "enough", RULE_NUMBER, AT(enough), HAS(has_goal) },
    { "weak_bound", RULE_WORD, .find = find_weak_bound, .word = word_of_bound },
    { NUMBER(distance) },
    { NUMBER(expected) },
    { NUMBER(gap) },
    { NUMBER(progress) },
    { NUMBER(expected_progress) },
    { NUMBER(ratio) },
    { NUMBER(score) },
    { "lag_months", RULE_INT, AT(lag_months), HAS(has_lag) },
    { "path", RULE_WORD, .find = find_curve, .word = word_of_curve },
    { NUMBER(pace) },
    { NUMBER(change) },
    { "decision", RULE_WORD, .find = find_decision, .word = word_of_decision },
    { "decided", RULE_VALUE, .find = find_decided },
    { "decided_period", RULE_PERIOD, .find = find_decided_period },
    { "break", RULE_PERIOD, .find = find_break },
    { "peers_used", RULE_SIZE, AT(peers_used) },
};

static const struct rule_field outlook_rows[] = {
    { "pace", RULE_NUMBER, AT(outlook.pace), HAS(outlook.has_pace) },
    { "pace_needed", RULE_NUMBER, AT(outlook.pace_needed), HAS(outlook.has_pace_needed) },
    { "r_fwd", RULE_NUMBER, AT(outlook.r_fwd), HAS(outlook.has_r_fwd) },
    { "forecast", RULE_NUMBER, AT(outlook.forecast), HAS(outlook.has_forecast) },
    { "low", RULE_NUMBER, AT(outlook.low), HAS(outlook.has_interval) },
    { "high", RULE_NUMBER, AT(outlook.high), HAS(outlook.has_interval) },
    { "probability", RULE_NUMBER, AT(outlook.probability), HAS(outlook.has_probability) },
    { "likelihood", RULE_WORD, .find = find_likelihood, .word = word_of_likelihood },
    { "reached", RULE_PERIOD, .find = find_reached },
    { "reason", RULE_WORD, .find = find_reason, .word = word_of_reason },
    { "method", RULE_WORD, .find = find_method, .word = word_of_forecast },
    { "transform", RULE_WORD, .find = find_transform, .word = word_of_transform },
    { "points", RULE_SIZE, AT(outlook.points) },
    { "sigma", RULE_NUMBER, AT(outlook.sigma), HAS(outlook.has_interval) },
};

static const struct rule_field interval_rows[] = {
    { "low", RULE_NUMBER, AT(interval_low), HAS(has_interval) },
    { "high", RULE_NUMBER, AT(interval_high), HAS(has_interval) },
    { "respondents", RULE_NUMBER, AT(respondents), HAS(has_interval) },
    { "inside", RULE_FLAG, AT(inside_interval) },
};

const struct rule_fields rule_verdict_fields = { verdict_rows, COUNT(verdict_rows) };
const struct rule_fields rule_outlook_fields = { outlook_rows, COUNT(outlook_rows) };
const struct rule_fields rule_interval_fields = { interval_rows, COUNT(interval_rows) };
_Static_assert(COUNT(verdict_rows) <= RULE_FIELDS_MAX, "lists of keys have room for all");

const struct rule_field rule_state_field = { "state", RULE_WORD, .word = word_of_state };
const struct rule_field rule_number_field = { "", RULE_NUMBER, .at = 0 };

const struct rule_field *rule_field_named(const struct rule_fields *fields, const char *key)
{
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].key, key) == 0)
            return &fields->items[i];
    return NULL;
}

/* ---- asking ---- */

/* Half of the last digit. */
static double tolerance_of(const char *text)
{
    const char *point = strchr(text, '.'), *e = strpbrk(text, "eE");
    size_t digits = point ? strspn(point + 1, "0123456789") : 0;
    double exponent = e ? hd_decimal_double(e[1] == '+' ? e + 2 : e + 1) : 0;

    return 0.5 * pow(10, exponent - (double)digits);
}

static bool is_number(const char *text)
{
    return hd_decimal_valid(text, strlen(text));
}

static bool number_meets(double number, const char *expected)
{
    double wanted = hd_decimal_double(expected);

    return fabs(number - wanted) <= tolerance_of(expected) + 1e-9 * fabs(wanted);
}

static const void *member(const struct verdict *v, size_t at)
{
    return (const char *)v + at;
}

void rule_field_find(const struct rule_field *field, const struct verdict *v,
                     struct rule_found *found)
{
    const void *at = member(v, field->at);

    *found = (struct rule_found){ .there = !field->has || *(const bool *)member(v, field->has) };
    if (field->find)
        field->find(v, found);
    else if (field->type == RULE_NUMBER)
        found->number = *(const double *)at;
    else if (field->type == RULE_INT)
        found->number = *(const int *)at;
    else if (field->type == RULE_SIZE)
        found->number = (double)*(const size_t *)at;
    else
        found->text = *(const bool *)at ? "yes" : "no";
}

bool rule_field_meets(const struct rule_field *field, const struct rule_found *found,
                      const char *expected)
{
    struct hd_period period;
    int32_t day;
    const char *why;

    if (strcmp(expected, RULE_ABSENT) == 0 && field->type != RULE_WORD)
        return !found->there;
    switch (field->type) {
    case RULE_VALUE:
        if (found->there && found->text && !is_number(found->text))
            return strcmp(found->text, expected) == 0;
        return found->there && is_number(expected) && number_meets(found->number, expected);
    case RULE_NUMBER:
    case RULE_INT:
    case RULE_SIZE:
        return found->there && number_meets(found->number, expected);
    case RULE_FLAG:
    case RULE_WORD:
        return strcmp(found->there ? found->text : RULE_ABSENT, expected) == 0;
    case RULE_PERIOD:
        return found->there && hd_period_parse(expected, strlen(expected), &period, &why) &&
               hd_period_equal(found->period, period);
    case RULE_DAY:
        return found->there && hd_day_parse(expected, strlen(expected), &day) && found->day == day;
    }
    return false;
}

void rule_field_text(const struct rule_field *field, const struct rule_found *found,
                     char out[static 64])
{
    static const size_t room = 64;
    char number[HD_DOUBLE_TEXT_MAX];

    if (!found->there) {
        memcpy(out, RULE_ABSENT, sizeof RULE_ABSENT);
    } else if (field->type == RULE_PERIOD) {
        hd_period_text(found->period, out);
    } else if (field->type == RULE_DAY) {
        hd_day_text(found->day, out);
    } else if (found->text) {
        snprintf(out, room, "%s", found->text);
    } else {
        hd_double_text(found->number, number);
        snprintf(out, room, "%s", number);
    }
}

/* The object "calculation". */
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "common/json.h"
#include "daemon/worked/worked.h"

static void key_text(struct hd_jsonw *w, const char *key, const char *text)
{
    hd_jsonw_key_string(w, key, text && *text ? text : NULL);
}

static void key_value(struct hd_jsonw *w, const char *value)
{
    hd_jsonw_key(w, "value");
    if (!value || !*value)
        hd_jsonw_null(w);
    else if (hd_decimal_valid(value, strlen(value)))
        hd_jsonw_decimal(w, value);
    else
        hd_jsonw_string(w, value);
}

static void key_number(struct hd_jsonw *w, const char *key, int64_t number)
{
    hd_jsonw_key(w, key);
    if (number)
        hd_jsonw_int(w, number);
    else
        hd_jsonw_null(w);
}

static void key_instant(struct hd_jsonw *w, const char *key, int64_t at_ms)
{
    char text[21];

    if (at_ms)
        hd_instant_text(at_ms, text);
    hd_jsonw_key_string(w, key, at_ms ? text : NULL);
}

static void write_period(struct hd_jsonw *w, const struct worked_input *input)
{
    char text[HD_PERIOD_TEXT_MAX];

    if (input->has_period)
        hd_period_text(input->period, text);
    hd_jsonw_key_string(w, "period", input->has_period ? text : NULL);
}

static void write_input(struct hd_jsonw *w, const struct worked_input *input)
{
    const char status[] = { input->status, '\0' };

    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "role", input->role);
    key_text(w, "symbol", input->symbol);
    key_text(w, "indicator", input->indicator);
    key_text(w, "area", input->area);
    hd_jsonw_key_string(w, "breakdown", input->breakdown ? input->breakdown : "");
    key_text(w, "target", input->target);
    write_period(w, input);
    key_value(w, input->value);
    key_number(w, "vintage", input->vintage);
    key_instant(w, "published", input->published_at_ms);
    key_text(w, "status", status);
    key_number(w, "submission", input->submission_id);
    key_text(w, "source", input->source && *input->source ? input->source : input->note);
    key_text(w, "channel", input->channel);
    hd_jsonw_key_bool(w, "invented", input->invented);
    hd_jsonw_key_bool(w, "computed", input->computed);
    key_text(w, "words", input->words);
    hd_jsonw_end_object(w);
}

static void write_step(struct hd_jsonw *w, const struct worked_step *step)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "section", step->section);
    hd_jsonw_key_string(w, "key", step->key);
    key_text(w, "symbol", step->symbol);
    hd_jsonw_key_string(w, "label", step->label);
    key_text(w, "formula", step->formula);
    key_text(w, "numbers", step->numbers);
    hd_jsonw_key(w, "result");
    if (step->in_words)
        hd_jsonw_string(w, step->result);
    else
        hd_jsonw_decimal(w, step->result);
    hd_jsonw_key_bool(w, "exact", step->exact);
    key_text(w, "unit", step->unit);
    key_text(w, "note", step->note);
    hd_jsonw_end_object(w);
}

static void write_formulas(struct hd_jsonw *w, const struct worked *worked)
{
    hd_jsonw_key(w, "formulas");
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "path", worked->curve);
    hd_jsonw_key_string(w, "decision", worked->decision);
    hd_jsonw_key_string(w, "forecast", worked->forecast);
    hd_jsonw_key_string(w, "transform", worked->transform);
    hd_jsonw_end_object(w);
    hd_jsonw_key(w, "profiles");
    hd_jsonw_array(w);
    for (enum judge_profile profile = 0; profile < JUDGE_PROFILES; profile++)
        if (worked->row->verdict.profiles[profile].wanted)
            hd_jsonw_string(w, judge_profile_word(profile));
    hd_jsonw_end_array(w);
}

void worked_json(struct hd_jsonw *w, const struct worked *worked)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "method", worked->method);
    write_formulas(w, worked);
    hd_jsonw_key_int(w, "significant_digits", worked->digits);
    hd_jsonw_key(w, "inputs");
    hd_jsonw_array(w);
    for (size_t i = 0; i < worked->input_count; i++)
        write_input(w, &worked->inputs[i]);
    hd_jsonw_end_array(w);
    hd_jsonw_key(w, "steps");
    hd_jsonw_array(w);
    for (size_t i = 0; i < worked->step_count; i++)
        write_step(w, &worked->steps[i]);
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

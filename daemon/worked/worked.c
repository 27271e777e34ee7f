#include "daemon/worked/worked.h"

#include <string.h>

#include "common/buf.h"
#include "common/lang.h"
#include "daemon/worked/making.h"

/* Results are carried with so many significant digits; with more where a step needs them to come
 * out the same by hand. */
#define DIGITS_FIRST 6
#define DIGITS_STEP  3
#define DIGITS_LAST  15

const char *worked_section_label(const char *section, const struct hd_lang *lang)
{
    static const struct {
        const char *section, *label;
    } labels[] = {
        { "computed", N_("How the value is computed") }, { "target", N_("What is aimed at") },
        { "decision", N_("How it was decided") },        { "standing", N_("Where it stands") },
        { "survey", N_("How sure the survey is") },      { "outlook", N_("Will it be reached?") },
        { "profiles", N_("By the methods of others") },
    };

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].section, section) == 0)
            return hd_tr(lang, labels[i].label);
    return "";
}

static void name_formulas(struct worked *out)
{
    const struct verdict *v = &out->row->verdict;
    bool foreseen = v->outlook.has_forecast && v->outlook.reason == FORESEEN;

    out->method = judge_method_version();
    out->curve = v->has_expected_progress ? judge_curve_word(v->curve) : NULL;
    out->decision = v->decision != DECIDED_NOT ? judge_decision_word(v->decision) : NULL;
    out->forecast = foreseen ? judge_forecast_word(v->outlook.method) : NULL;
    out->transform = foreseen ? judge_transform_word(v->outlook.transform) : NULL;
}

/* ---- values that are computed from other indicators ---- */

static const struct judge_point *point_of(const struct judge_series *series,
                                          struct hd_period period)
{
    for (size_t i = 0; series && i < series->count; i++)
        if (hd_period_equal(series->points[i].period, period))
            return &series->points[i];
    return NULL;
}

/* All but what was published before the indicator had a formula. */
static bool is_computed(const struct worked_input *input, const struct status_row *row)
{
    const struct judge_point *point = point_of(row->series, input->period);

    return input->indicator && input->has_period &&
           strcmp(input->indicator, row->indicator->code) == 0 && (!point || point->computed);
}

static bool is_invented(const struct worked_input *input, const struct status_row *row)
{
    const struct judge_point *point = point_of(row->series, input->period);

    return point && point->invented;
}

static void mark_computed(struct making *m)
{
    const struct indicator *indicator = m->row->indicator;
    const char *version = indicator->composite.version;

    for (size_t i = 0; i < m->out->input_count && indicator_computed(indicator); i++) {
        struct worked_input *input = &m->out->inputs[i];

        if (!is_computed(input, m->row))
            continue;
        input->computed = true;
        input->invented = is_invented(input, m->row);
        input->note = version ? make_words(m,
                                           make_tr(m, N_("computed from its parts by the "
                                                         "formula of version {version}")),
                                           HD_ARGS("version", version))
                              : make_tr(m, N_("computed from its parts"));
    }
}

/* false: some result cannot be had by hand with that few digits. */
static bool make_all(struct making *m)
{
    m->out->input_count = m->out->step_count = 0;
    inputs_make(m);
    computed_make(m);
    goal_make(m);
    decision_make(m);
    standing_make(m);
    survey_make(m);
    outlook_make(m);
    profiles_make(m);
    return !m->lost;
}

void worked_build(const struct status_row *row, const struct picture *picture,
                  const struct hd_lang *lang, const struct hd_zone *zone, struct hd_arena *arena,
                  struct worked *out)
{
    struct replay replay = { 0 };

    *out = (struct worked){ .row = row };
    name_formulas(out);
    if (row->target)
        judge_replay(&row->question, arena, &replay);
    for (out->digits = DIGITS_FIRST;; out->digits += DIGITS_STEP) {
        struct making m = { .out = out,
                            .row = row,
                            .v = &row->verdict,
                            .picture = picture,
                            .lang = lang,
                            .zone = zone,
                            .arena = arena,
                            .replay = replay };

        bool done = make_all(&m);

        mark_computed(&m);
        if (done || out->digits >= DIGITS_LAST)
            return;
    }
}

/* ---- where the values came in ---- */

static bool same_place(const struct worked_input *input, const struct vintage_row *row)
{
    return strcmp(input->area, row->area) == 0 && strcmp(input->breakdown ? input->breakdown : "",
                                                         row->breakdown ? row->breakdown : "") == 0;
}

static bool is_it(const struct worked_input *input, const struct vintage_row *row)
{
    return input->vintage == row->vintage && same_place(input, row) &&
           hd_period_equal(input->period, row->period);
}

static void trace(struct worked_input *input, const struct vintage_row *row)
{
    input->traced = true;
    input->invented = row->invented;
    input->submission_id = row->submission_id;
    input->source = row->source;
    input->channel = row->channel;
    if (input->published_at_ms)
        return;
    input->published_at_ms = row->published_at_ms; /* a baseline: only its version was known */
    input->status = row->status;
}

void worked_trace(struct worked *worked, const char *indicator, const struct vintage_row *rows,
                  size_t count)
{
    for (size_t i = 0; i < worked->input_count; i++) {
        struct worked_input *input = &worked->inputs[i];

        if (!input->indicator || strcmp(input->indicator, indicator) != 0 || !input->has_period ||
            input->computed)
            continue;
        for (size_t k = 0; k < count && !input->traced; k++)
            if (is_it(input, &rows[k]))
                trace(input, &rows[k]);
    }
}

#include "daemon/computed_view.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/date.h"
#include "common/decimal.h"

#define GAPS_SHOWN 20
#define TEXT_MAX   4096

const struct composite_working *computed_newest(const struct composite_result *result)
{
    for (size_t i = result ? result->count : 0; i-- > 0;)
        if (result->workings[i].gap == GAP_NONE)
            return &result->workings[i];
    return NULL;
}

/* ---- JSON ---- */

static void key_double_if(struct hd_jsonw *w, const char *key, bool present, double value)
{
    hd_jsonw_key(w, key);
    if (present)
        hd_jsonw_double(w, value);
    else
        hd_jsonw_null(w);
}

static void key_period(struct hd_jsonw *w, struct hd_period period)
{
    char text[HD_PERIOD_TEXT_MAX];

    hd_period_text(period, text);
    hd_jsonw_key_string(w, "period", text);
}

/* Digits as published; a code (yes, no) and what was made of several values as a number. */
static void term_value(struct hd_jsonw *w, const struct composite_term *term)
{
    hd_jsonw_key(w, "value");
    if (!term->has)
        hd_jsonw_null(w);
    else if (term->text && hd_decimal_valid(term->text, strlen(term->text)))
        hd_jsonw_decimal(w, term->text);
    else
        hd_jsonw_double(w, term->value);
}

static void term_json(struct hd_jsonw *w, const struct composite *composite, size_t at,
                      const struct composite_term *term)
{
    bool scaled = term->has_normalised && composite->normalisation != NORMALISE_NONE;
    bool range = scaled && composite->normalisation == NORMALISE_RANGE;
    bool zscore = scaled && composite->normalisation == NORMALISE_ZSCORE;
    char status[2] = { term->status, '\0' };

    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "indicator", composite->parts[at].code);
    hd_jsonw_key_string(w, "breakdown", composite->parts[at].breakdown);
    key_period(w, term->period);
    term_value(w, term);
    hd_jsonw_key_string(w, "status", term->has ? status : NULL);
    hd_jsonw_key_bool(w, "carried", term->carried);
    key_double_if(w, "normalised", scaled, term->normalised);
    key_double_if(w, "from", range, term->low);
    key_double_if(w, "to", range, term->high);
    key_double_if(w, "mean", zscore, term->low);
    key_double_if(w, "deviation", zscore, term->high);
    key_double_if(w, "compared", scaled && term->compared > 0, (double)term->compared);
    key_double_if(w, "weight", term->has_contribution, term->weight);
    key_double_if(w, "contribution", term->has_contribution, term->contribution);
    hd_jsonw_end_object(w);
}

static void place_json(struct hd_jsonw *w, const struct composite_result *result,
                       const struct composite_working *working)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "area", result->area);
    hd_jsonw_key_string(w, "breakdown", result->breakdown);
    key_period(w, working->period);
}

static void latest_json(struct hd_jsonw *w, const struct composite *composite,
                        const struct composite_result *result)
{
    const struct composite_working *newest = computed_newest(result);

    if (!newest)
        return;
    place_json(w, result, newest);
    hd_jsonw_key_double(w, "value", newest->value);
    hd_jsonw_key(w, "parts");
    hd_jsonw_array(w);
    for (size_t i = 0; i < composite->part_count; i++)
        term_json(w, composite, i, &newest->terms[i]);
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

static void gaps_json(struct hd_jsonw *w, const struct composite *composite,
                      const struct composite_result *result)
{
    size_t shown = 0;

    for (size_t i = result->count; i-- > 0 && shown < GAPS_SHOWN;) {
        const struct composite_working *working = &result->workings[i];

        if (working->gap == GAP_NONE)
            continue;
        place_json(w, result, working);
        hd_jsonw_key_string(w, "reason", composite_gap_word(working->gap));
        hd_jsonw_key_string(w, "indicator", composite->parts[working->gap_part].code);
        hd_jsonw_end_object(w);
        shown++;
    }
}

static void parts_json(struct hd_jsonw *w, const struct composite *composite)
{
    bool weighed = composite->formula != FORMULA_RATIO;

    hd_jsonw_key(w, "parts");
    hd_jsonw_array(w);
    for (size_t i = 0; i < composite->part_count; i++) {
        const struct composite_part *part = &composite->parts[i];

        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "indicator", part->code);
        hd_jsonw_key_string(w, "breakdown", part->breakdown);
        key_double_if(w, "weight", weighed, part->weight);
        key_double_if(w, "from", part->has_goalposts, part->from);
        key_double_if(w, "to", part->has_goalposts, part->to);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void formula_json(struct hd_jsonw *w, const struct composite *composite)
{
    hd_jsonw_key_string(w, "formula", composite_formula_word(composite->formula));
    hd_jsonw_key_string(w, "version", composite->version);
    hd_jsonw_key_string(w, "normalisation", composite_normalisation_word(composite->normalisation));
    hd_jsonw_key_string(w, "missing", composite_missing_word(composite->missing));
    key_double_if(w, "missing_least", composite->missing == MISSING_REWEIGH, composite->least);
    key_double_if(w, "missing_periods", composite->missing == MISSING_CARRY,
                  composite->carried_periods);
    hd_jsonw_key_double(w, "multiplier", composite->multiplier);
    parts_json(w, composite);
}

static bool is_wanted(const struct composite_result *result, const char *area,
                      const char *breakdown)
{
    return (!area || strcmp(result->area, area) == 0) &&
           (!breakdown || strcmp(result->breakdown, breakdown) == 0);
}

void computed_json(struct hd_jsonw *w, const struct picture *picture,
                   const struct indicator *indicator, const char *area, const char *breakdown,
                   struct hd_arena *arena)
{
    const struct composite *composite = &indicator->composite;
    struct composite_result *results;
    size_t count;

    hd_jsonw_key(w, "computed");
    if (!indicator_computed(indicator)) {
        hd_jsonw_null(w);
        return;
    }
    picture_workings(picture, indicator, arena, &results, &count);
    hd_jsonw_object(w);
    formula_json(w, composite);
    hd_jsonw_key(w, "latest");
    hd_jsonw_array(w);
    for (size_t i = 0; i < count; i++)
        if (is_wanted(&results[i], area, breakdown))
            latest_json(w, composite, &results[i]);
    hd_jsonw_end_array(w);
    hd_jsonw_key(w, "without_value");
    hd_jsonw_array(w);
    for (size_t i = 0; i < count; i++)
        if (is_wanted(&results[i], area, breakdown))
            gaps_json(w, composite, &results[i]);
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

/* ---- words ---- */

const char *computed_number(double value, const struct hd_lang *lang, struct hd_arena *arena)
{
    char text[64];

    hd_double_label(value, lang, (struct hd_number_style){ .decimals = -1 }, text);
    return hd_arena_strdup(arena, text);
}

static const char *filled(const char *pattern, const char *const *args, struct hd_arena *arena)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    hd_fill(&text, pattern, args);
    return hd_arena_strdup(arena, text.data);
}

static const char *formula_sentence(const struct composite *composite, const struct hd_lang *lang)
{
    switch (composite->formula) {
    case FORMULA_MEAN:
        return hd_tr(lang, N_("The mean of its parts, each by its weight."));
    case FORMULA_GEOMETRIC:
        return hd_tr(lang, N_("The geometric mean of its parts, each by its weight."));
    case FORMULA_SUM:
        return hd_tr(lang, N_("The sum of its parts, each times its weight."));
    case FORMULA_RATIO:
        return hd_tr(lang, N_("The first part divided by the second."));
    case FORMULA_NONE:
        break;
    }
    return NULL;
}

static const char *multiplier_sentence(const struct composite *composite,
                                       const struct hd_lang *lang, struct hd_arena *arena)
{
    if (composite->multiplier == 1)
        return NULL;
    return filled(hd_tr(lang, N_("The result is multiplied by {number}.")),
                  HD_ARGS("number", computed_number(composite->multiplier, lang, arena)), arena);
}

static const char *scale_sentence(const struct composite *composite, const struct hd_lang *lang)
{
    switch (composite->normalisation) {
    case NORMALISE_RANGE:
        return composite_compares(composite)
                   ? hd_tr(lang, N_("Each part stands on a scale from the worst of those compared, "
                                    "0, to the best, 1."))
                   : hd_tr(lang, N_("Each part stands on a scale from its worse goalpost, 0, to "
                                    "its better one, 1."));
    case NORMALISE_RANK:
        return hd_tr(lang, N_("Each part is its place among those compared: 1 is the worst; equal "
                              "ones share the mean of their places."));
    case NORMALISE_ZSCORE:
        return hd_tr(lang, N_("Each part is its distance from the mean of those compared, in "
                              "standard deviations; above 0 is better."));
    case NORMALISE_NONE:
        break;
    }
    return NULL;
}

static const char *missing_sentence(const struct composite *composite, const struct hd_lang *lang,
                                    struct hd_arena *arena)
{
    char count[24];

    switch (composite->missing) {
    case MISSING_REWEIGH:
        return filled(hd_tr(lang, N_("Where a part is missing the weights of the others grow, as "
                                     "long as {share} of all weights is there.")),
                      HD_ARGS("share", computed_number(composite->least, lang, arena)), arena);
    case MISSING_CARRY:
        snprintf(count, sizeof count, "%d", composite->carried_periods);
        return filled(hd_tr_n(lang,
                              "Where a part is missing its last value stands for {n} period at "
                              "most.",
                              "Where a part is missing its last value stands for {n} periods at "
                              "most.",
                              composite->carried_periods),
                      HD_ARGS("n", count), arena);
    case MISSING_REFUSE:
        break;
    }
    return hd_tr(lang, N_("Where a part is missing there is no value."));
}

const char *const *computed_sentences(const struct indicator *indicator, const struct hd_lang *lang,
                                      struct hd_arena *arena)
{
    const struct composite *composite = &indicator->composite;
    const char *all[] = {
        formula_sentence(composite, lang),
        multiplier_sentence(composite, lang, arena),
        scale_sentence(composite, lang),
        missing_sentence(composite, lang, arena),
        composite->version ? filled(hd_tr(lang, N_("Version of the formula: {version}.")),
                                    HD_ARGS("version", composite->version), arena)
                           : NULL,
    };
    const char **sentences = hd_arena_alloc(arena, sizeof all + sizeof *sentences);
    size_t count = 0;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i])
            sentences[count++] = all[i];
    return sentences;
}

const char *computed_gap_sentence(const struct catalog *catalog, const struct indicator *indicator,
                                  const struct composite_working *working,
                                  const struct hd_lang *lang, struct hd_arena *arena)
{
    static const char *const sentences[] = {
        [GAP_PART] = N_("{period}: no value, because there is none of this part: {part}."),
        [GAP_WEIGHT] = N_("{period}: no value, because too much is missing: {part}."),
        [GAP_DENOMINATOR] = N_("{period}: no value, because this part is 0: {part}."),
        [GAP_ALONE] =
            N_("{period}: no value, because nothing else can be compared with this part: {part}."),
        [GAP_NOT_POSITIVE] = N_("{period}: no value, because this part is below 0: {part}."),
        [GAP_TOO_LARGE] = N_("{period}: no value, because it is too large to compute with."),
    };
    const char *code = indicator->composite.parts[working->gap_part].code;
    const struct indicator *part = catalog_indicator(catalog, code);
    char period[HD_PERIOD_LABEL_MAX];

    if (working->gap == GAP_NONE)
        return NULL;
    hd_period_label(working->period, lang, period);
    return filled(hd_tr(lang, sentences[working->gap]),
                  HD_ARGS("period", period, "part", part ? names_get(&part->name, lang) : code),
                  arena);
}

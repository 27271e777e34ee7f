#include "queries/catalog_field.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- words of the choices ---- */

struct choice {
    const char *word;
    int value;
};

static const char *choice_word(const struct choice *choices, size_t count, int n, int *value_out)
{
    if (n < 0 || (size_t)n >= count)
        return NULL;
    *value_out = choices[n].value;
    return choices[n].word;
}

static const char *direction_word(int n, int *value_out)
{
    static const struct choice words[] = { { "up", +1 }, { "down", -1 } };

    return choice_word(words, COUNT(words), n, value_out);
}

static const char *frequency_word(int n, int *value_out)
{
    static const struct choice words[] = {
        { "A", HD_FREQ_A }, { "S", HD_FREQ_S }, { "T", HD_FREQ_T }, { "Q", HD_FREQ_Q },
        { "M", HD_FREQ_M }, { "W", HD_FREQ_W }, { "D", HD_FREQ_D },
    };

    return choice_word(words, COUNT(words), n, value_out);
}

static const char *band_word(int n, int *value_out)
{
    static const struct choice words[] = { { "open", 0 }, { "strict", 1 } };

    return choice_word(words, COUNT(words), n, value_out);
}

static const char *basis_word(int n, int *value_out)
{
    static const struct choice words[] = { { "stated", 0 }, { "derived", 1 } };

    return choice_word(words, COUNT(words), n, value_out);
}

/* The judge's words are the judge's: its enums are counted through to their last member. */
static const char *kind_word(int n, int *value_out)
{
    *value_out = n;
    return n >= 0 && n <= JUDGE_BOOLEAN ? judge_kind_word((enum judge_kind)n) : NULL;
}

static const char *curve_word(int n, int *value_out)
{
    *value_out = n;
    return n >= 0 && n <= CURVE_LOGIT ? judge_curve_word((enum judge_curve)n) : NULL;
}

static const char *aggregation_word(int n, int *value_out)
{
    *value_out = n;
    return n >= 0 && n <= AGGREGATE_YTD ? judge_aggregation_word((enum judge_aggregation)n) : NULL;
}

static const char *transform_word(int n, int *value_out)
{
    *value_out = n;
    return n >= 0 && n <= TRANSFORM_LOGIT ? judge_transform_word((enum judge_transform)n) : NULL;
}

static const char *forecast_word(int n, int *value_out)
{
    *value_out = n;
    return n >= 0 && n <= FORECAST_HOLT_DAMPED ? judge_forecast_word((enum judge_forecast)n) : NULL;
}

static const char *formula_word(int n, int *value_out)
{
    *value_out = n;
    return composite_formula_word((enum composite_formula)n);
}

static const char *normalisation_word(int n, int *value_out)
{
    *value_out = n;
    return composite_normalisation_word((enum composite_normalisation)n);
}

static const char *missing_word(int n, int *value_out)
{
    *value_out = n;
    return composite_missing_word((enum composite_missing)n);
}

/* ---- the tables ---- */

#define AT(record, member) .offset = offsetof(struct record, member)

static const struct catalog_field strategy_fields[] = {
    { "code", FIELD_CODE, true, AT(strategy, code), .help = "Used everywhere; never changed." },
    { "name", FIELD_NAMES, true, AT(strategy, name), .help = "Full name in each language." },
    { "short_name", FIELD_NAMES, AT(strategy, short_name),
      .help = "Name for headings and tables." },
    { "order", FIELD_INT, AT(strategy, order), .help = "Place on the page, smallest first." },
    { "valid_from", FIELD_DAY, true, AT(strategy, valid_from_day),
      .help = "Day on which it came into force." },
    { "valid_to", FIELD_DAY, AT(strategy, valid_to_day),
      .help = "Its last day; left out when it names no end." },
    { "source", FIELD_NAMES, AT(strategy, source), .help = "The document." },
    { "profiles", FIELD_LIST, AT(strategy, profiles),
      .help =
          "Published methods it is also judged by: `opensdg-2.4`, `eurostat-2026`, `sdsn-4arrow`, "
          "`destatis-weather`, `un-chart-2023`; left out: all of them." },
};

static const struct catalog_field body_fields[] = {
    { "code", FIELD_CODE, true, AT(body, code), .help = "Used everywhere; never changed." },
    { "name", FIELD_NAMES, true, AT(body, name), .help = "Full name in each language." },
    { "short_name", FIELD_NAMES, AT(body, short_name), .help = "Abbreviation." },
    { "successor", FIELD_CODE, AT(body, successor), .refers = "body",
      .help = "The body that answers in its place today." },
    { "note", FIELD_TEXT, AT(body, note), .help = "Where it is named; what is said of it." },
};

static const struct catalog_field indicator_fields[] = {
    { "code", FIELD_CODE, true, AT(indicator_record, indicator.code),
      .help = "Used everywhere; never changed." },
    { "name", FIELD_NAMES, true, AT(indicator_record, indicator.name),
      .help = "Name in each language." },
    { "programme", FIELD_CODE, AT(indicator_record, indicator.programme), .refers = "strategy",
      .help = "The strategy that defined it, or beside which it is shown." },
    { "role", FIELD_CODE, AT(indicator_record, indicator.role),
      .help = "What it is in its programme: outcome, output, impact, rank, comparison." },
    { "priority", FIELD_TEXT, AT(indicator_record, indicator.priority),
      .help = "Number of the priority or section it belongs to." },
    { "body", FIELD_CODE, AT(indicator_record, indicator.body), .refers = "body",
      .help = "Who answers for it." },
    { "body_assigned", FIELD_FLAG, AT(indicator_record, indicator.body_assigned),
      .help = "The body was assigned by a rule of the catalogue, not by the document." },
    { "unit", FIELD_TEXT, true, AT(indicator_record, indicator.unit),
      .help = "Unit for files and programs: percent, Mbit/s, rank." },
    { "unit_label", FIELD_NAMES, AT(indicator_record, indicator.unit_label),
      .help = "What stands after a number; empty for nothing; left out: the unit itself." },
    { "direction", FIELD_CHOICE, true, AT(indicator_record, indicator.judge.direction),
      .word = direction_word, .help = "up: higher is better; down: lower is." },
    { "lower", FIELD_DECIMAL, AT(indicator_record, lower), .help = "Natural lower limit." },
    { "upper", FIELD_DECIMAL, AT(indicator_record, upper), .help = "Natural upper limit." },
    { "integer", FIELD_FLAG, AT(indicator_record, indicator.judge.integer),
      .help = "It is counted, not measured: ranks, numbers of things." },
    { "scale", FIELD_LIST, AT(indicator_record, scale),
      .help = "Groups from worst to best, for values that are a word." },
    { "scale_label", FIELD_GROUP_NAMES, AT(indicator_record, scale_label),
      .help = "What people read for a group of the scale; left out: the group itself." },
    { "decimals", FIELD_INT, true, AT(indicator_record, indicator.decimals),
      .help = "Decimals shown to people; never a check." },
    { "frequency", FIELD_CHOICE, true, AT(indicator_record, indicator.judge.frequency),
      .word = frequency_word, .help = "How often a value is expected." },
    { "aggregation", FIELD_CHOICE, AT(indicator_record, indicator.judge.aggregation),
      .word = aggregation_word, .help = "How a year is made of its parts." },
    { "transform", FIELD_CHOICE, AT(indicator_record, indicator.judge.transform),
      .word = transform_word,
      .help = "logit: forecasts slow down toward 100 percent, as adoption does; else none." },
    { "forecast", FIELD_CHOICE, AT(indicator_record, indicator.judge.forecast),
      .word = forecast_word, .help = "Which forecast; hedef-default when left out." },
    { "respondents", FIELD_CODE, AT(indicator_record, indicator.respondents), .refers = "indicator",
      .help = "The indicator that counts how many answered the survey this share comes from." },
    { "design_effect", FIELD_DECIMAL, AT(indicator_record, design_effect),
      .help = "Of that survey: how much its sampling widens the interval; 1 when left out." },
    { "samples", FIELD_TEXT, AT(indicator_record, samples),
      .help = "How measurements become the value of their period: median, mean, sum, last, count, "
              "p90, `share 4..5`; `median trim 5 %` cuts that share off at both ends." },
    { "samples_minimum", FIELD_INT, AT(indicator_record, indicator.samples_minimum),
      .help = "Of fewer measurements nothing is published." },
    { "samples_kept", FIELD_TEXT, AT(indicator_record, samples_kept),
      .help = "How long measurements are kept after their roll-up, such as 800d; for ever when "
              "left out." },
    { "formula", FIELD_CHOICE, AT(indicator_record, indicator.composite.formula),
      .word = formula_word, .help = "How it is computed from its parts; none: it is entered." },
    { "parts", FIELD_LIST, AT(indicator_record, parts),
      .help = "What it is computed from: codes of indicators; `code/breakdown` for one series of "
              "it, `code/` for the one without breakdown. Of a ratio numerator, denominator." },
    { "weights", FIELD_LIST, AT(indicator_record, weights),
      .help = "How much each part counts, in their order; equally when left out." },
    { "normalisation", FIELD_CHOICE, AT(indicator_record, indicator.composite.normalisation),
      .word = normalisation_word, .help = "How parts are brought to one scale." },
    { "goalposts", FIELD_LIST, AT(indicator_record, goalposts),
      .help = "Of a range: `0..100` for each part, or one for all; left out: the least and the "
              "greatest of those compared." },
    { "missing", FIELD_CHOICE, AT(indicator_record, indicator.composite.missing),
      .word = missing_word,
      .help = "Without a part: no value; weights of the others grow; its last value stands." },
    { "missing_least", FIELD_DECIMAL, AT(indicator_record, missing_least),
      .help = "Of reweigh: the share of the weights that must be there, such as 0.75." },
    { "missing_periods", FIELD_INT, AT(indicator_record, indicator.composite.carried_periods),
      .help = "Of carry: how many periods a value may be old." },
    { "multiplier", FIELD_DECIMAL, AT(indicator_record, multiplier),
      .help = "The result is multiplied by it: 100 for percent; 1 when left out." },
    { "formula_version", FIELD_TEXT, AT(indicator_record, indicator.composite.version),
      .help = "Of the formula, as it is called; shown with every value." },
    { "every", FIELD_INT, AT(indicator_record, indicator.every_years),
      .help = "A value appears every so many years." },
    { "deadline_days", FIELD_INT, AT(indicator_record, indicator.deadline_days),
      .help = "Days after the end of a period until its value is due." },
    { "grace_days", FIELD_INT, AT(indicator_record, indicator.grace_days),
      .help = "Days of grace after the due day." },
    { "definition", FIELD_NAMES, AT(indicator_record, indicator.definition),
      .help = "What exactly is measured." },
    { "method", FIELD_NAMES, AT(indicator_record, indicator.method),
      .help = "How it is computed." },
    { "limitation", FIELD_NAMES, AT(indicator_record, indicator.limitation),
      .help = "What the reader must know before comparing." },
    { "note", FIELD_NAMES, AT(indicator_record, indicator.note), .help = "Anything else." },
    { "source", FIELD_NAMES, AT(indicator_record, indicator.source),
      .help = "Document or publisher." },
    { "retired", FIELD_FLAG, AT(indicator_record, indicator.judge.retired),
      .help = "No longer measured; its history stays." },
};

static const struct catalog_field target_fields[] = {
    { "id", FIELD_CODE, AT(target_record, target.judge.id),
      .help = "Made of strategy, indicator and period when left out." },
    { "strategy", FIELD_CODE, true, AT(target_record, strategy), .refers = "strategy",
      .help = "The strategy that sets it." },
    { "indicator", FIELD_CODE, true, AT(target_record, indicator), .refers = "indicator",
      .help = "The indicator it is about." },
    { "area", FIELD_CODE, true, AT(target_record, target.area), .help = "The area it is about." },
    { "breakdown", FIELD_CODE, AT(target_record, target.breakdown),
      .help = "One series of the indicator; left out: one verdict for each series." },
    { "kind", FIELD_CHOICE, true, AT(target_record, target.judge.kind), .word = kind_word,
      .help = "What is asked." },
    { "period", FIELD_DUE, true, AT(target_record, period),
      .help =
          "When it is due: 2025; `after 2025`: no date is given; 2017/2020: each of these years." },
    { "value", FIELD_TEXT, AT(target_record, target.judge.value),
      .help = "The value; of a yearly increment its step; of a relative change the percent." },
    { "value_high", FIELD_DECIMAL, AT(target_record, target.judge.high),
      .help = "Upper value of a range, or the one hoped for." },
    { "milestones", FIELD_LIST, AT(target_record, milestones),
      .help =
          "Stations of a `milestones` target, such as 2020=70; the target itself is the last." },
    { "reference", FIELD_PERIOD, AT(target_record, reference),
      .help = "The period whose value answers it, where an index is published for another year." },
    { "band", FIELD_CHOICE, AT(target_record, band), .word = band_word,
      .help = "strict: a range is also missed beyond its far bound." },
    { "tolerance", FIELD_DECIMAL, AT(target_record, tolerance),
      .help = "How far from the level still counts as kept, in the unit." },
    { "path", FIELD_CHOICE, AT(target_record, target.judge.curve), .word = curve_word,
      .help = "How the way from the baseline is drawn." },
    { "baseline", FIELD_DECIMAL, AT(target_record, target.judge.baseline_value),
      .help = "Level at the start, where the document states it." },
    { "baseline_period", FIELD_PERIOD, AT(target_record, baseline_period),
      .help = "The period of that level." },
    { "valid_from", FIELD_DAY, true, AT(target_record, target.judge.valid_from_day),
      .help = "Day from which it is known and held against values." },
    { "assess_from", FIELD_INT, AT(target_record, target.judge.assess_from_year),
      .help = "Year before which it is not judged." },
    { "peers", FIELD_LIST, AT(target_record, target.peers),
      .help = "Areas with which a benchmark compares." },
    { "basis", FIELD_CHOICE, AT(target_record, basis), .word = basis_word,
      .help = "stated: so in the document; derived: our reading." },
    { "clause", FIELD_TEXT, AT(target_record, target.clause), .help = "Clause of the document." },
    { "note", FIELD_NAMES, AT(target_record, target.note), .help = "What the reader should know." },
    { "source", FIELD_NAMES, AT(target_record, target.source), .help = "The document." },
    { "replaced_reason", FIELD_TEXT, AT(target_record, target.replaced_reason),
      .help = "Why it was moved, when it was." },
    { "retired", FIELD_FLAG, AT(target_record, target.judge.retired),
      .help = "Given up; its verdicts stay." },
};

static const struct catalog_field calendar_fields[] = {
    { "code", FIELD_CODE, true, AT(calendar_record, code),
      .help = "`week` for the working week; else the name of a holiday." },
    { "name", FIELD_NAMES, AT(calendar_record, name), .help = "Name of the holiday." },
    { "days", FIELD_DAYS, AT(calendar_record, days), .help = "Its days, year by year." },
    { "weekend", FIELD_LIST, AT(calendar_record, weekend), .help = "Free days of the week." },
    { "working", FIELD_DAYS, AT(calendar_record, working),
      .help = "Free days that are worked after all." },
    { "covered_to", FIELD_DAY, AT(calendar_record, covered_to_day),
      .help = "Up to which day the list is complete." },
};

#define FIELDS(table) .fields = (table), .field_count = COUNT(table)

/* In the order in which files are checked and applied: what is referred to comes first. */
const struct catalog_kind catalog_kinds[] = {
    { "strategy", "strategies", FIELDS(strategy_fields) },
    { "body", "bodies", FIELDS(body_fields) },
    { "indicator", "indicators", FIELDS(indicator_fields) },
    { "target", "targets", FIELDS(target_fields) },
    { "calendar", "calendar", FIELDS(calendar_fields) },
};
const size_t catalog_kind_count = COUNT(catalog_kinds);

const struct catalog_kind *catalog_kind_find(const char *name)
{
    for (size_t i = 0; i < catalog_kind_count; i++)
        if (strcmp(catalog_kinds[i].name, name) == 0)
            return &catalog_kinds[i];
    return NULL;
}

const struct catalog_kind *catalog_kind_find_plural(const char *plural)
{
    for (size_t i = 0; i < catalog_kind_count; i++)
        if (strcmp(catalog_kinds[i].plural, plural) == 0)
            return &catalog_kinds[i];
    return NULL;
}

const struct catalog_field *catalog_field_find(const struct catalog_kind *kind, const char *key)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (strcmp(kind->fields[i].key, key) == 0)
            return &kind->fields[i];
    return NULL;
}

bool catalog_field_choice(const struct catalog_field *field, const char *text, int *value_out)
{
    const char *word;
    int value;

    for (int n = 0; (word = field->word(n, &value)) != NULL; n++)
        if (strcmp(word, text) == 0) {
            *value_out = value;
            return true;
        }
    return false;
}

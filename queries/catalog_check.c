#include "queries/catalog_check.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/decimal.h"
#include "common/lang.h"

void check_complain(const struct checking *c, const char *key, const char *code,
                    const char *message, const char *const *args)
{
    const struct catalog_value *value = entry_value(c->entry, key);
    struct hd_problem problem = { .code = code,
                                  .message = message,
                                  .file = c->entry->file,
                                  .line = value->line ? value->line : c->entry->line,
                                  .key = key,
                                  .value = value->text };

    for (size_t i = 0; args && args[i] && i < HD_PROBLEM_ARGS; i++)
        problem.args[i] = args[i];
    hd_problem_add(c->problems, &problem);
}

/* ---- references and doubles ---- */

/* A kind is named within a whole sentence: its form depends on the language. */
static const struct missing {
    const char *kind;
    const char *alone, *near; /* msgids */
} missing_kinds[] = {
    { "strategy", N_("There is no strategy '{code}'."),
      N_("There is no strategy '{code}'. Did you mean '{nearest}'?") },
    { "body", N_("There is no body '{code}'."),
      N_("There is no body '{code}'. Did you mean '{nearest}'?") },
    { "indicator", N_("There is no indicator '{code}'."),
      N_("There is no indicator '{code}'. Did you mean '{nearest}'?") },
};

static const struct missing *missing_of(const char *kind)
{
    size_t i = 0;

    while (i + 1 < sizeof missing_kinds / sizeof *missing_kinds &&
           strcmp(missing_kinds[i].kind, kind) != 0)
        i++;
    assert(strcmp(missing_kinds[i].kind, kind) == 0);
    return &missing_kinds[i];
}

void check_complain_unknown(const struct checking *c, const char *key, const char *kind,
                            const char *code)
{
    struct hd_arena HD_ARENA_AUTO scratch = { 0 };
    const char *near = files_nearest(c->files, kind, code, &scratch);

    if (near)
        check_complain(c, key, "unknown_reference", missing_of(kind)->near,
                       HD_ARGS("code", code, "nearest", near));
    else
        check_complain(c, key, "unknown_reference", missing_of(kind)->alone, HD_ARGS("code", code));
}

const struct catalog_entry *check_find(const struct checking *c, const char *kind, const char *code)
{
    const struct catalog_entry *entry = files_find(c->files, kind, code);

    return entry || !c->resolving ? entry : files_find_outside(c->files, kind, code);
}

static void check_reference(const struct checking *c, const struct catalog_field *field,
                            const char *code)
{
    if (!files_find(c->files, field->refers, code) &&
        !files_find_outside(c->files, field->refers, code))
        check_complain_unknown(c, field->key, field->refers, code);
}

static void check_references(const struct checking *c)
{
    const struct catalog_kind *kind = c->entry->kind;

    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].refers && c->entry->values[i].text)
            check_reference(c, &kind->fields[i], c->entry->values[i].text);
}

static void check_double(const struct checking *c, size_t before)
{
    for (size_t i = 0; i < before && *c->entry->code; i++) {
        const struct catalog_entry *other = c->files->entries[i];
        char line[24];

        if (other->kind != c->entry->kind || strcmp(other->code, c->entry->code) != 0)
            continue;
        snprintf(line, sizeof line, "%ld", other->line);
        check_complain(c, c->entry->kind->fields[0].key, "duplicate",
                       N_("'{code}' stands twice: also in {file}, line {line}."),
                       HD_ARGS("code", c->entry->code, "file", other->file, "line", line));
        return;
    }
}

/* ---- strategies, bodies, indicators ---- */

static void complain_of_profile(const struct checking *c, const char *word)
{
    const char *known[JUDGE_PROFILES], *near;
    struct hd_buf HD_BUF_AUTO all = { 0 };

    hd_buf_init(&all, 1024);
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        known[i] = judge_profile_word((enum judge_profile)i);
        hd_buf_printf(&all, "%s%s", i ? ", " : "", known[i]);
    }
    near = hd_nearest(word, known, JUDGE_PROFILES);
    if (near)
        check_complain(c, "profiles", "unknown_word",
                       N_("'{value}' is not known here. Did you mean '{nearest}'?"),
                       HD_ARGS("value", word, "nearest", near));
    else
        check_complain(c, "profiles", "unknown_word",
                       N_("'{value}' is not known here. Write one of: {words}."),
                       HD_ARGS("value", word, "words", all.data));
}

static void check_profiles(const struct checking *c)
{
    const struct catalog_value *profiles = entry_value(c->entry, "profiles");
    enum judge_profile profile;

    for (size_t i = 0; i < profiles->part_count; i++)
        if (!judge_profile_parse(profiles->parts[i].text, &profile))
            complain_of_profile(c, profiles->parts[i].text);
}

static void check_strategy(const struct checking *c)
{
    const char *from = entry_text(c->entry, "valid_from"), *to = entry_text(c->entry, "valid_to");

    if (from && to && strcmp(to, from) < 0) /* dates sort as texts */
        check_complain(c, "valid_to", "period_backwards", N_("It ends before it begins ({from})."),
                       HD_ARGS("from", from));
    check_profiles(c);
}

static void check_body(const struct checking *c)
{
    const struct catalog_entry *body = c->entry;

    for (size_t steps = 0; body && entry_text(body, "successor"); steps++) {
        body = files_find(c->files, "body", entry_text(body, "successor"));
        if (body == c->entry || steps > c->files->count) {
            check_complain(c, "successor", "successor_circle",
                           N_("A body cannot be its own successor, also not through others."),
                           NULL);
            return;
        }
    }
}

static bool in_scale(const struct catalog_value *scale, const char *group)
{
    for (size_t i = 0; i < scale->part_count; i++)
        if (strcmp(scale->parts[i].text, group) == 0)
            return true;
    return false;
}

static void check_scale_label(const struct checking *c)
{
    const struct catalog_value *scale = entry_value(c->entry, "scale");
    const struct catalog_value *label = entry_value(c->entry, "scale_label");
    struct hd_arena HD_ARENA_AUTO scratch = { 0 };
    const char *before = "";

    for (size_t i = 0; i < label->part_count; i++) {
        const char *key = label->parts[i].key, *dot = strrchr(key, '.');
        const char *group = hd_arena_strndup(&scratch, key, (size_t)(dot - key));

        if (!in_scale(scale, group) && strcmp(group, before) != 0)
            check_complain(c, "scale_label", "not_in_scale",
                           N_("'{value}' is not in the scale of {indicator}."),
                           HD_ARGS("value", group, "indicator", c->entry->code));
        before = group;
    }
}

static void check_indicator(const struct checking *c)
{
    const char *lower = entry_text(c->entry, "lower"), *upper = entry_text(c->entry, "upper");
    const struct catalog_value *scale = entry_value(c->entry, "scale");
    const char *every = entry_text(c->entry, "every");

    check_computed(c);
    check_survey(c);
    if (c->resolving)
        return;
    check_samples(c);
    if (lower && upper && hd_decimal_cmp(lower, upper) >= 0)
        check_complain(c, "upper", "limits_backwards",
                       N_("The upper limit must be greater than the lower one ({lower})."),
                       HD_ARGS("lower", lower));
    if (scale->shape != VALUE_NONE && scale->part_count < 2)
        check_complain(c, "scale", "scale_short",
                       N_("A scale has at least two groups, worst first."), NULL);
    if (every && strtol(every, NULL, 10) < 1)
        check_complain(c, "every", "malformed", N_("Write 1 or more years."), NULL);
    check_scale_label(c);
}

/* ---- targets ---- */

enum value_need { NEEDS_NOTHING, NEEDS_NUMBER, NEEDS_GROUP, NEEDS_YES_NO };

static const struct kind_rule {
    enum value_need value;
    bool high;  /* an upper value is needed */
    bool level; /* the value is a level of the indicator: its limits and paths apply */
} kind_rules[] = {
    [JUDGE_AT_LEAST] = { NEEDS_NUMBER, false, true },
    [JUDGE_AT_MOST] = { NEEDS_NUMBER, false, true },
    [JUDGE_MAINTAIN] = { NEEDS_NOTHING, false, false },
    [JUDGE_RANGE] = { NEEDS_NUMBER, true, true },
    [JUDGE_ANNUAL_INCREMENT] = { NEEDS_NUMBER, false, false },
    [JUDGE_RELATIVE_CHANGE] = { NEEDS_NUMBER, false, false },
    [JUDGE_MILESTONES] = { NEEDS_NUMBER, false, true },
    [JUDGE_BENCHMARK] = { NEEDS_NOTHING, false, false },
    [JUDGE_ORDINAL] = { NEEDS_GROUP, false, false },
    [JUDGE_DIRECTIONAL] = { NEEDS_NOTHING, false, false },
    [JUDGE_BOOLEAN] = { NEEDS_YES_NO, false, false },
};

static bool is_number(const char *text)
{
    return text && hd_decimal_valid(text, strlen(text));
}

static void check_value(const struct checking *c, const struct kind_rule *rule, const char *kind)
{
    const char *value = entry_text(c->entry, "value"), *high = entry_text(c->entry, "value_high");

    if (rule->value == NEEDS_NUMBER && !is_number(value))
        check_complain(c, "value", "number_needed",
                       N_("A target of kind '{kind}' needs a number such as 12.5."),
                       HD_ARGS("kind", kind));
    if (rule->value == NEEDS_GROUP && !value)
        check_complain(c, "value", "missing_key", N_("Write the group that is to be reached."),
                       NULL);
    if (rule->value == NEEDS_YES_NO && value && strcmp(value, "1") != 0 && strcmp(value, "0") != 0)
        check_complain(c, "value", "malformed", N_("Write 1 for yes or 0 for no."), NULL);
    if (rule->value == NEEDS_NOTHING && value)
        check_complain(c, "value", "not_used", N_("A target of kind '{kind}' has no value."),
                       HD_ARGS("kind", kind));
    if (rule->high && !high)
        check_complain(c, "value_high", "missing_key", N_("A range needs an upper value."), NULL);
    if (is_number(value) && high && hd_decimal_cmp(value, high) >= 0)
        check_complain(c, "value_high", "range_backwards",
                       N_("The upper value must be greater than {value}."),
                       HD_ARGS("value", value));
}

void check_limit(const struct checking *c, const struct catalog_entry *indicator, const char *key,
                 const char *value)
{
    const char *lower = entry_text(indicator, "lower"), *upper = entry_text(indicator, "upper");

    if (!is_number(value))
        return;
    if (lower && hd_decimal_cmp(value, lower) < 0)
        check_complain(c, key, "outside_limits",
                       N_("{value} is below the natural limit of {indicator}, {limit}."),
                       HD_ARGS("value", value, "indicator", indicator->code, "limit", lower));
    if (upper && hd_decimal_cmp(value, upper) > 0)
        check_complain(c, key, "outside_limits",
                       N_("{value} is above the natural limit of {indicator}, {limit}."),
                       HD_ARGS("value", value, "indicator", indicator->code, "limit", upper));
}

/* Levels lie within the natural limits of the indicator. */
static void check_limits(const struct checking *c, const struct catalog_entry *indicator,
                         const char *key)
{
    check_limit(c, indicator, key, entry_text(c->entry, key));
}

/* A geometric path needs positive ends; a logit one runs between 0 and 100 percent. */
void check_on_path(const struct checking *c, const char *path, const char *key, const char *value)
{
    if (strcmp(path, "linear") != 0 && hd_decimal_cmp(value, "0") <= 0)
        check_complain(c, key, "path_needs_positive",
                       N_("A {path} path needs values greater than 0; use path: linear."),
                       HD_ARGS("path", path));
    else if (strcmp(path, "logit") == 0 && hd_decimal_cmp(value, "99.5") >= 0)
        check_complain(c, key, "path_needs_room",
                       N_("A logit path needs values below 99.5; use path: linear."), NULL);
}

static void check_path(const struct checking *c)
{
    const char *path = entry_text(c->entry, "path"), *keys[] = { "baseline", "value" };

    for (size_t i = 0; i < 2 && path; i++)
        if (is_number(entry_text(c->entry, keys[i])))
            check_on_path(c, path, keys[i], entry_text(c->entry, keys[i]));
}

static void check_tolerance(const struct checking *c)
{
    const char *tolerance = entry_text(c->entry, "tolerance");

    if (is_number(tolerance) && hd_decimal_cmp(tolerance, "0") < 0)
        check_complain(c, "tolerance", "malformed", N_("Write 0 or a number greater than 0."),
                       NULL);
}

static void check_baseline(const struct checking *c)
{
    const char *value = entry_text(c->entry, "baseline");
    const char *period = entry_text(c->entry, "baseline_period");
    const char *answer = entry_text(c->entry, "reference");
    const char *due_text = answer ? answer : entry_text(c->entry, "period");
    struct hd_period first, due, base;
    bool dated, plain;

    if (!value != !period)
        check_complain(c, value ? "baseline" : "baseline_period", "baseline_half",
                       N_("A baseline needs both its value (baseline) and its period "
                          "(baseline_period)."),
                       NULL);
    if (!period || !due_text || !catalog_period_parse(due_text, &first, &due, &dated) ||
        !catalog_period_parse(period, &first, &base, &plain))
        return;
    if (dated && base.end_day >= due.end_day)
        check_complain(c, "baseline_period", "baseline_late",
                       N_("The baseline must lie before the due period, {period}."),
                       HD_ARGS("period", due_text));
}

static void check_due(const struct checking *c, enum judge_kind kind)
{
    const char *period = entry_text(c->entry, "period");

    if (!period)
        return;
    if (strchr(period, '/') && kind != JUDGE_ANNUAL_INCREMENT)
        check_complain(c, "period", "malformed",
                       N_("Only a target of kind 'annual_increment' has a span of years."), NULL);
    if (!strchr(period, '/') && kind == JUDGE_ANNUAL_INCREMENT)
        check_complain(
            c, "period", "malformed",
            N_("A target of kind 'annual_increment' needs its first and last year, such as "
               "2017/2020."),
            NULL);
    if (strncmp(period, "after ", 6) == 0 && entry_text(c->entry, "path"))
        check_complain(c, "path", "not_used", N_("A target without a date has no path."), NULL);
}

static void check_indicator_fits(const struct checking *c, const struct kind_rule *rule,
                                 const struct catalog_entry *indicator)
{
    const struct catalog_value *scale = entry_value(indicator, "scale");
    const char *value = entry_text(c->entry, "value");

    if (scale->shape != VALUE_NONE && rule->value == NEEDS_NUMBER)
        check_complain(c, "kind", "kind_needs_numbers",
                       N_("{indicator} has groups, not numbers: use 'ordinal' or 'directional'."),
                       HD_ARGS("indicator", indicator->code));
    if (rule->level) {
        check_limits(c, indicator, "value");
        check_limits(c, indicator, "value_high");
        check_station_limits(c, indicator);
    }
    check_limits(c, indicator, "baseline");
    if (rule->value == NEEDS_GROUP && value && !in_scale(scale, value))
        check_complain(c, "value", "not_in_scale",
                       N_("'{value}' is not in the scale of {indicator}."),
                       HD_ARGS("value", value, "indicator", indicator->code));
}

static void check_target(const struct checking *c)
{
    const struct catalog_field *field = catalog_field_find(c->entry->kind, "kind");
    const char *word = entry_text(c->entry, "kind"), *code = entry_text(c->entry, "indicator");
    const struct catalog_entry *indicator = NULL;
    int kind;

    if (!word || !catalog_field_choice(field, word, &kind))
        return; /* already said */
    if (code)
        indicator = c->resolving ? files_find_outside(c->files, "indicator", code)
                                 : files_find(c->files, "indicator", code);
    if (indicator)
        check_indicator_fits(c, &kind_rules[kind], indicator);
    if (c->resolving)
        return;
    check_due(c, (enum judge_kind)kind);
    check_value(c, &kind_rules[kind], word);
    check_path(c);
    check_stations(c, (enum judge_kind)kind);
    check_answer(c, (enum judge_kind)kind);
    check_tolerance(c);
    check_baseline(c);
    if (entry_value(c->entry, "peers")->shape != VALUE_NONE && kind != JUDGE_BENCHMARK)
        check_complain(c, "peers", "not_used", N_("Only a target of kind 'benchmark' has peers."),
                       NULL);
}

/* ---- calendar ---- */

static void check_calendar(const struct checking *c)
{
    const struct catalog_value *weekend = entry_value(c->entry, "weekend");

    for (size_t i = 0; i < weekend->part_count; i++)
        if (catalog_weekday(weekend->parts[i].text) == 0)
            check_complain(c, "weekend", "unknown_word", N_("Write the days as saturday, sunday."),
                           NULL);
}

/* ---- all ---- */

static void check_kind(const struct checking *c)
{
    static const struct {
        const char *kind;
        void (*check)(const struct checking *c);
    } checks[] = {
        { "strategy", check_strategy },   { "body", check_body },
        { "indicator", check_indicator }, { "target", check_target },
        { "calendar", check_calendar },
    };

    for (size_t k = 0; k < sizeof checks / sizeof *checks; k++)
        if (strcmp(checks[k].kind, c->entry->kind->name) == 0)
            checks[k].check(c);
}

void catalog_check(const struct catalog_files *files, struct hd_problems *problems)
{
    for (size_t i = 0; i < files->count; i++) {
        struct checking c = { .files = files, .problems = problems, .entry = files->entries[i] };

        check_double(&c, i);
        if (files->directory)
            check_references(&c);
        check_kind(&c);
    }
}

/* Kinds whose items are held against what the store has, too. */
static void check_kind_outside(const struct checking *c)
{
    if (strcmp(c->entry->kind->name, "target") == 0)
        check_target(c);
    else if (strcmp(c->entry->kind->name, "indicator") == 0)
        check_indicator(c);
}

void catalog_check_outside(const struct catalog_files *files, struct hd_problems *problems)
{
    for (size_t i = 0; i < files->count; i++) {
        struct checking c = {
            .files = files, .problems = problems, .entry = files->entries[i], .resolving = true
        };

        check_references(&c);
        check_kind_outside(&c);
    }
}

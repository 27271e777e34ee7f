/* What must hold of indicators that are computed from others, and of surveys. */
#include "queries/catalog_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/lang.h"
#include "queries/composite.h"

#define PERCENT_UNIT "percent"
#define CHAIN_MAX    64

/* The formula as the files say it: words are well-formed or left out, and then have been told of.
 */
struct recipe {
    const struct checking *c;
    enum composite_formula formula;
    enum composite_normalisation normalisation;
    enum composite_missing missing;
    const struct catalog_value *parts, *weights, *goalposts;
};

static int choice_of(const struct catalog_entry *entry, const char *key)
{
    const char *text = entry_text(entry, key);
    int value = 0;

    if (text && !catalog_field_choice(catalog_field_find(entry->kind, key), text, &value))
        value = 0;
    return value;
}

static bool given(const struct checking *c, const char *key)
{
    return entry_value(c->entry, key)->shape != VALUE_NONE;
}

/* A list of one may be written as a text. */
static size_t item_count(const struct catalog_value *value)
{
    return value->shape == VALUE_TEXT ? 1 : value->part_count;
}

static const char *item(const struct catalog_value *value, size_t at)
{
    return value->shape == VALUE_TEXT ? value->text : value->parts[at].text;
}

static void refuse_key(const struct recipe *r, const char *key, const char *message)
{
    if (given(r->c, key))
        check_complain(r->c, key, "not_used", message, HD_ARGS("key", key));
}

/* ---- parts ---- */

static bool part_of(const struct recipe *r, size_t at, struct hd_arena *arena,
                    struct composite_part *part)
{
    return composite_part_parse(item(r->parts, at), arena, part);
}

static bool is_twice(const struct recipe *r, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(item(r->parts, i), item(r->parts, at)) == 0)
            return true;
    return false;
}

static bool is_coarser(const struct catalog_entry *part, const struct catalog_entry *whole)
{
    const char *own = entry_text(part, "frequency"), *of = entry_text(whole, "frequency");
    enum hd_freq a, b;

    return own && of && hd_freq_parse(own, &a) && hd_freq_parse(of, &b) && a < b;
}

static void check_part_fits(const struct recipe *r, const struct catalog_entry *part)
{
    if (given(&(struct checking){ .entry = part }, "scale"))
        check_complain(r->c, "parts", "part_without_numbers",
                       N_("{indicator} has groups, not numbers: nothing can be computed from it."),
                       HD_ARGS("indicator", part->code));
    if (r->missing != MISSING_CARRY && is_coarser(part, r->c->entry))
        check_complain(r->c, "parts", "part_too_rare",
                       N_("{indicator} has values less often than this indicator: use missing: "
                          "carry, or its frequency."),
                       HD_ARGS("indicator", part->code));
}

static void check_part(const struct recipe *r, size_t at)
{
    struct hd_arena HD_ARENA_AUTO scratch = { 0 };
    const struct catalog_entry *part;
    const struct checking *c = r->c;
    struct composite_part parsed;

    if (!part_of(r, at, &scratch, &parsed)) {
        if (!c->resolving)
            check_complain(
                c, "parts", "malformed",
                N_("'{value}' is no part. Write the code of an indicator, code/breakdown "
                   "or code/."),
                HD_ARGS("value", item(r->parts, at)));
        return;
    }
    part = check_find(c, "indicator", parsed.code);
    if (!part && (c->resolving || c->files->directory))
        check_complain_unknown(c, "parts", "indicator", parsed.code);
    /* what the files hold has been looked at before the store was */
    if (part && !(c->resolving && files_find(c->files, "indicator", parsed.code)))
        check_part_fits(r, part);
    if (!c->resolving && is_twice(r, at))
        check_complain(c, "parts", "part_twice", N_("The part '{value}' stands twice."),
                       HD_ARGS("value", item(r->parts, at)));
}

/* ---- circles ---- */

struct chain {
    const struct checking *c;
    const struct catalog_entry *links[CHAIN_MAX];
    size_t count;
    struct tried {
        const struct catalog_entry *entry;
    } * tried; /* heap: looked through, each once */
    size_t tried_count, tried_room;
};

/* Is it new?  Then it counts as tried from now on: a wide net of parts is walked once, not along
 * each of its ways. */
static bool is_new(struct chain *chain, const struct catalog_entry *at)
{
    for (size_t i = 0; i < chain->tried_count; i++)
        if (chain->tried[i].entry == at)
            return false;
    HD_GROW(chain->tried, chain->tried_count, chain->tried_room);
    chain->tried[chain->tried_count++].entry = at;
    return true;
}

/* Does the chain lead back to its first link? */
static bool leads_back(struct chain *chain, const struct catalog_entry *at)
{
    const struct catalog_value *parts = entry_value(at, "parts");
    struct hd_arena HD_ARENA_AUTO scratch = { 0 };

    if (chain->count == CHAIN_MAX || choice_of(at, "formula") == FORMULA_NONE)
        return false;
    if (!is_new(chain, at))
        return false; /* also a circle of its own: told where it begins */
    chain->links[chain->count++] = at;
    for (size_t i = 0; i < item_count(parts); i++) {
        const struct catalog_entry *next;
        struct composite_part part;

        if (!composite_part_parse(item(parts, i), &scratch, &part))
            continue;
        next = check_find(chain->c, "indicator", part.code);
        if (next && (next == chain->links[0] || leads_back(chain, next)))
            return true;
    }
    chain->count--;
    return false;
}

/* Of a circle only the link that comes first in the files tells. */
static bool tells(const struct chain *chain)
{
    const struct catalog_files *files = chain->c->files;
    bool outside = false;

    for (size_t i = 1; i < chain->count; i++)
        outside |= files_find(files, "indicator", chain->links[i]->code) != chain->links[i];
    if (outside != chain->c->resolving)
        return false; /* told by the other look */
    for (size_t k = 0; k < files->count && files->entries[k] != chain->links[0]; k++)
        for (size_t i = 1; i < chain->count; i++)
            if (files->entries[k] == chain->links[i])
                return false;
    return true;
}

static void check_circle(const struct checking *c)
{
    struct chain chain = { .c = c };
    struct hd_buf HD_BUF_AUTO text = { 0 };

    bool told = leads_back(&chain, c->entry) && tells(&chain);

    free(chain.tried);
    if (!told)
        return;
    hd_buf_init(&text, 16384);
    for (size_t i = 0; i < chain.count; i++)
        hd_buf_printf(&text, "%s → ", chain.links[i]->code);
    hd_buf_puts(&text, c->entry->code);
    check_complain(c, "parts", "circle",
                   N_("It would be computed from itself: {chain}. Take one of them out."),
                   HD_ARGS("chain", text.data));
}

/* ---- weights, goalposts, what to do without a part ---- */

static void complain_count(const struct recipe *r, const char *key)
{
    char count[24], expected[24];

    snprintf(count, sizeof count, "%zu", item_count(entry_value(r->c->entry, key)));
    snprintf(expected, sizeof expected, "%zu", item_count(r->parts));
    check_complain(r->c, key, "count_differs",
                   N_("There are {count} for {expected} parts: write one for each."),
                   HD_ARGS("count", count, "expected", expected));
}

static void check_weights(const struct recipe *r)
{
    bool negative = r->formula == FORMULA_SUM;

    if (!given(r->c, "weights"))
        return;
    if (item_count(r->weights) != item_count(r->parts))
        complain_count(r, "weights");
    for (size_t i = 0; i < item_count(r->weights); i++) {
        const char *text = item(r->weights, i);
        bool good = hd_decimal_valid(text, strlen(text)) && hd_decimal_cmp(text, "0") != 0;

        if (good && (negative || hd_decimal_cmp(text, "0") > 0))
            continue;
        check_complain(r->c, "weights", "malformed",
                       negative ? N_("'{value}' is no weight: write a number that is not 0.")
                                : N_("'{value}' is no weight: write a number greater than 0."),
                       HD_ARGS("value", text));
    }
}

static void check_goalposts(const struct recipe *r)
{
    double from, to;

    if (r->normalisation != NORMALISE_RANGE) {
        refuse_key(r, "goalposts", N_("Only the normalisation 'range' has goalposts."));
        return;
    }
    if (!given(r->c, "goalposts"))
        return;
    if (item_count(r->goalposts) != 1 && item_count(r->goalposts) != item_count(r->parts))
        complain_count(r, "goalposts");
    for (size_t i = 0; i < item_count(r->goalposts); i++)
        if (!composite_goalposts_parse(item(r->goalposts, i), &from, &to))
            check_complain(r->c, "goalposts", "malformed",
                           N_("'{value}' is no pair of goalposts: write them as 0..100, the "
                              "smaller one first."),
                           HD_ARGS("value", item(r->goalposts, i)));
}

static void check_least(const struct recipe *r)
{
    const char *least = entry_text(r->c->entry, "missing_least");

    if (r->missing != MISSING_REWEIGH) {
        refuse_key(r, "missing_least", N_("Only missing: reweigh has a least share."));
        return;
    }
    if (!least || !hd_decimal_valid(least, strlen(least)) || hd_decimal_cmp(least, "0") <= 0 ||
        hd_decimal_cmp(least, "1") > 0)
        check_complain(r->c, "missing_least", "malformed",
                       N_("Say how much of the weights must be there: a share above 0 and at most "
                          "1, such as 0.75."),
                       NULL);
    if (r->formula == FORMULA_SUM || r->formula == FORMULA_RATIO)
        check_complain(r->c, "missing", "not_used",
                       N_("A sum or ratio without one of its parts is another number: use refuse "
                          "or carry."),
                       NULL);
}

static void check_periods(const struct recipe *r)
{
    const char *periods = entry_text(r->c->entry, "missing_periods");

    if (r->missing != MISSING_CARRY)
        refuse_key(r, "missing_periods", N_("Only missing: carry has a number of periods."));
    else if (!periods || strtol(periods, NULL, 10) < 1)
        check_complain(r->c, "missing_periods", "malformed",
                       N_("Say for how many periods a value may stand: 1 or more."), NULL);
}

/* ---- the formula as a whole ---- */

static void check_ratio(const struct recipe *r)
{
    static const char *const unused[] = { "weights", "normalisation", "goalposts" };
    const char *unit = entry_text(r->c->entry, "unit");

    if (given(r->c, "parts") && item_count(r->parts) != 2)
        check_complain(r->c, "parts", "count_differs",
                       N_("A ratio has two parts: the numerator and the denominator."), NULL);
    for (size_t i = 0; i < sizeof unused / sizeof *unused; i++)
        if (strcmp(unused[i], "normalisation") != 0 || r->normalisation != NORMALISE_NONE)
            refuse_key(r, unused[i], N_("A ratio has no {key}."));
    if (unit && strcmp(unit, PERCENT_UNIT) == 0 && !given(r->c, "multiplier"))
        check_complain(r->c, "multiplier", "missing_key",
                       N_("A ratio in percent needs multiplier: 100."), NULL);
}

/* Normalised parts are turned so that more is better. */
static void check_scale_of_parts(const struct recipe *r)
{
    const char *direction = entry_text(r->c->entry, "direction");

    if (r->normalisation == NORMALISE_NONE)
        return;
    if (direction && strcmp(direction, "down") == 0)
        check_complain(r->c, "direction", "direction_turned",
                       N_("Normalised parts are turned so that more is better: write direction: "
                          "up."),
                       NULL);
    if (r->formula == FORMULA_GEOMETRIC && r->normalisation == NORMALISE_ZSCORE)
        check_complain(r->c, "normalisation", "not_used",
                       N_("A z-score may be below 0, and then there is no geometric mean."), NULL);
}

static void check_multiplier(const struct recipe *r)
{
    const char *text = entry_text(r->c->entry, "multiplier");

    if (text && hd_decimal_cmp(text, "0") == 0)
        check_complain(r->c, "multiplier", "malformed", N_("Write a number that is not 0."), NULL);
}

static void refuse_all(const struct recipe *r)
{
    static const char *const keys[] = { "parts",           "weights",    "normalisation",
                                        "goalposts",       "missing",    "missing_least",
                                        "missing_periods", "multiplier", "formula_version" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        refuse_key(r, keys[i],
                   N_("Only a computed indicator has the key '{key}': write its "
                      "formula."));
}

static void check_recipe(const struct recipe *r)
{
    if (given(r->c, "scale"))
        check_complain(r->c, "scale", "not_used",
                       N_("What is computed is a number and has no groups."), NULL);
    if (!given(r->c, "parts"))
        check_complain(r->c, "parts", "missing_key",
                       N_("Write the indicators that it is computed from."), NULL);
    if (r->formula == FORMULA_RATIO) {
        check_ratio(r);
    } else {
        check_weights(r);
        check_goalposts(r);
        check_scale_of_parts(r);
    }
    check_least(r);
    check_periods(r);
    check_multiplier(r);
}

void check_computed(const struct checking *c)
{
    struct recipe r = {
        .c = c,
        .formula = (enum composite_formula)choice_of(c->entry, "formula"),
        .normalisation = (enum composite_normalisation)choice_of(c->entry, "normalisation"),
        .missing = (enum composite_missing)choice_of(c->entry, "missing"),
        .parts = entry_value(c->entry, "parts"),
        .weights = entry_value(c->entry, "weights"),
        .goalposts = entry_value(c->entry, "goalposts"),
    };
    const struct catalog_value *formula = entry_value(c->entry, "formula");

    if (r.formula == FORMULA_NONE) {
        /* a faulty word has a line and no shape: one mistake is one problem */
        if (!c->resolving && (formula->shape != VALUE_NONE || !formula->line))
            refuse_all(&r);
        return;
    }
    if (!c->resolving)
        check_recipe(&r);
    for (size_t i = 0; i < item_count(r.parts); i++)
        check_part(&r, i);
    check_circle(c);
}

/* ---- surveys ---- */

static void check_respondents(const struct checking *c, const char *code)
{
    const struct catalog_entry *counted = check_find(c, "indicator", code);
    const char *integer = counted ? entry_text(counted, "integer") : NULL;

    if (!counted || (c->resolving && files_find(c->files, "indicator", code)))
        return; /* told as unknown; or looked at before */
    if (!integer || strcmp(integer, "yes") != 0)
        check_complain(c, "respondents", "not_counted",
                       N_("{indicator} must count people: write integer: yes there."),
                       HD_ARGS("indicator", code));
}

void check_survey(const struct checking *c)
{
    const char *respondents = entry_text(c->entry, "respondents");
    const char *effect = entry_text(c->entry, "design_effect");
    const char *unit = entry_text(c->entry, "unit");

    if (respondents)
        check_respondents(c, respondents);
    if (c->resolving)
        return;
    if (respondents && unit && strcmp(unit, PERCENT_UNIT) != 0)
        check_complain(c, "respondents", "not_used",
                       N_("Only a share in percent comes from a survey with respondents."), NULL);
    if (effect && !respondents)
        check_complain(c, "design_effect", "not_used", N_("A design effect needs respondents."),
                       NULL);
    if (effect && hd_decimal_cmp(effect, "0") <= 0)
        check_complain(c, "design_effect", "malformed", N_("Write a number greater than 0."), NULL);
}

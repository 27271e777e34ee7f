/* Checks of indicators whose values are made of measurements. */
#include <string.h>

#include "common/conf.h"
#include "common/date.h"
#include "common/lang.h"
#include "queries/catalog_check.h"
#include "queries/rollup.h"

#define PERCENT_UNIT "percent"

/* The longest of its periods, by frequency. */
static const int period_days[] = {
    [HD_FREQ_A] = 366, [HD_FREQ_S] = 184, [HD_FREQ_T] = 123, [HD_FREQ_Q] = 92,
    [HD_FREQ_M] = 31,  [HD_FREQ_W] = 7,   [HD_FREQ_D] = 1,
};

static void check_rule(const struct checking *c, const char *text)
{
    const char *unit = entry_text(c->entry, "unit"), *why = NULL;
    struct rollup_rule rule;

    if (!rollup_rule_parse(text, &rule, &why))
        check_complain(c, "samples", "malformed", why, NULL);
    else if (rule.kind == ROLLUP_SHARE && unit && strcmp(unit, PERCENT_UNIT) != 0)
        check_complain(c, "samples", "not_used", N_("A share is in percent: unit: percent."), NULL);
}

/* Only numbers that come in can be measured. */
static void check_measured(const struct checking *c)
{
    const char *formula = entry_text(c->entry, "formula");

    if (formula && strcmp(formula, "none") != 0)
        check_complain(c, "samples", "not_used",
                       N_("A computed indicator takes no samples: its parts may."), NULL);
    if (entry_value(c->entry, "scale")->shape != VALUE_NONE)
        check_complain(c, "samples", "not_used",
                       N_("Values that are a word are not made of samples."), NULL);
}

static void check_kept(const struct checking *c, const char *kept)
{
    const char *word = entry_text(c->entry, "frequency");
    const struct catalog_field *field = catalog_field_find(c->entry->kind, "frequency");
    int frequency = HD_FREQ_D;
    int64_t kept_ms = 0;

    if (!hd_duration_parse(kept, &kept_ms))
        check_complain(c, "samples_kept", "malformed", N_("Write a duration such as 800d."), NULL);
    else if (word && catalog_field_choice(field, word, &frequency) &&
             kept_ms < period_days[frequency] * HD_DAY_MS)
        check_complain(c, "samples_kept", "too_short",
                       N_("Keep samples at least as long as a period lasts: some come late."),
                       NULL);
}

void check_samples(const struct checking *c)
{
    static const char *const details[] = { "samples_minimum", "samples_kept" };
    const char *rule = entry_text(c->entry, "samples"), *kept = entry_text(c->entry, details[1]);

    for (size_t i = 0; !rule && i < sizeof details / sizeof *details; i++)
        if (entry_text(c->entry, details[i]))
            check_complain(c, details[i], "not_used",
                           N_("This belongs to samples: say with samples how they become a "
                              "value."),
                           NULL);
    if (!rule)
        return;
    check_rule(c, rule);
    check_measured(c);
    if (kept)
        check_kept(c, kept);
}

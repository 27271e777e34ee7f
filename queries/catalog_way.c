#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/lang.h"
#include "queries/catalog_check.h"

/* An index is published a year or two later; three years off is another target. */
#define ANSWER_DAYS (3 * 366L)

static bool due_of(const struct checking *c, struct hd_period *due_out)
{
    const char *text = entry_text(c->entry, "period");
    struct hd_period first;
    bool dated;

    return text && catalog_period_parse(text, &first, due_out, &dated) && dated;
}

/* ---- stations ---- */

/* NULL when it has none. */
static const char *station_value(const char *station)
{
    const char *equal = strchr(station, '=');

    return equal && hd_decimal_valid(equal + 1, strlen(equal + 1)) ? equal + 1 : NULL;
}

static bool station_period(const char *station, struct hd_period *period_out)
{
    const char *equal = strchr(station, '='), *why;

    return equal && hd_period_parse(station, (size_t)(equal - station), period_out, &why);
}

static void check_station(const struct checking *c, const char *station, int32_t *after_day)
{
    struct hd_period period, due;

    if (!station_value(station) || !station_period(station, &period)) {
        check_complain(c, "milestones", "malformed",
                       N_("'{value}' is no station: write its period and its value, such as "
                          "2020=70."),
                       HD_ARGS("value", station));
        return;
    }
    if (due_of(c, &due) && period.end_day >= due.end_day)
        check_complain(c, "milestones", "station_late",
                       N_("The station '{value}' must lie before the due period, {period}."),
                       HD_ARGS("value", station, "period", entry_text(c->entry, "period")));
    else if (period.end_day <= *after_day)
        check_complain(c, "milestones", "station_order",
                       N_("The station '{value}' must lie after the one that stands before it."),
                       HD_ARGS("value", station));
    *after_day = period.end_day;
}

void check_stations(const struct checking *c, enum judge_kind kind)
{
    const struct catalog_value *stations = entry_value(c->entry, "milestones");
    const char *path = entry_text(c->entry, "path");
    int32_t after_day = INT32_MIN;

    if (stations->shape != VALUE_NONE && kind != JUDGE_MILESTONES) {
        check_complain(c, "milestones", "not_used",
                       N_("Only a target of kind 'milestones' has stations."), NULL);
        return;
    }
    for (size_t i = 0; i < stations->part_count; i++) {
        const char *station = stations->parts[i].text;

        check_station(c, station, &after_day);
        if (path && station_value(station))
            check_on_path(c, path, "milestones", station_value(station));
    }
}

void check_station_limits(const struct checking *c, const struct catalog_entry *indicator)
{
    const struct catalog_value *stations = entry_value(c->entry, "milestones");

    for (size_t i = 0; i < stations->part_count; i++)
        check_limit(c, indicator, "milestones", station_value(stations->parts[i].text));
}

/* ---- the period that answers ---- */

void check_answer(const struct checking *c, enum judge_kind kind)
{
    const char *text = entry_text(c->entry, "reference"), *why;
    struct hd_period answer, due;

    if (!text || !entry_text(c->entry, "period"))
        return;
    if (kind == JUDGE_ANNUAL_INCREMENT)
        check_complain(c, "reference", "not_used",
                       N_("A target of kind 'annual_increment' is answered by its own years."),
                       NULL);
    else if (!due_of(c, &due))
        check_complain(c, "reference", "not_used",
                       N_("A target without a date has no period that answers it."), NULL);
    else if (hd_period_parse(text, strlen(text), &answer, &why) &&
             labs((long)answer.end_day - due.end_day) > ANSWER_DAYS)
        check_complain(c, "reference", "reference_far",
                       N_("The period that answers it must lie within three years of the due "
                          "period, {period}."),
                       HD_ARGS("period", entry_text(c->entry, "period")));
}

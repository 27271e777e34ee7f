#include "daemon/intake_sample.h"

#include <stdlib.h>
#include <string.h>

#include "common/lang.h"
#include "common/log.h"
#include "daemon/intake_work.h"
#include "daemon/rollup.h"
#include "daemon/service.h"

#define AHEAD_MS INT64_C(900000) /* clocks of probes are not always right */
#define ID_MAX   200

/* ---- checks ---- */

static bool refuse(struct gathering *g, const struct reading *reading, const char *member,
                   struct hd_problem problem)
{
    intake_refuse(g, reading, member, problem);
    return false;
}

static bool check_rule(struct gathering *g, const struct reading *reading,
                       const struct indicator *indicator)
{
    if (indicator->samples.kind)
        return true;
    return refuse(g, reading, "at",
                  (struct hd_problem){
                      .code = "samples_not_taken",
                      .message = N_("{indicator} takes no samples: the catalogue does not say how "
                                    "they become the value of a period. Add `samples` there, or "
                                    "give a period."),
                      .args = { "indicator", indicator->code } });
}

static bool check_instant(struct gathering *g, const struct reading *reading)
{
    if (reading->at_ms <= g->now_at_ms + AHEAD_MS)
        return true;
    return refuse(g, reading, "at",
                  (struct hd_problem){ .code = "sample_in_future",
                                       .message = N_("This was measured in the future. Look at "
                                                     "the clock, or at the time zone.") });
}

static bool check_id(struct gathering *g, const struct reading *reading)
{
    if (strlen(reading->id) <= ID_MAX)
        return true;
    return refuse(g, reading, "id",
                  (struct hd_problem){ .code = "id_too_long",
                                       .message = N_("The id of a sample has at most 200 "
                                                     "bytes.") });
}

/* The natural limits are those of the value: ratings may become percents. */
static bool shares_unit(const struct indicator *indicator)
{
    switch (indicator->samples.kind) {
    case ROLLUP_MEDIAN:
    case ROLLUP_MEAN:
    case ROLLUP_LAST:
    case ROLLUP_PERCENTILE:
        return true;
    case ROLLUP_NONE:
    case ROLLUP_SUM:
    case ROLLUP_COUNT:
    case ROLLUP_SHARE:
        break;
    }
    return false;
}

static bool check_number(struct gathering *g, const struct reading *reading,
                         const struct indicator *indicator)
{
    if (reading->coded)
        return refuse(g, reading, "value",
                      (struct hd_problem){ .code = "number_expected",
                                           .message = N_("A sample is a number."),
                                           .value = reading->value });
    if (!rollup_takes(reading->value))
        return refuse(g, reading, "value",
                      (struct hd_problem){ .code = "number_too_large",
                                           .message = N_("A sample has at most 15 digits before "
                                                         "the decimal mark."),
                                           .value = reading->value });
    return !shares_unit(indicator) || intake_check_value(g, reading, indicator);
}

static bool check_beside(struct gathering *g, const struct reading *reading)
{
    for (size_t i = 0; i < READING_BESIDES; i++)
        if (reading->beside[i].given)
            return refuse(g, reading, reading_beside_word((enum reading_beside)i),
                          (struct hd_problem){ .code = "sample_beside",
                                               .message = N_("A sample is one number: how many "
                                                             "there are is counted. Leave this "
                                                             "empty.") });
    return true;
}

/* All of them are asked, so that every problem of a row is told at once. */
static bool check(struct gathering *g, const struct reading *reading,
                  const struct indicator *indicator)
{
    bool good = check_rule(g, reading, indicator);

    good = check_instant(g, reading) && good;
    good = check_id(g, reading) && good;
    good = check_beside(g, reading) && good;
    return good && check_number(g, reading, indicator);
}

/* ---- gathering ---- */

static const char *keep_text(struct hd_arena *arena, const char *before, const char *text)
{
    return before && strcmp(before, text) == 0 ? before : hd_arena_strdup(arena, text);
}

static void grow(struct intake_samples *samples)
{
    if (samples->count < samples->room)
        return;
    HD_GROW(samples->items, samples->count, samples->room);
    samples->lines = hd_realloc(samples->lines, samples->room, sizeof *samples->lines);
    samples->indexes = hd_realloc(samples->indexes, samples->room, sizeof *samples->indexes);
}

static void keep(struct gathering *g, const struct reading *reading,
                 const struct indicator *indicator, const char *area)
{
    struct intake_samples *samples = &g->samples;
    struct hd_arena *arena = &g->report->arena;
    int32_t day = hd_zone_day(service_zone(g->service), reading->at_ms);
    struct sample before = { 0 };

    grow(samples);
    if (samples->count)
        before = samples->items[samples->count - 1];
    samples->lines[samples->count] = reading->line;
    samples->indexes[samples->count] = g->read.rows;
    samples->items[samples->count++] = (struct sample){
        .indicator = keep_text(arena, before.indicator, indicator->code),
        .area = keep_text(arena, before.area, area),
        .breakdown = keep_text(arena, before.breakdown,
                               strcmp(reading->breakdown, INTAKE_TOTAL) ? reading->breakdown : ""),
        .at_ms = reading->at_ms,
        .id = keep_text(arena, before.id, reading->id ? reading->id : ""),
        .value = hd_arena_strdup(arena, reading->value),
        .period = hd_period_containing(indicator->judge.frequency, day),
    };
}

void intake_sample_take(struct gathering *g, const struct reading *reading)
{
    const struct indicator *indicator;
    struct reading own = *reading;
    const char *area;
    bool good = intake_check(g, reading, &indicator, &area);

    own.id = own.id ? own.id : "";
    if (!reading->value) { /* it was not measured */
        g->report->empty += good;
        return;
    }
    if (indicator && check(g, &own, indicator) && good)
        keep(g, &own, indicator, area);
}

/* ---- writing ---- */

/* What a source cannot help does not hold up the rest of it: its log may reach back farther than
 * samples are kept. */
static bool takes_part(const struct gathering *g)
{
    return g->intake->partial || g->intake->collected;
}

enum hd_rc intake_sample_write(struct gathering *g, struct txn *txn, struct hd_error *err)
{
    struct intake_samples *samples = &g->samples;
    enum hd_rc rc;

    if (!samples->count)
        return HD_OK;
    free(samples->effects);
    samples->effects = hd_alloc(samples->count * sizeof *samples->effects);
    rc = sample_put(txn, samples->items, samples->count, samples->effects, &samples->fresh, err);
    for (size_t i = 0; !rc && i < samples->count && !takes_part(g); i++)
        if (samples->effects[i] == SAMPLE_DIFFERS || samples->effects[i] == SAMPLE_TOO_LATE)
            rc = hd_fail(err, HD_BAD_INPUT, "samples that may not come in");
    return rc;
}

static void tell(struct gathering *g, size_t at)
{
    bool late = g->samples.effects[at] == SAMPLE_TOO_LATE;
    struct reading reading = { .line = g->samples.lines[at] };
    char period[HD_PERIOD_TEXT_MAX];
    size_t rows = g->read.rows;

    hd_period_text(g->samples.items[at].period, period);
    g->read.rows = g->samples.indexes[at]; /* the place that a pointer names */
    intake_refuse(
        g, &reading, late ? "at" : "value",
        (struct hd_problem){
            .warning = takes_part(g),
            .code = late ? "sample_too_late" : "sample_differs",
            .message = late ? N_("The samples of {period} were rolled up and removed: with this "
                                 "one alone its value cannot be computed again.")
                            : N_("Another value was measured at this instant. The first one "
                                 "stays; give an id where an instant has several samples."),
            .args = { "period", period },
            .value = g->samples.items[at].value });
    g->read.rows = rows;
    g->report->refused++;
}

void intake_sample_tell(struct gathering *g)
{
    const struct intake_samples *samples = &g->samples;

    if (!samples->effects)
        return;
    g->report->samples = samples->fresh;
    for (size_t i = 0; i < samples->count; i++) {
        if (samples->effects[i] == SAMPLE_KNOWN)
            g->report->samples_known++;
        else if (samples->effects[i] != SAMPLE_NEW)
            tell(g, i);
    }
    hd_problems_sort(&g->report->problems);
}

void intake_sample_announce(struct gathering *g)
{
    struct rollup_outcome outcome;
    struct hd_error err = { 0 };

    if (g->intake->dry_run || !g->samples.fresh || service_samples_came(g->service))
        return;
    if (rollup_run(g->service, &outcome, &err))
        hd_log(HD_LOG_WARNING, "rollup error=\"%s\"", err.text);
    else if (outcome.published)
        service_changed(g->service);
}

void intake_sample_clear(struct intake_samples *samples)
{
    free(samples->items);
    free(samples->lines);
    free(samples->indexes);
    free(samples->effects);
}

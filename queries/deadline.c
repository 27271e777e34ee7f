#include "queries/deadline.h"

#include <string.h>

#include "common/date.h"
#include "common/memory.h"
#include "queries/catalog.h"

#define GRACE_DAYS    14
#define ESCALATE_DAYS 30
#define CHAIN_MAX     8 /* composites of composites that are followed */

/* Days after the period's end, where the indicator has no rule of its own. */
static const int default_days[] = {
    [HD_FREQ_A] = 90, [HD_FREQ_S] = 60, [HD_FREQ_T] = 60, [HD_FREQ_Q] = 45,
    [HD_FREQ_M] = 30, [HD_FREQ_W] = 10, [HD_FREQ_D] = 3,
};

enum freshness deadline_freshness(int32_t due_day, int32_t grace_day, int32_t today)
{
    if (today < due_day)
        return FRESHNESS_NOT_DUE;
    if (today == due_day)
        return FRESHNESS_DUE;
    return today <= grace_day ? FRESHNESS_GRACE : FRESHNESS_OVERDUE;
}

void deadline_rule(const struct indicator *indicator, enum hd_freq freq, int *days_out,
                   int *grace_days_out)
{
    *days_out = indicator->deadline_days >= 0 ? indicator->deadline_days : default_days[freq];
    *grace_days_out = indicator->grace_days >= 0 ? indicator->grace_days : GRACE_DAYS;
}

const char *freshness_word(enum freshness freshness)
{
    static const char *const words[] = {
        [FRESHNESS_NOT_DUE] = "not_due",
        [FRESHNESS_DUE] = "due",
        [FRESHNESS_GRACE] = "grace",
        [FRESHNESS_OVERDUE] = "overdue",
        [FRESHNESS_DECLARED_MISSING] = "declared_missing",
    };

    return (unsigned)freshness < sizeof words / sizeof *words ? words[freshness] : "";
}

/* ---- who owes ---- */

static bool same(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static bool in_force(const struct strategy *strategy, int32_t day)
{
    return strategy && strategy->valid_from_day <= day &&
           (!strategy->valid_to_day || day <= strategy->valid_to_day);
}

static const struct strategy *programme_of(const struct catalog *catalog,
                                           const struct indicator *indicator)
{
    for (size_t i = 0; i < catalog->strategy_count; i++) {
        if (same(catalog->strategies[i].code, indicator->programme))
            return &catalog->strategies[i];
    }
    return NULL;
}

/* A target's own breakdown, or all of them where it names none.  A series without one (NULL)
 * stands for any. */
static bool covers(const struct target *target, const struct judge_series *series)
{
    return same(target->area, series->area) && !target->judge.retired &&
           (!target->breakdown || !*target->breakdown || !series->breakdown ||
            !strcmp(target->breakdown, series->breakdown));
}

/* The areas this office answers for are those it has set targets for; the others are peers, and
 * nobody here can be asked for their values. */
static bool answers_for(const struct catalog *catalog, const struct judge_series *series)
{
    for (size_t i = 0; i < catalog->target_count; i++) {
        if (same(catalog->targets[i].area, series->area))
            return true;
    }
    return !catalog->target_count;
}

/* A plan asks for it: through a target on the series, or as the indicator's programme. */
static bool asked_for(const struct catalog *catalog, const struct indicator *indicator,
                      const struct judge_series *series, int32_t period_end_day)
{
    if (indicator->judge.retired)
        return false;
    for (size_t i = 0; i < indicator->target_count; i++)
        if (covers(indicator->targets[i], series) &&
            in_force(indicator->targets[i]->strategy, period_end_day))
            return true;
    return answers_for(catalog, series) &&
           in_force(programme_of(catalog, indicator), period_end_day);
}

/* Who asks for a composite asks for its parts; of a part of one breakdown any series will do. */
static bool asked_through(const struct catalog *catalog, const struct indicator *indicator,
                          const struct judge_series *series, int32_t period_end_day, size_t depth)
{
    for (size_t i = 0; i < catalog->computed_count && depth < CHAIN_MAX; i++) {
        const struct indicator *whole = catalog->computed[i];
        const struct composite_part *part =
            composite_part_on(&whole->composite, indicator->code, series->breakdown);
        struct judge_series of = *series;

        if (!part)
            continue;
        of.breakdown = part->breakdown ? NULL : series->breakdown;
        if (asked_for(catalog, whole, &of, period_end_day) ||
            asked_through(catalog, whole, &of, period_end_day, depth + 1))
            return true;
    }
    return false;
}

/* Nobody sends in what is computed. */
static bool owes(const struct catalog *catalog, const struct indicator *indicator,
                 const struct judge_series *series, int32_t period_end_day)
{
    if (indicator_computed(indicator) || indicator->judge.retired)
        return false;
    return asked_for(catalog, indicator, series, period_end_day) ||
           asked_through(catalog, indicator, series, period_end_day, 0);
}

/* ---- which periods ---- */

static int year_of(struct hd_period period)
{
    return hd_day_civil(period.end_day).year;
}

/* An index that appears every second year is owed for the years in step with its last edition. */
static bool in_step(const struct indicator *indicator, const struct judge_series *series,
                    struct hd_period period)
{
    int every = indicator->every_years, last = 0;

    if (every < 2)
        return true;
    for (size_t i = series->count; i-- > 0 && !last;) {
        if (judge_point_counts(&series->points[i]))
            last = year_of(series->points[i].period);
    }
    return (year_of(period) - last) % every == 0;
}

/* ---- what came ---- */

struct receipt {
    bool received, declared_missing;
    int64_t received_at_ms;
};

/* The period's own answer counts before one that only ends on the same day. */
static struct receipt receipt_of(const struct judge_series *series, struct hd_period period)
{
    struct receipt receipt = { 0 };

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];
        bool own = hd_period_equal(point->period, period);
        bool missing = !point->text && point->status != 'F';

        if (point->period.end_day != period.end_day)
            continue;
        if (judge_point_counts(point) && (!receipt.received || receipt.declared_missing || own))
            receipt = (struct receipt){ true, false, point->published_at_ms };
        else if (missing && own && !receipt.received)
            receipt = (struct receipt){ true, true, point->published_at_ms };
    }
    return receipt;
}

/* ---- the list ---- */

static void set_days(struct deadline *deadline, const struct calendar *calendar)
{
    int days, grace;

    deadline_rule(deadline->indicator, deadline->period.freq, &days, &grace);
    deadline->due_day = calendar_working_on_or_after(calendar, deadline->period.end_day + days);
    deadline->grace_day = calendar_working_on_or_after(calendar, deadline->due_day + grace);
    deadline->escalate_day = deadline->due_day + ESCALATE_DAYS;
}

static void set_receipt(struct deadline *deadline, const struct judge_series *series, int32_t today)
{
    struct receipt receipt = receipt_of(series, deadline->period);
    int32_t until = today;

    deadline->received = receipt.received;
    deadline->received_at_ms = receipt.received_at_ms;
    if (receipt.declared_missing)
        deadline->freshness = FRESHNESS_DECLARED_MISSING;
    else if (receipt.received)
        deadline->freshness = FRESHNESS_NOT_DUE;
    else
        deadline->freshness = deadline_freshness(deadline->due_day, deadline->grace_day, today);
    if (receipt.received)
        until = (int32_t)(receipt.received_at_ms / HD_DAY_MS);
    deadline->days_late = until > deadline->due_day ? until - deadline->due_day : 0;
}

static size_t periods_between(enum hd_freq freq, int32_t from_day, int32_t to_day)
{
    size_t count = 0;

    for (struct hd_period period = hd_period_containing(freq, from_day); period.end_day <= to_day;
         period = hd_period_next(period))
        count++;
    return count;
}

struct deadline *deadline_list(const struct catalog *catalog, const struct indicator *indicator,
                               const struct judge_series *series, int32_t owed_from_day,
                               int32_t from_day, int32_t to_day, int32_t today,
                               struct hd_arena *arena, size_t *count_out)
{
    enum hd_freq freq = indicator->judge.frequency;
    size_t room = periods_between(freq, from_day, to_day), count = 0;
    struct deadline *list = hd_arena_alloc(arena, room * sizeof *list);
    struct hd_period period = hd_period_containing(freq, from_day);

    for (size_t i = 0; i < room; i++, period = hd_period_next(period)) {
        struct deadline *deadline = &list[count];

        if (!owes(catalog, indicator, series, period.end_day) ||
            !in_step(indicator, series, period))
            continue;
        *deadline = (struct deadline){ .indicator = indicator,
                                       .series = series,
                                       .area = series->area,
                                       .breakdown = series->breakdown,
                                       .period = period };
        set_days(deadline, &catalog->calendar);
        if (deadline->due_day < owed_from_day)
            continue;
        set_receipt(deadline, series, today);
        count++;
    }
    *count_out = count;
    return list;
}

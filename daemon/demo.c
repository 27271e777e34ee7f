#include "daemon/demo.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/lang.h"
#include "queries/picture.h"

#define FIRST_YEAR   2022
#define QUARTERS_MAX 200
#define PUBLISH_DAYS 40 /* after the end of a quarter */
#define DUE_DAYS     45

/* How an indicator with an open target fares: which share of the way that is expected by now it
 * has covered, and what else happens to it. */
struct role {
    double start;   /* level before the target, as a share of it */
    double covered; /* of the way expected by the last quarter; NAN: all of the way to the target */
    int missing;    /* quarters that were due and did not come */
    bool provisional; /* the last value is provisional */
    bool revised, corrected;
};

/* Given in turn to the indicators with an open dated target. */
static const struct role roles[] = {
    { .start = 0.62, .covered = NAN },                                   /* achieved early */
    { .start = 0.48, .covered = 0.40 },                                  /* off track */
    { .start = 0.35, .covered = 1.08, .revised = true },                 /* on track */
    { .start = 0.30, .covered = 0.74, .provisional = true },             /* at risk */
    { .start = 0.55, .covered = 1.02 },                                  /* on track */
    { .start = 0.25, .covered = 0.80, .missing = 1, .corrected = true }, /* at risk, late */
    { .start = 0.40, .covered = -0.15 },              /* off track: below where it began */
    { .start = 0.80, .covered = 1.00, .missing = 2 }, /* on track, overdue */
};
#define ROLES (sizeof roles / sizeof *roles)

/* Without a target, or with one that has no date: it grows from the published value. */
static const struct role growing = { .start = 0 };
#define GROWTH 1.03 /* a quarter */

/* A closed target that awaits its value just misses it. */
static const struct role missing_it = { .start = 0.60 };
#define MISSED_AT 0.958

struct demo {
    const struct picture *published;
    const struct hd_zone *zone;
    struct hd_arena *arena;
    struct hd_period quarters[QUARTERS_MAX]; /* that were due until today */
    size_t quarter_count;
    struct submission_row *rows[QUARTERS_MAX]; /* of each quarter */
    size_t row_counts[QUARTERS_MAX];
    size_t indicators;
    struct submission_row revised, corrected; /* indicator NULL: none */
};

/* What one indicator is given. */
struct tale {
    const struct indicator *indicator;
    const struct judge_series *series;
    const struct role *role;
    double values[QUARTERS_MAX];
};

/* ---- quarters ---- */

static void find_quarters(struct demo *demo)
{
    int32_t first = hd_day_from_civil(FIRST_YEAR, 1, 1), today = demo->published->as_of_day;
    struct hd_period quarter = hd_period_containing(HD_FREQ_Q, first);
    const struct calendar *calendar = &demo->published->catalog->calendar;

    while (demo->quarter_count < QUARTERS_MAX &&
           calendar_working_on_or_after(calendar, quarter.end_day + DUE_DAYS) <= today) {
        demo->quarters[demo->quarter_count++] = quarter;
        quarter = hd_period_next(quarter);
    }
}

static int32_t published_day(struct hd_period quarter)
{
    return quarter.end_day + PUBLISH_DAYS;
}

/* The last quarter whose value was known when the target came into force; 0 when there is none. */
static size_t start_quarter(const struct demo *demo, const struct judge_target *target)
{
    size_t start = 0;

    for (size_t i = 0; i < demo->quarter_count; i++)
        if (published_day(demo->quarters[i]) <= target->valid_from_day)
            start = i;
    return start;
}

/* ---- values ---- */

/* Small unevenness, none at the ends, so that a series looks measured. */
static double wobble(size_t i)
{
    static const double steps[] = { 0, 0.6, -0.4, 0.2, -0.7, 0.5, 0.1, -0.3 };

    return steps[i % 8];
}

static double clamp(double value, const struct judge_indicator *indicator)
{
    if (indicator->has_upper && value > indicator->upper)
        return indicator->upper;
    if (indicator->has_lower && value < indicator->lower)
        return indicator->lower;
    return value;
}

/* Up to the start of the target slowly to `level`, then by the role's share of the straight way. */
static void tell_open(const struct demo *demo, const struct judge_target *target, struct tale *tale)
{
    size_t start = start_quarter(demo, target), last = demo->quarter_count - 1;
    const struct role *role = tale->role;
    double sign = tale->indicator->judge.direction, goal = target->number;
    double level = sign > 0 ? goal * role->start : goal * (2 - role->start);
    double began = level - sign * 0.2 * fabs(level);
    int32_t from = demo->quarters[start].end_day;
    double span = target->due.end_day - from;

    for (size_t i = 0; i <= last; i++) {
        double way = (demo->quarters[i].end_day - from) / span;
        double value = level + (i < last - (size_t)role->missing ? 0.01 * wobble(i) : 0) * level;

        if (i < start)
            value += (began - level) * (double)(start - i) / (double)start;
        else if (isnan(role->covered))
            value += (goal - level) * (double)(i - start) / (double)(last - start);
        else
            value += (goal - level) * way * role->covered;
        tale->values[i] = i == start ? level : value;
    }
}

static void tell_missed(const struct demo *demo, const struct judge_target *target,
                        struct tale *tale)
{
    double first = tale->role->start * target->number, end = MISSED_AT * target->number;
    double span = target->due.end_day - demo->quarters[0].end_day;

    for (size_t i = 0; i < demo->quarter_count; i++) {
        double way = (demo->quarters[i].end_day - demo->quarters[0].end_day) / span;

        tale->values[i] = first + (end - first) * way;
        if (way < 1)
            tale->values[i] += 0.004 * wobble(i) * target->number;
    }
}

static void tell_growing(const struct demo *demo, const struct judge_point *known,
                         struct tale *tale)
{
    for (size_t i = 0; i < demo->quarter_count; i++) {
        double quarters = (demo->quarters[i].end_day - known->period.end_day) / 91.3125;

        tale->values[i] = known->value * pow(GROWTH, quarters * tale->indicator->judge.direction);
    }
}

/* ---- rows ---- */

static bool has_value(const struct judge_series *series, struct hd_period period)
{
    for (size_t i = 0; i < series->count; i++)
        if (hd_period_equal(series->points[i].period, period))
            return true;
    return false;
}

static struct submission_row row_of(const struct demo *demo, const struct tale *tale, size_t i,
                                    double factor, int32_t day)
{
    double value = clamp(tale->values[i] * factor, &tale->indicator->judge);

    return (struct submission_row){
        .indicator = tale->indicator->code,
        .area = tale->series->area,
        .breakdown = tale->series->breakdown,
        .period = demo->quarters[i],
        .value = hd_arena_printf(demo->arena, "%.*f", tale->indicator->decimals, value),
        .status = 'A',
        .comment = "",
        .published_at_ms = hd_zone_at_ms(demo->zone, day, 12 * 60),
    };
}

static void add_row(struct demo *demo, size_t i, struct submission_row row)
{
    if (!demo->rows[i])
        demo->rows[i] = hd_arena_alloc(demo->arena, demo->published->catalog->indicator_count *
                                                        sizeof *demo->rows[i]);
    demo->rows[i][demo->row_counts[i]++] = row;
}

static void put_rows(struct demo *demo, const struct tale *tale)
{
    size_t count = demo->quarter_count - (size_t)tale->role->missing;

    for (size_t i = 0; i < count; i++) {
        struct submission_row row = row_of(demo, tale, i, 1, published_day(demo->quarters[i]));

        if (has_value(tale->series, row.period))
            continue;
        if (tale->role->provisional && i + 1 == count)
            row.status = 'P';
        add_row(demo, i, row);
    }
}

/* What is changed later was first published with something else: the row as first published is
 * replaced, and the true one waits for its own day. */
static void change_row(struct demo *demo, const struct tale *tale, size_t i, double factor,
                       char first_status, int32_t day, struct submission_row *later)
{
    if (demo->row_counts[i] == 0 ||
        strcmp(demo->rows[i][demo->row_counts[i] - 1].indicator, tale->indicator->code) != 0)
        return; /* the period has a published value */
    *later = row_of(demo, tale, i, 1, day);
    demo->rows[i][demo->row_counts[i] - 1] =
        row_of(demo, tale, i, factor, published_day(demo->quarters[i]));
    demo->rows[i][demo->row_counts[i] - 1].status = first_status;
}

static void put_tale(struct demo *demo, const struct tale *tale)
{
    size_t last = demo->quarter_count - 1 - (size_t)tale->role->missing;
    int32_t today = demo->published->as_of_day;

    put_rows(demo, tale);
    if (tale->role->revised)
        change_row(demo, tale, last - 1, 0.96, 'P', today - 3, &demo->revised);
    if (tale->role->corrected)
        change_row(demo, tale, last, 1.3, 'A', today - 1, &demo->corrected);
}

/* ---- which indicator gets what ---- */

static bool is_open(const struct status_row *row)
{
    return row->target && row->target->judge.dated && !row->verdict.closed &&
           !row->target->judge.retired && row->target->judge.value &&
           row->target->judge.kind != JUDGE_ANNUAL_INCREMENT &&
           row->target->judge.kind != JUDGE_RELATIVE_CHANGE;
}

static bool awaits_value(const struct demo *demo, const struct status_row *row)
{
    return row->target && row->verdict.closed && row->verdict.state == STATE_DUE &&
           row->target->judge.value && row->target->judge.due.end_day >= demo->quarters[0].end_day;
}

static bool in_force(const struct demo *demo, const struct strategy *strategy)
{
    return strategy &&
           (!strategy->valid_to_day || strategy->valid_to_day >= demo->published->as_of_day);
}

static const struct judge_point *last_number(const struct judge_series *series)
{
    for (size_t i = series->count; i-- > 0;)
        if (judge_point_counts(&series->points[i]))
            return &series->points[i];
    return NULL;
}

/* Quarterly numbers of one series without breakdown. */
static bool fits(const struct status_row *row)
{
    return row->headline && row->indicator->judge.frequency == HD_FREQ_Q &&
           !indicator_computed(row->indicator) && row->indicator->judge.scale_count == 0 &&
           !row->indicator->judge.retired && row->series->breakdown[0] == '\0';
}

static void tell(struct demo *demo, const struct status_row *row)
{
    struct tale tale = { .indicator = row->indicator, .series = row->series };
    const struct judge_point *known = last_number(row->series);

    if (is_open(row)) {
        tale.role = &roles[demo->indicators++ % ROLES];
        tell_open(demo, &row->target->judge, &tale);
    } else if (awaits_value(demo, row)) {
        tale.role = &missing_it;
        tell_missed(demo, &row->target->judge, &tale);
    } else if (known && in_force(demo, row->strategy)) {
        tale.role = &growing;
        tell_growing(demo, known, &tale);
    } else {
        return;
    }
    put_tale(demo, &tale);
}

/* In the order of codes, so that a state that changes does not change who plays what. */
static void tell_all(struct demo *demo)
{
    const struct catalog *catalog = demo->published->catalog;

    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const struct status_row *row =
            picture_headline(demo->published, catalog->indicators[i].code);

        if (row && fits(row))
            tell(demo, row);
    }
}

/* ---- submissions ---- */

static void add_submission(struct demo_plan *plan, struct submission_new submission)
{
    submission.channel = "demo";
    submission.actor = submission.checksum = "";
    submission.history = submission.publish = submission.invented = true;
    plan->submissions[plan->count++] = submission;
}

static void add_quarters(const struct demo *demo, struct demo_plan *plan)
{
    for (size_t i = 0; i < demo->quarter_count; i++) {
        char period[HD_PERIOD_TEXT_MAX];

        if (demo->row_counts[i] == 0)
            continue;
        hd_period_text(demo->quarters[i], period);
        add_submission(plan, (struct submission_new){
                                 .source = hd_arena_printf(demo->arena, "demo %s", period),
                                 .reason = N_("Invented for the demonstration"),
                                 .rows = demo->rows[i],
                                 .count = demo->row_counts[i],
                             });
    }
}

static void add_change(const struct demo *demo, struct demo_plan *plan,
                       const struct submission_row *row, enum submission_verb verb,
                       const char *reason)
{
    struct submission_row *copy;

    if (!row->indicator)
        return;
    copy = hd_arena_alloc(demo->arena, sizeof *copy);
    *copy = *row;
    add_submission(
        plan, (struct submission_new){
                  .source = "demo", .reason = reason, .verb = verb, .rows = copy, .count = 1 });
}

struct demo_plan demo_make(const struct picture *published, const struct hd_zone *zone,
                           struct hd_arena *arena)
{
    struct demo *demo = hd_arena_alloc(arena, sizeof *demo);
    struct demo_plan plan = { 0 };

    demo->published = published;
    demo->zone = zone;
    demo->arena = arena;
    find_quarters(demo);
    if (demo->quarter_count < 4) /* too little to tell anything with */
        return plan;
    tell_all(demo);
    plan.submissions = hd_arena_alloc(arena, (demo->quarter_count + 2) * sizeof *plan.submissions);
    add_quarters(demo, &plan);
    add_change(demo, &plan, &demo->revised, SUBMISSION_REVISE,
               N_("Demonstration: late reports came in, the provisional value became final"));
    add_change(demo, &plan, &demo->corrected, SUBMISSION_CORRECT,
               N_("Demonstration: a number was typed wrongly"));
    plan.owed_from_day = calendar_working_on_or_after(
        &published->catalog->calendar, demo->quarters[demo->quarter_count - 2].end_day + DUE_DAYS);
    return plan;
}

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "queries/composite_work.h"

/* ---- who has a composite ---- */

static int compare_members(const void *a, const void *b)
{
    const struct composite_member *x = a, *y = b;
    int order = strcmp(x->area, y->area);

    return order ? order : strcmp(x->breakdown, y->breakdown);
}

static const struct judge_series *source_series(const struct composite_source *source,
                                                const char *area, const char *breakdown)
{
    size_t low = 0, high = source->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct judge_series *series = &source->series[middle];
        int order = strcmp(series->area, area);

        if (!order)
            order = strcmp(series->breakdown, breakdown);
        if (!order)
            return series;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool any_follows(const struct composite *composite)
{
    for (size_t i = 0; i < composite->part_count; i++)
        if (!composite->parts[i].breakdown)
            return true;
    return false;
}

/* Parts that name one breakdown say nothing of which ones there are, unless all of them do. */
static bool makes_member(const struct composite_part *part, bool follows,
                         const struct judge_series *series)
{
    if (!series->count)
        return false;
    return part->breakdown ? !follows && strcmp(series->breakdown, part->breakdown) == 0 : true;
}

static size_t list_members(const struct computing *c, struct composite_member *members)
{
    const struct composite *composite = c->q->composite;
    bool follows = any_follows(composite);
    size_t count = 0;

    for (size_t i = 0; i < c->part_count; i++) {
        const struct composite_source *source = &c->q->sources[i];

        for (size_t k = 0; k < source->count; k++)
            if (makes_member(&composite->parts[i], follows, &source->series[k]))
                members[count++] =
                    (struct composite_member){ .area = source->series[k].area,
                                               .breakdown =
                                                   follows ? source->series[k].breakdown : "" };
    }
    return count;
}

static size_t drop_doubles(struct composite_member *members, size_t count)
{
    size_t kept = 0;

    if (count > 0)
        qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 0; i < count; i++)
        if (!kept || compare_members(&members[kept - 1], &members[i]) != 0)
            members[kept++] = members[i];
    return kept;
}

/* Where an area has breakdowns its total is not one of those that are compared. */
static size_t drop_totals(struct composite_member *members, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        bool more = i + 1 < count && strcmp(members[i].area, members[i + 1].area) == 0;

        if (!*members[i].breakdown && more)
            continue; /* "" stands first of its area */
        members[kept++] = members[i];
    }
    return kept;
}

static void find_parts(const struct computing *c, struct composite_member *member)
{
    const struct composite *composite = c->q->composite;

    member->parts = hd_arena_alloc(c->arena, (c->part_count + 1) * sizeof(void *));
    for (size_t i = 0; i < c->part_count; i++) {
        const char *breakdown = composite->parts[i].breakdown;

        if (c->q->sources[i].indicator)
            member->parts[i] = source_series(&c->q->sources[i], member->area,
                                             breakdown ? breakdown : member->breakdown);
    }
}

static void find_members(struct computing *c)
{
    size_t room = 1;

    for (size_t i = 0; i < c->part_count; i++)
        room += c->q->sources[i].count;
    c->members = hd_arena_alloc(c->arena, room * sizeof *c->members);
    c->member_count = drop_doubles(c->members, list_members(c, c->members));
    if (composite_compares(c->q->composite))
        c->member_count = drop_totals(c->members, c->member_count);
    for (size_t i = 0; i < c->member_count; i++)
        find_parts(c, &c->members[i]);
}

/* ---- period by period ---- */

static int compare_periods(const void *a, const void *b)
{
    return hd_period_cmp(*(const struct hd_period *)a, *(const struct hd_period *)b);
}

/* Every period of the composite in which some part has a point. */
static struct hd_period *list_periods(const struct computing *c, size_t *count_out)
{
    struct hd_period *periods;
    size_t room = 1, count = 0, kept = 0;

    for (size_t m = 0; m < c->member_count; m++)
        for (size_t p = 0; p < c->part_count; p++)
            room += c->members[m].parts[p] ? c->members[m].parts[p]->count : 0;
    periods = hd_arena_alloc(c->arena, room * sizeof *periods);
    for (size_t m = 0; m < c->member_count; m++)
        for (size_t p = 0; p < c->part_count; p++) {
            const struct judge_series *series = c->members[m].parts[p];

            for (size_t i = 0; series && i < series->count; i++)
                if (judge_point_counts(&series->points[i]))
                    periods[count++] =
                        hd_period_containing(c->q->frequency, series->points[i].period.end_day);
        }
    if (count > 0)
        qsort(periods, count, sizeof *periods, compare_periods);
    for (size_t i = 0; i < count; i++)
        if (!kept || !hd_period_equal(periods[kept - 1], periods[i]))
            periods[kept++] = periods[i];
    *count_out = kept;
    return periods;
}

static bool any_own(const struct composite_term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (terms[i].has && !terms[i].carried)
            return true;
    return false;
}

static void work_period(const struct computing *c, struct hd_period period,
                        struct composite_result *results, double *values)
{
    const struct composite *composite = c->q->composite;
    struct composite_term *terms =
        hd_arena_alloc(c->arena, (c->member_count * c->part_count + 1) * sizeof *terms);

    for (size_t m = 0; m < c->member_count; m++)
        for (size_t p = 0; p < c->part_count; p++)
            composite_term_find(composite, c->q->sources[p].indicator, c->members[m].parts[p],
                                period, &terms[m * c->part_count + p]);
    composite_normalise(c, terms, values);
    for (size_t m = 0; m < c->member_count; m++) {
        struct composite_working *working = &results[m].workings[results[m].count];

        if (!any_own(&terms[m * c->part_count], c->part_count))
            continue;
        *working =
            (struct composite_working){ .period = period, .terms = &terms[m * c->part_count] };
        composite_combine(composite, working);
        results[m].count++;
    }
}

void composite_work(const struct composite_question *question, struct hd_arena *arena,
                    struct composite_result **results_out, size_t *count_out)
{
    struct computing c = { .q = question,
                           .arena = arena,
                           .part_count = question->composite->part_count };
    struct composite_result *results;
    struct hd_period *periods;
    size_t period_count;
    double *values;

    find_members(&c);
    periods = list_periods(&c, &period_count);
    values = hd_arena_alloc(arena, (c.member_count + 1) * sizeof *values);
    results = hd_arena_alloc(arena, (c.member_count + 1) * sizeof *results);
    for (size_t m = 0; m < c.member_count; m++) {
        results[m].area = c.members[m].area;
        results[m].breakdown = c.members[m].breakdown;
        results[m].workings =
            hd_arena_alloc(arena, (period_count + 1) * sizeof *results[m].workings);
    }
    for (size_t i = 0; i < period_count; i++)
        work_period(&c, periods[i], results, values);
    *results_out = results;
    *count_out = c.member_count;
}

const struct composite_result *composite_find(const struct composite_result *results, size_t count,
                                              const char *area, const char *breakdown)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(results[i].area, area) == 0 && strcmp(results[i].breakdown, breakdown) == 0)
            return &results[i];
    return NULL;
}

/* ---- points ---- */

struct judge_point composite_point(const struct composite_working *working, size_t part_count,
                                   struct hd_arena *arena)
{
    struct composite_term all = { 0 };
    char text[HD_DOUBLE_TEXT_MAX];
    bool whole = true;

    assert(working->gap == GAP_NONE);
    for (size_t i = 0; i < part_count; i++) {
        const struct composite_term *term = &working->terms[i];

        whole = whole && term->has;
        if (term->has)
            composite_note(&all, &(struct judge_point){ .status = term->status,
                                                        .vintage = term->vintage,
                                                        .published_at_ms = term->published_at_ms,
                                                        .release_id = term->release_id,
                                                        .invented = term->invented });
    }
    hd_double_text(working->value, text);
    return (struct judge_point){
        .period = working->period,
        .text = hd_arena_strdup(arena, text),
        .value = working->value,
        .numeric = true,
        .status = whole ? all.status : composite_status(all.status, 'E'),
        .vintage = all.vintage,
        .published_at_ms = all.published_at_ms,
        .release_id = all.release_id,
        .computed = true,
        .invented = all.invented,
    };
}

#include "queries/aggregate.h"

#include <stdlib.h>
#include <string.h>

/* ---- percents ---- */

/* Does a have the better claim to one percent more than b? */
static bool claims_more(const size_t *counts, const size_t *remainders, size_t a, size_t b)
{
    if (remainders[a] != remainders[b])
        return remainders[a] > remainders[b];
    return counts[a] > counts[b];
}

static void give_one(const size_t *counts, size_t *remainders, size_t count, int *percents)
{
    size_t first = 0;

    for (size_t i = 1; i < count; i++)
        if (claims_more(counts, remainders, i, first))
            first = i;
    percents[first]++;
    remainders[first] = 0;
}

void aggregate_percents(const size_t *counts, size_t count, int *percents_out)
{
    size_t total = 0;
    size_t remainders[PROFILE_LABELS];
    int left = 100;

    for (size_t i = 0; i < count; i++)
        total += counts[i];
    for (size_t i = 0; i < count; i++) {
        percents_out[i] = total ? (int)(counts[i] * 100 / total) : 0;
        remainders[i] = total ? counts[i] * 100 % total : 0;
        left -= percents_out[i];
    }
    /* Fewer are left than there are remainders above zero. */
    while (total && left-- > 0)
        give_one(counts, remainders, count, percents_out);
}

/* ---- gathering ---- */

/* All methods over the targets of one strategy and priority. */
struct group {
    const struct strategy *strategy;
    const char *priority;
    struct aggregate of[JUDGE_PROFILES];
    double sums[JUDGE_PROFILES];
    size_t scored[JUDGE_PROFILES];
};

struct groups {
    struct group *items; /* heap */
    size_t count, room;
};

static bool same_priority(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct group new_group(const struct strategy *strategy, const char *priority)
{
    struct group group = { .strategy = strategy, .priority = priority };

    for (unsigned p = 0; p < JUDGE_PROFILES; p++) {
        struct aggregate *a = &group.of[p];
        const char *const *labels = profile_of((enum judge_profile)p)->labels;

        *a = (struct aggregate){ .strategy = strategy,
                                 .priority = priority,
                                 .profile = (enum judge_profile)p };
        while (labels[a->share_count]) {
            a->shares[a->share_count].label = labels[a->share_count];
            a->share_count++;
        }
    }
    return group;
}

/* Rows come strategy by strategy, so the group is among the last ones. */
static struct group *find_group(struct groups *groups, const struct strategy *strategy,
                                const char *priority)
{
    for (size_t i = groups->count; i-- > 0 && groups->items[i].strategy == strategy;)
        if (same_priority(groups->items[i].priority, priority))
            return &groups->items[i];
    HD_GROW(groups->items, groups->count, groups->room);
    groups->items[groups->count] = new_group(strategy, priority);
    return &groups->items[groups->count++];
}

static void take(struct group *group, enum judge_profile profile,
                 const struct judge_assessment *assessment)
{
    struct aggregate *a = &group->of[profile];
    size_t place = profile_label_place(profile, assessment->label);

    if (!assessment->wanted)
        return;
    a->targets++;
    if (!profile_assessed(assessment) || place >= a->share_count)
        return;
    a->assessed++;
    a->shares[place].count++;
    if (!assessment->has_score)
        return;
    group->sums[profile] += assessment->score;
    group->scored[profile]++;
}

static void take_row(struct groups *groups, const struct status_row *row, const char *priority)
{
    struct group *group = find_group(groups, row->strategy, priority);

    for (unsigned p = 0; p < JUDGE_PROFILES; p++)
        take(group, (enum judge_profile)p, &row->verdict.profiles[p]);
}

static bool counts(const struct status_row *row)
{
    return row->target && row->strategy && row->verdict.state != STATE_RETIRED &&
           row->verdict.cause != CAUSE_NOT_IN_FORCE;
}

/* ---- what it comes to ---- */

static void finish(struct aggregate *a, double sum, size_t scored)
{
    const struct profile *profile = profile_of(a->profile);
    size_t numbers[PROFILE_LABELS];
    int percents[PROFILE_LABELS];

    for (size_t i = 0; i < a->share_count; i++) {
        numbers[i] = a->shares[i].count;
        if (a->shares[i].count)
            a->worst = a->shares[i].label;
    }
    aggregate_percents(numbers, a->share_count, percents);
    for (size_t i = 0; i < a->share_count; i++)
        a->shares[i].percent = percents[i];
    a->has_score = profile->scores && scored;
    a->score = a->has_score ? sum / (double)scored : 0;
    if (profile->status && a->has_score)
        a->label = profile->status(a->score, a->shares[0].count, a->assessed, a->targets);
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    if (x->strategy != y->strategy)
        return x->strategy < y->strategy ? -1 : 1; /* in one array, in the order shown */
    if (!x->priority || !y->priority)
        return (x->priority != NULL) - (y->priority != NULL);
    return strcmp(x->priority, y->priority);
}

struct aggregates aggregate_picture(const struct picture *picture, struct hd_arena *arena)
{
    struct aggregates all = { 0 };
    struct groups groups = { 0 };

    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (!counts(row))
            continue;
        take_row(&groups, row, NULL);
        if (row->indicator->priority)
            take_row(&groups, row, row->indicator->priority);
    }
    if (groups.count)
        qsort(groups.items, groups.count, sizeof *groups.items, compare_groups);
    all.items = hd_arena_alloc(arena, (groups.count * JUDGE_PROFILES + 1) * sizeof *all.items);
    for (size_t i = 0; i < groups.count; i++)
        for (unsigned p = 0; p < JUDGE_PROFILES; p++) {
            struct group *group = &groups.items[i];

            if (!group->of[p].targets)
                continue;
            finish(&group->of[p], group->sums[p], group->scored[p]);
            all.items[all.count++] = group->of[p];
        }
    free(groups.items);
    return all;
}

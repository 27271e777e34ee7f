#include <assert.h>

#include "queries/judge/judge.h"

/* A verdict says where its numbers come from by pointing into the question: the same places of
 * the new one. */
struct move {
    const struct judge_series *from, *to;
    struct hd_arena *arena;
};

static void move_point(const struct move *m, const struct judge_point **point)
{
    if (!*point)
        return;
    assert(*point >= m->from->points && *point < m->from->points + m->from->count);
    *point = m->to->points + (*point - m->from->points);
}

static void move_text(const struct move *m, const char **text)
{
    if (*text)
        *text = hd_arena_strdup(m->arena, *text);
}

static void move_milestones(const struct move *m, struct verdict *v)
{
    struct judge_milestone *copy;

    if (!v->milestone_count)
        return;
    copy = hd_arena_alloc(m->arena, v->milestone_count * sizeof *copy);
    for (size_t i = 0; i < v->milestone_count; i++) {
        copy[i] = v->milestones[i];
        move_text(m, &copy[i].text);
    }
    v->milestones = copy;
}

void judge_restate(const struct verdict *verdict, const struct judge_target *target,
                   const struct judge_indicator *indicator, const struct judge_series *series,
                   struct hd_arena *arena, struct verdict *out)
{
    struct move m = { verdict->series, series, arena };

    assert(verdict->series->count == series->count);
    *out = *verdict;
    out->target = target;
    out->indicator = indicator;
    out->series = series;
    move_point(&m, &out->latest);
    move_point(&m, &out->previous);
    move_point(&m, &out->newest);
    move_point(&m, &out->left);
    move_point(&m, &out->right);
    move_point(&m, &out->decided_by);
    move_text(&m, &out->baseline_text);
    move_text(&m, &out->goal_text);
    move_text(&m, &out->decided_text);
    move_text(&m, &out->left_text);
    move_text(&m, &out->right_text);
    move_milestones(&m, out);
}

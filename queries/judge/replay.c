#include "queries/judge/replay.h"

#include "queries/judge/work.h"

#define METHOD_VERSION "hedef-2026.1"

const char *judge_method_version(void)
{
    return METHOD_VERSION;
}

double judge_years(int32_t day)
{
    return moment_years(day);
}

double judge_years_between(int32_t from, int32_t to)
{
    return pace_years(from, to);
}

static const struct value *value_on(const struct work *w, int32_t day)
{
    for (size_t i = w->values.count; i-- > 0;)
        if (w->values.items[i].day == day)
            return &w->values.items[i];
    return NULL;
}

/* The text belongs to the number only while that was not made into something else. */
static struct replay_point replay_value(const struct value *value,
                                        const struct forecast_point *from)
{
    return (struct replay_point){
        .point = value->point,
        .number = from->value,
        .text = from->value == value->number ? value->text : NULL,
        .years = from->years,
        .season = from->season,
    };
}

static void replay_pace(const struct work *w, struct replay *out)
{
    size_t last = w->values.count - 1, from = pace_window(&w->values, last);
    const struct forecast_point *points = pace_points(w, from, last, w->arena);
    struct replay_point *list = hd_arena_alloc(w->arena, (last - from + 1) * sizeof *list);

    for (size_t i = from; i <= last; i++)
        list[i - from] = replay_value(&w->values.items[i], &points[i - from]);
    out->pace = list;
    out->pace_count = last - from + 1;
}

static void replay_forecast(const struct work *w, struct replay *out)
{
    struct forecast_basis basis;
    struct replay_point *list;

    if (!outlook_basis(w, &basis))
        return;
    list = hd_arena_alloc(w->arena, basis.count * sizeof *list);
    for (size_t i = 0; i < basis.count; i++) {
        const struct value *value = value_on(w, basis.days[i]);

        if (value)
            list[out->forecast_count++] = replay_value(value, &basis.points[i]);
    }
    out->forecast = list;
    out->answer_season = pace_season(w->answer.end_day);
    out->level = basis.level;
}

static void replay_path(const struct work *w, struct replay *out)
{
    struct replay_node *nodes = hd_arena_alloc(w->arena, (w->path.count + 1) * sizeof *nodes);

    for (size_t i = 0; i < w->path.count; i++) {
        const struct node *node = &w->path.nodes[i];

        nodes[i] = (struct replay_node){ node->day, node->period, node->number, node->text };
    }
    out->nodes = nodes;
    out->node_count = w->path.count;
}

void judge_replay(const struct judge_question *question, struct hd_arena *arena, struct replay *out)
{
    struct work w;

    *out = (struct replay){ 0 };
    work_begin(&w, question, arena);
    if (w.target->retired || w.indicator->retired || question->as_of_day < w.target->valid_from_day)
        return;
    work_prepare(&w);
    out->sense = w.sense;
    replay_path(&w, out);
    if (!w.values.count)
        return;
    out->own = w.values.items[w.values.count - 1].own;
    out->peer = w.values.items[w.values.count - 1].peer;
    replay_pace(&w, out);
    replay_forecast(&w, out);
}

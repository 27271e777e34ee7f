#include "queries/judge/work.h"

/* The path's node that stands for the station, if it is what counts on that day. */
static bool is_node(const struct work *w, const struct judge_station *station,
                    const struct node *node)
{
    return node->day == station->period.end_day &&
           node->number == target_enough(w->target, station->number, w->sense);
}

static bool is_on_path(const struct work *w, const struct judge_station *station)
{
    for (size_t i = 1; i + 1 < w->path.count; i++) {
        if (is_node(w, station, &w->path.nodes[i]))
            return true;
    }
    return false;
}

static bool is_own(const struct work *w, const struct node *node)
{
    for (size_t i = 0; i < w->target->station_count; i++) {
        if (is_node(w, &w->target->stations[i], node))
            return true;
    }
    return false;
}

/* Each at its own date, by the rules of a closed target: what is missed stays missed. */
static void judge_station(const struct work *w, const struct judge_station *station,
                          struct judge_milestone *stone)
{
    struct finding found = { 0 };
    bool met;

    stone->state = STATE_MEASURING;
    if (w->question->as_of_day <= station->period.end_day)
        return;
    stone->state = STATE_DUE;
    if (!decide_find(w, station->period, &found))
        return;
    met = kind_reaches(w->sense, found.number, found.text, station->number, station->value,
                       w->target->tolerance);
    stone->state = met ? STATE_ACHIEVED : STATE_MISSED;
    stone->has_decided = true;
    stone->decided_value = found.number;
}

/* The next thing to reach is the station: its outlook is asked for as the target's own is. */
static void look_ahead(const struct work *w, const struct judge_station *station,
                       const struct verdict *v, struct judge_milestone *stone)
{
    struct judge_target target = *w->target;
    struct verdict ahead = { .has_pace = v->has_pace, .pace = v->pace };
    struct work there = *w;

    target.dated = true;
    target.due = station->period;
    target.has_reference = false;
    target.value = station->value;
    target.number = station->number;
    there.target = &target;
    there.answer = station->period;
    kind_set_goal(&there, station->number, station->value);
    outlook_find(&there, &ahead);
    stone->outlook = ahead.outlook;
}

static void add(struct verdict *v, struct judge_milestone *list, struct judge_milestone stone)
{
    size_t i = v->milestone_count++;

    for (; i > 0 && list[i - 1].period.end_day > stone.period.end_day; i--)
        list[i] = list[i - 1];
    list[i] = stone;
}

static void add_own(const struct work *w, struct verdict *v, struct judge_milestone *list)
{
    for (size_t i = 0; i < w->target->station_count; i++) {
        const struct judge_station *station = &w->target->stations[i];
        struct judge_milestone stone = {
            .period = station->period,
            .value = station->number,
            .text = station->value,
            .on_path = is_on_path(w, station),
            .own = true,
            .enough = target_enough(w->target, station->number, w->sense),
        };

        if (!isfinite(station->number))
            continue;
        judge_station(w, station, &stone);
        if (stone.state == STATE_MEASURING)
            look_ahead(w, station, v, &stone);
        add(v, list, stone);
    }
}

void stations_show(const struct work *w, struct verdict *v)
{
    size_t count = w->path.count + w->target->station_count;
    struct judge_milestone *list = hd_arena_alloc(w->arena, (count + 1) * sizeof *list);

    for (size_t i = 1; i + 1 < w->path.count; i++) {
        const struct node *node = &w->path.nodes[i];

        if (!is_own(w, node))
            add(v, list,
                (struct judge_milestone){ .period = node->period,
                                          .value = node->number,
                                          .text = node->text,
                                          .enough = node->number,
                                          .on_path = true });
    }
    add_own(w, v, list);
    v->milestones = v->milestone_count ? list : NULL;
}

#include "queries/whatif.h"

#include <string.h>

/* The targets that are judged together: of one strategy on the series. */
struct group {
    const struct strategy *strategy; /* NULL: an indicator without a programme */
    const struct status_row *sample; /* a row of it */
    struct judge_target *targets;
    const struct target **sources;      /* beside targets */
    const struct judge_series **starts; /* beside targets: the series when it came into force */
    const struct status_row **before;   /* beside targets; NULL: added */
    bool *moved;                        /* beside targets */
    size_t count;
};

struct attempt {
    const struct picture *picture;
    const struct whatif *whatif;
    const struct hd_zone *zone;
    struct hd_arena *arena;
    struct whatif_answer *answer;
    const struct judge_series *series; /* with the assumed values */
    struct group *groups;
    size_t group_count;
};

/* ---- which series ---- */

static bool same_or_any(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

const struct judge_series *whatif_series(const struct picture *picture,
                                         const struct indicator *indicator, const char *area,
                                         const char *breakdown)
{
    const struct status_row *headline = picture_headline(picture, indicator->code);

    if (headline && same_or_any(area, headline->series->area) &&
        same_or_any(breakdown, headline->series->breakdown))
        return headline->series;
    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];

        if (strcmp(series->indicator, indicator->code) == 0 && same_or_any(area, series->area) &&
            same_or_any(breakdown, series->breakdown))
            return series;
    }
    return NULL;
}

/* ---- the series with the assumed values ---- */

/* When it would be known: once its period is over, and not before today. */
static int64_t known_at_ms(const struct attempt *a, struct hd_period period)
{
    int32_t day = a->picture->as_of_day;

    return hd_zone_at_ms(a->zone, period.end_day < day ? day : period.end_day + 1, 0);
}

static struct judge_point assumed_point(const struct attempt *a, const struct whatif_item *item)
{
    return (struct judge_point){
        .period = item->period,
        .text = item->text,
        .value = item->number,
        .numeric = true,
        .status = 'A',
        .published_at_ms = known_at_ms(a, item->period),
    };
}

/* By end day; on one end day coarse before fine, and the indicator's own frequency last. */
static bool stands_before(struct hd_period x, struct hd_period y, enum hd_freq own)
{
    if (x.end_day != y.end_day)
        return x.end_day < y.end_day;
    if ((x.freq == own) != (y.freq == own))
        return y.freq == own;
    return x.freq < y.freq;
}

/* The text that gives way; NULL when the value is new. */
static const char *put_point(struct judge_series *series, struct judge_point *points,
                             struct judge_point point, enum hd_freq own)
{
    size_t at = series->count;
    const char *before;

    for (size_t i = 0; i < series->count; i++) {
        if (!hd_period_equal(points[i].period, point.period))
            continue;
        before = points[i].text;
        points[i] = point;
        return before;
    }
    while (at > 0 && stands_before(point.period, points[at - 1].period, own)) {
        points[at] = points[at - 1];
        at--;
    }
    points[at] = point;
    series->count++;
    return NULL;
}

static const struct judge_series *assume_values(struct attempt *a)
{
    const struct whatif *whatif = a->whatif;
    const struct judge_series *old = whatif->series;
    struct judge_series *series = hd_arena_alloc(a->arena, sizeof *series);
    struct judge_point *points =
        hd_arena_alloc(a->arena, (old->count + whatif->value_count + 1) * sizeof *points);

    *series = *old;
    series->points = points;
    if (old->count)
        memcpy(points, old->points, old->count * sizeof *points);
    a->answer->replaced =
        hd_arena_alloc(a->arena, (whatif->value_count + 1) * sizeof *a->answer->replaced);
    a->answer->as_of_day = a->picture->as_of_day;
    for (size_t i = 0; i < whatif->value_count; i++) {
        const struct whatif_item *item = &whatif->values[i];

        a->answer->replaced[i] =
            put_point(series, points, assumed_point(a, item), whatif->indicator->judge.frequency);
        if (item->period.end_day >= a->answer->as_of_day)
            a->answer->as_of_day = item->period.end_day + 1;
    }
    return series;
}

/* ---- the targets of each strategy ---- */

static bool row_concerns(const struct attempt *a, const struct status_row *row)
{
    const char *strategy = a->whatif->strategy;

    return row->indicator == a->whatif->indicator && row->series == a->whatif->series &&
           (!strategy || (row->strategy && strcmp(row->strategy->code, strategy) == 0));
}

static struct group *find_group(struct attempt *a, const struct strategy *strategy)
{
    for (size_t i = 0; i < a->group_count; i++)
        if (a->groups[i].strategy == strategy)
            return &a->groups[i];
    return NULL;
}

static void make_room(struct attempt *a, struct group *group, size_t count)
{
    size_t room = count + a->whatif->target_count + 1;

    group->targets = hd_arena_alloc(a->arena, room * sizeof *group->targets);
    group->sources = hd_arena_alloc(a->arena, room * sizeof(void *));
    group->starts = hd_arena_alloc(a->arena, room * sizeof(void *));
    group->before = hd_arena_alloc(a->arena, room * sizeof(void *));
    group->moved = hd_arena_alloc(a->arena, room * sizeof *group->moved);
}

static struct group *add_group(struct attempt *a, const struct status_row *row)
{
    const struct judge_question *q = &row->question;
    struct group *group = &a->groups[a->group_count++];

    *group = (struct group){ .strategy = row->strategy, .sample = row };
    make_room(a, group, q->target_count);
    if (row->target) {
        memcpy(group->targets, q->targets, q->target_count * sizeof *group->targets);
        group->count = q->target_count;
    }
    return group;
}

/* Values that are assumed do not reach back into a baseline that was frozen. */
static const struct judge_series *start_of(const struct attempt *a, const struct status_row *row)
{
    return row->question.series_at_start ? row->question.series_at_start : a->whatif->series;
}

static void gather_groups(struct attempt *a)
{
    const struct picture *picture = a->picture;

    a->groups = hd_arena_alloc(a->arena, (picture->row_count + 1) * sizeof *a->groups);
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];
        struct group *group;

        if (!row_concerns(a, row))
            continue;
        group = find_group(a, row->strategy);
        if (!group)
            group = add_group(a, row);
        if (!row->target)
            continue;
        group->sources[row->question.which] = row->target;
        group->starts[row->question.which] = start_of(a, row);
        group->before[row->question.which] = row;
    }
}

/* ---- moving a target ---- */

static bool states_level(enum judge_kind kind)
{
    return kind == JUDGE_AT_LEAST || kind == JUDGE_AT_MOST || kind == JUDGE_RANGE ||
           kind == JUDGE_MILESTONES || kind == JUDGE_ORDINAL || kind == JUDGE_BOOLEAN;
}

/* A range has its bound moved that the direction leads to; the other one gives way. */
static void move_range(struct judge_target *target, const struct whatif_item *item, int direction)
{
    if (direction < 0 && target->has_high) {
        target->high = item->text;
        target->high_number = item->number;
        if (target->number <= item->number)
            return;
    }
    target->value = item->text;
    target->number = item->number;
    if (target->has_high && target->high_number < item->number) {
        target->high = item->text;
        target->high_number = item->number;
    }
}

/* false: none of its stations stands there. */
static bool move_station(struct attempt *a, struct judge_target *target,
                         const struct whatif_item *item)
{
    struct judge_station *stations =
        hd_arena_alloc(a->arena, (target->station_count + 1) * sizeof *stations);
    bool found = false;

    if (target->station_count)
        memcpy(stations, target->stations, target->station_count * sizeof *stations);
    for (size_t i = 0; i < target->station_count; i++) {
        if (stations[i].period.end_day != item->period.end_day)
            continue;
        stations[i].value = item->text;
        stations[i].number = item->number;
        found = true;
    }
    target->stations = found ? stations : target->stations;
    return found;
}

static bool move_target(struct attempt *a, struct judge_target *target,
                        const struct whatif_item *item)
{
    bool due = target->due.end_day == item->period.end_day;
    bool station = target->kind == JUDGE_MILESTONES && move_station(a, target, item);

    if (!due && !station)
        return false;
    target->vintage = 0;
    if (!due)
        return true;
    if (target->kind == JUDGE_RANGE) {
        move_range(target, item, a->whatif->indicator->judge.direction);
    } else {
        target->value = item->text;
        target->number = item->number;
    }
    return true;
}

static bool move_in_group(struct attempt *a, struct group *group, const struct whatif_item *item)
{
    bool any = false;

    for (size_t i = 0; i < group->count; i++) {
        struct judge_target *target = &group->targets[i];

        if (!target->dated || target->retired || !states_level(target->kind) ||
            !move_target(a, target, item))
            continue;
        group->moved[i] = any = true;
    }
    return any;
}

/* ---- adding one ---- */

static bool asks_yes_or_no(const struct group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->targets[i].kind == JUDGE_BOOLEAN)
            return true;
    return false;
}

static enum judge_kind kind_to_add(const struct attempt *a, const struct group *group)
{
    const struct judge_indicator *indicator = &a->whatif->indicator->judge;

    if (indicator->scale)
        return JUDGE_ORDINAL;
    if (asks_yes_or_no(group))
        return JUDGE_BOOLEAN;
    return indicator->direction < 0 ? JUDGE_AT_MOST : JUDGE_AT_LEAST;
}

/* The target whose start and curve an added one shares: the first that has a date. */
static const struct judge_target *elder(const struct group *group,
                                        const struct judge_series **start)
{
    for (size_t i = 0; i < group->count; i++) {
        if (!group->targets[i].dated || group->targets[i].retired)
            continue;
        *start = group->starts[i];
        return &group->targets[i];
    }
    return NULL;
}

/* Nothing else says when it begins: with the strategy, else with the first value. */
static int32_t first_day(const struct attempt *a, const struct group *group)
{
    const struct judge_series *series = a->whatif->series;

    if (group->strategy)
        return group->strategy->valid_from_day;
    return series->count ? series->points[0].period.end_day : a->picture->as_of_day;
}

static const char *target_id(const struct attempt *a, const struct group *group, const char *period)
{
    const char *code = a->whatif->indicator->code;

    return group->strategy
               ? hd_arena_printf(a->arena, "%s.%s.%s", group->strategy->code, code, period)
               : hd_arena_printf(a->arena, "%s.%s", code, period);
}

static struct judge_target new_target(struct attempt *a, const struct group *group,
                                      const struct whatif_item *item,
                                      const struct judge_series **start)
{
    const struct judge_target *other = elder(group, start);
    char period[HD_PERIOD_TEXT_MAX];
    const char *kept;

    hd_period_text(item->period, period);
    kept = hd_arena_strdup(a->arena, period);
    return (struct judge_target){
        .id = target_id(a, group, kept),
        .kind = kind_to_add(a, group),
        .dated = true,
        .due = item->period,
        .first = item->period,
        .period_text = kept,
        .value = item->text,
        .number = item->number,
        .curve = other ? other->curve : CURVE_LINEAR,
        .valid_from_day = other ? other->valid_from_day : first_day(a, group),
    };
}

static const struct target *new_source(struct attempt *a, const struct group *group)
{
    struct target *source = hd_arena_alloc(a->arena, sizeof *source);

    source->strategy = group->strategy;
    source->indicator = a->whatif->indicator;
    source->area = a->whatif->series->area;
    source->breakdown = a->whatif->series->breakdown;
    source->basis = "assumed";
    return source;
}

/* Dated ones stand by their due days, before those without a date. */
static size_t place_for(const struct group *group, int32_t due_day)
{
    size_t at = 0;

    while (at < group->count && group->targets[at].dated &&
           group->targets[at].due.end_day <= due_day)
        at++;
    return at;
}

static void add_target(struct attempt *a, struct group *group, const struct whatif_item *item)
{
    const struct judge_series *start = a->whatif->series;
    struct judge_target target = new_target(a, group, item, &start);
    size_t at = place_for(group, item->period.end_day), behind = group->count - at;

    memmove(&group->targets[at + 1], &group->targets[at], behind * sizeof *group->targets);
    memmove(&group->sources[at + 1], &group->sources[at], behind * sizeof(void *));
    memmove(&group->starts[at + 1], &group->starts[at], behind * sizeof(void *));
    memmove(&group->before[at + 1], &group->before[at], behind * sizeof(void *));
    memmove(&group->moved[at + 1], &group->moved[at], behind * sizeof *group->moved);
    group->targets[at] = target;
    group->sources[at] = new_source(a, group);
    group->starts[at] = start;
    group->before[at] = group->sample->target ? NULL : group->sample;
    group->moved[at] = true;
    group->count++;
}

/* The strategy of the row that heads the series. */
static struct group *leading_group(struct attempt *a)
{
    struct group *first = a->group_count ? &a->groups[0] : NULL;

    for (size_t i = 0; i < a->picture->row_count; i++) {
        const struct status_row *row = &a->picture->rows[i];

        if (row->headline && row_concerns(a, row))
            return find_group(a, row->strategy);
    }
    return first;
}

static void assume_targets(struct attempt *a)
{
    for (size_t t = 0; t < a->whatif->target_count; t++) {
        const struct whatif_item *item = &a->whatif->targets[t];
        bool any = false;

        for (size_t i = 0; i < a->group_count; i++)
            any |= move_in_group(a, &a->groups[i], item);
        if (!any && a->group_count)
            add_target(a, leading_group(a), item);
    }
}

/* ---- judging ---- */

static const struct target *source_of(struct attempt *a, const struct group *group, size_t which)
{
    struct target *source;

    if (!group->moved[which])
        return group->sources[which];
    source = hd_arena_alloc(a->arena, sizeof *source);
    *source = *group->sources[which];
    source->judge = group->targets[which];
    return source;
}

static struct judge_question question_of(const struct attempt *a, const struct group *group,
                                         size_t which)
{
    const struct whatif *whatif = a->whatif;
    const struct status_row *like = group->before[which] ? group->before[which] : group->sample;
    struct judge_question question = like->question;

    question.indicator = &whatif->indicator->judge;
    question.series = a->series;
    question.series_at_start = group->starts[which];
    question.targets = group->targets;
    question.target_count = group->count;
    question.which = which;
    question.as_of_day = a->answer->as_of_day;
    question.has_pace = whatif->has_pace;
    question.pace = whatif->pace;
    return question;
}

static struct whatif_row *add_row(struct attempt *a, const struct status_row *before,
                                  const struct status_row *like)
{
    struct whatif_row *row = &a->answer->rows[a->answer->count++];

    row->before = before;
    row->after = *like;
    row->after.series = a->series;
    return row;
}

static void finish_row(const struct attempt *a, struct whatif_row *row)
{
    struct verdict *verdict = &row->after.verdict;

    if (verdict->since_at_ms != 0)
        verdict->since_day = hd_zone_day(a->zone, verdict->since_at_ms);
}

static void judge_target_of(struct attempt *a, const struct group *group, size_t which)
{
    const struct status_row *before = group->before[which];
    struct whatif_row *row = add_row(a, before, before ? before : group->sample);

    row->moved = group->moved[which];
    row->after.target = source_of(a, group, which);
    row->after.question = question_of(a, group, which);
    judge(&row->after.question, a->arena, &row->after.verdict);
    finish_row(a, row);
}

static void judge_alone(struct attempt *a, const struct status_row *before)
{
    struct whatif_row *row = add_row(a, before, before);

    judge_measuring(&a->whatif->indicator->judge, a->series, a->answer->as_of_day,
                    before->question.profiles, &row->after.verdict);
    finish_row(a, row);
}

static bool is_added(const struct group *group, size_t which)
{
    return !group->before[which] || !group->before[which]->target;
}

static void judge_existing(struct attempt *a)
{
    for (size_t i = 0; i < a->picture->row_count; i++) {
        const struct status_row *row = &a->picture->rows[i];
        const struct group *group;

        if (!row_concerns(a, row))
            continue;
        group = find_group(a, row->strategy);
        if (!row->target && !group->count)
            judge_alone(a, row);
        for (size_t t = 0; row->target && t < group->count; t++)
            if (group->before[t] == row)
                judge_target_of(a, group, t);
    }
}

static void judge_added(struct attempt *a)
{
    for (size_t i = 0; i < a->group_count; i++)
        for (size_t t = 0; t < a->groups[i].count; t++)
            if (is_added(&a->groups[i], t))
                judge_target_of(a, &a->groups[i], t);
}

void whatif_answer(const struct picture *picture, const struct whatif *whatif,
                   const struct hd_zone *zone, struct hd_arena *arena, struct whatif_answer *answer)
{
    struct attempt a = {
        .picture = picture, .whatif = whatif, .zone = zone, .arena = arena, .answer = answer
    };

    *answer = (struct whatif_answer){ 0 };
    a.series = assume_values(&a);
    gather_groups(&a);
    assume_targets(&a);
    answer->rows = hd_arena_alloc(arena, (picture->row_count + whatif->target_count + 1) *
                                             sizeof *answer->rows);
    judge_existing(&a);
    judge_added(&a);
}

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "queries/carry.h"
#include "queries/picture_work.h"

#define YEAR_DAYS 366

/* ---- which series there are ----
 *
 * Those with a value, those that a target asks for, and one for each indicator without either. */

struct series_key {
    const char *indicator, *area, *breakdown;
    const struct stored_series *stored;  /* NULL: no value yet */
    const struct judge_series *computed; /* NULL: it is not */
};

struct key_list {
    struct series_key *items; /* heap */
    size_t count, room;
};

static int compare_keys(const void *a, const void *b)
{
    const struct series_key *x = a, *y = b;
    int order = strcmp(x->indicator, y->indicator);

    if (!order)
        order = strcmp(x->area, y->area);
    return order ? order : strcmp(x->breakdown, y->breakdown);
}

static void add_key(struct key_list *list, const char *indicator, const char *area,
                    const char *breakdown, const struct stored_series *stored)
{
    HD_GROW(list->items, list->count, list->room);
    list->items[list->count++] = (struct series_key){ indicator, area, breakdown, stored, NULL };
}

/* NULL breakdown: any. */
static bool has_key(const struct key_list *list, size_t sorted, const char *indicator,
                    const char *area, const char *breakdown)
{
    size_t low = 0, high = sorted;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(list->items[middle].indicator, indicator) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < sorted && strcmp(list->items[i].indicator, indicator) == 0; i++)
        if (strcmp(list->items[i].area, area) == 0 &&
            (!breakdown || strcmp(list->items[i].breakdown, breakdown) == 0))
            return true;
    for (size_t i = sorted; i < list->count; i++) /* the few added just now */
        if (strcmp(list->items[i].indicator, indicator) == 0 &&
            strcmp(list->items[i].area, area) == 0 &&
            (!breakdown || strcmp(list->items[i].breakdown, breakdown) == 0))
            return true;
    return false;
}

/* The area most targets are about. */
static const char *home_area(const struct catalog *catalog)
{
    const char *best = "";
    size_t most = 0;

    for (size_t i = 0; i < catalog->target_count; i++) {
        size_t count = 0;

        if (strcmp(catalog->targets[i].area, best) == 0)
            continue;
        for (size_t k = 0; k < catalog->target_count; k++)
            count += strcmp(catalog->targets[k].area, catalog->targets[i].area) == 0;
        if (count > most) {
            most = count;
            best = catalog->targets[i].area;
        }
        if (2 * most > catalog->target_count)
            break;
    }
    return best;
}

static const struct strategy *programme_of(const struct catalog *catalog,
                                           const struct indicator *indicator)
{
    return indicator->programme ? catalog_strategy(catalog, indicator->programme) : NULL;
}

/* Without a target an indicator is shown for its programme, once that is known. */
static bool shows_alone(const struct picture *picture, const struct indicator *indicator)
{
    const struct strategy *programme = programme_of(picture->catalog, indicator);

    return !programme || programme->valid_from_day <= picture->as_of_day;
}

/* A series may be known to the store before it has a value that is published. */
static const struct stored_series *find_stored(const struct picture_work *w, const char *indicator,
                                               const char *area, const char *breakdown)
{
    for (size_t i = 0; i < w->stored_count; i++)
        if (strcmp(w->stored[i].indicator, indicator) == 0 &&
            strcmp(w->stored[i].area, area) == 0 && strcmp(w->stored[i].breakdown, breakdown) == 0)
            return &w->stored[i];
    return NULL;
}

static void add_empty(const struct picture_work *w, struct key_list *list, const char *indicator,
                      const char *area, const char *breakdown)
{
    add_key(list, indicator, area, breakdown, find_stored(w, indicator, area, breakdown));
}

static void add_stored(const struct picture_work *w, struct key_list *list)
{
    for (size_t i = 0; i < w->stored_count; i++) {
        const struct stored_series *stored = &w->stored[i];
        const struct indicator *indicator =
            stored->count > 0 ? catalog_indicator(w->picture->catalog, stored->indicator) : NULL;

        if (indicator && !indicator_computed(indicator))
            add_key(list, stored->indicator, stored->area, stored->breakdown, stored);
    }
}

static void add_computed(struct picture_work *w, struct key_list *list)
{
    const struct catalog *catalog = w->picture->catalog;

    for (size_t i = 0; i < catalog->computed_count; i++) {
        size_t count;
        const struct judge_series *series =
            computed_series(w, catalog->computed[i], INT64_MAX, &count);

        for (size_t k = 0; k < count; k++) {
            add_key(list, series[k].indicator, series[k].area, series[k].breakdown, NULL);
            list->items[list->count - 1].computed = &series[k];
        }
    }
}

static void collect_keys(struct picture_work *w, struct key_list *list)
{
    const struct catalog *catalog = w->picture->catalog;
    const char *home = home_area(catalog);
    size_t sorted;

    add_stored(w, list);
    add_computed(w, list);
    sorted = list->count;
    if (sorted > 0)
        qsort(list->items, sorted, sizeof *list->items, compare_keys);
    for (size_t i = 0; i < catalog->target_count; i++) {
        const struct target *target = &catalog->targets[i];

        if (!has_key(list, sorted, target->indicator->code, target->area, target->breakdown))
            add_empty(w, list, target->indicator->code, target->area,
                      target->breakdown ? target->breakdown : "");
    }
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const struct indicator *indicator = &catalog->indicators[i];

        if (!indicator->target_count && shows_alone(w->picture, indicator) &&
            !has_key(list, sorted, indicator->code, home, NULL))
            add_empty(w, list, indicator->code, home, "");
    }
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_keys);
}

static void build_series(struct picture_work *w)
{
    struct picture *picture = w->picture;
    struct key_list list = { 0 };

    collect_keys(w, &list);
    picture->series = hd_arena_alloc(&picture->arena, (list.count + 1) * sizeof *picture->series);
    w->stored_of = hd_arena_alloc(&w->scratch, (list.count + 1) * sizeof(void *));
    for (size_t i = 0; i < list.count; i++) {
        const struct series_key *key = &list.items[i];
        struct judge_series *series = &picture->series[i];

        w->stored_of[i] = key->stored;
        if (key->computed)
            *series = *key->computed;
        else if (key->stored)
            vintages_series(w, key->stored,
                            &catalog_indicator(picture->catalog, key->indicator)->judge, INT64_MAX,
                            series, &picture->arena);
        else
            *series = (struct judge_series){ .indicator = key->indicator,
                                             .area = key->area,
                                             .breakdown = key->breakdown };
    }
    picture->series_count = list.count;
    free(list.items);
}

const struct stored_series *picture_stored(const struct picture_work *w,
                                           const struct judge_series *series)
{
    return w->stored_of[series - w->picture->series];
}

/* ---- rows ---- */

struct row_list {
    struct status_row *items; /* heap */
    size_t count, room;
};

static struct status_row *add_row(struct row_list *list)
{
    HD_GROW(list->items, list->count, list->room);
    list->items[list->count] = (struct status_row){ 0 };
    return &list->items[list->count++];
}

/* The sum of a year rests on each of its parts. */
static bool parts_invented(const struct picture_work *w, const struct status_row *row)
{
    const struct verdict *v = &row->verdict;
    int32_t end = v->latest ? v->latest->period.end_day : 0;

    if (v->trailing && vintages_invented(w, row->series, end - YEAR_DAYS, end))
        return true;
    return v->decision == DECIDED_AGGREGATED &&
           vintages_invented(w, row->series, v->decided_period.start_day,
                             v->decided_period.end_day);
}

static bool peers_invented(const struct picture_work *w, const struct status_row *row)
{
    const struct judge_question *q = &row->question;
    const struct judge_point *latest = row->verdict.latest;

    for (size_t i = 0; i < q->peer_count && latest; i++)
        if (vintages_invented(w, q->peers[i], latest->period.start_day, latest->period.end_day))
            return true;
    return false;
}

/* The values that are shown or decide, not those they started from. */
static bool rests_on_invention(const struct picture_work *w, const struct status_row *row)
{
    const struct verdict *v = &row->verdict;

    return vintages_point_invented(v->latest) || vintages_point_invented(v->decided_by) ||
           vintages_point_invented(v->left) || vintages_point_invented(v->right) ||
           parts_invented(w, row) || peers_invented(w, row);
}

static void fill_row(struct picture_work *w, struct status_row *row,
                     const struct indicator *indicator, const struct judge_series *series)
{
    const struct picture *picture = w->picture;
    struct verdict *verdict = &row->verdict;

    row->indicator = indicator;
    row->series = series;
    row->body = indicator->body ? catalog_body_today(picture->catalog, indicator->body) : NULL;
    row->invented = rests_on_invention(w, row);
    if (verdict->since_at_ms != 0)
        verdict->since_day = hd_zone_day(w->options->zone, verdict->since_at_ms);
}

/* By the formula of today: the ends of one path are computed alike. */
static const struct judge_series *computed_at_start(struct picture_work *w,
                                                    const struct indicator *indicator,
                                                    const struct judge_series *series,
                                                    int64_t start_at_ms)
{
    size_t count;
    const struct judge_series *then = computed_series(w, indicator, start_at_ms, &count);
    struct judge_series *none;

    for (size_t i = 0; i < count; i++)
        if (strcmp(then[i].area, series->area) == 0 &&
            strcmp(then[i].breakdown, series->breakdown) == 0)
            return &then[i];
    none = hd_arena_alloc(&w->picture->arena, sizeof *none);
    *none = (struct judge_series){ .indicator = series->indicator,
                                   .area = series->area,
                                   .breakdown = series->breakdown };
    return none;
}

/* The series as it was known on the day the target came into force, when it moved since. */
static const struct judge_series *series_at_start(struct picture_work *w,
                                                  const struct judge_series *series,
                                                  const struct judge_target *target)
{
    const struct stored_series *stored = picture_stored(w, series);
    const struct indicator *indicator = catalog_indicator(w->picture->catalog, series->indicator);
    int64_t start = hd_zone_at_ms(w->options->zone, target->valid_from_day + 1, 0);
    struct judge_series *then;

    if (indicator_computed(indicator))
        return computed_at_start(w, indicator, series, start);
    if (!stored || !vintages_moved_since(w, stored, start))
        return NULL;
    if (w->then && w->then_of == series && w->then_at_ms == start)
        return w->then;
    then = hd_arena_alloc(&w->picture->arena, sizeof *then);
    vintages_series(w, stored, &indicator->judge, start, then, &w->picture->arena);
    w->then = then;
    w->then_of = series;
    w->then_at_ms = start;
    return then;
}

static void find_peers(struct picture_work *w, const struct target *target,
                       const struct judge_series *series, struct judge_question *question)
{
    const struct judge_series **peers;
    size_t count = 0;

    while (target->peers && target->peers[count])
        count++;
    peers = hd_arena_alloc(&w->picture->arena, (count + 1) * sizeof(void *));
    for (size_t i = 0; i < count; i++) {
        const struct judge_series *peer =
            picture_series(w->picture, series->indicator, target->peers[i], series->breakdown);

        if (peer && peer != series)
            peers[question->peer_count++] = peer;
        question->peers_missing += !peer;
    }
    question->peers = peers;
}

static const struct judge_series *find_respondents(const struct picture_work *w,
                                                   const struct indicator *indicator,
                                                   const struct judge_series *series)
{
    return indicator->respondents
               ? picture_series(w->picture, indicator->respondents, series->area, series->breakdown)
               : NULL;
}

static bool concerns(const struct target *target, const struct judge_series *series)
{
    return strcmp(target->area, series->area) == 0 &&
           (!target->breakdown || strcmp(target->breakdown, series->breakdown) == 0);
}

/* The targets of one strategy and indicator on one series, each judged. */
static void judge_group(struct picture_work *w, struct row_list *rows, const struct target *targets,
                        size_t count, const struct judge_series *series)
{
    struct judge_target *group = hd_arena_alloc(&w->picture->arena, count * sizeof *group);
    const struct target **which = hd_arena_alloc(&w->scratch, count * sizeof(void *));
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        if (concerns(&targets[i], series)) {
            which[size] = &targets[i];
            group[size++] = targets[i].judge;
        }
    for (size_t i = 0; i < size; i++) {
        struct status_row *row = add_row(rows);
        const struct indicator *indicator = which[i]->indicator;

        row->target = which[i];
        row->series = series;
        row->strategy = which[i]->strategy;
        row->question = (struct judge_question){
            .indicator = &indicator->judge,
            .series = series,
            .series_at_start = series_at_start(w, series, &group[i]),
            .targets = group,
            .target_count = size,
            .which = i,
            .as_of_day = w->picture->as_of_day,
            .respondents = find_respondents(w, indicator, series),
            .profiles = which[i]->strategy->profile_mask,
        };
        find_peers(w, which[i], series, &row->question);
        if (!carry_verdict(w, row))
            judge(&row->question, &w->picture->arena, &row->verdict);
        fill_row(w, row, indicator, series);
        row->closed_before_install =
            row->verdict.closed && group[i].due.end_day < w->picture->installed_day;
    }
}

/* The series of an indicator stand together. */
static size_t series_range(const struct picture *picture, const char *indicator, size_t *first_out)
{
    size_t low = 0, high = picture->series_count, count = 0;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(picture->series[middle].indicator, indicator) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first_out = low;
    while (low + count < picture->series_count &&
           strcmp(picture->series[low + count].indicator, indicator) == 0)
        count++;
    return count;
}

static void judge_targets(struct picture_work *w, struct row_list *rows)
{
    const struct catalog *catalog = w->picture->catalog;

    for (size_t i = 0, end; i < catalog->target_count; i = end) {
        const struct target *target = &catalog->targets[i];
        size_t first, count = series_range(w->picture, target->indicator->code, &first);

        for (end = i + 1; end < catalog->target_count; end++)
            if (catalog->targets[end].strategy != target->strategy ||
                catalog->targets[end].indicator != target->indicator)
                break;
        for (size_t s = first; s < first + count; s++)
            judge_group(w, rows, target, end - i, &w->picture->series[s]);
    }
}

static void show_untargeted(struct picture_work *w, struct row_list *rows)
{
    const struct catalog *catalog = w->picture->catalog;
    const char *home = home_area(catalog);

    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const struct indicator *indicator = &catalog->indicators[i];
        size_t first, count = series_range(w->picture, indicator->code, &first);

        if (indicator->target_count || !shows_alone(w->picture, indicator))
            continue;
        for (size_t s = first; s < first + count; s++) {
            const struct judge_series *series = &w->picture->series[s];
            struct status_row *row;

            if (strcmp(series->area, home) != 0)
                continue;
            row = add_row(rows);
            row->strategy = programme_of(catalog, indicator);
            row->question.profiles =
                row->strategy ? row->strategy->profile_mask : JUDGE_PROFILES_ALL;
            row->indicator = indicator;
            row->series = series;
            if (carry_verdict(w, row)) {
                fill_row(w, row, indicator, series);
                continue;
            }
            judge_measuring(&indicator->judge, series, w->picture->as_of_day,
                            row->question.profiles, &row->verdict);
            fill_row(w, row, indicator, series);
        }
    }
}

/* ---- order ---- */

/* The gap as a share of what was expected, to compare across units. */
static double relative_gap(const struct verdict *verdict)
{
    double scale = verdict->has_expected ? fabs(verdict->expected) : 0;

    if (!verdict->has_gap)
        return 0;
    if (scale == 0 && verdict->has_goal)
        scale = fabs(verdict->goal);
    return scale > 0 ? verdict->gap / scale : verdict->gap;
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

/* By strategy, then worst first, then furthest behind; what is left in a fixed order. */
static int compare_rows(const void *a, const void *b)
{
    const struct status_row *x = a, *y = b;
    int order;

    if (x->strategy != y->strategy) {
        if (!x->strategy || !y->strategy)
            return x->strategy ? -1 : 1;
        return x->strategy < y->strategy ? -1 : 1; /* in one array, in the order shown */
    }
    order = judge_state_rank(x->verdict.state) - judge_state_rank(y->verdict.state);
    if (!order)
        order = compare_numbers(relative_gap(&x->verdict), relative_gap(&y->verdict));
    if (!order)
        order = compare_keys(&(struct series_key){ .indicator = x->series->indicator,
                                                   .area = x->series->area,
                                                   .breakdown = x->series->breakdown },
                             &(struct series_key){ .indicator = y->series->indicator,
                                                   .area = y->series->area,
                                                   .breakdown = y->series->breakdown });
    if (order || !x->target || !y->target)
        return order;
    order = x->target->judge.due.end_day - y->target->judge.due.end_day;
    return order ? order : strcmp(x->target->judge.id, y->target->judge.id);
}

/* Open and dated, due next; else the closed one that was due last; else one without a date. */
static int headline_class(const struct status_row *row)
{
    if (!row->target)
        return 4;
    if (row->target->judge.retired)
        return 3;
    if (!row->target->judge.dated)
        return 2;
    return row->verdict.closed ? 1 : 0;
}

static bool better_headline(const struct status_row *row, const struct status_row *best)
{
    int class = headline_class(row), other = headline_class(best);
    int32_t due, best_due;

    if (class != other)
        return class < other;
    if (class > 1)
        return false; /* rows stand worst first */
    due = row->target->judge.due.end_day;
    best_due = best->target->judge.due.end_day;
    if (due != best_due)
        return class == 0 ? due < best_due : due > best_due;
    return judge_state_rank(row->verdict.state) < judge_state_rank(best->verdict.state);
}

static void choose_headlines(struct picture *picture)
{
    size_t count = picture->catalog->indicator_count;
    struct status_row **best = hd_arena_alloc(&picture->arena, (count + 1) * sizeof(void *));

    for (size_t i = 0; i < picture->row_count; i++) {
        struct status_row *row = &picture->rows[i];
        struct status_row **place = &best[row->indicator - picture->catalog->indicators];

        if (!*place || better_headline(row, *place))
            *place = row;
    }
    for (size_t i = 0; i < count; i++)
        if (best[i])
            best[i]->headline = true;
}

void rows_build(struct picture_work *w)
{
    struct picture *picture = w->picture;
    struct row_list rows = { 0 };

    build_series(w);
    carry_begin(w);
    judge_targets(w, &rows);
    show_untargeted(w, &rows);
    if (rows.count > 0)
        qsort(rows.items, rows.count, sizeof *rows.items, compare_rows);
    picture->rows = hd_arena_alloc(&picture->arena, (rows.count + 1) * sizeof *picture->rows);
    picture->row_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        picture->rows[i] = rows.items[i];
        picture->rows[i].number = i;
    }
    free(rows.items);
    choose_headlines(picture);
}

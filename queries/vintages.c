#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

/* ---- releases ---- */

static enum hd_rc load_releases(struct picture_work *w)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct picture_release *list = NULL;
    size_t count = 0, room = 0;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(w->reader, sql_picture_releases, &rows, w->err);
    if (rc)
        return rc;
    statement_bind_int(rows, ":cutoff", w->options->cutoff_at_ms);
    while ((rc = statement_next(rows, &row, w->err)) == HD_OK && row) {
        HD_GROW(list, count, room);
        list[count++] = (struct picture_release){ .id = statement_int(rows, 0),
                                                  .published_at_ms = statement_int(rows, 1),
                                                  .invented = statement_int(rows, 2) != 0 };
        w->picture->demo = w->picture->demo || list[count - 1].invented;
    }
    w->releases = list;
    w->release_count = count;
    return rc;
}

static int compare_releases(const void *key, const void *item)
{
    int64_t id = *(const int64_t *)key, other = ((const struct picture_release *)item)->id;

    return (id > other) - (id < other);
}

const struct picture_release *vintages_release(const struct picture_work *w, int64_t id)
{
    size_t guess;

    if (w->release_count == 0 || id < w->releases[0].id)
        return NULL;
    guess = (size_t)(id - w->releases[0].id); /* ids have few gaps */
    if (guess < w->release_count && w->releases[guess].id == id)
        return &w->releases[guess];
    return bsearch(&id, w->releases, w->release_count, sizeof *w->releases, compare_releases);
}

/* ---- series ---- */

static enum hd_rc load_series(struct picture_work *w)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct hd_arena *arena = &w->picture->arena;
    size_t room = 0;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(w->reader, sql_picture_series, &rows, w->err);
    if (rc)
        return rc;
    while ((rc = statement_next(rows, &row, w->err)) == HD_OK && row) {
        HD_GROW(w->stored, w->stored_count, room);
        w->stored[w->stored_count++] = (struct stored_series){
            .id = statement_int(rows, 0),
            .indicator = hd_arena_strdup(arena, statement_text(rows, 1)),
            .area = hd_arena_strdup(arena, statement_text(rows, 2)),
            .breakdown = hd_arena_strdup(arena, statement_text(rows, 3)),
        };
    }
    return rc;
}

/* ---- observations ---- */

static void take_vintage(struct picture_work *w, struct stored_series *series,
                         struct statement *row, const struct picture_release *release)
{
    struct known_vintage *vintage;

    HD_GROW(w->vintages, w->vintage_count, w->vintage_room);
    vintage = &w->vintages[w->vintage_count];
    *vintage = (struct known_vintage){
        .period_key = statement_int(row, 1),
        .vintage = (int)statement_int(row, 2),
        .release_id = release->id,
        .published_at_ms = release->published_at_ms,
        .invented = release->invented,
        .value = hd_arena_strdup(&w->picture->arena, statement_text(row, 4)),
        .status = statement_text(row, 5)[0],
    };
    /* Vintages count as recorded; what is known follows publication.  Nearly always the same. */
    while (vintage > w->vintages + series->first && vintage[-1].period_key == vintage->period_key &&
           vintage[-1].published_at_ms > vintage->published_at_ms) {
        struct known_vintage later = vintage[-1];

        vintage[-1] = *vintage;
        *vintage-- = later;
    }
    w->vintage_count++;
    series->count++;
}

/* Series and observations come in the same order, so one walks beside the other. */
static enum hd_rc load_observations(struct picture_work *w)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    const struct picture_release *release = NULL;
    size_t at = 0;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(w->reader, sql_picture_observations, &rows, w->err);
    if (rc)
        return rc;
    while ((rc = statement_next(rows, &row, w->err)) == HD_OK && row) {
        int64_t series_id = statement_int(rows, 0), release_id = statement_int(rows, 3);

        if (!release || release->id != release_id)
            release = vintages_release(w, release_id);
        if (!release)
            continue; /* not known yet */
        while (at < w->stored_count && w->stored[at].id < series_id)
            at++;
        if (at == w->stored_count || w->stored[at].id != series_id)
            return hd_fail(w->err, HD_CORRUPT, "there is no series %lld", (long long)series_id);
        if (w->stored[at].count == 0)
            w->stored[at].first = w->vintage_count;
        take_vintage(w, &w->stored[at], rows, release);
    }
    return rc;
}

enum hd_rc vintages_load(struct picture_work *w)
{
    enum hd_rc rc = load_releases(w);

    if (!rc)
        rc = load_series(w);
    return rc ? rc : load_observations(w);
}

/* ---- points ---- */

/* A code's number: its place in the scale, 1 and 0 for yes and no. */
static bool code_number(const char *text, const struct judge_indicator *indicator, double *out)
{
    for (size_t i = 0; i < indicator->scale_count; i++)
        if (strcmp(indicator->scale[i], text) == 0) {
            *out = (double)i;
            return true;
        }
    if (indicator->scale_count > 0)
        return false;
    *out = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
    return *out > 0 || strcmp(text, "no") == 0 || strcmp(text, "false") == 0;
}

static struct judge_point point_of(const struct known_vintage *vintage,
                                   const struct judge_indicator *indicator)
{
    struct judge_point point = {
        .period = hd_period_from_key(vintage->period_key),
        .text = vintage->value,
        .status = vintage->status,
        .vintage = vintage->vintage,
        .published_at_ms = vintage->published_at_ms,
        .release_id = vintage->release_id,
        .invented = vintage->invented,
    };

    if (!point.text)
        return point;
    if (indicator->scale_count == 0 && hd_decimal_valid(point.text, strlen(point.text))) {
        point.value = hd_decimal_double(point.text);
        point.numeric = true;
    } else {
        point.numeric = code_number(point.text, indicator, &point.value);
    }
    return point;
}

/* On one end day the indicator's own frequency stands last; the keys put coarse before fine. */
static void put_point(struct judge_point *points, size_t count, struct judge_point point,
                      enum hd_freq own)
{
    size_t at = count;

    while (at > 0 && points[at - 1].period.end_day == point.period.end_day &&
           points[at - 1].period.freq == own) {
        points[at] = points[at - 1];
        at--;
    }
    points[at] = point;
}

void vintages_series(const struct picture_work *w, const struct stored_series *stored,
                     const struct judge_indicator *indicator, int64_t before_at_ms,
                     struct judge_series *out, struct hd_arena *arena)
{
    const struct known_vintage *all = w->vintages + stored->first;
    struct judge_point *points = hd_arena_alloc(arena, (stored->count + 1) * sizeof *points);
    size_t count = 0, i = 0;

    while (i < stored->count) {
        const struct known_vintage *known = NULL;
        int64_t key = all[i].period_key;

        for (; i < stored->count && all[i].period_key == key; i++)
            if (all[i].published_at_ms < before_at_ms)
                known = &all[i];
        if (known)
            put_point(points, count++, point_of(known, indicator), indicator->frequency);
    }
    out->indicator = stored->indicator;
    out->area = stored->area;
    out->breakdown = stored->breakdown;
    out->points = points;
    out->count = count;
}

bool vintages_moved_since(const struct picture_work *w, const struct stored_series *stored,
                          int64_t at_ms)
{
    for (size_t i = 0; i < stored->count; i++)
        if (w->vintages[stored->first + i].published_at_ms >= at_ms)
            return true;
    return false;
}

bool vintages_point_invented(const struct judge_point *point)
{
    return point && point->invented;
}

bool vintages_invented(const struct picture_work *w, const struct judge_series *series,
                       int32_t start_day, int32_t end_day)
{
    for (size_t i = 0; i < series->count && w->picture->demo; i++) {
        const struct judge_point *point = &series->points[i];

        if (point->period.start_day >= start_day && point->period.end_day <= end_day &&
            judge_point_counts(point) && vintages_point_invented(point))
            return true;
    }
    return false;
}

int64_t vintages_first(const struct picture_work *w, const struct stored_series *stored,
                       struct hd_period period)
{
    int64_t key = hd_period_key(period);

    for (size_t i = 0; i < stored->count; i++)
        if (w->vintages[stored->first + i].period_key == key)
            return w->vintages[stored->first + i].published_at_ms;
    return 0;
}

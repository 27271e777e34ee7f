#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

#define CHANGES_SHOWN 50

/* A release that replaced values, with what its submission said. */
struct changing {
    int64_t id;
    const char *verb, *reason, *actor;
};

static enum hd_rc load_changing(struct picture_work *w, struct changing list[CHANGES_SHOWN],
                                size_t *count_out)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct hd_arena *arena = &w->picture->arena;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(w->reader, sql_change_releases, &rows, w->err);
    if (rc)
        return rc;
    statement_bind_int(rows, ":cutoff", w->options->cutoff_at_ms);
    statement_bind_int(rows, ":limit", CHANGES_SHOWN);
    while ((rc = statement_next(rows, &row, w->err)) == HD_OK && row)
        list[(*count_out)++] = (struct changing){
            .id = statement_int(rows, 0),
            .verb = hd_arena_strdup(arena, statement_text(rows, 1)),
            .reason = hd_arena_strdup(arena, statement_text(rows, 2)),
            .actor = hd_arena_strdup(arena, statement_text(rows, 3)),
        };
    return rc;
}

static const struct changing *find_changing(const struct changing *list, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id)
            return &list[i];
    return NULL;
}

static bool same_value(const struct known_vintage *a, const struct known_vintage *b)
{
    bool same = a->value && b->value ? strcmp(a->value, b->value) == 0 : a->value == b->value;

    return same && a->status == b->status;
}

/* Newest first; what came at one time stands by indicator and period. */
static bool is_before(const struct change_row *a, const struct change_row *b)
{
    int order;

    if (a->published_at_ms != b->published_at_ms)
        return a->published_at_ms > b->published_at_ms;
    order = strcmp(a->indicator->code, b->indicator->code);
    return order ? order < 0 : hd_period_cmp(a->period, b->period) < 0;
}

/* Keeps the newest ones, in order. */
static void keep(struct picture *picture, struct change_row change)
{
    size_t at = picture->change_count;

    if (at == CHANGES_SHOWN && !is_before(&change, &picture->changes[at - 1]))
        return;
    if (at < CHANGES_SHOWN)
        picture->change_count++;
    else
        at--;
    for (; at > 0 && is_before(&change, &picture->changes[at - 1]); at--)
        picture->changes[at] = picture->changes[at - 1];
    picture->changes[at] = change;
}

static void take_series(struct picture_work *w, const struct stored_series *stored,
                        const struct changing *changing, size_t count)
{
    const struct indicator *indicator = catalog_indicator(w->picture->catalog, stored->indicator);
    const struct known_vintage *all = w->vintages + stored->first;

    for (size_t i = 1; indicator && i < stored->count; i++) {
        const struct changing *release;

        if (all[i].period_key != all[i - 1].period_key || same_value(&all[i], &all[i - 1]))
            continue;
        release = find_changing(changing, count, all[i].release_id);
        if (!release)
            continue;
        keep(w->picture, (struct change_row){ .indicator = indicator,
                                              .area = stored->area,
                                              .breakdown = stored->breakdown,
                                              .period = hd_period_from_key(all[i].period_key),
                                              .old_value = all[i - 1].value,
                                              .new_value = all[i].value,
                                              .vintage = all[i].vintage,
                                              .published_at_ms = all[i].published_at_ms,
                                              .verb = release->verb,
                                              .reason = release->reason,
                                              .actor = release->actor });
    }
}

enum hd_rc changes_build(struct picture_work *w)
{
    struct changing changing[CHANGES_SHOWN];
    size_t count = 0;
    enum hd_rc rc = load_changing(w, changing, &count);

    w->picture->changes =
        hd_arena_alloc(&w->picture->arena, CHANGES_SHOWN * sizeof *w->picture->changes);
    for (size_t i = 0; i < w->stored_count && count > 0 && !rc; i++)
        take_series(w, &w->stored[i], changing, count);
    return rc;
}

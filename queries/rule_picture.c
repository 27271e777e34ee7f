/* A case as a picture: its items go the way of documents of the store, its values stand where
 * those of the store would, and rows_build() does the rest. */
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "queries/catalog_items.h"
#include "queries/picture_work.h"
#include "queries/rule_case.h"

#define DOCUMENT_MAX (1 << 20)

/* ---- catalogue ---- */

static int64_t known_from(const struct catalog_entry *entry)
{
    int32_t day = 0;

    if (strcmp(entry->kind->name, "target") == 0)
        (void)hd_day_parse(entry_text(entry, "valid_from"), 10, &day);
    return day ? rule_noon(day) : INT64_MIN;
}

static enum hd_rc build_catalog(const struct rule_draft *d, struct picture *picture,
                                struct hd_error *err)
{
    size_t count = d->items.count;
    struct stored_item *items = hd_arena_alloc(d->arena, (count + 1) * sizeof *items);
    struct hd_buf document HD_BUF_AUTO = { 0 };

    hd_buf_init(&document, DOCUMENT_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct catalog_entry *entry = d->items.entries[i];

        hd_buf_reset(&document);
        entry_document(entry, &document);
        items[i] =
            (struct stored_item){ .kind = entry->kind,
                                  .code = hd_arena_strdup(&picture->arena, entry->code),
                                  .document = hd_arena_strdup(&picture->arena, document.data),
                                  .vintage = 1,
                                  .known_from_at_ms = known_from(entry) };
    }
    return catalog_of_items(items, count, &picture->arena, &picture->catalog, err);
}

/* ---- values ---- */

static void store_value(struct picture_work *w, struct stored_series *stored,
                        const struct rule_value *value, int version)
{
    HD_GROW(w->vintages, w->vintage_count, w->vintage_room);
    w->vintages[w->vintage_count++] =
        (struct known_vintage){ .period_key = hd_period_key(value->period),
                                .published_at_ms = value->published_at_ms,
                                .value = hd_arena_strdup(&w->picture->arena, value->text),
                                .vintage = version,
                                .status = value->status };
    stored->count++;
}

/* What was published after the day of the case is not known on it. */
static void store_series(struct picture_work *w, const struct rule_series *series,
                         struct stored_series *stored)
{
    struct hd_arena *arena = &w->picture->arena;
    int version = 0;

    *stored = (struct stored_series){ .id = 1 + (int64_t)w->stored_count,
                                      .indicator = hd_arena_strdup(arena, series->indicator),
                                      .area = hd_arena_strdup(arena, series->area),
                                      .breakdown = hd_arena_strdup(arena, series->breakdown),
                                      .first = w->vintage_count };
    for (size_t i = 0; i < series->count; i++) {
        bool again =
            i > 0 && hd_period_equal(series->values[i].period, series->values[i - 1].period);

        version = again ? version + 1 : 1;
        if (series->values[i].published_at_ms < w->options->cutoff_at_ms)
            store_value(w, stored, &series->values[i], version);
    }
}

static void store_all(struct picture_work *w, const struct rule_draft *d)
{
    size_t count = 0;

    for (const struct rule_series *series = d->series; series; series = series->next)
        count++;
    w->stored = hd_realloc(NULL, count + 1, sizeof *w->stored);
    for (const struct rule_series *series = d->series; series; series = series->next) {
        store_series(w, series, &w->stored[w->stored_count]);
        w->stored_count++;
    }
}

/* ---- the answer ---- */

static bool is_asked(const struct rule_draft *d, const struct status_row *row)
{
    if (strcmp(row->indicator->code, d->indicator->code) != 0 ||
        strcmp(row->series->area, d->area) != 0)
        return false;
    if (!d->target)
        return !row->target;
    return row->target && strcmp(row->target->judge.id, d->target->code) == 0 &&
           strcmp(row->series->breakdown, d->breakdown) == 0;
}

static struct status_row *find_row(const struct rule_draft *d, struct picture *picture)
{
    for (size_t i = 0; i < picture->row_count; i++)
        if (is_asked(d, &picture->rows[i]))
            return &picture->rows[i];
    return NULL;
}

/* What if it went on at this pace? */
static void assume_pace(const struct rule_draft *d, struct picture *picture, struct status_row *row)
{
    const struct hd_yaml *pace = d->keys[RULE_PACE];

    if (!pace || !row->target)
        return;
    row->question.has_pace = true;
    row->question.pace = hd_decimal_double(pace->text);
    judge(&row->question, &picture->arena, &row->verdict);
}

enum hd_rc rule_picture_build(struct rule_draft *d, struct rule_case *rule, struct hd_error *err)
{
    struct picture *picture = hd_alloc(sizeof *picture);
    struct picture_options options = { .cutoff_at_ms = (d->as_of_day + 1) * HD_DAY_MS,
                                       .as_of_day = d->as_of_day };
    struct picture_work w = { .picture = picture, .options = &options, .err = err };
    struct hd_zone *zone = NULL;
    struct status_row *row;
    enum hd_rc rc;

    rule->picture = picture;
    atomic_init(&picture->holders, 1);
    picture->as_of_day = options.as_of_day;
    picture->cutoff_at_ms = options.cutoff_at_ms;
    rc = hd_zone_open("UTC", &zone, err);
    if (!rc)
        rc = build_catalog(d, picture, err);
    if (!rc) {
        options.zone = zone;
        store_all(&w, d);
        rows_build(&w);
        rule->row = row = find_row(d, picture);
        if (row)
            assume_pace(d, picture, row);
        else
            rc = hd_fail(err, HD_CORRUPT, "%s:%ld: the case has no verdict", d->file.path, d->line);
    }
    free(w.stored);
    free(w.vintages);
    hd_arena_clear(&w.scratch);
    hd_zone_close(&zone);
    return rc;
}

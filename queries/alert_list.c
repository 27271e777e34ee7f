#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

#define RESOLVED_SHOWN 100

/* ---- which row an alert is about ---- */

/* Rows by what alerts call them: many alerts look for theirs. */
struct rows_by_name {
    const struct status_row **targets; /* by target id and breakdown */
    size_t target_count;
    const struct status_row **headlines; /* beside the catalogue's indicators; NULL: none */
};

static int compare_names(const struct status_row *a, const char *id, size_t len,
                         const char *breakdown)
{
    int order = strncmp(a->target->judge.id, id, len);

    if (!order && a->target->judge.id[len])
        order = 1;
    return order ? order : strcmp(a->series->breakdown, breakdown);
}

static int compare_rows(const void *a, const void *b)
{
    const struct status_row *x = *(const struct status_row *const *)a;
    const struct status_row *y = *(const struct status_row *const *)b;
    int order =
        compare_names(x, y->target->judge.id, strlen(y->target->judge.id), y->series->breakdown);

    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static struct rows_by_name name_rows(const struct picture *picture, struct hd_arena *arena)
{
    struct rows_by_name names = { 0 };

    names.targets = hd_arena_alloc(arena, (picture->row_count + 1) * sizeof(void *));
    names.headlines =
        hd_arena_alloc(arena, (picture->catalog->indicator_count + 1) * sizeof(void *));
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->target)
            names.targets[names.target_count++] = row;
        if (row->headline)
            names.headlines[row->indicator - picture->catalog->indicators] = row;
    }
    if (names.target_count)
        qsort(names.targets, names.target_count, sizeof(void *), compare_rows);
    return names;
}

static const struct status_row *find_target(const struct rows_by_name *names, const char *subject,
                                            size_t len, const char *breakdown)
{
    size_t low = 0, high = names->target_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compare_names(names->targets[middle], subject, len, breakdown) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == names->target_count ||
        compare_names(names->targets[low], subject, len, breakdown) != 0)
        return NULL;
    return names->targets[low];
}

/* A subject is a target's id, with #breakdown for one of several series, or an indicator. */
static const struct status_row *row_of(const struct picture *picture,
                                       const struct rows_by_name *names, const char *subject)
{
    size_t len = strcspn(subject, "#");
    const char *breakdown = subject[len] ? subject + len + 1 : "";
    const struct status_row *row = find_target(names, subject, len, breakdown);
    const struct indicator *indicator;

    if (row)
        return row;
    indicator = catalog_indicator(picture->catalog, subject);
    return indicator ? names->headlines[indicator - picture->catalog->indicators] : NULL;
}

/* ---- reading ---- */

static struct alert_row read_alert(struct statement *row, struct hd_arena *arena)
{
    return (struct alert_row){
        .id = statement_int(row, 0),
        .kind = hd_arena_strdup(arena, statement_text(row, 1)),
        .subject = hd_arena_strdup(arena, statement_text(row, 2)),
        .first_period = hd_arena_strdup(arena, statement_text(row, 3)),
        .severity = hd_arena_strdup(arena, statement_text(row, 4)),
        .state = hd_arena_strdup(arena, statement_text(row, 5)),
        .document = hd_arena_strdup(arena, statement_text(row, 6)),
        .last_period = hd_arena_strdup(arena, statement_text(row, 7)),
        .opened_at_ms = statement_int(row, 8),
        .changed_at_ms = statement_int(row, 9),
        .promised_day = (int32_t)statement_int(row, 10),
        .streak = statement_int(row, 11),
        .before_install = statement_int(row, 12) != 0,
        .note = hd_arena_strdup(arena, statement_text(row, 13)),
        .actor = hd_arena_strdup(arena, statement_text(row, 14)),
    };
}

static void keep(struct picture_work *w, const struct alert_row *list, size_t count)
{
    struct picture *picture = w->picture;
    struct rows_by_name names = name_rows(picture, &w->scratch);

    picture->alerts = hd_arena_alloc(&picture->arena, (count + 1) * sizeof *picture->alerts);
    picture->alert_count = count;
    for (size_t i = 0; i < count; i++) {
        picture->alerts[i] = list[i];
        picture->alerts[i].row = row_of(picture, &names, list[i].subject);
    }
}

enum hd_rc alerts_build(struct picture_work *w)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    bool now = w->options->current, row = false;
    struct alert_row *list = NULL;
    size_t count = 0, room = 0;
    enum hd_rc rc;

    rc = statement_take(w->reader, now ? sql_alert_list_now : sql_alert_list_then, &rows, w->err);
    if (rc)
        return rc;
    statement_bind_int(rows, ":resolved", RESOLVED_SHOWN);
    if (!now)
        statement_bind_int(rows, ":cutoff", w->options->cutoff_at_ms);
    while ((rc = statement_next(rows, &row, w->err)) == HD_OK && row) {
        HD_GROW(list, count, room);
        list[count++] = read_alert(rows, &w->picture->arena);
    }
    keep(w, list, count);
    free(list);
    return rc;
}

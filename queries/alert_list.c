#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

#define RESOLVED_SHOWN 100

/* A subject is a target's id, with #breakdown for one of several series, or an indicator. */
static const struct status_row *row_of(const struct picture *picture, const char *subject)
{
    size_t len = strcspn(subject, "#");
    const char *breakdown = subject[len] ? subject + len + 1 : "";

    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->target && strncmp(row->target->judge.id, subject, len) == 0 &&
            row->target->judge.id[len] == '\0' && strcmp(row->series->breakdown, breakdown) == 0)
            return row;
    }
    return picture_headline(picture, subject);
}

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

static void keep(struct picture *picture, const struct alert_row *list, size_t count)
{
    picture->alerts = hd_arena_alloc(&picture->arena, (count + 1) * sizeof *picture->alerts);
    picture->alert_count = count;
    for (size_t i = 0; i < count; i++) {
        picture->alerts[i] = list[i];
        picture->alerts[i].row = row_of(picture, list[i].subject);
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
    keep(w->picture, list, count);
    free(list);
    return rc;
}

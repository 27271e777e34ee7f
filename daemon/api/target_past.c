#include "daemon/api/target_past.h"

#include <string.h>

#include "daemon/service.h"

/* ---- the last day ---- */

/* The last midnight before it was replaced; it may have lived for less than a day. */
static void choose_moment(const struct hd_zone *zone, const struct target_span *span,
                          struct target_past *past)
{
    int32_t day = hd_zone_day(zone, span->known_to_at_ms);
    int64_t midnight = hd_zone_at_ms(zone, day, 0);

    past->whole_day = span->known_from_at_ms < midnight;
    past->as_of_day = past->whole_day ? day - 1 : day;
    past->cutoff_at_ms = past->whole_day ? midnight : span->known_to_at_ms;
}

static void take_rows(const struct target_span *span, struct hd_arena *arena,
                      struct target_past *past)
{
    const struct picture *picture = past->picture;

    past->rows = hd_arena_alloc(arena, (picture->row_count + 1) * sizeof(void *));
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->target && strcmp(row->target->judge.id, span->target) == 0 &&
            row->target->judge.vintage == span->vintage)
            past->rows[past->count++] = row;
    }
}

/* ---- with what is known now ---- */

/* The same series as it is known now; one that nobody knows any more stays as it was. */
static const struct judge_series *series_now(const struct picture *now,
                                             const struct judge_series *then)
{
    const struct judge_series *series =
        then ? picture_series(now, then->indicator, then->area, then->breakdown) : NULL;

    return series ? series : then;
}

static struct judge_question ask_again(const struct picture *now, const struct status_row *row,
                                       struct hd_arena *arena)
{
    struct judge_question question = row->question;
    const struct judge_series **peers =
        hd_arena_alloc(arena, (question.peer_count + 1) * sizeof(void *));

    for (size_t i = 0; i < question.peer_count; i++)
        peers[i] = series_now(now, question.peers[i]);
    question.peers = peers;
    /* What it starts from was known when it came into force: later values do not move that. */
    if (!question.series_at_start)
        question.series_at_start = question.series;
    question.series = series_now(now, question.series);
    question.respondents = series_now(now, question.respondents);
    question.as_of_day = now->as_of_day;
    return question;
}

static bool invented_now(const struct picture *now, const struct status_row *row)
{
    for (size_t i = 0; i < now->row_count; i++)
        if (now->rows[i].invented && now->rows[i].target && row->target &&
            strcmp(now->rows[i].target->judge.id, row->target->judge.id) == 0)
            return true;
    return row->invented;
}

static void judge_again(const struct hd_zone *zone, const struct picture *now,
                        struct target_past *past, struct hd_arena *arena)
{
    past->finals = hd_arena_alloc(arena, (past->count + 1) * sizeof *past->finals);
    for (size_t i = 0; i < past->count; i++) {
        struct status_row *final = &past->finals[past->final_count];

        if (!past->rows[i]->verdict.closed)
            continue;
        *final = *past->rows[i];
        final->question = ask_again(now, past->rows[i], arena);
        final->series = final->question.series;
        judge(&final->question, arena, &final->verdict);
        if (final->verdict.since_at_ms)
            final->verdict.since_day = hd_zone_day(zone, final->verdict.since_at_ms);
        final->invented = invented_now(now, past->rows[i]);
        past->final_count++;
    }
}

enum hd_rc target_past_judge(struct service *service, const struct picture *now,
                             const struct target_span *span, struct hd_arena *arena,
                             struct target_past *past, struct hd_error *err)
{
    const struct hd_zone *zone = service_zone(service);
    enum hd_rc rc;

    *past = (struct target_past){ 0 };
    if (span->known_from_at_ms >= span->known_to_at_ms)
        return HD_OK;
    choose_moment(zone, span, past);
    rc = service_picture_as_of(service, past->cutoff_at_ms, past->as_of_day, &past->picture, err);
    if (rc)
        return rc;
    take_rows(span, arena, past);
    judge_again(zone, now, past, arena);
    return HD_OK;
}

void target_past_drop(struct target_past *past)
{
    if (past->picture)
        picture_drop(&past->picture);
}

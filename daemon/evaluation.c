#include "daemon/evaluation.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "daemon/view.h"
#include "storage/record.h"

#define ACTOR        "hedef"
#define DOCUMENT_MAX 65536

struct evaluation_mark {
    unsigned char hash[16];
};

static int compare_marks(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct evaluation_mark));
}

static bool remembered(const struct evaluation_memory *memory, const struct evaluation_mark *mark)
{
    return memory->count &&
           bsearch(mark, memory->marks, memory->count, sizeof *mark, compare_marks);
}

void evaluation_memory_clear(struct evaluation_memory *memory)
{
    free(memory->marks);
    *memory = (struct evaluation_memory){ 0 };
}

static void mark_verdict(const struct verdict_record *verdict, struct evaluation_mark *mark)
{
    const char *const parts[] = { verdict->target, verdict->series, verdict->document };
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, sizeof mark->hash);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) /* with the NUL between them */
        crypto_generichash_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    crypto_generichash_final(&state, mark->hash, sizeof mark->hash);
}

/* In English and without the number of the run: what is kept must not differ by who looks when. */
static const char *write_document(const struct status_row *row, struct hd_arena *arena)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    struct hd_jsonw w = { .out = &text };

    hd_buf_init(&text, DOCUMENT_MAX);
    view_verdict_json(&w, row, NULL, hd_lang_default());
    return hd_arena_strdup(arena, text.data);
}

static struct verdict_record describe(const struct status_row *row, struct hd_arena *arena)
{
    return (struct verdict_record){
        .target = row->target ? row->target->judge.id : "",
        .series = hd_arena_printf(arena, "%s/%s/%s", row->indicator->code, row->series->area,
                                  row->series->breakdown),
        .state = judge_state_word(row->verdict.state),
        .document = write_document(row, arena),
    };
}

static void compare_verdicts(struct evaluation *evaluation, const struct evaluation_memory *memory)
{
    const struct picture *picture = evaluation->picture;
    size_t count = picture->row_count;

    evaluation->verdicts =
        hd_arena_alloc(&evaluation->arena, (count + 1) * sizeof *evaluation->verdicts);
    evaluation->marks = hd_alloc((count + 1) * sizeof *evaluation->marks);
    for (size_t i = 0; i < count; i++) {
        struct verdict_record verdict = describe(&picture->rows[i], &evaluation->arena);
        struct evaluation_mark *mark = &evaluation->marks[evaluation->mark_count++];

        mark_verdict(&verdict, mark);
        if (!remembered(memory, mark))
            evaluation->verdicts[evaluation->verdict_count++] = verdict;
    }
    qsort(evaluation->marks, evaluation->mark_count, sizeof *evaluation->marks, compare_marks);
}

void evaluation_prepare(struct evaluation *evaluation, const struct picture *picture,
                        const struct evaluation_memory *memory, const struct alert_rules *rules,
                        int64_t now_at_ms)
{
    *evaluation = (struct evaluation){ .picture = picture };
    compare_verdicts(evaluation, memory);
    alert_step(picture, rules, now_at_ms, &evaluation->arena, &evaluation->transitions,
               &evaluation->transition_count);
}

bool evaluation_differs(const struct evaluation *evaluation)
{
    return evaluation->verdict_count || evaluation->transition_count;
}

void evaluation_clear(struct evaluation *evaluation)
{
    hd_arena_clear(&evaluation->arena);
    free(evaluation->marks);
    *evaluation = (struct evaluation){ 0 };
}

/* ---- recording, on the writer thread ---- */

struct recording {
    struct evaluation *evaluation;
    struct run_record run;
    struct evaluation_run recorded;
};

static enum hd_rc record_verdicts(struct txn *txn, struct evaluation *evaluation, int64_t run_id,
                                  struct hd_error *err)
{
    for (size_t i = 0; i < evaluation->verdict_count; i++) {
        bool kept;
        enum hd_rc rc;

        evaluation->verdicts[i].run_id = run_id;
        rc = record_verdict(txn, &evaluation->verdicts[i], &kept, err);
        if (rc)
            return hd_context(err, "verdict on %s", evaluation->verdicts[i].series);
    }
    return HD_OK;
}

static enum hd_rc record_transitions(struct txn *txn, const struct evaluation *evaluation,
                                     int64_t run_id, struct hd_error *err)
{
    for (size_t i = 0; i < evaluation->transition_count; i++) {
        const struct alert_transition *each = &evaluation->transitions[i];
        int64_t id;
        enum hd_rc rc = record_alert(txn, &each->alert, &id, err);

        if (!rc && each->to)
            rc = record_alert_event(txn, id, each->to, ACTOR, each->note ? each->note : "",
                                    each->alert.promised_day, run_id, txn_now_at_ms(txn), err);
        if (rc)
            return hd_context(err, "%s alert on %s", each->alert.kind, each->alert.subject);
    }
    return HD_OK;
}

static enum hd_rc record(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct recording *recording = ctx;
    int64_t *run_id = &recording->recorded.id;
    enum hd_rc rc = record_run(txn, &recording->run, run_id, err);

    recording->recorded.at_ms = txn_now_at_ms(txn);
    if (!rc)
        rc = record_verdicts(txn, recording->evaluation, *run_id, err);
    if (!rc)
        rc = record_transitions(txn, recording->evaluation, *run_id, err);
    return rc;
}

static int64_t count_behind(const struct status_counts *counts)
{
    int64_t behind = 0;

    for (size_t i = 0; i < JUDGE_STATES; i++)
        if (judge_state_behind((enum judge_state)i))
            behind += (int64_t)counts->by_state[i];
    return behind;
}

enum hd_rc evaluation_store(struct evaluation *evaluation, struct evaluation_memory *memory,
                            struct store *store, const char *trigger, int64_t duration_us,
                            struct evaluation_run *run_out, struct hd_error *err)
{
    const struct picture *picture = evaluation->picture;
    struct status_counts counts;
    struct recording recording = { .evaluation = evaluation };
    enum hd_rc rc;

    picture_count(picture, NULL, &counts);
    recording.run = (struct run_record){
        .trigger = trigger,
        .as_of_at_ms = picture->cutoff_at_ms,
        .change_seq = picture->change_seq,
        .targets = (int64_t)counts.total,
        .behind = count_behind(&counts),
        .duration_us = duration_us,
    };
    rc = store_write(store, record, &recording, err);
    if (rc)
        return hd_context(err, "recording the evaluation");
    evaluation_memory_clear(memory);
    memory->marks = evaluation->marks;
    memory->count = evaluation->mark_count;
    evaluation->marks = NULL;
    *run_out = recording.recorded;
    return HD_OK;
}

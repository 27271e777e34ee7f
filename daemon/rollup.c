#include "daemon/rollup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/memory.h"
#include "daemon/service.h"
#include "queries/picture.h"
#include "queries/sample.h"
#include "storage/sample.h"
#include "storage/source.h"
#include "storage/submission.h"

#define SUPPRESSED  'Q'
#define PERIODS_MAX 500   /* in one transaction */
#define FORGET_MAX  50000 /* samples: then it is enough for one */

/* ---- what is due ---- */

struct rolling {
    struct service *service;
    struct picture *picture;
    struct reader *reader;
    struct hd_arena arena;
    struct sample_period *due;
    size_t due_count;
    int32_t today;
    struct rollup_outcome *outcome;
};

/* One period as it was computed. */
struct rolled {
    const struct sample_period *due;
    struct rollup_value value;
    bool enough;
};

static enum hd_rc open_rolling(struct rolling *r, struct service *service, struct hd_error *err)
{
    r->service = service;
    r->today = service_today(service);
    r->picture = service_picture(service);
    if (!r->picture)
        return hd_fail(err, HD_AGAIN, "the first evaluation is not over yet");
    return service_reader_take(service, &r->reader, err);
}

static void close_rolling(struct rolling *r)
{
    if (r->reader)
        service_reader_give_back(r->service, &r->reader);
    if (r->picture)
        picture_drop(&r->picture);
    hd_arena_clear(&r->arena);
}

static const struct indicator *taker(const struct rolling *r, const struct sample_period *due)
{
    const struct indicator *indicator = catalog_indicator(r->picture->catalog, due->indicator);

    return indicator && indicator->samples.kind ? indicator : NULL;
}

static bool is_closed(const struct rolling *r, const struct sample_period *due)
{
    return due->period.end_day < r->today && !due->removed;
}

/* ---- computing: without holding up the writer ---- */

static struct sample_span span_of(const struct rolling *r, const struct sample_period *period)
{
    const struct hd_zone *zone = service_zone(r->service);

    return (struct sample_span){
        .series_id = period->series_id,
        .period_key = hd_period_key(period->period),
        .from_at_ms = hd_zone_at_ms(zone, period->period.start_day, 0),
        .before_at_ms = hd_zone_at_ms(zone, period->period.end_day + 1, 0),
    };
}

static void add_value(void *ctx, const char *value)
{
    rollup_add(ctx, value);
}

static enum hd_rc compute(struct rolling *r, const struct indicator *indicator,
                          const struct sample_period *due, struct rolled *out, struct hd_error *err)
{
    struct sample_span span = span_of(r, due);
    struct rollup *rollup = rollup_open(&indicator->samples);
    enum hd_rc rc = sample_each(r->reader, due->series_id, span.from_at_ms, span.before_at_ms,
                                add_value, rollup, err);
    size_t count = rollup_count(rollup);
    bool any = rollup_close(&rollup, indicator->decimals, &out->value);

    out->due = due;
    out->enough = any && count >= (size_t)indicator->samples_minimum;
    return rc;
}

/* ---- writing ---- */

struct batch {
    struct rolling *rolling;
    const struct indicator *indicator;
    const struct rolled *rolled;
    size_t count;
    bool publish;
    size_t published, held_back;
};

/* Periods that had no value before; that had one from here; that have one from elsewhere, which is
 * for a person to decide about. */
enum handing_kind { HANDING_FIRST, HANDING_AGAIN, HANDING_FOREIGN, HANDINGS };

/* Rows of one submission. */
struct handing {
    enum handing_kind kind;
    struct submission_row *rows;
    struct submission_outcome *outcomes; /* beside them */
    size_t count;
    int64_t late, submission_id;
};

/* It has a value that comes from here. */
static bool was_published(const struct sample_period *due)
{
    return due->submission_id && !*due->held_back;
}

static void add_row(struct handing *handing, const struct rolled *rolled, const char *indicator,
                    const char *value)
{
    handing->rows[handing->count++] = (struct submission_row){
        .indicator = indicator,
        .area = rolled->due->area,
        .breakdown = rolled->due->breakdown,
        .period = rolled->due->period,
        .value = rolled->enough ? value : NULL,
        .status = rolled->enough ? 'A' : SUPPRESSED,
        .comment = "",
    };
}

static void add_rolled(struct batch *batch, struct handing *handing, const struct rolled *rolled)
{
    const char *respondents = batch->indicator->respondents;
    char used[24];

    add_row(handing, rolled, batch->indicator->code, rolled->value.value);
    if (respondents) {
        snprintf(used, sizeof used, "%zu", rolled->value.used);
        add_row(handing, rolled, respondents, hd_arena_strdup(&batch->rolling->arena, used));
    }
    if (was_published(rolled->due))
        handing->late += rolled->due->count - rolled->due->rolled_count;
}

static const char *late_reason(const struct batch *batch, const struct hd_lang *lang, int64_t late)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    char count[24];

    snprintf(count, sizeof count, "%lld", (long long)late);
    hd_buf_init(&text, 1024);
    hd_fill(&text,
            hd_tr_n(lang, "{count} sample came late", "{count} samples came late", (long)late),
            HD_ARGS("count", count));
    return hd_arena_strdup(&batch->rolling->arena, text.data);
}

static const char *reason_of(const struct batch *batch, const struct handing *handing)
{
    struct service *service = batch->rolling->service;
    const struct hd_lang *lang = hd_lang_find(service_settings(service)->default_lang);

    if (handing->kind == HANDING_FOREIGN)
        return hd_tr(lang, N_("a value stands here that was not made of these samples"));
    return handing->late ? late_reason(batch, lang, handing->late) : "";
}

static enum hd_rc hand_in(struct batch *batch, struct txn *txn, struct handing *handing,
                          struct hd_error *err)
{
    struct submission_new submission = {
        .channel = "collector",
        .actor = ROLLUP_ACTOR,
        .source = batch->indicator->samples.text,
        .reason = reason_of(batch, handing),
        .checksum = "",
        .verb = handing->kind == HANDING_FIRST ? SUBMISSION_NEW : SUBMISSION_REVISE,
        .publish = batch->publish && handing->kind != HANDING_FOREIGN,
        .rows = handing->rows,
        .count = handing->count,
    };
    struct submission_result result = { .outcomes = handing->outcomes };
    enum hd_rc rc;

    if (!handing->count)
        return HD_OK;
    rc = submission_put(txn, &submission, &result, err);
    if (rc == HD_DENIED) { /* asked for since the picture was made */
        submission.publish = false;
        rc = submission_put(txn, &submission, &result, err);
    }
    handing->submission_id = result.id;
    batch->published += result.added + result.changed;
    return rc;
}

static enum hd_rc note(struct batch *batch, struct txn *txn, const struct rolled *rolled,
                       int64_t submission_id, struct hd_error *err)
{
    const struct sample_rolled row = {
        .series_id = rolled->due->series_id,
        .period_key = hd_period_key(rolled->due->period),
        .count = rolled->due->count,
        .rule = batch->indicator->samples.text,
        .used = (int64_t)rolled->value.used,
        .spread_low = rolled->enough ? rolled->value.low : "",
        .spread_high = rolled->enough ? rolled->value.high : "",
        .held_back = rolled->enough ? "" : "minimum",
        .submission_id = submission_id,
    };

    batch->held_back += !rolled->enough;
    return sample_note_rolled(txn, &row, err);
}

/* More came in while it was computed: it stays due. */
static enum hd_rc is_still(struct batch *batch, struct txn *txn, const struct rolled *rolled,
                           bool *still_out, struct hd_error *err)
{
    struct sample_period now;
    enum hd_rc rc = sample_period_get(txn_reader(txn), rolled->due->series_id, rolled->due->period,
                                      &batch->rolling->arena, &now, err);

    *still_out = !rc && now.count == rolled->due->count &&
                 now.rolled_count == rolled->due->rolled_count && !now.removed;
    return rc;
}

/* What became of one period, and where its row stands. */
struct kept {
    const struct rolled *rolled;
    const struct handing *handing; /* NULL: nothing is handed in */
    size_t row;
};

/* 0: its value is what it was before. */
static int64_t submission_of(const struct kept *kept)
{
    const struct handing *handing = kept->handing;

    return handing && handing->outcomes[kept->row].effect != SUBMISSION_ROW_UNCHANGED
               ? handing->submission_id
               : 0;
}

static enum hd_rc kind_of(struct txn *txn, const struct sample_period *due, enum handing_kind *kind,
                          struct hd_error *err)
{
    int64_t standing;
    enum hd_rc rc = sample_standing(txn_reader(txn), due->series_id, due->period, &standing, err);

    if (standing && standing != due->submission_id)
        *kind = HANDING_FOREIGN;
    else
        *kind = was_published(due) ? HANDING_AGAIN : HANDING_FIRST;
    return rc;
}

/* Nothing is said of too few samples, but where a value of before has to go. */
static enum hd_rc take_rolled(struct batch *batch, struct txn *txn, struct handing *handings,
                              struct kept *kept, struct hd_error *err)
{
    const struct rolled *rolled = kept->rolled;
    enum handing_kind kind = HANDING_FIRST;
    enum hd_rc rc;

    if (!rolled->enough && !was_published(rolled->due))
        return HD_OK;
    rc = kind_of(txn, rolled->due, &kind, err);
    if (rc)
        return rc;
    kept->handing = &handings[kind];
    kept->row = handings[kind].count;
    add_rolled(batch, &handings[kind], rolled);
    return HD_OK;
}

static enum hd_rc write_rows(struct batch *batch, struct txn *txn, struct handing *handings,
                             struct kept *kept, size_t *kept_count, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < batch->count; i++) {
        bool still = false;

        rc = is_still(batch, txn, &batch->rolled[i], &still, err);
        if (rc || !still)
            continue;
        kept[*kept_count] = (struct kept){ .rolled = &batch->rolled[i] };
        rc = take_rolled(batch, txn, handings, &kept[(*kept_count)++], err);
    }
    for (int i = 0; !rc && i < HANDINGS; i++)
        rc = hand_in(batch, txn, &handings[i], err);
    return rc;
}

static enum hd_rc write_batch(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct batch *batch = ctx;
    struct handing handings[HANDINGS] = { { .kind = HANDING_FIRST },
                                          { .kind = HANDING_AGAIN },
                                          { .kind = HANDING_FOREIGN } };
    struct kept *kept = hd_alloc(batch->count * sizeof *kept);
    size_t kept_count = 0;
    enum hd_rc rc;

    for (int i = 0; i < HANDINGS; i++) {
        handings[i].rows = hd_alloc(2 * batch->count * sizeof *handings[i].rows);
        handings[i].outcomes = hd_alloc(2 * batch->count * sizeof *handings[i].outcomes);
    }
    rc = write_rows(batch, txn, handings, kept, &kept_count, err);
    for (size_t i = 0; !rc && i < kept_count; i++)
        rc = note(batch, txn, kept[i].rolled, submission_of(&kept[i]), err);
    for (int i = 0; i < HANDINGS; i++) {
        free(handings[i].rows);
        free(handings[i].outcomes);
    }
    free(kept);
    return rc;
}

static enum hd_rc write_rolled(struct rolling *r, const struct indicator *indicator,
                               const struct rolled *rolled, size_t count, struct hd_error *err)
{
    struct batch batch = { .rolling = r,
                           .indicator = indicator,
                           .rolled = rolled,
                           .count = count,
                           .publish = r->picture->one_person };
    enum hd_rc rc;

    if (!count)
        return HD_OK;
    rc = store_write(service_store(r->service), write_batch, &batch, err);
    if (!rc) {
        r->outcome->periods += count;
        r->outcome->published += batch.published;
        r->outcome->held_back += batch.held_back;
    }
    return rc;
}

/* ---- all of it ---- */

/* Periods of one indicator stand together; begins at *at and leaves it behind them. */
static enum hd_rc roll_some(struct rolling *r, size_t *at, struct rolled *rolled,
                            struct hd_error *err)
{
    const struct sample_period *first = &r->due[*at];
    const struct indicator *indicator = taker(r, first);
    size_t count = 0;
    enum hd_rc rc = HD_OK;

    for (; !rc && *at < r->due_count && count < PERIODS_MAX; (*at)++) {
        const struct sample_period *due = &r->due[*at];

        if (strcmp(due->indicator, first->indicator) != 0)
            break;
        if (indicator && is_closed(r, due))
            rc = compute(r, indicator, due, &rolled[count++], err);
    }
    return rc ? rc : write_rolled(r, indicator, rolled, count, err);
}

enum hd_rc rollup_run(struct service *service, struct rollup_outcome *outcome, struct hd_error *err)
{
    struct rolling r = { .outcome = outcome };
    struct rolled *rolled = hd_alloc(PERIODS_MAX * sizeof *rolled);
    enum hd_rc rc = open_rolling(&r, service, err);
    size_t at = 0;

    *outcome = (struct rollup_outcome){ 0 };
    if (!rc)
        rc = sample_due(r.reader, &r.arena, &r.due, &r.due_count, err);
    while (!rc && at < r.due_count)
        rc = roll_some(&r, &at, rolled, err);
    close_rolling(&r);
    free(rolled);
    if (outcome->periods)
        hd_log(HD_LOG_INFO, "rollup periods=%zu published=%zu held_back=%zu", outcome->periods,
               outcome->published, outcome->held_back);
    return rc ? hd_context(err, "samples are not rolled up") : HD_OK;
}

/* ---- retention ---- */

struct forgetting {
    struct sample_span *spans; /* of one transaction */
    size_t count;
    int64_t weight; /* samples in them */
    int64_t bytes_before_at_ms, runs_before_at_ms;
    int64_t samples, bytes, runs; /* that are gone */
};

static enum hd_rc forget_samples(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct forgetting *f = ctx;

    for (size_t i = 0; i < f->count; i++) {
        int64_t gone = 0;
        enum hd_rc rc = sample_forget(txn, &f->spans[i], &gone, err);

        if (rc && rc != HD_CONFLICT) /* some came in just now: they are rolled up first */
            return rc;
        f->samples += gone;
    }
    return HD_OK;
}

static enum hd_rc forget_fetches(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct forgetting *f = ctx;

    return fetch_forget(txn, f->bytes_before_at_ms, f->runs_before_at_ms, &f->bytes, &f->runs, err);
}

static bool is_over(const struct rolling *r, const struct sample_period *period, int64_t now_at_ms)
{
    const struct indicator *indicator = taker(r, period);

    return indicator && indicator->samples_kept_ms && is_closed(r, period) &&
           period->rolled_count == period->count &&
           period->rolled_at_ms + indicator->samples_kept_ms <= now_at_ms;
}

/* Other writers get their turn in between. */
static enum hd_rc forget_gathered(struct rolling *r, struct forgetting *f, int64_t at_least,
                                  struct hd_error *err)
{
    enum hd_rc rc;

    if (!f->count || (f->weight < at_least && f->count < PERIODS_MAX))
        return HD_OK;
    rc = store_write(service_store(r->service), forget_samples, f, err);
    f->count = 0;
    f->weight = 0;
    return rc;
}

static enum hd_rc forget_old(struct rolling *r, struct forgetting *f, struct hd_error *err)
{
    int64_t now_at_ms = hd_now_at_ms(service_clock(r->service));
    enum hd_rc rc = sample_rolled_list(r->reader, NULL, &r->arena, &r->due, &r->due_count, err);

    f->spans = hd_alloc(PERIODS_MAX * sizeof *f->spans);
    for (size_t i = 0; !rc && i < r->due_count; i++) {
        if (!is_over(r, &r->due[i], now_at_ms))
            continue;
        f->spans[f->count++] = span_of(r, &r->due[i]);
        f->weight += r->due[i].count;
        rc = forget_gathered(r, f, FORGET_MAX, err);
    }
    if (!rc)
        rc = forget_gathered(r, f, 0, err);
    free(f->spans);
    return rc;
}

enum hd_rc rollup_forget(struct service *service, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    int64_t now_at_ms = hd_now_at_ms(service_clock(service));
    struct forgetting f = { .bytes_before_at_ms = now_at_ms - settings->keep_bodies_ms,
                            .runs_before_at_ms = now_at_ms - settings->keep_fetches_ms };
    struct rolling r = { 0 };
    enum hd_rc rc = store_write(service_store(service), forget_fetches, &f, err);

    if (!rc)
        rc = open_rolling(&r, service, err);
    if (!rc)
        rc = forget_old(&r, &f, err);
    close_rolling(&r);
    if (f.samples || f.bytes || f.runs)
        hd_log(HD_LOG_INFO, "retention samples=%lld bodies=%lld fetches=%lld", (long long)f.samples,
               (long long)f.bytes, (long long)f.runs);
    return rc ? hd_context(err, "what was kept long enough is not removed") : HD_OK;
}

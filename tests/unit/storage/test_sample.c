/* Samples in the store: once each, counted by period, noted when rolled up, and removed for good.
 */
#include "storage_world.h"

#include "storage/sample.h"

static struct sample sample_of(int64_t hour, const char *id, const char *value)
{
    return (struct sample){ .indicator = "cashless-share",
                            .area = "AZ",
                            .breakdown = "",
                            .at_ms = WORLD_START_AT_MS + hour * 3600000,
                            .id = id,
                            .value = value,
                            .period = world_period("2026-Q1") };
}

struct put {
    const struct sample *samples;
    size_t count, fresh;
    enum sample_effect effects[8];
};

static enum hd_rc put_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct put *put = ctx;

    return sample_put(txn, put->samples, put->count, put->effects, &put->fresh, err);
}

static enum hd_rc put_all(struct world *w, struct put *put)
{
    return store_write(w->store, put_fn, put, &w->err);
}

static enum sample_effect put_one(struct world *w, struct sample sample)
{
    struct put put = { .samples = &sample, .count = 1 };

    assert_ok(w, put_all(w, &put));
    assert_int_equal(put.fresh, put.effects[0] == SAMPLE_NEW);
    return put.effects[0];
}

static void each_comes_in_once(void **state)
{
    struct world *w = *state;

    assert_int_equal(put_one(w, sample_of(1, "", "5")), SAMPLE_NEW);
    assert_int_equal(put_one(w, sample_of(1, "", "5")), SAMPLE_KNOWN);
    assert_int_equal(put_one(w, sample_of(1, "", "5.0")), SAMPLE_KNOWN); /* the same number */
    assert_int_equal(put_one(w, sample_of(1, "", "6")), SAMPLE_DIFFERS);
    assert_int_equal(put_one(w, sample_of(1, "b", "6")), SAMPLE_NEW);
    assert_int_equal(put_one(w, sample_of(2, "", "6")), SAMPLE_NEW);
    assert_int_equal(world_ask(w, "select count(*) from sample"), 3);
    assert_int_equal(world_ask(w, "select count from sample_period"), 3);
    assert_int_equal(world_ask(w, "select value from sample where id = '' order by at_ms"), 5);
}

static void twice_in_one_call_is_once(void **state)
{
    struct world *w = *state;
    struct sample samples[] = { sample_of(1, "", "5"), sample_of(1, "", "5"), sample_of(1, "", "7"),
                                sample_of(2, "", "7"), sample_of(3, "", "7") };
    struct put put = { .samples = samples, .count = 5 };

    samples[3].breakdown = "north";
    samples[4].period = world_period("2026-Q2");
    assert_ok(w, put_all(w, &put));
    assert_int_equal(put.fresh, 3);
    assert_int_equal(put.effects[0], SAMPLE_NEW);
    assert_int_equal(put.effects[1], SAMPLE_KNOWN);
    assert_int_equal(put.effects[2], SAMPLE_DIFFERS);
    assert_int_equal(world_ask(w, "select count(*) from sample_period where count = 1"), 3);
    assert_int_equal(world_ask(w, "select count(*) from series"), 2);
}

static void what_cannot_be_kept_undoes_all_of_the_call(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *indicator, *area, *value;
    } bad[] = { { "nothing", "AZ", "1" },
                { "cashless-share", "", "1" },
                { "cashless-share", "AZ", "fast" } };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sample samples[] = { sample_of(1, "", "5"), sample_of(2, "", bad[i].value) };
        struct put put = { .samples = samples, .count = 2 };

        samples[1].indicator = bad[i].indicator;
        samples[1].area = bad[i].area;
        assert_int_equal(put_all(w, &put), HD_BAD_INPUT);
        assert_int_equal(world_ask(w, "select count(*) from sample"), 0);
    }
}

/* ---- roll-ups ---- */

static enum hd_rc note_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    return sample_note_rolled(txn, ctx, err);
}

static struct sample_rolled rolled(int64_t count, int64_t submission_id)
{
    return (struct sample_rolled){ .series_id = 1,
                                   .period_key = hd_period_key(world_period("2026-Q1")),
                                   .count = count,
                                   .rule = "median",
                                   .used = count,
                                   .spread_low = "1",
                                   .spread_high = "2",
                                   .held_back = "",
                                   .submission_id = submission_id };
}

static void what_was_rolled_up_is_noted(void **state)
{
    struct world *w = *state;
    struct sample_rolled row = rolled(1, 1);

    assert_int_equal(store_write(w->store, note_fn, &row, &w->err), HD_NOT_FOUND);
    world_publish_one(w, "2025", "1");
    put_one(w, sample_of(1, "", "5"));
    assert_ok(w, store_write(w->store, note_fn, &row, &w->err));
    row = rolled(1, 0); /* nothing changed: the submission of before stands */
    assert_ok(w, store_write(w->store, note_fn, &row, &w->err));
    assert_int_equal(world_ask(w, "select submission_id from sample_period"), 1);
    assert_int_equal(world_ask(w, "select rolled_at_ms from sample_period"), w->at_ms);
}

/* ---- retention ---- */

struct forgetting {
    struct sample_span span;
    int64_t gone;
};

static enum hd_rc forget_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct forgetting *f = ctx;

    return sample_forget(txn, &f->span, &f->gone, err);
}

static void a_period_takes_no_more_once_its_samples_are_gone(void **state)
{
    struct world *w = *state;
    struct forgetting f = { .span = { 1, hd_period_key(world_period("2026-Q1")), WORLD_START_AT_MS,
                                      WORLD_START_AT_MS + 5 * 3600000 } };
    struct sample_rolled row = rolled(1, 0);

    put_one(w, sample_of(1, "", "5"));
    assert_int_equal(store_write(w->store, forget_fn, &f, &w->err),
                     HD_CONFLICT); /* not rolled up */
    assert_ok(w, store_write(w->store, note_fn, &row, &w->err));
    put_one(w, sample_of(4, "", "5"));
    assert_int_equal(store_write(w->store, forget_fn, &f, &w->err),
                     HD_CONFLICT); /* one came since */
    row = rolled(2, 0);
    assert_ok(w, store_write(w->store, note_fn, &row, &w->err));
    assert_ok(w, store_write(w->store, forget_fn, &f, &w->err));
    assert_int_equal(f.gone, 2);
    assert_int_equal(put_one(w, sample_of(1, "", "5")), SAMPLE_TOO_LATE);
    assert_int_equal(put_one(w, sample_of(2, "", "5")), SAMPLE_TOO_LATE);
    assert_int_equal(world_ask(w, "select count(*) from sample"), 0);
    assert_int_equal(world_ask(w, "select count from sample_period"), 2);
    assert_int_equal(store_write(w->store, forget_fn, &f, &w->err), HD_CONFLICT); /* once */
}

static void samples_of_other_times_and_series_stay(void **state)
{
    struct world *w = *state;
    struct forgetting f = { .span = { 1, hd_period_key(world_period("2026-Q1")),
                                      WORLD_START_AT_MS + 3600000,
                                      WORLD_START_AT_MS + 2 * 3600000 } };
    struct sample_rolled row = rolled(1, 0);
    struct sample next = sample_of(2, "", "5"), other = sample_of(1, "", "5");

    next.period = world_period("2026-Q2");
    other.breakdown = "north";
    put_one(w, sample_of(1, "", "5"));
    put_one(w, next);
    put_one(w, other);
    assert_ok(w, store_write(w->store, note_fn, &row, &w->err));
    assert_ok(w, store_write(w->store, forget_fn, &f, &w->err));
    assert_int_equal(f.gone, 1);
    assert_int_equal(world_ask(w, "select count(*) from sample"), 2);
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
}

int main(void)
{
    const struct CMUnitTest sample[] = {
        WORLD_TEST(each_comes_in_once),
        WORLD_TEST(twice_in_one_call_is_once),
        WORLD_TEST(what_cannot_be_kept_undoes_all_of_the_call),
        WORLD_TEST(what_was_rolled_up_is_noted),
        WORLD_TEST(a_period_takes_no_more_once_its_samples_are_gone),
        WORLD_TEST(samples_of_other_times_and_series_stay),
    };

    return WORLD_RUN(sample);
}

/* Runs of sources: what is kept of them, what is dropped, and the state that follows. */
#include "storage_world.h"

#include "storage/source.h"

static struct fetch_record run_of(const char *source, enum fetch_outcome outcome)
{
    bool bad = outcome == FETCH_FAILED || outcome == FETCH_REFUSED;

    return (struct fetch_record){
        .source = source,
        .cause = "schedule",
        .actor = "",
        .outcome = outcome,
        .code = bad ? "http_status" : "",
        .message = bad ? "it answered 503" : "",
        .report = "{}",
    };
}

struct put {
    struct fetch_record record;
    int64_t id;
};

static enum hd_rc put_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct put *put = ctx;

    return fetch_put(txn, &put->record, &put->id, err);
}

/* Now by the world's clock. */
static int64_t put(struct world *w, struct fetch_record record)
{
    struct put put = { .record = record };

    put.record.started_at_ms = w->at_ms;
    assert_ok(w, store_write(w->store, put_fn, &put, &w->err));
    return put.id;
}

static struct fetch_body_record body_of(const char *checksum, const char *packed)
{
    return (struct fetch_body_record){ .name = "page 1",
                                       .type = "application/json",
                                       .status = 200,
                                       .checksum = checksum,
                                       .size = 1000,
                                       .wire_size = 300,
                                       .packed = packed,
                                       .packed_len = packed ? strlen(packed) : 0 };
}

/* ---- the state ---- */

struct step {
    enum fetch_outcome outcome;
    int64_t failures, failing_since, good, new; /* hours after the start; -1: never */
};

static int64_t state_of(struct world *w, const char *column)
{
    char sql[120];
    int64_t at_ms;

    snprintf(sql, sizeof sql, "select %s from source_state where name = 'bank'", column);
    at_ms = world_ask(w, sql);
    return at_ms ? (at_ms - WORLD_START_AT_MS) / 3600000 : -1;
}

static void the_state_follows_from_the_runs(void **state)
{
    static const struct step steps[] = {
        { FETCH_FAILED, 1, 0, -1, -1 },    { FETCH_REFUSED, 2, 0, -1, -1 },
        { FETCH_UNCHANGED, 0, -1, 2, -1 }, { FETCH_NEW, 0, -1, 3, 3 },
        { FETCH_HELD, 0, -1, 4, 3 },       { FETCH_FAILED, 1, 5, 4, 3 },
        { FETCH_FAILED, 2, 5, 4, 3 },      { FETCH_NOT_MODIFIED, 0, -1, 7, 3 },
    };
    struct world *w = *state;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        w->at_ms = WORLD_START_AT_MS + (int64_t)i * 3600000;
        put(w, run_of("bank", steps[i].outcome));
        assert_int_equal(world_ask(w, "select failures from source_state"), steps[i].failures);
        assert_int_equal(state_of(w, "last_at_ms"), (int64_t)i);
        assert_int_equal(state_of(w, "failing_since_at_ms"), steps[i].failing_since);
        assert_int_equal(state_of(w, "last_good_at_ms"), steps[i].good);
        assert_int_equal(state_of(w, "last_new_at_ms"), steps[i].new);
        assert_int_equal(world_ask(w, "select code <> '' from source_state"),
                         steps[i].failures > 0);
    }
}

static void a_mark_stays_until_there_is_another(void **state)
{
    struct world *w = *state;
    struct fetch_record record = run_of("bank", FETCH_NEW);

    record.mark = "etag:1";
    put(w, record);
    put(w, run_of("bank", FETCH_FAILED));
    assert_int_equal(world_ask(w, "select mark = 'etag:1' from source_state"), 1);
    record.mark = "";
    put(w, record);
    assert_int_equal(world_ask(w, "select mark = '' from source_state"), 1);
}

/* ---- bytes ---- */

static void the_same_bytes_are_kept_once_and_longer(void **state)
{
    struct world *w = *state;
    struct fetch_body_record bodies[] = { body_of("aa", "packed"), body_of("bb", NULL) };
    struct fetch_record record = run_of("bank", FETCH_NEW);

    record.bodies = bodies;
    record.body_count = 2;
    put(w, record);
    w->at_ms += 5000;
    put(w, record);
    assert_int_equal(world_ask(w, "select count(*) from fetch_body"), 4);
    assert_int_equal(world_ask(w, "select count(*) from fetch_bytes"), 1);
    assert_int_equal(world_ask(w, "select kept_from_at_ms from fetch_bytes"), w->at_ms);
}

static void too_many_packed_bytes_are_not_kept(void **state)
{
    struct world *w = *state;
    char *much = calloc(1, FETCH_PACKED_MAX + 1);
    struct fetch_body_record bodies[] = { body_of("aa", "x"), body_of("bb", "x") };
    struct fetch_record record = run_of("bank", FETCH_NEW);

    for (size_t i = 0; i < 2; i++) {
        bodies[i].packed = much;
        bodies[i].packed_len = FETCH_PACKED_MAX + i;
    }
    record.bodies = bodies;
    record.body_count = 2;
    put(w, record);
    free(much);
    assert_int_equal(world_ask(w, "select count(*) from fetch_bytes where checksum = 'aa'"), 1);
    assert_int_equal(world_ask(w, "select count(*) from fetch_bytes"), 1);
    assert_int_equal(world_ask(w, "select count(*) from fetch_body"), 2);
}

/* ---- retention ---- */

struct forgetting {
    int64_t bytes_before, runs_before, bytes, runs;
};

static enum hd_rc forget_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct forgetting *f = ctx;

    return fetch_forget(txn, f->bytes_before, f->runs_before, &f->bytes, &f->runs, err);
}

static int64_t with_submission(struct world *w, const char *source, bool held)
{
    struct fetch_record record = run_of(source, held ? FETCH_HELD : FETCH_NEW);

    record.submission_id = held ? 0 : 1;
    record.held_id = held ? 1 : 0;
    return put(w, record);
}

static void what_led_to_values_is_never_dropped(void **state)
{
    struct world *w = *state;
    struct forgetting forgetting = { 0 };
    struct fetch_body_record body = body_of("aa", "packed");
    struct fetch_record record = run_of("bank", FETCH_UNCHANGED);

    record.bodies = &body;
    record.body_count = 1;
    world_publish_one(w, "2022", "1");
    with_submission(w, "bank", false);
    with_submission(w, "bank", true);
    put(w, record);
    put(w, run_of("bank", FETCH_FAILED));
    put(w, run_of("other", FETCH_REFUSED));
    put(w, run_of("bank", FETCH_NOT_MODIFIED)); /* the newest of this source */
    forgetting.bytes_before = forgetting.runs_before = w->at_ms;
    assert_ok(w, store_write(w->store, forget_fn, &forgetting, &w->err));
    assert_int_equal(forgetting.bytes + forgetting.runs, 0); /* the control: too young */
    forgetting.bytes_before = forgetting.runs_before = w->at_ms + 1;
    assert_ok(w, store_write(w->store, forget_fn, &forgetting, &w->err));
    assert_int_equal(forgetting.bytes, 1);
    assert_int_equal(forgetting.runs, 2);
    assert_int_equal(world_ask(w, "select count(*) from fetch"), 4);
    assert_int_equal(world_ask(w, "select count(*) from fetch_body"), 0);
}

static void nobody_changes_what_a_run_was(void **state)
{
    struct world *w = *state;

    world_publish_one(w, "2022", "1");
    with_submission(w, "bank", false);
    with_submission(w, "bank", true);
    put(w, run_of("bank", FETCH_FAILED));
    assert_int_not_equal(world_sql(w, "update fetch set rows = 7"), HD_OK);
    assert_int_not_equal(world_sql(w, "delete from fetch where submission_id = 1"), HD_OK);
    assert_int_not_equal(world_sql(w, "delete from fetch where held_id = 1"), HD_OK);
    assert_ok(w, world_sql(w, "delete from fetch where outcome = 'failed'"));
}

int main(void)
{
    const struct CMUnitTest fetch[] = {
        WORLD_TEST(the_state_follows_from_the_runs),
        WORLD_TEST(a_mark_stays_until_there_is_another),
        WORLD_TEST(the_same_bytes_are_kept_once_and_longer),
        WORLD_TEST(too_many_packed_bytes_are_not_kept),
        WORLD_TEST(what_led_to_values_is_never_dropped),
        WORLD_TEST(nobody_changes_what_a_run_was),
    };

    return WORLD_RUN(fetch);
}

/* Sources made by hand: their lives, their audit, and their being sealed. */
#include "storage_world.h"

#include "storage/source.h"

struct call {
    const char *name, *document;
    bool replace, remove;
};

static enum hd_rc call_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct call *call = ctx;

    return call->remove
               ? source_remove(txn, call->name, "user:ayla", err)
               : source_put(txn, call->name, call->document, call->replace, "user:ayla", err);
}

static enum hd_rc add(struct world *w, const char *name, const char *document)
{
    struct call call = { name, document, false, false };

    return store_write(w->store, call_fn, &call, &w->err);
}

static enum hd_rc replace(struct world *w, const char *name, const char *document)
{
    struct call call = { name, document, true, false };

    return store_write(w->store, call_fn, &call, &w->err);
}

static enum hd_rc drop(struct world *w, const char *name)
{
    struct call call = { name, NULL, false, true };

    return store_write(w->store, call_fn, &call, &w->err);
}

static int64_t events(struct world *w, const char *action)
{
    char sql[120];

    snprintf(sql, sizeof sql, "select count(*) from audit where action = '%s'", action);
    return world_ask(w, sql);
}

static void a_name_is_taken_once(void **state)
{
    struct world *w = *state;

    assert_ok(w, add(w, "bank", "{\"url\":\"a\"}"));
    assert_int_equal(add(w, "bank", "{\"url\":\"b\"}"), HD_CONFLICT);
    assert_int_equal(world_ask(w, "select count(*) from source"), 1);
    assert_int_equal(events(w, "source.add"), 1);
}

static void a_replaced_one_keeps_its_past(void **state)
{
    struct world *w = *state;

    assert_ok(w, add(w, "bank", "{\"url\":\"a\"}"));
    assert_ok(w, replace(w, "bank", "{\"url\":\"b\"}"));
    assert_ok(w, replace(w, "bank", "{\"url\":\"b\"}"));
    assert_int_equal(world_ask(w, "select count(*) from source"), 2);
    assert_int_equal(world_ask(w, "select count(*) from source where ended_at_ms is null and "
                                  "document like '%\"b\"%'"),
                     1);
    assert_int_equal(events(w, "source.change"), 1);
}

static void a_removed_name_may_be_used_again(void **state)
{
    struct world *w = *state;

    assert_int_equal(drop(w, "bank"), HD_NOT_FOUND);
    assert_ok(w, add(w, "bank", "{}"));
    assert_ok(w, drop(w, "bank"));
    assert_int_equal(drop(w, "bank"), HD_NOT_FOUND);
    assert_ok(w, add(w, "bank", "{}"));
    assert_int_equal(events(w, "source.remove"), 1);
    assert_int_equal(events(w, "source.add"), 2);
}

struct behind {
    const char *sql;
    enum hd_rc rc;
};

static void what_is_changed_behind_the_audit_is_found(void **state)
{
    static const struct behind cases[] = {
        { "update source_state set failures = 3", HD_OK }, /* the control: not sealed */
        { "update source set document = '{\"url\":\"evil\"}'", HD_CORRUPT },
        { "update source set document = '{}'", HD_OK }, /* as it was */
        { "insert into source (name, document, actor, created_at_ms) values ('x', '{}', 'y', 1)",
          HD_CORRUPT },
    };
    struct world *w = *state;

    assert_ok(w, add(w, "bank", "{}"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(w, world_sql(w, cases[i].sql));
        assert_int_equal(store_verify(w->path, &(struct store_verify){ 0 }, &w->err), cases[i].rc);
    }
}

/* ---- tokens ---- */

static enum hd_rc add_token(struct txn *txn, void *ctx, struct hd_error *err)
{
    static const unsigned char hash[32] = { 1 };

    (void)ctx;
    return record_token(
        txn,
        &(struct token_record){
            .name = "ci", .prefix = "hedef_ab", .hash = hash, .scope = "write", .source = "bank" },
        "test", err);
}

static enum hd_rc use_token(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)ctx;
    return token_use_put(txn, 1, err);
}

static void a_token_s_use_is_noted_once_a_minute(void **state)
{
    static const struct {
        int64_t after_ms, noted_after_ms;
    } uses[] = { { 0, 0 }, { 59999, 0 }, { 60000, 60000 }, { 61000, 60000 }, { 200000, 200000 } };
    struct world *w = *state;

    assert_ok(w, store_write(w->store, add_token, NULL, &w->err));
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        w->at_ms = WORLD_START_AT_MS + uses[i].after_ms;
        assert_ok(w, store_write(w->store, use_token, NULL, &w->err));
        assert_int_equal(world_ask(w, "select used_at_ms from token_use"),
                         WORLD_START_AT_MS + uses[i].noted_after_ms);
    }
}

static void the_source_of_a_token_is_sealed(void **state)
{
    static const struct behind cases[] = {
        { "update token_use set used_at_ms = 3", HD_OK }, /* the control: not sealed */
        { "update token set source = 'other'", HD_CORRUPT },
        { "update token set source = ''", HD_CORRUPT },
        { "update token set source = 'bank'", HD_OK }, /* as it was */
    };
    struct world *w = *state;

    assert_ok(w, store_write(w->store, add_token, NULL, &w->err));
    assert_ok(w, store_write(w->store, use_token, NULL, &w->err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(w, world_sql(w, cases[i].sql));
        assert_int_equal(store_verify(w->path, &(struct store_verify){ 0 }, &w->err), cases[i].rc);
    }
}

int main(void)
{
    const struct CMUnitTest source[] = {
        WORLD_TEST(a_name_is_taken_once),
        WORLD_TEST(a_replaced_one_keeps_its_past),
        WORLD_TEST(a_removed_name_may_be_used_again),
        WORLD_TEST(what_is_changed_behind_the_audit_is_found),
        WORLD_TEST(a_token_s_use_is_noted_once_a_minute),
        WORLD_TEST(the_source_of_a_token_is_sealed),
    };

    return WORLD_RUN(source);
}

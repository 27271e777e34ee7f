#include "storage_world.h"

/* ---- catalogue ---- */

struct item_call {
    struct catalog_item item;
    bool changed;
};

static enum hd_rc item_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct item_call *call = ctx;

    return record_catalog_item(txn, &call->item, "test", &call->changed, err);
}

static bool put_item(struct world *w, const char *code, const char *document, int64_t known_from)
{
    struct item_call call = { .item = { .kind = "target",
                                        .code = code,
                                        .document = document,
                                        .known_from_at_ms = known_from } };

    assert_ok(w, store_write(w->store, item_fn, &call, &w->err));
    return call.changed;
}

static void a_changed_document_is_a_vintage_and_the_same_one_is_not(void **state)
{
    struct world *w = *state;

    assert_true(put_item(w, "t", "{\"value\":\"50\"}", INT64_MIN));
    assert_false(put_item(w, "t", "{\"value\":\"50\"}", 7));
    assert_true(put_item(w, "t", "{\"value\":\"60\"}", 7));
    assert_true(put_item(w, "t", NULL, 8));
    assert_false(put_item(w, "t", NULL, 9));
    assert_true(put_item(w, "t", "{\"value\":\"60\"}", 10));
    assert_false(put_item(w, "never-was", NULL, 1));
    assert_int_equal(world_ask(w, "select count(*) from catalog_vintage v join catalog_item i "
                                  "on i.id = v.item_id where i.code = 't'"),
                     4);
    assert_int_equal(world_ask(w, "select known_from_at_ms from catalog_vintage v join "
                                  "catalog_item i on i.id = v.item_id where i.code = 't' and "
                                  "v.vintage = 1") == INT64_MIN,
                     1);
    assert_int_equal(world_ask(w, "select count(*) from audit where object = 'target/t'"), 4);
}

static void a_kind_that_is_none_is_refused(void **state)
{
    struct world *w = *state;
    struct item_call call = { .item = { .kind = "submission", .code = "1", .document = "{}" } };

    assert_int_equal(store_write(w->store, item_fn, &call, &w->err), HD_BAD_INPUT);
    call.item.kind = "";
    assert_int_equal(store_write(w->store, item_fn, &call, &w->err), HD_BAD_INPUT);
}

/* ---- people ---- */

static enum hd_rc user_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    return record_user(txn, ctx, "test", err);
}

static enum hd_rc revoke_user_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    return record_user_revoke(txn, ctx, "test", err);
}

static struct user_record person(const char *email, const char *role)
{
    return (struct user_record){ .email = email,
                                 .name = "Ayla",
                                 .lang = "az",
                                 .zone = "Asia/Baku",
                                 .digest = "weekly",
                                 .role = role,
                                 .bodies = "" };
}

static enum hd_rc add_user(struct world *w, const char *email, const char *role)
{
    struct user_record user = person(email, role);

    return store_write(w->store, user_fn, &user, &w->err);
}

static void an_address_belongs_to_one_living_user(void **state)
{
    struct world *w = *state;
    char email[] = "a@example.org";

    assert_ok(w, add_user(w, email, "viewer"));
    assert_int_equal(add_user(w, email, "viewer"), HD_CONFLICT);
    assert_ok(w, store_write(w->store, revoke_user_fn, email, &w->err));
    assert_int_equal(store_write(w->store, revoke_user_fn, email, &w->err), HD_NOT_FOUND);
    assert_ok(w, add_user(w, email, "operator"));
    assert_int_equal(world_ask(w, "select count(*) from user"), 2);
}

static void users_that_break_headers_or_rules_are_refused(void **state)
{
    struct world *w = *state;
    struct user_record bad[] = {
        person("", "viewer"),
        person("a@example.org\r\nRCPT TO:<x>", "viewer"),
        person("a@example.org", "king"),
        person("a@example.org", "viewer"),
        person("a@example.org", "viewer"),
    };

    bad[3].digest = "hourly";
    bad[4].name = "two\nlines";
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(store_write(w->store, user_fn, &bad[i], &w->err), HD_BAD_INPUT);
}

static void the_second_approver_turns_the_rule_on(void **state)
{
    struct world *w = *state;
    static const char rule[] = "select count(*) from setting where key = 'require_second_person' "
                               "and value = 'yes'";

    assert_ok(w, add_user(w, "operator@example.org", "operator"));
    assert_ok(w, add_user(w, "one@example.org", "approver"));
    assert_int_equal(world_ask(w, rule), 0);
    assert_ok(w, add_user(w, "two@example.org", "approver"));
    assert_int_equal(world_ask(w, rule), 1);
}

static enum hd_rc rule_off_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)ctx;
    return submission_require_second_person(txn, false, "test", err);
}

static void a_rule_turned_off_by_hand_stays_off_with_the_third(void **state)
{
    struct world *w = *state;

    assert_ok(w, add_user(w, "one@example.org", "approver"));
    assert_ok(w, add_user(w, "two@example.org", "approver"));
    assert_ok(w, store_write(w->store, rule_off_fn, NULL, &w->err));
    assert_ok(w, add_user(w, "three@example.org", "approver"));
    assert_int_equal(world_ask(w, "select count(*) from setting where value = 'yes'"), 0);
}

/* ---- tokens ---- */

static enum hd_rc token_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    return record_token(txn, ctx, "test", err);
}

static enum hd_rc revoke_token_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    return record_token_revoke(txn, ctx, "test", err);
}

static void a_token_name_is_free_again_after_revoking(void **state)
{
    struct world *w = *state;
    unsigned char hash[32] = { 1 };
    char name[] = "ci";
    struct token_record token = { .name = name, .prefix = "hd_12", .hash = hash, .scope = "write" };

    assert_ok(w, store_write(w->store, token_fn, &token, &w->err));
    hash[0] = 2;
    assert_int_equal(store_write(w->store, token_fn, &token, &w->err), HD_CONFLICT);
    assert_ok(w, store_write(w->store, revoke_token_fn, name, &w->err));
    assert_ok(w, store_write(w->store, token_fn, &token, &w->err));
    assert_int_equal(store_write(w->store, revoke_token_fn, "other", &w->err), HD_NOT_FOUND);
    token.name = "x";
    token.scope = "everything";
    assert_int_equal(store_write(w->store, token_fn, &token, &w->err), HD_BAD_INPUT);
}

/* ---- evaluation ---- */

struct verdict_call {
    const char *document;
    int64_t run_id;
    bool kept;
};

static enum hd_rc verdict_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct verdict_call *call = ctx;
    struct run_record run = { .trigger = "change", .as_of_at_ms = 1, .change_seq = 2 };
    struct verdict_record verdict = {
        .target = "t", .series = "s/AZ/", .state = "on_track", .document = call->document
    };
    enum hd_rc rc = record_run(txn, &run, &call->run_id, err);

    verdict.run_id = call->run_id;
    return rc ? rc : record_verdict(txn, &verdict, &call->kept, err);
}

static void a_verdict_is_kept_when_it_differs_from_the_last(void **state)
{
    struct world *w = *state;
    static const char *const documents[] = { "{\"r\":1}", "{\"r\":1}", "{\"r\":2}", "{\"r\":1}" };
    static const bool kept[] = { true, false, true, true };
    int64_t seq = store_change_seq(w->store);

    for (int i = 0; i < 4; i++) {
        struct verdict_call call = { .document = documents[i] };

        assert_ok(w, store_write(w->store, verdict_fn, &call, &w->err));
        assert_int_equal(call.run_id, i + 1);
        assert_int_equal(call.kept, kept[i]);
    }
    assert_int_equal(world_ask(w, "select count(*) from verdict"), 3);
    assert_int_equal(store_change_seq(w->store), seq); /* else each run would cause the next */
}

/* ---- alerts ---- */

static struct alert_record an_alert(void)
{
    return (struct alert_record){ .kind = "lag",
                                  .subject = "t",
                                  .first_period = "2026-Q1",
                                  .severity = "warning",
                                  .state = "pending",
                                  .document = "{}",
                                  .opened_at_ms = 5,
                                  .last_period = "2026-Q1" };
}

static enum hd_rc alert_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct alert_record *alert = ctx;

    return record_alert(txn, alert, &alert->id, err);
}

struct event_call {
    int64_t id;
    const char *to;
};

static enum hd_rc event_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct event_call *call = ctx;

    return record_alert_event(txn, call->id, call->to, "user:x", "seen", 42, 7, 1000, err);
}

static void move_alert(struct world *w, int64_t id, const char *to)
{
    struct event_call call = { id, to };

    assert_ok(w, store_write(w->store, event_fn, &call, &w->err));
}

static void an_alert_lives_through_events_that_stay(void **state)
{
    struct world *w = *state;
    struct alert_record alert = an_alert();
    struct alert_record twin = an_alert();

    assert_ok(w, store_write(w->store, alert_fn, &alert, &w->err));
    assert_int_equal(store_write(w->store, alert_fn, &twin, &w->err), HD_CONFLICT);
    move_alert(w, alert.id, "firing");
    move_alert(w, alert.id, "acknowledged");
    assert_int_equal(world_ask(w, "select count(*) from alert where state = 'acknowledged' and "
                                  "promised_day = 42 and changed_at_ms = 1000"),
                     1);
    alert.streak = 3;
    alert.state = "resolved"; /* counters are updated, the state moves by events alone */
    assert_ok(w, store_write(w->store, alert_fn, &alert, &w->err));
    assert_int_equal(world_ask(w, "select count(*) from alert where streak = 3 and "
                                  "state = 'acknowledged'"),
                     1);
    move_alert(w, alert.id, "resolved");
    assert_int_equal(world_ask(w, "select count(*) from alert_event where "
                                  "(from_state, to_state) in (values ('pending', 'firing'), "
                                  "('firing', 'acknowledged'), ('acknowledged', 'resolved'))"),
                     3);
    twin.id = 0; /* a new life may begin */
    assert_ok(w, store_write(w->store, alert_fn, &twin, &w->err));
}

static void an_alert_that_is_not_there_is_told(void **state)
{
    struct world *w = *state;
    struct alert_record alert = an_alert();
    struct event_call call = { 99, "firing" };

    alert.id = 99;
    assert_int_equal(store_write(w->store, alert_fn, &alert, &w->err), HD_NOT_FOUND);
    assert_int_equal(store_write(w->store, event_fn, &call, &w->err), HD_NOT_FOUND);
}

/* ---- outbox ---- */

struct outbox_call {
    const char *slot;
    bool fresh;
    int64_t id;
    const char *state, *error;
};

static enum hd_rc outbox_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct outbox_call *call = ctx;
    struct outbox_record row = {
        .slot = call->slot,
        .channel = "mail",
        .recipient = "a@example.org",
        .message_id = "<1@hedef>",
        .subject = "s",
        .message = "a\0b",
        .message_len = 3,
        .not_before_at_ms = 9,
    };

    return record_outbox(txn, &row, &call->fresh, &call->id, err);
}

static enum hd_rc outbox_state_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct outbox_call *call = ctx;

    return record_outbox_state(txn, call->id, call->state, call->error, 77, err);
}

static enum hd_rc move_message(struct world *w, int64_t id, const char *to)
{
    struct outbox_call call = { .id = id, .state = to, .error = "451 later" };

    return store_write(w->store, outbox_state_fn, &call, &w->err);
}

static void a_slot_is_taken_once(void **state)
{
    struct world *w = *state;
    struct outbox_call call = { .slot = "digest/2026-01-07/a@example.org" };
    int64_t id;

    assert_ok(w, store_write(w->store, outbox_fn, &call, &w->err));
    assert_true(call.fresh);
    id = call.id;
    assert_int_not_equal(id, 0);
    assert_ok(w, store_write(w->store, outbox_fn, &call, &w->err));
    assert_false(call.fresh);
    assert_int_equal(world_ask(w, "select count(*) from outbox where length(message) = 3"), 1);
    assert_ok(w, move_message(w, id, "sending"));
    assert_ok(w, move_message(w, id, "queued"));
    assert_ok(w, move_message(w, id, "sending"));
    assert_int_equal(world_ask(w, "select attempts from outbox"), 2);
    assert_ok(w, move_message(w, id, "sent"));
    assert_int_equal(move_message(w, id, "sending"), HD_CONFLICT);
    assert_int_equal(move_message(w, id, "lost"), HD_BAD_INPUT);
}

/* ---- what is kept for ever ---- */

static void what_happened_cannot_be_changed_or_deleted(void **state)
{
    static const char *const attempts[] = {
        "update observation set value = '9'",
        "delete from observation",
        "insert or replace into observation select * from observation",
        "update release set published_at_ms = 1",
        "delete from release",
        "update release_series set added = 0",
        "delete from release_series",
        "update catalog_vintage set document = '{}'",
        "delete from catalog_vintage",
        "update audit set actor = 'somebody else'",
        "delete from audit where id = (select max(id) from audit)",
        "update alert_event set note = ''",
        "delete from alert_event",
    };
    struct world *w = *state;
    struct alert_record alert = an_alert();

    world_publish_one(w, "2022", "1");
    assert_ok(w, store_write(w->store, alert_fn, &alert, &w->err));
    move_alert(w, alert.id, "firing");
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        if (world_sql(w, attempts[i]) != HD_CONFLICT)
            fail_msg("possible: %s", attempts[i]);
        assert_non_null(strstr(w->err.text, "are never"));
    }
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
}

static void every_table_is_strict(void **state)
{
    struct world *w = *state;

    assert_int_equal(world_ask(w, "select count(*) from sqlite_schema where type = 'table' and "
                                  "name not like 'sqlite_%' and sql not like '%strict%'"),
                     0);
    assert_true(world_ask(w, "select count(*) from sqlite_schema where type = 'table'") > 20);
    assert_int_not_equal(world_sql(w, "update store_state set change_seq = 'many'"), HD_OK);
}

int main(void)
{
    const struct CMUnitTest record[] = {
        WORLD_TEST(a_changed_document_is_a_vintage_and_the_same_one_is_not),
        WORLD_TEST(a_kind_that_is_none_is_refused),
        WORLD_TEST(an_address_belongs_to_one_living_user),
        WORLD_TEST(users_that_break_headers_or_rules_are_refused),
        WORLD_TEST(the_second_approver_turns_the_rule_on),
        WORLD_TEST(a_rule_turned_off_by_hand_stays_off_with_the_third),
        WORLD_TEST(a_token_name_is_free_again_after_revoking),
        WORLD_TEST(a_verdict_is_kept_when_it_differs_from_the_last),
        WORLD_TEST(an_alert_lives_through_events_that_stay),
        WORLD_TEST(an_alert_that_is_not_there_is_told),
        WORLD_TEST(a_slot_is_taken_once),
        WORLD_TEST(what_happened_cannot_be_changed_or_deleted),
        WORLD_TEST(every_table_is_strict),
    };

    return WORLD_RUN(record);
}

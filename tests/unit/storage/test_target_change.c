/* Targets moved by hand: alone at once, with the rule on by a second person. */
#include "storage_world.h"

#include "storage/target_change.h"

#define TARGET "plan-2020.cashless-share.2025"

static enum hd_rc add_target(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct catalog_item item = { "target", TARGET, "{\"value\":\"50\"}", 1000 };
    bool changed;

    (void)ctx;
    return record_catalog_item(txn, &item, "test", &changed, err);
}

static int setup(void **state)
{
    struct world *w;

    if (world_setup(state))
        return -1;
    w = *state;
    assert_ok(w, store_write(w->store, add_target, NULL, &w->err));
    return 0;
}
#define TARGET_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

/* ---- the writes ---- */

struct put {
    struct target_change change;
    struct target_change_result result;
};

static enum hd_rc put_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct put *put = ctx;

    return target_change_put(txn, &put->change, &put->result, err);
}

static struct put change_to(const char *document, int64_t base)
{
    return (struct put){ .change = { .target = TARGET,
                                     .document = document,
                                     .base_vintage = base,
                                     .reason = "the decree",
                                     .clause = "2.1",
                                     .actor = "local:ayla" } };
}

static enum hd_rc put(struct world *w, struct put *put)
{
    return store_write(w->store, put_fn, put, &w->err);
}

enum verdict { APPROVE, RETURN, WITHDRAW };

struct decision {
    enum verdict verdict;
    int64_t id;
    const char *actor, *reason;
    struct target_change_result result;
};

static enum hd_rc decide_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct decision *d = ctx;

    switch (d->verdict) {
    case APPROVE:
        return target_change_approve(txn, d->id, d->actor, d->reason, &d->result, err);
    case RETURN:
        return target_change_return(txn, d->id, d->actor, d->reason, err);
    case WITHDRAW:
        break;
    }
    return target_change_withdraw(txn, d->id, d->actor, d->reason, err);
}

static enum hd_rc decide(struct world *w, enum verdict verdict, int64_t id, const char *actor,
                         const char *reason)
{
    struct decision decision = { verdict, id, actor, reason, { 0 } };

    return store_write(w->store, decide_fn, &decision, &w->err);
}

static enum hd_rc rule_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    bool changed;

    return record_switch(txn, "second_person_targets", *(bool *)ctx, "local:root", &changed, err);
}

static void set_rule(struct world *w, bool on)
{
    assert_ok(w, store_write(w->store, rule_fn, &on, &w->err));
}

static int64_t vintages(struct world *w)
{
    return world_ask(w, "select count(*) from catalog_vintage as v join catalog_item as i on i.id "
                        "= v.item_id where i.kind = 'target'");
}

static int64_t in_state(struct world *w, const char *state)
{
    char sql[120];

    snprintf(sql, sizeof sql, "select count(*) from target_change where state = '%s'", state);
    return world_ask(w, sql);
}

static void assert_sound(struct world *w)
{
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
}

/* ---- tests ---- */

static void alone_it_is_in_force_at_once(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);

    assert_ok(w, put(w, &moved));
    assert_true(moved.result.approved);
    assert_int_equal(moved.result.vintage, 2);
    assert_int_equal(moved.result.known_from_at_ms, w->at_ms);
    assert_int_equal(vintages(w), 2);
    assert_int_equal(in_state(w, "approved"), 1);
    assert_int_equal(world_ask(w, "select count(*) from audit where action in ('target.propose', "
                                  "'target.approve', 'catalog.change')"),
                     3);
    assert_sound(w);
}

static void a_rehearsal_writes_nothing(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);
    int64_t events = world_ask(w, "select count(*) from audit");

    moved.change.dry_run = true;
    assert_ok(w, put(w, &moved));
    assert_true(moved.result.approved);
    assert_int_equal(moved.result.id, 0);
    assert_int_equal(moved.result.vintage, 2);
    assert_int_equal(vintages(w), 1);
    assert_int_equal(world_ask(w, "select count(*) from target_change"), 0);
    assert_int_equal(world_ask(w, "select count(*) from audit"), events);
    assert_sound(w);
}

static void it_is_never_known_before_what_it_replaces(void **state)
{
    struct world *w = *state;
    struct put later = change_to("{\"value\":\"45\"}", 1), now = change_to("{\"value\":\"40\"}", 2);
    int64_t in_a_week = w->at_ms + 7 * HD_DAY_MS;

    later.change.known_from_at_ms = in_a_week;
    assert_ok(w, put(w, &later));
    assert_int_equal(later.result.known_from_at_ms, in_a_week);
    assert_ok(w, put(w, &now));
    assert_int_equal(now.result.known_from_at_ms, in_a_week);
}

static const struct {
    const char *why, *target, *reason, *clause;
    int64_t base;
    enum hd_rc rc;
} refused[] = {
    { "no reason", TARGET, "", "2.1", 1, HD_BAD_INPUT },
    { "no clause", TARGET, "the decree", "", 1, HD_BAD_INPUT },
    { "no such target", "plan-2020.nothing.2025", "the decree", "2.1", 1, HD_NOT_FOUND },
    { "written against another version", TARGET, "the decree", "2.1", 2, HD_CONFLICT },
};

static void what_says_too_little_is_refused(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct put moved = change_to("{\"value\":\"45\"}", refused[i].base);

        moved.change.target = refused[i].target;
        moved.change.reason = refused[i].reason;
        moved.change.clause = refused[i].clause;
        if (put(w, &moved) != refused[i].rc)
            fail_msg("%s: %s", refused[i].why, w->err.text);
    }
    assert_int_equal(world_ask(w, "select count(*) from target_change"), 0);
}

static void with_the_rule_it_waits_for_another_person(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);

    set_rule(w, true);
    assert_ok(w, put(w, &moved));
    assert_false(moved.result.approved);
    assert_int_equal(vintages(w), 1);
    assert_int_equal(in_state(w, "proposed"), 1);
    assert_int_equal(decide(w, APPROVE, moved.result.id, "local:ayla", ""), HD_DENIED);
    assert_non_null(strstr(w->err.text, "your own"));
    assert_int_equal(vintages(w), 1);
    w->at_ms += HD_DAY_MS;
    assert_ok(w, decide(w, APPROVE, moved.result.id, "token:elnur", "as decreed"));
    assert_int_equal(vintages(w), 2);
    assert_int_equal(world_ask(w, "select max(known_from_at_ms) from catalog_vintage"), w->at_ms);
    assert_int_equal(decide(w, APPROVE, moved.result.id, "token:elnur", ""), HD_CONFLICT);
    assert_int_equal(vintages(w), 2);
    assert_sound(w);
}

/* Else whoever proposes decides when the rule is off again: nothing is asked of a second one. */
static void without_the_rule_what_waits_may_be_approved_by_anybody(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);

    set_rule(w, true);
    assert_ok(w, put(w, &moved));
    set_rule(w, false);
    assert_ok(w, decide(w, APPROVE, moved.result.id, "local:ayla", ""));
    assert_int_equal(vintages(w), 2);
}

static void one_change_of_a_target_waits_at_a_time(void **state)
{
    struct world *w = *state;
    struct put first = change_to("{\"value\":\"45\"}", 1), again = first, other = first;

    set_rule(w, true);
    assert_ok(w, put(w, &first));
    assert_ok(w, put(w, &again));
    assert_true(again.result.repeated);
    assert_int_equal(again.result.id, first.result.id);
    other.change.document = "{\"value\":\"40\"}";
    assert_int_equal(put(w, &other), HD_CONFLICT);
    assert_int_equal(other.result.waiting, first.result.id);
    assert_int_equal(world_ask(w, "select count(*) from target_change"), 1);
}

static void returning_needs_a_reason_and_withdrawing_ones_own(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);

    set_rule(w, true);
    assert_ok(w, put(w, &moved));
    assert_int_equal(decide(w, RETURN, moved.result.id, "local:elnur", ""), HD_BAD_INPUT);
    assert_int_equal(decide(w, RETURN, moved.result.id, "local:ayla", "no"), HD_DENIED);
    assert_int_equal(decide(w, WITHDRAW, moved.result.id, "local:elnur", ""), HD_DENIED);
    assert_ok(w, decide(w, RETURN, moved.result.id, "local:elnur", "which clause?"));
    assert_ok(w, put(w, &moved));
    assert_ok(w, decide(w, WITHDRAW, moved.result.id, "local:ayla", "a slip"));
    assert_int_equal(in_state(w, "returned"), 1);
    assert_int_equal(in_state(w, "withdrawn"), 1);
    assert_int_equal(decide(w, APPROVE, 99, "local:elnur", ""), HD_NOT_FOUND);
    assert_int_equal(vintages(w), 1);
    assert_sound(w);
}

static enum hd_rc other_hand(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct catalog_item item = { "target", TARGET, "{\"value\":\"55\"}", 2000 };
    bool changed;

    (void)ctx;
    return record_catalog_item(txn, &item, "test", &changed, err);
}

static void what_was_overtaken_is_not_approved(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);

    set_rule(w, true);
    assert_ok(w, put(w, &moved));
    assert_ok(w, store_write(w->store, other_hand, NULL, &w->err));
    assert_int_equal(decide(w, APPROVE, moved.result.id, "local:elnur", ""), HD_CONFLICT);
    assert_non_null(strstr(w->err.text, "version 2"));
    assert_int_equal(in_state(w, "proposed"), 1);
    assert_int_equal(vintages(w), 2);
    assert_ok(w, decide(w, RETURN, moved.result.id, "local:elnur", "overtaken"));
    assert_sound(w);
}

static void a_decided_change_stays_as_it_is(void **state)
{
    struct world *w = *state;
    struct put moved = change_to("{\"value\":\"45\"}", 1);

    assert_ok(w, put(w, &moved));
    assert_int_not_equal(world_sql(w, "update target_change set reason = 'other'"), HD_OK);
    assert_non_null(strstr(w->err.text, "never changed"));
    assert_int_not_equal(world_sql(w, "delete from target_change"), HD_OK);
    assert_sound(w);
}

static enum hd_rc unknown_switch(struct txn *txn, void *ctx, struct hd_error *err)
{
    bool changed;

    (void)ctx;
    return record_switch(txn, "second_person", true, "local:root", &changed, err);
}

static void a_switch_that_is_none_is_refused_and_a_turned_one_stays_silent(void **state)
{
    struct world *w = *state;
    int64_t events;

    assert_int_equal(store_write(w->store, unknown_switch, NULL, &w->err), HD_NOT_FOUND);
    set_rule(w, true);
    events = world_ask(w, "select count(*) from audit");
    set_rule(w, true);
    assert_int_equal(world_ask(w, "select count(*) from audit"), events);
}

int main(void)
{
    const struct CMUnitTest target_change[] = {
        TARGET_TEST(alone_it_is_in_force_at_once),
        TARGET_TEST(a_rehearsal_writes_nothing),
        TARGET_TEST(it_is_never_known_before_what_it_replaces),
        TARGET_TEST(what_says_too_little_is_refused),
        TARGET_TEST(with_the_rule_it_waits_for_another_person),
        TARGET_TEST(without_the_rule_what_waits_may_be_approved_by_anybody),
        TARGET_TEST(one_change_of_a_target_waits_at_a_time),
        TARGET_TEST(returning_needs_a_reason_and_withdrawing_ones_own),
        TARGET_TEST(what_was_overtaken_is_not_approved),
        TARGET_TEST(a_decided_change_stays_as_it_is),
        TARGET_TEST(a_switch_that_is_none_is_refused_and_a_turned_one_stays_silent),
    };

    return WORLD_RUN(target_change);
}

#include "storage_world.h"

static void a_new_value_is_new_and_the_same_again_is_unchanged(void **state)
{
    struct world *w = *state;
    struct submission_result first = world_publish_one(w, "2024", "41.0");
    struct submission_result again = world_publish_one(w, "2024", "41.0");

    assert_true(first.published);
    assert_int_equal(first.added, 1);
    assert_int_not_equal(first.id, 0);
    assert_int_equal(again.id, 0);
    assert_int_equal(again.unchanged, 1);
    assert_int_equal(world_ask(w, "select count(*) from submission"), 1);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

static void a_changed_value_is_a_vintage_and_tells_what_stood_there(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2024", "42.5", NULL);
    struct submission_outcome outcome;
    struct world_put put = { .submission = world_submission(&row, 1) };

    world_publish_one(w, "2024", "41.0");
    put.result.outcomes = &outcome;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.changed, 1);
    assert_int_equal(outcome.effect, SUBMISSION_ROW_CHANGED);
    assert_string_equal(outcome.old_value, "41.0");
    assert_int_equal(world_ask(w, "select count(*) from observation"), 2);
    assert_int_equal(world_ask(w, "select max(vintage) from observation"), 2);
    assert_int_equal(world_ask(w, "select sum(changed) from release"), 1);
}

static void digits_status_comment_and_absence_each_make_a_change(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = {
        world_row("2024", "1.5", NULL),  world_row("2024", "1.50", NULL),
        world_row("2024", "1.50", NULL), world_row("2024", "1.50", NULL),
        world_row("2024", NULL, NULL),
    };

    rows[2].status = 'P';
    rows[3].status = 'P';
    rows[3].comment = "estimated";
    for (size_t i = 0; i < 5; i++) {
        struct submission_result result = world_publish(w, &rows[i], 1, false);

        assert_int_equal(result.added + result.changed, 1);
        assert_int_equal(world_publish(w, &rows[i], 1, false).unchanged, 1);
    }
    assert_int_equal(world_ask(w, "select count(*) from observation"), 5);
    assert_int_equal(world_ask(w, "select count(*) from observation where value is null"), 1);
}

static void what_was_missing_and_is_given_shows_an_empty_old_value(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2024", "7", NULL);
    struct submission_outcome outcome = { .old_value = "untouched" };
    struct world_put put = { .submission = world_submission(&row, 1),
                             .result = { .outcomes = &outcome } };

    world_publish_one(w, "2024", NULL);
    assert_ok(w, world_put(w, &put));
    assert_int_equal(outcome.effect, SUBMISSION_ROW_CHANGED);
    assert_string_equal(outcome.old_value, "");
}

/* ---- history ---- */

static void as_of_gives_what_was_published_before_the_end_of_the_day(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = {
        world_row("2022", "86", "2023-02-01"),
        world_row("2022", "88", "2023-09-27"),
    };

    assert_int_equal(world_publish(w, rows, 2, true).added, 1);
    assert_string_equal(world_as_of(w, "2022", "2023-01-31"), "");
    assert_string_equal(world_as_of(w, "2022", "2023-02-01"), "86");
    assert_string_equal(world_as_of(w, "2022", "2023-09-26"), "86");
    assert_string_equal(world_as_of(w, "2022", "2023-09-27"), "88");
}

/* The value of a later file is known, then a file tells that it was public before. */
static void an_earlier_publication_of_the_same_value_is_knowledge_not_a_change(void **state)
{
    struct world *w = *state;
    struct submission_row later = world_row("2022", "88", "2025-01-16");
    struct submission_row earlier = world_row("2022", "88", "2023-09-27");
    struct submission_result result;

    world_publish(w, &later, 1, true);
    assert_string_equal(world_as_of(w, "2022", "2024-01-01"), "");
    result = world_publish(w, &earlier, 1, true);
    assert_int_equal(result.added, 1);
    assert_int_equal(result.changed, 0);
    assert_string_equal(world_as_of(w, "2022", "2024-01-01"), "88");
    assert_int_equal(world_ask(w, "select count(*) from observation"), 2);
    assert_int_equal(world_ask(w, "select sum(changed) from release"), 0);
    assert_int_equal(world_publish(w, &later, 1, true).unchanged, 1);
    assert_int_equal(world_publish(w, &earlier, 1, true).unchanged, 1);
}

static void an_older_different_value_does_not_replace_the_current_one(void **state)
{
    struct world *w = *state;
    struct submission_row later = world_row("2022", "90", "2025-01-16");
    struct submission_row earlier = world_row("2022", "85", "2023-09-27");
    struct submission_result result;

    world_publish(w, &later, 1, true);
    result = world_publish(w, &earlier, 1, true);
    assert_int_equal(result.added, 1);
    assert_string_equal(world_as_of(w, "2022", "2024-01-01"), "85");
    assert_string_equal(world_as_of(w, "2022", "2026-01-01"), "90");
}

/* Two files that overlap, in either order and again: nothing is ever told twice. */
static void the_same_files_again_change_nothing_in_either_order(void **state)
{
    struct world *w = *state;
    struct submission_row one[] = {
        world_row("2021", "80", "2025-01-16"),
        world_row("2022", "88", "2025-01-16"),
    };
    struct submission_row two[] = {
        world_row("2021", "79", "2022-09-27"),
        world_row("2021", "80", "2023-09-27"),
        world_row("2022", "88", "2023-09-27"),
        world_row("2023", "89", "2024-09-27"),
    };

    for (int round = 0; round < 3; round++) {
        struct submission_result a = world_publish(w, one, 2, true);
        struct submission_result b = world_publish(w, two, 4, true);

        assert_int_equal(a.added, round ? 0 : 2);
        assert_int_equal(b.added, round ? 0 : 4);
        assert_int_equal(a.changed + b.changed, 0);
        assert_int_equal(a.unchanged + b.unchanged, round ? 6 : 0);
    }
    assert_string_equal(world_as_of(w, "2021", "2022-12-31"), "79");
    assert_string_equal(world_as_of(w, "2021", "2024-12-31"), "80");
    assert_string_equal(world_as_of(w, "2023", "2024-09-26"), "");
}

/* Numbers follow the dates within one import; 1 and 2 here, whatever the file's order. */
static void vintages_of_one_import_are_numbered_by_publication(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = {
        world_row("2022", "88", "2025-01-16"),
        world_row("2022", "86", "2023-09-27"),
    };

    world_publish(w, rows, 2, true);
    assert_int_equal(world_ask(w, "select vintage from observation where value = '86'"), 1);
    assert_int_equal(world_ask(w, "select vintage from observation where value = '88'"), 2);
    assert_int_equal(world_ask(w, "select count(*) from release"), 2);
}

static void a_correction_today_wins_over_history_loaded_later(void **state)
{
    struct world *w = *state;
    struct submission_row old = world_row("2022", "88", "2025-01-16");

    world_publish_one(w, "2022", "91");
    world_publish(w, &old, 1, true);
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "91");
    assert_int_equal(world_publish_one(w, "2022", "91").unchanged, 1);
}

static void publication_dates_need_history_and_lie_in_the_past(void **state)
{
    struct world *w = *state;
    struct submission_row past = world_row("2022", "1", "2025-01-16");
    struct submission_row future = world_row("2022", "1", "2026-03-01");
    struct submission_row today = world_row("2022", "1", "2026-01-07");
    struct world_put put = { .submission = world_submission(&past, 1) };

    assert_int_equal(world_put(w, &put), HD_BAD_INPUT);
    put.submission.rows = &future;
    put.submission.history = true;
    assert_int_equal(world_put(w, &put), HD_BAD_INPUT);
    w->at_ms -= 3 * 3600 * 1000; /* in the morning: noon is taken as now */
    put.submission.rows = &today;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(world_ask(w, "select published_at_ms from release"), WORLD_START_AT_MS);
}

static void a_clock_set_back_never_publishes_before_what_is_published(void **state)
{
    struct world *w = *state;

    world_publish_one(w, "2022", "1");
    w->at_ms -= 40 * HD_DAY_MS;
    world_publish_one(w, "2022", "2");
    store_close(&w->store);
    assert_ok(w, world_open(w));
    world_publish_one(w, "2022", "3");
    assert_int_equal(world_ask(w, "select min(published_at_ms) from release"), WORLD_START_AT_MS);
    assert_string_equal(world_as_of(w, "2022", "2026-01-07"), "3");
}

static void publications_are_whole_seconds_and_the_last_one_stands(void **state)
{
    struct world *w = *state;
    struct submission_row again = world_row("2022", "2", NULL);

    w->at_ms += 400;
    world_publish_one(w, "2022", "1");
    w->at_ms += 500; /* within the second */
    assert_int_equal(world_publish_one(w, "2022", "2").changed, 1);
    assert_int_equal(world_ask(w, "select max(published_at_ms) from release"), WORLD_START_AT_MS);
    assert_string_equal(world_as_of(w, "2022", "2026-01-07"), "2");
    w->at_ms += HD_DAY_MS; /* what was told to the second comes back */
    again.published_at_ms = WORLD_START_AT_MS;
    assert_int_equal(world_publish(w, &again, 1, true).unchanged, 1);
}

/* ---- verbs ---- */

static void what_changes_a_published_value_is_a_revision_when_nobody_says(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "3", NULL);
    struct world_put put = { .submission = world_submission(&row, 1) };

    world_publish_one(w, "2022", "1");
    assert_int_equal(world_ask(w, "select count(*) from submission where verb = 'new'"), 1);
    world_publish_one(w, "2022", "2");
    assert_int_equal(world_ask(w, "select count(*) from submission where verb = 'revise'"), 1);
    put.submission.verb = SUBMISSION_CORRECT;
    put.submission.reason = "typing error";
    assert_ok(w, world_put(w, &put));
    assert_int_equal(world_ask(w, "select count(*) from submission where verb = 'correct'"), 1);
}

/* ---- refusals ---- */

static void bad_rows_are_refused_whole(void **state)
{
    struct world *w = *state;
    struct submission_row good = world_row("2022", "1", NULL);
    struct submission_row bad[6];
    char long_value[80];

    memset(long_value, '1', sizeof long_value);
    long_value[79] = '\0';
    for (size_t i = 0; i < 6; i++)
        bad[i] = good;
    bad[0].indicator = "no-such-indicator";
    bad[1].area = "";
    bad[2].value = "";
    bad[3].value = long_value;
    bad[4].status = 'a';
    bad[5].value = "2"; /* the same period twice with two values */
    for (size_t i = 0; i < 6; i++) {
        struct submission_row rows[] = { good, bad[i] };
        struct world_put put = { .submission = world_submission(rows, 2) };

        assert_int_equal(world_put(w, &put), HD_BAD_INPUT);
        assert_non_null(strstr(w->err.text, "2"));
    }
    assert_int_equal(world_ask(w, "select count(*) from observation"), 0);
    assert_int_equal(world_ask(w, "select count(*) from submission"), 0);
}

static void the_same_row_twice_is_one_value(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = { world_row("2022", "1", NULL), world_row("2022", "1", NULL) };
    struct submission_result result = world_publish(w, rows, 2, false);

    assert_int_equal(result.added, 1);
    assert_int_equal(result.unchanged, 1);
}

static void outcomes_are_in_the_order_of_the_rows(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = {
        world_row("2024", "4", NULL),
        world_row("2022", "2", NULL),
        world_row("2023", "3", NULL),
    };
    struct submission_outcome outcomes[3];
    struct world_put put = { .submission = world_submission(rows, 3),
                             .result = { .outcomes = outcomes } };

    world_publish_one(w, "2022", "2");
    world_publish_one(w, "2023", "2.9");
    assert_ok(w, world_put(w, &put));
    assert_int_equal(outcomes[0].effect, SUBMISSION_ROW_NEW);
    assert_int_equal(outcomes[1].effect, SUBMISSION_ROW_UNCHANGED);
    assert_int_equal(outcomes[2].effect, SUBMISSION_ROW_CHANGED);
    assert_string_equal(outcomes[2].old_value, "2.9");
}

static void a_dry_run_tells_and_leaves_nothing(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct submission_outcome outcome;
    struct world_put put = { .submission = world_submission(&row, 1),
                             .result = { .outcomes = &outcome } };
    int64_t seq = store_change_seq(w->store);
    int64_t events = world_ask(w, "select count(*) from audit");

    row.breakdown = "men";
    put.submission.dry_run = true;
    put.submission.idempotency_key = "k";
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.added, 1);
    assert_int_equal(put.result.id, 0);
    assert_int_equal(outcome.effect, SUBMISSION_ROW_NEW);
    assert_int_equal(store_change_seq(w->store), seq);
    assert_int_equal(world_ask(w, "select count(*) from series"), 0);
    assert_int_equal(world_ask(w, "select count(*) from idempotency"), 0);
    assert_int_equal(world_ask(w, "select count(*) from audit"), events);
    put.submission.dry_run = false;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.added, 1);
}

/* ---- idempotency ---- */

static void the_same_key_and_body_answers_as_the_first_time(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = { world_row("2022", "1", NULL), world_row("2023", "5", NULL) };
    struct submission_outcome outcomes[2];
    struct world_put put = { .submission = world_submission(rows, 2),
                             .result = { .outcomes = outcomes } };
    int64_t id;

    world_publish_one(w, "2023", "4");
    put.submission.idempotency_key = "monday";
    put.submission.checksum = "c1";
    assert_ok(w, world_put(w, &put));
    id = put.result.id;
    world_publish_one(w, "2022", "99"); /* what happens in between changes no answer */
    memset(outcomes, 0x55, sizeof outcomes);
    assert_ok(w, world_put(w, &put));
    assert_true(put.result.replayed);
    assert_true(put.result.published);
    assert_int_equal(put.result.id, id);
    assert_int_equal(put.result.added, 1);
    assert_int_equal(put.result.changed, 1);
    assert_int_equal(outcomes[0].effect, SUBMISSION_ROW_NEW);
    assert_int_equal(outcomes[1].effect, SUBMISSION_ROW_CHANGED);
    assert_string_equal(outcomes[1].old_value, "4");
    assert_int_equal(world_ask(w, "select count(*) from submission"), 3);
}

static void the_same_key_with_another_body_is_a_conflict(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct world_put put = { .submission = world_submission(&row, 1) };

    put.submission.idempotency_key = "monday";
    put.submission.checksum = "c1";
    assert_ok(w, world_put(w, &put));
    put.submission.checksum = "c2";
    assert_int_equal(world_put(w, &put), HD_CONFLICT);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

static void a_key_is_remembered_also_when_nothing_changed(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct world_put put = { .submission = world_submission(&row, 1) };

    world_publish_one(w, "2022", "1");
    put.submission.idempotency_key = "k";
    assert_ok(w, world_put(w, &put));
    assert_false(put.result.replayed);
    world_publish_one(w, "2022", "2");
    assert_ok(w, world_put(w, &put));
    assert_true(put.result.replayed);
    assert_int_equal(put.result.id, 0);
    assert_int_equal(put.result.unchanged, 1);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 2);
}

static void a_dry_run_is_no_answer_of_a_key_and_needs_none(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct world_put put = { .submission = world_submission(&row, 1) };

    put.submission.idempotency_key = "k";
    put.submission.idempotency_checksum = "r1";
    assert_ok(w, world_put(w, &put));
    put.submission.dry_run = true;
    put.submission.idempotency_checksum = "r2";
    assert_ok(w, world_put(w, &put));
    assert_false(put.result.replayed);
    assert_int_equal(put.result.unchanged, 1);
    put.submission.dry_run = false;
    assert_int_equal(world_put(w, &put), HD_CONFLICT);
}

/* ---- the second person ---- */

static enum hd_rc require_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    return submission_require_second_person(txn, *(bool *)ctx, "test", err);
}

static void require(struct world *w, bool required)
{
    assert_ok(w, store_write(w->store, require_fn, &required, &w->err));
}

struct decision {
    int64_t id;
    const char *actor, *reason;
};

static enum hd_rc approve_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct decision *d = ctx;

    return submission_approve(txn, d->id, d->actor, d->reason, err);
}

static enum hd_rc return_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct decision *d = ctx;

    return submission_return(txn, d->id, d->actor, d->reason, err);
}

static int64_t hand_in(struct world *w, const struct submission_row *rows, size_t count,
                       bool history)
{
    struct world_put put = { .submission = world_submission(rows, count) };

    put.submission.publish = false;
    put.submission.history = history;
    assert_ok(w, world_put(w, &put));
    assert_false(put.result.published);
    return put.result.id;
}

static void what_waited_is_a_revision_when_it_changes_something_by_then(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct decision other = { .actor = "user:second", .reason = "" };

    other.id = hand_in(w, &row, 1, false);
    assert_int_equal(world_ask(w, "select count(*) from submission where verb = 'new'"), 1);
    world_publish_one(w, "2022", "2");
    w->at_ms += 700;
    assert_ok(w, store_write(w->store, approve_fn, &other, &w->err));
    assert_int_equal(world_ask(w, "select count(*) from submission where verb = 'revise'"), 1);
    assert_int_equal(world_ask(w, "select sum(published_at_ms % 1000) from release"), 0);
}

static void with_the_rule_nobody_publishes_alone(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct world_put put = { .submission = world_submission(&row, 1) };
    struct decision own, other;

    require(w, true);
    assert_int_equal(world_put(w, &put), HD_DENIED);
    own.id = hand_in(w, &row, 1, false);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 0);
    own.actor = "token:test";
    own.reason = "";
    assert_int_equal(store_write(w->store, approve_fn, &own, &w->err), HD_DENIED);
    other = own;
    other.actor = "user:second";
    w->at_ms += 5000;
    assert_ok(w, store_write(w->store, approve_fn, &other, &w->err));
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
    assert_int_equal(world_ask(w, "select count(*) from submission_row"), 0);
    assert_int_equal(world_ask(w, "select published_at_ms from release"), w->at_ms);
    assert_int_equal(store_write(w->store, approve_fn, &other, &w->err), HD_CONFLICT);
    other.id = 999;
    assert_int_equal(store_write(w->store, approve_fn, &other, &w->err), HD_NOT_FOUND);
}

static void without_the_rule_one_person_may_do_both(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct decision own = { hand_in(w, &row, 1, false), "token:test", "" };

    assert_ok(w, store_write(w->store, approve_fn, &own, &w->err));
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

static void an_approval_is_measured_against_what_is_public_by_then(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = { world_row("2022", "1", NULL), world_row("2023", "5", NULL) };
    struct decision d = { 0, "user:second", "" };

    world_publish_one(w, "2022", "1");
    d.id = hand_in(w, rows, 2, false); /* 2022 unchanged, 2023 new */
    world_publish_one(w, "2022", "3");
    world_publish_one(w, "2023", "5");
    assert_ok(w, store_write(w->store, approve_fn, &d, &w->err)); /* 2022 changed, 2023 not */
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "1");
    assert_int_equal(world_ask(w, "select changed from submission where id = 2"), 1);
    assert_int_equal(world_ask(w, "select unchanged from submission where id = 2"), 1);
}

static void history_that_waited_keeps_its_dates(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", "2023-05-05");
    struct decision d = { hand_in(w, &row, 1, true), "user:second", "" };

    assert_ok(w, store_write(w->store, approve_fn, &d, &w->err));
    assert_string_equal(world_as_of(w, "2022", "2023-05-05"), "1");
}

static void returning_needs_a_reason_and_publishes_nothing(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "1", NULL);
    struct decision d = { hand_in(w, &row, 1, false), "user:second", "" };

    assert_int_equal(store_write(w->store, return_fn, &d, &w->err), HD_BAD_INPUT);
    d.reason = "wrong table";
    assert_ok(w, store_write(w->store, return_fn, &d, &w->err));
    assert_int_equal(world_ask(w, "select count(*) from observation"), 0);
    assert_int_equal(world_ask(w, "select count(*) from submission where state = 'returned'"), 1);
    assert_int_equal(store_write(w->store, approve_fn, &d, &w->err), HD_CONFLICT);
}

/* ---- many ---- */

#define MANY 20000

static void many_rows_in_any_order_are_each_stored_once(void **state)
{
    struct world *w = *state;
    struct submission_row *rows = calloc(MANY, sizeof *rows);
    static const char *const codes[] = { "cashless-share", "broadband", "users" };
    static const char *const words[] = { "", "men", "women", "x" };
    struct submission_result result;

    for (size_t i = 0; i < MANY; i++) {
        size_t at = i * 7919 % MANY; /* every number once, in no order */

        rows[i] = (struct submission_row){
            .indicator = codes[at % 3],
            .area = "AZ",
            .breakdown = words[at / 3 % 4],
            .period = hd_period_containing(HD_FREQ_D, 10000 + (int32_t)(at / 12)),
            .value = "1",
            .status = 'A',
            .comment = "",
        };
    }
    result = world_publish(w, rows, MANY, false);
    assert_int_equal(result.added, MANY);
    assert_int_equal(world_ask(w, "select count(*) from observation"), MANY);
    assert_int_equal(world_ask(w, "select count(*) from release_series"), 12);
    assert_int_equal(world_ask(w, "select sum(added) from release_series"), MANY);
    assert_int_equal(world_publish(w, rows, MANY, false).unchanged, MANY);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest submission[] = {
        WORLD_TEST(a_new_value_is_new_and_the_same_again_is_unchanged),
        WORLD_TEST(a_changed_value_is_a_vintage_and_tells_what_stood_there),
        WORLD_TEST(digits_status_comment_and_absence_each_make_a_change),
        WORLD_TEST(what_was_missing_and_is_given_shows_an_empty_old_value),
        WORLD_TEST(as_of_gives_what_was_published_before_the_end_of_the_day),
        WORLD_TEST(an_earlier_publication_of_the_same_value_is_knowledge_not_a_change),
        WORLD_TEST(an_older_different_value_does_not_replace_the_current_one),
        WORLD_TEST(the_same_files_again_change_nothing_in_either_order),
        WORLD_TEST(vintages_of_one_import_are_numbered_by_publication),
        WORLD_TEST(a_correction_today_wins_over_history_loaded_later),
        WORLD_TEST(publication_dates_need_history_and_lie_in_the_past),
        WORLD_TEST(a_clock_set_back_never_publishes_before_what_is_published),
        WORLD_TEST(publications_are_whole_seconds_and_the_last_one_stands),
        WORLD_TEST(what_changes_a_published_value_is_a_revision_when_nobody_says),
        WORLD_TEST(what_waited_is_a_revision_when_it_changes_something_by_then),
        WORLD_TEST(bad_rows_are_refused_whole),
        WORLD_TEST(the_same_row_twice_is_one_value),
        WORLD_TEST(outcomes_are_in_the_order_of_the_rows),
        WORLD_TEST(a_dry_run_tells_and_leaves_nothing),
        WORLD_TEST(the_same_key_and_body_answers_as_the_first_time),
        WORLD_TEST(the_same_key_with_another_body_is_a_conflict),
        WORLD_TEST(a_key_is_remembered_also_when_nothing_changed),
        WORLD_TEST(a_dry_run_is_no_answer_of_a_key_and_needs_none),
        WORLD_TEST(with_the_rule_nobody_publishes_alone),
        WORLD_TEST(without_the_rule_one_person_may_do_both),
        WORLD_TEST(an_approval_is_measured_against_what_is_public_by_then),
        WORLD_TEST(history_that_waited_keeps_its_dates),
        WORLD_TEST(returning_needs_a_reason_and_publishes_nothing),
        WORLD_TEST(many_rows_in_any_order_are_each_stored_once),
    };

    return WORLD_RUN(submission);
}

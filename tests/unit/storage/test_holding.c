#include <stdlib.h>

#include "storage/holding.h"
#include "storage_world.h"

/* ---- by how much ---- */

static const struct {
    const char *then, *now;
    double percent;
    bool moved;
} moves[] = {
    { "100", "110", 10, false },
    { "100", "110.000000000000000000000000001", 10, true },
    { "100", "90", 10, false },
    { "100", "89.999999999999999999999999999", 10, true },
    { "0.3", "0.33", 10, false }, /* as doubles, a hair more */
    { "-100", "-110", 10, false },
    { "-100", "-110.1", 10, true },
    { "-100", "-89.9", 10, true },
    { "1e300", "1.1e300", 10, false },
    { "1e300", "1.11e300", 10, true },
    { "1e-300", "1.1e-300", 10, false },
    { "1e-99999", "1e99999", 1000, true },
    { "0", "0.00", 50, false },
    { "0", "0.0001", 1000, true },
    { "0", "-1", 1000, true },
    { "5", "0", 99.9, true },
    { "5", "0", 100, false },
    { "5", "-0.1", 100, true },
    { "5", "-5", 200, false },
    { "5", "-5.1", 200, true },
    { "5", "5.0", 0, false },
    { "5", "5.0000001", 0, true },
    { "100", "100.125", 0.125, false },
    { "100", "100.126", 0.125, true },
    { NULL, "5", 1000, true },
    { "5", NULL, 1000, true },
    { NULL, NULL, 0, false },
    { "A", "B", 1000, true },
    { "A", "A", 0, false },
    { "A", "1", 1000, true },
};

static void each_move_is_measured_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (holding_moved(moves[i].then, moves[i].now, moves[i].percent) != moves[i].moved)
            fail_msg("%s -> %s by %g %%", moves[i].then ? moves[i].then : "nothing",
                     moves[i].now ? moves[i].now : "nothing", moves[i].percent);
}

static unsigned seed = 12345;

static int64_t pick(int64_t from, int64_t to)
{
    seed = seed * 1103515245 + 12345;
    return from + (int64_t)(seed >> 8) % (to - from + 1);
}

/* Hundredths, written in one of three ways. */
static void write_hundredths(int64_t number, char out[static 48])
{
    static const char *const marks[] = { "e-2", "0e-3", "00e-04" };

    snprintf(out, 48, "%lld%s", (long long)number, marks[pick(0, 2)]);
}

static void random_moves_agree_with_whole_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        int64_t then = pick(-300, 300), now = pick(-300, 300), thousandths = pick(0, 250000);
        int64_t apart = llabs(now - then) * 100000;
        char old[48], new[48];

        write_hundredths(then, old);
        write_hundredths(now, new);
        assert_int_equal(holding_moved(old, new, (double)thousandths / 1000),
                         apart > thousandths * llabs(then));
    }
}

/* ---- submissions of a collector ---- */

static struct submission_new collected(const struct submission_row *rows, size_t count)
{
    struct submission_new submission = world_submission(rows, count);

    submission.channel = "collector";
    submission.actor = "source:probe";
    submission.collected = true;
    submission.hold_percent = 10;
    return submission;
}

static struct submission_result collect(struct world *w, const struct submission_row *rows,
                                        size_t count)
{
    struct world_put put = { .submission = collected(rows, count) };

    assert_ok(w, world_put(w, &put));
    return put.result;
}

struct decision {
    int64_t id;
    bool approve;
};

static enum hd_rc decide_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct decision *d = ctx;

    return d->approve ? submission_approve(txn, d->id, "user:second", "", err)
                      : submission_return(txn, d->id, "user:second", "why?", err);
}

static void decide(struct world *w, int64_t id, bool approve)
{
    struct decision decision = { id, approve };

    assert_ok(w, store_write(w->store, decide_fn, &decision, &w->err));
}

static void what_moves_too_far_waits_and_the_rest_is_published(void **state)
{
    struct world *w = *state;
    struct submission_row before[] = { world_row("2022", "100", NULL),
                                       world_row("2023", "100", NULL) };
    struct submission_row rows[] = { world_row("2022", "109", NULL), world_row("2023", "120", NULL),
                                     world_row("2024", "900", NULL) };
    struct submission_outcome outcomes[3];
    struct world_put put = { .submission = collected(rows, 3), .result = { .outcomes = outcomes } };

    world_publish(w, before, 2, false);
    assert_ok(w, world_put(w, &put));
    assert_true(put.result.published);
    assert_int_equal(put.result.added, 1);
    assert_int_equal(put.result.changed, 1);
    assert_int_equal(put.result.held, 1);
    assert_int_equal(put.result.waiting, 0);
    assert_int_equal(outcomes[0].effect, SUBMISSION_ROW_CHANGED);
    assert_int_equal(outcomes[1].effect, SUBMISSION_ROW_HELD);
    assert_string_equal(outcomes[1].old_value, "100");
    assert_int_equal(outcomes[2].effect, SUBMISSION_ROW_NEW);
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "109");
    assert_string_equal(world_as_of(w, "2023", "2026-12-31"), "100");
    assert_int_equal(world_ask(w, "select count(*) from submission_row"), 1);
    assert_int_equal(world_ask(w, "select id from submission where state = 'submitted'"),
                     put.result.held_id);
    decide(w, put.result.held_id, true);
    assert_string_equal(world_as_of(w, "2023", "2026-12-31"), "120");
}

static void the_same_is_not_handed_in_twice_but_another_value_is(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "200", NULL);
    struct submission_result first, again;

    world_publish_one(w, "2022", "100");
    first = collect(w, &row, 1);
    again = collect(w, &row, 1);
    assert_int_equal(first.held, 1);
    assert_int_equal(again.waiting, 1);
    assert_int_equal(again.held + again.added + again.changed + again.unchanged, 0);
    assert_int_equal(again.held_id, 0);
    decide(w, first.held_id, false);
    assert_int_equal(collect(w, &row, 1).waiting, 1); /* it was returned */
    row.value = "201";
    assert_int_equal(collect(w, &row, 1).held, 1);
    row.status = 'P';
    assert_int_equal(collect(w, &row, 1).held, 1);
    row.comment = "they say so";
    assert_int_equal(collect(w, &row, 1).held, 1);
    assert_int_equal(collect(w, &row, 1).waiting, 1);
    assert_int_equal(world_ask(w, "select count(*) from submission"), 5);
}

static void what_another_one_handed_in_is_no_hindrance(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "200", NULL);
    struct world_put put = { .submission = collected(&row, 1) };

    world_publish_one(w, "2022", "100");
    assert_int_equal(collect(w, &row, 1).held, 1);
    put.submission.actor = "source:other";
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.held, 1);
}

/* Negative control: it is the rule that holds, and nothing else. */
static void without_a_bound_or_a_collector_nothing_is_held(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "200", NULL);
    struct world_put put = { .submission = collected(&row, 1) };

    world_publish_one(w, "2022", "100");
    put.submission.hold_percent = -1;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.changed, 1);
    row.value = "900";
    put.submission.collected = false;
    put.submission.hold_percent = 10;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.changed, 1);
    assert_int_equal(world_ask(w, "select count(*) from submission where state <> 'approved'"), 0);
}

static void from_and_to_a_missing_value_is_always_too_far(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", NULL, NULL);
    struct world_put put = { .submission = collected(&row, 1) };

    world_publish_one(w, "2022", "100");
    put.submission.hold_percent = 1e9;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.held, 1);
    decide(w, put.result.held_id, true);
    row.value = "100";
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.held, 1);
}

static void all_can_be_held_and_then_nothing_is_published(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = { world_row("2022", "100", NULL), world_row("2023", "1", NULL) };
    struct world_put put = { .submission = collected(rows, 2) };

    world_publish_one(w, "2022", "100");
    put.submission.hold_all = true;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.id, 0);
    assert_false(put.result.published);
    assert_int_equal(put.result.unchanged, 1);
    assert_int_equal(put.result.held, 1);
    assert_int_equal(world_ask(w, "select added from submission where state = 'submitted'"), 1);
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.waiting, 1);
}

/* Where a second person is needed all of it waits, together. */
static void without_publishing_all_waits_in_one_submission(void **state)
{
    struct world *w = *state;
    struct submission_row rows[] = { world_row("2022", "900", NULL), world_row("2023", "1", NULL) };
    struct world_put put = { .submission = collected(rows, 2) };

    world_publish_one(w, "2022", "100");
    put.submission.publish = false;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.added + put.result.changed, 2);
    assert_int_equal(put.result.held, 0);
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.waiting, 2);
    assert_int_equal(put.result.id, 0);
    assert_int_equal(world_ask(w, "select count(*) from submission"), 2);
}

static void a_dry_run_tells_what_would_be_held_and_leaves_nothing(void **state)
{
    struct world *w = *state;
    struct submission_row row = world_row("2022", "200", NULL);
    struct world_put put = { .submission = collected(&row, 1) };

    world_publish_one(w, "2022", "100");
    put.submission.dry_run = true;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.held, 1);
    assert_int_equal(put.result.held_id, 0);
    assert_int_equal(world_ask(w, "select count(*) from submission"), 1);
    assert_int_equal(world_ask(w, "select count(*) from submission_row"), 0);
    put.submission.dry_run = false;
    assert_ok(w, world_put(w, &put));
    assert_int_equal(put.result.held, 1);
}

/* ---- a long life, beside a model of it ---- */

#define PERIODS 6
#define HANDED  400

struct model {
    int64_t published[PERIODS]; /* 0: none */
    struct {
        int64_t id, value;
        int period;
        bool open;
    } handed[HANDED];
    size_t count;
};

static bool was_handed_in(const struct model *m, int period, int64_t value)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->handed[i].period == period && m->handed[i].value == value)
            return true;
    return false;
}

struct expected {
    size_t added, changed, unchanged, held, waiting;
};

static void expect_row(struct model *m, int period, int64_t value, struct expected *e)
{
    int64_t then = m->published[period];

    if (then == value) {
        e->unchanged++;
    } else if (was_handed_in(m, period, value)) {
        e->waiting++;
    } else if (then && llabs(value - then) * 100 > then * 10) {
        e->held++;
        m->handed[m->count].period = period;
        m->handed[m->count].open = true;
        m->handed[m->count++].value = value;
    } else {
        e->added += !then;
        e->changed += then != 0;
        m->published[period] = value;
    }
}

static void run_collector(struct world *w, struct model *m)
{
    struct submission_row rows[PERIODS];
    char texts[PERIODS][24], period[8];
    struct expected e = { 0 };
    struct submission_result result;
    size_t before = m->count, count = 0;

    for (int i = 0; i < PERIODS; i++) {
        int64_t value = pick(90, 120);

        if (!pick(0, 2))
            continue;
        snprintf(texts[i], sizeof texts[i], "%lld", (long long)value);
        snprintf(period, sizeof period, "%d", 2010 + i);
        rows[count++] = world_row(period, texts[i], NULL);
        expect_row(m, i, value, &e);
    }
    if (!count)
        return;
    result = collect(w, rows, count);
    for (size_t i = before; i < m->count; i++)
        m->handed[i].id = result.held_id;
    assert_int_equal(result.added, e.added);
    assert_int_equal(result.changed, e.changed);
    assert_int_equal(result.unchanged, e.unchanged);
    assert_int_equal(result.held, e.held);
    assert_int_equal(result.waiting, e.waiting);
}

/* What is approved waits no more; what is returned is remembered. */
static void decide_oldest(struct world *w, struct model *m, bool approve)
{
    size_t first = 0, kept = 0;
    int64_t id;

    while (first < m->count && !m->handed[first].open)
        first++;
    if (first == m->count)
        return;
    id = m->handed[first].id;
    decide(w, id, approve);
    for (size_t i = 0; i < m->count; i++) {
        if (m->handed[i].id == id && approve) {
            m->published[m->handed[i].period] = m->handed[i].value;
            continue;
        }
        if (m->handed[i].id == id)
            m->handed[i].open = false;
        m->handed[kept++] = m->handed[i];
    }
    m->count = kept;
}

static void a_long_life_agrees_with_a_model(void **state)
{
    struct world *w = *state;
    struct model m = { .count = 0 };

    for (int turn = 0; turn < 150; turn++) {
        w->at_ms += 60000;
        run_collector(w, &m);
        if (pick(0, 2) == 0)
            decide_oldest(w, &m, pick(0, 3) != 0);
    }
    for (int i = 0; i < PERIODS; i++) {
        char period[8], text[24];

        snprintf(period, sizeof period, "%d", 2010 + i);
        snprintf(text, sizeof text, "%lld", (long long)m.published[i]);
        assert_string_equal(world_as_of(w, period, "2026-12-31"), text);
    }
}

int main(void)
{
    const struct CMUnitTest holding[] = {
        cmocka_unit_test(each_move_is_measured_exactly),
        cmocka_unit_test(random_moves_agree_with_whole_numbers),
        WORLD_TEST(what_moves_too_far_waits_and_the_rest_is_published),
        WORLD_TEST(the_same_is_not_handed_in_twice_but_another_value_is),
        WORLD_TEST(what_another_one_handed_in_is_no_hindrance),
        WORLD_TEST(without_a_bound_or_a_collector_nothing_is_held),
        WORLD_TEST(from_and_to_a_missing_value_is_always_too_far),
        WORLD_TEST(all_can_be_held_and_then_nothing_is_published),
        WORLD_TEST(without_publishing_all_waits_in_one_submission),
        WORLD_TEST(a_dry_run_tells_what_would_be_held_and_leaves_nothing),
        WORLD_TEST(a_long_life_agrees_with_a_model),
    };

    return WORLD_RUN(holding);
}

/* tests/unit/storage/storage_world.h - a store in a folder of its own, with a clock that moves
 * when told, and the few writes that most tests need. */
#ifndef HEDEF_TESTS_STORAGE_WORLD_H
#define HEDEF_TESTS_STORAGE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/date.h"
#include "storage/driver.h"
#include "storage/record.h"
#include "storage/statement.h"
#include "storage/store.h"
#include "storage/submission.h"

#define WORLD_START_AT_MS INT64_C(1767787200000) /* 2026-01-07 12:00 UTC */

struct world {
    char folder[64];
    char path[96];
    int64_t at_ms;
    struct hd_clock clock;
    struct store *store;
    struct hd_error err;
};

static const struct driver_ops *world_driver;

/* Every test of this folder runs once with each driver of the one list. */
static inline int world_run(const char *name, const struct CMUnitTest *tests, size_t count)
{
    int failed = 0;

    for (size_t i = 0; drivers[i]; i++) {
        world_driver = drivers[i];
        printf("driver %s\n", drivers[i]->name);
        failed += _cmocka_run_group_tests(name, tests, count, NULL, NULL);
    }
    return failed;
}
#define WORLD_RUN(tests) world_run(#tests, tests, sizeof(tests) / sizeof *(tests))
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
#define WORLD_BARE(name) cmocka_unit_test_setup_teardown(name, world_bare_setup, world_teardown)

static inline int64_t world_wall(void *ctx)
{
    return ((struct world *)ctx)->at_ms;
}

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        enum hd_rc got_ = (call);                                                                  \
        if (got_)                                                                                  \
            fail_msg("%s: %s: %s", #call, hd_rc_name(got_), (world)->err.text);                    \
    } while (0)

static inline enum hd_rc world_open(struct world *w)
{
    return store_open(
        &(struct store_options){
            .path = w->path, .driver = world_driver->name, .clock = &w->clock, .create = true },
        &w->store, &w->err);
}

/* Only the folder, made in `parent`, and the clock. */
static inline void world_init(struct world *w, const char *parent)
{
    *w = (struct world){ .at_ms = WORLD_START_AT_MS };
    w->clock = (struct hd_clock){ .wall = world_wall, .tick = world_wall, .ctx = w };
    snprintf(w->folder, sizeof w->folder, "%s/hedef-storage-XXXXXX", parent);
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->path, sizeof w->path, "%s/hedef.db", w->folder);
}

static inline void world_clear(struct world *w)
{
    char command[128];

    store_close(&w->store);
    snprintf(command, sizeof command, "rm -rf -- '%s'", w->folder);
    assert_int_equal(system(command), 0);
}

static inline enum hd_rc world_add_indicators(struct txn *txn, void *ctx, struct hd_error *err)
{
    static const char *const codes[] = { "cashless-share", "broadband", "users" };
    bool changed;

    (void)ctx;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct catalog_item item = { .kind = "indicator",
                                     .code = codes[i],
                                     .document = "{\"unit\":\"percent\"}",
                                     .known_from_at_ms = INT64_MIN };
        enum hd_rc rc = record_catalog_item(txn, &item, "test", &changed, err);

        if (rc)
            return rc;
    }
    return HD_OK;
}

static inline int world_setup(void **state)
{
    struct world *w = malloc(sizeof *w);

    world_init(w, "/tmp");
    assert_ok(w, world_open(w));
    assert_ok(w, store_write(w->store, world_add_indicators, NULL, &w->err));
    *state = w;
    return 0;
}

/* No store yet, only its folder. */
static inline int world_bare_setup(void **state)
{
    *state = malloc(sizeof(struct world));
    world_init(*state, "/tmp");
    return 0;
}

static inline int world_teardown(void **state)
{
    world_clear(*state);
    free(*state);
    return 0;
}

static inline int64_t world_noon(const char *day)
{
    int32_t number;

    assert_true(hd_day_parse(day, strlen(day), &number));
    return number * HD_DAY_MS + HD_DAY_MS / 2;
}

static inline struct hd_period world_period(const char *text)
{
    struct hd_period period;
    const char *why;

    assert_true(hd_period_parse(text, strlen(text), &period, &why));
    return period;
}

/* One row of series cashless-share/AZ; published NULL: now. */
static inline struct submission_row world_row(const char *period, const char *value,
                                              const char *published)
{
    return (struct submission_row){
        .indicator = "cashless-share",
        .area = "AZ",
        .breakdown = "",
        .period = world_period(period),
        .value = value,
        .status = 'A',
        .comment = "",
        .published_at_ms = published ? world_noon(published) : 0,
    };
}

static inline struct submission_new world_submission(const struct submission_row *rows,
                                                     size_t count)
{
    return (struct submission_new){
        .channel = "api",
        .actor = "token:test",
        .source = "",
        .reason = "",
        .checksum = "",
        .publish = true,
        .rows = rows,
        .count = count,
    };
}

struct world_put {
    struct submission_new submission;
    struct submission_result result;
};

static inline enum hd_rc world_put_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct world_put *put = ctx;

    return submission_put(txn, &put->submission, &put->result, err);
}

static inline enum hd_rc world_put(struct world *w, struct world_put *put)
{
    return store_write(w->store, world_put_fn, put, &w->err);
}

/* Publishes and answers with the result; fails the test when it does not work. */
static inline struct submission_result
world_publish(struct world *w, const struct submission_row *rows, size_t count, bool history)
{
    struct world_put put = { .submission = world_submission(rows, count) };

    put.submission.history = history;
    assert_ok(w, world_put(w, &put));
    return put.result;
}

static inline struct submission_result world_publish_one(struct world *w, const char *period,
                                                         const char *value)
{
    struct submission_row row = world_row(period, value, NULL);

    return world_publish(w, &row, 1, false);
}

/* Runs one statement inside a transaction, as a careless module might. */
static inline enum hd_rc world_sql_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    bool row;
    enum hd_rc rc = statement_take(txn_reader(txn), ctx, &statement, err);

    return rc ? rc : statement_next(statement, &row, err);
}

static inline enum hd_rc world_sql(struct world *w, const char *sql)
{
    return store_write(w->store, world_sql_fn, (void *)(uintptr_t)sql, &w->err);
}

/* The first column of the first row, as the next reader sees it. */
static inline int64_t world_ask(struct world *w, const char *sql)
{
    struct reader *reader;
    struct statement *statement = NULL;
    bool row = false;
    int64_t answer;

    assert_ok(w, reader_open(w->path, &reader, &w->err));
    assert_ok(w, statement_take(reader, sql, &statement, &w->err));
    assert_ok(w, statement_next(statement, &row, &w->err));
    assert_true(row);
    answer = statement_int(statement, 0);
    statement_give_back(&statement);
    reader_close(&reader);
    return answer;
}

/* What series cashless-share/AZ said of a period before the end of a day: the reading rule of
 * migrations/0001_initial.sql.  "" for missing or unknown. */
static inline const char *world_as_of(struct world *w, const char *period, const char *day)
{
    static char value[64];
    static const char sql[] =
        "select o.value from observation as o join release as r on r.id = o.release_id"
        " where o.period_key = :period and r.published_at_ms < :cutoff"
        " order by r.published_at_ms desc, o.vintage desc limit 1";
    struct reader *reader;
    struct statement *statement = NULL;
    bool row = false;

    value[0] = '\0';
    assert_ok(w, reader_open(w->path, &reader, &w->err));
    assert_ok(w, statement_take(reader, sql, &statement, &w->err));
    statement_bind_int(statement, ":period", hd_period_key(world_period(period)));
    statement_bind_int(statement, ":cutoff", world_noon(day) + HD_DAY_MS / 2);
    assert_ok(w, statement_next(statement, &row, &w->err));
    if (row && statement_text(statement, 0))
        snprintf(value, sizeof value, "%s", statement_text(statement, 0));
    statement_give_back(&statement);
    reader_close(&reader);
    return value;
}

#endif

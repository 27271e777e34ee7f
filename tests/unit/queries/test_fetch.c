/* Sources and their runs, read back as they were written. */
#include "tests/unit/queries/office.h"

#include "queries/fetch.h"
#include "storage/source.h"

static int open_office(void **state)
{
    *state = office_open("2026-04-01");
    return 0;
}

static int close_office(void **state)
{
    office_close(*state);
    return 0;
}

static enum hd_rc put_fn(struct txn *txn, void *ctx, struct hd_error *err)
{
    int64_t id;

    return fetch_put(txn, ctx, &id, err);
}

static void put(struct office *office, struct fetch_record record)
{
    struct hd_error err;

    office_ok(store_write(office->store, put_fn, &record, &err), &err);
}

/* Runs 1 and 3 are bank's, 2 is folder's. */
static void put_three(struct office *office)
{
    struct fetch_body_record bodies[] = {
        { "https://example.org/1", "text/csv", 200, 5, "aa", 10, 4, "xyz", 3 },
        { "https://example.org/2", "text/csv", 200, 0, "bb", 20, 8, NULL, 0 },
    };
    struct fetch_record record = {
        .source = "bank",
        .cause = "schedule",
        .actor = "",
        .started_at_ms = office->at_ms,
        .duration_ms = 12,
        .outcome = FETCH_NEW,
        .code = "",
        .message = "",
        .rows = 9,
        .added = 1,
        .changed = 2,
        .unchanged = 3,
        .refused = 4,
        .held = 5,
        .waiting = 6,
        .samples = 7,
        .report = "[1]",
        .bodies = bodies,
        .body_count = 2,
        .mark = "etag",
    };

    put(office, record);
    put(office, (struct fetch_record){ .source = "folder",
                                       .cause = "notice",
                                       .actor = "",
                                       .outcome = FETCH_FAILED,
                                       .code = "folder_gone",
                                       .message = "gone",
                                       .report = "[]" });
    record.body_count = 0;
    record.mark = NULL;
    put(office, record);
}

static void a_run_reads_back_as_it_was(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct fetch_row *rows;
    struct hd_error err;
    size_t count;

    put_three(office);
    office_ok(
        fetch_list(office->reader, &(struct fetch_filter){ .id = 1 }, &arena, &rows, &count, &err),
        &err);
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].source, "bank");
    assert_string_equal(rows[0].cause, "schedule");
    assert_string_equal(rows[0].outcome, "new");
    assert_string_equal(rows[0].report, "[1]");
    assert_int_equal(rows[0].started_at_ms, office->at_ms);
    assert_int_equal(rows[0].duration_ms, 12);
    assert_int_equal(rows[0].rows, 9);
    assert_int_equal(rows[0].added, 1);
    assert_int_equal(rows[0].changed, 2);
    assert_int_equal(rows[0].unchanged, 3);
    assert_int_equal(rows[0].refused, 4);
    assert_int_equal(rows[0].held, 5);
    assert_int_equal(rows[0].waiting, 6);
    assert_int_equal(rows[0].samples, 7);
    assert_int_equal(rows[0].submission_id, 0);
    assert_int_equal(rows[0].held_id, 0);
    assert_int_equal(rows[0].size, 30);
}

static void runs_are_found_by_source_place_and_number(void **state)
{
    static const struct {
        struct fetch_filter filter;
        const char *ids;
    } cases[] = {
        { { NULL, 0, 0, 0, 0 }, "3 2 1 " }, { { "bank", 0, 0, 0, 0 }, "3 1 " },
        { { NULL, 0, 0, 3, 0 }, "2 1 " },   { { NULL, 0, 0, 0, 2 }, "3 2 " },
        { { "bank", 0, 0, 3, 5 }, "1 " },   { { NULL, 2, 0, 0, 0 }, "2 " },
        { { NULL, 9, 0, 0, 0 }, "" },       { { NULL, 3, 0, 2, 0 }, "" },
        { { NULL, 0, 77, 0, 0 }, "" },      { { "none", 0, 0, 0, 0 }, "" },
    };
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct hd_error err;

    put_three(office);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char ids[64] = "";
        struct fetch_row *rows;
        size_t count;

        office_ok(fetch_list(office->reader, &cases[i].filter, &arena, &rows, &count, &err), &err);
        for (size_t r = 0; r < count; r++)
            snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%d ", (int)rows[r].id);
        assert_string_equal(ids, cases[i].ids);
    }
}

static void bodies_say_whether_their_bytes_are_there(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct fetch_body_row *rows;
    struct hd_error err;
    const void *packed;
    size_t count, len;
    int64_t size;

    put_three(office);
    office_ok(fetch_bodies(office->reader, 1, &arena, &rows, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_string_equal(rows[0].name, "https://example.org/1");
    assert_int_equal(rows[0].modified_at_ms, 5);
    assert_true(rows[0].kept);
    assert_false(rows[1].kept);
    office_ok(fetch_packed(office->reader, 1, 1, &arena, &packed, &len, &size, &err), &err);
    assert_int_equal(len, 3);
    assert_memory_equal(packed, "xyz", 3);
    assert_int_equal(size, 10);
    assert_int_equal(fetch_packed(office->reader, 1, 2, &arena, &packed, &len, &size, &err),
                     HD_NOT_FOUND);
}

static enum hd_rc add_sources(struct txn *txn, void *ctx, struct hd_error *err)
{
    enum hd_rc rc = source_put(txn, "zinc", "{\"a\":\"1\"}", false, "user:a", err);

    (void)ctx;
    if (!rc)
        rc = source_put(txn, "gone", "{}", false, "user:a", err);
    if (!rc)
        rc = source_put(txn, "bank", "{}", false, "user:a", err);
    return rc ? rc : source_remove(txn, "gone", "user:a", err);
}

static void living_sources_and_states_are_listed_by_name(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct source_state_row *states;
    struct source_row *rows;
    struct hd_error err;
    size_t count;

    office_ok(store_write(office->store, add_sources, NULL, &err), &err);
    put_three(office);
    office_ok(source_list(office->reader, &arena, &rows, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_string_equal(rows[0].name, "bank");
    assert_string_equal(rows[1].document, "{\"a\":\"1\"}");
    office_ok(source_states(office->reader, &arena, &states, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_string_equal(states[0].name, "bank");
    assert_string_equal(states[0].mark, "etag");
    assert_int_equal(states[0].failures, 0);
    assert_string_equal(states[1].code, "folder_gone");
    assert_int_equal(states[1].failures, 1);
}

int main(void)
{
    const struct CMUnitTest fetch[] = {
        cmocka_unit_test_setup_teardown(a_run_reads_back_as_it_was, open_office, close_office),
        cmocka_unit_test_setup_teardown(runs_are_found_by_source_place_and_number, open_office,
                                        close_office),
        cmocka_unit_test_setup_teardown(bodies_say_whether_their_bytes_are_there, open_office,
                                        close_office),
        cmocka_unit_test_setup_teardown(living_sources_and_states_are_listed_by_name, open_office,
                                        close_office),
    };

    return cmocka_run_group_tests(fetch, NULL, NULL);
}

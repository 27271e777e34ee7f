/* Targets moved by hand: what is checked, what is kept, and what files may do afterwards. */
#include "office.h"

#include "common/json.h"
#include "queries/target.h"

#define TARGET "plan-2020.cashless-share.2025"

static const char shape[] =
    "strategies:\n"
    "  - {code: plan-2020, name: Plan, valid_from: 2020-01-15}\n"
    "indicators:\n"
    "  - {code: cashless-share, name: Cashless, unit: percent, direction: up,\n"
    "     decimals: 1, frequency: A, lower: 0, upper: 100}\n"
    "targets:\n"
    "  - strategy: plan-2020\n"
    "    indicator: cashless-share\n"
    "    area: AZ\n"
    "    kind: at_least\n"
    "    period: 2025\n"
    "    value: %s\n"
    "    baseline: 8\n"
    "    baseline_period: 2019\n"
    "    valid_from: 2020-01-15\n"
    "    note: %s\n";

static const char *file_with(struct office *office, const char *value, const char *note)
{
    char text[1000];

    snprintf(text, sizeof text, shape, value, note);
    return office_file(office, "plan.yaml", text);
}

static int setup(void **state)
{
    struct office *office = office_open("2026-07-01");

    office_catalog(office, file_with(office, "50", "first"), false);
    office_put(office, "cashless-share", "2019", "8", 'A', "2020-03-01");
    office_put(office, "cashless-share", "2024", "41", 'A', "2025-03-01");
    *state = office;
    return 0;
}

static int teardown(void **state)
{
    office_close(*state);
    return 0;
}
#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- moving ---- */

struct moving {
    struct hd_arena arena;
    struct target_move move;
    struct target_moved moved;
    struct hd_problems problems;
    struct hd_error err;
};

static enum hd_rc move_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct moving *m = ctx;

    return target_move(txn, &m->move, &m->moved, &m->problems, err);
}

static enum hd_rc move(struct office *office, struct moving *m, const char *json)
{
    struct hd_json *fields;

    *m = (struct moving){ 0 };
    office_ok(hd_json_parse(json, strlen(json), &m->arena, &fields, &m->err), &m->err);
    m->move = (struct target_move){
        .target = TARGET, .fields = fields, .zone = office->zone, .actor = "local:ayla"
    };
    return store_write(office->store, move_in, m, &m->err);
}

static void end(struct moving *m)
{
    hd_arena_clear(&m->arena);
    target_moved_clear(&m->moved);
    hd_problems_clear(&m->problems);
}

static void move_ok(struct office *office, const char *json)
{
    struct moving m;

    if (move(office, &m, json)) {
        office_print_problems(&m.problems);
        fail_msg("%s: %s", json, m.err.text);
    }
    end(&m);
}

static const struct status_row *row_on(struct office *office, const char *day,
                                       struct picture **picture)
{
    const struct status_row *row;

    *picture = office_picture(office, day);
    row = office_row(*picture, TARGET);
    assert_non_null(row);
    return row;
}

static void assert_value(struct office *office, const char *day, const char *value)
{
    struct picture *picture;
    const struct status_row *row = row_on(office, day, &picture);

    assert_string_equal(row->target->judge.value, value);
    picture_drop(&picture);
}

/* ---- what it does ---- */

static void only_what_is_named_changes_and_the_past_keeps_the_old(void **state)
{
    struct office *office = *state;
    struct picture *picture;
    const struct status_row *row;

    office->at_ms = office_noon(office, "2026-07-10");
    move_ok(office, "{\"value\":45,\"reason\":\"the decree\",\"clause\":\"2.1\"}");
    assert_value(office, "2026-07-09", "50");
    row = row_on(office, "2026-07-10", &picture);
    assert_string_equal(row->target->judge.value, "45");
    assert_string_equal(row->target->judge.baseline_value, "8");
    assert_string_equal(row->target->replaced_reason, "the decree");
    assert_string_equal(row->target->clause, "2.1");
    assert_int_equal(row->target->judge.vintage, 2);
    assert_int_equal(row->target->version_count, 2);
    assert_string_equal(row->target->versions[0].terms.value, "50");
    assert_true(row->target->versions[0].known_to_at_ms == row->target->known_from_at_ms);
    picture_drop(&picture);
}

static void a_later_day_of_coming_into_force_is_when_it_counts(void **state)
{
    struct office *office = *state;

    move_ok(office, "{\"value\":\"45\",\"from\":\"2026-06-15\",\"reason\":\"r\",\"clause\":\"c\"}");
    assert_value(office, "2026-06-14", "50");
    assert_value(office, "2026-06-15", "45");
    move_ok(office, "{\"value\":\"40\",\"from\":\"2026-09-01\",\"reason\":\"r\",\"clause\":\"c\"}");
    assert_value(office, "2026-08-31", "45");
    assert_value(office, "2026-09-01", "40");
}

static void what_is_like_that_already_makes_no_version(void **state)
{
    struct office *office = *state;
    struct moving m;

    office_ok(move(office, &m, "{\"value\":50,\"reason\":\"r\",\"clause\":\"c\"}"), &m.err);
    assert_int_equal(m.moved.changes.count, 0);
    assert_int_equal(m.moved.result.vintage, 0);
    end(&m);
    move_ok(office, "{\"value\":45,\"reason\":\"r\",\"clause\":\"c\"}");
    office_ok(move(office, &m, "{\"value\":45,\"reason\":\"other\",\"clause\":\"c\"}"), &m.err);
    assert_int_equal(m.moved.changes.count, 0);
    end(&m);
}

static void a_null_takes_a_field_away_and_lists_may_be_one_text(void **state)
{
    struct office *office = *state;
    struct picture *picture;
    const struct status_row *row;

    move_ok(office, "{\"kind\":\"milestones\",\"milestones\":\"2022=20,2023=30\",\"note\":null,"
                    "\"reason\":\"r\",\"clause\":\"c\"}");
    row = row_on(office, "2026-07-01", &picture);
    assert_int_equal(row->target->judge.station_count, 2);
    assert_int_equal(row->target->note.count, 0);
    picture_drop(&picture);
}

static void given_up_and_taken_up_again(void **state)
{
    struct office *office = *state;
    struct picture *picture;

    move_ok(office, "{\"retired\":\"yes\",\"reason\":\"given up\",\"clause\":\"c\"}");
    assert_int_equal(row_on(office, "2026-07-01", &picture)->verdict.state, STATE_RETIRED);
    picture_drop(&picture);
    move_ok(office, "{\"retired\":false,\"reason\":\"after all\",\"clause\":\"c\"}");
    assert_int_not_equal(row_on(office, "2026-07-01", &picture)->verdict.state, STATE_RETIRED);
    picture_drop(&picture);
}

/* ---- what is refused, in the words of the files ---- */

static const struct {
    const char *json, *key, *code;
} bad[] = {
    { "{\"value\":45,\"clause\":\"c\"}", "reason", "missing_key" },
    { "{\"value\":45,\"reason\":\"r\"}", "clause", "missing_key" },
    { "{\"value\":145,\"reason\":\"r\",\"clause\":\"c\"}", "value", "outside_limits" },
    { "{\"value\":\"many\",\"reason\":\"r\",\"clause\":\"c\"}", "value", "number_needed" },
    { "{\"value\":[45],\"reason\":\"r\",\"clause\":\"c\"}", "value", "not_a_text" },
    { "{\"period\":\"soon\",\"reason\":\"r\",\"clause\":\"c\"}", "period", "malformed" },
    { "{\"period\":\"2018\",\"reason\":\"r\",\"clause\":\"c\"}", "baseline_period",
      "baseline_late" },
    { "{\"period\":null,\"reason\":\"r\",\"clause\":\"c\"}", "period", "missing_key" },
    { "{\"kind\":\"at_lest\",\"reason\":\"r\",\"clause\":\"c\"}", "kind", "unknown_word" },
    { "{\"kind\":\"range\",\"reason\":\"r\",\"clause\":\"c\"}", "value_high", "missing_key" },
    { "{\"vlaue\":45,\"reason\":\"r\",\"clause\":\"c\"}", "vlaue", "unknown_key" },
    { "{\"indicator\":\"x\",\"reason\":\"r\",\"clause\":\"c\"}", "indicator", "fixed" },
    { "{\"valid_from\":\"2027-01-01\",\"reason\":\"r\",\"clause\":\"c\"}", "valid_from", "fixed" },
    { "{\"value\":45,\"from\":\"tomorrow\",\"reason\":\"r\",\"clause\":\"c\"}", "from",
      "malformed" },
    { "{\"value\":45,\"from\":\"2020-01-15\",\"reason\":\"r\",\"clause\":\"c\"}", "from",
      "from_too_early" },
};

static bool told(const struct hd_problems *problems, const char *key, const char *code)
{
    for (size_t i = 0; i < problems->count; i++)
        if (strcmp(problems->items[i].key, key) == 0 && strcmp(problems->items[i].code, code) == 0)
            return true;
    return false;
}

static void what_no_file_could_say_is_refused(void **state)
{
    struct office *office = *state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct moving m;

        if (move(office, &m, bad[i].json) != HD_BAD_INPUT)
            fail_msg("%s: %s", bad[i].json, m.err.text);
        if (!told(&m.problems, bad[i].key, bad[i].code)) {
            office_print_problems(&m.problems);
            fail_msg("%s: no %s at %s", bad[i].json, bad[i].code, bad[i].key);
        }
        end(&m);
    }
    assert_value(office, "2026-07-01", "50");
}

/* ---- files afterwards ---- */

static enum hd_rc apply(struct office *office, const char *value, const char *note, bool take,
                        struct hd_error *err)
{
    struct office_apply apply = { .files = office_read(office, file_with(office, value, note)) };
    enum hd_rc rc;

    if (take)
        catalog_files_take_targets(apply.files);
    rc = store_write(office->store, office_apply_in, &apply, err);
    catalog_files_close(&apply.files);
    return rc;
}

static void old_files_do_not_undo_it_unasked(void **state)
{
    struct office *office = *state;
    struct hd_error err;

    move_ok(office, "{\"value\":45,\"reason\":\"r\",\"clause\":\"c\"}");
    assert_int_equal(apply(office, "50", "first", false, &err), HD_CONFLICT);
    assert_non_null(strstr(err.text, "plan.yaml:12"));
    assert_non_null(strstr(err.text, TARGET));
    assert_non_null(strstr(err.text, "--targets-from-files"));
    assert_value(office, "2026-07-01", "45");
    office_ok(apply(office, "50", "first", true, &err), &err);
    assert_value(office, "2026-07-01", "50");
    office_ok(apply(office, "55", "first", false, &err), &err); /* the files decide again */
    assert_value(office, "2026-07-01", "55");
}

static void files_that_have_followed_are_welcome(void **state)
{
    struct office *office = *state;
    struct picture *picture;
    struct hd_error err;

    move_ok(office, "{\"value\":45,\"reason\":\"r\",\"clause\":\"c\"}");
    office_ok(apply(office, "45", "second", false, &err), &err);
    assert_string_equal(row_on(office, "2026-07-01", &picture)->target->note.items[0].text,
                        "second");
    picture_drop(&picture);
    assert_value(office, "2026-07-01", "45");
}

static void each_field_that_would_go_back_is_named(void **state)
{
    struct office *office = *state;
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct catalog_files *files;
    struct hd_error err;

    move_ok(office, "{\"value\":45,\"reason\":\"r\",\"clause\":\"c\"}");
    move_ok(office, "{\"period\":2026,\"reason\":\"r\",\"clause\":\"c\"}");
    files = office_read(office, file_with(office, "50", "second"));
    office_ok(reader_begin(office->reader, &err), &err);
    assert_int_equal(catalog_files_check_moved(office->reader, files, &problems, &err),
                     HD_CONFLICT);
    reader_end(office->reader);
    assert_int_equal(problems.count, 2); /* not the note, which no hand has touched */
    assert_true(told(&problems, "value", "moved_by_hand"));
    assert_true(told(&problems, "period", "moved_by_hand"));
    catalog_files_close(&files);
}

/* ---- the second person ---- */

static enum hd_rc rule_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    bool changed;

    (void)ctx;
    return record_switch(txn, "second_person_targets", true, "local:root", &changed, err);
}

struct approval {
    int64_t id;
    struct hd_problems problems;
};

static enum hd_rc approve_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct approval *approval = ctx;
    struct target_change_result result;

    return target_approve(txn, approval->id, "local:elnur", "", &result, &approval->problems, err);
}

static void what_waits_is_checked_again_when_it_is_approved(void **state)
{
    struct office *office = *state;
    struct approval approval = { .id = 1 };
    struct hd_error err;

    office_ok(store_write(office->store, rule_in, NULL, &err), &err);
    move_ok(office, "{\"value\":95,\"reason\":\"r\",\"clause\":\"c\"}");
    assert_value(office, "2026-07-01", "50");
    office_catalog(office,
                   office_file(office, "limit.yaml",
                               "indicators:\n  - {code: cashless-share, name: Cashless, unit: "
                               "percent, direction: up, decimals: 1, frequency: A, upper: 90}\n"),
                   false);
    assert_int_equal(store_write(office->store, approve_in, &approval, &err), HD_BAD_INPUT);
    assert_true(told(&approval.problems, "value", "outside_limits"));
    hd_problems_clear(&approval.problems);
    assert_value(office, "2026-07-01", "50");
    office_catalog(office,
                   office_file(office, "limit.yaml",
                               "indicators:\n  - {code: cashless-share, name: Cashless, unit: "
                               "percent, direction: up, decimals: 1, frequency: A, upper: 100}\n"),
                   false);
    office_ok(store_write(office->store, approve_in, &approval, &err), &err);
    assert_value(office, "2026-07-01", "95");
    hd_problems_clear(&approval.problems);
}

int main(void)
{
    const struct CMUnitTest target[] = {
        OFFICE_TEST(only_what_is_named_changes_and_the_past_keeps_the_old),
        OFFICE_TEST(a_later_day_of_coming_into_force_is_when_it_counts),
        OFFICE_TEST(what_is_like_that_already_makes_no_version),
        OFFICE_TEST(a_null_takes_a_field_away_and_lists_may_be_one_text),
        OFFICE_TEST(given_up_and_taken_up_again),
        OFFICE_TEST(what_no_file_could_say_is_refused),
        OFFICE_TEST(old_files_do_not_undo_it_unasked),
        OFFICE_TEST(files_that_have_followed_are_welcome),
        OFFICE_TEST(each_field_that_would_go_back_is_named),
        OFFICE_TEST(what_waits_is_checked_again_when_it_is_approved),
    };

    return cmocka_run_group_tests(target, NULL, NULL);
}

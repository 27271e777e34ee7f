#include "tests/unit/queries/office.h"

/* Alerts as a picture holds them: as they stand, and as they stood. */

#define TARGET "plan-2026.venture-funds.2028"

static int open_office(void **state)
{
    struct office *office = office_open("2026-04-01");

    office_catalog(office, SHIPPED, false);
    *state = office;
    return 0;
}

static int close_office(void **state)
{
    office_close(*state);
    return 0;
}

struct telling {
    struct office *office;
    const char *subject, *to, *note;
    int64_t promised_day, id;
};

static enum hd_rc raise_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct telling *telling = ctx;
    struct alert_record alert = { .kind = "lag",
                                  .subject = telling->subject,
                                  .first_period = "2026",
                                  .severity = "warning",
                                  .state = "firing",
                                  .document = "{}",
                                  .opened_at_ms = telling->office->at_ms,
                                  .last_period = "2026" };
    enum hd_rc rc = record_alert(txn, &alert, &telling->id, err);

    if (rc)
        return rc;
    return record_alert_event(txn, telling->id, "firing", "system", "value", 0, 0,
                              telling->office->at_ms, err);
}

static enum hd_rc move_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct telling *telling = ctx;

    return record_alert_event(txn, telling->id, telling->to, "local:test", telling->note,
                              telling->promised_day, 0, telling->office->at_ms, err);
}

static int64_t raise_on(struct office *office, const char *day, const char *subject)
{
    struct telling telling = { .office = office, .subject = subject };
    struct hd_error err;

    office->at_ms = office_noon(office, day);
    office_ok(store_write(office->store, raise_in, &telling, &err), &err);
    return telling.id;
}

static void move_on(struct office *office, const char *day, int64_t id, const char *to,
                    const char *note, const char *promised)
{
    struct telling telling = { .office = office,
                               .id = id,
                               .to = to,
                               .note = note,
                               .promised_day = promised ? office_day(promised) : 0 };
    struct hd_error err;

    office->at_ms = office_noon(office, day);
    office_ok(store_write(office->store, move_in, &telling, &err), &err);
}

static void an_alert_stands_as_its_newest_event_left_it(void **state)
{
    struct office *office = *state;
    int64_t id = raise_on(office, "2026-04-02", TARGET);
    struct picture *picture;

    move_on(office, "2026-04-05", id, "acknowledged", "we are on it", "2026-06-01");
    picture = office_picture(office, "2026-04-05");
    assert_true(picture->current);
    assert_int_equal(picture->alert_count, 1);
    assert_string_equal(picture->alerts[0].state, "acknowledged");
    assert_string_equal(picture->alerts[0].note, "we are on it");
    assert_string_equal(picture->alerts[0].actor, "local:test");
    assert_int_equal(picture->alerts[0].promised_day, office_day("2026-06-01"));
    picture_drop(&picture);
}

static void the_past_shows_the_alert_as_it_stood(void **state)
{
    struct office *office = *state;
    int64_t id = raise_on(office, "2026-04-02", TARGET);
    struct picture *picture;

    move_on(office, "2026-04-05", id, "acknowledged", "we are on it", "2026-06-01");
    move_on(office, "2026-04-10", id, "resolved", "value", NULL);
    picture = office_picture(office, "2026-04-01");
    assert_int_equal(picture->alert_count, 0);
    picture_drop(&picture);
    picture = office_picture(office, "2026-04-04");
    assert_int_equal(picture->alert_count, 1);
    assert_string_equal(picture->alerts[0].state, "firing");
    assert_int_equal(picture->alerts[0].promised_day, 0);
    picture_drop(&picture);
    picture = office_picture(office, "2026-04-05");
    assert_string_equal(picture->alerts[0].state, "acknowledged");
    picture_drop(&picture);
    picture = office_picture(office, "2026-04-10");
    assert_int_equal(picture->alert_count, 1);
    assert_string_equal(picture->alerts[0].state, "resolved");
    picture_drop(&picture);
}

static void an_alert_finds_its_row(void **state)
{
    struct office *office = *state;
    struct picture *picture;

    raise_on(office, "2026-04-02", TARGET);
    raise_on(office, "2026-04-02", "digital-id-coverage");
    raise_on(office, "2026-04-02", TARGET "#no-such-breakdown");
    picture = office_picture(office, "2026-04-02");
    assert_int_equal(picture->alert_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct alert_row *alert = &picture->alerts[i];

        if (strcmp(alert->subject, TARGET) == 0)
            assert_string_equal(alert->row->target->judge.id, TARGET);
        else if (strcmp(alert->subject, "digital-id-coverage") == 0)
            assert_string_equal(alert->row->indicator->code, "digital-id-coverage");
        else
            assert_null(alert->row);
    }
    picture_drop(&picture);
}

static void what_is_open_stands_before_what_is_resolved(void **state)
{
    struct office *office = *state;
    int64_t id = raise_on(office, "2026-04-02", TARGET);
    struct picture *picture;

    move_on(office, "2026-04-03", id, "resolved", "value", NULL);
    raise_on(office, "2026-04-02", "plan-2026.gii-rank.2028");
    picture = office_picture(office, "2026-04-03");
    assert_int_equal(picture->alert_count, 2);
    assert_string_equal(picture->alerts[0].state, "firing");
    assert_string_equal(picture->alerts[1].state, "resolved");
    picture_drop(&picture);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(an_alert_stands_as_its_newest_event_left_it),
        FACT(the_past_shows_the_alert_as_it_stood),
        FACT(an_alert_finds_its_row),
        FACT(what_is_open_stands_before_what_is_resolved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/buf.h"
#include "tests/unit/daemon/site.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_area = AZ\n"

static struct site site;

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

static int64_t refresh(const char *trigger)
{
    struct hd_error err;
    int64_t run = -1;

    if (service_refresh(site.service, trigger, &run, &err))
        fail_msg("%s", err.text);
    return run;
}

static size_t states(const char *indicator, enum judge_state state)
{
    struct picture *picture = service_picture(site.service);
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        count += strcmp(picture->rows[i].indicator->code, indicator) == 0 &&
                 picture->rows[i].verdict.state == state;
    picture_drop(&picture);
    return count;
}

static void looking_records_nothing(void **state)
{
    struct picture *picture = service_picture(site.service);

    (void)state;
    assert_non_null(picture);
    assert_true(picture->current);
    assert_true(picture->row_count > 50);
    assert_int_equal(picture->run_id, 0);
    assert_true(service_fresh(site.service));
    picture_drop(&picture);
}

static void a_refresh_records_one_run_and_settles(void **state)
{
    int64_t seq;

    (void)state;
    assert_int_equal(refresh("start"), 1);
    assert_true(service_fresh(site.service));
    seq = store_change_seq(service_store(site.service));
    assert_int_equal(refresh("change"), 1); /* nothing has changed: nothing is recorded */
    assert_int_equal(store_change_seq(service_store(site.service)), seq);
    assert_int_equal(refresh("command"), 2); /* asked for by somebody: recorded */
}

static void without_a_trigger_nothing_is_stored(void **state)
{
    int64_t seq = store_change_seq(service_store(site.service));

    (void)state;
    assert_int_equal(refresh(NULL), 0);
    assert_int_equal(store_change_seq(service_store(site.service)), seq);
}

static void a_new_value_shows_after_waiting(void **state)
{
    struct hd_error err;

    (void)state;
    refresh("start");
    assert_int_equal(states("cashless-share", STATE_ACHIEVED), 0);
    site_publish(&site, "cashless-share", "2025", "55.5");
    assert_false(service_fresh(site.service));
    assert_int_equal(service_wait_fresh(site.service, 1000, &err), HD_OK);
    assert_true(service_fresh(site.service));
    assert_true(states("cashless-share", STATE_ACHIEVED) > 0);
}

static void a_changed_verdict_makes_a_run(void **state)
{
    (void)state;
    assert_int_equal(refresh("start"), 1);
    site_publish(&site, "cashless-share", "2025", "55.5");
    assert_int_equal(refresh("change"), 2);
}

static void a_held_picture_outlives_its_successor(void **state)
{
    struct picture *old = service_picture(site.service), *new;

    (void)state;
    site_publish(&site, "cashless-share", "2025", "55.5");
    refresh("change");
    new = service_picture(site.service);
    assert_ptr_not_equal(old, new);
    assert_true(old->row_count > 50);
    picture_drop(&old);
    picture_drop(&new);
}

static struct picture *past(const char *text)
{
    struct picture *picture = NULL;
    struct hd_error err;
    int64_t cutoff;
    int32_t day;

    assert_true(picture_as_of_parse(text, service_zone(site.service), &cutoff, &day));
    assert_int_equal(service_picture_as_of(site.service, cutoff, day, &picture, &err), HD_OK);
    return picture;
}

static void the_past_is_kept_until_something_changes(void **state)
{
    struct picture *first = past("2026-03-31"), *again = past("2026-03-31"), *after;

    (void)state;
    assert_ptr_equal(first, again);
    assert_false(first->current);
    site_publish(&site, "cashless-share", "2025", "55.5");
    after = past("2026-03-31");
    assert_ptr_not_equal(first, after);
    picture_drop(&first);
    picture_drop(&again);
    picture_drop(&after);
}

static void only_a_few_past_days_are_kept(void **state)
{
    static const char *const days[] = { "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03",
                                        "2026-04-04" };
    struct picture *first = past(days[0]), *again;

    (void)state;
    for (size_t i = 1; i < sizeof days / sizeof *days; i++) {
        struct picture *other = past(days[i]);

        picture_drop(&other);
    }
    again = past(days[0]);
    assert_ptr_not_equal(first, again);
    picture_drop(&first);
    picture_drop(&again);
}

static void a_value_of_today_is_not_known_yesterday(void **state)
{
    struct picture *yesterday;

    (void)state;
    site_publish(&site, "cashless-share", "2025", "55.5");
    yesterday = past("2026-11-19");
    for (size_t i = 0; i < yesterday->series_count; i++)
        if (strcmp(yesterday->series[i].indicator, "cashless-share") == 0)
            assert_int_equal(yesterday->series[i].count, 0);
    picture_drop(&yesterday);
}

static void readers_go_back_into_the_pool(void **state)
{
    struct reader *first, *second;
    struct hd_error err;
    const struct reader *known;

    (void)state;
    assert_int_equal(service_reader_take(site.service, &first, &err), HD_OK);
    known = first;
    service_reader_give_back(site.service, &first);
    assert_null(first);
    assert_int_equal(service_reader_take(site.service, &second, &err), HD_OK);
    assert_ptr_equal(second, known);
    service_reader_give_back(site.service, &second);
}

static void replaced_settings_can_still_be_read(void **state)
{
    const struct settings *old = service_settings(site.service);

    (void)state;
    service_set_settings(site.service, site_settings(&site, CONF "title = Another\n"));
    assert_string_equal(service_settings(site.service)->title, "Another");
    assert_string_equal(old->title, "hedef");
}

static atomic_int told;

static void count_change(void *ctx)
{
    (void)ctx;
    atomic_fetch_add(&told, 1);
}

static void a_commit_is_told_and_waiting_has_an_end(void **state)
{
    struct hd_error err;

    (void)state;
    refresh("start");
    atomic_store(&told, 0);
    service_on_changed(site.service, count_change, NULL);
    site_publish(&site, "cashless-share", "2025", "55.5");
    assert_true(atomic_load(&told) > 0);
    /* Nobody refreshes here: the waiting ends by its time. */
    assert_int_equal(service_wait_fresh(site.service, 10, &err), HD_AGAIN);
    service_on_changed(site.service, NULL, NULL);
}

static enum hd_rc reload_well(void *ctx, struct hd_error *err)
{
    (void)err;
    *(bool *)ctx = true;
    return HD_OK;
}

static void a_reload_goes_to_the_daemon_if_there_is_one(void **state)
{
    struct hd_error err;
    bool reloaded = false;

    (void)state;
    assert_int_equal(service_reload(site.service, &err), HD_CONFLICT);
    service_on_reload(site.service, reload_well, &reloaded);
    assert_int_equal(service_reload(site.service, &err), HD_OK);
    assert_true(reloaded);
}

static void health_tells_what_happened(void **state)
{
    struct service_health health;

    (void)state;
    service_health(site.service, &health);
    assert_int_equal(health.last_evaluation_at_ms, 0);
    assert_true(health.last_reload_ok);
    refresh("start");
    service_note_reload(site.service, false);
    service_set_trouble(site.service, "the disk is full");
    service_health(site.service, &health);
    assert_int_equal(health.last_evaluation_at_ms, site_now_ms);
    assert_false(health.last_reload_ok);
    assert_string_equal(health.trouble, "the disk is full");
    service_set_trouble(site.service, "");
    service_health(site.service, &health);
    assert_string_equal(health.trouble, "");
}

static void counters_add_up(void **state)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    const char *labels = "handler=\"/\",method=\"GET\",code=\"200\"";

    (void)state;
    service_count(site.service, "hedef_http_requests_total", labels, 1);
    service_count(site.service, "hedef_http_requests_total", labels, 2);
    hd_buf_init(&text, 1 << 16);
    service_counters(site.service, &text);
    assert_non_null(strstr(text.data, "# TYPE hedef_http_requests_total counter\n"
                                      "hedef_http_requests_total{handler=\"/\",method=\"GET\","
                                      "code=\"200\"} 3\n"));
}

static void a_missing_database_is_told(void **state)
{
    struct service_options options = { .clock = &site_clock };
    struct service *service = NULL;
    struct hd_error err;

    (void)state;
    options.settings = site_settings(&site, CONF "[store]\ndatabase = nowhere.db\n");
    assert_int_equal(service_open(&options, &service, &err), HD_NOT_FOUND);
    assert_null(service);
}

static void a_second_service_is_refused(void **state)
{
    struct service_options options = { .clock = &site_clock };
    struct service *service = NULL;
    struct hd_error err;

    (void)state;
    options.settings = site_settings(&site, CONF);
    assert_int_equal(service_open(&options, &service, &err), HD_CONFLICT);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(looking_records_nothing),
        FACT(a_refresh_records_one_run_and_settles),
        FACT(without_a_trigger_nothing_is_stored),
        FACT(a_new_value_shows_after_waiting),
        FACT(a_changed_verdict_makes_a_run),
        FACT(a_held_picture_outlives_its_successor),
        FACT(the_past_is_kept_until_something_changes),
        FACT(only_a_few_past_days_are_kept),
        FACT(a_value_of_today_is_not_known_yesterday),
        FACT(readers_go_back_into_the_pool),
        FACT(replaced_settings_can_still_be_read),
        FACT(a_commit_is_told_and_waiting_has_an_end),
        FACT(a_reload_goes_to_the_daemon_if_there_is_one),
        FACT(health_tells_what_happened),
        FACT(counters_add_up),
        FACT(a_missing_database_is_told),
        FACT(a_second_service_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

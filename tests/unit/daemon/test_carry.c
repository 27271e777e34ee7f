/* A picture takes over the verdicts of the one before where nothing they depend on has changed;
 * what it says is what a picture without a past says. */
#include "tests/unit/queries/office.h"

#include "common/json.h"
#include "daemon/view.h"

#define TODAY "2026-04-01"

static int open_sample(void **state)
{
    struct office *office = office_open(TODAY);

    office_catalog(office, SHIPPED, false);
    office_load(office, SHIPPED "/sample/observations.csv");
    office_load(office, SHIPPED "/sample/history.csv");
    *state = office;
    return 0;
}

static int close_office(void **state)
{
    office_close(*state);
    return 0;
}

static struct picture *current(struct office *office, const struct picture *before)
{
    struct picture_options options = {
        .zone = office->zone, .now_at_ms = office->at_ms, .current = true, .before = before
    };
    struct picture *picture;
    struct hd_error err;

    options.as_of_day = hd_zone_day(office->zone, office->at_ms);
    options.cutoff_at_ms = hd_zone_at_ms(office->zone, options.as_of_day + 1, 0);
    office_ok(picture_build(office->reader, &options, &picture, &err), &err);
    return picture;
}

static void write_row(const struct status_row *row, struct hd_buf *out)
{
    struct hd_jsonw w = { .out = out };

    hd_buf_init(out, 1 << 20);
    view_verdict_json(&w, row, NULL, hd_lang_default());
    hd_buf_printf(out, " goal %s left %s right %s newest %d previous %d",
                  row->verdict.goal_text ? row->verdict.goal_text : "",
                  row->verdict.left_text ? row->verdict.left_text : "",
                  row->verdict.right_text ? row->verdict.right_text : "",
                  row->verdict.newest ? row->verdict.newest->vintage : 0,
                  row->verdict.previous ? row->verdict.previous->vintage : 0);
    for (size_t i = 0; i < row->verdict.milestone_count; i++)
        hd_buf_printf(out, " %g %s", row->verdict.milestones[i].value,
                      row->verdict.milestones[i].text ? row->verdict.milestones[i].text : "");
}

/* Every row of both, word for word. */
static void assert_same(const struct picture *a, const struct picture *b)
{
    assert_int_equal(a->row_count, b->row_count);
    for (size_t i = 0; i < a->row_count; i++) {
        struct hd_buf HD_BUF_AUTO x = { 0 }, y = { 0 };

        write_row(&a->rows[i], &x);
        write_row(&b->rows[i], &y);
        assert_string_equal(x.data, y.data);
    }
}

static void nothing_changed_and_nothing_is_judged(void **state)
{
    struct picture *first = current(*state, NULL), *fresh = current(*state, NULL);
    struct picture *second = current(*state, first);

    assert_int_equal(first->carried_count, 0);
    assert_true(second->row_count > 50);
    assert_int_equal(second->carried_count, second->row_count);
    picture_drop(&first); /* the second must not lean on it */
    assert_same(second, fresh);
    picture_drop(&second);
    picture_drop(&fresh);
}

static size_t rows_of(const struct picture *picture, const char *indicator)
{
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        count += strcmp(picture->rows[i].indicator->code, indicator) == 0;
    return count;
}

static void one_value_judges_only_its_own_targets(void **state)
{
    struct office *office = *state;
    struct picture *first = current(office, NULL), *second, *fresh;

    office_put(office, "cashless-share", "2025-Q1", "44.7", 'A', NULL);
    second = current(office, first);
    fresh = current(office, NULL);
    assert_true(rows_of(second, "cashless-share") > 0);
    assert_int_equal(second->carried_count, second->row_count - rows_of(second, "cashless-share"));
    assert_same(second, fresh);
    picture_drop(&first);
    picture_drop(&second);
    picture_drop(&fresh);
}

/* Of a benchmark the peer's value counts, though it is another series. */
static void a_peers_value_judges_the_benchmark(void **state)
{
    struct office *office = *state;
    struct submission_row row = { .indicator = "online-services-index",
                                  .area = "GE",
                                  .breakdown = "",
                                  .value = "99",
                                  .status = 'A',
                                  .comment = "" };
    struct picture *first = current(office, NULL), *second, *fresh;
    const struct status_row *benchmark =
        office_row(first, "concept-2025.online-services-index.after-2025");

    assert_non_null(benchmark);
    assert_int_equal(benchmark->verdict.state, STATE_ACHIEVED);
    assert_true(benchmark->question.peer_count > 0);
    row.area = benchmark->question.peers[0]->area;
    row.period = benchmark->verdict.latest->period;
    office_put_rows(office, (struct submission_new){ .verb = SUBMISSION_REVISE }, &row, 1);
    second = current(office, first);
    fresh = current(office, NULL);
    assert_true(second->carried_count < second->row_count);
    assert_same(second, fresh);
    benchmark = office_row(second, "concept-2025.online-services-index.after-2025");
    assert_int_not_equal(benchmark->verdict.state, STATE_ACHIEVED); /* as it was before */
    picture_drop(&first);
    picture_drop(&second);
    picture_drop(&fresh);
}

static void another_catalogue_judges_everything(void **state)
{
    struct office *office = *state;
    struct picture *first = current(office, NULL), *second;

    office_catalog(office,
                   office_file(office, "new.yaml",
                               "indicators:\n  - {code: extra, name: Extra, unit: percent, "
                               "direction: up, decimals: 1, frequency: A}\n"),
                   false);
    second = current(office, first);
    assert_int_equal(second->carried_count, 0);
    picture_drop(&first);
    picture_drop(&second);
}

static void another_day_judges_everything(void **state)
{
    struct office *office = *state;
    struct picture *first = current(office, NULL), *second;

    office->at_ms += HD_DAY_MS;
    second = current(office, first);
    assert_int_equal(second->carried_count, 0);
    picture_drop(&first);
    picture_drop(&second);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_sample, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(nothing_changed_and_nothing_is_judged), FACT(one_value_judges_only_its_own_targets),
        FACT(a_peers_value_judges_the_benchmark),    FACT(another_catalogue_judges_everything),
        FACT(another_day_judges_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/unit/queries/office.h"

#include <math.h>
#include <time.h>

/* ---- the shipped catalogue with the published values ---- */

static int open_sample(void **state)
{
    struct office *office = office_open("2026-04-01");

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

static const struct verdict *verdict_of(const struct picture *picture, const char *id)
{
    const struct status_row *row = office_row(picture, id);

    if (!row)
        fail_msg("there is no target '%s'", id);
    return &row->verdict;
}

static void assert_state(const struct picture *picture, const char *id, enum judge_state state)
{
    const struct verdict *verdict = verdict_of(picture, id);

    if (verdict->state != state)
        fail_msg("%s is %s, not %s", id, judge_state_word(verdict->state), judge_state_word(state));
}

static void assert_near(double a, double b, double within)
{
    if (!(fabs(a - b) <= within))
        fail_msg("%.9g is not %.9g", a, b);
}

static void a_closed_target_is_decided_by_the_line_between_its_neighbours(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");
    const struct verdict *verdict = verdict_of(picture, "srm-2016.fixed-broadband-speed.2020");
    char period[HD_PERIOD_TEXT_MAX];

    assert_int_equal(verdict->state, STATE_MISSED);
    assert_int_equal(verdict->decision, DECIDED_INTERPOLATED);
    assert_near(verdict->decided_value, 10.846, 0.0005);
    hd_period_text(verdict->left_period, period);
    assert_string_equal(period, "2016");
    hd_period_text(verdict->right_period, period);
    assert_string_equal(period, "2022-01");

    verdict = verdict_of(picture, "srm-2016.fixed-broadband-speed.2025");
    assert_int_equal(verdict->state, STATE_ACHIEVED);
    assert_int_equal(verdict->decision, DECIDED_INTERPOLATED);
    assert_near(verdict->decided_value, 88.362, 0.0005);
    picture_drop(&picture);
}

static void without_a_later_value_a_closed_target_awaits_data(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");

    assert_state(picture, "srm-2016.cashless-share.2020", STATE_DUE);
    assert_state(picture, "srm-2016.cashless-share.2025", STATE_DUE);
    picture_drop(&picture);
}

static void a_target_without_a_date_is_achieved_once_met(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");

    assert_state(picture, "concept-2025.govtech-maturity-group.after-2025", STATE_ACHIEVED);
    assert_state(picture, "srm-2016.cashless-share.after-2025", STATE_MEASURING);
    picture_drop(&picture);
}

static void a_later_value_alone_decides_within_a_year_and_says_so(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");
    const struct verdict *verdict = verdict_of(picture, "srm-2016.fixed-broadband-coverage.2025");

    assert_int_equal(verdict->state, STATE_ACHIEVED);
    assert_int_equal(verdict->decision, DECIDED_LATER);
    assert_state(picture, "srm-2016.fixed-broadband-coverage.2020", STATE_DUE);
    picture_drop(&picture);
}

static void ranks_get_better_downwards(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");
    const struct verdict *verdict = verdict_of(picture, "concept-2025.egdi-rank.after-2025");

    assert_int_equal(verdict->indicator->direction, -1);
    assert_string_equal(verdict->latest->text, "74");
    assert_string_equal(verdict->baseline_text, "83");
    if (verdict->has_gap)
        assert_true(verdict->gap > 0);
    picture_drop(&picture);
}

static void a_benchmark_is_held_against_the_named_area(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");
    const struct verdict *verdict =
        verdict_of(picture, "concept-2025.online-services-index.after-2025");

    assert_int_equal(verdict->state, STATE_ACHIEVED);
    assert_true(verdict->has_expected);
    assert_near(verdict->expected, 56, 0);
    assert_near(verdict->gap, 5, 0);
    picture_drop(&picture);
}

static size_t targets_of(const struct picture *picture, const char *strategy)
{
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        count += picture->rows[i].target && strcmp(picture->rows[i].strategy->code, strategy) == 0;
    return count;
}

static void the_day_before_a_plan_its_targets_and_values_are_unknown(void **state)
{
    struct picture *before = office_picture(*state, "2026-02-26");
    struct picture *after = office_picture(*state, "2026-02-27");
    const struct judge_series *speed;

    assert_int_equal(targets_of(before, "plan-2026"), 0);
    assert_true(targets_of(after, "plan-2026") > 10);
    for (size_t i = 0; i < before->row_count; i++)
        assert_false(before->rows[i].strategy &&
                     strcmp(before->rows[i].strategy->code, "plan-2026") == 0);
    assert_null(picture_series(before, "sima-users", "AZ", NULL));
    assert_non_null(picture_series(after, "sima-users", "AZ", NULL));
    speed = picture_series(before, "fixed-broadband-speed", "AZ", NULL);
    assert_non_null(speed);
    assert_int_equal(speed->count, 1);
    assert_int_equal(picture_series(after, "fixed-broadband-speed", "AZ", "")->count, 3);
    assert_state(before, "srm-2016.fixed-broadband-speed.2025", STATE_DUE);
    picture_drop(&before);
    picture_drop(&after);
}

static void before_a_strategy_none_of_its_targets_is_known(void **state)
{
    struct picture *picture = office_picture(*state, "2016-12-05");

    assert_int_equal(targets_of(picture, "srm-2016"), 0);
    assert_int_equal(targets_of(picture, "egov-2006"), 1);
    picture_drop(&picture);
}

/* The facts decide how many there are. */
static void every_target_of_the_files_has_a_row(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");
    struct status_counts counts;
    size_t sum = 0;

    picture_count(picture, NULL, &counts);
    assert_int_equal(counts.total, picture->catalog->target_count);
    for (size_t i = 0; i < JUDGE_STATES; i++)
        sum += counts.by_state[i];
    assert_int_equal(sum, counts.total);
    picture_count(picture, catalog_strategy(picture->catalog, "plan-2026"), &counts);
    assert_int_equal(counts.total, targets_of(picture, "plan-2026"));
    picture_drop(&picture);
}

static void rows_stand_by_strategy_and_worst_first(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");

    for (size_t i = 1; i < picture->row_count; i++) {
        const struct status_row *a = &picture->rows[i - 1], *b = &picture->rows[i];

        assert_int_equal(b->number, i);
        assert_true(a->strategy->order <= b->strategy->order);
        if (a->strategy == b->strategy)
            assert_true(judge_state_rank(a->verdict.state) <= judge_state_rank(b->verdict.state));
    }
    picture_drop(&picture);
}

static void an_indicator_shows_its_open_target_due_next_else_the_last_closed_one(void **state)
{
    struct picture *picture = office_picture(*state, "2018-06-30");
    const struct status_row *row = picture_headline(picture, "cashless-share");

    assert_string_equal(row->target->judge.id, "srm-2016.cashless-share.2020");
    picture_drop(&picture);
    picture = office_picture(*state, "2026-03-31");
    row = picture_headline(picture, "cashless-share");
    assert_string_equal(row->target->judge.id, "srm-2016.cashless-share.2025");
    assert_true(row->closed_before_install);
    row = picture_headline(picture, "digital-internal-operations");
    assert_string_equal(row->target->judge.id, "concept-2025.digital-internal-operations.2027");
    picture_drop(&picture);
}

static void each_indicator_has_one_headline(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        count += picture->rows[i].headline;
    assert_int_equal(count, picture->catalog->indicator_count);
    picture_drop(&picture);
}

static void a_body_answers_through_its_successor(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31");

    assert_string_equal(picture_headline(picture, "fixed-broadband-speed")->body->code, "RINN");
    assert_string_equal(picture_headline(picture, "cashless-share")->body->code, "MB");
    picture_drop(&picture);
}

/* ---- corrections and the past ---- */

static void a_correction_changes_now_and_not_yesterday(void **state)
{
    struct office *office = *state;
    struct picture *now, *then;

    office->at_ms = office_noon(office, "2026-04-02");
    office_put(office, "govtech-maturity-group", "2022", "B", 'A', NULL);
    now = office_picture(office, "2026-04-02");
    then = office_picture(office, "2026-04-01");
    assert_state(then, "concept-2025.govtech-maturity-group.after-2025", STATE_ACHIEVED);
    assert_state(now, "concept-2025.govtech-maturity-group.after-2025", STATE_MEASURING);
    assert_int_equal(then->change_count, 0);
    assert_int_equal(now->change_count, 1);
    assert_string_equal(now->changes[0].old_value, "A");
    assert_string_equal(now->changes[0].new_value, "B");
    assert_int_equal(now->changes[0].vintage, 2);
    picture_drop(&now);
    picture_drop(&then);
}

static const struct status_row *row_of(const struct picture *picture, const char *id)
{
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].target && strcmp(picture->rows[i].target->judge.id, id) == 0)
            return &picture->rows[i];
    fail_msg("there is no row %s", id);
    return NULL;
}

static void put_invented(struct office *office, const char *period, const char *value)
{
    struct submission_row row = { .indicator = "cashless-share",
                                  .area = "AZ",
                                  .breakdown = "",
                                  .value = value,
                                  .status = 'A',
                                  .comment = "" };
    const char *why;

    assert_true(hd_period_parse(period, strlen(period), &row.period, &why));
    office_put_rows(office, (struct submission_new){ .invented = true }, &row, 1);
}

static void a_real_value_over_invented_ones_is_not_invented(void **state)
{
    static const char id[] = "srm-2016.cashless-share.after-2025";
    struct office *office = *state;
    struct picture *picture;

    office->at_ms = office_noon(office, "2026-04-02");
    put_invented(office, "2024-Q4", "40");
    picture = office_picture(office, "2026-04-02");
    assert_true(row_of(picture, id)->invented);
    picture_drop(&picture);
    office_put(office, "cashless-share", "2025-Q4", "41", 'A', NULL);
    picture = office_picture(office, "2026-04-02");
    assert_true(picture->demo);
    assert_false(row_of(picture, id)->invented);
    assert_false(row_of(picture, "srm-2016.cashless-share.2025")->invented);
    picture_drop(&picture);
}

static void a_value_with_an_earlier_date_is_no_change(void **state)
{
    struct office *office = *state;
    struct picture *now, *then;

    office_put(office, "govtech-maturity-group", "2022", "C", 'A', "2023-01-05");
    now = office_picture(office, "2026-04-01");
    then = office_picture(office, "2023-01-06");
    assert_int_equal(now->change_count, 0);
    assert_string_equal(picture_series(now, "govtech-maturity-group", "AZ", NULL)->points[1].text,
                        "A");
    assert_string_equal(picture_series(then, "govtech-maturity-group", "AZ", NULL)->points[0].text,
                        "C");
    picture_drop(&now);
    picture_drop(&then);
}

static void a_moved_target_is_judged_for_its_time(void **state)
{
    struct office *office = *state;
    struct picture *picture;

    office->at_ms = office_noon(office, "2026-05-01");
    office_catalog(office,
                   office_file(office, "moved.yaml",
                               "targets:\n"
                               "  - strategy: plan-2026\n"
                               "    indicator: venture-funds\n"
                               "    area: AZ\n"
                               "    kind: at_least\n"
                               "    period: 2028\n"
                               "    value: 9\n"
                               "    valid_from: 2026-04-20\n"
                               "    replaced_reason: moved by order\n"),
                   false);
    picture = office_picture(office, "2026-04-19");
    assert_string_equal(verdict_of(picture, "plan-2026.venture-funds.2028")->target->value, "4");
    picture_drop(&picture);
    picture = office_picture(office, "2026-04-20");
    assert_string_equal(verdict_of(picture, "plan-2026.venture-funds.2028")->target->value, "9");
    assert_int_equal(verdict_of(picture, "plan-2026.venture-funds.2028")->target->vintage, 2);
    picture_drop(&picture);
}

/* The baseline is what was known when the target came into force. */
static void a_later_correction_does_not_move_the_baseline(void **state)
{
    struct office *office = *state;
    struct picture *picture;

    office_put(office, "gov-cloud-migration", "2025-Q4", "40", 'A', "2026-02-01");
    office_put(office, "gov-cloud-migration", "2026-Q1", "47", 'A', "2026-03-20");
    office_put(office, "gov-cloud-migration", "2025-Q4", "44", 'A', "2026-03-25");
    picture = office_picture(office, "2026-03-31");
    assert_string_equal(verdict_of(picture, "plan-2026.gov-cloud-migration.2028")->baseline_text,
                        "40");
    assert_string_equal(picture_series(picture, "gov-cloud-migration", "AZ", NULL)->points[0].text,
                        "44");
    picture_drop(&picture);
}

static void on_one_end_day_the_own_frequency_stands_last(void **state)
{
    struct office *office = *state;
    const struct judge_series *series;
    struct picture *picture;

    office_put(office, "digital-id-coverage", "2025-12", "50", 'A', "2026-02-01");
    office_put(office, "digital-id-coverage", "2025-Q4", "51", 'A', "2026-02-01");
    office_put(office, "digital-id-coverage", "2025", "52", 'A', "2026-02-01");
    picture = office_picture(office, "2026-03-31");
    series = picture_series(picture, "digital-id-coverage", "AZ", NULL);
    assert_int_equal(series->count, 3);
    assert_string_equal(series->points[0].text, "52");
    assert_string_equal(series->points[1].text, "50");
    assert_string_equal(series->points[2].text, "51");
    picture_drop(&picture);
}

static void a_target_gives_one_verdict_for_each_breakdown(void **state)
{
    struct office *office = *state;
    const char *const bodies[] = { "IN", "SN" }, *why;
    struct picture *picture;
    size_t count = 0;

    for (size_t i = 0; i < 2; i++) {
        struct submission_row row = { .indicator = "agency-ai-index",
                                      .area = "AZ",
                                      .breakdown = bodies[i],
                                      .value = "10",
                                      .status = 'A',
                                      .comment = "",
                                      .published_at_ms = office_noon(office, "2026-03-01") };

        assert_true(hd_period_parse("2025", 4, &row.period, &why));
        office_put_rows(office, (struct submission_new){ .history = true }, &row, 1);
    }
    picture = office_picture(office, "2026-03-31");
    for (size_t i = 0; i < picture->row_count; i++)
        count += picture->rows[i].target &&
                 strcmp(picture->rows[i].target->judge.id, "plan-2026.agency-ai-index.2028") == 0;
    assert_int_equal(count, 2);
    picture_drop(&picture);
}

/* ---- deadlines ---- */

static void what_is_owed_is_shown_with_its_row(void **state)
{
    struct office *office = *state;
    const struct status_row *row;
    struct picture *picture = office_picture(office, "2026-05-18");

    row = picture_headline(picture, "proactive-services-share");
    assert_non_null(row->deadline);
    assert_int_equal(row->deadline->period.end_day, office_day("2026-03-31"));
    assert_int_equal(row->deadline->due_day, office_day("2026-05-15"));
    assert_int_equal(row->freshness, FRESHNESS_GRACE);
    assert_int_equal(picture->overdue_count, 0);
    picture_drop(&picture);
    picture = office_picture(office, "2026-06-30");
    assert_int_equal(picture_headline(picture, "proactive-services-share")->freshness,
                     FRESHNESS_OVERDUE);
    assert_true(picture->overdue_count > 5);
    picture_drop(&picture);
}

static void nothing_is_owed_from_before_the_day_of_installation(void **state)
{
    struct picture *picture = office_picture(*state, "2026-04-01");

    for (size_t i = 0; i < picture->deadline_count; i++)
        assert_true(picture->deadlines[i].due_day >= office_day("2026-04-01"));
    picture_drop(&picture);
}

static const struct deadline *deadline_of(const struct picture *picture, const char *indicator,
                                          const char *last_day)
{
    for (size_t i = 0; i < picture->deadline_count; i++)
        if (strcmp(picture->deadlines[i].indicator->code, indicator) == 0 &&
            picture->deadlines[i].period.end_day == office_day(last_day))
            return &picture->deadlines[i];
    return NULL;
}

static enum hd_rc require_second_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)ctx;
    return submission_require_second_person(txn, true, "local:test", err);
}

/* Handed in is delivered, also while somebody else has still to look at it. */
static void what_waits_for_approval_is_not_overdue(void **state)
{
    struct office *office = *state;
    struct submission_row row = {
        .indicator = "proactive-services-share",
        .area = "AZ",
        .breakdown = "",
        .value = "11",
        .status = 'A',
        .comment = "",
    };
    struct submission_new submission = { .channel = "import",
                                         .actor = "local:test",
                                         .source = "",
                                         .reason = "",
                                         .checksum = "",
                                         .rows = &row,
                                         .count = 1 };
    struct picture *picture;
    struct hd_error err;
    const char *why;

    assert_true(hd_period_parse("2026-Q1", 7, &row.period, &why));
    office->at_ms = office_noon(office, "2026-05-10");
    office_ok(store_write(office->store, require_second_in, NULL, &err), &err);
    office_ok(store_write(office->store, office_put_in, &submission, &err), &err);
    picture = office_picture(office, "2026-06-30");
    assert_false(picture->one_person);
    assert_int_equal(picture_headline(picture, "proactive-services-share")->series->count, 0);
    assert_int_not_equal(picture_headline(picture, "proactive-services-share")->freshness,
                         FRESHNESS_OVERDUE);
    assert_null(deadline_of(picture, "proactive-services-share", "2026-03-31"));
    assert_non_null(deadline_of(picture, "services-via-ehis", "2026-03-31"));
    picture_drop(&picture);
}

static void a_period_declared_missing_says_so(void **state)
{
    struct office *office = *state;
    struct picture *picture;

    office->at_ms = office_noon(office, "2026-05-10");
    office_put(office, "proactive-services-share", "2026-Q1", NULL, 'O', NULL);
    picture = office_picture(office, "2026-06-30");
    assert_int_equal(picture_headline(picture, "proactive-services-share")->freshness,
                     FRESHNESS_DECLARED_MISSING);
    picture_drop(&picture);
}

static enum hd_rc set_owed_from_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    return record_setting(txn, "owed_from", ctx, "local:test", err);
}

static void from_when_something_is_owed_can_be_set(void **state)
{
    struct office *office = *state;
    char day[] = "2026-02-14";
    struct picture *picture;
    struct hd_error err;

    office_ok(store_write(office->store, set_owed_from_in, day, &err), &err);
    picture = office_picture(office, "2026-04-01");
    assert_int_equal(picture->owed_from_day, office_day("2026-02-14"));
    assert_non_null(deadline_of(picture, "digital-id-coverage", "2025-12-31"));
    picture_drop(&picture);
}

/* ---- as_of ---- */

static void a_date_means_the_end_of_that_day(void **state)
{
    struct office *office = *state;
    int64_t cutoff;
    int32_t day;

    assert_true(picture_as_of_parse("2026-03-31", office->zone, &cutoff, &day));
    assert_int_equal(day, office_day("2026-03-31"));
    assert_int_equal(cutoff, hd_zone_at_ms(office->zone, day + 1, 0));
    assert_true(picture_as_of_parse("2026-03-31T21:00:00Z", office->zone, &cutoff, &day));
    assert_int_equal(day, office_day("2026-04-01"));
    assert_false(picture_as_of_parse("2026-02-30", office->zone, &cutoff, &day));
    assert_false(picture_as_of_parse("yesterday", office->zone, &cutoff, &day));
}

static void a_picture_lives_until_its_last_holder_drops_it(void **state)
{
    struct picture *picture = office_picture(*state, "2026-03-31"), *other = picture;

    picture_hold(picture);
    picture_drop(&picture);
    assert_null(picture);
    assert_true(other->row_count > 0);
    picture_drop(&other);
}

/* ---- speed ---- */

#define MANY     300
#define QUARTERS 40

static void write_big_catalog(struct office *office)
{
    struct hd_buf text;

    hd_buf_init(&text, 1 << 22);
    hd_buf_puts(&text,
                "strategies:\n  - {code: s, name: S, valid_from: 2016-01-01}\nindicators:\n");
    for (int i = 0; i < MANY; i++)
        hd_buf_printf(&text,
                      "  - {code: i%03d, name: {az: Ad %d, en: Name %d}, programme: s, unit: "
                      "percent, direction: up, lower: 0, upper: 100, decimals: 1, frequency: Q, "
                      "aggregation: last}\n",
                      i, i, i);
    hd_buf_puts(&text, "targets:\n");
    for (int i = 0; i < MANY; i++)
        hd_buf_printf(&text,
                      "  - {strategy: s, indicator: i%03d, area: AZ, kind: at_least, period: 2028, "
                      "value: 90, valid_from: 2016-01-01}\n",
                      i);
    office_catalog(office, office_file(office, "big.yaml", text.data), false);
    hd_buf_clear(&text);
}

static void put_big_values(struct office *office)
{
    struct submission_row *rows = calloc(MANY * QUARTERS, sizeof *rows);
    static char codes[MANY][8], values[MANY * QUARTERS][8];
    size_t count = 0;

    for (int i = 0; i < MANY; i++) {
        struct hd_period period = hd_period_containing(HD_FREQ_Q, office_day("2016-01-01"));

        snprintf(codes[i], sizeof codes[i], "i%03d", i);
        for (int q = 0; q < QUARTERS; q++, period = hd_period_next(period)) {
            snprintf(values[count], sizeof values[count], "%d.%d", 10 + q, i % 10);
            rows[count] = (struct submission_row){
                .indicator = codes[i],
                .area = "AZ",
                .breakdown = "",
                .period = period,
                .value = values[count],
                .status = 'A',
                .comment = "",
                .published_at_ms = hd_zone_at_ms(office->zone, period.end_day + 40, 12 * 60),
            };
            count++;
        }
    }
    office_put_rows(office, (struct submission_new){ .history = true }, rows, count);
    free(rows);
}

static double now_ms(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void a_picture_of_many_values_is_built_quickly(void **state)
{
    struct office *office = office_open("2026-04-01");
    double best = 1e9;

    (void)state;
    write_big_catalog(office);
    put_big_values(office);
    for (int i = 0; i < 5; i++) {
        double before = now_ms();
        struct picture *picture = office_picture(office, "2026-04-01");

        best = fmin(best, now_ms() - before);
        assert_int_equal(picture->row_count, MANY);
        assert_int_equal(picture->rows[0].series->count, QUARTERS);
        picture_drop(&picture);
    }
    print_message("picture of %d values: %.2f ms\n", MANY * QUARTERS, best);
    assert_true(best < 1000); /* the real bar is measured in bench/, without sanitizers */
    office_close(office);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_sample, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(a_closed_target_is_decided_by_the_line_between_its_neighbours),
        FACT(without_a_later_value_a_closed_target_awaits_data),
        FACT(a_target_without_a_date_is_achieved_once_met),
        FACT(a_later_value_alone_decides_within_a_year_and_says_so),
        FACT(ranks_get_better_downwards),
        FACT(a_benchmark_is_held_against_the_named_area),
        FACT(the_day_before_a_plan_its_targets_and_values_are_unknown),
        FACT(before_a_strategy_none_of_its_targets_is_known),
        FACT(every_target_of_the_files_has_a_row),
        FACT(rows_stand_by_strategy_and_worst_first),
        FACT(an_indicator_shows_its_open_target_due_next_else_the_last_closed_one),
        FACT(each_indicator_has_one_headline),
        FACT(a_body_answers_through_its_successor),
        FACT(a_correction_changes_now_and_not_yesterday),
        FACT(a_real_value_over_invented_ones_is_not_invented),
        FACT(a_value_with_an_earlier_date_is_no_change),
        FACT(a_moved_target_is_judged_for_its_time),
        FACT(a_later_correction_does_not_move_the_baseline),
        FACT(on_one_end_day_the_own_frequency_stands_last),
        FACT(a_target_gives_one_verdict_for_each_breakdown),
        FACT(what_is_owed_is_shown_with_its_row),
        FACT(nothing_is_owed_from_before_the_day_of_installation),
        FACT(what_waits_for_approval_is_not_overdue),
        FACT(a_period_declared_missing_says_so),
        FACT(from_when_something_is_owed_can_be_set),
        FACT(a_date_means_the_end_of_that_day),
        FACT(a_picture_lives_until_its_last_holder_drops_it),
        cmocka_unit_test(a_picture_of_many_values_is_built_quickly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit/queries/judge/question.h"

#include "common/buf.h"
#include "common/lang.h"
#include "queries/judge/why.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct why_names percent = { "Cashless share", "%", "points", 1, NULL, NULL };
static const struct why_names speed = { "Broadband speed", "Mbit/s", "Mbit/s", 2, NULL, NULL };
static const struct why_names rank = { "EGDI rank", "", "places", 0, NULL, NULL };
static const struct why_names group = { "Maturity group", "", "", 0, NULL, NULL };
static const struct why_names money = { "POS value", "mln AZN", "mln AZN", 0, NULL, NULL };

#define UP   1, HD_FREQ_A, AGGREGATE_LAST
#define DOWN (-1), HD_FREQ_A, AGGREGATE_LAST
#define SUM  1, HD_FREQ_Q, AGGREGATE_SUM
#define MEAN 1, HD_FREQ_Q, AGGREGATE_MEAN

struct row {
    const char *situation;
    const struct why_names *names;
    int direction;
    enum hd_freq freq;
    enum judge_aggregation aggregation;
    const char *kind, *period, *value, *baseline, *points, *as_of;
    const char *sentence;
};

static const struct row rows[] = {
    { "no value", &percent, UP, "at_least", "2026", "50", NULL, "", "2020-01-01",
      "Cashless share: there is no value yet. The target is 50 % (2026)." },
    { "no value, no date", &percent, UP, "at_least", "after 2025", "80", NULL, "", "2020-01-01",
      "Cashless share: there is no value yet. The target is 80 %; it has no date." },
    { "only the start", &percent, UP, "at_least", "2026", "50", "2016=8", "2016=8", "2018-01-01",
      "Cashless share: only the starting value is known, 8 % (2016). The target is 50 % (2026)." },
    { "only the start, derived, and old", &percent, UP, "at_least", "2026", "50", NULL, "2017=8.5",
      "2020-01-01",
      "Cashless share: only the starting value is known, 8.5 % (2017). The target is 50 % (2026). "
      "The starting value is the first one after the target came into force. The value is older "
      "than two periods." },
    { "ahead", &percent, UP, "at_least", "2026", "50", "2016=8", "2021=30", "2022-01-01",
      "Cashless share: 30 % (2021); the path from 8 % (2016) to 50 % (2026) expects 29.0 %; the "
      "gap is +1.0 points. From now on it takes +4.0 points a year; whether that will be managed "
      "cannot be said yet: there are too few values that can be compared." },
    { "a month behind", &percent, UP, "at_least", "2026", "50", "2016=8", "2021=28.7", "2022-01-01",
      "Cashless share: 28.7 % (2021); the path from 8 % (2016) to 50 % (2026) expects 29.0 %; the "
      "gap is \u22120.3 points, 1 month behind. From now on it takes +4.3 points a year; whether "
      "that will be managed cannot be said yet: there are too few values that can be compared." },
    { "months behind, provisional", &percent, UP, "at_least", "2026", "50", "2016=8", "2021=20.5P",
      "2022-01-01",
      "Cashless share: 20.5 % (2021); the path from 8 % (2016) to 50 % (2026) expects 29.0 %; the "
      "gap is \u22128.5 points, 24 months behind. From now on it takes +5.9 points a year; whether "
      "that will be managed cannot be said yet: there are too few values that can be compared. It "
      "rests on a provisional or estimated value." },
    { "days behind: the gap does not vanish by rounding", &percent, UP, "at_least", "2026", "50",
      "2016=8", "2021=28.99", "2022-01-01",
      "Cashless share: 28.99 % (2021); the path from 8 % (2016) to 50 % (2026) expects 29.00 %; "
      "the gap is \u22120.01 points, less than a month behind. From now on it takes +4.2 points a "
      "year; whether that will be managed cannot be said yet: there are too few values that can be "
      "compared." },
    { "below the baseline", &percent, UP, "at_least", "2026", "50", "2016=8", "2021=7",
      "2022-01-01",
      "Cashless share: 7 % (2021); the path from 8 % (2016) to 50 % (2026) expects 29.0 %; the gap "
      "is \u221222.0 points, more than 60 months behind. From now on it takes +8.6 points a year; "
      "whether that will be managed cannot be said yet: there are too few values that can be "
      "compared." },
    { "a rank", &rank, DOWN, "at_most", "2026", "50", "2016=100", "2021=80", "2022-01-01",
      "EGDI rank: 80 (2021); the path from 100 (2016) to 50 (2026) expects 75; the gap is \u22125 "
      "places, 12 months behind. From now on it takes \u22126 places a year; whether that will be "
      "managed cannot be said yet: there are too few values that can be compared." },
    { "across a break", &percent, UP, "at_least", "2026", "50", "2016=8", "2020=20B 2021=30",
      "2022-01-01",
      "Cashless share: 30 % (2021); the path from 8 % (2016) to 50 % (2026) expects 29.0 %; the "
      "gap is +1.0 points. At the pace of the last five years, +10.0 points a year, it reaches 50 "
      "% in 2023; +4.0 points a year is needed. How likely it is to be reached cannot be said yet: "
      "that takes four values, and there are 2. The series has a break (2020): values before and "
      "after it are not fully comparable." },
    { "achieved", &percent, UP, "at_least", "2026", "50", "2016=8", "2021=50", "2022-01-01",
      "Cashless share: 50 % (2021) meets the target 50 % (2026). Whether it stays so cannot be "
      "said yet: there are too few values that can be compared." },
    { "achieved, no date, falling", &percent, UP, "at_least", "after 2025", "50", "2016=8",
      "2020=70 2021=60", "2022-01-01",
      "Cashless share: 60 % (2021) meets the target 50 %; it has no date. The pace of the last "
      "five years points away from it: \u221210.0 points a year." },
    { "measured, no date", &percent, UP, "at_least", "after 2025", "80", "2016=8", "2021=50",
      "2022-01-01",
      "Cashless share: 50 % (2021). The target is 80 %; it has no date. The distance to it is 30.0 "
      "points; without a date it is never late." },
    { "not in force", &percent, UP, "at_least", "2026", "80", "2016=8", "", "2016-01-01",
      "Cashless share: there is no value yet. The target is not in force yet; it begins on: 6 "
      "December "
      "2016." },

    /* closed */
    { "observed, reached", &percent, UP, "at_least", "2020", "30", "2016=8", "2020=30",
      "2021-06-01",
      "Cashless share: the target 30 % (2020) was reached. Decided by the value 30 % (2020)." },
    { "observed, not reached by a hair, newer value there", &percent, UP, "at_least", "2020", "30",
      "2016=8", "2020=29.96 2021=33", "2022-06-01",
      "Cashless share: the target 30 % (2020) was not reached. Decided by the value 29.96 % "
      "(2020). The newest value: 33 % (2021); the gap is +3.0 points." },
    { "the sum of its parts", &money, SUM, "at_least", "2020", "2700", "2016=400",
      "2020-Q1=600 2020-Q2=700 2020-Q3=700 2020-Q4=700P", "2021-03-31",
      "POS value: the target 2700 mln AZN (2020) was reached. Decided by the sum of all parts of "
      "the period: 2700 mln AZN (2020). It rests on a provisional or estimated value." },
    { "the mean of its parts", &speed, MEAN, "at_least", "2020", "20", "2016=3.6",
      "2020-Q1=18 2020-Q2=19 2020-Q3=20 2020-Q4=21", "2021-03-31",
      "Broadband speed: the target 20 Mbit/s (2020) was not reached. Decided by the mean of all "
      "parts of the period: 19.50 Mbit/s (2020)." },
    { "the line between its neighbours, across a break", &speed, MEAN, "at_least", "2020", "20",
      "2016=3.6", "2022-01=12.81B 2026-01=90", "2026-03-31",
      "Broadband speed: the target 20 Mbit/s (2020) was not reached. Decided by the straight line "
      "between 3.6 Mbit/s (2016) and 12.81 Mbit/s (January 2022): 10.85 Mbit/s (31 December 2020). "
      "The "
      "newest value: 90 Mbit/s (January 2026); the gap is +70.00 Mbit/s. The series has a break "
      "(January 2022): values "
      "before and after it are not fully comparable." },
    { "the line, reached", &speed, MEAN, "at_least", "2025", "50", "2016=3.6",
      "2022-01=12.81B 2026-01=90", "2026-03-31",
      "Broadband speed: the target 50 Mbit/s (2025) was reached. Decided by the straight line "
      "between 12.81 Mbit/s (January 2022) and 90 Mbit/s (January 2026): 88.36 Mbit/s (31 December "
      "2025)." },
    { "a later value alone", &percent, UP, "at_least", "2025", "95", NULL, "2026-01=100E",
      "2026-03-31",
      "Cashless share: the target 95 % (2025) was reached. Decided by a later value alone: 100 % "
      "(January 2026). It rests on a provisional or estimated value." },
    { "a start that became known late", &percent, UP, "directional", "2020", NULL, NULL,
      "2015=8 2020=9", "2021-06-01",
      "Cashless share: since the start, 8 % (2015), it has improved (2020). Decided by the value 9 "
      "% (2020). The starting value is the last one known when the target came into force." },
    { "awaiting data", &percent, UP, "at_least", "2020", "30", "2016=8", "2016=8", "2026-03-31",
      "Cashless share: the time of the target 30 % (2020) is over, and no value that can decide it "
      "is known yet. The newest value: 8 % (2016)." },

    /* other kinds */
    { "maintain, not kept", &percent, UP, "maintain", "2026", NULL, "2016=50", "2021=49",
      "2022-01-01",
      "Cashless share: 49 % (2021); the level to keep is that of the start, 50 % (2016); the gap "
      "is \u22121.0 points. From now on it takes +0.2 points a year; whether that will be managed "
      "cannot be said yet: there are too few values that can be compared." },
    { "maintain, kept", &percent, UP, "maintain", "2026", NULL, NULL, "2016=50 2021=51",
      "2022-01-01",
      "Cashless share: 51 % (2021) keeps the level of the start, 50 % (2016). How likely it is to "
      "stay so cannot be said yet: that takes four values, and there are 2. The starting value is "
      "the first one after the target came into force." },
    { "maintain, closed", &percent, UP, "maintain", "2020", NULL, "2016=50", "2020=49",
      "2021-06-01",
      "Cashless share: the level of the start, 50 % (2016), was not kept (2020). Decided by the "
      "value 49 % (2020)." },
    { "directional, sun", &rank, DOWN, "directional", "2028", NULL, "2018=83",
      "2018=83 2020=80 2022=74", "2023-06-01",
      "EGDI rank: 74 (2022). At the start: 83 (2018). Both the pace of the last five years "
      "(\u22122 places a year) and the last change (\u22126 places) go the right way." },
    { "directional, thunderstorm", &rank, DOWN, "directional", "2028", NULL, "2018=74",
      "2018=74 2020=80 2022=83", "2023-06-01",
      "EGDI rank: 83 (2022). At the start: 74 (2018). Neither the pace of the last five years "
      "(+2 places a year) nor the last change (+3 places) goes the right way." },
    { "directional, no date", &rank, DOWN, "directional", "after 2025", NULL, "2022=83",
      "2022=83 2024=74", "2025-06-01",
      "EGDI rank: 74 (2024). At the start: 83 (2022). The target is to improve. Without a date it "
      "is never late." },
    { "directional, closed", &rank, DOWN, "directional", "2024", NULL, "2022=83", "2024=74",
      "2025-06-01",
      "EGDI rank: since the start, 83 (2022), it has improved (2024). Decided by the value 74 "
      "(2024)." },
    { "boolean", &group, UP, "boolean", "2026", NULL, NULL, "2018=0 2019=0", "2020-06-01",
      "Maturity group: no (2019). The target is yes (2026). Yes or no is judged when the time is "
      "over (2026)." },
    { "boolean, held", &group, UP, "boolean", "2020", NULL, NULL, "2018=0 2021=1", "2022-06-01",
      "Maturity group: the target yes (2020) was not reached. Decided by the value that held until "
      "the next one: no (2018), then yes (2021)." },
    { "parts that make no whole", &money, SUM, "at_least", "2020", "2700", "2016=400",
      "2018-Q1=600", "2018-06-30",
      "POS value: the parts known so far do not make up a whole; the newest is 600 mln AZN (Q1 "
      "2018). The target is 2700 mln AZN (2020)." },
    { "the trailing year", &money, SUM, "at_least", "2020", "2700", "2016=400",
      "2017-Q2=300 2017-Q3=400 2017-Q4=400 2018-Q1=600", "2018-06-30",
      "POS value: 1700 mln AZN (Q1 2018); the path from 400 mln AZN (2016) to 2700 mln AZN (2020) "
      "expects 1116 mln AZN; the gap is +584 mln AZN. From now on it takes +363 mln AZN a year; "
      "whether that will be managed cannot be said yet: there are too few values that can be "
      "compared. The value is the sum of the twelve months up to that period." },
    { "benchmark without peers", &rank, DOWN, "benchmark", "after 2025", NULL, NULL, "2022=83",
      "2023-06-01", "EGDI rank: 83 (2022). Nobody to compare with is named." },
};

static void assert_sentence(struct asked *a, const struct row *row)
{
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, 8192);
    why_sentence(ask(a, 0, row->as_of), row->names, NULL, &out);
    if (strcmp(out.data, row->sentence) != 0)
        fail_msg("%s:\n%s\ninstead of\n%s", row->situation, out.data, row->sentence);
}

static void each_situation_has_its_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct asked *a = asked_new(row->direction, row->freq, row->aggregation);
        struct judge_target *target = asked_target(a, row->kind, row->period, row->value);

        asked_points(a, row->points);
        if (row->baseline) {
            char *value = hd_arena_strdup(&a->arena, row->baseline), *period = strsep(&value, "=");

            set_baseline(target, period, value);
        }
        assert_sentence(a, row);
        asked_free(a);
    }
}

static void tells(struct asked *a, size_t which, const char *as_of, const struct why_names *names,
                  const char *expected)
{
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, 8192);
    why_sentence(ask(a, which, as_of), names, NULL, &out);
    assert_string_equal(out.data, expected);
}

static void stations_of_the_path_are_named(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2016=8 2024-Q4=41.0");
    set_baseline(asked_target(a, "at_least", "2020", "30"), "2016", "8");
    asked_target(a, "at_least", "2025", "50");
    tells(a, 1, "2025-03-31", &percent,
          "Cashless share: 41.0 % (Q4 2024); the path from 8 % (2016) through 30 % (2020) to 50 % "
          "(2025) expects 46.0 %; the gap is \u22125.0 points, 15 months behind. From now on it "
          "takes +9.0 points a year; whether that will be managed cannot be said yet: there are "
          "too few values that can be compared.");
    asked_free(a);
}

static void a_range_shows_both_bounds(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "range", "2020", "80");

    (void)state;
    target->has_high = true;
    target->high = "100";
    target->high_number = 100;
    set_baseline(target, "2016", "20");
    asked_points(a, "2018=90");
    tells(a, 0, "2019-01-01", &percent,
          "Cashless share: 90 % (2018) meets the target 80\u2013100 % (2020). Whether it stays so "
          "cannot be said yet: there are too few values that can be compared.");
    target->strict_band = true;
    asked_points(a, "2018=110");
    tells(a, 0, "2019-01-01", &percent,
          "Cashless share: 110 % (2018) is outside the band 80\u2013100 % (2020); the gap is "
          "\u221210.0 points. From now on it takes \u22125.0 points a year; whether that will be "
          "managed cannot be said yet: there are too few values that can be compared. The weak "
          "bound of the range is the upper one, 100 %.");
    asked_free(a);
}

static void a_benchmark_names_the_difference(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2020=40 2022=50");
    asked_peer(a, "2020=55 2022=56");
    asked_target(a, "benchmark", "2024", NULL);
    tells(a, 0, "2023-01-01", &percent,
          "Cashless share: 50 % (2022); the level compared with is 56.0 %; the difference is "
          "\u22126.0 points. The difference is getting smaller. At the pace of the last five "
          "years, +4.5 points a year, the difference is closed in 2024. How likely it is to be "
          "reached cannot be said yet: that takes four values, and there are 2.");
    asked_peer(a, "2020=57 2022=60");
    tells(a, 0, "2023-01-01", &percent,
          "Cashless share: 50 % (2022); the level compared with is 58.0 %; the difference is "
          "\u22128.0 points. Compared with the mean of 2 series. The difference is getting "
          "smaller. At the pace of the last five years, +4.0 points a year, the difference is "
          "closed in 2024. How likely it is to be reached cannot be said yet: that takes four "
          "values, and there are 2.");
    asked_points(a, "2020=40 2024=70");
    a->question.peer_count = 0;
    asked_peer(a, "2024=60");
    tells(a, 0, "2026-01-01", &percent,
          "Cashless share: the level compared with was reached (2024). Decided by the difference "
          "+10.0 points (2024).");
    asked_free(a);
}

static void groups_are_named_by_their_letters(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    a->indicator.scale = scale;
    a->indicator.scale_count = COUNT(scale);
    asked_points(a, "2020=C 2022=B");
    asked_target(a, "ordinal", "2028", "A");
    tells(a, 0, "2023-06-01", &group,
          "Maturity group: B (2022). It moves toward the target A (2028). Steps like these are not "
          "forecast.");
    asked_points(a, "2020=B 2022=A");
    tells(a, 0, "2023-06-01", &group, "Maturity group: A (2022) meets the target A (2028).");
    judge_measuring(&a->indicator, &a->now.series, day_of("2023-06-01"), 0, &a->verdict);
    asked_free(a);
}

static void what_held_a_state_back_is_said(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    set_baseline(asked_target(a, "at_least", "2018", "100"), "2016", "0");
    asked_target(a, "at_least", "2026", "100");
    asked_points(a, "2019=80 2020=96");
    tells(a, 1, "2021-06-01", &percent,
          "Cashless share: 96 % (2020); the path from 0 % (2016) through 100 % (2018) to 100 % "
          "(2026) expects 100.0 %; the gap is \u22124.0 points, 25 months behind. At the pace of "
          "the last five years, +16.0 points a year, it reaches 100 % in 2021; +0.7 points a year "
          "is needed. How likely it is to be reached cannot be said yet: that takes four values, "
          "and there are 2. The state improves only when its bound is passed clearly.");
    asked_free(a);
}

static void a_curve_that_was_not_possible_is_said(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "at_least", "2026", "100");

    (void)state;
    target->curve = CURVE_GEOMETRIC;
    set_baseline(target, "2016", "0");
    asked_points(a, "2021=60");
    tells(a, 0, "2022-06-01", &percent,
          "Cashless share: 60 % (2021); the path from 0 % (2016) to 100 % (2026) expects 50.0 %; "
          "the gap is +10.0 points. From now on it takes +8.0 points a year; whether that will be "
          "managed cannot be said yet: there are too few values that can be compared. The path is "
          "straight: constant growth needs values above zero.");
    asked_free(a);
}

static void other_reasons_to_measure(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "at_least", "2020", "235");

    (void)state;
    asked_points(a, "2018=1");
    target->assess_from_year = 2020;
    tells(a, 0, "2019-06-01", &money,
          "POS value: 1 mln AZN (2018). The target is 235 mln AZN (2020). It is assessed only from "
          "a later year on: 2020.");
    target->retired = true;
    tells(a, 0, "2019-06-01", &money, "POS value: no longer followed.");
    asked_free(a);
}

static const char *given_name(const void *name, const char *code, const struct hd_lang *lang)
{
    (void)lang;
    return strcmp(code, "very-high") == 0 ? name : code;
}

static void without_a_target(void **state)
{
    struct why_names named = group;
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct hd_buf out HD_BUF_AUTO;

    (void)state;
    hd_buf_init(&out, 4096);
    asked_points(a, "2018=1");
    judge_measuring(&a->indicator, &a->now.series, day_of("2019-06-01"), 0, &a->verdict);
    why_sentence(&a->verdict, &percent, NULL, &out);
    assert_string_equal(out.data, "Cashless share: 1 % (2018). There is no target.");
    hd_buf_reset(&out);
    a->now.points[0].text = "very-high";
    why_sentence(&a->verdict, &group, NULL, &out);
    assert_string_equal(out.data, "Maturity group: very-high (2018). There is no target.");
    named.group = given_name;
    named.group_of = "very high";
    hd_buf_reset(&out);
    why_sentence(&a->verdict, &named, NULL, &out);
    assert_string_equal(out.data, "Maturity group: very high (2018). There is no target.");
    hd_buf_reset(&out);
    asked_points(a, "");
    judge_measuring(&a->indicator, &a->now.series, day_of("2019-06-01"), 0, &a->verdict);
    why_sentence(&a->verdict, &percent, NULL, &out);
    assert_string_equal(out.data, "Cashless share: there is no value yet.");
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_situation_has_its_sentence),
        cmocka_unit_test(stations_of_the_path_are_named),
        cmocka_unit_test(a_range_shows_both_bounds),
        cmocka_unit_test(a_benchmark_names_the_difference),
        cmocka_unit_test(groups_are_named_by_their_letters),
        cmocka_unit_test(what_held_a_state_back_is_said),
        cmocka_unit_test(a_curve_that_was_not_possible_is_said),
        cmocka_unit_test(other_reasons_to_measure),
        cmocka_unit_test(without_a_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

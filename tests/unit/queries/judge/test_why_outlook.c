/* Sentences about what is ahead, and what is said beside a verdict: verdicts made by hand, so that
 * each sentence can be seen with its numbers. */
#include "unit/queries/judge/question.h"

#include "common/buf.h"
#include "common/lang.h"
#include "queries/judge/why.h"

static const struct why_names percent = { "Cashless share", "%", "points", 1, NULL, NULL };
static const struct why_names rank = { "EGDI rank", "", "places", 0, NULL, NULL };

/* An open target of 50 % in 2025, met by nobody yet: 41 % stood at the end of 2024. */
struct scene {
    struct judge_indicator indicator;
    struct judge_target target;
    struct judge_point point;
    struct judge_milestone stones[2];
    struct verdict v;
};

static void scene_open(struct scene *s)
{
    *s = (struct scene){ .indicator = { .direction = 1, .unit = "percent" } };
    s->target = (struct judge_target){ .id = "t",
                                       .kind = JUDGE_AT_LEAST,
                                       .dated = true,
                                       .due = period_of("2025"),
                                       .value = "50",
                                       .number = 50 };
    s->point = (struct judge_point){ .period = period_of("2024"),
                                     .text = "41.0",
                                     .value = 41,
                                     .numeric = true,
                                     .status = 'A',
                                     .vintage = 1 };
    s->v = (struct verdict){ .target = &s->target,
                             .indicator = &s->indicator,
                             .state = STATE_AT_RISK,
                             .raw_state = STATE_AT_RISK,
                             .latest = &s->point,
                             .latest_value = 41,
                             .baseline_source = BASELINE_STATED,
                             .baseline_period = period_of("2016"),
                             .baseline_text = "8",
                             .baseline = 8,
                             .has_goal = true,
                             .goal = 50,
                             .goal_text = "50",
                             .has_expected = true,
                             .expected = 46,
                             .has_gap = true,
                             .gap = -5,
                             .has_score = true };
}

static void outlook_full(struct judge_outlook *o, double probability,
                         enum judge_likelihood likelihood)
{
    *o = (struct judge_outlook){ .has_pace = true,
                                 .has_pace_needed = true,
                                 .has_forecast = true,
                                 .has_interval = true,
                                 .has_probability = true,
                                 .has_reached = true,
                                 .pace = 2.08,
                                 .pace_needed = 9,
                                 .forecast = 43.1,
                                 .low = 39.26,
                                 .high = 46.9,
                                 .probability = probability,
                                 .likelihood = likelihood,
                                 .reached = period_of("2027-Q1"),
                                 .points = 9 };
}

static void tells(const struct scene *s, const struct why_names *names, const char *expected)
{
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, 8192);
    why_sentence(&s->v, names, NULL, &out);
    assert_string_equal(out.data, expected);
}

/* What follows the first sentence, which other tests look at. */
static void tells_then(const struct scene *s, const char *expected)
{
    struct hd_buf out HD_BUF_AUTO;
    const char *rest;

    hd_buf_init(&out, 8192);
    why_sentence(&s->v, &percent, NULL, &out);
    rest = strstr(out.data, ". ");
    assert_string_equal(rest ? rest + 2 : "", expected);
}

static void the_pace_and_the_forecast_follow_the_gap(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    outlook_full(&s.v.outlook, 0.22, LIKELIHOOD_UNLIKELY);
    tells(&s, &percent,
          "Cashless share: 41.0 % (2024); the path from 8 % (2016) to 50 % (2025) expects 46.0 %; "
          "the gap is \u22125.0 points. At the pace of the last five years, +2.1 points a year, it "
          "reaches 50 % in Q1 2027; +9.0 points a year is needed. Forecast for 2025: 43.1 % (80 % "
          "interval 39.3 % to 46.9 %); that the target is reached is unlikely, 22 %.");
}

static void a_rank_has_no_unit(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.indicator.direction = -1;
    s.target.kind = JUDGE_AT_MOST;
    s.v.outlook = (struct judge_outlook){ .has_pace = true,
                                          .has_pace_needed = true,
                                          .has_forecast = true,
                                          .has_interval = true,
                                          .has_probability = true,
                                          .pace = -1.5,
                                          .pace_needed = -4,
                                          .forecast = 55.6,
                                          .low = 48.2,
                                          .high = 63,
                                          .probability = 0.4,
                                          .likelihood = LIKELIHOOD_EVEN };
    tells(&s, &rank,
          "EGDI rank: 41 (2024); the path from 8 (2016) to 50 (2025) expects 46; the gap is "
          "\u22125 places. The pace of the last five years, \u22122 places a year, does not lead "
          "to 50; \u22124 places a year is needed. Forecast for 2025: 56 (80 % interval 48 to 63); "
          "that the target is reached is about as likely as not, 40 %.");
}

static void each_probability_has_its_word(void **state)
{
    static const struct {
        double probability;
        enum judge_likelihood likelihood;
        const char *says;
    } rows[] = {
        { 0.95, LIKELIHOOD_VERY_LIKELY, " is very likely, 95 %." },
        { 0.72, LIKELIHOOD_LIKELY, " is likely, 72 %." },
        { 0.5, LIKELIHOOD_EVEN, " is about as likely as not, 50 %." },
        { 0.2, LIKELIHOOD_UNLIKELY, " is unlikely, 20 %." },
        { 0.05, LIKELIHOOD_VERY_UNLIKELY, " is very unlikely, 5 %." },
        /* nothing is certain */
        { 0.99999, LIKELIHOOD_VERY_LIKELY, " is very likely, 99 %." },
        { 0, LIKELIHOOD_VERY_UNLIKELY, " is very unlikely, 1 %." },
    };
    struct hd_buf out HD_BUF_AUTO;

    (void)state;
    hd_buf_init(&out, 8192);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene s;

        scene_open(&s);
        outlook_full(&s.v.outlook, rows[i].probability, rows[i].likelihood);
        hd_buf_reset(&out);
        why_sentence(&s.v, &percent, NULL, &out);
        assert_non_null(strstr(out.data, "reached is"));
        assert_non_null(strstr(out.data, rows[i].says));
        s.v.state = STATE_ACHIEVED;
        hd_buf_reset(&out);
        why_sentence(&s.v, &percent, NULL, &out);
        assert_non_null(strstr(out.data, rows[i].says));
        assert_null(strstr(out.data, "reached is"));
    }
}

static void met_today_may_fall_back(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.v.state = s.v.raw_state = STATE_ACHIEVED;
    outlook_full(&s.v.outlook, 0.22, LIKELIHOOD_UNLIKELY);
    tells_then(&s, "It is forecast to fall back, to 43.1 % (80 % interval 39.3 % to 46.9 %) in "
                   "2025; that the target is met then is unlikely, 22 %.");
    outlook_full(&s.v.outlook, 0.72, LIKELIHOOD_LIKELY);
    tells_then(&s, "Forecast for 2025: 43.1 % (80 % interval 39.3 % to 46.9 %); that the target "
                   "is still met then is likely, 72 %.");
}

static void equal_values_have_no_interval(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.v.outlook = (struct judge_outlook){ .has_pace = true,
                                          .has_pace_needed = true,
                                          .pace_needed = 9,
                                          .has_forecast = true,
                                          .forecast = 41,
                                          .has_probability = true,
                                          .likelihood = LIKELIHOOD_VERY_UNLIKELY,
                                          .flat = true };
    tells_then(&s, "The pace of the last five years, 0.0 points a year, does not lead to 50 %; "
                   "+9.0 points a year is needed. All values so far are equal: if that stays so, "
                   "the target is not met in 2025; there is no spread to compute an interval "
                   "from.");
    s.v.state = s.v.raw_state = STATE_ACHIEVED;
    s.v.outlook.probability = 1;
    tells_then(&s, "All values so far are equal: if that stays so, the target is met in 2025; "
                   "there is no spread to compute an interval from.");
}

static void what_is_missing_is_said(void **state)
{
    static const struct {
        enum judge_unforeseen reason;
        size_t points;
        const char *says;
    } rows[] = {
        { UNFORESEEN_FEW, 3,
          "How likely it is to be reached cannot be said yet: that takes four values, and there "
          "are 3." },
        { UNFORESEEN_FEW, 5,
          "How likely it is to be reached cannot be said yet: the values cover too short a time." },
        { UNFORESEEN_NO_PACE, 1, "" },
        { UNFORESEEN_STEPS, 0, "Steps like these are not forecast." },
        { UNFORESEEN_PAST, 5,
          "The newest value stands at the end of the time already: there is nothing left to "
          "forecast." },
        { UNFORESEEN_NO_LEVEL, 5, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene s;

        scene_open(&s);
        s.v.outlook.reason = rows[i].reason;
        s.v.outlook.points = rows[i].points;
        tells_then(&s, rows[i].says);
    }
}

static void an_assumed_pace_has_no_probability(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.v.outlook = (struct judge_outlook){ .has_pace = true,
                                          .has_pace_needed = true,
                                          .has_forecast = true,
                                          .has_reached = true,
                                          .pace = 10,
                                          .pace_needed = 9,
                                          .forecast = 51,
                                          .reached = period_of("2025"),
                                          .reason = UNFORESEEN_ASSUMED };
    tells_then(&s, "At the assumed pace, +10.0 points a year, it reaches 50 % in 2025; +9.0 points "
                   "a year is needed. It leads to 51.0 % in 2025; an assumed pace has no "
                   "probability.");
    s.v.outlook.has_reached = false;
    s.v.outlook.pace = -1;
    s.v.outlook.forecast = 40;
    tells_then(&s, "The assumed pace, \u22121.0 points a year, does not lead to 50 %; +9.0 points "
                   "a year is needed. It leads to 40.0 % in 2025; an assumed pace has no "
                   "probability.");
}

/* The last quarter is there already; the year as a whole, which was asked for, is not. */
static void what_stands_past_the_level_is_not_told_to_miss_it(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.v.state = s.v.raw_state = STATE_ON_TRACK;
    outlook_full(&s.v.outlook, 0.72, LIKELIHOOD_LIKELY);
    s.v.outlook.has_reached = false;
    s.v.has_distance = true;
    s.v.distance = 0.2;
    tells_then(&s, "Forecast for 2025: 43.1 % (80 % interval 39.3 % to 46.9 %); that the target "
                   "is reached is likely, 72 %.");
}

static void without_a_date_the_distance_is_told(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.target.dated = false;
    s.v.state = s.v.raw_state = STATE_MEASURING;
    s.v.cause = CAUSE_UNDATED;
    s.v.has_distance = true;
    s.v.distance = -9;
    s.v.outlook = (struct judge_outlook){ .has_pace = true,
                                          .pace = 2.08,
                                          .has_reached = true,
                                          .reached = period_of("2029"),
                                          .reason = UNFORESEEN_UNDATED };
    tells_then(&s, "The target is 50 %; it has no date. The distance to it is 9.0 points; without "
                   "a date it is never late. At the pace of the last five years, +2.1 points a "
                   "year, it reaches 50 % in 2029.");
}

static void a_closed_target_has_no_outlook(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    outlook_full(&s.v.outlook, 0.22, LIKELIHOOD_UNLIKELY);
    s.v.closed = true;
    s.v.state = s.v.raw_state = STATE_DUE;
    tells_then(&s, "The newest value: 41.0 % (2024).");
}

static void a_difference_to_others_is_closed_or_not(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.target.kind = JUDGE_BENCHMARK;
    s.v.peers_used = 1;
    outlook_full(&s.v.outlook, 0.22, LIKELIHOOD_UNLIKELY);
    s.v.outlook.forecast = -3;
    s.v.outlook.low = -6;
    s.v.outlook.high = 0.5;
    tells_then(&s, "The difference is getting smaller. At the pace of the last five years, +2.1 "
                   "points a year, the difference is closed in Q1 2027. Forecast for 2025: "
                   "\u22123.0 points (80 % interval \u22126.0 points to +0.5 points); that the "
                   "target is reached is unlikely, 22 %.");
}

static void stations_of_its_own_stay_reached_or_missed(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.target.kind = JUDGE_MILESTONES;
    s.stones[0] = (struct judge_milestone){
        .period = period_of("2018"), .value = 10, .text = "10", .own = true, .state = STATE_ACHIEVED
    };
    s.stones[1] = (struct judge_milestone){
        .period = period_of("2020"), .value = 30, .text = "30", .own = true, .state = STATE_MISSED
    };
    s.v.milestones = s.stones;
    s.v.milestone_count = 2;
    tells_then(&s, "On the way, reached: 10 % (2018); missed: 30 % (2020).");
    s.stones[0].state = STATE_MISSED;
    tells_then(&s, "Missed on the way: 10 % (2018), 30 % (2020).");
    s.stones[0].state = s.stones[1].state = STATE_ACHIEVED;
    tells_then(&s, "Reached on the way: 10 % (2018), 30 % (2020).");
    s.stones[0].own = s.stones[1].own = false;
    tells_then(&s, "");
}

static void what_a_survey_cannot_tell_is_said(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.v.has_interval = true;
    s.v.interval_low = 31.55;
    s.v.interval_high = 51.2;
    s.v.respondents = 96;
    tells_then(&s, "");
    s.v.inside_interval = true;
    tells_then(&s, "The target lies inside the 95 % interval of the survey, 31.6 % to 51.2 % (96 "
                   "answers): the survey cannot tell them apart.");
}

static void the_weak_bound_and_the_reference_are_named(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    s.target.kind = JUDGE_RANGE;
    s.target.has_high = s.v.has_range = true;
    s.target.high = "60";
    s.v.range_low = 50;
    s.v.range_high = 60;
    s.v.weak_bound = -1;
    tells_then(&s, "The weak bound of the range is the lower one, 50 %.");
    s.v.weak_bound = 1;
    tells_then(&s, "The weak bound of the range is the upper one, 60 %.");
    s.v.state = s.v.raw_state = STATE_ON_TRACK;
    s.target.has_reference = true;
    s.target.reference = period_of("2024");
    tells_then(&s, "The value of 2024 is the one that answers for 2025.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pace_and_the_forecast_follow_the_gap),
        cmocka_unit_test(a_rank_has_no_unit),
        cmocka_unit_test(each_probability_has_its_word),
        cmocka_unit_test(met_today_may_fall_back),
        cmocka_unit_test(equal_values_have_no_interval),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(an_assumed_pace_has_no_probability),
        cmocka_unit_test(what_stands_past_the_level_is_not_told_to_miss_it),
        cmocka_unit_test(without_a_date_the_distance_is_told),
        cmocka_unit_test(a_closed_target_has_no_outlook),
        cmocka_unit_test(a_difference_to_others_is_closed_or_not),
        cmocka_unit_test(stations_of_its_own_stay_reached_or_missed),
        cmocka_unit_test(what_a_survey_cannot_tell_is_said),
        cmocka_unit_test(the_weak_bound_and_the_reference_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

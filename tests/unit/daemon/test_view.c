#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/json.h"
#include "daemon/view.h"
#include "tests/unit/daemon/page/made_picture.h"

struct fixture {
    struct picture *picture;
    struct hd_buf out;
};

static int set_up(void **state)
{
    struct fixture *f = hd_alloc(sizeof *f);

    f->picture = made_picture("2026-11-21");
    hd_buf_init(&f->out, 1 << 20);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    hd_buf_clear(&f->out);
    made_picture_clear(&f->picture);
    hd_free_ptr(state);
    return 0;
}

static struct status_row *row_of(const struct fixture *f, const char *target)
{
    for (size_t i = 0; i < f->picture->row_count; i++)
        if (f->picture->rows[i].target && strcmp(f->picture->rows[i].target->judge.id, target) == 0)
            return &f->picture->rows[i];
    fail_msg("no target '%s'", target);
    return NULL;
}

/* ---- states ---- */

static void every_state_has_a_word_a_glyph_and_a_class_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < JUDGE_STATES; i++) {
        assert_true(*view_state_label((enum judge_state)i, NULL) != '\0');
        assert_true(*view_state_fill((enum judge_state)i) == '#');
        assert_true(*view_state_ink((enum judge_state)i) == '#');
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(view_state_label((enum judge_state)i, NULL),
                                    view_state_label((enum judge_state)k, NULL));
            assert_string_not_equal(view_state_glyph((enum judge_state)i),
                                    view_state_glyph((enum judge_state)k));
            assert_string_not_equal(view_state_class((enum judge_state)i),
                                    view_state_class((enum judge_state)k));
        }
    }
}

static void the_reading_order_holds_every_state_once(void **state)
{
    unsigned seen = 0;

    (void)state;
    for (size_t i = 0; i < JUDGE_STATES; i++)
        seen |= 1u << view_state_at(i);
    assert_int_equal(seen, (1u << JUDGE_STATES) - 1);
    assert_int_equal(view_state_at(0), STATE_ACHIEVED);
}

static void only_judged_states_have_a_colour(void **state)
{
    (void)state;
    for (int i = STATE_DUE; i < JUDGE_STATES; i++)
        assert_string_equal(view_state_fill((enum judge_state)i), "#fff");
    for (int i = STATE_ACHIEVED; i <= STATE_MISSED; i++)
        assert_string_not_equal(view_state_fill((enum judge_state)i), "#fff");
}

/* ---- numbers ---- */

static struct names no_names;

static struct indicator made_up(const char *unit, int decimals)
{
    return (struct indicator){
        .code = "x", .unit = unit, .unit_label = no_names, .decimals = decimals
    };
}

static void values_are_shown_with_their_own_digits(void **state)
{
    static const struct {
        const char *unit;
        int decimals;
        const char *text, *lang, *want;
    } cases[] = {
        { "percent", 1, "47.9", "en", "47.9 %" },
        { "percent", 1, "47.9", "az", "47,9 %" },
        { "percent", 1, "8", "en", "8 %" },
        { "percent", 1, "41.0", "en", "41.0 %" },
        { "percent", 1, "62.549", "en", "62.5 %" },
        { "percent", 1, "62.55", "en", "62.6 %" },
        { "rank", 0, "74", "en", "74" },
        { "Mbit/s", 2, "90", "en", "90 Mbit/s" },
        { "mln AZN", 0, "12345", "en", "12,345 mln AZN" },
        { "group", 0, "A", "en", "A" },
        { "percent", 1, NULL, "en", "—" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct indicator indicator = made_up(cases[i].unit, cases[i].decimals);

        hd_buf_reset(&f->out);
        view_value(&indicator, cases[i].text, hd_lang_find(cases[i].lang), &f->out);
        assert_string_equal(f->out.data, cases[i].want);
    }
}

static void a_gap_has_a_sign_and_is_never_rounded_away(void **state)
{
    static const struct {
        int decimals;
        double gap;
        const char *want;
    } cases[] = {
        { 1, -2.1, "−2.1" },   { 1, 2.1, "+2.1" }, { 0, -3, "−3" },      { 0, -0.4, "−0.4" },
        { 1, -0.04, "−0.04" }, { 1, 0, "0.0" },    { 1, -2.14, "−2.1" }, { 2, 38.3622, "+38.36" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct indicator indicator = made_up("percent", cases[i].decimals);

        hd_buf_reset(&f->out);
        view_gap(&indicator, cases[i].gap, NULL, &f->out);
        assert_string_equal(f->out.data, cases[i].want);
    }
}

static void a_number_is_told_from_what_it_is_held_against(void **state)
{
    struct fixture *f = *state;
    struct indicator indicator = made_up("percent", 1);

    view_number_against(&indicator, 49.96, 50, NULL, &f->out);
    assert_string_equal(f->out.data, "49.96");
    hd_buf_reset(&f->out);
    view_number_against(&indicator, 46.3, 50, NULL, &f->out);
    assert_string_equal(f->out.data, "46.3");
}

static void differences_have_units_of_their_own(void **state)
{
    struct indicator percent = made_up("percent", 1), rank = made_up("rank", 0);
    struct indicator speed = made_up("Mbit/s", 2);

    (void)state;
    assert_string_equal(view_gap_unit(&percent, NULL), "points");
    assert_string_equal(view_gap_unit(&rank, NULL), "places");
    assert_string_equal(view_gap_unit(&speed, NULL), "Mbit/s");
    assert_string_equal(view_unit(&percent, NULL), "%");
    assert_string_equal(view_unit(&rank, NULL), "");
}

/* ---- outlook ---- */

static void a_chance_is_a_word_and_never_certain(void **state)
{
    static const struct {
        double probability;
        enum judge_likelihood likelihood;
        const char *says;
    } cases[] = {
        { 1, LIKELIHOOD_VERY_LIKELY, "very likely, 99 %" },
        { 0.66, LIKELIHOOD_LIKELY, "likely, 66 %" },
        { 0.5, LIKELIHOOD_EVEN, "about as likely as not, 50 %" },
        { 0.104, LIKELIHOOD_UNLIKELY, "unlikely, 10 %" },
        { 0, LIKELIHOOD_VERY_UNLIKELY, "very unlikely, 1 %" },
    };
    struct fixture *f = *state;
    struct judge_outlook none = { 0 };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct judge_outlook outlook = { .has_probability = true,
                                         .probability = cases[i].probability,
                                         .likelihood = cases[i].likelihood };

        hd_buf_reset(&f->out);
        view_chance(&outlook, NULL, &f->out);
        assert_string_equal(f->out.data, cases[i].says);
    }
    hd_buf_reset(&f->out);
    view_chance(&none, NULL, &f->out);
    assert_int_equal(f->out.len, 0);
}

static void a_pace_is_counted_by_the_year(void **state)
{
    static const struct {
        const char *unit, *says;
        int decimals;
    } cases[] = {
        { "percent", "+2.4 points a year", 1 },
        { "rank", "+2 places a year", 0 },
        { "Mbit/s", "+2.40 Mbit/s a year", 2 },
        { "group", "+2.4 a year", 1 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct indicator indicator = made_up(cases[i].unit, cases[i].decimals);

        hd_buf_reset(&f->out);
        view_pace(&indicator, 2.4, NULL, &f->out);
        assert_string_equal(f->out.data, cases[i].says);
    }
}

/* ---- goals ---- */

static void a_goal_is_said_in_words(void **state)
{
    static const struct {
        enum judge_kind kind;
        const char *value, *high;
        bool known;
        const char *full, *bare;
    } cases[] = {
        { JUDGE_AT_LEAST, "50", NULL, true, "at least 50 %", "50 %" },
        { JUDGE_AT_LEAST, "80", "100", true, "80–100 %", "80–100 %" },
        { JUDGE_AT_MOST, "7.5", NULL, true, "at most 7.5 %", "at most 7.5 %" },
        { JUDGE_RANGE, "8", "9", true, "8–9 %", "8–9 %" },
        { JUDGE_MAINTAIN, NULL, NULL, false, "not below the level at the start",
          "not below the level at the start" },
        { JUDGE_MAINTAIN, NULL, NULL, true, "not below 12.5 %", "not below 12.5 %" },
        { JUDGE_ANNUAL_INCREMENT, "10", NULL, true, "+10 points a year", "+10 points a year" },
        { JUDGE_RELATIVE_CHANGE, "-20", NULL, true, "−20 % against the baseline",
          "−20 % against the baseline" },
        { JUDGE_DIRECTIONAL, NULL, NULL, false, "improve", "improve" },
        { JUDGE_BENCHMARK, NULL, NULL, false, "level of others, not named",
          "level of others, not named" },
        { JUDGE_BOOLEAN, "yes", NULL, true, "yes", "yes" },
    };
    struct fixture *f = *state;
    struct status_row *row = row_of(f, "srm-2016.cashless-share.2025");
    struct target target = *row->target;

    row->target = &target;
    row->verdict.goal = 12.5;
    row->verdict.baseline_source = BASELINE_NONE;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        target.judge.kind = cases[i].kind;
        target.judge.value = cases[i].value;
        target.judge.high = cases[i].high;
        target.judge.has_high = cases[i].high != NULL;
        row->verdict.has_goal = cases[i].known;
        hd_buf_reset(&f->out);
        view_goal(row, NULL, &f->out);
        assert_string_equal(f->out.data, cases[i].full);
        hd_buf_reset(&f->out);
        view_goal_short(row, NULL, &f->out);
        assert_string_equal(f->out.data, cases[i].bare);
    }
}

static void an_indicator_without_target_has_no_goal(void **state)
{
    struct fixture *f = *state;

    view_goal(&f->picture->rows[f->picture->row_count - 1], NULL, &f->out);
    assert_string_equal(f->out.data, "no target");
}

static void a_group_is_shown_by_its_name(void **state)
{
    static const char *const scale[] = { "high", "very-high" };
    struct name_text text[] = { { "en", "very high" }, { "az", "\u00E7ox y\u00FCks\u0259k" } };
    struct names labels[] = { { 0 }, { text, 2 } };
    struct indicator indicator = { .unit = "group", .scale_label = labels };
    static const struct {
        const char *code, *shown;
    } rows[] = { { "very-high", "very high" }, { "high", "high" }, { NULL, "\u2014" } };
    struct fixture *f = *state;

    indicator.judge.scale = scale;
    indicator.judge.scale_count = 2;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        hd_buf_reset(&f->out);
        view_value(&indicator, rows[i].code, NULL, &f->out);
        assert_string_equal(f->out.data, rows[i].shown);
        hd_buf_reset(&f->out);
        view_value_bare(&indicator, rows[i].code, NULL, &f->out);
        assert_string_equal(f->out.data, rows[i].shown);
    }
    hd_buf_reset(&f->out);
    view_value(&indicator, "very-high", hd_lang_find("az"), &f->out);
    assert_string_equal(f->out.data, "\u00E7ox y\u00FCks\u0259k");
}

/* ---- the sentence ---- */

static void the_summary_counts_targets(void **state)
{
    struct fixture *f = *state;

    view_summary(f->picture, NULL, NULL, &f->out);
    assert_string_equal(f->out.data,
                        "13 targets: 3 achieved, 1 on track, 1 at risk, 1 off track, 3 missed, "
                        "4 not judged yet; 1 submission overdue.");
    f->picture->overdue_count = 0;
    hd_buf_reset(&f->out);
    view_summary(f->picture, &f->picture->catalog->strategies[1], NULL, &f->out);
    assert_string_equal(f->out.data, "6 targets: 1 on track, 1 at risk, 1 off track, 3 not judged "
                                     "yet.");
}

static void without_targets_the_summary_says_so(void **state)
{
    struct fixture *f = *state;

    f->picture->row_count = 0;
    view_summary(f->picture, NULL, NULL, &f->out);
    assert_string_equal(f->out.data, "There are no targets yet.");
}

/* ---- the verdict as JSON ---- */

static struct hd_json *verdict_json(struct fixture *f, const char *target,
                                    const struct picture *picture)
{
    struct hd_jsonw w = { .out = &f->out };
    struct hd_json *root;
    struct hd_error err;

    hd_buf_reset(&f->out);
    view_verdict_json(&w, row_of(f, target), picture, NULL);
    assert_int_equal(hd_json_parse(f->out.data, f->out.len, &f->picture->arena, &root, &err),
                     HD_OK);
    return root;
}

static const char *member(const struct hd_json *object, const char *key)
{
    const struct hd_json *found = hd_json_get(object, key);

    if (!found)
        fail_msg("no member '%s'", key);
    return found->type == HD_JSON_NULL    ? "null"
           : found->type == HD_JSON_TRUE  ? "true"
           : found->type == HD_JSON_FALSE ? "false"
                                          : found->text;
}

static void an_outlook_says_what_it_was_made_with(void **state)
{
    struct fixture *f = *state;
    struct status_row *row = row_of(f, "srm-2016.cashless-share.2025");
    const struct hd_json *v, *o;

    row->verdict.outlook = (struct judge_outlook){ .has_forecast = true,
                                                   .forecast = 61.25,
                                                   .has_probability = true,
                                                   .probability = 0.0004,
                                                   .likelihood = LIKELIHOOD_VERY_UNLIKELY,
                                                   .transform = TRANSFORM_LOGIT,
                                                   .points = 19,
                                                   .sigma = 0.5 };
    v = verdict_json(f, "srm-2016.cashless-share.2025", f->picture);
    o = hd_json_get(v, "outlook");
    assert_string_equal(member(o, "forecast"), "61.25");
    assert_string_equal(member(o, "low"), "null");
    assert_string_equal(member(o, "probability"), "0.0004");
    assert_string_equal(member(o, "likelihood"), "very_unlikely");
    assert_string_equal(member(o, "reason"), "null");
    assert_string_equal(member(o, "method"), "hedef-default");
    assert_string_equal(member(o, "transform"), "logit");
    assert_string_equal(member(o, "points"), "19");
    assert_string_equal(member(o, "sigma"), "0.5");
    row->verdict.outlook = (struct judge_outlook){ .reason = UNFORESEEN_FEW };
    o = hd_json_get(verdict_json(f, "srm-2016.cashless-share.2025", f->picture), "outlook");
    assert_string_equal(member(o, "reason"), "few_values");
    assert_string_equal(member(o, "method"), "null");
}

static void a_verdict_has_every_member(void **state)
{
    static const char *const keys[] = {
        "indicator",       "name",    "area",        "breakdown",  "strategy",   "unit",
        "direction",       "target",  "latest",      "expected",   "gap",        "lag_months",
        "progress",        "ratio",   "distance",    "enough",     "weak_bound", "milestones",
        "interval",        "state",   "since",       "decided_by", "worsening",  "freshness",
        "closed",          "stale",   "provisional", "invented",   "body",       "deadline",
        "baseline_source", "outlook", "profiles",    "why",        "run",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < MADE_TARGETS; i++) {
        const struct hd_json *v = verdict_json(f, f->picture->rows[i].target->judge.id, f->picture);

        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
            assert_non_null(hd_json_get(v, keys[k]));
        assert_int_equal(v->count, sizeof keys / sizeof keys[0]);
    }
}

static void stored_digits_stay_and_codes_are_strings(void **state)
{
    struct fixture *f = *state;
    const struct hd_json *v = verdict_json(f, "srm-2016.cashless-share.2025", f->picture);
    const struct hd_json *target = hd_json_get(v, "target"), *latest = hd_json_get(v, "latest");

    assert_string_equal(member(target, "value"), "50");
    assert_int_equal(hd_json_get(target, "value")->type, HD_JSON_NUMBER);
    assert_string_equal(member(hd_json_get(target, "baseline"), "period"), "2016");
    assert_string_equal(member(latest, "value"), "47.9");
    assert_string_equal(member(latest, "status"), "P");
    assert_string_equal(member(latest, "published"), "2026-11-14T12:00:00Z");
    assert_string_equal(member(v, "state"), "missed");
    assert_string_equal(member(v, "run"), "1284");
    v = verdict_json(f, "srm-2016.maturity-group.after-2025", f->picture);
    assert_int_equal(hd_json_get(hd_json_get(v, "target"), "value")->type, HD_JSON_STRING);
    assert_int_equal(hd_json_get(hd_json_get(v, "latest"), "value")->type, HD_JSON_STRING);
    assert_string_equal(member(hd_json_get(v, "target"), "dated"), "false");
    assert_string_equal(member(hd_json_get(v, "target"), "period"), "after 2025");
}

static void a_line_between_names_its_neighbours(void **state)
{
    struct fixture *f = *state;
    const struct hd_json *v = verdict_json(f, "srm-2016.fixed-speed.2020", f->picture);
    const struct hd_json *decided = hd_json_get(v, "decided_by");
    const struct hd_json *between = hd_json_get(decided, "between");

    assert_string_equal(member(decided, "method"), "interpolated");
    assert_non_null(between);
    assert_int_equal(between->count, 2);
    assert_string_equal(member(between->first->next, "value"), "12.81");
}

static void what_is_absent_is_null(void **state)
{
    struct fixture *f = *state;
    const struct hd_json *v = verdict_json(f, "plan-2026.services-ehis.2028", f->picture);

    assert_string_equal(member(v, "latest"), "null");
    assert_string_equal(member(v, "expected"), "null");
    assert_string_equal(member(v, "gap"), "null");
    assert_string_equal(member(v, "decided_by"), "null");
    assert_string_equal(member(hd_json_get(v, "outlook"), "pace"), "null");
    assert_string_equal(member(v, "state"), "no_data");
}

static void without_a_picture_there_is_no_run(void **state)
{
    struct fixture *f = *state;

    assert_null(hd_json_get(verdict_json(f, "srm-2016.cashless-share.2025", NULL), "run"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_has_a_word_a_glyph_and_a_class_of_its_own),
        cmocka_unit_test(the_reading_order_holds_every_state_once),
        cmocka_unit_test(only_judged_states_have_a_colour),
        cmocka_unit_test_setup_teardown(a_chance_is_a_word_and_never_certain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pace_is_counted_by_the_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_outlook_says_what_it_was_made_with, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_are_shown_with_their_own_digits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_gap_has_a_sign_and_is_never_rounded_away, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_number_is_told_from_what_it_is_held_against, set_up,
                                        tear_down),
        cmocka_unit_test(differences_have_units_of_their_own),
        cmocka_unit_test_setup_teardown(a_goal_is_said_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_indicator_without_target_has_no_goal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_group_is_shown_by_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_summary_counts_targets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_targets_the_summary_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_verdict_has_every_member, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stored_digits_stay_and_codes_are_strings, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_line_between_names_its_neighbours, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_absent_is_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_picture_there_is_no_run, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

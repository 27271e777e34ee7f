#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/file.h"
#include "common/lang.h"
#include "queries/judge/why.h"
#include "queries/rule_field.h"
#include "queries/rule_test.h"

/* The sentence with as little as it needs; pages have units and names of their own. */
static void say(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    struct why_names names = { .indicator = names_get(&row->indicator->name, lang),
                               .unit = "%",
                               .gap_unit = "points",
                               .decimals = row->indicator->decimals };

    why_sentence(&row->verdict, &names, lang, out);
}

/* A text of cases in; what did not pass, or what is wrong with it, as one text out. */
static void answer(const char *yaml, struct hd_buf *out)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct rule_tests tests = { 0 };
    struct hd_error err = { 0 };

    if (rule_tests_parse(&tests, "t.yaml", yaml, strlen(yaml), say, &problems, &err) &&
        !problems.errors)
        fail_msg("%s", err.text);
    hd_buf_init(out, 1 << 16);
    for (size_t i = 0; i < problems.count; i++) {
        hd_problem_line(&problems.items[i], NULL, out);
        hd_buf_putc(out, '\n');
    }
    for (size_t i = 0; i < tests.count && !problems.errors; i++)
        for (size_t k = 0; k < tests.cases[i].check_count; k++)
            if (!tests.cases[i].checks[k].passed)
                hd_buf_printf(out, "%s: %s got %s\n", tests.cases[i].name,
                              tests.cases[i].checks[k].field, tests.cases[i].checks[k].got);
    rule_tests_clear(&tests);
}

static void assert_answer(const char *says, const char *yaml, const char *expected)
{
    HD_BUF_AUTO struct hd_buf out = { 0 };

    answer(yaml, &out);
    if (*expected ? !strstr(out.data, expected) : out.len > 0)
        fail_msg("%s: '%s' instead of '%s'", says, out.data, expected);
}

#define PERCENT "  indicator: {unit: percent, direction: up, upper: 100}\n"
#define TO_50                                                                                      \
    "  target: {kind: at_least, period: 2026, value: 50, baseline: 8, baseline_period: 2016}\n"

/* One case; each row is one fact about it. */
static const struct {
    const char *says, *yaml;
    const char *answer; /* "": it passes */
} rows[] = {
    { "a number is met within half of its last digit",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {gap: -8.5}", "" },
    { "and not beyond it",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {gap: -8.44}",
      "gap got -8.5" },
    { "with fewer digits it asks for less",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {gap: -9}", "" },
    { "with an exponent too",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {expected: 3e1}", "" },
    { "none is expected where nothing must be found",
      PERCENT TO_50 "  series: {2021: 60}\n  as_of: 2022-01-01\n  expect: {lag_months: none}", "" },
    { "and fails where something is",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {gap: none}",
      "gap got -8.5" },
    { "a number fails where nothing is found",
      PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {gap: 0}", "gap got none" },
    { "without a start of its own a target begins with its first value",
      PERCENT "  target: {kind: at_least, period: 2026, value: 50}\n"
              "  series: {2016: 8, 2021: 29}\n  as_of: 2022-01-01\n"
              "  expect: {baseline: 8, baseline_source: start, state: on_track}",
      "" },
    { "what was published later than the start is not the start",
      PERCENT "  target: {kind: at_least, period: 2026, value: 50, valid_from: 2017-06-01}\n"
              "  series:\n    2016: [{value: 8}, {value: 18, published: 2018-01-01}]\n"
              "    2021: 29\n  as_of: 2022-01-01\n  expect: {baseline: 8}",
      "" },
    { "what was published after the day is not known",
      PERCENT TO_50 "  series: {2020: 20, 2021: {value: 45, published: 2022-03-01}}\n"
                    "  as_of: 2022-01-31\n  expect: {latest: 20, latest_period: 2020}",
      "" },
    { "a later version takes the place of the one before",
      PERCENT TO_50 "  series: {2020: [{value: 20}, {value: 21, published: 2021-06-01}]}\n"
                    "  as_of: 2022-01-31\n  expect: {latest: 21}",
      "" },
    { "a missing value is no number",
      PERCENT TO_50 "  series: {2020: 20, 2021: {status: L}}\n  as_of: 2022-01-31\n"
                    "  expect: {latest: 20}",
      "" },
    { "a provisional value is marked",
      PERCENT TO_50 "  series: {2021: {value: 20, status: P}}\n  as_of: 2022-01-31\n"
                    "  expect: {provisional: yes, stale: no}",
      "" },
    { "a state is left only when its bound is passed clearly",
      PERCENT
      "  target: {kind: at_least, period: 2026, value: 100, baseline: 0, baseline_period: 2016}\n"
      "  targets:\n"
      "    - {kind: at_least, period: 2018, value: 100}\n"
      "  series: {2019: 80, 2020: 96}\n  as_of: 2021-06-01\n"
      "  expect: {state: at_risk, raw_state: on_track}",
      "" },
    { "peers are compared in the same period",
      PERCENT "  target: {kind: benchmark, period: 2024, peers: [GE, TR]}\n"
              "  series: {2020: 40, 2022: 50}\n"
              "  peers: {GE: {2020: 55, 2022: 56}, TR: {2020: 57, 2022: 60}}\n"
              "  as_of: 2023-01-01\n"
              "  expect: {state: at_risk, expected: 58, gap: -8, peers_used: 2}",
      "" },
    { "a group is expected by its code",
      "  indicator: {unit: group, direction: up, scale: [D, C, B, A]}\n"
      "  target: {kind: ordinal, period: 2028, value: A}\n  series: {2020: C, 2022: B}\n"
      "  as_of: 2023-06-01\n  expect: {state: at_risk, latest: B, goal: A}",
      "" },
    { "and another group is not it",
      "  indicator: {unit: group, direction: up, scale: [D, C, B, A]}\n"
      "  target: {kind: ordinal, period: 2028, value: A}\n  series: {2020: C, 2022: B}\n"
      "  as_of: 2023-06-01\n  expect: {latest: A}",
      "latest got B" },
    { "a sentence holds every text of a list",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n"
                    "  expect: {why: [24 months behind, expects 29.0 %]}",
      "" },
    { "in the language that is named",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n"
                    "  expect: {why: {az: gecikmə 24 ay, en: behind, ru: отставание}}",
      "" },
    { "and a text that is not in it is not found",
      PERCENT TO_50 "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {why: ahead}",
      "why got " },
    { "a whole series may be missing",
      PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {state: no_data, since: 1900-01-01}", "" },
    { "an indicator without target is measured",
      PERCENT "  series: {2021: 20.5}\n  as_of: 2022-01-01\n"
              "  expect: {state: measuring, cause: no_target}",
      "" },
    { "a target before its time is measured",
      PERCENT "  target: {kind: at_least, period: 2026, value: 50, valid_from: 2023-01-01}\n"
              "  series: {2021: 20.5}\n  as_of: 2022-01-01\n  expect: {cause: not_in_force}",
      "" },
    { "an assumed pace has an outlook without a probability",
      PERCENT TO_50 "  series: {2020: 20, 2021: 20.5}\n  as_of: 2022-01-01\n  pace: 10\n"
                    "  expect: {outlook: {pace: 10, reason: assumed, likelihood: none}}",
      "" },

    { "a ratio is computed from its parts",
      "  indicator: {unit: percent, direction: up, formula: ratio, parts: [done, all], "
      "multiplier: 100}\n" TO_50 "  parts: {done: {2020: 30, 2021: 58}, all: {2020: 200, 2021: "
      "200}}\n  as_of: 2022-01-01\n  expect: {latest: 29, state: on_track, change: 14}",
      "" },
    { "a mean of series that are named",
      "  indicator: {unit: points, direction: up, formula: mean, parts: [a/x, a/y]}\n" TO_50
      "  parts: {a/x: {2021: 20}, a/y: {2021: 40}}\n  as_of: 2022-01-01\n"
      "  expect: {latest: 30}",
      "" },
    { "a part that the indicator does not have",
      "  indicator: {unit: percent, direction: up, formula: ratio, parts: [done, all]}\n" TO_50
      "  parts: {dne: {2020: 30}}\n  as_of: 2022-01-01\n  expect: {latest: 29}",
      "The indicator is not computed from 'dne'." },

    { "what a published method says",
      PERCENT TO_50 "  series: {2016: 8, 2018: 12, 2020: 20, 2021: 25}\n  as_of: 2022-01-01\n"
                    "  expect: {profiles: {eurostat-2026: {label: x, value: none, rule: target}, "
                    "un-chart-2023: y}}",
      "profiles.un-chart-2023.label got " },

    /* refused, since they could not fail or were not meant */
    { "a key that no verdict has", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {gpa: 1}",
      "t.yaml:6: key 'gpa': There is no key 'gpa' here. Did you mean 'gap'?" },
    { "a word that no state is", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {state: offtrack}",
      "'offtrack' is not known here. Did you mean 'off_track'?" },
    { "no expectation at all", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {}",
      "Write what is expected" },
    { "an empty map of expectations", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {outlook: {}}",
      "Write what is expected" },
    { "an empty text of the sentence", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {why: ''}",
      "Write a text" },
    { "an empty list of texts", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {why: []}",
      "A single value is needed" },
    { "no language at all", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {why: {}}",
      "Write what is expected" },
    { "nothing of a profile",
      PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {profiles: {eurostat-2026: {}}}",
      "Write what is expected" },
    { "a text where a number is meant", PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {gap: much}",
      "or none" },
    { "a profile that is not known",
      PERCENT TO_50 "  as_of: 2022-01-01\n  expect: {profiles: {eurostat-2025: x}}",
      "Did you mean 'eurostat-2026'?" },
    { "a value that could not be known",
      PERCENT TO_50 "  series: {2022: 30}\n  as_of: 2022-06-01\n  expect: {gap: none}",
      "Write 'published'" },
    { "a period that stands twice",
      PERCENT TO_50 "  series: {2020: 20, 2020-A1: 21}\n  as_of: 2022-06-01\n  expect: {gap: none}",
      "stands twice" },
    { "a peer that the target does not name",
      PERCENT "  target: {kind: benchmark, period: 2024, peers: [GE]}\n  series: {2020: 40}\n"
              "  peers: {TR: {2020: 55}}\n  as_of: 2023-01-01\n  expect: {state: measuring}",
      "'TR' is not among the peers" },
    { "a group outside the scale",
      "  indicator: {unit: group, direction: up, scale: [D, C, B, A]}\n  series: {2020: E}\n"
      "  as_of: 2023-06-01\n  expect: {state: measuring}",
      "'E' is not in the scale" },
    { "a target that the catalogue would refuse",
      PERCENT "  target: {kind: at_least, period: 2026}\n  series: {2020: 40}\n"
              "  as_of: 2023-01-01\n  expect: {state: measuring}",
      "needs a number" },
    { "a target beside none",
      PERCENT "  targets: [{kind: at_least, period: 2026, value: 5}]\n"
              "  as_of: 2023-01-01\n  expect: {state: no_data}",
      "Say with 'target'" },
};

static void each_case_is_held_against_what_it_expects(void **state)
{
    char yaml[4096];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(yaml, sizeof yaml, "cases:\n- name: x\n%s\n", rows[i].yaml);
        assert_answer(rows[i].says, yaml, rows[i].answer);
    }
}

static void what_a_group_shares_is_said_once(void **state)
{
    (void)state;
    assert_answer("a group",
                  "cases:\n- common:\n    indicator: {unit: percent, direction: up}\n"
                  "    series: {2021: 20}\n    as_of: 2022-01-01\n    expect: {latest: 20}\n"
                  "  items:\n  - name: as the others\n  - name: another value\n"
                  "    series: {2021: 30}\n  - name: another expectation\n"
                  "    expect: {latest: 21}\n",
                  "another value: latest got 30\nanother expectation: latest got 20\n");
    assert_answer("a key of the group that is written wrongly",
                  "cases:\n- common:\n    as_of: {x: y}\n    expect: 5\n  items:\n  - name: x\n",
                  "t.yaml:3: key 'as_of': A single value is needed here.\n"
                  "t.yaml:4: key 'expect': A map of keys and values is needed here.\n");
}

static void all_that_is_wrong_is_told_at_once(void **state)
{
    (void)state;
    assert_answer("two cases",
                  "cases:\n- name: x\n  as_of: tomorrow\n  expect: {gap: x}\n"
                  "- name: y\n  indicator: z\n  as_of: 2022-01-01\n  expect: {state: due}\n",
                  "t.yaml:3: key 'as_of': Write a date such as 2026-02-27.\n"
                  "t.yaml:4: key 'gap': Write a plain number such as 12.5, or none.\n"
                  "t.yaml:2: key 'indicator': The key 'indicator' is missing.\n"
                  "t.yaml:6: key 'indicator': 'z' stands in a catalogue");
}

static void what_is_no_file_of_tests_is_refused(void **state)
{
    static const char *const texts[] = { "- 1",           "cases: 5", "cases: []",  "x: y",
                                         "cases: {a: b}", "5",        "cases: [5]", "cases: [[]]" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_answer(texts[i], texts[i], "t.yaml:1");
}

static void assert_told(const char *section, const char *key)
{
    char quoted[64];

    snprintf(quoted, sizeof quoted, "`%s`", key);
    if (!strstr(section, quoted))
        fail_msg("docs/catalog.md does not tell of %s", quoted);
}

static void the_documentation_tells_of_every_key_and_word(void **state)
{
    static const struct rule_fields *const tables[] = { &rule_verdict_fields, &rule_outlook_fields,
                                                        &rule_interval_fields };
    HD_FREE_AUTO char *page = NULL;
    struct hd_error err;
    char *section, *end;
    size_t len;

    (void)state;
    assert_int_equal(hd_file_read(SOURCE_DIR "/docs/catalog.md", 1 << 20, &page, &len, &err), 0);
    section = strstr(page, "## Testing your rules");
    assert_non_null(section);
    end = strstr(section, "\n### ");
    assert_non_null(end);
    *end = '\0';
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t i = 0; i < tables[t]->count; i++)
            assert_told(section, tables[t]->items[i].key);
    for (int cause = CAUSE_NO_TARGET; cause <= CAUSE_NO_GOAL; cause++)
        assert_told(section, judge_cause_word((enum judge_cause)cause));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_is_held_against_what_it_expects),
        cmocka_unit_test(what_a_group_shares_is_said_once),
        cmocka_unit_test(all_that_is_wrong_is_told_at_once),
        cmocka_unit_test(what_is_no_file_of_tests_is_refused),
        cmocka_unit_test(the_documentation_tells_of_every_key_and_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

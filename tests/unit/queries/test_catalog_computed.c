/* What the check of the files says of indicators that are computed, and of surveys. */
#include "tests/unit/queries/office.h"

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

/* Parts in lines 2 to 6; the indicator of a row stands in line 7. */
#define HEAD                                                                                       \
    "indicators:\n"                                                                                \
    "  - {code: a, name: A, unit: percent, direction: up, decimals: 1, frequency: Q}\n"            \
    "  - {code: b, name: B, unit: days, direction: down, decimals: 1, frequency: Q}\n"             \
    "  - {code: yearly, name: Y, unit: people, direction: up, decimals: 0, frequency: A, "         \
    "integer: yes}\n"                                                                              \
    "  - {code: group, name: G, unit: group, direction: up, decimals: 0, frequency: Q, "           \
    "scale: [B, A]}\n"                                                                             \
    "  - {code: asked, name: N, unit: people, direction: up, decimals: 0, frequency: Q, "          \
    "integer: yes}\n"
#define ITEM  "  - {code: x, name: X, unit: score, direction: up, decimals: 1, frequency: Q, "
#define SHARE "  - {code: share, name: S, unit: percent, direction: up, decimals: 1, frequency: Q, "

struct fault {
    const char *says;
    const char *text;    /* after HEAD */
    const char *code;    /* NULL: nothing is wrong */
    const char *message; /* a part of it; NULL */
    size_t count;        /* of problems; 0: one */
};

static const struct fault faults[] = {
    { "a mean of two", ITEM "formula: mean, parts: [a, b]}\n", NULL, NULL, 0 },
    { "everything a composite can say",
      ITEM "formula: geometric, parts: [a, b/HQ, a/], weights: [1, 0.5, 2], normalisation: range, "
           "goalposts: [0..100, -10..365.5, 0..100], missing: reweigh, missing_least: 0.75, "
           "multiplier: 100, formula_version: '2026.1'}\n",
      NULL, NULL, 0 },
    { "a ratio in percent", SHARE "formula: ratio, parts: [a, b], multiplier: 100}\n", NULL, NULL,
      0 },
    { "a difference", ITEM "formula: sum, parts: [a, b], weights: [1, -1]}\n", NULL, NULL, 0 },
    { "a rare part that is carried",
      ITEM "formula: ratio, parts: [a, yearly], missing: carry, missing_periods: 4}\n", NULL, NULL,
      0 },
    { "formula none", ITEM "formula: none}\n", NULL, NULL, 0 },
    { "a composite of a composite",
      ITEM "formula: mean, parts: [a, share]}\n" SHARE "formula: ratio, parts: [a, b], "
           "multiplier: 100}\n",
      NULL, NULL, 0 },

    { "a misspelt formula", ITEM "formula: meen, parts: [a, b]}\n", "unknown_word", "'mean'", 0 },
    { "parts without a formula", ITEM "parts: [a, b]}\n", "not_used", "formula", 0 },
    { "no parts", ITEM "formula: mean}\n", "missing_key", NULL, 0 },
    { "an unknown part", ITEM "formula: mean, parts: [a, share]}\n" SHARE "}\n", NULL, NULL, 0 },
    { "a misspelt part",
      ITEM "formula: mean, parts: [a, yeerly/HQ], missing: carry, "
           "missing_periods: 1}\n",
      "unknown_reference", "'yeerly'. Did you mean 'yearly'?", 0 },
    { "what is no part", ITEM "formula: mean, parts: [a, 'b c']}\n", "malformed", "'b c'", 0 },
    { "slashes", ITEM "formula: mean, parts: [a, b/c/d]}\n", "malformed", "'b/c/d'", 0 },
    { "a part twice", ITEM "formula: mean, parts: [a, b, a]}\n", "part_twice", "'a'", 0 },
    { "a part with groups", ITEM "formula: mean, parts: [a, group]}\n", "part_without_numbers",
      "group", 0 },
    { "a yearly part of a quarterly one", ITEM "formula: mean, parts: [a, yearly]}\n",
      "part_too_rare", "yearly", 0 },
    { "groups of its own", ITEM "formula: mean, parts: [a, b], scale: [C, B]}\n", "not_used", NULL,
      0 },

    { "too few weights", ITEM "formula: mean, parts: [a, b], weights: [1]}\n", "count_differs",
      "There are 1 for 2 parts", 0 },
    { "a weight of nothing", ITEM "formula: mean, parts: [a, b], weights: [1, 0]}\n", "malformed",
      "'0'", 0 },
    { "a negative weight of a mean", ITEM "formula: mean, parts: [a, b], weights: [1, -1]}\n",
      "malformed", "'-1'", 0 },
    { "words for weights", ITEM "formula: mean, parts: [a, b], weights: [much, 1]}\n", "malformed",
      "'much'", 0 },

    { "goalposts without a range", ITEM "formula: mean, parts: [a, b], goalposts: [0..1]}\n",
      "not_used", NULL, 0 },
    { "goalposts upside down",
      ITEM "formula: mean, parts: [a, b], normalisation: range, goalposts: [100..0]}\n",
      "malformed", "'100..0'", 0 },
    { "three goalposts for two",
      ITEM "formula: mean, parts: [a, b], normalisation: range, goalposts: [0..1, 0..1, 0..1]}\n",
      "count_differs", "There are 3 for 2 parts", 0 },
    { "a geometric mean of z-scores",
      ITEM "formula: geometric, parts: [a, b], normalisation: zscore}\n", "not_used", NULL, 0 },
    { "normalised and down",
      "  - {code: x, name: X, unit: score, direction: down, decimals: 1, frequency: Q, "
      "formula: mean, parts: [a, b], normalisation: rank}\n",
      "direction_turned", NULL, 0 },

    { "reweigh without a least share", ITEM "formula: mean, parts: [a, b], missing: reweigh}\n",
      "malformed", "0.75", 0 },
    { "more than all of it",
      ITEM "formula: mean, parts: [a, b], missing: reweigh, missing_least: 75}\n", "malformed",
      NULL, 0 },
    { "a least share of what is refused",
      ITEM "formula: mean, parts: [a, b], missing_least: 0.5}\n", "not_used", NULL, 0 },
    { "a sum that is reweighed",
      ITEM "formula: sum, parts: [a, b], missing: reweigh, missing_least: 0.5}\n", "not_used", NULL,
      0 },
    { "carry without an end", ITEM "formula: mean, parts: [a, b], missing: carry}\n", "malformed",
      NULL, 0 },
    { "carry for no period",
      ITEM "formula: mean, parts: [a, b], missing: carry, missing_periods: 0}\n", "malformed", NULL,
      0 },
    { "periods of what is refused", ITEM "formula: mean, parts: [a, b], missing_periods: 2}\n",
      "not_used", NULL, 0 },
    { "times nothing", ITEM "formula: mean, parts: [a, b], multiplier: 0}\n", "malformed", NULL,
      0 },

    { "a ratio of three", ITEM "formula: ratio, parts: [a, b, asked]}\n", "count_differs",
      "numerator", 0 },
    { "weights of a ratio", ITEM "formula: ratio, parts: [a, b], weights: [1, 2]}\n", "not_used",
      "weights", 0 },
    { "a normalised ratio", ITEM "formula: ratio, parts: [a, b], normalisation: rank}\n",
      "not_used", "normalisation", 0 },
    { "a ratio in percent without a hundred", SHARE "formula: ratio, parts: [a, b]}\n",
      "missing_key", "multiplier: 100", 0 },

    { "itself", ITEM "formula: mean, parts: [a, x]}\n", "circle", "x → x", 0 },
    { "itself through another",
      ITEM "formula: mean, parts: [a, share]}\n" SHARE "formula: mean, parts: [x, b]}\n", "circle",
      "x → share → x", 0 },
    { "itself through two others, and beside them",
      ITEM "formula: mean, parts: [share, a]}\n" SHARE "formula: mean, parts: [b, z]}\n"
           "  - {code: z, name: Z, unit: score, direction: up, decimals: 1, frequency: Q, "
           "formula: mean, parts: [a, x]}\n"
           "  - {code: w, name: W, unit: score, direction: up, decimals: 1, frequency: Q, "
           "formula: mean, parts: [a, x]}\n",
      "circle", "x → share → z → x", 0 },
    { "many things at once",
      ITEM "formula: mean, parts: [aa/x, b, b], weights: [0, 1], normalisation: range, "
           "goalposts: [5], missing: carry}\n",
      "count_differs", NULL, 6 },

    { "a survey", SHARE "respondents: asked, design_effect: 1.4}\n", NULL, NULL, 0 },
    { "a survey of nobody", SHARE "respondents: askd}\n", "unknown_reference", "'asked'", 0 },
    { "a survey that counts no people", SHARE "respondents: a}\n", "not_counted", "a must count",
      0 },
    { "a survey of a score", ITEM "respondents: asked}\n", "not_used", "percent", 0 },
    { "an effect of no survey", SHARE "design_effect: 1.4}\n", "not_used", "respondents", 0 },
    { "samples", ITEM "samples: median trim 5 %, samples_minimum: 30, samples_kept: 800d}\n", NULL,
      NULL, 0 },
    { "a share of samples", SHARE "samples: share 4..5}\n", NULL, NULL, 0 },
    { "samples that become nothing", ITEM "samples: medium}\n", "malformed", "Write median", 0 },
    { "a share without its range", SHARE "samples: share}\n", "malformed", "range", 0 },
    { "a share of a score", ITEM "samples: share 4..5}\n", "not_used", "percent", 0 },
    { "samples of what is computed", ITEM "formula: mean, parts: [a, b], samples: mean}\n",
      "not_used", "its parts may", 0 },
    { "samples of groups", ITEM "scale: [C, B], samples: last}\n", "not_used", "a word", 0 },
    { "samples kept too shortly", ITEM "samples: mean, samples_kept: 91d}\n", "too_short", "late",
      0 },
    { "samples kept a quarter", ITEM "samples: mean, samples_kept: 92d}\n", NULL, NULL, 0 },
    { "samples kept for what is no time", ITEM "samples: mean, samples_kept: long}\n", "malformed",
      "800d", 0 },
    { "details of no samples", ITEM "samples_minimum: 3, samples_kept: 800d}\n", "not_used",
      "how they become", 2 },
    { "no effect at all", SHARE "respondents: asked, design_effect: 0}\n", "malformed", NULL, 0 },
};

static enum hd_rc read_text(struct office *office, const char *text, struct hd_problems *problems)
{
    struct catalog_files *files = NULL;
    char dir[96], path[128];
    struct hd_error err;
    enum hd_rc rc;

    snprintf(dir, sizeof dir, "%s/alone", office->dir);
    office_ok(hd_dir_make(dir, 0755, &err), &err);
    snprintf(path, sizeof path, "%s/all.yaml", dir);
    office_ok(hd_file_replace(path, text, strlen(text), 0644, &err), &err);
    rc = catalog_files_read(dir, &files, problems, &err);
    catalog_files_close(&files);
    return rc;
}

static void check_fault(struct office *office, const struct fault *fault)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct hd_buf HD_BUF_AUTO line = { 0 };
    size_t expected = !fault->code ? 0 : fault->count ? fault->count : 1;
    char text[4096];
    enum hd_rc rc;

    snprintf(text, sizeof text, "%s%s", HEAD, fault->text);
    rc = read_text(office, text, &problems);
    if (problems.count != expected) {
        office_print_problems(&problems);
        fail_msg("%s: %zu problems, not %zu", fault->says, problems.count, expected);
    }
    assert_int_equal(rc, expected ? HD_BAD_INPUT : HD_OK);
    if (!expected)
        return;
    if (strcmp(problems.items[0].code, fault->code) != 0)
        fail_msg("%s: is said to be %s", fault->says, problems.items[0].code);
    assert_int_equal(problems.items[0].line, 7);
    hd_buf_init(&line, 4096);
    hd_problem_message(&problems.items[0], NULL, &line);
    if (fault->message && !strstr(line.data, fault->message))
        fail_msg("%s: '%s' does not say %s", fault->says, line.data, fault->message);
}

static void each_fault_is_named_once_with_its_line(void **state)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        check_fault(*state, &faults[i]);
}

/* ---- a single file beside what is stored ---- */

static size_t resolve(struct office *office, const char *text, struct hd_problems *problems)
{
    struct catalog_files *files = office_read(office, office_file(office, "one.yaml", text));
    struct hd_error err;
    enum hd_rc rc = catalog_files_resolve(office->reader, files, problems, &err);

    assert_int_equal(rc, problems->count ? HD_BAD_INPUT : HD_OK);
    catalog_files_close(&files);
    return problems->count;
}

static void a_single_file_is_held_against_parts_in_the_store(void **state)
{
    static const struct {
        const char *text, *code, *message; /* code NULL: nothing is wrong */
    } rows[] = {
        { "indicators:\n" ITEM "formula: mean, parts: [a, b]}\n", NULL, NULL },
        { "indicators:\n" ITEM "formula: mean, parts: [a, group]}\n", "part_without_numbers",
          "group" },
        { "indicators:\n" ITEM "formula: mean, parts: [a, yeerly]}\n", "unknown_reference",
          "'yearly'" },
        { "indicators:\n" SHARE "respondents: b}\n", "not_counted", "b must count" },
        /* the stored `whole` is made of a */
        { "indicators:\n  - {code: a, name: A, unit: percent, direction: up, decimals: 1, "
          "frequency: Q, formula: mean, parts: [b, whole]}\n",
          "circle", "a → whole → a" },
    };
    struct office *office = *state;

    office_catalog(office,
                   office_file(office, "all.yaml",
                               HEAD "  - {code: whole, name: W, unit: score, direction: up, "
                                    "decimals: 1, frequency: Q, formula: mean, parts: [a, b]}\n"),
                   false);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO line = { 0 };

        assert_int_equal(resolve(office, rows[i].text, &problems), rows[i].code ? 1 : 0);
        if (!rows[i].code)
            continue;
        assert_string_equal(problems.items[0].code, rows[i].code);
        hd_buf_init(&line, 4096);
        hd_problem_message(&problems.items[0], NULL, &line);
        assert_non_null(strstr(line.data, rows[i].message));
    }
}

/* ---- what is loaded ---- */

static void a_formula_arrives_as_it_was_written(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    const struct composite *composite;
    struct catalog *catalog;
    struct hd_error err;

    office_catalog(office,
                   office_file(office, "all.yaml",
                               HEAD ITEM "formula: geometric, parts: [a, b/HQ, a/], "
                                         "weights: [1, 0.5, 2], normalisation: range, "
                                         "goalposts: -10..365.5, missing: reweigh, "
                                         "missing_least: 0.75, multiplier: 100, "
                                         "formula_version: '2026.1'}\n"),
                   false);
    office_ok(reader_begin(office->reader, &err), &err);
    office_ok(catalog_load(office->reader, INT64_MAX, &arena, &catalog, &err), &err);
    reader_end(office->reader);
    assert_false(indicator_computed(catalog_indicator(catalog, "a")));
    assert_true(indicator_computed(catalog_indicator(catalog, "x")));
    composite = &catalog_indicator(catalog, "x")->composite;
    assert_int_equal(composite->formula, FORMULA_GEOMETRIC);
    assert_int_equal(composite->normalisation, NORMALISE_RANGE);
    assert_int_equal(composite->missing, MISSING_REWEIGH);
    assert_int_equal(composite->part_count, 3);
    assert_string_equal(composite->parts[1].code, "b");
    assert_string_equal(composite->parts[1].breakdown, "HQ");
    assert_null(composite->parts[0].breakdown);
    assert_string_equal(composite->parts[2].breakdown, "");
    assert_true(composite->parts[1].weight > 0.49 && composite->parts[1].weight < 0.51);
    assert_true(composite->parts[2].has_goalposts && composite->parts[2].from < -9.9 &&
                composite->parts[2].to > 365.4);
    assert_true(composite->multiplier > 99.9 && composite->least > 0.74);
    assert_string_equal(composite->version, "2026.1");
    assert_false(composite_compares(composite));
}

/* Forty layers of two, each computed from both below: one way to the bottom is as good as the
 * other 2^40. */
static void a_wide_net_of_parts_is_walked_once(void **state)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct hd_buf HD_BUF_AUTO text = { 0 };
    struct catalog_files *files;
    struct hd_error err;

    hd_buf_init(&text, 1 << 16);
    hd_buf_puts(&text, "indicators:\n");
    for (int layer = 0; layer < 40; layer++)
        for (const char *side = "ab"; *side; side++) {
            hd_buf_printf(&text,
                          "  - {code: l%d%c, name: L, unit: score, direction: up, decimals: 1, "
                          "frequency: Q",
                          layer, *side);
            if (layer < 39)
                hd_buf_printf(&text, ", formula: mean, parts: [l%da, l%db]", layer + 1, layer + 1);
            hd_buf_puts(&text, "}\n");
        }
    office_ok(
        catalog_files_read(office_file(*state, "net.yaml", text.data), &files, &problems, &err),
        &err);
    assert_int_equal(problems.errors, 0);
    catalog_files_close(&files);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(each_fault_is_named_once_with_its_line),
        FACT(a_single_file_is_held_against_parts_in_the_store),
        FACT(a_formula_arrives_as_it_was_written),
        FACT(a_wide_net_of_parts_is_walked_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

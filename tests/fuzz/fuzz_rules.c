/* Any text as a file of rule tests: problems with a line, or cases that were judged.  Through it
 * the judge, its sentences and the checks of the catalogue meet every number a person can write. */
#include "fuzz/fuzz.h"

#include <math.h>
#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "queries/judge/why.h"
#include "queries/rule_test.h"

static void say(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    struct why_names names = { .indicator = names_get(&row->indicator->name, lang),
                               .unit = "",
                               .gap_unit = "",
                               .decimals = row->indicator->decimals };

    why_sentence(&row->verdict, &names, lang, out);
}

static void check_verdict(const struct verdict *v)
{
    const double numbers[] = { v->latest_value,
                               v->goal,
                               v->expected,
                               v->gap,
                               v->ratio,
                               v->progress,
                               v->score,
                               v->pace,
                               v->decided_value,
                               v->distance,
                               v->outlook.forecast,
                               v->outlook.low,
                               v->outlook.high,
                               v->outlook.probability };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        FUZZ_CHECK(isfinite(numbers[i]));
    FUZZ_CHECK(v->outlook.probability >= 0 && v->outlook.probability <= 1);
    FUZZ_CHECK((unsigned)v->state < JUDGE_STATES);
}

static void check_case(const struct rule_case *rule)
{
    struct hd_buf why HD_BUF_AUTO = { 0 };

    FUZZ_CHECK(rule->row && rule->check_count > 0 && rule->failed_count <= rule->check_count);
    check_verdict(&rule->row->verdict);
    hd_buf_init(&why, 1 << 16);
    say(rule->row, NULL, &why);
    FUZZ_CHECK(hd_utf8_valid(why.data, why.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct rule_tests tests = { 0 };
    struct hd_error err = { 0 };
    enum hd_rc rc;

    if (memmem(data, size, "catalog", 7)) /* files of this machine are not its business */
        return 0;
    rc = rule_tests_parse(&tests, "x.yaml", (const char *)data, size, say, &problems, &err);
    FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    FUZZ_CHECK((rc == HD_BAD_INPUT) == (problems.errors > 0));
    for (size_t i = 0; i < problems.count; i++)
        FUZZ_CHECK(problems.items[i].line >= 0 && problems.items[i].file);
    for (size_t i = 0; i < tests.count && !rc; i++)
        check_case(&tests.cases[i]);
    rule_tests_clear(&tests);
    return 0;
}

#include "unit/queries/judge/question.h"

#include "common/buf.h"
#include "common/lang.h"
#include "queries/judge/why.h"

static const struct why_names percent = { "Cashless share", "%", "points", 1 };
static const struct why_names speed = { "Broadband speed", "Mbit/s", "Mbit/s", 2 };
static const struct why_names rank = { "EGDI rank", "", "places", 0 };
static const struct why_names group = { "Maturity", "", "steps", 0 };

static void tells(struct asked *a, size_t which, const char *as_of, const struct why_names *names,
                  const char *expected)
{
    struct hd_buf out HD_BUF_AUTO;

    hd_buf_init(&out, 8192);
    why_sentence(ask(a, which, as_of), names, NULL, &out);
    assert_string_equal(out.data, expected);
}

static struct asked *percents(const char *points)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    asked_points(a, points);
    return a;
}

static void behind_names_the_stations_the_gap_and_the_months(void **state)
{
    struct asked *a = percents("2016=8 2024-Q4=41.0");

    (void)state;
    set_baseline(asked_target(a, "at_least", "2020", "30"), "2016", "8");
    asked_target(a, "at_least", "2025", "50");
    tells(a, 1, "2025-03-31", &percent,
          "Cashless share: 41.0 % (Q4 2024); the path from 8 % (2016) through 30 % (2020) to 50 % "
          "(2025) expects 46.0 %; the gap is \u22125.0 points, 15 months behind.");
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(behind_names_the_stations_the_gap_and_the_months),
    };
    (void)speed;(void)rank;(void)group;

    return cmocka_run_group_tests(tests, NULL, NULL);
}

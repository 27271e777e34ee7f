/* Numbers that statistics offices published, with the inputs they used: every row of
 * cases/methods.csv, read where it lies.  HEDEF_CASES names another directory. */
#include "unit/queries/judge/question.h"

#include <math.h>

#include "common/buf.h"
#include "common/csv.h"
#include "common/error.h"
#include "common/problem.h"
#include "queries/judge/forecast.h"
#include "queries/judge/growth.h"
#include "queries/judge/profile.h"
#include "queries/judge/student.h"

#define ROWS_MAX     4096
#define SERIES_MAX   64
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- a row ---- */

enum column {
    SOURCE,
    INDICATOR,
    DIRECTION,
    BASE_YEAR,
    BASE_VALUE,
    CURRENT_YEAR,
    CURRENT_VALUE,
    TARGET_YEAR,
    TARGET_VALUE,
    METHOD,
    EXPECTED,
    COLUMNS
};

struct row {
    struct hd_arena arena;
    const char *texts[COLUMNS];
    struct profile_case c;
    const char *method;
    double series[SERIES_MAX];
    size_t count;
};

static bool given(const struct row *row, enum column column)
{
    return *row->texts[column] != '\0';
}

static double number_of(const char *text)
{
    if (!hd_decimal_valid(text, strlen(text)))
        fail_msg("'%s' is not a number", text);
    return hd_decimal_double(text);
}

static double number_in(const struct row *row, enum column column)
{
    return given(row, column) ? number_of(row->texts[column]) : 0;
}

/* The value of `name=` in a list split by semicolons; NULL when it is not there. */
static const char *member(struct row *row, const char *list, const char *name)
{
    char *copy = hd_arena_strdup(&row->arena, list), *part;
    size_t len = strlen(name);

    while ((part = strsep(&copy, ";")))
        if (!strncmp(part, name, len) && part[len] == '=')
            return part + len + 1;
    return NULL;
}

static const char *option(struct row *row, const char *name)
{
    return member(row, row->texts[METHOD], name);
}

static double option_number(struct row *row, const char *name)
{
    const char *text = option(row, name);

    if (!text)
        fail_msg("%s has no option %s", row->texts[METHOD], name);
    return number_of(text);
}

static size_t read_list(struct row *row, const char *text, double *into)
{
    char *copy = hd_arena_strdup(&row->arena, text), *part;
    size_t count = 0;

    while ((part = strsep(&copy, "|"))) {
        assert_true(count < SERIES_MAX);
        into[count++] = number_of(part);
    }
    return count;
}

static void take_numbers(struct row *row)
{
    row->c = (struct profile_case){
        .direction = strcmp(row->texts[DIRECTION], "down") ? 1 : -1,
        .base_year = (int)number_in(row, BASE_YEAR),
        .base = number_in(row, BASE_VALUE),
        .year = (int)number_in(row, CURRENT_YEAR),
        .value = number_in(row, CURRENT_VALUE),
        .has_target = given(row, TARGET_VALUE),
        .target_year = (int)number_in(row, TARGET_YEAR),
        .target = number_in(row, TARGET_VALUE),
        .has_limit = option(row, "limit") != NULL,
        .limit = option(row, "limit") ? option_number(row, "limit") : 0,
        .has_previous = option(row, "previous") != NULL,
        .previous = option(row, "previous") ? option_number(row, "previous") : 0,
    };
    if (option(row, "series"))
        row->count = read_list(row, option(row, "series"), row->series);
}

/* ---- what hedef makes of it ---- */

#define OUTCOME_NUMBERS 6

struct outcome {
    const char *label;
    size_t count;
    struct {
        const char *name;
        double number;
    } numbers[OUTCOME_NUMBERS];
};

static void give(struct outcome *outcome, const char *name, double number)
{
    assert_true(outcome->count < OUTCOME_NUMBERS);
    outcome->numbers[outcome->count].name = name;
    outcome->numbers[outcome->count++].number = number;
}

static void give_assessment(struct outcome *outcome, struct judge_assessment a)
{
    outcome->label = a.label;
    if (a.has_value)
        give(outcome, "progress_value", a.value);
    if (a.has_score)
        give(outcome, "score", a.score);
}

static void run_opensdg(struct row *row, struct outcome *outcome)
{
    give_assessment(outcome, profile_opensdg(&row->c));
}

static void run_opensdg_mean(struct row *row, struct outcome *outcome)
{
    double scores[SERIES_MAX], sum = 0;
    size_t count = read_list(row, option(row, "scores"), scores);

    for (size_t i = 0; i < count; i++)
        sum += scores[i];
    outcome->label =
        profile_opensdg_status(sum / (double)count, !strcmp(option(row, "all_achieved"), "true"));
    give(outcome, "score", sum / (double)count);
}

static void run_eurostat(struct row *row, struct outcome *outcome)
{
    give_assessment(outcome, profile_eurostat(&row->c));
}

static void run_sdsn(struct row *row, struct outcome *outcome)
{
    outcome->label = profile_sdsn(&row->c).label;
}

static void run_weather_level(struct row *row, struct outcome *outcome)
{
    outcome->label = profile_destatis_level(&row->c).label;
}

static void run_weather_yearly(struct row *row, struct outcome *outcome)
{
    outcome->label = profile_destatis_yearly(&row->c).label;
}

static void run_weather_direction(struct row *row, struct outcome *outcome)
{
    outcome->label = profile_destatis_directional(&row->c).label;
}

static void run_line(struct row *row, struct outcome *outcome)
{
    give(outcome, "projected", profile_destatis_projection(&row->c));
}

/* ---- the judge itself ---- */

static struct hd_period year_period(struct asked *a, int year)
{
    return period_of(hd_arena_printf(&a->arena, "%d", year));
}

static struct asked *ask_row(const struct row *row, const char *kind, const char *target)
{
    struct asked *a = asked_new(row->c.direction, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *t =
        asked_target(a, kind, hd_arena_printf(&a->arena, "%d", row->c.target_year), target);

    asked_points(
        a, row->c.year > row->c.base_year
               ? hd_arena_printf(&a->arena, "%d=%s %d=%s", row->c.base_year, row->texts[BASE_VALUE],
                                 row->c.year, row->texts[CURRENT_VALUE])
               : hd_arena_printf(&a->arena, "%d=%s", row->c.base_year, row->texts[BASE_VALUE]));
    set_baseline(t, hd_arena_printf(&a->arena, "%d", row->c.base_year), row->texts[BASE_VALUE]);
    t->valid_from_day = t->baseline_period.end_day + 1;
    return a;
}

static void run_attainment(struct row *row, struct outcome *outcome)
{
    struct asked *a =
        ask_row(row, row->c.direction > 0 ? "at_least" : "at_most", row->texts[TARGET_VALUE]);
    const struct verdict *v = ask_on(a, 0, year_period(a, row->c.year).end_day + 1);

    if (v->outlook.has_reached)
        give(outcome, "attained", hd_day_civil(v->outlook.reached.end_day).year);
    asked_free(a);
}

static void run_relative(struct row *row, struct outcome *outcome)
{
    struct asked *a = ask_row(row, "relative_change", option(row, "percent_change"));
    const struct verdict *v = ask_on(a, 0, year_period(a, row->c.year).end_day + 60);

    if (v->has_goal)
        give(outcome, "target", v->goal);
    asked_free(a);
}

/* The office counts whole years, the judge days: here each year has the same number of them. */
static struct hd_period even_year(int year)
{
    return (struct hd_period){ HD_FREQ_A, year * 365, year * 365 + 364 };
}

static void run_path(struct row *row, struct outcome *outcome)
{
    struct asked *a = ask_row(row, "at_least", row->texts[TARGET_VALUE]);
    double expected;

    a->targets[0].baseline_period = even_year(row->c.base_year);
    a->targets[0].due = a->targets[0].first = even_year(row->c.target_year);
    a->now.points[0].period = even_year(row->c.base_year);
    a->question.as_of_day = even_year(row->c.year).end_day + 1;
    if (judge_path(&a->question, even_year(row->c.year).end_day, &expected))
        give(outcome, "path", expected);
    asked_free(a);
}

static void run_required_growth(struct row *row, struct outcome *outcome)
{
    double rate;

    if (growth_rate(row->c.value, row->c.target, row->c.target_year - row->c.year, &rate))
        give(outcome, "required_cagr", rate);
}

static void run_growth(struct row *row, struct outcome *outcome)
{
    double value;

    if (growth_projection(row->c.base, row->c.value, row->c.year - row->c.base_year,
                          row->c.target_year - row->c.year, &value))
        give(outcome, "projected", value);
}

/* ---- forecasts ---- */

static const struct forecast_point *points_of(struct row *row)
{
    struct forecast_point *points = hd_arena_alloc(&row->arena, row->count * sizeof *points);

    for (size_t i = 0; i < row->count; i++)
        points[i] = (struct forecast_point){ .years = (double)i, .value = row->series[i] };
    return points;
}

static double years_ahead(const struct row *row)
{
    return row->c.target_year - row->c.year;
}

static void run_holt_with(struct row *row, double phi, struct outcome *outcome)
{
    struct holt holt = { .alpha = option_number(row, "alpha"),
                         .beta_star = option_number(row, "beta_star"),
                         .phi = phi,
                         .level = row->series[0],
                         .trend = row->series[1] - row->series[0] };

    holt_run(&holt, points_of(row), row->count);
    give(outcome, "forecast", holt_at(&holt, years_ahead(row)));
}

static void run_holt(struct row *row, struct outcome *outcome)
{
    run_holt_with(row, 1, outcome);
}

static void run_holt_damped(struct row *row, struct outcome *outcome)
{
    run_holt_with(row, option_number(row, "phi"), outcome);
}

static void run_drift(struct row *row, struct outcome *outcome)
{
    struct forecast_line line = forecast_drift(points_of(row), row->count);

    give(outcome, "forecast", row->c.value + line.slope * years_ahead(row));
    give(outcome, "sigma_h", forecast_sigma(&line, years_ahead(row)));
}

static void run_theil_sen(struct row *row, struct outcome *outcome)
{
    const struct forecast_point *points = points_of(row);
    double slope = forecast_slope(points, row->count);

    give(outcome, "slope", slope);
    give(outcome, "intercept_median_y_minus_b_median_x",
         forecast_intercept(points, row->count, slope));
}

/* hedef draws no least-squares line; the row shows that the series is read as it was meant. */
static void run_ols(struct row *row, struct outcome *outcome)
{
    double n = (double)row->count, x = 0, y = 0, xx = 0, xy = 0, slope;

    for (size_t i = 0; i < row->count; i++) {
        x += (double)i;
        y += row->series[i];
        xx += (double)(i * i);
        xy += (double)i * row->series[i];
    }
    slope = (n * xy - x * y) / (n * xx - x * x);
    give(outcome, "slope", slope);
    give(outcome, "intercept", (y - slope * x) / n);
}

static void run_default(struct row *row, struct outcome *outcome)
{
    struct forecast_line line = forecast_default(points_of(row), row->count);
    double ahead = years_ahead(row), sigma = forecast_sigma(&line, ahead);
    double centre = row->c.value + forecast_growth(line.slope, ahead);
    double reach = student_quantile(0.9, line.freedom) * sigma;

    give(outcome, "forecast", centre);
    give(outcome, "sigma_h", sigma);
    give(outcome, "lo80", centre - reach);
    give(outcome, "hi80", centre + reach);
    give(outcome, "p_reach", 1 - student_cdf((row->c.target - centre) / sigma, line.freedom));
}

/* ---- the methods of the file ---- */

static const struct method {
    const char *name;
    void (*run)(struct row *row, struct outcome *outcome);
    bool six_decimals; /* printed so */
} methods[] = {
    { "opensdg-cagr-target", run_opensdg, false },
    { "opensdg-cagr-notarget", run_opensdg, false },
    { "opensdg-mean-of-scores", run_opensdg_mean, false },
    { "eurostat2026-cagr-target", run_eurostat, false },
    { "eurostat2026-cagr-notarget", run_eurostat, false },
    { "sdsn-4arrow", run_sdsn, false },
    { "destatis-weather-level", run_weather_level, false },
    { "destatis-weather-yearly", run_weather_yearly, false },
    { "destatis-weather-direction", run_weather_direction, false },
    { "linear-projection", run_line, false },
    { "linear-attainment-year-ceil", run_attainment, false },
    { "required-path-linear", run_path, false },
    { "required-cagr", run_required_growth, false },
    { "cagr-projection", run_growth, false },
    { "relative-target", run_relative, false },
    { "holt", run_holt, true },
    { "holt-damped", run_holt_damped, true },
    { "drift", run_drift, true },
    { "theil-sen", run_theil_sen, true },
    { "ols", run_ols, false },
    { "hedef-default", run_default, true },
};

static const struct method *method_find(const char *name)
{
    for (size_t i = 0; i < COUNT(methods); i++)
        if (!strcmp(methods[i].name, name))
            return &methods[i];
    return NULL;
}

/* ---- agreement ---- */

static double tolerance_of(const struct method *method, const char *name, double expected)
{
    if (method->six_decimals || !strcmp(name, "score"))
        return 1e-6;
    return 1e-9 * fmax(1, fabs(expected));
}

static bool agrees_in(const struct method *method, const struct outcome *outcome, const char *name,
                      const char *expected)
{
    if (!strcmp(name, "status"))
        return outcome->label && !strcmp(outcome->label, expected);
    for (size_t i = 0; i < outcome->count; i++) {
        double number;

        if (strcmp(outcome->numbers[i].name, name) != 0)
            continue;
        if (!*expected)
            return false;
        number = number_of(expected);
        return fabs(outcome->numbers[i].number - number) <= tolerance_of(method, name, number);
    }
    return !*expected; /* none was published, none is given */
}

/* Every part of `expected` must be met: a label, or pairs of name and value.  A status of
 * not_available comes without a score. */
static bool agrees(struct row *row, const struct method *method, const struct outcome *outcome,
                   const char *expected)
{
    char *copy = hd_arena_strdup(&row->arena, expected), *part;

    if (!strchr(expected, '='))
        return agrees_in(method, outcome, "status", expected);
    while ((part = strsep(&copy, ";"))) {
        char *value = strchr(part, '=');

        if (!value)
            fail_msg("'%s' is not a pair", part);
        *value++ = '\0';
        if (!agrees_in(method, outcome, part, value))
            return false;
    }
    return outcome->label && !strcmp(outcome->label, "not_available")
               ? agrees_in(method, outcome, "score", "")
               : true;
}

/* The same row with one thing of it wrong: the first number by a little, or the label. */
static const char *perturbed(struct row *row, const char *expected)
{
    const char *first = strchr(expected, '=');
    const char *rest = strchr(expected, ';');
    char text[HD_DOUBLE_TEXT_MAX];
    size_t len = first ? strcspn(first + 1, ";") : 0;
    double number;

    if (!first || !hd_decimal_valid(first + 1, len) || !len)
        return first ? "status=perturbed" : "perturbed";
    number = number_of(hd_arena_strndup(&row->arena, first + 1, len));
    hd_double_text(number + 3e-6 * fmax(1, fabs(number)), text);
    return hd_arena_printf(&row->arena, "%.*s=%s%s", (int)(first - expected), expected, text,
                           rest ? rest : "");
}

static const char *shown(struct row *row, const struct outcome *outcome)
{
    const char *text = outcome->label ? outcome->label : "no label";

    for (size_t i = 0; i < outcome->count; i++)
        text = hd_arena_printf(&row->arena, "%s; %s=%.17g", text, outcome->numbers[i].name,
                               outcome->numbers[i].number);
    return text;
}

/* ---- the file ---- */

static const char *cases_path(void)
{
    static char path[4096];
    const char *directory = getenv("HEDEF_CASES");

    snprintf(path, sizeof path, "%s/methods.csv",
             directory && *directory ? directory : SOURCE_DIR "/../shared/cases");
    return path;
}

static bool read_file(const char *path, struct hd_buf *out)
{
    FILE *file = fopen(path, "rb");
    char block[65536];
    size_t len;

    if (!file)
        return false;
    while ((len = fread(block, 1, sizeof block, file)) > 0)
        hd_buf_put(out, block, len);
    fclose(file);
    return true;
}

/* The records of the file, counted by hand: line breaks outside quotes, less the header. */
static size_t count_records(const struct hd_buf *text)
{
    size_t count = 0;
    bool quoted = false, any = false;

    for (size_t i = 0; i < text->len; i++) {
        quoted ^= text->data[i] == '"';
        any |= text->data[i] != '\n' && text->data[i] != '\r';
        if ((text->data[i] == '\n' && !quoted) || i + 1 == text->len) {
            count += any;
            any = false;
        }
    }
    return count ? count - 1 : 0;
}

struct tally {
    size_t rows, unknown, wrong, blind;
    bool quiet; /* what is wrong is meant to be */
};

static HD_PRINTF(2, 3) void tell(const struct tally *tally, const char *format, ...)
{
    va_list args;

    if (tally->quiet)
        return;
    va_start(args, format);
    vprint_error(format, args);
    va_end(args);
}

static void run_row(struct row *row, struct tally *tally)
{
    size_t name_len = strcspn(row->texts[METHOD], ";");
    const struct method *method =
        method_find(hd_arena_strndup(&row->arena, row->texts[METHOD], name_len));
    const char *expected = row->texts[EXPECTED];
    struct outcome outcome = { 0 };

    tally->rows++;
    if (!method) {
        tally->unknown++;
        tell(tally, "%s: no method '%s'\n", row->texts[INDICATOR], row->texts[METHOD]);
        return;
    }
    take_numbers(row);
    method->run(row, &outcome);
    if (!agrees(row, method, &outcome, expected)) {
        tally->wrong++;
        tell(tally, "%s, %s: %s instead of %s\n", row->texts[INDICATOR], row->texts[METHOD],
             shown(row, &outcome), expected);
    }
    if (agrees(row, method, &outcome, perturbed(row, expected))) {
        tally->blind++;
        tell(tally, "%s, %s: %s was taken for %s\n", row->texts[INDICATOR], row->texts[METHOD],
             perturbed(row, expected), shown(row, &outcome));
    }
}

static void run_file(const struct hd_buf *text, struct tally *tally)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    const struct hd_csv_field *fields;
    struct hd_error err = { 0 };
    struct hd_csv *csv = NULL;
    size_t count;
    long line;

    assert_int_equal(hd_csv_open(text->data, text->len, &csv, &problems, &err), HD_OK);
    assert_true(hd_csv_next(csv, &fields, &count, &line, &problems));
    assert_int_equal(count, COLUMNS);
    assert_string_equal(fields[EXPECTED].text, "expected");
    while (hd_csv_next(csv, &fields, &count, &line, &problems)) {
        struct row row = { 0 };

        assert_int_equal(count, COLUMNS);
        for (size_t i = 0; i < COLUMNS; i++)
            row.texts[i] = fields[i].text;
        run_row(&row, tally);
        hd_arena_clear(&row.arena);
    }
    assert_int_equal(problems.errors, 0);
    hd_csv_close(&csv);
}

/* For each row also the other way round: an expectation that is a little off must be noticed. */
static void every_published_number_is_reproduced(void **state)
{
    struct hd_buf HD_BUF_AUTO text = { 0 };
    struct tally tally = { 0 };

    (void)state;
    hd_buf_init(&text, 64u << 20);
    if (!read_file(cases_path(), &text)) {
        print_message("skipped: there is no %s; HEDEF_CASES names its directory\n", cases_path());
        return;
    }
    run_file(&text, &tally);
    print_message("%zu rows of %s\n", tally.rows, cases_path());
    assert_int_equal(tally.unknown, 0);
    assert_int_equal(tally.wrong, 0);
    assert_int_equal(tally.blind, 0);
    assert_true(tally.rows > 0);
    assert_int_equal(tally.rows, count_records(&text));
}

/* ---- the test itself, on rows of our own ---- */

static struct tally run_text(const char *rows)
{
    struct hd_buf HD_BUF_AUTO text = { 0 };
    struct tally tally = { .quiet = true };

    hd_buf_init(&text, 65536);
    hd_buf_puts(&text, "source,indicator,direction,base_year,base_value,current_year,"
                       "current_value,target_year,target_value,method,expected\n");
    hd_buf_puts(&text, rows);
    run_file(&text, &tally);
    return tally;
}

static void what_differs_is_noticed(void **state)
{
    /* From 100 to 121 in two years and to 146.41 in four: 10 % a year, needed and done. */
    static const char right[] = "us,a,up,2020,100,2022,121,2024,146.41,opensdg-cagr-target,"
                                "progress_value=1;score=2.8572;status=substantial_progress\n";
    static const char label[] = "us,a,up,2020,100,2022,121,2024,146.41,opensdg-cagr-target,"
                                "progress_value=1;score=2.8572;status=moderate_progress\n";
    static const char score[] = "us,a,up,2020,100,2022,121,2024,146.41,opensdg-cagr-target,"
                                "progress_value=1;score=2.857202;status=substantial_progress\n";
    static const char value[] = "us,a,up,2020,100,2022,121,2024,146.41,opensdg-cagr-target,"
                                "progress_value=1.000000002;status=substantial_progress\n";
    static const char absent[] = "us,a,up,2020,100,2022,121,2024,146.41,opensdg-cagr-target,"
                                 "progress_value=;status=substantial_progress\n";
    static const char more[] = "us,a,up,2020,100,2022,121,2024,146.41,opensdg-cagr-target,"
                               "progress_value=1;pace=3;status=substantial_progress\n";
    static const char unknown[] = "us,a,up,2020,100,2022,121,2024,146.41,astrology,sun\n";

    (void)state;
    assert_int_equal(run_text(right).wrong, 0);
    assert_int_equal(run_text(right).blind, 0);
    assert_int_equal(run_text(label).wrong, 1);
    assert_int_equal(run_text(score).wrong, 1);
    assert_int_equal(run_text(value).wrong, 1);
    assert_int_equal(run_text(absent).wrong, 1);
    assert_int_equal(run_text(more).wrong, 1);
    assert_int_equal(run_text(unknown).unknown, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_published_number_is_reproduced),
        cmocka_unit_test(what_differs_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

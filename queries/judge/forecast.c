#include "queries/judge/forecast.h"

#include <math.h>

#include "common/memory.h"

#define PHI 0.9 /* of the default, per year */
/* Every pair is looked at: of more points an even choice is enough. */
#define PAIRED_AT_MOST 260
/* Fifty-two weeks are a year too. */
#define CALENDAR_SLACK 0.01

/* ---- medians ---- */

static void swap(double *a, double *b)
{
    double kept = *a;

    *a = *b;
    *b = kept;
}

/* Puts number `wanted` of the order into its place, smaller ones before it (Hoare 1961). */
static void select_number(double *numbers, size_t count, size_t wanted)
{
    size_t from = 0, to = count - 1;

    while (from < to) {
        double pivot = numbers[from + (to - from) / 2];
        size_t i = from, j = to;

        for (;;) {
            while (numbers[i] < pivot)
                i++;
            while (numbers[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&numbers[i++], &numbers[j--]);
        }
        if (wanted <= j)
            to = j;
        else
            from = j + 1;
    }
}

double median_of(double *numbers, size_t count)
{
    size_t half = count / 2;
    double below;

    select_number(numbers, count, half);
    if (count % 2)
        return numbers[half];
    below = numbers[0];
    for (size_t i = 1; i < half; i++)
        below = fmax(below, numbers[i]);
    return below / 2 + numbers[half] / 2;
}

/* ---- pairs ---- */

/* Quarters and months are not equally long in days: years between the same ones are whole. */
static double years_between(const struct forecast_point *from, const struct forecast_point *to)
{
    double years = to->years - from->years;

    return to->season ? round(years) : years;
}

static bool comparable(const struct forecast_point *from, const struct forecast_point *to)
{
    return from->season == to->season && years_between(from, to) > 0;
}

double forecast_slope(const struct forecast_point *points, size_t count)
{
    size_t stride = 1 + (count ? count - 1 : 0) / PAIRED_AT_MOST,
           used = (count + stride - 1) / stride;
    double *slopes HD_FREE_AUTO = hd_alloc((used * used / 2 + 1) * sizeof *slopes);
    size_t found = 0;

    /* From the newest back, so that an even choice always holds it. */
    for (size_t j = 0; j < used; j++) {
        const struct forecast_point *later = &points[count - 1 - j * stride];

        for (size_t i = j + 1; i < used; i++) {
            const struct forecast_point *earlier = &points[count - 1 - i * stride];

            if (comparable(earlier, later))
                slopes[found++] = (later->value - earlier->value) / years_between(earlier, later);
        }
    }
    return found ? median_of(slopes, found) : 0;
}

bool forecast_has_pair(const struct forecast_point *points, size_t count)
{
    for (size_t j = count; j-- > 0;) {
        for (size_t i = j; i-- > 0;) {
            if (comparable(&points[i], &points[j]))
                return true;
        }
    }
    return false;
}

double forecast_intercept(const struct forecast_point *points, size_t count, double slope)
{
    double *values HD_FREE_AUTO = hd_alloc((count + 1) * sizeof *values);
    double *years HD_FREE_AUTO = hd_alloc((count + 1) * sizeof *years);

    for (size_t i = 0; i < count; i++) {
        values[i] = points[i].value;
        years[i] = points[i].years;
    }
    return count ? median_of(values, count) - slope * median_of(years, count) : 0;
}

/* ---- hedef-default ---- */

/* The last comparable value at least a year before: quarters, weeks and days follow each other
 * too closely to say how far a year leads. */
static const struct forecast_point *year_before(const struct forecast_point *points, size_t i)
{
    for (size_t before = i; before-- > 0;) {
        if (comparable(&points[before], &points[i]) &&
            years_between(&points[before], &points[i]) >= 1 - CALENDAR_SLACK)
            return &points[before];
    }
    return NULL;
}

/* The differences of four quarters overlap: they stand for as many years as one quarter's do. */
static double years_of_differences(const struct forecast_line *line, size_t seasons,
                                   const struct forecast_point *points, size_t count)
{
    double span = points[count - 1].years - points[0].years, m = (double)line->differences;

    if (points[0].season)
        return m / (double)seasons;
    return fmin(m, m * span / (double)(count - 1));
}

struct forecast_line forecast_default(const struct forecast_point *points, size_t count)
{
    struct forecast_line line = { .slope = forecast_slope(points, count) };
    double squares = 0;
    size_t seasons = 0;

    for (size_t i = 1; i < count; i++) {
        const struct forecast_point *before = year_before(points, i);
        double change;

        if (!before)
            continue;
        change = points[i].value - before->value;
        squares += change * change / years_between(before, &points[i]);
        seasons += points[i].season && !year_before(points, (size_t)(before - points));
        line.differences++;
    }
    if (!line.differences)
        return line;
    line.spread = sqrt(squares / (double)line.differences);
    line.basis = years_of_differences(&line, seasons, points, count);
    line.freedom = (int)line.differences - 1;
    return line;
}

double forecast_growth(double slope, double years)
{
    return slope * PHI * (1 - pow(PHI, years)) / (1 - PHI);
}

double forecast_sigma(const struct forecast_line *line, double years)
{
    return line->basis > 0 ? line->spread * sqrt(years * (1 + years / line->basis)) : 0;
}

/* ---- drift ---- */

struct forecast_line forecast_drift(const struct forecast_point *points, size_t count)
{
    struct forecast_line line = { 0 };
    double squares = 0;

    if (count < 2)
        return line;
    line.differences = count - 1;
    line.basis = years_between(&points[0], &points[count - 1]);
    line.slope = (points[count - 1].value - points[0].value) / line.basis;
    line.freedom = (int)count - 2;
    for (size_t i = 1; i < count; i++) {
        double years = years_between(&points[i - 1], &points[i]);
        double off = points[i].value - points[i - 1].value - line.slope * years;

        squares += off * off / years;
    }
    if (line.freedom > 0)
        line.spread = sqrt(squares / line.freedom);
    return line;
}

/* ---- Holt ---- */

void holt_run(struct holt *holt, const struct forecast_point *points, size_t count)
{
    double squares = 0;

    for (size_t i = 0; i < count; i++) {
        double expected = holt->level + holt->phi * holt->trend;
        double level = expected + holt->alpha * (points[i].value - expected);

        squares += (points[i].value - expected) * (points[i].value - expected);
        holt->trend = holt->beta_star * (level - holt->level) +
                      (1 - holt->beta_star) * holt->phi * holt->trend;
        holt->level = level;
    }
    holt->spread = count > 2 ? sqrt(squares / (double)(count - 2)) : 0;
}

/* phi + phi^2 + ... + phi^steps, also between whole steps. */
static double damped_steps(double phi, double steps)
{
    return phi < 1 ? phi * (1 - pow(phi, steps)) / (1 - phi) : steps;
}

double holt_at(const struct holt *holt, double steps)
{
    return holt->level + holt->trend * damped_steps(holt->phi, steps);
}

/* Hyndman and Athanasopoulos, table of variances for ETS(A,A,N) and ETS(A,Ad,N). */
double holt_sigma(const struct holt *holt, double steps)
{
    double a = holt->alpha, b = a * holt->beta_star, p = holt->phi, h = steps;
    double sum;

    if (p >= 1) {
        sum = 1 + (h - 1) * (a * a + a * b * h + b * b * h * (2 * h - 1) / 6);
    } else {
        double rest = 1 - p, ph = pow(p, h);

        sum = 1 + a * a * (h - 1) + b * p * h / (rest * rest) * (2 * a * rest + b * p) -
              b * p * (1 - ph) / (rest * rest * (1 - p * p)) *
                  (2 * a * (1 - p * p) + b * p * (1 + 2 * p - ph));
    }
    return holt->spread * sqrt(fmax(sum, 0));
}

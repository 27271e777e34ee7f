/* Parts of a composite brought to one scale, turned so that more is better. */
#include <math.h>
#include <stdlib.h>

#include "queries/composite_work.h"

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The values of one part, sorted. */
static size_t list_values(const struct computing *c, const struct composite_term *terms,
                          size_t part, double *values)
{
    size_t count = 0;

    for (size_t m = 0; m < c->member_count; m++)
        if (terms[m * c->part_count + part].has)
            values[count++] = terms[m * c->part_count + part].value;
    if (count > 0)
        qsort(values, count, sizeof *values, compare_numbers);
    return count;
}

/* Between the goalposts; beyond one counts as that one.  Without any spread, in the middle. */
static double in_range(const struct composite_term *term, int direction)
{
    double share =
        term->high > term->low ? (term->value - term->low) / (term->high - term->low) : 0.5;

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return direction < 0 ? 1 - share : share;
}

/* How many of the sorted values are less than that; `equal`: or as much. */
static size_t count_below(const double *values, size_t count, double value, bool equal)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (values[middle] < value || (equal && values[middle] == value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Its place from the worst, 1, to the best; equal ones share the mean of their places. */
static double in_rank(const struct composite_term *term, int direction, const double *values,
                      size_t count)
{
    size_t less = count_below(values, count, term->value, false);
    size_t equal = count_below(values, count, term->value, true) - less;

    if (direction < 0)
        less = count - less - equal;
    return (double)less + (double)(equal + 1) / 2;
}

/* Mean and standard deviation (n - 1) of those compared. */
static void find_spread(const double *values, size_t count, double *mean_out, double *spread_out)
{
    double sum = 0, squares = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    *mean_out = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - *mean_out) * (values[i] - *mean_out);
    /* equal values have no spread, whatever their mean was rounded to */
    *spread_out = values[count - 1] > values[0] ? sqrt(squares / (double)(count - 1)) : 0;
}

static double in_deviations(const struct composite_term *term, int direction)
{
    return term->high > 0 ? direction * (term->value - term->low) / term->high : 0;
}

static void normalise_term(const struct computing *c, struct composite_term *term, int direction,
                           const double *values, size_t count)
{
    term->has_normalised = true;
    switch (c->q->composite->normalisation) {
    case NORMALISE_NONE:
        term->normalised = term->value;
        return;
    case NORMALISE_RANGE:
        term->normalised = in_range(term, direction);
        return;
    case NORMALISE_RANK:
        term->normalised = in_rank(term, direction, values, count);
        return;
    case NORMALISE_ZSCORE:
        term->normalised = in_deviations(term, direction);
        return;
    }
}

/* What all terms of a part are held against; false when there is nobody to compare with. */
static bool find_scale(const struct computing *c, size_t part, const double *values, size_t count,
                       struct composite_term *scale)
{
    const struct composite *composite = c->q->composite;
    const struct composite_part *posts = &composite->parts[part];

    *scale = (struct composite_term){ .low = posts->from, .high = posts->to };
    if (!composite_compares(composite))
        return true;
    if (count < 2)
        return false;
    scale->compared = count;
    if (composite->normalisation == NORMALISE_ZSCORE) {
        find_spread(values, count, &scale->low, &scale->high);
    } else {
        scale->low = values[0];
        scale->high = values[count - 1];
    }
    return true;
}

void composite_normalise(const struct computing *c, struct composite_term *terms, double *values)
{
    for (size_t p = 0; p < c->part_count; p++) {
        const struct judge_indicator *indicator = c->q->sources[p].indicator;
        size_t count = list_values(c, terms, p, values);
        struct composite_term scale;

        if (!indicator || !find_scale(c, p, values, count, &scale))
            continue;
        for (size_t m = 0; m < c->member_count; m++) {
            struct composite_term *term = &terms[m * c->part_count + p];

            if (!term->has)
                continue;
            term->low = scale.low;
            term->high = scale.high;
            term->compared = scale.compared;
            normalise_term(c, term, indicator->direction, values, count);
        }
    }
}

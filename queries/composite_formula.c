/* The terms of a composite put together by its formula. */
#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "common/decimal.h"
#include "queries/composite_work.h"

static bool set_gap(struct composite_working *w, enum composite_gap gap, size_t part)
{
    w->gap = gap;
    w->gap_part = part;
    return false;
}

/* The weights that are there; false when they are not enough. */
static bool weigh(const struct composite *composite, struct composite_working *w,
                  double *present_out)
{
    double all = 0, present = 0;
    size_t first = composite->part_count;

    for (size_t i = 0; i < composite->part_count; i++) {
        bool there = w->terms[i].has_normalised;

        all += composite->parts[i].weight;
        present += there ? composite->parts[i].weight : 0;
        if (!there && first == composite->part_count)
            first = i;
    }
    *present_out = present;
    if (first == composite->part_count)
        return true;
    if (composite->missing != MISSING_REWEIGH)
        return set_gap(w, w->terms[first].has ? GAP_ALONE : GAP_PART, first);
    /* a share that was stated as 0.75 is met by 3 of 4, however the sum was rounded */
    return present >= all * composite->least * (1 - 1e-12) || set_gap(w, GAP_WEIGHT, first);
}

static bool add_up(const struct composite *composite, struct composite_working *w, double present)
{
    bool mean = composite->formula == FORMULA_MEAN;

    w->value = 0;
    for (size_t i = 0; i < composite->part_count; i++) {
        struct composite_term *term = &w->terms[i];
        double weight = composite->parts[i].weight;

        if (!term->has_normalised)
            continue;
        term->weight = mean ? weight / present : weight;
        term->contribution = composite->multiplier * weight * term->normalised;
        w->value += term->contribution;
        if (mean)
            term->contribution /= present;
        term->has_contribution = true;
    }
    if (mean)
        w->value /= present;
    return true;
}

static bool multiply(const struct composite *composite, struct composite_working *w, double present)
{
    w->value = composite->multiplier;
    for (size_t i = 0; i < composite->part_count; i++) {
        struct composite_term *term = &w->terms[i];

        if (!term->has_normalised)
            continue;
        if (term->normalised < 0)
            return set_gap(w, GAP_NOT_POSITIVE, i);
        term->weight = composite->parts[i].weight / present;
        term->contribution = pow(term->normalised, term->weight);
        term->has_contribution = true;
        w->value *= term->contribution;
    }
    return true;
}

/* Multiplied first: 57 of 100 is 57 percent to the last digit. */
static bool divide(const struct composite *composite, struct composite_working *w)
{
    assert(composite->part_count == 2);
    if (w->terms[1].value == 0)
        return set_gap(w, GAP_DENOMINATOR, 1);
    w->value = composite->multiplier * w->terms[0].value / w->terms[1].value;
    return true;
}

static bool apply(const struct composite *composite, struct composite_working *w)
{
    double present;

    if (!weigh(composite, w, &present))
        return false;
    switch (composite->formula) {
    case FORMULA_MEAN:
    case FORMULA_SUM:
        return add_up(composite, w, present);
    case FORMULA_GEOMETRIC:
        return multiply(composite, w, present);
    case FORMULA_RATIO:
        return divide(composite, w);
    case FORMULA_NONE:
        break;
    }
    return set_gap(w, GAP_PART, 0);
}

/* To 15 digits, which a double always holds: what was computed from decimals is one again. */
static double rounded(double value)
{
    char text[HD_DOUBLE_TEXT_MAX];

    snprintf(text, sizeof text, "%.15g", value);
    return value == 0 ? 0 : hd_decimal_double(text);
}

void composite_combine(const struct composite *composite, struct composite_working *w)
{
    if (!apply(composite, w))
        w->value = 0;
    else if (!isfinite(w->value))
        set_gap(w, GAP_TOO_LARGE, 0);
    else
        w->value = rounded(w->value);
}

#include "queries/judge/student.h"

#include <math.h>

#define PI            3.14159265358979323846
#define PRECISION     1e-13
#define STEPS_AT_MOST 200

/* 1 + 1/2 c^2 + (1 3)/(2 4) c^4 + ... up to c^(freedom - 2): 26.7.4 without its sine. */
static double even_sum(double c2, int freedom)
{
    double term = 1, sum = freedom >= 2 ? 1 : 0;

    for (int k = 2; k <= freedom - 2; k += 2) {
        term *= c2 * (k - 1) / k;
        sum += term;
    }
    return sum;
}

/* c + 2/3 c^3 + (2 4)/(3 5) c^5 + ... up to c^(freedom - 2): the bracket of 26.7.3. */
static double odd_sum(double c, int freedom)
{
    double term = c, sum = freedom >= 3 ? c : 0;

    for (int k = 3; k <= freedom - 2; k += 2) {
        term *= c * c * (k - 1) / k;
        sum += term;
    }
    return sum;
}

/* The part between -t and t. */
static double within(double t, int freedom)
{
    double angle = atan(t / sqrt(freedom));
    double c = cos(angle);

    if (freedom % 2 == 0)
        return sin(angle) * even_sum(c * c, freedom);
    return 2 / PI * (angle + sin(angle) * odd_sum(c, freedom));
}

double student_cdf(double t, int freedom)
{
    double half = within(fabs(t), freedom) / 2;

    half = fmin(fmax(half, 0), 0.5);
    return t < 0 ? 0.5 - half : 0.5 + half;
}

static double density(double t, int freedom)
{
    double n = freedom;

    return exp(lgamma((n + 1) / 2) - lgamma(n / 2) - (n + 1) / 2 * log1p(t * t / n)) / sqrt(n * PI);
}

/* Newton's step, unless it leaves the bracket that is known to hold the answer. */
static double upper_quantile(double p, int freedom)
{
    double low = 0, high = 1, t;

    while (student_cdf(high, freedom) < p && high < 1e15)
        high *= 2;
    t = high / 2;
    for (int i = 0; i < STEPS_AT_MOST && high - low > PRECISION * high; i++) {
        double off = student_cdf(t, freedom) - p;
        double next;

        if (off > 0)
            high = t;
        else
            low = t;
        next = t - off / density(t, freedom);
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - t) <= PRECISION * next)
            return next;
        t = next;
    }
    return t;
}

double student_quantile(double p, int freedom)
{
    if (p < 0.5)
        return -upper_quantile(1 - p, freedom);
    return p > 0.5 ? upper_quantile(p, freedom) : 0;
}

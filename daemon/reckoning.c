#include "daemon/reckoning.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/date.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "common/memory.h"
#include "queries/judge/student.h"

#define DEPTH_MAX     24
#define ARGUMENTS_MAX 1024
#define DAY_CHARS     10
#define DIGITS_LEAST  4
/* Two results that differ less are one: what computing itself adds. */
#define SLACK   1e-13
#define NOTHING 1e-15
/* A half in the last digit is rounded up by some and down by others: not so near to it. */
#define CLEARLY 0.999

/* ---- reading ---- */

struct reading {
    const char *at;
    int depth;
    bool bad;
};

static double read_sum(struct reading *r);

static void skip(struct reading *r)
{
    while (*r->at == ' ')
        r->at++;
}

static bool take(struct reading *r, char c)
{
    skip(r);
    if (*r->at != c)
        return false;
    r->at++;
    return true;
}

static double fail(struct reading *r)
{
    r->bad = true;
    r->at += strlen(r->at);
    return 0;
}

/* ---- functions ---- */

struct numbers {
    double items[ARGUMENTS_MAX];
    size_t count;
};

static double f_abs(const struct numbers *n)
{
    return fabs(n->items[0]);
}

static double f_exp(const struct numbers *n)
{
    return exp(n->items[0]);
}

static double f_ln(const struct numbers *n)
{
    return log(n->items[0]);
}

static double f_sqrt(const struct numbers *n)
{
    return sqrt(n->items[0]);
}

static double f_min(const struct numbers *n)
{
    double least = n->items[0];

    for (size_t i = 1; i < n->count; i++)
        least = fmin(least, n->items[i]);
    return least;
}

static double f_max(const struct numbers *n)
{
    double most = n->items[0];

    for (size_t i = 1; i < n->count; i++)
        most = fmax(most, n->items[i]);
    return most;
}

static double f_mean(const struct numbers *n)
{
    double sum = 0;

    for (size_t i = 0; i < n->count; i++)
        sum += n->items[i];
    return sum / (double)n->count;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double f_median(const struct numbers *n)
{
    struct numbers sorted = *n;
    size_t half = n->count / 2;

    qsort(sorted.items, n->count, sizeof *sorted.items, ascending);
    if (n->count % 2)
        return sorted.items[half];
    return sorted.items[half - 1] / 2 + sorted.items[half] / 2;
}

static double f_t_cdf(const struct numbers *n)
{
    return student_cdf(n->items[0], (int)n->items[1]);
}

static double f_t_quantile(const struct numbers *n)
{
    return student_quantile(n->items[0], (int)n->items[1]);
}

static const struct function {
    const char *name;
    size_t least, most; /* arguments */
    double (*compute)(const struct numbers *n);
} functions[] = {
    { "abs", 1, 1, f_abs },
    { "exp", 1, 1, f_exp },
    { "ln", 1, 1, f_ln },
    { "sqrt", 1, 1, f_sqrt },
    { "min", 1, ARGUMENTS_MAX, f_min },
    { "max", 1, ARGUMENTS_MAX, f_max },
    { "mean", 1, ARGUMENTS_MAX, f_mean },
    { "median", 1, ARGUMENTS_MAX, f_median },
    { "t_cdf", 2, 2, f_t_cdf },
    { "t_quantile", 2, 2, f_t_quantile },
};

static const struct function *find_function(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strlen(functions[i].name) == len && memcmp(functions[i].name, name, len) == 0)
            return &functions[i];
    return NULL;
}

static size_t name_length(const char *text)
{
    size_t len = 0;

    while (islower((unsigned char)text[len]) || text[len] == '_')
        len++;
    return len;
}

/* Student's t is only asked for what it can answer. */
static bool arguments_fit(const struct function *f, const struct numbers *n)
{
    if (n->count < f->least || n->count > f->most)
        return false;
    if (f->compute == f_t_cdf)
        return n->items[1] >= 1;
    if (f->compute == f_t_quantile)
        return n->items[1] >= 1 && n->items[0] > 0 && n->items[0] < 1;
    return true;
}

static double read_call(struct reading *r)
{
    struct numbers *n HD_FREE_AUTO = hd_alloc(sizeof *n);
    size_t len = name_length(r->at);
    const struct function *f = find_function(r->at, len);

    r->at += len;
    if (!f || !take(r, '('))
        return fail(r);
    do {
        if (n->count == ARGUMENTS_MAX)
            return fail(r);
        n->items[n->count++] = read_sum(r);
    } while (!r->bad && take(r, ';'));
    if (!take(r, ')') || !arguments_fit(f, n))
        return fail(r);
    return f->compute(n);
}

/* ---- numbers and days ---- */

static bool is_day(const char *text, int32_t *day_out)
{
    return strlen(text) >= DAY_CHARS && hd_day_parse(text, DAY_CHARS, day_out);
}

static size_t number_length(const char *text)
{
    size_t len = strspn(text, "0123456789.");

    if (len && text[len] == 'e') {
        size_t sign = len + 1 + (text[len + 1] == '-' || text[len + 1] == '+');
        size_t digits = strspn(text + sign, "0123456789");

        len = digits ? sign + digits : len;
    }
    return len;
}

static double read_number(struct reading *r)
{
    char text[HD_DECIMAL_MAX + 1];
    size_t len = number_length(r->at);
    int32_t day;

    if (is_day(r->at, &day)) {
        r->at += DAY_CHARS;
        return day;
    }
    if (!hd_decimal_valid(r->at, len))
        return fail(r);
    snprintf(text, sizeof text, "%.*s", (int)len, r->at);
    r->at += len;
    return hd_decimal_double(text);
}

/* ---- grammar ---- */

static double read_atom(struct reading *r)
{
    double value;

    skip(r);
    if (islower((unsigned char)*r->at))
        return read_call(r);
    if (!take(r, '('))
        return read_number(r);
    value = read_sum(r);
    return take(r, ')') ? value : fail(r);
}

static double read_signed(struct reading *r);

static double read_power(struct reading *r)
{
    double base = read_atom(r);

    return take(r, '^') ? pow(base, read_signed(r)) : base;
}

static double read_signed(struct reading *r)
{
    return take(r, '-') ? -read_power(r) : read_power(r);
}

static double read_product(struct reading *r)
{
    double value = read_signed(r);

    while (!r->bad) {
        if (take(r, '*'))
            value *= read_signed(r);
        else if (take(r, '/'))
            value /= read_signed(r);
        else
            break;
    }
    return value;
}

static double read_sum(struct reading *r)
{
    double value;

    if (++r->depth > DEPTH_MAX)
        return fail(r);
    value = read_product(r);
    while (!r->bad) {
        if (take(r, '+'))
            value += read_product(r);
        else if (take(r, '-'))
            value -= read_product(r);
        else
            break;
    }
    r->depth--;
    return value;
}

bool reckoning_value(const char *text, double *value_out)
{
    struct reading r = { .at = text };

    *value_out = read_sum(&r);
    skip(&r);
    return !r.bad && !*r.at && isfinite(*value_out);
}

/* ---- writing ---- */

void reckoning_label(const char *text, const struct hd_lang *lang, struct hd_buf *out)
{
    const char *mark = hd_tr_ctx(lang, "format", ".");
    int32_t day;

    while (*text) {
        if (is_day(text, &day)) {
            hd_buf_put(out, text, DAY_CHARS);
            text += DAY_CHARS;
            continue;
        }
        if ((*text == '<' || *text == '>') && text[1] == '=')
            hd_buf_puts(out, *text++ == '<' ? "\u2264" : "\u2265");
        else if (*text == '-')
            hd_buf_puts(out, "\u2212");
        else if (*text == '*')
            hd_buf_puts(out, "\u00d7");
        else if (*text == '.' && isdigit((unsigned char)text[1]))
            hd_buf_puts(out, mark);
        else
            hd_buf_putc(out, *text);
        text++;
    }
}

static void trim_zeros(char *text)
{
    size_t len = strlen(text);

    if (!strchr(text, '.'))
        return;
    while (len && text[len - 1] == '0')
        text[--len] = '\0';
    if (len && text[len - 1] == '.')
        text[--len] = '\0';
}

/* So many places after the mark make so many significant digits. */
static int decimals_for(double value, int digits)
{
    int whole = value == 0 ? 1 : (int)floor(log10(fabs(value))) + 1;
    int decimals = digits - whole;

    return decimals < 0 ? 0 : decimals;
}

static void write_number(double value, int decimals, char out[static RECKONING_NUMBER_MAX])
{
    hd_double_label(value, NULL, (struct hd_number_style){ .decimals = decimals, .ascii = true },
                    out);
    trim_zeros(out);
}

void reckoning_number(double value, int digits, char out[static RECKONING_NUMBER_MAX])
{
    int decimals = decimals_for(value, digits);

    if (decimals > RECKONING_DECIMALS)
        snprintf(out, RECKONING_NUMBER_MAX, "%.*e", digits - 1, value);
    else
        write_number(value, decimals, out);
}

static bool rounds_to(double reckoned, const char *text, int decimals)
{
    double half = pow(10, -decimals) / 2;

    return fabs(reckoned - hd_decimal_double(text)) <= half * CLEARLY;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= SLACK * fabs(a) + NOTHING;
}

bool reckoning_result(double value, double reckoned, int digits, int decimals,
                      char out[static RECKONING_NUMBER_MAX], bool *exact_out)
{
    int most = decimals_for(value, digits), least = decimals_for(value, DIGITS_LEAST);

    most = most < decimals ? most : decimals;
    least = least < decimals - 2 ? least : decimals - 2;
    least = least < most ? least : most;
    if (fabs(value) < NOTHING)
        value = 0;
    for (int shown = most; shown >= least; shown--) {
        write_number(value, shown, out);
        *exact_out = same(reckoned, hd_decimal_double(out));
        if (*exact_out || rounds_to(reckoned, out, shown))
            return true;
    }
    return false;
}

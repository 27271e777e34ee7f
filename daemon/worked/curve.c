#include "daemon/worked/curve.h"

#include <math.h>

#define DAYS_PER_MONTH "30.4375"

const char *curve_words(const struct making *m)
{
    if (m->v->curve_fell_back)
        return make_tr(m, N_("a straight line, since the curve asked for is not possible here"));
    switch (m->v->curve) {
    case CURVE_GEOMETRIC:
        return make_tr(m, N_("equal growth in percent"));
    case CURVE_LOGIT:
        return make_tr(m, N_("a curve that is slow at both ends"));
    case CURVE_LINEAR:
        break;
    }
    return make_tr(m, N_("a straight line"));
}

/* ---- days ---- */

static const char *add_days(struct making *m, struct step_name name, const char *from_symbol,
                            const char *to_symbol, int32_t from, int32_t to)
{
    const char *days =
        make_step(m, name, make_printf(m, "day(%s) - day(%s)", to_symbol, from_symbol),
                  make_printf(m, "%s - %s", make_day(m, to), make_day(m, from)), to - from);

    make_unit(m, make_tr(m, N_("days")));
    return days;
}

static struct step_name passed_name(const struct making *m)
{
    return (struct step_name){ "days_passed", "n", make_tr(m, N_("Days passed")) };
}

static struct step_name whole_name(const struct making *m)
{
    return (struct step_name){ "days_whole", "N", make_tr(m, N_("Days of the whole stretch")) };
}

/* ---- logit ---- */

/* ln(p / (100 - p)) */
static const char *add_logit(struct making *m, const char *key, const char *symbol,
                             const char *of_symbol, const char *number)
{
    return make_reckoned(m,
                         (struct step_name){ key, symbol, make_tr(m, N_("On the curved scale")) },
                         make_printf(m, "ln(%s / (100 - %s))", of_symbol, of_symbol),
                         make_printf(m, "ln(%s / (100 - %s))", number, number));
}

static const char *logit_value(struct making *m, struct step_name name,
                               const struct curve_end *from, const struct curve_end *to,
                               const char *part, double value)
{
    const char *a = add_logit(m, "scale_from", "z1", from->symbol, from->number);
    const char *b = add_logit(m, "scale_to", "z2", to->symbol, to->number);
    const char *z = make_reckoned(
        m, (struct step_name){ "scale_now", "z", make_tr(m, N_("On the curved scale")) },
        "z1 + (z2 - z1) * n / N",
        make_printf(m, "%s + (%s - %s) * %s", a, b, in_brackets(m, a), part));

    return make_step(m, name, "100 / (1 + exp(-z))",
                     make_printf(m, "100 / (1 + exp(-%s))", in_brackets(m, z)), value);
}

/* ---- the value on a day ---- */

static const char *linear_value(struct making *m, struct step_name name,
                                const struct curve_end *from, const struct curve_end *to,
                                const char *part, double value)
{
    return make_step(
        m, name, make_printf(m, "%s + (%s - %s) * n / N", from->symbol, to->symbol, from->symbol),
        make_printf(m, "%s + (%s - %s) * %s", from->number, to->number,
                    in_brackets(m, from->number), part),
        value);
}

const char *curve_value(struct making *m, struct step_name name, const struct curve_end *from,
                        const struct curve_end *to, int32_t day, double value)
{
    const char *n = add_days(m, passed_name(m), from->symbol, "y", from->day, day);
    const char *whole = add_days(m, whole_name(m), from->symbol, to->symbol, from->day, to->day);
    const char *part = make_printf(m, "%s / %s", n, whole);

    switch (m->v->curve) {
    case CURVE_GEOMETRIC:
        return make_step(
            m, name,
            make_printf(m, "%s * (%s / %s)^(n / N)", from->symbol, to->symbol, from->symbol),
            make_printf(m, "%s * (%s / %s)^(%s)", from->number, to->number, from->number, part),
            value);
    case CURVE_LOGIT:
        return logit_value(m, name, from, to, part, value);
    case CURVE_LINEAR:
        break;
    }
    return linear_value(m, name, from, to, part, value);
}

/* ---- how long ago ---- */

static double to_line(enum judge_curve curve, double value)
{
    switch (curve) {
    case CURVE_GEOMETRIC:
        return log(value);
    case CURVE_LOGIT:
        return log(value / (100 - value));
    case CURVE_LINEAR:
        break;
    }
    return value;
}

/* The latest stretch, not after `day`, in which the path stood at the value; 0: in none. */
static size_t find_stretch(const struct making *m, int32_t day, double value)
{
    const struct replay *r = &m->replay;
    enum judge_curve curve = m->v->curve;

    for (size_t i = r->node_count - 1; i > 0; i--) {
        const struct replay_node *from = &r->nodes[i - 1], *to = &r->nodes[i];
        double part =
            to->day <= day ? 1 : (double)(day - from->day) / (double)(to->day - from->day);
        double start = to_line(curve, from->number), end = to_line(curve, to->number);
        double reached = start + (end - start) * part, at = to_line(curve, value);

        if (from->day < day && at >= fmin(start, reached) && at <= fmax(start, reached))
            return i;
    }
    return 0;
}

/* The value at a corner: the path may have stood there for a while. */
static size_t first_at_level(const struct making *m, size_t i)
{
    const struct replay_node *nodes = m->replay.nodes;

    while (i > 0 && nodes[i - 1].number == nodes[i].number)
        i--;
    return i;
}

static const char *since_formula(const struct making *m, const struct curve_end *from,
                                 const struct curve_end *to, const char *y, bool symbols)
{
    const char *a = symbols ? from->symbol : from->number, *b = symbols ? to->symbol : to->number;
    const char *whole = symbols ? "N2" : make_printf(m, "%d", (int)(to->day - from->day));

    switch (m->v->curve) {
    case CURVE_GEOMETRIC:
        return make_printf(m, "%s * ln(%s / %s) / ln(%s / %s)", whole, y, a, b, a);
    case CURVE_LOGIT:
        return make_printf(m,
                           "%s * (ln(%s / (100 - %s)) - ln(%s / (100 - %s))) / "
                           "(ln(%s / (100 - %s)) - ln(%s / (100 - %s)))",
                           whole, y, y, a, a, b, b, a, a);
    case CURVE_LINEAR:
        break;
    }
    return make_printf(m, "%s * (%s - %s) / (%s - %s)", whole, y, symbols ? a : in_brackets(m, a),
                       b, symbols ? a : in_brackets(m, a));
}

static struct step_name lag_name(const struct making *m)
{
    return (struct step_name){ "lag", "lag", make_tr(m, N_("Behind the path")) };
}

static void lag_since_day(struct making *m, const char *symbol, int32_t since, int32_t day)
{
    (void)make_reckoned(
        m, lag_name(m), make_printf(m, "(day(y) - day(%s)) / 30.4375", symbol),
        make_printf(m, "(%s - %s) / " DAYS_PER_MONTH, make_day(m, day), make_day(m, since)));
}

static void lag_inside(struct making *m, const struct curve_end *from, const struct curve_end *to,
                       int32_t day, const char *y)
{
    const char *days, *stood;

    (void)add_days(m,
                   (struct step_name){ "lag_whole", "N2", make_tr(m, N_("Days of the stretch")) },
                   from->symbol, to->symbol, from->day, to->day);
    days = add_days(m, (struct step_name){ "lag_passed", "n2", make_tr(m, N_("Days since then")) },
                    from->symbol, "y", from->day, day);
    stood =
        make_reckoned(m,
                      (struct step_name){ "lag_stood", "n3",
                                          make_tr(m, N_("The path stood at the value on day")) },
                      since_formula(m, from, to, "y", true), since_formula(m, from, to, y, false));
    (void)make_reckoned(m, lag_name(m), "(n2 - n3) / 30.4375",
                        make_printf(m, "(%s - %s) / " DAYS_PER_MONTH, days, in_brackets(m, stood)));
}

void curve_lag(struct making *m, int32_t day, double value, const char *number,
               struct curve_end (*corner)(struct making *m, size_t i))
{
    const struct replay_node *nodes = m->replay.nodes;
    size_t i = m->v->lag_more_than || m->replay.node_count < 2 ? 0 : find_stretch(m, day, value);
    struct curve_end from, to;

    if (i == 0 || nodes[i - 1].number == nodes[i].number || value == nodes[i - 1].number) {
        size_t since = i ? first_at_level(m, i - 1) : 0;

        lag_since_day(m, corner(m, since).symbol, nodes[since].day, day);
        return;
    }
    from = corner(m, i - 1);
    to = corner(m, i);
    lag_inside(m, &from, &to, day, number);
}

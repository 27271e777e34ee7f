/* A value that is computed from other indicators: its parts on one scale, then put together. */
#include "daemon/view.h"
#include "daemon/worked/making.h"

#define USED 4 /* values of a verdict that may be computed */

struct computing {
    struct making *m;
    const struct composite *composite;
    const struct composite_working *working;
    const char **terms; /* parts on their scale, as printed; NULL: not there */
    const char *of;     /* period of the value, for labels */
};

/* ---- parts ---- */

static const struct indicator *part_indicator(const struct computing *c, size_t i)
{
    return catalog_indicator(c->m->picture->catalog, c->composite->parts[i].code);
}

static const char *part_name(const struct computing *c, size_t i)
{
    const struct indicator *indicator = part_indicator(c, i);

    return indicator ? names_get(&indicator->name, c->m->lang) : c->composite->parts[i].code;
}

static const char *version_of(const struct computing *c, const struct composite_term *term)
{
    if (!term->vintage)
        return "";
    return make_words(c->m, make_tr(c->m, N_("version {n}, published {date}")),
                      HD_ARGS("n", make_printf(c->m, "%d", term->vintage), "date",
                              make_instant_day(c->m, term->published_at_ms)));
}

static const char *add_part(const struct computing *c, size_t i)
{
    const struct composite_term *term = &c->working->terms[i];
    const struct composite_part *part = &c->composite->parts[i];
    const struct judge_series *series = c->m->row->series;
    const char *number = make_exact(c->m, term->text, term->value);
    struct worked_input *input =
        make_input(c->m, "component", make_printf(c->m, "p%zu", i + 1), part_name(c, i));

    input->indicator = part->code;
    input->area = series->area;
    input->breakdown = part->breakdown ? part->breakdown : series->breakdown;
    input->has_period = true;
    input->period = term->period;
    input->value = number;
    input->shown = make_words(c->m, make_tr(c->m, N_("{value} ({period})")),
                              HD_ARGS("value", number, "period", make_period(c->m, term->period)));
    input->vintage = term->vintage;
    input->published_at_ms = term->published_at_ms;
    input->status = term->status;
    input->invented = term->invented;
    input->words = version_of(c, term);
    input->note = term->carried ? make_tr(c->m, N_("the last known value stands")) : "";
    return number;
}

/* ---- one scale ---- */

static bool less_is_better(const struct computing *c, size_t i)
{
    const struct indicator *indicator = part_indicator(c, i);

    return indicator && indicator->judge.direction < 0;
}

static struct step_name scaled_name(const struct computing *c, size_t i)
{
    return (struct step_name){ "scaled_part", make_printf(c->m, "z%zu", i + 1), part_name(c, i) };
}

static const char *in_range(const struct computing *c, size_t i, const char *number)
{
    const struct composite_term *term = &c->working->terms[i];
    const char *low = make_number(c->m, term->low), *high = make_number(c->m, term->high);
    const char *turned = less_is_better(c, i) ? "1 - " : "";

    if (!(term->high > term->low))
        return make_told(c->m, scaled_name(c, i), NULL, term->normalised);
    return make_step(
        c->m, scaled_name(c, i),
        make_printf(c->m, "%smax(min((p%zu - low) / (high - low); 1); 0)", turned, i + 1),
        make_printf(c->m, "%smax(min((%s - %s) / (%s - %s); 1); 0)", turned, number,
                    in_brackets(c->m, low), high, in_brackets(c->m, low)),
        term->normalised);
}

static const char *in_deviations(const struct computing *c, size_t i, const char *number)
{
    const struct composite_term *term = &c->working->terms[i];
    const char *mean = make_number(c->m, term->low), *spread = make_number(c->m, term->high);
    const char *turned = less_is_better(c, i) ? "-" : "";

    if (!(term->high > 0))
        return make_told(c->m, scaled_name(c, i), NULL, term->normalised);
    return make_step(
        c->m, scaled_name(c, i), make_printf(c->m, "%s(p%zu - mean) / spread", turned, i + 1),
        make_printf(c->m, "%s(%s - %s) / %s", turned, number, in_brackets(c->m, mean), spread),
        term->normalised);
}

static const char *in_rank(const struct computing *c, size_t i)
{
    const struct composite_term *term = &c->working->terms[i];
    const char *place = make_told(c->m, scaled_name(c, i), NULL, term->normalised);

    make_note(c->m, make_words(c->m, make_tr(c->m, N_("its place from the worst, of {n} compared")),
                               HD_ARGS("n", make_printf(c->m, "%zu", term->compared))));
    return place;
}

static const char *on_scale(const struct computing *c, size_t i, const char *number)
{
    switch (c->composite->normalisation) {
    case NORMALISE_RANGE:
        return in_range(c, i, number);
    case NORMALISE_RANK:
        return in_rank(c, i);
    case NORMALISE_ZSCORE:
        return in_deviations(c, i, number);
    case NORMALISE_NONE:
        break;
    }
    return number;
}

static void add_terms(struct computing *c)
{
    size_t count = c->composite->part_count;

    c->terms = hd_arena_alloc(c->m->arena, (count + 1) * sizeof *c->terms);
    for (size_t i = 0; i < count; i++)
        if (c->working->terms[i].has &&
            (c->working->terms[i].has_normalised || c->composite->formula == FORMULA_RATIO))
            c->terms[i] = on_scale(c, i, add_part(c, i));
}

/* ---- put together ---- */

static const char *term_symbol(const struct computing *c, size_t i)
{
    bool scaled = c->composite->normalisation != NORMALISE_NONE;

    return make_printf(c->m, scaled ? "z%zu" : "p%zu", i + 1);
}

static double all_weights(const struct computing *c)
{
    double sum = 0;

    for (size_t i = 0; i < c->composite->part_count; i++)
        sum += c->terms[i] ? c->composite->parts[i].weight : 0;
    return sum;
}

/* w1 * z1 + w2 * z2, or z1^(w1 / w) * z2^(w2 / w). */
static void join(const struct computing *c, struct hd_buf *formula, struct hd_buf *numbers)
{
    bool product = c->composite->formula == FORMULA_GEOMETRIC;
    const char *sum = make_number(c->m, all_weights(c)), *between = product ? " * " : " + ";

    for (size_t i = 0; i < c->composite->part_count; i++) {
        const char *weight = make_number(c->m, c->composite->parts[i].weight);
        const char *symbol = term_symbol(c, i), *term = c->terms[i];

        if (!term)
            continue;
        term = in_brackets(c->m, term);
        if (product) {
            hd_buf_printf(formula, "%s%s^(w%zu / w)", formula->len ? between : "", symbol, i + 1);
            hd_buf_printf(numbers, "%s%s^(%s / %s)", numbers->len ? between : "", term, weight,
                          sum);
        } else {
            hd_buf_printf(formula, "%sw%zu * %s", formula->len ? between : "", i + 1, symbol);
            hd_buf_printf(numbers, "%s%s * %s", numbers->len ? between : "", weight, term);
        }
    }
}

static const char *multiplied(const struct computing *c, const char *text)
{
    double by = c->composite->multiplier;

    return by == 1 ? text : make_printf(c->m, "%s * (%s)", make_number(c->m, by), text);
}

static struct step_name value_name(const struct computing *c)
{
    return (struct step_name){ "computed", "",
                               make_words(c->m, make_tr(c->m, N_("Value of {period}")),
                                          HD_ARGS("period", c->of)) };
}

static void add_ratio(const struct computing *c)
{
    const char *by = make_number(c->m, c->composite->multiplier);

    (void)make_step(
        c->m, value_name(c), make_printf(c->m, "%s * p1 / p2", by),
        make_printf(c->m, "%s * %s / %s", by, c->terms[0], in_brackets(c->m, c->terms[1])),
        c->working->value);
}

static void add_joined(const struct computing *c)
{
    struct hd_buf formula HD_BUF_AUTO = { 0 }, numbers HD_BUF_AUTO = { 0 };
    const char *symbols, *sum;

    hd_buf_init(&formula, 1 << 14);
    hd_buf_init(&numbers, 1 << 14);
    join(c, &formula, &numbers);
    symbols = hd_arena_strdup(c->m->arena, formula.data);
    sum = hd_arena_strdup(c->m->arena, numbers.data);
    if (c->composite->formula == FORMULA_MEAN) {
        symbols = make_printf(c->m, "(%s) / w", symbols);
        sum = make_printf(c->m, "(%s) / %s", sum, make_number(c->m, all_weights(c)));
    }
    (void)make_step(c->m, value_name(c), multiplied(c, symbols), multiplied(c, sum),
                    c->working->value);
    if (c->composite->formula != FORMULA_SUM)
        make_note(c->m, make_tr(c->m, N_("w is the sum of the weights that are there")));
}

static void add_working(struct making *m, const struct composite_result *result,
                        struct hd_period period)
{
    struct computing c = { .m = m,
                           .composite = &m->row->indicator->composite,
                           .of = make_period(m, period) };

    for (size_t i = 0; i < result->count && !c.working; i++)
        if (hd_period_equal(result->workings[i].period, period) &&
            result->workings[i].gap == GAP_NONE)
            c.working = &result->workings[i];
    if (!c.working)
        return;
    add_terms(&c);
    if (c.composite->formula == FORMULA_RATIO)
        add_ratio(&c);
    else
        add_joined(&c);
    make_unit(m, view_unit(m->row->indicator, m->lang));
}

void computed_make(struct making *m)
{
    const struct verdict *v = &m->row->verdict;
    const struct judge_point *const points[USED] = { v->left, v->right, v->decided_by, v->latest };
    const struct composite_result *result;
    struct composite_result *results;
    size_t count;

    m->section = "computed";
    if (!indicator_computed(m->row->indicator))
        return;
    picture_workings(m->picture, m->row->indicator, m->arena, &results, &count);
    result = composite_find(results, count, m->row->series->area, m->row->series->breakdown);
    for (size_t i = 0; result && i < USED; i++) {
        bool told = false;

        for (size_t k = 0; k < i; k++)
            told |= points[k] == points[i];
        if (points[i] && points[i]->computed && !told)
            add_working(m, result, points[i]->period);
    }
}

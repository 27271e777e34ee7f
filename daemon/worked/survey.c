/* The 95 % interval of a share that a survey found (Wilson 1927). */
#include "daemon/view.h"
#include "daemon/worked/making.h"

#define SURE "1.959964" /* the 97.5th percentile of the normal distribution */

static const struct judge_point *surveyed(const struct verdict *v)
{
    return v->has_decided ? v->decided_by : v->latest;
}

static void add_respondents(struct making *m, const struct judge_point *share)
{
    const struct judge_series *series = m->row->question.respondents;

    for (size_t i = 0; series && i < series->count; i++)
        if (hd_period_equal(series->points[i].period, share->period)) {
            make_observation(m, "respondents", "n0", make_tr(m, N_("Answers")), series,
                             &series->points[i]);
            m->out->inputs[m->out->input_count - 1].shown =
                make_exact(m, series->points[i].text, series->points[i].value);
        }
}

/* A sample that is not simple tells less than its size. */
static const char *add_effective(struct making *m)
{
    const struct verdict *v = m->v;
    double effect = m->row->indicator->judge.design_effect;
    const char *count = make_number(m, v->respondents);

    if (effect <= 0)
        return make_step(m,
                         (struct step_name){ "sample", "n", make_tr(m, N_("Answers that count")) },
                         "n0", count, v->effective_respondents);
    return make_step(m, (struct step_name){ "sample", "n", make_tr(m, N_("Answers that count")) },
                     "n0 / deff", make_printf(m, "%s / %s", count, make_number(m, effect)),
                     v->effective_respondents);
}

static const char *end_formula(const struct making *m, bool high, const char *p, const char *n,
                               const char *z)
{
    return make_printf(m,
                       "100 * %s((%s + %s^2 / (2 * %s) %s %s * sqrt(%s * (1 - %s) / %s + "
                       "%s^2 / (4 * %s^2))) / (1 + %s^2 / %s); %s)",
                       high ? "min" : "max", p, z, n, high ? "+" : "-", z, p, p, n, z, n, z, n,
                       high ? "1" : "0");
}

void survey_make(struct making *m)
{
    const struct verdict *v = m->v;
    const struct judge_point *share = surveyed(v);
    const char *p, *n;

    m->section = "survey";
    if (!v->has_interval || !share)
        return;
    add_respondents(m, share);
    p = make_reckoned(m, (struct step_name){ "share", "s", make_tr(m, N_("Share")) }, "y / 100",
                      make_printf(m, "%s / 100", make_exact(m, share->text, share->value)));
    n = add_effective(m);
    (void)make_step(
        m, (struct step_name){ "interval_low", "", make_tr(m, N_("95 % interval from")) },
        end_formula(m, false, "s", "n", "z"), end_formula(m, false, p, n, SURE), v->interval_low);
    make_unit(m, view_unit(m->row->indicator, m->lang));
    make_note(m, make_tr(m, N_("z is 1.959964, for 95 %")));
    (void)make_step(
        m, (struct step_name){ "interval_high", "", make_tr(m, N_("95 % interval to")) },
        end_formula(m, true, "s", "n", "z"), end_formula(m, true, p, n, SURE), v->interval_high);
    make_unit(m, view_unit(m->row->indicator, m->lang));
    if (v->has_goal)
        make_note(m, v->inside_interval
                         ? make_tr(m, N_("the target lies inside: the survey cannot tell them "
                                         "apart"))
                         : make_tr(m, N_("the target lies outside")));
}

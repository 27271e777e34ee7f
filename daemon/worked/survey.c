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
            make_observation(m, "respondents", "n0", make_tr(m, N_("Respondents")), series,
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

struct wilson {
    const char *share, *n, *middle, *half; /* as printed */
};

static void add_middle(struct making *m, struct wilson *w)
{
    w->middle = make_reckoned(
        m, (struct step_name){ "interval_middle", "w", make_tr(m, N_("Middle of the interval")) },
        "(s + z^2 / (2 * n)) / (1 + z^2 / n)",
        make_printf(m, "(%s + " SURE "^2 / (2 * %s)) / (1 + " SURE "^2 / %s)", w->share, w->n,
                    w->n));
    make_note(m, make_tr(m, N_("z is 1.959964, for 95 %")));
    w->half = make_reckoned(
        m, (struct step_name){ "interval_half", "d", make_tr(m, N_("Half of its width")) },
        "z * sqrt(s * (1 - s) / n + z^2 / (4 * n^2)) / (1 + z^2 / n)",
        make_printf(
            m, SURE " * sqrt(%s * (1 - %s) / %s + " SURE "^2 / (4 * %s^2)) / (1 + " SURE "^2 / %s)",
            w->share, w->share, w->n, w->n, w->n));
}

static void add_end(struct making *m, const struct wilson *w, bool high)
{
    struct step_name name = { high ? "interval_high" : "interval_low", "",
                              high ? make_tr(m, N_("95 % interval to"))
                                   : make_tr(m, N_("95 % interval from")) };
    const char *cut = high ? "min" : "max", *sign = high ? "+" : "-", *end = high ? "1" : "0";

    (void)make_step(m, name, make_printf(m, "100 * %s(w %s d; %s)", cut, sign, end),
                    make_printf(m, "100 * %s(%s %s %s; %s)", cut, w->middle, sign, w->half, end),
                    high ? m->v->interval_high : m->v->interval_low);
    make_unit(m, view_unit(m->row->indicator, m->lang));
}

void survey_make(struct making *m)
{
    const struct verdict *v = m->v;
    const struct judge_point *share = surveyed(v);
    struct wilson w = { 0 };

    m->section = "survey";
    if (!v->has_interval || !share)
        return;
    add_respondents(m, share);
    w.share =
        make_reckoned(m, (struct step_name){ "share", "s", make_tr(m, N_("Share")) }, "y / 100",
                      make_printf(m, "%s / 100", make_exact(m, share->text, share->value)));
    w.n = add_effective(m);
    add_middle(m, &w);
    add_end(m, &w, false);
    add_end(m, &w, true);
    if (v->has_goal)
        make_note(m, v->inside_interval
                         ? make_tr(m, N_("the target lies inside: the survey cannot tell them "
                                         "apart"))
                         : make_tr(m, N_("the target lies outside")));
}

/* What the published methods computed, each by its own formula. */
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "daemon/view.h"
#include "daemon/worked/making.h"

#define SCORE_DECIMALS 4

/* What a method compares, as printed. */
struct compared {
    const char *base, *value, *target; /* target NULL: none */
    const char *years, *whole;         /* from the base year to the year, and to the target year */
    int ahead;                         /* years from the year to the target year */
    const char *sign;                  /* "-" where less is better */
};

/* ---- inputs ---- */

static bool has_year(const struct making *m, int year)
{
    for (size_t i = 0; i < m->out->input_count; i++)
        if (strcmp(m->out->inputs[i].role, "year") == 0 &&
            hd_day_civil(m->out->inputs[i].period.end_day).year == year)
            return true;
    return false;
}

static const struct judge_point *point_of_year(const struct making *m, struct hd_period year,
                                               double value)
{
    const struct judge_series *series = m->row->series;

    for (size_t i = series->count; i-- > 0;) {
        const struct judge_point *point = &series->points[i];

        if (hd_period_within(point->period, year) && point->value == value &&
            judge_point_counts(point))
            return point;
    }
    return NULL;
}

/* A whole year: an observation where one stands for it, else what its parts made. */
static void add_year(struct making *m, int year, double value)
{
    struct hd_period period = hd_period_containing(HD_FREQ_A, hd_day_from_civil(year, 12, 31));
    const struct judge_point *point = point_of_year(m, period, value);
    const char *label = make_tr(m, N_("Year compared"));
    struct worked_input *input;

    if (!year || has_year(m, year))
        return;
    if (point) {
        make_observation(m, "year", "", label, m->row->series, point);
        return;
    }
    input = make_input(m, "year", "", label);
    input->has_period = true;
    input->period = period;
    input->value = make_number(m, value);
    input->shown = make_shown(m, NULL, value, period);
    input->words =
        m->row->target && m->row->target->judge.kind == JUDGE_BENCHMARK
            ? make_tr(m, N_("its difference to those compared with"))
            : make_tr(m, N_("computed from the parts of the year, or named by the target"));
}

/* ---- what is compared ---- */

static double not_zero(double number)
{
    return number == 0 ? 0.001 : number;
}

static int answer_year(const struct making *m)
{
    return hd_day_civil(judge_answer(&m->row->target->judge).end_day).year;
}

/* Destatis takes the next of several years. */
static void find_target(const struct making *m, const struct judge_assessment *a,
                        enum judge_profile profile, int *year_out, double *value_out)
{
    const struct judge_target *target = m->v->target;

    *year_out = answer_year(m);
    *value_out = m->v->goal;
    for (size_t i = 0; profile == PROFILE_DESTATIS && i < target->station_count; i++) {
        int year = hd_day_civil(target->stations[i].period.end_day).year;

        if (year > a->year && year < *year_out) {
            *year_out = year;
            *value_out = target->stations[i].number;
            return;
        }
    }
}

static bool is_down(const struct making *m, double base)
{
    int sense = m->replay.sense ? m->replay.sense : m->row->indicator->judge.direction;

    return (sense < 0) != (base < 0);
}

static bool grows(enum judge_profile profile)
{
    return profile == PROFILE_OPENSDG || profile == PROFILE_EUROSTAT;
}

static struct compared compare(const struct making *m, const struct judge_assessment *a,
                               enum judge_profile profile)
{
    double base = grows(profile) ? not_zero(a->base_value) : a->base_value;
    struct compared c = {
        .base = in_brackets(m, make_number(m, base)),
        .value = in_brackets(m, make_number(m, a->year_value)),
        .years = make_printf(m, "%d", a->year - a->base_year),
        .sign = is_down(m, base) ? "-" : "",
    };
    int target_year;
    double target;

    if (!m->row->target || !m->v->has_goal || !m->v->target->dated)
        return c;
    find_target(m, a, profile, &target_year, &target);
    c.target = in_brackets(m, make_number(m, grows(profile) ? not_zero(target) : target));
    c.whole = make_printf(m, "%d", target_year - a->base_year);
    c.ahead = target_year > a->year ? target_year - a->year : 0;
    return c;
}

/* ---- the formulas ---- */

static bool by_rule(const struct judge_assessment *a, const char *rule)
{
    return a->rule && strcmp(a->rule, rule) == 0;
}

static const char *growth_text(const struct making *m, const struct compared *c, bool target)
{
    if (!target)
        return make_printf(m, "%s((%s / %s)^(1 / %s) - 1)", c->sign, c->value, c->base, c->years);
    return make_printf(m, "%s((%s / %s)^(1 / %s) - 1) / abs((%s / %s)^(1 / %s) - 1)", c->sign,
                       c->value, c->base, c->years, c->target, c->base, c->whole);
}

static const char *sdsn_text(const struct making *m, const struct compared *c)
{
    return make_printf(m, "((%s - %s) / %s) / ((%s - %s) / %s)", c->value, c->base, c->years,
                       c->target, c->base, c->whole);
}

static const char *destatis_text(const struct making *m, const struct compared *c, bool ratio)
{
    if (!ratio)
        return make_printf(m, "(%s - %s) / %s", c->value, c->base, c->years);
    return make_printf(m, "(%s - %s) / %s * %d / (%s - %s)", c->value, c->base, c->years, c->ahead,
                       c->target, c->value);
}

static const char *un_chart_text(const struct making *m, const struct compared *c)
{
    return make_printf(m, "(%s * (%s / %s)^(%d / %s) - %s) / (%s - %s)", c->value, c->value,
                       c->base, c->ahead, c->years, c->base, c->target, c->base);
}

static const char *text_of(const struct making *m, enum judge_profile profile,
                           const struct judge_assessment *a, const struct compared *c)
{
    bool target = by_rule(a, "target");

    if (target && !c->target)
        return NULL;
    switch (profile) {
    case PROFILE_OPENSDG:
    case PROFILE_EUROSTAT:
        return growth_text(m, c, target);
    case PROFILE_SDSN:
        return target ? sdsn_text(m, c) : NULL;
    case PROFILE_DESTATIS:
        return destatis_text(m, c, a->has_value && c->target);
    case PROFILE_UN_CHART:
        return target ? un_chart_text(m, c) : growth_text(m, c, false);
    }
    return NULL;
}

static struct compared symbols(const struct compared *c)
{
    struct compared s = *c;

    s.base = "y0";
    s.value = "y";
    s.target = c->target ? "T" : NULL;
    s.years = "n";
    s.whole = "N";
    return s;
}

/* ---- one line each ---- */

static void note_result(struct making *m, enum judge_profile profile,
                        const struct judge_assessment *a)
{
    const char *label = a->label ? view_profile_label(profile, a->label, a->rule, m->lang) : NULL;
    char score[64];

    if (label && a->has_score) {
        hd_double_label(a->score, m->lang, (struct hd_number_style){ .decimals = SCORE_DECIMALS },
                        score);
        make_note(m, make_words(m, make_tr(m, N_("{label}; score {score}")),
                                HD_ARGS("label", label, "score", score)));
    } else if (label) {
        make_note(m, label);
    }
}

static void add_profile(struct making *m, enum judge_profile profile,
                        const struct judge_assessment *a)
{
    const char *word = judge_profile_word(profile);
    struct step_name name = { word, "", word };
    bool pace_alone = profile == PROFILE_DESTATIS && !a->has_value && a->label && a->year;
    struct compared c, s;
    const char *numbers;

    if (!a->has_value && !pace_alone) {
        make_said(m, name, NULL,
                  a->reason ? make_tr(m, a->reason)
                            : view_profile_label(profile, a->label, a->rule, m->lang));
        if (a->has_score)
            note_result(m, profile, a);
        return;
    }
    add_year(m, a->base_year, a->base_value);
    add_year(m, a->year, a->year_value);
    c = compare(m, a, profile);
    s = symbols(&c);
    numbers = text_of(m, profile, a, &c);
    if (!numbers)
        (void)make_told(m, name, NULL, a->value);
    else if (a->has_value)
        (void)make_step(m, name, text_of(m, profile, a, &s), numbers, a->value);
    else
        (void)make_reckoned(m, name, text_of(m, profile, a, &s), numbers);
    note_result(m, profile, a);
}

void profiles_make(struct making *m)
{
    m->section = "profiles";
    for (enum judge_profile profile = 0; profile < JUDGE_PROFILES; profile++)
        if (m->v->profiles[profile].wanted &&
            (m->v->profiles[profile].label || m->v->profiles[profile].reason))
            add_profile(m, profile, &m->v->profiles[profile]);
}

/* How a target whose time is over was decided, and its stations. */
#include "daemon/view.h"
#include "daemon/worked/making.h"
#include "daemon/worked/parts.h"

static struct hd_period answer(const struct making *m)
{
    return judge_answer(&m->row->target->judge);
}

static struct step_name decided_name(const struct making *m)
{
    return (struct step_name){ "decided", "v",
                               make_words(m, make_tr(m, N_("On {date}")),
                                          HD_ARGS("date", make_date(m, answer(m).end_day))) };
}

static const char *value_unit(const struct making *m)
{
    bool difference = m->row->target->judge.kind == JUDGE_BENCHMARK;

    return difference ? view_gap_unit(m->row->indicator, m->lang)
                      : view_unit(m->row->indicator, m->lang);
}

/* ---- differences to others ---- */

/* The own value less the mean of the peers, of one period. */
static const char *add_difference(struct making *m, const char *role, const char *symbol,
                                  const struct judge_point *point, double value)
{
    const struct judge_question *q = &m->row->question;
    struct step_name name = { "difference", symbol, make_period(m, point->period) };
    struct hd_buf peers HD_BUF_AUTO = { 0 };
    size_t count = 0;

    hd_buf_init(&peers, 4096);
    make_observation(m, role, "", make_tr(m, N_("Value")), m->row->series, point);
    for (size_t i = 0; i < q->peer_count; i++) {
        const struct judge_point *peer =
            q->peers[i] ? parts_peer_point(q->peers[i], point->period) : NULL;

        if (!peer)
            continue;
        make_observation(m, "peer", "", make_tr(m, N_("Compared with")), q->peers[i], peer);
        hd_buf_printf(&peers, "%s%s", count++ ? "; " : "", make_exact(m, peer->text, peer->value));
    }
    return make_step(
        m, name, "value - mean(others)",
        make_printf(m, "%s - mean(%s)", make_exact(m, point->text, point->value), peers.data),
        value);
}

/* ---- the straight line ---- */

static const char *add_neighbour(struct making *m, const char *role, const char *symbol,
                                 const char *label, const struct judge_point *point,
                                 const char *text, double value)
{
    if (m->row->target->judge.kind == JUDGE_BENCHMARK && point)
        return add_difference(m, role, symbol, point, value);
    if (point && text)
        make_observation(m, role, symbol, label, m->row->series, point);
    else if (point)
        make_computed(m, role, symbol, label, point, value);
    return make_exact(m, text, value);
}

static const char *count_days(struct making *m, const char *key, const char *symbol,
                              const char *label, const char *formula, int32_t from, int32_t to)
{
    const char *days =
        make_step(m, (struct step_name){ key, symbol, label }, formula,
                  make_printf(m, "%s - %s", make_day(m, to), make_day(m, from)), to - from);

    make_unit(m, make_tr(m, N_("days")));
    return days;
}

static const char *add_line(struct making *m)
{
    const struct verdict *v = m->v;
    const char *first = v->left_is_baseline ? "b" : "v1";
    const char *a = add_neighbour(m, "left", first, make_tr(m, N_("Before it")), v->left,
                                  v->left_text, v->left_value);
    const char *b = add_neighbour(m, "right", "v2", make_tr(m, N_("After it")), v->right,
                                  v->right_text, v->right_value);
    const char *n = count_days(m, "days_passed", "n", make_tr(m, N_("Days from the first to then")),
                               make_printf(m, "due - day(%s)", first), v->left_period.end_day,
                               answer(m).end_day);
    const char *whole = count_days(m, "days_whole", "N", make_tr(m, N_("Days between the two")),
                                   make_printf(m, "day(v2) - day(%s)", first),
                                   v->left_period.end_day, v->right_period.end_day);
    const char *decided =
        make_step(m, decided_name(m), make_printf(m, "%s + (v2 - %s) * n / N", first, first),
                  make_printf(m, "%s + (%s - %s) * %s / %s", a, b, in_brackets(m, a), n, whole),
                  v->decided_value);

    make_unit(m, value_unit(m));
    make_note(m, make_tr(m, N_("no value of the due period is known: the straight line in days "
                               "between its neighbours")));
    return decided;
}

/* ---- the other ways ---- */

static const char *add_aggregate(struct making *m)
{
    const struct verdict *v = m->v;
    bool mean = m->row->indicator->judge.aggregation == AGGREGATE_MEAN;
    const char *decided = mean ? parts_mean(m, decided_name(m), answer(m), &v->decided_value)
                               : parts_sum(m, decided_name(m), answer(m), &v->decided_value);

    make_unit(m, value_unit(m));
    make_note(m, mean ? make_tr(m, N_("the mean of all parts of the due period"))
                      : make_tr(m, N_("the sum of all parts of the due period")));
    return decided;
}

static const char *decision_note(const struct making *m)
{
    switch (m->v->decision) {
    case DECIDED_LATER:
        return make_tr(m, N_("the first later value, since none is known before it"));
    case DECIDED_HELD:
        return make_tr(m, N_("the value that held until the next one"));
    default:
        return "";
    }
}

static const char *add_value(struct making *m)
{
    const struct verdict *v = m->v;
    const struct judge_point *point = v->decided_by;

    if (point && m->row->target->judge.kind == JUDGE_BENCHMARK) {
        const char *difference = add_difference(m, "decided", "v", point, v->decided_value);

        make_unit(m, value_unit(m));
        return difference;
    }
    if (point) {
        make_observation(m, "decided", "v", decided_name(m).label, m->row->series, point);
        m->out->inputs[m->out->input_count - 1].note = decision_note(m);
    }
    return make_exact(m, v->decided_text, v->decided_value);
}

static const char *add_decided(struct making *m)
{
    switch (m->v->decision) {
    case DECIDED_INTERPOLATED:
        return add_line(m);
    case DECIDED_AGGREGATED:
        return add_aggregate(m);
    case DECIDED_OBSERVED:
    case DECIDED_LATER:
    case DECIDED_HELD:
        return add_value(m);
    case DECIDED_NOT:
        break;
    }
    return NULL;
}

/* ---- what it is held against ---- */

static bool in_steps(const struct making *m)
{
    return m->row->indicator->judge.scale || m->row->target->judge.kind == JUDGE_BOOLEAN;
}

static const char *outcome_text(const struct making *m, const char *decided)
{
    const struct verdict *v = m->v;

    if (m->row->target->judge.kind == JUDGE_DIRECTIONAL)
        return parts_relation(m, decided, make_exact(m, v->baseline_text, v->baseline));
    if (in_steps(m))
        return parts_relation(m, make_number(m, v->decided_value), make_number(m, v->goal));
    if (v->has_range && v->target->strict_band)
        return parts_relation_to_band(m, decided);
    if (m->row->target->judge.kind == JUDGE_BENCHMARK)
        return parts_relation(m, decided, "0");
    return v->has_goal
               ? parts_relation(m, decided, m->enough ? m->enough : make_number(m, v->enough))
               : NULL;
}

static void add_outcome(struct making *m, const char *decided)
{
    make_said(m, (struct step_name){ "outcome", "", make_tr(m, N_("State")) },
              decided ? outcome_text(m, decided) : NULL, view_state_label(m->v->state, m->lang));
    if (in_steps(m))
        make_note(m, make_tr(m, N_("places in the scale, counted from the worst")));
    else if (m->v->provisional)
        make_note(m, make_tr(m, N_("rests on a provisional value: decided again when it is "
                                   "revised")));
}

/* ---- stations ---- */

/* Each of its own, at its own date. */
static void add_stations(struct making *m)
{
    for (size_t i = 0; i < m->v->milestone_count; i++) {
        const struct judge_milestone *stone = &m->v->milestones[i];
        const char *relation = NULL;

        if (!stone->own || stone->state == STATE_MEASURING)
            continue;
        if (stone->has_decided)
            relation = parts_relation(m, make_number(m, stone->decided_value),
                                      stone->enough == stone->value
                                          ? make_exact(m, stone->text, stone->value)
                                          : make_number(m, stone->enough));
        make_said(
            m,
            (struct step_name){ "milestone", "",
                                make_words(m, make_tr(m, N_("Station {period}")),
                                           HD_ARGS("period", make_period(m, stone->period))) },
            relation, view_state_label(stone->state, m->lang));
    }
}

void decision_make(struct making *m)
{
    m->section = "decision";
    if (!m->row->target)
        return;
    if (m->v->decision != DECIDED_NOT)
        add_outcome(m, add_decided(m));
    add_stations(m);
}

/* What the target says, and where the way begins. */
#include <string.h>

#include "common/date.h"
#include "daemon/view.h"
#include "daemon/worked/making.h"

const char *worked_baseline_words(enum judge_baseline_source source, const struct hd_lang *lang)
{
    switch (source) {
    case BASELINE_STATED:
        return hd_tr(lang, N_("named by the target"));
    case BASELINE_START:
        return hd_tr(lang, N_("the last value known when the target came into force"));
    case BASELINE_FIRST:
        return hd_tr(lang, N_("the first value after the target came into force"));
    case BASELINE_LATE:
        return hd_tr(lang, N_("of before the target came into force, published after it"));
    case BASELINE_NONE:
        break;
    }
    return "";
}

/* ---- the target ---- */

/* What the catalogue says about it: clause and document. */
static const char *document(const struct making *m, const struct target *target)
{
    const char *source = names_get(&target->source, m->lang);

    if (target->clause && *target->clause && *source)
        return make_printf(m, "%s, %s", source, target->clause);
    return target->clause && *target->clause ? target->clause : source;
}

static const char *in_force(const struct making *m, const struct judge_target *target)
{
    return make_words(m, make_tr(m, N_("version {n}, in force since {date}")),
                      HD_ARGS("n", make_printf(m, "%d", target->vintage), "date",
                              make_date(m, target->valid_from_day)));
}

static void state_number(struct making *m, const char *role, const char *symbol, const char *label,
                         const char *value)
{
    const struct target *target = m->row->target;
    struct worked_input *input = make_input(m, role, symbol, label);

    input->target = target->judge.id;
    input->value = value;
    input->has_period = target->judge.dated;
    input->period = target->judge.due;
    input->vintage = target->judge.vintage;
    input->words = in_force(m, &target->judge);
    input->note = document(m, target);
}

/* "80 %": a level or a step of the target, without a period. */
static const char *shown_number(const struct making *m, const char *text, double value,
                                const char *unit)
{
    return make_printf(m, *unit ? "%s %s" : "%s%s", make_exact(m, text, value), unit);
}

static void last_input_shows(struct making *m, const char *shown)
{
    m->out->inputs[m->out->input_count - 1].shown = shown;
}

/* The goal as people read it, with its date. */
static void add_goal(struct making *m, const char *symbol)
{
    const struct judge_target *target = &m->row->target->judge;
    struct hd_buf goal HD_BUF_AUTO = { 0 }, when HD_BUF_AUTO = { 0 };

    hd_buf_init(&goal, 512);
    hd_buf_init(&when, 512);
    view_goal(m->row, m->lang, &goal);
    view_goal_when(m->row, m->lang, &when);
    state_number(m, "target", symbol, make_tr(m, N_("Target")), target->value);
    last_input_shows(m, make_words(m, make_tr(m, N_("{value} ({period})")),
                                   HD_ARGS("value", goal.data, "period", when.data)));
}

static const char *target_symbol(enum judge_kind kind)
{
    switch (kind) {
    case JUDGE_ANNUAL_INCREMENT:
        return "k";
    case JUDGE_RELATIVE_CHANGE:
        return "q";
    case JUDGE_BENCHMARK:
    case JUDGE_DIRECTIONAL:
        return "";
    default:
        return "T";
    }
}

static void add_target(struct making *m)
{
    const struct judge_target *target = &m->row->target->judge;
    bool upper = m->v->has_range && m->v->goal == m->v->range_high && target->has_high;

    add_goal(m, m->v->has_range && upper ? "L" : target_symbol(target->kind));
    if (m->v->has_range) {
        const char *symbol = upper ? "T" : "H";

        state_number(m, "target_high", symbol, make_tr(m, N_("Upper bound")), target->high);
        last_input_shows(m, shown_number(m, target->high, target->high_number,
                                         view_unit(m->row->indicator, m->lang)));
    }
    if (target->tolerance > 0) {
        state_number(m, "tolerance", "tol", make_tr(m, N_("Tolerance")),
                     make_number(m, target->tolerance));
        last_input_shows(
            m, shown_number(m, NULL, target->tolerance, view_gap_unit(m->row->indicator, m->lang)));
    }
}

/* ---- the start ---- */

static void add_baseline(struct making *m)
{
    const struct verdict *v = m->v;
    struct worked_input *input;

    if (v->baseline_source == BASELINE_NONE)
        return;
    input = make_input(m, "baseline", "b", make_tr(m, N_("Start")));
    input->has_period = true;
    input->period = v->baseline_period;
    input->value = v->baseline_text ? v->baseline_text : make_number(m, v->baseline);
    input->shown = make_shown(m, v->baseline_text, v->baseline, v->baseline_period);
    input->vintage = v->baseline_vintage;
    input->words = worked_baseline_words(v->baseline_source, m->lang);
    if (!v->baseline_vintage) {
        input->target = m->row->target->judge.id;
        input->vintage = m->row->target->judge.vintage;
        return;
    }
    input->indicator = m->row->series->indicator;
    input->area = m->row->series->area;
    input->breakdown = m->row->series->breakdown;
    input->words =
        make_words(m, make_tr(m, N_("{words}; version {n}")),
                   HD_ARGS("words", input->words, "n", make_printf(m, "%d", v->baseline_vintage)));
}

/* ---- on the way ---- */

/* The earlier target of the strategy that asks for this level, or this one's own station. */
static const struct judge_target *states_level(const struct making *m,
                                               const struct replay_node *node)
{
    const struct judge_question *q = &m->row->question;

    for (size_t i = 0; i < q->target_count; i++) {
        const struct judge_target *target = &q->targets[i];

        if (&q->targets[i] != m->v->target && !target->retired && target->dated &&
            judge_answer(target).end_day == node->day)
            return target;
    }
    return m->v->target;
}

static void add_station(struct making *m, size_t i)
{
    const struct replay_node *node = &m->replay.nodes[i];
    const struct judge_target *by = states_level(m, node);
    struct worked_input *input =
        make_input(m, "station", make_printf(m, "m%zu", i), make_tr(m, N_("On the way")));

    input->target = by->id;
    input->vintage = by->vintage;
    input->has_period = true;
    input->period = node->period;
    input->value = make_exact(m, node->text, node->number);
    input->shown = make_shown(m, node->text, node->number, node->period);
    input->words = by == m->v->target ? make_tr(m, N_("a station of this target"))
                                      : make_tr(m, N_("an earlier target of the same strategy"));
}

/* The stations of a yearly increment are computed, not stated. */
static void add_stations(struct making *m)
{
    if (m->row->target->judge.kind == JUDGE_ANNUAL_INCREMENT)
        return;
    for (size_t i = 1; i + 1 < m->replay.node_count; i++)
        add_station(m, i);
}

void inputs_make(struct making *m)
{
    if (!m->row->target)
        return;
    add_target(m);
    add_baseline(m);
    if (m->v->has_expected)
        add_stations(m);
}

#include "daemon/worked/making.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "daemon/reckoning.h"
#include "daemon/view.h"

/* More than a double holds: then whatever is printed is all there is. */
#define DIGITS_ALL 15
/* People are told whole percents. */
#define PROBABILITY_DECIMALS 6

/* ---- texts ---- */

const char *make_tr(const struct making *m, const char *msgid)
{
    return hd_tr(m->lang, msgid);
}

const char *make_words(const struct making *m, const char *translated, const char *const *args)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    hd_fill(&text, translated, args);
    return hd_arena_strdup(m->arena, text.data);
}

const char *make_printf(const struct making *m, const char *fmt, ...)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    va_list args;

    hd_buf_init(&text, (size_t)1 << 16);
    va_start(args, fmt);
    hd_buf_vprintf(&text, fmt, args);
    va_end(args);
    return hd_arena_strdup(m->arena, text.data);
}

const char *make_period(const struct making *m, struct hd_period period)
{
    char label[HD_PERIOD_LABEL_MAX];

    hd_period_label(period, m->lang, label);
    return hd_arena_strdup(m->arena, label);
}

const char *make_date(const struct making *m, int32_t day)
{
    char label[64];

    hd_day_label(day, m->lang, label);
    return hd_arena_strdup(m->arena, label);
}

const char *make_instant_day(const struct making *m, int64_t at_ms)
{
    return make_date(m, hd_zone_day(m->zone, at_ms));
}

/* ---- numbers ---- */

const char *make_number(const struct making *m, double value)
{
    char text[RECKONING_NUMBER_MAX];

    reckoning_number(value, m->out->digits, text);
    return hd_arena_strdup(m->arena, text);
}

const char *make_exact(const struct making *m, const char *text, double value)
{
    return text && hd_decimal_valid(text, strlen(text)) ? hd_arena_strdup(m->arena, text)
                                                        : make_number(m, value);
}

const char *make_day(const struct making *m, int32_t day)
{
    char text[11];

    hd_day_text(day, text);
    return hd_arena_strdup(m->arena, text);
}

const char *in_brackets(const struct making *m, const char *number)
{
    return *number == '-' ? hd_arena_printf(m->arena, "(%s)", number) : number;
}

/* 2024 and 274 of its 366 days. */
static const char *moment_text(const struct making *m, int32_t day)
{
    int year = hd_day_civil(day).year;
    int32_t first = hd_day_from_civil(year, 1, 1), next = hd_day_from_civil(year + 1, 1, 1);

    if (day + 1 == next)
        return hd_arena_printf(m->arena, "%d", year + 1);
    return hd_arena_printf(m->arena, "%d + %d / %d", year, (int)(day - first + 1),
                           (int)(next - first));
}

const char *make_years(const struct making *m, int32_t from, int32_t to)
{
    double years = judge_years_between(from, to);
    const char *start;

    if (years == round(years))
        return hd_arena_printf(m->arena, "%d - %d", hd_day_civil(to).year, hd_day_civil(from).year);
    start = moment_text(m, from);
    return hd_arena_printf(m->arena, strchr(start, ' ') ? "%s - (%s)" : "%s - %s",
                           moment_text(m, to), start);
}

/* ---- steps ---- */

static struct worked_step *add_step(struct making *m, struct step_name name)
{
    struct worked *out = m->out;
    struct worked_step *step;

    if (out->step_count == out->step_room) {
        struct worked_step *old = out->steps;

        out->step_room = out->step_room ? 2 * out->step_room : 32;
        out->steps = hd_arena_alloc(m->arena, out->step_room * sizeof *out->steps);
        if (out->step_count)
            memcpy(out->steps, old, out->step_count * sizeof *out->steps);
    }
    step = &out->steps[out->step_count++];
    *step = (struct worked_step){ .section = m->section,
                                  .key = name.key,
                                  .symbol = name.symbol ? name.symbol : "",
                                  .label = name.label,
                                  .unit = "",
                                  .note = "" };
    return step;
}

/* What both agree on; what they do not agree on is done again with more digits. */
static const char *agreed(struct making *m, struct worked_step *step, double value, double reckoned,
                          int decimals)
{
    char text[RECKONING_NUMBER_MAX];

    if (!reckoning_result(value, reckoned, m->out->digits, decimals, text, &step->exact)) {
        m->lost = true;
        reckoning_number(value, DIGITS_ALL, text);
    }
    step->result = hd_arena_strdup(m->arena, text);
    return step->result;
}

static const char *compute(struct making *m, struct step_name name, const char *formula,
                           const char *numbers, double value, int decimals)
{
    struct worked_step *step = add_step(m, name);
    double reckoned = value;

    step->formula = formula;
    step->numbers = numbers;
    if (!reckoning_value(numbers, &reckoned))
        m->lost = true;
    return agreed(m, step, value, reckoned, decimals);
}

const char *make_step(struct making *m, struct step_name name, const char *formula,
                      const char *numbers, double value)
{
    return compute(m, name, formula, numbers, value, RECKONING_DECIMALS);
}

const char *make_probability(struct making *m, struct step_name name, const char *formula,
                             const char *numbers, double value)
{
    return compute(m, name, formula, numbers, value, PROBABILITY_DECIMALS);
}

const char *make_reckoned(struct making *m, struct step_name name, const char *formula,
                          const char *numbers)
{
    double value = 0;

    (void)reckoning_value(numbers, &value);
    return make_step(m, name, formula, numbers, value);
}

const char *make_told(struct making *m, struct step_name name, const char *formula, double value)
{
    struct worked_step *step = add_step(m, name);

    step->formula = formula;
    return agreed(m, step, value, value, RECKONING_DECIMALS);
}

void make_said(struct making *m, struct step_name name, const char *numbers, const char *words)
{
    struct worked_step *step = add_step(m, name);

    step->numbers = numbers;
    step->result = words;
    step->in_words = step->exact = true;
}

void make_note(struct making *m, const char *words)
{
    m->out->steps[m->out->step_count - 1].note = words;
}

void make_unit(struct making *m, const char *unit)
{
    m->out->steps[m->out->step_count - 1].unit = unit;
}

/* ---- inputs ---- */

struct worked_input *make_input(struct making *m, const char *role, const char *symbol,
                                const char *label)
{
    struct worked *out = m->out;
    struct worked_input *input;

    if (out->input_count == out->input_room) {
        struct worked_input *old = out->inputs;

        out->input_room = out->input_room ? 2 * out->input_room : 32;
        out->inputs = hd_arena_alloc(m->arena, out->input_room * sizeof *out->inputs);
        if (out->input_count)
            memcpy(out->inputs, old, out->input_count * sizeof *out->inputs);
    }
    input = &out->inputs[out->input_count++];
    *input = (struct worked_input){
        .role = role, .symbol = symbol, .label = label, .shown = "", .words = "", .note = ""
    };
    return input;
}

static void put_value(const struct making *m, const char *text, double value, struct hd_buf *out)
{
    const struct indicator *indicator = m->row->indicator;
    const char *unit = view_unit(indicator, m->lang);

    if (m->row->target && m->row->target->judge.kind == JUDGE_BOOLEAN) {
        hd_buf_puts(out, value != 0 ? hd_tr_ctx(m->lang, "answer", NC_("answer", "yes"))
                                    : hd_tr_ctx(m->lang, "answer", NC_("answer", "no")));
        return;
    }
    if (text && !hd_decimal_valid(text, strlen(text))) {
        hd_buf_puts(out, indicator_group(indicator, text, m->lang));
        return;
    }
    reckoning_label(make_exact(m, text, value), m->lang, out);
    if (*unit)
        hd_buf_printf(out, " %s", unit);
}

const char *make_shown(const struct making *m, const char *text, double value,
                       struct hd_period period)
{
    struct hd_buf shown HD_BUF_AUTO = { 0 };

    hd_buf_init(&shown, 512);
    put_value(m, text, value, &shown);
    return make_words(m, make_tr(m, N_("{value} ({period})")),
                      HD_ARGS("value", shown.data, "period", make_period(m, period)));
}

static const char *version_words(const struct making *m, const struct judge_point *point)
{
    const char *status = view_status_label(point->status, m->lang);
    const char *version = hd_arena_printf(m->arena, "%d", point->vintage);
    const char *day = make_instant_day(m, point->published_at_ms);

    if (*status)
        return make_words(m, make_tr(m, N_("version {n}, published {date}; {status}")),
                          HD_ARGS("n", version, "date", day, "status", status));
    return make_words(m, make_tr(m, N_("version {n}, published {date}")),
                      HD_ARGS("n", version, "date", day));
}

void make_observation(struct making *m, const char *role, const char *symbol, const char *label,
                      const struct judge_series *series, const struct judge_point *point)
{
    struct worked_input *input = make_input(m, role, symbol, label);

    input->indicator = series->indicator;
    input->area = series->area;
    input->breakdown = series->breakdown;
    input->has_period = true;
    input->period = point->period;
    input->value = point->text;
    input->shown = make_shown(m, point->text, point->value, point->period);
    input->vintage = point->vintage;
    input->published_at_ms = point->published_at_ms;
    input->status = point->status;
    input->words = version_words(m, point);
}

void make_computed(struct making *m, const char *role, const char *symbol, const char *label,
                   const struct judge_point *point, double value)
{
    bool difference = m->row->target && m->row->target->judge.kind == JUDGE_BENCHMARK;
    struct worked_input *input;

    make_observation(m, role, symbol, label, m->row->series, point);
    input = &m->out->inputs[m->out->input_count - 1];
    input->value = make_number(m, value);
    input->shown = make_shown(m, NULL, value, point->period);
    input->note = difference ? make_tr(m, N_("its difference to those compared with"))
                             : make_tr(m, N_("computed from the year that ends with it"));
}

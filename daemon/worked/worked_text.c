/* The calculation as aligned text: one line for each number that went in and for each step. */
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/utf8.h"
#include "daemon/reckoning.h"
#include "daemon/worked/worked.h"

#define SYMBOL_MOST  8
#define LABEL_MOST   30
#define FORMULA_MOST 34
#define POINTS_TOLD  24

struct writing {
    const struct worked *worked;
    const struct hd_lang *lang;
    struct hd_buf *out;
    size_t symbol, label, formula, shown; /* widths of columns */
};

/* ---- columns ---- */

static void widen(size_t *width, const char *text, size_t most)
{
    size_t wide = hd_utf8_width(text);

    if (wide > *width && wide <= most)
        *width = wide;
}

static void put(struct writing *w, const char *text, size_t width)
{
    size_t wide = hd_utf8_width(text);

    hd_buf_printf(w->out, "%s  ", text);
    for (; wide < width; wide++)
        hd_buf_putc(w->out, ' ');
}

static bool is_point(const struct worked_input *input)
{
    return strcmp(input->role, "point") == 0;
}

static void measure(struct writing *w)
{
    for (size_t i = 0; i < w->worked->input_count; i++) {
        const struct worked_input *input = &w->worked->inputs[i];

        widen(&w->symbol, input->symbol, SYMBOL_MOST);
        widen(&w->label, input->label, LABEL_MOST);
        widen(&w->shown, input->shown, FORMULA_MOST);
    }
    for (size_t i = 0; i < w->worked->step_count; i++) {
        const struct worked_step *step = &w->worked->steps[i];

        widen(&w->symbol, step->symbol, SYMBOL_MOST);
        widen(&w->label, step->label, LABEL_MOST);
        if (step->formula)
            widen(&w->formula, step->formula, FORMULA_MOST);
    }
}

/* ---- what went in ---- */

static void put_words(struct writing *w, const char *text)
{
    if (text && *text)
        hd_buf_printf(w->out, "; %s", text);
}

static void write_input(struct writing *w, const struct worked_input *input)
{
    hd_buf_puts(w->out, "  ");
    put(w, input->symbol, w->symbol);
    put(w, input->label, w->label);
    put(w, input->shown, w->shown);
    hd_buf_puts(w->out, input->words);
    if (strcmp(input->role, "peer") == 0)
        put_words(w, input->area);
    put_words(w, input->source && *input->source ? input->source : input->note);
    if (input->invented)
        put_words(w, hd_tr(w->lang, N_("invented")));
    hd_buf_putc(w->out, '\n');
}

static size_t count_points(const struct worked *worked)
{
    size_t count = 0;

    for (size_t i = 0; i < worked->input_count; i++)
        count += is_point(&worked->inputs[i]);
    return count;
}

static void write_points_briefly(struct writing *w, size_t count)
{
    char number[32];

    snprintf(number, sizeof number, "%zu", count);
    hd_buf_puts(w->out, "  ");
    hd_fill(w->out,
            hd_tr(w->lang, N_("{n} values of the series, which hedef obs get {code} lists.")),
            HD_ARGS("n", number, "code", w->worked->row->indicator->code));
    hd_buf_putc(w->out, '\n');
}

static void write_inputs(struct writing *w)
{
    size_t points = count_points(w->worked);

    hd_buf_printf(w->out, "%s\n", hd_tr(w->lang, N_("What goes in")));
    for (size_t i = 0; i < w->worked->input_count; i++)
        if (!is_point(&w->worked->inputs[i]))
            write_input(w, &w->worked->inputs[i]);
    for (size_t i = 0; i < w->worked->input_count && points <= POINTS_TOLD; i++)
        if (is_point(&w->worked->inputs[i]))
            write_input(w, &w->worked->inputs[i]);
    if (points > POINTS_TOLD)
        write_points_briefly(w, points);
}

/* ---- the steps ---- */

static void put_reckoning(struct writing *w, const char *text)
{
    reckoning_label(text, w->lang, w->out);
}

static void write_result(struct writing *w, const struct worked_step *step)
{
    if (step->in_words) {
        hd_buf_puts(w->out, step->numbers ? ": " : "");
        hd_buf_puts(w->out, step->result);
        return;
    }
    if (step->numbers)
        hd_buf_putc(w->out, ' ');
    hd_buf_puts(w->out, step->exact ? "= " : "\u2248 ");
    put_reckoning(w, step->result);
    if (*step->unit)
        hd_buf_printf(w->out, " %s", step->unit);
}

static void write_step(struct writing *w, const struct worked_step *step)
{
    struct hd_buf formula HD_BUF_AUTO = { 0 };

    hd_buf_init(&formula, 4096);
    if (step->formula)
        reckoning_label(step->formula, w->lang, &formula);
    hd_buf_puts(w->out, "  ");
    put(w, step->symbol, w->symbol);
    put(w, step->label, w->label);
    put(w, formula.data, w->formula);
    if (step->numbers)
        put_reckoning(w, step->numbers);
    write_result(w, step);
    hd_buf_putc(w->out, '\n');
    if (*step->note)
        hd_buf_printf(w->out, "  %*s  %s\n", (int)w->symbol, "", step->note);
}

static void write_steps(struct writing *w)
{
    const char *section = "";

    for (size_t i = 0; i < w->worked->step_count; i++) {
        const struct worked_step *step = &w->worked->steps[i];

        if (strcmp(step->section, section) != 0) {
            section = step->section;
            hd_buf_printf(w->out, "\n%s\n", worked_section_label(section, w->lang));
        }
        write_step(w, step);
    }
}

void worked_text(const struct worked *worked, const struct hd_lang *lang, struct hd_buf *out)
{
    struct writing w = { .worked = worked, .lang = lang, .out = out };

    measure(&w);
    write_inputs(&w);
    write_steps(&w);
    hd_buf_putc(out, '\n');
    hd_fill(out,
            hd_tr(lang, N_("Method {version}. After = a result is exact, after \u2248 it is "
                           "rounded to the digits shown; the numbers as printed give the same "
                           "digits again.")),
            HD_ARGS("version", worked->method));
    hd_buf_putc(out, '\n');
}

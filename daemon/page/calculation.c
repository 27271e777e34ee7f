#include "daemon/page/calculation.h"

#include <string.h>

#include "daemon/reckoning.h"
#include "daemon/worked/worked.h"

#define TEXT_MAX 16384

static const char *for_people(const struct page_frame *frame, const char *text)
{
    struct hd_buf label HD_BUF_AUTO = { 0 };

    if (!text)
        return NULL;
    hd_buf_init(&label, TEXT_MAX);
    reckoning_label(text, frame->lang, &label);
    return hd_arena_strdup(frame->arena, label.data);
}

/* ---- what goes in ---- */

/* The values of the series stand on the page already, with their versions. */
static bool is_point(const struct worked_input *input)
{
    return strcmp(input->role, "point") == 0;
}

static void fill_input(struct tree *item, const struct page_frame *frame,
                       const struct worked_input *input)
{
    bool peer = strcmp(input->role, "peer") == 0;

    tree_set(item, "symbol", input->symbol);
    tree_set(item, "label", input->label);
    tree_set(item, "shown", input->shown);
    tree_set(item, "words",
             peer ? hd_arena_printf(frame->arena, "%s; %s", input->area, input->words)
                  : input->words);
    tree_set(item, "note", input->note);
}

static void fill_inputs(struct tree *item, const struct page_frame *frame,
                        const struct worked *worked)
{
    size_t points = 0;

    tree_list(item, "inputs");
    for (size_t i = 0; i < worked->input_count; i++) {
        if (is_point(&worked->inputs[i]))
            points++;
        else
            fill_input(tree_append(item, "inputs"), frame, &worked->inputs[i]);
    }
    tree_set(item, "points",
             points
                 ? page_fill(frame,
                             hd_tr_n(frame->lang, "{n} value of the series, see the table below",
                                     "{n} values of the series, see the table below", (long)points),
                             HD_ARGS("n", page_count(frame, points)))
                 : NULL);
}

/* ---- the steps ---- */

static const char *sign(const struct worked_step *step)
{
    if (step->in_words)
        return step->numbers ? ": " : "";
    if (!step->numbers)
        return step->exact ? "= " : "\u2248 ";
    return step->exact ? " = " : " \u2248 ";
}

static void fill_step(struct tree *item, const struct page_frame *frame,
                      const struct worked_step *step)
{
    tree_set(item, "symbol", step->symbol);
    tree_set(item, "label", step->label);
    tree_set(item, "formula", for_people(frame, step->formula));
    tree_set(item, "numbers", for_people(frame, step->numbers));
    tree_set(item, "sign", sign(step));
    tree_set(item, "result", step->in_words ? step->result : for_people(frame, step->result));
    tree_set(item, "unit", step->unit);
    tree_set(item, "note", step->note);
}

static void fill_sections(struct tree *item, const struct page_frame *frame,
                          const struct worked *worked)
{
    const char *section = "";
    struct tree *into = NULL;

    tree_list(item, "sections");
    for (size_t i = 0; i < worked->step_count; i++) {
        const struct worked_step *step = &worked->steps[i];

        if (!into || strcmp(step->section, section) != 0) {
            section = step->section;
            into = tree_append(item, "sections");
            tree_set(into, "section", worked_section_label(section, frame->lang));
        }
        fill_step(tree_append(into, "steps"), frame, step);
    }
}

void calculation_fill(struct tree *item, const struct page_frame *frame,
                      const struct status_row *row)
{
    struct worked worked;

    tree_flag(item, "any_step", row->target != NULL);
    if (!row->target)
        return;
    worked_build(row, frame->picture, frame->lang, frame->zone, frame->arena, &worked);
    fill_inputs(item, frame, &worked);
    fill_sections(item, frame, &worked);
    tree_set(item, "method_version", worked.method);
}

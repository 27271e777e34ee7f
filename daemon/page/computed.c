#include "daemon/page/computed.h"

#include "daemon/computed_view.h"
#include "daemon/view.h"

#define GAPS_SHOWN 3

struct showing {
    const struct page_frame *frame;
    const struct indicator *indicator;
    const struct composite *composite;
    const struct composite_result *result; /* of the series of the page; NULL: none */
    const struct composite_working *working;
};

static const char *number(const struct showing *s, bool present, double value)
{
    return present ? computed_number(value, s->frame->lang, s->frame->arena) : NULL;
}

/* ---- one part ---- */

static const char *part_name(const struct showing *s, const struct composite_part *part,
                             const struct indicator *indicator)
{
    const char *name = indicator ? names_get(&indicator->name, s->frame->lang) : part->code;

    return part->breakdown && *part->breakdown
               ? hd_arena_printf(s->frame->arena, "%s (%s)", name, part->breakdown)
               : name;
}

static const char *part_link(const struct showing *s, const struct composite_part *part,
                             const struct indicator *indicator)
{
    struct page_frame there = *s->frame;

    if (!indicator)
        return NULL;
    there.path = hd_arena_printf(s->frame->arena, "/indicators/%s", part->code);
    there.area = s->result ? s->result->area : NULL;
    there.breakdown = part->breakdown ? part->breakdown : s->result ? s->result->breakdown : NULL;
    there.assumed = (struct assumption){ 0 };
    return page_same_link(&there, s->frame->asked_lang, s->frame->as_of);
}

static void fill_value(struct tree *item, const struct showing *s,
                       const struct indicator *indicator, const struct composite_term *term)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    bool there = indicator && term && term->has;

    hd_buf_init(&text, 256);
    if (there && term->text)
        view_value_bare(indicator, term->text, s->frame->lang, &text);
    else if (there)
        view_number(indicator, term->value, s->frame->lang, &text);
    tree_set(item, "value", text.data);
    tree_set(item, "value_unit", there ? view_unit(indicator, s->frame->lang) : NULL);
    tree_set(item, "from_period",
             there && term->carried ? page_period(s->frame, term->period) : NULL);
}

/* What it was held against: "0 – 100", or mean and deviation, or how many. */
static const char *scale_words(const struct showing *s, const struct composite_term *term)
{
    const char *low = number(s, true, term->low), *high = number(s, true, term->high);

    switch (s->composite->normalisation) {
    case NORMALISE_RANGE:
        return page_fill(s->frame, hd_tr(s->frame->lang, N_("from {low} to {high}")),
                         HD_ARGS("low", low, "high", high));
    case NORMALISE_RANK:
        return page_fill(s->frame, hd_tr(s->frame->lang, N_("of {n} compared")),
                         HD_ARGS("n", page_count(s->frame, term->compared)));
    case NORMALISE_ZSCORE:
        return page_fill(s->frame, hd_tr(s->frame->lang, N_("mean {mean}, deviation {deviation}")),
                         HD_ARGS("mean", low, "deviation", high));
    case NORMALISE_NONE:
        break;
    }
    return NULL;
}

static void fill_part(struct tree *item, const struct showing *s, size_t at)
{
    const struct composite_part *part = &s->composite->parts[at];
    const struct indicator *indicator = catalog_indicator(s->frame->picture->catalog, part->code);
    const struct composite_term *term = s->working ? &s->working->terms[at] : NULL;
    bool scaled = term && term->has_normalised && s->composite->normalisation != NORMALISE_NONE;

    tree_set(item, "part", part_name(s, part, indicator));
    tree_set(item, "href", part_link(s, part, indicator));
    fill_value(item, s, indicator, term);
    tree_set(item, "scaled", number(s, scaled, scaled ? term->normalised : 0));
    tree_set(item, "scale", scaled ? scale_words(s, term) : NULL);
    tree_set(item, "weight",
             number(s, true, term && term->has_contribution ? term->weight : part->weight));
    tree_set(item, "contribution",
             number(s, term && term->has_contribution,
                    term && term->has_contribution ? term->contribution : 0));
}

/* ---- the whole ---- */

static const char *contribution_head(const struct showing *s)
{
    const struct hd_lang *lang = s->frame->lang;

    switch (s->composite->formula) {
    case FORMULA_GEOMETRIC:
        return hd_tr(lang, N_("Factor"));
    case FORMULA_RATIO:
    case FORMULA_NONE:
        return NULL;
    case FORMULA_MEAN:
    case FORMULA_SUM:
        break;
    }
    return hd_tr(lang, N_("Contribution"));
}

static void fill_result(struct tree *tree, const struct showing *s)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    tree_flag(tree, "worked", s->working != NULL);
    tree_set(tree, "computed_period",
             s->working ? page_period(s->frame, s->working->period) : NULL);
    hd_buf_init(&text, 256);
    if (s->working)
        view_number(s->indicator, s->working->value, s->frame->lang, &text);
    tree_set(tree, "computed_value", text.data);
    tree_set(tree, "computed_exact", number(s, s->working, s->working ? s->working->value : 0));
    tree_set(tree, "computed_unit", view_unit(s->indicator, s->frame->lang));
}

/* Newer periods than the one shown that have no value. */
static void fill_gaps(struct tree *tree, const struct showing *s)
{
    size_t shown = 0;

    tree_list(tree, "gaps");
    for (size_t i = s->result ? s->result->count : 0; i-- > 0 && shown < GAPS_SHOWN; shown++) {
        const struct composite_working *working = &s->result->workings[i];

        if (working->gap == GAP_NONE)
            break;
        tree_set(tree_append(tree, "gaps"), "gap_words",
                 computed_gap_sentence(s->frame->picture->catalog, s->indicator, working,
                                       s->frame->lang, s->frame->arena));
    }
    tree_flag(tree, "any_gap", shown > 0);
}

static void fill_sentences(struct tree *tree, const struct showing *s)
{
    const char *const *sentence = computed_sentences(s->indicator, s->frame->lang, s->frame->arena);

    tree_list(tree, "sentences");
    for (; *sentence; sentence++)
        tree_set(tree_append(tree, "sentences"), "sentence", *sentence);
}

void computed_fill(struct tree *tree, const struct page_frame *frame,
                   const struct indicator *indicator, const struct judge_series *series)
{
    struct showing s = { .frame = frame,
                         .indicator = indicator,
                         .composite = &indicator->composite };
    struct composite_result *results;
    size_t count;

    tree_flag(tree, "computed", indicator_computed(indicator));
    if (!indicator_computed(indicator))
        return;
    picture_workings(frame->picture, indicator, frame->arena, &results, &count);
    if (series)
        s.result = composite_find(results, count, series->area, series->breakdown);
    s.working = computed_newest(s.result);
    fill_sentences(tree, &s);
    fill_result(tree, &s);
    fill_gaps(tree, &s);
    tree_flag(tree, "any_scale", s.composite->normalisation != NORMALISE_NONE);
    tree_flag(tree, "any_weight", s.composite->formula != FORMULA_RATIO);
    tree_set(tree, "contribution_head", contribution_head(&s));
    tree_list(tree, "parts");
    for (size_t i = 0; i < s.composite->part_count; i++)
        fill_part(tree_append(tree, "parts"), &s, i);
}

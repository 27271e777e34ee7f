/* The page of the published methods, and what other pages show of them. */
#include "daemon/page/profile.h"

#include <string.h>

#include "common/decimal.h"
#include "daemon/api/handlers.h"
#include "daemon/view.h"
#include "queries/aggregate.h"

#define TEXT_MAX 1024

/* ---- words ---- */

static const char *number(const struct page_frame *frame, double value, int decimals)
{
    char text[64];

    hd_double_label(value, frame->lang, (struct hd_number_style){ .decimals = decimals }, text);
    return hd_arena_strdup(frame->arena, text);
}

/* A label: sign, words, and the publisher's own word beside them. */
static void fill_label(struct tree *item, const struct page_frame *frame,
                       enum judge_profile profile, const char *label, const char *rule)
{
    tree_set(item, "method_class", view_profile_class(profile, label));
    tree_set(item, "method_glyph", view_profile_glyph(profile, label));
    tree_set(item, "method_label", view_profile_label(profile, label, rule, frame->lang));
    tree_set(item, "own_word", label);
}

/* ---- one verdict ---- */

/* Growth in percent a year where there is no target, else a ratio. */
static const char *measure_text(const struct page_frame *frame, const struct judge_assessment *a)
{
    if (!a->has_value)
        return NULL;
    if (a->rule && strcmp(a->rule, "no_target") == 0)
        return page_fill(frame, hd_tr(frame->lang, N_("{number} % a year")),
                         HD_ARGS("number", number(frame, a->value * 100, 2)));
    return number(frame, a->value, 3);
}

static const char *value_text(const struct page_frame *frame, const struct status_row *row,
                              double value)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    view_number(row->indicator, value, frame->lang, &text);
    return hd_arena_strdup(frame->arena, text.data);
}

/* "2016: 8 → 2024: 44.1" */
static const char *years_text(const struct page_frame *frame, const struct status_row *row,
                              const struct judge_assessment *a)
{
    if (!a->base_year || !a->year)
        return NULL;
    return hd_arena_printf(frame->arena, "%d: %s \u2192 %d: %s", a->base_year,
                           value_text(frame, row, a->base_value), a->year,
                           value_text(frame, row, a->year_value));
}

static void fill_method(struct tree *item, const struct page_frame *frame,
                        const struct status_row *row, enum judge_profile profile)
{
    const struct judge_assessment *a = &row->verdict.profiles[profile];

    tree_set(item, "method", view_profile_name(profile, frame->lang));
    fill_label(item, frame, profile, a->label, a->rule);
    tree_set(item, "measure", measure_text(frame, a));
    tree_set(item, "method_score", a->has_score ? number(frame, a->score, 2) : NULL);
    tree_set(item, "years", years_text(frame, row, a));
    tree_set(item, "method_reason", a->reason ? hd_tr(frame->lang, a->reason) : NULL);
}

/* "at least 50 %, 2025" */
static const char *goal_text(const struct page_frame *frame, const struct status_row *row)
{
    struct hd_buf goal HD_BUF_AUTO = { 0 }, when HD_BUF_AUTO = { 0 };

    if (!row->target)
        return NULL;
    hd_buf_init(&goal, TEXT_MAX);
    hd_buf_init(&when, TEXT_MAX);
    view_goal(row, frame->lang, &goal);
    view_goal_when(row, frame->lang, &when);
    return hd_arena_printf(frame->arena, "%s, %s", goal.data, when.data);
}

void profile_fill(struct tree *tree, const struct page_frame *frame, const struct status_row *row)
{
    bool any = false;

    tree_list(tree, "methods");
    tree_set(tree, "methods_of", row ? goal_text(frame, row) : NULL);
    for (unsigned i = 0; i < JUDGE_PROFILES && row; i++) {
        if (!row->verdict.profiles[i].wanted)
            continue;
        fill_method(tree_append(tree, "methods"), frame, row, (enum judge_profile)i);
        any = true;
    }
    tree_flag(tree, "any_method", any);
}

void profile_list(struct tree *tree, const struct page_frame *frame)
{
    tree_list(tree, "publishers");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        struct tree *item = tree_append(tree, "publishers");

        tree_set(item, "method", view_profile_name((enum judge_profile)i, frame->lang));
        tree_set(item, "own_name", judge_profile_word((enum judge_profile)i));
        tree_set(item, "about", view_profile_about((enum judge_profile)i, frame->lang));
    }
}

/* ---- many targets ---- */

static void fill_shares(struct tree *item, const struct page_frame *frame,
                        const struct aggregate *aggregate)
{
    tree_list(item, "shares");
    for (size_t i = 0; i < aggregate->share_count; i++) {
        const struct aggregate_share *share = &aggregate->shares[i];
        struct tree *one;

        if (!share->count)
            continue;
        one = tree_append(item, "shares");
        fill_label(one, frame, aggregate->profile, share->label, NULL);
        tree_setf(one, "percent", "%d", share->percent);
    }
}

/* Why many targets have no common label. */
static const char *silence(const struct page_frame *frame, const struct aggregate *aggregate)
{
    if (aggregate->label)
        return NULL;
    if (!aggregate->assessed)
        return hd_tr(frame->lang, N_("nothing assessed"));
    if (!profile_of(aggregate->profile)->status)
        return hd_tr(frame->lang, N_("no common label"));
    return hd_tr(frame->lang, N_("fewer than three quarters assessed"));
}

static void fill_aggregate(struct tree *item, const struct page_frame *frame,
                           const struct aggregate *aggregate)
{
    tree_set(item, "method", view_profile_name(aggregate->profile, frame->lang));
    tree_set(item, "own_name", judge_profile_word(aggregate->profile));
    tree_set(item, "priority", aggregate->priority);
    tree_set(item, "assessed",
             page_fill(frame,
                       hd_tr_n(frame->lang, "{n} of {total} target assessed",
                               "{n} of {total} targets assessed", (long)aggregate->targets),
                       HD_ARGS("n", page_count(frame, aggregate->assessed), "total",
                               page_count(frame, aggregate->targets))));
    tree_set(item, "method_score",
             aggregate->has_score ? number(frame, aggregate->score, 2) : NULL);
    tree_set(item, "silence", silence(frame, aggregate));
    tree_list(item, "together");
    tree_list(item, "worst");
    fill_shares(item, frame, aggregate);
    /* The status of many targets is worded as that of a trend. */
    if (aggregate->label)
        fill_label(tree_append(item, "together"), frame, aggregate->profile, aggregate->label,
                   "no_target");
    if (aggregate->worst)
        fill_label(tree_append(item, "worst"), frame, aggregate->profile, aggregate->worst, NULL);
}

static const char *strategy_name(const struct page_frame *frame, const struct strategy *strategy)
{
    const char *name = names_get(&strategy->short_name, frame->lang);

    return *name ? name : names_get(&strategy->name, frame->lang);
}

/* A strategy begins with the lines of its whole; those of its priorities follow. */
static struct tree *begin_block(struct tree *tree, const struct page_frame *frame,
                                const struct strategy *strategy)
{
    struct tree *block = tree_append(tree, "blocks");

    tree_set(block, "code", strategy->code);
    tree_set(block, "strategy", strategy_name(frame, strategy));
    tree_list(block, "lines");
    tree_list(block, "parts");
    tree_flag(block, "any_part", false);
    return block;
}

static void fill_blocks(struct tree *tree, const struct page_frame *frame)
{
    struct aggregates all = aggregate_picture(frame->picture, frame->arena);
    struct tree *block = NULL;

    tree_list(tree, "blocks");
    tree_flag(tree, "any_block", all.count > 0);
    for (size_t i = 0; i < all.count; i++) {
        const struct aggregate *aggregate = &all.items[i];

        if (!i || aggregate->strategy != all.items[i - 1].strategy)
            block = begin_block(tree, frame, aggregate->strategy);
        if (aggregate->priority)
            tree_flag(block, "any_part", true);
        fill_aggregate(tree_append(block, aggregate->priority ? "parts" : "lines"), frame,
                       aggregate);
    }
}

enum hd_rc page_profiles_write(const struct page_frame *frame, struct hd_buf *out,
                               struct hd_error *err)
{
    struct tree *tree = page_tree(frame);

    fill_blocks(tree, frame);
    profile_list(tree, frame);
    tree_set(tree, "profiles_csv",
             frame->as_of ? hd_arena_printf(frame->arena, "/api/v1/profiles?format=csv&as_of=%s",
                                            frame->as_of)
                          : "/api/v1/profiles?format=csv");
    return page_write(frame, hd_tr(frame->lang, N_("As other methods see it")), "profiles.html",
                      tree, out, err);
}

enum hd_rc page_profiles(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    struct page_frame frame;

    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    return page_profiles_write(&frame, &reply->body, err);
}

/* GET /api/v1/profiles: what the published methods say of each strategy and its priorities. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/view.h"
#include "queries/aggregate.h"

/* ---- columns ---- */

static void column_strategy(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct strategy *strategy = ((const struct aggregate *)row)->strategy;

    cell_label(cell, strategy->code, names_or_null(&strategy->short_name, request->lang));
}

static void column_priority(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct aggregate *)row)->priority);
}

static void column_profile(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_text(cell, judge_profile_word(((const struct aggregate *)row)->profile));
}

static void column_targets(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, (int64_t)((const struct aggregate *)row)->targets);
}

static void column_assessed(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_int(cell, (int64_t)((const struct aggregate *)row)->assessed);
}

static void column_score(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct aggregate *aggregate = row;

    (void)request;
    cell_double(cell, aggregate->has_score, aggregate->score);
    cell->decimals = 2;
}

static void label_cell(const struct aggregate *aggregate, const char *label, const char *rule,
                       const struct api_request *request, struct api_cell *cell)
{
    cell_text(cell, label);
    if (label && api_for_people(request))
        cell_label(
            cell, label,
            hd_arena_printf(request->arena, "%s %s", view_profile_glyph(aggregate->profile, label),
                            view_profile_label(aggregate->profile, label, rule, request->lang)));
}

static void column_label(const void *row, const struct api_request *request, struct api_cell *cell)
{
    /* The status of many targets is worded as that of a trend. */
    label_cell(row, ((const struct aggregate *)row)->label, "no_target", request, cell);
}

static void column_worst(const void *row, const struct api_request *request, struct api_cell *cell)
{
    label_cell(row, ((const struct aggregate *)row)->worst, NULL, request, cell);
}

/* "sun=40 slightly_cloudy=20 cloud=0 thunderstorm=40" */
static void column_percent(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    const struct aggregate *aggregate = row;
    struct hd_buf text = { 0 };

    hd_buf_init(&text, 1024);
    for (size_t i = 0; i < aggregate->share_count; i++)
        hd_buf_printf(&text, "%s%s=%d", i ? " " : "", aggregate->shares[i].label,
                      aggregate->shares[i].percent);
    cell_text(cell, api_keep(request, &text));
    cell->null = aggregate->assessed == 0;
}

static const struct api_column columns[] = {
    { "strategy", N_("Strategy"), false, column_strategy },
    { "priority", N_("Priority"), false, column_priority },
    { "profile", N_("Method"), false, column_profile },
    { "targets", N_("Targets"), true, column_targets },
    { "assessed", N_("Assessed"), true, column_assessed },
    { "score", N_("Mean score"), true, column_score },
    { "label", N_("Together"), false, column_label },
    { "worst", N_("Worst"), false, column_worst },
    { "percent", NULL, false, column_percent },
    { NULL, NULL, false, NULL },
};

/* ---- JSON ---- */

static void shares_json(struct hd_jsonw *w, const struct aggregate *aggregate)
{
    hd_jsonw_key(w, "labels");
    hd_jsonw_array(w);
    for (size_t i = 0; i < aggregate->share_count; i++) {
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "label", aggregate->shares[i].label);
        hd_jsonw_key_int(w, "count", (int64_t)aggregate->shares[i].count);
        hd_jsonw_key_int(w, "percent", aggregate->shares[i].percent);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void row_json(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    const struct aggregate *aggregate = row;

    (void)request;
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "strategy", aggregate->strategy->code);
    hd_jsonw_key_string(w, "priority", aggregate->priority);
    hd_jsonw_key_string(w, "profile", judge_profile_word(aggregate->profile));
    hd_jsonw_key_int(w, "targets", (int64_t)aggregate->targets);
    hd_jsonw_key_int(w, "assessed", (int64_t)aggregate->assessed);
    hd_jsonw_key(w, "score");
    if (aggregate->has_score)
        hd_jsonw_double(w, aggregate->score);
    else
        hd_jsonw_null(w);
    hd_jsonw_key_string(w, "label", aggregate->label);
    hd_jsonw_key_string(w, "worst", aggregate->worst);
    shares_json(w, aggregate);
    hd_jsonw_end_object(w);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
    if (request->picture->run_id)
        hd_jsonw_key_int(w, "run", request->picture->run_id);
}

/* ---- which ---- */

/* true when profile= is absent or known. */
static bool read_profile(const struct api_request *request, struct api_reply *reply,
                         enum judge_profile *profile)
{
    const char *word = api_param(request, "profile");
    const char *known[JUDGE_PROFILES];

    if (!word || judge_profile_parse(word, profile))
        return true;
    for (unsigned i = 0; i < JUDGE_PROFILES; i++)
        known[i] = judge_profile_word((enum judge_profile)i);
    (void)api_unknown_value(reply, request, "profile", word, known, JUDGE_PROFILES);
    return false;
}

enum hd_rc api_profile_list(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    const char *strategy = api_param(request, "strategy"), *word = api_param(request, "profile");
    struct aggregates all;
    const void **rows;
    enum judge_profile profile = PROFILE_OPENSDG;
    struct api_list list = { .columns = columns,
                             .json = row_json,
                             .extra = extra_json,
                             .empty = N_("No target is judged by a published method.") };

    (void)service;
    if (!api_known_names(request, reply) || !read_profile(request, reply, &profile))
        return HD_OK;
    all = aggregate_picture(request->picture, request->arena);
    rows = hd_arena_alloc(request->arena, (all.count + 1) * sizeof *rows);
    for (size_t i = 0; i < all.count; i++) {
        const struct aggregate *aggregate = &all.items[i];

        if ((!strategy || !strcmp(strategy, aggregate->strategy->code)) &&
            (!word || profile == aggregate->profile))
            rows[list.count++] = aggregate;
    }
    list.rows = rows;
    return api_list_write(&list, request, reply, err);
}

/* Targets: all of them; one with every vintage and what each of them said in its time. */
#include "queries/target.h"

#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/target_past.h"
#include "daemon/service.h"
#include "daemon/view.h"

/* ---- list ---- */

struct target_row {
    const struct target *target;
    const struct status_row *worst; /* of its series; NULL: no row */
};

static const struct target *target_of(const void *row)
{
    return ((const struct target_row *)row)->target;
}

static void cell_value(struct api_cell *cell, const char *text)
{
    if (text && hd_decimal_valid(text, strlen(text)))
        cell_decimal(cell, text);
    else
        cell_text(cell, text);
}

static void column_id(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, target_of(row)->judge.id);
}

static void column_strategy(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct strategy *strategy = target_of(row)->strategy;

    cell_label(cell, strategy->code, names_get(&strategy->short_name, request->lang));
}

static void column_indicator(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    const struct indicator *indicator = target_of(row)->indicator;

    cell_label(cell, indicator->code, names_get(&indicator->name, request->lang));
}

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, target_of(row)->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, target_of(row)->breakdown);
}

static void column_kind(const void *row, const struct api_request *request, struct api_cell *cell)
{
    enum judge_kind kind = target_of(row)->judge.kind;

    cell_label(cell, judge_kind_word(kind), view_kind_label(kind, request->lang));
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_value(cell, target_of(row)->judge.value);
}

static void column_high(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_value(cell, target_of(row)->judge.high);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, target_of(row)->judge.period_text);
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *worst = ((const struct target_row *)row)->worst;

    if (worst)
        cell_label(cell, judge_state_word(worst->verdict.state),
                   view_state_label(worst->verdict.state, request->lang));
    else
        cell_text(cell, NULL);
}

static void column_vintage(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, target_of(row)->judge.vintage);
}

static void column_known(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, target_of(row)->known_from_at_ms);
}

static void column_from(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_day(cell, target_of(row)->judge.valid_from_day);
}

static void column_reason(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, target_of(row)->replaced_reason);
}

static void column_clause(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, target_of(row)->clause);
}

static const struct api_column columns[] = {
    { "id", N_("Target"), false, column_id },
    { "strategy", NULL, false, column_strategy },
    { "indicator", NULL, false, column_indicator },
    { "area", NULL, false, column_area },
    { "breakdown", NULL, false, column_breakdown },
    { "kind", N_("Kind"), false, column_kind },
    { "value", N_("Value"), true, column_value },
    { "value_high", NULL, true, column_high },
    { "period", N_("Due"), false, column_period },
    { "state", N_("State"), false, column_state },
    { "vintage", N_("Version"), true, column_vintage },
    { "known_from", N_("Since"), false, column_known },
    { "valid_from", NULL, false, column_from },
    { "reason", N_("Why it was changed"), false, column_reason },
    { "clause", NULL, false, column_clause },
    { NULL, NULL, false, NULL },
};

static const struct status_row *worst_of(const struct picture *picture, const char *id)
{
    const struct status_row *worst = NULL;

    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->target && strcmp(row->target->judge.id, id) == 0 &&
            (!worst ||
             judge_state_rank(row->verdict.state) < judge_state_rank(worst->verdict.state)))
            worst = row;
    }
    return worst;
}

static bool same_or_any(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
}

enum hd_rc api_target_list(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    const struct catalog *catalog = request->picture->catalog;
    size_t room = catalog->target_count + 1;
    struct target_row *items = hd_arena_alloc(request->arena, room * sizeof *items);
    const void **rows = hd_arena_alloc(request->arena, room * sizeof *rows);
    struct api_list list = {
        .columns = columns, .rows = rows, .extra = extra_json, .empty = N_("There are no targets.")
    };

    (void)service;
    if (!api_known_names(request, reply))
        return HD_OK;
    for (size_t i = 0; i < catalog->target_count; i++) {
        const struct target *target = &catalog->targets[i];

        if (!same_or_any(api_param(request, "strategy"), target->strategy->code) ||
            !same_or_any(api_param(request, "indicator"), target->indicator->code))
            continue;
        items[list.count] =
            (struct target_row){ target, worst_of(request->picture, target->judge.id) };
        rows[list.count] = &items[list.count];
        list.count++;
    }
    return api_list_write(&list, request, reply, err);
}

enum hd_rc api_unknown_target(struct api_reply *reply, const struct api_request *request)
{
    const struct catalog *catalog = request->picture->catalog;
    const char **known =
        hd_arena_alloc(request->arena, (catalog->target_count + 1) * sizeof *known);
    const char *nearest;

    for (size_t i = 0; i < catalog->target_count; i++)
        known[i] = catalog->targets[i].judge.id;
    nearest = hd_nearest(request->captures[0], known, catalog->target_count);
    if (nearest)
        return api_problem(reply, request, 404, "target_unknown", N_("There is no such target"),
                           N_("'{code}' is not known. Did you mean '{nearest}'?"),
                           HD_ARGS("code", request->captures[0], "nearest", nearest));
    return api_problem(reply, request, 404, "target_unknown", N_("There is no such target"),
                       N_("'{code}' is not known."), HD_ARGS("code", request->captures[0]));
}

/* ---- one: its vintages, judged ---- */

enum stage { SUPERSEDED, PRESENT, PLANNED };

struct life {
    const struct api_request *request;
    const struct target_vintage *rows;
    struct target_terms *terms;   /* beside rows */
    struct catalog_changes *news; /* what changed against the vintage before */
    struct target_past *pasts;    /* of those superseded */
    size_t count, present;        /* present: place of the one in force; count: none is yet */
};

static enum stage stage_of(const struct life *life, size_t i)
{
    if (i == life->present)
        return PRESENT;
    return i < life->present && life->present < life->count ? SUPERSEDED : PLANNED;
}

static void find_present(struct life *life)
{
    life->present = life->count;
    for (size_t i = 0; i < life->count; i++)
        if (life->rows[i].known_from_at_ms < life->request->picture->cutoff_at_ms)
            life->present = i;
}

static enum hd_rc judge_past(struct service *service, struct life *life, size_t i,
                             struct hd_error *err)
{
    const struct target_vintage *row = &life->rows[i];
    struct target_span span = { .target = row->target,
                                .vintage = row->vintage,
                                .known_from_at_ms = row->known_from_at_ms,
                                .known_to_at_ms = life->rows[i + 1].known_from_at_ms };

    if (stage_of(life, i) != SUPERSEDED)
        return HD_OK;
    return target_past_judge(service, life->request->picture, &span, life->request->arena,
                             &life->pasts[i], err);
}

static enum hd_rc load_rows(struct service *service, struct life *life, struct hd_error *err)
{
    const struct api_request *request = life->request;
    int64_t cutoff = request->picture->current ? INT64_MAX : request->picture->cutoff_at_ms;
    struct target_vintage *rows = NULL;
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = target_vintages(reader, request->captures[0], cutoff, request->arena, &rows, &life->count,
                         err);
    service_reader_give_back(service, &reader);
    life->rows = rows;
    return rc;
}

static enum hd_rc load_life(struct service *service, struct life *life, struct hd_error *err)
{
    struct hd_arena *arena = life->request->arena;
    enum hd_rc rc = load_rows(service, life, err);

    if (rc)
        return rc;
    find_present(life);
    life->terms = hd_arena_alloc(arena, (life->count + 1) * sizeof *life->terms);
    life->news = hd_arena_alloc(arena, (life->count + 1) * sizeof *life->news);
    life->pasts = hd_arena_alloc(arena, (life->count + 1) * sizeof *life->pasts);
    for (size_t i = 0; i < life->count && !rc; i++) {
        rc = target_terms_read(life->rows[i].target, life->rows[i].document, arena, &life->terms[i],
                               err);
        if (!rc && i)
            rc = target_documents_compare(life->rows[i].target, life->rows[i - 1].document,
                                          life->rows[i].document, &life->news[i], err);
        if (!rc)
            rc = judge_past(service, life, i, err);
    }
    return rc;
}

static void drop_life(struct life *life)
{
    for (size_t i = 0; i < life->count && life->pasts; i++) {
        target_past_drop(&life->pasts[i]);
        catalog_changes_clear(&life->news[i]);
    }
}

/* The target as somebody knows it: today's, or that of a vintage's last day. */
static const struct target *known_target(const struct life *life)
{
    const struct catalog *catalog = life->request->picture->catalog;

    for (size_t i = 0; i < catalog->target_count; i++)
        if (strcmp(catalog->targets[i].judge.id, life->rows[0].target) == 0)
            return &catalog->targets[i];
    return NULL;
}

/* ---- json ---- */

static void terms_json(struct hd_jsonw *w, const struct target_terms *terms,
                       const struct hd_lang *lang)
{
    hd_jsonw_key_string(w, "kind", terms->period ? judge_kind_word(terms->kind) : NULL);
    hd_jsonw_key_string(w, "period", terms->period);
    api_json_value(w, "value", terms->value);
    api_json_value(w, "value_high", terms->high);
    api_json_value(w, "tolerance", terms->tolerance);
    api_json_value(w, "baseline", terms->baseline);
    hd_jsonw_key_string(w, "baseline_period", terms->baseline_period);
    hd_jsonw_key(w, "milestones");
    hd_jsonw_array(w);
    for (size_t i = 0; terms->milestones && terms->milestones[i]; i++)
        hd_jsonw_string(w, terms->milestones[i]);
    hd_jsonw_end_array(w);
    api_json_day(w, "valid_from", terms->valid_from_day);
    hd_jsonw_key_bool(w, "retired", terms->retired);
    hd_jsonw_key_string(w, "reason", terms->reason);
    hd_jsonw_key_string(w, "clause", terms->clause);
    hd_jsonw_key_string(w, "source", names_or_null(&terms->source, lang));
    hd_jsonw_key_string(w, "note", names_or_null(&terms->note, lang));
}

static void news_json(struct hd_jsonw *w, const struct catalog_changes *news)
{
    hd_jsonw_key(w, "changed");
    hd_jsonw_array(w);
    for (size_t i = 0; i < news->count; i++)
        hd_jsonw_string(w, news->items[i].field);
    hd_jsonw_end_array(w);
}

static void moment_json(struct hd_jsonw *w, const struct target_past *past)
{
    if (!past->picture)
        hd_jsonw_key_string(w, "as_of", NULL);
    else if (past->whole_day)
        api_json_day(w, "as_of", past->as_of_day);
    else
        api_json_instant(w, "as_of", past->cutoff_at_ms - 1);
}

static void past_json(struct hd_jsonw *w, const struct target_past *past,
                      const struct hd_lang *lang)
{
    moment_json(w, past);
    hd_jsonw_key(w, "verdicts");
    hd_jsonw_array(w);
    for (size_t i = 0; i < past->count; i++)
        view_verdict_json(w, past->rows[i], past->picture, lang);
    hd_jsonw_end_array(w);
    hd_jsonw_key(w, "final");
    hd_jsonw_array(w);
    for (size_t i = 0; i < past->final_count; i++)
        view_verdict_json(w, &past->finals[i], NULL, lang);
    hd_jsonw_end_array(w);
}

static void present_json(struct hd_jsonw *w, const struct life *life)
{
    const struct picture *picture = life->request->picture;

    api_json_day(w, "as_of", picture->as_of_day);
    hd_jsonw_key(w, "verdicts");
    hd_jsonw_array(w);
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].target &&
            strcmp(picture->rows[i].target->judge.id, life->rows[0].target) == 0)
            view_verdict_json(w, &picture->rows[i], picture, life->request->lang);
    hd_jsonw_end_array(w);
    hd_jsonw_key(w, "final");
    hd_jsonw_array(w);
    hd_jsonw_end_array(w);
}

static void vintage_json(struct hd_jsonw *w, const struct life *life, size_t i)
{
    static const char *const stages[] = { "superseded", "present", "planned" };
    static const struct target_past none;
    const struct target_vintage *row = &life->rows[i];
    const struct hd_lang *lang = life->request->lang;
    bool last = i + 1 == life->count;

    hd_jsonw_object(w);
    hd_jsonw_key_int(w, "vintage", row->vintage);
    hd_jsonw_key_string(w, "status", stages[stage_of(life, i)]);
    api_json_instant(w, "known_from", row->known_from_at_ms);
    api_json_instant(w, "known_to", last ? 0 : life->rows[i + 1].known_from_at_ms);
    api_json_instant(w, "recorded", row->recorded_at_ms);
    hd_jsonw_key_string(w, "actor", row->actor);
    hd_jsonw_key(w, "change");
    if (row->change)
        hd_jsonw_int(w, row->change);
    else
        hd_jsonw_null(w);
    hd_jsonw_key_string(w, "proposed_by", row->proposed_by);
    terms_json(w, &life->terms[i], lang);
    news_json(w, &life->news[i]);
    if (stage_of(life, i) == PRESENT)
        present_json(w, life);
    else
        past_json(w, stage_of(life, i) == SUPERSEDED ? &life->pasts[i] : &none, lang);
    hd_jsonw_end_object(w);
}

static void write_json(const struct life *life, struct api_reply *reply)
{
    const struct target *target = known_target(life);
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    hd_jsonw_key_string(&w, "id", life->rows[0].target);
    hd_jsonw_key_string(&w, "strategy", target ? target->strategy->code : NULL);
    hd_jsonw_key_string(&w, "indicator", target ? target->indicator->code : NULL);
    hd_jsonw_key_string(&w, "name",
                        target ? names_get(&target->indicator->name, life->request->lang) : NULL);
    hd_jsonw_key_string(&w, "area", target ? target->area : NULL);
    hd_jsonw_key_string(&w, "breakdown", target ? target->breakdown : NULL);
    hd_jsonw_key_string(&w, "unit", target ? target->indicator->unit : NULL);
    hd_jsonw_key(&w, "vintages");
    hd_jsonw_array(&w);
    for (size_t i = 0; i < life->count; i++)
        vintage_json(&w, life, i);
    hd_jsonw_end_array(&w);
    api_json_end(&w, reply);
}

/* ---- words ---- */

static const char *day_words(const struct life *life, int64_t at_ms)
{
    char text[64];

    hd_day_label(hd_zone_day(life->request->zone, at_ms), life->request->lang, text);
    return hd_arena_strdup(life->request->arena, text);
}

static void put_filled(const struct life *life, struct api_reply *reply, const char *pattern,
                       const char *const *args)
{
    hd_fill(&reply->body, hd_tr(life->request->lang, pattern), args);
    hd_buf_putc(&reply->body, '\n');
}

static void put_terms(const struct life *life, const struct target_terms *terms,
                      struct api_reply *reply)
{
    const struct target *target = known_target(life);

    hd_buf_puts(&reply->body, "  ");
    if (target)
        view_terms(terms, target->indicator, life->request->lang, &reply->body);
    hd_buf_putc(&reply->body, '\n');
}

static void put_verdict(const struct life *life, const struct status_row *row, int32_t day,
                        struct api_reply *reply)
{
    struct hd_buf why HD_BUF_AUTO = { 0 };
    char text[64];

    hd_buf_init(&why, 8192);
    hd_day_label(day, life->request->lang, text);
    view_why(row, life->request->lang, &why);
    hd_buf_printf(&reply->body, "    %s: %s. %s\n", text,
                  view_state_label(row->verdict.state, life->request->lang), why.data);
}

static void put_verdicts(const struct life *life, size_t i, struct api_reply *reply)
{
    const struct target_past *past = &life->pasts[i];
    const struct picture *now = life->request->picture;

    for (size_t k = 0; k < past->count; k++)
        put_verdict(life, past->rows[k], past->as_of_day, reply);
    for (size_t k = 0; k < past->final_count; k++)
        if (past->finals[k].verdict.state != past->rows[k]->verdict.state)
            put_verdict(life, &past->finals[k], now->as_of_day, reply);
    for (size_t k = 0; k < now->row_count && stage_of(life, i) == PRESENT; k++)
        if (now->rows[k].target && strcmp(now->rows[k].target->judge.id, life->rows[i].target) == 0)
            put_verdict(life, &now->rows[k], now->as_of_day, reply);
}

static void write_vintage(const struct life *life, size_t i, struct api_reply *reply)
{
    static const char *const heads[] = { N_("Version {n}, from {from} to {to}"),
                                         N_("Version {n}, since {from}"),
                                         N_("Version {n}, from {from} on") };
    const struct target_vintage *row = &life->rows[i];
    const struct target_terms *terms = &life->terms[i];
    const char *to = i + 1 < life->count ? day_words(life, life->rows[i + 1].known_from_at_ms) : "";

    put_filled(life, reply, heads[stage_of(life, i)],
               HD_ARGS("n", hd_arena_printf(life->request->arena, "%d", row->vintage), "from",
                       day_words(life, row->known_from_at_ms), "to", to));
    put_terms(life, terms, reply);
    if (i && terms->reason && terms->clause)
        hd_buf_printf(&reply->body, "    %s: %s (%s) – %s\n",
                      hd_tr(life->request->lang, N_("Reason")), terms->reason, terms->clause,
                      row->proposed_by ? row->proposed_by : row->actor);
    put_verdicts(life, i, reply);
}

static void write_words(const struct life *life, struct api_reply *reply)
{
    const struct target *target = known_target(life);

    reply->content_type = "text/plain; charset=utf-8";
    hd_buf_puts(&reply->body, life->rows[0].target);
    if (target)
        hd_buf_printf(&reply->body, ": %s, %s (%s)",
                      names_get(&target->indicator->name, life->request->lang), target->area,
                      names_get(&target->strategy->short_name, life->request->lang));
    hd_buf_putc(&reply->body, '\n');
    for (size_t i = 0; i < life->count; i++)
        write_vintage(life, i, reply);
}

enum hd_rc api_target_show(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct life life = { .request = request };
    enum hd_rc rc = load_life(service, &life, err);

    if (!rc && !life.count)
        rc = api_unknown_target(reply, request);
    else if (!rc && api_for_people(request))
        write_words(&life, reply);
    else if (!rc)
        write_json(&life, reply);
    drop_life(&life);
    return rc;
}

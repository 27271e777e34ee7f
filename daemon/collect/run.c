#include "daemon/collect/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collectors/formats/csv.h"
#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/json.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/memory.h"
#include "daemon/collect/pack.h"
#include "daemon/collect/sources.h"
#include "daemon/service.h"

#define REPORT_PROBLEMS 20
#define MESSAGE_MAX     2048
#define REASON_MAX      (1 << 20)
#define PACKED_MAX      (15 << 20) /* of one body in the database */

/* What was got, copied: the transport's memory is its own. */
struct got {
    struct collector_body body;
    char checksum[PACK_CHECKSUM_BYTES];
};

struct running {
    struct service *service;
    struct source *source;
    const struct run_options *options;
    struct run_result *result;
    struct collector_request request;
    int64_t began_tick_ms;
    const char *actor;
    const struct hd_lang *lang; /* of the site */
    struct got *got;
    size_t count, room;
    struct fetch_body_record *packed; /* beside them; NULL: not yet */
    bool kept;                        /* the run is on record */
    size_t taken;                     /* problems of the intake that are the run's */
    struct intake_report total;       /* counts of all bodies, where each is its own */
    bool any_refused;
    bool failing;      /* the run before did not get at the source */
    bool store_failed; /* our own trouble, not the source's */
    struct hd_error trouble;
};

/* ---- problems ---- */

static void write_message(struct running *run, const struct hd_error *err)
{
    struct run_result *result = run->result;
    HD_BUF_AUTO struct hd_buf text = { 0 };
    const struct hd_problem *first = NULL;

    for (size_t i = 0; i < result->problems.count && !first; i++)
        if (!result->problems.items[i].warning)
            first = &result->problems.items[i];
    hd_buf_init(&text, MESSAGE_MAX);
    if (first)
        hd_problem_line(first, run->lang, &text);
    else
        hd_buf_puts(&text, err->text);
    if (result->problems.errors > 1)
        hd_buf_printf(&text, " (+%zu)", result->problems.errors - 1);
    result->code = hd_arena_strdup(&result->arena, first ? first->code : hd_rc_name(err->rc));
    result->message = hd_arena_strdup(&result->arena, text.data);
}

/* Those that were not taken yet: some are told only when the values are written. */
static void take_problems(struct running *run, const struct hd_problems *from)
{
    for (; run->taken < from->count; run->taken++)
        hd_problem_add(&run->result->problems, &from->items[run->taken]);
}

static void write_problem(struct hd_jsonw *w, const struct hd_problem *problem,
                          const struct hd_lang *lang)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, MESSAGE_MAX);
    hd_problem_line(problem, lang, &text);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "code", problem->code);
    hd_jsonw_key_bool(w, "warning", problem->warning);
    hd_jsonw_key_string(w, "message", text.data);
    hd_jsonw_end_object(w);
}

/* What the parser said, for whoever looks later. */
static const char *write_report(struct running *run)
{
    const struct run_result *result = run->result;
    HD_BUF_AUTO struct hd_buf text = { 0 };
    struct hd_jsonw w = { .out = &text };

    hd_buf_init(&text, 1 << 18);
    hd_jsonw_object(&w);
    hd_jsonw_key_string(&w, "format", result->format);
    hd_jsonw_key_int(&w, "filtered", (int64_t)result->report.filtered);
    hd_jsonw_key_int(&w, "empty", (int64_t)result->report.empty);
    hd_jsonw_key_int(&w, "problems_count", (int64_t)result->problems.errors);
    hd_jsonw_key(&w, "problems");
    hd_jsonw_array(&w);
    for (size_t i = 0; i < result->problems.count && i < REPORT_PROBLEMS; i++)
        write_problem(&w, &result->problems.items[i], run->lang);
    hd_jsonw_end_array(&w);
    hd_jsonw_end_object(&w);
    return hd_arena_strdup(&run->result->arena, text.data);
}

/* ---- keeping ---- */

/* "Nothing changed" is said of bytes.  When the source's options changed, the same bytes may mean
 * something else: what is remembered of them counts for the options they were read with. */
#define MARK_HEAD_MAX 24

static void mark_head(const struct source *source, char out[static MARK_HEAD_MAX])
{
    snprintf(out, MARK_HEAD_MAX, "%016llx ", (unsigned long long)source->fingerprint);
}

static const char *sealed_mark(struct running *run)
{
    const char *mark = run->request.new_mark;
    char head[MARK_HEAD_MAX];

    if (!mark || !*mark)
        return mark;
    mark_head(run->source, head);
    return hd_arena_printf(&run->result->arena, "%s%s", head, mark);
}

static const char *opened_mark(const struct running *run, const char *mark)
{
    char head[MARK_HEAD_MAX];

    mark_head(run->source, head);
    return strncmp(mark, head, strlen(head)) == 0 ? mark + strlen(head) : "";
}

static void free_packed(struct fetch_body_record *bodies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free((void *)(uintptr_t)bodies[i].packed);
    free(bodies);
}

static enum hd_rc pack_body(const struct running *run, const struct got *got,
                            struct fetch_body_record *out, struct hd_error *err)
{
    void *packed = NULL;
    size_t len = 0;
    enum hd_rc rc = HD_OK;

    if (service_settings(run->service)->keep_bodies_ms)
        rc = pack_bytes(got->body.data, got->body.len, &packed, &len, err);
    if (len > PACKED_MAX)
        hd_free_ptr(&packed);
    *out = (struct fetch_body_record){
        .name = got->body.name,
        .type = got->body.type ? got->body.type : "",
        .status = got->body.status,
        .modified_at_ms = got->body.modified_at_ms,
        .checksum = got->checksum,
        .size = (int64_t)got->body.len,
        .wire_size = got->body.wire_bytes ? got->body.wire_bytes : (int64_t)got->body.len,
        .packed = packed,
        .packed_len = packed ? len : 0,
    };
    return rc;
}

static void fill_record(struct running *run, struct fetch_record *record)
{
    struct run_result *result = run->result;
    const struct intake_report *report = &result->report;

    *record = (struct fetch_record){
        .source = run->source->name,
        .cause = run->options->cause,
        .actor = run->options->actor ? run->options->actor : "",
        .started_at_ms = run->request.now_at_ms,
        .duration_ms = result->duration_ms,
        .outcome = result->outcome,
        .code = result->code,
        .message = result->message,
        .rows = (int64_t)report->rows,
        .added = (int64_t)report->added,
        .changed = (int64_t)report->changed,
        .unchanged = (int64_t)report->unchanged,
        .refused = (int64_t)report->refused,
        .held = (int64_t)report->held,
        .waiting = (int64_t)report->waiting,
        .samples = (int64_t)report->samples,
        .submission_id = report->submission,
        .held_id = report->held_submission,
        .report = write_report(run),
        .one_of_many = run->source->transport->each,
        .body_count = run->count,
    };
    if (result->outcome != FETCH_FAILED && result->outcome != FETCH_REFUSED)
        record->mark = sealed_mark(run);
}

/* Before the writer is asked: compressing takes its time. */
static enum hd_rc pack_bodies(struct running *run, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    run->packed = hd_alloc((run->count + 1) * sizeof *run->packed);
    for (size_t i = 0; !rc && i < run->count; i++)
        rc = pack_body(run, &run->got[i], &run->packed[i], err);
    return rc;
}

static enum hd_rc write_fetch(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct running *run = ctx;
    struct fetch_record record;

    run->result->duration_ms = hd_now_tick_ms(service_clock(run->service)) - run->began_tick_ms;
    fill_record(run, &record);
    record.bodies = run->packed;
    return fetch_put(txn, &record, &run->result->fetch_id, err);
}

/* A run that wrote values is on record with them; any other one is now. */
static enum hd_rc keep(struct running *run, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    if (!run->kept && !run->packed)
        rc = pack_bodies(run, err);
    if (!rc && !run->kept)
        rc = store_write(service_store(run->service), write_fetch, run, err);
    return rc;
}

/* ---- taking in ---- */

/* What was brought before under the same key brings nothing now. */
static void forget_replayed(struct intake_report *report)
{
    if (!report->replayed)
        return;
    report->unchanged += report->added + report->changed;
    report->added = report->changed = report->held = report->samples = 0;
    report->listed_count = 0;
}

static void outcome_of(struct running *run)
{
    const struct intake_report *report = &run->result->report;

    if (report->added || report->changed || report->samples)
        run->result->outcome = FETCH_NEW;
    else
        run->result->outcome = report->held ? FETCH_HELD : FETCH_UNCHANGED;
}

/* true: what came is no good, and not our own store. */
static bool is_refusal(enum hd_rc rc)
{
    return rc == HD_BAD_INPUT || rc == HD_LIMIT || rc == HD_CONFLICT;
}

/* In the transaction that writes the values. */
static enum hd_rc keep_beside(struct txn *txn, void *ctx, const struct intake_report *report,
                              struct hd_error *err)
{
    struct running *run = ctx;

    run->result->format = report->format ? report->format->name : "";
    take_problems(run, &report->problems);
    outcome_of(run);
    run->kept = true;
    return write_fetch(txn, run, err);
}

static enum hd_rc take_in(struct running *run, struct hd_error *err)
{
    const struct source *source = run->source;
    struct run_result *result = run->result;
    struct intake_body *more = hd_alloc(run->count * sizeof *more);
    const struct collector_body *first = &run->got[0].body;
    struct intake intake = {
        .data = first->data,
        .len = first->len,
        .more = more,
        .more_count = run->count - 1,
        .format = source->format,
        .mapping = source->mapping,
        .file = first->name,
        .source = source->name,
        .channel = "collector",
        .lang = run->lang,
        .actor = run->actor,
        .reason = "",
        .idempotency_key = first->key,
        .dry_run = run->request.dry_run,
        .ignore_unknown = source->options.ignore_unknown,
        .collected = true,
        .hold_percent = source_hold_percent(source, service_settings(run->service)),
        .hold_all = source->options.approval == SOURCE_APPROVAL_ALWAYS,
        .beside = keep_beside,
        .beside_ctx = run,
    };
    enum hd_rc rc = run->request.dry_run ? HD_OK : pack_bodies(run, err);

    for (size_t i = 1; i < run->count; i++)
        more[i - 1] = (struct intake_body){ run->got[i].body.data, run->got[i].body.len,
                                            run->got[i].body.name };
    intake_report_clear(&result->report);
    if (!rc)
        rc = intake_run(run->service, &intake, &result->report, err);
    free(more);
    result->format = result->report.format ? result->report.format->name : "";
    take_problems(run, &result->report.problems);
    forget_replayed(&result->report);
    outcome_of(run);
    if (rc) {
        run->kept = false; /* undone with the values */
        result->fetch_id = 0;
        result->outcome = is_refusal(rc) ? FETCH_REFUSED : FETCH_FAILED;
        write_message(run, err);
    }
    return is_refusal(rc) ? HD_OK : rc;
}

/* ---- what the transport hands over ---- */

static const char *copy_text(struct running *run, const char *text)
{
    return hd_arena_strdup(&run->result->arena, text ? text : "");
}

static struct got *add_body(struct running *run, const struct collector_body *body)
{
    struct got *got;
    char *data = hd_alloc(body->len + 1);

    memcpy(data, body->data, body->len);
    HD_GROW(run->got, run->count, run->room);
    got = &run->got[run->count++];
    *got = (struct got){ .body = *body };
    got->body.data = data;
    got->body.name = copy_text(run, body->name);
    got->body.type = copy_text(run, body->type);
    got->body.key = body->key ? copy_text(run, body->key) : NULL;
    pack_checksum(data, body->len, got->checksum);
    run->result->bodies++;
    run->result->bytes += (int64_t)body->len;
    return got;
}

static void drop_bodies(struct running *run)
{
    for (size_t i = 0; i < run->count; i++)
        free((void *)(uintptr_t)run->got[i].body.data);
    free(run->got);
    free_packed(run->packed, run->packed ? run->count : 0);
    run->packed = NULL;
    run->kept = false;
    run->taken = 0;
    run->got = NULL;
    run->count = run->room = 0;
}

/* Types that say nothing, and fit anything. */
static bool type_is_vague(const char *type)
{
    static const char *const vague[] = { "application/octet-stream", "text/plain",
                                         "binary/octet-stream" };
    size_t len = strcspn(type, "; \t");

    for (size_t i = 0; i < sizeof vague / sizeof *vague; i++) {
        if (strlen(vague[i]) == len && strncasecmp(vague[i], type, len) == 0)
            return true;
    }
    return !len;
}

/* Whatever its type says.  As CSV it would be a table without rows: good, with nothing new. */
static bool is_page(const struct collector_body *body)
{
    static const char *const begins[] = { "<!doctype html", "<html" };
    const char *text = body->data;
    size_t len = body->len, blanks = 0;

    while (blanks < len && strchr(" \t\r\n\xEF\xBB\xBF", text[blanks]) && text[blanks])
        blanks++;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t size = strlen(begins[i]);

        if (len - blanks >= size && strncasecmp(text + blanks, begins[i], size) == 0)
            return true;
    }
    return false;
}

static bool check_type(struct running *run, const struct collector_body *body)
{
    const struct format_ops *format = run->source->format;
    bool is_html = format == &format_csv && is_page(body);
    const char *type = is_html ? "text/html" : body->type ? body->type : "";
    bool page = strncasecmp(type, "text/html", 9) == 0;

    if (!page && (!format || type_is_vague(type) || format_type_fits(format, type)))
        return true;
    hd_problem_add(&run->result->problems,
                   &(struct hd_problem){
                       .code = "type_unfit",
                       .message = N_("{place} answered with {type}, which holds no values. It is "
                                     "perhaps a page that tells of an error: look at the "
                                     "address."),
                       .args = { "place", body->name, "type", type } });
    return false;
}

static const struct format_ops *format_of(const struct running *run,
                                          const struct collector_body *body)
{
    return run->source->format ? run->source->format : format_guess(body->data, body->len);
}

static enum hd_rc gather(struct running *run, const struct collector_body *body,
                         struct collector_answer *answer, struct hd_error *err)
{
    const struct format_ops *format = format_of(run, body);
    struct format_pages pages = { 0 };

    (void)add_body(run, body);
    if (!check_type(run, body))
        return hd_fail(err, HD_BAD_INPUT, "unfit media type '%s'", body->type ? body->type : "");
    if (format->pages && format->pages(body->data, body->len, &pages)) {
        answer->page = pages.page;
        answer->pages = pages.pages;
    }
    return HD_OK;
}

static void write_reason(struct running *run, struct collector_answer *answer)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    struct hd_problems *problems = &run->result->report.problems;

    hd_buf_init(&text, REASON_MAX);
    hd_problems_sort(problems);
    for (size_t i = 0; i < problems->count; i++) {
        hd_problem_line(&problems->items[i], run->lang, &text);
        hd_buf_putc(&text, '\n');
    }
    if (!problems->count)
        hd_buf_printf(&text, "%s\n", run->result->message);
    answer->reason = hd_arena_strdup(run->request.arena, text.data);
}

static void answer_one(struct running *run, struct collector_answer *answer)
{
    const struct intake_report *report = &run->result->report;

    if (run->result->outcome == FETCH_FAILED) {
        answer->fate = COLLECTOR_LATER;
        return;
    }
    answer->fate = run->result->outcome == FETCH_REFUSED ? COLLECTOR_REFUSED : COLLECTOR_TAKEN;
    if (answer->fate == COLLECTOR_TAKEN)
        return;
    write_reason(run, answer);
    if (report->rejected_csv) {
        answer->rejected =
            hd_arena_strndup(run->request.arena, report->rejected_csv, report->rejected_len);
        answer->rejected_len = report->rejected_len;
    }
}

/* The transport itself says that it is no good. */
static enum hd_rc refuse(struct running *run, const struct hd_problem *problem)
{
    struct run_result *result = run->result;
    const struct hd_error none = { .rc = HD_BAD_INPUT };

    intake_report_clear(&result->report);
    result->report.state = "";
    hd_problem_add(&result->report.problems, problem);
    hd_problem_add(&result->problems, problem);
    result->outcome = FETCH_REFUSED;
    write_message(run, &none);
    return HD_OK;
}

/* A body that is a submission of its own, with a run of its own. */
/* Of all bodies of a run, for whoever asked for it. */
static void add_up(struct running *run)
{
    const struct intake_report *one = &run->result->report;
    struct intake_report *all = &run->total;

    all->rows += one->rows;
    all->added += one->added;
    all->changed += one->changed;
    all->unchanged += one->unchanged;
    all->refused += one->refused;
    all->held += one->held;
    all->waiting += one->waiting;
    all->samples += one->samples;
    run->any_refused |= run->result->outcome == FETCH_REFUSED;
}

static void tell_all(struct running *run)
{
    struct intake_report *report = &run->result->report;

    report->rows = run->total.rows;
    report->added = run->total.added;
    report->changed = run->total.changed;
    report->unchanged = run->total.unchanged;
    report->refused = run->total.refused;
    report->held = run->total.held;
    report->waiting = run->total.waiting;
    report->samples = run->total.samples;
    outcome_of(run);
    if (run->any_refused && run->result->outcome != FETCH_NEW)
        run->result->outcome = FETCH_REFUSED;
}

static enum hd_rc finish_one(struct running *run, const struct collector_body *body,
                             struct collector_answer *answer, struct hd_error *err)
{
    enum hd_rc rc;

    hd_problems_clear(&run->result->problems);
    run->result->code = run->result->message = "";
    drop_bodies(run);
    (void)add_body(run, body);
    rc = body->problem ? refuse(run, body->problem) : take_in(run, err);
    answer_one(run, answer);
    if (!rc && !run->request.dry_run)
        rc = keep(run, err);
    add_up(run);
    drop_bodies(run);
    return rc;
}

static enum hd_rc put(void *ctx, const struct collector_body *body, struct collector_answer *answer,
                      struct hd_error *err)
{
    struct running *run = ctx;
    enum hd_rc rc;

    *answer = (struct collector_answer){ .fate = COLLECTOR_TAKEN };
    if (!run->source->transport->each)
        return gather(run, body, answer, err);
    rc = finish_one(run, body, answer, err);
    if (rc) {
        run->store_failed = true;
        run->trouble = *err;
    }
    return rc;
}

/* ---- the run ---- */

static bool never_cancelled(void *ctx)
{
    (void)ctx;
    return false;
}

static enum hd_rc read_mark(struct running *run, struct hd_error *err)
{
    struct source_state_row *rows = NULL;
    struct reader *reader = NULL;
    size_t count = 0;
    enum hd_rc rc = service_reader_take(run->service, &reader, err);

    run->request.mark = "";
    if (rc)
        return rc;
    rc = source_states(reader, run->request.arena, &rows, &count, err);
    service_reader_give_back(run->service, &reader);
    for (size_t i = 0; !rc && i < count; i++) {
        if (strcmp(rows[i].name, run->source->name) != 0)
            continue;
        run->request.mark = opened_mark(run, rows[i].mark);
        run->failing = rows[i].failures > 0;
    }
    return rc;
}

static enum hd_rc begin(struct running *run, struct hd_error *err)
{
    const struct run_options *options = run->options;
    struct run_result *result = run->result;

    *result = (struct run_result){ .code = "", .message = "", .format = "" };
    result->report.state = "";
    run->began_tick_ms = hd_now_tick_ms(service_clock(run->service));
    run->lang = hd_lang_find(service_settings(run->service)->default_lang);
    run->actor = hd_arena_printf(&result->arena, "source:%s", run->source->name);
    run->request = (struct collector_request){
        .now_at_ms = hd_now_at_ms(service_clock(run->service)),
        .whole = options->whole,
        .dry_run = options->dry_run,
        .once = options->once,
        .arena = &result->arena,
        .cancelled = options->cancelled ? options->cancelled : never_cancelled,
        .cancelled_ctx = options->cancelled_ctx,
    };
    if (!options->dry_run)
        atomic_store(&run->source->attempted_at_ms, run->request.now_at_ms);
    return read_mark(run, err);
}

static void note_failure(struct running *run, const struct hd_error *err)
{
    run->result->outcome = FETCH_FAILED;
    write_message(run, err);
}

/* Nothing of a failed collect() is taken, but what it got is kept: it shows what went wrong. */
static enum hd_rc take_all(struct running *run, enum hd_rc collected, struct hd_error *err)
{
    if (collected) {
        note_failure(run, err);
        return HD_OK;
    }
    if (run->request.unchanged || !run->count) {
        run->result->outcome = run->request.unchanged ? FETCH_NOT_MODIFIED : FETCH_UNCHANGED;
        return HD_OK;
    }
    return take_in(run, err);
}

/* Each body has told its own.  Where there was none, only the end of a failure is worth a row. */
static enum hd_rc finish_each(struct running *run, struct hd_error *err)
{
    tell_all(run);
    if (!run->failing || run->result->fetch_id || run->request.dry_run)
        return HD_OK;
    return keep(run, err);
}

/* We ourselves ended it, to end: that says nothing about the source, which is asked again at the
 * next start. */
static bool is_cut_short(const struct running *run, enum hd_rc collected)
{
    return collected && run->request.cancelled(run->request.cancelled_ctx);
}

static enum hd_rc finish(struct running *run, enum hd_rc collected, struct hd_error *err)
{
    bool each = run->source->transport->each;
    enum hd_rc rc;

    if (each && !collected)
        return finish_each(run, err);
    if (each && run->store_failed) {
        *err = run->trouble;
        return collected;
    }
    rc = take_all(run, collected, err);
    if (rc)
        note_failure(run, err);
    if (run->request.dry_run)
        return rc;
    return keep(run, err);
}

static void log_run(const struct running *run)
{
    const struct run_result *result = run->result;
    bool bad = result->outcome == FETCH_FAILED || result->outcome == FETCH_REFUSED;
    bool asked = strcmp(run->options->cause, "schedule") != 0; /* and so somebody was told */

    hd_log(bad && !asked ? HD_LOG_WARNING : HD_LOG_INFO,
           "collector name=%s cause=%s outcome=%s new=%zu changed=%zu unchanged=%zu held=%zu "
           "samples=%zu bytes=%lld ms=%lld%s%s%s",
           run->source->name, run->options->cause, fetch_outcome_word(result->outcome),
           result->report.added, result->report.changed, result->report.unchanged,
           result->report.held, result->report.samples, (long long)result->bytes,
           (long long)result->duration_ms, bad ? " error=\"" : "", bad ? result->message : "",
           bad ? "\"" : "");
}

static void count_run(const struct running *run)
{
    char labels[160];

    snprintf(labels, sizeof labels, "collector=\"%s\",outcome=\"%s\"", run->source->name,
             fetch_outcome_word(run->result->outcome));
    service_count(run->service, "hedef_collector_runs_total", labels, 1);
}

static enum hd_rc perform(struct running *run, const struct collector_body *pushed,
                          struct hd_error *err)
{
    const struct collector_sink sink = { put, run };
    struct collector_answer answer = { .fate = COLLECTOR_TAKEN };
    enum hd_rc rc = begin(run, err), collected;
    bool cut;

    if (rc)
        return rc;
    collected = pushed ? put(run, pushed, &answer, err)
                       : run->source->transport->collect(run->source->self, &run->request, &sink,
                                                         &run->result->problems, err);
    atomic_store(&run->source->not_before_at_ms, run->request.not_before_at_ms);
    cut = is_cut_short(run, collected);
    if (!cut)
        rc = finish(run, collected, err);
    drop_bodies(run);
    if (!cut && !run->request.dry_run && (!run->source->transport->each || run->result->fetch_id)) {
        log_run(run);
        count_run(run);
    }
    return rc;
}

static enum hd_rc run_once(struct service *service, struct source *source,
                           const struct run_options *options, const struct collector_body *pushed,
                           struct run_result *result, struct hd_error *err)
{
    struct running run = {
        .service = service, .source = source, .options = options, .result = result
    };
    bool idle = false;
    enum hd_rc rc;

    *result = (struct run_result){ .code = "", .message = "", .format = "" };
    /* What is pushed needs no instance: several may come at once. */
    if (!pushed && !atomic_compare_exchange_strong(&source->running, &idle, true))
        return hd_fail(err, HD_CONFLICT, "the source '%s' runs already", source->name);
    rc = perform(&run, pushed, err);
    atomic_store(&source->troubled, rc != HD_OK);
    if (!pushed)
        atomic_store(&source->running, false);
    return rc;
}

enum hd_rc run_source(struct service *service, struct source *source,
                      const struct run_options *options, struct run_result *result,
                      struct hd_error *err)
{
    return run_once(service, source, options, NULL, result, err);
}

enum hd_rc run_pushed(struct service *service, struct source *source,
                      const struct run_options *options, const struct collector_body *body,
                      struct run_result *result, struct hd_error *err)
{
    return run_once(service, source, options, body, result, err);
}

void run_result_clear(struct run_result *result)
{
    intake_report_clear(&result->report);
    hd_problems_clear(&result->problems);
    hd_arena_clear(&result->arena);
    *result = (struct run_result){ .code = "", .message = "", .format = "" };
}

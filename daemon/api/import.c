/* POST /api/v1/imports (a file as the body) and POST /api/v1/observations (JSON): both are an
 * intake and give the same answer. */
#include <string.h>

#include "collectors/formats/csv.h"
#include "collectors/formats/json.h"
#include "daemon/api/answer.h"
#include "daemon/api/body.h"
#include "daemon/api/handlers.h"
#include "daemon/intake.h"
#include "daemon/service.h"

#define FORMATS_MAX 32

/* ---- the answer ---- */

static const char *effect_word(enum submission_effect effect)
{
    switch (effect) {
    case SUBMISSION_ROW_NEW:
        return "new";
    case SUBMISSION_ROW_CHANGED:
        return "changed";
    case SUBMISSION_ROW_UNCHANGED:
        return "unchanged";
    case SUBMISSION_ROW_HELD:
        return "held";
    case SUBMISSION_ROW_WAITING:
        return "waiting";
    }
    return "";
}

static void status_json(struct hd_jsonw *w, const char *key, char status)
{
    char text[2] = { status, '\0' };

    hd_jsonw_key_string(w, key, status ? text : NULL);
}

static void rows_json(struct hd_jsonw *w, const struct intake_report *report)
{
    hd_jsonw_key(w, "rows");
    hd_jsonw_array(w);
    for (size_t i = 0; i < report->listed_count; i++) {
        const struct intake_row *row = &report->listed[i];
        char period[HD_PERIOD_TEXT_MAX];

        hd_period_text(row->period, period);
        hd_jsonw_object(w);
        hd_jsonw_key_int(w, "line", row->line);
        hd_jsonw_key_string(w, "indicator", row->indicator);
        hd_jsonw_key_string(w, "area", row->area);
        hd_jsonw_key_string(w, "breakdown", row->breakdown);
        hd_jsonw_key_string(w, "period", period);
        api_json_value(w, "old", row->old_value);
        api_json_value(w, "new", row->new_value);
        hd_jsonw_key_string(w, "effect", effect_word(row->effect));
        status_json(w, "old_status", row->old_status);
        status_json(w, "new_status", row->new_status);
        hd_jsonw_key_bool(w, "comment_changed", row->comment_changed);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void problems_json(struct hd_jsonw *w, const struct intake_report *report,
                          const struct hd_lang *lang)
{
    hd_jsonw_key(w, "problems");
    hd_jsonw_array(w);
    for (size_t i = 0; i < report->problems.count; i++)
        api_problem_json(w, &report->problems.items[i], lang);
    hd_jsonw_end_array(w);
}

static void write_report(const struct intake *intake, const struct intake_report *report,
                         const struct api_request *request, struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    hd_jsonw_key(&w, "submission");
    if (report->submission)
        hd_jsonw_int(&w, report->submission);
    else
        hd_jsonw_null(&w);
    hd_jsonw_key_string(&w, "state", *report->state ? report->state : NULL);
    hd_jsonw_key_int(&w, "new", (int64_t)report->added);
    hd_jsonw_key_int(&w, "changed", (int64_t)report->changed);
    hd_jsonw_key_int(&w, "unchanged", (int64_t)report->unchanged);
    hd_jsonw_key_int(&w, "refused", (int64_t)report->refused);
    hd_jsonw_key_int(&w, "empty", (int64_t)report->empty);
    hd_jsonw_key_int(&w, "left_out", (int64_t)report->left_out);
    hd_jsonw_key_bool(&w, "dry_run", intake->dry_run);
    rows_json(&w, report);
    problems_json(&w, report, request->lang);
    if (report->rejected_csv)
        hd_jsonw_key_string(&w, "rejected_csv", report->rejected_csv);
    api_json_end(&w, reply);
    reply->attention = (int64_t)report->refused;
    reply->status = report->submission ? 201 : 200;
    if (report->replayed)
        api_reply_header(reply, "Idempotency-Replayed", "true");
}

/* ---- refusals ---- */

static enum hd_rc refuse_rows(const struct intake *intake, struct intake_report *report,
                              const struct api_request *request, struct api_reply *reply)
{
    /* Not even the form could be read: that is a malformed request, not an unacceptable one. */
    bool malformed = intake->format == &format_json && !report->rows &&
                     report->problems.count == 1 &&
                     strcmp(report->problems.items[0].code, "json_invalid") == 0;

    return api_problems(reply, request, malformed ? 400 : 422, "import_invalid",
                        N_("Nothing was imported"), &report->problems);
}

static enum hd_rc refuse_intake(enum hd_rc rc, const struct intake *intake,
                                struct intake_report *report, const struct api_request *request,
                                struct api_reply *reply)
{
    if (rc == HD_BAD_INPUT && report->problems.count)
        return refuse_rows(intake, report, request, reply);
    if (rc == HD_CONFLICT)
        return api_problem(reply, request, 422, "idempotency_key_reused",
                           N_("The Idempotency-Key was used with another request"),
                           N_("Take a new key for new content."), NULL);
    if (rc == HD_DENIED)
        return api_problem(reply, request, 403, "second_person_needed",
                           N_("A second person has to approve this"),
                           N_("Leave out publish: then it waits for approval."), NULL);
    return rc;
}

/* ---- parameters ---- */

static const struct {
    const char *word;
    enum submission_verb verb;
} verbs[] = {
    { "new", SUBMISSION_NEW },
    { "revise", SUBMISSION_REVISE },
    { "correct", SUBMISSION_CORRECT },
};

static bool read_verb(const struct api_request *request, struct api_reply *reply,
                      enum submission_verb *verb)
{
    static const char *const known[] = { "new", "revise", "correct" };
    const char *word = api_param(request, "verb");

    *verb = SUBMISSION_NEW;
    for (size_t i = 0; word && i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(word, verbs[i].word) == 0) {
            *verb = verbs[i].verb;
            return true;
        }
    }
    if (word)
        (void)api_unknown_value(reply, request, "verb", word, known, 3);
    return !word;
}

static bool read_format(const struct api_request *request, struct api_reply *reply,
                        const struct format_ops **format)
{
    const char *word = api_param(request, "format");
    const char *known[FORMATS_MAX];
    size_t count = 0;

    *format = word ? format_find(word) : NULL;
    if (!word || *format)
        return true;
    for (; formats[count] && count < FORMATS_MAX; count++)
        known[count] = formats[count]->name;
    (void)api_unknown_value(reply, request, "format", word, known, count);
    return false;
}

/* Values with dates of their own change what was known on past days. */
static bool may_load_history(const struct api_request *request, struct api_reply *reply)
{
    if (!api_flag(request, "history") || request->role >= API_OPERATOR)
        return true;
    (void)api_problem(reply, request, 403, "scope_missing", N_("Only an operator may load history"),
                      N_("The token does not have the scope {scope}."),
                      HD_ARGS("scope", "operator"));
    return false;
}

static const char *header(const struct api_request *request, const char *name)
{
    return request->header ? request->header(request->header_ctx, name) : NULL;
}

static enum hd_rc take_in(struct service *service, struct intake *intake,
                          struct api_request *request, struct api_reply *reply,
                          struct hd_error *err)
{
    struct intake_report report = { .state = "" };
    enum hd_rc rc;

    intake->data = request->body ? request->body : "";
    intake->len = request->body_len;
    intake->actor = request->actor;
    intake->idempotency_key = header(request, "Idempotency-Key");
    intake->dry_run = api_flag(request, "dry_run");
    intake->partial = api_flag(request, "partial");
    intake->publish = api_flag(request, "publish");
    reply->no_store = true;
    rc = intake_run(service, intake, &report, err);
    if (rc)
        rc = refuse_intake(rc, intake, &report, request, reply);
    else
        write_report(intake, &report, request, reply);
    intake_report_clear(&report);
    return rc;
}

enum hd_rc api_import_post(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    const char *filename = api_param(request, "filename");
    struct intake intake = {
        .file = filename && *filename ? filename : "import",
        .channel = request->trusted ? "import" : "api",
        .reason = api_param(request, "reason"),
        .history = api_flag(request, "history"),
        .ignore_unknown = api_flag(request, "ignore_unknown"),
    };

    if (!read_verb(request, reply, &intake.verb) || !read_format(request, reply, &intake.format) ||
        !may_load_history(request, reply))
        return HD_OK;
    return take_in(service, &intake, request, reply, err);
}

enum hd_rc api_observation_post(struct service *service, struct api_request *request,
                                struct api_reply *reply, struct hd_error *err)
{
    const char *type = header(request, "Content-Type");
    bool csv = type && api_media_is(type, strlen(type), "text/csv");
    struct intake intake = { .format = csv ? &format_csv : &format_json,
                             .file = "",
                             .channel = "api" };

    if (!read_verb(request, reply, &intake.verb))
        return HD_OK;
    return take_in(service, &intake, request, reply, err);
}

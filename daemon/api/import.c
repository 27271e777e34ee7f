/* POST /api/v1/imports (a file as the body) and POST /api/v1/observations (JSON): both are an
 * intake and give the same answer. */
#include <string.h>

#include "collectors/formats/csv.h"
#include "collectors/formats/json.h"
#include "daemon/api/answer.h"
#include "daemon/api/body.h"
#include "daemon/api/handlers.h"
#include "daemon/api/intake_members.h"
#include "daemon/collect/sources.h"
#include "daemon/intake.h"
#include "daemon/service.h"

#define FORMATS_MAX 32

/* ---- the answer ---- */

static void write_report(const struct intake *intake, const struct intake_report *report,
                         const struct api_request *request, struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    intake_counts_json(&w, report);
    hd_jsonw_key_bool(&w, "dry_run", intake->dry_run);
    intake_rows_json(&w, report);
    intake_problems_json(&w, &report->problems, request->lang);
    if (report->rejected_csv)
        hd_jsonw_key_string(&w, "rejected_csv", report->rejected_csv);
    api_json_end(&w, reply);
    reply->attention = (int64_t)report->refused;
    reply->status = report->submission || (report->samples && !intake->dry_run) ? 201 : 200;
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
    for (; count < FORMATS_MAX && formats[count]; count++)
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
    intake->mapped = request->body_mapped;
    intake->progress = request->progress;
    intake->progress_ctx = request->progress_ctx;
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

/* A file that looks like what a source brings: its format and mapping are used. */
static bool read_source(struct service *service, const struct api_request *request,
                        struct api_reply *reply, struct intake *intake, struct source **source)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const char *name = api_param(request, "source");
    const char *const *names;
    struct hd_error err;
    size_t count;

    if (!name)
        return true;
    if (sources_ready(service, &problems, &err)) {
        (void)api_problems(reply, request, 422, "sources_invalid",
                           N_("The configuration of the sources is wrong"), &problems);
        return false;
    }
    *source = sources_find(service, name);
    if (!*source) {
        names = sources_names(service, request->arena, &count);
        (void)api_unknown_value(reply, request, "source", name, names, count);
        return false;
    }
    intake->mapping = (*source)->mapping;
    intake->ignore_unknown |= (*source)->options.ignore_unknown;
    if (!intake->format)
        intake->format = (*source)->format;
    return true;
}

enum hd_rc api_import_post(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct source *source = NULL;
    enum hd_rc rc = HD_OK;
    const char *filename = api_param(request, "filename");
    struct intake intake = {
        .file = filename && *filename ? filename : "import",
        .channel = request->trusted ? "import" : "api",
        .reason = api_param(request, "reason"),
        .lang = request->lang,
        .history = api_flag(request, "history"),
        .ignore_unknown = api_flag(request, "ignore_unknown"),
    };

    if (!read_verb(request, reply, &intake.verb) || !read_format(request, reply, &intake.format) ||
        !may_load_history(request, reply))
        return HD_OK;
    if (read_source(service, request, reply, &intake, &source))
        rc = take_in(service, &intake, request, reply, err);
    source_drop(&source);
    return rc;
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

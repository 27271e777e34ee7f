#include "daemon/folder.h"

#include <stdlib.h>
#include <string.h>

#include "collectors/folder/folder.h"
#include "common/buf.h"
#include "common/lang.h"
#include "common/log.h"
#include "daemon/intake.h"
#include "daemon/rejected.h"
#include "daemon/service.h"

#define SETTLE_MS  2000
#define REASON_MAX (1 << 20)

struct folder {
    struct service *service;
    bool once; /* no later scan */
    struct folder_options options;
    struct collector_site site;
    void *self; /* NULL: not open */
};

struct visit {
    struct folder *folder;
    struct collector_request request;
    const struct hd_lang *lang;
};

/* ---- one file ---- */

static void count_file(const struct visit *visit, const char *labels)
{
    service_count(visit->folder->service, "hedef_folder_files_total", labels, 1);
}

static void tell_rejected(const struct visit *visit, const struct collector_body *body,
                          const struct collector_answer *answer)
{
    hd_log(HD_LOG_WARNING, "folder file=\"%s\" outcome=rejected reason=\"%.*s\"", body->name,
           (int)strcspn(answer->reason, "\n"), answer->reason);
    count_file(visit, "outcome=\"rejected\"");
}

static void tell_done(const struct visit *visit, const struct collector_body *body,
                      const struct intake_report *report)
{
    hd_log(HD_LOG_INFO,
           "folder file=\"%s\" outcome=done new=%zu changed=%zu unchanged=%zu state=%s", body->name,
           report->added, report->changed, report->unchanged,
           *report->state ? report->state : "none");
    count_file(visit, "outcome=\"done\"");
}

static void write_reasons(const struct visit *visit, struct hd_problems *problems,
                          const struct hd_error *err, struct collector_answer *answer)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, REASON_MAX);
    hd_problems_sort(problems);
    for (size_t i = 0; i < problems->count; i++) {
        hd_problem_line(&problems->items[i], visit->lang, &text);
        hd_buf_putc(&text, '\n');
    }
    if (!problems->count)
        hd_buf_printf(&text, "%s\n", err->text);
    answer->fate = COLLECTOR_REFUSED;
    answer->reason = hd_arena_strdup(visit->request.arena, text.data);
}

static void refuse(const struct visit *visit, const struct intake *intake,
                   struct intake_report *report, const struct hd_error *err,
                   struct collector_answer *answer)
{
    write_reasons(visit, &report->problems, err, answer);
    rejected_write(intake, report);
    if (!report->rejected_csv)
        return;
    answer->rejected =
        hd_arena_strndup(visit->request.arena, report->rejected_csv, report->rejected_len);
    answer->rejected_len = report->rejected_len;
}

static enum hd_rc take_in(const struct visit *visit, const struct collector_body *body,
                          struct collector_answer *answer, struct hd_error *err)
{
    struct intake intake = { .data = body->data,
                             .len = body->len,
                             .file = body->name,
                             .channel = "folder",
                             .actor = "folder",
                             .reason = "",
                             .lang = visit->lang,
                             .idempotency_key = body->key };
    struct intake_report report = { .state = "" };
    enum hd_rc rc = intake_run(visit->folder->service, &intake, &report, err);

    answer->fate = rc ? COLLECTOR_LATER : COLLECTOR_TAKEN;
    if (rc == HD_BAD_INPUT || rc == HD_LIMIT || rc == HD_CONFLICT) {
        refuse(visit, &intake, &report, err, answer);
        tell_rejected(visit, body, answer);
        rc = HD_OK;
    } else if (!rc) {
        tell_done(visit, body, &report);
    }
    intake_report_clear(&report);
    return rc;
}

static void refuse_unread(const struct visit *visit, const struct collector_body *body,
                          struct collector_answer *answer)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    hd_problem_add(&problems, body->problem);
    write_reasons(visit, &problems, NULL, answer);
    tell_rejected(visit, body, answer);
}

static enum hd_rc put(void *ctx, const struct collector_body *body, struct collector_answer *answer,
                      struct hd_error *err)
{
    const struct visit *visit = ctx;

    if (!body->problem)
        return take_in(visit, body, answer, err);
    refuse_unread(visit, body, answer);
    return HD_OK;
}

/* ---- the folder ---- */

static void tell_warnings(const struct visit *visit, const struct hd_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        HD_BUF_AUTO struct hd_buf text = { 0 };

        if (!problems->items[i].warning)
            continue;
        hd_buf_init(&text, 4096);
        hd_problem_message(&problems->items[i], NULL, &text);
        hd_log(HD_LOG_WARNING, "folder outcome=ignored reason=\"%s\"", text.data);
        count_file(visit, "outcome=\"ignored\"");
    }
}

static void close_instance(struct folder *folder)
{
    if (folder->self)
        collector_folder.close(folder->self);
    free(folder->options.folder);
    folder->options.folder = NULL;
    folder->self = NULL;
}

/* The settings may have changed since the last scan. */
static enum hd_rc open_instance(struct folder *folder, const struct settings *settings,
                                struct hd_problems *problems, struct hd_error *err)
{
    folder->site.max_bytes = settings->max_body_bytes;
    if (folder->self && strcmp(folder->options.folder, settings->drop_dir) == 0)
        return HD_OK;
    close_instance(folder);
    folder->options =
        (struct folder_options){ .folder = hd_strdup(settings->drop_dir), .settle_ms = SETTLE_MS };
    return collector_folder.open(&folder->options, &folder->site, &folder->self, problems, err);
}

enum hd_rc folder_scan(struct folder *folder, struct hd_error *err)
{
    const struct settings *settings = service_settings(folder->service);
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct visit visit = { .folder = folder,
                           .request = { .now_at_ms = hd_now_at_ms(folder->site.clock),
                                        .once = folder->once,
                                        .mark = "",
                                        .arena = &arena },
                           .lang = hd_lang_find(settings->default_lang) };
    const struct collector_sink sink = { put, &visit };
    enum hd_rc rc;

    if (!settings->drop_dir)
        return HD_OK;
    rc = open_instance(folder, settings, &problems, err);
    if (!rc)
        rc = collector_folder.collect(folder->self, &visit.request, &sink, &problems, err);
    tell_warnings(&visit, &problems);
    return rc;
}

struct folder *folder_create(struct service *service)
{
    struct folder *folder = hd_alloc(sizeof *folder);

    folder->service = service;
    folder->site = (struct collector_site){ .clock = service_clock(service), .name = "folder" };
    return folder;
}

void folder_destroy(struct folder **folder)
{
    struct folder *gone = *folder;

    if (!gone)
        return;
    close_instance(gone);
    free(gone);
    *folder = NULL;
}

enum hd_rc intake_folder_scan(struct service *service, struct hd_error *err)
{
    struct folder *folder = folder_create(service);
    enum hd_rc rc;

    folder->once = true;
    rc = folder_scan(folder, err);
    folder_destroy(&folder);
    return rc;
}

/* Catalogue files: what applying them would change, and applying them.  The path is one of this
 * machine, so only callers on it may name one. */
#include "queries/catalog.h"

#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"

#define SHOWN_MAX 200 /* for people; JSON and CSV tell all */

/* ---- columns ---- */

static const char *what_word(const struct catalog_change *change)
{
    switch (change->what) {
    case CATALOG_ADDED:
        return "added";
    case CATALOG_CHANGED:
        return "changed";
    case CATALOG_REMOVED:
        return "removed";
    }
    return "";
}

static void column_kind(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct catalog_change *)row)->kind);
}

static void column_code(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct catalog_change *)row)->code);
}

static void column_what(const void *row, const struct api_request *request, struct api_cell *cell)
{
    static const char *const labels[] = { N_("added"), N_("changed"), N_("removed") };
    const struct catalog_change *change = row;

    cell_label(cell, what_word(change), hd_tr(request->lang, labels[change->what]));
}

static void column_field(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct catalog_change *)row)->field);
}

static void column_old(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct catalog_change *)row)->old_text);
}

static void column_new(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct catalog_change *)row)->new_text);
}

static const struct api_column columns[] = {
    { "kind", N_("Kind"), false, column_kind },
    { "code", N_("Code"), false, column_code },
    { "what", N_("Change"), false, column_what },
    { "field", N_("Field"), false, column_field },
    { "old", N_("Old"), false, column_old },
    { "new", N_("New"), false, column_new },
    { NULL, NULL, false, NULL },
};

static const char *counts_sentence(const struct catalog_changes *changes, bool applied,
                                   const struct api_request *request)
{
    struct hd_arena *arena = request->arena;
    struct hd_buf out = { 0 };
    const char *pattern =
        applied ? N_("Applied: {added} added, {changed} changed, {removed} removed, {same} "
                     "unchanged.")
                : N_("Would be: {added} added, {changed} changed, {removed} removed, {same} "
                     "unchanged.");

    hd_buf_init(&out, 1024);
    hd_fill(&out, hd_tr(request->lang, pattern),
            HD_ARGS("added", hd_arena_printf(arena, "%zu", changes->added), "changed",
                    hd_arena_printf(arena, "%zu", changes->changed), "removed",
                    hd_arena_printf(arena, "%zu", changes->removed), "same",
                    hd_arena_printf(arena, "%zu", changes->unchanged)));
    return api_keep(request, &out);
}

struct told {
    const struct catalog_changes *changes;
    const struct hd_problems *undone; /* of targets that were moved by hand; NULL: not asked */
    bool applied;
};

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    const struct told *told = ctx;

    (void)request;
    hd_jsonw_key_int(w, "added", (int64_t)told->changes->added);
    hd_jsonw_key_int(w, "changed", (int64_t)told->changes->changed);
    hd_jsonw_key_int(w, "removed", (int64_t)told->changes->removed);
    hd_jsonw_key_int(w, "unchanged", (int64_t)told->changes->unchanged);
    hd_jsonw_key_bool(w, "applied", told->applied);
    if (!told->undone)
        return;
    hd_jsonw_key(w, "problems");
    hd_jsonw_array(w);
    for (size_t i = 0; i < told->undone->count; i++)
        api_problem_json(w, &told->undone->items[i], request->lang);
    hd_jsonw_end_array(w);
}

static void put_undone(const struct hd_problems *undone, const struct api_request *request,
                       struct api_reply *reply)
{
    for (size_t i = 0; undone && i < undone->count; i++) {
        hd_problem_line(&undone->items[i], request->lang, &reply->body);
        hd_buf_putc(&reply->body, '\n');
    }
}

static enum hd_rc write_changes(const struct told *told, const struct api_request *request,
                                struct api_reply *reply, struct hd_error *err)
{
    bool people = api_for_people(request);
    const struct catalog_changes *changes = told->changes;
    const void **rows = hd_arena_alloc(request->arena, (changes->count + 1) * sizeof *rows);
    struct api_list list = { .columns = columns, .rows = rows, .extra = extra_json, .ctx = told };
    enum hd_rc rc;

    for (; list.count < changes->count && !(people && list.count == SHOWN_MAX); list.count++)
        rows[list.count] = &changes->items[list.count];
    rc = api_list_write(&list, request, reply, err);
    if (!rc && people) {
        hd_buf_printf(&reply->body, "%s\n", counts_sentence(changes, told->applied, request));
        put_undone(told->undone, request, reply);
    }
    return rc;
}

/* ---- the files ---- */

/* false: the reply holds the refusal. */
static bool path_is_allowed(const struct api_request *request, struct api_reply *reply)
{
    const char *path = api_param(request, "path");

    if (!request->trusted) {
        (void)api_problem(reply, request, 403, "local_only",
                          N_("Only a caller on this machine may do this"),
                          N_("Use the command line there: hedef catalog apply PATH"), NULL);
        return false;
    }
    if (!path || *path != '/') {
        (void)api_problem(reply, request, 400, "path_missing", N_("The path is missing"),
                          N_("{name} takes an absolute path."), HD_ARGS("name", "path"));
        return false;
    }
    return true;
}

static enum hd_rc resolve(struct service *service, struct catalog_files *files,
                          struct hd_problems *problems, struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    catalog_files_set_zone(files, service_zone(service));
    rc = catalog_files_resolve(reader, files, problems, err);
    service_reader_give_back(service, &reader);
    return rc;
}

/* *files_out stays NULL when the reply holds the problems. */
static enum hd_rc read_files(struct service *service, const struct api_request *request,
                             struct api_reply *reply, struct catalog_files **files_out,
                             struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct catalog_files *files = NULL;
    enum hd_rc rc = catalog_files_read(api_param(request, "path"), &files, &problems, err), more;

    /* Also of faulty files: all problems in one pass. */
    if (files && (!rc || rc == HD_BAD_INPUT)) {
        more = resolve(service, files, &problems, err);
        rc = rc ? rc : more;
    }
    if (!rc && !problems.errors) {
        *files_out = files;
        return HD_OK;
    }
    catalog_files_close(&files);
    if (!problems.count)
        return rc;
    return api_problems(reply, request, 422, "catalog_invalid",
                        N_("The catalogue has problems; nothing was changed"), &problems);
}

/* What would change, and where that would undo what was decided by hand since. */
static enum hd_rc load_changes(struct service *service, struct catalog_files *files,
                               struct catalog_changes *changes, struct hd_problems *undone,
                               struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = catalog_diff(reader, files, changes, err);
    if (!rc)
        rc = catalog_files_check_moved(reader, files, undone, err);
    service_reader_give_back(service, &reader);
    return rc == HD_CONFLICT ? HD_OK : rc; /* told by `undone` */
}

enum hd_rc api_catalog_diff(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems undone = { 0 };
    struct catalog_files *files = NULL;
    struct catalog_changes changes = { 0 };
    struct told told = { .changes = &changes, .undone = &undone };
    enum hd_rc rc;

    if (!path_is_allowed(request, reply))
        return HD_OK;
    rc = read_files(service, request, reply, &files, err);
    if (rc || !files)
        return rc;
    rc = load_changes(service, files, &changes, &undone, err);
    if (!rc)
        rc = write_changes(&told, request, reply, err);
    reply->no_store = true;
    catalog_changes_clear(&changes);
    catalog_files_close(&files);
    return rc;
}

struct application {
    struct catalog_files *files;
    bool remove;
    const char *actor;
    size_t changed;
};

static enum hd_rc write_application(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct application *application = ctx;

    return catalog_apply(txn, application->files, application->remove, application->actor,
                         &application->changed, err);
}

static enum hd_rc apply_files(struct service *service, struct catalog_files *files,
                              const struct api_request *request, struct hd_error *err)
{
    struct application application = { files, api_flag(request, "remove"), request->actor, 0 };
    enum hd_rc rc = store_write(service_store(service), write_application, &application, err);

    if (!rc && application.changed)
        service_changed(service);
    return rc;
}

/* What is not in the files stays unless it was asked for otherwise. */
static void keep_removed(struct catalog_changes *changes)
{
    size_t kept = 0;

    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].what != CATALOG_REMOVED)
            changes->items[kept++] = changes->items[i];
    }
    changes->count = kept;
    changes->removed = 0;
}

static enum hd_rc apply_and_tell(struct service *service, struct catalog_files *files,
                                 const struct catalog_changes *changes,
                                 const struct api_request *request, struct api_reply *reply,
                                 struct hd_error *err)
{
    struct told told = { .changes = changes, .applied = !api_flag(request, "dry_run") };
    enum hd_rc rc = told.applied ? apply_files(service, files, request, err) : HD_OK;

    return rc ? rc : write_changes(&told, request, reply, err);
}

enum hd_rc api_catalog_apply(struct service *service, struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems undone = { 0 };
    bool take_targets = api_flag(request, "targets_from_files");
    struct catalog_files *files = NULL;
    struct catalog_changes changes = { 0 };
    enum hd_rc rc;

    if (!path_is_allowed(request, reply))
        return HD_OK;
    rc = read_files(service, request, reply, &files, err);
    if (rc || !files)
        return rc;
    if (take_targets)
        catalog_files_take_targets(files);
    rc = load_changes(service, files, &changes, &undone, err);
    if (!rc && !api_flag(request, "remove"))
        keep_removed(&changes);
    if (!rc && undone.count && !take_targets)
        rc = api_problems(reply, request, 409, "target_moved_by_hand",
                          N_("Targets were moved by hand since; nothing was changed"), &undone);
    else if (!rc)
        rc = apply_and_tell(service, files, &changes, request, reply, err);
    catalog_changes_clear(&changes);
    catalog_files_close(&files);
    return rc;
}

/* The database itself: a backup, and a check of everything in it. */
#include "storage/store.h"

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"
#include "storage/record.h"

static enum hd_rc note_backup(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct api_request *request = ctx;
    char at[21];

    hd_instant_text(txn_now_at_ms(txn), at);
    return record_setting(txn, "last_backup_at", at, request->actor, err);
}

static enum hd_rc refuse_path(enum hd_rc rc, const char *path, const struct api_request *request,
                              struct api_reply *reply, const struct hd_error *err)
{
    if (rc == HD_CONFLICT)
        return api_problem(reply, request, 409, "file_exists", N_("The file exists already"),
                           N_("'{path}' is not overwritten; say --overwrite to replace it."),
                           HD_ARGS("path", path));
    if (rc == HD_SYSTEM)
        return api_problem(reply, request, 500, "backup_failed", N_("The backup was not written"),
                           N_("{text}. A running service writes with its own rights: choose a "
                              "directory that it may write to."),
                           HD_ARGS("text", err->text));
    return rc;
}

enum hd_rc api_store_backup(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    const char *path = api_param(request, "path");
    struct api_field fields[] = { { .key = "backup", .label = N_("Backup") } };
    enum hd_rc rc;

    if (!request->trusted)
        return api_problem(reply, request, 403, "local_only",
                           N_("Only a caller on this machine may do this"),
                           N_("Use the command line there: hedef backup FILE"), NULL);
    if (!path || *path != '/')
        return api_problem(reply, request, 400, "path_missing", N_("The path is missing"),
                           N_("{name} takes an absolute path."), HD_ARGS("name", "path"));
    rc = store_backup(service_settings(service)->database, path, api_flag(request, "overwrite"),
                      err);
    if (rc)
        return refuse_path(rc, path, request, reply, err);
    rc = store_write(service_store(service), note_backup, request, err);
    if (rc)
        return rc;
    service_note_backup(service, hd_now_at_ms(service_clock(service)));
    cell_text(&fields[0].cell, path);
    api_object_write(fields, 1, NULL, request, reply);
    return HD_OK;
}

void store_verify_write(const struct store_verify *verify, const struct api_request *request,
                        struct api_reply *reply)
{
    struct api_field fields[] = {
        { .key = "schema", .label = N_("Schema") },
        { .key = "submissions", .label = N_("Submissions") },
        { .key = "observations", .label = N_("Observations") },
        { .key = "audit_events", .label = N_("Audit events") },
        { .key = "broken", .label = N_("Broken") },
        { .key = "first", .label = N_("First") },
    };

    cell_int(&fields[0].cell, verify->schema_version);
    cell_int(&fields[1].cell, verify->submissions);
    cell_int(&fields[2].cell, verify->observations);
    cell_int(&fields[3].cell, verify->audit_events);
    cell_int(&fields[4].cell, verify->broken);
    cell_text(&fields[5].cell, *verify->first ? verify->first : NULL);
    reply->attention = verify->broken;
    reply->no_store = true;
    api_object_write(fields, sizeof fields / sizeof *fields, NULL, request, reply);
}

enum hd_rc api_store_verify(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    struct store_verify verify = { 0 };
    enum hd_rc rc = store_verify(service_settings(service)->database, &verify, err);

    if (rc && rc != HD_CORRUPT)
        return rc;
    if (rc && !verify.broken)
        return rc;
    store_verify_write(&verify, request, reply);
    return HD_OK;
}

/* Rules that live in the store and bind every door: which there are, and turning them on and off.
 */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"
#include "queries/ledger.h"
#include "storage/record.h"

struct setting_row {
    const char *key, *value;
};

static void column_key(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct setting_row *)row)->key);
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *value = ((const struct setting_row *)row)->value;

    cell_label(cell, value, hd_tr(request->lang, strcmp(value, "yes") == 0 ? N_("yes") : N_("no")));
}

static void column_meaning(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    static const struct {
        const char *key, *meaning;
    } meanings[] = {
        { "require_second_person", N_("values wait until a second person approves them") },
        { "second_person_targets", N_("changes of targets wait until a second person approves "
                                      "them") },
    };

    cell_text(cell, NULL);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].key, ((const struct setting_row *)row)->key) == 0)
            cell_text(cell, hd_tr(request->lang, meanings[i].meaning));
}

static const struct api_column columns[] = {
    { "key", N_("Setting"), false, column_key },
    { "value", N_("Value"), false, column_value },
    { "meaning", N_("Meaning"), false, column_meaning },
    { NULL, NULL, false, NULL },
};

static enum hd_rc load(struct service *service, struct hd_arena *arena, struct setting_row *rows,
                       size_t *count, struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    for (*count = 0; record_switches[*count] && !rc; (*count)++) {
        rows[*count] = (struct setting_row){ record_switches[*count], "no" };
        rc = ledger_setting(reader, record_switches[*count], arena, &rows[*count].value, err);
        if (rc == HD_NOT_FOUND)
            rc = HD_OK;
    }
    service_reader_give_back(service, &reader);
    return rc;
}

enum hd_rc api_setting_list(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    struct setting_row items[8];
    const void *rows[8];
    struct api_list list = { .columns = columns, .rows = rows };
    enum hd_rc rc = load(service, request->arena, items, &list.count, err);

    if (rc)
        return rc;
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &items[i];
    reply->no_store = true;
    return api_list_write(&list, request, reply, err);
}

struct turning {
    const char *key, *actor;
    bool on, changed;
};

static enum hd_rc write_turning(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct turning *turning = ctx;

    return record_switch(txn, turning->key, turning->on, turning->actor, &turning->changed, err);
}

static enum hd_rc refuse_unknown(const struct api_request *request, struct api_reply *reply)
{
    size_t count = 0;

    while (record_switches[count])
        count++;
    return api_unknown_value(reply, request, "key", request->captures[0], record_switches, count);
}

static bool read_switch(const struct api_request *request, struct api_reply *reply, bool *on_out)
{
    static const char *const words[] = { "yes", "no" };
    const char *value = "";
    const struct api_member members[] = { { "value", true, &value } };

    if (!api_body_read(request, reply, members, 1))
        return false;
    *on_out = strcmp(value, "yes") == 0;
    if (*on_out || strcmp(value, "no") == 0)
        return true;
    (void)api_unknown_value(reply, request, "value", value, words, 2);
    return false;
}

enum hd_rc api_setting_put(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct turning turning = { .key = request->captures[0], .actor = request->actor };
    struct api_field fields[] = { { .key = "key", .label = N_("Setting") },
                                  { .key = "value", .label = N_("Value") },
                                  { .key = "changed" } };
    enum hd_rc rc;

    if (!read_switch(request, reply, &turning.on))
        return HD_OK;
    rc = store_write(service_store(service), write_turning, &turning, err);
    if (rc == HD_NOT_FOUND)
        return refuse_unknown(request, reply);
    if (rc)
        return rc;
    if (turning.changed)
        service_changed(service);
    cell_text(&fields[0].cell, turning.key);
    cell_label(&fields[1].cell, turning.on ? "yes" : "no",
               hd_tr(request->lang, turning.on ? N_("yes") : N_("no")));
    cell_bool(&fields[2].cell, turning.changed);
    api_object_write(fields, sizeof fields / sizeof *fields, NULL, request, reply);
    return HD_OK;
}

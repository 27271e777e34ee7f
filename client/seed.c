#include "client/seed.h"

#include <dirent.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/formats/csv.h"
#include "common/buf.h"
#include "common/file.h"
#include "common/lang.h"
#include "daemon/demo.h"
#include "daemon/intake.h"
#include "daemon/service.h"
#include "storage/record.h"

#define SAMPLE_MAX (64 << 20)

const char *seed_actor(void)
{
    static char actor[300];
    const struct passwd *who = getpwuid(geteuid());

    if (who)
        snprintf(actor, sizeof actor, "local:%s", who->pw_name);
    else
        snprintf(actor, sizeof actor, "local:%lu", (unsigned long)geteuid());
    return actor;
}

/* ---- published values ---- */

static void copy_problems(const struct hd_problems *from, struct hd_problems *to)
{
    for (size_t i = 0; i < from->count; i++)
        hd_problem_add(to, &from->items[i]);
}

static enum hd_rc load_file(struct service *service, const char *dir, const char *name,
                            struct seed_counts *counts, struct hd_problems *problems,
                            struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf path = { 0 };
    HD_FREE_AUTO char *data = NULL;
    struct intake_report report = { .state = "" };
    struct intake intake = { .format = &format_csv,
                             .file = name,
                             .channel = "sample",
                             .actor = seed_actor(),
                             .reason = "",
                             .history = true,
                             .stated_only = true,
                             .publish = true };
    enum hd_rc rc;

    hd_buf_init(&path, 8192);
    hd_buf_printf(&path, "%s/%s", dir, name);
    rc = hd_file_read(path.data, SAMPLE_MAX, &data, &intake.len, err);
    if (rc)
        return rc;
    intake.data = data;
    rc = intake_run(service, &intake, &report, err);
    counts->published += report.added + report.changed;
    copy_problems(&report.problems, problems);
    intake_report_clear(&report);
    return rc;
}

static int is_csv(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 4 && strcmp(entry->d_name + len - 4, ".csv") == 0;
}

static enum hd_rc load_samples(struct service *service, const char *catalog,
                               struct seed_counts *counts, struct hd_problems *problems,
                               struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf dir = { 0 };
    struct dirent **entries = NULL;
    enum hd_rc rc = HD_OK;
    int count;

    hd_buf_init(&dir, 8192);
    hd_buf_printf(&dir, "%s/sample", catalog);
    count = scandir(dir.data, &entries, is_csv, alphasort);
    if (count < 0)
        return hd_fail_errno(err, "%s", dir.data);
    for (int i = 0; i < count; i++) {
        if (!rc)
            rc = load_file(service, dir.data, entries[i]->d_name, counts, problems, err);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

/* ---- invented values ---- */

struct invention {
    struct demo_plan plan;
    size_t added;
};

static enum hd_rc record_owed_from(struct txn *txn, int32_t day, struct hd_error *err)
{
    char text[11];

    hd_day_text(day, text);
    return record_setting(txn, "owed_from", text, seed_actor(), err);
}

static enum hd_rc write_inventions(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct invention *invention = ctx;
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < invention->plan.count; i++) {
        struct submission_result result = { 0 };

        rc = submission_put(txn, &invention->plan.submissions[i], &result, err);
        invention->added += result.added + result.changed;
    }
    if (!rc && invention->plan.owed_from_day)
        rc = record_owed_from(txn, invention->plan.owed_from_day, err);
    return rc;
}

static void sign(struct demo_plan *plan, const struct hd_lang *lang)
{
    for (size_t i = 0; i < plan->count; i++) {
        plan->submissions[i].actor = seed_actor();
        plan->submissions[i].checksum = "";
        if (plan->submissions[i].reason && *plan->submissions[i].reason)
            plan->submissions[i].reason = hd_tr(lang, plan->submissions[i].reason);
    }
}

static enum hd_rc invent(struct service *service, struct seed_counts *counts, struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct picture *picture = service_picture(service);
    struct invention invention = { 0 };
    enum hd_rc rc;

    if (!picture)
        return hd_fail(err, HD_SYSTEM, "the published values could not be judged");
    invention.plan = demo_make(picture, service_zone(service), &arena);
    sign(&invention.plan, hd_lang_find(service_settings(service)->default_lang));
    rc = store_write(service_store(service), write_inventions, &invention, err);
    picture_drop(&picture);
    counts->invented = invention.added;
    return rc;
}

/* ---- all of it ---- */

enum hd_rc seed_values(struct settings *settings, const char *catalog, bool demo,
                       struct seed_counts *counts, struct hd_problems *problems,
                       struct hd_error *err)
{
    struct service_options options = { settings, &hd_clock_system };
    struct service *service = NULL;
    enum hd_rc rc = service_open(&options, &service, err);

    if (rc)
        return rc;
    rc = load_samples(service, catalog, counts, problems, err);
    if (!rc)
        rc = service_wait_fresh(service, 60000, err);
    if (!rc && demo)
        rc = invent(service, counts, err);
    if (!rc)
        rc = service_refresh(service, "start", NULL, err);
    service_close(&service);
    return rc;
}

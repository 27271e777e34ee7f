/* tests/unit/daemon/site.h - a service over a fresh store with the shipped catalogue, and time that
 * moves when told. */
#ifndef HEDEF_TESTS_UNIT_DAEMON_SITE_H
#define HEDEF_TESTS_UNIT_DAEMON_SITE_H

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"
#include "daemon/api/token.h"
#include "daemon/service.h"
#include "queries/catalog.h"
#include "storage/record.h"
#include "storage/submission.h"

#define SITE_DAY_MS INT64_C(86400000)

struct site {
    char dir[64];
    char conf[96];
    struct service *service;
};

/* 2026-11-20T06:00:00Z, a Friday, until moved. */
static _Atomic int64_t site_now_ms = INT64_C(1795154400000);

static inline int64_t site_time(void *ctx)
{
    (void)ctx;
    return site_now_ms;
}

static const struct hd_clock site_clock = { .wall = site_time, .tick = site_time };

static inline enum hd_rc site_apply(struct txn *txn, void *ctx, struct hd_error *err)
{
    size_t changed;

    return catalog_apply(txn, ctx, false, "test", &changed, err);
}

static inline void site_fill_store(const char *path)
{
    struct store_options options = { .path = path, .clock = &site_clock, .create = true };
    struct hd_problems problems = { 0 };
    struct catalog_files *files = NULL;
    struct store *store = NULL;
    struct hd_error err;

    assert_int_equal(store_open(&options, &store, &err), HD_OK);
    assert_int_equal(catalog_files_read(SOURCE_DIR "/etc/catalog", &files, &problems, &err), HD_OK);
    if (store_write(store, site_apply, files, &err))
        fail_msg("%s", err.text);
    catalog_files_close(&files);
    hd_problems_clear(&problems);
    store_close(&store);
}

static inline struct settings *site_settings(struct site *site, const char *conf)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = NULL;
    struct hd_error err;

    assert_int_equal(hd_file_replace(site->conf, conf, strlen(conf), 0600, &err), HD_OK);
    assert_int_equal(settings_load(site->conf, &settings, &problems, &err), HD_OK);
    hd_problems_clear(&problems);
    return settings;
}

static inline void site_open(struct site *site, const char *conf)
{
    struct service_options options = { .clock = &site_clock };
    struct hd_error err;
    char path[96];

    snprintf(site->dir, sizeof site->dir, "/tmp/hedef-site-XXXXXX");
    assert_non_null(mkdtemp(site->dir));
    snprintf(site->conf, sizeof site->conf, "%s/hedef.conf", site->dir);
    snprintf(path, sizeof path, "%s/hedef.db", site->dir);
    site_fill_store(path);
    options.settings = site_settings(site, conf);
    if (service_open(&options, &site->service, &err))
        fail_msg("%s", err.text);
}

static inline void site_close(struct site *site)
{
    static const char *const names[] = { "hedef.conf", "hedef.db", "hedef.db-wal", "hedef.db-shm",
                                         "hedef.db.lock" };
    char path[96];

    service_close(&site->service);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", site->dir, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(site->dir), 0);
}

/* ---- values and tokens ---- */

static inline enum hd_rc site_put(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct submission_result result = { 0 };

    return submission_put(txn, ctx, &result, err);
}

static inline void site_publish(struct site *site, const char *indicator, const char *period,
                                const char *value)
{
    struct submission_row row = { .indicator = indicator,
                                  .area = "AZ",
                                  .breakdown = "",
                                  .value = value,
                                  .status = 'A',
                                  .comment = "" };
    struct submission_new submission = { .channel = "import",
                                         .actor = "test",
                                         .source = "",
                                         .reason = "",
                                         .checksum = "",
                                         .publish = true,
                                         .rows = &row,
                                         .count = 1 };
    struct hd_error err;
    const char *why;

    assert_true(hd_period_parse(period, strlen(period), &row.period, &why));
    if (store_write(service_store(site->service), site_put, &submission, &err))
        fail_msg("%s", err.text);
}

static inline enum hd_rc site_put_token(struct txn *txn, void *ctx, struct hd_error *err)
{
    return record_token(txn, ctx, "test", err);
}

static inline struct token_secret site_put_secret(struct site *site, struct token_record record)
{
    struct token_secret secret;
    struct hd_error err;

    token_make(&secret);
    record.prefix = secret.prefix;
    record.hash = secret.hash;
    if (store_write(service_store(site->service), site_put_token, &record, &err))
        fail_msg("%s", err.text);
    return secret;
}

static inline struct token_secret site_token(struct site *site, const char *scope,
                                             int64_t expires_at_ms)
{
    char name[32];

    snprintf(name, sizeof name, "%s-%lld", scope, (long long)expires_at_ms);
    return site_put_secret(
        site,
        (struct token_record){ .name = name, .scope = scope, .expires_at_ms = expires_at_ms });
}

/* It may push to this source. */
static inline struct token_secret site_source_token(struct site *site, const char *source,
                                                    int64_t expires_at_ms)
{
    char name[64];

    snprintf(name, sizeof name, "source-%s-%lld", source, (long long)expires_at_ms);
    return site_put_secret(site, (struct token_record){ .name = name,
                                                        .scope = "operator",
                                                        .source = source,
                                                        .expires_at_ms = expires_at_ms });
}

#endif

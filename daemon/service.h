/* daemon/service.h
 *
 * What every handler works with, in the daemon and in the command line alike: settings, clock,
 * store, and the current picture.  The daemon adds threads around it (app.c); the command line
 * opens it, runs one handler, and closes it.
 *
 *      handler ──► store_write ──► change ──► service_refresh: new picture, evaluation run,
 *                                             alerts stepped, outbox filled
 */
#ifndef HEDEF_DAEMON_SERVICE_H
#define HEDEF_DAEMON_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/clock.h"
#include "common/date.h"
#include "common/error.h"
#include "daemon/settings.h"
#include "queries/picture.h"
#include "storage/store.h"

struct api_cache;
struct service;
struct sources;

struct service_options {
    struct settings *settings;    /* taken over */
    const struct hd_clock *clock; /* borrowed */
};
HD_MUST_CHECK enum hd_rc service_open(const struct service_options *options,
                                      struct service **service_out, struct hd_error *err);
void service_close(struct service **service);

/* Borrowed; a reload replaces settings under the feet of nobody: take what is needed at once. */
const struct settings *service_settings(const struct service *service);
void service_set_settings(struct service *service, struct settings *settings); /* taken over */
const struct hd_clock *service_clock(const struct service *service);
const struct hd_zone *service_zone(const struct service *service);
struct store *service_store(const struct service *service);
int32_t service_today(const struct service *service);

/* The picture of now, held for the caller (picture_drop()).  Any thread, no lock is waited for
 * beyond a pointer swap. */
struct picture *service_picture(struct service *service);
/* True when the current picture shows every change committed before the call. */
bool service_fresh(const struct service *service);
/* Blocks until it does (another thread refreshes) or the time is over: HD_AGAIN. */
HD_MUST_CHECK enum hd_rc service_wait_fresh(struct service *service, int64_t timeout_ms,
                                            struct hd_error *err);

/* Somebody is waiting for that right now: a refresh is not to be put off. */
bool service_is_awaited(struct service *service);

/* The picture of a past day, from a small cache; held for the caller.  Blocking. */
HD_MUST_CHECK enum hd_rc service_picture_as_of(struct service *service, int64_t cutoff_at_ms,
                                               int32_t day, struct picture **picture_out,
                                               struct hd_error *err);
/* A read-only connection from a small pool, for history questions. */
HD_MUST_CHECK enum hd_rc service_reader_take(struct service *service, struct reader **reader_out,
                                             struct hd_error *err);
void service_reader_give_back(struct service *service, struct reader **reader);

/* Build a new picture, store the evaluation run, step alerts.  One thread at a time: the loop
 * thread in the daemon, the only thread in the command line.  Goes on until the picture it ends
 * with needs no further step, so that its own writing asks for no other refresh.  trigger NULL: a
 * picture is built and nothing is stored.  *run_id_out may be NULL. */
HD_MUST_CHECK enum hd_rc service_refresh(struct service *service, const char *trigger,
                                         int64_t *run_id_out, struct hd_error *err);

/* In the daemon: ask the loop for a refresh; in the command line: refresh now. */
void service_changed(struct service *service);
/* For a process that hands in values and ends: until then nothing is read but the catalogue, and
 * values are judged behind only where there are few; service_unjudged() tells.  Where many are,
 * the next daemon judges them, or whoever asks for it. */
void service_want_outline(struct service *service);
bool service_unjudged(const struct service *service);
void service_on_changed(struct service *service, void (*fn)(void *ctx), void *ctx);

/* For /-/healthy, /metrics and the page: when things last went well, and what is wrong. */
struct service_health {
    int64_t started_at_ms, last_evaluation_at_ms, last_reload_at_ms, last_backup_at_ms;
    int64_t unsent; /* mails given up in the last days */
    bool last_reload_ok;
    char trouble[256]; /* "" none */
};
void service_health(struct service *service, struct service_health *out);
void service_set_trouble(struct service *service, const char *text);
void service_note_reload(struct service *service, bool ok);
void service_note_unsent(struct service *service, int64_t count);
void service_note_backup(struct service *service, int64_t at_ms);

/* Kept answers about the current picture (api/cache.h). */
struct api_cache *service_cache(struct service *service);

/* The configured sources (collect/sources.h); empty until they are loaded. */
struct sources *service_sources(struct service *service);
/* In the daemon: they were changed by a command, or one ran: the schedule is to be looked at. */
void service_sources_changed(struct service *service);
void service_on_sources_changed(struct service *service, void (*fn)(void *ctx), void *ctx);

/* In the daemon: samples came in, which will be rolled up.  False: nobody listens. */
bool service_samples_came(struct service *service);
void service_on_samples(struct service *service, void (*fn)(void *ctx), void *ctx);

/* In the daemon: re-read the configuration, blocking; without a function: HD_CONFLICT. */
typedef enum hd_rc service_reload_fn(void *ctx, struct hd_error *err);
void service_on_reload(struct service *service, service_reload_fn *fn, void *ctx);
HD_MUST_CHECK enum hd_rc service_reload(struct service *service, struct hd_error *err);

/* Counters of /metrics: a name of the table in service.c with a label set; any thread. */
void service_count(struct service *service, const char *metric, const char *labels, double by);
struct hd_buf;
void service_counters(struct service *service, struct hd_buf *out); /* exposition text */

#endif

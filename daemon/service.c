#include "daemon/service.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "daemon/api/cache.h"
#include "daemon/collect/sources.h"
#include "daemon/counter.h"
#include "daemon/evaluation.h"
#include "queries/ledger.h"

#define JUDGED_AT_ONCE (16 << 20) /* bytes of a database whose picture is small */
#define READERS_IDLE   8
#define PAST_KEPT      4
#define ROUNDS_MAX                                                                                 \
    4 /* evaluations of one refresh; two are usual: the change, and the look after                 \
       */

struct past {
    struct picture *picture; /* NULL: free */
    int64_t cutoff_at_ms, change_seq, used;
    int32_t day;
};

/* Replaced settings stay until the end: a request that began before a reload may still read
 * them, and reloads are rare. */
struct settings_link {
    struct settings_link *older;
    struct settings *settings;
};

struct service {
    const struct hd_clock *clock;
    struct hd_zone *zone;
    struct store *store;
    struct api_cache *cache;
    struct counters *counters;
    struct sources *sources;
    void (*sources_changed)(void *ctx);
    void *sources_changed_ctx;
    void (*samples_came)(void *ctx);
    void *samples_came_ctx;
    void (*changed)(void *ctx);
    void *changed_ctx;
    service_reload_fn *reload;
    void *reload_ctx;

    pthread_mutex_t refreshing;      /* one refresh at a time; taken before `lock` */
    struct evaluation_memory memory; /* under `refreshing` */

    pthread_mutex_t lock; /* guards everything below; nothing slow is done under it */
    pthread_cond_t newer; /* a new picture */
    size_t waiting;       /* for it */
    struct settings_link *settings;
    struct picture *picture;
    struct picture *sketch; /* outline: instead of it */
    bool outline, unjudged;
    struct reader *idle[READERS_IDLE];
    size_t idle_count;
    struct past past[PAST_KEPT];
    int64_t past_clock;
    struct service_health health;
};

/* ---- opening and closing ---- */

static void store_changed(void *ctx, int64_t change_seq)
{
    struct service *service = ctx;

    (void)change_seq;
    if (service->changed)
        service->changed(service->changed_ctx);
}

static void init_locks(struct service *service)
{
    pthread_condattr_t monotonic;

    pthread_mutex_init(&service->refreshing, NULL);
    pthread_mutex_init(&service->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&service->newer, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

/* The store remembers its last backup; that it was never made is no failure. */
static enum hd_rc recall_backup(struct service *service, struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    const char *text = NULL;
    struct reader *reader;
    int64_t at_ms;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_setting(reader, "last_backup_at", &arena, &text, err);
    if (!rc && hd_instant_parse(text, strlen(text), &at_ms))
        service_note_backup(service, at_ms);
    service_reader_give_back(service, &reader);
    return rc == HD_NOT_FOUND ? HD_OK : rc;
}

static enum hd_rc open_parts(struct service *service, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    struct store_options store = { .path = settings->database, .clock = service->clock };
    enum hd_rc rc = hd_zone_open(settings->zone, &service->zone, err);

    if (sodium_init() < 0)
        return hd_fail(err, HD_SYSTEM, "libsodium cannot be used");
    if (!rc)
        rc = store_open(&store, &service->store, err);
    if (!rc)
        store_on_change(service->store, store_changed, service);
    return rc ? rc : recall_backup(service, err);
}

enum hd_rc service_open(const struct service_options *options, struct service **service_out,
                        struct hd_error *err)
{
    struct service *service = hd_alloc(sizeof *service);
    enum hd_rc rc;

    service->clock = options->clock;
    service->cache = api_cache_create();
    service->counters = counters_create();
    service->sources = sources_create();
    init_locks(service);
    service_set_settings(service, options->settings);
    service->health.started_at_ms = hd_now_at_ms(service->clock);
    service->health.last_reload_at_ms = service->health.started_at_ms;
    service->health.last_reload_ok = true;
    rc = open_parts(service, err);
    if (rc)
        service_close(&service);
    else
        *service_out = service;
    return rc;
}

static void drop_pictures(struct service *service)
{
    api_cache_bind(service->cache, NULL);
    if (service->picture)
        picture_drop(&service->picture);
    if (service->sketch)
        picture_drop(&service->sketch);
    for (size_t i = 0; i < PAST_KEPT; i++)
        if (service->past[i].picture)
            picture_drop(&service->past[i].picture);
}

static void free_settings(struct settings_link *link)
{
    while (link) {
        struct settings_link *older = link->older;

        settings_free(&link->settings);
        free(link);
        link = older;
    }
}

void service_close(struct service **service)
{
    struct service *gone = *service;

    if (!gone)
        return;
    for (size_t i = 0; i < gone->idle_count; i++)
        reader_close(&gone->idle[i]);
    store_close(&gone->store);
    drop_pictures(gone);
    api_cache_destroy(&gone->cache);
    sources_destroy(&gone->sources);
    counters_destroy(&gone->counters);
    evaluation_memory_clear(&gone->memory);
    free_settings(gone->settings);
    if (gone->zone)
        hd_zone_close(&gone->zone);
    pthread_cond_destroy(&gone->newer);
    pthread_mutex_destroy(&gone->lock);
    pthread_mutex_destroy(&gone->refreshing);
    free(gone);
    *service = NULL;
}

/* ---- what is asked for all the time ---- */

const struct settings *service_settings(const struct service *service)
{
    struct service *locked = (struct service *)(uintptr_t)service; /* the lock is not state */
    const struct settings *settings;

    pthread_mutex_lock(&locked->lock);
    settings = service->settings->settings;
    pthread_mutex_unlock(&locked->lock);
    return settings;
}

/* Kept answers may show the title or language of the site. */
static void forget_answers(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    api_cache_bind(service->cache, service->picture);
    pthread_mutex_unlock(&service->lock);
}

void service_set_settings(struct service *service, struct settings *settings)
{
    struct settings_link *link = hd_alloc(sizeof *link);

    link->settings = settings;
    pthread_mutex_lock(&service->lock);
    link->older = service->settings;
    service->settings = link;
    pthread_mutex_unlock(&service->lock);
    forget_answers(service);
}

const struct hd_clock *service_clock(const struct service *service)
{
    return service->clock;
}

const struct hd_zone *service_zone(const struct service *service)
{
    return service->zone;
}

struct store *service_store(const struct service *service)
{
    return service->store;
}

int32_t service_today(const struct service *service)
{
    return hd_zone_day(service->zone, hd_now_at_ms(service->clock));
}

struct api_cache *service_cache(struct service *service)
{
    return service->cache;
}

/* ---- readers ---- */

enum hd_rc service_reader_take(struct service *service, struct reader **reader_out,
                               struct hd_error *err)
{
    struct reader *reader = NULL;

    pthread_mutex_lock(&service->lock);
    if (service->idle_count)
        reader = service->idle[--service->idle_count];
    pthread_mutex_unlock(&service->lock);
    if (!reader)
        return reader_open(service_settings(service)->database, reader_out, err);
    *reader_out = reader;
    return HD_OK;
}

void service_reader_give_back(struct service *service, struct reader **reader)
{
    struct reader *back = *reader;

    *reader = NULL;
    pthread_mutex_lock(&service->lock);
    if (back && service->idle_count < READERS_IDLE) {
        service->idle[service->idle_count++] = back;
        back = NULL;
    }
    pthread_mutex_unlock(&service->lock);
    if (back)
        reader_close(&back);
}

/* ---- pictures ---- */

static enum hd_rc build_picture(struct service *service, const struct picture_options *options,
                                struct picture **picture_out, struct hd_error *err)
{
    const char *owed_from = service_settings(service)->owed_from;
    struct picture_options asked = *options;
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    if (owed_from && !hd_day_parse(owed_from, strlen(owed_from), &asked.owed_from_day))
        asked.owed_from_day = 0; /* refused when the settings were read */
    rc = picture_build(reader, &asked, picture_out, err);
    service_reader_give_back(service, &reader);
    return rc;
}

static struct picture *hold_current(struct service *service)
{
    struct picture *picture;

    pthread_mutex_lock(&service->lock);
    picture = service->picture;
    if (picture)
        picture_hold(picture);
    pthread_mutex_unlock(&service->lock);
    return picture;
}

static enum hd_rc build_current(struct service *service, bool outline, struct picture **picture_out,
                                struct hd_error *err)
{
    int64_t now = hd_now_at_ms(service->clock);
    int32_t today = hd_zone_day(service->zone, now);
    struct picture *before = hold_current(service);
    enum hd_rc rc;
    struct picture_options options = {
        .current = true,
        .as_of_day = today,
        .now_at_ms = now,
        .zone = service->zone,
        .cutoff_at_ms = hd_zone_at_ms(service->zone, today + 1, 0),
        .before = before,
        .outline = outline,
    };

    rc = build_picture(service, &options, picture_out, err);
    if (before)
        picture_drop(&before);
    return rc;
}

static void publish(struct service *service, struct picture *picture)
{
    struct picture *old;

    pthread_mutex_lock(&service->lock);
    old = service->picture;
    service->picture = picture;
    /* Before the old one goes: its address could become another picture's. */
    api_cache_bind(service->cache, picture);
    pthread_cond_broadcast(&service->newer);
    pthread_mutex_unlock(&service->lock);
    if (old)
        picture_drop(&old);
}

/* In the command line, for who only hands in: there are no other threads. */
static enum hd_rc make_sketch(struct service *service, struct hd_error *err)
{
    if (service->sketch)
        picture_drop(&service->sketch);
    return build_current(service, true, &service->sketch, err);
}

/* In the command line: looking records nothing; what this process has changed is evaluated. */
static enum hd_rc refresh_alone(struct service *service, struct hd_error *err)
{
    struct picture *picture = hold_current(service);
    const char *trigger = picture ? "change" : NULL;

    if (!picture && service->outline)
        return make_sketch(service, err);
    if (picture)
        picture_drop(&picture);
    return service_refresh(service, trigger, NULL, err);
}

struct picture *service_picture(struct service *service)
{
    struct picture *picture = hold_current(service);
    struct hd_error err;

    if (picture || service->changed)
        return picture;
    /* The command line asks without having evaluated anything. */
    if (!service->sketch && refresh_alone(service, &err))
        return NULL;
    picture = hold_current(service);
    if (!picture && service->sketch) {
        picture = service->sketch;
        picture_hold(picture);
    }
    return picture;
}

static bool shows(const struct service *service, int64_t change_seq)
{
    const struct picture *shown = service->picture ? service->picture : service->sketch;

    return shown && shown->change_seq >= change_seq;
}

bool service_fresh(const struct service *service)
{
    struct service *locked = (struct service *)(uintptr_t)service;
    int64_t change_seq = store_change_seq(service->store);
    bool fresh;

    pthread_mutex_lock(&locked->lock);
    fresh = shows(service, change_seq);
    pthread_mutex_unlock(&locked->lock);
    return fresh;
}

static struct timespec monotonic_after(int64_t timeout_ms)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)(timeout_ms / 1000);
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

static void count_waiting(struct service *service, int by)
{
    pthread_mutex_lock(&service->lock);
    service->waiting += (size_t)by;
    pthread_mutex_unlock(&service->lock);
}

bool service_is_awaited(struct service *service)
{
    bool awaited;

    pthread_mutex_lock(&service->lock);
    awaited = service->waiting > 0;
    pthread_mutex_unlock(&service->lock);
    return awaited;
}

enum hd_rc service_wait_fresh(struct service *service, int64_t timeout_ms, struct hd_error *err)
{
    int64_t change_seq = store_change_seq(service->store);
    struct timespec until = monotonic_after(timeout_ms);
    bool fresh;

    if (service_fresh(service))
        return HD_OK;
    if (!service->changed)
        return refresh_alone(service, err);
    count_waiting(service, 1);
    service->changed(service->changed_ctx);
    pthread_mutex_lock(&service->lock);
    while (!(fresh = shows(service, change_seq)))
        if (pthread_cond_timedwait(&service->newer, &service->lock, &until))
            break;
    pthread_mutex_unlock(&service->lock);
    count_waiting(service, -1);
    return fresh ? HD_OK : hd_fail(err, HD_AGAIN, "the evaluation is not over yet");
}

/* ---- the past ---- */

static struct picture *find_past(struct service *service, int64_t cutoff_at_ms, int32_t day)
{
    int64_t change_seq = store_change_seq(service->store);
    struct picture *found = NULL;

    pthread_mutex_lock(&service->lock);
    for (size_t i = 0; i < PAST_KEPT && !found; i++) {
        struct past *past = &service->past[i];

        if (!past->picture || past->cutoff_at_ms != cutoff_at_ms || past->day != day ||
            past->change_seq != change_seq)
            continue;
        past->used = ++service->past_clock;
        found = past->picture;
        picture_hold(found);
    }
    pthread_mutex_unlock(&service->lock);
    return found;
}

/* In the place of the one that was not asked for the longest. */
static void keep_past(struct service *service, const struct past *fresh)
{
    struct past *place = &service->past[0];
    struct picture *old;

    picture_hold(fresh->picture);
    pthread_mutex_lock(&service->lock);
    for (size_t i = 1; i < PAST_KEPT; i++)
        if (service->past[i].used < place->used)
            place = &service->past[i];
    old = place->picture;
    *place = *fresh;
    place->used = ++service->past_clock;
    pthread_mutex_unlock(&service->lock);
    if (old)
        picture_drop(&old);
}

enum hd_rc service_picture_as_of(struct service *service, int64_t cutoff_at_ms, int32_t day,
                                 struct picture **picture_out, struct hd_error *err)
{
    struct picture_options options = {
        .cutoff_at_ms = cutoff_at_ms,
        .as_of_day = day,
        .zone = service->zone,
        .now_at_ms = hd_now_at_ms(service->clock),
    };
    struct past fresh = { .cutoff_at_ms = cutoff_at_ms, .day = day };
    enum hd_rc rc;

    *picture_out = find_past(service, cutoff_at_ms, day);
    if (*picture_out)
        return HD_OK;
    rc = build_picture(service, &options, picture_out, err);
    if (rc)
        return rc;
    fresh.picture = *picture_out;
    fresh.change_seq = fresh.picture->change_seq;
    keep_past(service, &fresh);
    return HD_OK;
}

/* ---- refreshing ---- */

static int64_t monotonic_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct alert_rules alert_rules_of(const struct settings *settings)
{
    return (struct alert_rules){ .raise_after = settings->raise_after,
                                 .clear_after = settings->clear_after,
                                 .revision_bound = settings->revision_bound };
}

/* Records what was found.  Runs and verdicts change nothing that a picture shows but the number
 * of the run, which is written into the picture while nobody else has it; transitions of alerts
 * do: then another look is needed. */
static enum hd_rc record_findings(struct service *service, struct evaluation *evaluation,
                                  const char *trigger, int64_t began_us, struct picture *picture,
                                  bool *settled_out, struct hd_error *err)
{
    struct evaluation_run run;
    enum hd_rc rc = evaluation_store(evaluation, &service->memory, service->store, trigger,
                                     monotonic_us() - began_us, &run, err);

    *settled_out = !rc && !evaluation->transition_count;
    if (*settled_out) {
        picture->run_id = run.id;
        picture->run_at_ms = run.at_ms;
    }
    return rc;
}

/* One look: builds, compares, and records when something differs or `anyway`.  *settled_out:
 * the picture is the one to show. */
static enum hd_rc evaluate(struct service *service, const char *trigger, bool anyway,
                           struct picture **picture_out, bool *settled_out, struct hd_error *err)
{
    struct alert_rules rules = alert_rules_of(service_settings(service));
    struct evaluation evaluation;
    int64_t began_us = monotonic_us();
    enum hd_rc rc = build_current(service, false, picture_out, err);

    *settled_out = true;
    if (rc || !trigger)
        return rc;
    evaluation_prepare(&evaluation, *picture_out, &service->memory, &rules,
                       hd_now_at_ms(service->clock));
    if (anyway || evaluation_differs(&evaluation))
        rc = record_findings(service, &evaluation, trigger, began_us, *picture_out, settled_out,
                             err);
    evaluation_clear(&evaluation);
    return rc;
}

/* A change is recorded when it changes a verdict or an alert; other triggers always are. */
static bool recorded_anyway(const char *trigger, int round)
{
    return trigger && round == 0 && strcmp(trigger, "change") != 0;
}

static enum hd_rc refresh_locked(struct service *service, const char *trigger, int64_t *run_id_out,
                                 struct hd_error *err)
{
    struct picture *picture = NULL;
    bool settled = false;
    enum hd_rc rc = HD_OK;

    for (int round = 0; !settled && !rc && round < ROUNDS_MAX; round++) {
        bool last = round == ROUNDS_MAX - 1; /* only looks: what it shows is what is stored */

        if (picture)
            picture_drop(&picture);
        rc = evaluate(service, last ? NULL : trigger, recorded_anyway(trigger, round), &picture,
                      &settled, err);
    }
    if (picture && run_id_out)
        *run_id_out = picture->run_id;
    if (picture) /* also when recording failed: values are shown all the same */
        publish(service, picture);
    return rc;
}

enum hd_rc service_refresh(struct service *service, const char *trigger, int64_t *run_id_out,
                           struct hd_error *err)
{
    enum hd_rc rc;

    pthread_mutex_lock(&service->refreshing);
    rc = refresh_locked(service, trigger, run_id_out, err);
    pthread_mutex_unlock(&service->refreshing);
    service_count(service, rc ? "hedef_evaluations_failed_total" : "hedef_evaluations_total", "",
                  1);
    if (!rc) {
        pthread_mutex_lock(&service->lock);
        service->health.last_evaluation_at_ms = hd_now_at_ms(service->clock);
        pthread_mutex_unlock(&service->lock);
    }
    return rc;
}

void service_changed(struct service *service)
{
    struct hd_error err;

    if (service->changed)
        service->changed(service->changed_ctx);
    else if (service->outline && store_size_bytes(service->store) > JUDGED_AT_ONCE)
        service->unjudged = true;
    else if (!service_fresh(service) && service_refresh(service, "change", NULL, &err))
        service_set_trouble(service, err.text);
}

void service_want_outline(struct service *service)
{
    service->outline = true;
}

bool service_unjudged(const struct service *service)
{
    return service->unjudged;
}

void service_on_changed(struct service *service, void (*fn)(void *ctx), void *ctx)
{
    service->changed_ctx = ctx;
    service->changed = fn;
}

/* ---- sources ---- */

struct sources *service_sources(struct service *service)
{
    return service->sources;
}

void service_sources_changed(struct service *service)
{
    if (service->sources_changed)
        service->sources_changed(service->sources_changed_ctx);
}

void service_on_sources_changed(struct service *service, void (*fn)(void *ctx), void *ctx)
{
    service->sources_changed_ctx = ctx;
    service->sources_changed = fn;
}

/* ---- samples ---- */

bool service_samples_came(struct service *service)
{
    if (!service->samples_came)
        return false;
    service->samples_came(service->samples_came_ctx);
    return true;
}

void service_on_samples(struct service *service, void (*fn)(void *ctx), void *ctx)
{
    service->samples_came_ctx = ctx;
    service->samples_came = fn;
}

/* ---- reload ---- */

void service_on_reload(struct service *service, service_reload_fn *fn, void *ctx)
{
    service->reload = fn;
    service->reload_ctx = ctx;
}

enum hd_rc service_reload(struct service *service, struct hd_error *err)
{
    if (!service->reload)
        return hd_fail(err, HD_CONFLICT, "no daemon is running here");
    return service->reload(service->reload_ctx, err);
}

/* ---- health ---- */

void service_health(struct service *service, struct service_health *out)
{
    pthread_mutex_lock(&service->lock);
    *out = service->health;
    pthread_mutex_unlock(&service->lock);
}

void service_set_trouble(struct service *service, const char *text)
{
    pthread_mutex_lock(&service->lock);
    memset(service->health.trouble, 0, sizeof service->health.trouble);
    if (text)
        memcpy(service->health.trouble, text, strnlen(text, sizeof service->health.trouble - 1));
    pthread_mutex_unlock(&service->lock);
}

void service_note_reload(struct service *service, bool ok)
{
    pthread_mutex_lock(&service->lock);
    service->health.last_reload_ok = ok;
    if (ok)
        service->health.last_reload_at_ms = hd_now_at_ms(service->clock);
    pthread_mutex_unlock(&service->lock);
}

/* Pages show it: those kept are forgotten when it changes. */
void service_note_unsent(struct service *service, int64_t count)
{
    pthread_mutex_lock(&service->lock);
    if (service->health.unsent != count)
        api_cache_bind(service->cache, service->picture);
    service->health.unsent = count;
    pthread_mutex_unlock(&service->lock);
}

void service_note_backup(struct service *service, int64_t at_ms)
{
    pthread_mutex_lock(&service->lock);
    service->health.last_backup_at_ms = at_ms;
    pthread_mutex_unlock(&service->lock);
}

/* ---- counters ---- */

void service_count(struct service *service, const char *metric, const char *labels, double by)
{
    counters_add(service->counters, metric, labels, by);
}

void service_counters(struct service *service, struct hd_buf *out)
{
    counters_write(service->counters, out);
}

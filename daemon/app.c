#include "daemon/app.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/memory.h"
#include "daemon/chore.h"
#include "daemon/collect/collecting.h"
#include "daemon/collect/sources.h"
#include "daemon/handover.h"
#include "daemon/http/listen.h"
#include "daemon/http/reaper.h"
#include "daemon/http/server.h"
#include "daemon/loop.h"
#include "daemon/service.h"
#include "daemon/worker.h"

#define QUEUE_MAX     1000
#define PAST_MAX      32 /* questions about the past that wait; more are told to come again */
#define DRAIN_MS      20000
#define DRAIN_LOOK_MS 20
#define SOCKETS       2 /* the open port, and the Unix socket */

struct app {
    struct app_options options;
    char *conf_path;
    const struct hd_clock *clock;
    struct loop *loop;
    struct service *service;
    struct worker_pool *workers, *past;
    struct chores *chores;
    struct collecting *collecting;
    struct reaper *reaper;
    struct server *servers[SOCKETS];
    size_t server_count;
    char *socket_path; /* to be removed at the end; NULL when it is the service manager's */
    int signal_fd;
    pthread_mutex_t reloading; /* one reload at a time: signal and API */
    struct loop_timer *drain_timer, *watchdog_timer;
    int64_t drain_until_tick_ms, watchdog_ms;
    atomic_bool writer_answered; /* the watchdog's question went through a worker and the writer */
    bool stopping;
    atomic_int exit_status;
};

/* ---- configuration ---- */

static void log_problems(const struct hd_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        struct hd_buf line HD_BUF_AUTO = { 0 };

        hd_buf_init(&line, 4096);
        hd_problem_line(&problems->items[i], hd_lang_default(), &line);
        hd_log(problems->items[i].warning ? HD_LOG_WARNING : HD_LOG_ERROR, "configuration %s",
               line.data);
    }
}

static void override_listen(struct settings *settings, const char *listen)
{
    if (!listen)
        return;
    free(settings->listen);
    settings->listen = hd_strdup(listen);
}

static enum hd_rc load(const char *path, const char *listen, struct settings **settings_out,
                       struct hd_error *err)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    enum hd_rc rc = settings_load(path, settings_out, &problems, err);

    log_problems(&problems);
    if (!rc)
        override_listen(*settings_out, listen);
    return rc;
}

static enum hd_rc check_restart(const struct settings *old, const struct settings *new,
                                struct hd_error *err)
{
    struct hd_buf names HD_BUF_AUTO = { 0 };

    hd_buf_init(&names, 4096);
    hd_conf_restart_diff(settings_keys, old, new, &names);
    if (!names.len)
        return HD_OK;
    return hd_fail(err, HD_BAD_INPUT, "changed, but taken over only by a restart: %s", names.data);
}

/* Were good a moment ago, but for the database. */
static void reload_sources(struct app *app)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_error err;

    if (sources_load(app->service, &problems, &err)) {
        log_problems(&problems);
        hd_log(HD_LOG_ERROR, "sources kept=old error=\"%s\"", err.text);
    }
    collecting_look(app->collecting);
}

static void reconfigure(void *ctx)
{
    struct app *app = ctx;

    chores_reconfigure(app->chores);
    reload_sources(app);
}

static enum hd_rc check_sources(struct app *app, const struct settings *fresh, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    sources_check(fresh, app->clock, &problems);
    log_problems(&problems);
    if (!problems.errors)
        return HD_OK;
    return hd_fail(err, HD_BAD_INPUT, "sources: problems: %zu", problems.errors);
}

static enum hd_rc take_over(struct app *app, struct hd_error *err)
{
    struct settings *fresh;
    enum hd_rc rc = load(app->conf_path, app->options.listen, &fresh, err);

    if (rc)
        return rc;
    rc = check_restart(service_settings(app->service), fresh, err);
    if (!rc)
        rc = check_sources(app, fresh, err);
    if (rc) {
        settings_free(&fresh);
        return rc;
    }
    hd_log_set_level((enum hd_log_level)fresh->log_level);
    service_set_settings(app->service, fresh);
    loop_post(app->loop, reconfigure, app);
    return HD_OK;
}

/* Any thread. */
static enum hd_rc reload(void *ctx, struct hd_error *err)
{
    struct app *app = ctx;
    enum hd_rc rc;

    pthread_mutex_lock(&app->reloading);
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)hd_now_tick_ms(app->clock) * 1000);
    rc = take_over(app, err);
    service_note_reload(app->service, !rc);
    if (rc)
        hd_log(HD_LOG_ERROR, "reload kept=old error=\"%s\"", err->text);
    else
        hd_log(HD_LOG_INFO, "reload path=\"%s\"", app->conf_path);
    sd_notify(0, "READY=1");
    pthread_mutex_unlock(&app->reloading);
    return rc;
}

/* ---- the end ---- */

static bool all_quiet(const struct app *app)
{
    for (size_t i = 0; i < app->server_count; i++)
        if (server_active(app->servers[i]))
            return false;
    return !worker_pool_busy(app->workers) && !worker_pool_busy(app->past) &&
           !collecting_busy(app->collecting);
}

static void drain(void *ctx)
{
    struct app *app = ctx;
    struct hd_error err;

    loop_cancel(app->loop, &app->drain_timer);
    if (all_quiet(app) || hd_now_tick_ms(app->clock) >= app->drain_until_tick_ms ||
        loop_after(app->loop, DRAIN_LOOK_MS, drain, app, &app->drain_timer, &err))
        loop_stop(app->loop);
}

static void stop(struct app *app)
{
    if (app->stopping) { /* asked twice: no more patience */
        loop_stop(app->loop);
        return;
    }
    app->stopping = true;
    hd_log(HD_LOG_INFO, "stopping");
    sd_notify(0, "STOPPING=1");
    for (size_t i = 0; i < app->server_count; i++)
        server_quiesce(app->servers[i]);
    chores_stop(app->chores);
    collecting_stop(app->collecting);
    app->drain_until_tick_ms = hd_now_tick_ms(app->clock) + DRAIN_MS;
    drain(app);
}

/* Any thread. */
static void store_gave_up(void *ctx)
{
    struct app *app = ctx;

    if (!atomic_exchange(&app->exit_status, APP_EXIT_STORE_FAILED))
        hd_log(HD_LOG_ERROR, "store_failed: nothing is acknowledged any more, ending");
    loop_stop(app->loop);
}

static void on_signal(void *ctx, int fd, unsigned events)
{
    struct app *app = ctx;
    struct signalfd_siginfo info;
    struct hd_error err;

    (void)events;
    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
        switch (info.ssi_signo) {
        case SIGHUP:
            if (reload(app, &err))
                break; /* said in the log */
            break;
        case SIGUSR1:
            break; /* the log goes to standard error: nothing to open again */
        default:
            stop(app);
        }
    }
}

/* ---- the watchdog ---- */

static enum hd_rc write_nothing(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)txn;
    (void)ctx;
    (void)err;
    return HD_OK;
}

static void ask_writer(void *ctx)
{
    struct app *app = ctx;
    struct hd_error err;

    if (!store_write(service_store(app->service), write_nothing, NULL, &err))
        atomic_store(&app->writer_answered, true);
}

/* A ping says that this loop turns, and that the question of half an interval ago came back
 * through a worker and the writer. */
static void watchdog(void *ctx)
{
    struct app *app = ctx;
    struct hd_error err;

    loop_cancel(app->loop, &app->watchdog_timer);
    if (atomic_exchange(&app->writer_answered, false)) {
        sd_notify(0, "WATCHDOG=1");
        if (!worker_pool_run(app->workers, ask_writer, app))
            atomic_store(&app->writer_answered,
                         true); /* busy is not stuck: asked again next time */
    }
    if (store_failed(service_store(app->service)))
        store_gave_up(app);
    if (loop_after(app->loop, app->watchdog_ms, watchdog, app, &app->watchdog_timer, &err))
        hd_log(HD_LOG_ERROR, "watchdog error=\"%s\"", err.text);
}

static void start_watchdog(struct app *app)
{
    uint64_t interval_us;

    if (sd_watchdog_enabled(0, &interval_us) <= 0)
        return;
    app->watchdog_ms = (int64_t)(interval_us / 2000);
    atomic_store(&app->writer_answered, true);
    watchdog(app);
}

/* ---- sockets ---- */

static void answered(void *ctx)
{
    struct app *app = ctx;

    if (store_failed(service_store(app->service)))
        store_gave_up(app);
    else
        chores_look(app->chores);
}

static enum hd_rc serve(struct app *app, int fd, bool trusted, struct hd_error *err)
{
    struct server_options options = {
        .service = app->service,
        .workers = app->workers,
        .past = app->past,
        .reaper = app->reaper,
        .fd = fd,
        .trusted = trusted,
        .answered = answered,
        .answered_ctx = app,
    };
    char where[128];
    enum hd_rc rc;

    listen_describe(fd, where, sizeof where);
    rc = server_open(&options, &app->servers[app->server_count], err);
    if (rc)
        return hd_context(err, "%s", where);
    app->server_count++;
    hd_log(HD_LOG_INFO, "listening address=%s", where);
    return HD_OK;
}

/* Sockets that the service manager opened: an upgrade then refuses no connection. */
static enum hd_rc serve_given(struct app *app, bool *have_tcp, bool *have_unix,
                              struct hd_error *err)
{
    int count = sd_listen_fds(1);

    for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + count; fd++) {
        bool local = sd_is_socket(fd, AF_UNIX, SOCK_STREAM, 1) > 0;
        bool *have = local ? have_unix : have_tcp;
        enum hd_rc rc;

        if (*have)
            return hd_fail(err, HD_BAD_INPUT, "the service manager passed two %s sockets",
                           local ? "Unix" : "TCP");
        *have = true;
        rc = serve(app, fd, local, err);
        if (rc)
            return rc;
    }
    return HD_OK;
}

static enum hd_rc serve_port(struct app *app, const char *address, struct hd_error *err)
{
    int fd;
    enum hd_rc rc = listen_tcp(address, &fd, err);

    return rc ? rc : serve(app, fd, false, err);
}

static enum hd_rc serve_socket(struct app *app, const char *path, struct hd_error *err)
{
    int fd;
    enum hd_rc rc = listen_unix(path, &fd, err);

    if (rc)
        return rc;
    app->socket_path = hd_strdup(path);
    return serve(app, fd, true, err);
}

static enum hd_rc open_sockets(struct app *app, struct hd_error *err)
{
    const struct settings *settings = service_settings(app->service);
    bool have_tcp = false, have_unix = false;
    enum hd_rc rc = serve_given(app, &have_tcp, &have_unix, err);

    if (!rc && !have_unix)
        rc = serve_socket(app, settings->socket, err);
    if (!rc && !have_tcp && *settings->listen)
        rc = serve_port(app, settings->listen, err);
    return rc;
}

/* ---- building ---- */

/* Before any thread exists, so that all of them inherit it: signals come through a descriptor. */
static enum hd_rc catch_signals(struct app *app, struct hd_error *err)
{
    sigset_t caught;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&caught);
    sigaddset(&caught, SIGTERM);
    sigaddset(&caught, SIGINT);
    sigaddset(&caught, SIGHUP);
    sigaddset(&caught, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &caught, NULL);
    app->signal_fd = signalfd(-1, &caught, SFD_NONBLOCK | SFD_CLOEXEC);
    if (app->signal_fd < 0)
        return hd_fail_errno(err, "catching signals");
    return loop_watch(app->loop, app->signal_fd, EPOLLIN, on_signal, app, err);
}

static enum hd_rc open_service(const struct app_options *options, const struct hd_clock *clock,
                               struct service **service_out, struct hd_error *err)
{
    struct service_options service = { .clock = clock };
    enum hd_rc rc = load(options->conf_path, options->listen, &service.settings, err);

    if (rc)
        return rc;
    hd_log_set_level((enum hd_log_level)service.settings->log_level);
    return service_open(&service, service_out, err);
}

static void sources_changed(void *ctx)
{
    collecting_look(((struct app *)ctx)->collecting);
}

static enum hd_rc start_collecting(struct app *app, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct collecting_options options = {
        .service = app->service, .loop = app->loop, .failed = store_gave_up, .failed_ctx = app
    };
    enum hd_rc rc = sources_load(app->service, &problems, err);

    log_problems(&problems);
    if (!rc)
        rc = collecting_create(&options, &app->collecting, err);
    if (!rc)
        service_on_sources_changed(app->service, sources_changed, app);
    return rc;
}

static enum hd_rc start_chores(struct app *app, struct hd_error *err)
{
    struct chore_options options = { .service = app->service,
                                     .loop = app->loop,
                                     .workers = app->workers,
                                     .failed = store_gave_up,
                                     .failed_ctx = app };

    return chores_create(&options, &app->chores, err);
}

/* Questions about the past are dear, and anybody may ask them: half the threads are theirs, beside
 * those of everything else, so that neither writes nor pages ever queue behind them. */
static enum hd_rc create_pools(struct app *app, size_t threads, struct hd_error *err)
{
    enum hd_rc rc = worker_pool_create(threads, QUEUE_MAX, &app->workers, err);

    return rc ? rc : worker_pool_create(threads > 1 ? threads / 2 : 1, PAST_MAX, &app->past, err);
}

static enum hd_rc build(struct app *app, struct hd_error *err)
{
    const struct settings *settings;
    enum hd_rc rc = loop_create(app->clock, &app->loop, err);

    if (!rc)
        rc = catch_signals(app, err);
    if (!rc)
        rc = open_service(&app->options, app->clock, &app->service, err);
    if (rc)
        return rc;
    settings = service_settings(app->service);
    app->conf_path = hd_strdup(settings->conf_path);
    service_on_reload(app->service, reload, app);
    rc = create_pools(app, (size_t)settings->workers, err);
    if (!rc)
        rc = start_chores(app, err);
    if (!rc)
        rc = start_collecting(app, err);
    if (!rc)
        rc = reaper_create(app->clock, &app->reaper, err);
    if (!rc)
        rc = open_sockets(app, err);
    return rc;
}

enum hd_rc app_create(const struct app_options *options, struct app **app_out, struct hd_error *err)
{
    struct app *app = hd_alloc(sizeof *app);
    enum hd_rc rc;

    app->options = *options;
    app->clock = &hd_clock_system;
    app->signal_fd = -1;
    pthread_mutex_init(&app->reloading, NULL);
    rc = build(app, err);
    if (rc)
        app_destroy(&app);
    else
        *app_out = app;
    return rc;
}

int app_run(struct app *app)
{
    chores_start(app->chores);
    collecting_start(app->collecting);
    start_watchdog(app);
    hd_log(HD_LOG_INFO, "ready version=" HEDEF_VERSION " path=\"%s\"", app->conf_path);
    sd_notify(0, "READY=1");
    loop_run(app->loop);
    return atomic_load(&app->exit_status);
}

/* What still runs after the drain is beyond waiting for: everything acknowledged is on disk, and
 * mail in the middle of a dialogue is taken up again at the next start. */
static void end_workers(struct app *app)
{
    size_t busy = app->workers ? worker_pool_busy(app->workers) : 0;

    busy += app->past ? worker_pool_busy(app->past) : 0;
    if (busy && app->stopping) {
        hd_log(HD_LOG_WARNING, "stopped jobs_left=%zu", busy);
        _exit(atomic_load(&app->exit_status));
    }
    worker_pool_destroy(&app->past);
    worker_pool_destroy(&app->workers);
}

void app_destroy(struct app **app)
{
    struct app *gone = *app;

    if (!gone)
        return;
    for (size_t i = 0; i < gone->server_count; i++)
        server_stop(gone->servers[i]);
    if (gone->socket_path)
        unlink(gone->socket_path);
    end_workers(gone);
    for (size_t i = 0; i < gone->server_count; i++)
        server_close(&gone->servers[i]);
    reaper_destroy(&gone->reaper);
    collecting_destroy(&gone->collecting);
    chores_destroy(&gone->chores);
    service_close(&gone->service);
    loop_destroy(&gone->loop);
    if (gone->signal_fd >= 0)
        close(gone->signal_fd);
    pthread_mutex_destroy(&gone->reloading);
    free(gone->socket_path);
    free(gone->conf_path);
    free(gone);
    *app = NULL;
}

/* ---- without a loop ---- */

int app_check(const struct app_options *options)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct settings *settings;
    struct hd_error err;

    if (load(options->conf_path, options->listen, &settings, &err)) {
        hd_log(HD_LOG_ERROR, "configuration error=\"%s\"", err.text);
        return EXIT_FAILURE;
    }
    settings_check(settings, &problems);
    sources_check(settings, &hd_clock_system, &problems);
    log_problems(&problems);
    if (!problems.errors)
        printf("%s: ok\n", settings->conf_path);
    settings_free(&settings);
    return problems.errors ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The socket's path outlives the settings that opening the service takes over. */
static char *socket_of(const struct app_options *options)
{
    struct settings *settings;
    struct hd_error err;
    char *path;

    if (load(options->conf_path, options->listen, &settings, &err))
        return NULL;
    path = hd_strdup(settings->socket);
    settings_free(&settings);
    return path;
}

int app_once(const struct app_options *options)
{
    HD_FREE_AUTO char *socket_path = NULL;
    struct service *service;
    struct hd_error err;
    enum hd_rc rc = open_service(options, &hd_clock_system, &service, &err);

    if (!rc) {
        rc = chores_once(service, &err);
        service_close(&service);
    } else if (rc == HD_CONFLICT && (socket_path = socket_of(options))) {
        /* A daemon has the database: it evaluates now, and mail and folder are its own. */
        rc = handover_post(socket_path, "/api/v1/evaluations", &err);
    }
    if (rc)
        hd_log(HD_LOG_ERROR, "once error=\"%s\"", err.text);
    return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

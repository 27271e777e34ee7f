/* daemon/app.h - the daemon: builds its parts in order, runs the loop, takes them down in reverse.
 *
 *      settings ─ loop ─ service ─ workers ─ chores ─ sockets ─ READY
 *
 * TERM or INT: no new connections, what runs is finished (at most 20 s), then the end.
 * HUP: the configuration is read again; a bad one is named in the log and the old one stays. */
#ifndef HEDEF_DAEMON_APP_H
#define HEDEF_DAEMON_APP_H

#include "common/error.h"

struct app;

struct app_options {
    const char *conf_path; /* NULL: searched for */
    const char *listen;    /* instead of the configuration's; NULL */
};

/* Problems of the configuration are logged, one line each. */
HD_MUST_CHECK enum hd_rc app_create(const struct app_options *options, struct app **app_out,
                                    struct hd_error *err);
int app_run(struct app *app); /* the exit status */
void app_destroy(struct app **app);

/* `hedefd --check` and `hedefd --once`: the exit status. */
int app_check(const struct app_options *options);
int app_once(const struct app_options *options);

/* After an I/O error nobody knows what is on the disk: the service manager starts us again, and
 * the checks at start decide (EX_TEMPFAIL). */
#define APP_EXIT_STORE_FAILED 75

#endif

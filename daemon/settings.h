/* daemon/settings.h - hedef.conf: one row per option in settings.c is the single source. */
#ifndef HEDEF_DAEMON_SETTINGS_H
#define HEDEF_DAEMON_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/conf.h"

enum smtp_tls { SMTP_TLS_REQUIRED, SMTP_TLS_OPPORTUNISTIC, SMTP_TLS_NONE, SMTP_TLS_IMPLICIT };

struct settings {
    char *conf_path; /* where this came from; not an option */
    /* [store] */
    char *data_dir; /* hedef.db, its lock and the socket live here by default */
    char *database; /* path */
    /* [server] */
    char *listen;   /* "127.0.0.1:8080"; "" none; "[::1]:8080" */
    char *socket;   /* Unix socket for the command line */
    char *base_url; /* in mails and feeds: "https://hedef.example.org" */
    char *hosts;    /* further Host headers that are answered */
    bool public_read;
    char *trusted_proxy;
    int64_t max_body_bytes;
    int64_t workers;
    /* [site] */
    char *zone;         /* Asia/Baku */
    char *default_lang; /* az */
    char *default_area; /* AZ */
    char *title;
    char *agency; /* who maintains the dataflow, in SDMX */
    /* [deadlines] */
    char *owed_from; /* date; NULL: the day of installation */
    /* [alerts] */
    int64_t raise_after, clear_after;
    int64_t revision_bound; /* percent of the old value */
    /* [folder] */
    char *drop_dir; /* NULL: none */
    int64_t drop_scan_ms;
    /* [source NAME] */
    struct hd_conf_group sources;
    /* [collect] */
    int64_t keep_bodies_ms, keep_fetches_ms;
    int64_t collect_backoff_ms;
    /* [mail] */
    char *smtp_host; /* NULL: no mail is sent */
    int64_t smtp_port;
    int smtp_tls; /* enum smtp_tls */
    char *smtp_user, *smtp_password_file;
    char *mail_from, *mail_from_name;
    char *list_id;
    /* [digest] */
    char *digest_at; /* "08:00" local */
    /* [backup] */
    char *backup_dir;
    int log_level;
};

extern const struct hd_conf_key settings_keys[];

/* path: the file, or its directory.  path NULL: search $HEDEF_CONFIG, ./hedef.conf,
 * /etc/hedef/hedef.conf; HD_NOT_FOUND when there is none, and err says where it looked and what to
 * do. */
HD_MUST_CHECK enum hd_rc settings_load(const char *path, struct settings **settings_out,
                                       struct hd_problems *problems, struct hd_error *err);
/* Beyond the values themselves: does this machine have what they name?  For those who ask before a
 * start; problems are added. */
void settings_check(const struct settings *settings, struct hd_problems *problems);
void settings_free(struct settings **settings);

#endif

#include "daemon/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/date.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/memory.h"
#include "daemon/address.h"

/* A packaged installation: its data do not belong beside the configuration. */
#define SYSTEM_DIR      "/etc/hedef"
#define SYSTEM_DATA_DIR "/var/lib/hedef"
#define SYSTEM_CONF     SYSTEM_DIR "/hedef.conf"

static const struct hd_conf_choice tls_words[] = {
    { "required", SMTP_TLS_REQUIRED },
    { "opportunistic", SMTP_TLS_OPPORTUNISTIC },
    { "none", SMTP_TLS_NONE },
    { "implicit", SMTP_TLS_IMPLICIT },
    { NULL, 0 },
};

static const struct hd_conf_choice level_words[] = {
    { "error", HD_LOG_ERROR },
    { "warning", HD_LOG_WARNING },
    { "info", HD_LOG_INFO },
    { "debug", HD_LOG_DEBUG },
    { NULL, 0 },
};

/* ---- values whose type says too little ---- */

static bool is_clock_time(const char *text)
{
    bool shaped = strlen(text) == 5 && text[2] == ':' && strspn(text, "0123456789:") == 5 &&
                  !memchr(text, ':', 2) && !strchr(text + 3, ':');

    return shaped && memcmp(text, "24", 2) < 0 && text[3] < '6';
}

static bool is_day(const char *text)
{
    int32_t day;

    return hd_day_parse(text, strlen(text), &day);
}

static bool is_address(const char *text)
{
    struct sockaddr_storage address;
    socklen_t len;

    return !*text || address_parse(text, &address, &len);
}

static bool is_zone(const char *text)
{
    struct hd_zone *zone = NULL;
    struct hd_error err;

    if (hd_zone_open(text, &zone, &err))
        return false;
    hd_zone_close(&zone);
    return true;
}

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* An id of SDMX for agencies: parts that begin with a letter, parted by points. */
static bool is_agency(const char *text)
{
    for (;; text++) {
        if (!*text || !strchr(LETTERS, *text))
            return false;
        text += strspn(text, LETTERS "0123456789_-");
        if (*text != '.')
            return !*text;
    }
}

static bool is_language(const char *text)
{
    return hd_lang_find(text) != NULL;
}

static bool is_socket_path(const char *text)
{
    return strlen(text) < sizeof((struct sockaddr_un *)NULL)->sun_path;
}

#define ADDRESS_WRONG                                                                              \
    N_("{option}: write an address and a port, such as 127.0.0.1:8080 or [::1]:8080, not "         \
       "'{value}'.")
#define SOCKET_LONG                                                                                \
    N_("{option}: the path of a Unix socket has at most 107 bytes; '{value}' is longer. Choose "   \
       "a shorter one.")

#define AT(field) .offset = offsetof(struct settings, field)

const struct hd_conf_key settings_keys[] = {
    { .section = "store",
      .name = "data_dir",
      .type = HD_CONF_PATH,
      AT(data_dir),
      .fallback = ".",
      .needs_restart = true,
      .help = "Directory of the database, its lock and the socket; relative paths start at this "
              "file's directory, and the default beside " SYSTEM_CONF " is " SYSTEM_DATA_DIR "." },
    { .section = "store",
      .name = "database",
      .type = HD_CONF_PATH,
      AT(database),
      .needs_restart = true,
      .help = "The database file; by default hedef.db in data_dir." },

    { .section = "server",
      .name = "listen",
      .type = HD_CONF_TEXT,
      AT(listen),
      .fallback = "127.0.0.1:8080",
      .needs_restart = true,
      .help = "Address and port of the web page and API, such as 127.0.0.1:8080, [::1]:8080 or "
              "0.0.0.0:8080; \"\" opens no port.",
      .valid = is_address,
      .invalid = ADDRESS_WRONG },
    { .section = "server",
      .name = "socket",
      .type = HD_CONF_PATH,
      AT(socket),
      .needs_restart = true,
      .help = "Unix socket of the command line, at most 107 bytes; by default hedef.sock in "
              "data_dir.",
      .valid = is_socket_path,
      .invalid = SOCKET_LONG },
    { .section = "server",
      .name = "base_url",
      .type = HD_CONF_TEXT,
      AT(base_url),
      .fallback = "\"\"",
      .help = "How the outside reaches the page, such as https://hedef.example.org; used in mails "
              "and feeds; by default http:// and the address of listen." },
    { .section = "server",
      .name = "hosts",
      .type = HD_CONF_LIST,
      AT(hosts),
      .fallback = "\"\"",
      .help = "Further host names under which requests are answered; * answers any." },
    { .section = "server",
      .name = "public_read",
      .type = HD_CONF_BOOL,
      AT(public_read),
      .fallback = "yes",
      .help = "Whether reading needs no token." },
    { .section = "server",
      .name = "trusted_proxy",
      .type = HD_CONF_TEXT,
      AT(trusted_proxy),
      .fallback = "\"\"",
      .needs_restart = true,
      .help = "Address of the reverse proxy in front; the limit of connections per address is "
              "then left to it." },
    { .section = "server",
      .name = "max_body_bytes",
      .type = HD_CONF_SIZE,
      AT(max_body_bytes),
      .fallback = "10MiB",
      .min = 1024,
      .max = 268435456,
      .help = "Largest upload that is accepted." },
    { .section = "server",
      .name = "workers",
      .type = HD_CONF_INT,
      AT(workers),
      .fallback = "4",
      .min = 2,
      .max = 32,
      .needs_restart = true,
      .help =
          "Threads for what may block: writes, mail, folders; half as many more answer questions "
          "about the past." },
    { .section = "server",
      .name = "log_level",
      .type = HD_CONF_CHOICE,
      AT(log_level),
      .fallback = "info",
      .choices = level_words,
      .help = "How much is logged: error, warning, info or debug (a line for each request)." },

    { .section = "site",
      .name = "zone",
      .type = HD_CONF_TEXT,
      AT(zone),
      .fallback = "UTC",
      .needs_restart = true,
      .help = "Time zone in which days begin and end, such as Europe/Berlin.",
      .valid = is_zone,
      .invalid = N_("{option}: this machine knows no time zone '{value}'. Write one such as "
                    "Europe/Berlin.") },
    { .section = "site",
      .name = "default_lang",
      .type = HD_CONF_TEXT,
      AT(default_lang),
      .fallback = "en",
      .help = "Language for readers who ask for none that is known.",
      .valid = is_language,
      .invalid = N_("{option}: there is no language '{value}' here.") },
    { .section = "site",
      .name = "default_area",
      .type = HD_CONF_TEXT,
      AT(default_area),
      .fallback = "\"\"",
      .help = "Area of values that come without one, such as DE." },
    { .section = "site",
      .name = "title",
      .type = HD_CONF_TEXT,
      AT(title),
      .fallback = "hedef",
      .help = "Name of the site on pages and in mails." },
    { .section = "site",
      .name = "agency",
      .type = HD_CONF_TEXT,
      AT(agency),
      .fallback = "HEDEF",
      .help = "Who maintains the dataflow under /sdmx: an SDMX agency id.",
      .valid = is_agency,
      .invalid = N_("{option}: '{value}' is no SDMX agency id: letters, digits, - and _, with a "
                    "letter first; parts are parted by points.") },

    { .section = "deadlines",
      .name = "owed_from",
      .type = HD_CONF_TEXT,
      AT(owed_from),
      .help = "Day from which submissions are owed, such as 2026-01-01; by default the day of "
              "installation.",
      .valid = is_day,
      .invalid = N_("{option}: write a day, such as 2026-01-31, not '{value}'.") },

    { .section = "alerts",
      .name = "raise_after",
      .type = HD_CONF_INT,
      AT(raise_after),
      .fallback = "1",
      .min = 1,
      .max = 100,
      .help = "Bad evaluations of new data before an alert fires." },
    { .section = "alerts",
      .name = "clear_after",
      .type = HD_CONF_INT,
      AT(clear_after),
      .fallback = "1",
      .min = 1,
      .max = 100,
      .help = "Good evaluations of new data before an alert is resolved." },
    { .section = "alerts",
      .name = "revision_bound",
      .type = HD_CONF_INT,
      AT(revision_bound),
      .fallback = "1",
      .min = 0,
      .max = 1000,
      .help = "A published value that changes by more than so many percent is told." },

    { .section = "folder",
      .name = "drop_dir",
      .type = HD_CONF_PATH,
      AT(drop_dir),
      .help = "Folder whose files are imported; they move to done/ or rejected/ in it." },
    { .section = "folder",
      .name = "drop_scan",
      .type = HD_CONF_DURATION,
      AT(drop_scan_ms),
      .fallback = "1m",
      .min = 100,
      .max = 86400000,
      .help = "How often the folder is looked at besides the system's own notices." },

    { .section = "collect",
      .name = "keep_bodies",
      .type = HD_CONF_DURATION,
      AT(keep_bodies_ms),
      .fallback = "400d",
      .min = 0,
      .max = INT64_C(315360000000),
      .help = "How long what collectors fetched is kept as it came, compressed." },
    { .section = "collect",
      .name = "keep_fetches",
      .type = HD_CONF_DURATION,
      AT(keep_fetches_ms),
      .fallback = "400d",
      .min = 0,
      .max = INT64_C(315360000000),
      .help = "How long a run that led to no submission is remembered; others are kept for ever." },
    { .section = "collect",
      .name = "backoff",
      .type = HD_CONF_DURATION,
      AT(collect_backoff_ms),
      .fallback = "1d",
      .min = 60000,
      .max = INT64_C(2592000000),
      .help = "Longest wait after failures of a source, which begins at a minute and doubles." },
    { .section = "source",
      .name = "*",
      .type = HD_CONF_GROUP,
      AT(sources),
      .help = "A source of values that is asked by itself, under a name of its own; collectors.d "
              "beside this file holds ready-made ones, and hedef-collectors(7) tells of all "
              "options." },

    { .section = "mail",
      .name = "smtp_host",
      .type = HD_CONF_TEXT,
      AT(smtp_host),
      .help = "Mail server; without one no mail is sent." },
    { .section = "mail",
      .name = "smtp_port",
      .type = HD_CONF_INT,
      AT(smtp_port),
      .fallback = "587",
      .min = 1,
      .max = 65535,
      .help = "Port of the mail server." },
    { .section = "mail",
      .name = "smtp_tls",
      .type = HD_CONF_CHOICE,
      AT(smtp_tls),
      .fallback = "required",
      .choices = tls_words,
      .help = "STARTTLS required, opportunistic or none; implicit for TLS from the first byte." },
    { .section = "mail",
      .name = "smtp_user",
      .type = HD_CONF_TEXT,
      AT(smtp_user),
      .help = "Account at the mail server; none: no login." },
    { .section = "mail",
      .name = "smtp_password_file",
      .type = HD_CONF_PATH,
      AT(smtp_password_file),
      .help = "File that holds the password; by default the systemd credential smtp-password." },
    { .section = "mail",
      .name = "from",
      .type = HD_CONF_TEXT,
      AT(mail_from),
      .fallback = "hedef@localhost",
      .help = "Sender address." },
    { .section = "mail",
      .name = "from_name",
      .type = HD_CONF_TEXT,
      AT(mail_from_name),
      .fallback = "hedef",
      .help = "Sender name." },
    { .section = "mail",
      .name = "list_id",
      .type = HD_CONF_TEXT,
      AT(list_id),
      .help = "List-Id header by which recipients can sort, such as digest.hedef.example.org." },

    { .section = "digest",
      .name = "at",
      .type = HD_CONF_TEXT,
      AT(digest_at),
      .fallback = "08:00",
      .help = "Local time of day when digests are made.",
      .valid = is_clock_time,
      .invalid = N_("{option}: write hours and minutes, such as 08:00, not '{value}'.") },

    { .section = "backup",
      .name = "dir",
      .type = HD_CONF_PATH,
      AT(backup_dir),
      .help = "Directory for backups; none: only those made by hand." },
    { .name = NULL },
};

static void set_default_path(char **path, const char *dir, const char *name)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (*path)
        return;
    hd_buf_init(&text, 4096);
    hd_buf_printf(&text, "%s/%s", dir, name);
    *path = hd_buf_take(&text, NULL);
}

/* A credential of the service manager: memory that is never swapped, for our eyes only. */
static void set_default_password(struct settings *settings)
{
    const char *dir = getenv("CREDENTIALS_DIRECTORY");

    if (!dir || settings->smtp_password_file)
        return;
    set_default_path(&settings->smtp_password_file, dir, "smtp-password");
    if (access(settings->smtp_password_file, R_OK)) {
        free(settings->smtp_password_file);
        settings->smtp_password_file = NULL;
    }
}

/* Links in mails are joined to it: never empty, without a slash at the end. */
static void set_default_url(struct settings *settings)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    size_t len = strlen(settings->base_url);

    while (len && settings->base_url[len - 1] == '/')
        settings->base_url[--len] = '\0';
    if (len)
        return;
    hd_buf_init(&text, 4096);
    hd_buf_printf(&text, "http://%s", settings->listen[0] ? settings->listen : "localhost");
    free(settings->base_url);
    settings->base_url = hd_buf_take(&text, NULL);
}

static void fill_defaults(struct settings *settings)
{
    if (!strcmp(settings->data_dir, SYSTEM_DIR) || !strcmp(settings->data_dir, SYSTEM_DIR "/.")) {
        free(settings->data_dir);
        settings->data_dir = hd_strdup(SYSTEM_DATA_DIR);
    }
    set_default_path(&settings->database, settings->data_dir, "hedef.db");
    set_default_path(&settings->socket, settings->data_dir, "hedef.sock");
    set_default_password(settings);
    set_default_url(settings);
}

static enum hd_rc find_file(const char **path_out, struct hd_error *err)
{
    const char *const places[] = { "hedef.conf", SYSTEM_CONF };
    const char *named = getenv("HEDEF_CONFIG");

    if (named && *named) {
        *path_out = named;
        return HD_OK;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!access(places[i], F_OK)) {
            *path_out = places[i];
            return HD_OK;
        }
    }
    return hd_fail(err, HD_NOT_FOUND,
                   "no configuration: looked for ./hedef.conf and " SYSTEM_CONF
                   "; make one with `hedef init`, or name it with -c FILE or $HEDEF_CONFIG");
}

/* The file of a directory that was named instead of it. */
static const char *file_of(const char *path, struct hd_arena *arena)
{
    struct stat about;

    if (!path || !path[0] || stat(path, &about) || !S_ISDIR(about.st_mode))
        return path;
    return hd_arena_printf(arena, "%s%shedef.conf", path, path[strlen(path) - 1] == '/' ? "" : "/");
}

static void add_problem(struct hd_problems *problems, const struct settings *settings,
                        const char *option, const char *value, const char *message)
{
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = "value_invalid",
                                 .message = message,
                                 .args = { "option", option, "value", value },
                                 .file = settings->conf_path,
                                 .value = value,
                             });
}

/* By default it follows from data_dir, where nobody thinks of its length. */
static enum hd_rc check_socket(const struct settings *settings, struct hd_problems *problems,
                               struct hd_error *err)
{
    if (is_socket_path(settings->socket))
        return HD_OK;
    add_problem(problems, settings, "socket", settings->socket, SOCKET_LONG);
    return hd_fail(err, HD_BAD_INPUT, "the path of the socket is too long: %s", settings->socket);
}

enum hd_rc settings_load(const char *path, struct settings **settings_out,
                         struct hd_problems *problems, struct hd_error *err)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct settings *settings;
    enum hd_rc rc = HD_OK;

    if (!path)
        rc = find_file(&path, err);
    if (rc)
        return rc;
    path = file_of(path, &arena);
    settings = hd_alloc(sizeof *settings);
    rc = hd_conf_load(path, settings_keys, settings, problems, err);
    if (!rc) {
        settings->conf_path = hd_strdup(path);
        fill_defaults(settings);
        rc = check_socket(settings, problems, err);
    }
    if (rc)
        settings_free(&settings);
    else
        *settings_out = settings;
    return rc;
}

/* ---- what this machine must have ---- */

/* A directory that is there, or that we could make. */
static bool is_place(const char *path)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    char *part = hd_arena_strdup(&arena, *path ? path : ".");
    struct stat about;
    char *slash;

    if (!stat(part, &about))
        return S_ISDIR(about.st_mode);
    while ((slash = strrchr(part, '/')) && slash != part) {
        *slash = '\0';
        if (!stat(part, &about))
            return S_ISDIR(about.st_mode) && !access(part, W_OK | X_OK);
    }
    return !access(slash ? "/" : ".", W_OK | X_OK);
}

void settings_check(const struct settings *settings, struct hd_problems *problems)
{
    const char *password = settings->smtp_password_file;

    if (!is_address(settings->listen)) /* it may come from elsewhere than the file */
        add_problem(problems, settings, "listen", settings->listen, ADDRESS_WRONG);
    if (!is_place(settings->data_dir))
        add_problem(problems, settings, "data_dir", settings->data_dir,
                    N_("{option}: '{value}' is no directory and cannot be made one."));
    if (password && access(password, R_OK))
        add_problem(problems, settings, "smtp_password_file", password,
                    N_("{option}: '{value}' cannot be read."));
}

void settings_free(struct settings **settings)
{
    if (!*settings)
        return;
    hd_conf_clear(settings_keys, *settings);
    free((*settings)->conf_path);
    free(*settings);
    *settings = NULL;
}

/* daemon/api/api.h
 *
 * The one surface: page, HTTP API and command line are all a request into this table of routes.
 * Handlers see a service and a request and fill a reply; they know neither sockets nor
 * libmicrohttpd, and are tested without either.
 */
#ifndef HEDEF_DAEMON_API_API_H
#define HEDEF_DAEMON_API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/lang.h"
#include "common/memory.h"
#include "common/problem.h"

struct hd_zone;
struct picture;
struct service;

/* Each includes the former; but API_SOURCE, which is asked for by what belongs to the source that
 * the path names first: it wants an operator, or a token of that source, which opens nothing else.
 */
enum api_role { API_ANYONE, API_READER, API_WRITER, API_OPERATOR, API_SOURCE };

struct api_param {
    const char *name, *value;
};

struct api_request {
    const char *method;             /* "GET" "POST" "DELETE"; HEAD is answered as GET by http/ */
    const char *path;               /* decoded, without query */
    const struct api_param *params; /* decoded query, in order */
    size_t param_count;
    const char *(*header)(void *ctx, const char *name); /* NULL when absent */
    void *header_ctx;
    const char *body;
    size_t body_len;
    bool body_mapped;                         /* of a file: it need not stay in memory */
    void (*progress)(void *ctx, size_t rows); /* told now and then; NULL */
    void *progress_ctx;
    bool trusted;      /* over the Unix socket or in process: operator */
    const char *actor; /* "local:root"; for tokens filled by api_answer() */
    bool no_wait;      /* on a thread that may not block: a stale picture is good enough */
    /* filled by api_answer() before the handler runs: */
    const struct api_route *route;
    bool checked; /* by api_precheck(), not to be done again */
    enum api_role role;
    const char *push_source; /* the token belongs to this source; NULL */
    int64_t token_used;      /* the token whose use is to be noted; 0 */
    const struct hd_lang *lang;
    const struct hd_zone *zone; /* of the site */
    struct picture *picture;    /* of now or of as_of; held while the handler runs */
    const char *captures[2];    /* {code}, {id} of the path, decoded */
    struct hd_arena *arena;     /* dropped after the answer */
};

enum api_format {
    API_JSON,
    API_CSV,
    API_TSV,
    API_TABLE,
    API_PLAIN,
    API_HTML,
    API_ROWS,
    API_EXPORT /* and those after it: the formats of daemon/export/, by their place */
};
#define API_IN(format) (1U << (format))
#define API_EXPORTED   (~(API_IN(API_EXPORT) - 1U))

struct api_reply {
    int status; /* 200 unless the handler says otherwise */
    const char *content_type;
    struct hd_buf body; /* ready for use */
    int64_t attention;  /* --check: how many things need somebody (header Hedef-Attention) */
    struct {
        const char *name;
        char value[256];
    } headers[8];
    size_t header_count;
    bool no_store;                              /* private: not to be cached */
    const char *problem_title, *problem_detail; /* of a problem: translated, in the arena */
    struct api_shared *shared; /* body belongs to a kept answer (cache.h), counted; NULL: own */
};

/* Where a route may run. */
enum api_pace {
    API_QUICK,  /* answers from the current picture: on the HTTP thread (never blocks) */
    API_SLOW,   /* writes, reads the database or waits: on a worker */
    API_PAST,   /* the same, and reads versions of values: few at a time (api_is_past()) */
    API_INTAKE, /* the same, and any picture is new enough: values do not wait for evaluations */
};

struct api_route {
    const char *method, *path; /* "/api/v1/indicators/{code}" */
    enum api_role role;        /* API_READER obeys public_read */
    enum api_pace pace;
    const char *params; /* "as_of lang format strategy state": others are refused (400);
                         * "*": any (an address with a hash of its content);
                         * "c[*]": c with any name in brackets */
    unsigned formats;   /* API_IN() of what it answers in; 0: no choice */
    enum hd_rc (*handle)(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err);
    const char *summary; /* for openapi.json and docs/http.md */
};

extern const struct api_route api_routes[]; /* ended by a NULL path; routes_table.c */

/* NULL when there is no such path; *method_known false when the path exists for another method.
 * captures are decoded into the arena. */
const struct api_route *api_route_find(const char *method, const char *path, struct hd_arena *arena,
                                       const char *captures[2], bool *path_known);
/* May this request be answered on the HTTP thread without waiting? */
bool api_is_quick(struct service *service, const struct api_route *route,
                  const struct api_request *request);

/* Does it ask for the past?  Such answers are dear and anybody may ask for them: they have workers
 * of their own, so that nobody else waits behind them. */
bool api_is_past(const struct api_route *route, const struct api_request *request);

/* Everything from parameter check and rights to the finished reply; errors become
 * problem+json (or an HTML page where a browser asked for a page).  Never fails. */
void api_answer(struct service *service, struct api_request *request, struct api_reply *reply);
/* The part of it that needs no body: route, rights, parameters.  false: the reply holds the
 * refusal, and an upload need not be read. */
bool api_precheck(struct service *service, struct api_request *request, struct api_reply *reply);

void api_reply_init(struct api_reply *reply, size_t max_body);
void api_reply_clear(struct api_reply *reply);
void api_reply_header(struct api_reply *reply, const char *name, const char *value);

/* ---- for handlers ---- */

const char *api_param(const struct api_request *request, const char *name); /* NULL when absent */
bool api_flag(const struct api_request *request, const char *name); /* present and not 0/no/false */
enum api_format api_format_of(const struct api_request *request, enum api_format fallback);

/* Fill an RFC 9457 answer: status, stable code, translated title and detail (msgids). */
enum hd_rc api_problem(struct api_reply *reply, const struct api_request *request, int status,
                       const char *code, const char *title, const char *detail,
                       const char *const *args);
/* The same with a list of problems (422 by default). */
enum hd_rc api_problems(struct api_reply *reply, const struct api_request *request, int status,
                        const char *code, const char *title, struct hd_problems *problems);

/* ---- lists: one description of columns gives json, csv, tsv, table, plain ---- */

enum api_type {
    API_T_TEXT,
    API_T_DECIMAL,
    API_T_DOUBLE,
    API_T_INT,
    API_T_BOOL,
    API_T_INSTANT,
    API_T_DAY
};

struct api_cell {
    enum api_type type;
    bool null;
    const char *text;  /* TEXT (key form for json and csv), DECIMAL */
    const char *label; /* TEXT for people, translated; NULL: text */
    double number;
    int64_t integer; /* INT, BOOL, INSTANT (at_ms), DAY */
    int decimals;    /* DECIMAL and DOUBLE, for people; -1 as is */
};

struct api_column {
    const char *key;     /* stable */
    const char *heading; /* msgid; NULL: not in table form */
    bool right;
    void (*cell)(const void *row, const struct api_request *request, struct api_cell *cell_out);
};

struct hd_jsonw;
struct api_list {
    const struct api_column *columns; /* ended by a NULL key */
    const void *const *rows;
    size_t count;
    /* Writes the JSON object of one row; NULL: an object of the columns. */
    void (*json)(struct hd_jsonw *w, const void *row, const struct api_request *request);
    /* Adds members beside "version", "data" and "next"; may be NULL. */
    void (*extra)(struct hd_jsonw *w, const struct api_request *request, const void *ctx);
    const void *ctx;
    const char *empty; /* msgid for people when there is nothing: says what to do next */
    size_t page;       /* rows for a stranger who names no limit; 0: all */
};
#define API_PAGE 1000 /* of lists that grow for ever */

/* How many rows of such a list, from the first on, can matter to this request; INT64_MAX: all.  One
 * more than is shown, so that it is known whether something follows. */
int64_t api_list_reach(const struct api_request *request, size_t page);
/* Obeys format=, limit=, cursor=. */
enum hd_rc api_list_write(const struct api_list *list, const struct api_request *request,
                          struct api_reply *reply, struct hd_error *err);

#endif

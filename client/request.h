/* client/request.h - a request to the one surface: over the Unix socket of a running hedefd, or
 * answered in this process when none runs (with the store's lock, and as the owner of its file). */
#ifndef HEDEF_CLIENT_REQUEST_H
#define HEDEF_CLIENT_REQUEST_H

#include "client/client.h"
#include "common/memory.h"
#include "daemon/api/api.h"

#define REQUEST_PARAMS_MAX 32
#define REPLY_MAX_BYTES    ((size_t)256 << 20)

struct service;

/* Zero it, set method and path, add what else there is. */
struct request {
    const char *method;
    const char *path; /* decoded, without query */
    struct api_param params[REQUEST_PARAMS_MAX];
    size_t param_count;
    const char *body; /* NULL: none */
    size_t body_len;
    bool body_mapped; /* of a file: it need not stay in memory */
    void (*progress)(void *ctx, size_t rows);
    void *progress_ctx; /* rows read so far, told now and then; in this process alone */
    const char *content_type, *idempotency_key; /* NULL: none */
};

struct reply {
    int status;
    int64_t attention;
    struct hd_buf body;
};

/* value NULL adds nothing.  Texts are borrowed. */
void request_param(struct request *request, const char *name, const char *value);
/* "history=1" after a question mark in `path` becomes parameters; texts live in the arena. */
void request_path(struct request *request, const char *path, struct hd_arena *arena);

/* Answers are in the client's language and `format` (NULL: none is asked for).  A status of 400
 * and above is still HD_OK.  Clear the reply in either case. */
HD_MUST_CHECK enum hd_rc request_send(struct client *client, struct request *request,
                                      const char *format, struct reply *reply,
                                      struct hd_error *err);
void reply_clear(struct reply *reply);

/* Does a daemon answer on the socket of the settings? */
HD_MUST_CHECK enum hd_rc request_daemon_runs(const struct client *client, bool *runs_out,
                                             struct hd_error *err);
/* HD_DENIED unless this process runs as the owner of the database: files of another user in its
 * directory would lock the daemon out.  HD_NOT_FOUND when there is none. */
HD_MUST_CHECK enum hd_rc request_check_owner(const struct client *client, struct hd_error *err);
/* The same request answered by a service that is open in this process. */
void request_answer(struct service *service, const struct request *request, struct reply *reply);

/* Tells a problem on standard error: as it came with -o json, else in words.  EXIT_FAILED. */
int reply_tell_problem(const struct client *client, const struct reply *reply);

#endif

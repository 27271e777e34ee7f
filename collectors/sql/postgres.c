#include "collectors/sql/postgres.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "collectors/sql/library.h"
#include "common/lang.h"
#include "common/utf8.h"

#define LOOK_MS   100 /* how soon a wish to cancel is seen */
#define WORDS_MAX 400
#define QUERY_MAX ((size_t)2 << 20)

struct asking {
    const struct postgres_question *question;
    const struct postgres_library *pq;
    struct hd_problems *problems;
    PGconn *connection;
    int64_t deadline_tick_ms;
};

/* ---- what goes wrong ---- */

/* The first line, as clean text. */
static void clean_words(const char *text, char out[static WORDS_MAX])
{
    size_t len = text ? strcspn(text, "\n\r") : 0;

    if (!text || !hd_utf8_valid(text, len))
        len = 0;
    snprintf(out, WORDS_MAX, "%.*s", (int)hd_utf8_cut(text ? text : "", len, WORDS_MAX - 1),
             text ? text : "");
}

static enum hd_rc report(const struct asking *asking, enum hd_rc rc, const char *code,
                         const char *message, const char *words, struct hd_error *err)
{
    char seconds[24], clean[WORDS_MAX];

    clean_words(words, clean);
    snprintf(seconds, sizeof seconds, "%g", (double)asking->question->timeout_ms / 1000);
    hd_problem_add(asking->problems,
                   &(struct hd_problem){ .code = code,
                                         .message = message,
                                         .args = { "words", clean, "seconds", seconds } });
    return hd_fail(err, rc, "%s: %s", code, clean);
}

static enum hd_rc report_late(const struct asking *asking, struct hd_error *err)
{
    return report(asking, HD_AGAIN, "sql_timeout",
                  N_("The server did not answer within {seconds} seconds."), "", err);
}

static enum hd_rc report_lost(const struct asking *asking, struct hd_error *err)
{
    return report(asking, HD_AGAIN, "sql_connection",
                  N_("The connection to the server failed: {words}"),
                  asking->pq->PQerrorMessage(asking->connection), err);
}

/* By the SQLSTATE that a server's refusal has, or its first letters. */
static const struct {
    const char *state;
    enum hd_rc rc;
    const char *code, *message;
} refusals[] = {
    { "25006", HD_BAD_INPUT, "sql_writes",
      N_("The query would change something, which a source may not: {words}") },
    { "57014", HD_AGAIN, "sql_timeout", N_("The server did not answer within {seconds} seconds.") },
    { "57P", HD_AGAIN, "sql_connection", N_("The connection to the server failed: {words}") },
    { "08", HD_AGAIN, "sql_connection", N_("The connection to the server failed: {words}") },
    { "42501", HD_BAD_INPUT, "sql_denied", N_("The server does not allow it: {words}") },
    { "42", HD_BAD_INPUT, "sql_query", N_("The server does not understand the query: {words}") },
    { "", HD_AGAIN, "sql_failed", N_("The query failed: {words}") },
};

static enum hd_rc report_refusal(const struct asking *asking, const PGresult *result,
                                 struct hd_error *err)
{
    const char *state = asking->pq->PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *words = asking->pq->PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    size_t i = 0;

    if (!state) /* not from the server: there is none any more */
        return report_lost(asking, err);
    while (strncmp(state, refusals[i].state, strlen(refusals[i].state)) != 0)
        i++;
    return report(asking, refusals[i].rc, refusals[i].code, refusals[i].message, words, err);
}

/* ---- waiting ---- */

static bool is_cancelled(const struct asking *asking)
{
    return asking->question->cancelled && asking->question->cancelled(asking->question->ctx);
}

/* The server would go on for nobody. */
static void call_off(const struct asking *asking)
{
    PGcancel *cancel = asking->pq->PQgetCancel(asking->connection);
    char ignored[256];

    if (!cancel)
        return;
    (void)asking->pq->PQcancel(cancel, ignored, sizeof ignored);
    asking->pq->PQfreeCancel(cancel);
}

static enum hd_rc wait_for(const struct asking *asking, short events, struct hd_error *err)
{
    struct pollfd fd = { .fd = asking->pq->PQsocket(asking->connection), .events = events };

    for (;;) {
        int64_t left = asking->deadline_tick_ms - hd_now_tick_ms(asking->question->clock);

        if (is_cancelled(asking)) {
            if (asking->pq->PQstatus(asking->connection) == CONNECTION_OK)
                call_off(asking);
            return report(asking, HD_AGAIN, "cancelled", N_("It was ended before it was done."), "",
                          err);
        }
        if (left <= 0)
            return report_late(asking, err);
        if (poll(&fd, 1, left < LOOK_MS ? (int)left : LOOK_MS) > 0)
            return HD_OK;
    }
}

static enum hd_rc await_answer(const struct asking *asking, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    while (!rc && asking->pq->PQisBusy(asking->connection)) {
        rc = wait_for(asking, POLLIN, err);
        if (!rc && !asking->pq->PQconsumeInput(asking->connection))
            rc = report_lost(asking, err);
    }
    return rc;
}

/* ---- the dialogue ---- */

static PGconn *start(const struct asking *asking)
{
    const struct postgres_question *question = asking->question;
    /* What stands before dbname can be said otherwise in it; what stands behind cannot. */
    const char *const keys[] = { "application_name",
                                 "gssencmode",
                                 "tcp_user_timeout",
                                 "dbname",
                                 "client_encoding",
                                 question->password ? "password" : NULL,
                                 NULL };
    const char *const values[] = { "hedef", "disable",          "10000", question->connection,
                                   "UTF8",  question->password, NULL };

    return asking->pq->PQconnectStartParams(keys, values, 1);
}

static enum hd_rc connect_to(struct asking *asking, struct hd_error *err)
{
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    enum hd_rc rc = HD_OK;

    asking->connection = start(asking);
    if (!asking->connection)
        return hd_fail(err, HD_SYSTEM, "libpq: out of memory");
    if (asking->pq->PQstatus(asking->connection) == CONNECTION_BAD)
        return report_lost(asking, err);
    while (!rc && next != PGRES_POLLING_OK) {
        rc = wait_for(asking, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, err);
        if (!rc)
            next = asking->pq->PQconnectPoll(asking->connection);
        if (!rc && next == PGRES_POLLING_FAILED)
            rc = report_lost(asking, err);
    }
    return rc;
}

/* The results of what was sent; the last one that is not good is told. */
static enum hd_rc finish_command(const struct asking *asking, ExecStatusType good,
                                 struct hd_error *err)
{
    enum hd_rc rc = await_answer(asking, err);
    PGresult *result;

    while (!rc && (result = asking->pq->PQgetResult(asking->connection))) {
        if (asking->pq->PQresultStatus(result) != good)
            rc = report_refusal(asking, result, err);
        asking->pq->PQclear(result);
        if (!rc)
            rc = await_answer(asking, err);
    }
    return rc;
}

static enum hd_rc begin_reading(const struct asking *asking, struct hd_error *err)
{
    char text[300];

    snprintf(text, sizeof text,
             "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = %lld; "
             "SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1; "
             "SET LOCAL bytea_output = 'hex'",
             (long long)asking->question->timeout_ms);
    if (!asking->pq->PQsendQuery(asking->connection, text))
        return report_lost(asking, err);
    return finish_command(asking, PGRES_COMMAND_OK, err);
}

/* By itself first: what stands alone as one statement cannot end the parenthesis it is put into,
 * and the protocol takes one statement here. */
static enum hd_rc check_query(const struct asking *asking, struct hd_error *err)
{
    if (!asking->pq->PQsendPrepare(asking->connection, "", asking->question->query, 0, NULL))
        return report_lost(asking, err);
    return finish_command(asking, PGRES_COMMAND_OK, err);
}

static size_t query_len(const char *query)
{
    size_t len = strlen(query);

    while (len && strchr(" \t\r\n;", query[len - 1]))
        len--;
    return len;
}

static enum hd_rc begin_copy(const struct asking *asking, struct hd_error *err)
{
    const char *query = asking->question->query;
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, QUERY_MAX);
    /* Lines of their own: the query may end in a comment. */
    hd_buf_printf(&text, "COPY (\n%.*s\n) TO STDOUT WITH (FORMAT csv, HEADER)",
                  (int)query_len(query), query);
    if (!asking->pq->PQsendQueryParams(asking->connection, text.data, 0, NULL, NULL, NULL, NULL, 0))
        return report_lost(asking, err);
    return await_answer(asking, err);
}

static enum hd_rc take_line(const struct asking *asking, const char *line, size_t len,
                            struct hd_buf *out, struct hd_error *err)
{
    hd_buf_put(out, line, len);
    if (!out->overflow)
        return HD_OK;
    call_off(asking);
    return report(asking, HD_LIMIT, "sql_too_large",
                  N_("The answer is larger than max_bytes allows."), "", err);
}

/* Until the server says that it was all. */
static enum hd_rc take_lines(const struct asking *asking, struct hd_buf *out, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    while (!rc) {
        char *line = NULL;
        int len = asking->pq->PQgetCopyData(asking->connection, &line, 1);

        if (len > 0) {
            rc = take_line(asking, line, (size_t)len, out, err);
            asking->pq->PQfreemem(line);
        } else if (len < 0) {
            break;
        } else {
            rc = wait_for(asking, POLLIN, err);
            if (!rc && !asking->pq->PQconsumeInput(asking->connection))
                rc = report_lost(asking, err);
        }
    }
    return rc;
}

static int64_t count_rows(const char *text)
{
    int64_t count = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        count = count * 10 + (*text - '0');
    return count;
}

static enum hd_rc take_copy(const struct asking *asking, PGresult *first, struct hd_buf *out,
                            int64_t *rows_out, struct hd_error *err)
{
    ExecStatusType status = asking->pq->PQresultStatus(first);
    PGresult *last;
    enum hd_rc rc;

    if (status != PGRES_COPY_OUT)
        return report_refusal(asking, first, err);
    rc = take_lines(asking, out, err);
    if (!rc)
        rc = await_answer(asking, err);
    if (rc)
        return rc;
    last = asking->pq->PQgetResult(asking->connection);
    if (asking->pq->PQresultStatus(last) == PGRES_COMMAND_OK)
        *rows_out = count_rows(asking->pq->PQcmdTuples(last));
    else
        rc = report_refusal(asking, last, err);
    asking->pq->PQclear(last);
    return rc;
}

static enum hd_rc copy_answer(const struct asking *asking, struct hd_buf *out, int64_t *rows_out,
                              struct hd_error *err)
{
    enum hd_rc rc = begin_copy(asking, err);
    PGresult *first;

    if (rc)
        return rc;
    first = asking->pq->PQgetResult(asking->connection);
    rc = take_copy(asking, first, out, rows_out, err);
    asking->pq->PQclear(first);
    return rc;
}

enum hd_rc postgres_ready(struct hd_problems *problems, struct hd_error *err)
{
    (void)problems;
    (void)err;
    return HD_OK;
}

enum hd_rc postgres_ask(const struct postgres_question *question, struct hd_buf *out,
                        int64_t *rows_out, struct hd_problems *problems, struct hd_error *err)
{
    struct asking asking = { .question = question, .problems = problems };
    enum hd_rc rc = postgres_library_get(&asking.pq, err);

    if (rc)
        return report(&asking, rc, "sql_library",
                      N_("The library of PostgreSQL is missing. Install libpq5."), "", err);
    asking.deadline_tick_ms =
        hd_now_tick_ms(question->clock) + question->timeout_ms + POSTGRES_GRACE_MS;
    rc = connect_to(&asking, err);
    if (!rc)
        rc = begin_reading(&asking, err);
    if (!rc)
        rc = check_query(&asking, err);
    if (!rc)
        rc = copy_answer(&asking, out, rows_out, err);
    if (asking.connection)
        asking.pq->PQfinish(asking.connection);
    return rc;
}

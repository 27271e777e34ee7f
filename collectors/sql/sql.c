#include "collectors/sql/sql.h"

#include <stdlib.h>
#include <string.h>

#include "collectors/sql/postgres.h"
#include "common/file.h"
#include "common/lang.h"

#define QUERY_FILE_MAX    1048576
#define PASSWORD_FILE_MAX 4096

struct sql {
    const struct sql_options *options;
    const struct collector_site *site;
};

/* ---- options ---- */

/* libpq would take a password here, and an address with one in it. */
static bool is_connection(const char *text)
{
    return *text && !strstr(text, "password") && !strstr(text, "://");
}

#define AT(field) .offset = offsetof(struct sql_options, field)

static const struct hd_conf_key keys[] = {
    { .section = "source",
      .name = "connection",
      .type = HD_CONF_TEXT,
      AT(connection),
      .local_only = true,
      .help = "The database, in libpq's words: host=/run/postgresql dbname=registry user=reader.",
      .valid = is_connection,
      .invalid = N_("{option}: write words such as host=/run/postgresql dbname=registry "
                    "user=reader, without an address or a password; that one stands in the file "
                    "that password_file names.") },
    { .section = "source",
      .name = "password_file",
      .type = HD_CONF_PATH,
      AT(password_file),
      .local_only = true,
      .help = "A file with nothing but the password; read for each run." },
    { .section = "source",
      .name = "query",
      .type = HD_CONF_TEXT,
      AT(query),
      .local_only = true,
      .help = "One SELECT, WITH, VALUES or TABLE; its answer is read as CSV with a header." },
    { .section = "source",
      .name = "query_file",
      .type = HD_CONF_PATH,
      AT(query_file),
      .local_only = true,
      .help = "A file that holds the query, instead." },
    { .section = "source",
      .name = "timeout",
      .type = HD_CONF_DURATION,
      AT(timeout_ms),
      .fallback = "60s",
      .min = 100,
      .max = 3600000,
      .help = "The time it may take; then the server is told to stop." },
    { .section = "source",
      .name = "max_bytes",
      .type = HD_CONF_SIZE,
      AT(max_bytes),
      .fallback = "16MiB",
      .min = 1,
      .max = 1073741824,
      .help = "The most that is taken." },
    { .name = NULL },
};

static enum hd_rc refuse_options(const char *option, const char *message,
                                 struct hd_problems *problems, struct hd_error *err)
{
    hd_problem_add(problems, &(struct hd_problem){ .code = "conf_option_missing",
                                                   .message = message,
                                                   .key = option,
                                                   .args = { "option", option } });
    return hd_fail(err, HD_BAD_INPUT, "option %s", option);
}

static enum hd_rc open_sql(const void *conf, const struct collector_site *site, void **self_out,
                           struct hd_problems *problems, struct hd_error *err)
{
    const struct sql_options *options = conf;
    enum hd_rc rc = postgres_ready(problems, err);
    struct sql *sql;

    if (!rc && !options->connection)
        rc = refuse_options("connection", N_("The option {option} is needed."), problems, err);
    if (!rc && !options->query == !options->query_file)
        rc = refuse_options("query", N_("Write either query or query_file."), problems, err);
    if (rc)
        return rc;
    sql = hd_alloc(sizeof *sql);
    sql->options = options;
    sql->site = site;
    *self_out = sql;
    return HD_OK;
}

static const char *place(const void *conf)
{
    const struct sql_options *options = conf;

    return options->connection ? options->connection : "";
}

/* ---- files ---- */

static enum hd_rc read_file(const char *path, size_t max_bytes, char **text_out,
                            struct hd_problems *problems, struct hd_error *err)
{
    size_t len = 0;
    enum hd_rc rc = hd_file_read(path, max_bytes, text_out, &len, err);

    if (rc == HD_NOT_FOUND)
        rc = hd_fail(err, HD_SYSTEM, "%s: there is no such file", path);
    if (!rc && strlen(*text_out) != len)
        rc = hd_fail(err, HD_BAD_INPUT, "%s holds more than text", path);
    if (rc)
        hd_problem_add(problems,
                       &(struct hd_problem){ .code = "file_unreadable",
                                             .message = N_("A file of this source cannot be read: "
                                                           "{reason}"),
                                             .args = { "reason", err->text } });
    return rc;
}

static enum hd_rc read_query(const struct sql *sql, char **query_out, struct hd_problems *problems,
                             struct hd_error *err)
{
    if (sql->options->query_file)
        return read_file(sql->options->query_file, QUERY_FILE_MAX, query_out, problems, err);
    *query_out = hd_strdup(sql->options->query);
    return HD_OK;
}

static enum hd_rc read_password(const struct sql *sql, char **password_out,
                                struct hd_problems *problems, struct hd_error *err)
{
    enum hd_rc rc;

    if (!sql->options->password_file)
        return HD_OK;
    rc = read_file(sql->options->password_file, PASSWORD_FILE_MAX, password_out, problems, err);
    if (!rc)
        (*password_out)[strcspn(*password_out, "\r\n")] = '\0';
    return rc;
}

static void forget(char **secret)
{
    if (*secret)
        explicit_bzero(*secret, strlen(*secret));
    free(*secret);
    *secret = NULL;
}

/* ---- asking ---- */

static enum hd_rc ask(const struct sql *sql, const struct collector_request *request,
                      struct hd_buf *out, int64_t *rows, struct hd_problems *problems,
                      struct hd_error *err)
{
    struct postgres_question question = { .connection = sql->options->connection,
                                          .timeout_ms = sql->options->timeout_ms,
                                          .clock = sql->site->clock,
                                          .cancelled = request->cancelled,
                                          .ctx = request->cancelled_ctx };
    char *query = NULL, *password = NULL;
    enum hd_rc rc = read_query(sql, &query, problems, err);

    if (!rc)
        rc = read_password(sql, &password, problems, err);
    question.query = query;
    question.password = password;
    if (!rc)
        rc = postgres_ask(&question, out, rows, problems, err);
    free(query);
    forget(&password);
    return rc;
}

static enum hd_rc collect(void *self, struct collector_request *request,
                          const struct collector_sink *sink, struct hd_problems *problems,
                          struct hd_error *err)
{
    const struct sql *sql = self;
    HD_BUF_AUTO struct hd_buf out = { 0 };
    struct collector_answer answer = { .fate = COLLECTOR_TAKEN };
    struct collector_body body = { .name = sql->options->connection, .type = "text/csv" };
    int64_t rows = 0;
    enum hd_rc rc;

    hd_buf_init(&out, (size_t)sql->options->max_bytes);
    rc = ask(sql, request, &out, &rows, problems, err);
    if (rc)
        return rc;
    request->unchanged = rows == 0;
    if (request->unchanged)
        return HD_OK;
    body.data = out.data;
    body.len = out.len;
    body.wire_bytes = (int64_t)out.len;
    return sink->put(sink->ctx, &body, &answer, err);
}

const struct collector_ops collector_sql = {
    .name = "sql",
    .summary = N_("A query to a PostgreSQL server, which may only read."),
    .pace = COLLECTOR_SLOW,
    .conf_size = sizeof(struct sql_options),
    .keys = keys,
    .open = open_sql,
    .collect = collect,
    .close = free,
    .place = place,
};

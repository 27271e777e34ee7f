#include "queries/backlog.h"

#include "queries/query_sql.h"
#include "storage/statement.h"

#define FAILED_MS (7 * INT64_C(86400000)) /* who has not looked for a week has been told by now */

enum hd_rc backlog_read(struct reader *reader, int64_t now_at_ms, struct backlog *out,
                        struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_outbox_backlog, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":failed_since", now_at_ms - FAILED_MS);
    rc = statement_next(statement, &more, err);
    if (rc)
        return rc;
    out->messages = statement_int(statement, 0);
    out->next_at_ms = statement_is_null(statement, 1) ? INT64_MAX : statement_int(statement, 1);
    out->failed = statement_int(statement, 2);
    return HD_OK;
}

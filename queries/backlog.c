#include "queries/backlog.h"

#include "queries/query_sql.h"
#include "storage/statement.h"

enum hd_rc backlog_read(struct reader *reader, struct backlog *out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_outbox_backlog, &statement, err);

    if (!rc)
        rc = statement_next(statement, &more, err);
    if (rc)
        return rc;
    out->messages = statement_int(statement, 0);
    out->next_at_ms = statement_is_null(statement, 1) ? INT64_MAX : statement_int(statement, 1);
    return HD_OK;
}

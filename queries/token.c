#include "queries/token.h"

#include <stdio.h>
#include <string.h>

#include "queries/query_sql.h"
#include "storage/statement.h"
#include "storage/store.h"

static bool read_row(struct statement *statement, struct token_row *row)
{
    const char *name = statement_text(statement, 0), *scope = statement_text(statement, 2);
    const char *source = statement_text(statement, 5);
    size_t len;
    const void *hash = statement_blob(statement, 1, &len);

    if (len != TOKEN_HASH_LEN || !name || !scope || !source)
        return false;
    snprintf(row->name, sizeof row->name, "%s", name);
    snprintf(row->scope, sizeof row->scope, "%s", scope);
    snprintf(row->source, sizeof row->source, "%s", source);
    memcpy(row->hash, hash, len);
    row->expires_at_ms = statement_int(statement, 3);
    row->id = statement_int(statement, 4);
    row->used_at_ms = statement_int(statement, 6);
    return true;
}

enum hd_rc token_by_prefix(struct reader *reader, const char *prefix, token_row_fn *each, void *ctx,
                           struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    bool more = true;
    enum hd_rc rc = statement_take(reader, sql_token_by_prefix, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":prefix", prefix);
    for (;;) {
        struct token_row row;

        rc = statement_next(statement, &more, err);
        if (rc || !more)
            return rc;
        if (read_row(statement, &row) && !each(ctx, &row))
            return HD_OK;
    }
}

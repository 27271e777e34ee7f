/* collectors/sql/sql.h - the transport `sql`: the answer of a PostgreSQL server to one query, as
 * CSV with a header.  Nothing can be written by it: the transaction is read only, and the query is
 * one statement. */
#ifndef HEDEF_COLLECTORS_SQL_SQL_H
#define HEDEF_COLLECTORS_SQL_SQL_H

#include "collectors/collector.h"

struct sql_options {
    char *connection; /* libpq's key=value words, without a password */
    char *password_file;
    char *query, *query_file; /* one of them */
    int64_t timeout_ms, max_bytes;
};

extern const struct collector_ops collector_sql;

#endif

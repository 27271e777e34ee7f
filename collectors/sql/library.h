/* collectors/sql/library.h  (private to collectors/sql/): libpq, loaded when it is first needed,
 * since it brings libraries along that nobody without such a source should pay for. */
#ifndef HEDEF_COLLECTORS_SQL_LIBRARY_H
#define HEDEF_COLLECTORS_SQL_LIBRARY_H

#include <libpq-fe.h>

#include "common/error.h"

/* The calls in use, named as in libpq. */
struct postgres_library {
    PGconn *(*PQconnectStartParams)(const char *const *keys, const char *const *values, int expand);
    PostgresPollingStatusType (*PQconnectPoll)(PGconn *connection);
    ConnStatusType (*PQstatus)(const PGconn *connection);
    void (*PQfinish)(PGconn *connection);
    char *(*PQerrorMessage)(const PGconn *connection);
    int (*PQsocket)(const PGconn *connection);
    int (*PQsendQuery)(PGconn *connection, const char *query);
    int (*PQsendPrepare)(PGconn *connection, const char *name, const char *query, int count,
                         const Oid *types);
    int (*PQsendQueryParams)(PGconn *connection, const char *query, int count, const Oid *types,
                             const char *const *values, const int *lengths, const int *formats,
                             int result_format);
    int (*PQconsumeInput)(PGconn *connection);
    int (*PQisBusy)(PGconn *connection);
    PGresult *(*PQgetResult)(PGconn *connection);
    ExecStatusType (*PQresultStatus)(const PGresult *result);
    char *(*PQresultErrorField)(const PGresult *result, int field);
    char *(*PQcmdTuples)(PGresult *result);
    void (*PQclear)(PGresult *result);
    int (*PQgetCopyData)(PGconn *connection, char **line, int async);
    void (*PQfreemem)(void *memory);
    PGcancel *(*PQgetCancel)(PGconn *connection);
    int (*PQcancel)(PGcancel *cancel, char *error, int size);
    void (*PQfreeCancel)(PGcancel *cancel);
};

/* Loaded once, kept until the process ends; any thread.  HD_SYSTEM when it is not installed or
 * lacks a call. */
HD_MUST_CHECK enum hd_rc postgres_library_get(const struct postgres_library **library_out,
                                              struct hd_error *err);

#endif

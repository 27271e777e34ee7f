/* storage/session.h - private to storage/: a connection with its prepared statements.
 *
 * struct reader is such a session: readers have their own, and the writer has the one that all
 * transactions use (txn_reader() hands it to queries).  One thread at a time.
 */
#ifndef HEDEF_STORAGE_SESSION_H
#define HEDEF_STORAGE_SESSION_H

#include "storage/driver.h"
#include "storage/statement.h"

struct reader {
    const struct driver_ops *driver;
    struct connection *connection;
    struct statement *statements; /* a list; free ones are found again by their text's address */
    bool of_writer;               /* begin and end of a view are the transaction's own */
};

HD_MUST_CHECK enum hd_rc session_open(const struct driver_ops *driver,
                                      const struct connection_options *options,
                                      struct reader **session_out, struct hd_error *err);
void session_close(struct reader **session);
void session_reset_statements(struct reader *session); /* those still taken give up their view */

HD_MUST_CHECK enum hd_rc session_run(struct reader *session, const char *sql, struct hd_error *err);

/* Statements that write: one step, no row expected, ready to be bound and run again. */
HD_MUST_CHECK enum hd_rc statement_run(struct statement *statement, struct hd_error *err);
/* Start again with the same or other values bound. */
void statement_rewind(struct statement *statement);

void statement_bind_blob(struct statement *statement, const char *name, const void *bytes,
                         size_t len);

int statement_columns(struct statement *statement);
/* Text and numbers alike as their text: the tables are strict, so a type cannot change. */
struct digest;
void statement_digest(struct statement *statement, int column, struct digest *digest);

/* For long loops: a parameter's place asked for once; the text is not copied and must stay as
 * it is until the statement has run. */
int statement_place(struct statement *statement, const char *name);
void statement_put_int(struct statement *statement, int place, int64_t value);
void statement_put_text(struct statement *statement, int place, const char *text);

#endif

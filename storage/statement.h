/* storage/statement.h - asking a reader: one .sql file, prepared once, bound by name.
 *
 * Queries are embedded at build time from queries/<name>.sql as `sql_<name>`.  A typo is a
 * failure at the first use in the unit test that prepares all of them. */
#ifndef HEDEF_STORAGE_STATEMENT_H
#define HEDEF_STORAGE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct reader;
struct statement;

/* Taken from the reader's cache (prepared on first use), reset and unbound. */
HD_MUST_CHECK enum hd_rc statement_take(struct reader *reader, const char *sql,
                                        struct statement **statement_out, struct hd_error *err);
void statement_give_back(struct statement **statement); /* NULL is fine */
#define STATEMENT_AUTO __attribute__((cleanup(statement_give_back)))

/* The name with its colon, ":series".  A name that is not in the statement is our bug: asserted. */
void statement_bind_int(struct statement *statement, const char *name, int64_t value);
void statement_bind_text(struct statement *statement, const char *name, const char *text);

/* HD_OK with *row_out true for a row, false at the end. */
HD_MUST_CHECK enum hd_rc statement_next(struct statement *statement, bool *row_out,
                                        struct hd_error *err);
int64_t statement_int(struct statement *statement, int column);
const char *statement_text(struct statement *statement, int column); /* NULL for null; until next */
const void *statement_blob(struct statement *statement, int column, size_t *len_out);
bool statement_is_null(struct statement *statement, int column);

#endif

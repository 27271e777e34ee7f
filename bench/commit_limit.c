/* What the disk and SQLite allow: one row a transaction, WAL, synchronous=FULL, nothing else done.
 *
 *      commit_limit FILE SECONDS      prints commits/s, median and 99th percentile in ms */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "timing.h"

#define COMMITS_MAX ((size_t)4 << 20)

static void must(sqlite3 *db, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "commit_limit: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static sqlite3 *open_fresh(const char *path)
{
    sqlite3 *db;

    remove(path);
    must(NULL, sqlite3_open(path, &db));
    must(db,
         sqlite3_exec(db,
                      "pragma journal_mode = wal; pragma synchronous = full;"
                      "create table observation (series_id integer, period_key integer, value text,"
                      " primary key (series_id, period_key)) without rowid",
                      NULL, NULL, NULL));
    return db;
}

int main(int argc, char **argv)
{
    double *took = calloc(COMMITS_MAX, sizeof *took), end;
    size_t count = 0;
    sqlite3_stmt *insert;
    sqlite3 *db;

    if (argc != 3 || !took)
        return 1;
    db = open_fresh(argv[1]);
    must(db, sqlite3_prepare_v2(db, "insert into observation values (?1 % 16, ?1 / 16, '63.2')", -1,
                                &insert, NULL));
    end = timing_now() + strtod(argv[2], NULL);
    for (double start = timing_now(); start < end && count < COMMITS_MAX; start = timing_now()) {
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)count);
        must(db, sqlite3_step(insert));
        must(db, sqlite3_reset(insert));
        took[count++] = timing_now() - start;
    }
    printf("%.0f %.3f %.3f\n", (double)count / strtod(argv[2], NULL),
           1e3 * timing_at(took, count, 0.5), 1e3 * timing_at(took, count, 0.99));
    sqlite3_finalize(insert);
    sqlite3_close(db);
    free(took);
    return 0;
}

/* What a bare loop needs for the same file: split by hand, one prepared insert, one transaction,
 * WAL, synchronous=FULL; no checks, no vintages, no audit.
 *
 *      import_limit FILE.csv FILE.db      prints rows/s
 *
 * The columns are indicator,breakdown,period,value; periods are days, 2001-02-03. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "timing.h"

#define SERIES_SLOTS 65536 /* a power of two, more than twice the series */

struct cell {
    const char *text;
    size_t len;
};

static void must(sqlite3 *db, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "import_limit: %s\n", sqlite3_errmsg(db));
    exit(1);
}

/* The number of a series: indicator and breakdown stand side by side in the file. */
static int series_number(const char *text, size_t len)
{
    static struct cell slots[SERIES_SLOTS];
    unsigned hash = 2166136261u;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    for (hash %= SERIES_SLOTS; slots[hash].text; hash = (hash + 1) % SERIES_SLOTS)
        if (slots[hash].len == len && !memcmp(slots[hash].text, text, len))
            return (int)hash;
    slots[hash] = (struct cell){ text, len };
    return (int)hash;
}

static struct cell next_cell(const char **at, const char *end, char stop)
{
    const char *start = *at, *found = memchr(start, stop, (size_t)(end - start));

    *at = found ? found + 1 : end;
    return (struct cell){ start, (size_t)((found ? found : end) - start) };
}

static int day_number(struct cell text)
{
    int number = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.text[i] != '-')
            number = number * 10 + (text.text[i] - '0');
    return number;
}

static size_t load(sqlite3 *db, const char *at, const char *end)
{
    sqlite3_stmt *insert;
    size_t rows = 0;

    must(db, sqlite3_prepare_v2(db, "insert into observation values (?, ?, ?)", -1, &insert, NULL));
    (void)next_cell(&at, end, '\n'); /* the names */
    while (at < end) {
        struct cell indicator = next_cell(&at, end, ','), breakdown = next_cell(&at, end, ',');
        struct cell period = next_cell(&at, end, ','), value = next_cell(&at, end, '\n');

        sqlite3_bind_int(insert, 1,
                         series_number(indicator.text, indicator.len + 1 + breakdown.len));
        sqlite3_bind_int(insert, 2, day_number(period));
        sqlite3_bind_text(insert, 3, value.text, (int)value.len, SQLITE_STATIC);
        must(db, sqlite3_step(insert));
        must(db, sqlite3_reset(insert));
        rows++;
    }
    sqlite3_finalize(insert);
    return rows;
}

int main(int argc, char **argv)
{
    int fd = argc == 3 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    double start = timing_now();
    struct stat file;
    const char *text;
    sqlite3 *db;
    size_t rows;

    if (fd < 0 || fstat(fd, &file))
        return 1;
    text = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (text == MAP_FAILED)
        return 1;
    remove(argv[2]);
    must(NULL, sqlite3_open(argv[2], &db));
    must(db, sqlite3_exec(
                 db,
                 "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;"
                 "create table observation (series_id integer, period_key integer, value text,"
                 " primary key (series_id, period_key)) without rowid; begin",
                 NULL, NULL, NULL));
    rows = load(db, text, text + file.st_size);
    must(db, sqlite3_exec(db, "commit", NULL, NULL, NULL));
    sqlite3_close(db);
    printf("%.0f\n", (double)rows / (timing_now() - start));
    return 0;
}

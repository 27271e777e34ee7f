/* tests/unit/queries/office.h - a real store in a temporary directory, with a catalogue and values,
 * for the tests of this folder. */
#ifndef HEDEF_TESTS_OFFICE_H
#define HEDEF_TESTS_OFFICE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/csv.h"
#include "common/date.h"
#include "common/decimal.h"
#include "common/file.h"
#include "common/lang.h"
#include "queries/picture.h"
#include "storage/record.h"
#include "storage/store.h"
#include "storage/submission.h"

#define SHIPPED SOURCE_DIR "/etc/catalog"
#define FACTS   SOURCE_DIR "/../shared/catalog"

struct office {
    char dir[64], path[96];
    struct hd_clock clock;
    int64_t at_ms;
    struct store *store;
    struct reader *reader;
    struct hd_zone *zone;
};

static int64_t office_wall(void *ctx)
{
    return ((struct office *)ctx)->at_ms;
}

static inline int32_t office_day(const char *text)
{
    int32_t day;

    assert_true(hd_day_parse(text, strlen(text), &day));
    return day;
}

/* Noon of a day, local. */
static inline int64_t office_noon(const struct office *office, const char *day)
{
    return hd_zone_at_ms(office->zone, office_day(day), 12 * 60);
}

static inline void office_ok(enum hd_rc rc, const struct hd_error *err)
{
    if (rc)
        fail_msg("%s: %s", hd_rc_name(rc), err->text);
}

/* Installed on the day given. */
static inline struct office *office_open(const char *today)
{
    struct office *office = calloc(1, sizeof *office);
    struct hd_error err;

    snprintf(office->dir, sizeof office->dir, "/tmp/hedef-office-XXXXXX");
    assert_non_null(mkdtemp(office->dir));
    snprintf(office->path, sizeof office->path, "%s/hedef.db", office->dir);
    office_ok(hd_zone_open("Asia/Baku", &office->zone, &err), &err);
    office->clock = (struct hd_clock){ .wall = office_wall, .tick = office_wall, .ctx = office };
    office->at_ms = office_noon(office, today);
    office_ok(store_open(&(struct store_options){ .path = office->path,
                                                  .clock = &office->clock,
                                                  .create = true },
                         &office->store, &err),
              &err);
    office_ok(reader_open(office->path, &office->reader, &err), &err);
    return office;
}

static inline void office_close(struct office *office)
{
    char command[128];

    reader_close(&office->reader);
    store_close(&office->store);
    hd_zone_close(&office->zone);
    snprintf(command, sizeof command, "rm -rf '%s'", office->dir);
    assert_int_equal(system(command), 0);
    free(office);
}

/* ---- catalogue ---- */

struct office_apply {
    struct catalog_files *files;
    bool remove;
    size_t changed;
};

static inline enum hd_rc office_apply_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct office_apply *apply = ctx;

    return catalog_apply(txn, apply->files, apply->remove, "local:test", &apply->changed, err);
}

static inline void office_print_problems(const struct hd_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        struct hd_buf line;

        hd_buf_init(&line, 4096);
        hd_problem_line(&problems->items[i], NULL, &line);
        print_error("%s\n", line.data);
        hd_buf_clear(&line);
    }
}

static inline struct catalog_files *office_read(const struct office *office, const char *path)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct catalog_files *files;
    struct hd_error err;
    enum hd_rc rc = catalog_files_read(path, &files, &problems, &err);

    office_print_problems(&problems);
    office_ok(rc, &err);
    catalog_files_set_zone(files, office->zone);
    return files;
}

/* Returns how many items changed. */
static inline size_t office_catalog(struct office *office, const char *path, bool remove)
{
    struct office_apply apply = { .files = office_read(office, path), .remove = remove };
    struct hd_error err;

    office_ok(store_write(office->store, office_apply_in, &apply, &err), &err);
    catalog_files_close(&apply.files);
    return apply.changed;
}

/* A catalogue file of one's own in the office's directory. */
static inline const char *office_file(struct office *office, const char *name, const char *text)
{
    static char path[128];
    struct hd_error err;

    snprintf(path, sizeof path, "%s/%s", office->dir, name);
    office_ok(hd_file_replace(path, text, strlen(text), 0644, &err), &err);
    return path;
}

/* ---- values ---- */

static inline enum hd_rc office_put_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct submission_result result = { 0 };

    return submission_put(txn, ctx, &result, err);
}

static inline void office_put_rows(struct office *office, struct submission_new submission,
                                   const struct submission_row *rows, size_t count)
{
    struct hd_error err;

    submission.channel = submission.channel ? submission.channel : "import";
    submission.actor = "local:test";
    submission.source = submission.checksum = "";
    submission.reason = submission.reason ? submission.reason : "";
    submission.publish = true;
    submission.rows = rows;
    submission.count = count;
    office_ok(store_write(office->store, office_put_in, &submission, &err), &err);
}

/* One value of area AZ; published NULL: now. */
static inline void office_put(struct office *office, const char *indicator, const char *period,
                              const char *value, char status, const char *published)
{
    struct submission_row row = { .indicator = indicator,
                                  .area = "AZ",
                                  .breakdown = "",
                                  .value = value,
                                  .status = status,
                                  .comment = "" };
    const char *why;

    assert_true(hd_period_parse(period, strlen(period), &row.period, &why));
    if (published)
        row.published_at_ms = office_noon(office, published);
    office_put_rows(office, (struct submission_new){ .history = published != NULL }, &row, 1);
}

/* ---- CSV as it stands in the files of facts ---- */

struct office_table {
    struct hd_arena arena;
    const char **heads;
    size_t columns;
    const char ***rows;
    size_t count;
};

static inline struct office_table *office_table(const char *path)
{
    struct office_table *table = calloc(1, sizeof *table);
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    const struct hd_csv_field *fields;
    struct hd_error err;
    struct hd_csv *csv;
    size_t len, count;
    char *data;
    long line;

    office_ok(hd_file_read(path, 1 << 20, &data, &len, &err), &err);
    office_ok(hd_csv_open(data, len, &csv, &problems, &err), &err);
    table->rows = calloc(10000, sizeof *table->rows);
    while (hd_csv_next(csv, &fields, &count, &line, &problems)) {
        const char **row = hd_arena_alloc(&table->arena, (count + 1) * sizeof *row);

        for (size_t i = 0; i < count; i++)
            row[i] = hd_arena_strdup(&table->arena, fields[i].text);
        if (!table->heads) {
            table->heads = row;
            table->columns = count;
        } else {
            assert_int_equal(count, table->columns);
            table->rows[table->count++] = row;
        }
    }
    assert_int_equal(problems.errors, 0);
    hd_csv_close(&csv);
    free(data);
    return table;
}

static inline void office_table_free(struct office_table *table)
{
    free(table->rows);
    hd_arena_clear(&table->arena);
    free(table);
}

/* "" when the table has no such column. */
static inline const char *office_cell(const struct office_table *table, size_t row,
                                      const char *head)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->heads[i], head) == 0)
            return table->rows[row][i];
    return "";
}

/* Rows whose basis is `stated`, or that have none, with their own publication dates. */
static inline void office_load(struct office *office, const char *path)
{
    struct office_table *table = office_table(path);
    struct submission_row *rows = calloc(table->count + 1, sizeof *rows);
    size_t count = 0;

    for (size_t i = 0; i < table->count; i++) {
        const char *basis = office_cell(table, i, "basis"), *why;
        const char *period = office_cell(table, i, "period");

        if (*basis && strcmp(basis, "stated") != 0)
            continue;
        rows[count] = (struct submission_row){
            .indicator = office_cell(table, i, "indicator"),
            .area = office_cell(table, i, "area"),
            .breakdown = "",
            .value = office_cell(table, i, "value"),
            .status = office_cell(table, i, "status")[0],
            .comment = office_cell(table, i, "note"),
            .published_at_ms = office_noon(office, office_cell(table, i, "published")),
        };
        assert_true(hd_period_parse(period, strlen(period), &rows[count].period, &why));
        count++;
    }
    office_put_rows(office, (struct submission_new){ .history = true, .channel = "sample" }, rows,
                    count);
    free(rows);
    office_table_free(table);
}

/* ---- pictures ---- */

static inline struct picture *office_picture(struct office *office, const char *as_of)
{
    struct picture_options options = { .zone = office->zone, .now_at_ms = office->at_ms };
    struct picture *picture;
    struct hd_error err;

    assert_true(
        picture_as_of_parse(as_of, office->zone, &options.cutoff_at_ms, &options.as_of_day));
    options.current = options.cutoff_at_ms > office->at_ms;
    office_ok(picture_build(office->reader, &options, &picture, &err), &err);
    return picture;
}

/* The row of a target's id; NULL when it is unknown. */
static inline const struct status_row *office_row(const struct picture *picture, const char *id)
{
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].target && strcmp(picture->rows[i].target->judge.id, id) == 0)
            return &picture->rows[i];
    return NULL;
}

#endif

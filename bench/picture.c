/* bench/picture.c - the picture of a large store, and the next one after one changed value.
 *
 *      bench_picture DATABASE ROUNDS     (its own copy: it writes)  prints for each round
 *                                        ms fresh, ms after one value, rows, rows judged again */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/timing.h"
#include "common/date.h"
#include "queries/picture.h"
#include "storage/record.h"
#include "storage/store.h"
#include "storage/submission.h"

static void must(enum hd_rc rc, const struct hd_error *err)
{
    if (!rc)
        return;
    fprintf(stderr, "%s\n", err->text);
    exit(1);
}

static enum hd_rc put_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct submission_result result = { 0 };

    return submission_put(txn, ctx, &result, err);
}

static void put_value(struct store *store, long round)
{
    char value[32];
    struct submission_row row = { .indicator = "i00007",
                                  .area = "XX",
                                  .breakdown = "",
                                  .value = value,
                                  .status = 'A',
                                  .comment = "" };
    struct submission_new submission = { .channel = "import",
                                         .actor = "local:bench",
                                         .source = "",
                                         .checksum = "",
                                         .reason = "measured",
                                         .publish = true,
                                         .verb = SUBMISSION_REVISE,
                                         .rows = &row,
                                         .count = 1 };
    struct hd_error err;
    const char *why;

    snprintf(value, sizeof value, "%ld.5", 300 + round);
    if (!hd_period_parse("2026-Q3", 7, &row.period, &why))
        exit(1);
    must(store_write(store, put_in, &submission, &err), &err);
}

static struct picture *build(struct reader *reader, const struct hd_zone *zone,
                             const struct picture *before, double *ms)
{
    int64_t now = hd_now_at_ms(&hd_clock_system);
    struct picture_options options = { .current = true,
                                       .now_at_ms = now,
                                       .zone = zone,
                                       .as_of_day = hd_zone_day(zone, now),
                                       .before = before };
    double begin = timing_now();
    struct picture *picture;
    struct hd_error err;

    options.cutoff_at_ms = hd_zone_at_ms(zone, options.as_of_day + 1, 0);
    must(picture_build(reader, &options, &picture, &err), &err);
    *ms = 1e3 * (timing_now() - begin);
    return picture;
}

int main(int argc, char **argv)
{
    struct store_options how = { .path = argc > 1 ? argv[1] : "", .clock = &hd_clock_system };
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 3;
    struct hd_zone *zone;
    struct reader *reader;
    struct store *store;
    struct hd_error err;

    must(hd_zone_open("UTC", &zone, &err), &err);
    must(store_open(&how, &store, &err), &err);
    must(reader_open(how.path, &reader, &err), &err);
    for (long i = 0; i < rounds; i++) {
        double fresh_ms, next_ms;
        struct picture *fresh = build(reader, zone, NULL, &fresh_ms), *next;

        put_value(store, i);
        next = build(reader, zone, fresh, &next_ms);
        printf("%.3f %.3f %zu %zu\n", fresh_ms, next_ms, next->row_count,
               next->row_count - next->carried_count);
        picture_drop(&fresh);
        picture_drop(&next);
    }
    reader_close(&reader);
    store_close(&store);
    hd_zone_close(&zone);
    return 0;
}

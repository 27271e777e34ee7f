/* storage/bundle.h - many rows on their way in, packed: a million of them are some tens of MB.
 *
 * What repeats stands once: series, publication dates, comments.  The rows come in the order of
 * the document; handing them in sorts them, and their number still tells where they stood. */
#ifndef HEDEF_STORAGE_BUNDLE_H
#define HEDEF_STORAGE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"

struct submission_row;

/* Bounds of one row; the formats have tighter ones of their own. */
#define BUNDLE_VALUE_MAX   63 /* fits submission_outcome.old_value */
#define BUNDLE_WORD_MAX    200
#define BUNDLE_COMMENT_MAX 4000

struct bundle_row {
    uint32_t series; /* of bundle.series */
    int32_t period_key;
    uint32_t extra;   /* of bundle.extras */
    uint32_t value;   /* in bundle.texts; 0: deliberately missing */
    uint32_t number;  /* from 0, as handed in */
    uint32_t line;    /* in the document; 0 unknown */
    uint32_t vintage; /* the number it gets; 0: not stored */
    char status;
    uint8_t effect; /* NEW, CHANGED or UNCHANGED of enum submission_effect */
    uint8_t fate;   /* enum incoming_fate */
    uint8_t flags;  /* the caller's */
};

struct bundle_series {
    const char *indicator, *area, *breakdown;
    uint64_t hash;
    int64_t id;      /* in the store, once it was looked up */
    uint32_t number; /* of its first row */
};

struct bundle_extra {
    uint32_t comment;        /* in bundle.texts; 0: none */
    uint32_t number;         /* of its first row */
    int64_t given_at_ms;     /* publication; 0: now */
    int64_t published_at_ms; /* the same to the second, once the time of writing is known */
};

/* Zeroed is empty. */
struct bundle {
    struct bundle_row *rows;
    size_t count, room;
    struct bundle_series *series;
    size_t series_count, series_room;
    uint32_t *slots; /* by hash: number of a series and one; 0: free */
    size_t slot_count;
    struct bundle_extra *extras;
    size_t extra_count, extra_room;
    char *texts; /* the first byte is nobody's */
    size_t text_len, text_room;
    struct hd_arena words;
};

/* HD_BAD_INPUT names the row, from 1; HD_LIMIT: more than can be numbered. */
HD_MUST_CHECK enum hd_rc bundle_add(struct bundle *bundle, const struct submission_row *row,
                                    long line, unsigned flags, struct hd_error *err);
/* The row as it was added; its texts are the bundle's and last until the next one is added. */
void bundle_get(const struct bundle *bundle, const struct bundle_row *row,
                struct submission_row *out);
/* A row that was looked at when it was handed in, of a series known by its id in the store. */
HD_MUST_CHECK enum hd_rc bundle_add_of_series(struct bundle *bundle, int64_t series_id,
                                              const struct submission_row *row,
                                              struct hd_error *err);
void bundle_clear(struct bundle *bundle);
#define BUNDLE_AUTO __attribute__((cleanup(bundle_clear)))

static inline const char *bundle_text(const struct bundle *bundle, uint32_t at)
{
    return at ? bundle->texts + at : NULL;
}

/* By series in the store, period, publication, number.  In place. */
void bundle_sort(const struct bundle *bundle, struct bundle_row *rows, size_t count);

#endif

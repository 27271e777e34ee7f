#include "storage/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "storage/submission.h"

/* ---- texts ---- */

static enum hd_rc keep_text(struct bundle *bundle, const char *text, uint32_t *at_out,
                            struct hd_error *err)
{
    size_t len = strlen(text) + 1, needed;

    if (!bundle->text_len)
        bundle->text_len = 1;
    needed = bundle->text_len + len;
    if (needed > UINT32_MAX)
        return hd_fail(err, HD_LIMIT, "too much text in one submission");
    if (needed > bundle->text_room) {
        bundle->text_room = needed + bundle->text_room / 2 + 4096;
        bundle->texts = hd_realloc(bundle->texts, bundle->text_room, 1);
    }
    memcpy(bundle->texts + bundle->text_len, text, len);
    *at_out = (uint32_t)bundle->text_len;
    bundle->text_len = needed;
    return HD_OK;
}

/* ---- series ---- */

static uint64_t hash_word(uint64_t hash, const char *word)
{
    do {
        hash = (hash ^ (unsigned char)*word) * UINT64_C(0x100000001b3);
    } while (*word++);
    return hash;
}

static uint64_t hash_series(const struct submission_row *row)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    hash = hash_word(hash, row->indicator);
    hash = hash_word(hash, row->area);
    return hash_word(hash, row->breakdown);
}

static bool same_series(const struct bundle_series *series, const struct submission_row *row)
{
    return !strcmp(series->breakdown, row->breakdown) && !strcmp(series->area, row->area) &&
           !strcmp(series->indicator, row->indicator);
}

static uint32_t *find_slot(const struct bundle *bundle, const struct submission_row *row,
                           uint64_t hash)
{
    size_t i = hash & (bundle->slot_count - 1);

    for (; bundle->slots[i]; i = (i + 1) & (bundle->slot_count - 1)) {
        const struct bundle_series *series = &bundle->series[bundle->slots[i] - 1];

        if (series->hash == hash && same_series(series, row))
            break;
    }
    return &bundle->slots[i];
}

/* All in it are different: the first free slot is theirs. */
static void grow_slots(struct bundle *bundle)
{
    free(bundle->slots);
    bundle->slot_count = bundle->slot_count ? bundle->slot_count * 2 : 64;
    bundle->slots = hd_alloc(bundle->slot_count * sizeof *bundle->slots);
    for (size_t n = 0; n < bundle->series_count; n++) {
        size_t i = bundle->series[n].hash & (bundle->slot_count - 1);

        while (bundle->slots[i])
            i = (i + 1) & (bundle->slot_count - 1);
        bundle->slots[i] = (uint32_t)n + 1;
    }
}

static uint32_t add_series(struct bundle *bundle, const struct submission_row *row, uint64_t hash)
{
    HD_GROW(bundle->series, bundle->series_count, bundle->series_room);
    bundle->series[bundle->series_count] = (struct bundle_series){
        .indicator = hd_arena_strdup(&bundle->words, row->indicator),
        .area = hd_arena_strdup(&bundle->words, row->area),
        .breakdown = hd_arena_strdup(&bundle->words, row->breakdown),
        .hash = hash,
        .number = (uint32_t)bundle->count,
    };
    return (uint32_t)bundle->series_count++;
}

/* Neighbours are mostly of one series. */
static uint32_t series_of(struct bundle *bundle, const struct submission_row *row)
{
    uint64_t hash;
    uint32_t *slot;

    if (bundle->count) {
        uint32_t last = bundle->rows[bundle->count - 1].series;

        if (same_series(&bundle->series[last], row))
            return last;
    }
    if (2 * bundle->series_count >= bundle->slot_count)
        grow_slots(bundle);
    hash = hash_series(row);
    slot = find_slot(bundle, row, hash);
    if (!*slot)
        *slot = add_series(bundle, row, hash) + 1;
    return *slot - 1;
}

static uint32_t series_of_id(struct bundle *bundle, int64_t id)
{
    if (bundle->series_count && bundle->series[bundle->series_count - 1].id == id)
        return (uint32_t)bundle->series_count - 1;
    HD_GROW(bundle->series, bundle->series_count, bundle->series_room);
    bundle->series[bundle->series_count] =
        (struct bundle_series){ .indicator = "", .area = "", .breakdown = "", .id = id };
    return (uint32_t)bundle->series_count++;
}

/* ---- dates and comments ---- */

static bool same_extra(const struct bundle *bundle, const struct bundle_extra *extra,
                       const struct submission_row *row)
{
    const char *comment = row->comment ? row->comment : "";

    return extra->given_at_ms == row->published_at_ms &&
           !strcmp(extra->comment ? bundle->texts + extra->comment : "", comment);
}

static enum hd_rc extra_of(struct bundle *bundle, const struct submission_row *row,
                           uint32_t *extra_out, struct hd_error *err)
{
    struct bundle_extra extra = { .given_at_ms = row->published_at_ms,
                                  .number = (uint32_t)bundle->count };
    enum hd_rc rc;

    if (bundle->count) {
        *extra_out = bundle->rows[bundle->count - 1].extra;
        if (same_extra(bundle, &bundle->extras[*extra_out], row))
            return HD_OK;
    }
    if (row->comment && *row->comment) {
        rc = keep_text(bundle, row->comment, &extra.comment, err);
        if (rc)
            return rc;
    }
    HD_GROW(bundle->extras, bundle->extra_count, bundle->extra_room);
    *extra_out = (uint32_t)bundle->extra_count;
    bundle->extras[bundle->extra_count++] = extra;
    return HD_OK;
}

/* ---- rows ---- */

static bool is_short(const char *text, size_t max)
{
    return strnlen(text, max + 1) <= max;
}

static const char *row_fault(const struct submission_row *row)
{
    if (!is_short(row->area, BUNDLE_WORD_MAX) || !row->area[0])
        return "the area is empty or too long";
    if (!is_short(row->breakdown, BUNDLE_WORD_MAX))
        return "the breakdown is too long";
    if (row->value && (!row->value[0] || !is_short(row->value, BUNDLE_VALUE_MAX)))
        return "the value is empty or too long";
    if (row->status < 'A' || row->status > 'Z')
        return "the status is not a capital letter";
    if (row->comment && !is_short(row->comment, BUNDLE_COMMENT_MAX))
        return "the comment is too long";
    return NULL;
}

static enum hd_rc add_packed(struct bundle *bundle, const struct submission_row *row,
                             struct bundle_row packed, struct hd_error *err)
{
    enum hd_rc rc = extra_of(bundle, row, &packed.extra, err);

    if (!rc && row->value)
        rc = keep_text(bundle, row->value, &packed.value, err);
    if (rc)
        return rc;
    packed.period_key = (int32_t)hd_period_key(row->period);
    packed.number = (uint32_t)bundle->count;
    packed.status = row->status;
    HD_GROW(bundle->rows, bundle->count, bundle->room);
    bundle->rows[bundle->count++] = packed;
    return HD_OK;
}

enum hd_rc bundle_add(struct bundle *bundle, const struct submission_row *row, long line,
                      unsigned flags, struct hd_error *err)
{
    const char *fault = row_fault(row);

    if (fault)
        return hd_fail(err, HD_BAD_INPUT, "row %zu: %s", bundle->count + 1, fault);
    if (bundle->count >= UINT32_MAX - 1)
        return hd_fail(err, HD_LIMIT, "too many rows in one submission");
    return add_packed(bundle, row,
                      (struct bundle_row){ .series = series_of(bundle, row),
                                           .line = line > 0 ? (uint32_t)line : 0,
                                           .flags = (uint8_t)flags },
                      err);
}

enum hd_rc bundle_add_of_series(struct bundle *bundle, int64_t series_id,
                                const struct submission_row *row, struct hd_error *err)
{
    return add_packed(bundle, row, (struct bundle_row){ .series = series_of_id(bundle, series_id) },
                      err);
}

void bundle_get(const struct bundle *bundle, const struct bundle_row *row,
                struct submission_row *out)
{
    const struct bundle_series *series = &bundle->series[row->series];
    const struct bundle_extra *extra = &bundle->extras[row->extra];

    *out = (struct submission_row){
        .indicator = series->indicator,
        .area = series->area,
        .breakdown = series->breakdown,
        .period = hd_period_from_key(row->period_key),
        .value = bundle_text(bundle, row->value),
        .status = row->status,
        .comment = extra->comment ? bundle->texts + extra->comment : "",
        .published_at_ms = extra->given_at_ms,
    };
}

void bundle_clear(struct bundle *bundle)
{
    free(bundle->rows);
    free(bundle->series);
    free(bundle->slots);
    free(bundle->extras);
    free(bundle->texts);
    hd_arena_clear(&bundle->words);
    *bundle = (struct bundle){ 0 };
}

/* ---- order ---- */

static int compare(const struct bundle *bundle, const struct bundle_row *x,
                   const struct bundle_row *y)
{
    if (x->series != y->series) {
        int64_t a = bundle->series[x->series].id, b = bundle->series[y->series].id;

        if (a != b)
            return a < b ? -1 : 1;
    }
    if (x->period_key != y->period_key)
        return x->period_key < y->period_key ? -1 : 1;
    if (x->extra != y->extra) {
        int64_t a = bundle->extras[x->extra].published_at_ms,
                b = bundle->extras[y->extra].published_at_ms;

        if (a != b)
            return a < b ? -1 : 1;
    }
    return x->number < y->number ? -1 : x->number > y->number;
}

static void swap(struct bundle_row *a, struct bundle_row *b)
{
    struct bundle_row kept = *a;

    *a = *b;
    *b = kept;
}

static void sift(const struct bundle *bundle, struct bundle_row *rows, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare(bundle, &rows[child], &rows[child + 1]) < 0)
            child++;
        if (compare(bundle, &rows[at], &rows[child]) >= 0)
            return;
        swap(&rows[at], &rows[child]);
    }
}

static void sort_by_heap(const struct bundle *bundle, struct bundle_row *rows, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(bundle, rows, i, count);
    while (count > 1) {
        swap(&rows[0], &rows[--count]);
        sift(bundle, rows, 0, count);
    }
}

static void sort_few(const struct bundle *bundle, struct bundle_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && compare(bundle, &rows[k], &rows[k - 1]) < 0; k--)
            swap(&rows[k], &rows[k - 1]);
}

/* The median of three to the middle; what is less stands before the answer, what is more behind. */
static size_t split(const struct bundle *bundle, struct bundle_row *rows, size_t count)
{
    struct bundle_row *middle = &rows[count / 2], *last = &rows[count - 1], pivot;
    size_t i = 0, k = count - 1;

    if (compare(bundle, middle, rows) < 0)
        swap(middle, rows);
    if (compare(bundle, last, middle) < 0) {
        swap(last, middle);
        if (compare(bundle, middle, rows) < 0)
            swap(middle, rows);
    }
    pivot = *middle;
    for (;;) {
        while (compare(bundle, &rows[i], &pivot) < 0)
            i++;
        while (compare(bundle, &pivot, &rows[k]) < 0)
            k--;
        if (i >= k)
            return k + 1;
        swap(&rows[i++], &rows[k--]);
    }
}

#define FEW 12

/* The library's own would take the same memory again.  Input made to be split badly is noticed. */
static void sort_part(const struct bundle *bundle, struct bundle_row *rows, size_t count, int depth)
{
    while (count > FEW) {
        size_t at;

        if (depth-- == 0) {
            sort_by_heap(bundle, rows, count);
            return;
        }
        at = split(bundle, rows, count);
        if (at < count - at) {
            sort_part(bundle, rows, at, depth);
            rows += at;
            count -= at;
        } else {
            sort_part(bundle, rows + at, count - at, depth);
            count = at;
        }
    }
    sort_few(bundle, rows, count);
}

void bundle_sort(const struct bundle *bundle, struct bundle_row *rows, size_t count)
{
    size_t i = 1;

    while (i < count && compare(bundle, &rows[i - 1], &rows[i]) < 0)
        i++;
    if (i < count) /* files mostly come in order */
        sort_part(bundle, rows, count, 64);
}

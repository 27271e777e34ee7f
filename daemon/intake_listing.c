#include "daemon/intake_listing.h"

#include "daemon/intake.h"

static void swap(struct intake_listed *a, struct intake_listed *b)
{
    struct intake_listed kept = *a;

    *a = *b;
    *b = kept;
}

static void rise(struct intake_listing *listing, size_t at)
{
    for (size_t above; at > 0; at = above) {
        above = (at - 1) / 2;
        if (listing->items[above].number > listing->items[at].number)
            return;
        swap(&listing->items[above], &listing->items[at]);
    }
}

static void sink(struct intake_listing *listing, size_t count)
{
    struct intake_listed *items = listing->items;

    for (size_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && items[child].number < items[child + 1].number)
            child++;
        if (items[at].number > items[child].number)
            return;
        swap(&items[at], &items[child]);
    }
}

void intake_listing_take(void *ctx, const struct bundle *bundle, const struct bundle_row *row,
                         const struct submission_outcome *outcome)
{
    struct intake_listing *listing = ctx;
    const struct intake_listed listed = { row->number, *row, *outcome };

    (void)bundle;
    if (outcome->effect == SUBMISSION_ROW_UNCHANGED)
        return;
    if (listing->count < INTAKE_LISTED_MAX) {
        listing->items[listing->count++] = listed;
        rise(listing, listing->count - 1);
    } else if (row->number < listing->items[0].number) {
        listing->items[0] = listed;
        sink(listing, listing->count);
    }
}

static struct intake_row row_of(const struct intake_listed *listed, const struct bundle *bundle,
                                struct hd_arena *arena)
{
    const struct submission_outcome *outcome = &listed->outcome;
    struct submission_row row;

    bundle_get(bundle, &listed->row, &row);
    return (struct intake_row){
        .line = listed->row.line,
        .indicator = hd_arena_strdup(arena, row.indicator),
        .area = hd_arena_strdup(arena, row.area),
        .breakdown = hd_arena_strdup(arena, row.breakdown),
        .period = row.period,
        .old_value = *outcome->old_value ? hd_arena_strdup(arena, outcome->old_value) : NULL,
        .new_value = hd_arena_strdup(arena, row.value),
        .old_status = outcome->old_status,
        .new_status = row.status,
        .comment_changed = outcome->comment_changed,
        .effect = outcome->effect,
    };
}

void intake_listing_write(struct intake_listing *listing, const struct bundle *bundle,
                          struct intake_report *report)
{
    size_t left = listing->count;

    report->listed_count = left;
    report->listed = hd_arena_alloc(&report->arena, (left + 1) * sizeof *report->listed);
    for (; left > 0; left--) {
        report->listed[left - 1] = row_of(&listing->items[0], bundle, &report->arena);
        listing->items[0] = listing->items[left - 1];
        sink(listing, left - 1);
    }
    listing->count = 0;
}

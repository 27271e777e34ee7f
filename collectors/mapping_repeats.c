#include "collectors/mapping_repeats.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/lang.h"
#include "common/problem.h"

static void add_page(struct mapping_repeats *repeats, const struct record *record)
{
    long base = repeats->count ? repeats->pages[repeats->count - 1].last : 0;

    HD_GROW(repeats->pages, repeats->count, repeats->room);
    repeats->pages[repeats->count++] = (struct mapping_page){
        .base = base, .last = base, .by_line = record->line && !record->pointer
    };
}

void mapping_repeats_note(struct mapping_repeats *repeats, const struct record *record,
                          size_t number)
{
    struct mapping_page *page;

    if (number == 1)
        add_page(repeats, record);
    page = &repeats->pages[repeats->count - 1];
    repeats->now = page->base + (page->by_line ? record->line : (long)number);
    if (repeats->now > page->last)
        page->last = repeats->now;
}

static void describe(struct mapping_repeats *repeats, long number, struct hd_problem *problem)
{
    size_t at = repeats->count - 1;

    while (repeats->pages[at].base >= number)
        at--;
    snprintf(repeats->before, sizeof repeats->before, "%ld", number - repeats->pages[at].base);
    snprintf(repeats->page, sizeof repeats->page, "%zu", at + 1);
    *problem = (struct hd_problem){ .code = "row_repeated",
                                    .args = { "before", repeats->before, "page", repeats->page } };
    if (at + 1 < repeats->count)
        problem->message = N_("Record {before} of page {page} holds the same series and period. "
                              "Keep one of the two.");
    else if (repeats->pages[at].by_line)
        problem->message =
            N_("Line {before} holds the same series and period. Keep one of the two.");
    else
        problem->message =
            N_("Record {before} holds the same series and period. Keep one of the two.");
}

struct seen_key mapping_repeats_key(struct mapping_repeats *repeats, const struct reading *reading)
{
    return seen_key(&repeats->seen, reading);
}

bool mapping_repeats_add(struct mapping_repeats *repeats, struct seen_key key,
                         struct hd_problem *problem)
{
    long number = seen_add(&repeats->seen, key, repeats->now);

    if (number)
        describe(repeats, number, problem);
    return number != 0;
}

void mapping_repeats_clear(struct mapping_repeats *repeats)
{
    seen_clear(&repeats->seen);
    free(repeats->pages);
    *repeats = (struct mapping_repeats){ 0 };
}

#include "queries/catalog_items.h"

#include <stdlib.h>
#include <string.h>

#include "queries/query_sql.h"
#include "storage/statement.h"

struct item_list {
    struct stored_item *items; /* heap */
    size_t count, room;
};

static bool same_item(const struct stored_item *item, const struct catalog_kind *kind,
                      const char *code)
{
    return item->kind == kind && strcmp(item->code, code) == 0;
}

/* A later vintage of the same item takes the place of the one before. */
static void take_row(struct item_list *list, struct statement *row, struct hd_arena *arena)
{
    const struct catalog_kind *kind = catalog_kind_find(statement_text(row, 0));
    const char *code = statement_text(row, 1), *document = statement_text(row, 4);
    struct stored_item *item = list->count ? &list->items[list->count - 1] : NULL;

    if (!kind)
        return;
    if (!item || !same_item(item, kind, code)) {
        HD_GROW(list->items, list->count, list->room);
        item = &list->items[list->count++];
        *item = (struct stored_item){ .kind = kind, .code = hd_arena_strdup(arena, code) };
    } else {
        struct stored_item *before = hd_arena_alloc(arena, sizeof *before);

        *before = *item;
        item->before = before;
    }
    item->vintage = (int)statement_int(row, 2);
    item->known_from_at_ms = statement_int(row, 3);
    item->retired = !document;
    if (document)
        item->document = hd_arena_strdup(arena, document);
}

static enum hd_rc read_rows(struct statement *rows, struct item_list *list, struct hd_arena *arena,
                            struct hd_error *err)
{
    enum hd_rc rc;
    bool row;

    for (;;) {
        rc = statement_next(rows, &row, err);
        if (rc || !row)
            return rc;
        take_row(list, rows, arena);
    }
}

enum hd_rc stored_items_load(struct reader *reader, int64_t cutoff_at_ms, struct hd_arena *arena,
                             struct stored_item **items_out, size_t *count_out,
                             struct hd_error *err)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct item_list list = { 0 };
    size_t kept = 0;
    enum hd_rc rc;

    rc = statement_take(reader, sql_catalog_items, &rows, err);
    if (rc)
        return rc;
    statement_bind_int(rows, ":cutoff", cutoff_at_ms);
    rc = read_rows(rows, &list, arena, err);
    *items_out = hd_arena_alloc(arena, (list.count + 1) * sizeof **items_out);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].document) /* retired before it was known: never seen */
            (*items_out)[kept++] = list.items[i];
    *count_out = kept;
    free(list.items);
    return rc;
}

const struct stored_item *stored_items_find(const struct stored_item *items, size_t count,
                                            const struct catalog_kind *kind, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (same_item(&items[i], kind, code))
            return &items[i];
    return NULL;
}

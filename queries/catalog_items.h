/* queries/catalog_items.h  (private to queries/) - the documents that the store holds. */
#ifndef HEDEF_QUERIES_CATALOG_ITEMS_H
#define HEDEF_QUERIES_CATALOG_ITEMS_H

#include "queries/catalog_field.h"

/* The decisive vintage of one item.  A retired item shows its last document. */
struct stored_item {
    const struct catalog_kind *kind;
    const char *code, *document;
    int vintage;
    int64_t known_from_at_ms;
    bool retired;
    const struct stored_item *before; /* the vintage it replaced; NULL: the first */
};

/* queries/catalog_items.sql.  Items of a kind that this program does not know are left out. */
HD_MUST_CHECK enum hd_rc stored_items_load(struct reader *reader, int64_t cutoff_at_ms,
                                           struct hd_arena *arena, struct stored_item **items_out,
                                           size_t *count_out, struct hd_error *err);
/* The catalogue that they make up; lives in the arena. */
HD_MUST_CHECK enum hd_rc catalog_of_items(const struct stored_item *items, size_t count,
                                          struct hd_arena *arena, struct catalog **catalog_out,
                                          struct hd_error *err);
/* What a target was before, when it moved. */
void target_versions_fill(const struct stored_item *item, struct target *target,
                          struct hd_arena *arena);
const struct stored_item *stored_items_find(const struct stored_item *items, size_t count,
                                            const struct catalog_kind *kind, const char *code);

#endif

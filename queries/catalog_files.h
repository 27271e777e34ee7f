/* queries/catalog_files.h  (private to queries/)
 *
 * A directory of YAML files as entries: read by catalog_yaml.c, checked by catalog_check.c. */
#ifndef HEDEF_QUERIES_CATALOG_FILES_H
#define HEDEF_QUERIES_CATALOG_FILES_H

#include "queries/catalog_field.h"

struct hd_yaml;
struct hd_zone;

#define CATALOG_FILE_MAX    (8 << 20)
#define CATALOG_ENTRIES_MAX 10000

struct catalog_files {
    struct hd_arena arena;
    struct catalog_entry **entries; /* in the order of catalog_kinds, then as written */
    size_t count, room;
    bool directory; /* the whole catalogue: every reference must be found in it */
    bool faulty;    /* there were problems: must not be applied */
    bool resolved;  /* references out of a single file were looked up in the store */
    struct catalog_entry **outside; /* what the store holds, once resolved */
    size_t outside_count;
    const struct hd_zone *zone; /* for days; NULL: UTC */
};

/* Adds the items of one file; what is wrong with it goes into problems.  HD_LIMIT and system
 * errors only. */
HD_MUST_CHECK enum hd_rc catalog_yaml_read(struct catalog_files *files, const char *path,
                                           struct hd_problems *problems, struct hd_error *err);

/* Adds one item from the map of its fields, on top of what `common` holds (NULL: nothing).
 * *entry_out is NULL when it is no map. */
HD_MUST_CHECK enum hd_rc catalog_yaml_item(struct catalog_files *files, const char *path,
                                           const struct catalog_kind *kind,
                                           const struct hd_yaml *map,
                                           const struct catalog_entry *common,
                                           const struct catalog_entry **entry_out,
                                           struct hd_problems *problems, struct hd_error *err);

/* What the items say of each other. */
void catalog_check(const struct catalog_files *files, struct hd_problems *problems);
/* What the items of a single file say of those in the store. */
void catalog_check_outside(const struct catalog_files *files, struct hd_problems *problems);

const struct catalog_entry *files_find(const struct catalog_files *files, const char *kind,
                                       const char *code);
const struct catalog_entry *files_find_outside(const struct catalog_files *files, const char *kind,
                                               const char *code);
/* The known code nearest to a misspelt one; NULL. */
const char *files_nearest(const struct catalog_files *files, const char *kind, const char *code,
                          struct hd_arena *scratch);

#endif

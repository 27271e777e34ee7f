/* queries/catalog_files.h  (private to queries/)
 *
 * A directory of YAML files as entries: read by catalog_yaml.c, checked by catalog_check.c. */
#ifndef HEDEF_QUERIES_CATALOG_FILES_H
#define HEDEF_QUERIES_CATALOG_FILES_H

#include "queries/catalog_field.h"

struct hd_yaml;
struct hd_zone;

#define CATALOG_FILE_MAX    (8 << 20)
#define CATALOG_ENTRIES_MAX 100000

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
    bool takes_targets;         /* also those that were moved by hand since */
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

/* The fields of a map into an entry, over what it holds, as a file's would be.  They borrow from
 * the map, which must live as long as the files. */
void catalog_yaml_fields(struct catalog_files *files, const struct hd_yaml *map,
                         struct catalog_entry *entry, struct hd_problems *problems);

/* 12:00 of a day in the zone (NULL: UTC); INT64_MIN when it is no day. */
int64_t catalog_noon_at_ms(const struct hd_zone *zone, const char *day_text);
/* One change for each field in which they differ, but for why it moved and by which clause. */
void target_entries_compare(const struct catalog_entry *old, const struct catalog_entry *new,
                            struct catalog_changes *changes);
/* Targets moved by hand since, where the files would undo it: a problem for each field. */
HD_MUST_CHECK enum hd_rc target_check_moved(struct reader *reader,
                                            const struct catalog_files *files,
                                            struct hd_problems *problems, struct hd_error *err);

/* The .yaml files of a directory, by name; folders in it are not looked into. */
HD_MUST_CHECK enum hd_rc yaml_paths(const char *path, struct hd_arena *arena,
                                    const char ***paths_out, size_t *count_out,
                                    struct hd_error *err);

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

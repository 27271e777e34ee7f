/* common/conf.h
 *
 * Configuration described as data.  One row per option is the single source for
 * parsing, range checks, defaults, `hedef config check|show`, reload rules, the commented
 * etc/hedef.conf and the manual page.
 *
 * File: `[section]` or `[section name]` (of a group), `key = value`, `#` comments on lines of their
 * own or after white space; values may be "quoted".  The files of conf.d and then of collectors.d
 * beside it are read after it in order of name; a later value of a key replaces an earlier one from
 * another file, a repeated key in one file is an error.
 */
#ifndef HEDEF_COMMON_CONF_H
#define HEDEF_COMMON_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/problem.h"

enum hd_conf_type {
    HD_CONF_BOOL,     /* bool: yes no true false 1 0 */
    HD_CONF_INT,      /* int64_t, within min..max */
    HD_CONF_DURATION, /* int64_t milliseconds; written 30s 15m 12h 7d 2w */
    HD_CONF_SIZE,     /* int64_t bytes; written 10MiB 64KiB 1024 */
    HD_CONF_TEXT,     /* char *, owned by the struct being filled */
    HD_CONF_LIST,     /* char *, comma-separated words kept as text with single blanks removed */
    HD_CONF_PATH,     /* char *; relative to the directory of the configuration file */
    HD_CONF_CHOICE,   /* int, one of `choices` */
    HD_CONF_GROUP,    /* struct hd_conf_group: all sections [section NAME], as they stand */
};

/* Sections that may stand more than once, each under a name of its own: [source world-bank].
 * Their options are kept as text: whoever opens such a section knows what they mean. */
struct hd_conf_item {
    const char *name, *value;
    const char *file; /* "" when it does not come from a file */
    long line;        /* 0: unknown */
};
struct hd_conf_section {
    const char *name;
    const char *file;
    long line;
    const char *dir; /* paths in it are relative to this one */
    struct hd_conf_item *items;
    size_t count, room;
};
struct hd_conf_group {
    struct hd_arena arena; /* of the texts */
    struct hd_conf_section *items;
    size_t count, room;
};

struct hd_conf_choice {
    const char *word; /* NULL ends the list */
    int value;
};

struct hd_conf_key {
    const char *section; /* "server" */
    const char *name;
    enum hd_conf_type type;
    size_t offset;        /* offsetof() into the caller's struct */
    const char *fallback; /* in the file's own syntax; NULL: text stays NULL, others are required */
    int64_t min, max;     /* INT, DURATION, SIZE; 0,0 means any */
    const struct hd_conf_choice *choices;
    bool needs_restart; /* a changed value is refused on reload, by name */
    bool local_only;    /* of a group's section: taken from a file of this machine only, since it
                         * names a file, a program or a secret */
    bool secret;        /* shown as *** everywhere; only the *_file form exists outside */
    const char *help;   /* one sentence, goes into the manual and hedef.conf as it is */
    /* TEXT and PATH, where the type says too little: is this (a path: made absolute) a value?  And
     * what to say if not, with {option} and {value}; NULL: any. */
    bool (*valid)(const char *value);
    const char *invalid;
};

/* Fill *into (zeroed by the caller) from `path` and its conf.d by the table `keys` (ended by a
 * NULL name).  All problems in one pass, each with file, line and the nearest known option.
 * HD_BAD_INPUT when there was any error; *into is then cleared. path NULL: all defaults. */
HD_MUST_CHECK enum hd_rc hd_conf_load(const char *path, const struct hd_conf_key *keys, void *into,
                                      struct hd_problems *problems, struct hd_error *err);
/* The same from memory, for tests and the fuzzer; base_dir for HD_CONF_PATH. */
HD_MUST_CHECK enum hd_rc hd_conf_load_text(const char *name, const char *text, size_t len,
                                           const char *base_dir, const struct hd_conf_key *keys,
                                           void *into, struct hd_problems *problems,
                                           struct hd_error *err);
/* Free what loading put into *into and zero the described fields. */
void hd_conf_clear(const struct hd_conf_key *keys, void *into);

/* One section of a group by the tables of those who know its options: each table fills the struct
 * beside it, defaults included.  Options that no table has are left to `is_other` (NULL: there are
 * no others); what nobody knows is a problem with the nearest known name.  `remote`: the section
 * did not come from a file, so that local_only options are refused.  HD_BAD_INPUT when there was
 * any error; what was filled is then cleared. */
struct hd_conf_filling {
    const struct hd_conf_key *keys; /* NULL ends the list */
    void *into;                     /* zeroed by the caller */
};
HD_MUST_CHECK enum hd_rc hd_conf_section_fill(const struct hd_conf_section *section, bool remote,
                                              const struct hd_conf_filling *fillings,
                                              bool (*is_other)(const char *name),
                                              const char *const *other_names,
                                              struct hd_problems *problems, struct hd_error *err);
/* A section made of texts rather than a file; everything is copied into the group. */
struct hd_conf_section *hd_conf_group_add(struct hd_conf_group *group, const char *name,
                                          const char *file, long line, const char *dir);
void hd_conf_section_add(struct hd_conf_group *group, struct hd_conf_section *section,
                         const char *name, const char *value, long line);
void hd_conf_group_clear(struct hd_conf_group *group);

/* The names of keys with needs_restart whose values differ, comma-separated; "" when none. */
void hd_conf_restart_diff(const struct hd_conf_key *keys, const void *old, const void *new,
                          struct hd_buf *out);

/* The value as the user would write it; *** for secrets. */
void hd_conf_value_text(const struct hd_conf_key *key, const void *from, struct hd_buf *out);
/* The whole commented example file made from the rows. */
void hd_conf_example(const struct hd_conf_key *keys, struct hd_buf *out);

bool hd_duration_parse(const char *text, int64_t *ms_out);
bool hd_size_parse(const char *text, int64_t *bytes_out);

#endif

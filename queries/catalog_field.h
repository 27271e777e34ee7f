/* queries/catalog_field.h  (private to queries/)
 *
 * The shape of each kind of catalogue item, as one table of fields.  From it come: reading YAML
 * with file and line, the canonical JSON document that the store keeps, reading that back, the
 * differences of `hedef catalog diff`, and the table in the documentation.  Adding a field is a
 * row here and its use.
 *
 *      YAML ──► entry (values, with lines) ──► check ──► document ──► store
 *                                                           store ──► entry ──► record ──► catalog
 */
#ifndef HEDEF_QUERIES_CATALOG_FIELD_H
#define HEDEF_QUERIES_CATALOG_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/memory.h"
#include "queries/catalog.h"

enum field_type {
    FIELD_CODE,        /* const char *: letters, digits, and . _ - only */
    FIELD_TEXT,        /* const char * */
    FIELD_DECIMAL,     /* const char *: valid decimal text */
    FIELD_PERIOD,      /* const char *: a period */
    FIELD_DUE,         /* const char *: a period, `after 2025` or `2017/2020` */
    FIELD_NAMES,       /* struct names: a text, or one for each language */
    FIELD_GROUP_NAMES, /* struct names, the language being "group.az": names for each group */
    FIELD_LIST,        /* const char *const *, ended by NULL */
    FIELD_DAY,         /* int32_t: 2026-02-27 */
    FIELD_DAYS,        /* as LIST, each a day */
    FIELD_INT,         /* int, not negative */
    FIELD_FLAG,        /* bool: yes no */
    FIELD_CHOICE,      /* int or enum: one of the words */
};

/* Word number `n` of a choice and the value it stands for; NULL past the last. */
typedef const char *field_word_fn(int n, int *value_out);

struct catalog_field {
    const char *key;
    enum field_type type;
    bool required;
    size_t offset;       /* into the record of the kind */
    field_word_fn *word; /* CHOICE */
    const char *refers;  /* the value is the code of an item of this kind; NULL */
    const char *help;    /* one sentence, for the documentation */
};

struct catalog_kind {
    const char *name;                   /* as the store calls it: "indicator" */
    const char *plural;                 /* the key of the files: "indicators" */
    const struct catalog_field *fields; /* the first one holds the code */
    size_t field_count;
};

/* Records: what the fields of a kind fill.  Texts that need more than copying wait beside the
 * public struct until the catalogue is put together. */
struct indicator_record {
    struct indicator indicator;
    const char *lower, *upper, *design_effect;
    const char *const *scale;
    const char *const *parts, *const *weights, *const *goalposts;
    const char *multiplier, *missing_least;
    const char *samples, *samples_kept;
    struct names scale_label;
};
struct target_record {
    struct target target;
    const char *strategy, *indicator, *period, *baseline_period, *tolerance, *reference;
    const char *const *milestones;
    int band, basis;
};
struct calendar_record {
    const char *code;
    struct names name;
    const char *const *days, *const *weekend, *const *working;
    int32_t covered_to_day;
};

extern const struct catalog_kind catalog_kinds[];
extern const size_t catalog_kind_count;
const struct catalog_kind *catalog_kind_find(const char *name);
const struct catalog_kind *catalog_kind_find_plural(const char *plural);
const struct catalog_field *catalog_field_find(const struct catalog_kind *kind, const char *key);
/* The value of a choice's word; false when it is none of them. */
bool catalog_field_choice(const struct catalog_field *field, const char *text, int *value_out);

/* ---- entries: one item as values, in the order of the table ---- */

enum value_shape { VALUE_NONE, VALUE_TEXT, VALUE_LIST, VALUE_MAP };

struct value_part {
    const char *key; /* MAP: the language; NULL in a list */
    const char *text;
};

struct catalog_value {
    enum value_shape shape;
    const char *text;         /* TEXT */
    struct value_part *parts; /* LIST, MAP (by key) */
    size_t part_count;
    long line; /* 0: not from a file */
};

struct catalog_entry {
    const struct catalog_kind *kind;
    const char *code;
    struct catalog_value *values; /* kind->field_count of them */
    const char *file;
    long line;
};

struct catalog_entry *entry_create(const struct catalog_kind *kind, struct hd_arena *arena);
/* The value of a field by its key; its shape is VALUE_NONE when it is not given. */
const struct catalog_value *entry_value(const struct catalog_entry *entry, const char *key);
const char *entry_text(const struct catalog_entry *entry, const char *key); /* NULL: not given */

/* The canonical document: one JSON object, keys in the order of the table. */
void entry_document(const struct catalog_entry *entry, struct hd_buf *out);
/* Reads a document back; keys that this program does not know are left out. */
HD_MUST_CHECK enum hd_rc entry_parse(const struct catalog_kind *kind, const char *code,
                                     const char *document, struct hd_arena *arena,
                                     struct catalog_entry **entry_out, struct hd_error *err);
/* Puts the values into a record (zeroed or holding defaults) by the table.  The values are
 * well-formed: files are checked before, and the store holds only what was checked. */
void entry_fill(const struct catalog_entry *entry, void *record, struct hd_arena *arena);

/* "2025", "after 2025" (not dated), "2017/2020" (first and due); false when malformed. */
bool catalog_period_parse(const char *text, struct hd_period *first_out, struct hd_period *due_out,
                          bool *dated_out);
/* 1 monday .. 7 sunday; 0: none of them. */
int catalog_weekday(const char *word);
/* "<strategy>.<indicator>.<period>" with `after-2025`, and `yearly-2017-2020` for increments. */
const char *catalog_target_id(const char *strategy, const char *indicator, const char *kind,
                              const char *period, struct hd_arena *arena);

#endif

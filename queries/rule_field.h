/* queries/rule_field.h  (private to queries/)
 *
 * Everything that a verdict can be asked for in a rule test: one row a key. */
#ifndef HEDEF_QUERIES_RULE_FIELD_H
#define HEDEF_QUERIES_RULE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "queries/judge/judge.h"

/* Written where nothing must be found. */
#define RULE_ABSENT "none"

enum rule_type {
    RULE_NUMBER, /* double */
    RULE_INT,    /* int */
    RULE_SIZE,   /* size_t */
    RULE_FLAG,   /* bool */
    RULE_WORD,   /* one of the words */
    RULE_VALUE,  /* a number, or the code of a group */
    RULE_PERIOD,
    RULE_DAY,
};

/* What a verdict says of one field. */
struct rule_found {
    bool there;
    double number;
    const char *text; /* WORD, FLAG; VALUE: as stated, NULL: computed */
    struct hd_period period;
    int32_t day;
};

struct rule_field {
    const char *key;
    enum rule_type type;
    size_t has, at; /* into struct verdict; has 0: always there */
    void (*find)(const struct verdict *v, struct rule_found *found); /* instead of has and at */
    const char *(*word)(int n); /* WORD: number n; NULL: means none; "" past the last */
};

struct rule_fields {
    const struct rule_field *items;
    size_t count;
};
#define RULE_FIELDS_MAX 40

extern const struct rule_fields rule_verdict_fields, rule_outlook_fields, rule_interval_fields;
extern const struct rule_field rule_state_field, rule_number_field;

/* NULL: no such key. */
const struct rule_field *rule_field_named(const struct rule_fields *fields, const char *key);

#define RULE_WORDS_MAX 16
/* The words that may be expected, "none" among them. */
size_t rule_field_words(const struct rule_field *field, const char *words[static RULE_WORDS_MAX]);

void rule_field_find(const struct rule_field *field, const struct verdict *v,
                     struct rule_found *found);
/* Numbers within half of the last digit that is written: 24.5 is 24.45 to 24.55. */
bool rule_field_meets(const struct rule_field *field, const struct rule_found *found,
                      const char *expected);
/* As it would be written in a file. */
void rule_field_text(const struct rule_field *field, const struct rule_found *found,
                     char out[static 64]);

#endif

/* common/plural.h  (private to common/)
 *
 * The plural rule of a catalogue's header, such as
 *     Plural-Forms: nplurals=2; plural=(n != 1);
 * kept as a short postfix program.  Bounded: a longer rule is refused. */
#ifndef HEDEF_COMMON_PLURAL_H
#define HEDEF_COMMON_PLURAL_H

#include <stdbool.h>
#include <stddef.h>

#define HD_PLURAL_STEPS 96

struct hd_plural {
    unsigned forms;
    size_t count;
    struct hd_plural_step {
        unsigned char op;
        unsigned long number;
    } steps[HD_PLURAL_STEPS];
};

/* From the whole header; false leaves the rule of English in *plural. */
bool hd_plural_parse(const char *header, struct hd_plural *plural);
/* 0 .. forms - 1. */
unsigned hd_plural_form(const struct hd_plural *plural, unsigned long n);

#endif

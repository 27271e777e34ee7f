/* queries/judge/why_say.h - private to why*.c: one telling of a verdict, sentence by sentence.
 * A sentence is a whole translatable text with named places; the places are those of why_label.h.
 */
#ifndef HEDEF_QUERIES_JUDGE_WHY_SAY_H
#define HEDEF_QUERIES_JUDGE_WHY_SAY_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/lang.h"
#include "queries/judge/judge.h"
#include "queries/judge/why_label.h"

struct telling {
    const struct verdict *v;
    const struct why_names *names;
    const struct hd_lang *lang;
    struct why_labels labels;
    struct hd_buf *out;
};

/* One whole sentence.  The msgid was marked with N_() where it stands. */
void why_say(struct telling *t, const char *msgid);
void why_say_either(struct telling *t, bool first, const char *yes, const char *no);
/* The same of a text that is translated already (plural forms). */
void why_fill(struct telling *t, const char *translated);

/* Is the level to keep that of the start? */
bool why_keeps_the_start(const struct verdict *v);

/* why_outlook.c: will it be reached?  Nothing where that is no question. */
void why_tell_outlook(struct telling *t);
/* why_note.c: what must be said beside it. */
void why_tell_notes(struct telling *t);

#endif

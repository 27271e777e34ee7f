/* queries/judge/why.h - the verdict in one sentence of the reader's language, with all numbers
 * used; built of whole translatable sentences with named places, never of glued fragments. */
#ifndef HEDEF_QUERIES_JUDGE_WHY_H
#define HEDEF_QUERIES_JUDGE_WHY_H

struct hd_buf;
struct hd_lang;
struct verdict;

struct why_names {
    const char *indicator; /* in the language */
    const char *unit;      /* as shown after a number: "%", "Mbit/s", "" */
    const char *gap_unit;  /* "points", "places", or the unit */
    int decimals;          /* of the indicator, for display */
    /* What people read for a group of its scale; NULL: the code itself. */
    const char *(*group)(const void *group_of, const char *code, const struct hd_lang *lang);
    const void *group_of;
};

void why_sentence(const struct verdict *verdict, const struct why_names *names,
                  const struct hd_lang *lang, struct hd_buf *out);

#endif

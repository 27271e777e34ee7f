/* common/lang.h - languages: translated texts, plural forms, and how a language writes
 * numbers, dates and periods.
 *
 * The catalogues are po/<code>.po, compiled by msgfmt and embedded at build time; `en` is the
 * language of the msgids.  No process-wide locale is touched, so two threads can answer in
 * two languages.  Number marks, month names, period patterns are ordinary entries of the
 * catalogue (msgctxt "format"), so that a new language is a .po file and nothing else. */
#ifndef HEDEF_COMMON_LANG_H
#define HEDEF_COMMON_LANG_H

#include <stddef.h>
#include <stdint.h>

struct hd_lang;

/* Marks a text for extraction where it cannot be translated on the spot. */
#define N_(text)           text
#define NC_(context, text) text

const struct hd_lang *hd_lang_find(const char *code); /* NULL when there is none of that name */
const struct hd_lang *hd_lang_default(void);          /* en */
const char *hd_lang_code(const struct hd_lang *lang);
const struct hd_lang *const *
hd_lang_all(size_t *count_out); /* in the order shown to users: az en ru */

/* Best match of an Accept-Language header; NULL header gives `fallback`. */
const struct hd_lang *hd_lang_accept(const char *header, const struct hd_lang *fallback);

/* The msgid itself when there is no translation.  Borrowed for ever.  lang NULL is en. */
const char *hd_tr(const struct hd_lang *lang, const char *msgid);
const char *hd_tr_ctx(const struct hd_lang *lang, const char *context, const char *msgid);
const char *hd_tr_n(const struct hd_lang *lang, const char *singular, const char *plural,
                    long count);

/* Replaces {name} in a translated pattern by its value: the order of words is the translator's.
 * args: name, value, name, value, ..., NULL.  Unknown names stay as they are. */
struct hd_buf;
void hd_fill(struct hd_buf *out, const char *pattern, const char *const *args);
#define HD_ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* `21 Nov 2026`, `21 noyabr 2026`: the language's own form; and with the clock `, 10:15`. */
void hd_day_label(int32_t day, const struct hd_lang *lang, char out[static 64]);

#endif

/* common/utf8.h - the little Unicode that is needed. */
#ifndef HEDEF_COMMON_UTF8_H
#define HEDEF_COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool hd_utf8_valid(const char *text, size_t len); /* no surrogates, no overlong forms, no NUL */
/* Reads one character; returns its length in bytes, 0 at len or when malformed. */
size_t hd_utf8_next(const char *text, size_t len, uint32_t *code_out);
size_t hd_utf8_put(uint32_t code, char out[static 4]); /* bytes written */
/* Columns of a terminal: combining marks 0, East Asian wide 2, others 1. */
size_t hd_utf8_width(const char *text);
/* Case-insensitive equality over ASCII, Latin (with Azerbaijani dotted i as i) and Cyrillic. */
bool hd_utf8_same(const char *a, const char *b);
/* The small letter hd_utf8_same() compares by; others stay as they are. */
uint32_t hd_utf8_fold(uint32_t code);
/* The longest length <= max that does not cut a character of the text in two. */
size_t hd_utf8_cut(const char *text, size_t len, size_t max);

#endif

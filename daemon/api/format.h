/* daemon/api/format.h - private to daemon/api/: the words of format= and what Accept asks for. */
#ifndef HEDEF_DAEMON_API_FORMAT_H
#define HEDEF_DAEMON_API_FORMAT_H

#include "daemon/api/api.h"

#define API_FORMAT_WORDS 16

bool api_format_parse(const char *word, enum api_format *format_out);
/* Words and media types of a set of formats, API_IN() of each. */
size_t api_format_words(unsigned formats, const char *words[static API_FORMAT_WORDS]);
size_t api_format_media(unsigned formats, const char *media[static API_FORMAT_WORDS]);
/* Is one element of Accept this type, and if it names a version, one that is written? */
bool api_media_fits(const char *element, size_t len, const char *media);
/* "q=0.8" of one element of Accept, in thousandths; 1000 when there is none. */
int api_quality(const char *element, size_t len);
/* By format=, else by Accept; false: no wish that is known. */
bool api_format_asked(const struct api_request *request, enum api_format *format_out);
/* The value of a header already set; NULL. */
const char *api_reply_header_find(const struct api_reply *reply, const char *name);

#endif

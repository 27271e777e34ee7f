/* daemon/api/format.h - private to daemon/api/: the words of format= and what Accept asks for. */
#ifndef HEDEF_DAEMON_API_FORMAT_H
#define HEDEF_DAEMON_API_FORMAT_H

#include "daemon/api/api.h"

#define API_FORMAT_WORDS 8

bool api_format_parse(const char *word, enum api_format *format_out);
size_t api_format_words(const char *words[static API_FORMAT_WORDS]);
/* By format=, else by Accept; false: no wish that is known. */
bool api_format_asked(const struct api_request *request, enum api_format *format_out);
/* The value of a header already set; NULL. */
const char *api_reply_header_find(const struct api_reply *reply, const char *name);

#endif

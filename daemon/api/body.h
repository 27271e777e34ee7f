/* daemon/api/body.h - private to daemon/api/: what the bodies of requests hold.  One table for the
 * refusal of others (415) and for openapi.json. */
#ifndef HEDEF_DAEMON_API_BODY_H
#define HEDEF_DAEMON_API_BODY_H

#include "daemon/api/api.h"

enum api_body_kind {
    API_BODY_NONE,   /* nothing is read of it */
    API_BODY_OBJECT, /* JSON: an object of the members */
    API_BODY_VALUES, /* the same, or the values as CSV */
    API_BODY_FILE,   /* a file as it is */
};

struct api_body_member {
    const char *name, *type; /* as JSON Schema calls it; NULL name: the end */
    bool required;
};

struct api_body {
    const char *path; /* NULL: every other */
    enum api_body_kind kind;
    const struct api_body_member *members; /* NULL: none */
    const struct api_body_member *items;   /* of the member of type "array" */
};

/* Do requests of this method come with a body? */
bool api_body_taken(const char *method);
/* Of a route that takes a body. */
const struct api_body *api_body_of(const struct api_route *route);
/* Media types by which such a body may be sent, ended by NULL; none is application/octet-stream. */
const char *const *api_body_media(const struct api_body *body);

/* Is the word of Content-Type (or of an element of Accept) `media`, whatever its parameters? */
bool api_media_is(const char *header, size_t len, const char *media);

#endif

/* common/embedded.h - a file that became part of the program at build time (cmake/embed.cmake). */
#ifndef HEDEF_COMMON_EMBEDDED_H
#define HEDEF_COMMON_EMBEDDED_H

#include <stddef.h>

struct hd_embedded {
    const char *name; /* file name without folder; NULL ends a table */
    const char *data; /* NUL after len */
    size_t len;
};

#endif

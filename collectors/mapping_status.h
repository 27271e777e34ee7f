/* collectors/mapping_status.h  (private to collectors/)
 *
 * What a source says about the quality of a value: a letter of CL_OBS_STATUS, or flags of its own
 * as Eurostat has them (formats.md 1.5), alone or joined. */
#ifndef HEDEF_COLLECTORS_MAPPING_STATUS_H
#define HEDEF_COLLECTORS_MAPPING_STATUS_H

#include <stdbool.h>

struct mapping_status {
    char status;  /* the gravest; '\0': nothing is said */
    bool is_code; /* it is a code of that list: meant as it stands, also where there is no value */
    bool is_lost; /* the status alone does not say all: the flags belong into the comment */
};

/* `empty`: there is no value, so that a confidential one is a suppressed one. */
struct mapping_status mapping_status_read(const char *text, bool empty);
/* Does it say that a value is missing? */
bool mapping_status_missing(char status);

#endif

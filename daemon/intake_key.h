/* daemon/intake_key.h - (private to the intake) what makes two requests the same request. */
#ifndef HEDEF_DAEMON_INTAKE_KEY_H
#define HEDEF_DAEMON_INTAKE_KEY_H

#include "daemon/intake.h"

#define INTAKE_KEY_BYTES 65 /* hex of 32 bytes */

struct intake_key {
    char checksum[INTAKE_KEY_BYTES]; /* of the body */
    char request[INTAKE_KEY_BYTES];  /* of the body and all that says what becomes of it */
    char key[INTAKE_KEY_BYTES];      /* of the actor and its key, so that actors do not meet */
};

/* `reason` as it will be recorded.  HD_BAD_INPUT: the key has more than 255 bytes. */
HD_MUST_CHECK enum hd_rc intake_key_make(const struct intake *intake, const char *reason,
                                         struct intake_key *out, struct hd_error *err);

#endif

/* daemon/handover.h - asking the daemon that runs already to do what this process was asked. */
#ifndef HEDEF_DAEMON_HANDOVER_H
#define HEDEF_DAEMON_HANDOVER_H

#include "common/error.h"

/* POST without a body over the Unix socket; HD_OK for an answer of 2xx.  HD_NOT_FOUND when nobody
 * answers there. */
HD_MUST_CHECK enum hd_rc handover_post(const char *socket_path, const char *path,
                                       struct hd_error *err);

#endif

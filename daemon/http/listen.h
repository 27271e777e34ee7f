/* daemon/http/listen.h - the sockets that are listened on. */
#ifndef HEDEF_DAEMON_HTTP_LISTEN_H
#define HEDEF_DAEMON_HTTP_LISTEN_H

#include <stddef.h>

#include "common/error.h"

/* "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0".  Addresses only: a name could mean several. */
HD_MUST_CHECK enum hd_rc listen_tcp(const char *address, int *fd_out, struct hd_error *err);

/* Mode 0660.  A path longer than the system allows (107 bytes) is refused by name; a socket that
 * nobody answers is replaced; HD_CONFLICT when somebody does. */
HD_MUST_CHECK enum hd_rc listen_unix(const char *path, int *fd_out, struct hd_error *err);

/* Where a socket listens, for the log: "127.0.0.1:8080" or the path. */
void listen_describe(int fd, char *out, size_t size);

#endif

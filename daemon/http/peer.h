/* daemon/http/peer.h - who is at the other end of a Unix socket. */
#ifndef HEDEF_DAEMON_HTTP_PEER_H
#define HEDEF_DAEMON_HTTP_PEER_H

#include <stddef.h>

/* "local:ayla", or "local:1000" when the system knows no name; "local:unknown". */
void peer_actor(int fd, char *out, size_t size);

#endif

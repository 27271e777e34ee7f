/* daemon/address.h - "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0": what can be listened on. */
#ifndef HEDEF_DAEMON_ADDRESS_H
#define HEDEF_DAEMON_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Addresses only: a name could mean several.  A port from 0 (any that is free) to 65535. */
bool address_parse(const char *text, struct sockaddr_storage *address_out, socklen_t *len_out);

#endif

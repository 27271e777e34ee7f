/* client/socket.h - a request over the Unix socket of a running daemon, by libcurl. */
#ifndef HEDEF_CLIENT_SOCKET_H
#define HEDEF_CLIENT_SOCKET_H

#include "client/request.h"

HD_MUST_CHECK enum hd_rc socket_request(const char *path, const struct request *request,
                                        struct reply *reply, struct hd_error *err);

#endif

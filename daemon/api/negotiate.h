/* daemon/api/negotiate.h - private to daemon/api/: in what form questions come and answers go. */
#ifndef HEDEF_DAEMON_API_NEGOTIATE_H
#define HEDEF_DAEMON_API_NEGOTIATE_H

#include "daemon/api/api.h"

/* format= is one the route has (400), Accept allows one (406), and the body comes as something that
 * is read here (415).  false: the reply holds the refusal. */
bool api_negotiate(const struct api_request *request, struct api_reply *reply);

#endif

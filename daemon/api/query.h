/* daemon/api/query.h - the address of a request, taken apart and decoded. */
#ifndef HEDEF_DAEMON_API_QUERY_H
#define HEDEF_DAEMON_API_QUERY_H

#include "daemon/api/api.h"

#define API_PARAMS_MAX 64

/* "/indicators/x?as_of=2026-03-31": fills path, params and param_count in the arena.  false when
 * an escape is broken, the text is not UTF-8, or there are more than API_PARAMS_MAX parameters. */
bool api_uri_read(const char *uri, struct hd_arena *arena, struct api_request *request);

#endif

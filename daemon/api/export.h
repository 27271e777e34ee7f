/* daemon/api/export.h - private to daemon/api/: answers in the formats of daemon/export/. */
#ifndef HEDEF_DAEMON_API_EXPORT_H
#define HEDEF_DAEMON_API_EXPORT_H

#include "daemon/api/api.h"
#include "daemon/export/export.h"

struct api_export {
    const struct export_ops *ops;
    const char *version;
    unsigned parts;   /* PART_BIT() */
    bool whole, flat; /* as in export_table */
};

/* Which of the formats, and which version of it, is asked for by format= or Accept?  false, and
 * ops NULL: none of them; the rest is not touched. */
bool api_export_asked(const struct api_request *request, struct api_export *asked);
/* The same where there are only these formats: the first of them unless another is asked for. */
void api_export_choose(const struct api_request *request, struct api_export *asked);
/* An export is a whole document of what stands: limit, cursor and history make none.  false: the
 * reply holds a 400. */
HD_MUST_CHECK bool api_export_possible(const struct api_request *request, struct api_reply *reply);
HD_MUST_CHECK enum hd_rc api_export_write(struct service *service, const struct api_export *asked,
                                          const struct observed_list *observed,
                                          const struct api_request *request,
                                          struct api_reply *reply, struct hd_error *err);

#endif

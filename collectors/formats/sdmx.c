#include "collectors/formats/sdmx.h"

#include <string.h>

#include "common/lang.h"

/* A field of the cross-domain ids; a cell that a structure lacks is empty. */
const char *const sdmx_templates[MAP_FIELDS] = {
    [MAP_INDICATOR] = "{INDICATOR}", [MAP_AREA] = "{REF_AREA}",
    [MAP_BREAKDOWN] = "{BREAKDOWN}", [MAP_PERIOD] = "{TIME_PERIOD}",
    [MAP_VALUE] = "{OBS_VALUE}",     [MAP_STATUS] = "{OBS_STATUS}",
    [MAP_COMMENT] = "{COMMENT_OBS}", [MAP_PUBLISHED] = "{PUBLISHED}",
    [MAP_BASIS] = "{BASIS}",
};

const char sdmx_delete_message[] =
    N_("This deletes published values, and what was published is never deleted. Hand the value in "
       "as deliberately missing instead (NaN, with a status and a reason).");

bool sdmx_is_missing(const char *text)
{
    return strcmp(text, "#N/A") == 0;
}

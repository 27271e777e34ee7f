#include "collectors/push/push.h"

#include "common/lang.h"

const struct collector_ops collector_push = {
    .name = "push",
    .summary = N_("Others bring the values, with a token for this source alone."),
    .pace = COLLECTOR_PASSIVE,
};

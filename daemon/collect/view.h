/* daemon/collect/view.h - how sources fare, as page, API and command line show it. */
#ifndef HEDEF_DAEMON_COLLECT_VIEW_H
#define HEDEF_DAEMON_COLLECT_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/lang.h"
#include "common/memory.h"

struct service;

struct collector_view {
    const char *name, *title, *transport;
    const char *format; /* "" guessed */
    const char *place;  /* of the machine: for those who may write */
    const char *schedule;
    const char *state;   /* running failing waiting good disabled */
    const char *outcome; /* of the newest run; "" never ran */
    const char *code, *message;
    int64_t last_at_ms, last_good_at_ms, last_new_at_ms, failing_since_at_ms; /* 0: never */
    int64_t next_at_ms;                                                       /* 0: only by hand */
    int64_t failures;
    int64_t last_fetch; /* 0: none */
};

/* Failing ones first, then by name; name NULL: all, else that one or none. */
HD_MUST_CHECK enum hd_rc collector_views(struct service *service, const char *name,
                                         struct hd_arena *arena, struct collector_view **views_out,
                                         size_t *count_out, struct hd_error *err);

const char *collector_state_label(const char *state, const struct hd_lang *lang);
const char *collector_outcome_label(const char *outcome, const struct hd_lang *lang);

#endif

/* daemon/collect/source.h - one configured source: transport, format, mapping, schedule and rules,
 * made from the options of its section. */
#ifndef HEDEF_DAEMON_COLLECT_SOURCE_H
#define HEDEF_DAEMON_COLLECT_SOURCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "collectors/collector.h"
#include "collectors/format.h"
#include "common/conf.h"
#include "common/problem.h"
#include "common/timetable.h"

struct settings;

enum source_approval {
    SOURCE_APPROVAL_BOUND,  /* what moves a published value too far waits for approval */
    SOURCE_APPROVAL_ALWAYS, /* everything waits */
    SOURCE_APPROVAL_NEVER,  /* nothing does, unless the site asks for a second person */
};

/* The options that every source has. */
struct source_options {
    bool enabled;
    char *title;     /* for people; "" */
    char *transport; /* a word of collectors[] */
    char *format;    /* a word of formats[]; "" guessed */
    char *schedule;  /* a timetable; "" the transport's own */
    int64_t jitter_ms;
    int approval;           /* enum source_approval */
    int64_t revision_bound; /* percent; -1: the site's */
    bool ignore_unknown;    /* columns */
};
extern const struct hd_conf_key source_keys[];

struct source {
    const char *name;
    bool remote; /* made over the API, not in a file */
    struct source_options options;
    const struct collector_ops *transport;
    void *conf; /* the transport's options */
    void *self; /* its instance; used by one run at a time */
    struct collector_site site;
    const struct format_ops *format; /* NULL: guessed */
    struct mapping *mapping;         /* NULL: the format's own names */
    struct timetable *timetable;
    uint64_t fingerprint; /* of all options: what is read otherwise is asked for as a whole */
    struct hd_arena arena;
    atomic_int holders;
    atomic_bool running, queued;
    atomic_llong attempted_at_ms;  /* begin of the newest run of this process; 0: none */
    atomic_llong not_before_at_ms; /* it asked to be left alone until then; 0 */
    atomic_bool troubled;          /* that one was spoilt by our own store, and left no row */
};

/* "world-bank": letters, digits, - and _, at most 64. */
bool source_name_valid(const char *name);

/* HD_BAD_INPUT: problems say which options are wrong.  remote: options that name files, programs
 * or secrets are refused.  The section may go away afterwards. */
HD_MUST_CHECK enum hd_rc source_make(const struct hd_conf_section *section, bool remote,
                                     const struct settings *settings, const struct hd_clock *clock,
                                     struct source **source_out, struct hd_problems *problems,
                                     struct hd_error *err);
struct source *source_hold(struct source *source);
void source_drop(struct source **source); /* the last one closes the instance */

/* Where it gets things from, without secrets; "" when it is never asked. */
const char *source_place(const struct source *source);
/* In words, as it was written or follows from the transport. */
const char *source_schedule(const struct source *source);
/* Percent of the old value beyond which a change waits; negative: none. */
double source_hold_percent(const struct source *source, const struct settings *settings);

#endif

/* collectors/collector.h
 *
 * The contract between the daemon and anything that brings bytes in.  A collector is a transport:
 * it sees its own options, the time, and a place to put what it got.  It knows nothing of formats,
 * storage, indicators, threads or other collectors.
 *
 * Life of one configured instance, all calls from one thread at a time:
 *
 *     open ──► collect ──► collect ──► … ──► close
 *      │          └─ fails: the daemon waits longer each time, and says why in one line
 *      └─ fails: the source is refused with the collector's own words
 *
 * Adding a transport: a folder with a .c, a .h with its `const struct collector_ops`, tests, a row
 * in registry.c, its section in docs/collectors.md.  Nothing in daemon/ or storage/ changes. */
#ifndef HEDEF_COLLECTORS_COLLECTOR_H
#define HEDEF_COLLECTORS_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/clock.h"
#include "common/conf.h"
#include "common/error.h"
#include "common/memory.h"
#include "common/problem.h"

enum collector_pace {
    COLLECTOR_PASSIVE, /* never asked: others bring the bytes (push) */
    COLLECTOR_QUICK,   /* never waits on anything */
    COLLECTOR_SLOW,    /* may block on network, disk or a child: runs on a worker */
};

/* What was got.  Everything is borrowed for the call. */
struct collector_body {
    const char *name; /* for people: the address without secrets, the file's name, the command */
    const char *data;
    size_t len;
    const char *type;       /* media type as declared; "" not known */
    long status;            /* of HTTP, exit status of a child; 0 */
    int64_t wire_bytes;     /* before inflating; the same as len where nothing was inflated */
    int64_t modified_at_ms; /* as the source says; 0 not known */
    const char *key;        /* what makes a second hand-over of the same thing known; NULL */
    /* It is there but cannot be had, and never will: it is to be refused for this reason.  data is
     * then "".  NULL: all is well. */
    const struct hd_problem *problem;
};

enum collector_fate {
    COLLECTOR_TAKEN,
    COLLECTOR_REFUSED, /* it is no good, and will not get better: `reason` says why */
    COLLECTOR_LATER,   /* not now: disk full, busy */
};

/* What became of a body.  Texts live in the request's arena. */
struct collector_answer {
    enum collector_fate fate;
    const char *reason;   /* lines of text, in the site's language */
    const char *rejected; /* CSV of refused rows with a last column of messages; NULL */
    size_t rejected_len;
    long page, pages; /* the body says it is this page of so many; 0: it says nothing */
};

struct collector_sink {
    enum hd_rc (*put)(void *ctx, const struct collector_body *body, struct collector_answer *answer,
                      struct hd_error *err);
    void *ctx;
};

struct collector_request {
    int64_t now_at_ms;
    bool whole;       /* ask for all of it, also when nothing changed since the last time */
    bool dry_run;     /* change nothing: leave files where they are */
    bool once;        /* nobody asks again soon: wait a little for what is nearly ready */
    const char *mark; /* what the last good collect() left: an entity tag, a date; "" */
    struct hd_arena *arena;
    /* Set here by the collector; kept only if everything put was taken. */
    const char *new_mark;
    bool unchanged;           /* the source says that nothing changed: nothing was put */
    int64_t not_before_at_ms; /* the source asks to be left alone until then; 0: it does not */
    /* True soon after the daemon wants to end, from any thread: waiting should stop. */
    bool (*cancelled)(void *ctx);
    void *cancelled_ctx;
};

/* Of the machine the collector runs on. */
struct collector_site {
    const struct hd_clock *clock;
    const char *name; /* of the instance */
    const char *data_dir;
    int64_t max_bytes; /* largest upload that is accepted: the default bound of a body */
};

struct collector_ops {
    const char *name;    /* the word after `transport =` */
    const char *summary; /* one line for lists and the manual: a msgid */
    enum collector_pace pace;
    bool each; /* every body is a submission of its own; else all bodies of a collect() are one, and
                * nothing of them is taken when collect() fails */
    size_t conf_size;               /* of the struct that `keys` describes */
    const struct hd_conf_key *keys; /* section "source"; ended by a NULL name; NULL: none */

    /* *conf and *site stay valid until close().  On failure *self_out is not touched; problems
     * name the option.  NULL: no need. */
    enum hd_rc (*open)(const void *conf, const struct collector_site *site, void **self_out,
                       struct hd_problems *problems, struct hd_error *err);

    /* Get what there is.  A failure leaves one problem that an operator can act on (code, message,
     * arguments), beside err for the log.  HD_AGAIN: may work later; others: will not by itself. */
    enum hd_rc (*collect)(void *self, struct collector_request *request,
                          const struct collector_sink *sink, struct hd_problems *problems,
                          struct hd_error *err);

    void (*close)(void *self);

    /* Those that may have something new before they are due; else NULL.  watch(): a descriptor that
     * becomes readable then, the instance's own; -1: there is none.  notice(), called when it is,
     * also while another thread is in collect(); true: collect soon. */
    int (*watch)(void *self);
    bool (*notice)(void *self);

    /* Where it gets things from, for lists: the address without secrets, folder, command. */
    const char *(*place)(const void *conf);
};

/* In the order shown to users, ended by NULL. */
extern const struct collector_ops *const collectors[];
const struct collector_ops *collector_find(const char *name); /* NULL: none of that name */

#endif

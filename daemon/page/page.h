/* daemon/page/page.h - what all pages share: the frame around them, links that keep language and
 * day, and the page that says what went wrong. */
#ifndef HEDEF_DAEMON_PAGE_PAGE_H
#define HEDEF_DAEMON_PAGE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/api/api.h"
#include "daemon/assumption.h"
#include "daemon/page/template.h"
#include "queries/picture.h"

#define PAGE_MAX_BYTES ((size_t)4 << 20)

struct hd_zone;

/* Everything a page is made of: with the same members it is the same page. */
struct page_frame {
    const struct picture *picture; /* NULL: a page without one (an error) */
    const struct hd_lang *lang;
    const struct hd_zone *zone;
    const char *site;             /* title of the site */
    const char *path;             /* "/indicators/egdi-rank" */
    const char *asked_lang;       /* as in the query; NULL: chosen by the browser */
    const char *as_of;            /* as in the query; NULL: now */
    const char *area, *breakdown; /* as in the query; NULL */
    struct assumption assumed;    /* likewise */
    const char *indicator;        /* likewise, where it is a parameter */
    int64_t now_at_ms;
    int64_t evaluated_at_ms; /* last evaluation; 0: never */
    int64_t unsent;          /* mails given up in the last days */
    struct hd_arena *arena;
};

void page_frame_init(struct page_frame *frame, struct service *service,
                     const struct api_request *request);

/* An address of ours with the language and day of this page; in the arena, not yet escaped. */
const char *page_link(const struct page_frame *frame, const char *path);
const char *page_indicator_link(const struct page_frame *frame, const struct indicator *indicator);

/* This very page in another language, or of another day: the rest of the question stays. */
const char *page_same_link(const struct page_frame *frame, const char *lang, const char *as_of);
/* The verdicts as "csv" or "json"; indicator NULL: all. */
const char *page_data_link(const struct page_frame *frame, const struct indicator *indicator,
                           const char *format);

/* Texts in the reader's language, in the arena. */
const char *page_instant(const struct page_frame *frame, int64_t at_ms);
const char *page_day(const struct page_frame *frame, int32_t day);
const char *page_period(const struct page_frame *frame, struct hd_period period);
const char *page_count(const struct page_frame *frame, size_t count);
/* The {name} places of a translated sentence filled in. */
const char *page_fill(const struct page_frame *frame, const char *pattern, const char *const *args);

/* Puts the page of `template` (its tree from page_tree()) into the frame. */
struct tree *page_tree(const struct page_frame *frame);
HD_MUST_CHECK enum hd_rc page_write(const struct page_frame *frame, const char *title,
                                    const char *template, struct tree *tree, struct hd_buf *out,
                                    struct hd_error *err);

/* True when numbers of now may be out of date: no evaluation for more than a day. */
bool page_is_stale(const struct page_frame *frame);

/* The page for a status of 400 and above; title and detail are translated already.  Never fails:
 * in need it is a plain line. */
void page_error(struct service *service, const struct api_request *request, int status,
                const char *title, const char *detail, struct hd_buf *out);

/* The pages themselves, from a frame alone. */
HD_MUST_CHECK enum hd_rc page_status_write(const struct page_frame *frame, struct hd_buf *out,
                                           struct hd_error *err);
HD_MUST_CHECK enum hd_rc page_indicator_write(const struct page_frame *frame,
                                              const struct indicator *indicator, struct hd_buf *out,
                                              struct hd_error *err);
/* Every version of its values, as history_load() gives them; fetches: of each row the run of a
 * source that brought it, 0 for none; NULL: of none. */
HD_MUST_CHECK enum hd_rc page_history_write(const struct page_frame *frame,
                                            const struct indicator *indicator,
                                            const struct vintage_row *rows, size_t count,
                                            const int64_t *fetches, struct hd_buf *out,
                                            struct hd_error *err);
/* What the published methods say of each strategy. */
HD_MUST_CHECK enum hd_rc page_profiles_write(const struct page_frame *frame, struct hd_buf *out,
                                             struct hd_error *err);
/* indicator NULL: all. */
HD_MUST_CHECK enum hd_rc page_backtest_write(const struct page_frame *frame,
                                             const struct indicator *indicator, struct hd_buf *out,
                                             struct hd_error *err);
HD_MUST_CHECK enum hd_rc page_method_write(const struct page_frame *frame, struct hd_buf *out,
                                           struct hd_error *err);

#endif

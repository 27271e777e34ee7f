/* daemon/page/source.h - private to daemon/page/: values that come by themselves: how each source
 * fares, one of its runs, and which run brought a value.  What tells of the machine (folders,
 * programs, messages that name them) is for those who may write. */
#ifndef HEDEF_DAEMON_PAGE_SOURCE_H
#define HEDEF_DAEMON_PAGE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/collect/view.h"
#include "daemon/page/page.h"
#include "queries/fetch.h"
#include "queries/ledger.h"

HD_MUST_CHECK enum hd_rc page_collectors_write(const struct page_frame *frame,
                                               const struct collector_view *views, size_t count,
                                               bool may_write, struct hd_buf *out,
                                               struct hd_error *err);

struct page_run {
    const struct fetch_row *fetch;
    const struct fetch_body_row *bodies;
    size_t body_count;
    const struct ledger_submission_row *rows; /* of its submission; not all need be published */
    size_t row_count;
    bool may_write;
};
HD_MUST_CHECK enum hd_rc page_fetch_write(const struct page_frame *frame,
                                          const struct page_run *run, struct hd_buf *out,
                                          struct hd_error *err);

/* An address of ours of now, whatever day this page is of. */
const char *source_link(const struct page_frame *frame, const char *path);

#endif

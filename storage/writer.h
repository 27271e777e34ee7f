/* storage/writer.h - private to storage/: the thread that writes.
 *
 *      writer_write ──► queue ──► BEGIN, each job in a part of its own, COMMIT ──► all wake
 *
 * While one commit waits for the disk the next jobs queue up: they share the following one.
 */
#ifndef HEDEF_STORAGE_WRITER_H
#define HEDEF_STORAGE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/store.h"

struct reader;
struct store_state;
struct writer;

/* Takes the session over, also when it fails. */
HD_MUST_CHECK enum hd_rc writer_start(struct reader *session, const struct hd_clock *clock,
                                      const struct store_state *state, struct writer **writer_out,
                                      struct hd_error *err);
/* Finishes what is queued, empties the log, closes the session. */
void writer_stop(struct writer **writer);

HD_MUST_CHECK enum hd_rc writer_write(struct writer *writer, store_write_fn *fn, void *ctx,
                                      struct hd_error *err);
int64_t writer_change_seq(const struct writer *writer);
void writer_on_change(struct writer *writer, void (*fn)(void *ctx, int64_t change_seq), void *ctx);
bool writer_failed(const struct writer *writer);
int64_t writer_heartbeat(struct writer *writer);
size_t writer_queue_length(struct writer *writer);

#endif

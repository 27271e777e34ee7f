/* common/log.h - one line per event, to standard error in the form journald reads.
 *
 * Only the deciding layers (daemon/, client/) log; below them errors travel up.
 * A line is `event key=value key="two words"`; control characters are escaped. */
#ifndef HEDEF_COMMON_LOG_H
#define HEDEF_COMMON_LOG_H

#include "common/error.h"

enum hd_log_level { HD_LOG_ERROR = 3, HD_LOG_WARNING = 4, HD_LOG_INFO = 6, HD_LOG_DEBUG = 7 };

void hd_log(enum hd_log_level level, const char *fmt, ...) HD_PRINTF(2, 3);
void hd_log_set_level(enum hd_log_level level); /* default HD_LOG_INFO */

/* Tests watch the log through this; NULL puts standard error back. */
typedef void hd_log_sink_fn(void *ctx, enum hd_log_level level, const char *line);
void hd_log_set_sink(hd_log_sink_fn *sink, void *ctx);

#endif

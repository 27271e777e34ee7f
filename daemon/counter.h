/* daemon/counter.h - what has been counted since start, as Prometheus reads it.  Any thread. */
#ifndef HEDEF_DAEMON_COUNTER_H
#define HEDEF_DAEMON_COUNTER_H

#include "common/buf.h"

struct counters;

struct counters *counters_create(void);
void counters_destroy(struct counters **counters);

/* metric: a name of the table in counter.c (asserted); labels: `channel="mail"`, "" none. */
void counters_add(struct counters *counters, const char *metric, const char *labels, double by);
/* All metrics of the table with their HELP and TYPE; those without a sample are left out. */
void counters_write(struct counters *counters, struct hd_buf *out);

#endif

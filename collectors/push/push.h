/* collectors/push/push.h - transport `push`: never asked; others bring the bytes to
 * POST /api/v1/push/NAME with a token of their own. */
#ifndef HEDEF_COLLECTORS_PUSH_PUSH_H
#define HEDEF_COLLECTORS_PUSH_PUSH_H

#include "collectors/collector.h"

extern const struct collector_ops collector_push;

#endif

/* collectors/formats/json.h - the JSON of POST /api/v1/observations:
 *   {"reason":"...","observations":[{"indicator":"x","area":"AZ","breakdown":"","period":"2026-Q3",
 *    "value":63.2,"status":"P","comment":""}]}
 * or the answer of GET /api/v1/observations: the list is then "data", what it cannot take is left.
 * value: a number (kept as text), a string with a decimal or a code, or null (deliberately
 * missing).  Beside or instead of it "n", "numerator", "denominator": see collectors/sink.h. */
#ifndef HEDEF_COLLECTORS_FORMATS_JSON_H
#define HEDEF_COLLECTORS_FORMATS_JSON_H

#include <stddef.h>

#include "collectors/format.h"

extern const struct format_ops format_json;

/* *reason_out lives in the arena; "" when absent.  Problems carry RFC 6901 pointers. */
HD_MUST_CHECK enum hd_rc format_json_read(const char *data, size_t len,
                                          const struct format_options *options,
                                          const struct reading_sink *sink, struct hd_arena *arena,
                                          const char **reason_out, struct hd_problems *problems,
                                          struct format_report *report, struct hd_error *err);

#endif

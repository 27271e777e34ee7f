/* daemon/api/answer.h - what handlers share: cells, single objects, small request bodies, and the
 * refusals that several of them give.  Private to daemon/. */
#ifndef HEDEF_DAEMON_API_ANSWER_H
#define HEDEF_DAEMON_API_ANSWER_H

#include "common/json.h"
#include "daemon/api/api.h"
#include "queries/picture.h"

/* Table and plain text are for people: names and rounded numbers; the rest is for programs. */
bool api_for_people(const struct api_request *request);

/* Fill a cell; a NULL text is an empty cell. */
void cell_text(struct api_cell *cell, const char *text);
void cell_label(struct api_cell *cell, const char *text, const char *label);
void cell_decimal(struct api_cell *cell, const char *text);
void cell_double(struct api_cell *cell, bool has, double value);
void cell_int(struct api_cell *cell, int64_t value);
void cell_bool(struct api_cell *cell, bool value);
void cell_instant(struct api_cell *cell, int64_t at_ms); /* 0: empty */
void cell_day(struct api_cell *cell, int32_t day);       /* 0: empty */

void cell_json(struct hd_jsonw *w, const struct api_cell *cell);

/* Copies the text of a buffer into the request's arena and clears the buffer. */
const char *api_keep(const struct api_request *request, struct hd_buf *text);

/* One object.  JSON: {"version":1,"data":{...}}; for people the sentence alone when there is one,
 * else a line for each field with a label; CSV and TSV: the columns key and value. */
struct api_field {
    const char *key, *label; /* label: msgid; NULL: not for people */
    struct api_cell cell;
};
void api_object_write(const struct api_field *fields, size_t count, const char *sentence,
                      const struct api_request *request, struct api_reply *reply);
/* The frame alone, for objects that are written by hand. */
void api_json_begin(struct hd_jsonw *w, struct api_reply *reply); /* {"version":1,"data": */
void api_json_end(struct hd_jsonw *w, struct api_reply *reply);
void api_json_instant(struct hd_jsonw *w, const char *key, int64_t at_ms); /* 0: null */
void api_json_day(struct hd_jsonw *w, const char *key, int32_t day);       /* 0: null */
/* An observation's value: a number with its own digits, a code as text, or null. */
void api_json_value(struct hd_jsonw *w, const char *key, const char *value);
/* Members beside a value that was rolled up; NULL: none. */
void api_json_samples(struct hd_jsonw *w, const struct rolled_value *rolled);
void api_json_names(struct hd_jsonw *w, const char *key, const struct names *names);

/* One problem of a list of them. */
void api_problem_json(struct hd_jsonw *w, const struct hd_problem *problem,
                      const struct hd_lang *lang);

/* Members of a small JSON body, all of them texts.  An absent body is an empty object.
 * false: the reply holds the problem (unknown member, wrong type, missing, malformed). */
struct api_member {
    const char *name;
    bool required;
    const char **into; /* untouched when absent */
};
HD_MUST_CHECK bool api_body_read(const struct api_request *request, struct api_reply *reply,
                                 const struct api_member *members, size_t count);

/* A value of a parameter that is not one of the known: 400, naming the nearest. */
enum hd_rc api_unknown_value(struct api_reply *reply, const struct api_request *request,
                             const char *param, const char *value, const char *const *known,
                             size_t count);
enum hd_rc api_unknown_indicator(struct api_reply *reply, const struct api_request *request,
                                 int status, const char *code);
/* The captured target is none: 404, naming the nearest. */
enum hd_rc api_unknown_target(struct api_reply *reply, const struct api_request *request);
/* NULL and a 404 in the reply when there is no such indicator. */
const struct indicator *api_captured_indicator(const struct api_request *request,
                                               struct api_reply *reply);
/* Positive whole number of a path; 0 and a 404 in the reply when it is none. */
int64_t api_captured_id(const struct api_request *request, struct api_reply *reply);
/* A whole number in [min, max]; `fallback` when absent.  false: the reply holds a 400. */
HD_MUST_CHECK bool api_param_int(const struct api_request *request, struct api_reply *reply,
                                 const char *name, int64_t min, int64_t max, int64_t fallback,
                                 int64_t *out);
/* indicator= and strategy= name something known, or are absent.  false: refused. */
HD_MUST_CHECK bool api_known_names(const struct api_request *request, struct api_reply *reply);

struct store_verify;
void store_verify_write(const struct store_verify *verify, const struct api_request *request,
                        struct api_reply *reply);

#endif

#include "collectors/formats/json.h"

#include <stdio.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/period_memo.h"
#include "collectors/formats/pointer.h"
#include "collectors/formats/seen.h"
#include "collectors/mapping_time.h"
#include "common/json.h"
#include "common/lang.h"

enum member {
    MEMBER_INDICATOR,
    MEMBER_AREA,
    MEMBER_BREAKDOWN,
    MEMBER_PERIOD,
    MEMBER_VALUE,
    MEMBER_STATUS,
    MEMBER_COMMENT,
    MEMBER_PUBLISHED,
    MEMBER_BASIS,
    MEMBER_RESPONDENTS, /* numbers beside the value, in the order of reading_beside */
    MEMBER_NUMERATOR,
    MEMBER_DENOMINATOR,
    MEMBER_AT, /* of a sample: when it was measured, in the place of a period */
    MEMBER_ID,
    MEMBERS,
};

static const char *const member_names[MEMBERS] = {
    [MEMBER_INDICATOR] = "indicator",
    [MEMBER_AREA] = "area",
    [MEMBER_BREAKDOWN] = "breakdown",
    [MEMBER_PERIOD] = "period",
    [MEMBER_VALUE] = "value",
    [MEMBER_STATUS] = "status",
    [MEMBER_COMMENT] = "comment",
    [MEMBER_PUBLISHED] = "published",
    [MEMBER_BASIS] = "basis",
    [MEMBER_RESPONDENTS] = "n",
    [MEMBER_NUMERATOR] = "numerator",
    [MEMBER_DENOMINATOR] = "denominator",
    [MEMBER_AT] = "at",
    [MEMBER_ID] = "id",
};

static const char *const top_names[] = { "reason", "observations" };

/* What else stands in an answer of GET /api/v1/observations, which is read back as it was. */
static const char *const answer_top[] = { "version", "data", "next", "as_of" };
static const char *const answer_members[] = { "unit",         "vintage",    "revised",
                                              "invented",     "computed",   "samples",
                                              "samples_rule", "spread_low", "spread_high" };

struct reader {
    const char *data;
    const struct format_options *options;
    const struct reading_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
    struct seen seen;
    struct period_memo periods;
    size_t counted; /* bytes whose line ends are in `line` */
    long line;
    /* the observation being read */
    size_t index;
    const char *list;       /* the member that holds the observations */
    bool answer;            /* it is an answer of this service */
    const char *basis_told; /* an answer says the basis by a member of its own; NULL */
    char place[32];         /* pointer of the observation, where `list` is another name */
    const struct hd_json *members[MEMBERS];
    bool mistyped; /* a member is no text: nothing more can be said about it */
};

#define POINTER_MAX 160

/* "/observations/3/value"; `member` NULL for the observation itself. */
static void add_problem(struct reader *r, const char *member, const char *text,
                        struct hd_problem problem)
{
    char pointer[POINTER_MAX];

    if (member)
        snprintf(pointer, sizeof pointer, "/%s/%zu/%s", r->list, r->index, member);
    else
        snprintf(pointer, sizeof pointer, "/%s/%zu", r->list, r->index);
    problem.pointer = pointer;
    problem.line = r->line;
    problem.value = text;
    hd_problem_add(r->problems, &problem);
}

static void add_at_member(struct reader *r, enum member member, struct hd_problem problem)
{
    const struct hd_json *node = r->members[member];

    add_problem(r, member_names[member], node ? node->text : NULL, problem);
}

/* Lines only go forward, since observations are met in order. */
static void count_lines(struct reader *r, size_t offset)
{
    for (; r->counted < offset; r->counted++)
        r->line += r->data[r->counted] == '\n';
}

/* A key in a pointer: ~ and / are escaped (RFC 6901). */
static void escape_key(const char *key, char out[static POINTER_MAX / 2])
{
    size_t len = 0;

    for (; *key && len < POINTER_MAX / 2 - 3; key++) {
        bool special = *key == '~' || *key == '/';

        out[len++] = special ? '~' : *key;
        if (special)
            out[len++] = *key == '~' ? '0' : '1';
    }
    out[len] = '\0';
}

static struct hd_problem unknown_problem(const char *key, const char *const *known, size_t count)
{
    const char *nearest = hd_nearest(key, known, count);
    struct hd_problem problem = { .code = "member_unknown", .args = { "member", key } };

    problem.message = N_("There is no member {member} here. Remove it.");
    if (nearest) {
        problem.message = N_("There is no member {member} here. Did you mean {nearest}?");
        problem.args[2] = "nearest";
        problem.args[3] = nearest;
    }
    return problem;
}

/* ---- one observation ---- */

static bool is_text(const struct hd_json *node)
{
    return node->type == HD_JSON_STRING || node->type == HD_JSON_NULL;
}

/* A period such as 2026 may come as a number; nothing but texts otherwise. */
static bool type_fits(enum member member, const struct hd_json *node)
{
    bool number = member == MEMBER_VALUE || member == MEMBER_PERIOD || member >= MEMBER_RESPONDENTS;

    return is_text(node) || (number && node->type == HD_JSON_NUMBER);
}

static bool is_listed(const char *name, const char *const *names, size_t count)
{
    while (count && strcmp(name, names[count - 1]) != 0)
        count--;
    return count > 0;
}

static void take_answered(struct reader *r, const struct hd_json *node)
{
    if (node->type == HD_JSON_TRUE && strcmp(node->key, "invented") == 0)
        r->basis_told = "invented";
    if (node->type == HD_JSON_TRUE && strcmp(node->key, "computed") == 0)
        r->basis_told = "computed";
}

static void take_member(struct reader *r, const struct hd_json *node)
{
    char key[POINTER_MAX / 2];

    for (size_t i = 0; i < MEMBERS; i++) {
        if (strcmp(member_names[i], node->key) != 0)
            continue;
        r->members[i] = node;
        if (type_fits((enum member)i, node))
            return;
        r->mistyped = true;
        add_at_member(r, (enum member)i,
                      (struct hd_problem){ .code = "type_invalid",
                                           .message = N_("A text is expected here.") });
        return;
    }
    if (r->answer &&
        is_listed(node->key, answer_members, sizeof answer_members / sizeof *answer_members)) {
        take_answered(r, node);
        return;
    }
    if (r->options->ignore_unknown)
        return;
    escape_key(node->key, key);
    add_problem(r, key, node->key, unknown_problem(node->key, member_names, MEMBERS));
}

/* Trimmed; "" when the member is absent or null. */
static const char *text_of(struct reader *r, enum member member, struct hd_arena *arena,
                           size_t *len_out)
{
    const struct hd_json *node = r->members[member];
    const char *text;

    *len_out = node && node->text ? strlen(node->text) : 0;
    if (!*len_out)
        return "";
    text = cell_trim(node->text, len_out);
    return text[*len_out] == '\0' ? text : hd_arena_strndup(arena, text, *len_out);
}

static void report_needed(struct reader *r, enum member member)
{
    add_at_member(r, member,
                  (struct hd_problem){ .code = "member_missing",
                                       .message = N_("The member {member} is missing."),
                                       .args = { "member", member_names[member] } });
}

/* An observation with an instant is a sample: its period follows from that. */
static void read_instant(struct reader *r, struct hd_arena *arena, struct reading *reading)
{
    size_t len, period_len;
    const char *text = text_of(r, MEMBER_AT, arena, &len);

    reading->id = text_of(r, MEMBER_ID, arena, &period_len);
    reading->sample = len > 0;
    if (!len)
        return;
    if (!mapping_time_parse(text, len, r->options->zone, &reading->at_ms))
        add_at_member(
            r, MEMBER_AT,
            (struct hd_problem){ .code = "time_invalid", .message = mapping_time_message });
    text_of(r, MEMBER_PERIOD, arena, &period_len);
    if (period_len)
        add_at_member(r, MEMBER_PERIOD,
                      (struct hd_problem){ .code = "period_of_sample",
                                           .message = N_("A row with a time is a sample: its "
                                                         "period follows from that. Leave the "
                                                         "period empty.") });
}

/* What names series and period; false when it cannot. */
static bool read_key(struct reader *r, struct hd_arena *arena, struct reading *reading)
{
    size_t errors = r->problems->errors, len;
    const char *why = NULL, *text;

    reading->area = text_of(r, MEMBER_AREA, arena, &len);
    reading->breakdown = text_of(r, MEMBER_BREAKDOWN, arena, &len);
    reading->indicator = text_of(r, MEMBER_INDICATOR, arena, &len);
    if (!len)
        report_needed(r, MEMBER_INDICATOR);
    read_instant(r, arena, reading);
    text = text_of(r, MEMBER_PERIOD, arena, &len);
    if (reading->sample)
        return r->problems->errors == errors;
    if (!len)
        report_needed(r, MEMBER_PERIOD);
    else if (!period_memo_parse(&r->periods, text, len, &reading->period, &why))
        add_at_member(r, MEMBER_PERIOD,
                      (struct hd_problem){ .code = "period_invalid", .message = why });
    return r->problems->errors == errors;
}

typedef void read_fn(const char *text, size_t len, bool comma_mark, struct cell_value *value);

static void read_number(struct reader *r, enum member member, struct hd_arena *arena, read_fn *read,
                        struct cell_value *value)
{
    const struct hd_json *node = r->members[member];
    struct hd_problem problem = { 0 };
    const char *text;
    size_t len;

    *value = (struct cell_value){ .kind = CELL_EMPTY };
    if (node && node->type == HD_JSON_NULL) {
        value->kind = CELL_MISSING;
    } else if (node) {
        text = text_of(r, member, arena, &len);
        read(text, len, false, value);
    }
    if (value->kind == CELL_BAD) {
        cell_describe(value, &problem);
        add_at_member(r, member, problem);
    }
}

/* The texts of the reading are those of the values.  Is any given? */
static bool read_besides(struct reader *r, struct hd_arena *arena, struct reading *reading,
                         struct cell_value values[static READING_BESIDES])
{
    bool any = false;

    for (size_t i = 0; i < READING_BESIDES; i++) {
        enum member member = (enum member)(MEMBER_RESPONDENTS + i);

        if (!r->members[member] || r->members[member]->type == HD_JSON_NULL)
            continue;
        read_number(r, member, arena, cell_read_number, &values[i]);
        reading->beside[i] = cell_number(&values[i]);
        any |= reading->beside[i].given;
    }
    return any;
}

/* Where a ratio is given as its two parts, no value is needed. */
static void read_value(struct reader *r, struct hd_arena *arena, struct cell_value *value)
{
    if (!r->members[MEMBER_VALUE] && !r->members[MEMBER_NUMERATOR] &&
        !r->members[MEMBER_DENOMINATOR])
        report_needed(r, MEMBER_VALUE);
    read_number(r, MEMBER_VALUE, arena, cell_read_value, value);
}

static void read_rest(struct reader *r, struct hd_arena *arena, bool missing,
                      struct reading *reading)
{
    const char *text;
    size_t len;

    reading->comment = text_of(r, MEMBER_COMMENT, arena, &len);
    reading->basis = r->basis_told ? r->basis_told : text_of(r, MEMBER_BASIS, arena, &len);
    reading->status = missing ? 'O' : 'A';
    text = text_of(r, MEMBER_STATUS, arena, &len);
    if (len && !cell_read_status(text, &reading->status))
        add_at_member(
            r, MEMBER_STATUS,
            (struct hd_problem){ .code = "status_unknown", .message = cell_status_message });
    text = text_of(r, MEMBER_PUBLISHED, arena, &len);
    if (len && !cell_read_published(text, len, r->options->zone, &reading->published_at_ms))
        add_at_member(
            r, MEMBER_PUBLISHED,
            (struct hd_problem){ .code = "date_invalid", .message = cell_published_message });
}

static void check_repeated(struct reader *r, const struct reading *reading)
{
    /* By place and not by line: a body may be one line. */
    long index = seen_add(&r->seen, seen_key(&r->seen, reading), (long)r->index + 1);
    char before[64];

    if (!index)
        return;
    snprintf(before, sizeof before, "/%s/%ld", r->list, index - 1);
    add_problem(r, NULL, NULL,
                (struct hd_problem){ .code = "row_repeated",
                                     .message = N_("{before} holds the same series and period. "
                                                   "Keep one of the two."),
                                     .args = { "before", before } });
}

static enum hd_rc put(struct reader *r, struct reading *reading, const struct cell_value *value,
                      bool beside, struct hd_error *err)
{
    if (value->kind == CELL_EMPTY && !beside) {
        r->report->empty++;
        return HD_OK;
    }
    reading->empty = value->kind == CELL_EMPTY;
    reading->value = value->kind == CELL_NUMBER || value->kind == CELL_CODE ? value->text : NULL;
    reading->coded = value->kind == CELL_CODE;
    reading->percent_sign = value->percent_sign;
    r->report->put++;
    return r->sink->put(r->sink->ctx, reading, err);
}

static enum hd_rc read_observation(struct reader *r, const struct hd_json *node,
                                   struct hd_arena *arena, struct hd_error *err)
{
    size_t errors = r->problems->errors;
    struct reading reading = { .line = r->line };
    struct cell_value value, besides[READING_BESIDES];
    bool beside;

    memset(r->members, 0, sizeof r->members);
    r->mistyped = false;
    r->basis_told = NULL;
    if (r->answer) {
        snprintf(r->place, sizeof r->place, "/%s/%zu", r->list, r->index);
        reading.pointer = r->place;
    }
    if (node->type != HD_JSON_OBJECT) {
        add_problem(r, NULL, node->text,
                    (struct hd_problem){ .code = "type_invalid",
                                         .message = N_("An object with indicator, period and "
                                                       "value is expected here.") });
        return HD_OK;
    }
    for (const struct hd_json *child = node->first; child; child = child->next)
        take_member(r, child);
    if (r->mistyped)
        return HD_OK;
    if (read_key(r, arena, &reading) && !reading.sample)
        check_repeated(r, &reading);
    read_value(r, arena, &value);
    beside = read_besides(r, arena, &reading, besides);
    read_rest(r, arena, value.kind == CELL_MISSING, &reading);
    return r->problems->errors > errors ? HD_OK : put(r, &reading, &value, beside, err);
}

/* ---- the document ---- */

static enum hd_rc read_observations(struct reader *r, const struct hd_json *list,
                                    struct hd_arena *arena, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (const struct hd_json *node = list->first; node && !rc; node = node->next) {
        size_t errors = r->problems->errors;

        count_lines(r, node->offset);
        r->report->rows++;
        rc = read_observation(r, node, arena, err);
        r->report->refused += r->problems->errors > errors;
        r->index++;
    }
    return rc;
}

static void check_top(struct reader *r, const struct hd_json *root)
{
    for (const struct hd_json *node = root->first; node; node = node->next) {
        char key[POINTER_MAX / 2], pointer[POINTER_MAX];
        struct hd_problem problem;

        if (is_listed(node->key, top_names, sizeof top_names / sizeof *top_names) ||
            (r->answer &&
             is_listed(node->key, answer_top, sizeof answer_top / sizeof *answer_top)) ||
            r->options->ignore_unknown)
            continue;
        problem = unknown_problem(node->key, top_names, sizeof top_names / sizeof *top_names);
        escape_key(node->key, key);
        snprintf(pointer, sizeof pointer, "/%s", key);
        problem.pointer = pointer;
        hd_problem_add(r->problems, &problem);
    }
}

static void add_at(struct reader *r, const char *pointer, const char *code, const char *message,
                   const char *reason)
{
    hd_problem_add(r->problems, &(struct hd_problem){ .code = code,
                                                      .message = message,
                                                      .pointer = pointer,
                                                      .args = { "reason", reason } });
}

static enum hd_rc read_document(struct reader *r, const struct hd_json *root,
                                struct hd_arena *arena, const char **reason_out,
                                struct hd_error *err)
{
    const struct hd_json *reason = hd_json_get(root, "reason");
    const struct hd_json *list = hd_json_get(root, "observations");

    r->answer = !list && hd_json_get(root, "version") && hd_json_get(root, "data");
    r->list = r->answer ? "data" : "observations";
    if (r->answer)
        list = hd_json_get(root, "data");
    if (!list || list->type != HD_JSON_ARRAY) {
        add_at(r,
               !list       ? ""
               : r->answer ? "/data"
                           : "/observations",
               "member_missing",
               N_("A list \"observations\" is expected, as in "
                  "{\"reason\": \"...\", \"observations\": [...]}."),
               NULL);
        return hd_fail(err, HD_BAD_INPUT, "no list of observations");
    }
    check_top(r, root);
    if (reason && !is_text(reason))
        add_at(r, "/reason", "type_invalid", N_("A text is expected here."), NULL);
    else if (reason && reason->text)
        *reason_out = reason->text;
    return read_observations(r, list, arena, err);
}

enum hd_rc format_json_read(const char *data, size_t len, const struct format_options *options,
                            const struct reading_sink *sink, struct hd_arena *arena,
                            const char **reason_out, struct hd_problems *problems,
                            struct format_report *report, struct hd_error *err)
{
    struct reader r = { .data = data,
                        .options = options,
                        .sink = sink,
                        .problems = problems,
                        .report = report,
                        .line = 1 };
    struct hd_json *root;
    enum hd_rc rc = hd_json_parse(data, len, arena, &root, err);

    *reason_out = "";
    *report = (struct format_report){ 0 };
    if (rc) {
        add_at(&r, "", "json_invalid", N_("This is not valid JSON: {reason}."), err->text);
        return rc;
    }
    rc = read_document(&r, root, arena, reason_out, err);
    seen_clear(&r.seen);
    return rc;
}

static bool sniff(const char *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!strchr(" \t\r\n", data[i]))
            return data[i] == '{' || data[i] == '[';
    }
    return false;
}

static enum hd_rc read_own(const char *data, size_t len, const struct format_options *options,
                           const struct reading_sink *sink, struct hd_problems *problems,
                           struct format_report *report, struct hd_error *err)
{
    const char *reason;
    enum hd_rc rc =
        format_json_read(data, len, options, sink, options->arena, &reason, problems, report, err);

    report->reason = reason;
    return rc;
}

static const char *const types[] = { "application/json", "text/json", NULL };

const struct format_ops format_json = {
    .name = "json",
    .summary = N_("JSON: observations as this program writes them, or any list by a mapping."),
    .types = types,
    .sniff = sniff,
    .read_own = read_own,
    .read = format_pointer_read,
};

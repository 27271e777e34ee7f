#include "daemon/api/answer.h"

#include <stdlib.h>
#include <string.h>

#include "common/csv.h"
#include "common/decimal.h"

#define KNOWN_TOLD 16 /* of the values a parameter may have */

bool api_for_people(const struct api_request *request)
{
    enum api_format format = api_format_of(request, API_JSON);

    return format == API_TABLE || format == API_PLAIN;
}

/* ---- cells ---- */

void cell_text(struct api_cell *cell, const char *text)
{
    cell_label(cell, text, NULL);
}

void cell_label(struct api_cell *cell, const char *text, const char *label)
{
    *cell = (struct api_cell){ .type = API_T_TEXT, .null = !text, .text = text, .label = label };
}

void cell_decimal(struct api_cell *cell, const char *text)
{
    *cell = (struct api_cell){ .type = API_T_DECIMAL, .null = !text, .text = text, .decimals = -1 };
}

void cell_double(struct api_cell *cell, bool has, double value)
{
    *cell =
        (struct api_cell){ .type = API_T_DOUBLE, .null = !has, .number = value, .decimals = -1 };
}

void cell_int(struct api_cell *cell, int64_t value)
{
    *cell = (struct api_cell){ .type = API_T_INT, .integer = value };
}

void cell_bool(struct api_cell *cell, bool value)
{
    *cell = (struct api_cell){ .type = API_T_BOOL, .integer = value };
}

void cell_instant(struct api_cell *cell, int64_t at_ms)
{
    *cell = (struct api_cell){ .type = API_T_INSTANT, .null = !at_ms, .integer = at_ms };
}

void cell_day(struct api_cell *cell, int32_t day)
{
    *cell = (struct api_cell){ .type = API_T_DAY, .null = !day, .integer = day };
}

const char *api_keep(const struct api_request *request, struct hd_buf *text)
{
    const char *kept = hd_arena_strdup(request->arena, text->data);

    hd_buf_clear(text);
    return kept;
}

/* ---- single objects ---- */

void cell_json(struct hd_jsonw *w, const struct api_cell *cell)
{
    char text[24];

    if (cell->null) {
        hd_jsonw_null(w);
        return;
    }
    switch (cell->type) {
    case API_T_TEXT:
        hd_jsonw_string(w, cell->text);
        break;
    case API_T_DECIMAL:
        hd_jsonw_decimal(w, cell->text);
        break;
    case API_T_DOUBLE:
        hd_jsonw_double(w, cell->number);
        break;
    case API_T_INT:
        hd_jsonw_int(w, cell->integer);
        break;
    case API_T_BOOL:
        hd_jsonw_bool(w, cell->integer != 0);
        break;
    case API_T_INSTANT:
        hd_instant_text(cell->integer, text);
        hd_jsonw_string(w, text);
        break;
    case API_T_DAY:
        hd_day_text((int32_t)cell->integer, text);
        hd_jsonw_string(w, text);
        break;
    }
}

static void put_cell_text(struct hd_buf *out, const struct api_cell *cell, bool people,
                          const struct hd_lang *lang)
{
    char text[HD_DOUBLE_TEXT_MAX > 24 ? HD_DOUBLE_TEXT_MAX : 24];

    if (cell->null)
        return;
    switch (cell->type) {
    case API_T_TEXT:
        hd_buf_puts(out, people && cell->label ? cell->label : cell->text);
        break;
    case API_T_DECIMAL:
        hd_buf_puts(out, cell->text);
        break;
    case API_T_DOUBLE:
        hd_double_text(cell->number, text);
        hd_buf_puts(out, text);
        break;
    case API_T_INT:
        hd_buf_printf(out, "%lld", (long long)cell->integer);
        break;
    case API_T_BOOL:
        hd_buf_puts(out, people ? hd_tr(lang, cell->integer ? N_("yes") : N_("no"))
                                : (cell->integer ? "true" : "false"));
        break;
    case API_T_INSTANT:
        hd_instant_text(cell->integer, text);
        hd_buf_puts(out, text);
        break;
    case API_T_DAY:
        hd_day_text((int32_t)cell->integer, text);
        hd_buf_puts(out, text);
        break;
    }
}

static void write_lines(const struct api_field *fields, size_t count,
                        const struct api_request *request, struct api_reply *reply)
{
    for (size_t i = 0; i < count; i++) {
        if (!fields[i].label || fields[i].cell.null)
            continue;
        hd_buf_printf(&reply->body, "%s: ", hd_tr(request->lang, fields[i].label));
        put_cell_text(&reply->body, &fields[i].cell, true, request->lang);
        hd_buf_putc(&reply->body, '\n');
    }
}

static void write_pairs(const struct api_field *fields, size_t count, char separator,
                        const struct api_request *request, struct api_reply *reply)
{
    hd_buf_printf(&reply->body, "key%cvalue\n", separator);
    for (size_t i = 0; i < count; i++) {
        HD_BUF_AUTO struct hd_buf value = { 0 };

        hd_buf_init(&value, 1 << 16);
        put_cell_text(&value, &fields[i].cell, false, request->lang);
        hd_buf_printf(&reply->body, "%s%c", fields[i].key, separator);
        if (separator == ',')
            hd_csv_put(&reply->body, value.data, fields[i].cell.type == API_T_TEXT);
        else
            hd_buf_puts(&reply->body, value.data);
        hd_buf_putc(&reply->body, '\n');
    }
}

static void write_fields_json(const struct api_field *fields, size_t count, struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    for (size_t i = 0; i < count; i++) {
        hd_jsonw_key(&w, fields[i].key);
        cell_json(&w, &fields[i].cell);
    }
    api_json_end(&w, reply);
}

void api_object_write(const struct api_field *fields, size_t count, const char *sentence,
                      const struct api_request *request, struct api_reply *reply)
{
    enum api_format format = api_format_of(request, API_JSON);

    if (format != API_TABLE && format != API_PLAIN && format != API_CSV && format != API_TSV) {
        write_fields_json(fields, count, reply);
        return;
    }
    reply->content_type = "text/plain; charset=utf-8";
    if (format == API_CSV || format == API_TSV)
        write_pairs(fields, count, format == API_CSV ? ',' : '\t', request, reply);
    else if (sentence)
        hd_buf_printf(&reply->body, "%s\n", sentence);
    else
        write_lines(fields, count, request, reply);
}

void api_json_begin(struct hd_jsonw *w, struct api_reply *reply)
{
    reply->content_type = "application/json";
    w->out = &reply->body;
    hd_jsonw_object(w);
    hd_jsonw_key_int(w, "version", 1);
    hd_jsonw_key(w, "data");
    hd_jsonw_object(w);
}

void api_json_end(struct hd_jsonw *w, struct api_reply *reply)
{
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
    hd_buf_putc(&reply->body, '\n');
}

void api_json_instant(struct hd_jsonw *w, const char *key, int64_t at_ms)
{
    char text[21];

    if (at_ms)
        hd_instant_text(at_ms, text);
    hd_jsonw_key_string(w, key, at_ms ? text : NULL);
}

void api_json_day(struct hd_jsonw *w, const char *key, int32_t day)
{
    char text[11];

    if (day)
        hd_day_text(day, text);
    hd_jsonw_key_string(w, key, day ? text : NULL);
}

void api_json_value(struct hd_jsonw *w, const char *key, const char *value)
{
    if (value && hd_decimal_valid(value, strlen(value)))
        hd_jsonw_key_decimal(w, key, value);
    else
        hd_jsonw_key_string(w, key, value);
}

void api_json_samples(struct hd_jsonw *w, const struct rolled_value *rolled)
{
    if (!rolled)
        return;
    hd_jsonw_key_int(w, "samples", rolled->samples);
    hd_jsonw_key_string(w, "samples_rule", rolled->rule);
    if (!*rolled->low)
        return;
    api_json_value(w, "spread_low", rolled->low);
    api_json_value(w, "spread_high", rolled->high);
}

void api_json_names(struct hd_jsonw *w, const char *key, const struct names *names)
{
    hd_jsonw_key(w, key);
    hd_jsonw_object(w);
    for (size_t i = 0; i < names->count; i++)
        hd_jsonw_key_string(w, names->items[i].lang, names->items[i].text);
    hd_jsonw_end_object(w);
}

/* ---- bodies ---- */

static enum hd_rc refuse_body(const struct api_request *request, struct api_reply *reply,
                              const char *detail, const char *const *args)
{
    return api_problem(reply, request, 400, "body_invalid", N_("The body cannot be read"), detail,
                       args);
}

static const struct api_member *find_member(const struct api_member *members, size_t count,
                                            const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    }
    return NULL;
}

static bool read_member(const struct api_request *request, struct api_reply *reply,
                        const struct hd_json *item, const struct api_member *members, size_t count)
{
    const struct api_member *member = find_member(members, count, item->key);

    if (!member) {
        (void)refuse_body(request, reply, N_("There is no member '{name}' here."),
                          HD_ARGS("name", item->key));
        return false;
    }
    if (item->type == HD_JSON_NULL)
        return true;
    if (item->type != HD_JSON_STRING) {
        (void)refuse_body(request, reply, N_("The member '{name}' must be a text."),
                          HD_ARGS("name", item->key));
        return false;
    }
    *member->into = item->text;
    return true;
}

static bool read_members(const struct api_request *request, struct api_reply *reply,
                         const struct api_member *members, size_t count)
{
    struct hd_error err = { 0 };
    struct hd_json *root = NULL;

    if (hd_json_parse(request->body, request->body_len, request->arena, &root, &err)) {
        (void)refuse_body(request, reply, N_("It is not JSON: {why}."), HD_ARGS("why", err.text));
        return false;
    }
    if (root->type != HD_JSON_OBJECT) {
        (void)refuse_body(request, reply, N_("A JSON object is expected."), NULL);
        return false;
    }
    for (const struct hd_json *item = root->first; item; item = item->next) {
        if (!read_member(request, reply, item, members, count))
            return false;
    }
    return true;
}

bool api_body_read(const struct api_request *request, struct api_reply *reply,
                   const struct api_member *members, size_t count)
{
    if (request->body_len && !read_members(request, reply, members, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (members[i].required && (!*members[i].into || !**members[i].into)) {
            (void)refuse_body(request, reply, N_("The member '{name}' is missing."),
                              HD_ARGS("name", members[i].name));
            return false;
        }
    }
    return true;
}

/* ---- refusals ---- */

/* "csv, json, table", as far as it is a list that a person reads. */
static const char *listed(const struct api_request *request, const char *const *known, size_t count)
{
    const char *text = known[0];

    for (size_t i = 1; i < count && i < KNOWN_TOLD; i++)
        text = hd_arena_printf(request->arena, "%s, %s", text, known[i]);
    return count > KNOWN_TOLD ? hd_arena_printf(request->arena, "%s, \u2026", text) : text;
}

enum hd_rc api_unknown_value(struct api_reply *reply, const struct api_request *request,
                             const char *param, const char *value, const char *const *known,
                             size_t count)
{
    const char *nearest = hd_nearest(value, known, count);

    if (nearest)
        return api_problem(reply, request, 400, "parameter_value_unknown",
                           N_("A parameter has an unknown value"),
                           N_("'{value}' is not known for {name}. Did you mean '{nearest}'?"),
                           HD_ARGS("value", value, "name", param, "nearest", nearest));
    if (!count)
        return api_problem(
            reply, request, 400, "parameter_value_unknown", N_("A parameter has an unknown value"),
            N_("'{value}' is not known for {name}."), HD_ARGS("value", value, "name", param));
    return api_problem(
        reply, request, 400, "parameter_value_unknown", N_("A parameter has an unknown value"),
        N_("'{value}' is not known for {name}. Known here: {known}."),
        HD_ARGS("value", value, "name", param, "known", listed(request, known, count)));
}

enum hd_rc api_unknown_indicator(struct api_reply *reply, const struct api_request *request,
                                 int status, const char *code)
{
    const char *nearest =
        request->picture ? catalog_nearest_indicator(request->picture->catalog, code) : NULL;

    if (nearest)
        return api_problem(reply, request, status, "indicator_unknown",
                           N_("There is no such indicator"),
                           N_("'{code}' is not known. Did you mean '{nearest}'?"),
                           HD_ARGS("code", code, "nearest", nearest));
    return api_problem(reply, request, status, "indicator_unknown",
                       N_("There is no such indicator"), N_("'{code}' is not known."),
                       HD_ARGS("code", code));
}

const struct indicator *api_captured_indicator(const struct api_request *request,
                                               struct api_reply *reply)
{
    const struct indicator *indicator =
        catalog_indicator(request->picture->catalog, request->captures[0]);

    if (!indicator)
        (void)api_unknown_indicator(reply, request, 404, request->captures[0]);
    return indicator;
}

static bool parse_int(const char *text, int64_t *out)
{
    char *end = NULL;
    size_t digits = strspn(text, "0123456789");

    if (!digits || text[digits] || digits > 18)
        return false;
    *out = strtoll(text, &end, 10);
    return true;
}

int64_t api_captured_id(const struct api_request *request, struct api_reply *reply)
{
    int64_t id = 0;

    if (!parse_int(request->captures[0], &id) || id < 1) {
        (void)api_problem(reply, request, 404, "not_found", N_("There is no such thing"),
                          N_("'{id}' is not a number of ours."),
                          HD_ARGS("id", request->captures[0]));
        return 0;
    }
    return id;
}

bool api_param_int(const struct api_request *request, struct api_reply *reply, const char *name,
                   int64_t min, int64_t max, int64_t fallback, int64_t *out)
{
    const char *text = api_param(request, name);
    char *from, *to;

    *out = fallback;
    if (!text || (parse_int(text, out) && *out >= min && *out <= max))
        return true;
    from = hd_arena_printf(request->arena, "%lld", (long long)min);
    to = hd_arena_printf(request->arena, "%lld", (long long)max);
    (void)api_problem(reply, request, 400, "parameter_value_unknown",
                      N_("A parameter has an unknown value"),
                      N_("{name} takes a whole number from {min} to {max}."),
                      HD_ARGS("name", name, "min", from, "max", to));
    return false;
}

static bool strategy_known(const struct api_request *request, struct api_reply *reply,
                           const char *code)
{
    const struct catalog *catalog = request->picture->catalog;
    const char **known;

    if (catalog_strategy(catalog, code))
        return true;
    known = hd_arena_alloc(request->arena, (catalog->strategy_count + 1) * sizeof *known);
    for (size_t i = 0; i < catalog->strategy_count; i++)
        known[i] = catalog->strategies[i].code;
    (void)api_unknown_value(reply, request, "strategy", code, known, catalog->strategy_count);
    return false;
}

bool api_known_names(const struct api_request *request, struct api_reply *reply)
{
    const char *indicator = api_param(request, "indicator");
    const char *strategy = api_param(request, "strategy");

    if (indicator && !catalog_indicator(request->picture->catalog, indicator)) {
        (void)api_unknown_indicator(reply, request, 404, indicator);
        return false;
    }
    return !strategy || strategy_known(request, reply, strategy);
}

#include "daemon/api/sdmx_query.h"

#include <string.h>

#include "common/date.h"
#include "daemon/api/answer.h"
#include "daemon/api/sdmx_rule.h"

#define KEY_DIMENSIONS AXIS_TIME /* a key names all but the time */

struct sdmx_key {
    struct sdmx_rule rules[KEY_DIMENSIONS];
    size_t count;
};

/* ---- refusals ---- */

static bool refuse_value(const struct api_request *request, struct api_reply *reply,
                         const char *name, const char *value, const char *known)
{
    (void)api_problem(reply, request, 400, "parameter_invalid", N_("Unknown {name}: {value}"),
                      N_("Known here: {known}."),
                      HD_ARGS("name", name, "value", value, "known", known));
    return false;
}

static bool refuse_unbuilt(const struct api_request *request, struct api_reply *reply,
                           const char *name)
{
    (void)api_problem(reply, request, 501, "not_built", N_("This is not offered here"),
                      N_("The standard knows {name} with this value; this service does not."),
                      HD_ARGS("name", name));
    return false;
}

static bool refuse_flow(const struct api_request *request, struct api_reply *reply,
                        const char *agency)
{
    (void)api_problem(reply, request, 404, "dataflow_unknown", N_("There is no such dataflow"),
                      N_("Here is {flow}."),
                      HD_ARGS("flow", hd_arena_printf(request->arena, "%s:%s(%s)", agency,
                                                      EXPORT_FLOW, EXPORT_FLOW_VERSION)));
    return false;
}

/* ---- the path ---- */

bool sdmx_path_split(const char *path, const char **parts, size_t room, struct hd_arena *arena)
{
    size_t count = 0;

    for (size_t i = 0; i < room; i++)
        parts[i] = "*";
    while (*path) {
        size_t len = strcspn(path, "/");

        if (count == room)
            return false;
        if (len)
            parts[count] = hd_arena_strndup(arena, path, len);
        count++;
        path += len + (path[len] == '/');
    }
    return true;
}

bool sdmx_names(const char *asked, const char *here)
{
    size_t here_len = strlen(here);

    while (*asked) {
        size_t len = strcspn(asked, ",");

        if ((len == 1 && *asked == '*') || (len == here_len && strncmp(asked, here, here_len) == 0))
            return true;
        asked += len + (asked[len] == ',');
    }
    return false;
}

bool sdmx_names_version(const char *asked)
{
    static const char *const names[] = { "+",  "~",    "latest", EXPORT_FLOW_VERSION,
                                         "1+", "1.0+", "1.0.0",  "1.0.0+" };

    for (size_t i = 0; i < sizeof names / sizeof(char *); i++)
        if (sdmx_names(asked, names[i]))
            return true;
    return false;
}

/* ---- keys ---- */

static bool refuse_key(const struct api_request *request, struct api_reply *reply, const char *key)
{
    (void)api_problem(reply, request, 400, "key_malformed", N_("The key is malformed: {key}"),
                      N_("A key is FREQ.REF_AREA.INDICATOR.BREAKDOWN; * or nothing is any, the end "
                         "may be left out."),
                      HD_ARGS("key", key));
    return false;
}

/* false: it has more dimensions than there are. */
static bool read_key(const char *text, char or_mark, struct hd_arena *arena, struct sdmx_key *key)
{
    unsigned axis = 0;

    key->count = 0;
    for (;; axis++) {
        size_t len = strcspn(text, ".");
        const char *part = hd_arena_strndup(arena, text, len);

        if (axis == KEY_DIMENSIONS)
            return false;
        if (len && strcmp(part, "*") != 0)
            (void)sdmx_rule_read(axis, part, or_mark, arena, &key->rules[key->count++]);
        if (!text[len])
            return true;
        text += len + 1;
    }
}

static size_t count_commas(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == ',';
    return count;
}

/* A comma parts codes of one dimension; where that makes too many dimensions, whole keys. */
static bool read_keys(const struct api_request *request, struct api_reply *reply, const char *text,
                      char or_mark, struct sdmx_query *query)
{
    const char *all = text;

    query->keys = hd_arena_alloc(request->arena, (count_commas(text) + 1) * sizeof *query->keys);
    query->key_count = 1;
    if (read_key(text, or_mark, request->arena, query->keys)) {
        query->whole &= !query->keys->count;
        return true;
    }
    query->whole = false;
    for (query->key_count = 0;; text++) {
        size_t len = strcspn(text, ",");
        const char *one = hd_arena_strndup(request->arena, text, len);

        if (!read_key(one, or_mark, request->arena, &query->keys[query->key_count++]))
            return refuse_key(request, reply, all);
        text += len;
        if (!*text)
            return true;
    }
}

/* ---- c[...] ---- */

static const char *subjects_known(struct hd_arena *arena)
{
    const char *all = cube_axis_word(AXIS_FREQ);

    for (enum cube_axis_id axis = AXIS_AREA; axis < AXES; axis++)
        all = hd_arena_printf(arena, "%s, %s", all, cube_axis_word(axis));
    for (enum export_part part = PART_VALUE; part < PARTS; part++)
        all = hd_arena_printf(arena, "%s, %s", all, export_part_id(part));
    return all;
}

static bool refuse_period(const struct api_request *request, struct api_reply *reply,
                          const char *name, const char *wrong)
{
    (void)api_problem(reply, request, 400, "parameter_value_unknown",
                      N_("A parameter has an unknown value"),
                      N_("{name} takes periods such as 2026-Q1, with eq ne lt le gt or ge and a "
                         "colon before them; not '{value}'."),
                      HD_ARGS("name", name, "value", wrong));
    return false;
}

static bool add_rule(const struct api_request *request, struct api_reply *reply, const char *name,
                     unsigned subject, const char *text, struct sdmx_query *query)
{
    const char *wrong =
        sdmx_rule_read(subject, text, ',', request->arena, &query->rules[query->rule_count++]);

    query->whole = false;
    return !wrong || refuse_period(request, reply, name, wrong);
}

static bool read_component(const struct api_request *request, struct api_reply *reply,
                           const struct api_param *param, struct sdmx_query *query)
{
    const char *id = param->name + 2;
    size_t len = strcspn(id, "]");
    unsigned subject = sdmx_subject(id, len);

    if (subject == SDMX_SUBJECTS)
        return refuse_value(request, reply, "c[]", hd_arena_strndup(request->arena, id, len),
                            subjects_known(request->arena));
    if (strcmp(param->value, "*") == 0)
        return true;
    return add_rule(request, reply, param->name, subject, param->value, query);
}

static bool read_components(const struct api_request *request, struct api_reply *reply,
                            struct sdmx_query *query)
{
    for (size_t i = 0; i < request->param_count; i++) {
        const struct api_param *param = &request->params[i];

        if (strncmp(param->name, "c[", 2) == 0 && !read_component(request, reply, param, query))
            return false;
    }
    return true;
}

/* ---- attributes=, measures= ---- */

static const struct set {
    const char *word;
    unsigned parts;
} attribute_sets[] = {
    { "dsd", PART_ALL & ~PART_BIT(PART_VALUE) },
    { "all", PART_ALL & ~PART_BIT(PART_VALUE) },
    { "obs", PART_ALL & ~(PART_BIT(PART_VALUE) | PART_BIT(PART_UNIT) | PART_BIT(PART_DECIMALS)) },
    { "series", PART_BIT(PART_UNIT) | PART_BIT(PART_DECIMALS) },
    { "dataset", 0 },
    { "msd", 0 },
    { "none", 0 },
    { NULL, 0 },
}, measure_sets[] = {
    { "all", PART_BIT(PART_VALUE) },
    { "none", 0 },
    { NULL, 0 },
};

static bool add_part(const struct set *sets, unsigned allowed, const char *word, unsigned *parts)
{
    unsigned subject = sdmx_subject(word, strlen(word));

    for (size_t i = 0; sets[i].word; i++) {
        if (strcmp(sets[i].word, word) != 0)
            continue;
        *parts |= sets[i].parts;
        return true;
    }
    if (subject < AXES || subject >= SDMX_SUBJECTS || !(allowed & PART_BIT(subject - AXES)))
        return false;
    *parts |= PART_BIT(subject - AXES);
    return true;
}

static const char *parts_known(const struct set *sets, unsigned allowed, struct hd_arena *arena)
{
    const char *all = sets[0].word;

    for (size_t i = 1; sets[i].word; i++)
        all = hd_arena_printf(arena, "%s, %s", all, sets[i].word);
    for (enum export_part part = PART_VALUE; part < PARTS; part++)
        if (allowed & PART_BIT(part))
            all = hd_arena_printf(arena, "%s, %s", all, export_part_id(part));
    return all;
}

/* Keeps of query->parts what is named. */
static bool read_parts(const struct api_request *request, struct api_reply *reply, const char *name,
                       const struct set *sets, unsigned allowed, struct sdmx_query *query)
{
    const char *text = api_param(request, name);
    unsigned parts = 0;

    while (text && *text) {
        size_t len = strcspn(text, ",");
        const char *word = hd_arena_strndup(request->arena, text, len);

        if (!add_part(sets, allowed, word, &parts))
            return refuse_value(request, reply, name, word,
                                parts_known(sets, allowed, request->arena));
        text += len + (text[len] == ',');
    }
    if (text) {
        query->parts &= ~allowed | parts;
        query->whole &= query->parts == PART_ALL;
    }
    return true;
}

/* ---- the other parameters ---- */

static bool read_updated_after(const struct api_request *request, struct api_reply *reply,
                               struct sdmx_query *query)
{
    const char *text = api_param(request, "updatedAfter");
    int32_t day;

    if (!text)
        return true;
    query->whole = false;
    if (hd_day_parse(text, strlen(text), &day))
        query->updated_after_ms = hd_zone_at_ms(request->zone, day, 0);
    else if (!hd_instant_parse(text, strlen(text), &query->updated_after_ms)) {
        (void)api_problem(reply, request, 400, "parameter_value_unknown",
                          N_("A parameter has an unknown value"),
                          N_("{name} takes a day or a time such as 2026-03-31T12:00:00Z."),
                          HD_ARGS("name", "updatedAfter"));
        return false;
    }
    if (!api_param(request, "asOf") || request->picture->cutoff_at_ms > query->updated_after_ms)
        return true;
    (void)api_problem(reply, request, 400, "parameters_contradict",
                      N_("asOf lies before updatedAfter"),
                      N_("What was known then cannot have been updated later."), NULL);
    return false;
}

static bool read_layout(const struct api_request *request, struct api_reply *reply,
                        struct sdmx_query *query)
{
    const char *at = api_param(request, "dimensionAtObservation");
    unsigned subject = at ? sdmx_subject(at, strlen(at)) : AXIS_TIME;

    if (subject == AXIS_TIME)
        return true;
    if (strcmp(at, "AllDimensions") == 0) {
        query->flat = true;
        return true;
    }
    if (subject < AXES)
        return refuse_unbuilt(request, reply, "dimensionAtObservation");
    return refuse_value(request, reply, "dimensionAtObservation", at, "TIME_PERIOD, AllDimensions");
}

static bool read_history(const struct api_request *request, struct api_reply *reply)
{
    return !api_flag(request, "includeHistory") || refuse_unbuilt(request, reply, "includeHistory");
}

static bool read_counts(const struct api_request *request, struct api_reply *reply,
                        struct sdmx_query *query)
{
    const struct {
        const char *name;
        int64_t least, *into;
    } counts[] = {
        { "firstNObservations", 1, &query->first },
        { "lastNObservations", 1, &query->last },
        { "offset", 0, &query->offset },
        { "limit", 1, &query->limit },
    };

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (!api_param_int(request, reply, counts[i].name, counts[i].least, INT32_MAX, 0,
                           counts[i].into))
            return false;
        query->whole &= !*counts[i].into;
    }
    return true;
}

static bool read_shared(const struct api_request *request, struct api_reply *reply,
                        struct sdmx_query *query)
{
    return read_history(request, reply) && read_layout(request, reply, query) &&
           read_counts(request, reply, query) && read_updated_after(request, reply, query);
}

static void begin(const struct api_request *request, struct sdmx_query *query)
{
    *query = (struct sdmx_query){ .parts = PART_ALL, .whole = true };
    query->rules =
        hd_arena_alloc(request->arena, (request->param_count + 1) * sizeof *query->rules);
}

bool sdmx_query_read(const struct api_request *request, struct api_reply *reply, const char *path,
                     const char *agency, struct sdmx_query *query)
{
    const char *parts[5]; /* context, agency, id, version, key */

    begin(request, query);
    if (!sdmx_path_split(path, parts, 5, request->arena) ||
        !(sdmx_names(parts[0], "dataflow")
              ? sdmx_names(parts[2], EXPORT_FLOW)
              : sdmx_names(parts[0], "datastructure") && sdmx_names(parts[2], EXPORT_STRUCTURE)) ||
        !sdmx_names(parts[1], agency) || !sdmx_names_version(parts[3]))
        return refuse_flow(request, reply, agency);
    return read_keys(request, reply, parts[4], ',', query) &&
           read_components(request, reply, query) &&
           read_parts(request, reply, "attributes", attribute_sets,
                      PART_ALL & ~PART_BIT(PART_VALUE), query) &&
           read_parts(request, reply, "measures", measure_sets, PART_BIT(PART_VALUE), query) &&
           read_shared(request, reply, query);
}

/* ---- version 1 ---- */

/* "HEDEF,DF_KPI,1.0", "HEDEF,DF_KPI" or "DF_KPI". */
static bool names_flow(const char *text, const char *agency, struct hd_arena *arena)
{
    size_t len = strcspn(text, ",");
    const char *first = hd_arena_strndup(arena, text, len), *second = text + len + 1;
    size_t second_len;

    if (!text[len])
        return strcmp(first, EXPORT_FLOW) == 0;
    second_len = strcspn(second, ",");
    return (strcmp(first, agency) == 0 || strcmp(first, "all") == 0) &&
           strncmp(second, EXPORT_FLOW, second_len) == 0 && second_len == strlen(EXPORT_FLOW) &&
           (!second[second_len] || sdmx_names_version(second + second_len + 1));
}

static bool read_bound(const struct api_request *request, struct api_reply *reply, const char *name,
                       const char *operator, struct sdmx_query * query)
{
    const char *text = api_param(request, name);

    return !text || add_rule(request, reply, name, AXIS_TIME,
                             hd_arena_printf(request->arena, "%s%s", operator, text), query);
}

/* What of it is wanted: the standard's words. */
static bool read_detail(const struct api_request *request, struct api_reply *reply,
                        struct sdmx_query *query)
{
    const char *detail = api_param(request, "detail");

    if (!detail || strcmp(detail, "full") == 0)
        return true;
    if (strcmp(detail, "dataonly") == 0) {
        query->parts = PART_BIT(PART_VALUE);
        query->whole = false;
        return true;
    }
    if (strcmp(detail, "serieskeysonly") == 0 || strcmp(detail, "nodata") == 0)
        return refuse_unbuilt(request, reply, "detail");
    return refuse_value(request, reply, "detail", detail, "full, dataonly");
}

bool sdmx_query_read_v1(const struct api_request *request, struct api_reply *reply,
                        const char *path, const char *agency, struct sdmx_query *query)
{
    const char *parts[3]; /* flow, key, provider */

    begin(request, query);
    if (!sdmx_path_split(path, parts, 3, request->arena) ||
        !names_flow(parts[0], agency, request->arena))
        return refuse_flow(request, reply, agency);
    return read_keys(request, reply, strcmp(parts[1], "all") == 0 ? "*" : parts[1], '+', query) &&
           read_bound(request, reply, "startPeriod", "ge:", query) &&
           read_bound(request, reply, "endPeriod", "le:", query) &&
           read_detail(request, reply, query) && read_shared(request, reply, query);
}

/* ---- does it ask for this one? ---- */

static bool key_holds(const struct sdmx_key *key, unsigned subjects,
                      const struct observed *observed)
{
    for (size_t i = 0; i < key->count; i++)
        if (!sdmx_rule_holds(&key->rules[i], subjects, observed))
            return false;
    return true;
}

static bool holds(const struct sdmx_query *query, unsigned subjects,
                  const struct observed *observed)
{
    bool found = !query->key_count;

    for (size_t i = 0; i < query->key_count && !found; i++)
        found = key_holds(&query->keys[i], subjects, observed);
    for (size_t i = 0; i < query->rule_count && found; i++)
        found = sdmx_rule_holds(&query->rules[i], subjects, observed);
    return found;
}

bool sdmx_query_takes_indicator(const struct sdmx_query *query, const struct indicator *indicator)
{
    return holds(query, SDMX_ON(AXIS_INDICATOR), &(struct observed){ .indicator = indicator });
}

bool sdmx_query_takes_row(const struct sdmx_query *query, const struct vintage_row *row)
{
    return holds(query, (SDMX_ON(AXES) - 1) & ~SDMX_ON(AXIS_INDICATOR),
                 &(struct observed){ .row = row });
}

bool sdmx_query_takes(const struct sdmx_query *query, const struct observed *observed)
{
    return observed->row->published_at_ms > query->updated_after_ms &&
           holds(query, SDMX_ON_ALL, observed);
}

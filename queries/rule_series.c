/* The values of a case: `2024: 41.5`, or with status and day of publication, or every version. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "queries/rule_case.h"

#define NOON_MS (HD_DAY_MS / 2)

static const char statuses[] = "ABDEFGHIJKLMNOPQSUVW"; /* CL_OBS_STATUS 2.2 */

/* The series that is being read. */
struct filling {
    struct rule_draft *d;
    struct rule_series *series;
    const char *key;                   /* "series" "peers" "respondents" */
    const struct catalog_value *scale; /* VALUE_NONE: numbers */
    size_t room;
};

int64_t rule_noon(int32_t day)
{
    return day * HD_DAY_MS + NOON_MS;
}

static void complain(const struct filling *f, const struct hd_yaml *node, const char *code,
                     const char *message, const char *const *args)
{
    yaml_problem(&f->d->file, node->line, f->key, node->text, code, message, args);
}

/* ---- one version ---- */

static bool in_scale(const struct catalog_value *scale, const char *text)
{
    for (size_t i = 0; i < scale->part_count; i++)
        if (strcmp(scale->parts[i].text, text) == 0)
            return true;
    return false;
}

static bool is_answer(const char *text)
{
    static const char *const answers[] = { "yes", "no", "true", "false" };

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (strcmp(answers[i], text) == 0)
            return true;
    return false;
}

static bool is_value(const struct filling *f, const struct hd_yaml *node)
{
    if (node->type != HD_YAML_SCALAR)
        complain(f, node, "not_a_text", N_("A single value is needed here, not a list or a map."),
                 NULL);
    else if (f->scale->shape == VALUE_NONE && !hd_decimal_valid(node->text, strlen(node->text)) &&
             !is_answer(node->text))
        complain(f, node, "malformed", N_("Write a plain number such as 12.5."), NULL);
    else if (f->scale->shape != VALUE_NONE && !in_scale(f->scale, node->text))
        complain(f, node, "not_in_scale", N_("'{value}' is not in the scale of {indicator}."),
                 HD_ARGS("value", node->text, "indicator", f->series->indicator));
    else
        return true;
    return false;
}

static void take_status(const struct filling *f, const struct hd_yaml *node,
                        struct rule_value *value)
{
    if (node->type == HD_YAML_SCALAR && node->text[0] && !node->text[1] &&
        strchr(statuses, node->text[0]))
        value->status = node->text[0];
    else
        complain(f, node, "status_unknown",
                 N_("This is no status. Write one letter of A B D E F G H I J K L M N O P Q S U V "
                    "W, or nothing for A."),
                 NULL);
}

static void take_published(const struct filling *f, const struct hd_yaml *node,
                           struct rule_value *value)
{
    int32_t day;

    if (node->type == HD_YAML_SCALAR && hd_day_parse(node->text, strlen(node->text), &day))
        value->published_at_ms = rule_noon(day);
    else
        complain(f, node, "malformed", N_("Write a date such as 2026-02-27."), NULL);
}

static void take_member(const struct filling *f, const struct hd_yaml *node,
                        struct rule_value *value)
{
    static const char *const known[] = { "value", "status", "published" };

    if (strcmp(node->key, "value") == 0)
        value->text = is_value(f, node) ? node->text : NULL;
    else if (strcmp(node->key, "status") == 0)
        take_status(f, node, value);
    else if (strcmp(node->key, "published") == 0)
        take_published(f, node, value);
    else
        (void)yaml_unknown_key(&f->d->file, node, known, 3);
}

/* A value that nobody could know on the day of the case says nothing: that is a slip, unless the
 * day of its publication is written out. */
static void check_known(const struct filling *f, const struct hd_yaml *node,
                        const struct rule_value *value)
{
    char day[11];

    if (hd_yaml_get(node, "published") || value->published_at_ms < rule_noon(f->d->as_of_day + 1))
        return;
    hd_day_text((int32_t)(value->published_at_ms / HD_DAY_MS), day);
    complain(f, node, "not_known_yet",
             N_("Left out, the day of publication is the one after the period, {day}: after the "
                "day of the case. Write 'published'."),
             HD_ARGS("day", day));
}

static void take_version(struct filling *f, struct hd_period period, const struct hd_yaml *node)
{
    struct rule_value value = { .period = period,
                                .status = 'A',
                                .published_at_ms = rule_noon(period.end_day + 1) };

    if (node->type == HD_YAML_MAP) {
        if (!hd_yaml_get(node, "value"))
            value.status = 'O';
        for (const struct hd_yaml *member = node->first; member; member = member->next)
            take_member(f, member, &value);
    } else if (is_value(f, node)) {
        value.text = node->text;
    }
    check_known(f, node, &value);
    HD_GROW(f->series->values, f->series->count, f->room);
    f->series->values[f->series->count++] = value;
}

/* ---- one series ---- */

static bool is_there(const struct rule_series *series, struct hd_period period)
{
    for (size_t i = 0; i < series->count; i++)
        if (hd_period_equal(series->values[i].period, period))
            return true;
    return false;
}

static void take_period(struct filling *f, const struct hd_yaml *node)
{
    struct hd_period period;
    const char *why;

    if (!hd_period_parse(node->key, strlen(node->key), &period, &why)) {
        yaml_problem(&f->d->file, node->key_line, f->key, node->key, "malformed",
                     N_("Write a period such as 2025, 2026-Q3 or 2026-01."), NULL);
        return;
    }
    if (is_there(f->series, period))
        yaml_problem(&f->d->file, node->key_line, f->key, node->key, "duplicate",
                     N_("This period stands twice; write its versions as a list."), NULL);
    if (node->type != HD_YAML_LIST)
        take_version(f, period, node);
    for (const struct hd_yaml *item = node->first; node->type == HD_YAML_LIST && item;
         item = item->next)
        take_version(f, period, item);
}

static int compare_values(const void *a, const void *b)
{
    const struct rule_value *x = a, *y = b;
    int order = hd_period_cmp(x->period, y->period);

    return order ? order
                 : (x->published_at_ms > y->published_at_ms) -
                       (x->published_at_ms < y->published_at_ms);
}

static void fill(struct filling *f, const struct hd_yaml *map)
{
    struct rule_series *series = f->series;
    struct rule_value *sorted;

    if (map->type != HD_YAML_MAP) {
        complain(f, map, "not_a_map",
                 N_("Write values by period, such as 2024: 41.5 and 2025-Q1: 42."), NULL);
        return;
    }
    for (const struct hd_yaml *node = map->first; node; node = node->next)
        take_period(f, node);
    if (series->count == 0)
        return;
    qsort(series->values, series->count, sizeof *series->values, compare_values);
    sorted = hd_arena_alloc(f->d->arena, series->count * sizeof *sorted);
    memcpy(sorted, series->values, series->count * sizeof *sorted);
    free(series->values);
    series->values = sorted;
}

static void take_series(struct rule_draft *d, const char *key, const char *indicator,
                        const char *breakdown, const char *area, const struct hd_yaml *map)
{
    static const struct catalog_value numbers = { 0 };
    const struct catalog_entry *entry = files_find(&d->items, "indicator", indicator);
    struct rule_series *series = hd_arena_alloc(d->arena, sizeof *series), **end = &d->series;
    struct filling f = { .d = d, .series = series, .key = key, .scale = &numbers };

    series->indicator = indicator;
    series->area = area;
    series->breakdown = breakdown;
    if (entry)
        f.scale = entry_value(entry, "scale");
    fill(&f, map);
    while (*end)
        end = &(*end)->next;
    *end = series;
}

/* Its area and breakdown are those of the target, which is read after it. */
void rule_series_own(struct rule_draft *d)
{
    if (d->keys[RULE_SERIES])
        take_series(d, "series", d->indicator->code, NULL, NULL, d->keys[RULE_SERIES]);
}

/* ---- the others ---- */

static bool is_peer(const struct catalog_entry *target, const char *area)
{
    const struct catalog_value *peers = entry_value(target, "peers");

    for (size_t i = 0; i < peers->part_count; i++)
        if (strcmp(peers->parts[i].text, area) == 0)
            return true;
    return peers->text && strcmp(peers->text, area) == 0;
}

static void take_peers(struct rule_draft *d, const struct hd_yaml *map)
{
    for (const struct hd_yaml *node = map->first; node; node = node->next) {
        if (!d->target || !is_peer(d->target, node->key))
            yaml_problem(&d->file, node->key_line, "peers", node->key, "not_a_peer",
                         N_("'{area}' is not among the peers of the target."),
                         HD_ARGS("area", node->key));
        take_series(d, "peers", d->indicator->code, d->breakdown, node->key, node);
    }
}

/* "code" or "code/breakdown", as the indicator lists it. */
static bool is_part(const struct catalog_entry *indicator, const char *code)
{
    const struct catalog_value *parts = entry_value(indicator, "parts");
    size_t len = strlen(code);

    for (size_t i = 0; i < parts->part_count; i++) {
        const char *text = parts->parts[i].text;

        if (strncmp(text, code, len) == 0 && (!text[len] || text[len] == '/'))
            return true;
    }
    return false;
}

static void take_parts(struct rule_draft *d, const struct hd_yaml *map)
{
    for (const struct hd_yaml *node = map->first; node; node = node->next) {
        const char *slash = strchr(node->key, '/');
        const char *code = hd_arena_strndup(
            d->arena, node->key, slash ? (size_t)(slash - node->key) : strlen(node->key));

        if (!is_part(d->indicator, code))
            yaml_problem(&d->file, node->key_line, "parts", node->key, "not_a_part",
                         N_("The indicator is not computed from '{code}'."), HD_ARGS("code", code));
        rule_items_part(d, code);
        take_series(d, "parts", code, slash ? slash + 1 : d->breakdown, d->area, node);
    }
}

void rule_series_others(struct rule_draft *d)
{
    const char *counts;

    if (d->series) {
        d->series->area = d->area;
        d->series->breakdown = d->breakdown;
    }
    if (d->keys[RULE_PEERS])
        take_peers(d, d->keys[RULE_PEERS]);
    if (d->keys[RULE_PARTS])
        take_parts(d, d->keys[RULE_PARTS]);
    if (!d->keys[RULE_RESPONDENTS])
        return;
    counts = rule_items_respondents(d);
    take_series(d, "respondents", counts, d->breakdown, d->area, d->keys[RULE_RESPONDENTS]);
}

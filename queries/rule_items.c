/* The small catalogue of one case: entries of the catalogue that the file names, and those that
 * the case writes out, with what may be left out filled in. */
#include <string.h>

#include "common/date.h"
#include "common/lang.h"
#include "queries/rule_case.h"

/* Of what a case does not name. */
#define STRATEGY  "test"
#define INDICATOR "indicator"
#define AREA      "XX"
#define COUNTS    "respondents"
#define EVER      "1900-01-01"

/* ---- looking up ---- */

/* Whole sentences: the form of a kind depends on the language. */
static const struct missing {
    const char *kind;
    const char *alone, *near; /* msgids */
} missing_kinds[] = {
    { "indicator", N_("There is no indicator '{code}'."),
      N_("There is no indicator '{code}'. Did you mean '{nearest}'?") },
    { "strategy", N_("There is no strategy '{code}'."),
      N_("There is no strategy '{code}'. Did you mean '{nearest}'?") },
    { "target", N_("There is no target '{code}'."),
      N_("There is no target '{code}'. Did you mean '{nearest}'?") },
};

static void complain_missing(const struct rule_draft *d, const char *kind, const char *key,
                             const char *code, long line)
{
    const struct missing *missing = missing_kinds;
    const char *near;

    if (!d->catalog) {
        yaml_problem(&d->file, line, key, code, "no_catalog",
                     N_("'{code}' stands in a catalogue: name its directory with the key "
                        "'catalog' at the top of the file, or write the item out."),
                     HD_ARGS("code", code));
        return;
    }
    while (strcmp(missing->kind, kind) != 0)
        missing++;
    near = files_nearest(d->catalog, kind, code, d->arena);
    yaml_problem(&d->file, line, key, code, "unknown_reference",
                 near ? missing->near : missing->alone,
                 HD_ARGS("code", code, "nearest", near ? near : ""));
}

static const struct catalog_entry *look_up(const struct rule_draft *d, const char *kind,
                                           const char *key, const struct hd_yaml *node)
{
    const struct catalog_entry *found =
        d->catalog ? files_find(d->catalog, kind, node->text) : NULL;

    if (!found)
        complain_missing(d, kind, key, node->text, node->line);
    return found;
}

/* ---- adding ---- */

static void add(struct rule_draft *d, const struct catalog_entry *entry)
{
    struct catalog_files *items = &d->items;

    if (files_find(items, entry->kind->name, entry->code))
        return;
    HD_GROW(items->entries, items->count, items->room); /* NOLINT(bugprone-sizeof-expression) */
    items->entries[items->count++] = (struct catalog_entry *)entry;
}

static void set(struct catalog_entry *entry, const char *key, const char *text)
{
    const struct catalog_field *field = catalog_field_find(entry->kind, key);

    entry->values[field - entry->kind->fields] =
        (struct catalog_value){ .shape = VALUE_TEXT, .text = text };
    if (field == entry->kind->fields)
        entry->code = text;
}

static struct catalog_entry *copy_of(const struct catalog_entry *entry, struct hd_arena *arena)
{
    struct catalog_entry *copy = entry_create(entry->kind, arena);

    memcpy(copy->values, entry->values, entry->kind->field_count * sizeof *entry->values);
    copy->code = entry->code;
    copy->file = entry->file;
    copy->line = entry->line;
    return copy;
}

/* ---- indicator ---- */

static struct catalog_entry *plain_indicator(const struct rule_draft *d, const char *code)
{
    struct catalog_entry *entry = entry_create(catalog_kind_find("indicator"), d->arena);

    set(entry, "code", code);
    set(entry, "name", d->name);
    set(entry, "unit", "number");
    set(entry, "decimals", "1");
    set(entry, "frequency", "A");
    return entry;
}

static const struct catalog_entry *indicator_of_target(const struct rule_draft *d)
{
    const struct hd_yaml *node = d->keys[RULE_TARGET];
    const struct catalog_entry *target;

    if (!node || node->type != HD_YAML_SCALAR) {
        yaml_problem(&d->file, d->line, "indicator", NULL, "missing_key",
                     N_("The key '{key}' is missing."), HD_ARGS("key", "indicator"));
        return NULL;
    }
    target = look_up(d, "target", "target", node);
    return target ? files_find(d->catalog, "indicator", entry_text(target, "indicator")) : NULL;
}

enum hd_rc rule_items_indicator(struct rule_draft *d, struct hd_error *err)
{
    const struct hd_yaml *node = d->keys[RULE_INDICATOR];
    const struct catalog_entry *entry;

    if (node && node->type == HD_YAML_MAP)
        return catalog_yaml_item(&d->items, d->file.path, catalog_kind_find("indicator"), node,
                                 plain_indicator(d, INDICATOR), &d->indicator, d->file.problems,
                                 err);
    entry = node ? look_up(d, "indicator", "indicator", node) : indicator_of_target(d);
    d->indicator = entry;
    if (entry)
        add(d, entry);
    return HD_OK;
}

const char *rule_items_respondents(struct rule_draft *d)
{
    const char *code = entry_text(d->indicator, "respondents");
    const struct catalog_entry *counts =
        code && d->catalog ? files_find(d->catalog, "indicator", code) : NULL;
    struct catalog_entry *asked;

    if (counts) {
        add(d, counts);
        return code;
    }
    code = code ? code : COUNTS;
    asked = plain_indicator(d, code);
    set(asked, "direction", "up");
    set(asked, "integer", "yes");
    add(d, asked);
    for (size_t i = 0; i < d->items.count; i++)
        if (d->items.entries[i] == d->indicator) {
            asked = copy_of(d->indicator, d->arena);
            set(asked, "respondents", code);
            d->items.entries[i] = asked;
        }
    d->indicator = files_find(&d->items, "indicator", d->indicator->code);
    return code;
}

void rule_items_part(struct rule_draft *d, const char *code)
{
    const struct catalog_entry *known =
        d->catalog ? files_find(d->catalog, "indicator", code) : NULL;
    struct catalog_entry *part;

    if (known) {
        add(d, known);
        return;
    }
    part = plain_indicator(d, code);
    set(part, "direction", "up");
    if (entry_text(d->indicator, "frequency"))
        set(part, "frequency", entry_text(d->indicator, "frequency"));
    add(d, part);
}

/* ---- targets ---- */

/* Left out, a target came into force when its first value became known: that is its start. */
static const char *first_known(const struct rule_draft *d)
{
    const struct rule_series *own = d->series;
    int64_t first = INT64_MAX;
    char day[11];

    for (size_t i = 0; own && i < own->count; i++)
        if (own->values[i].published_at_ms < first)
            first = own->values[i].published_at_ms;
    if (first == INT64_MAX)
        return EVER;
    hd_day_text((int32_t)(first / HD_DAY_MS), day);
    return hd_arena_strdup(d->arena, day);
}

static struct catalog_entry *plain_target(const struct rule_draft *d)
{
    struct catalog_entry *entry = entry_create(catalog_kind_find("target"), d->arena);

    set(entry, "strategy", STRATEGY);
    set(entry, "indicator", d->indicator->code);
    set(entry, "area", AREA);
    set(entry, "valid_from", first_known(d));
    entry->code = NULL;
    return entry;
}

static void check_fits(const struct rule_draft *d, const struct catalog_entry *target,
                       const struct hd_yaml *node)
{
    const char *indicator = entry_text(target, "indicator");

    if (indicator && strcmp(indicator, d->indicator->code) != 0)
        yaml_problem(&d->file, node->line, "target", NULL, "other_indicator",
                     N_("The target is about {indicator}, the case about {other}."),
                     HD_ARGS("indicator", indicator, "other", d->indicator->code));
}

/* In force on the day of the case: the targets of its strategy that share its path. */
static void add_stations(struct rule_draft *d, const struct catalog_entry *target)
{
    for (size_t i = 0; i < d->catalog->count; i++) {
        const struct catalog_entry *other = d->catalog->entries[i];
        int32_t from = 0;

        if (other->kind != target->kind ||
            strcmp(entry_text(other, "strategy"), entry_text(target, "strategy")) != 0 ||
            strcmp(entry_text(other, "indicator"), entry_text(target, "indicator")) != 0)
            continue;
        if (hd_day_parse(entry_text(other, "valid_from"), 10, &from) && from <= d->as_of_day)
            add(d, other);
    }
}

static enum hd_rc take_target(struct rule_draft *d, const struct hd_yaml *node, const char *key,
                              const struct catalog_entry **target_out, struct hd_error *err)
{
    *target_out = NULL;
    if (node->type == HD_YAML_LIST) {
        yaml_problem(&d->file, node->line, key, NULL, "not_a_target",
                     N_("Write the id of a target, or a map of its fields."), NULL);
        return HD_OK;
    }
    if (node->type == HD_YAML_MAP)
        return catalog_yaml_item(&d->items, d->file.path, catalog_kind_find("target"), node,
                                 plain_target(d), target_out, d->file.problems, err);
    *target_out = look_up(d, "target", key, node);
    if (*target_out) {
        check_fits(d, *target_out, node);
        add(d, *target_out);
        add_stations(d, *target_out);
    }
    return HD_OK;
}

/* ---- strategies ---- */

static void add_strategy(struct rule_draft *d, const struct catalog_entry *target)
{
    const struct catalog_value *value = entry_value(target, "strategy");
    const struct catalog_entry *known;
    struct catalog_entry *entry;

    if (!value->text || files_find(&d->items, "strategy", value->text))
        return;
    known = d->catalog ? files_find(d->catalog, "strategy", value->text) : NULL;
    if (known) {
        add(d, known);
        return;
    }
    if (d->catalog && strcmp(value->text, STRATEGY) != 0)
        complain_missing(d, "strategy", "strategy", value->text,
                         value->line ? value->line : target->line);
    entry = entry_create(catalog_kind_find("strategy"), d->arena);
    set(entry, "code", value->text);
    set(entry, "name", value->text);
    set(entry, "valid_from", EVER);
    add(d, entry);
}

static void add_strategies(struct rule_draft *d)
{
    const struct catalog_kind *target = catalog_kind_find("target");
    size_t count = d->items.count;

    for (size_t i = 0; i < count; i++)
        if (d->items.entries[i]->kind == target)
            add_strategy(d, d->items.entries[i]);
}

/* What an indicator of the catalogue says of its programme and body says nothing of a verdict. */
enum hd_rc rule_items_targets(struct rule_draft *d, struct hd_error *err)
{
    const struct hd_yaml *node = d->keys[RULE_TARGET], *others = d->keys[RULE_TARGETS];
    const struct catalog_entry *other;
    enum hd_rc rc = HD_OK;

    d->area = d->breakdown = "";
    if (!node && others)
        yaml_problem(&d->file, d->line, "target", NULL, "missing_key",
                     N_("Say with 'target' which one is asked about; 'targets' are those beside "
                        "it."),
                     NULL);
    if (!node)
        return HD_OK;
    rc = take_target(d, node, "target", &d->target, err);
    for (const struct hd_yaml *item = others ? others->first : NULL; item && !rc; item = item->next)
        rc = take_target(d, item, "targets", &other, err);
    if (rc || !d->target)
        return rc;
    add_strategies(d);
    d->area = entry_text(d->target, "area");
    if (entry_text(d->target, "breakdown"))
        d->breakdown = entry_text(d->target, "breakdown");
    return HD_OK;
}

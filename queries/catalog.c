#include "queries/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "common/conf.h"
#include "common/date.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "queries/catalog_items.h"

const char *names_get(const struct names *names, const struct hd_lang *lang)
{
    const char *wanted = hd_lang_code(lang ? lang : hd_lang_default());
    const char *english = NULL;

    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i].lang, wanted) == 0)
            return names->items[i].text;
        if (strcmp(names->items[i].lang, "en") == 0)
            english = names->items[i].text;
    }
    if (english)
        return english;
    return names->count ? names->items[0].text : "";
}

const char *names_or_null(const struct names *names, const struct hd_lang *lang)
{
    const char *text = names_get(names, lang);

    return *text ? text : NULL;
}

const char *indicator_group(const struct indicator *indicator, const char *code,
                            const struct hd_lang *lang)
{
    const char *label = NULL;

    for (size_t i = 0; indicator->scale_label && i < indicator->judge.scale_count; i++)
        if (strcmp(indicator->judge.scale[i], code) == 0)
            label = names_or_null(&indicator->scale_label[i], lang);
    return label ? label : code;
}

/* ---- one item of each kind ----
 *
 * Its fields are filled by the table; then what needs more than copying. */

/* What is being put together.  Targets wait until strategies and indicators stand. */
struct loading {
    struct catalog *catalog;
    struct hd_arena *arena;
    struct target_record *targets;
    size_t holiday_room, working_room;
    struct hd_error *err;
};

static unsigned profile_mask(const char *const *words)
{
    enum judge_profile profile;
    unsigned mask = 0;

    if (!words)
        return JUDGE_PROFILES_ALL;
    for (size_t i = 0; words[i]; i++)
        if (judge_profile_parse(words[i], &profile))
            mask |= 1u << profile;
    return mask;
}

static void take_strategy(struct loading *l, const struct catalog_entry *entry,
                          const struct stored_item *item)
{
    struct strategy *strategy = &l->catalog->strategies[l->catalog->strategy_count++];

    (void)item;
    entry_fill(entry, strategy, l->arena);
    if (strategy->short_name.count == 0)
        strategy->short_name = strategy->name;
    strategy->profile_mask = profile_mask(strategy->profiles);
}

static void take_body(struct loading *l, const struct catalog_entry *entry,
                      const struct stored_item *item)
{
    struct body *body = &l->catalog->bodies[l->catalog->body_count++];

    (void)item;
    entry_fill(entry, body, l->arena);
    if (body->short_name.count == 0)
        body->short_name = body->name;
}

static void take_limit(const char *text, bool *has_out, double *limit_out)
{
    *has_out = text != NULL;
    *limit_out = text ? hd_decimal_double(text) : 0;
}

/* "very-high.az": the language stands after the last dot. */
static bool names_group(const struct name_text *label, const char *group)
{
    size_t len = strlen(group);

    return strrchr(label->lang, '.') == label->lang + len && strncmp(label->lang, group, len) == 0;
}

static void take_group(struct names *group, const struct names *labels, const char *code,
                       struct hd_arena *arena)
{
    group->items = hd_arena_alloc(arena, labels->count * sizeof *group->items);
    for (size_t i = 0; i < labels->count; i++)
        if (names_group(&labels->items[i], code))
            group->items[group->count++] =
                (struct name_text){ labels->items[i].lang + strlen(code) + 1,
                                    labels->items[i].text };
}

static void take_scale_label(struct loading *l, struct indicator_record *record)
{
    const struct judge_indicator *judge = &record->indicator.judge;
    struct names *groups;

    if (record->scale_label.count == 0 || !judge->scale || judge->scale_count == 0)
        return;
    groups = hd_arena_alloc(l->arena, judge->scale_count * sizeof *groups);
    for (size_t i = 0; i < judge->scale_count; i++)
        take_group(&groups[i], &record->scale_label, judge->scale[i], l->arena);
    record->indicator.scale_label = groups;
}

/* ---- how an indicator is computed ---- */

static size_t list_length(const char *const *list)
{
    size_t count = 0;

    while (list && list[count])
        count++;
    return count;
}

/* Number `at` of a list with one for each part, or one for all; NULL when there is none. */
static const char *list_item(const char *const *list, size_t at)
{
    size_t count = list_length(list);

    return count == 1 ? list[0] : at < count ? list[at] : NULL;
}

static bool is_decimal(const char *text)
{
    return text && hd_decimal_valid(text, strlen(text));
}

/* The check of the files has seen that all of it is well-formed. */
static void take_composite(struct loading *l, struct indicator_record *record)
{
    struct composite *composite = &record->indicator.composite;
    size_t count = list_length(record->parts);
    struct composite_part *parts = hd_arena_alloc(l->arena, (count + 1) * sizeof *parts);

    for (size_t i = 0; i < count; i++) {
        struct composite_part *part = &parts[composite->part_count];
        const char *weight = list_length(record->weights) == count ? record->weights[i] : NULL;
        const char *goalposts = list_item(record->goalposts, i);

        if (!composite_part_parse(record->parts[i], l->arena, part))
            continue;
        part->weight = is_decimal(weight) ? hd_decimal_double(weight) : 1;
        part->has_goalposts =
            goalposts && composite_goalposts_parse(goalposts, &part->from, &part->to);
        composite->part_count++;
    }
    composite->parts = parts;
    composite->multiplier =
        is_decimal(record->multiplier) ? hd_decimal_double(record->multiplier) : 1;
    composite->least =
        is_decimal(record->missing_least) ? hd_decimal_double(record->missing_least) : 1;
    if (composite->formula == FORMULA_RATIO && composite->part_count != 2)
        composite->part_count = 0; /* nothing can be computed */
}

static void take_samples(const struct indicator_record *record, struct indicator *indicator)
{
    const char *why;

    if (record->samples)
        rollup_rule_parse(record->samples, &indicator->samples, &why);
    if (record->samples_kept)
        hd_duration_parse(record->samples_kept, &indicator->samples_kept_ms);
}

static void take_indicator(struct loading *l, const struct catalog_entry *entry,
                           const struct stored_item *item)
{
    struct indicator_record record = {
        .indicator = { .deadline_days = -1,
                       .grace_days = -1,
                       .every_years = 1,
                       .judge = { .direction = 1 } },
    };
    struct judge_indicator *judge = &record.indicator.judge;
    struct indicator *indicator = &l->catalog->indicators[l->catalog->indicator_count++];

    entry_fill(entry, &record, l->arena);
    take_limit(record.lower, &judge->has_lower, &judge->lower);
    take_limit(record.upper, &judge->has_upper, &judge->upper);
    judge->unit = record.indicator.unit;
    judge->design_effect = record.design_effect ? hd_decimal_double(record.design_effect) : 0;
    judge->scale = record.scale;
    while (record.scale && record.scale[judge->scale_count])
        judge->scale_count++;
    take_scale_label(l, &record);
    take_composite(l, &record);
    take_samples(&record, &record.indicator);
    judge->retired = judge->retired || item->retired;
    if (record.indicator.unit_label.count == 0) {
        struct names *label = &record.indicator.unit_label;

        label->items = hd_arena_alloc(l->arena, sizeof *label->items);
        label->items[0].lang = "en";
        label->items[0].text = record.indicator.unit;
        label->count = 1;
    }
    *indicator = record.indicator;
}

static void take_target(struct loading *l, const struct catalog_entry *entry,
                        const struct stored_item *item)
{
    struct target_record *record = &l->targets[l->catalog->target_count++];

    entry_fill(entry, record, l->arena);
    record->target.judge.vintage = item->vintage;
    record->target.judge.retired = record->target.judge.retired || item->retired;
    record->target.known_from_at_ms = item->known_from_at_ms;
    target_versions_fill(item, &record->target, l->arena);
}

/* ---- calendar ---- */

static int32_t day_of(const char *text)
{
    int32_t day = 0;

    return hd_day_parse(text, strlen(text), &day) ? day : 0;
}

static void take_holidays(struct calendar *calendar, const struct calendar_record *record,
                          struct hd_arena *arena)
{
    size_t more = list_length(record->days), old = calendar->holiday_count;
    struct holiday *all = hd_arena_alloc(arena, (old + more + 1) * sizeof *all);

    if (old > 0)
        memcpy(all, calendar->holidays, old * sizeof *calendar->holidays);
    calendar->holidays = all;
    for (size_t i = 0; i < more; i++)
        all[old + i] = (struct holiday){ day_of(record->days[i]), record->name };
    calendar->holiday_count = old + more;
}

static void take_week(struct calendar *calendar, const struct calendar_record *record,
                      struct hd_arena *arena)
{
    size_t count = list_length(record->working);

    calendar->weekend = 0;
    for (size_t i = 0; record->weekend[i]; i++)
        calendar->weekend |= 1u << catalog_weekday(record->weekend[i]);
    calendar->covered_to_day = record->covered_to_day;
    calendar->working = hd_arena_alloc(arena, (count + 1) * sizeof *calendar->working);
    for (size_t i = 0; i < count; i++)
        calendar->working[i].day = day_of(record->working[i]);
    calendar->working_count = count;
}

static void take_calendar(struct loading *l, const struct catalog_entry *entry,
                          const struct stored_item *item)
{
    struct calendar_record record = { 0 };

    if (item->retired)
        return;
    entry_fill(entry, &record, l->arena);
    if (record.days)
        take_holidays(&l->catalog->calendar, &record, l->arena);
    if (record.weekend)
        take_week(&l->catalog->calendar, &record, l->arena);
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b; /* the first member of both lists */

    return (x > y) - (x < y);
}

static void sort_calendar(struct calendar *calendar)
{
    if (calendar->holiday_count > 0)
        qsort(calendar->holidays, calendar->holiday_count, sizeof *calendar->holidays,
              compare_days);
    if (calendar->working_count > 0)
        qsort(calendar->working, calendar->working_count, sizeof *calendar->working, compare_days);
}

/* ---- targets, once the others stand ---- */

static void finish_period(struct target_record *record)
{
    struct judge_target *judge = &record->target.judge;

    judge->period_text = record->period;
    catalog_period_parse(record->period, &judge->first, &judge->due, &judge->dated);
}

static void finish_reference(struct target_record *record)
{
    struct judge_target *judge = &record->target.judge;
    const char *why;

    judge->has_reference =
        record->reference &&
        hd_period_parse(record->reference, strlen(record->reference), &judge->reference, &why);
}

/* "2020=70": the check of the files has seen that they are well-formed and in order. */
static void finish_stations(struct target_record *record, struct hd_arena *arena)
{
    struct judge_target *judge = &record->target.judge;
    size_t count = list_length(record->milestones);
    struct judge_station *stations = hd_arena_alloc(arena, (count + 1) * sizeof *stations);
    const char *why;

    for (size_t i = 0; i < count; i++) {
        const char *text = record->milestones[i], *equal = strchr(text, '=');
        struct judge_station *station = &stations[judge->station_count];

        if (!equal || !hd_period_parse(text, (size_t)(equal - text), &station->period, &why) ||
            !hd_decimal_valid(equal + 1, strlen(equal + 1)))
            continue;
        station->value = equal + 1;
        station->number = hd_decimal_double(equal + 1);
        judge->station_count++;
    }
    judge->stations = judge->station_count ? stations : NULL;
}

static void finish_value(struct judge_target *judge, const struct judge_indicator *indicator)
{
    if (judge->kind == JUDGE_BOOLEAN && !judge->value)
        judge->value = "1";
    if (judge->kind == JUDGE_ORDINAL) {
        for (size_t i = 0; i < indicator->scale_count; i++)
            if (judge->value && strcmp(indicator->scale[i], judge->value) == 0)
                judge->number = (double)i;
    } else if (judge->value && hd_decimal_valid(judge->value, strlen(judge->value))) {
        judge->number = hd_decimal_double(judge->value);
    }
    judge->has_high = judge->high != NULL;
    judge->high_number = judge->high ? hd_decimal_double(judge->high) : 0;
}

static void finish_baseline(struct target_record *record)
{
    struct judge_target *judge = &record->target.judge;
    struct hd_period first;
    bool dated;

    judge->has_baseline =
        judge->baseline_value && record->baseline_period &&
        catalog_period_parse(record->baseline_period, &first, &judge->baseline_period, &dated);
    if (judge->has_baseline)
        judge->baseline_number = hd_decimal_double(judge->baseline_value);
}

static enum hd_rc finish_target(struct loading *l, struct target_record *record)
{
    struct target *target = &record->target;

    target->strategy = catalog_strategy(l->catalog, record->strategy);
    target->indicator = catalog_indicator(l->catalog, record->indicator);
    if (!target->strategy || !target->indicator)
        return hd_fail(l->err, HD_CORRUPT, "target '%s': there is no %s '%s'", target->judge.id,
                       target->strategy ? "indicator" : "strategy",
                       target->strategy ? record->indicator : record->strategy);
    finish_period(record);
    finish_reference(record);
    finish_stations(record, l->arena);
    finish_value(&target->judge, &target->indicator->judge);
    finish_baseline(record);
    target->judge.strict_band = record->band != 0;
    target->judge.tolerance = record->tolerance ? hd_decimal_double(record->tolerance) : 0;
    target->basis = record->basis == 0 ? "stated" : "derived";
    if (target->source.count == 0)
        target->source = target->strategy->source;
    return HD_OK;
}

/* By strategy, indicator and due day; those without a date last. */
static int compare_targets(const void *a, const void *b)
{
    const struct target *x = a, *y = b;
    int order;

    if (x->strategy != y->strategy)
        return x->strategy < y->strategy ? -1 : 1; /* in one array, in the order shown */
    order = strcmp(x->indicator->code, y->indicator->code);
    if (order)
        return order;
    if (x->judge.dated != y->judge.dated)
        return x->judge.dated ? -1 : 1;
    order = hd_period_cmp(x->judge.due, y->judge.due);
    return order ? order : strcmp(x->judge.id, y->judge.id);
}

static enum hd_rc finish_targets(struct loading *l)
{
    struct catalog *catalog = l->catalog;
    enum hd_rc rc;

    catalog->targets =
        hd_arena_alloc(l->arena, (catalog->target_count + 1) * sizeof *catalog->targets);
    for (size_t i = 0; i < catalog->target_count; i++) {
        rc = finish_target(l, &l->targets[i]);
        if (rc)
            return rc;
        catalog->targets[i] = l->targets[i].target;
    }
    if (catalog->target_count > 0)
        qsort(catalog->targets, catalog->target_count, sizeof *catalog->targets, compare_targets);
    catalog_link_targets(catalog, l->arena);
    return HD_OK;
}

void catalog_link_targets(struct catalog *catalog, struct hd_arena *arena)
{
    const struct target **all = hd_arena_alloc(arena, (catalog->target_count + 1) * sizeof(void *));
    size_t *next = hd_arena_alloc(arena, (catalog->indicator_count + 1) * sizeof *next);
    size_t start = 0;

    for (size_t i = 0; i < catalog->indicator_count; i++)
        catalog->indicators[i].target_count = 0;
    for (size_t i = 0; i < catalog->target_count; i++)
        catalog->indicators[catalog->targets[i].indicator - catalog->indicators].target_count++;
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        catalog->indicators[i].targets = all + start;
        next[i] = start;
        start += catalog->indicators[i].target_count;
    }
    for (size_t i = 0; i < catalog->target_count; i++)
        all[next[catalog->targets[i].indicator - catalog->indicators]++] = &catalog->targets[i];
}

/* ---- all ---- */

static int compare_strategies(const void *a, const void *b)
{
    const struct strategy *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return strcmp(x->code, y->code);
}

static int compare_indicators(const void *a, const void *b)
{
    return strcmp(((const struct indicator *)a)->code, ((const struct indicator *)b)->code);
}

static int compare_bodies(const void *a, const void *b)
{
    return strcmp(((const struct body *)a)->code, ((const struct body *)b)->code);
}

/* Who answers today, through succession. */
static void settle_bodies(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const char *code = catalog->indicators[i].body;
        const struct body *body = code ? catalog_body_today(catalog, code) : NULL;

        if (body)
            catalog->indicators[i].body = body->code;
    }
}

static void list_computed(struct catalog *catalog, struct hd_arena *arena)
{
    catalog->computed = hd_arena_alloc(arena, (catalog->indicator_count + 1) * sizeof(void *));
    for (size_t i = 0; i < catalog->indicator_count; i++)
        if (indicator_computed(&catalog->indicators[i]))
            catalog->computed[catalog->computed_count++] = &catalog->indicators[i];
}

static enum hd_rc settle(struct loading *l)
{
    struct catalog *catalog = l->catalog;

    qsort(catalog->strategies, catalog->strategy_count, sizeof *catalog->strategies,
          compare_strategies);
    qsort(catalog->indicators, catalog->indicator_count, sizeof *catalog->indicators,
          compare_indicators);
    qsort(catalog->bodies, catalog->body_count, sizeof *catalog->bodies, compare_bodies);
    settle_bodies(catalog);
    list_computed(catalog, l->arena);
    sort_calendar(&catalog->calendar);
    return finish_targets(l);
}

static enum hd_rc take_item(struct loading *l, const struct stored_item *item)
{
    static const struct {
        const char *kind;
        void (*take)(struct loading *l, const struct catalog_entry *entry,
                     const struct stored_item *item);
    } takers[] = {
        { "strategy", take_strategy },   { "body", take_body },
        { "indicator", take_indicator }, { "target", take_target },
        { "calendar", take_calendar },
    };
    struct catalog_entry *entry;
    enum hd_rc rc = entry_parse(item->kind, item->code, item->document, l->arena, &entry, l->err);

    for (size_t i = 0; i < sizeof takers / sizeof *takers && !rc; i++)
        if (strcmp(takers[i].kind, item->kind->name) == 0)
            takers[i].take(l, entry, item);
    return rc;
}

static struct catalog *make_room(struct hd_arena *arena, size_t items)
{
    struct catalog *catalog = hd_arena_alloc(arena, sizeof *catalog);

    catalog->strategies = hd_arena_alloc(arena, (items + 1) * sizeof *catalog->strategies);
    catalog->indicators = hd_arena_alloc(arena, (items + 1) * sizeof *catalog->indicators);
    catalog->bodies = hd_arena_alloc(arena, (items + 1) * sizeof *catalog->bodies);
    catalog->calendar.weekend = 1u << 6 | 1u << 7;
    return catalog;
}

/* FNV-1a over what names a vintage of an item; vintages are never rewritten. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 1099511628211u;
    return hash;
}

static uint64_t fingerprint(const struct stored_item *items, size_t count)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < count; i++) {
        hash = mix(hash, items[i].kind->name, strlen(items[i].kind->name) + 1);
        hash = mix(hash, items[i].code, strlen(items[i].code) + 1);
        hash = mix(hash, &items[i].vintage, sizeof items[i].vintage);
        hash = mix(hash, &items[i].retired, sizeof items[i].retired);
    }
    return hash;
}

enum hd_rc catalog_of_items(const struct stored_item *items, size_t count, struct hd_arena *arena,
                            struct catalog **catalog_out, struct hd_error *err)
{
    struct loading l = { .catalog = make_room(arena, count), .arena = arena, .err = err };
    enum hd_rc rc = HD_OK;

    l.targets = hd_arena_alloc(arena, (count + 1) * sizeof *l.targets);
    l.catalog->fingerprint = fingerprint(items, count);
    for (size_t i = 0; i < count && !rc; i++)
        rc = take_item(&l, &items[i]);
    if (!rc)
        rc = settle(&l);
    *catalog_out = l.catalog;
    return rc;
}

enum hd_rc catalog_load(struct reader *reader, int64_t cutoff_at_ms, struct hd_arena *arena,
                        struct catalog **catalog_out, struct hd_error *err)
{
    struct stored_item *items;
    size_t count;
    enum hd_rc rc = stored_items_load(reader, cutoff_at_ms, arena, &items, &count, err);

    if (!rc)
        rc = catalog_of_items(items, count, arena, catalog_out, err);
    return rc ? hd_context(err, "reading the catalogue") : HD_OK;
}

/* ---- finding ---- */

const struct indicator *catalog_indicator(const struct catalog *catalog, const char *code)
{
    struct indicator key = { .code = code };

    return bsearch(&key, catalog->indicators, catalog->indicator_count, sizeof *catalog->indicators,
                   compare_indicators);
}

bool indicator_computed(const struct indicator *indicator)
{
    return indicator->composite.formula != FORMULA_NONE;
}

const struct strategy *catalog_strategy(const struct catalog *catalog, const char *code)
{
    for (size_t i = 0; i < catalog->strategy_count; i++)
        if (strcmp(catalog->strategies[i].code, code) == 0)
            return &catalog->strategies[i];
    return NULL;
}

const struct body *catalog_body(const struct catalog *catalog, const char *code)
{
    struct body key = { .code = code };

    return bsearch(&key, catalog->bodies, catalog->body_count, sizeof *catalog->bodies,
                   compare_bodies);
}

const struct body *catalog_body_today(const struct catalog *catalog, const char *code)
{
    const struct body *body = catalog_body(catalog, code);

    for (size_t steps = 0; body && body->successor && steps < catalog->body_count; steps++) {
        const struct body *next = catalog_body(catalog, body->successor);

        if (!next)
            break;
        body = next;
    }
    return body;
}

const char *catalog_nearest_indicator(const struct catalog *catalog, const char *code)
{
    const char **codes = hd_realloc(NULL, catalog->indicator_count + 1, sizeof *codes);
    const char *nearest;

    for (size_t i = 0; i < catalog->indicator_count; i++)
        codes[i] = catalog->indicators[i].code;
    nearest = hd_nearest(code, codes, catalog->indicator_count);
    free(codes);
    return nearest;
}

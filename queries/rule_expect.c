/* What a case expects, and whether it was found.  A key that no table holds is refused, since a
 * test that cannot fail is none. */
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "queries/rule_case.h"
#include "queries/rule_field.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- one expectation ---- */

/* The case that is read (row NULL: only refuse what is wrong) or compared. */
struct expecting {
    const struct rule_draft *d;
    const struct status_row *row;
    rule_sentence_fn *sentence;
    struct rule_case *rule;
    size_t room;
};

static void complain(const struct expecting *e, const struct hd_yaml *node, const char *code,
                     const char *message, const char *const *args)
{
    yaml_problem(&e->d->file, node->line, node->key, node->text, code, message, args);
}

static void add_check(struct expecting *e, const struct hd_yaml *node, const char *field,
                      const char *expected, const char *got, bool passed)
{
    struct hd_arena *arena = &e->d->tests->arena;
    struct rule_case *rule = e->rule;

    if (rule->check_count == e->room) {
        size_t room = e->room ? 2 * e->room : 8;
        struct rule_check *checks = hd_arena_alloc(arena, room * sizeof *checks);

        if (e->room)
            memcpy(checks, rule->checks, e->room * sizeof *checks);
        rule->checks = checks;
        e->room = room;
    }
    rule->checks[rule->check_count++] =
        (struct rule_check){ .field = hd_arena_strdup(arena, field),
                             .expected = hd_arena_strdup(arena, expected),
                             .got = hd_arena_strdup(arena, got),
                             .line = node->line,
                             .passed = passed };
    rule->failed_count += !passed;
}

/* ---- reading one expectation ---- */

static bool is_number(const char *text)
{
    return hd_decimal_valid(text, strlen(text));
}

static void read_word(const struct expecting *e, const struct rule_field *field,
                      const struct hd_yaml *node)
{
    const char *words[RULE_WORDS_MAX];
    size_t count = rule_field_words(field, words);

    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], node->text) == 0)
            return;
    yaml_unknown_word(&e->d->file, node, node->key, words, count);
}

static void read_text(const struct expecting *e, const struct rule_field *field,
                      const struct hd_yaml *node)
{
    static const char *const advice[] = {
        [RULE_NUMBER] = N_("Write a plain number such as 12.5, or none."),
        [RULE_INT] = N_("Write a plain number such as 12.5, or none."),
        [RULE_SIZE] = N_("Write a plain number such as 12.5, or none."),
        [RULE_FLAG] = N_("Write yes or no."),
        [RULE_VALUE] = N_("Write a value, or none."),
        [RULE_PERIOD] = N_("Write a period such as 2025, 2026-Q3 or 2026-01, or none."),
        [RULE_DAY] = N_("Write a date such as 2026-02-27, or none."),
    };
    struct hd_period period;
    const char *why;
    int32_t day;
    bool good = strcmp(node->text, RULE_ABSENT) == 0 && field->type != RULE_FLAG;

    if (field->type == RULE_WORD) {
        read_word(e, field, node);
        return;
    }
    if (field->type == RULE_FLAG)
        good = strcmp(node->text, "yes") == 0 || strcmp(node->text, "no") == 0;
    else if (field->type == RULE_PERIOD)
        good = good || hd_period_parse(node->text, strlen(node->text), &period, &why);
    else if (field->type == RULE_DAY)
        good = good || hd_day_parse(node->text, strlen(node->text), &day);
    else if (field->type == RULE_VALUE)
        good = *node->text != '\0';
    else
        good = good || is_number(node->text);
    if (!good)
        complain(e, node, "malformed", advice[field->type], NULL);
}

static void compare_text(struct expecting *e, const struct rule_field *field, const char *prefix,
                         const struct hd_yaml *node)
{
    struct rule_found found;
    char name[64], got[64];

    rule_field_find(field, &e->row->verdict, &found);
    rule_field_text(field, &found, got);
    snprintf(name, sizeof name, "%s%s", prefix, field->key);
    add_check(e, node, name, node->text, got, rule_field_meets(field, &found, node->text));
}

static bool needs_map(const struct expecting *e, const struct hd_yaml *node)
{
    if (node->type == HD_YAML_MAP && node->count > 0)
        return true;
    complain(e, node, "not_a_map", N_("Write what is expected as a map such as state: on_track."),
             NULL);
    return false;
}

static bool needs_text(const struct expecting *e, const struct hd_yaml *node)
{
    if (node->type == HD_YAML_SCALAR)
        return true;
    complain(e, node, "not_a_text", N_("A single value is needed here, not a list or a map."),
             NULL);
    return false;
}

static void expect_field(struct expecting *e, const struct rule_field *field, const char *prefix,
                         const struct hd_yaml *node)
{
    if (e->row)
        compare_text(e, field, prefix, node);
    else if (needs_text(e, node))
        read_text(e, field, node);
}

static void expect_map(struct expecting *e, const struct rule_fields *fields, const char *prefix,
                       const struct hd_yaml *map)
{
    const char *known[RULE_FIELDS_MAX];

    if (!e->row && !needs_map(e, map))
        return;
    for (size_t i = 0; i < fields->count; i++)
        known[i] = fields->items[i].key;
    for (const struct hd_yaml *node = map->first; node; node = node->next) {
        const struct rule_field *field = rule_field_named(fields, node->key);

        if (field)
            expect_field(e, field, prefix, node);
        else if (!e->row)
            (void)yaml_unknown_key(&e->d->file, node, known, fields->count);
    }
}

/* ---- expectations with a shape of their own ---- */

static void expect_outlook(struct expecting *e, const struct hd_yaml *node)
{
    expect_map(e, &rule_outlook_fields, "outlook.", node);
}

static void expect_interval(struct expecting *e, const struct hd_yaml *node)
{
    expect_map(e, &rule_interval_fields, "interval.", node);
}

/* The sentence holds the text. */
static void expect_sentence(struct expecting *e, const struct hd_yaml *node,
                            const struct hd_lang *lang, const char *field)
{
    struct hd_buf why HD_BUF_AUTO = { 0 };

    if (!e->row) {
        if (needs_text(e, node) && !*node->text)
            complain(e, node, "malformed", N_("Write a text, or leave the key out."), NULL);
        return;
    }
    hd_buf_init(&why, 1 << 14);
    e->sentence(e->row, lang, &why);
    add_check(e, node, field, node->text, why.data, strstr(why.data, node->text) != NULL);
}

static void expect_sentences(struct expecting *e, const struct hd_yaml *node,
                             const struct hd_lang *lang, const char *field)
{
    if (node->type != HD_YAML_LIST || !node->first) {
        expect_sentence(e, node, lang, field);
        return;
    }
    for (const struct hd_yaml *item = node->first; item; item = item->next)
        expect_sentence(e, item, lang, field);
}

static void expect_why(struct expecting *e, const struct hd_yaml *node)
{
    char field[32];

    if (node->type != HD_YAML_MAP) {
        expect_sentences(e, node, hd_lang_default(), "why");
        return;
    }
    if (!e->row && !needs_map(e, node))
        return;
    for (const struct hd_yaml *item = node->first; item; item = item->next) {
        const struct hd_lang *lang = hd_lang_find(item->key);

        snprintf(field, sizeof field, "why.%.16s", item->key);
        if (lang)
            expect_sentences(e, item, lang, field);
        else if (!e->row)
            complain(e, item, "not_a_language",
                     N_("Write the texts by language, such as az: ... and en: ..."), NULL);
    }
}

static void compare_number(struct expecting *e, const struct hd_yaml *node, const char *field,
                           bool there, double number)
{
    struct rule_found found = { .there = there, .number = number };
    char got[64];

    rule_field_text(&rule_number_field, &found, got);
    add_check(e, node, field, node->text, got,
              rule_field_meets(&rule_number_field, &found, node->text));
}

static void compare_text_of(struct expecting *e, const struct hd_yaml *node, const char *field,
                            const char *got)
{
    got = got ? got : RULE_ABSENT;
    add_check(e, node, field, node->text, got, strcmp(node->text, got) == 0);
}

/* member: "label" when only that was written. */
static void compare_assessment(struct expecting *e, const struct hd_yaml *node, const char *profile,
                               const char *member, const struct judge_assessment *said)
{
    char field[96];

    snprintf(field, sizeof field, "profiles.%.40s.%.40s", profile, member);
    if (strcmp(member, "value") == 0)
        compare_number(e, node, field, said->has_value, said->value);
    else if (strcmp(member, "score") == 0)
        compare_number(e, node, field, said->has_score, said->score);
    else
        compare_text_of(e, node, field, strcmp(member, "rule") == 0 ? said->rule : said->label);
}

static void read_assessment(const struct expecting *e, const struct hd_yaml *node)
{
    static const char *const known[] = { "label", "value", "score", "rule" };
    size_t i = 0;

    while (i < COUNT(known) && strcmp(known[i], node->key) != 0)
        i++;
    if (i == COUNT(known))
        (void)yaml_unknown_key(&e->d->file, node, known, COUNT(known));
    else if (needs_text(e, node) && (i == 1 || i == 2) && strcmp(node->text, RULE_ABSENT) != 0 &&
             !is_number(node->text))
        complain(e, node, "malformed", N_("Write a plain number such as 12.5, or none."), NULL);
}

/* `eurostat-2026: no_progress`, or a map of label, value, score and rule. */
static void expect_profile(struct expecting *e, const struct hd_yaml *node,
                           enum judge_profile profile)
{
    const struct judge_assessment *said = e->row ? &e->row->verdict.profiles[profile] : NULL;

    if (node->type != HD_YAML_MAP) {
        if (said)
            compare_assessment(e, node, node->key, "label", said);
        else
            (void)needs_text(e, node);
        return;
    }
    if (!said)
        (void)needs_map(e, node);
    for (const struct hd_yaml *item = node->first; item; item = item->next)
        if (said)
            compare_assessment(e, item, node->key, item->key, said);
        else
            read_assessment(e, item);
}

static void expect_profiles(struct expecting *e, const struct hd_yaml *map)
{
    const char *known[JUDGE_PROFILES];
    enum judge_profile profile;

    if (!e->row && !needs_map(e, map))
        return;
    for (int i = 0; i < JUDGE_PROFILES; i++)
        known[i] = judge_profile_word((enum judge_profile)i);
    for (const struct hd_yaml *node = map->first; node; node = node->next)
        if (judge_profile_parse(node->key, &profile))
            expect_profile(e, node, profile);
        else if (!e->row)
            (void)yaml_unknown_key(&e->d->file, node, known, JUDGE_PROFILES);
}

static const char *station_state(const struct verdict *v, struct hd_period period)
{
    for (size_t i = 0; i < v->milestone_count; i++)
        if (v->milestones[i].own && hd_period_equal(v->milestones[i].period, period))
            return judge_state_word(v->milestones[i].state);
    return RULE_ABSENT;
}

/* `2020: missed` of the stations of a `milestones` target. */
static void expect_station(struct expecting *e, const struct hd_yaml *node)
{
    struct hd_period period;
    const char *why, *got;
    char field[64];

    if (!hd_period_parse(node->key, strlen(node->key), &period, &why)) {
        if (!e->row)
            complain(e, node, "malformed", N_("Write a period such as 2025, 2026-Q3 or 2026-01."),
                     NULL);
    } else if (e->row) {
        got = station_state(&e->row->verdict, period);
        snprintf(field, sizeof field, "milestones.%.32s", node->key);
        add_check(e, node, field, node->text, got, strcmp(node->text, got) == 0);
    } else if (needs_text(e, node)) {
        read_word(e, &rule_state_field, node);
    }
}

static void expect_stations(struct expecting *e, const struct hd_yaml *map)
{
    if (!e->row && !needs_map(e, map))
        return;
    for (const struct hd_yaml *node = map->first; node; node = node->next)
        expect_station(e, node);
}

/* ---- all ---- */

static const struct {
    const char *key;
    void (*expect)(struct expecting *e, const struct hd_yaml *node);
} shapes[] = {
    { "outlook", expect_outlook },   { "interval", expect_interval },   { "why", expect_why },
    { "profiles", expect_profiles }, { "milestones", expect_stations },
};

static bool expect_shape(struct expecting *e, const struct hd_yaml *node)
{
    for (size_t i = 0; i < COUNT(shapes); i++)
        if (strcmp(shapes[i].key, node->key) == 0) {
            shapes[i].expect(e, node);
            return true;
        }
    return false;
}

static void complain_unknown(const struct expecting *e, const struct hd_yaml *node)
{
    const char *known[RULE_FIELDS_MAX + COUNT(shapes)];
    size_t count = 0;

    for (size_t i = 0; i < rule_verdict_fields.count; i++)
        known[count++] = rule_verdict_fields.items[i].key;
    for (size_t i = 0; i < COUNT(shapes); i++)
        known[count++] = shapes[i].key;
    (void)yaml_unknown_key(&e->d->file, node, known, count);
}

static void expect_all(struct expecting *e)
{
    const struct hd_yaml *map = e->d->keys[RULE_EXPECT];

    for (const struct hd_yaml *node = map->first; node; node = node->next) {
        const struct rule_field *field = rule_field_named(&rule_verdict_fields, node->key);

        if (field)
            expect_field(e, field, "", node);
        else if (!expect_shape(e, node) && !e->row)
            complain_unknown(e, node);
    }
}

void rule_expect_read(const struct rule_draft *d)
{
    struct expecting e = { .d = d };

    if (needs_map(&e, d->keys[RULE_EXPECT]))
        expect_all(&e);
}

void rule_expect_compare(const struct rule_draft *d, rule_sentence_fn *sentence,
                         struct rule_case *rule)
{
    struct expecting e = { .d = d, .row = rule->row, .sentence = sentence, .rule = rule };

    expect_all(&e);
}

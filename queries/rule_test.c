#include "queries/rule_test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/decimal.h"
#include "common/file.h"
#include "common/lang.h"
#include "queries/rule_case.h"

#define FILE_MAX (1 << 20)

/* One file on its way. */
struct reading {
    struct rule_tests *tests;
    struct yaml_file file;
    rule_sentence_fn *sentence;
    const struct catalog_files *catalog;
    struct hd_arena arena; /* what is not needed once the file is read */
    struct hd_error *err;
};

static void complain(const struct reading *r, const struct hd_yaml *node, const char *code,
                     const char *message)
{
    yaml_problem(&r->file, node->line, node->key, NULL, code, message, NULL);
}

/* ---- one case ---- */

static const struct case_key {
    const char *key;
    bool scalar, list, map; /* how it may be written */
    bool required;
} case_keys[RULE_KEYS] = {
    [RULE_NAME] = { "name", .scalar = true, .required = true },
    [RULE_INDICATOR] = { "indicator", .scalar = true, .map = true },
    [RULE_TARGET] = { "target", .scalar = true, .map = true },
    [RULE_TARGETS] = { "targets", .list = true },
    [RULE_SERIES] = { "series", .map = true },
    [RULE_PEERS] = { "peers", .map = true },
    [RULE_PARTS] = { "parts", .map = true },
    [RULE_RESPONDENTS] = { "respondents", .map = true },
    [RULE_AS_OF] = { "as_of", .scalar = true, .required = true },
    [RULE_PACE] = { "pace", .scalar = true },
    [RULE_EXPECT] = { "expect", .map = true, .required = true },
};

static bool has_shape(const struct case_key *key, const struct hd_yaml *node)
{
    switch (node->type) {
    case HD_YAML_SCALAR:
        return key->scalar && *node->text;
    case HD_YAML_LIST:
        return key->list;
    case HD_YAML_MAP:
        return key->map;
    }
    return false;
}

static void take_key(struct rule_draft *d, const struct hd_yaml *node)
{
    const char *known[RULE_KEYS], *near;

    for (size_t i = 0; i < RULE_KEYS; i++) {
        known[i] = case_keys[i].key;
        if (strcmp(node->key, known[i]) != 0)
            continue;
        d->keys[i] = node;
        if (!has_shape(&case_keys[i], node))
            yaml_problem(&d->file, node->line, node->key, NULL, "malformed",
                         case_keys[i].scalar ? N_("A single value is needed here.")
                         : case_keys[i].list ? N_("A list is needed here.")
                                             : N_("A map of keys and values is needed here."),
                         NULL);
        return;
    }
    near = yaml_unknown_key(&d->file, node, known, RULE_KEYS);
    for (size_t i = 0; near && i < RULE_KEYS; i++) /* what was meant counts as given */
        if (strcmp(near, known[i]) == 0)
            d->keys[i] = node;
}

/* What a case leaves out is that of its group. */
static void take_keys(struct rule_draft *d, const struct hd_yaml *map,
                      const struct hd_yaml *const *common)
{
    memcpy(d->keys, common, sizeof d->keys);
    for (const struct hd_yaml *node = map->first; node; node = node->next)
        take_key(d, node);
    for (size_t i = 0; i < RULE_KEYS; i++)
        if (case_keys[i].required && !d->keys[i])
            yaml_problem(&d->file, d->line, case_keys[i].key, NULL, "missing_key",
                         N_("The key '{key}' is missing."), HD_ARGS("key", case_keys[i].key));
}

/* A key of the group that is written wrongly was told there. */
static bool has_shapes(const struct rule_draft *d)
{
    for (size_t i = 0; i < RULE_KEYS; i++)
        if (d->keys[i] && !has_shape(&case_keys[i], d->keys[i]))
            return false;
    return true;
}

static void take_day(struct rule_draft *d)
{
    const struct hd_yaml *node = d->keys[RULE_AS_OF];

    if (hd_day_parse(node->text, strlen(node->text), &d->as_of_day))
        return;
    d->as_of_day = HD_DAY_MAX; /* one mistake is one problem: no value is too late for it */
    yaml_problem(&d->file, node->line, "as_of", node->text, "malformed",
                 N_("Write a date such as 2026-02-27."), NULL);
}

static void check_pace(const struct rule_draft *d)
{
    const struct hd_yaml *node = d->keys[RULE_PACE];

    if (node && !hd_decimal_valid(node->text, strlen(node->text)))
        yaml_problem(&d->file, node->line, "pace", node->text, "malformed",
                     N_("Write a plain number such as 12.5."), NULL);
}

/* The case's own items only: those of the catalogue were checked with it. */
static void check_items(const struct rule_draft *d)
{
    struct catalog_files own = d->items;

    own.entries = hd_arena_alloc(d->arena, (d->items.count + 1) * sizeof(void *));
    own.count = 0;
    for (size_t i = 0; i < d->items.count; i++)
        if (d->items.entries[i]->file) /* made up: nothing to complain of */
            own.entries[own.count++] = d->items.entries[i];
    catalog_check(&own, d->file.problems);
}

/* Each step needs what the one before has found. */
static enum hd_rc draft_case(struct rule_draft *d, struct hd_error *err)
{
    enum hd_rc rc;

    take_day(d);
    check_pace(d);
    rule_expect_read(d);
    rc = rule_items_indicator(d, err);
    if (rc || !d->indicator)
        return rc;
    rule_series_own(d);
    rc = rule_items_targets(d, err);
    if (rc || (d->keys[RULE_TARGET] && !d->target))
        return rc;
    rule_series_others(d);
    if (!d->file.problems->errors)
        check_items(d);
    return HD_OK;
}

static struct rule_case *add_case(struct reading *r, const struct rule_draft *d)
{
    struct rule_tests *tests = r->tests;

    HD_GROW(tests->cases, tests->count, tests->room);
    tests->cases[tests->count] =
        (struct rule_case){ .name = hd_arena_strdup(&tests->arena, d->name),
                            .file = hd_arena_strdup(&tests->arena, d->file.path),
                            .line = d->line };
    return &tests->cases[tests->count++];
}

static enum hd_rc judge_case(struct reading *r, struct rule_draft *d)
{
    struct rule_case *rule = add_case(r, d);
    enum hd_rc rc = rule_picture_build(d, rule, r->err);

    if (rc)
        return rc;
    rule_expect_compare(d, r->sentence, rule);
    r->tests->failed_count += rule->failed_count > 0;
    return HD_OK;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_told(const struct hd_problems *told, const struct hd_problem *problem)
{
    for (size_t i = 0; i < told->count; i++) {
        const struct hd_problem *other = &told->items[i];

        if (other->line == problem->line && same_text(other->key, problem->key) &&
            same_text(other->message, problem->message) && same_text(other->value, problem->value))
            return true;
    }
    return false;
}

/* What is wrong with the part that a group shares is found in each of its cases: told once. */
static void tell(const struct hd_problems *found, struct hd_problems *told)
{
    for (size_t i = 0; i < found->count; i++)
        if (!is_told(told, &found->items[i]))
            hd_problem_add(told, &found->items[i]);
}

static enum hd_rc read_keys(struct reading *r, struct rule_draft *d, const struct hd_yaml *map,
                            const struct hd_yaml *const *common)
{
    const struct hd_problems *problems = d->file.problems;
    enum hd_rc rc = HD_OK;

    take_keys(d, map, common);
    if (!has_shapes(d))
        return HD_OK;
    if (!problems->errors) {
        d->name = d->keys[RULE_NAME]->text;
        rc = draft_case(d, r->err);
    }
    return !rc && !problems->errors ? judge_case(r, d) : rc;
}

static enum hd_rc read_case(struct reading *r, const struct hd_yaml *map,
                            const struct hd_yaml *const *common)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct rule_draft d = { .tests = r->tests,
                            .file = { r->file.path, &problems },
                            .catalog = r->catalog,
                            .arena = &r->arena,
                            .line = map->line };
    enum hd_rc rc;

    if (map->type != HD_YAML_MAP) {
        complain(r, map, "not_an_item", N_("An item is a map of keys and values."));
        return HD_OK;
    }
    rc = read_keys(r, &d, map, common);
    tell(&problems, r->file.problems);
    free(d.items.entries);
    hd_arena_clear(&d.items.arena);
    return rc;
}

/* ---- a file of them ---- */

static const struct hd_yaml *const nothing_common[RULE_KEYS];

/* `common` holds what all `items` share. */
static enum hd_rc read_group(struct reading *r, const struct hd_yaml *map)
{
    static const char *const known[] = { "common", "items" };
    const struct hd_yaml *common = hd_yaml_get(map, "common"), *items = hd_yaml_get(map, "items");
    struct rule_draft shared = { .file = r->file };
    enum hd_rc rc = HD_OK;

    for (const struct hd_yaml *node = map->first; node; node = node->next)
        if (node != common && node != items)
            (void)yaml_unknown_key(&r->file, node, known, 2);
    if (common && common->type == HD_YAML_MAP)
        for (const struct hd_yaml *node = common->first; node; node = node->next)
            take_key(&shared, node);
    if (!items || items->type != HD_YAML_LIST) {
        complain(r, map, "not_a_list", N_("A list of items is needed here."));
        return HD_OK;
    }
    for (const struct hd_yaml *item = items->first; item && !rc; item = item->next)
        rc = read_case(r, item, shared.keys);
    return rc;
}

static enum hd_rc read_cases(struct reading *r, const struct hd_yaml *list)
{
    enum hd_rc rc = HD_OK;

    if (list->type != HD_YAML_LIST || !list->first) {
        complain(r, list, "not_a_list", N_("A list of items is needed here."));
        return HD_OK;
    }
    for (const struct hd_yaml *item = list->first; item && !rc; item = item->next)
        if (item->type == HD_YAML_MAP &&
            (hd_yaml_get(item, "items") || hd_yaml_get(item, "common")))
            rc = read_group(r, item);
        else
            rc = read_case(r, item, nothing_common);
    return rc;
}

/* Beside the file, unless the path is absolute. */
static enum hd_rc read_catalog(struct reading *r, const struct hd_yaml *node,
                               struct catalog_files **catalog_out)
{
    const char *slash = strrchr(r->file.path, '/'), *path = node->text;
    enum hd_rc rc;

    if (node->type != HD_YAML_SCALAR || !*node->text) {
        complain(r, node, "malformed", N_("Write the directory of the catalogue."));
        return HD_OK;
    }
    if (*path != '/' && slash)
        path =
            hd_arena_printf(&r->arena, "%.*s/%s", (int)(slash - r->file.path), r->file.path, path);
    rc = catalog_files_read(path, catalog_out, r->file.problems, r->err);
    if (rc == HD_NOT_FOUND)
        yaml_problem(&r->file, node->line, "catalog", node->text, "no_catalog",
                     N_("There is no catalogue in '{path}'."), HD_ARGS("path", path));
    return rc == HD_BAD_INPUT || rc == HD_NOT_FOUND ? HD_OK : rc;
}

static enum hd_rc read_root(struct reading *r, const struct hd_yaml *root)
{
    static const char *const known[] = { "catalog", "cases" };
    const struct hd_yaml *place = hd_yaml_get(root, "catalog"), *cases = hd_yaml_get(root, "cases");
    struct catalog_files *catalog = NULL;
    enum hd_rc rc = HD_OK;

    if (root->type != HD_YAML_MAP || !cases) {
        yaml_problem(&r->file, root->line, NULL, NULL, "no_cases",
                     N_("A file of tests is a map with the key 'cases' and a list below it."),
                     NULL);
        return HD_OK;
    }
    for (const struct hd_yaml *node = root->first; node; node = node->next)
        if (node != place && node != cases)
            (void)yaml_unknown_key(&r->file, node, known, 2);
    if (place)
        rc = read_catalog(r, place, &catalog);
    r->catalog = catalog;
    if (!rc && (catalog || !place))
        rc = read_cases(r, cases);
    catalog_files_close(&catalog);
    return rc;
}

enum hd_rc rule_tests_parse(struct rule_tests *tests, const char *name, const char *text,
                            size_t len, rule_sentence_fn *sentence, struct hd_problems *problems,
                            struct hd_error *err)
{
    struct reading r = {
        .tests = tests, .file = { name, problems }, .sentence = sentence, .err = err
    };
    size_t before = problems->errors;
    struct hd_yaml *root;
    enum hd_rc rc = hd_yaml_parse(name, text, len, &r.arena, &root, problems, err);

    if (!rc)
        rc = read_root(&r, root);
    hd_arena_clear(&r.arena);
    if (rc && rc != HD_BAD_INPUT)
        return rc;
    if (problems->errors > before)
        return hd_fail(err, HD_BAD_INPUT, "'%s': %zu problems", name, problems->errors - before);
    return HD_OK;
}

/* ---- files and directories ---- */

static enum hd_rc read_file(struct rule_tests *tests, const char *path, rule_sentence_fn *sentence,
                            struct hd_problems *problems, struct hd_error *err)
{
    char *HD_FREE_AUTO data = NULL;
    size_t len;
    enum hd_rc rc = hd_file_read(path, FILE_MAX, &data, &len, err);

    return rc ? rc : rule_tests_parse(tests, path, data, len, sentence, problems, err);
}

enum hd_rc rule_tests_read(struct rule_tests *tests, const char *path, rule_sentence_fn *sentence,
                           struct hd_problems *problems, struct hd_error *err)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    const char **paths = &path;
    size_t count = 1;
    struct stat status;
    enum hd_rc rc = HD_OK, worst = HD_OK;

    if (stat(path, &status) != 0)
        return errno == ENOENT ? hd_fail(err, HD_NOT_FOUND, "there is no '%s'", path)
                               : hd_fail_errno(err, "'%s'", path);
    if (S_ISDIR(status.st_mode))
        rc = yaml_paths(path, &arena, &paths, &count, err);
    for (size_t i = 0; i < count && !rc; i++) {
        rc = read_file(tests, paths[i], sentence, problems, err);
        if (rc != HD_BAD_INPUT)
            continue;
        worst = rc; /* the other files are read all the same */
        rc = HD_OK;
    }
    return rc ? rc : worst;
}

void rule_tests_clear(struct rule_tests *tests)
{
    for (size_t i = 0; i < tests->count; i++)
        if (tests->cases[i].picture)
            picture_drop(&tests->cases[i].picture);
    free(tests->cases);
    hd_arena_clear(&tests->arena);
    *tests = (struct rule_tests){ 0 };
}

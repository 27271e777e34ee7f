#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf.h"
#include "common/conf_value.h"
#include "common/lang.h"
#include "common/memory.h"

#define NAMES_MAX 256

/* ---- sections as they stand ---- */

struct hd_conf_section *hd_conf_group_add(struct hd_conf_group *group, const char *name,
                                          const char *file, long line, const char *dir)
{
    struct hd_conf_section *section;

    HD_GROW(group->items, group->count, group->room);
    section = &group->items[group->count++];
    *section = (struct hd_conf_section){
        .name = hd_arena_strdup(&group->arena, name),
        .file = hd_arena_strdup(&group->arena, file),
        .line = line,
        .dir = hd_arena_strdup(&group->arena, dir),
    };
    return section;
}

void hd_conf_section_add(struct hd_conf_group *group, struct hd_conf_section *section,
                         const char *name, const char *value, long line)
{
    HD_GROW(section->items, section->count, section->room);
    section->items[section->count++] = (struct hd_conf_item){
        .name = hd_arena_strdup(&group->arena, name),
        .value = hd_arena_strdup(&group->arena, value),
        .file = section->file,
        .line = line,
    };
}

void hd_conf_group_clear(struct hd_conf_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        free(group->items[i].items);
    free(group->items);
    hd_arena_clear(&group->arena);
    *group = (struct hd_conf_group){ 0 };
}

/* ---- what they mean ---- */

struct filler {
    const struct hd_conf_section *section;
    bool remote;
    const struct hd_conf_filling *fillings;
    bool (*is_other)(const char *name);
    const char *const *other_names;
    struct hd_problems *problems;
};

static const struct hd_conf_key *find_key(const struct filler *f, const char *name,
                                          const struct hd_conf_filling **filling_out)
{
    for (const struct hd_conf_filling *filling = f->fillings; filling->keys; filling++) {
        for (const struct hd_conf_key *key = filling->keys; key->name; key++) {
            if (strcmp(key->name, name) == 0) {
                *filling_out = filling;
                return key;
            }
        }
    }
    return NULL;
}

static struct hd_problem problem_at(const struct hd_conf_item *item, const char *code,
                                    const char *message)
{
    return (struct hd_problem){ .code = code,
                                .message = message,
                                .file = item->line ? item->file : NULL,
                                .line = item->line,
                                .key = item->line ? NULL : item->name,
                                .args = { "option", item->name } };
}

static void report_unknown(const struct filler *f, const struct hd_conf_item *item)
{
    struct hd_problem problem = problem_at(item, "conf_option_unknown", NULL);
    const char *known[NAMES_MAX];
    size_t count = 0;

    for (const struct hd_conf_filling *filling = f->fillings; filling->keys; filling++) {
        for (const struct hd_conf_key *key = filling->keys; key->name && count < NAMES_MAX; key++)
            known[count++] = key->name;
    }
    for (size_t i = 0; f->other_names && f->other_names[i] && count < NAMES_MAX; i++)
        known[count++] = f->other_names[i];
    problem.args[2] = "section";
    problem.args[3] = f->section->name;
    problem.args[5] = hd_nearest(item->name, known, count);
    problem.args[4] = problem.args[5] ? "nearest" : NULL;
    problem.message = problem.args[5] ? N_("There is no option {option} for the source {section}. "
                                           "Did you mean {nearest}?")
                                      : N_("There is no option {option} for the source {section}. "
                                           "The manual page hedef-collectors(7) lists them.");
    hd_problem_add(f->problems, &problem);
}

/* The line in which the option stood before; 0: it did not. */
static long line_before(const struct hd_conf_section *section, const struct hd_conf_item *item)
{
    for (const struct hd_conf_item *other = section->items; other < item; other++) {
        if (strcmp(other->name, item->name) == 0)
            return other->line;
    }
    return 0;
}

static void report_repeated(const struct filler *f, const struct hd_conf_item *item, long line)
{
    struct hd_problem problem =
        problem_at(item, "conf_option_repeated",
                   N_("The option {option} stands in line {before} already. Remove one."));
    char before[24];

    snprintf(before, sizeof before, "%ld", line);
    problem.args[2] = "before";
    problem.args[3] = before;
    hd_problem_add(f->problems, &problem);
}

static void take_item(const struct filler *f, const struct hd_conf_item *item)
{
    const struct hd_conf_filling *filling = NULL;
    const struct hd_conf_key *key = find_key(f, item->name, &filling);
    struct hd_problem place = problem_at(item, NULL, NULL), problem;
    long before = line_before(f->section, item);

    if (before) {
        report_repeated(f, item, before);
    } else if (!key) {
        if (!f->is_other || !f->is_other(item->name))
            report_unknown(f, item);
    } else if (f->remote && key->local_only) {
        problem = problem_at(item, "conf_option_local",
                             N_("The option {option} names a file, a program or a secret of the "
                                "machine. It can only be set in a file of its configuration."));
        hd_problem_add(f->problems, &problem);
    } else {
        hd_conf_value_set(key, item->value, f->section->dir, filling->into, f->problems, &place);
    }
}

static bool is_given(const struct hd_conf_section *section, const char *name)
{
    for (size_t i = 0; i < section->count; i++) {
        if (strcmp(section->items[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool is_optional(const struct hd_conf_key *key)
{
    return key->type == HD_CONF_TEXT || key->type == HD_CONF_LIST || key->type == HD_CONF_PATH;
}

static void fill_defaults(const struct filler *f, const struct hd_conf_filling *filling)
{
    const struct hd_conf_section *section = f->section;

    for (const struct hd_conf_key *key = filling->keys; key->name; key++) {
        struct hd_problem problem = { .code = "conf_option_missing",
                                      .message = N_("The option {option} of the source {section} "
                                                    "is needed."),
                                      .file = *section->file ? section->file : NULL,
                                      .line = section->line,
                                      .args = { "option", key->name, "section", section->name } };

        if (is_given(section, key->name))
            continue;
        if (key->fallback)
            hd_conf_value_set(key, strcmp(key->fallback, "\"\"") ? key->fallback : "", section->dir,
                              filling->into, f->problems, &problem);
        else if (!is_optional(key))
            hd_problem_add(f->problems, &problem);
    }
}

enum hd_rc hd_conf_section_fill(const struct hd_conf_section *section, bool remote,
                                const struct hd_conf_filling *fillings,
                                bool (*is_other)(const char *name), const char *const *other_names,
                                struct hd_problems *problems, struct hd_error *err)
{
    struct filler f = { section, remote, fillings, is_other, other_names, problems };
    size_t before = problems->errors;

    for (size_t i = 0; i < section->count; i++)
        take_item(&f, &section->items[i]);
    for (const struct hd_conf_filling *filling = fillings; filling->keys; filling++)
        fill_defaults(&f, filling);
    if (problems->errors == before)
        return HD_OK;
    for (const struct hd_conf_filling *filling = fillings; filling->keys; filling++)
        hd_conf_clear(filling->keys, filling->into);
    return hd_fail(err, HD_BAD_INPUT, "%zu problems in the source '%s'", problems->errors - before,
                   section->name);
}

#include "queries/catalog_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATHS_MAX 1000

static const struct catalog_entry *find_among(struct catalog_entry *const *entries, size_t count,
                                              const char *kind, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i]->code, code) == 0 && strcmp(entries[i]->kind->name, kind) == 0)
            return entries[i];
    return NULL;
}

const struct catalog_entry *files_find(const struct catalog_files *files, const char *kind,
                                       const char *code)
{
    return find_among(files->entries, files->count, kind, code);
}

const struct catalog_entry *files_find_outside(const struct catalog_files *files, const char *kind,
                                               const char *code)
{
    return find_among(files->outside, files->outside_count, kind, code);
}

const char *files_nearest(const struct catalog_files *files, const char *kind, const char *code,
                          struct hd_arena *scratch)
{
    size_t all = files->count + files->outside_count, count = 0;
    const char **known = hd_arena_alloc(scratch, (all + 1) * sizeof *known);

    for (size_t i = 0; i < all; i++) {
        const struct catalog_entry *entry =
            i < files->count ? files->entries[i] : files->outside[i - files->count];

        if (strcmp(entry->kind->name, kind) == 0)
            known[count++] = entry->code;
    }
    return hd_nearest(code, known, count);
}

/* ---- finding the files ---- */

static bool is_yaml(const char *name)
{
    const char *dot = strrchr(name, '.');

    return name[0] != '.' && dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum hd_rc yaml_paths(const char *path, struct hd_arena *arena, const char ***paths_out,
                      size_t *count_out, struct hd_error *err)
{
    const char **paths = hd_arena_alloc(arena, PATHS_MAX * sizeof *paths);
    const struct dirent *entry;
    size_t count = 0;
    DIR *dir = opendir(path);

    if (!dir)
        return hd_fail_errno(err, "reading directory '%s'", path);
    while ((entry = readdir(dir)) != NULL && count < PATHS_MAX)
        if (is_yaml(entry->d_name))
            paths[count++] = hd_arena_printf(arena, "%s/%s", path, entry->d_name);
    closedir(dir);
    if (count == 0)
        return hd_fail(err, HD_NOT_FOUND, "no .yaml file in '%s'", path);
    qsort(paths, count, sizeof *paths, compare_texts);
    *paths_out = paths;
    *count_out = count;
    return HD_OK;
}

static enum hd_rc find_paths(struct catalog_files *files, const char *path, const char ***paths_out,
                             size_t *count_out, struct hd_error *err)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return errno == ENOENT ? hd_fail(err, HD_NOT_FOUND, "there is no '%s'", path)
                               : hd_fail_errno(err, "catalogue '%s'", path);
    files->directory = S_ISDIR(status.st_mode);
    if (files->directory)
        return yaml_paths(path, &files->arena, paths_out, count_out, err);
    *paths_out = hd_arena_alloc(&files->arena, sizeof **paths_out);
    (*paths_out)[0] = path;
    *count_out = 1;
    return HD_OK;
}

/* What is referred to comes first, within a kind the order of the files stays. */
static void sort_by_kind(struct catalog_files *files)
{
    struct catalog_entry **sorted = hd_realloc(NULL, files->count + 1, sizeof(void *));
    size_t count = 0;

    for (size_t k = 0; k < catalog_kind_count; k++)
        for (size_t i = 0; i < files->count; i++)
            if (files->entries[i]->kind == &catalog_kinds[k])
                sorted[count++] = files->entries[i];
    free(files->entries);
    files->entries = sorted;
    files->room = files->count + 1;
}

enum hd_rc catalog_files_read(const char *path, struct catalog_files **files_out,
                              struct hd_problems *problems, struct hd_error *err)
{
    struct catalog_files *files = hd_alloc(sizeof *files);
    size_t count = 0, before = problems->errors;
    const char **paths;
    enum hd_rc rc;

    *files_out = NULL;
    rc = find_paths(files, path, &paths, &count, err);
    for (size_t i = 0; i < count && !rc; i++)
        rc = catalog_yaml_read(files, paths[i], problems, err);
    if (rc) {
        catalog_files_close(&files);
        return rc;
    }
    sort_by_kind(files);
    catalog_check(files, problems);
    files->faulty = problems->errors > before;
    *files_out = files;
    if (files->faulty)
        return hd_fail(err, HD_BAD_INPUT, "'%s': %zu problems", path, problems->errors - before);
    return HD_OK;
}

void catalog_files_close(struct catalog_files **files)
{
    struct catalog_files *f = *files;

    *files = NULL;
    if (!f)
        return;
    free(f->entries);
    hd_arena_clear(&f->arena);
    free(f);
}

void catalog_files_take_targets(struct catalog_files *files)
{
    files->takes_targets = true;
}

enum hd_rc catalog_files_check_moved(struct reader *reader, const struct catalog_files *files,
                                     struct hd_problems *problems, struct hd_error *err)
{
    size_t before = problems->errors;
    enum hd_rc rc = target_check_moved(reader, files, problems, err);

    if (!rc && problems->errors > before)
        rc = hd_fail(err, HD_CONFLICT, "targets were moved by hand");
    return rc;
}

void catalog_files_set_zone(struct catalog_files *files, const struct hd_zone *zone)
{
    files->zone = zone;
}

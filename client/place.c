#include "client/place.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/file.h"
#include "daemon/settings.h"

#define FILE_MAX (16 << 20)

static bool exists(const char *path)
{
    struct stat about;

    return lstat(path, &about) == 0;
}

/* ---- where ---- */

/* A directory of what is shipped: where the program was installed, where it was to be installed,
 * where it was built. */
static const char *find_shipped(const char *name, struct hd_arena *arena)
{
    char program[PATH_MAX] = "";
    const char *slash, *beside = NULL, *installed;
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);

    slash = len > 0 ? strrchr(program, '/') : NULL;
    if (slash)
        beside =
            hd_arena_printf(arena, "%.*s/../share/hedef/%s", (int)(slash - program), program, name);
    if (beside && exists(beside))
        return beside;
    installed = hd_arena_printf(arena, "%s/%s", HEDEF_SHARE_DIR, name);
    return exists(installed) ? installed
                             : hd_arena_printf(arena, "%s/%s", HEDEF_SOURCE_SHARE_DIR, name);
}

static const char *absolute(const char *path, struct hd_arena *arena)
{
    char here[PATH_MAX];

    if (strcmp(path, ".") == 0)
        return getcwd(here, sizeof here) ? hd_arena_strdup(arena, here) : path;
    if (*path == '/' || !getcwd(here, sizeof here))
        return hd_arena_strdup(arena, path);
    return hd_arena_printf(arena, "%s/%s", here, path);
}

enum hd_rc place_choose(const char *dir, const char *catalog, struct place *place,
                        struct hd_error *err)
{
    struct hd_arena *arena = &place->arena;
    const char *database;

    place->dir = absolute(dir, arena);
    place->conf = hd_arena_printf(arena, "%s/hedef.conf", place->dir);
    place->catalog = hd_arena_printf(arena, "%s/catalog", place->dir);
    place->source = catalog ? absolute(catalog, arena) : find_shipped("catalog", arena);
    database = hd_arena_printf(arena, "%s/hedef.db", place->dir);
    if (exists(database))
        return hd_fail(err, HD_CONFLICT, "%s holds a database already: choose another --dir",
                       place->dir);
    if (exists(place->catalog))
        return hd_fail(err, HD_CONFLICT, "%s is there already: choose another --dir",
                       place->catalog);
    if (!exists(place->source))
        return hd_fail(err, HD_NOT_FOUND, "there is no catalogue %s: name one with --catalog DIR",
                       place->source);
    return HD_OK;
}

/* ---- making ---- */

static void remember(struct place *place, const char *path)
{
    HD_GROW(place->made, place->made_count, place->made_room);
    place->made[place->made_count++] = hd_strdup(path);
}

/* Each part that was missing is remembered, so that it can be taken away again. */
static enum hd_rc make_dir(struct place *place, const char *path, struct hd_error *err)
{
    char *part = hd_arena_strdup(&place->arena, path);

    for (char *slash = strchr(part + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        if (mkdir(part, 0750) == 0)
            remember(place, part);
        else if (errno != EEXIST)
            return hd_fail_errno(err, "%s", part);
        if (!slash)
            return HD_OK;
        *slash = '/';
    }
}

static enum hd_rc write_file(struct place *place, const char *path, const void *data, size_t len,
                             struct hd_error *err)
{
    enum hd_rc rc;

    if (!exists(path))
        remember(place, path);
    rc = hd_file_replace(path, data, len, 0640, err);
    return rc;
}

static enum hd_rc copy_file(struct place *place, const char *from, const char *to,
                            struct hd_error *err)
{
    HD_FREE_AUTO char *data = NULL;
    size_t len = 0;
    enum hd_rc rc = hd_file_read(from, FILE_MAX, &data, &len, err);

    return rc ? rc : write_file(place, to, data, len, err);
}

static enum hd_rc copy_tree(struct place *place, const char *from, const char *to,
                            struct hd_error *err);

static enum hd_rc copy_entry(struct place *place, const char *from, const char *to,
                             const char *name, struct hd_error *err)
{
    const char *source = hd_arena_printf(&place->arena, "%s/%s", from, name);
    const char *target = hd_arena_printf(&place->arena, "%s/%s", to, name);
    struct stat about;

    if (name[0] == '.')
        return HD_OK;
    if (stat(source, &about) != 0)
        return hd_fail_errno(err, "%s", source);
    return S_ISDIR(about.st_mode) ? copy_tree(place, source, target, err)
                                  : copy_file(place, source, target, err);
}

static enum hd_rc copy_tree(struct place *place, const char *from, const char *to,
                            struct hd_error *err)
{
    enum hd_rc rc = make_dir(place, to, err);
    const struct dirent *entry;
    DIR *dir;

    if (rc)
        return rc;
    dir = opendir(from);
    if (!dir)
        return hd_fail_errno(err, "%s", from);
    while (!rc && (entry = readdir(dir)))
        rc = copy_entry(place, from, to, entry->d_name, err);
    closedir(dir);
    return rc;
}

/* ---- hedef.conf ---- */

struct drafting {
    struct settings site, defaults;
    struct hd_buf example, out;
};

static void clear_drafting(struct drafting *drafting)
{
    hd_conf_clear(settings_keys, &drafting->site);
    hd_conf_clear(settings_keys, &drafting->defaults);
    hd_buf_clear(&drafting->example);
    hd_buf_clear(&drafting->out);
}

/* The value this directory needs; "" where the default will do. */
static void wanted_value(const struct drafting *drafting, const struct hd_conf_key *key,
                         struct hd_buf *value)
{
    HD_BUF_AUTO struct hd_buf usual = { 0 };

    if (strcmp(key->section, "folder") == 0 && strcmp(key->name, "drop_dir") == 0) {
        hd_buf_puts(value, "drop");
        return;
    }
    if (key->type == HD_CONF_PATH) /* relative to this directory, not to the catalogue's */
        return;
    hd_buf_init(&usual, 1 << 16);
    hd_conf_value_text(key, &drafting->site, value);
    hd_conf_value_text(key, &drafting->defaults, &usual);
    if (strcmp(value->data, usual.data) == 0)
        hd_buf_reset(value);
}

static const struct hd_conf_key *key_of_line(const char *line, size_t len, const char *section)
{
    for (const struct hd_conf_key *key = settings_keys; key->name; key++) {
        size_t name_len = strlen(key->name);

        if (strcmp(key->section, section) == 0 && len > name_len + 2 && line[0] == '#' &&
            memcmp(line + 1, key->name, name_len) == 0 && line[name_len + 1] == ' ')
            return key;
    }
    return NULL;
}

static void put_line(struct drafting *drafting, const char *line, size_t len, const char *section)
{
    HD_BUF_AUTO struct hd_buf value = { 0 };
    const struct hd_conf_key *key = key_of_line(line, len, section);

    hd_buf_init(&value, 1 << 16);
    if (key)
        wanted_value(drafting, key, &value);
    if (value.len)
        hd_buf_printf(&drafting->out, "%s = %s\n", key->name, value.data);
    else
        hd_buf_printf(&drafting->out, "%.*s\n", (int)len, line);
}

/* The commented example, with the lines that are needed in force. */
static void draft(struct drafting *drafting)
{
    char section[64] = "";

    hd_conf_example(settings_keys, &drafting->example);
    for (const char *line = drafting->example.data; *line;) {
        size_t len = strcspn(line, "\n");

        if (line[0] == '[')
            snprintf(section, sizeof section, "%.*s", (int)strcspn(line + 1, "]"), line + 1);
        put_line(drafting, line, len, section);
        line += len + (line[len] == '\n');
    }
}

/* Both from the same place, so that paths in them are equal where they are not set. */
static enum hd_rc load_drafting(struct place *place, struct drafting *drafting,
                                struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    HD_FREE_AUTO char *data = NULL;
    const char *site = hd_arena_printf(&place->arena, "%s/site.conf", place->catalog);
    size_t len = 0;
    enum hd_rc rc = exists(site) ? hd_file_read(site, FILE_MAX, &data, &len, err) : HD_OK;

    if (!rc)
        rc = hd_conf_load_text(site, data ? data : "", len, ".", settings_keys, &drafting->site,
                               &problems, err);
    if (!rc)
        rc = hd_conf_load_text("", "", 0, ".", settings_keys, &drafting->defaults, &problems, err);
    return rc;
}

static enum hd_rc make_conf(struct place *place, struct hd_error *err)
{
    struct drafting drafting = { 0 };
    enum hd_rc rc;

    hd_buf_init(&drafting.example, 1 << 20);
    hd_buf_init(&drafting.out, 1 << 20);
    rc = load_drafting(place, &drafting, err);
    if (!rc) {
        draft(&drafting);
        rc = write_file(place, place->conf, drafting.out.data, drafting.out.len, err);
    }
    clear_drafting(&drafting);
    return rc;
}

/* Sources to choose from; a directory that is there already is its owner's. */
static enum hd_rc make_sources(struct place *place, struct hd_error *err)
{
    const char *shipped = find_shipped("collectors.d", &place->arena);
    const char *dir = hd_arena_printf(&place->arena, "%s/collectors.d", place->dir);

    return exists(dir) || !exists(shipped) ? HD_OK : copy_tree(place, shipped, dir, err);
}

enum hd_rc place_make(struct place *place, struct hd_error *err)
{
    static const char *const subs[] = { "conf.d", "drop", "drop/done", "drop/rejected" };
    enum hd_rc rc = make_dir(place, place->dir, err);

    for (size_t i = 0; !rc && i < sizeof subs / sizeof *subs; i++)
        rc = make_dir(place, hd_arena_printf(&place->arena, "%s/%s", place->dir, subs[i]), err);
    if (!rc)
        rc = copy_tree(place, place->source, place->catalog, err);
    if (!rc)
        rc = make_sources(place, err);
    if (!rc && !exists(place->conf))
        rc = make_conf(place, err);
    return rc;
}

/* ---- taking away ---- */

void place_undo(struct place *place)
{
    static const char *const store_files[] = { "hedef.db", "hedef.db-wal", "hedef.db-shm",
                                               "hedef.db.lock" };

    if (!place->made_count)
        return;
    for (size_t i = 0; i < sizeof store_files / sizeof *store_files; i++)
        unlink(hd_arena_printf(&place->arena, "%s/%s", place->dir, store_files[i]));
    for (size_t i = place->made_count; i-- > 0;) {
        if (unlink(place->made[i]) != 0)
            rmdir(place->made[i]);
    }
}

void place_clear(struct place *place)
{
    for (size_t i = 0; i < place->made_count; i++)
        free(place->made[i]);
    free(place->made);
    hd_arena_clear(&place->arena);
}

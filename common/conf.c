#include "common/conf.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf_value.h"
#include "common/file.h"
#include "common/lang.h"
#include "common/memory.h"
#include "common/utf8.h"

#define FILE_MAX_BYTES 1048576
#define CONF_D_FILES   1000
#define NAMES_MAX      256
#define EXAMPLE_WIDTH  88

/* Where an option was given last. */
struct seen {
    unsigned file; /* 0: not given */
    long line;
};

struct reader {
    const struct hd_conf_key *keys;
    struct seen *seen; /* one for each key */
    void *into;
    const char *base_dir;
    struct hd_problems *problems;
    /* the file being read */
    unsigned file_number;
    const char *file;
    long line;
    char *section; /* NULL before the first one and below an unknown one */
    bool section_unknown;
    struct hd_conf_group *group; /* of the section that is read; NULL: it is an ordinary one */
    struct hd_conf_section *named;
};

static size_t count_keys(const struct hd_conf_key *keys)
{
    size_t count = 0;

    while (keys[count].name)
        count++;
    return count;
}

static void add_problem(const struct reader *r, const char *code, const char *message,
                        const char *const *args)
{
    struct hd_problem problem = {
        .code = code, .message = message, .file = r->file, .line = r->line
    };

    for (size_t i = 0; args && args[i] && i < HD_PROBLEM_ARGS; i++)
        problem.args[i] = args[i];
    hd_problem_add(r->problems, &problem);
}

static const struct hd_conf_key *find_key(const struct hd_conf_key *keys, const char *section,
                                          const char *name)
{
    for (; keys->name; keys++) {
        if (strcmp(keys->name, name) == 0 && (!section || strcmp(keys->section, section) == 0))
            return keys;
    }
    return NULL;
}

/* ---- names that are not known ---- */

static const char *nearest_section(const struct hd_conf_key *keys, const char *word)
{
    const char *known[NAMES_MAX];
    size_t count = 0;

    for (; keys->name && count < NAMES_MAX; keys++)
        known[count++] = keys->section;
    return hd_nearest(word, known, count);
}

static const char *nearest_key(const struct hd_conf_key *keys, const char *section,
                               const char *word)
{
    const char *known[NAMES_MAX];
    size_t count = 0;

    for (; keys->name && count < NAMES_MAX; keys++) {
        if (strcmp(keys->section, section) == 0)
            known[count++] = keys->name;
    }
    return hd_nearest(word, known, count);
}

static void report_section(const struct reader *r, const char *name)
{
    const char *nearest = nearest_section(r->keys, name);

    if (nearest)
        add_problem(r, "conf_section_unknown",
                    N_("There is no section [{section}]. Did you mean [{nearest}]?"),
                    HD_ARGS("section", name, "nearest", nearest));
    else
        add_problem(r, "conf_section_unknown",
                    N_("There is no section [{section}]. \"hedef config show\" lists them."),
                    HD_ARGS("section", name));
}

static void report_key(const struct reader *r, const char *name)
{
    const struct hd_conf_key *elsewhere = find_key(r->keys, NULL, name);
    const char *nearest = r->section ? nearest_key(r->keys, r->section, name) : NULL;

    if (elsewhere)
        add_problem(r, "conf_option_unknown",
                    N_("The option {option} belongs under [{section}]. Move it there."),
                    HD_ARGS("option", name, "section", elsewhere->section));
    else if (nearest)
        add_problem(r, "conf_option_unknown",
                    N_("There is no option {option} in [{section}]. Did you mean {nearest}?"),
                    HD_ARGS("option", name, "section", r->section, "nearest", nearest));
    else if (r->section)
        add_problem(r, "conf_option_unknown",
                    N_("There is no option {option} in [{section}]. \"hedef config show\" lists "
                       "them."),
                    HD_ARGS("option", name, "section", r->section));
    else
        add_problem(r, "conf_option_unknown",
                    N_("The option {option} stands before the first [section]. Write the "
                       "section above it."),
                    HD_ARGS("option", name));
}

/* ---- lines ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char *trim(char *text)
{
    size_t len;

    while (is_blank(*text))
        text++;
    len = strlen(text);
    while (len && is_blank(text[len - 1]))
        len--;
    text[len] = '\0';
    return text;
}

static bool is_rest(const char *text)
{
    while (is_blank(*text))
        text++;
    return !*text || *text == '#';
}

/* `"a \"b\" # c"  # comment`, decoded in place; false when malformed. */
static bool unquote(char *text)
{
    char *to = text;
    const char *at = text + 1;

    for (; *at && *at != '"'; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *to++ = *at;
    }
    if (!*at || !is_rest(at + 1))
        return false;
    *to = '\0';
    return true;
}

static void cut_comment(char *text)
{
    for (char *at = text; *at; at++) {
        if (*at == '#' && (at == text || is_blank(at[-1]))) {
            *at = '\0';
            break;
        }
    }
}

/* "source world-bank" where the table has a group `source`. */
static bool open_named(struct reader *r, char *text)
{
    size_t len = strcspn(text, " \t");
    const char *name = trim(text + len);

    for (const struct hd_conf_key *key = r->keys; key->name; key++) {
        if (key->type != HD_CONF_GROUP || strlen(key->section) != len ||
            memcmp(key->section, text, len) != 0)
            continue;
        r->section_unknown = false;
        if (!*name) {
            add_problem(r, "conf_section_unnamed",
                        N_("This section needs a name, as in [{section} example]."),
                        HD_ARGS("section", key->section));
            r->section_unknown = true;
            return true;
        }
        r->group = (struct hd_conf_group *)(void *)((char *)r->into + key->offset);
        r->named = hd_conf_group_add(r->group, name, r->file, r->line, r->base_dir);
        return true;
    }
    return false;
}

static void read_section(struct reader *r, char *text)
{
    char *end = strchr(text, ']');

    hd_free_ptr(&r->section);
    r->section_unknown = true;
    r->group = NULL;
    r->named = NULL;
    if (!end || !is_rest(end + 1)) {
        add_problem(r, "conf_syntax", N_("A section is written like this: [name]"), NULL);
        return;
    }
    *end = '\0';
    text = trim(text + 1);
    if (open_named(r, text))
        return;
    for (const struct hd_conf_key *key = r->keys; key->name; key++) {
        if (strcmp(key->section, text) == 0) {
            r->section = hd_strdup(text);
            r->section_unknown = false;
            return;
        }
    }
    report_section(r, text);
}

static void set_option(struct reader *r, const struct hd_conf_key *key, const char *value)
{
    struct seen *seen = &r->seen[key - r->keys];
    char before[24];

    if (seen->file == r->file_number) {
        snprintf(before, sizeof before, "%ld", seen->line);
        add_problem(r, "conf_option_repeated",
                    N_("The option {option} stands in line {before} already. Remove one."),
                    HD_ARGS("option", key->name, "before", before));
        return;
    }
    *seen = (struct seen){ .file = r->file_number, .line = r->line };
    hd_conf_value_set(key, value, r->base_dir, r->into, r->problems,
                      &(struct hd_problem){ .file = r->file, .line = r->line });
}

static void read_option(struct reader *r, char *text)
{
    char *equals = strchr(text, '=');
    const struct hd_conf_key *key;
    char *value;

    if (!equals) {
        add_problem(r, "conf_syntax", N_("An option is written like this: name = value"), NULL);
        return;
    }
    *equals = '\0';
    text = trim(text);
    value = trim(equals + 1);
    if (*value == '"') {
        if (!unquote(value)) {
            add_problem(r, "conf_syntax",
                        N_("The quoted value of {option} is not closed, or text follows it."),
                        HD_ARGS("option", text));
            return;
        }
    } else {
        cut_comment(value);
        value = trim(value);
    }
    if (r->section_unknown)
        return; /* told once, at the section */
    if (r->named) {
        hd_conf_section_add(r->group, r->named, text, value, r->line);
        return;
    }
    key = r->section ? find_key(r->keys, r->section, text) : NULL;
    if (key)
        set_option(r, key, value);
    else
        report_key(r, text);
}

static void read_line(struct reader *r, char *line)
{
    line = trim(line);
    if (!*line || *line == '#')
        return;
    if (*line == '[')
        read_section(r, line);
    else
        read_option(r, line);
}

static void read_text(struct reader *r, const char *name, const char *text, size_t len)
{
    const char *end = text + len;

    r->file_number++;
    r->file = name;
    r->line = 0;
    r->section_unknown = false;
    r->group = NULL;
    r->named = NULL;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t line_len = (size_t)((stop ? stop : end) - text);
        HD_FREE_AUTO char *line = hd_strndup(text, line_len);

        r->line++;
        if (hd_utf8_valid(text, line_len))
            read_line(r, line);
        else
            add_problem(r, "encoding_unknown",
                        N_("This line is not UTF-8. Save the file as UTF-8."), NULL);
        text += line_len + (stop != NULL);
    }
    hd_free_ptr(&r->section);
}

/* ---- files ---- */

static enum hd_rc read_file(struct reader *r, const char *path, struct hd_error *err)
{
    HD_FREE_AUTO char *data = NULL;
    size_t len;
    enum hd_rc rc = hd_file_read(path, FILE_MAX_BYTES, &data, &len, err);

    if (!rc)
        read_text(r, path, data, len);
    return rc;
}

static int is_conf(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum hd_rc read_conf_d(struct reader *r, const char *dir, struct hd_error *err)
{
    struct hd_arena paths HD_ARENA_AUTO = { 0 };
    struct dirent **entries = NULL;
    int count = scandir(dir, &entries, is_conf, by_name);
    enum hd_rc rc = HD_OK;

    if (count < 0)
        return errno == ENOENT ? HD_OK : hd_fail_errno(err, "cannot read '%s'", dir);
    if (count > CONF_D_FILES)
        rc = hd_fail(err, HD_LIMIT, "'%s' has more than %d files", dir, CONF_D_FILES);
    for (int i = 0; i < count; i++) {
        if (!rc)
            rc = read_file(r, hd_arena_printf(&paths, "%s/%s", dir, entries[i]->d_name), err);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

/* ---- the whole ---- */

static void fill_defaults(struct reader *r)
{
    struct hd_problems own HD_PROBLEMS_AUTO = { 0 };

    r->line = 0;
    for (const struct hd_conf_key *key = r->keys; key->name; key++) {
        bool optional = key->type == HD_CONF_TEXT || key->type == HD_CONF_LIST ||
                        key->type == HD_CONF_PATH || key->type == HD_CONF_GROUP;
        char *value;

        if (r->seen[key - r->keys].file)
            continue;
        if (key->fallback) {
            value = hd_strdup(key->fallback);
            if (*value == '"')
                unquote(value);
            hd_conf_value_set(key, value, r->base_dir, r->into, &own, &(struct hd_problem){ 0 });
            free(value);
        } else if (!optional) {
            add_problem(r, "conf_option_missing",
                        N_("The option {option} in [{section}] is needed."),
                        HD_ARGS("option", key->name, "section", key->section));
        }
    }
    assert(!own.errors); /* a row's own default is wrong */
}

static void open_reader(struct reader *r, const struct hd_conf_key *keys, void *into,
                        struct hd_problems *problems)
{
    *r = (struct reader){ .keys = keys, .into = into, .problems = problems };
    r->seen = hd_alloc((count_keys(keys) + 1) * sizeof *r->seen);
}

static enum hd_rc finish(struct reader *r, const char *name, size_t errors_before, enum hd_rc rc,
                         struct hd_error *err)
{
    size_t errors;

    if (!rc)
        fill_defaults(r);
    errors = r->problems->errors - errors_before;
    if (!rc && errors)
        rc = hd_fail(err, HD_BAD_INPUT, "%zu problems in '%s'", errors, name);
    if (rc)
        hd_conf_clear(r->keys, r->into);
    free(r->seen);
    return rc;
}

enum hd_rc hd_conf_load_text(const char *name, const char *text, size_t len, const char *base_dir,
                             const struct hd_conf_key *keys, void *into,
                             struct hd_problems *problems, struct hd_error *err)
{
    size_t before = problems->errors;
    struct reader r;

    open_reader(&r, keys, into, problems);
    r.base_dir = base_dir;
    read_text(&r, name, text, len);
    return finish(&r, name, before, HD_OK, err);
}

/* The directory of a path: "." for a bare name. */
static char *dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return hd_strdup(".");
    return slash == path ? hd_strdup("/") : hd_strndup(path, (size_t)(slash - path));
}

enum hd_rc hd_conf_load(const char *path, const struct hd_conf_key *keys, void *into,
                        struct hd_problems *problems, struct hd_error *err)
{
    static const char *const further[] = { "conf.d", "collectors.d" };
    struct hd_arena paths HD_ARENA_AUTO = { 0 };
    HD_FREE_AUTO char *dir = NULL;
    size_t before = problems->errors;
    struct reader r;
    enum hd_rc rc;

    if (!path)
        return hd_conf_load_text("", "", 0, NULL, keys, into, problems, err);
    dir = dir_of(path);
    open_reader(&r, keys, into, problems);
    r.base_dir = dir;
    rc = read_file(&r, path, err);
    for (size_t i = 0; !rc && i < sizeof further / sizeof *further; i++)
        rc = read_conf_d(&r, hd_arena_printf(&paths, "%s/%s", dir, further[i]), err);
    r.file = path;
    return finish(&r, path, before, rc, err);
}

void hd_conf_clear(const struct hd_conf_key *keys, void *into)
{
    for (; keys->name; keys++)
        hd_conf_value_clear(keys, into);
}

void hd_conf_restart_diff(const struct hd_conf_key *keys, const void *old, const void *new,
                          struct hd_buf *out)
{
    const char *comma = "";

    for (; keys->name; keys++) {
        if (!keys->needs_restart || hd_conf_value_equal(keys, old, new))
            continue;
        hd_buf_printf(out, "%s%s", comma, keys->name);
        comma = ", ";
    }
}

/* ---- the example file ---- */

/* As comment lines of a bounded width. */
static void put_wrapped(struct hd_buf *out, const char *text)
{
    size_t width = 0;

    while (*text) {
        size_t len = strcspn(text, " ");

        if (width && width + 1 + len > EXAMPLE_WIDTH) {
            hd_buf_putc(out, '\n');
            width = 0;
        }
        hd_buf_puts(out, width ? " " : "# ");
        hd_buf_put(out, text, len);
        width += 1 + len + (width == 0);
        text += len;
        text += strspn(text, " ");
    }
    hd_buf_putc(out, '\n');
}

static void put_help(struct hd_buf *out, const struct hd_conf_key *key)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    struct hd_buf range HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    hd_buf_init(&range, 256);
    hd_buf_puts(&text, key->help);
    if (hd_conf_value_range(key, &range))
        hd_buf_printf(&text, " Within %s.", range.data);
    if (key->needs_restart)
        hd_buf_puts(&text, " A change needs a restart.");
    put_wrapped(out, text.data);
}

void hd_conf_example(const struct hd_conf_key *keys, struct hd_buf *out)
{
    const char *section = "";

    hd_buf_puts(out, "# Every option with its default. Remove the # before a line to change it.\n"
                     "# Files in conf.d/*.conf beside this one are read after it.\n"
                     "# Durations: 30s 15m 12h 7d 2w; sizes: 64KiB 10MiB; yes or no.\n");
    for (; keys->name; keys++) {
        const char *fallback = keys->fallback ? keys->fallback : "";

        if (keys->type == HD_CONF_GROUP)
            hd_buf_printf(out, "\n#[%s NAME]\n", keys->section);
        else if (strcmp(section, keys->section) != 0)
            hd_buf_printf(out, "\n[%s]\n", keys->section);
        else
            hd_buf_putc(out, '\n');
        section = keys->section;
        put_help(out, keys);
        if (keys->type == HD_CONF_GROUP) /* sections, not options */
            continue;
        hd_buf_printf(out, "#%s =%s%s\n", keys->name, *fallback ? " " : "", fallback);
    }
}

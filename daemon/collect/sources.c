#include "daemon/collect/sources.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/json.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/memory.h"
#include "daemon/collect/timing.h"
#include "daemon/service.h"

struct entry {
    struct source *source;
    char *definition; /* everything it was made from: equal ones keep their instance */
};

struct list {
    struct entry *items;
    size_t count, room;
};

struct sources {
    pthread_mutex_t loading; /* one at a time, or an older list could come last; before `lock` */
    pthread_mutex_t lock;    /* guards what follows */
    struct list list;
    bool loaded;
};

struct sources *sources_create(void)
{
    struct sources *sources = hd_alloc(sizeof *sources);

    pthread_mutex_init(&sources->loading, NULL);
    pthread_mutex_init(&sources->lock, NULL);
    return sources;
}

static void clear_list(struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        source_drop(&list->items[i].source);
        free(list->items[i].definition);
    }
    free(list->items);
    *list = (struct list){ 0 };
}

void sources_destroy(struct sources **sources)
{
    struct sources *gone = *sources;

    *sources = NULL;
    if (!gone)
        return;
    clear_list(&gone->list);
    pthread_mutex_destroy(&gone->lock);
    pthread_mutex_destroy(&gone->loading);
    free(gone);
}

/* ---- loading ---- */

struct loading {
    struct sources *sources; /* NULL: only checking */
    const struct settings *settings;
    const struct hd_clock *clock;
    struct list list;
};

static struct entry *find_entry(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].source->name, name) == 0)
            return &list->items[i];
    }
    return NULL;
}

static char *definition_of(const struct hd_conf_section *section, bool remote)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 1 << 20);
    hd_buf_printf(&text, "%d\n%s\n", remote, section->dir);
    for (size_t i = 0; i < section->count; i++)
        hd_buf_printf(&text, "%s=%s\n", section->items[i].name, section->items[i].value);
    return hd_buf_take(&text, NULL);
}

static struct source *take_over(struct loading *loading, const char *name, const char *definition)
{
    struct source *source = NULL;
    const struct entry *entry;

    if (!loading->sources)
        return NULL;
    pthread_mutex_lock(&loading->sources->lock);
    entry = find_entry(&loading->sources->list, name);
    if (entry && strcmp(entry->definition, definition) == 0)
        source = source_hold(entry->source);
    pthread_mutex_unlock(&loading->sources->lock);
    return source;
}

static enum hd_rc load_section(struct loading *loading, const struct hd_conf_section *section,
                               bool remote, struct hd_problems *problems, struct hd_error *err)
{
    char *definition = definition_of(section, remote);
    struct source *source = take_over(loading, section->name, definition);
    enum hd_rc rc = HD_OK;

    if (!source)
        rc =
            source_make(section, remote, loading->settings, loading->clock, &source, problems, err);
    if (rc) {
        free(definition);
        return rc;
    }
    HD_GROW(loading->list.items, loading->list.count, loading->list.room);
    loading->list.items[loading->list.count++] = (struct entry){ source, definition };
    return HD_OK;
}

static void report_twice(const struct hd_conf_section *section, struct hd_problems *problems)
{
    hd_problem_add(problems,
                   &(struct hd_problem){ .code = "source_repeated",
                                         .message = N_("There are two sources {name}. Rename or "
                                                       "remove one."),
                                         .file = section->file,
                                         .line = section->line,
                                         .args = { "name", section->name } });
}

/* All of them are looked at, so that all problems are told at once. */
static void load_settings(struct loading *loading, struct hd_problems *problems)
{
    const struct hd_conf_group *group = &loading->settings->sources;
    struct hd_error err;

    for (size_t i = 0; i < group->count; i++) {
        if (find_entry(&loading->list, group->items[i].name))
            report_twice(&group->items[i], problems);
        else if (load_section(loading, &group->items[i], false, problems, &err))
            continue; /* its problems are told */
    }
}

/* A document of the database as a section. */
static struct hd_conf_section *section_of(struct hd_conf_group *group, const struct source_row *row,
                                          struct hd_arena *arena, struct hd_error *err)
{
    struct hd_conf_section *section;
    struct hd_json *root;

    if (hd_json_parse(row->document, strlen(row->document), arena, &root, err))
        return NULL;
    section = hd_conf_group_add(group, row->name, "", 0, "");
    for (const struct hd_json *member = root->first; member; member = member->next)
        hd_conf_section_add(group, section, member->key, member->text ? member->text : "", 0);
    return section;
}

static void log_broken(const char *name, const struct hd_problems *problems,
                       const struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf line = { 0 };

    hd_buf_init(&line, 2048);
    if (problems->count)
        hd_problem_line(&problems->items[0], hd_lang_find("en"), &line);
    hd_log(HD_LOG_ERROR, "collector name=%s error=\"%s\"", name, line.len ? line.data : err->text);
}

/* One that a later version of this program does not understand must not keep it from starting. */
static void load_row(struct loading *loading, const struct source_row *row, struct hd_arena *arena)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_conf_group group = { 0 };
    struct hd_error err = { 0 };
    struct hd_conf_section *section = section_of(&group, row, arena, &err);

    if (find_entry(&loading->list, row->name))
        hd_log(HD_LOG_WARNING, "collector name=%s hidden=\"a file has one of the same name\"",
               row->name);
    else if (!section || load_section(loading, section, true, &problems, &err))
        log_broken(row->name, &problems, &err);
    hd_conf_group_clear(&group);
}

static enum hd_rc load_rows(struct service *service, struct loading *loading, struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct source_row *rows = NULL;
    struct reader *reader = NULL;
    size_t count = 0;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = source_list(reader, &arena, &rows, &count, err);
    service_reader_give_back(service, &reader);
    for (size_t i = 0; !rc && i < count; i++)
        load_row(loading, &rows[i], &arena);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->source->name, ((const struct entry *)b)->source->name);
}

static void replace(struct sources *sources, struct list *fresh)
{
    struct list old;

    if (fresh->count)
        qsort(fresh->items, fresh->count, sizeof *fresh->items, by_name);
    pthread_mutex_lock(&sources->lock);
    old = sources->list;
    sources->list = *fresh;
    sources->loaded = true;
    pthread_mutex_unlock(&sources->lock);
    clear_list(&old);
}

enum hd_rc sources_load(struct service *service, struct hd_problems *problems, struct hd_error *err)
{
    struct sources *sources = service_sources(service);
    struct loading loading = { .sources = sources,
                               .settings = service_settings(service),
                               .clock = service_clock(service) };
    size_t before = problems->errors;
    enum hd_rc rc;

    pthread_mutex_lock(&sources->loading);
    load_settings(&loading, problems);
    rc = problems->errors > before
             ? hd_fail(err, HD_BAD_INPUT, "sources: problems: %zu", problems->errors - before)
             : load_rows(service, &loading, err);
    if (rc)
        clear_list(&loading.list);
    else
        replace(sources, &loading.list);
    pthread_mutex_unlock(&sources->loading);
    return rc;
}

enum hd_rc sources_ready(struct service *service, struct hd_problems *problems,
                         struct hd_error *err)
{
    struct sources *sources = service_sources(service);
    bool loaded;

    pthread_mutex_lock(&sources->lock);
    loaded = sources->loaded;
    pthread_mutex_unlock(&sources->lock);
    return loaded ? HD_OK : sources_load(service, problems, err);
}

void sources_check(const struct settings *settings, const struct hd_clock *clock,
                   struct hd_problems *problems)
{
    struct loading loading = { .settings = settings, .clock = clock };

    load_settings(&loading, problems);
    clear_list(&loading.list);
}

/* ---- asking ---- */

struct source *sources_find(struct service *service, const char *name)
{
    struct sources *sources = service_sources(service);
    const struct entry *entry;
    struct source *source;

    pthread_mutex_lock(&sources->lock);
    entry = find_entry(&sources->list, name);
    source = entry ? source_hold(entry->source) : NULL;
    pthread_mutex_unlock(&sources->lock);
    return source;
}

struct source **sources_all(struct service *service, struct hd_arena *arena, size_t *count_out)
{
    struct sources *sources = service_sources(service);
    struct source **all;

    pthread_mutex_lock(&sources->lock);
    *count_out = sources->list.count;
    all = hd_arena_alloc(arena, (*count_out + 1) * sizeof(void *));
    for (size_t i = 0; i < *count_out; i++)
        all[i] = source_hold(sources->list.items[i].source);
    pthread_mutex_unlock(&sources->lock);
    return all;
}

const char *const *sources_names(struct service *service, struct hd_arena *arena, size_t *count_out)
{
    struct source **all = sources_all(service, arena, count_out);
    const char **names = hd_arena_alloc(arena, (*count_out + 1) * sizeof(void *));

    for (size_t i = 0; i < *count_out; i++) {
        names[i] = hd_arena_strdup(arena, all[i]->name);
        source_drop(&all[i]);
    }
    return names;
}

/* ---- how they fare ---- */

static const struct source_state_row *find_row(const struct source_state_row *rows, size_t count,
                                               const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    }
    return NULL;
}

static const char *state_of(const struct source *source, const struct source_state_row *row)
{
    if (atomic_load(&source->running))
        return "running";
    if (!source->options.enabled)
        return "disabled";
    if (!row->last_at_ms && !atomic_load(&source->attempted_at_ms))
        return "waiting";
    return row->failures ? "failing" : "good";
}

/* What a source asks for is granted, but for so long at most as it would be left alone after many
 * failures. */
static int64_t later(int64_t next_at_ms, const struct source *source, const struct timing *timing)
{
    int64_t wanted = atomic_load(&source->not_before_at_ms);
    int64_t most = timing->last_at_ms + timing->backoff_max_ms;

    wanted = wanted < most ? wanted : most;
    return next_at_ms > wanted ? next_at_ms : wanted;
}

static int64_t next_of(const struct source *source, const struct source_health *health,
                       struct service *service)
{
    const struct source_state_row *row = &health->row;
    const struct timing timing = {
        .timetable = source->timetable,
        .zone = service_zone(service),
        .name = source->name,
        .jitter_ms = source->options.jitter_ms,
        .backoff_max_ms = service_settings(service)->collect_backoff_ms,
        .last_at_ms = health->attempted_at_ms,
        .failures = row->failures,
    };

    if (!source->options.enabled || source->transport->pace == COLLECTOR_PASSIVE)
        return TIMETABLE_NEVER;
    if (atomic_load(&source->troubled))
        return health->attempted_at_ms + TIMING_BACKOFF_MS;
    return later(timing_next_at_ms(&timing), source, &timing);
}

static int64_t latest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

enum hd_rc sources_health(struct service *service, struct source *const *all, size_t count,
                          struct hd_arena *arena, struct source_health *health,
                          struct hd_error *err)
{
    static const struct source_state_row never = { .code = "", .message = "", .mark = "" };
    struct source_state_row *rows = NULL;
    struct reader *reader = NULL;
    size_t row_count = 0;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = source_states(reader, arena, &rows, &row_count, err);
    service_reader_give_back(service, &reader);
    for (size_t i = 0; !rc && i < count; i++) {
        const struct source_state_row *row = find_row(rows, row_count, all[i]->name);

        health[i].row = row ? *row : never;
        health[i].attempted_at_ms =
            latest(health[i].row.last_at_ms, atomic_load(&all[i]->attempted_at_ms));
        health[i].state = state_of(all[i], &health[i].row);
        health[i].next_at_ms = next_of(all[i], &health[i], service);
    }
    return rc;
}

#include "daemon/collect/source.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/mapping.h"
#include "common/lang.h"
#include "common/memory.h"
#include "daemon/settings.h"

#define NAME_MAX_BYTES 64
#define WORDS_MAX      32

/* ---- the options that every source has ---- */

static const struct hd_conf_choice approval_words[] = {
    { "bound", SOURCE_APPROVAL_BOUND },
    { "always", SOURCE_APPROVAL_ALWAYS },
    { "never", SOURCE_APPROVAL_NEVER },
    { NULL, 0 },
};

static bool is_schedule(const char *text)
{
    return !*text || timetable_valid(text);
}

#define AT(field) .offset = offsetof(struct source_options, field)

const struct hd_conf_key source_keys[] = {
    { .section = "source",
      .name = "enabled",
      .type = HD_CONF_BOOL,
      AT(enabled),
      .fallback = "yes",
      .help = "Whether it is asked at all." },
    { .section = "source",
      .name = "title",
      .type = HD_CONF_TEXT,
      AT(title),
      .fallback = "\"\"",
      .help = "What it brings, for people." },
    { .section = "source",
      .name = "transport",
      .type = HD_CONF_TEXT,
      AT(transport),
      .help = "How it is reached: http, folder, command, push or sql." },
    { .section = "source",
      .name = "format",
      .type = HD_CONF_TEXT,
      AT(format),
      .fallback = "\"\"",
      .help = "What comes: csv, json, sdmx-csv, sdmx-json, jsonstat, worldbank or xlsx; by "
              "default it is guessed from the bytes." },
    { .section = "source",
      .name = "schedule",
      .type = HD_CONF_TEXT,
      AT(schedule),
      .fallback = "\"\"",
      .help = "When it is asked, such as \"every quarter on day 20 at 06:00 Asia/Baku\", \"every "
              "6h\", five fields of cron, or never.",
      .valid = is_schedule,
      .invalid = N_("{option}: '{value}' is no schedule. Write one such as: every 6h; every day "
                    "at 06:00; every quarter on day 20 at 06:00 Asia/Baku; 0 6 20 * *; never.") },
    { .section = "source",
      .name = "jitter",
      .type = HD_CONF_DURATION,
      AT(jitter_ms),
      .fallback = "0s",
      .min = 0,
      .max = 86400000,
      .help = "It is asked later by a part of this time that is its own, so that not all are "
              "asked at once." },
    { .section = "source",
      .name = "approval",
      .type = HD_CONF_CHOICE,
      AT(approval),
      .fallback = "bound",
      .choices = approval_words,
      .help = "What waits for approval: changes of published values by more than the bound, "
              "always everything, or never anything." },
    { .section = "source",
      .name = "revision_bound",
      .type = HD_CONF_INT,
      AT(revision_bound),
      .fallback = "-1",
      .min = -1,
      .max = 1000,
      .help = "The bound, in percent of the old value; -1: revision_bound of [alerts]." },
    { .section = "source",
      .name = "ignore_unknown",
      .type = HD_CONF_BOOL,
      AT(ignore_unknown),
      .fallback = "no",
      .help = "Whether columns and members that mean nothing here are ignored." },
    { .name = NULL },
};

bool source_name_valid(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t len = strspn(name, letters);

    return len && len <= NAME_MAX_BYTES && !name[len];
}

/* ---- making one ---- */

struct making {
    const struct hd_conf_section *section;
    struct source *source;
    struct hd_problems *problems;
};

static const struct hd_conf_item *find_item(const struct hd_conf_section *section, const char *name)
{
    for (size_t i = 0; i < section->count; i++) {
        if (strcmp(section->items[i].name, name) == 0)
            return &section->items[i];
    }
    return NULL;
}

static void add_problem(struct making *making, const char *option, struct hd_problem problem)
{
    const struct hd_conf_section *section = making->section;
    const struct hd_conf_item *item = find_item(section, option);

    problem.file = *section->file ? section->file : NULL;
    problem.line = item ? item->line : section->line;
    problem.key = problem.file ? NULL : option;
    problem.value = item ? item->value : NULL;
    hd_problem_add(making->problems, &problem);
}

static void report_word(struct making *making, const char *option, const char *word,
                        const char *const *known, size_t count)
{
    const char *nearest = hd_nearest(word, known, count);
    char *list = NULL;

    for (size_t i = 0; i < count; i++)
        list = hd_arena_printf(&making->source->arena, "%s%s%s", list ? list : "", list ? ", " : "",
                               known[i]);
    add_problem(making, option,
                (struct hd_problem){
                    .code = "value_invalid",
                    .message = nearest ? N_("There is no {option} {word}. Did you mean {nearest}?")
                                       : N_("There is no {option} {word}. There are: {known}."),
                    .args = { "option", option, "word", word, "known", list ? list : "",
                              nearest ? "nearest" : NULL, nearest } });
}

static void find_transport(struct making *making, const char *word)
{
    const char *known[WORDS_MAX];
    size_t count = 0;

    making->source->transport = collector_find(word);
    if (making->source->transport)
        return;
    for (; count < WORDS_MAX && collectors[count]; count++)
        known[count] = collectors[count]->name;
    if (*word)
        report_word(making, "transport", word, known, count);
    else
        add_problem(making, "transport",
                    (struct hd_problem){
                        .code = "conf_option_missing",
                        .message = N_("The option {option} of the source "
                                      "{section} is needed."),
                        .args = { "option", "transport", "section", making->section->name } });
}

static void find_format(struct making *making, const char *word)
{
    const char *known[WORDS_MAX];
    size_t count = 0;

    making->source->format = *word ? format_find(word) : NULL;
    if (!*word || making->source->format)
        return;
    for (; count < WORDS_MAX && formats[count]; count++)
        known[count] = formats[count]->name;
    report_word(making, "format", word, known, count);
}

/* Which transport it is decides which options there are. */
static void read_transport(struct making *making)
{
    const struct hd_conf_item *item = find_item(making->section, "transport");

    find_transport(making, item ? item->value : "");
}

static enum hd_rc read_options(struct making *making, bool remote, struct hd_error *err)
{
    static const struct hd_conf_key none[] = { { .name = NULL } };
    struct source *source = making->source;
    const struct collector_ops *transport = source->transport;
    struct hd_conf_filling fillings[] = {
        { source_keys, &source->options },
        { transport->keys ? transport->keys : none, source->conf },
        { NULL, NULL },
    };

    return hd_conf_section_fill(making->section, remote, fillings, mapping_knows, mapping_options(),
                                making->problems, err);
}

static const char *default_schedule(const struct collector_ops *transport)
{
    if (transport->pace == COLLECTOR_PASSIVE)
        return "never";
    return transport->each ? "every 1m" : "every day at 06:00";
}

static enum hd_rc read_schedule(struct making *making, struct hd_error *err)
{
    struct source *source = making->source;
    const char *why = NULL;

    if (timetable_parse(source_schedule(source), &source->timetable, &why))
        return HD_OK;
    add_problem(making, "schedule", (struct hd_problem){ .code = "schedule", .message = why });
    return hd_fail(err, HD_BAD_INPUT, "source '%s': schedule", source->name);
}

static enum hd_rc open_instance(struct making *making, struct hd_error *err)
{
    struct source *source = making->source;

    if (!source->transport->open)
        return HD_OK;
    return source->transport->open(source->conf, &source->site, &source->self, making->problems,
                                   err);
}

static enum hd_rc make(struct making *making, bool remote, struct hd_error *err)
{
    const struct hd_conf_section *section = making->section;
    struct source *source = making->source;
    enum hd_rc rc;

    if (!source_name_valid(section->name)) {
        add_problem(making, "",
                    (struct hd_problem){
                        .code = "name_invalid",
                        .message = N_("The name of a source has letters, digits, - and _, at "
                                      "most 64 of them."),
                    });
        return hd_fail(err, HD_BAD_INPUT, "source '%s': name", section->name);
    }
    read_transport(making);
    if (!source->transport)
        return hd_fail(err, HD_BAD_INPUT, "source '%s': transport", section->name);
    source->conf = hd_alloc(source->transport->conf_size + 1);
    rc = read_options(making, remote, err);
    if (!rc)
        find_format(making, source->options.format);
    if (!rc)
        rc = mapping_make(section->items, section->count, &source->mapping, making->problems, err);
    if (!rc)
        rc = read_schedule(making, err);
    if (!rc && making->problems->errors)
        rc = hd_fail(err, HD_BAD_INPUT, "source '%s': options", section->name);
    return rc ? rc : open_instance(making, err);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    while (*text++);
    return hash;
}

/* FNV-1a: kept in the database, and so the same in every process. */
static uint64_t fingerprint_of(const struct hd_conf_section *section)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < section->count; i++)
        hash = hash_text(hash_text(hash, section->items[i].name), section->items[i].value);
    return hash;
}

enum hd_rc source_make(const struct hd_conf_section *section, bool remote,
                       const struct settings *settings, const struct hd_clock *clock,
                       struct source **source_out, struct hd_problems *problems,
                       struct hd_error *err)
{
    struct hd_problems own HD_PROBLEMS_AUTO = { 0 };
    struct making making = { .section = section,
                             .source = hd_alloc(sizeof *making.source),
                             .problems = &own };
    struct source *source = making.source;
    enum hd_rc rc;

    atomic_init(&source->holders, 1);
    source->remote = remote;
    source->name = hd_arena_strdup(&source->arena, section->name);
    source->fingerprint = fingerprint_of(section);
    source->site = (struct collector_site){
        .clock = clock,
        .name = source->name,
        .data_dir = hd_arena_strdup(&source->arena, settings->data_dir),
        .max_bytes = settings->max_body_bytes,
    };
    rc = make(&making, remote, err);
    for (size_t i = 0; i < own.count; i++)
        hd_problem_add(problems, &own.items[i]);
    if (rc)
        source_drop(&source);
    else
        *source_out = source;
    return rc;
}

/* ---- life ---- */

struct source *source_hold(struct source *source)
{
    atomic_fetch_add(&source->holders, 1);
    return source;
}

static void close_instance(struct source *source)
{
    if (source->self && source->transport->close)
        source->transport->close(source->self);
    if (source->conf && source->transport->keys)
        hd_conf_clear(source->transport->keys, source->conf);
    free(source->conf);
}

void source_drop(struct source **source)
{
    struct source *gone = *source;

    *source = NULL;
    if (!gone || atomic_fetch_sub(&gone->holders, 1) > 1)
        return;
    close_instance(gone);
    hd_conf_clear(source_keys, &gone->options);
    mapping_free(&gone->mapping);
    timetable_free(&gone->timetable);
    hd_arena_clear(&gone->arena);
    free(gone);
}

/* ---- asking ---- */

const char *source_place(const struct source *source)
{
    return source->transport->place ? source->transport->place(source->conf) : "";
}

const char *source_schedule(const struct source *source)
{
    return *source->options.schedule ? source->options.schedule
                                     : default_schedule(source->transport);
}

double source_hold_percent(const struct source *source, const struct settings *settings)
{
    if (source->options.approval == SOURCE_APPROVAL_NEVER)
        return -1;
    return (double)(source->options.revision_bound >= 0 ? source->options.revision_bound
                                                        : settings->revision_bound);
}

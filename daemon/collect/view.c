#include "daemon/collect/view.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/collect/sources.h"
#include "daemon/service.h"

struct word {
    const char *word, *label;
};

static const char *label_of(const struct word *words, const char *word, const struct hd_lang *lang)
{
    for (; words->word; words++) {
        if (strcmp(words->word, word) == 0)
            return hd_tr_ctx(lang, "source", words->label);
    }
    return word;
}

const char *collector_state_label(const char *state, const struct hd_lang *lang)
{
    static const struct word words[] = {
        { "running", NC_("source", "running") },   { "failing", NC_("source", "fails") },
        { "waiting", NC_("source", "never ran") }, { "good", NC_("source", "good") },
        { "disabled", NC_("source", "disabled") }, { NULL, NULL },
    };

    return label_of(words, state, lang);
}

const char *collector_outcome_label(const char *outcome, const struct hd_lang *lang)
{
    static const struct word words[] = {
        { "new", NC_("source", "something new") },
        { "unchanged", NC_("source", "nothing new") },
        { "not_modified", NC_("source", "not modified") },
        { "held", NC_("source", "waits for approval") },
        { "refused", NC_("source", "was no good") },
        { "failed", NC_("source", "did not come") },
        { NULL, NULL },
    };

    return label_of(words, outcome, lang);
}

static struct collector_view view_of(const struct source *source,
                                     const struct source_health *health, struct hd_arena *arena)
{
    const struct source_state_row *row = &health->row;

    return (struct collector_view){
        .name = hd_arena_strdup(arena, source->name),
        .title = hd_arena_strdup(arena, source->options.title),
        .transport = source->transport->name,
        .format = source->format ? source->format->name : "",
        .place = hd_arena_strdup(arena, source_place(source)),
        .schedule = hd_arena_strdup(arena, source_schedule(source)),
        .state = health->state,
        .outcome = "",
        .code = row->code,
        .message = row->message,
        .last_at_ms = health->attempted_at_ms,
        .last_good_at_ms = row->last_good_at_ms,
        .last_new_at_ms = row->last_new_at_ms,
        .failing_since_at_ms = row->failing_since_at_ms,
        .next_at_ms = health->next_at_ms == TIMETABLE_NEVER ? 0 : health->next_at_ms,
        .failures = row->failures,
    };
}

/* What its newest run brought. */
static enum hd_rc read_outcomes(struct service *service, struct collector_view *views, size_t count,
                                struct hd_arena *arena, struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < count; i++) {
        const struct fetch_filter filter = { .source = views[i].name, .limit = 1 };
        struct fetch_row *rows = NULL;
        size_t found = 0;

        rc = fetch_list(reader, &filter, arena, &rows, &found, err);
        if (!rc && found) {
            views[i].outcome = rows[0].outcome;
            views[i].last_fetch = rows[0].id;
        }
    }
    service_reader_give_back(service, &reader);
    return rc;
}

static int failing_first(const void *a, const void *b)
{
    const struct collector_view *left = a, *right = b;
    int order = (right->failures > 0) - (left->failures > 0);

    return order ? order : strcmp(left->name, right->name);
}

static size_t keep_named(struct collector_view *views, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(views[i].name, name) == 0) {
            views[0] = views[i];
            return 1;
        }
    }
    return 0;
}

static enum hd_rc make_views(struct service *service, struct source *const *all, size_t count,
                             struct hd_arena *arena, struct collector_view *views,
                             struct hd_error *err)
{
    struct source_health *health = hd_arena_alloc(arena, (count + 1) * sizeof *health);
    enum hd_rc rc = sources_health(service, all, count, arena, health, err);

    for (size_t i = 0; !rc && i < count; i++)
        views[i] = view_of(all[i], &health[i], arena);
    return rc;
}

enum hd_rc collector_views(struct service *service, const char *name, struct hd_arena *arena,
                           struct collector_view **views_out, size_t *count_out,
                           struct hd_error *err)
{
    size_t count;
    struct source **all = sources_all(service, arena, &count);
    struct collector_view *views = hd_arena_alloc(arena, (count + 1) * sizeof *views);
    enum hd_rc rc = make_views(service, all, count, arena, views, err);

    for (size_t i = 0; i < count; i++)
        source_drop(&all[i]);
    if (!rc && name)
        count = keep_named(views, count, name);
    if (!rc)
        rc = read_outcomes(service, views, count, arena, err);
    if (count)
        qsort(views, count, sizeof *views, failing_first);
    *views_out = views;
    *count_out = count;
    return rc;
}

#include "daemon/counter.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"

#define SAMPLES_MAX 4096 /* labels are ours and bounded; past it nothing new is counted */

static const struct {
    const char *name, *help;
    const char
        *first; /* labels that exist from the start, so that a rate can be taken; NULL none */
} metrics[] = {
    { "hedef_http_requests_total", "HTTP requests by handler, method and code.", NULL },
    { "hedef_evaluations_total", "Evaluations that ended without error.", "" },
    { "hedef_evaluations_failed_total", "Evaluations that failed.", "" },
    { "hedef_notifications_total", "Notifications attempted.", "channel=\"email\"" },
    { "hedef_notifications_failed_total", "Notifications that failed.", NULL },
    { "hedef_folder_files_total", "Files taken from or left in the drop folder by outcome.", NULL },
    { "hedef_collector_runs_total", "Runs of sources by outcome.", NULL },
};
#define METRICS (sizeof metrics / sizeof *metrics)

struct sample {
    struct sample *next;
    double value;
    char labels[];
};

struct counters {
    pthread_mutex_t lock;            /* guards everything below */
    struct sample *samples[METRICS]; /* in order of first use */
    size_t count;
};

static size_t metric_index(const char *name)
{
    size_t i = 0;

    while (i < METRICS && strcmp(metrics[i].name, name) != 0)
        i++;
    assert(i < METRICS);
    return i;
}

static void add_locked(struct counters *counters, size_t metric, const char *labels, double by)
{
    struct sample **link = &counters->samples[metric];

    while (*link && strcmp((*link)->labels, labels) != 0)
        link = &(*link)->next;
    if (!*link && counters->count < SAMPLES_MAX) {
        *link = hd_alloc(sizeof **link + strlen(labels) + 1);
        memcpy((*link)->labels, labels, strlen(labels) + 1);
        counters->count++;
    }
    if (*link)
        (*link)->value += by;
}

struct counters *counters_create(void)
{
    struct counters *counters = hd_alloc(sizeof *counters);

    pthread_mutex_init(&counters->lock, NULL);
    for (size_t i = 0; i < METRICS; i++)
        if (metrics[i].first)
            add_locked(counters, i, metrics[i].first, 0);
    return counters;
}

void counters_destroy(struct counters **counters)
{
    if (!*counters)
        return;
    for (size_t i = 0; i < METRICS; i++) {
        while ((*counters)->samples[i]) {
            struct sample *next = (*counters)->samples[i]->next;

            free((*counters)->samples[i]);
            (*counters)->samples[i] = next;
        }
    }
    pthread_mutex_destroy(&(*counters)->lock);
    free(*counters);
    *counters = NULL;
}

void counters_add(struct counters *counters, const char *metric, const char *labels, double by)
{
    size_t index = metric_index(metric);

    pthread_mutex_lock(&counters->lock);
    add_locked(counters, index, labels, by);
    pthread_mutex_unlock(&counters->lock);
}

static void write_sample(const char *name, const struct sample *sample, struct hd_buf *out)
{
    char value[HD_DOUBLE_TEXT_MAX];

    hd_double_text(sample->value, value);
    if (*sample->labels)
        hd_buf_printf(out, "%s{%s} %s\n", name, sample->labels, value);
    else
        hd_buf_printf(out, "%s %s\n", name, value);
}

void counters_write(struct counters *counters, struct hd_buf *out)
{
    pthread_mutex_lock(&counters->lock);
    for (size_t i = 0; i < METRICS; i++) {
        if (!counters->samples[i])
            continue;
        hd_buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n", metrics[i].name, metrics[i].help,
                      metrics[i].name);
        for (struct sample *sample = counters->samples[i]; sample; sample = sample->next)
            write_sample(metrics[i].name, sample, out);
    }
    pthread_mutex_unlock(&counters->lock);
}

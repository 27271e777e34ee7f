/* collect_probe FILE NAME [TIMES] - asks the source [source NAME] of the file as the daemon would,
 * and tells what came of it, one line of JSON for each time.  A sink that keeps nothing.
 *
 * Names are looked up in PROBE_HOSTS, `a.test=127.0.0.2|127.0.0.3,b.test=hang`: the addresses are
 * given one after the other, the last one for ever; `hang` is a name server that never answers.
 * No other name leads anywhere: a test asks nobody outside. */
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/collector.h"
#include "collectors/format.h"
#include "common/buf.h"
#include "common/curl.h"
#include "common/file.h"
#include "common/json.h"
#include "common/lang.h"

#define HOSTS_MAX 16

/* ---- names ---- */

static pthread_mutex_t naming = PTHREAD_MUTEX_INITIALIZER;
static size_t asked[HOSTS_MAX]; /* how often the n-th name of PROBE_HOSTS was looked up */

typedef int lookup_fn(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int lookup_number(const char *number, const char *service, const struct addrinfo *hints,
                         struct addrinfo **found_out)
{
    struct addrinfo narrow = hints ? *hints : (struct addrinfo){ 0 };
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    lookup_fn *lookup;

    memcpy(&lookup, &symbol, sizeof lookup);
    narrow.ai_flags = (narrow.ai_flags & ~AI_ADDRCONFIG) | AI_NUMERICHOST;
    return lookup(number, service, &narrow, found_out);
}

/* The part of `text` before the mark; what follows it. */
static const char *cut(const char *text, const char *mark, char *out, size_t room)
{
    size_t len = strcspn(text, mark);

    snprintf(out, room, "%.*s", (int)len, text);
    return text + len + (text[len] != '\0');
}

/* The address to answer now; "" when nobody knows the name. */
static void choose(const char *name, char *out, size_t room)
{
    const char *hosts = getenv("PROBE_HOSTS");
    char host[128], known[128], list[128];

    out[0] = '\0';
    for (size_t i = 0; hosts && *hosts && i < HOSTS_MAX; i++) {
        const char *rest;

        hosts = cut(hosts, ",", host, sizeof host);
        rest = cut(host, "=", known, sizeof known);
        if (strcmp(known, name) != 0)
            continue;
        pthread_mutex_lock(&naming);
        snprintf(list, sizeof list, "%s", rest);
        rest = list;
        for (size_t turn = 0; turn <= asked[i] && *rest; turn++)
            rest = cut(rest, "|", out, room);
        asked[i]++;
        pthread_mutex_unlock(&naming);
    }
}

/* Stands before the C library's for libcurl as well. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found_out)
{
    char address[128];

    if (lookup_number(name, service, hints, found_out) == 0)
        return 0;
    choose(name, address, sizeof address);
    if (strcmp(address, "hang") == 0) {
        for (;;)
            pause();
    }
    return *address ? lookup_number(address, service, hints, found_out) : EAI_NONAME;
}

/* ---- what is put ---- */

struct probe {
    struct hd_jsonw *out;
    const struct format_ops *format; /* tells of pages */
    size_t bodies;
};

static enum hd_rc put(void *ctx, const struct collector_body *body, struct collector_answer *answer,
                      struct hd_error *err)
{
    struct probe *probe = ctx;
    struct format_pages pages;

    (void)err;
    probe->bodies++;
    hd_jsonw_object(probe->out);
    hd_jsonw_key_string(probe->out, "name", body->name);
    hd_jsonw_key_string(probe->out, "type", body->type);
    hd_jsonw_key_int(probe->out, "len", (int64_t)body->len);
    hd_jsonw_key_int(probe->out, "wire", body->wire_bytes);
    hd_jsonw_key_int(probe->out, "status", body->status);
    hd_jsonw_key_int(probe->out, "modified", body->modified_at_ms);
    hd_jsonw_end_object(probe->out);
    answer->fate = COLLECTOR_TAKEN;
    if (probe->format->pages(body->data, body->len, &pages)) {
        answer->page = pages.page;
        answer->pages = pages.pages;
    }
    return HD_OK;
}

/* ---- memory ---- */

/* Not that of getrusage(), which remembers the process this one was started by. */
static long peak_kb(void)
{
    struct hd_error err;
    const char *found;
    char *text;
    size_t len;
    long kb;

    if (hd_file_read("/proc/self/status", 65536, &text, &len, &err))
        return 0;
    found = strstr(text, "VmHWM:");
    kb = found ? strtol(found + 6, NULL, 10) : 0;
    free(text);
    return kb;
}

/* The peak so far is forgotten, so that what follows can be told from starting up. */
static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");

    if (!file)
        return;
    fputs("5", file);
    fclose(file);
}

/* ---- asking ---- */

static volatile sig_atomic_t wanted_end;

static void note_end(int number)
{
    (void)number;
    wanted_end = 1;
}

static bool is_cancelled(void *ctx)
{
    (void)ctx;
    return wanted_end;
}

static void write_problems(struct hd_jsonw *w, const struct hd_problems *problems)
{
    hd_jsonw_key(w, "problems");
    hd_jsonw_array(w);
    for (size_t i = 0; i < problems->count; i++) {
        struct hd_buf HD_BUF_AUTO text;

        hd_buf_init(&text, 4096);
        hd_problem_message(&problems->items[i], NULL, &text);
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "code", problems->items[i].code);
        hd_jsonw_key_string(w, "message", text.data);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

/* One run; the mark it leaves, for the next. */
static char *ask(const struct collector_ops *transport, void *self, const char *mark)
{
    struct hd_problems problems = { 0 };
    struct hd_arena arena = { 0 };
    struct hd_buf HD_BUF_AUTO text;
    struct hd_jsonw w = { .out = &text };
    struct probe probe = { .out = &w, .format = format_find("worldbank") };
    const struct collector_sink sink = { put, &probe };
    struct collector_request request = {
        .now_at_ms = hd_now_at_ms(&hd_clock_system),
        .mark = mark,
        .arena = &arena,
        .cancelled = is_cancelled,
    };
    int64_t began = hd_now_tick_ms(&hd_clock_system);
    struct hd_error err = { .text = "" };
    char *left;
    enum hd_rc rc;

    hd_buf_init(&text, 1 << 20);
    hd_jsonw_object(&w);
    hd_jsonw_key(&w, "bodies");
    hd_jsonw_array(&w);
    rc = transport->collect(self, &request, &sink, &problems, &err);
    hd_jsonw_end_array(&w);
    hd_jsonw_key_string(&w, "rc", hd_rc_name(rc));
    hd_jsonw_key_string(&w, "log", err.text);
    write_problems(&w, &problems);
    hd_jsonw_key_bool(&w, "unchanged", request.unchanged);
    hd_jsonw_key_string(&w, "mark", request.new_mark);
    hd_jsonw_key_int(&w, "ms", hd_now_tick_ms(&hd_clock_system) - began);
    hd_jsonw_key_int(&w, "peak_kb", peak_kb());
    hd_jsonw_end_object(&w);
    puts(text.data);
    fflush(stdout);
    left = hd_strdup(request.new_mark ? request.new_mark : "");
    hd_arena_clear(&arena);
    hd_problems_clear(&problems);
    return left;
}

/* ---- reading the file ---- */

struct settings {
    struct hd_conf_group sources;
};

static const struct hd_conf_key settings_keys[] = {
    { .section = "source",
      .name = "*",
      .type = HD_CONF_GROUP,
      .offset = offsetof(struct settings, sources),
      .help = "" },
    { .name = NULL },
};

static bool is_transport(const char *name)
{
    return strcmp(name, "transport") == 0;
}

static const struct hd_conf_section *find_section(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->sources.count; i++) {
        if (strcmp(settings->sources.items[i].name, name) == 0)
            return &settings->sources.items[i];
    }
    return NULL;
}

static int fail(const struct hd_problems *problems, const struct hd_error *err)
{
    for (size_t i = 0; i < problems->count; i++) {
        struct hd_buf HD_BUF_AUTO text;

        hd_buf_init(&text, 4096);
        hd_problem_message(&problems->items[i], NULL, &text);
        fprintf(stderr, "%s: %s\n", problems->items[i].code, text.data);
    }
    fprintf(stderr, "%s\n", err->text);
    return 2;
}

static int ask_times(const struct collector_ops *transport, void *self, long times,
                     struct hd_error *err)
{
    const struct curl_library *curl;
    char *mark = hd_strdup(""), *next;

    if (curl_library_get(&curl, err)) /* loading it is not a run's memory */
        return 2;
    for (long i = 0; i < times; i++) {
        forget_peak();
        printf("{\"before_kb\":%ld}\n", peak_kb());
        next = ask(transport, self, mark);
        free(mark);
        mark = next;
    }
    free(mark);
    return 0;
}

static int probe(const struct collector_ops *transport, const struct hd_conf_section *section,
                 long times, struct hd_problems *problems, struct hd_error *err)
{
    void *conf = hd_alloc(transport->conf_size), *self = NULL;
    const struct hd_conf_filling fillings[] = { { transport->keys, conf }, { NULL, NULL } };
    const struct collector_site site = {
        .clock = &hd_clock_system, .name = section->name, .data_dir = ".", .max_bytes = 16 << 20
    };
    int code;

    if (hd_conf_section_fill(section, false, fillings, is_transport, NULL, problems, err) ||
        transport->open(conf, &site, &self, problems, err)) {
        code = fail(problems, err);
    } else {
        printf("{\"place\":\"%s\"}\n", transport->place(conf));
        code = ask_times(transport, self, times, err);
        transport->close(self);
    }
    hd_conf_clear(transport->keys, conf);
    free(conf);
    return code;
}

int main(int argc, char **argv)
{
    struct settings settings = { .sources = { .count = 0 } };
    struct hd_problems problems = { 0 };
    struct hd_error err = { .text = "" };
    const struct hd_conf_section *section;
    int code = 2;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, note_end);
    if (argc < 3)
        return code;
    if (hd_conf_load(argv[1], settings_keys, &settings, &problems, &err))
        fail(&problems, &err);
    else if ((section = find_section(&settings, argv[2])))
        code = probe(collector_find("http"), section, argc > 3 ? strtol(argv[3], NULL, 10) : 1,
                     &problems, &err);
    hd_problems_clear(&problems);
    hd_conf_clear(settings_keys, &settings);
    return code;
}

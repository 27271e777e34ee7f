/* Values that were read are shown, and read again as the same ones. */
#include "fuzz/fuzz.h"

#include <stddef.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf.h"

struct sample {
    bool on;
    int64_t count, wait_ms, size_bytes;
    char *title, *names, *dir;
    int color;
};

static const struct hd_conf_choice colors[] = { { "red", 1 }, { "green", 2 }, { NULL, 0 } };

#define AT(field) .offset = offsetof(struct sample, field), .help = "A field."

static const struct hd_conf_key keys[] = {
    { .section = "main", .name = "on", .type = HD_CONF_BOOL, .fallback = "yes", AT(on) },
    { .section = "main",
      .name = "count",
      .type = HD_CONF_INT,
      .fallback = "3",
      .min = -9,
      .max = 9,
      AT(count) },
    { .section = "main", .name = "wait", .type = HD_CONF_DURATION, .fallback = "90s", AT(wait_ms) },
    { .section = "main",
      .name = "size",
      .type = HD_CONF_SIZE,
      .fallback = "10MiB",
      AT(size_bytes) },
    { .section = "text", .name = "title", .type = HD_CONF_TEXT, AT(title) },
    { .section = "text", .name = "names", .type = HD_CONF_LIST, .fallback = "a, b", AT(names) },
    { .section = "text", .name = "dir", .type = HD_CONF_PATH, .fallback = "data", AT(dir) },
    { .section = "text",
      .name = "color",
      .type = HD_CONF_CHOICE,
      .fallback = "green",
      .choices = colors,
      AT(color) },
    { .name = NULL },
};

static void show(const struct sample *sample, struct hd_buf *out)
{
    for (const struct hd_conf_key *key = keys; key->name; key++) {
        hd_buf_printf(out, "[%s]\n%s = ", key->section, key->name);
        hd_conf_value_text(key, sample, out);
        hd_buf_putc(out, '\n');
    }
}

static void check_shown(const struct sample *sample)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_buf text HD_BUF_AUTO;
    struct hd_buf again HD_BUF_AUTO;
    struct sample second = { 0 };
    struct hd_error err;

    hd_buf_init(&text, 1 << 24);
    hd_buf_init(&again, 1 << 24);
    show(sample, &text);
    FUZZ_CHECK(hd_conf_load_text("again", text.data, text.len, "/base", keys, &second, &problems,
                                 &err) == HD_OK);
    show(&second, &again);
    FUZZ_CHECK(strcmp(text.data, again.data) == 0);
    hd_conf_clear(keys, &second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct sample sample = { 0 };
    struct hd_error err;
    enum hd_rc rc = hd_conf_load_text("x.conf", (const char *)data, size, "/base", keys, &sample,
                                      &problems, &err);

    FUZZ_CHECK((rc == HD_OK) == (problems.errors == 0));
    if (rc == HD_OK)
        check_shown(&sample);
    else
        FUZZ_CHECK(!sample.title && !sample.names && !sample.dir);
    hd_conf_clear(keys, &sample);
    return 0;
}

#include "common/lang.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "common/mo.h"
#include "common/plural.h"
#include "common/po_files.h"

#define LANGS_MAX     64
#define CODE_MAX      15
#define ACCEPT_RANGES 32

struct hd_lang {
    char code[CODE_MAX + 1];
    struct hd_mo mo;
    struct hd_plural plural;
};

/* Filled once, before any answer; only read from then on. */
static struct hd_lang langs[LANGS_MAX];
static const struct hd_lang *all[LANGS_MAX];
static size_t lang_count;
static const struct hd_lang *english;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static struct hd_lang *add_lang(const char *code, size_t code_len)
{
    struct hd_lang *lang;

    if (code_len > CODE_MAX || lang_count == LANGS_MAX)
        return NULL;
    lang = &langs[lang_count++];
    memcpy(lang->code, code, code_len);
    hd_plural_parse("", &lang->plural);
    return lang;
}

static void load_file(const struct hd_embedded *file)
{
    const char *dot = strchr(file->name, '.');
    size_t len, code_len = dot ? (size_t)(dot - file->name) : strlen(file->name);
    struct hd_lang *lang = add_lang(file->name, code_len);
    const char *header;

    if (!lang || !hd_mo_open(&lang->mo, file->data, file->len))
        return;
    header = hd_mo_find(&lang->mo, NULL, "", &len);
    if (header)
        hd_plural_parse(header, &lang->plural);
}

/* Into `all`, which is in order of code. */
static void insert(const struct hd_lang *lang, size_t count)
{
    size_t at = count;

    for (; at > 0 && strcmp(all[at - 1]->code, lang->code) > 0; at--)
        all[at] = all[at - 1];
    all[at] = lang;
}

static void load(void)
{
    for (const struct hd_embedded *file = lang_files; file->name; file++)
        load_file(file);
    for (size_t i = 0; i < lang_count; i++) {
        if (strcmp(langs[i].code, "en") == 0)
            english = &langs[i];
    }
    /* The msgids are English, so that language is there even without a catalogue. */
    if (!english)
        english = lang_count < LANGS_MAX ? add_lang("en", 2) : &langs[0];
    for (size_t i = 0; i < lang_count; i++)
        insert(&langs[i], i);
}

static void ensure_loaded(void)
{
    pthread_once(&loaded, load);
}

const struct hd_lang *hd_lang_default(void)
{
    ensure_loaded();
    return english;
}

static const struct hd_lang *find_part(const char *code, size_t len)
{
    for (size_t i = 0; i < lang_count; i++) {
        if (strlen(all[i]->code) == len && strncasecmp(all[i]->code, code, len) == 0)
            return all[i];
    }
    return NULL;
}

const struct hd_lang *hd_lang_find(const char *code)
{
    ensure_loaded();
    return code ? find_part(code, strlen(code)) : NULL;
}

const char *hd_lang_code(const struct hd_lang *lang)
{
    return lang ? lang->code : "en";
}

const struct hd_lang *const *hd_lang_all(size_t *count_out)
{
    ensure_loaded();
    *count_out = lang_count;
    return all;
}

/* `;q=0.8` in thousandths; 1000 when there is none, 0 when malformed. */
static int read_weight(const char *params, size_t len)
{
    const char *end = params + len;
    const char *q = memchr(params, '=', len);
    int weight, scale = 100;

    if (!q)
        return 1000;
    q++;
    if (q == end || (*q != '0' && *q != '1'))
        return 0;
    weight = (*q++ - '0') * 1000;
    if (q < end && *q == '.')
        q++;
    for (; q < end && *q >= '0' && *q <= '9' && scale > 0; q++, scale /= 10)
        weight += (*q - '0') * scale;
    return weight > 1000 ? 1000 : weight;
}

/* One range of the header: `az-AZ;q=0.9` is az for us. */
static const struct hd_lang *match_range(const char *range, size_t len, int *weight_out)
{
    const char *semicolon = memchr(range, ';', len);
    size_t tag_len = semicolon ? (size_t)(semicolon - range) : len;
    size_t primary = 0;

    while (tag_len && (range[0] == ' ' || range[0] == '\t')) {
        range++;
        tag_len--;
        len--;
    }
    while (tag_len && (range[tag_len - 1] == ' ' || range[tag_len - 1] == '\t'))
        tag_len--;
    while (primary < tag_len && range[primary] != '-')
        primary++;
    *weight_out = semicolon ? read_weight(range + tag_len, len - tag_len) : 1000;
    return find_part(range, primary);
}

const struct hd_lang *hd_lang_accept(const char *header, const struct hd_lang *fallback)
{
    const struct hd_lang *best = NULL;
    int best_weight = 0;

    ensure_loaded();
    for (int i = 0; header && *header && i < ACCEPT_RANGES; i++) {
        size_t len = strcspn(header, ",");
        int weight;
        const struct hd_lang *lang = match_range(header, len, &weight);

        if (lang && weight > best_weight) {
            best = lang;
            best_weight = weight;
        }
        header += len;
        header += *header == ',';
    }
    return best ? best : fallback;
}

static const char *translate(const struct hd_lang *lang, const char *context, const char *msgid)
{
    size_t len;
    const char *text;

    if (!lang)
        lang = hd_lang_default();
    if (!*msgid)
        return msgid; /* in the catalogue this is the header */
    text = hd_mo_find(&lang->mo, context, msgid, &len);
    return text ? text : msgid;
}

const char *hd_tr(const struct hd_lang *lang, const char *msgid)
{
    return translate(lang, NULL, msgid);
}

const char *hd_tr_ctx(const struct hd_lang *lang, const char *context, const char *msgid)
{
    return translate(lang, context, msgid);
}

const char *hd_tr_n(const struct hd_lang *lang, const char *singular, const char *plural,
                    long count)
{
    unsigned long n = count < 0 ? 0 - (unsigned long)count : (unsigned long)count;
    const char *text, *end;
    size_t len;

    if (!lang)
        lang = hd_lang_default();
    text = hd_mo_find(&lang->mo, NULL, singular, &len);
    if (!text)
        return n == 1 ? singular : plural;
    end = text + len;
    for (unsigned form = hd_plural_form(&lang->plural, n); form > 0; form--) {
        const char *next = text + strlen(text) + 1;

        if (next > end)
            break;
        text = next;
    }
    return text;
}

static const char *find_arg(const char *const *args, const char *name, size_t len)
{
    for (; args[0] && args[1]; args += 2) {
        if (strncmp(args[0], name, len) == 0 && args[0][len] == '\0')
            return args[1];
    }
    return NULL;
}

void hd_fill(struct hd_buf *out, const char *pattern, const char *const *args)
{
    while (*pattern) {
        size_t len = strcspn(pattern, "{");
        const char *close, *value = NULL;

        hd_buf_put(out, pattern, len);
        pattern += len;
        close = *pattern ? strchr(pattern, '}') : NULL;
        if (close)
            value = find_arg(args, pattern + 1, (size_t)(close - pattern - 1));
        if (value) {
            hd_buf_puts(out, value);
            pattern = close + 1;
        } else if (*pattern) {
            hd_buf_putc(out, *pattern++);
        }
    }
}

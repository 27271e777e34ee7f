#include "common/conf_value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/memory.h"

#define TEXT_MAX 65536

struct unit {
    const char *name;
    int64_t size;
};

/* Large to small, the order in which they may follow each other. */
static const struct unit durations[] = {
    { "w", 604800000 }, { "d", 86400000 }, { "h", 3600000 },
    { "m", 60000 },     { "s", 1000 },     { "ms", 1 },
};
#define DURATION_COUNT (sizeof durations / sizeof *durations)

static const struct unit sizes[] = {
    { "TiB", INT64_C(1) << 40 }, { "GiB", 1 << 30 }, { "MiB", 1 << 20 },
    { "KiB", 1 << 10 },          { "", 1 },
};
#define SIZE_COUNT (sizeof sizes / sizeof *sizes)

static void *field(const struct hd_conf_key *key, void *into)
{
    return (char *)into + key->offset;
}

static const void *field_of(const struct hd_conf_key *key, const void *from)
{
    return (const char *)from + key->offset;
}

static bool is_text(const struct hd_conf_key *key)
{
    return key->type == HD_CONF_TEXT || key->type == HD_CONF_LIST || key->type == HD_CONF_PATH;
}

/* Digits up to 10^15, so that no unit makes them overflow unnoticed. */
static bool take_number(const char **at, int64_t *number_out)
{
    const char *start = *at;
    int64_t number = 0;

    for (; **at >= '0' && **at <= '9'; (*at)++) {
        number = number * 10 + (**at - '0');
        if (number > INT64_C(1000000000000000))
            return false;
    }
    *number_out = number;
    return *at > start;
}

static size_t take_unit(const char **at, const struct unit *units, size_t count)
{
    size_t best = count, best_len = 0;

    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(units[i].name);

        if (strncmp(*at, units[i].name, len) == 0 && (best == count || len > best_len)) {
            best = i;
            best_len = len;
        }
    }
    *at += best_len;
    return best;
}

bool hd_duration_parse(const char *text, int64_t *ms_out)
{
    size_t next = 0; /* 1h30m, but not 30m1h and not 1h2h */
    int64_t total = 0;

    if (strcmp(text, "0") == 0) {
        *ms_out = 0;
        return true;
    }
    do {
        int64_t number, part;
        size_t unit;

        if (!take_number(&text, &number))
            return false;
        unit = take_unit(&text, durations, DURATION_COUNT);
        if (unit == DURATION_COUNT || unit < next ||
            __builtin_mul_overflow(number, durations[unit].size, &part) ||
            __builtin_add_overflow(total, part, &total))
            return false;
        next = unit + 1;
    } while (*text);
    *ms_out = total;
    return true;
}

bool hd_size_parse(const char *text, int64_t *bytes_out)
{
    int64_t number;
    size_t unit;

    if (!take_number(&text, &number))
        return false;
    unit = take_unit(&text, sizes, SIZE_COUNT);
    return !*text && !__builtin_mul_overflow(number, sizes[unit].size, bytes_out);
}

static bool parse_int(const char *text, int64_t *value_out)
{
    bool negative = *text == '-';

    text += negative;
    if (!take_number(&text, value_out) || *text)
        return false;
    if (negative)
        *value_out = -*value_out;
    return true;
}

static bool parse_bool(const char *text, bool *value_out)
{
    static const char *const words[] = { "no", "yes", "false", "true", "0", "1" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i]) == 0) {
            *value_out = i & 1;
            return true;
        }
    }
    return false;
}

static bool parse_choice(const struct hd_conf_key *key, const char *text, int *value_out)
{
    for (const struct hd_conf_choice *choice = key->choices; choice->word; choice++) {
        if (strcmp(choice->word, text) == 0) {
            *value_out = choice->value;
            return true;
        }
    }
    return false;
}

static bool parse_number(const struct hd_conf_key *key, const char *text, int64_t *value_out)
{
    if (key->type == HD_CONF_DURATION)
        return hd_duration_parse(text, value_out);
    if (key->type == HD_CONF_SIZE)
        return hd_size_parse(text, value_out);
    return parse_int(text, value_out);
}

static void put_units(struct hd_buf *out, int64_t value, const struct unit *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (value % units[i].size == 0) {
            hd_buf_printf(out, "%" PRId64 "%s", value / units[i].size, units[i].name);
            return;
        }
    }
}

static void put_number(const struct hd_conf_key *key, int64_t value, struct hd_buf *out)
{
    if (value && key->type == HD_CONF_DURATION)
        put_units(out, value, durations, DURATION_COUNT);
    else if (value && key->type == HD_CONF_SIZE)
        put_units(out, value, sizes, SIZE_COUNT);
    else
        hd_buf_printf(out, "%" PRId64, value);
}

bool hd_conf_value_range(const struct hd_conf_key *key, struct hd_buf *out)
{
    if (!key->min && !key->max)
        return false;
    put_number(key, key->min, out);
    hd_buf_puts(out, "..");
    put_number(key, key->max, out);
    return true;
}

/* What may stand there, as the argument {allowed} of the message. */
static void put_allowed(const struct hd_conf_key *key, struct hd_buf *out)
{
    switch (key->type) {
    case HD_CONF_BOOL:
        hd_buf_puts(out, "yes, no");
        break;
    case HD_CONF_CHOICE:
        for (const struct hd_conf_choice *choice = key->choices; choice->word; choice++)
            hd_buf_printf(out, "%s%s", choice == key->choices ? "" : ", ", choice->word);
        break;
    case HD_CONF_DURATION:
        hd_buf_puts(out, "30s, 15m, 12h, 7d, 2w");
        break;
    case HD_CONF_SIZE:
        hd_buf_puts(out, "1024, 64KiB, 10MiB");
        break;
    case HD_CONF_INT:
    case HD_CONF_TEXT:
    case HD_CONF_LIST:
    case HD_CONF_PATH:
    case HD_CONF_GROUP:
        break;
    }
}

static const char *message_for(const struct hd_conf_key *key)
{
    switch (key->type) {
    case HD_CONF_INT:
        return N_("{option} is a whole number.");
    case HD_CONF_DURATION:
        return N_("{option} is a span of time. Write it like one of: {allowed}.");
    case HD_CONF_SIZE:
        return N_("{option} is a size in bytes. Write it like one of: {allowed}.");
    default:
        return N_("{option} must be one of: {allowed}.");
    }
}

static void add_problem(const struct hd_conf_key *key, const char *code, const char *message,
                        const char *text, const char *allowed, struct hd_problems *problems,
                        const struct hd_problem *place)
{
    struct hd_problem problem = *place;

    problem.code = code;
    problem.message = message;
    problem.value = key->secret ? NULL : text;
    problem.args[0] = "option";
    problem.args[1] = key->name;
    problem.args[2] = "allowed";
    problem.args[3] = allowed;
    hd_problem_add(problems, &problem);
}

static void set_number(const struct hd_conf_key *key, const char *text, void *into,
                       struct hd_problems *problems, const struct hd_problem *place)
{
    struct hd_buf allowed HD_BUF_AUTO = { 0 };
    int64_t value;

    hd_buf_init(&allowed, 256);
    if (!parse_number(key, text, &value)) {
        put_allowed(key, &allowed);
        add_problem(key, "conf_value", message_for(key), text, allowed.data, problems, place);
    } else if (hd_conf_value_range(key, &allowed) && (value < key->min || value > key->max)) {
        add_problem(key, "conf_range", N_("{option} must be within {allowed}."), text, allowed.data,
                    problems, place);
    } else {
        memcpy(field(key, into), &value, sizeof value);
    }
}

static void set_word(const struct hd_conf_key *key, const char *text, void *into,
                     struct hd_problems *problems, const struct hd_problem *place)
{
    struct hd_buf allowed HD_BUF_AUTO = { 0 };

    hd_buf_init(&allowed, 1024);
    if (key->type == HD_CONF_BOOL ? parse_bool(text, field(key, into))
                                  : parse_choice(key, text, field(key, into)))
        return;
    put_allowed(key, &allowed);
    add_problem(key, "conf_value", message_for(key), text, allowed.data, problems, place);
}

/* "a , b,, c" becomes "a,b,c". */
static char *list_text(const char *text)
{
    struct hd_buf out HD_BUF_AUTO = { 0 };

    hd_buf_init(&out, TEXT_MAX);
    while (*text) {
        size_t len = strcspn(text, ","), skip = strspn(text, " \t");
        const char *next = text + len + (text[len] == ',');

        if (skip < len) {
            text += skip;
            len -= skip;
            while (text[len - 1] == ' ' || text[len - 1] == '\t')
                len--;
            if (out.len)
                hd_buf_putc(&out, ',');
            hd_buf_put(&out, text, len);
        }
        text = next;
    }
    return hd_buf_take(&out, NULL);
}

static char *path_text(const char *text, const char *base_dir)
{
    struct hd_buf out HD_BUF_AUTO = { 0 };

    hd_buf_init(&out, TEXT_MAX);
    if (base_dir && *base_dir && *text && *text != '/') {
        hd_buf_puts(&out, base_dir);
        if (strcmp(text, ".") == 0)
            return hd_buf_take(&out, NULL);
        if (base_dir[strlen(base_dir) - 1] != '/')
            hd_buf_putc(&out, '/');
    }
    hd_buf_puts(&out, text);
    return hd_buf_take(&out, NULL);
}

static void replace(char **place, char *text)
{
    free(*place);
    *place = text;
}

/* Kept also when it is refused: the whole is thrown away then. */
static void set_text(const struct hd_conf_key *key, char *text, void *into,
                     struct hd_problems *problems, const struct hd_problem *place)
{
    struct hd_problem problem = *place;

    replace(field(key, into), text);
    if (!key->valid || key->valid(text))
        return;
    problem.code = "value_invalid";
    problem.message = key->invalid;
    problem.value = key->secret ? NULL : text;
    problem.args[0] = "option";
    problem.args[1] = key->name;
    problem.args[2] = "value";
    problem.args[3] = key->secret ? "***" : text;
    hd_problem_add(problems, &problem);
}

void hd_conf_value_set(const struct hd_conf_key *key, const char *text, const char *base_dir,
                       void *into, struct hd_problems *problems, const struct hd_problem *place)
{
    char **place_of_text = field(key, into);

    if (is_text(key) && !*text && !key->fallback) {
        replace(place_of_text, NULL); /* `name =`: as if it were not there */
        return;
    }
    switch (key->type) {
    case HD_CONF_BOOL:
    case HD_CONF_CHOICE:
        set_word(key, text, into, problems, place);
        return;
    case HD_CONF_INT:
    case HD_CONF_DURATION:
    case HD_CONF_SIZE:
        set_number(key, text, into, problems, place);
        return;
    case HD_CONF_TEXT:
        set_text(key, hd_strdup(text), into, problems, place);
        return;
    case HD_CONF_LIST:
        replace(place_of_text, list_text(text));
        return;
    case HD_CONF_PATH:
        set_text(key, path_text(text, base_dir), into, problems, place);
        return;
    case HD_CONF_GROUP: /* filled section by section */
        return;
    }
}

static size_t field_size(const struct hd_conf_key *key)
{
    if (is_text(key))
        return sizeof(char *);
    if (key->type == HD_CONF_BOOL)
        return sizeof(bool);
    return key->type == HD_CONF_CHOICE ? sizeof(int) : sizeof(int64_t);
}

void hd_conf_value_clear(const struct hd_conf_key *key, void *into)
{
    if (is_text(key))
        free(*(char **)field(key, into));
    if (key->type == HD_CONF_GROUP) {
        hd_conf_group_clear(field(key, into));
        return;
    }
    memset(field(key, into), 0, field_size(key));
}

bool hd_conf_value_equal(const struct hd_conf_key *key, const void *a, const void *b)
{
    if (key->type == HD_CONF_GROUP)
        return true; /* compared by whoever knows what its options mean */
    if (is_text(key)) {
        const char *left = *(char *const *)field_of(key, a);
        const char *right = *(char *const *)field_of(key, b);

        return left && right ? strcmp(left, right) == 0 : left == right;
    }
    return memcmp(field_of(key, a), field_of(key, b), field_size(key)) == 0;
}

/* Quoted where the reader would otherwise cut or change it. */
static void put_text(const char *text, struct hd_buf *out)
{
    size_t len = strlen(text);
    bool plain =
        len && !strpbrk(text, "\"\\#") && !strchr(" \t", text[0]) && !strchr(" \t", text[len - 1]);

    if (plain) {
        hd_buf_puts(out, text);
        return;
    }
    hd_buf_putc(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            hd_buf_putc(out, '\\');
        hd_buf_putc(out, *text);
    }
    hd_buf_putc(out, '"');
}

static const char *choice_word(const struct hd_conf_key *key, int value)
{
    for (const struct hd_conf_choice *choice = key->choices; choice->word; choice++) {
        if (choice->value == value)
            return choice->word;
    }
    return "";
}

void hd_conf_value_text(const struct hd_conf_key *key, const void *from, struct hd_buf *out)
{
    const void *at = field_of(key, from);

    if (is_text(key)) {
        const char *text = *(char *const *)at;

        if (text && key->secret)
            hd_buf_puts(out, "***");
        else if (text)
            put_text(text, out);
    } else if (key->type == HD_CONF_BOOL) {
        hd_buf_puts(out, *(const bool *)at ? "yes" : "no");
    } else if (key->type == HD_CONF_CHOICE) {
        hd_buf_puts(out, choice_word(key, *(const int *)at));
    } else {
        put_number(key, *(const int64_t *)at, out);
    }
}

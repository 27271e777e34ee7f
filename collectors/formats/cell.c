#include "collectors/formats/cell.h"

#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/lang.h"
#include "common/problem.h"

#define NBSP        "\xC2\xA0"
#define NARROW_NBSP "\xE2\x80\xAF"
#define TRUE_MINUS  "\xE2\x88\x92"
#define CODE_MAX    32

const char cell_status_message[] = N_("This is no status. Write one letter of A B D E F G H I J K "
                                      "L M N O P Q S U V W, or nothing for A.");
const char cell_published_message[] =
    N_("This is no date. Write 2026-11-21, or 2026-11-21T10:15:00Z.");

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Bytes of the blank at `at`, 0 when there is none. */
static size_t blank_len(const char *at, const char *end)
{
    size_t room = (size_t)(end - at);

    if (!room)
        return 0;
    if (*at == ' ' || *at == '\t')
        return 1;
    if (room >= 2 && memcmp(at, NBSP, 2) == 0)
        return 2;
    return room >= 3 && memcmp(at, NARROW_NBSP, 3) == 0 ? 3 : 0;
}

static size_t blank_len_before(const char *start, const char *end)
{
    size_t room = (size_t)(end - start);

    for (size_t len = 1; len <= 3 && len <= room; len++) {
        if (blank_len(end - len, end) == len)
            return len;
    }
    return 0;
}

static bool is_plain(char c)
{
    return c > ' ' && c < 0x7F; /* no byte of any blank */
}

const char *cell_trim(const char *text, size_t *len)
{
    const char *end = text + *len;
    size_t blank;

    if (*len && is_plain(*text) && is_plain(end[-1]))
        return text;
    while ((blank = blank_len(text, end)) > 0)
        text += blank;
    while ((blank = blank_len_before(text, end)) > 0)
        end -= blank;
    *len = (size_t)(end - text);
    return text;
}

/* ---- numbers ---- */

/* A number taken apart.  The whole text is gone through once. */
struct scan {
    char digits[HD_DECIMAL_MAX + 1]; /* the digits, with every mark as it stood */
    size_t len;
    size_t commas, points;
    size_t run;     /* digits since the start, a blank or a mark */
    bool grouped;   /* blanks stood between the digits */
    bool bad_group; /* and not by threes */
    bool minus;
    char exponent[8]; /* "e+05", or empty */
};

static void put(struct scan *scan, char c)
{
    if (scan->len < sizeof scan->digits - 1)
        scan->digits[scan->len++] = c;
    else
        scan->bad_group = true; /* longer than any number of ours */
}

static const char *scan_sign(const char *at, const char *end, struct scan *scan)
{
    if (at < end && (*at == '-' || *at == '+')) {
        scan->minus = *at == '-';
        return at + 1;
    }
    if (end - at >= 3 && memcmp(at, TRUE_MINUS, 3) == 0) {
        scan->minus = true;
        return at + 3;
    }
    return at;
}

/* Before a mark or at the end: a group of thousands has three digits. */
static void end_group(struct scan *scan)
{
    if (scan->grouped && !scan->commas && !scan->points && scan->run != 3)
        scan->bad_group = true;
}

static void scan_blank(struct scan *scan)
{
    if (scan->commas || scan->points || !scan->run || scan->run > 3 ||
        (scan->grouped && scan->run != 3))
        scan->bad_group = true;
    scan->grouped = true;
    scan->run = 0;
}

/* Two marks can only be told from a slip of the pen, or a date, if they part thousands. */
static void scan_mark(struct scan *scan, char c)
{
    end_group(scan);
    if (scan->commas + scan->points && scan->run != 3)
        scan->bad_group = true;
    if (!scan->run)
        scan->bad_group = true;
    put(scan, c);
    scan->commas += c == ',';
    scan->points += c == '.';
    scan->run = 0;
}

static bool scan_exponent(const char *at, const char *end, struct scan *scan)
{
    size_t len = 0;

    scan->exponent[len++] = 'e';
    at++;
    if (at < end && (*at == '+' || *at == '-'))
        scan->exponent[len++] = *at++;
    if (at == end)
        return false;
    for (; at < end && is_digit(*at) && len < sizeof scan->exponent - 1; at++)
        scan->exponent[len++] = *at;
    return at == end && !scan->grouped;
}

/* false when this is no number at all. */
static bool scan_number(const char *at, const char *end, struct scan *scan)
{
    size_t step;

    for (at = scan_sign(at, end, scan); at < end; at += step) {
        step = 1;
        if (is_digit(*at)) {
            put(scan, *at);
            scan->run++;
        } else if (*at == ',' || *at == '.') {
            scan_mark(scan, *at);
        } else if ((*at | 32) == 'e' && scan->run) {
            return scan_exponent(at, end, scan);
        } else {
            step = blank_len(at, end);
            if (!step)
                return false;
            scan_blank(scan);
        }
    }
    end_group(scan);
    return scan->run > 0;
}

/* The digits with `keep` turned into `mark` and the other marks left out; its length. */
static size_t write_number(const struct scan *scan, char keep, char mark,
                           char out[static HD_DECIMAL_MAX + 1])
{
    size_t exponent_len = strlen(scan->exponent);
    size_t len = 0, room = HD_DECIMAL_MAX - exponent_len;

    if (scan->minus)
        out[len++] = '-';
    for (size_t i = 0; i < scan->len && len < room; i++) {
        if (is_digit(scan->digits[i]))
            out[len++] = scan->digits[i];
        else if (scan->digits[i] == keep)
            out[len++] = mark;
    }
    memcpy(out + len, scan->exponent, exponent_len + 1);
    return len + exponent_len;
}

static void refuse(struct cell_value *value, const char *code, const char *message)
{
    value->kind = CELL_BAD;
    value->code = code;
    value->message = message;
}

/* Digits behind the last mark; *mark_out is that mark when it stands there once. */
static size_t last_mark(const struct scan *scan, char *mark_out)
{
    size_t at = scan->len;
    char mark;

    while (at > 0 && is_digit(scan->digits[at - 1]))
        at--;
    mark = at > 0 ? scan->digits[at - 1] : '\0';
    *mark_out = (mark == ',' ? scan->commas : scan->points) == 1 ? mark : '\0';
    return scan->len - at;
}

/* One of two marks groups thousands, or a comma may, and nobody can tell for certain. */
static void refuse_ambiguous(const struct scan *scan, bool comma_mark, struct cell_value *value)
{
    char mark;
    size_t behind = last_mark(scan, &mark);
    bool thousands = scan->commas + scan->points == 1 && behind == 3;

    write_number(scan, mark, '.', value->one);
    if (thousands)
        write_number(scan, '\0', '\0', value->other);
    else
        write_number(scan, mark, ',', value->other);
    refuse(value, "number_ambiguous",
           thousands || (mark && comma_mark) ? N_("Write {one} or {other}.") : N_("Write {one}."));
}

static void refuse_number(struct cell_value *value)
{
    refuse(value, "number_invalid",
           N_("This is not a number. Write it like 1234.5; leave the cell empty if there is no "
              "value, or write : if it is known that there is none."));
}

static void read_number(const struct scan *scan, bool comma_mark, struct cell_value *value)
{
    size_t marks = scan->commas + scan->points;
    bool one_kind = !scan->commas || !scan->points;

    if (scan->bad_group || (marks > 1 && one_kind && scan->run != 3)) {
        refuse_number(value);
    } else if (marks > 1 || (scan->commas && !comma_mark)) {
        refuse_ambiguous(scan, comma_mark, value);
    } else {
        value->mark = scan->commas ? ',' : scan->points ? '.' : '\0';
        value->kind = CELL_NUMBER;
        if (!hd_decimal_valid(value->text, write_number(scan, value->mark, '.', value->text)))
            refuse_number(value);
    }
}

/* ---- what a value can be ---- */

static bool is_missing(const char *text, size_t len)
{
    return (len == 1 && *text == ':') || (len == 2 && memcmp(text, "..", 2) == 0) ||
           (len == 3 && strncasecmp(text, "nan", 3) == 0);
}

static bool is_code(const char *text, size_t len)
{
    if (len > CODE_MAX || !is_letter(*text))
        return false;
    for (size_t i = 1; i < len; i++) {
        if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '-')
            return false;
    }
    return true;
}

/* <2.5, >90, and the signs with a bar below. */
static bool is_limit(const char *text, size_t len)
{
    return *text == '<' || *text == '>' ||
           (len >= 3 &&
            (memcmp(text, "\xE2\x89\xA4", 3) == 0 || memcmp(text, "\xE2\x89\xA5", 3) == 0));
}

static const char *take_percent(const char *text, size_t *len, bool *percent_out)
{
    *percent_out = text[*len - 1] == '%';
    if (*percent_out) {
        --*len;
        text = cell_trim(text, len);
    }
    return text;
}

void cell_read_value(const char *text, size_t len, bool comma_mark, struct cell_value *value)
{
    struct scan scan = { 0 };

    *value = (struct cell_value){ .kind = CELL_EMPTY };
    if (!len)
        return;
    if (is_missing(text, len)) {
        value->kind = CELL_MISSING;
    } else if (is_code(text, len)) {
        value->kind = CELL_CODE;
        memcpy(value->text, text, len);
    } else if (is_limit(text, len)) {
        refuse(value, "number_below_limit",
               N_("A limit is not a value. Leave the cell empty, or give the value, and write "
                  "the limit into the comment."));
    } else {
        text = take_percent(text, &len, &value->percent_sign);
        if (scan_number(text, text + len, &scan))
            read_number(&scan, comma_mark, value);
        else
            refuse_number(value);
    }
}

void cell_read_number(const char *text, size_t len, bool comma_mark, struct cell_value *value)
{
    cell_read_value(text, len, comma_mark, value);
    if (value->kind == CELL_CODE)
        refuse_number(value);
}

struct reading_number cell_number(const struct cell_value *value)
{
    return (struct reading_number){ .given = value->kind != CELL_EMPTY,
                                    .percent_sign = value->percent_sign,
                                    .text = value->kind == CELL_NUMBER ? value->text : NULL };
}

const char *reading_beside_word(enum reading_beside beside)
{
    static const char *const words[READING_BESIDES] = {
        [BESIDE_RESPONDENTS] = "n",
        [BESIDE_NUMERATOR] = "numerator",
        [BESIDE_DENOMINATOR] = "denominator",
    };

    return words[beside];
}

void cell_describe(const struct cell_value *value, struct hd_problem *problem)
{
    problem->code = value->code;
    problem->message = value->message;
    problem->args[0] = "one";
    problem->args[1] = value->one;
    problem->args[2] = "other";
    problem->args[3] = value->other;
}

bool cell_read_status(const char *text, char *status_out)
{
    if (!*text || text[1] || !strchr("ABDEFGHIJKLMNOPQSUVW", *text))
        return false;
    *status_out = *text;
    return true;
}

bool cell_read_published(const char *text, size_t len, const struct hd_zone *zone,
                         int64_t *at_ms_out)
{
    int32_t day;

    if (!hd_day_parse(text, len, &day))
        return hd_instant_parse(text, len, at_ms_out);
    *at_ms_out = zone ? hd_zone_at_ms(zone, day, 12 * 60) : day * HD_DAY_MS + HD_DAY_MS / 2;
    return true;
}

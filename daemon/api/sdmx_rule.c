#include "daemon/api/sdmx_rule.h"

#include <string.h>

#include "common/date.h"
#include "common/decimal.h"

enum operator_id { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_CO, OP_NC, OP_SW, OP_EW, OPS };

static const char operators[OPS][4] = { "eq:", "ne:", "lt:", "le:", "gt:",
                                        "ge:", "co:", "nc:", "sw:", "ew:" };
#define OPERATOR_LEN 3

struct term {
    enum operator_id op;
    const char *text;
    struct hd_period period; /* of TIME_PERIOD, where the operator compares */
};

struct sdmx_choice {
    struct term *terms;
    size_t count;
};

unsigned sdmx_subject(const char *id, size_t len)
{
    for (unsigned i = 0; i < SDMX_SUBJECTS; i++) {
        const char *word = i < AXES ? cube_axis_word((enum cube_axis_id)i)
                                    : export_part_id((enum export_part)(i - AXES));

        if (strlen(word) == len && strncmp(word, id, len) == 0)
            return i;
    }
    return SDMX_SUBJECTS;
}

/* ---- reading ---- */

/* OPS: none stands here. */
static enum operator_id operator_at(const char *text)
{
    enum operator_id op = OP_EQ;

    while (op < OPS && strncmp(text, operators[op], OPERATOR_LEN) != 0)
        op++;
    return op;
}

/* A plus (in a query a blank) parts two terms where an operator follows; else it is text. */
static size_t term_len(const char *text)
{
    size_t len = 0;

    while (text[len] &&
           !((text[len] == '+' || text[len] == ' ') && operator_at(text + len + 1) < OPS))
        len++;
    return len;
}

static bool read_period(const char *text, struct hd_period *period)
{
    const char *why = NULL;
    int64_t at_ms;

    if (hd_period_parse(text, strlen(text), period, &why))
        return true;
    if (!hd_instant_parse(text, strlen(text), &at_ms))
        return false;
    *period = hd_period_containing(HD_FREQ_D, (int32_t)(at_ms / HD_DAY_MS));
    return true;
}

static bool read_term(unsigned subject, const char *text, size_t len, struct hd_arena *arena,
                      struct term *term)
{
    term->op = operator_at(text);
    if (term->op < OPS) {
        text += OPERATOR_LEN;
        len -= OPERATOR_LEN;
    } else {
        term->op = OP_EQ;
    }
    term->text = hd_arena_strndup(arena, text, len);
    return subject != AXIS_TIME || term->op >= OP_CO || read_period(term->text, &term->period);
}

static bool read_choice(unsigned subject, const char *text, struct hd_arena *arena,
                        struct sdmx_choice *choice)
{
    choice->terms = hd_arena_alloc(arena, (strlen(text) / OPERATOR_LEN + 1) * sizeof(struct term));
    choice->count = 0;
    for (;;) {
        size_t len = term_len(text);

        if (!read_term(subject, text, len, arena, &choice->terms[choice->count++]))
            return false;
        if (!text[len])
            return true;
        text += len + 1;
    }
}

static size_t count_char(const char *text, char c)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == c;
    return count;
}

const char *sdmx_rule_read(unsigned subject, const char *text, char or_mark, struct hd_arena *arena,
                           struct sdmx_rule *rule)
{
    char mark[2] = { or_mark, '\0' };

    rule->subject = subject;
    rule->count = 0;
    rule->choices =
        hd_arena_alloc(arena, (count_char(text, or_mark) + 1) * sizeof(struct sdmx_choice));
    for (;;) {
        size_t len = strcspn(text, mark);
        const char *one = hd_arena_strndup(arena, text, len);

        if (!read_choice(subject, one, arena, &rule->choices[rule->count++]))
            return one;
        if (!text[len])
            return NULL;
        text += len + 1;
    }
}

/* ---- holding ---- */

static bool period_holds(const struct term *term, struct hd_period period)
{
    bool same =
        period.start_day == term->period.start_day && period.end_day == term->period.end_day;

    switch (term->op) {
    case OP_EQ:
        return same;
    case OP_NE:
        return !same;
    case OP_LT:
        return period.end_day < term->period.start_day;
    case OP_LE:
        return period.end_day <= term->period.end_day;
    case OP_GT:
        return period.start_day > term->period.end_day;
    case OP_GE:
        return period.start_day >= term->period.start_day;
    case OP_CO:
    case OP_NC:
    case OP_SW:
    case OP_EW:
    case OPS:
        break;
    }
    return false;
}

static int compare(const char *a, const char *b, unsigned subject)
{
    if (subject >= AXES && hd_decimal_valid(a, strlen(a)) && hd_decimal_valid(b, strlen(b)))
        return hd_decimal_cmp(a, b);
    return strcmp(a, b);
}

static bool text_holds(const struct term *term, const char *text, unsigned subject)
{
    size_t len = strlen(text), part = strlen(term->text);

    switch (term->op) {
    case OP_EQ:
        return compare(text, term->text, subject) == 0;
    case OP_NE:
        return compare(text, term->text, subject) != 0;
    case OP_LT:
        return compare(text, term->text, subject) < 0;
    case OP_LE:
        return compare(text, term->text, subject) <= 0;
    case OP_GT:
        return compare(text, term->text, subject) > 0;
    case OP_GE:
        return compare(text, term->text, subject) >= 0;
    case OP_CO:
        return strstr(text, term->text) != NULL;
    case OP_NC:
        return strstr(text, term->text) == NULL;
    case OP_SW:
        return strncmp(text, term->text, part) == 0;
    case OP_EW:
        return len >= part && strcmp(text + len - part, term->text) == 0;
    case OPS:
        break;
    }
    return false;
}

static bool term_holds(const struct term *term, unsigned subject, const struct observed *observed)
{
    char buffer[EXPORT_TEXT_MAX];
    const char *text;

    if (subject == AXIS_TIME && term->op < OP_CO)
        return period_holds(term, observed->row->period);
    text = subject < AXES ? cube_code((enum cube_axis_id)subject, observed, buffer)
                          : export_part_text((enum export_part)(subject - AXES), observed, buffer);
    return text_holds(term, text, subject);
}

static bool choice_holds(const struct sdmx_choice *choice, unsigned subject,
                         const struct observed *observed)
{
    for (size_t i = 0; i < choice->count; i++)
        if (!term_holds(&choice->terms[i], subject, observed))
            return false;
    return true;
}

bool sdmx_rule_holds(const struct sdmx_rule *rule, unsigned subjects,
                     const struct observed *observed)
{
    if (!(subjects & SDMX_ON(rule->subject)))
        return true;
    for (size_t i = 0; i < rule->count; i++)
        if (choice_holds(&rule->choices[i], rule->subject, observed))
            return true;
    return false;
}

#include "common/plural.h"

#include <string.h>

#define DEPTH_MAX 32
#define FORMS_MAX 8

enum op {
    OP_NUMBER,
    OP_N,
    OP_NOT,
    OP_CHOOSE,
    OP_OR,
    OP_AND,
    OP_EQ,
    OP_NE,
    OP_LE,
    OP_GE,
    OP_LT,
    OP_GT,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
};

/* Binary operators, loosest first; within a level the longer spelling first. */
static const struct operator_row {
    const char *word;
    unsigned level;
    enum op op;
} operators[] = {
    { "||", 0, OP_OR }, { "&&", 1, OP_AND }, { "==", 2, OP_EQ }, { "!=", 2, OP_NE },
    { "<=", 3, OP_LE }, { ">=", 3, OP_GE },  { "<", 3, OP_LT },  { ">", 3, OP_GT },
    { "+", 4, OP_ADD }, { "-", 4, OP_SUB },  { "*", 5, OP_MUL }, { "/", 5, OP_DIV },
    { "%", 5, OP_MOD },
};
#define LEVELS 6

struct parser {
    const char *at;
    struct hd_plural *plural;
    unsigned depth;
    bool bad;
};

static void parse_choice(struct parser *p);

static void skip_blanks(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t')
        p->at++;
}

static bool take(struct parser *p, const char *word)
{
    size_t len = strlen(word);

    skip_blanks(p);
    if (strncmp(p->at, word, len) != 0)
        return false;
    p->at += len;
    return true;
}

static void emit(struct parser *p, enum op op, unsigned long number)
{
    struct hd_plural *plural = p->plural;

    if (plural->count == HD_PLURAL_STEPS) {
        p->bad = true;
        return;
    }
    plural->steps[plural->count++] =
        (struct hd_plural_step){ .op = (unsigned char)op, .number = number };
}

static unsigned long take_number(struct parser *p)
{
    unsigned long number = 0;

    skip_blanks(p);
    if (*p->at < '0' || *p->at > '9')
        p->bad = true;
    for (; *p->at >= '0' && *p->at <= '9'; p->at++) {
        if (number < 1000000)
            number = number * 10 + (unsigned long)(*p->at - '0');
    }
    return number;
}

static void parse_operand(struct parser *p)
{
    if (++p->depth > DEPTH_MAX)
        p->bad = true;
    if (p->bad) {
        /* nothing more: the nesting ends here */
    } else if (take(p, "!")) {
        parse_operand(p);
        emit(p, OP_NOT, 0);
    } else if (take(p, "(")) {
        parse_choice(p);
        p->bad |= !take(p, ")");
    } else if (take(p, "n")) {
        emit(p, OP_N, 0);
    } else {
        emit(p, OP_NUMBER, take_number(p));
    }
    p->depth--;
}

static bool take_operator(struct parser *p, unsigned level, enum op *op_out)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators[i].level == level && take(p, operators[i].word)) {
            *op_out = operators[i].op;
            return true;
        }
    }
    return false;
}

static void parse_level(struct parser *p, unsigned level)
{
    enum op op;

    if (level == LEVELS) {
        parse_operand(p);
        return;
    }
    parse_level(p, level + 1);
    while (!p->bad && take_operator(p, level, &op)) {
        parse_level(p, level + 1);
        emit(p, op, 0);
    }
}

static void parse_choice(struct parser *p)
{
    if (++p->depth > DEPTH_MAX)
        p->bad = true;
    if (!p->bad)
        parse_level(p, 0);
    if (!p->bad && take(p, "?")) {
        parse_choice(p);
        p->bad |= !take(p, ":");
        parse_choice(p);
        emit(p, OP_CHOOSE, 0);
    }
    p->depth--;
}

static const struct hd_plural english = {
    .forms = 2,
    .count = 3,
    .steps = { { OP_N, 0 }, { OP_NUMBER, 1 }, { OP_NE, 0 } },
};

bool hd_plural_parse(const char *header, struct hd_plural *plural)
{
    const char *field = strstr(header, "Plural-Forms:");
    struct parser p = { .plural = plural };
    unsigned long forms;

    *plural = (struct hd_plural){ 0 };
    p.at = field ? field + strlen("Plural-Forms:") : "";
    p.bad = !take(&p, "nplurals") || !take(&p, "=");
    forms = p.bad ? 0 : take_number(&p);
    p.bad |=
        forms < 1 || forms > FORMS_MAX || !take(&p, ";") || !take(&p, "plural") || !take(&p, "=");
    if (!p.bad)
        parse_choice(&p);
    p.bad |= !take(&p, ";") && *p.at != '\0' && *p.at != '\n';
    if (p.bad) {
        *plural = english;
        return false;
    }
    plural->forms = (unsigned)forms;
    return true;
}

static unsigned long apply(enum op op, unsigned long a, unsigned long b)
{
    switch (op) {
    case OP_OR:
        return a || b;
    case OP_AND:
        return a && b;
    case OP_EQ:
        return a == b;
    case OP_NE:
        return a != b;
    case OP_LE:
        return a <= b;
    case OP_GE:
        return a >= b;
    case OP_LT:
        return a < b;
    case OP_GT:
        return a > b;
    case OP_ADD:
        return a + b;
    case OP_SUB:
        return a - b;
    case OP_MUL:
        return a * b;
    case OP_DIV:
        return b ? a / b : 0;
    case OP_MOD:
        return b ? a % b : 0;
    case OP_NUMBER:
    case OP_N:
    case OP_NOT:
    case OP_CHOOSE:
        break;
    }
    return 0;
}

unsigned hd_plural_form(const struct hd_plural *plural, unsigned long n)
{
    unsigned long stack[HD_PLURAL_STEPS] = { 0 };
    size_t top = 0; /* the parser leaves a program that never underflows */

    for (size_t i = 0; i < plural->count; i++) {
        enum op op = (enum op)plural->steps[i].op;

        if (op == OP_NUMBER || op == OP_N) {
            stack[top++] = op == OP_N ? n : plural->steps[i].number;
        } else if (op == OP_NOT) {
            stack[top - 1] = !stack[top - 1];
        } else if (op == OP_CHOOSE) {
            top -= 2;
            stack[top - 1] = stack[top - 1] ? stack[top] : stack[top + 1];
        } else {
            top--;
            stack[top - 1] = apply(op, stack[top - 1], stack[top]);
        }
    }
    return top == 1 && stack[0] < plural->forms ? (unsigned)stack[0] : 0;
}

#include "collectors/mapping_number.h"

#include <stdio.h>
#include <string.h>

#include "common/lang.h"
#include "common/utf8.h"

/* Longer ones are no numbers that could be kept. */
#define TEXT_MAX 128

void mapping_number_settle(struct mapping_number *number)
{
    if (number->decimal || !number->grouping)
        return;
    if (*number->grouping == '.')
        number->decimal = ",";
    else if (*number->grouping == ',')
        number->decimal = ".";
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *text, const char *end)
{
    const char *at = text;

    while (at < end && is_digit(*at))
        at++;
    return (size_t)(at - text);
}

static bool mark_at(const char *mark, const char *at, const char *end)
{
    size_t len = mark ? strlen(mark) : 0;

    return len && (size_t)(end - at) >= len && memcmp(at, mark, len) == 0;
}

/* A text being written anew with a point as decimal mark and no groups. */
struct plain {
    char text[TEXT_MAX + 1];
    size_t len;
    size_t run;   /* digits since the start or the last mark */
    bool grouped; /* a mark parted digits */
    bool fraction;
};

/* Before a mark that groups stand one to three digits, between two of them three. */
static bool take_group(struct plain *plain, const char *behind, const char *end)
{
    if (plain->fraction || !plain->run || plain->run > 3 || (plain->grouped && plain->run != 3) ||
        digits_at(behind, end) != 3)
        return false;
    plain->grouped = true;
    plain->run = 0;
    return true;
}

static void put(struct plain *plain, char c)
{
    plain->text[plain->len++] = c;
    plain->run += is_digit(c);
}

static bool make_plain(const struct mapping_number *number, const char *at, const char *end,
                       struct plain *plain)
{
    while (at < end) {
        if (mark_at(number->grouping, at, end)) {
            at += strlen(number->grouping);
            if (!take_group(plain, at, end))
                return false;
        } else if (mark_at(number->decimal, at, end)) {
            at++;
            put(plain, '.');
            plain->fraction = true;
        } else if (number->decimal && (*at == ',' || *at == '.')) {
            return false;
        } else {
            put(plain, *at++);
        }
    }
    return true;
}

static void refuse_marks(const struct mapping_number *number, struct cell_value *value)
{
    *value = (struct cell_value){ .kind = CELL_BAD, .code = "number_invalid" };
    snprintf(value->one, sizeof value->one, "%s", number->decimal ? number->decimal : "");
    snprintf(value->other, sizeof value->other, "%s", number->grouping ? number->grouping : "");
    if (!number->grouping)
        value->message = N_("The mapping says that {one} is the decimal mark, and nothing of "
                            "another mark. Write grouping for one that only groups digits.");
    else if (!number->decimal)
        value->message = N_("The mapping says that {other} groups digits by threes; here it does "
                            "not.");
    else
        value->message = N_("The mapping says that {one} is the decimal mark and that {other} "
                            "groups digits by threes; this number is written otherwise.");
}

static bool is_missing(const struct mapping_number *number, const char *text, size_t len)
{
    for (size_t i = 0; i < number->missing_count; i++) {
        const char *word = number->missing[i];

        if (strlen(word) == len && (memcmp(word, text, len) == 0 || hd_utf8_same(word, text)))
            return true;
    }
    return false;
}

void mapping_number_read(const struct mapping_number *number,
                         const struct mapping_number_cell *cell, struct cell_value *value)
{
    bool settled = !cell->is_number && (number->decimal || number->grouping);
    struct plain plain = { 0 };

    if (is_missing(number, cell->text, cell->len)) {
        *value = (struct cell_value){ .kind = CELL_MISSING };
        return;
    }
    cell_read_value(cell->text, cell->len, cell->comma_mark && !cell->is_number, value);
    if (!settled || cell->len > TEXT_MAX || (value->kind != CELL_NUMBER && value->kind != CELL_BAD))
        return;
    if (make_plain(number, cell->text, cell->text + cell->len, &plain))
        cell_read_value(plain.text, plain.len, cell->comma_mark && !number->decimal, value);
    else
        refuse_marks(number, value);
}

void mapping_number_scale(const struct mapping_number *number, struct cell_value *value)
{
    char scaled[HD_DECIMAL_MAX + 1];

    if (!number->scale || value->kind != CELL_NUMBER)
        return;
    if (hd_decimal_times(value->text, number->scale, scaled)) {
        memcpy(value->text, scaled, sizeof scaled);
        return;
    }
    snprintf(value->one, sizeof value->one, "%s", number->scale);
    value->kind = CELL_BAD;
    value->code = "number_too_long";
    value->message = N_("Times {one}, as the mapping says, this number has more digits than can "
                        "be kept.");
}

#include <stddef.h>
#include <string.h>

#include "common/timetable_parts.h"

#define PIECE_MAX 32

struct field {
    int min, max;
    int (*name)(const char *word); /* what a name stands for; 0: it is none.  NULL: numbers only */
};

enum { MINUTE, HOUR, DAY, MONTH, WEEKDAY, FIELDS };

static const struct field fields[FIELDS] = {
    [MINUTE] = { 0, 59, NULL },
    [HOUR] = { 0, 23, NULL },
    [DAY] = { 1, 31, NULL },
    [MONTH] = { 1, 12, timetable_month },
    [WEEKDAY] = { 0, 7, timetable_weekday }, /* 0 and 7 are both Sunday */
};

static bool read_value(const struct field *field, const char *word, int *value_out)
{
    if (timetable_number(word, field->min, field->max, value_out))
        return true;
    *value_out = field->name ? field->name(word) : 0;
    return *value_out > 0;
}

/* The text before `mark`, and what comes after it; NULL when there is no mark. */
static char *split(char *text, char mark)
{
    char *at = strchr(text, mark);

    if (at)
        *at++ = '\0';
    return at;
}

/* `*`, `5`, `1-5`, the latter two of them with `/2` behind. */
static bool read_piece(const struct field *field, char *piece, uint64_t *set)
{
    char *step_text = split(piece, '/');
    char *last_text = split(piece, '-');
    int first = field->min, last = field->max, step = 1;

    if (step_text && !timetable_number(step_text, 1, field->max, &step))
        return false;
    if (strcmp(piece, "*") == 0) {
        if (last_text)
            return false;
    } else {
        if (!read_value(field, piece, &first) || (step_text && !last_text))
            return false;
        last = first;
        if (last_text && !read_value(field, last_text, &last))
            return false;
        if (first > last && first == 7) /* sun-tue */
            first = field->min;
    }
    for (int i = first; i <= last; i += step)
        *set |= UINT64_C(1) << i;
    return first <= last;
}

static bool read_field(const struct field *field, const char *text, uint64_t *set)
{
    for (;;) {
        size_t len = strcspn(text, ",");
        char piece[PIECE_MAX];

        if (len >= sizeof piece)
            return false;
        memcpy(piece, text, len);
        piece[len] = '\0';
        if (!read_piece(field, piece, set))
            return false;
        if (!text[len])
            return true;
        text += len + 1;
    }
}

bool timetable_cron_read(const char *const texts[static 5], struct timetable *table)
{
    uint64_t sets[FIELDS] = { 0 };

    for (size_t i = 0; i < FIELDS; i++) {
        if (!read_field(&fields[i], texts[i], &sets[i]))
            return false;
    }
    table->rule = TIMETABLE_CRON;
    table->minutes = sets[MINUTE];
    table->hours = (uint32_t)sets[HOUR];
    table->days = (uint32_t)sets[DAY];
    table->in_months = (uint32_t)sets[MONTH];
    table->weekdays = (uint32_t)((sets[WEEKDAY] | sets[WEEKDAY] >> 7) & 0x7f);
    /* As cron has it: two lists of days are two ways to be meant; a star is none. */
    table->either_day = texts[DAY][0] != '*' && texts[WEEKDAY][0] != '*';
    return true;
}

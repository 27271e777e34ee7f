#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/conf.h"
#include "common/lang.h"
#include "common/memory.h"
#include "common/timetable_parts.h"

#define TEXT_MAX     200
#define WORDS_MAX    9
#define EVERY_MIN_MS 1000
#define EVERY_MAX_MS (3660 * HD_DAY_MS)

static const char forms[] = N_(
    "A timetable reads like `every 6h`, `every day at 06:00`, `every week on Monday at 07:30`, "
    "`every month on day 20 at 06:00`, `every quarter on day 20 at 06:00 Asia/Baku`, `every year "
    "on 15 March at 06:00`, five fields of cron, or `never`.");
static const char unknown_zone[] =
    N_("The time zone at the end of the timetable is not known; write one such as Asia/Baku.");
static const char no_such_day[] = N_("The days of this timetable never come.");

struct words {
    char text[TEXT_MAX + 1];
    const char *items[WORDS_MAX + 1]; /* NULL behind the last */
    size_t count;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool split_words(const char *text, struct words *words)
{
    size_t len = strlen(text);

    if (len > TEXT_MAX)
        return false;
    memcpy(words->text, text, len + 1);
    for (size_t i = 0; i < len; i++) {
        bool begins = !is_blank(text[i]) && (i == 0 || is_blank(text[i - 1]));

        if (begins && words->count == WORDS_MAX)
            return false;
        if (begins)
            words->items[words->count++] = words->text + i;
        if (is_blank(text[i]))
            words->text[i] = '\0';
    }
    return words->count > 0;
}

static bool same(const char *a, const char *b)
{
    return a && strcasecmp(a, b) == 0;
}

static int name_number(const char *word, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        if (same(word, names[i]) || (strlen(word) == 3 && strncasecmp(word, names[i], 3) == 0))
            return i + 1;
    }
    return 0;
}

int timetable_weekday(const char *word)
{
    static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday" };

    return name_number(word, names, 7);
}

int timetable_month(const char *word)
{
    static const char *const names[] = { "January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December" };

    return name_number(word, names, 12);
}

bool timetable_number(const char *text, int min, int max, int *value_out)
{
    int value = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || value > max)
            return false;
        value = value * 10 + (*text - '0');
    }
    if (value < min || value > max)
        return false;
    *value_out = value;
    return true;
}

/* ---- the words of the calendar ---- */

/* `06:00` */
static bool read_clock(const char *word, struct timetable *table)
{
    const char *colon = strchr(word, ':');
    char hours[3] = "";
    int hour, minute;

    if (!colon || colon - word > 2 || strlen(colon + 1) != 2)
        return false;
    memcpy(hours, word, (size_t)(colon - word));
    if (!timetable_number(hours, 0, 23, &hour) || !timetable_number(colon + 1, 0, 59, &minute))
        return false;
    table->hours = UINT32_C(1) << hour;
    table->minutes = UINT64_C(1) << minute;
    return true;
}

/* Each takes its words between the unit and `at`; NULL: they are not what it takes. */
static const char *const *read_any_day(const char *const *words, struct timetable *table)
{
    (void)table;
    return words;
}

static const char *const *read_weekday(const char *const *words, struct timetable *table)
{
    if (!same(words[0], "on") || !words[1])
        return NULL;
    table->weekday = timetable_weekday(words[1]);
    return table->weekday ? words + 2 : NULL;
}

static const char *const *read_numbered_day(const char *const *words, struct timetable *table)
{
    static const int longest[] = { [1] = 31, [3] = 92, [6] = 184, [12] = 366 };

    if (!same(words[0], "on") || !same(words[1], "day") || !words[2])
        return NULL;
    return timetable_number(words[2], 1, longest[table->months], &table->day) ? words + 3 : NULL;
}

static const char *const *read_year_day(const char *const *words, struct timetable *table)
{
    const int any_leap_year = 2000;

    if (!same(words[0], "on") || !words[1] || !words[2])
        return NULL;
    if (same(words[1], "day"))
        return read_numbered_day(words, table);
    table->rule = TIMETABLE_YEARS;
    table->month = timetable_month(words[2]);
    if (!table->month ||
        !timetable_number(words[1], 1, hd_month_days(any_leap_year, table->month), &table->day))
        return NULL;
    return words + 3;
}

struct unit {
    const char *word;
    enum timetable_rule rule;
    int months;
    const char *const *(*read)(const char *const *words, struct timetable *table);
};

static const struct unit units[] = {
    { "day", TIMETABLE_WEEKS, 0, read_any_day },
    { "week", TIMETABLE_WEEKS, 0, read_weekday },
    { "month", TIMETABLE_MONTHS, 1, read_numbered_day },
    { "quarter", TIMETABLE_MONTHS, 3, read_numbered_day },
    { "half-year", TIMETABLE_MONTHS, 6, read_numbered_day },
    { "year", TIMETABLE_MONTHS, 12, read_year_day },
};

static bool read_duration(const char *word, struct timetable *table)
{
    table->rule = TIMETABLE_DURATION;
    return hd_duration_parse(word, &table->every_ms) && table->every_ms >= EVERY_MIN_MS &&
           table->every_ms <= EVERY_MAX_MS;
}

/* What stands behind `every`.  Each reader answers the words that are left, which can only be a
 * zone; NULL: it is no timetable. */
static const char *const *read_every(const char *const *words, struct timetable *table)
{
    if (!words[0])
        return NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!same(words[0], units[i].word))
            continue;
        table->rule = units[i].rule;
        table->months = units[i].months;
        words = units[i].read(words + 1, table);
        if (!words || !same(words[0], "at") || !words[1] || !read_clock(words[1], table))
            return NULL;
        return words + 2;
    }
    return !words[1] && read_duration(words[0], table) ? words + 1 : NULL;
}

static const char *const *read_words(const struct words *words, struct timetable *table)
{
    if (same(words->items[0], "every"))
        return read_every(words->items + 1, table);
    if (words->count == 1 && same(words->items[0], "never"))
        return words->items + 1;
    if (words->count == 5 || words->count == 6)
        return timetable_cron_read(words->items, table) ? words->items + 5 : NULL;
    return NULL;
}

static bool read_zone(const char *const *words, struct timetable *table)
{
    struct hd_error err;

    return !words[0] || hd_zone_open(words[0], &table->zone, &err) == HD_OK;
}

static bool ever_comes(const struct timetable *table)
{
    if (table->rule != TIMETABLE_CRON)
        return true;
    for (int32_t day = 0; day < HD_DAY_MAX; day++) {
        if (timetable_has_day(table, day))
            return true;
    }
    return false;
}

bool timetable_parse(const char *text, struct timetable **table_out, const char **why_out)
{
    struct words words = { .count = 0 };
    struct timetable *table = hd_alloc(sizeof *table);
    const char *const *rest = split_words(text, &words) ? read_words(&words, table) : NULL;

    *why_out = NULL;
    if (!rest || (rest[0] && rest[1]))
        *why_out = forms;
    else if (!read_zone(rest, table))
        *why_out = unknown_zone;
    else if (!ever_comes(table))
        *why_out = no_such_day;
    if (*why_out)
        timetable_free(&table);
    else
        *table_out = table;
    return !*why_out;
}

void timetable_free(struct timetable **table)
{
    if (!*table)
        return;
    hd_zone_close(&(*table)->zone);
    free(*table);
    *table = NULL;
}

bool timetable_valid(const char *text)
{
    struct timetable *table = NULL;
    const char *why;
    bool valid = timetable_parse(text, &table, &why);

    timetable_free(&table);
    return valid;
}

#include "common/period.h"

#include <string.h>

#include "common/date.h"
#include "common/period_parts.h"

/* One row per frequency, in the order of the enum. */
struct freq_facts {
    char letter;
    int per_year;
    int months; /* 0: counted in days */
};

static const struct freq_facts facts[] = {
    { 'A', 1, 12 }, { 'S', 2, 6 },  { 'T', 3, 4 },   { 'Q', 4, 3 },
    { 'M', 12, 1 }, { 'W', 52, 0 }, { 'D', 365, 0 },
};

#define FREQ_COUNT   (sizeof facts / sizeof *facts)
#define KEY_DAYS_MAX 1000000

char hd_freq_letter(enum hd_freq freq)
{
    return facts[freq].letter;
}

bool hd_freq_parse(const char *letter, enum hd_freq *freq_out)
{
    if (strcmp(letter, "H") == 0)
        letter = "S"; /* what SDMX called the half-year before */
    for (size_t i = 0; i < FREQ_COUNT; i++) {
        if (letter[0] == facts[i].letter && !letter[1]) {
            *freq_out = (enum hd_freq)i;
            return true;
        }
    }
    return false;
}

int hd_freq_per_year(enum hd_freq freq)
{
    return facts[freq].per_year;
}

/* The ordinal-th (from 1) stretch of `months` months in a year. */
static struct hd_period months_period(enum hd_freq freq, int year, int ordinal)
{
    int months = facts[freq].months;
    int first = (ordinal - 1) * months + 1, last = first + months - 1;

    return (struct hd_period){
        .freq = freq,
        .start_day = hd_day_from_civil(year, first, 1),
        .end_day = hd_day_from_civil(year, last, hd_month_days(year, last)),
    };
}

/* The Monday of ISO week 1: the week that holds 4 January. */
static int32_t first_monday(int year)
{
    int32_t day = hd_day_from_civil(year, 1, 4);

    return day - (hd_day_weekday(day) - 1);
}

int hd_year_weeks(int year)
{
    return (int)(first_monday(year + 1) - first_monday(year)) / 7;
}

struct hd_period hd_period_from_parts(enum hd_freq freq, int year, int ordinal)
{
    int32_t day;

    switch (freq) {
    case HD_FREQ_W:
        day = first_monday(year) + 7 * (ordinal - 1);
        return (struct hd_period){ .freq = freq, .start_day = day, .end_day = day + 6 };
    case HD_FREQ_D:
        day = hd_day_from_civil(year, 1, 1) + ordinal - 1;
        return (struct hd_period){ .freq = freq, .start_day = day, .end_day = day };
    case HD_FREQ_A:
    case HD_FREQ_S:
    case HD_FREQ_T:
    case HD_FREQ_Q:
    case HD_FREQ_M:
        break;
    }
    return months_period(freq, year, ordinal);
}

struct hd_period_parts hd_period_parts(struct hd_period period)
{
    struct hd_civil first = hd_day_civil(period.start_day);
    struct hd_period_parts parts = { .year = first.year };

    if (period.freq == HD_FREQ_W) {
        parts.year = hd_day_civil(period.start_day + 3).year; /* a week is of its Thursday's year */
        parts.ordinal = (int)(period.start_day - first_monday(parts.year)) / 7 + 1;
    } else if (period.freq == HD_FREQ_D) {
        parts.ordinal = (int)(period.start_day - hd_day_from_civil(first.year, 1, 1)) + 1;
    } else {
        parts.ordinal = (first.month - 1) / facts[period.freq].months + 1;
    }
    return parts;
}

struct hd_period hd_period_containing(enum hd_freq freq, int32_t day)
{
    struct hd_civil date;

    if (freq == HD_FREQ_D)
        return (struct hd_period){ .freq = freq, .start_day = day, .end_day = day };
    if (freq == HD_FREQ_W) {
        day -= hd_day_weekday(day) - 1;
        return (struct hd_period){ .freq = freq, .start_day = day, .end_day = day + 6 };
    }
    date = hd_day_civil(day);
    return months_period(freq, date.year, (date.month - 1) / facts[freq].months + 1);
}

struct hd_period hd_period_next(struct hd_period period)
{
    return hd_period_containing(period.freq, period.end_day + 1);
}

struct hd_period hd_period_prev(struct hd_period period)
{
    return hd_period_containing(period.freq, period.start_day - 1);
}

int hd_period_cmp(struct hd_period a, struct hd_period b)
{
    if (a.end_day != b.end_day)
        return a.end_day < b.end_day ? -1 : 1;
    return (a.freq > b.freq) - (a.freq < b.freq);
}

bool hd_period_equal(struct hd_period a, struct hd_period b)
{
    return hd_period_cmp(a, b) == 0;
}

bool hd_period_within(struct hd_period a, struct hd_period b)
{
    return a.start_day >= b.start_day && a.end_day <= b.end_day;
}

int64_t hd_period_key(struct hd_period period)
{
    return period.end_day * INT64_C(8) + (int64_t)period.freq;
}

struct hd_period hd_period_from_key(int64_t key)
{
    int64_t freq = (key % 8 + 8) % 8;
    int64_t day = key / 8 - (key % 8 < 0);

    /* A key that no period has can only come from a damaged store: any period will do, but it
     * must not lead out of the table or the calendar. */
    if (freq >= (int64_t)FREQ_COUNT)
        freq = HD_FREQ_D;
    if (day < -KEY_DAYS_MAX || day > KEY_DAYS_MAX)
        day = 0;
    return hd_period_containing((enum hd_freq)freq, (int32_t)day);
}

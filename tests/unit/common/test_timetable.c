#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/timetable.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ZONE_AUTO    __attribute__((cleanup(hd_zone_close)))
#define TABLE_AUTO   __attribute__((cleanup(timetable_free)))
#define MINUTE_MS    INT64_C(60000)
#define HOUR_MS      INT64_C(3600000)

static struct hd_zone *open_zone(const char *name)
{
    struct hd_zone *zone = NULL;
    struct hd_error err = { 0 };

    if (hd_zone_open(name, &zone, &err))
        fail_msg("%s: %s", name, err.text);
    return zone;
}

static int64_t at_ms(const char *text)
{
    int64_t value = 0;

    assert_true(hd_instant_parse(text, strlen(text), &value));
    return value;
}

static void need_zone_files(void)
{
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) < 0) {
        print_message("no zone files here\n");
        skip();
    }
}

static struct timetable *parse(const char *text)
{
    struct timetable *table = NULL;
    const char *why = NULL;

    if (!timetable_parse(text, &table, &why))
        fail_msg("refused: %s: %s", text, why);
    assert_null(why);
    return table;
}

struct next_row {
    const char *says, *text, *zone, *after, *at;
};

static const struct next_row nexts[] = {
    { "a duration counts from the last time", "every 6h", "UTC", "2026-11-21T10:15:30Z",
      "2026-11-21T16:15:30Z" },
    { "durations have parts", "every 1h30m", "UTC", "2026-11-21T10:00:00Z",
      "2026-11-21T11:30:00Z" },
    { "later the same day", "every day at 06:00", "UTC", "2026-11-21T05:59:59Z",
      "2026-11-21T06:00:00Z" },
    { "strictly after", "every day at 06:00", "UTC", "2026-11-21T06:00:00Z",
      "2026-11-22T06:00:00Z" },
    { "the site's zone counts", "every day at 06:00", "Asia/Baku", "2026-11-21T00:00:00Z",
      "2026-11-21T02:00:00Z" },
    { "a zone at the end counts more", "every day at 06:00 Asia/Baku", "Europe/Berlin",
      "2026-11-21T00:00:00Z", "2026-11-21T02:00:00Z" },
    { "words in any case, one digit of the hour", "EVERY Day  AT 6:00 ", "UTC",
      "2026-11-21T00:00:00Z", "2026-11-21T06:00:00Z" },
    { "a day of the week", "every week on Monday at 07:30", "UTC", "2026-11-21T00:00:00Z",
      "2026-11-23T07:30:00Z" },
    { "its first three letters", "every week on sun at 00:00", "UTC", "2026-11-21T00:00:00Z",
      "2026-11-22T00:00:00Z" },
    { "a day of the month", "every month on day 20 at 06:00", "UTC", "2026-11-21T00:00:00Z",
      "2026-12-20T06:00:00Z" },
    { "day 31 is the last of a shorter month", "every month on day 31 at 06:00", "UTC",
      "2026-11-21T00:00:00Z", "2026-11-30T06:00:00Z" },
    { "day 31 in February", "every month on day 31 at 06:00", "UTC", "2026-02-01T00:00:00Z",
      "2026-02-28T06:00:00Z" },
    { "day 31 in February of a leap year", "every month on day 31 at 06:00", "UTC",
      "2028-02-01T00:00:00Z", "2028-02-29T06:00:00Z" },
    { "day 31 in May", "every month on day 31 at 06:00", "UTC", "2026-05-30T06:00:00Z",
      "2026-05-31T06:00:00Z" },
    { "a day of the quarter", "every quarter on day 20 at 06:00 Asia/Baku", "UTC",
      "2026-11-21T00:00:00Z", "2027-01-20T02:00:00Z" },
    { "the same quarter", "every quarter on day 20 at 06:00 Asia/Baku", "UTC",
      "2026-10-20T01:59:59Z", "2026-10-20T02:00:00Z" },
    { "day 45 is counted through", "every quarter on day 45 at 06:00", "UTC",
      "2026-01-01T00:00:00Z", "2026-02-14T06:00:00Z" },
    { "day 60 and the leap day", "every quarter on day 61 at 06:00", "UTC", "2028-01-01T00:00:00Z",
      "2028-03-01T06:00:00Z" },
    { "beyond a quarter of 90 days", "every quarter on day 92 at 06:00", "UTC",
      "2026-01-01T00:00:00Z", "2026-03-31T06:00:00Z" },
    { "beyond a quarter of 91 days", "every quarter on day 92 at 06:00", "UTC",
      "2026-04-01T00:00:00Z", "2026-06-30T06:00:00Z" },
    { "inside a quarter of 92 days", "every quarter on day 91 at 06:00", "UTC",
      "2026-07-01T00:00:00Z", "2026-09-29T06:00:00Z" },
    { "a day of the half-year", "every half-year on day 45 at 12:00", "UTC", "2026-02-14T12:00:00Z",
      "2026-08-14T12:00:00Z" },
    { "beyond a half-year of 181 days", "every half-year on day 184 at 12:00", "UTC",
      "2026-01-01T00:00:00Z", "2026-06-30T12:00:00Z" },
    { "a date of the year", "every year on 15 March at 06:00", "UTC", "2026-03-15T06:00:00Z",
      "2027-03-15T06:00:00Z" },
    { "29 February in a leap year", "every year on 29 Feb at 06:00", "UTC", "2028-01-01T00:00:00Z",
      "2028-02-29T06:00:00Z" },
    { "29 February in others", "every year on 29 February at 06:00", "UTC", "2026-01-01T00:00:00Z",
      "2026-02-28T06:00:00Z" },
    { "a day of the year", "every year on day 90 at 06:00", "UTC", "2026-01-01T00:00:00Z",
      "2026-03-31T06:00:00Z" },
    { "a day of a leap year", "every year on day 90 at 06:00", "UTC", "2028-01-01T00:00:00Z",
      "2028-03-30T06:00:00Z" },
    { "day 366", "every year on day 366 at 06:00", "UTC", "2026-01-01T00:00:00Z",
      "2026-12-31T06:00:00Z" },

    { "cron", "0 6 20 1,4,7,10 *", "UTC", "2026-11-21T00:00:00Z", "2027-01-20T06:00:00Z" },
    { "cron with a zone", "0 6 20 1,4,7,10 * Asia/Baku", "UTC", "2026-11-21T00:00:00Z",
      "2027-01-20T02:00:00Z" },
    { "each minute", "* * * * *", "UTC", "2026-11-21T10:15:30Z", "2026-11-21T10:16:00Z" },
    { "steps", "*/15 * * * *", "UTC", "2026-11-21T10:15:00Z", "2026-11-21T10:30:00Z" },
    { "a stepped range", "10-50/20 8-18/5 * * *", "UTC", "2026-11-21T13:30:00Z",
      "2026-11-21T13:50:00Z" },
    { "on to the next hour", "10-50/20 8-18/5 * * *", "UTC", "2026-11-21T13:50:00Z",
      "2026-11-21T18:10:00Z" },
    { "lists of ranges", "0 0 1-3,30 * *", "UTC", "2026-11-21T00:00:00Z", "2026-11-30T00:00:00Z" },
    { "day 31 of cron is only ever 31", "0 0 31 * *", "UTC", "2026-11-21T00:00:00Z",
      "2026-12-31T00:00:00Z" },
    { "names of months", "0 0 1 jan,jul *", "UTC", "2026-02-01T00:00:00Z", "2026-07-01T00:00:00Z" },
    { "names of days", "0 9 * * mon-fri", "UTC", "2026-11-20T09:00:00Z", "2026-11-23T09:00:00Z" },
    { "0 is Sunday", "0 9 * * 0", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T09:00:00Z" },
    { "7 is Sunday", "0 9 * * 7", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T09:00:00Z" },
    { "a range ends on Sunday", "0 9 * * sat-sun", "UTC", "2026-11-21T09:00:00Z",
      "2026-11-22T09:00:00Z" },
    { "a range begins on Sunday", "0 9 * * sun-tue", "UTC", "2026-11-22T09:00:00Z",
      "2026-11-23T09:00:00Z" },
    { "either of two lists of days: the weekday", "0 9 13 * fri", "UTC", "2026-11-14T00:00:00Z",
      "2026-11-20T09:00:00Z" },
    { "either of two lists of days: the day", "0 9 25 * fri", "UTC", "2026-11-21T00:00:00Z",
      "2026-11-25T09:00:00Z" },
    { "a star is no list: both must hold", "0 9 */2 * sat", "UTC", "2026-11-22T00:00:00Z",
      "2026-12-05T09:00:00Z" },
    { "the leap day", "0 0 29 2 *", "UTC", "2026-11-21T00:00:00Z", "2028-02-29T00:00:00Z" },
    { "the leap day across 2100", "0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z",
      "2104-02-29T00:00:00Z" },

    { "before a gap", "every day at 01:59", "Europe/Berlin", "2026-03-28T12:00:00Z",
      "2026-03-29T00:59:00Z" },
    { "in a gap: the first instant after it", "every day at 02:30", "Europe/Berlin",
      "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z" },
    { "the gap's own end", "every day at 03:00", "Europe/Berlin", "2026-03-28T12:00:00Z",
      "2026-03-29T01:00:00Z" },
    { "after a gap it is as before", "every day at 02:30", "Europe/Berlin", "2026-03-29T01:00:00Z",
      "2026-03-30T00:30:00Z" },
    { "all of a gap is one instant", "*/20 * * * *", "Europe/Berlin", "2026-03-29T00:59:00Z",
      "2026-03-29T01:00:00Z" },
    { "and then the next", "*/20 * * * *", "Europe/Berlin", "2026-03-29T01:00:00Z",
      "2026-03-29T01:20:00Z" },
    { "shown twice: the first", "every day at 02:30", "Europe/Berlin", "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00Z" },
    { "shown twice: not the second", "every day at 02:30", "Europe/Berlin", "2026-10-25T00:30:00Z",
      "2026-10-26T01:30:00Z" },
    { "the doubled hour is passed over", "*/20 * * * *", "Europe/Berlin", "2026-10-25T00:40:00Z",
      "2026-10-25T02:00:00Z" },
    { "asked from within the second showing", "*/20 * * * *", "Europe/Berlin",
      "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z" },
    { "a day begins in a gap", "every day at 00:00", "America/Asuncion", "2020-10-03T12:00:00Z",
      "2020-10-04T04:00:00Z" },
    { "half an hour of gap", "every day at 02:15", "Australia/Lord_Howe", "2026-10-03T00:00:00Z",
      "2026-10-03T15:30:00Z" },
    { "a day that was left out", "every day at 12:00", "Pacific/Apia", "2011-12-30T00:00:00Z",
      "2011-12-30T10:00:00Z" },
    { "and the day after it", "every day at 12:00", "Pacific/Apia", "2011-12-30T10:00:00Z",
      "2011-12-30T22:00:00Z" },
    { "the turn of the year", "every day at 00:30 Asia/Baku", "UTC", "2026-12-31T20:00:00Z",
      "2026-12-31T20:30:00Z" },
};

static void the_next_time_is_that_of_the_calendar(void **state)
{
    (void)state;
    need_zone_files();
    for (size_t i = 0; i < COUNT(nexts); i++) {
        const struct next_row *row = &nexts[i];
        ZONE_AUTO struct hd_zone *zone = open_zone(row->zone);
        TABLE_AUTO struct timetable *table = parse(row->text);
        char text[21];

        hd_instant_text(timetable_next(table, zone, at_ms(row->after)), text);
        if (strcmp(text, row->at) != 0)
            fail_msg("%s: %s after %s is %s", row->says, row->text, row->after, text);
    }
}

static void what_is_no_timetable_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "every",
        "every day",
        "every day at",
        "every day at 24:00",
        "every day at 6",
        "every day at 06:60",
        "every day at 006:00",
        "every day at 06:0",
        "every day at :30",
        "every day at 06:00 Nowhere/Land",
        "every day at 06:00 ../UTC",
        "every day at 06:00 UTC UTC",
        "every day on Monday at 06:00",
        "every week at 06:00",
        "every week on Mo at 06:00",
        "every week on Someday at 06:00",
        "every month on 20 at 06:00",
        "every month on day 0 at 06:00",
        "every month on day 32 at 06:00",
        "every month on day x at 06:00",
        "every month on day 20",
        "every quarter on day 93 at 06:00",
        "every half-year on day 185 at 06:00",
        "every year on day 367 at 06:00",
        "every year on 31 April at 06:00",
        "every year on 30 February at 06:00",
        "every year on March 15 at 06:00",
        "every 0",
        "every 0s",
        "every 6",
        "every 6h UTC",
        "every -6h",
        "every 4000d",
        "every 99999999999999999999d",
        "every fortnight at 06:00",
        "never ever",
        "day at 06:00",
        "6h",
        "* * * *",
        "* * * * * UTC UTC",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 0 *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * tod",
        "mon * * * *",
        "*/0 * * * *",
        "*/ * * * *",
        "5/10 * * * *",
        "5- * * * *",
        "-5 * * * *",
        "9-5 * * * *",
        "*-5 * * * *",
        "1,,2 * * * *",
        ",1 * * * *",
        "1, * * * *",
        "1-2-3 * * * *",
        "*/2/2 * * * *",
        "+5 * * * *",
        "0x5 * * * *",
        "** * * * *",
        "00000000000000000000000000000000000000000 * * * *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "* * * * * Nowhere/Land",
        "@daily",
        "every day at 06:00\n",
        "0 6 * * fri-wed",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct timetable *table = NULL;
        const char *why = NULL;

        if (timetable_parse(texts[i], &table, &why) || timetable_valid(texts[i]))
            fail_msg("accepted: %s", texts[i]);
        assert_null(table);
        assert_true(why && *why);
    }
}

static void each_refusal_says_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *part;
    } rows[] = {
        { "every day", "every quarter on day 20 at 06:00" },
        { "every day at 06:00 Baku", "time zone" },
        { "0 0 30 2 *", "never come" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct timetable *table = NULL;
        const char *why = NULL;

        assert_false(timetable_parse(rows[i].text, &table, &why));
        assert_non_null(strstr(why, rows[i].part));
    }
}

static void longer_text_than_anybody_means_is_refused(void **state)
{
    char text[1000];

    (void)state;
    memset(text, '1', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(timetable_valid(text));
    memset(text, ' ', sizeof text - 1);
    assert_false(timetable_valid(text));
}

static void by_hand_never_comes(void **state)
{
    ZONE_AUTO struct hd_zone *zone = open_zone("UTC");
    TABLE_AUTO struct timetable *table = parse("never");

    (void)state;
    assert_true(timetable_next(table, zone, 0) == TIMETABLE_NEVER);
    assert_true(timetable_span_ms(table) == 0);
    timetable_free(&table);
    assert_null(table);
    timetable_free(&table);
}

static void the_ends_of_time_are_no_trouble(void **state)
{
    static const char *const texts[] = { "every 6h", "every day at 06:00", "0 0 29 2 *",
                                         "* * * * *" };
    ZONE_AUTO struct hd_zone *zone = open_zone("UTC");

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        TABLE_AUTO struct timetable *table = parse(texts[i]);

        assert_true(timetable_next(table, zone, INT64_MIN) > INT64_MIN);
        assert_true(timetable_next(table, zone, INT64_MAX) == TIMETABLE_NEVER);
        assert_true(timetable_next(table, zone, INT64_MAX - 1) == TIMETABLE_NEVER);
    }
}

static void silence_is_normal_for_as_long_as_the_longest_wait(void **state)
{
    static const struct {
        const char *text;
        int64_t hours;
    } rows[] = {
        { "every 6h", 6 },
        { "every day at 06:00", 24 },
        { "every week on Monday at 07:30", 7 * 24 },
        { "every month on day 20 at 06:00", 31 * 24 },
        { "every quarter on day 20 at 06:00 Asia/Baku", 92 * 24 },
        { "every half-year on day 45 at 06:00", 184 * 24 },
        { "every year on 15 March at 06:00", 366 * 24 },
        { "0 6 20 1,4,7,10 *", 92 * 24 },
        { "0 * * * *", 1 },
        { "0 8-18 * * *", 14 },
        { "0 8-18 * * mon-fri", 24 * 2 + 14 },
        { "0 0,3 * * *", 21 },
        { "0 0 29 2 *", (4 * 365 + 1) * 24 },
    };

    (void)state;
    need_zone_files();
    for (size_t i = 0; i < COUNT(rows); i++) {
        TABLE_AUTO struct timetable *table = parse(rows[i].text);
        int64_t span_ms = timetable_span_ms(table);

        if (span_ms != rows[i].hours * HOUR_MS)
            fail_msg("%s: %lld h", rows[i].text, (long long)(span_ms / HOUR_MS));
    }
}

/* ---- against a clock that is watched minute by minute ---- */

static uint64_t random_state;

static int random_below(int n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((random_state >> 33) % (uint64_t)n);
}

/* What the text means, said in another way. */
struct model {
    char text[700];
    bool minutes[60], hours[24], days[32], months[13], weekdays[7];
    bool any_day, any_weekday; /* stars */
    int unit_months, day;      /* 0: cron */
};

static void random_set(bool *set, int min, int max, struct hd_buf *text)
{
    int count = 0;

    for (int i = min; i <= max; i++)
        set[i] = random_below(max - min + 1) < 3;
    set[min + random_below(max - min + 1)] = true;
    for (int i = min; i <= max; i++) {
        if (set[i])
            hd_buf_printf(text, "%s%d", count++ ? "," : "", i);
    }
    hd_buf_putc(text, ' ');
}

static bool star_or_set(bool *set, int min, int max, struct hd_buf *text)
{
    if (random_below(2)) {
        random_set(set, min, max, text);
        return false;
    }
    for (int i = min; i <= max; i++)
        set[i] = true;
    hd_buf_puts(text, "* ");
    return true;
}

static void random_cron(struct model *model)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    memset(model, 0, sizeof *model);
    hd_buf_init(&text, sizeof model->text);
    random_set(model->minutes, 0, 59, &text);
    star_or_set(model->hours, 0, 23, &text);
    model->any_day = star_or_set(model->days, 1, 28, &text);
    if (model->any_day)
        model->days[29] = model->days[30] = model->days[31] = true;
    star_or_set(model->months, 1, 12, &text);
    model->any_weekday = star_or_set(model->weekdays, 0, 6, &text);
    snprintf(model->text, sizeof model->text, "%s", text.data);
}

static void random_unit(struct model *model)
{
    static const struct {
        const char *word;
        int months, longest;
    } units[] = {
        { "month", 1, 31 }, { "quarter", 3, 92 }, { "half-year", 6, 184 }, { "year", 12, 366 }
    };
    size_t unit = (size_t)random_below(COUNT(units));
    int hour = random_below(24), minute = random_below(60);

    memset(model, 0, sizeof *model);
    model->unit_months = units[unit].months;
    model->day = 1 + random_below(units[unit].longest);
    model->hours[hour] = model->minutes[minute] = true;
    snprintf(model->text, sizeof model->text, "every %s on day %d at %02d:%02d", units[unit].word,
             model->day, hour, minute);
}

/* The number of the day in its unit by walking back to the unit's first. */
static bool model_has_unit_day(const struct model *model, int32_t day)
{
    int number = 1;

    for (int32_t back = day;; back--, number++) {
        struct hd_civil date = hd_day_civil(back);

        if (date.day == 1 && (date.month - 1) % model->unit_months == 0)
            break;
    }
    if (number < model->day) {
        struct hd_civil tomorrow = hd_day_civil(day + 1);

        return tomorrow.day == 1 && (tomorrow.month - 1) % model->unit_months == 0;
    }
    return number == model->day;
}

static bool model_has(const struct model *model, int64_t local_minute)
{
    int32_t day = (int32_t)(local_minute / 1440);
    struct hd_civil date = hd_day_civil(day);
    bool by_day = model->days[date.day], by_weekday = model->weekdays[hd_day_weekday(day) % 7];

    if (!model->hours[local_minute / 60 % 24] || !model->minutes[local_minute % 60])
        return false;
    if (model->unit_months)
        return model_has_unit_day(model, day);
    if (!model->months[date.month])
        return false;
    if (model->any_day || model->any_weekday)
        return by_day && by_weekday;
    return by_day || by_weekday;
}

/* Steps through the minutes; each local minute counts when the clock first reaches or passes it. */
static int64_t model_next(const struct model *model, const struct hd_zone *zone,
                          int64_t after_at_ms, int64_t until_at_ms)
{
    int64_t at = after_at_ms / MINUTE_MS * MINUTE_MS - 2 * HD_DAY_MS;
    int64_t reached = (at + hd_zone_offset_s(zone, at) * INT64_C(1000)) / MINUTE_MS;

    for (; at <= until_at_ms; at += MINUTE_MS) {
        int64_t local = (at + hd_zone_offset_s(zone, at) * INT64_C(1000)) / MINUTE_MS;

        for (; reached < local; reached++) {
            if (at > after_at_ms && model_has(model, reached + 1))
                return at;
        }
    }
    return TIMETABLE_NEVER;
}

static void check_against_model(const struct model *model, const struct hd_zone *zone,
                                int64_t after)
{
    TABLE_AUTO struct timetable *table = parse(model->text);
    int64_t next = timetable_next(table, zone, after);
    int64_t until = next < after + 3 * HD_DAY_MS ? next : after + 3 * HD_DAY_MS;

    assert_true(next > after && next != TIMETABLE_NEVER);
    assert_true(timetable_next(table, zone, next - 1) == next);
    assert_true(timetable_next(table, zone, after + (next - after) / 2) == next);
    assert_true(next - after <= timetable_span_ms(table) + 25 * HOUR_MS);
    /* nothing was passed over near the beginning nor near the end, and the end itself is right */
    if (model_next(model, zone, after, until) != (until == next ? next : TIMETABLE_NEVER))
        fail_msg("%s in %s after %lld", model->text, hd_zone_name(zone), (long long)after);
    if (model_next(model, zone, next - HD_DAY_MS < after ? after : next - HD_DAY_MS, next) != next)
        fail_msg("%s in %s ends at %lld", model->text, hd_zone_name(zone), (long long)next);
}

static void it_agrees_with_a_clock_that_is_watched(void **state)
{
    static const char *const zones[] = { "UTC",
                                         "Europe/Berlin",
                                         "Asia/Baku",
                                         "America/New_York",
                                         "Australia/Lord_Howe",
                                         "America/Asuncion" };
    /* near changes of clocks, ends of months and leap days as often as anywhere */
    static const char *const near[] = { "2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z",
                                        "2028-02-28T00:00:00Z", "2026-12-31T00:00:00Z",
                                        "2020-10-04T00:00:00Z", "2026-04-04T12:00:00Z" };

    (void)state;
    need_zone_files();
    random_state = 4;
    for (int i = 0; i < 1500; i++) {
        ZONE_AUTO struct hd_zone *zone = open_zone(zones[random_below(COUNT(zones))]);
        int64_t after = at_ms(near[random_below(COUNT(near))]) +
                        random_below(2 * 86400) * INT64_C(1000) +
                        (random_below(2) ? random_below(3000) * HD_DAY_MS : 0);
        struct model model;

        if (random_below(4))
            random_cron(&model);
        else
            random_unit(&model);
        if (strlen(model.text) < 200)
            check_against_model(&model, zone, after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_time_is_that_of_the_calendar),
        cmocka_unit_test(what_is_no_timetable_is_refused),
        cmocka_unit_test(each_refusal_says_what_is_wrong),
        cmocka_unit_test(longer_text_than_anybody_means_is_refused),
        cmocka_unit_test(by_hand_never_comes),
        cmocka_unit_test(the_ends_of_time_are_no_trouble),
        cmocka_unit_test(silence_is_normal_for_as_long_as_the_longest_wait),
        cmocka_unit_test(it_agrees_with_a_clock_that_is_watched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

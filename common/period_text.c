#include "common/period.h"

#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/lang.h"
#include "common/period_parts.h"
#include "common/utf8.h"

#define TEXT_BYTES_MAX 63
#define YEAR_FIRST     1900
#define YEAR_LAST      2199

static const char unknown[] = N_("This is not a period. Write a year as 2026, a quarter as "
                                 "2026-Q3, a month as 2026-09, a day as 2026-09-30.");
static const char single_digit[] = N_("This could be a month or a quarter. Write 2026-01 for "
                                      "January and 2026-Q1 for the first quarter.");
static const char no_such_year[] = N_("The year is out of range. Write a year from 1900 to 2199.");
static const char no_such_half[] = N_("A year has two halves. Write S1 or S2, as in 2026-S1.");
static const char no_such_third[] = N_("A year has three trimesters. Write T1, T2 or T3, as in "
                                       "2026-T1.");
static const char no_such_quarter[] = N_("A year has four quarters. Write Q1, Q2, Q3 or Q4, as in "
                                         "2026-Q1.");
static const char no_such_month[] = N_("There is no such month. Write a month from 01 to 12, as "
                                       "in 2026-09.");
static const char no_such_week[] = N_("There is no such week. Write a week from 01 to 52, as in "
                                      "2026-W05.");
static const char no_week_53[] = N_("That year has no week 53. Write week 52, or week 01 of the "
                                    "next year.");
static const char no_such_day[] = N_("There is no such day. Check the day and the month; 29 "
                                     "February exists in leap years only.");

/* How a period may be written.  In a pattern Y stands for a digit of the year, m of the month,
 * d of the day, n of the ordinal, w for one or two digits of the week; all others are
 * themselves, letters in either case.  Within a frequency the first is the canonical form. */
struct form {
    const char *pattern;
    enum hd_freq freq;
    const char *refusal; /* recognised, and refused with this advice */
};

static const struct form forms[] = {
    { "YYYY", HD_FREQ_A, NULL },           { "YYYY-An", HD_FREQ_A, NULL },
    { "YYYY-Sn", HD_FREQ_S, NULL },        { "YYYYSn", HD_FREQ_S, NULL },
    { "YYYY-Hn", HD_FREQ_S, NULL },        { "YYYYHn", HD_FREQ_S, NULL },
    { "YYYY-Tn", HD_FREQ_T, NULL },        { "YYYYTn", HD_FREQ_T, NULL },
    { "YYYY-Qn", HD_FREQ_Q, NULL },        { "YYYYQn", HD_FREQ_Q, NULL },
    { "YYYY-mm", HD_FREQ_M, NULL },        { "YYYY-Mmm", HD_FREQ_M, NULL },
    { "YYYYMmm", HD_FREQ_M, NULL },        { "YYYYmm", HD_FREQ_M, NULL },
    { "mm.YYYY", HD_FREQ_M, NULL },        { "YYYY-Ww", HD_FREQ_W, NULL },
    { "YYYYWw", HD_FREQ_W, NULL },         { "YYYY-mm-dd", HD_FREQ_D, NULL },
    { "YYYYmmdd", HD_FREQ_D, NULL },       { "dd.mm.YYYY", HD_FREQ_D, NULL },
    { "YYYY-n", HD_FREQ_M, single_digit }, { "n.YYYY", HD_FREQ_M, single_digit },
};

/* What the digits of a text said. */
struct fields {
    int year, month, day, ordinal, week;
};

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static int *field_of(char mark, struct fields *fields)
{
    switch (mark) {
    case 'Y':
        return &fields->year;
    case 'm':
        return &fields->month;
    case 'd':
        return &fields->day;
    case 'n':
        return &fields->ordinal;
    case 'w':
        return &fields->week;
    default:
        return NULL;
    }
}

static bool matches(const char *text, const char *pattern, struct fields *fields)
{
    *fields = (struct fields){ 0 };
    for (; *pattern; pattern++, text++) {
        int *field = field_of(*pattern, fields);

        if (!field && upper(*text) == *pattern)
            continue;
        if (!field || digit(*text) < 0)
            return false;
        *field = *field * 10 + digit(*text);
        if (*pattern == 'w' && digit(text[1]) >= 0)
            *field = *field * 10 + digit(*++text);
    }
    return !*text;
}

static const char *check_ordinal(enum hd_freq freq, int ordinal)
{
    static const char *const advice[] = {
        [HD_FREQ_A] = unknown,         [HD_FREQ_S] = no_such_half,  [HD_FREQ_T] = no_such_third,
        [HD_FREQ_Q] = no_such_quarter, [HD_FREQ_M] = no_such_month,
    };

    return ordinal >= 1 && ordinal <= hd_freq_per_year(freq) ? NULL : advice[freq];
}

static const char *check_week(const struct fields *fields)
{
    if (fields->week < 1 || fields->week > 53)
        return no_such_week;
    return fields->week > hd_year_weeks(fields->year) ? no_week_53 : NULL;
}

static const char *check_date(const struct fields *fields)
{
    if (fields->month < 1 || fields->month > 12)
        return no_such_month;
    if (fields->day < 1 || fields->day > hd_month_days(fields->year, fields->month))
        return no_such_day;
    return NULL;
}

/* The ordinal of the period within its year; *why_out when there is no such period. */
static int find_ordinal(enum hd_freq freq, const struct fields *fields, const char **why_out)
{
    int32_t day;

    switch (freq) {
    case HD_FREQ_W:
        *why_out = check_week(fields);
        return fields->week;
    case HD_FREQ_D:
        *why_out = check_date(fields);
        if (*why_out)
            return 0;
        day = hd_day_from_civil(fields->year, fields->month, fields->day);
        return (int)(day - hd_day_from_civil(fields->year, 1, 1)) + 1;
    case HD_FREQ_M:
        *why_out = check_ordinal(freq, fields->month);
        return fields->month;
    case HD_FREQ_A:
    case HD_FREQ_S:
    case HD_FREQ_T:
    case HD_FREQ_Q:
        break;
    }
    *why_out = check_ordinal(freq, fields->ordinal);
    return fields->ordinal;
}

static bool make_period(enum hd_freq freq, const struct fields *fields,
                        struct hd_period *period_out, const char **why_out)
{
    int ordinal;

    if (fields->year < YEAR_FIRST || fields->year > YEAR_LAST) {
        *why_out = no_such_year;
        return false;
    }
    ordinal = find_ordinal(freq, fields, why_out);
    if (*why_out)
        return false;
    *period_out = hd_period_from_parts(freq, fields->year, ordinal);
    return true;
}

/* 1..4 for `1` and `I` to `4` and `IV`; 0 for others. */
static int quarter_number(const char *word)
{
    static const char *const roman[] = { "I", "II", "III", "IV" };

    if (word[0] && !word[1] && digit(word[0]) >= 1 && digit(word[0]) <= 4)
        return digit(word[0]);
    for (int i = 0; i < 4; i++)
        if (hd_utf8_same(word, roman[i]))
            return i + 1;
    return 0;
}

/* Is the word one of a blank-separated list? */
static bool in_list(const char *word, const char *list)
{
    char one[TEXT_BYTES_MAX + 1];

    while (*list) {
        size_t len = strcspn(list, " ");

        if (len && len < sizeof one) {
            memcpy(one, list, len);
            one[len] = '\0';
            if (hd_utf8_same(word, one))
                return true;
        }
        list += len + strspn(list + len, " ");
    }
    return false;
}

/* A quarter's word or abbreviation in any language there is, whatever language the reader
 * uses: a file does not say in which one it was written. */
static bool means_quarter(const char *word)
{
    static const char key[] = "quarter words";
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    if (hd_utf8_same(word, "Q"))
        return true;
    for (size_t i = 0; i < count; i++) {
        const char *list = hd_tr_ctx(all[i], "format", "quarter words");

        if (strcmp(list, key) != 0 && in_list(word, list))
            return true;
    }
    return false;
}

/* The bytes of the blank at `at`; a hyphen parts words like one, as after the year in
 * `2026-IV word`.  0 when a word goes on there. */
static size_t gap_len(const char *at)
{
    if (*at == ' ' || *at == '\t' || *at == '-')
        return 1;
    return strncmp(at, "\xc2\xa0", 2) == 0 ? 2 : 0; /* no-break space */
}

/* Splits a text into at most `most` words, in place; more than `most` when there are more. */
static size_t split_words(char *text, char *words[], size_t most)
{
    size_t count = 0;

    for (;;) {
        size_t gap;

        while ((gap = gap_len(text))) {
            *text = '\0';
            text += gap;
        }
        if (!*text)
            return count;
        if (count == most)
            return most + 1;
        words[count++] = text;
        while (*text && !gap_len(text))
            text++;
    }
}

/* `Q1`, `1Q` written as one: the digit is cut off and becomes a word of its own. */
static bool quarter_in_one(char *word, int *quarter_out)
{
    size_t len = strlen(word);
    char number[2] = { 0 };

    if (len < 2)
        return false;
    if (digit(word[len - 1]) >= 0) {
        number[0] = word[len - 1];
        word[len - 1] = '\0';
    } else if (digit(word[0]) >= 0) {
        number[0] = *word++;
    }
    *quarter_out = quarter_number(number);
    return *quarter_out && means_quarter(word);
}

static bool quarter_in_two(const char *first, const char *second, int *quarter_out)
{
    bool number_first = quarter_number(first) > 0;

    *quarter_out = quarter_number(number_first ? first : second);
    return *quarter_out && means_quarter(number_first ? second : first);
}

/* `Q1 2026`, `2026 Q1`, `1 word 2026`, `IV word 2026`, `2026-IV word`. */
static bool parse_quarter_words(const char *text, struct fields *fields)
{
    char copy[TEXT_BYTES_MAX + 1], *words[3];
    size_t count;
    bool year_first;

    memcpy(copy, text, strlen(text) + 1);
    count = split_words(copy, words, 3);
    if (count < 2 || count > 3)
        return false;
    year_first = matches(words[0], "YYYY", fields);
    if (!year_first && !matches(words[count - 1], "YYYY", fields))
        return false;
    if (count == 2)
        return quarter_in_one(words[year_first], &fields->ordinal);
    return quarter_in_two(words[year_first], words[year_first + 1], &fields->ordinal);
}

/* Without blanks around it, NUL-terminated; false when it cannot be a period. */
static bool trim(const char *text, size_t len, char out[static TEXT_BYTES_MAX + 1])
{
    while (len && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    if (!len || len > TEXT_BYTES_MAX || !hd_utf8_valid(text, len))
        return false;
    memcpy(out, text, len);
    out[len] = '\0';
    return true;
}

bool hd_period_parse(const char *text, size_t len, struct hd_period *period_out,
                     const char **why_out)
{
    char copy[TEXT_BYTES_MAX + 1];
    struct fields fields;

    *why_out = unknown;
    if (!trim(text, len, copy))
        return false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!matches(copy, forms[i].pattern, &fields))
            continue;
        if (forms[i].refusal) {
            *why_out = forms[i].refusal;
            return false;
        }
        if (!strchr(forms[i].pattern, 'n'))
            fields.ordinal = 1; /* a year alone is the first of its year */
        return make_period(forms[i].freq, &fields, period_out, why_out);
    }
    if (!parse_quarter_words(copy, &fields))
        return false;
    return make_period(HD_FREQ_Q, &fields, period_out, why_out);
}

void hd_period_text(struct hd_period period, char out[static HD_PERIOD_TEXT_MAX])
{
    struct hd_period_parts parts = hd_period_parts(period);
    unsigned year = (unsigned)parts.year % 10000u, ordinal = (unsigned)parts.ordinal % 100u;
    char day[11];

    switch (period.freq) {
    case HD_FREQ_A:
        snprintf(out, HD_PERIOD_TEXT_MAX, "%04u", year);
        return;
    case HD_FREQ_S:
    case HD_FREQ_T:
    case HD_FREQ_Q:
        snprintf(out, HD_PERIOD_TEXT_MAX, "%04u-%c%u", year, hd_freq_letter(period.freq), ordinal);
        return;
    case HD_FREQ_M:
        snprintf(out, HD_PERIOD_TEXT_MAX, "%04u-%02u", year, ordinal);
        return;
    case HD_FREQ_W:
        snprintf(out, HD_PERIOD_TEXT_MAX, "%04u-W%02u", year, ordinal);
        return;
    case HD_FREQ_D:
        hd_day_text(period.start_day, day);
        snprintf(out, HD_PERIOD_TEXT_MAX, "%s", day);
        return;
    }
}

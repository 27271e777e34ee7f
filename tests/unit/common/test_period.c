#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/date.h"
#include "common/lang.h"
#include "common/period.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const enum hd_freq freqs[] = { HD_FREQ_A, HD_FREQ_S, HD_FREQ_T, HD_FREQ_Q,
                                      HD_FREQ_M, HD_FREQ_W, HD_FREQ_D };

static struct hd_period parse(const char *text)
{
    struct hd_period period = { 0 };
    const char *why;

    if (!hd_period_parse(text, strlen(text), &period, &why))
        fail_msg("'%s': %s", text, why);
    return period;
}

static void every_spelling_gives_the_canonical_text(void **state)
{
    static const struct {
        const char *text, *canonical, *start, *end;
    } rows[] = {
        { "2026", "2026", "2026-01-01", "2026-12-31" },
        { "2026-A1", "2026", "2026-01-01", "2026-12-31" },
        { "2026-S1", "2026-S1", "2026-01-01", "2026-06-30" },
        { "2026S2", "2026-S2", "2026-07-01", "2026-12-31" },
        { "2026-H1", "2026-S1", "2026-01-01", "2026-06-30" },
        { "2026H2", "2026-S2", "2026-07-01", "2026-12-31" },
        { "2026-T1", "2026-T1", "2026-01-01", "2026-04-30" },
        { "2026-T3", "2026-T3", "2026-09-01", "2026-12-31" },
        { "2026-Q1", "2026-Q1", "2026-01-01", "2026-03-31" },
        { "2026Q2", "2026-Q2", "2026-04-01", "2026-06-30" },
        { "2026q3", "2026-Q3", "2026-07-01", "2026-09-30" },
        { "2026-q4", "2026-Q4", "2026-10-01", "2026-12-31" },
        { "Q1 2026", "2026-Q1", "2026-01-01", "2026-03-31" },
        { "q4 2026", "2026-Q4", "2026-10-01", "2026-12-31" },
        { "2026 Q2", "2026-Q2", "2026-04-01", "2026-06-30" },
        { "1Q 2026", "2026-Q1", "2026-01-01", "2026-03-31" },
        { "III Q 2026", "2026-Q3", "2026-07-01", "2026-09-30" },
        { "Q\xc2\xa0"
          "3\xc2\xa0"
          "2026",
          "2026-Q3", "2026-07-01", "2026-09-30" },
        { "2026-01", "2026-01", "2026-01-01", "2026-01-31" },
        { "2024-02", "2024-02", "2024-02-01", "2024-02-29" },
        { "2026-M02", "2026-02", "2026-02-01", "2026-02-28" },
        { "2026M12", "2026-12", "2026-12-01", "2026-12-31" },
        { "202609", "2026-09", "2026-09-01", "2026-09-30" },
        { "01.2026", "2026-01", "2026-01-01", "2026-01-31" },
        { "2026-W05", "2026-W05", "2026-01-26", "2026-02-01" },
        { "2026W5", "2026-W05", "2026-01-26", "2026-02-01" },
        { "2026-W01", "2026-W01", "2025-12-29", "2026-01-04" },
        { "2026-W53", "2026-W53", "2026-12-28", "2027-01-03" },
        { "2020W53", "2020-W53", "2020-12-28", "2021-01-03" },
        { "2026-01-15", "2026-01-15", "2026-01-15", "2026-01-15" },
        { "20260115", "2026-01-15", "2026-01-15", "2026-01-15" },
        { "15.01.2026", "2026-01-15", "2026-01-15", "2026-01-15" },
        { "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29" },
        { "2024-12-31", "2024-12-31", "2024-12-31", "2024-12-31" },
        { "  2026-Q1\t", "2026-Q1", "2026-01-01", "2026-03-31" },
        { "1900", "1900", "1900-01-01", "1900-12-31" },
        { "2199-12", "2199-12", "2199-12-01", "2199-12-31" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_period period = parse(rows[i].text);
        char text[HD_PERIOD_TEXT_MAX], start[11], end[11];

        hd_period_text(period, text);
        hd_day_text(period.start_day, start);
        hd_day_text(period.end_day, end);
        if (strcmp(text, rows[i].canonical) != 0 || strcmp(start, rows[i].start) != 0 ||
            strcmp(end, rows[i].end) != 0)
            fail_msg("'%s': %s %s..%s", rows[i].text, text, start, end);
    }
}

/* The advice is compared by the part of it that helps. */
static void what_is_no_period_is_refused_with_advice(void **state)
{
    static const struct {
        const char *text, *advice;
    } rows[] = {
        { "", "2026-Q3" },
        { "2026-1", "2026-01" },
        { "1.2026", "2026-01" },
        { "2026-13", "01 to 12" },
        { "2026-00", "01 to 12" },
        { "202613", "01 to 12" },
        { "00.2026", "01 to 12" },
        { "2026-Q5", "four quarters" },
        { "2026-Q0", "four quarters" },
        { "2026-S3", "two halves" },
        { "2026-H0", "two halves" },
        { "2026-T4", "three trimesters" },
        { "2026-A2", "2026-Q3" },
        { "2025-W53", "no week 53" },
        { "2026-W54", "no such week" },
        { "2026-W00", "no such week" },
        { "2026-02-29", "leap years" },
        { "29.02.1900", "leap years" },
        { "2026-04-31", "leap years" },
        { "2026-13-01", "01 to 12" },
        { "20260100", "leap years" },
        { "1899", "1900 to 2199" },
        { "2200-01", "1900 to 2199" },
        { "0026-Q1", "1900 to 2199" },
        { "26-Q1", "2026-Q3" },
        { "2026-W", "2026-Q3" },
        { "2026-Q", "2026-Q3" },
        { "2026-Q11", "2026-Q3" },
        { "2026-W051", "2026-Q3" },
        { "20260", "2026-Q3" },
        { "2026-01-1", "2026-Q3" },
        { "2026/01", "2026-Q3" },
        { "Q1", "2026-Q3" },
        { "Q5 2026", "2026-Q3" },
        { "V Q 2026", "2026-Q3" },
        { "I 2026", "2026-Q3" },
        { "Q Q 2026", "2026-Q3" },
        { "1 2026", "2026-Q3" },
        { "Q 1 x 2026", "2026-Q3" },
        { "1 word 2026", "2026-Q3" },
        { "\xff"
          "2026",
          "2026-Q3" },
        { "2026-01-01-2026-01-01-2026-01-01-2026-01-01-2026-01-01-2026-01-01", "2026-Q3" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_period period;
        const char *why = NULL;

        if (hd_period_parse(rows[i].text, strlen(rows[i].text), &period, &why))
            fail_msg("accepted: '%s'", rows[i].text);
        if (!why || !strstr(why, rows[i].advice))
            fail_msg("'%s': %s", rows[i].text, why ? why : "(nothing)");
    }
}

static void only_len_bytes_are_read(void **state)
{
    struct hd_period period;
    const char *why;
    char text[HD_PERIOD_TEXT_MAX];

    (void)state;
    assert_true(hd_period_parse("2026-Q1,63.2", 7, &period, &why));
    hd_period_text(period, text);
    assert_string_equal(text, "2026-Q1");
    assert_false(hd_period_parse("2026\0-Q1", 8, &period, &why));
}

/* Every word that a language gives for a quarter is understood whatever the reader's own. */
static void check_quarter_word(const char *word, size_t len)
{
    /* what stands before the word, and what behind it */
    static const char *const around[][2] = {
        { "I ", " 2026" },
        { "1 ", " 2026" },
        { "2026 I ", "" },
        { "2026-I ", "" },
    };

    for (size_t i = 0; i < COUNT(around); i++) {
        char text[96], canonical[HD_PERIOD_TEXT_MAX];

        snprintf(text, sizeof text, "%s%.*s%s", around[i][0], (int)len, word, around[i][1]);
        hd_period_text(parse(text), canonical);
        assert_string_equal(canonical, "2026-Q1");
    }
}

static void quarters_are_read_in_every_language(void **state)
{
    size_t count, words = 0;
    const struct hd_lang *const *all = hd_lang_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const char *list = hd_tr_ctx(all[i], "format", "quarter words");
        size_t len;

        if (strcmp(list, "quarter words") == 0)
            continue;
        for (; *list; list += len + strspn(list + len, " ")) {
            len = strcspn(list, " ");
            check_quarter_word(list, len);
            words++;
        }
    }
    if (!words) {
        print_message("no language gives words for a quarter\n");
        skip();
    }
}

static void a_period_is_read_as_it_was_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(freqs); i++) {
        for (int32_t day = hd_day_from_civil(1950, 1, 1); day <= hd_day_from_civil(2100, 12, 31);
             day++) {
            struct hd_period period = hd_period_containing(freqs[i], day), back;
            char text[HD_PERIOD_TEXT_MAX];

            assert_true(period.start_day <= day && day <= period.end_day);
            hd_period_text(period, text);
            back = parse(text);
            if (back.freq != period.freq || back.start_day != period.start_day ||
                back.end_day != period.end_day)
                fail_msg("%s", text);
            day = freqs[i] == HD_FREQ_D ? day : day + 2;
        }
    }
}

static void periods_follow_each_other_without_gap(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(freqs); i++) {
        struct hd_period period = hd_period_containing(freqs[i], hd_day_from_civil(1950, 1, 1));

        while (period.end_day < hd_day_from_civil(2100, 12, 31)) {
            struct hd_period next = hd_period_next(period);

            assert_int_equal(next.start_day, period.end_day + 1);
            assert_true(hd_period_equal(hd_period_prev(next), period));
            assert_int_equal(hd_period_cmp(period, next), -1);
            assert_int_equal(hd_period_cmp(next, period), 1);
            assert_true(hd_period_key(period) < hd_period_key(next));
            period = next;
        }
    }
}

static void a_year_has_its_number_of_periods(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(freqs); i++) {
        int found = 0;
        struct hd_period year = parse("2025");

        for (int32_t day = year.start_day; day <= year.end_day; day++)
            found += hd_period_containing(freqs[i], day).end_day == day;
        assert_int_equal(found, hd_freq_per_year(freqs[i]));
    }
}

static void years_of_53_weeks_are_those_of_the_standard(void **state)
{
    /* All years from 2000 to 2099 that have one; the list of ISO 8601. */
    static const int years[] = { 2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048,
                                 2054, 2060, 2065, 2071, 2076, 2082, 2088, 2093, 2099 };
    size_t at = 0;

    (void)state;
    for (int year = 2000; year < 2100; year++) {
        struct hd_period period;
        const char *why;
        char text[16];
        bool expect = at < COUNT(years) && years[at] == year;

        snprintf(text, sizeof text, "%d-W53", year);
        if (hd_period_parse(text, strlen(text), &period, &why) != expect)
            fail_msg("%s", text);
        at += expect;
    }
}

static void order_is_by_end_then_coarse_first(void **state)
{
    static const char *const sorted[] = { "2026-11",    "2026-W52", "2026-12-30", "2026",
                                          "2026-S2",    "2026-T3",  "2026-Q4",    "2026-12",
                                          "2026-12-31", "2026-W53", "2027-01" };

    (void)state;
    for (size_t i = 0; i < COUNT(sorted); i++) {
        for (size_t j = 0; j < COUNT(sorted); j++) {
            struct hd_period a = parse(sorted[i]), b = parse(sorted[j]);
            int expect = (i > j) - (i < j);

            if (hd_period_cmp(a, b) != expect)
                fail_msg("%s and %s", sorted[i], sorted[j]);
            assert_int_equal((hd_period_key(a) > hd_period_key(b)) -
                                 (hd_period_key(a) < hd_period_key(b)),
                             expect);
            assert_int_equal(hd_period_equal(a, b), i == j);
        }
    }
}

static void a_key_holds_the_whole_period(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(freqs); i++) {
        for (int32_t day = HD_DAY_MIN - 10; day <= HD_DAY_MAX + 10; day += 3) {
            struct hd_period period = hd_period_containing(freqs[i], day);
            struct hd_period back = hd_period_from_key(hd_period_key(period));

            assert_true(back.freq == period.freq && back.start_day == period.start_day &&
                        back.end_day == period.end_day);
        }
    }
}

static void a_damaged_key_gives_some_period(void **state)
{
    static const int64_t keys[] = { INT64_MIN, INT64_MAX, -1, 7, INT64_MIN + 7, 1 };

    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct hd_period period = hd_period_from_key(keys[i]);

        assert_true(period.freq <= HD_FREQ_D && period.start_day <= period.end_day);
    }
}

static void whole_periods_lie_within_others(void **state)
{
    static const struct {
        const char *inner, *outer;
        bool within;
    } rows[] = {
        { "2026-Q1", "2026", true },     { "2026", "2026", true },
        { "2026-S1", "2026-Q1", false }, { "2026-W01", "2026", false },
        { "2026-W02", "2026-01", true }, { "2026-12-31", "2026-Q4", true },
        { "2027-01-01", "2026", false }, { "2026-T1", "2026-S1", true },
        { "2026-T2", "2026-S1", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(hd_period_within(parse(rows[i].inner), parse(rows[i].outer)),
                         rows[i].within);
}

static void frequencies_have_their_letters(void **state)
{
    static const char letters[] = "ASTQMWD";
    enum hd_freq freq = HD_FREQ_D;

    (void)state;
    for (size_t i = 0; i < COUNT(freqs); i++) {
        char letter[2] = { letters[i], '\0' };

        assert_int_equal(hd_freq_letter(freqs[i]), letters[i]);
        assert_true(hd_freq_parse(letter, &freq));
        assert_int_equal(freq, freqs[i]);
    }
    assert_true(hd_freq_parse("H", &freq));
    assert_int_equal(freq, HD_FREQ_S);
    assert_false(hd_freq_parse("", &freq));
    assert_false(hd_freq_parse("QQ", &freq));
    assert_false(hd_freq_parse("X", &freq));
}

static void english_labels_read_like_english(void **state)
{
    static const struct {
        const char *text, *label;
    } rows[] = {
        { "2026", "2026" },
        { "2026-S1", "H1 2026" },
        { "2026-T2", "Trimester 2 2026" },
        { "2026-Q3", "Q3 2026" },
        { "2026-01", "January 2026" },
        { "2026-W05", "Week 5, 2026" },
        { "2026-W01", "Week 1, 2026" }, /* begins in 2025 */
        { "2026-11-21", "21 November 2026" },
        { "2026-05-01", "1 May 2026" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char label[HD_PERIOD_LABEL_MAX];

        hd_period_label(parse(rows[i].text), NULL, label);
        assert_string_equal(label, rows[i].label);
    }
}

/* No place of a pattern is left open, nothing is cut, whatever the translators wrote. */
static void labels_of_every_language_are_complete(void **state)
{
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    (void)state;
    for (size_t i = 0; i < count * COUNT(freqs); i++) {
        struct hd_period period = hd_period_containing(freqs[i / count], 20454);

        for (int step = 0; step < 12; step++, period = hd_period_next(period)) {
            char label[HD_PERIOD_LABEL_MAX];

            hd_period_label(period, all[i % count], label);
            assert_null(strchr(label, '{'));
            assert_non_null(strstr(label, "20"));
            assert_true(strlen(label) < HD_PERIOD_LABEL_MAX - 1);
        }
    }
}

static void labels_of_quarters_are_read_back_in_every_language(void **state)
{
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct hd_period quarter = parse("2026-Q1");

        for (int step = 0; step < 4; step++, quarter = hd_period_next(quarter)) {
            char label[HD_PERIOD_LABEL_MAX];

            hd_period_label(quarter, all[i], label);
            assert_true(hd_period_equal(parse(label), quarter));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_gives_the_canonical_text),
        cmocka_unit_test(what_is_no_period_is_refused_with_advice),
        cmocka_unit_test(only_len_bytes_are_read),
        cmocka_unit_test(quarters_are_read_in_every_language),
        cmocka_unit_test(a_period_is_read_as_it_was_written),
        cmocka_unit_test(periods_follow_each_other_without_gap),
        cmocka_unit_test(a_year_has_its_number_of_periods),
        cmocka_unit_test(years_of_53_weeks_are_those_of_the_standard),
        cmocka_unit_test(order_is_by_end_then_coarse_first),
        cmocka_unit_test(a_key_holds_the_whole_period),
        cmocka_unit_test(a_damaged_key_gives_some_period),
        cmocka_unit_test(whole_periods_lie_within_others),
        cmocka_unit_test(frequencies_have_their_letters),
        cmocka_unit_test(english_labels_read_like_english),
        cmocka_unit_test(labels_of_every_language_are_complete),
        cmocka_unit_test(labels_of_quarters_are_read_back_in_every_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

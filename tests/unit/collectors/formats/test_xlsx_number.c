#include "collectors/formats/xlsx_number.h"

#include "records.h"

#include "collectors/formats/xlsx_styles.h"

static void digits_stay_and_exponents_are_written_out(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "1", "1" },
        { "-0.10", "-0.10" },
        { "+7", "7" },
        { ".5", "0.5" },
        { "-.5", "-0.5" },
        { "1.27E7", "12700000" },
        { "1.5E-3", "0.0015" },
        { "-2.50E+2", "-250" },
        { "0E0", "0" },
        { "123456789012345678901234567890.5", "123456789012345678901234567890.5" },
        { "1E40", "10000000000000000000000000000000000000000" },
        { "1.5E99", "15e98" },
        { "1E-60", "1e-60" },
        /* all 17 digits of a double: the number that was typed */
        { "1.1000000000000001", "1.1" },
        { "41800000.009999998", "41800000.01" },
        { "9.9999999999999995E-3", "0.01" },
        { "-0.10000000000000001", "-0.1" },
        /* not to be told from others by fewer digits: as they stand */
        { "0.30000000000000004", "0.30000000000000004" },
        { "12345678901234567", "12345678901234567" },
        { "0.1234567890123456", "0.1234567890123456" },
        { "1.10000000000000010", "1.1" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[HD_DECIMAL_MAX + 1] = "";

        assert_true(xlsx_number_text(rows[i].in, strlen(rows[i].in), out));
        assert_string_equal(out, rows[i].out);
        assert_true(hd_decimal_valid(out, strlen(out)));
    }
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const rows[] = { "",
                                        "-",
                                        "1,5",
                                        "1e",
                                        "abc",
                                        "0x10",
                                        "1 000",
                                        "INF",
                                        "--1",
                                        ".",
                                        "1234567890123456789012345678901234567890123456789" };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[HD_DECIMAL_MAX + 1];

        assert_false(xlsx_number_text(rows[i], strlen(rows[i]), out));
    }
}

static void percents_are_exact(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "0.524", "52.4" },  { "1", "100" },         { "0", "0" },
        { "0.0001", "0.01" }, { "-1.005", "-100.5" }, { "12.5", "1250" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[HD_DECIMAL_MAX + 1];

        xlsx_number_percent(rows[i].in, out);
        assert_string_equal(out, rows[i].out);
    }
}

static void days_of_both_systems_are_dates(void **state)
{
    static const struct {
        const char *in;
        enum xlsx_style style;
        bool from_1904;
        const char *out; /* NULL: none */
    } rows[] = {
        { "1", XLSX_DAY, false, "1900-01-01" },
        { "59", XLSX_DAY, false, "1900-02-28" },
        { "60", XLSX_DAY, false, "1900-02-29" },
        { "61", XLSX_DAY, false, "1900-03-01" },
        { "46053", XLSX_DAY, false, "2026-01-31" },
        { "46053.75", XLSX_DAY, false, "2026-01-31" },
        { "2958465", XLSX_DAY, false, "9999-12-31" },
        { "0", XLSX_DAY, true, "1904-01-01" },
        { "24472", XLSX_DAY, true, "1971-01-01" },
        { "24472.1763888889", XLSX_INSTANT, true, "1971-01-01T04:14:00" },
        { "16071.6230671296", XLSX_INSTANT, true, "1948-01-01T14:57:13" },
        { "46053", XLSX_INSTANT, false, "2026-01-31T00:00:00" },
        { "46053.999999999", XLSX_INSTANT, false, "2026-02-01T00:00:00" },
        { "46053.5000057870", XLSX_INSTANT, false, "2026-01-31T12:00:00.500" },
        { "0.5", XLSX_CLOCK, false, "12:00:00" },
        { "46053.25", XLSX_CLOCK, false, "2026-01-31T06:00:00" },
        { "1.5", XLSX_ELAPSED, false, "36:00:00" },
        { "46023", XLSX_MONTH, false, "2026-01" },
        { "46024", XLSX_MONTH, false, "2026-01-02" },
        { "46023", XLSX_YEAR, false, "2026" },
        { "46054", XLSX_YEAR, false, "2026-02-01" },
        { "0", XLSX_DAY, false, NULL },
        { "-1", XLSX_DAY, false, NULL },
        { "2958466", XLSX_DAY, false, NULL },
        { "1e60", XLSX_DAY, false, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[XLSX_DATE_BYTES] = "";
        bool is_date = xlsx_date_text(rows[i].in, rows[i].style, rows[i].from_1904, out);

        assert_int_equal(is_date, rows[i].out != NULL);
        if (is_date)
            assert_string_equal(out, rows[i].out);
    }
}

static void codes_tell_dates_from_numbers(void **state)
{
    static const struct {
        const char *code;
        enum xlsx_style style;
    } rows[] = {
        { "General", XLSX_PLAIN },
        { "0.00", XLSX_PLAIN },
        { "0.00E+00", XLSX_PLAIN },
        { "#,##0.00_);[Red]\\(#,##0.00\\)", XLSX_PLAIN },
        { "[$-409]#,##0\\ \"days\"", XLSX_PLAIN },
        { "[Magenta]0", XLSX_PLAIN },
        { "\"TRUE\";\"TRUE\";\"FALSE\"", XLSX_PLAIN },
        { "0.0%", XLSX_PERCENT },
        { "0\\%", XLSX_PLAIN },
        { "yyyy-mm-dd", XLSX_DAY },
        { "dd\\.mm\\.yyyy", XLSX_DAY },
        { "[$-42C]d\\ mmmm\\ yyyy;@", XLSX_DAY },
        { "d\\ mmm", XLSX_DAY },
        { "mmm\\-yy", XLSX_MONTH },
        { "yyyy/mm", XLSX_MONTH },
        { "yyyy", XLSX_YEAR },
        { "mm/dd/yy\\ hh:mm\\ AM/PM", XLSX_INSTANT },
        { "yyyy-mm-dd\"T\"hh:mm:ss", XLSX_INSTANT },
        { "hh:mm", XLSX_CLOCK },
        { "mm:ss.0", XLSX_CLOCK },
        { "[h]:mm:ss", XLSX_ELAPSED },
        { "0;yyyy", XLSX_PLAIN },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (xlsx_style_of_code(rows[i].code) != rows[i].style)
            fail_msg("%s is read as style %d", rows[i].code, xlsx_style_of_code(rows[i].code));
    }
    assert_int_equal(xlsx_style_builtin(0), XLSX_PLAIN);
    assert_int_equal(xlsx_style_builtin(9), XLSX_PERCENT);
    assert_int_equal(xlsx_style_builtin(14), XLSX_DAY);
    assert_int_equal(xlsx_style_builtin(17), XLSX_MONTH);
    assert_int_equal(xlsx_style_builtin(22), XLSX_INSTANT);
    assert_int_equal(xlsx_style_builtin(46), XLSX_ELAPSED);
    assert_int_equal(xlsx_style_builtin(49), XLSX_PLAIN);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_stay_and_exponents_are_written_out),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(percents_are_exact),
        cmocka_unit_test(days_of_both_systems_are_dates),
        cmocka_unit_test(codes_tell_dates_from_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

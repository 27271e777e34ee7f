#include <stdlib.h>

#include "storage/bundle.h"
#include "storage_world.h"

static struct submission_row row_at(size_t i, char value[static 24])
{
    snprintf(value, 24, "%zu", i % 97);
    return (struct submission_row){
        .indicator = i % 3 ? "users" : "broadband",
        .area = i % 5 ? "AZ" : "GE",
        .breakdown = i % 7 ? "" : "men",
        .period = hd_period_containing(HD_FREQ_D, 10000 + (int32_t)(i * 7919 % 1000)),
        .value = i % 11 ? value : NULL,
        .status = i % 11 ? 'A' : 'O',
        .comment = i % 13 ? "" : value,
        .published_at_ms = i % 4 ? 0 : (int64_t)(i % 17 + 1) * 1000,
    };
}

static void add(struct bundle *bundle, size_t count)
{
    struct hd_error err;

    for (size_t i = 0; i < count; i++) {
        char value[24];
        struct submission_row row = row_at(i, value);

        assert_int_equal(bundle_add(bundle, &row, (long)i + 2, 0, &err), HD_OK);
    }
}

static void what_was_added_comes_back(void **state)
{
    BUNDLE_AUTO struct bundle bundle = { 0 };

    (void)state;
    add(&bundle, 5000);
    assert_int_equal(bundle.series_count, 8);
    for (size_t i = 0; i < bundle.count; i++) {
        char value[24];
        struct submission_row in = row_at(i, value), out;

        bundle_get(&bundle, &bundle.rows[i], &out);
        assert_string_equal(out.indicator, in.indicator);
        assert_string_equal(out.area, in.area);
        assert_string_equal(out.breakdown, in.breakdown);
        assert_int_equal(hd_period_cmp(out.period, in.period), 0);
        assert_int_equal(out.value != NULL, in.value != NULL);
        if (in.value)
            assert_string_equal(out.value, in.value);
        assert_int_equal(out.status, in.status);
        assert_string_equal(out.comment, in.comment);
        assert_int_equal(out.published_at_ms, in.published_at_ms);
        assert_int_equal(bundle.rows[i].line, i + 2);
    }
}

/* ---- order ---- */

static const struct bundle *sorted;

static int compare(const void *a, const void *b)
{
    const struct bundle_row *x = a, *y = b;
    int64_t keys[2][4];

    for (int i = 0; i < 2; i++) {
        const struct bundle_row *row = i ? y : x;

        keys[i][0] = sorted->series[row->series].id;
        keys[i][1] = row->period_key;
        keys[i][2] = sorted->extras[row->extra].published_at_ms;
        keys[i][3] = row->number;
    }
    for (int i = 0; i < 4; i++)
        if (keys[0][i] != keys[1][i])
            return keys[0][i] < keys[1][i] ? -1 : 1;
    return 0;
}

static void it_sorts_as_the_library_does(void **state)
{
    static const size_t counts[] = { 0, 1, 2, 3, 12, 13, 14, 100, 5000 };

    (void)state;
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        BUNDLE_AUTO struct bundle bundle = { 0 };
        struct bundle_row *expected = malloc((counts[n] + 1) * sizeof *expected);

        add(&bundle, counts[n]);
        for (size_t i = 0; i < bundle.series_count; i++)
            bundle.series[i].id = (int64_t)(i * 5 % 8);
        for (size_t i = 0; i < bundle.extra_count; i++)
            bundle.extras[i].published_at_ms = bundle.extras[i].given_at_ms;
        sorted = &bundle;
        if (counts[n]) {
            memcpy(expected, bundle.rows, counts[n] * sizeof *expected);
            qsort(expected, counts[n], sizeof *expected, compare);
        }
        bundle_sort(&bundle, bundle.rows, bundle.count);
        for (size_t i = 0; i < counts[n]; i++)
            assert_int_equal(bundle.rows[i].number, expected[i].number);
        free(expected);
    }
}

static void bad_rows_are_named(void **state)
{
    BUNDLE_AUTO struct bundle bundle = { 0 };
    struct submission_row row = world_row("2022", "", NULL);
    struct hd_error err;

    (void)state;
    add(&bundle, 4);
    assert_int_equal(bundle_add(&bundle, &row, 0, 0, &err), HD_BAD_INPUT);
    assert_non_null(strstr(err.text, "row 5"));
    assert_int_equal(bundle.count, 4);
}

/* A million of them are to fit beside much else. */
static void a_row_is_small(void **state)
{
    BUNDLE_AUTO struct bundle bundle = { 0 };

    (void)state;
    assert_true(sizeof(struct bundle_row) <= 32);
    for (size_t i = 0; i < 20000; i++) {
        struct submission_row row = world_row("2022", "123.45", NULL);
        struct hd_error err;

        assert_int_equal(bundle_add(&bundle, &row, 0, 0, &err), HD_OK);
    }
    assert_true(bundle.count * sizeof *bundle.rows + bundle.text_len <= 20000 * 40);
    assert_int_equal(bundle.series_count, 1);
    assert_int_equal(bundle.extra_count, 1);
}

int main(void)
{
    const struct CMUnitTest bundle[] = {
        cmocka_unit_test(what_was_added_comes_back),
        cmocka_unit_test(it_sorts_as_the_library_does),
        cmocka_unit_test(bad_rows_are_named),
        cmocka_unit_test(a_row_is_small),
    };

    return cmocka_run_group_tests(bundle, NULL, NULL);
}

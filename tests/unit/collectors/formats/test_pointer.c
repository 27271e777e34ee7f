#include "unit/collectors/mapped.h"

struct row {
    const char *options, *text, *put;
};

#define PLAIN "indicator = x\nperiod = {year}\nvalue = {value}\n"

static void rows_are_found_and_cells_by_name_or_pointer(void **state)
{
    static const struct row rows[] = {
        { PLAIN, "[{\"year\":2026,\"value\":1.50},\n{\"value\":-2E5,\"year\":\"2025\"}]",
          "1 x// 2026 1.50 A\n2 x// 2025 -2e5 A\n" },
        { PLAIN, "{\"of\":1,\"items\":[{\"year\":2026,\"value\":1}],\"ok\":true}",
          "1 x// 2026 1 A\n" },
        { PLAIN "rows = /a~1b/0/list\n",
          "{\"a/b\":[{\"list\":[{\"year\":2026,\"value\":1}]},[5]],\"other\":[]}",
          "1 x// 2026 1 A\n" },
        { PLAIN "rows = /data/items\n",
          "{\"data\":{\"items\":[{\"year\":2026,\"value\":1},{\"year\":2025,\"value\":2}]}}",
          "1 x// 2026 1 A\n1 x// 2025 2 A\n" },
        /* Within the row: objects, lists, members with a slash. */
        { "indicator = x\nperiod = {/time/year}-Q{/time/q}\nvalue = {/obs/1/v~1w}\narea = "
          "{/AREA}\n",
          "[{\"time\":{\"year\":2026,\"q\":3},\"obs\":[0,{\"v/w\":7}],\"area\":\"AZ\"},"
          "{\"area\":\"TR\",\"time\":{\"q\":2,\"year\":2026},\"obs\":[0,{\"v/w\":8}]}]",
          "1 x/AZ/ 2026-Q3 7 A\n1 x/TR/ 2026-Q2 8 A\n" },
        { "indicator = x\nperiod = {/0}\nvalue = {1}\n", "[[2026,5],[\"2025\",\"6\"]]",
          "1 x// 2026 5 A\n1 x// 2025 6 A\n" },
        { "indicator = x\nperiod = {/0/year}\nvalue = {/1}\n", "[[{\"year\":2026},5]]",
          "1 x// 2026 5 A\n" },
        /* From the document. */
        { "indicator = {#/base/name}-{code}\nperiod = {#/date}\nvalue = {rate}\nrows = /rates\n",
          "{\"base\":{\"name\":\"USD\"},\"date\":\"2026-11-21\",\"rates\":["
          "{\"code\":\"AZN\",\"rate\":1.7}]}",
          "1 USD-AZN// 2026-11-21 1.7 A\n" },
        /* An object is one row; its members may be records. */
        { "indicator = speed\nat = {timestamp}\nvalue = {download}\nid = {/server/id}\n",
          "{\"timestamp\":\"2026-11-21T10:15:00Z\",\"download\":9.25,\"server\":{\"id\":7},"
          "\"fine\":true}",
          "1 speed// 1795256100000#7 9.25 A\n" },
        { PLAIN "rows = .\n", "{\"year\":2026,\"value\":1,\"list\":[1,2],\"more\":[]}",
          "1 x// 2026 1 A\n" },
        { "indicator = x\nperiod = {0}\nvalue = {1}\nrows = .\n", "[2026,3]", "1 x// 2026 3 A\n" },
        { "indicator = x\nperiod = {name}\nwide = 20??\nrows = /values/AZ\n",
          "{\"values\":{\"AZ\":{\"2025\":1,\"2026\":null,\"note\":\"2027\"}}}",
          "1 x// 2025 1 A\n" },
        /* null and what is left out are not reported; texts are read by the mapping's marks. */
        { PLAIN,
          "[{\"year\":2026,\"value\":null},{\"year\":2025},{\"year\":2024,\"value\":\"\"},"
          "{\"year\":2023,\"value\":\"NaN\"},{\"year\":2022,\"value\":1}]",
          "1 x// 2023 missing O\n1 x// 2022 1 A\n" },
        { PLAIN "decimal = ,\ngrouping = .\n",
          "[{\"year\":2026,\"value\":1.234},{\"year\":2025,\"value\":\"1.234\"},"
          "{\"year\":2024,\"value\":\"1,5\"}]",
          "1 x// 2026 1.234 A\n1 x// 2025 1234 A\n1 x// 2024 1.5 A\n" },
        { PLAIN "filter = final=true\n",
          "[{\"year\":2026,\"value\":1,\"final\":true},{\"year\":2025,\"value\":1,\"final\":false}"
          "]",
          "1 x// 2026 1 A\n" },
        { PLAIN, "\xEF\xBB\xBF[]", "" },
        { PLAIN, "{\"items\":[]}", "" },
        { PLAIN "scale = 0.001\n", "[{\"year\":2026,\"value\":9007199254740993}]",
          "1 x// 2026 9007199254740.993 A\n" },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum hd_rc rc = read_mapped(world, "json", rows[i].options, rows[i].text);

        if (rc || strcmp(world->put.data, rows[i].put) != 0 || world->problems.count)
            fail_msg("%s\n%s\ngives %s: %s %s", rows[i].options, rows[i].text, world->put.data,
                     problems_of(world), message_of(world, 0));
    }
}

static void problems_carry_pointers(void **state)
{
    static const struct {
        const char *options, *text, *problems, *says;
        enum hd_rc rc;
    } rows[] = {
        { PLAIN, "", "0::json_invalid", "This is not valid JSON", HD_BAD_INPUT },
        { PLAIN, "[{\"year\":2026,\"value\":1},]", "0::json_invalid", "line 1", HD_BAD_INPUT },
        { PLAIN, "5", "0::rows_missing", "no list at", HD_BAD_INPUT },
        { PLAIN, "{\"a\":[],\"b\":{\"c\":[]},\"d\":[]}", "0::rows_missing",
          "more than one list. Say with rows which one holds the rows: /a, /b/c, /d.",
          HD_BAD_INPUT },
        { PLAIN "rows = /x\n", "{\"a\":{\"b/c\":[]}}", "0::rows_missing",
          "no list at /x, where the mapping says that the rows are. There are: /a/b~1c.",
          HD_BAD_INPUT },
        { PLAIN "rows = /x\n", "{\"x\":3}", "0::rows_missing", "no list at /x", HD_BAD_INPUT },
        { PLAIN "rows = /x\n", "{\"error\":{\"code\":7,\"message\":\"no such key\"}}",
          "0::source_error", "no such key", HD_BAD_INPUT },
        { PLAIN "rows = /x\n", "{\"message\":\"too many requests\"}", "0::source_error",
          "too many requests", HD_BAD_INPUT },
        { PLAIN, "[1,{\"year\":2026,\"value\":1}]", "0:/0:type_invalid", "An object or a list",
          HD_OK },
        { PLAIN, "[{\"year\":\"2026-1\",\"value\":1}]", "1:/0/year:period_invalid", "", HD_OK },
        { PLAIN, "[\n{\"year\":2026,\"value\":\"1,5\"}]", "2:/0/value:number_ambiguous", "",
          HD_OK },
        { "indicator = x\nperiod = {/t/y~1z}\nvalue = {value}\nrows = /a\n",
          "{\"a\":[{\"t\":{\"y/z\":\"?\"},\"value\":1}]}", "1:/a/0/t/y~1z:period_invalid", "",
          HD_OK },
        { "indicator = x\nperiod = {y/z}\nvalue = {value}\n", "[{\"y/z\":\"?\",\"value\":1}]",
          "1:/0/y~1z:period_invalid", "", HD_OK },
        { PLAIN, "[{\"year\":2026,\"value\":1},{\"year\":2026,\"value\":1}]", "1:/1:row_repeated",
          "Record 1 holds the same", HD_OK },
        { PLAIN, "[{\"yaer\":2026,\"value\":1},{\"yaer\":2025,\"value\":1,\"more\":{\"x\":1}}]",
          "0:year:column_missing", "Did you mean yaer? There are: yaer, value, /more/x.",
          HD_BAD_INPUT },
        { PLAIN "status = {flag}\n", "[{\"year\":2026,\"value\":1}]", "0:flag:column_missing?",
          "No record has a cell flag", HD_OK },
        { PLAIN "area = {#/geo}\n", "[{\"year\":2026,\"value\":1}]", "0:#/geo:column_missing",
          "#/geo", HD_BAD_INPUT },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum hd_rc rc = read_mapped(world, "json", rows[i].options, rows[i].text);

        if (rc != rows[i].rc || strcmp(problems_of(world), rows[i].problems) != 0 ||
            !strstr(message_of(world, 0), rows[i].says))
            fail_msg("%s%s gives %d %s: %s", rows[i].options, rows[i].text, (int)rc,
                     problems_of(world), message_of(world, 0));
        assert_string_equal(world->problems.items[0].file, "x.csv");
        if (!rc)
            assert_int_equal(world->report.rows, world->report.put + world->report.empty +
                                                     world->report.refused +
                                                     world->report.filtered);
    }
}

/* Rows of ever other members: what is remembered of them stays bounded and right. */
static void rows_may_all_differ(void **state)
{
    struct world *world = *state;
    struct hd_buf text HD_BUF_AUTO;

    hd_buf_init(&text, 1 << 24);
    hd_buf_puts(&text, "[");
    for (int i = 0; i < 3000; i++)
        hd_buf_printf(&text, "%s{\"a%d\":{\"b%d\":1},\"t\":{\"year\":%d},\"value\":%d}",
                      i ? "," : "", i, i, 1900 + i % 200, i);
    hd_buf_puts(&text, "]");
    assert_int_equal(read_mapped(world, "json",
                                 "indicator = x\nbreakdown = {value}\nperiod = {/t/year}\n"
                                 "value = {value}\n",
                                 text.data),
                     HD_OK);
    assert_int_equal(world->problems.count, 0);
    assert_int_equal(world->report.put, 3000);
}

static void formats_are_guessed_from_the_bytes(void **state)
{
    (void)state;
    assert_string_equal(format_guess(" [{\"a\":1}]", 10)->name, "json");
    assert_string_equal(format_guess("{\"a\":1}", 7)->name, "json");
    assert_string_equal(format_guess("a,b\n", 4)->name, "csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_and_cells_by_name_or_pointer),
        cmocka_unit_test(problems_carry_pointers),
        cmocka_unit_test(rows_may_all_differ),
        cmocka_unit_test(formats_are_guessed_from_the_bytes),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

#include "collectors/formats/worldbank.h"

#include "records.h"

#include "common/date.h"

#define HEAD       "{\"page\":1,\"pages\":1,\"per_page\":50,\"total\":2,\"lastupdated\":\"2026-07-13\"}"
#define ROW(rest)  "{\"indicator\":{\"id\":\"X.Y\",\"value\":\"Ex\"},\"date\":\"2025\"," rest "}"
#define ROWS(rows) "[" HEAD ",[" rows "]]"

static void read_text(struct records *records, const char *text)
{
    read_document(records, &format_worldbank, text);
}

static void members_become_cells(void **state)
{
    struct records *records = *state;

    read_text(records, "[" HEAD ",\n"
                       "[{\"indicator\":{\"id\":\"IT.X\",\"value\":\"Users\"},\n"
                       "  \"country\":{\"id\":\"AZ\",\"value\":\"Azerbaijan\"},"
                       "\"countryiso3code\":\"AZE\",\"date\":\"2025\",\"value\":89.0,\"unit\":\"\","
                       "\"obs_status\":\"E\",\"decimal\":1},\n"
                       " {\"indicator\":{\"id\":\"IT.X\",\"value\":\"Users\"},"
                       "\"country\":{\"id\":\"1W\",\"value\":\"World\"},\"countryiso3code\":\"\","
                       "\"date\":\"2024\",\"value\":null}]]");
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(problems_of(records), "");
    assert_string_equal(records->text.data,
                        "/1/0 2: indicator=IT.X indicator.value=Users country=AZ "
                        "country.value=Azerbaijan countryiso3code=AZE date=2025 value=89.0 unit= "
                        "obs_status=E decimal=1\n"
                        "/1/1 4: indicator=IT.X indicator.value=Users country=1W "
                        "country.value=World countryiso3code= date=2024 value-\n");
    assert_int_equal(records->report.rows, 2);
    assert_int_equal(records->report.refused, 0);
}

static void digits_stay_as_they_are(void **state)
{
    static const char *const numbers[] = {
        "5081769542379.77", "0.10", "1e3", "-0", "1E-7", "123456789012345678901234567890.5"
    };
    struct records *records = *state;

    records->only = " value ";
    for (size_t i = 0; i < COUNT(numbers); i++) {
        char text[512], expected[128];

        snprintf(text, sizeof text, ROWS(ROW("\"value\":%s")), numbers[i]);
        snprintf(expected, sizeof expected, "/1/0 1: value=%s\n", numbers[i]);
        read_text(records, text);
        assert_string_equal(records->text.data, expected);
    }
}

static void byte_order_mark_and_text_numbers_are_taken(void **state)
{
    struct records *records = *state;

    read_text(records, "\xEF\xBB\xBF[{\"page\":1,\"pages\":1,\"per_page\":\"50\"},["
                       "{\"date\":\"2025\",\"value\":\"7\"}]]");
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(records->text.data, "/1/0 1: date=2025 value=7\n");
}

static void nothing_found_is_no_row(void **state)
{
    static const char *const texts[] = {
        "[{\"page\":0,\"pages\":0,\"per_page\":0,\"total\":0},null]", ROWS("")
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        read_text(records, texts[i]);
        assert_int_equal(records->rc, HD_OK);
        assert_int_equal(records->count, 0);
        assert_int_equal(records->problems.count, 0);
    }
}

static void time_of_update_is_told(void **state)
{
    static const struct {
        const char *member, *at;
    } rows[] = {
        { ",\"lastupdated\":\"2026-07-13\"", "2026-07-13T12:00:00Z" },
        { ",\"lastupdated\":\"2026-07-13T08:00:00Z\"", "2026-07-13T08:00:00Z" },
        { ",\"lastupdated\":\"soon\"", "1970-01-01T00:00:00Z" },
        { ",\"lastupdated\":null", "1970-01-01T00:00:00Z" },
        { "", "1970-01-01T00:00:00Z" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256], at[21];

        snprintf(text, sizeof text, "[{\"page\":1%s},[]]", rows[i].member);
        read_text(records, text);
        assert_int_equal(records->rc, HD_OK);
        hd_instant_text(records->report.updated_at_ms, at);
        assert_string_equal(at, rows[i].at);
    }
}

static void errors_come_in_the_words_of_the_source(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        { "[{\"message\":[{\"id\":\"120\",\"key\":\"Invalid value\",\"value\":\"Not valid\"}]}]",
          "The source answers: 120: Invalid value: Not valid" },
        { "[{\"message\":[{\"id\":\"175\",\"key\":\"Invalid format\",\"value\":\"Gone\"}]},null]",
          "The source answers: 175: Invalid format: Gone" },
        { "[{\"message\":[]}]", "The source answers: " },
        { "[{\"message\":\"closed\"}]", "The source answers: closed" },
        { "[{\"message\":[7]},[" ROW("\"value\":1") "]]", "The source answers: 7" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_string_equal(problems_of(records), "/0/message:source_error");
        assert_string_equal(message_of(records), rows[i].message);
        assert_int_equal(records->count, 0);
    }
}

static void other_shapes_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text, *problems;
        enum hd_rc rc;
    } rows[] = {
        { "", ":json_invalid", HD_BAD_INPUT },
        { "[", ":json_invalid", HD_BAD_INPUT },
        { ROWS(ROW("\"value\":1") ","), ":json_invalid", HD_BAD_INPUT },
        { ROWS(ROW("\"value\":1,\"value\":2")), ":json_invalid", HD_BAD_INPUT },
        { "{}", ":worldbank_shape", HD_BAD_INPUT },
        { "[]", ":worldbank_shape", HD_BAD_INPUT },
        { "[[],[]]", "/0:worldbank_shape", HD_BAD_INPUT },
        { "[{},[]]", "/0:worldbank_shape", HD_BAD_INPUT },
        { "[" HEAD "]", ":worldbank_shape", HD_BAD_INPUT },
        { "[" HEAD ",{}]", ":worldbank_shape", HD_BAD_INPUT },
        { "[" HEAD ",[],[]]", ":worldbank_shape", HD_BAD_INPUT },
        { ROWS("1"), "/1/0:worldbank_row", HD_OK },
        { ROWS("null," ROW("\"value\":1")), "/1/0:worldbank_row", HD_OK },
        { ROWS("{}"), "/1/0:worldbank_row", HD_OK },
        { ROWS(ROW("\"unit\":1")), "/1/0:worldbank_row", HD_OK },
        { ROWS(ROW("\"value\":1") "," ROW("\"value\":[1]")), "/1/1/value:type_invalid", HD_OK },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, rows[i].rc);
        assert_int_equal(records->report.rows, records->count + records->report.refused);
    }
}

static void xml_is_called_so(void **state)
{
    struct records *records = *state;

    read_text(records, "\xEF\xBB\xBF<?xml version=\"1.0\"?><wb:data/>");
    assert_int_equal(records->rc, HD_BAD_INPUT);
    assert_string_equal(problems_of(records), ":json_invalid");
    assert_non_null(strstr(message_of(records), "format=json"));
}

static void what_cannot_be_kept_is_refused(void **state)
{
    struct records *records = *state;
    size_t len = 2 * HD_JSON_KEPT_MAX + 64;
    HD_FREE_AUTO char *text = hd_alloc(len + 1);

    memset(text, '1', len);
    for (size_t i = 0; i < len; i += 2)
        text[i] = ',';
    memcpy(text, "[1", 2);
    text[len - 1] = ']';
    text[len - 2] = ' ';
    text[len - 3] = '1';
    read_bytes(records, &format_worldbank, text, len);
    assert_int_equal(records->rc, HD_BAD_INPUT);
    assert_string_equal(problems_of(records), ":json_too_large");
}

static void pages_are_known(void **state)
{
    static const struct {
        const char *text;
        long page, pages; /* 0: whole, or cannot be told */
    } rows[] = {
        { "[{\"page\":1,\"pages\":3},[]]", 1, 3 },
        { "\xEF\xBB\xBF [ {\"page\":\"2\",\"pages\":\"3\",\"a\":\"}\\\"{\",\"b\":[{}]}, [ cut off",
          2, 3 },
        { "[{\"page\":1,\"pages\":1},[]]", 0, 0 },
        { "[{\"page\":0,\"pages\":0},null]", 0, 0 },
        { "[{\"page\":4,\"pages\":3},[]]", 0, 0 },
        { "[{\"page\":-1,\"pages\":3},[]]", 0, 0 },
        { "[{\"page\":1,\"pages\":99999999999999999999},[]]", 0, 0 },
        { "[{\"page\":1,\"pages\":2000000},[]]", 1, 1000000 }, /* more than are asked for */
        { "[{\"pages\":3},[]]", 0, 0 },
        { "[{\"page\":1,\"pages\":", 0, 0 },
        { "[{\"message\":[]}]", 0, 0 },
        { "{\"page\":1,\"pages\":3}", 0, 0 },
        { "", 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct format_pages pages = { 0 };
        bool known = format_worldbank.pages(rows[i].text, strlen(rows[i].text), &pages);

        assert_int_equal(known, rows[i].pages != 0);
        if (known) {
            assert_int_equal(pages.page, rows[i].page);
            assert_int_equal(pages.pages, rows[i].pages);
        }
    }
}

static void it_is_known_by_its_beginning(void **state)
{
    static const struct {
        const char *text;
        bool known;
    } rows[] = {
        { ROWS(""), true },
        { "\xEF\xBB\xBF [ {\"page\":1,\"per_page\":\"50\"},[]]", true },
        { "[{\"message\":[{\"id\":\"120\"}]}]", true },
        { "[{\"name\":\"x\"}]", false },
        { "{\"lastupdated\":\"x\"}", false },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct format_ops *guess = format_guess(rows[i].text, strlen(rows[i].text));

        assert_int_equal(guess == &format_worldbank, rows[i].known);
    }
}

static void rows_are_observations_by_themselves(void **state)
{
    struct records *records = *state;

#define BANK(area, date, value, status)                                                            \
    "{\"indicator\":{\"id\":\"IT.X\"},\"country\":{\"id\":\"" area "\"},\"date\":\"" date          \
    "\",\"value\":" value ",\"obs_status\":\"" status "\"}"
    map_document(records, &format_worldbank,
                 ROWS(BANK("AZ", "2025", "89.0", "") "," BANK("AZ", "2024", "null", "") "," BANK(
                     "AZ", "2025Q1", "5081769542379.77", "E") "," BANK("1W", "2025M02", "0", "")));
    assert_string_equal(problems_of(records), "");
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(records->text.data, "IT.X/AZ/ 2025 89.0 A\n"
                                            "IT.X/AZ/ 2025-Q1 5081769542379.77 E\n"
                                            "IT.X/1W/ 2025-02 0 A\n");
    assert_int_equal(records->report.rows, 4);
    assert_int_equal(records->report.empty, 1);
    assert_int_equal(records->report.put, 3);

    map_document(records, &format_worldbank,
                 ROWS(BANK("AZ", "2025", "1", "") "," BANK("AZ", "2025", "1",
                                                           "") "," BANK("AZ", "soon", "1", "")));
    assert_string_equal(problems_of(records), "/1/1:row_repeated /1/2/date:period_invalid");
    assert_int_equal(records->report.put, 1);
    assert_int_equal(records->report.refused, 2);
}

/* ---- published answers ---- */

static bool page_agrees(const struct records *records, const struct hd_json *expected)
{
    const struct hd_json *list = hd_json_get(expected, "observations");

    if (records->count != list->count)
        return false;
    for (const struct hd_json *row = list->first; row; row = row->next) {
        const struct hd_json *area = row->first, *code = area->next, *date = code->next;
        const char *cells[] = { "countryiso3code", area->text, "indicator",      code->text, "date",
                                date->text,        "value",    date->next->text, NULL };

        if (!has_record(records, cells))
            return false;
    }
    return true;
}

static void published_answers_are_read_as_published(void **state)
{
    struct records *records = *state;
    struct format_pages pages;
    struct cases cases;
    const struct hd_json *expected;
    size_t len;
    char *data;

    cases_open(&cases);
    expected = hd_json_get(cases.root, "worldbank-page1of2.json");
    records->only = " countryiso3code indicator date value ";
    check_case(records, &cases, &format_worldbank, "worldbank-page1of2.json", page_agrees,
               hd_json_get(expected, "observations")->first->first->next->next->next->text);

    data = read_case("worldbank-page1of2.json", &len);
    assert_true(format_worldbank.pages(data, len, &pages));
    assert_int_equal(pages.page, strtol(hd_json_get(expected, "page")->text, NULL, 10));
    assert_int_equal(pages.pages, strtol(hd_json_get(expected, "pages")->text, NULL, 10));
    free(data);

    data = read_case("worldbank-error.json", &len);
    read_bytes(records, &format_worldbank, data, len);
    assert_int_equal(records->rc, HD_BAD_INPUT);
    assert_string_equal(problems_of(records), "/0/message:source_error");
    assert_int_equal(records->count, 0);
    free(data);
    cases_close(&cases);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, records_setup, records_teardown)
    const struct CMUnitTest tests[] = {
        TEST(members_become_cells),
        TEST(digits_stay_as_they_are),
        TEST(byte_order_mark_and_text_numbers_are_taken),
        TEST(nothing_found_is_no_row),
        TEST(time_of_update_is_told),
        TEST(errors_come_in_the_words_of_the_source),
        TEST(other_shapes_are_refused_with_their_place),
        TEST(xml_is_called_so),
        TEST(what_cannot_be_kept_is_refused),
        TEST(pages_are_known),
        TEST(it_is_known_by_its_beginning),
        TEST(rows_are_observations_by_themselves),
        TEST(published_answers_are_read_as_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

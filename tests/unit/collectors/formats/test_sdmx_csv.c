#include "collectors/formats/sdmx_csv.h"

#include "records.h"

#define V1 "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,COMMENT_OBS\n"
#define V2 "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
#define F  "dataflow,A:F(1.0),"

static void read_text(struct records *records, const char *text)
{
    read_document(records, &format_sdmx_csv, text);
}

static void rows_become_records(void **state)
{
    static const struct {
        const char *text, *records;
    } rows[] = {
        { V1 "A:F(1.0),AZ,X,2026-Q1,61.40,A,\n"
             "A:F(1.0),AZ,X,2026-Q2,63.2,P,\"Preliminary, see\nbelow\"",
          "2: DATAFLOW=A:F(1.0) REF_AREA=AZ INDICATOR=X TIME_PERIOD=2026-Q1 OBS_VALUE=61.40 "
          "OBS_STATUS=A COMMENT_OBS=\n"
          "3: DATAFLOW=A:F(1.0) REF_AREA=AZ INDICATOR=X TIME_PERIOD=2026-Q2 OBS_VALUE=63.2 "
          "OBS_STATUS=P COMMENT_OBS=Preliminary, see\nbelow\n" },
        { V2 F "I,AZ,X,2026,1,A\r\n" F "A,AZ,X,2025,2,A\r\n\r\n" F "R,AZ,X,2024,3,A\r\n" F
               "M,AZ,X,2023,4,A\r\n" F ",AZ,X,2022,5,A\r\n",
          "2: STRUCTURE=dataflow STRUCTURE_ID=A:F(1.0) ACTION=I REF_AREA=AZ INDICATOR=X "
          "TIME_PERIOD=2026 OBS_VALUE=1 OBS_STATUS=A\n"
          "3: STRUCTURE=dataflow STRUCTURE_ID=A:F(1.0) ACTION=A REF_AREA=AZ INDICATOR=X "
          "TIME_PERIOD=2025 OBS_VALUE=2 OBS_STATUS=A\n"
          "5: STRUCTURE=dataflow STRUCTURE_ID=A:F(1.0) ACTION=R REF_AREA=AZ INDICATOR=X "
          "TIME_PERIOD=2024 OBS_VALUE=3 OBS_STATUS=A\n"
          "6: STRUCTURE=dataflow STRUCTURE_ID=A:F(1.0) ACTION=M REF_AREA=AZ INDICATOR=X "
          "TIME_PERIOD=2023 OBS_VALUE=4 OBS_STATUS=A\n"
          "7: STRUCTURE=dataflow STRUCTURE_ID=A:F(1.0) ACTION= REF_AREA=AZ INDICATOR=X "
          "TIME_PERIOD=2022 OBS_VALUE=5 OBS_STATUS=A\n" },
        /* keys, names, a column of the sender's own; any order */
        { "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,SERIES_KEY,OBS_KEY,OBS_VALUE,TIME_PERIOD,UPDATED\n"
          "datastructure,A:S,Name,AZ.X,AZ.X.2026,7,2026,2026-01-01\n",
          "2: STRUCTURE=datastructure STRUCTURE_ID=A:S STRUCTURE_NAME=Name SERIES_KEY=AZ.X "
          "OBS_KEY=AZ.X.2026 OBS_VALUE=7 TIME_PERIOD=2026 UPDATED=2026-01-01\n" },
        { "\xEF\xBB\xBF\"STRUCTURE\",\"STRUCTURE_ID\",TIME_PERIOD,OBS_VALUE\n"
          "dataprovision,A:P,2026,1\n",
          "2: STRUCTURE=dataprovision STRUCTURE_ID=A:P TIME_PERIOD=2026 OBS_VALUE=1\n" },
        /* ACTION is a name like any other before 2.0 */
        { "DATAFLOW,ACTION,TIME_PERIOD,OBS_VALUE\nA:F(1.0),D,2026,1\n",
          "2: DATAFLOW=A:F(1.0) ACTION=D TIME_PERIOD=2026 OBS_VALUE=1\n" },
        { V1 ",,,,,,\n", "" },
        { V1, "" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), "");
        assert_int_equal(records->rc, HD_OK);
        assert_string_equal(records->text.data, rows[i].records);
        assert_int_equal(records->report.rows, records->count);
    }
}

static void flags_of_eurostat_are_the_status(void **state)
{
    struct records *records = *state;

    records->only = " OBS_FLAG OBS_STATUS CONF_STATUS ";
    read_text(records, "DATAFLOW,LAST UPDATE,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
                       "E:F(1.0),27/03/26 23:00:00,AZ,2026,1,bp,F\n");
    assert_string_equal(records->text.data, "2: OBS_FLAG=bp OBS_STATUS=bp CONF_STATUS=F\n");
    read_text(records, "DATAFLOW,TIME_PERIOD,OBS_VALUE,OBS_FLAG,OBS_STATUS\nE:F,2026,1,bp,A\n");
    assert_string_equal(records->text.data, "2: OBS_FLAG=bp OBS_STATUS=A\n");
}

static void separator_stands_behind_the_first_term(void **state)
{
    static const struct {
        const char *text, *records;
    } rows[] = {
        { "DATAFLOW;INDICATOR;TIME_PERIOD;OBS_VALUE\nA:F(1.0);X;2026;61,40\n",
          "2 comma: INDICATOR=X OBS_VALUE=61,40\n" },
        { "DATAFLOW\tINDICATOR\tTIME_PERIOD\tOBS_VALUE\nA:F(1.0)\tX\t2026\t61.4\n",
          "2 comma: INDICATOR=X OBS_VALUE=61.4\n" },
        { "DATAFLOW|INDICATOR|TIME_PERIOD|OBS_VALUE\nA:F(1.0)|X|2026|61.4\n",
          "2 comma: INDICATOR=X OBS_VALUE=61.4\n" },
        /* more semicolons than commas */
        { "STRUCTURE[;],STRUCTURE_ID,INDICATOR,T[az;en;ru;tr;fr;de],OBS_VALUE\n"
          "dataflow,A:F,X,,1\n",
          "2: INDICATOR=X OBS_VALUE=1\n" },
        { "STRUCTURE[,];STRUCTURE_ID;INDICATOR;OBS_VALUE\ndataflow;A:F;X;1,5\n",
          "2 comma: INDICATOR=X OBS_VALUE=1,5\n" },
        { "sep=;\nDATAFLOW;INDICATOR;OBS_VALUE\nA:F(1.0);X;1,5\n",
          "3 comma: INDICATOR=X OBS_VALUE=1,5\n" },
    };
    struct records *records = *state;

    records->only = " INDICATOR OBS_VALUE ";
    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), "");
        assert_string_equal(records->text.data, rows[i].records);
    }
}

static void labels_are_cut_off(void **state)
{
    static const struct {
        const char *text, *records;
    } rows[] = {
        { "DATAFLOW,REF_AREA: Area,INDICATOR: In: dicator,TIME_PERIOD: Time,OBS_VALUE: Value\n"
          "A:F(1.0): Flow,AZ: Azerbaijan,X: a: b,2026-01-01T10:00:00,1.5\n",
          "2: DATAFLOW=A:F(1.0) REF_AREA=AZ INDICATOR=X TIME_PERIOD=2026-01-01T10:00:00 "
          "OBS_VALUE=1.5\n" },
        /* only where the header says so */
        { "DATAFLOW,REF_AREA,NOTE,TIME_PERIOD,OBS_VALUE\nA:F(1.0),AZ: Azerbaijan,a: b,2026,1\n",
          "2: DATAFLOW=A:F(1.0) REF_AREA=AZ: Azerbaijan NOTE=a: b TIME_PERIOD=2026 OBS_VALUE=1\n" },
        /* texts, and what is no code */
        { "DATAFLOW,REF_AREA: Area,COMMENT_OBS: Comment,NOTE: Note\n"
          "A:F(1.0): Flow,: none,Note: it is revised,What it says: nothing\n",
          "2: DATAFLOW=A:F(1.0) REF_AREA=: none COMMENT_OBS=Note: it is revised "
          "NOTE=What it says: nothing\n" },
        /* names in columns of their own; one is called as its id */
        { "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,INDICATOR,Indicator,REF_AREA,Reference area,"
          "TIME_PERIOD,OBS_VALUE\n"
          "dataflow,A:F,Flow,X,The ex,AZ,Azerbaijan,2026,1\n",
          "2: STRUCTURE=dataflow STRUCTURE_ID=A:F STRUCTURE_NAME=Flow INDICATOR=X REF_AREA=AZ "
          "Reference area=Azerbaijan TIME_PERIOD=2026 OBS_VALUE=1\n" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), "");
        assert_string_equal(records->text.data, rows[i].records);
    }
}

static void several_values_and_languages_are_taken_apart(void **state)
{
    static const struct {
        const char *cells, *record;
    } rows[] = {
        { "A;P,az:bir;en:one", " ST=A;P TX=bir TX[az]=bir TX[en]=one" },
        { "P,en:one", " ST=P TX=one TX[az]- TX[en]=one" },
        { "\"\"\"a;b\"\";c\",\"\"\"az:bir; iki\"\";\"\"en:\"\"\"\"one\"\"\"\" two\"\"\"",
          " ST=a;b;c TX=bir; iki TX[az]=bir; iki TX[en]=\"one\" two" },
        { ",", " ST= TX= TX[az]- TX[en]-" },
        { "#N/A,ru:odin", " ST- TX=ru:odin TX[az]- TX[en]-" },
        { ";;,az:", " ST= TX= TX[az]= TX[en]-" },
    };
    struct records *records = *state;

    records->only = " ST TX TX[az] TX[en] ";
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[512], expected[256];

        snprintf(text, sizeof text,
                 "STRUCTURE[;],STRUCTURE_ID,TIME_PERIOD,OBS_VALUE,ST[],TX[az;en]\n"
                 "dataflow,A:F,2026,1,%s\n",
                 rows[i].cells);
        snprintf(expected, sizeof expected, "2:%s\n", rows[i].record);
        read_text(records, text);
        assert_string_equal(problems_of(records), "");
        assert_string_equal(records->text.data, expected);
    }
    read_text(records, "STRUCTURE,STRUCTURE_ID,OBS_VALUE,ST[],TX[az;en]: Text\n"
                       "dataflow,A:F,1,A;P,az:bir;en:one\n");
    assert_string_equal(records->text.data, "2: ST=A;P TX=az:bir;en:one\n");
}

static void missing_values_differ_from_omitted_ones(void **state)
{
    struct records *records = *state;

    records->only = " REF_AREA TIME_PERIOD OBS_VALUE OBS_STATUS ";
    read_text(records, V2 F "R,AZ,X,2026,NaN,O\n" F "R,AZ,X,2025,#N/A,M\n" F "R,AZ,X,2024,,M\n" F
                            "R,AZ,X,2023,1,#N/A\n" F "R,~,X,2022,0,\n" F "R,,X,2021,1,A\n");
    assert_string_equal(problems_of(records), "");
    assert_string_equal(records->text.data,
                        "2: REF_AREA=AZ TIME_PERIOD=2026 OBS_VALUE=NaN OBS_STATUS=O\n"
                        "3: REF_AREA=AZ TIME_PERIOD=2025 OBS_VALUE=NaN OBS_STATUS=M\n"
                        "4: REF_AREA=AZ TIME_PERIOD=2024 OBS_VALUE= OBS_STATUS=M\n"
                        "5: REF_AREA=AZ TIME_PERIOD=2023 OBS_VALUE=1 OBS_STATUS-\n"
                        "6: REF_AREA- TIME_PERIOD=2022 OBS_VALUE=0 OBS_STATUS=\n"
                        "7: REF_AREA= TIME_PERIOD=2021 OBS_VALUE=1 OBS_STATUS=A\n");
}

static void rows_without_observation_speak_for_their_series(void **state)
{
    struct records *records = *state;

    records->only = " D1 D2 TIME_PERIOD OBS_VALUE UNIT NOTE ";
    read_text(records, "STRUCTURE,STRUCTURE_ID,ACTION,D1,D2,TIME_PERIOD,OBS_VALUE,UNIT,NOTE\n" /**/
              F "M,A,B,2020,1,,\n"                                                             /**/
              F "M,,,,,PT,all\n"                                                               /**/
              F "M,A,,,,EUR,\n"                                                                /**/
              F "M,A,B,,,,this\n"                                                              /**/
              F "M,A,B,2021,2,KG,own\n"                                                        /**/
              F "M,A,C,2021,3,,#N/A\n"                                                         /**/
              F "D,C,,,,T,gone\n"                                                              /**/
              F "M,C,B,2021,4,,\n"                                                             /**/
                       "dataflow,A:G(1.0),M,A,B,2020,5,,\n");
    assert_string_equal(problems_of(records), "8,ACTION:action_delete");
    assert_string_equal(records->text.data,
                        "2: D1=A D2=B TIME_PERIOD=2020 OBS_VALUE=1 UNIT=EUR NOTE=this\n"
                        "6: D1=A D2=B TIME_PERIOD=2021 OBS_VALUE=2 UNIT=KG NOTE=own\n"
                        "7: D1=A D2=C TIME_PERIOD=2021 OBS_VALUE=3 UNIT=EUR NOTE-\n"
                        "9: D1=C D2=B TIME_PERIOD=2021 OBS_VALUE=4 UNIT=PT NOTE=all\n"
                        "10: D1=A D2=B TIME_PERIOD=2020 OBS_VALUE=5 UNIT= NOTE=\n");
    assert_int_equal(records->report.rows, 9);
    assert_int_equal(records->report.empty, 3);
    assert_int_equal(records->report.refused, 1);
}

static void an_attribute_before_the_period_is_no_dimension(void **state)
{
    struct records *records = *state;

    records->only = " D1 OBS_STATUS UNIT_MEASURE OBS_VALUE ";
    read_text(records, "DATAFLOW,UNIT_MEASURE,D1,OBS_STATUS,TIME_PERIOD,OBS_VALUE\n"
                       "A:F(1.0),,A,P,2020,1\nA:F(1.0),PT,A,,,\n");
    assert_string_equal(records->text.data, "2: UNIT_MEASURE=PT D1=A OBS_STATUS=P OBS_VALUE=1\n");
}

static void bad_rows_are_refused_one_by_one(void **state)
{
    static const struct {
        const char *rows, *problems;
        size_t count, refused;
    } rows[] = {
        { F "D,AZ,X,2026,1,\n" F "R,AZ,X,2026,1,\n", "2,ACTION:action_delete", 2, 1 },
        { F "D,AZ,X,-,-,\n", "2,ACTION:action_delete", 1, 1 },
        { F "X,AZ,X,2026,1,\n", "2,ACTION:action_unknown", 1, 1 },
        { F "r,AZ,X,2026,1,\n", "2,ACTION:action_unknown", 1, 1 },
        { "metadataflow,A:F,I,AZ,X,2026,1,\n", "2,STRUCTURE:structure_unknown", 1, 1 },
        { ",A:F,I,AZ,X,2026,1,\n", "2,STRUCTURE:structure_unknown", 1, 1 },
        { F "I,AZ,X,2026\n" F "I,AZ,X,2026,1,A,B\n" F "I,AZ,X,2026,1,A\n",
          "2:field_count 3:field_count", 3, 2 },
        { F "I,AZ,X,2026,1,5,A\n", "2:field_count", 1, 1 },
        { F "I,\"AZ\"x,X,2026,1,A\n" F "I,AZ,X,2026,1,A\n", "2:quote_broken", 2, 1 },
        { F "I,AZ,X,2026,1,\"A\n", "2:quote_broken", 1, 1 },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1024];

        snprintf(text, sizeof text, V2 "%s", rows[i].rows);
        read_text(records, text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, HD_OK);
        assert_int_equal(records->report.rows, rows[i].count);
        assert_int_equal(records->report.refused, rows[i].refused);
        assert_int_equal(records->report.rows, records->count + rows[i].refused);
    }
    read_text(records, V2 F "D,AZ,X,2026,1,\n");
    assert_non_null(strstr(message_of(records), "deliberately missing"));
}

static void bad_headers_are_told(void **state)
{
    static const struct {
        const char *text, *problems;
    } rows[] = {
        { "", "1:header_invalid" },
        { "INDICATOR,TIME_PERIOD\n", "1:header_invalid" },
        { "DATAFLOW\nA:F(1.0)\n", "1:header_invalid" },
        { "DATAFLOWS,X\n", "1:header_invalid" },
        { "STRUCTURE[;;],STRUCTURE_ID\n", "1:header_invalid" },
        { "STRUCTURE[;\n", "1:header_invalid" },
        { "STRUCTURE,OBS_VALUE\n", "1:column_missing" },
        { "DATAFLOW,REF_AREA,Ref_Area,OBS_VALUE\n", "1,Ref_Area:column_repeated" },
        { "DATAFLOW,REF_AREA: a,REF_AREA: b\n", "1,REF_AREA:column_repeated" },
        { "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,OBS_VALUE,OBS_VALUE\n",
          "1,OBS_VALUE:column_repeated" },
        { "DATAFLOW,,OBS_VALUE\n", "1:column_unnamed" },
        { "DATAFLOW,\"X\n", "1:quote_broken" },
        { "DATAFLOW,X\n\xE9,1\n", "2:encoding_unknown" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_int_equal(records->count, 0);
    }
}

static void too_many_kinds_of_groups_are_refused(void **state)
{
    struct records *records = *state;
    struct hd_buf text HD_BUF_AUTO;

    hd_buf_init(&text, 1 << 16);
    hd_buf_puts(&text, "STRUCTURE,STRUCTURE_ID,A,B,C,D,E,F,G,TIME_PERIOD,OBS_VALUE,U\n");
    for (unsigned i = 0; i < 65; i++) {
        hd_buf_puts(&text, "dataflow,A:F");
        for (unsigned bit = 0; bit < 7; bit++)
            hd_buf_puts(&text, i >> bit & 1 ? ",x" : ",");
        hd_buf_puts(&text, ",,,PT\n");
    }
    read_bytes(records, &format_sdmx_csv, text.data, text.len);
    assert_int_equal(records->rc, HD_BAD_INPUT);
    assert_string_equal(problems_of(records), "66:groups_many");
}

static void it_is_known_by_its_first_term(void **state)
{
    static const struct {
        const char *text;
        bool known;
    } rows[] = {
        { V1, true },
        { V2, true },
        { "\xEF\xBB\xBF" V2, true },
        { "STRUCTURE[;],STRUCTURE_ID\n", true },
        { "\"DATAFLOW\";X\n", true },
        { "DATAFLOW\n", false },
        { "DATAFLOWS,X\n", false },
        { "STRUCTURE_ID,X\n", false },
        { "indicator,period,value\n", false },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(format_guess(rows[i].text, strlen(rows[i].text)) == &format_sdmx_csv,
                         rows[i].known);
}

static void rows_are_observations_by_themselves(void **state)
{
    struct records *records = *state;

    map_document(records, &format_sdmx_csv,
                 V2 F "R,AZ,X,2026-Q1,61.40,\n" F "R,AZ,X,2026-Q2,,\n" F "R,AZ,X,2026-Q3,,M\n" F
                      "R,AZ,X,2026-Q4,NaN,\n" F "R,AZ,X,2025-Q1,3,B\n" F "R,AZ,X,2026,1,9\n" F
                      "R,AZ,X,2026-Q1,7,\n");
    assert_string_equal(records->text.data, "X/AZ/ 2026-Q1 61.40 A\n"
                                            "X/AZ/ 2026-Q3 missing M\n"
                                            "X/AZ/ 2026-Q4 missing O\n"
                                            "X/AZ/ 2025-Q1 3 B\n"
                                            "X/AZ/ 2026 1 A flags: 9\n");
    assert_string_equal(problems_of(records), "8:row_repeated");
    assert_int_equal(records->report.rows, 7);
    assert_int_equal(records->report.empty, 1);
}

static void decimal_comma_belongs_to_semicolons(void **state)
{
    static const struct {
        const char *rows, *readings, *problems;
    } rows[] = {
        { "A:F;X;2026;61,40\nA:F;X;2025;-0,5\n", "X// 2026 61.40 A\nX// 2025 -0.5 A\n", "" },
        { "A:F;X;2026;61.40\n", "X// 2026 61.40 A\n", "" },
        { "A:F;X;2026;61,4\nA:F;X;2025;61.4\n", "X// 2026 61.4 A\n",
          "3,OBS_VALUE:decimal_mark_mixed" },
        { "A:F;X;2026;1.234,5\n", "", "2,OBS_VALUE:number_ambiguous" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256];

        snprintf(text, sizeof text, "DATAFLOW;INDICATOR;TIME_PERIOD;OBS_VALUE\n%s", rows[i].rows);
        map_document(records, &format_sdmx_csv, text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_string_equal(records->text.data, rows[i].readings);
    }
}

/* ---- published files ---- */

static bool rows_agree(const struct records *records, const struct hd_json *expected)
{
    char rows[24];

    snprintf(rows, sizeof rows, "%zu", records->report.rows);
    return strcmp(rows, hd_json_get(expected, "rows")->text) == 0;
}

static bool labels_agree(const struct records *records, const struct hd_json *expected)
{
    const struct hd_json *key = hd_json_get(expected, "key");
    const struct hd_json *observations = hd_json_get(expected, "observations");

    for (const struct hd_json *row = observations->first; row; row = row->next) {
        const char *cells[32] = { "DATAFLOW",    hd_json_get(expected, "dataflow")->text,
                                  "TIME_PERIOD", row->key,
                                  "OBS_VALUE",   row->text };
        size_t count = 6;

        for (const struct hd_json *part = key->first; part; part = part->next) {
            cells[count++] = part->key;
            cells[count++] = part->text;
        }
        if (!has_record(records, cells))
            return false;
    }
    return rows_agree(records, expected) && records->count == observations->count;
}

static bool derivatives_agree(const struct records *records, const struct hd_json *expected)
{
    const struct hd_json *observations = hd_json_get(expected, "observations");

    for (const struct hd_json *row = observations->first; row; row = row->next) {
        const struct hd_json *currency = row->first, *period = currency->next;
        const struct hd_json *value = period->next;
        const char *cells[] = { "DER_CURR_LEG2", currency->text,    "TIME_PERIOD",
                                period->text,    "OBS_VALUE",       value->text ? value->text : "",
                                "OBS_STATUS",    value->next->text, NULL };

        if (!has_record(records, cells))
            return false;
    }
    return rows_agree(records, expected) && records->count == observations->count;
}

static bool partial_keys_agree(const struct records *records, const struct hd_json *expected)
{
    static const char *const names[] = { "DIM1", "DIM2", "TIME_PERIOD", "OBS_VALUE" };
    const struct hd_json *observations = hd_json_get(expected, "observations");

    for (const struct hd_json *row = observations->first; row; row = row->next) {
        const struct hd_json *item = row->first;
        const char *cells[32] = { NULL };
        size_t count = 0;

        for (size_t i = 0; i < COUNT(names); i++, item = item->next) {
            cells[count++] = names[i];
            cells[count++] = item->text;
        }
        for (item = item->first; item; item = item->next) {
            cells[count++] = item->key;
            cells[count++] = item->text;
        }
        if (!has_record(records, cells))
            return false;
    }
    return rows_agree(records, expected) && records->count == observations->count;
}

static void published_files_are_read_as_published(void **state)
{
    struct records *records = *state;
    const struct hd_json *list;
    struct cases cases;

    cases_open(&cases);
    list = hd_json_get(hd_json_get(cases.root, "sdmx-csv-1.0-labels.csv"), "observations");
    check_case(records, &cases, &format_sdmx_csv, "sdmx-csv-1.0-labels.csv", labels_agree,
               list->first->text);
    list = hd_json_get(hd_json_get(cases.root, "sdmx-csv-2.0.csv"), "observations");
    check_case(records, &cases, &format_sdmx_csv, "sdmx-csv-2.0.csv", derivatives_agree,
               list->first->next->next->first->next->next->text);
    list = hd_json_get(hd_json_get(cases.root, "sdmx-csv-2.1-partial-key.csv"), "observations");
    check_case(records, &cases, &format_sdmx_csv, "sdmx-csv-2.1-partial-key.csv",
               partial_keys_agree, list->first->first->next->next->text);
    assert_int_equal(records->report.empty, 1);
    cases_close(&cases);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, records_setup, records_teardown)
    const struct CMUnitTest tests[] = {
        TEST(rows_become_records),
        TEST(flags_of_eurostat_are_the_status),
        TEST(separator_stands_behind_the_first_term),
        TEST(labels_are_cut_off),
        TEST(several_values_and_languages_are_taken_apart),
        TEST(missing_values_differ_from_omitted_ones),
        TEST(rows_without_observation_speak_for_their_series),
        TEST(an_attribute_before_the_period_is_no_dimension),
        TEST(bad_rows_are_refused_one_by_one),
        TEST(bad_headers_are_told),
        TEST(too_many_kinds_of_groups_are_refused),
        TEST(it_is_known_by_its_first_term),
        TEST(rows_are_observations_by_themselves),
        TEST(decimal_comma_belongs_to_semicolons),
        TEST(published_files_are_read_as_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

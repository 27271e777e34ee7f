#include "unit/collectors/mapped.h"

static enum hd_rc read_csv(struct world *world, const char *options, const char *text)
{
    return read_mapped(world, "csv", options, text);
}

struct row {
    const char *options, *text, *put;
};

static void check_rows(struct world *world, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum hd_rc rc = read_csv(world, rows[i].options, rows[i].text);

        if (rc || strcmp(world->put.data, rows[i].put) != 0 || world->problems.count)
            fail_msg("%s\n%s\ngives %s: %s %s", rows[i].options, rows[i].text, world->put.data,
                     problems_of(world), message_of(world, 0));
    }
}

#define PLAIN "indicator = x\nperiod = {Year}\nvalue = {Value}\n"

static void cells_are_put_into_their_places(void **state)
{
    static const struct row rows[] = {
        { PLAIN, "Year,Value\n2026,1.50\n2025,2\n", "2 x// 2026 1.50 A\n3 x// 2025 2 A\n" },
        { PLAIN, " value ;\"YEAR\"\n1,5; 2026 \n", "2 x// 2026 1.5 A\n" },
        { "indicator = {Kod}-{Sex}\narea = AZ\nbreakdown = {Sex}\nperiod = {Y}-Q{Q}\n"
          "value = { V }\ncomment = {Note} ({{x}})\n",
          "Kod,Sex,Y,Q,V,Note\na, men ,2026,3,5,well\n",
          "2 a-men/AZ/men 2026-Q3 5 A 'well ({x})'\n" },
        { "indicator = göstərici-{İL}\nperiod = {il}\nvalue = {QİYMƏT}\n", "il,qiymət\n2026,7\n",
          "2 göstərici-2026// 2026 7 A\n" },
        { PLAIN "n = {N}\nnumerator = {A}\ndenominator = {B}\n",
          "Year,Value,N,A,B\n2026,,30,1,2\n2025,5,,,:\n2024,,,,\n",
          "2 x// 2026 empty A n=30 numerator=1 denominator=2\n"
          "3 x// 2025 5 A denominator=missing\n" },
        { PLAIN "published = {P}\n", "Year,Value,P\n2026,1,2026-11-21\n2025,1,\n",
          "2 x// 2026 1 A 2026-11-21T08:00:00Z\n3 x// 2025 1 A\n" },
        { PLAIN "basis = {B}\n", "Year,Value,B\n2026,1,computed\n", "2 x// 2026 1 A computed\n" },
        { PLAIN, "Year,Value\n2026,very-high\n2025,5 %\n2024,:\n2023,NaN\n2022,..\n",
          "2 x// 2026 code:very-high A\n3 x// 2025 5% A\n4 x// 2024 missing O\n"
          "5 x// 2023 missing O\n6 x// 2022 missing O\n" },
        { PLAIN, "Year,Value\nTable 1\n2026,1\n\n,\nSource: the office,\n", "3 x// 2026 1 A\n" },
        { "indicator = {C}\nperiod = {B}\nvalue = {A}\nheader = no\n", "1;2026;x\n2;2025;x\n",
          "1 x// 2026 1 A\n2 x// 2025 2 A\n" },
    };

    check_rows(*state, rows, COUNT(rows));
}

static void codes_say_what_theirs_mean(void **state)
{
    static const struct row rows[] = {
        { "indicator = {I}\nperiod = {Y}\nvalue = {V}\ncodes.indicator = F1=speed, F2 = cashless\n",
          "I,Y,V\nF1,2026,1\nF2 ,2026,2\nF3,2026,3\n",
          "2 speed// 2026 1 A\n3 cashless// 2026 2 A\n4 F3// 2026 3 A\n" },
        { PLAIN "area = {A}\ncodes.area = AZE=AZ,*=\n",
          "Year,A,Value\n2026,AZE,1\n2026,TUR,2\n2026,,3\n", "2 x/AZ/ 2026 1 A\n" },
        { PLAIN "breakdown = {B}\ncodes.breakdown = T=\"\", M=men, W=, *=other\n",
          "Year,B,Value\n2026,T,1\n2026,M ,2\n2026,W,3\n2026,Z,4\n",
          "2 x// 2026 1 A\n3 x//men 2026 2 A\n5 x//other 2026 4 A\n" },
        { PLAIN "area = {A}\ncodes.area = Baku\\, city=BA, a\\=b=AB, \"\"=AZ\n",
          "Year,A,Value\n2026,\"Baku, city\",1\n2026,a=b,2\n2026,,3\n",
          "2 x/BA/ 2026 1 A\n3 x/AB/ 2026 2 A\n4 x/AZ/ 2026 3 A\n" },
        { PLAIN "codes.value = yes=1, -=0\n", "Year,Value\n2026,yes\n2025,-\n2024,7\n",
          "2 x// 2026 1 A\n3 x// 2025 0 A\n4 x// 2024 7 A\n" },
        { PLAIN "status = {S}\ncodes.status = prel=P\n", "Year,Value,S\n2026,1,prel\n2025,1,\n",
          "2 x// 2026 1 P\n3 x// 2025 1 A\n" },
        { "indicator = x\nperiod = {Q}\nvalue = {V}\ncodes.period = last=2026-Q3\n",
          "Q,V\nlast,1\n", "2 x// 2026-Q3 1 A\n" },
    };

    check_rows(*state, rows, COUNT(rows));
}

static void filters_leave_records_out(void **state)
{
    static const struct row rows[] = {
        { PLAIN "filter = Sex=T|total\n", "Year,Sex,Value\n2026, T ,1\n2025,total,2\n2024,M,3\n",
          "2 x// 2026 1 A\n3 x// 2025 2 A\n" },
        { PLAIN "filter = Sex=T, Status!=X|Y\n",
          "Year,Sex,Status,Value\n2026,T,,1\n2025,T,X,2\n2024,T,Y,3\n2023,M,,4\n2022,T,Z,5\n",
          "2 x// 2026 1 A\n6 x// 2022 5 A\n" },
        { PLAIN "filter = Sex=\n", "Year,Sex,Value\n2026,,1\n2025,M,2\n", "2 x// 2026 1 A\n" },
        { PLAIN "filter = Sex!=\n", "Year,Sex,Value\n2026,,1\n2025,M,2\n", "3 x// 2025 2 A\n" },
        { PLAIN "filter = {Sex}=a\\,b|\"\"\n",
          "Year,Sex,Value\n2026,,1\n2025,\"a,b\",2\n2024,b,3\n",
          "2 x// 2026 1 A\n3 x// 2025 2 A\n" },
    };
    struct world *world = *state;

    check_rows(world, rows, COUNT(rows));
    assert_int_equal(read_csv(world, rows[1].options, rows[1].text), HD_OK);
    assert_int_equal(world->report.rows, 5);
    assert_int_equal(world->report.filtered, 3);
    assert_int_equal(world->report.put, 2);
}

static void numbers_are_read_as_the_mapping_says(void **state)
{
    static const struct row rows[] = {
        { PLAIN "decimal = ,\ngrouping = .\n",
          "Year,Value\n2026,\"1,7\"\n2025,200.000.000\n2024,\"1.234,50\"\n2023,\"-12.345,6 %\"\n"
          "2022,12\n2021,very-high\n2020,..\n2019,:\n",
          "2 x// 2026 1.7 A\n3 x// 2025 200000000 A\n4 x// 2024 1234.50 A\n"
          "5 x// 2023 -12345.6% A\n6 x// 2022 12 A\n7 x// 2021 code:very-high A\n"
          "8 x// 2020 missing O\n9 x// 2019 missing O\n" },
        { PLAIN "grouping = .\n", "Year,Value\n2026,\"1.234,5\"\n", "2 x// 2026 1234.5 A\n" },
        { PLAIN "grouping = ,\n", "Year,Value\n2026,\"1,234,567.8\"\n",
          "2 x// 2026 1234567.8 A\n" },
        { PLAIN "decimal = .\n", "Year;Value\n2026;1.234\n", "2 x// 2026 1.234 A\n" },
        { PLAIN "decimal = ,\n", "Year,Value\n2026,\"1,234\"\n", "2 x// 2026 1.234 A\n" },
        { PLAIN "decimal = ,\n", "Year,Value\n2026,\"1 234,5\"\n", "2 x// 2026 1234.5 A\n" },
        { PLAIN "grouping = '\n", "Year;Value\n2026;1'234'567,5\n", "2 x// 2026 1234567.5 A\n" },
        { PLAIN "grouping = ’\n", "Year;Value\n2026;1’234\n", "2 x// 2026 1234 A\n" },
        { PLAIN "grouping =  \n", "Year;Value\n2026;1 234,5\n", "2 x// 2026 1234.5 A\n" },
        { PLAIN "missing = n/a, -, \"\"\n",
          "Year,Value\n2026,n/a\n2025,N/A\n2024,-\n2023,\n2022,-1\n",
          "2 x// 2026 missing O\n3 x// 2025 missing O\n4 x// 2024 missing O\n"
          "5 x// 2023 missing O\n6 x// 2022 -1 A\n" },
        { PLAIN "scale = 0.001\n", "Year,Value\n2026,12.50\n2025,very-high\n2024,:\n2023,5\n",
          "2 x// 2026 0.01250 A\n3 x// 2025 code:very-high A\n4 x// 2024 missing O\n"
          "5 x// 2023 0.005 A\n" },
        { PLAIN "scale = 8\nn = {N}\n", "Year,Value,N\n2026,0.1,30\n", "2 x// 2026 0.8 A n=30\n" },
        { PLAIN "scale = 1000\ndecimal = ,\n", "Year,Value\n2026,\"12,5\"\n",
          "2 x// 2026 12500 A\n" },
        { PLAIN "scale = 1e3\n", "Year,Value,UNIT_MULT\n2026,5,3\n", "2 x// 2026 5000 A\n" },
        { PLAIN "scale = 1\n", "Year,Value,UNIT_MULT\n2026,5,3\n", "2 x// 2026 5 A\n" },
        { PLAIN, "Year,Value,UNIT_MULT\n2026,5,0\n2025,6,\n2024,:,3\n",
          "2 x// 2026 5 A\n3 x// 2025 6 A\n4 x// 2024 missing O\n" },
    };

    check_rows(*state, rows, COUNT(rows));
}

static void flags_become_a_status_and_none_is_lost(void **state)
{
    static const struct {
        const char *value, *status, *put;
    } rows[] = {
        { "1", "", "1 A" },
        { "1", "P", "1 P" },
        { "1", "p", "1 P" },
        { "1", "e", "1 E" },
        { "1", "b", "1 B" },
        { "1", "d", "1 D" },
        { "1", "f", "1 F" },
        { "1", "n", "1 N" },
        { "1", "u", "1 U" },
        { "1", "s", "1 E 'flags: s'" },
        { "1", "r", "1 A 'flags: r'" },
        { "1", "c", "1 A 'flags: c'" },
        { "1", "bp", "1 B 'flags: bp'" },
        { "1", "pb", "1 B 'flags: pb'" },
        { "1", "ep", "1 E 'flags: ep'" },
        { "1", "bdep", "1 B 'flags: bdep'" },
        { "1", "fb", "1 F 'flags: fb'" },
        { "1", "pp", "1 P" },
        { "1", "p r", "1 P 'flags: p r'" },
        { "1", "B P", "1 B 'flags: B P'" },
        { "1", "x", "1 A 'flags: x'" },
        { "1", "px", "1 P 'flags: px'" },
        { "1", "Provisional", "1 A 'flags: Provisional'" },
        { "1", "estimated", "1 A 'flags: estimated'" },
        { "1", "BP", "1 A 'flags: BP'" },
        { "1", "1", "1 A 'flags: 1'" },
        { "", "", "" },
        { "", "P", "" },
        { "", "M", "missing M" },
        { "", "H", "missing H" },
        { "", "Q", "missing Q" },
        { "", ":", "missing O" },
        { "", "z", "missing M 'flags: z'" },
        { "", "c", "missing Q 'flags: c'" },
        { "", ":c", "missing O 'flags: :c'" },
        { ":", "", "missing O" },
        { "NaN", "M", "missing M" },
        { "NaN", "A", "missing A" }, /* a code of the list is meant as it stands */
        { "NaN", "P", "missing P" },
        { ":", "p", "missing O 'flags: p'" },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[128], expected[128] = "";

        snprintf(text, sizeof text, "Year,Value,S\n2026,%s,%s\n", rows[i].value, rows[i].status);
        if (*rows[i].put)
            snprintf(expected, sizeof expected, "2 x// 2026 %s\n", rows[i].put);
        assert_int_equal(read_csv(world, PLAIN "status = {S}\n", text), HD_OK);
        if (strcmp(world->put.data, expected) != 0 || world->problems.count)
            fail_msg("'%s' '%s' gives %s, not %s %s", rows[i].value, rows[i].status,
                     world->put.data, expected, problems_of(world));
    }
    read_csv(world, PLAIN "status = {S}\ncomment = {C}\n", "Year,Value,S,C\n2026,1,bp,new base\n");
    assert_string_equal(world->put.data, "2 x// 2026 1 B 'new base; flags: bp'\n");
}

static void samples_have_an_instant(void **state)
{
    static const struct {
        const char *at, *put;
    } rows[] = {
        { "2026-11-21T10:15:00Z", "1795256100000" },
        { "2026-11-21T10:15:00.250+04:00", "1795241700250" },
        { "2026-11-21 14:15", "1795256100000" },
        { "2026-11-21 14:15:30", "1795256130000" },
        { "2026-11-21T14:15:30.5", "1795256130500" },
        { "21.11.2026 14:15", "1795256100000" },
        { "2026-11-21", "1795248000000" },
        { "1795256100", "1795256100000" },
        { "1795256100.25", "1795256100250" },
        { "1795256100250", "1795256100250" },
        { "973000000", "973000000000" },
        { "2026", NULL },
        { "2026-11", NULL },
        { "2026-11-21 25:00", NULL },
        { "2026-11-21 14:60", NULL },
        { "2026-11-21 14:15:30.", NULL },
        { "2026-11-21 1415", NULL },
        { "99999999999999", NULL },
        { "yesterday", NULL },
        { "", NULL },
    };
    static const char options[] = "indicator = speed\narea = {Area}\nat = {Time}\nvalue = {Mbit}\n"
                                  "id = {Run}\nscale = 8\n";
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[128], expected[128] = "";

        snprintf(text, sizeof text, "Area,Time,Mbit,Run\nBA,%s,1.5,r1\n", rows[i].at);
        if (rows[i].put)
            snprintf(expected, sizeof expected, "2 speed/BA/ %s#r1 12.0 A\n", rows[i].put);
        assert_int_equal(read_csv(world, options, text), HD_OK);
        if (strcmp(world->put.data, expected) != 0)
            fail_msg("%s gives %s, not %s", rows[i].at, world->put.data, expected);
        assert_string_equal(problems_of(world), rows[i].put ? "" : "2:Time:time_invalid");
    }
    /* A measurement that failed is none; two of one instant are told apart elsewhere. */
    read_csv(world, options,
             "Area,Time,Mbit,Run\nBA,1795256100,,a\nBA,1795256100,NaN,b\n"
             "BA,1795256100,1,c\nBA,1795256100,1,c\n");
    assert_string_equal(world->put.data, "4 speed/BA/ 1795256100000#c 8 A\n"
                                         "5 speed/BA/ 1795256100000#c 8 A\n");
    assert_int_equal(world->report.empty, 2);
    read_csv(world, "indicator = x\nat = {t}\nvalue = {v}\nn = {n}\n",
             "t,v,n\n1795256100,,many\nsoon,NaN,1\n");
    assert_string_equal(problems_of(world), "");
    assert_int_equal(world->report.empty, 2);
    assert_int_equal(world->report.refused, 0);
}

static void wide_tables_are_taken_apart(void **state)
{
    static const struct row rows[] = {
        { "indicator = {Code}\nperiod = {name}\nvalue = {cell}\nwide = 20??\n",
          "Code,2025,2026,20266,Note\na,1,2,9,x\nb,,3,9,\n",
          "2 a// 2025 1 A\n2 a// 2026 2 A\n3 b// 2026 3 A\n" },
        { "indicator = {Code}\nperiod = {name}\nwide = 19*|20*\n", "Code,1999,2026\na,1,2\n",
          "2 a// 1999 1 A\n2 a// 2026 2 A\n" },
        { "indicator = x\nbreakdown = {name}\nperiod = {Year}\nwide = kİşi*\n"
          "codes.breakdown = kişilər=men\n",
          "Year,KİŞİLƏR,kişilər \n2026,5,\n", "2 x//KİŞİLƏR 2026 5 A\n" },
        { "indicator = {name}\nperiod = {Year}\nwide = *\nfilter = name!=Year, cell!=-\n",
          "Year,a,b\n2026,1,-\n", "2 a// 2026 1 A\n" },
    };
    struct world *world = *state;

    check_rows(world, rows, COUNT(rows));
    assert_int_equal(read_csv(world, rows[0].options, rows[0].text), HD_OK);
    assert_int_equal(world->report.rows, 4);
    assert_int_equal(world->report.put, 3);
    assert_int_equal(world->report.empty, 1);
    assert_int_equal(read_csv(world, rows[0].options, "Code,x\na,1\n"), HD_BAD_INPUT);
    assert_string_equal(problems_of(world), "0::column_missing");
    assert_non_null(strstr(message_of(world, 0), "20??"));
}

static void cells_that_no_record_has_are_told_once(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_csv(world,
                              "indicator = {Kode}\narea = {Land}\nperiod = {Year}\n"
                              "value = {Value}\nfilter = Sex=T\n",
                              "Kod,Year,Value\na,2026,1\nb,2026,2\n"),
                     HD_BAD_INPUT);
    assert_string_equal(problems_of(world),
                        "0:Kode:column_missing 0:Land:column_missing 0:Sex:column_missing");
    assert_string_equal(message_of(world, 0),
                        "No record has a cell Kode, which the mapping asks for. Did you mean Kod? "
                        "There are: Kod, Year, Value.");
    assert_string_equal(world->problems.items[0].file, "x.csv");
    assert_int_equal(world->report.put, 0);
    /* There, if empty. */
    assert_int_equal(read_csv(world, PLAIN "area = {Land}\n", "Year,Land,Value\n2026,,1\n"), HD_OK);
    assert_string_equal(world->put.data, "2 x// 2026 1 A\n");
    /* No record, nothing to tell. */
    assert_int_equal(read_csv(world, PLAIN, "Jahr,Wert\n"), HD_OK);
    assert_string_equal(problems_of(world), "");
}

static void refusals_name_their_place(void **state)
{
    static const struct {
        const char *options, *text, *problems, *says;
    } rows[] = {
        { PLAIN, "Year,Value\n2026-1,1\n", "2:Year:period_invalid", "" },
        { "indicator = {I}\nperiod = 2026\nvalue = {V}\n", "I,V\n,1\na,2\n",
          "2:I:indicator_missing", "The indicator is missing." },
        { PLAIN, "Year,Value\n2026,\"1.234,5\"\n", "2:Value:number_ambiguous", "Write 1234.5" },
        { PLAIN, "Year,Value\n2026,\"1,5\"\n", "2:Value:number_ambiguous", "" },
        { PLAIN, "Year,Value\n2026,<5\n", "2:Value:number_below_limit", "" },
        { PLAIN, "Year,Value\n2026,1x\n", "2:Value:number_invalid", "" },
        { PLAIN "n = {N}\n", "Year,Value,N\n2026,1,many\n", "2:N:number_invalid", "" },
        { PLAIN "published = {P}\n", "Year,Value,P\n2026,1,soon\n", "2:P:date_invalid", "" },
        { PLAIN "decimal = ,\n", "Year,Value\n2026,1.5\n", "2:Value:number_invalid",
          "says that , is the decimal mark" },
        { PLAIN "decimal = ,\ngrouping = .\n", "Year,Value\n2026,1.5\n2025,\"1,234.5\"\n",
          "2:Value:number_invalid 3:Value:number_invalid", "and that . groups digits" },
        { PLAIN "grouping = '\n", "Year,Value\n2026,12'34\n", "2:Value:number_invalid",
          "says that ' groups digits" },
        { PLAIN "decimal = ,\n", "Year,Value\n2026,\"1,234,567\"\n", "2:Value:number_ambiguous",
          "" },
        { PLAIN, "Year;Value\n2026;1,5\n2025;2.5\n", "3:Value:decimal_mark_mixed", "line 2" },
        { PLAIN, "Year,Value,UNIT_MULT\n2026,5,3\n2025,5,0\n2024,5,-2\n",
          "2:Value:unit_mult 4:Value:unit_mult", "Write scale = 1e3" },
        { PLAIN "scale = 1.00000000000000000000000000000000000000001\n",
          "Year,Value\n2026,1.23456789\n", "2:Value:number_too_long", "more digits" },
        { PLAIN, "Year,Value\n2026,1\n\n2026,1\n", "4::row_repeated",
          "Line 2 holds the same series and period." },
        { PLAIN "breakdown = {Sex}\n", "Year,Sex,Value\n2026,M ,1\n2026,M,2\n", "3::row_repeated",
          "Line 2" },
        { PLAIN, "Year,Value\n2026,1,extra\n2025,2,\n", "2::field_count", "3 cells" },
        { PLAIN, "Year,Value,year\n2026,1,2\n", "1:year:column_repeated", "called year" },
        { PLAIN, "", "0::file_empty", "empty" },
        { "period = {Year}\n", "Year,Value\n2026,1\n",
          "0::mapping_incomplete 0::mapping_incomplete", "indicator = {cell}" },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum hd_rc rc = read_csv(world, rows[i].options, rows[i].text);

        assert_true(rc == HD_OK || rc == HD_BAD_INPUT);
        if (strcmp(problems_of(world), rows[i].problems) != 0 ||
            !strstr(message_of(world, 0), rows[i].says))
            fail_msg("%s%s gives %s: %s", rows[i].options, rows[i].text, problems_of(world),
                     message_of(world, 0));
        assert_string_equal(world->problems.items[0].file ? world->problems.items[0].file : "x.csv",
                            "x.csv");
        assert_int_equal(world->report.rows,
                         world->report.put + world->report.empty + world->report.refused +
                             world->report.filtered +
                             (strcmp(rows[i].options, "period = {Year}\n") == 0));
    }
}

static void options_that_are_wrong_are_all_told(void **state)
{
    static const struct {
        const char *options, *says;
    } rows[] = {
        { "indicator = {a", "A place in indicator is not closed. Write {cell}, and {{ for a" },
        { "indicator = {a{b}", "not closed" },
        { "indicator = a{ }", "names no cell" },
        { "indicator =", "indicator must not be empty" },
        { "period = 2026-1", "" },
        { "at = soon", "This is no time." },
        { "published = soon", "This is no date." },
        { "status = Fine", "This is no status." },
        { "n = many", "This is not a number." },
        { "codes.area = AZE", "AZE in codes.area says not what it means." },
        { "codes.area = a=b, c=d, a=e", "a stands twice in codes.area." },
        { "codes.area = *=b, *=c", "* stands twice in codes.area." },
        { "codes.period = a=b", "" },
        { "codes.status = *=Fine", "This is no status." },
        { "filter = Sex", "Sex in filter is no condition." },
        { "filter = Sex!T", "Sex in filter is no condition." },
        { "filter = a=b, =c", "names no cell" },
        { "decimal = ;", "decimal is the mark before the decimals" },
        { "grouping = x", "grouping is the mark that only groups" },
        { "decimal = ,\ngrouping = ,", "grouping and decimal are the same mark." },
        { "scale = x", "scale is a number" },
        { "scale = 0", "scale is a number" },
        { "scale = 1,5", "scale is a number" },
        { "wide = 20??", "wide makes a record of each such cell" },
        { "wide = |\nperiod = {name}", "wide is a pattern" },
        { "rows = items", "rows is the place of the list" },
        { "rows = /a~2", "rows is the place of the list" },
        { "range = 4B:9", "range is a part of the sheet" },
        { "range = A0:B9", "range is a part of the sheet" },
        { "header = maybe", "header is yes or no." },
        { "period = 2026\nat = {t}", "at makes samples" },
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        reset(world);
        assert_int_equal(make(world, rows[i].options), HD_BAD_INPUT);
        assert_null(world->mapping);
        if (world->problems.count != 1 || !strstr(message_of(world, 0), rows[i].says))
            fail_msg("%s gives %zu: %s", rows[i].options, world->problems.count,
                     message_of(world, 0));
        assert_string_equal(world->problems.items[0].code, "mapping_invalid");
        assert_string_equal(world->problems.items[0].file, "a.conf");
    }
    reset(world);
    assert_int_equal(make(world, "indicator = {\nscale = x\narea = AZ\nheader = x"), HD_BAD_INPUT);
    assert_string_equal(problems_of(world),
                        "10::mapping_invalid 11::mapping_invalid 13::mapping_invalid");
}

static void options_are_known_by_name(void **state)
{
    struct world *world = *state;
    const char *const *names = mapping_options();
    size_t count = 0;

    for (; names[count]; count++)
        assert_true(mapping_knows(names[count]));
    assert_int_equal(count, 2 * MAP_FIELDS + 10);
    assert_false(mapping_knows("codes."));
    assert_false(mapping_knows("codes.x"));
    assert_false(mapping_knows("url"));
    reset(world);
    assert_int_equal(make(world, "url = x\nschedule = y"), HD_OK);
    assert_null(world->mapping);
    assert_string_equal(mapping_option(NULL, "rows"), "");
    assert_true(mapping_header(NULL));
    assert_null(mapping_cells(NULL)[0]);
    assert_int_equal(make(world, "url = x\nrows = /a~1b\nsheet = Table 1\nrange = B4:H90\n"
                                 "header = no\nvalue = {v}-{w}\nfilter = {x}=1"),
                     HD_OK);
    assert_string_equal(mapping_option(world->mapping, "rows"), "/a~1b");
    assert_string_equal(mapping_option(world->mapping, "sheet"), "Table 1");
    assert_string_equal(mapping_option(world->mapping, "range"), "B4:H90");
    assert_string_equal(mapping_option(world->mapping, "filter"), "");
    assert_false(mapping_header(world->mapping));
    assert_string_equal(mapping_cells(world->mapping)[0], "v");
    assert_string_equal(mapping_cells(world->mapping)[2], "x");
    assert_null(mapping_cells(world->mapping)[3]);
}

/* ---- records straight from a format ---- */

static enum hd_rc put_cells(struct mapper *mapper, const char *pointer,
                            const struct record_cell *cells, size_t count)
{
    struct record record = { .pointer = pointer, .cells = cells, .count = count };
    struct record_sink sink = mapper_sink(mapper);
    struct hd_error err;

    return sink.put(sink.ctx, &record, &err);
}

static const char *const own_templates[MAP_FIELDS] = {
    [MAP_INDICATOR] = "{INDICATOR}",
    [MAP_PERIOD] = "{TIME_PERIOD}",
    [MAP_VALUE] = "{OBS_VALUE}",
    [MAP_STATUS] = "{OBS_STATUS}",
};

static struct mapper *open_own(struct world *world, const char *options)
{
    static struct format_options format = { .file = "x.json" };
    static struct reading_sink sink = { .put = put };

    reset(world);
    world->report = (struct format_report){ 0 };
    assert_int_equal(make(world, options), HD_OK);
    sink.ctx = world;
    format.mapping = world->mapping;
    return mapper_open(&(struct mapper_options){ .mapping = world->mapping,
                                                 .templates = own_templates,
                                                 .format = &format,
                                                 .sink = &sink,
                                                 .problems = &world->problems });
}

static void the_formats_own_names_hold_where_the_mapping_says_nothing(void **state)
{
    struct world *world = *state;
    struct mapper *mapper = open_own(world, "indicator = speed");
    /* Cells in another order, or some left out, are found all the same. */
    const struct record_cell first[] = { { .name = "TIME_PERIOD", .text = "2026" },
                                         { .name = "OBS_VALUE", .text = "1" } };
    const struct record_cell second[] = { { .name = "OBS_STATUS", .text = "P" },
                                          { .name = "OBS_VALUE", .text = "2" },
                                          { .name = "TIME_PERIOD", .text = "2025" } };
    const struct record_cell third[] = { { .name = "TIME_PERIOD", .text = "2024" },
                                         { .name = "OBS_VALUE" } };

    assert_int_equal(put_cells(mapper, "/0", first, COUNT(first)), HD_OK);
    assert_int_equal(put_cells(mapper, "/1", second, COUNT(second)), HD_OK);
    assert_int_equal(put_cells(mapper, "/2", third, COUNT(third)), HD_OK);
    assert_true(mapper_report(mapper, &world->report));
    mapper_close(&mapper);
    assert_string_equal(world->put.data, "0 speed// 2026 1 A\n0 speed// 2025 2 P\n");
    assert_int_equal(world->report.empty, 1);
    assert_int_equal(world->problems.count, 0);
}

static void a_cell_absent_in_some_records_is_empty_there(void **state)
{
    struct world *world = *state;
    struct mapper *mapper = open_own(world, "indicator = {code}\nstatus = {flag}\n");
    const struct record_cell without[] = { { .name = "TIME_PERIOD", .text = "2026" },
                                           { .name = "OBS_VALUE", .text = "1" } };
    const struct record_cell with[] = { { .name = "TIME_PERIOD", .text = "2026" },
                                        { .name = "OBS_VALUE", .text = "1" },
                                        { .name = "code", .text = "speed" } };

    assert_int_equal(put_cells(mapper, "/0", without, COUNT(without)), HD_OK);
    assert_int_equal(put_cells(mapper, "/1", with, COUNT(with)), HD_OK);
    assert_int_equal(world->problems.count, 0); /* it may yet be in no record */
    assert_true(mapper_report(mapper, &world->report));
    assert_string_equal(problems_of(world), "0:flag:column_missing? 0:/0:indicator_missing");
    assert_string_equal(world->problems.items[1].pointer, "/0");
    assert_int_equal(world->report.refused, 1);
    assert_int_equal(world->report.put, 1);
    /* The next document is another one: there no record has it. */
    hd_problems_clear(&world->problems);
    mapper_begin(mapper, "y.json");
    assert_int_equal(put_cells(mapper, "/0", without, COUNT(without)), HD_OK);
    assert_false(mapper_report(mapper, &world->report));
    assert_string_equal(problems_of(world), "0:code:column_missing 0:flag:column_missing?");
    assert_string_equal(world->problems.items[0].file, "y.json");
    mapper_close(&mapper);
}

static void the_same_series_and_period_is_noticed_over_pages(void **state)
{
    struct world *world = *state;
    struct mapper *mapper = open_own(world, "");
    const struct record_cell cells[] = { { .name = "INDICATOR", .text = "x" },
                                         { .name = "TIME_PERIOD", .text = "2026" },
                                         { .name = "OBS_VALUE", .text = "1" } };
    const struct record_cell other[] = { { .name = "INDICATOR", .text = "y" },
                                         { .name = "TIME_PERIOD", .text = "2026" },
                                         { .name = "OBS_VALUE", .text = "1" } };

    assert_int_equal(put_cells(mapper, "/0", other, COUNT(other)), HD_OK);
    assert_int_equal(put_cells(mapper, "/1", cells, COUNT(cells)), HD_OK);
    assert_int_equal(put_cells(mapper, "/2", cells, COUNT(cells)), HD_OK);
    assert_string_equal(message_of(world, 0),
                        "Record 2 holds the same series and period. Keep one of the two.");
    assert_string_equal(world->problems.items[0].pointer, "/2");
    assert_true(mapper_report(mapper, &world->report));
    mapper_begin(mapper, "page 2");
    assert_int_equal(put_cells(mapper, "/0", other, COUNT(other)), HD_OK);
    assert_string_equal(message_of(world, 1), "Record 1 of page 1 holds the same series and "
                                              "period. Keep one of the two.");
    assert_true(mapper_report(mapper, &world->report));
    mapper_close(&mapper);
}

static void numbers_of_the_document_have_a_point(void **state)
{
    struct world *world = *state;
    struct mapper *mapper = open_own(world, "decimal = ,\nperiod = 2026\nindicator = {i}");
    const struct record_cell number[] = {
        { .name = "i", .text = "a" }, { .name = "OBS_VALUE", .text = "1.234", .is_number = true }
    };
    const struct record_cell text[] = { { .name = "i", .text = "b" },
                                        { .name = "OBS_VALUE", .text = "1.234", .at = "B7" } };

    assert_int_equal(put_cells(mapper, NULL, number, COUNT(number)), HD_OK);
    assert_int_equal(put_cells(mapper, NULL, text, COUNT(text)), HD_OK);
    assert_true(mapper_report(mapper, &world->report));
    mapper_close(&mapper);
    assert_string_equal(world->put.data, "0 a// 2026 1.234 A\n");
    assert_string_equal(problems_of(world), "0:B7:number_invalid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_put_into_their_places),
        cmocka_unit_test(codes_say_what_theirs_mean),
        cmocka_unit_test(filters_leave_records_out),
        cmocka_unit_test(numbers_are_read_as_the_mapping_says),
        cmocka_unit_test(flags_become_a_status_and_none_is_lost),
        cmocka_unit_test(samples_have_an_instant),
        cmocka_unit_test(wide_tables_are_taken_apart),
        cmocka_unit_test(cells_that_no_record_has_are_told_once),
        cmocka_unit_test(refusals_name_their_place),
        cmocka_unit_test(options_that_are_wrong_are_all_told),
        cmocka_unit_test(options_are_known_by_name),
        cmocka_unit_test(the_formats_own_names_hold_where_the_mapping_says_nothing),
        cmocka_unit_test(a_cell_absent_in_some_records_is_empty_there),
        cmocka_unit_test(the_same_series_and_period_is_noticed_over_pages),
        cmocka_unit_test(numbers_of_the_document_have_a_point),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

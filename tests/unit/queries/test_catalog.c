#include "tests/unit/queries/office.h"

#include "queries/catalog_field.h"

static int open_office(void **state)
{
    *state = office_open("2026-04-01");
    return 0;
}

static int close_office(void **state)
{
    office_close(*state);
    return 0;
}

static struct catalog *load(struct office *office, struct hd_arena *arena, int64_t cutoff_at_ms)
{
    struct catalog *catalog;
    struct hd_error err;

    office_ok(reader_begin(office->reader, &err), &err);
    office_ok(catalog_load(office->reader, cutoff_at_ms, arena, &catalog, &err), &err);
    reader_end(office->reader);
    return catalog;
}

static const struct target *target_of(const struct catalog *catalog, const char *id)
{
    for (size_t i = 0; i < catalog->target_count; i++)
        if (strcmp(catalog->targets[i].judge.id, id) == 0)
            return &catalog->targets[i];
    return NULL;
}

/* ---- the shipped files against the facts they were made from ---- */

static const struct hd_lang *lang_of(const char *code)
{
    const struct hd_lang *lang = hd_lang_find(code);

    assert_non_null(lang);
    return lang;
}

/* The text in exactly this language; "" when there is none. */
static const char *name_in(const struct names *names, const char *lang)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i].lang, lang) == 0)
            return names->items[i].text;
    return names->count == 1 ? names->items[0].text : "";
}

static void assert_cell(const char *what, const char *is, const char *cell)
{
    if (strcmp(is ? is : "", cell) != 0)
        fail_msg("%s is '%s', the facts say '%s'", what, is ? is : "", cell);
}

/* The facts name files; people read the document. */
static const struct document {
    const char *file, *az, *en;
} documents[] = {
    { "000_424369cddb3429b5.txt",
      "“Azərbaycan Respublikasında telekommunikasiya və informasiya texnologiyalarının inkişafına "
      "dair Strateji Yol Xəritəsi”nin icra vəziyyəti, 2017",
      "Implementation status of the Strategic Roadmap for the development of telecommunications "
      "and information technologies in the Republic of Azerbaijan, 2017" },
    { "001_6cbc0ca9549f6116.txt",
      "Azərbaycan Respublikasında Rəqəmsal İnkişaf Konsepsiyası, 16 yanvar 2025",
      "Digital Development Concept of the Republic of Azerbaijan, 16 January 2025" },
    { "002_aa395aaa660cbd76.txt",
      "Azərbaycan Respublikasında “Elektron hökumət”in yaradılması üzrə Fəaliyyət Proqramı, "
      "2006–2008",
      "Action Programme on the creation of e-government in the Republic of Azerbaijan, "
      "2006–2008" },
    { "003_80561a516b913625.txt",
      "Azərbaycan Respublikasında rəqəmsal inkişafın sürətləndirilməsinə dair 2026–2028-ci illər "
      "üçün Fəaliyyət Planı, 27 fevral 2026",
      "Action Plan for 2026–2028 on accelerating digital development in the Republic of "
      "Azerbaijan, 27 February 2026" },
};

static const struct document *document_of(const char *file, size_t len)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        if (strlen(documents[i].file) == len && strncmp(documents[i].file, file, len) == 0)
            return &documents[i];
    fail_msg("no document is known for '%s'", file);
    return NULL;
}

/* Files of a cell stand between semicolons, and so do their documents. */
static void assert_source(const char *what, const struct names *is, const char *cell)
{
    char az[1024] = "", en[1024] = "";
    size_t az_len = 0, en_len = 0;

    for (const char *file = cell; *file;) {
        size_t len = strcspn(file, ";");
        const struct document *document = document_of(file, len);
        const char *between = file == cell ? "" : "; ";

        az_len += (size_t)snprintf(az + az_len, sizeof az - az_len, "%s%s", between, document->az);
        en_len += (size_t)snprintf(en + en_len, sizeof en - en_len, "%s%s", between, document->en);
        file += len + (file[len] == ';');
    }
    assert_cell(what, name_in(is, "az"), az);
    assert_cell(what, name_in(is, "en"), en);
}

static struct office_table *facts(const char *name)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", FACTS, name);
    if (access(path, R_OK) != 0) {
        print_message("skipped: there is no %s to compare with\n", path);
        skip();
    }
    return office_table(path);
}

static void every_indicator_of_the_facts_is_shipped_field_by_field(void **state)
{
    struct office_table *table = facts("indicators.csv"), *extra = facts("history.csv");
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;
    size_t more = 0;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    for (size_t i = 0; i < table->count; i++) {
        const char *code = office_cell(table, i, "id");
        const struct indicator *indicator = catalog_indicator(catalog, code);
        char decimals[16], letter[2] = "";

        assert_non_null(indicator);
        snprintf(decimals, sizeof decimals, "%d", indicator->decimals);
        letter[0] = hd_freq_letter(indicator->judge.frequency);
        assert_cell(code, indicator->programme, office_cell(table, i, "programme"));
        assert_cell(code, indicator->role, office_cell(table, i, "role"));
        assert_cell(code, indicator->priority, office_cell(table, i, "priority"));
        assert_cell(code, name_in(&indicator->name, "en"), office_cell(table, i, "name_en"));
        assert_cell(code, name_in(&indicator->name, "az"), office_cell(table, i, "name_az"));
        assert_cell(code, indicator->unit, office_cell(table, i, "unit"));
        assert_cell(code, indicator->judge.direction > 0 ? "up" : "down",
                    office_cell(table, i, "direction"));
        assert_cell(code, letter, office_cell(table, i, "frequency"));
        assert_cell(code, judge_aggregation_word(indicator->judge.aggregation),
                    office_cell(table, i, "aggregation"));
        assert_cell(code, decimals, office_cell(table, i, "decimals"));
        assert_source(code, &indicator->source, office_cell(table, i, "source"));
        assert_non_null(indicator->body);
        assert_true(indicator->body_assigned);
    }
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        bool known = false, measured = false;

        for (size_t k = 0; k < table->count; k++)
            known = known || strcmp(office_cell(table, k, "id"), catalog->indicators[i].code) == 0;
        for (size_t k = 0; k < extra->count; k++)
            measured = measured ||
                       strcmp(office_cell(extra, k, "indicator"), catalog->indicators[i].code) == 0;
        assert_true(known || measured); /* else nobody knows where it comes from */
        more += !known;
    }
    assert_int_equal(catalog->indicator_count, table->count + more);
    office_table_free(table);
    office_table_free(extra);
}

static const char *period_slug(const char *kind, const char *period)
{
    static char slug[64];

    snprintf(slug, sizeof slug, "%s%s", strcmp(kind, "annual_increment") == 0 ? "yearly-" : "",
             period);
    for (char *c = slug; *c; c++)
        if (*c == ' ' || *c == '/')
            *c = '-';
    return slug;
}

static void every_target_of_the_facts_is_shipped_field_by_field(void **state)
{
    struct office_table *table = facts("targets.csv");
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    assert_int_equal(catalog->target_count, table->count);
    for (size_t i = 0; i < table->count; i++) {
        const char *kind = office_cell(table, i, "kind");
        const struct target *target;
        char id[256], day[11];

        snprintf(id, sizeof id, "%s.%s.%s", office_cell(table, i, "strategy"),
                 office_cell(table, i, "indicator"),
                 period_slug(kind, office_cell(table, i, "period")));
        target = target_of(catalog, id);
        if (!target)
            fail_msg("there is no target %s", id);
        hd_day_text(target->judge.valid_from_day, day);
        assert_cell(id, judge_kind_word(target->judge.kind), kind);
        assert_cell(id, target->judge.period_text, office_cell(table, i, "period"));
        assert_cell(id, target->judge.value, office_cell(table, i, "value"));
        assert_cell(id, target->judge.high, office_cell(table, i, "value_high"));
        assert_cell(id, day, office_cell(table, i, "valid_from"));
        assert_cell(id, target->basis, office_cell(table, i, "basis"));
        assert_cell(id, name_in(&target->note, "en"), office_cell(table, i, "note"));
        assert_source(id, &target->source, office_cell(table, i, "source"));
        assert_string_equal(target->area, "AZ");
        assert_int_equal(target->judge.vintage, 1);
        assert_true(target->known_from_at_ms ==
                    office_noon(*state, office_cell(table, i, "valid_from")));
    }
    office_table_free(table);
}

static void every_body_of_the_facts_is_shipped_field_by_field(void **state)
{
    struct office_table *table = facts("agencies.csv");
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    assert_int_equal(catalog->body_count, table->count);
    for (size_t i = 0; i < table->count; i++) {
        const char *code = office_cell(table, i, "code");
        const struct body *body = catalog_body(catalog, code);

        assert_non_null(body);
        assert_cell(code, name_in(&body->name, "en"), office_cell(table, i, "name_en"));
        assert_cell(code, name_in(&body->name, "az"), office_cell(table, i, "name_az"));
        assert_cell(code, body->note, office_cell(table, i, "note"));
    }
    office_table_free(table);
}

/* The sample holds what the facts state, digit for digit, and nothing else. */
static void compare_sample(const char *name, const char *sample)
{
    struct office_table *table = facts(name), *shipped = office_table(sample);
    size_t at = 0;

    for (size_t i = 0; i < table->count; i++) {
        const char *basis = office_cell(table, i, "basis");

        if (*basis && strcmp(basis, "stated") != 0)
            continue;
        assert_true(at < shipped->count);
        for (size_t c = 0; c < table->columns; c++)
            assert_cell(name, office_cell(shipped, at, table->heads[c]), table->rows[i][c]);
        assert_string_equal(office_cell(shipped, at, "basis"), "stated");
        at++;
    }
    assert_int_equal(at, shipped->count);
    office_table_free(table);
    office_table_free(shipped);
}

static void the_sample_holds_the_stated_values_of_the_facts(void **state)
{
    (void)state;
    compare_sample("observations.csv", SHIPPED "/sample/observations.csv");
    compare_sample("history.csv", SHIPPED "/sample/history.csv");
}

/* ---- reading ---- */

#define HEAD                                                                                       \
    "strategies:\n"                                                                                \
    "  - {code: s, name: S, valid_from: 2016-01-01}\n"                                             \
    "bodies:\n"                                                                                    \
    "  - {code: ministry, name: Ministry}\n"                                                       \
    "indicators:\n"                                                                                \
    "  - {code: speed, name: Speed, programme: s, unit: Mbit/s, direction: up, lower: 0, "         \
    "decimals: 1, frequency: Q}\n"                                                                 \
    "  - {code: share, name: Share, unit: percent, direction: up, lower: 0, upper: 100, "          \
    "decimals: 1, frequency: A}\n"                                                                 \
    "  - {code: group, name: Group, unit: group, direction: up, decimals: 0, frequency: A, "       \
    "scale: [C, B, A]}\n"                                                                          \
    "targets:\n" /* line 9; the item of a row begins in line 10 */
#define TARGET "  - {strategy: s, area: AZ, valid_from: 2016-01-01, "

struct fault {
    const char *says;
    const char *text; /* after HEAD */
    const char *code;
    long line;
    const char *nearest; /* NULL: none is asked for */
};

static const struct fault faults[] = {
    { "a misspelt key", TARGET "indicator: speed, kind: at_least, perod: 2020, value: 5}\n",
      "unknown_key", 10, "period" },
    { "a key that is missing", TARGET "indicator: speed, kind: at_least, value: 5}\n",
      "missing_key", 10, NULL },
    { "an unknown strategy",
      "  - {strategy: sx, area: AZ, valid_from: 2016-01-01, indicator: speed, kind: directional, "
      "period: 2020}\n",
      "unknown_reference", 10, "s" },
    { "an unknown indicator", TARGET "indicator: sped, kind: directional, period: 2020}\n",
      "unknown_reference", 10, "speed" },
    { "an unknown list", "  []\nindicator: []\n", "unknown_key", 11, "indicators" },
    { "a misspelt kind", TARGET "indicator: speed, kind: atleast, period: 2020, value: 5}\n",
      "unknown_word", 10, "at_least" },
    { "a malformed period", TARGET "indicator: speed, kind: at_least, period: soon, value: 5}\n",
      "malformed", 10, NULL },
    { "an impossible date",
      "  - {strategy: s, area: AZ, valid_from: 2016-02-30, indicator: speed, kind: directional, "
      "period: 2020}\n",
      "malformed", 10, NULL },
    { "no number", TARGET "indicator: speed, kind: at_least, period: 2020, value: many}\n",
      "number_needed", 10, NULL },
    { "a range upside down",
      TARGET "indicator: share, kind: range, period: 2020, value: 80, value_high: 20}\n",
      "range_backwards", 10, NULL },
    { "a range without its upper value",
      TARGET "indicator: share, kind: range, period: 2020, value: 80}\n", "missing_key", 10, NULL },
    { "a group outside the scale",
      TARGET "indicator: group, kind: ordinal, period: 2020, value: D}\n", "not_in_scale", 10,
      NULL },
    { "a number for a group", TARGET "indicator: group, kind: at_least, period: 2020, value: 5}\n",
      "kind_needs_numbers", 10, NULL },
    { "a value outside the natural limits",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 101}\n", "outside_limits", 10,
      NULL },
    { "a geometric path to zero",
      TARGET "indicator: speed, kind: at_least, period: 2020, value: 0, path: geometric}\n",
      "path_needs_positive", 10, NULL },
    { "a geometric path from zero",
      TARGET "indicator: speed, kind: at_least, period: 2020, value: 9, path: geometric, "
             "baseline: 0, baseline_period: 2016}\n",
      "path_needs_positive", 10, NULL },
    { "a logit path to the end",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 100, path: logit}\n",
      "path_needs_room", 10, NULL },
    { "a baseline after the due period",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 50, baseline: 5, "
             "baseline_period: 2020-Q4}\n",
      "baseline_late", 10, NULL },
    { "half a baseline",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 50, baseline: 5}\n",
      "baseline_half", 10, NULL },
    { "a span of years for a level",
      TARGET "indicator: share, kind: at_least, period: 2017/2020, value: 50}\n", "malformed", 10,
      NULL },
    { "one year for an increment",
      TARGET "indicator: share, kind: annual_increment, period: 2020, value: 5}\n", "malformed", 10,
      NULL },
    { "a path without a date",
      TARGET "indicator: share, kind: at_least, period: after 2020, value: 5, path: linear}\n",
      "not_used", 10, NULL },
    { "peers of what is no benchmark",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 5, peers: [GE]}\n", "not_used",
      10, NULL },
    { "a station that is none",
      TARGET
      "indicator: share, kind: milestones, period: 2025, value: 85, milestones: [2020-70]}\n",
      "malformed", 10, NULL },
    { "a station without a number",
      TARGET "indicator: share, kind: milestones, period: 2025, value: 85, milestones: [2020=x]}\n",
      "malformed", 10, NULL },
    { "a station without a period",
      TARGET
      "indicator: share, kind: milestones, period: 2025, value: 85, milestones: [soon=70]}\n",
      "malformed", 10, NULL },
    { "stations out of order",
      TARGET "indicator: share, kind: milestones, period: 2025, value: 85, "
             "milestones: [2022=70, 2020=60]}\n",
      "station_order", 10, NULL },
    { "two stations on one day",
      TARGET "indicator: share, kind: milestones, period: 2025, value: 85, "
             "milestones: [2022=70, 2022-Q4=71]}\n",
      "station_order", 10, NULL },
    { "a station on the due day",
      TARGET "indicator: share, kind: milestones, period: 2025, value: 85, "
             "milestones: [2022=70, 2025-Q4=80]}\n",
      "station_late", 10, NULL },
    { "a station outside the natural limits",
      TARGET
      "indicator: share, kind: milestones, period: 2025, value: 85, milestones: [2022=101]}\n",
      "outside_limits", 10, NULL },
    { "a geometric path through zero",
      TARGET "indicator: speed, kind: milestones, period: 2025, value: 9, path: geometric, "
             "milestones: [2022=0]}\n",
      "path_needs_positive", 10, NULL },
    { "stations of what has none",
      TARGET "indicator: share, kind: at_least, period: 2025, value: 85, milestones: [2022=70]}\n",
      "not_used", 10, NULL },
    { "an answer of no period",
      TARGET "indicator: share, kind: at_least, period: 2025, value: 85, reference: soon}\n",
      "malformed", 10, NULL },
    { "an answer more than three years off",
      TARGET "indicator: share, kind: at_least, period: 2025, value: 85, reference: 2021}\n",
      "reference_far", 10, NULL },
    { "an answer without a date",
      TARGET "indicator: share, kind: at_least, period: after 2025, value: 85, reference: 2026}\n",
      "not_used", 10, NULL },
    { "another answer of an increment",
      TARGET "indicator: share, kind: annual_increment, period: 2017/2020, value: 5, "
             "reference: 2021}\n",
      "not_used", 10, NULL },
    { "a baseline after the period that answers",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 50, reference: 2018, "
             "baseline: 5, baseline_period: 2019}\n",
      "baseline_late", 10, NULL },
    { "a tolerance below zero",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 50, tolerance: -1}\n",
      "malformed", 10, NULL },
    { "a value of what has none",
      TARGET "indicator: share, kind: directional, period: 2020, value: 5}\n", "not_used", 10,
      NULL },
    { "the same target twice",
      TARGET "indicator: share, kind: at_least, period: 2020, value: 5}\n" TARGET
             "indicator: share, kind: at_most, period: 2020, value: 5}\n",
      "duplicate", 11, NULL },
    { NULL, NULL, NULL, 0, NULL },
};

static bool says(const struct hd_problem *problem, const char *name, const char *value)
{
    for (size_t i = 0; problem->args[i]; i += 2)
        if (strcmp(problem->args[i], name) == 0)
            return strcmp(problem->args[i + 1], value) == 0;
    return false;
}

/* A directory with one file. */
static const char *write_alone(struct office *office, const char *text)
{
    static char dir[96];
    char path[128];
    struct hd_error err;

    snprintf(dir, sizeof dir, "%s/alone", office->dir);
    office_ok(hd_dir_make(dir, 0755, &err), &err);
    snprintf(path, sizeof path, "%s/all.yaml", dir);
    office_ok(hd_file_replace(path, text, strlen(text), 0644, &err), &err);
    return dir;
}

static void read_faulty(struct office *office, const char *text, struct hd_problems *problems)
{
    struct catalog_files *files = NULL;
    struct hd_error err;
    enum hd_rc rc = catalog_files_read(write_alone(office, text), &files, problems, &err);

    assert_int_equal(rc, HD_BAD_INPUT);
    catalog_files_close(&files);
}

static void each_fault_is_named_with_its_line(void **state)
{
    for (size_t i = 0; faults[i].code; i++) {
        const struct fault *fault = &faults[i];
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        char text[4096];

        snprintf(text, sizeof text, "%s%s", HEAD, fault->text);
        read_faulty(*state, text, &problems);
        if (problems.count != 1)
            office_print_problems(&problems);
        if (problems.count != 1)
            fail_msg("%s: %zu problems", fault->says, problems.count);
        if (strcmp(problems.items[0].code, fault->code) != 0)
            fail_msg("%s: is said to be %s", fault->says, problems.items[0].code);
        if (problems.items[0].line != fault->line)
            fail_msg("%s: line %ld, not %ld", fault->says, problems.items[0].line, fault->line);
        assert_non_null(strstr(problems.items[0].file, "all.yaml"));
        if (fault->nearest && !says(&problems.items[0], "nearest", fault->nearest))
            fail_msg("%s: '%s' is not suggested", fault->says, fault->nearest);
    }
}

#define GROUPS                                                                                     \
    "indicators:\n"                                                                                \
    "  - {code: x, name: X, unit: group, direction: up, decimals: 0, frequency: A, scale: [B, "    \
    "A], "

static void a_problem_is_a_whole_sentence_with_its_key(void **state)
{
    static const struct {
        const char *text, *line;
    } rows[] = {
        { HEAD "  - {strategy: nothing-like-it, indicator: speed, area: AZ, "
               "valid_from: 2016-01-01, kind: directional, period: 2020}\n",
          "all.yaml:10: key 'strategy': There is no strategy 'nothing-like-it'." },
        { HEAD TARGET "indicator: sped, kind: directional, period: 2020}\n",
          "all.yaml:10: key 'indicator': There is no indicator 'sped'. Did you mean 'speed'?" },
        { "bodies:\n  - {code: a, name: A, successor: nothing-like-it}\n",
          "all.yaml:2: key 'successor': There is no body 'nothing-like-it'." },
        { "strategies:\n  - {code: s, name: S, valid_from: 2016-01-01, profiles: [sdsn-4arow]}\n",
          "all.yaml:2: key 'profiles': 'sdsn-4arow' is not known here. Did you mean "
          "'sdsn-4arrow'?" },
        { "strategies:\n  - {code: s, name: S, valid_from: 2016-01-01, profiles: [astrology]}\n",
          "all.yaml:2: key 'profiles': 'astrology' is not known here. Write one of: opensdg-2.4, "
          "eurostat-2026, sdsn-4arrow, destatis-weather, un-chart-2023." },
        { GROUPS "scale_label: {A: {en: best, az: bir}, C: {en: worst, az: iki}}}\n",
          "all.yaml:2: key 'scale_label': 'C' is not in the scale of x." },
        { GROUPS "scale_label: {C: worst}}\n",
          "all.yaml:2: key 'scale_label': 'C' is not in the scale of x." },
        { GROUPS "scale_label: {A: [best]}}\n",
          "all.yaml:2: key 'scale_label': A single value is needed here, not a list or a map." },
        { GROUPS "scale_label: {A: {english: best}}}\n",
          "all.yaml:2: key 'scale_label': Write the texts by language, such as az: ... and "
          "en: ..." },
        { GROUPS "scale_label: best}\n",
          "all.yaml:2: key 'scale_label': Write the names by group, such as high: {az: ..., "
          "en: ...}" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO line = { 0 };

        hd_buf_init(&line, 1024);
        read_faulty(*state, rows[i].text, &problems);
        assert_int_equal(problems.count, 1);
        hd_problem_line(&problems.items[0], NULL, &line);
        assert_non_null(strstr(line.data, "/all.yaml:"));
        assert_string_equal(strstr(line.data, "all.yaml:"), rows[i].line);
    }
}

/* A target may have many stations: which one is meant? */
static void a_faulty_station_is_named(void **state)
{
    static const struct {
        const char *stations, *named;
    } rows[] = {
        { "2018=40, 2020-70, 2022=80", "2020-70" },
        { "2018=40, 2020=x", "2020=x" },
        { "2022=70, 2020=60", "2020=60" },
        { "2022=70, 2025=80", "2025=80" },
        { "2018=40, 2020=101", "101" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        char text[4096];

        snprintf(text, sizeof text,
                 HEAD TARGET "indicator: share, kind: milestones, period: 2025, value: 85, "
                             "milestones: [%s]}\n",
                 rows[i].stations);
        read_faulty(*state, text, &problems);
        assert_int_equal(problems.count, 1);
        if (!says(&problems.items[0], "value", rows[i].named))
            fail_msg("%s: '%s' is not named", rows[i].stations, rows[i].named);
    }
}

static void all_faults_are_named_in_one_pass(void **state)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };

    read_faulty(*state,
                "strategies:\n"
                "  - {code: s, name: S, valid_from: 2016-01-01, valid_to: 2015-01-01}\n"
                "bodies:\n"
                "  - {code: a, name: A, successor: b}\n"
                "  - {code: b, name: B, successor: a}\n"
                "indicators:\n"
                "  - {code: i, name: I, body: c, unit: percent, direction: upward, lower: 9, "
                "upper: 1, decimals: x, frequency: Q}\n"
                "calendar:\n"
                "  - {code: week, weekend: [saturday, funday], covered_to: 2026}\n",
                &problems);
    assert_int_equal(problems.count, 9);
}

/* What is wrong with an item does not hide what else is wrong with it. */
static void a_faulty_item_is_still_held_against_the_others(void **state)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };

    read_faulty(*state, HEAD TARGET "indicator: sped, kind: atleast, period: 2020, value: 5}\n",
                &problems);
    assert_int_equal(problems.count, 2);
    assert_string_equal(problems.items[0].code, "unknown_word");
    assert_string_equal(problems.items[1].code, "unknown_reference");
}

static void a_single_file_cannot_remove(void **state)
{
    struct office *office = *state;
    struct office_apply apply = { .remove = true };
    struct hd_error err;

    office_catalog(office, SHIPPED, false);
    apply.files = office_read(office, SHIPPED "/bodies.yaml");
    assert_int_equal(store_write(office->store, office_apply_in, &apply, &err), HD_BAD_INPUT);
    catalog_files_close(&apply.files);
}

static void broken_yaml_is_a_problem_with_its_line(void **state)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };

    read_faulty(*state, "targets:\n  - {strategy: s\nbodies: [\n", &problems);
    assert_true(problems.count >= 1);
    assert_true(problems.items[0].line >= 2);
}

static void a_path_that_is_not_there_is_not_found(void **state)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct catalog_files *files;
    struct hd_error err;

    (void)state;
    assert_int_equal(catalog_files_read("/nowhere/at/all", &files, &problems, &err), HD_NOT_FOUND);
    assert_null(files);
}

/* ---- applying and comparing ---- */

static void what_is_applied_twice_changes_once(void **state)
{
    struct office *office = *state;
    struct catalog_changes changes = { 0 };
    struct catalog_files *files;
    struct hd_error err;
    size_t first = office_catalog(office, SHIPPED, false);

    assert_true(first > 100);
    assert_int_equal(office_catalog(office, SHIPPED, true), 0);
    files = office_read(office, SHIPPED);
    office_ok(catalog_diff(office->reader, files, &changes, &err), &err);
    assert_int_equal(changes.count, 0);
    assert_int_equal(changes.unchanged, first);
    catalog_changes_clear(&changes);
    catalog_files_close(&files);
}

static void a_difference_names_the_field_and_both_texts(void **state)
{
    struct office *office = *state;
    struct catalog_changes changes = { 0 };
    struct catalog_files *files;
    struct hd_error err;

    office_catalog(office,
                   write_alone(office,
                               HEAD TARGET "indicator: share, kind: at_least, period: 2020, "
                                           "value: 50, note: {az: bir, en: one}}\n"),
                   false);
    files =
        office_read(office, write_alone(office, HEAD TARGET
                                        "indicator: share, kind: at_least, period: 2020, value: "
                                        "60, note: {az: bir, en: two}}\n" TARGET
                                        "indicator: speed, kind: directional, period: 2020}\n"));
    office_ok(catalog_diff(office->reader, files, &changes, &err), &err);
    assert_int_equal(changes.added, 1);
    assert_int_equal(changes.changed, 1);
    assert_int_equal(changes.removed, 0);
    assert_int_equal(changes.count, 3);
    assert_string_equal(changes.items[0].code, "s.share.2020");
    assert_string_equal(changes.items[0].field, "value");
    assert_string_equal(changes.items[0].old_text, "50");
    assert_string_equal(changes.items[0].new_text, "60");
    assert_string_equal(changes.items[1].field, "note.en");
    assert_int_equal(changes.items[2].what, CATALOG_ADDED);
    catalog_changes_clear(&changes);
    catalog_files_close(&files);
}

static void what_is_not_in_the_files_stays_unless_removal_is_asked_for(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog_changes changes = { 0 };
    struct catalog_files *files;
    struct hd_error err;
    const char *less;

    office_catalog(office,
                   write_alone(office, HEAD TARGET
                               "indicator: share, kind: at_least, period: 2020, value: 50}\n"),
                   false);
    less = write_alone(office, HEAD TARGET "indicator: speed, kind: directional, period: 2020}\n");
    files = office_read(office, less);
    office_ok(catalog_diff(office->reader, files, &changes, &err), &err);
    assert_int_equal(changes.removed, 1);
    catalog_changes_clear(&changes);
    catalog_files_close(&files);
    assert_int_equal(office_catalog(office, less, false), 1);
    assert_false(target_of(load(office, &arena, INT64_MAX), "s.share.2020")->judge.retired);
    office->at_ms += HD_DAY_MS;
    assert_int_equal(office_catalog(office, less, true), 1);
    assert_true(target_of(load(office, &arena, INT64_MAX), "s.share.2020")->judge.retired);
    assert_false(target_of(load(office, &arena, office->at_ms - HD_DAY_MS / 2), "s.share.2020")
                     ->judge.retired);
}

static void files_with_problems_are_not_applied(void **state)
{
    struct office *office = *state;
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct office_apply apply = { 0 };
    struct hd_error err;

    assert_int_equal(catalog_files_read(write_alone(office, HEAD TARGET "indicator: x}\n"),
                                        &apply.files, &problems, &err),
                     HD_BAD_INPUT);
    assert_int_equal(store_write(office->store, office_apply_in, &apply, &err), HD_BAD_INPUT);
    catalog_files_close(&apply.files);
}

static void a_single_file_may_refer_to_what_is_stored(void **state)
{
    static const char one[] =
        "targets:\n" TARGET "indicator: share, kind: at_least, period: 2020, value: 50}\n";
    struct office *office = *state;
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct catalog_files *files;
    struct hd_error err;

    files = office_read(office, office_file(office, "one.yaml", one));
    assert_int_equal(catalog_files_resolve(office->reader, files, &problems, &err), HD_BAD_INPUT);
    assert_int_equal(problems.count, 2);
    catalog_files_close(&files);
    office_catalog(office, write_alone(office, HEAD "  []\n"), false);
    assert_int_equal(office_catalog(office, office_file(office, "one.yaml", one), false), 1);
}

/* Limits of an indicator that only the store holds count too. */
static void a_single_file_is_held_against_what_is_stored(void **state)
{
    struct office *office = *state;
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct catalog_files *files;
    struct hd_error err;

    office_catalog(office, write_alone(office, HEAD "  []\n"), false);
    files = office_read(
        office, office_file(office, "one.yaml",
                            "targets:\n" TARGET
                            "indicator: share, kind: at_least, period: 2020, value: 500}\n"));
    assert_int_equal(catalog_files_resolve(office->reader, files, &problems, &err), HD_BAD_INPUT);
    assert_string_equal(problems.items[0].code, "outside_limits");
    catalog_files_close(&files);
}

/* ---- what is loaded ---- */

static void a_target_is_known_from_the_day_it_came_into_force(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    int64_t noon = office_noon(office, "2026-02-27");

    office_catalog(office, SHIPPED, false);
    assert_null(target_of(load(office, &arena, noon), "plan-2026.venture-funds.2028"));
    assert_non_null(target_of(load(office, &arena, noon + 1), "plan-2026.venture-funds.2028"));
    assert_non_null(catalog_indicator(load(office, &arena, noon), "venture-funds"));
}

static void fields_arrive_as_what_they_mean(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    const struct indicator *indicator;
    const struct judge_target *target;
    struct catalog *catalog;

    office_catalog(office, SHIPPED, false);
    catalog = load(office, &arena, INT64_MAX);
    indicator = catalog_indicator(catalog, "govtech-maturity-group");
    assert_int_equal(indicator->judge.scale_count, 4);
    assert_string_equal(indicator->judge.scale[3], "A");
    assert_int_equal(indicator->every_years, 2);
    indicator = catalog_indicator(catalog, "cashless-share");
    assert_true(indicator->judge.has_upper);
    assert_true(indicator->judge.upper > 99.9 && indicator->judge.upper < 100.1);
    assert_int_equal(indicator->judge.frequency, HD_FREQ_Q);
    assert_int_equal(indicator->deadline_days, -1);
    assert_string_equal(names_get(&indicator->unit_label, lang_of("az")), "%");
    assert_string_equal(names_get(&catalog_indicator(catalog, "egdi-rank")->unit_label, NULL), "");
    target = &target_of(catalog, "srm-2016.fixed-broadband-speed.2025")->judge;
    assert_int_equal(target->curve, CURVE_GEOMETRIC);
    assert_true(target->has_baseline);
    assert_string_equal(target->baseline_value, "3.6");
    assert_string_equal(target->value, "50");
    target = &target_of(catalog, "srm-2016.wireless-broadband-coverage.yearly-2017-2020")->judge;
    assert_int_equal(target->kind, JUDGE_ANNUAL_INCREMENT);
    assert_int_equal(hd_day_civil(target->first.end_day).year, 2017);
    assert_int_equal(hd_day_civil(target->due.end_day).year, 2020);
    target = &target_of(catalog, "concept-2025.egdi-rank.after-2025")->judge;
    assert_false(target->dated);
    target = &target_of(catalog, "srm-2016.gdp-impact.2020")->judge;
    assert_int_equal(target->assess_from_year, 2020);
    assert_string_equal(
        target_of(catalog, "concept-2025.online-services-index.after-2025")->peers[0], "WORLD");
    target = &target_of(catalog, "concept-2025.govtech-maturity-group.after-2025")->judge;
    assert_true(target->number > 2.5 && target->number < 3.5);
}

static void a_group_is_called_by_its_name_in_the_language(void **state)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    const struct indicator *indicator;
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    indicator = catalog_indicator(catalog, "egdi-group");
    assert_string_equal(indicator_group(indicator, "very-high", lang_of("az")), "çox yüksək");
    assert_string_equal(indicator_group(indicator, "very-high", lang_of("ru")), "очень высокий");
    assert_string_equal(indicator_group(indicator, "very-high", NULL), "very high");
    assert_string_equal(indicator_group(indicator, "high", lang_of("az")), "yüksək");
    assert_string_equal(indicator_group(indicator, "other", lang_of("az")), "other");
    indicator = catalog_indicator(catalog, "govtech-maturity-group");
    assert_string_equal(indicator_group(indicator, "A", lang_of("az")), "A");
}

static void strategies_stand_in_their_order(void **state)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    for (size_t i = 1; i < catalog->strategy_count; i++)
        assert_true(catalog->strategies[i - 1].order < catalog->strategies[i].order);
    for (size_t i = 1; i < catalog->target_count; i++)
        assert_true(catalog->targets[i - 1].strategy <= catalog->targets[i].strategy);
}

static void holidays_and_days_in_their_place_are_not_worked(void **state)
{
    static const struct {
        const char *day;
        bool worked;
    } days[] = {
        { "2026-11-20", true },  { "2026-11-21", false }, { "2026-11-09", false },
        { "2026-11-10", false }, { "2026-11-11", true },  { "2026-03-30", false },
        { "2026-03-31", true },  { "2026-05-28", false }, { "2026-05-29", false },
        { "2024-04-06", true },  { "2024-04-12", false }, { "2024-06-19", false },
        { "2024-06-20", true },  { "2024-01-22", true },  { "2025-12-31", false },
    };
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (calendar_is_working(&catalog->calendar, office_day(days[i].day)) != days[i].worked)
            fail_msg("%s", days[i].day);
    assert_int_equal(catalog->calendar.covered_to_day, office_day("2026-12-31"));
}

static void a_name_falls_back_to_english_and_then_to_the_first(void **state)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    assert_string_equal(names_get(&catalog_body(catalog, "EN")->short_name, lang_of("ru")),
                        "\xC6\x8FN");
    assert_string_equal(names_get(&catalog_body(catalog, "MB")->name, NULL),
                        "Central Bank of the Republic of Azerbaijan");
    assert_string_equal(names_get(&(struct names){ 0 }, NULL), "");
}

static void the_nearest_known_code_is_suggested(void **state)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct catalog *catalog;

    office_catalog(*state, SHIPPED, false);
    catalog = load(*state, &arena, INT64_MAX);
    assert_string_equal(catalog_nearest_indicator(catalog, "cashles-share"), "cashless-share");
    assert_null(catalog_nearest_indicator(catalog, "nothing-like-it-at-all"));
    assert_null(catalog_indicator(catalog, "cashles-share"));
}

/* ---- documentation ---- */

static void put_words(struct hd_buf *out, const struct catalog_field *field)
{
    const char *word;
    int value;

    if (!field->word)
        return;
    hd_buf_puts(out, " One of");
    for (int n = 0; (word = field->word(n, &value)) != NULL; n++)
        hd_buf_printf(out, "%s `%s`", n ? "," : "", word);
    hd_buf_puts(out, ".");
}

static void put_field(struct hd_buf *out, const struct catalog_field *field)
{
    static const char *const types[] = {
        [FIELD_CODE] = "code",
        [FIELD_TEXT] = "text",
        [FIELD_DECIMAL] = "number",
        [FIELD_PERIOD] = "period",
        [FIELD_DUE] = "due period",
        [FIELD_NAMES] = "names",
        [FIELD_LIST] = "list",
        [FIELD_DAY] = "day",
        [FIELD_DAYS] = "days",
        [FIELD_INT] = "whole number",
        [FIELD_FLAG] = "yes or no",
        [FIELD_CHOICE] = "word",
        [FIELD_GROUP_NAMES] = "names by group",
    };

    hd_buf_printf(out, "| `%s` | %s | %s| %s", field->key, types[field->type],
                  field->required ? "required " : "", field->help);
    put_words(out, field);
    if (field->refers)
        hd_buf_printf(out, " Code of a %s.", field->refers);
    hd_buf_puts(out, " |\n");
}

static void the_manual_has_the_table_of_each_kind(void **state)
{
    struct hd_error err;
    size_t len;
    char *manual;
    const char *stale = NULL;

    (void)state;
    office_ok(hd_file_read(SOURCE_DIR "/docs/catalog.md", 1 << 20, &manual, &len, &err), &err);
    for (size_t k = 0; k < catalog_kind_count; k++) {
        const struct catalog_kind *kind = &catalog_kinds[k];
        struct hd_buf table;

        hd_buf_init(&table, 1 << 16);
        hd_buf_printf(&table, "### %s\n\n| key | holds | | |\n|---|---|---|---|\n", kind->plural);
        for (size_t i = 0; i < kind->field_count; i++)
            put_field(&table, &kind->fields[i]);
        if (!strstr(manual, table.data))
            stale = stale ? stale : kind->plural;
        if (stale)
            fputs(table.data, stderr); /* whole: a failure's message is cut */
        hd_buf_clear(&table);
    }
    free(manual);
    if (stale)
        fail_msg("docs/catalog.md should say what is printed above, from '%s' on", stale);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(every_indicator_of_the_facts_is_shipped_field_by_field),
        FACT(every_target_of_the_facts_is_shipped_field_by_field),
        FACT(every_body_of_the_facts_is_shipped_field_by_field),
        FACT(the_sample_holds_the_stated_values_of_the_facts),
        FACT(each_fault_is_named_with_its_line),
        FACT(a_problem_is_a_whole_sentence_with_its_key),
        FACT(a_faulty_station_is_named),
        FACT(all_faults_are_named_in_one_pass),
        FACT(a_faulty_item_is_still_held_against_the_others),
        FACT(a_single_file_cannot_remove),
        FACT(broken_yaml_is_a_problem_with_its_line),
        FACT(a_path_that_is_not_there_is_not_found),
        FACT(what_is_applied_twice_changes_once),
        FACT(a_difference_names_the_field_and_both_texts),
        FACT(what_is_not_in_the_files_stays_unless_removal_is_asked_for),
        FACT(files_with_problems_are_not_applied),
        FACT(a_single_file_may_refer_to_what_is_stored),
        FACT(a_single_file_is_held_against_what_is_stored),
        FACT(a_target_is_known_from_the_day_it_came_into_force),
        FACT(fields_arrive_as_what_they_mean),
        FACT(a_group_is_called_by_its_name_in_the_language),
        FACT(strategies_stand_in_their_order),
        FACT(holidays_and_days_in_their_place_are_not_worked),
        FACT(a_name_falls_back_to_english_and_then_to_the_first),
        FACT(the_nearest_known_code_is_suggested),
        cmocka_unit_test(the_manual_has_the_table_of_each_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

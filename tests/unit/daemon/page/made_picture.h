/* A picture made by hand from two small tables, judged by the real judge: enough of everything
 * that a page can show. */
#ifndef TESTS_MADE_PICTURE_H
#define TESTS_MADE_PICTURE_H

#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "queries/picture.h"

struct made_indicator {
    const char *code, *en, *az, *unit, *body;
    int direction, decimals;
    enum hd_freq frequency;
    enum judge_aggregation aggregation;
    const char *points; /* "2016=8 2024-Q4=41:P": period, value, status */
};

struct made_target {
    const char *strategy, *indicator;
    enum judge_kind kind;
    const char *period, *value, *high;
};

static const struct made_indicator made_indicators[] = {
    { "cashless-share", "Cashless share of transactions", "Nağdsız əməliyyatların payı", "percent",
      "MB", 1, 1, HD_FREQ_Q, AGGREGATE_LAST,
      "2016=8 2017=11.5 2018=16.2 2019=21 2020=24.5 2021=29.8 2022=35.2 2023=41 2024=44.1 "
      "2025=46.3 "
      "2026-Q1=46.9 2026-Q2=47.3 2026-Q3=47.9:P" },
    { "digital-exports", "Exports of digital goods and services", "Rəqəmsal ixrac", "mln USD", NULL,
      1, 0, HD_FREQ_A, AGGREGATE_SUM, "" },
    { "egdi-rank", "Place in the UN e-Government Development Index",
      "BMT-nin e-Hökumət İnkişaf İndeksində yer", "rank", "RINN", -1, 0, HD_FREQ_A, AGGREGATE_LAST,
      "2010=83 2012=96 2014=68 2016=56 2018=70 2020=70 2022=83 2024=74" },
    { "fixed-speed", "Average fixed broadband speed per user",
      "Sabit genişzolaqlı internetin istifadəçiyə düşən orta sürəti", "Mbit/s", "RINN", 1, 2,
      HD_FREQ_Q, AGGREGATE_MEAN, "2016=3.6 2022-01=12.81:B 2026-01=90" },
    { "gov-cloud", "State information systems moved to the government cloud",
      "Hökumət buluduna köçürülmüş dövlət informasiya sistemlərinin payı", "percent", "RINN", 1, 1,
      HD_FREQ_Q, AGGREGATE_LAST,
      "2023-Q4=35 2024-Q4=42 2025-Q4=52 2026-Q1=54 2026-Q2=57 2026-Q3=62" },
    { "maturity-group", "Group in the GovTech Maturity Index", "GovTech yetkinlik qrupu", "group",
      "RINN", 1, 0, HD_FREQ_A, AGGREGATE_LAST, "2022=A" },
    { "operations", "Internal operations carried out digitally",
      "Rəqəmsal icra olunan daxili əməliyyatların payı", "percent", "RINN", 1, 1, HD_FREQ_Q,
      AGGREGATE_LAST, "2024-Q4=52 2025-Q4=60 2026-Q1=62 2026-Q2=65 2026-Q3=66.5" },
    { "pos-value", "Value of POS transactions", "POS əməliyyatlarının məbləği", "mln AZN", "MB", 1,
      0, HD_FREQ_Q, AGGREGATE_SUM,
      "2016=400 2017=700 2018=1100 2019=1600 2020=2750 2025-Q1=2100 2025-Q2=2300 2025-Q3=2400 "
      "2025-Q4=2800 2026-Q1=2500" },
    { "proactive", "Government e-services provided proactively, before anybody asks for them",
      "Vətəndaşın müraciətini gözləmədən proaktiv göstərilən dövlət e-xidmətlərinin payı",
      "percent", "RINN", 1, 1, HD_FREQ_Q, AGGREGATE_LAST,
      "2025-Q4=15 2026-Q1=15.8 2026-Q2=16.7 2026-Q3=17.4" },
    { "services-ehis", "Services through the exchange platform",
      "EHİS üzərindən göstərilən xidmətlər", "percent", "RINN", 1, 1, HD_FREQ_Q, AGGREGATE_LAST,
      "" },
    { "sima-users", "Users of the digital signature", "SİMA istifadəçiləri", "persons", NULL, 1, 0,
      HD_FREQ_Q, AGGREGATE_LAST, "2025-Q4=2100000 2026-Q1=2450000" },
};
#define MADE_INDICATORS (sizeof made_indicators / sizeof made_indicators[0])

static const struct made_target made_targets[] = {
    { "srm-2016", "cashless-share", JUDGE_AT_LEAST, "2020", "30", NULL },
    { "srm-2016", "cashless-share", JUDGE_AT_LEAST, "2025", "50", NULL },
    { "srm-2016", "cashless-share", JUDGE_AT_LEAST, NULL, "80", NULL },
    { "srm-2016", "fixed-speed", JUDGE_AT_LEAST, "2020", "20", NULL },
    { "srm-2016", "fixed-speed", JUDGE_AT_LEAST, "2025", "50", NULL },
    { "srm-2016", "pos-value", JUDGE_AT_LEAST, "2020", "2700", NULL },
    { "srm-2016", "maturity-group", JUDGE_ORDINAL, NULL, "A", NULL },
    { "plan-2026", "proactive", JUDGE_AT_LEAST, "2028", "50", NULL },
    { "plan-2026", "gov-cloud", JUDGE_AT_LEAST, "2028", "100", NULL },
    { "plan-2026", "operations", JUDGE_AT_LEAST, "2028", "80", NULL },
    { "plan-2026", "egdi-rank", JUDGE_DIRECTIONAL, "2028", NULL, NULL },
    { "plan-2026", "services-ehis", JUDGE_AT_LEAST, "2028", "100", NULL },
    { "plan-2026", "digital-exports", JUDGE_DIRECTIONAL, "2028", NULL, NULL },
};
#define MADE_TARGETS (sizeof made_targets / sizeof made_targets[0])

static const char *const made_scale[] = { "D", "C", "B", "A" };

static struct names made_names(struct hd_arena *arena, const char *en, const char *az)
{
    struct names names = { .items = hd_arena_alloc(arena, 2 * sizeof *names.items) };

    if (!en)
        return (struct names){ NULL, 0 };
    names.items[names.count].lang = "en";
    names.items[names.count++].text = en;
    if (az) {
        names.items[names.count].lang = "az";
        names.items[names.count++].text = az;
    }
    return names;
}

static int32_t made_day(const char *text)
{
    int32_t day = 0;

    (void)hd_day_parse(text, strlen(text), &day);
    return day;
}

static struct hd_period made_period(const char *text)
{
    struct hd_period period = { HD_FREQ_A, 0, 0 };
    const char *why;

    (void)hd_period_parse(text, strlen(text), &period, &why);
    return period;
}

static void made_point(struct hd_arena *arena, const char *spec, size_t len,
                       struct judge_point *point)
{
    char *text = hd_arena_strndup(arena, spec, len);
    char *value = strchr(text, '='), *status;

    *value++ = '\0';
    status = strchr(value, ':');
    if (status)
        *status++ = '\0';
    *point = (struct judge_point){
        .period = made_period(text), .text = value, .status = status ? *status : 'A', .vintage = 1
    };
    point->numeric = true;
    if (hd_decimal_valid(value, strlen(value)))
        point->value = hd_decimal_double(value);
    else
        for (size_t i = 0; i < 4; i++)
            point->value = strcmp(made_scale[i], value) == 0 ? (double)i : point->value;
    point->published_at_ms = (point->period.end_day + 45) * HD_DAY_MS + HD_DAY_MS / 2;
}

static void made_series(struct hd_arena *arena, const struct made_indicator *spec,
                        struct judge_series *series)
{
    struct judge_point *points = hd_arena_alloc(arena, 40 * sizeof *points);
    const char *at = spec->points;

    *series = (struct judge_series){ spec->code, "AZ", "", points, 0 };
    while (*at) {
        size_t len = strcspn(at, " ");

        made_point(arena, at, len, &points[series->count++]);
        at += len;
        at += strspn(at, " ");
    }
}

static void made_indicator(struct hd_arena *arena, const struct made_indicator *spec,
                           struct indicator *out)
{
    bool percent = strcmp(spec->unit, "percent") == 0, group = strcmp(spec->unit, "group") == 0;

    *out = (struct indicator){
        .code = spec->code,
        .name = made_names(arena, spec->en, spec->az),
        .programme = "srm-2016",
        .unit = spec->unit,
        .decimals = spec->decimals,
        .body = spec->body,
        .deadline_days = -1,
        .grace_days = -1,
        .every_years = 1,
        .judge = { .direction = spec->direction,
                   .frequency = spec->frequency,
                   .aggregation = spec->aggregation,
                   .has_lower = percent,
                   .has_upper = percent,
                   .upper = 100,
                   .integer = spec->decimals == 0,
                   .unit = spec->unit,
                   .scale = group ? made_scale : NULL,
                   .scale_count = group ? 4 : 0 },
    };
    out->definition = made_names(arena, "What it counts, in one sentence.", NULL);
    out->source = made_names(arena, "statistics of payments", NULL);
    out->priority = "2.1";
}

static void made_target(const struct picture *picture, struct hd_arena *arena,
                        const struct made_target *spec, struct target *out)
{
    *out = (struct target){
        .strategy = catalog_strategy(picture->catalog, spec->strategy),
        .indicator = catalog_indicator(picture->catalog, spec->indicator),
        .area = "AZ",
        .basis = "stated",
        .clause = "2.1",
    };
    out->judge = (struct judge_target){
        .id = hd_arena_printf(arena, "%s.%s.%s", spec->strategy, spec->indicator,
                              spec->period ? spec->period : "after-2025"),
        .kind = spec->kind,
        .dated = spec->period != NULL,
        .period_text = spec->period ? spec->period : "after 2025",
        .value = spec->value,
        .number = spec->value && hd_decimal_valid(spec->value, strlen(spec->value))
                      ? hd_decimal_double(spec->value)
                      : 3,
        .valid_from_day = out->strategy->valid_from_day,
        .vintage = 1,
    };
    if (spec->period)
        out->judge.due = out->judge.first = made_period(spec->period);
}

static void made_question(struct picture *picture, const struct target *target,
                          struct status_row *row)
{
    const struct catalog *catalog = picture->catalog;
    struct judge_target *targets = hd_arena_alloc(&picture->arena, MADE_TARGETS * sizeof *targets);
    size_t count = 0, which = 0;

    for (size_t i = 0; i < catalog->target_count; i++) {
        const struct target *other = &catalog->targets[i];

        if (other->strategy != target->strategy || other->indicator != target->indicator)
            continue;
        which = other == target ? count : which;
        targets[count++] = other->judge;
    }
    row->question = (struct judge_question){ .indicator = &target->indicator->judge,
                                             .series = row->series,
                                             .targets = targets,
                                             .target_count = count,
                                             .which = which,
                                             .as_of_day = picture->as_of_day,
                                             .profiles = JUDGE_PROFILES_ALL };
    judge(&row->question, &picture->arena, &row->verdict);
}

static void made_row(struct picture *picture, const struct indicator *indicator,
                     const struct target *target)
{
    struct status_row *row = &picture->rows[picture->row_count];

    *row = (struct status_row){
        .number = picture->row_count++,
        .target = target,
        .indicator = indicator,
        .strategy = target ? target->strategy : &picture->catalog->strategies[0],
        .series = picture_series(picture, indicator->code, "AZ", ""),
        .body = indicator->body ? catalog_body(picture->catalog, indicator->body) : NULL,
        .closed_before_install =
            target && target->judge.dated && target->judge.due.end_day < picture->installed_day,
    };
    if (target)
        made_question(picture, target, row);
    else
        judge_measuring(&indicator->judge, row->series, picture->as_of_day, JUDGE_PROFILES_ALL,
                        &row->verdict);
    if (row->verdict.since_at_ms)
        row->verdict.since_day = (int32_t)(row->verdict.since_at_ms / HD_DAY_MS);
}

static void made_catalog(struct picture *picture)
{
    struct hd_arena *arena = &picture->arena;
    struct catalog *catalog = hd_arena_alloc(arena, sizeof *catalog);

    picture->catalog = catalog;
    catalog->strategies = hd_arena_alloc(arena, 2 * sizeof *catalog->strategies);
    catalog->strategy_count = 2;
    catalog->strategies[0] = (struct strategy){
        .code = "srm-2016",
        .name = made_names(arena, "Strategic Road Map for telecommunications and IT",
                           "Telekommunikasiya və informasiya texnologiyalarının inkişafına dair "
                           "Strateji Yol Xəritəsi"),
        .short_name = made_names(arena, "Road Map 2016", "Yol Xəritəsi 2016"),
        .valid_from_day = made_day("2016-12-06"),
        .valid_to_day = made_day("2025-12-31"),
    };
    catalog->strategies[1] = (struct strategy){
        .code = "plan-2026",
        .name = made_names(arena, "Action Plan for digital development",
                           "Rəqəmsal inkişaf üzrə Fəaliyyət Planı"),
        .short_name = made_names(arena, "Plan 2026–2028", "Plan 2026–2028"),
        .valid_from_day = made_day("2026-02-27"),
        .valid_to_day = made_day("2028-12-31"),
        .order = 1,
    };
    catalog->bodies = hd_arena_alloc(arena, 2 * sizeof *catalog->bodies);
    catalog->body_count = 2;
    catalog->bodies[0] = (struct body){ .code = "MB",
                                        .name = made_names(arena, "Central Bank", "Mərkəzi Bank"),
                                        .short_name = made_names(arena, "CB", "MB") };
    catalog->bodies[1] = (struct body){
        .code = "RINN",
        .name = made_names(arena, "Ministry of Digital Development and Transport",
                           "Rəqəmsal İnkişaf və Nəqliyyat Nazirliyi"),
        .short_name = made_names(arena, "RINN", "RİNN"),
    };
    catalog->indicators = hd_arena_alloc(arena, MADE_INDICATORS * sizeof *catalog->indicators);
    picture->series = hd_arena_alloc(arena, MADE_INDICATORS * sizeof *picture->series);
    for (size_t i = 0; i < MADE_INDICATORS; i++) {
        made_indicator(arena, &made_indicators[i],
                       &catalog->indicators[catalog->indicator_count++]);
        made_series(arena, &made_indicators[i], &picture->series[picture->series_count++]);
    }
    catalog->targets = hd_arena_alloc(arena, MADE_TARGETS * sizeof *catalog->targets);
    for (size_t i = 0; i < MADE_TARGETS; i++)
        made_target(picture, arena, &made_targets[i], &catalog->targets[catalog->target_count++]);
}

static void made_deadlines(struct picture *picture)
{
    struct deadline *list = hd_arena_alloc(&picture->arena, 3 * sizeof *list);
    const struct catalog *catalog = picture->catalog;

    list[0] = (struct deadline){ .indicator = catalog_indicator(catalog, "services-ehis"),
                                 .area = "AZ",
                                 .breakdown = "",
                                 .period = made_period("2026-Q2"),
                                 .due_day = made_day("2026-08-17"),
                                 .grace_day = made_day("2026-08-31"),
                                 .escalate_day = made_day("2026-09-16"),
                                 .freshness = FRESHNESS_OVERDUE,
                                 .days_late = 96 };
    list[1] = (struct deadline){ .indicator = catalog_indicator(catalog, "pos-value"),
                                 .area = "AZ",
                                 .breakdown = "",
                                 .period = made_period("2026-Q3"),
                                 .due_day = made_day("2026-11-16"),
                                 .grace_day = made_day("2026-11-30"),
                                 .escalate_day = made_day("2026-12-16"),
                                 .freshness = FRESHNESS_GRACE,
                                 .days_late = 5 };
    list[2] = (struct deadline){ .indicator = catalog_indicator(catalog, "cashless-share"),
                                 .area = "AZ",
                                 .breakdown = "",
                                 .period = made_period("2026-Q4"),
                                 .due_day = made_day("2027-02-15"),
                                 .grace_day = made_day("2027-03-01"),
                                 .freshness = FRESHNESS_NOT_DUE };
    picture->deadlines = list;
    picture->deadline_count = 3;
    picture->overdue_count = 1;
}

static void made_changes(struct picture *picture)
{
    struct change_row *list = hd_arena_alloc(&picture->arena, 2 * sizeof *list);

    list[0] =
        (struct change_row){ .indicator = catalog_indicator(picture->catalog, "cashless-share"),
                             .area = "AZ",
                             .breakdown = "",
                             .period = made_period("2026-Q2"),
                             .old_value = "47.0",
                             .new_value = "47.3",
                             .vintage = 2,
                             .published_at_ms = made_day("2026-11-17") * HD_DAY_MS,
                             .verb = "revise",
                             .reason = "complete data",
                             .actor = "user:ayla" };
    list[1] = list[0];
    list[1].indicator = catalog_indicator(picture->catalog, "gov-cloud");
    list[1].verb = "correct";
    list[1].reason = "two systems were counted twice";
    picture->changes = list;
    picture->change_count = 2;
}

static void made_alerts(struct picture *picture)
{
    struct alert_row *list = hd_arena_alloc(&picture->arena, 2 * sizeof *list);
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count && count < 2; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->verdict.state != STATE_OFF_TRACK && row->verdict.state != STATE_MISSED)
            continue;
        list[count] = (struct alert_row){ .id = (int64_t)count + 1,
                                          .kind = "lag",
                                          .subject = row->target->judge.id,
                                          .state = count ? "firing" : "acknowledged",
                                          .severity = "critical",
                                          .opened_at_ms = made_day("2026-11-03") * HD_DAY_MS,
                                          .changed_at_ms = made_day("2026-11-04") * HD_DAY_MS,
                                          .promised_day = count ? 0 : made_day("2027-01-31"),
                                          .note = count ? NULL : "80 services open in January",
                                          .row = row };
        count++;
    }
    picture->alerts = list;
    picture->alert_count = count;
}

static void made_headlines(struct picture *picture)
{
    for (size_t i = 0; i < picture->row_count; i++) {
        struct status_row *row = &picture->rows[i];

        row->headline = true;
        for (size_t k = 0; k < i; k++)
            if (picture->rows[k].indicator == row->indicator)
                row->headline = false;
    }
}

/* Of the end of `today`; nothing in it needs to be freed but its arena and itself. */
static struct picture *made_picture(const char *today)
{
    struct picture *picture = hd_alloc(sizeof *picture);

    picture->current = true;
    picture->as_of_day = made_day(today);
    picture->cutoff_at_ms = (picture->as_of_day + 1) * HD_DAY_MS;
    picture->built_at_ms = picture->run_at_ms =
        picture->as_of_day * HD_DAY_MS + 10 * INT64_C(3600000);
    picture->installed_day = made_day("2025-06-01");
    picture->run_id = 1284;
    picture->demo = true;
    picture->one_person = true;
    made_catalog(picture);
    picture->rows =
        hd_arena_alloc(&picture->arena, (MADE_TARGETS + MADE_INDICATORS) * sizeof *picture->rows);
    for (size_t i = 0; i < MADE_TARGETS; i++)
        made_row(picture, picture->catalog->targets[i].indicator, &picture->catalog->targets[i]);
    made_row(picture, catalog_indicator(picture->catalog, "sima-users"), NULL);
    made_headlines(picture);
    made_deadlines(picture);
    made_changes(picture);
    made_alerts(picture);
    return picture;
}

static void made_picture_clear(struct picture **picture)
{
    if (*picture)
        hd_arena_clear(&(*picture)->arena);
    hd_free_ptr(picture);
}

#endif

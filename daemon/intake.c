#include "daemon/intake.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/csv.h"
#include "collectors/formats/json.h"
#include "common/buf.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/utf8.h"
#include "daemon/intake_key.h"
#include "daemon/rejected.h"
#include "daemon/repeated.h"
#include "daemon/service.h"

#define AREA_MAX     64
#define COMMENT_MAX  4000
#define FRESH_MS     2000
#define LISTED_MAX   200 /* rows that a report names; all of them are counted */
#define WARNED_MAX   200 /* rows that are doubted; refusals must have room */
#define PERCENT_UNIT "percent"

#define BASIS_INVENTED "invented"
#define REASON_MISSING "reason_missing"

/* A file on its way in. */
struct gathering {
    struct service *service;
    const struct intake *intake;
    struct intake_report *report;
    struct picture *picture;
    const struct catalog *catalog;
    const char *default_area; /* "" none */
    int64_t now_at_ms;
    int32_t today;
    enum intake_format format;
    struct csv_report read;
    struct submission_row *rows;
    long *lines;
    size_t count, room, line_room;
    size_t invented, others, warned; /* rows, by basis; rows that were doubted */
    bool defaulted, named;           /* some row left its area out; some row names one */
    const char *reason;
};

/* ---- problems ---- */

/* Where the reading stood: a line and column in CSV, a pointer in JSON. */
static void refuse(struct gathering *g, const struct reading *reading, const char *member,
                   struct hd_problem problem)
{
    char pointer[64];

    problem.file = g->format == INTAKE_JSON ? NULL : g->intake->file;
    problem.line = reading->line;
    if (g->format == INTAKE_JSON) {
        snprintf(pointer, sizeof pointer, "/observations/%zu/%s", g->read.rows - 1, member);
        problem.pointer = pointer;
    } else {
        problem.column = member;
    }
    hd_problem_add(&g->report->problems, &problem);
}

/* ---- what the catalogue says about one reading; each check tells its own problem ---- */

static const struct indicator *check_indicator(struct gathering *g, const struct reading *reading)
{
    const struct indicator *indicator = catalog_indicator(g->catalog, reading->indicator);
    const char *nearest =
        indicator ? NULL : catalog_nearest_indicator(g->catalog, reading->indicator);

    if (indicator)
        return indicator;
    refuse(g, reading, "indicator",
           (struct hd_problem){
               .code = "indicator_unknown",
               .message = nearest ? N_("There is no indicator '{code}'. Did you mean '{nearest}'?")
                                  : N_("There is no indicator '{code}'."),
               .args = { "code", reading->indicator, nearest ? "nearest" : NULL, nearest },
               .value = reading->indicator });
    return NULL;
}

/* Codes stand between slashes in a series' name. */
static bool code_is_good(const char *code)
{
    if (strlen(code) > AREA_MAX || !hd_utf8_valid(code, strlen(code)))
        return false;
    for (; *code; code++) {
        if (*code == '/' || (unsigned char)*code < ' ' || *code == 0x7f)
            return false;
    }
    return true;
}

static bool check_code(struct gathering *g, const struct reading *reading, const char *member,
                       const char *code)
{
    if (code_is_good(code))
        return true;
    refuse(g, reading, member,
           (struct hd_problem){ .code = "code_invalid",
                                .message = N_("A code has at most 64 bytes, no slash and no "
                                              "control characters."),
                                .value = code });
    return false;
}

static const char *check_area(struct gathering *g, const struct reading *reading)
{
    if (*reading->area) {
        g->named = true;
        return check_code(g, reading, "area", reading->area) ? reading->area : NULL;
    }
    g->defaulted = true;
    if (*g->default_area)
        return g->default_area;
    refuse(g, reading, "area",
           (struct hd_problem){ .code = "area_missing",
                                .message = N_("The area is missing, and no default_area is set "
                                              "in [site].") });
    return NULL;
}

static bool in_scale(const struct judge_indicator *judge, const char *code)
{
    for (size_t i = 0; i < judge->scale_count; i++) {
        if (strcmp(judge->scale[i], code) == 0)
            return true;
    }
    return false;
}

static bool is_yes_or_no(const struct gathering *g, const struct indicator *indicator)
{
    for (size_t i = 0; i < g->catalog->target_count; i++) {
        if (g->catalog->targets[i].indicator == indicator &&
            g->catalog->targets[i].judge.kind == JUDGE_BOOLEAN)
            return true;
    }
    return false;
}

static const char *scale_words(struct gathering *g, const struct judge_indicator *judge)
{
    HD_BUF_AUTO struct hd_buf words = { 0 };

    hd_buf_init(&words, 4096);
    for (size_t i = 0; i < judge->scale_count; i++)
        hd_buf_printf(&words, "%s%s", i ? ", " : "", judge->scale[i]);
    return hd_arena_strdup(&g->report->arena, words.data);
}

static bool check_scale(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator)
{
    if (in_scale(&indicator->judge, reading->value))
        return true;
    refuse(g, reading, "value",
           (struct hd_problem){
               .code = "code_not_in_scale",
               .message = N_("'{value}' is not one of the groups: {groups}."),
               .args = { "value", reading->value, "groups", scale_words(g, &indicator->judge) },
               .value = reading->value });
    return false;
}

static bool check_coded(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator)
{
    bool yes_or_no = strcmp(reading->value, "yes") == 0 || strcmp(reading->value, "no") == 0;

    if (yes_or_no && is_yes_or_no(g, indicator))
        return true;
    refuse(g, reading, "value",
           (struct hd_problem){ .code = "number_expected",
                                .message = N_("'{value}' is not a number, and this indicator "
                                              "takes numbers."),
                                .args = { "value", reading->value },
                                .value = reading->value });
    return false;
}

static bool check_limit(struct gathering *g, const struct reading *reading, double limit,
                        bool lower)
{
    double near = hd_decimal_double(reading->value);
    char text[HD_DOUBLE_TEXT_MAX];
    int order;

    if (lower ? near > limit : near < limit) /* rounding keeps the order: only ties are open */
        return true;
    hd_double_text(limit, text);
    order = hd_decimal_cmp(reading->value, text);
    if (lower ? order >= 0 : order <= 0)
        return true;
    refuse(g, reading, "value",
           (struct hd_problem){
               .code = "value_out_of_limits",
               .message = lower ? N_("{value} is below {limit}, the least that is possible.")
                                : N_("{value} is above {limit}, the most that is possible."),
               .args = { "value", reading->value, "limit", text },
               .value = reading->value });
    return false;
}

static bool check_number(struct gathering *g, const struct reading *reading,
                         const struct indicator *indicator)
{
    const struct judge_indicator *judge = &indicator->judge;

    if (!isfinite(hd_decimal_double(reading->value))) {
        refuse(g, reading, "value",
               (struct hd_problem){ .code = "number_too_large",
                                    .message = N_("This number is too large to compute with. "
                                                  "Look at its exponent, or take a larger unit."),
                                    .value = reading->value });
        return false;
    }
    if (reading->percent_sign && strcmp(indicator->unit, PERCENT_UNIT) != 0) {
        refuse(g, reading, "value",
               (struct hd_problem){ .code = "percent_not_the_unit",
                                    .message = N_("The unit of this indicator is {unit}, not "
                                                  "percent. Write the number alone."),
                                    .args = { "unit", indicator->unit },
                                    .value = reading->value });
        return false;
    }
    return (!judge->has_lower || check_limit(g, reading, judge->lower, true)) &&
           (!judge->has_upper || check_limit(g, reading, judge->upper, false));
}

static bool check_value(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator)
{
    if (!reading->value)
        return true;
    if (indicator->judge.scale)
        return check_scale(g, reading, indicator);
    return reading->coded ? check_coded(g, reading, indicator)
                          : check_number(g, reading, indicator);
}

/* An export puts an apostrophe before text that a spreadsheet would run. */
static const char *unguarded(const char *comment)
{
    return comment[0] == '\'' && comment[1] && strchr("=+-@\t\r", comment[1]) ? comment + 1
                                                                              : comment;
}

static bool check_comment(struct gathering *g, const struct reading *reading)
{
    if (strlen(reading->comment) <= COMMENT_MAX)
        return true;
    refuse(g, reading, "comment",
           (struct hd_problem){ .code = "comment_too_long",
                                .message = N_("A comment has at most 4000 bytes.") });
    return false;
}

static bool check_published(struct gathering *g, const struct reading *reading)
{
    if (!g->intake->history || reading->published_at_ms <= g->now_at_ms)
        return true;
    refuse(g, reading, "published",
           (struct hd_problem){ .code = "published_in_future",
                                .message = N_("History was published before today.") });
    return false;
}

/* What a value rests on: counted, since a submission is invented as a whole or not at all. */
static bool check_basis(struct gathering *g, const struct reading *reading)
{
    static const char *const known[] = { "stated", "derived", BASIS_INVENTED };
    const size_t count = sizeof known / sizeof *known;
    bool invented = strcmp(reading->basis, BASIS_INVENTED) == 0, good = !*reading->basis;
    const char *nearest;

    g->invented += invented;
    g->others += !invented;
    for (size_t i = 0; i < count && !good; i++)
        good = strcmp(reading->basis, known[i]) == 0;
    if (good)
        return true;
    nearest = hd_nearest(reading->basis, known, count);
    refuse(g, reading, "basis",
           (struct hd_problem){
               .code = "basis_unknown",
               .message = nearest ? N_("There is no basis '{basis}'. Did you mean '{nearest}'?")
                                  : N_("There is no basis '{basis}'. Write stated, derived or "
                                       "invented."),
               .args = { "basis", reading->basis, nearest ? "nearest" : NULL, nearest },
               .value = reading->basis });
    return false;
}

/* ---- what is taken, but doubted ---- */

static void warn_early(struct gathering *g, const struct reading *reading)
{
    bool told = reading->status == 'F' || reading->status == 'P';
    char period[HD_PERIOD_TEXT_MAX];

    if (!reading->value || told || reading->period.end_day <= g->today || g->warned == WARNED_MAX)
        return;
    g->warned++;
    hd_period_text(reading->period, period);
    refuse(g, reading, "period",
           (struct hd_problem){ .warning = true,
                                .code = "period_not_over",
                                .message = N_("This period is not over yet ({period}). Give it "
                                              "the status P, or F for a forecast."),
                                .args = { "period", period },
                                .value = period });
}

/* ---- rows ---- */

/* Neighbours mostly say the same. */
static const char *keep_text(struct hd_arena *arena, const char *before, const char *text)
{
    return before && strcmp(before, text) == 0 ? before : hd_arena_strdup(arena, text);
}

static void keep_row(struct gathering *g, const struct reading *reading,
                     const struct indicator *indicator, const char *area)
{
    struct submission_row before = g->count ? g->rows[g->count - 1] : (struct submission_row){ 0 };
    struct hd_arena *arena = &g->report->arena;

    if (g->count == g->room) {
        HD_GROW(g->rows, g->count, g->room);
        g->lines = hd_realloc(g->lines, g->room, sizeof *g->lines);
    }
    g->lines[g->count] = reading->line;
    g->rows[g->count++] = (struct submission_row){
        .indicator = keep_text(arena, before.indicator, indicator->code),
        .area = keep_text(arena, before.area, area),
        .breakdown = keep_text(arena, before.breakdown, reading->breakdown),
        .period = reading->period,
        .value = hd_arena_strdup(arena, reading->value),
        .status = reading->status,
        .comment = keep_text(arena, before.comment, unguarded(reading->comment)),
        .published_at_ms = g->intake->history ? reading->published_at_ms : 0,
    };
}

static enum hd_rc take_reading(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct gathering *g = ctx;
    const struct indicator *indicator;
    const char *area;
    bool good;

    (void)err;
    if (g->intake->stated_only && *reading->basis && strcmp(reading->basis, "stated") != 0) {
        g->report->left_out++;
        return HD_OK;
    }
    /* All of them, so that every problem of a row is told at once. */
    indicator = check_indicator(g, reading);
    area = check_area(g, reading);
    good = indicator && area;
    good = check_code(g, reading, "breakdown", reading->breakdown) && good;
    good = (!indicator || check_value(g, reading, indicator)) && good;
    good = check_comment(g, reading) && good;
    good = check_published(g, reading) && good;
    good = check_basis(g, reading) && good;
    if (!good)
        return HD_OK;
    warn_early(g, reading);
    keep_row(g, reading, indicator, area);
    return HD_OK;
}

/* ---- two rows that are one once the default area is filled in ---- */

static void refuse_repeated(struct gathering *g, size_t first, size_t second)
{
    char line[24];
    struct reading reading = { .line = g->lines[second] };
    struct hd_problem problem = {
        .code = "row_repeated",
        .message = N_("Line {before} holds the same series and period. Keep one of the two."),
        .args = { "before", line },
        .file = g->intake->file,
        .line = reading.line,
    };

    snprintf(line, sizeof line, "%ld", g->lines[first]);
    hd_problem_add(&g->report->problems, &problem);
    g->read.refused++;
}

/* Rows that only the default area makes equal; the format has told of all others. */
static void check_repeated(struct gathering *g)
{
    size_t *before;
    size_t kept = 0;

    if (!g->defaulted || !g->named || g->count < 2)
        return;
    before = hd_alloc(g->count * sizeof *before);
    repeated_find(g->rows, g->count, before);
    for (size_t i = 0; i < g->count; i++)
        if (before[i] != i)
            refuse_repeated(g, before[i], i);
    for (size_t i = 0; i < g->count; i++) {
        if (before[i] != i)
            continue;
        g->rows[kept] = g->rows[i];
        g->lines[kept++] = g->lines[i];
    }
    g->count = kept;
    free(before);
}

/* ---- what concerns the whole file ---- */

static void refuse_file(struct gathering *g, struct hd_problem problem)
{
    problem.file = g->format == INTAKE_JSON ? NULL : g->intake->file;
    hd_problem_add(&g->report->problems, &problem);
}

static void check_file(struct gathering *g)
{
    if (g->intake->verb == SUBMISSION_CORRECT && !*g->reason)
        refuse_file(g, (struct hd_problem){
                           .code = REASON_MISSING,
                           .message = N_("A correction needs a reason. Say why with --reason.") });
    if (g->invented && g->others)
        refuse_file(g, (struct hd_problem){
                           .code = "basis_mixed",
                           .message = N_("Invented values and others stand in one file. Split it "
                                         "into two.") });
}

static void warn_reason(struct gathering *g)
{
    char count[24];

    if (!g->report->changed || *g->reason)
        return;
    snprintf(count, sizeof count, "%zu", g->report->changed);
    refuse_file(g, (struct hd_problem){
                       .warning = true,
                       .code = REASON_MISSING,
                       .message = N_("Published values change without a reason: {count}. Say why "
                                     "with --reason."),
                       .args = { "count", count } });
}

/* ---- reading ---- */

static enum intake_format guess_format(const char *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!strchr(" \t\r\n", data[i]))
            return data[i] == '{' ? INTAKE_JSON : INTAKE_CSV;
    }
    return INTAKE_CSV;
}

static enum hd_rc read_all(struct gathering *g, struct hd_error *err)
{
    const struct intake *intake = g->intake;
    struct csv_options options = { .file = intake->file,
                                   .ignore_unknown = intake->ignore_unknown,
                                   .zone = service_zone(g->service) };
    struct reading_sink sink = { take_reading, g };
    struct hd_problems *problems = &g->report->problems;
    const char *reason = "";
    enum hd_rc rc;

    if (g->format == INTAKE_JSON)
        rc = format_json_read(intake->data, intake->len, &options, &sink, &g->report->arena,
                              &reason, problems, &g->read, err);
    else
        rc = format_csv_read(intake->data, intake->len, &options, &sink, problems, &g->read, err);
    g->reason = intake->reason && *intake->reason ? intake->reason : reason;
    if (!rc) {
        check_repeated(g);
        check_file(g);
    }
    hd_problems_sort(problems);
    return rc;
}

/* ---- writing ---- */

struct writing {
    struct submission_new submission;
    struct submission_result result;
    bool may_wait; /* nobody insisted on publishing at once */
};

static enum hd_rc write_submission(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct writing *writing = ctx;
    enum hd_rc rc = submission_put(txn, &writing->submission, &writing->result, err);

    if (rc != HD_DENIED || !writing->may_wait)
        return rc;
    /* A second person is asked for since the picture was made: it is handed in all the same. */
    writing->submission.publish = false;
    return submission_put(txn, &writing->submission, &writing->result, err);
}

static void list_rows(struct gathering *g, const struct submission_result *result)
{
    struct intake_report *report = g->report;

    report->listed = hd_arena_alloc(&report->arena, LISTED_MAX * sizeof *report->listed);
    for (size_t i = 0; i < g->count && report->listed_count < LISTED_MAX; i++) {
        const struct submission_row *row = &g->rows[i];
        const struct submission_outcome *outcome = &result->outcomes[i];

        if (outcome->effect == SUBMISSION_ROW_UNCHANGED)
            continue;
        report->listed[report->listed_count++] = (struct intake_row){
            .line = g->lines[i],
            .indicator = row->indicator,
            .area = row->area,
            .breakdown = row->breakdown,
            .period = row->period,
            .old_value = outcome->effect == SUBMISSION_ROW_CHANGED && *outcome->old_value
                             ? hd_arena_strdup(&report->arena, outcome->old_value)
                             : NULL,
            .new_value = row->value,
            .old_status = outcome->old_status,
            .new_status = row->status,
            .comment_changed = outcome->comment_changed,
            .effect = outcome->effect,
        };
    }
}

static const char *state_word(const struct submission_result *result)
{
    if (!result->added && !result->changed)
        return "";
    return result->published ? "approved" : "submitted";
}

static void report_result(struct gathering *g, const struct submission_result *result)
{
    struct intake_report *report = g->report;

    report->submission = result->id;
    report->replayed = result->replayed;
    report->state = state_word(result);
    report->added = result->added;
    report->changed = result->changed;
    report->unchanged = result->unchanged;
    list_rows(g, result);
    warn_reason(g);
}

static enum hd_rc write_rows(struct gathering *g, struct hd_error *err)
{
    const struct intake *intake = g->intake;
    struct intake_key key;
    struct writing writing = {
        .submission = { .channel = intake->channel,
                        .actor = intake->actor,
                        .source = intake->file ? intake->file : "",
                        .reason = g->reason,
                        .checksum = key.checksum,
                        .idempotency_key = intake->idempotency_key ? key.key : NULL,
                        .idempotency_checksum = key.request,
                        .verb = intake->verb,
                        .history = intake->history,
                        .publish = intake->publish || g->picture->one_person,
                        .invented = intake->invented || g->invented,
                        .dry_run = intake->dry_run,
                        .rows = g->rows,
                        .count = g->count },
        .may_wait = !intake->publish,
    };
    enum hd_rc rc;

    rc = intake_key_make(intake, g->reason, &key, err);
    if (rc)
        return rc;
    writing.result.outcomes = hd_alloc((g->count + 1) * sizeof *writing.result.outcomes);
    rc = store_write(service_store(g->service), write_submission, &writing, err);
    if (!rc)
        report_result(g, &writing.result);
    if (!rc && !intake->dry_run && !writing.result.replayed && writing.result.id)
        service_changed(g->service);
    free(writing.result.outcomes);
    return rc;
}

/* ---- all of it ---- */

static enum hd_rc take_picture(struct gathering *g, bool newest, struct hd_error *err)
{
    struct hd_error late = { 0 };

    if (newest && service_wait_fresh(g->service, FRESH_MS, &late))
        hd_log(HD_LOG_WARNING, "intake_stale error=\"%s\"", late.text);
    g->picture = service_picture(g->service);
    if (!g->picture)
        return hd_fail(err, HD_AGAIN, "the first evaluation is not over yet");
    g->catalog = g->picture->catalog;
    return HD_OK;
}

/* A bad header is about every row: then there are no good ones. */
static bool only_rows_are_bad(const struct gathering *g)
{
    const struct hd_problems *problems = &g->report->problems;
    long header = g->format == INTAKE_CSV ? rejected_header_line(g->intake) : 0;

    for (size_t i = 0; i < problems->count; i++) {
        const struct hd_problem *problem = &problems->items[i];

        if (!problem->warning &&
            (g->format == INTAKE_CSV ? problem->line <= header : !problem->line))
            return false;
    }
    return true;
}

static enum hd_rc run(struct gathering *g, struct hd_error *err)
{
    struct intake_report *report = g->report;
    enum hd_rc rc = read_all(g, err);

    report->rows = g->read.rows;
    report->refused = g->read.refused;
    report->empty = g->read.empty;
    if (rc)
        return rc;
    if (report->problems.errors && !(g->intake->partial && only_rows_are_bad(g)))
        return hd_fail(err, HD_BAD_INPUT, "%zu problems", report->problems.errors);
    if (report->refused && g->format == INTAKE_CSV)
        rejected_write(g->intake, report);
    return g->count ? write_rows(g, err) : HD_OK;
}

static enum hd_rc attempt(struct service *service, const struct intake *intake, bool newest,
                          struct intake_report *report, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    struct gathering g = {
        .service = service,
        .intake = intake,
        .report = report,
        .default_area = settings->default_area ? settings->default_area : "",
        .now_at_ms = hd_now_at_ms(service_clock(service)),
        .reason = "",
        .format = intake->format ? intake->format : guess_format(intake->data, intake->len),
    };
    enum hd_rc rc;

    g.today = hd_zone_day(service_zone(service), g.now_at_ms);
    *report = (struct intake_report){ .state = "" };
    rc = take_picture(&g, newest, err);
    if (!rc)
        rc = run(&g, err);
    if (g.picture)
        picture_drop(&g.picture);
    free(g.rows);
    free(g.lines);
    return rc;
}

/* Values wait for no evaluation; but the catalogue may have been changed a moment ago, so nobody
 * is refused by a picture that is not the newest. */
enum hd_rc intake_run(struct service *service, const struct intake *intake,
                      struct intake_report *report, struct hd_error *err)
{
    bool newest = intake->partial || service_fresh(service);
    enum hd_rc rc = attempt(service, intake, newest, report, err);

    if (rc != HD_BAD_INPUT || newest)
        return rc;
    intake_report_clear(report);
    return attempt(service, intake, true, report, err);
}

void intake_report_clear(struct intake_report *report)
{
    hd_problems_clear(&report->problems);
    hd_arena_clear(&report->arena);
    free(report->rejected_csv);
    *report = (struct intake_report){ .state = "" };
}

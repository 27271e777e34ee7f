#include "daemon/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "collectors/formats/csv.h"
#include "collectors/formats/json.h"
#include "collectors/mapping.h"
#include "common/csv.h"
#include "common/lang.h"
#include "common/log.h"
#include "daemon/intake_key.h"
#include "daemon/intake_work.h"
#include "daemon/rejected.h"
#include "daemon/repeated.h"
#include "daemon/service.h"

#define FRESH_MS  2000
#define LOOK_ROWS 65536

/* flags of a row of the bundle */
#define ROW_FIRST  1U /* of its reading, whose rows stand together */
#define ROW_BESIDE 2U /* it stood beside the value of another indicator */

#define REASON_MISSING "reason_missing"

/* ---- rows ---- */

/* An export puts an apostrophe before text that a spreadsheet would run.  A blank behind it would
 * not outlast the next reading. */
static const char *unguarded(const char *comment)
{
    bool guarded = comment[0] == '\'' && comment[1] && strchr("=+-@\t\r", comment[1]);

    return guarded ? comment + 1 + strspn(comment + 1, "\t ") : comment;
}

static const char *breakdown_of(const char *code)
{
    return strcmp(code, INTAKE_TOTAL) == 0 ? "" : code;
}

/* Pages of a mapped file come back by themselves when they are looked at again. */
static void look_around(const struct gathering *g)
{
    const struct intake *intake = g->intake;

    if (g->bundle.count % LOOK_ROWS)
        return;
    if (intake->mapped)
        (void)madvise((void *)(uintptr_t)intake->data, intake->len, MADV_DONTNEED);
    if (intake->progress)
        intake->progress(intake->progress_ctx, g->bundle.count);
}

static enum hd_rc keep_row(struct gathering *g, const struct intake_part *part, const char *area,
                           bool first, struct hd_error *err)
{
    const struct reading *reading = &part->reading;
    const struct submission_row row = {
        .indicator = part->indicator->code,
        .area = area,
        .breakdown = breakdown_of(reading->breakdown),
        .period = reading->period,
        .value = reading->value,
        .status = reading->status,
        .comment = unguarded(reading->comment),
        .published_at_ms = g->intake->history ? reading->published_at_ms : 0,
    };

    g->besides |= part->beside;
    look_around(g);
    return bundle_add(&g->bundle, &row, reading->line,
                      (first ? ROW_FIRST : 0U) | (part->beside ? ROW_BESIDE : 0U), err);
}

/* Rows of another basis, where they are not asked for; and what is computed here anyway. */
static bool is_left_out(const struct gathering *g, const struct reading *reading)
{
    const struct indicator *indicator;

    if (g->intake->stated_only && *reading->basis && strcmp(reading->basis, "stated") != 0)
        return true;
    if (strcmp(reading->basis, INTAKE_COMPUTED) != 0)
        return false;
    indicator = catalog_indicator(g->catalog, reading->indicator);
    return indicator && indicator_computed(indicator);
}

static enum hd_rc take_reading(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct gathering *g = ctx;
    const struct indicator *indicator;
    struct intake_part parts[INTAKE_PARTS];
    const char *area;
    size_t count = 0;
    enum hd_rc rc = HD_OK;
    bool good;

    if (is_left_out(g, reading)) {
        g->report->left_out++;
        return HD_OK;
    }
    if (reading->sample) {
        intake_sample_take(g, reading);
        return HD_OK;
    }
    good = intake_check(g, reading, &indicator, &area);
    /* all of it, so that every problem of a row is told at once */
    if ((indicator && !intake_spread(g, reading, indicator, parts, &count)) || !good)
        return HD_OK;
    if (count)
        intake_warn_early(g, &parts[0].reading);
    for (size_t i = 0; !rc && i < count; i++)
        rc = keep_row(g, &parts[i], area, i == 0, err);
    return rc;
}

/* ---- two rows that are one: once the default area is filled in, or beside two values ---- */

static void refuse_repeated(struct gathering *g, size_t first, size_t second)
{
    const struct bundle_row *before = &g->bundle.rows[first], *row = &g->bundle.rows[second];
    char line[24];
    bool beside = (before->flags | row->flags) & ROW_BESIDE;
    struct hd_problem problem = {
        .code = beside ? "beside_differs" : "row_repeated",
        .message = beside ? N_("Line {before} holds another number for {indicator} in the same "
                               "series and period. Correct one of the two.")
                          : N_("Line {before} holds the same series and period. Keep one of the "
                               "two."),
        .args = { "before", line, "indicator", g->bundle.series[row->series].indicator },
        .file = g->intake->file,
        .line = row->line,
    };

    snprintf(line, sizeof line, "%lu", (unsigned long)before->line);
    hd_problem_add(&g->report->problems, &problem);
    g->read.refused++;
}

static bool same_value(const struct bundle *bundle, const struct bundle_row *a,
                       const struct bundle_row *b)
{
    const char *x = bundle_text(bundle, a->value), *y = bundle_text(bundle, b->value);

    return x && y ? strcmp(x, y) == 0 : x == y;
}

/* The number of those asked stands beside each of their answers: said twice alike it is one.  A
 * row of its own says more than one beside another. */
static bool is_said_again(struct gathering *g, size_t first, size_t second)
{
    struct bundle_row *before = &g->bundle.rows[first], *row = &g->bundle.rows[second];

    if (!((before->flags | row->flags) & ROW_BESIDE) || !same_value(&g->bundle, before, row))
        return false;
    if (!(row->flags & ROW_BESIDE)) {
        before->extra = row->extra;
        before->value = row->value;
        before->status = row->status;
        before->flags &= (uint8_t)~ROW_BESIDE;
    }
    return true;
}

/* A reading is refused as a whole; its rows stand together. */
static void drop_reading(const struct gathering *g, size_t at, bool *dropped)
{
    const struct bundle *bundle = &g->bundle;

    while (at > 0 && !(bundle->rows[at].flags & ROW_FIRST))
        at--;
    do {
        dropped[at++] = true;
    } while (at < bundle->count && !(bundle->rows[at].flags & ROW_FIRST));
}

static void drop_rows(struct gathering *g, const bool *dropped)
{
    struct bundle *bundle = &g->bundle;
    size_t kept = 0;

    for (size_t i = 0; i < bundle->count; i++)
        if (!dropped[i])
            bundle->rows[kept++] = bundle->rows[i];
    bundle->count = kept;
}

/* The format has told of all others. */
static void check_repeated(struct gathering *g)
{
    size_t count = g->bundle.count;
    uint32_t *before;
    bool *dropped;

    if (!((g->defaulted && g->named) || g->besides) || count < 2)
        return;
    before = hd_alloc(count * sizeof *before);
    dropped = hd_alloc(count * sizeof *dropped);
    repeated_find(&g->bundle, before);
    for (size_t i = 0; i < count; i++) {
        size_t first = before[i];

        while (before[first] != first)
            first = before[first];
        if (first == i)
            continue;
        if (is_said_again(g, first, i)) {
            dropped[i] = true;
        } else {
            refuse_repeated(g, first, i);
            drop_reading(g, i, dropped);
        }
    }
    drop_rows(g, dropped);
    free(before);
    free(dropped);
}

/* ---- what concerns the whole file ---- */

static void refuse_file(struct gathering *g, struct hd_problem problem)
{
    problem.file = g->pointers ? NULL : g->intake->file;
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

    if (!g->report->changed || *g->reason || g->intake->collected)
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

/* One document; counts are added, and the first reason that stands in any of them counts. */
static enum hd_rc read_body(struct gathering *g, const struct intake_body *body,
                            const struct format_options *options, struct mapper *mapper,
                            struct hd_error *err)
{
    struct reading_sink sink = { take_reading, g };
    struct format_report before = g->read;
    struct format_options own = *options;
    enum hd_rc rc;

    own.file = body->file;
    g->read = (struct format_report){ 0 };
    rc = format_read(g->format, body->data, body->len, &own, &sink, mapper, &g->report->problems,
                     &g->read, err);
    g->report->updated_at_ms = g->read.updated_at_ms;
    if (!*g->reason && g->read.reason)
        g->reason = g->read.reason;
    g->read.rows += before.rows;
    g->read.empty += before.empty;
    g->read.put += before.put;
    g->read.refused += before.refused;
    g->read.filtered += before.filtered;
    g->rows_before = g->read.rows;
    return rc;
}

/* One page alone looks like the whole, and is not. */
static void warn_partial(struct gathering *g)
{
    const struct intake *intake = g->intake;
    struct format_pages pages = { 0 };
    char page[24], count[24];

    if (!g->format->pages || !g->format->pages(intake->data, intake->len, &pages) ||
        pages.pages <= (long)intake->more_count + 1)
        return;
    snprintf(page, sizeof page, "%ld", pages.page);
    snprintf(count, sizeof count, "%ld", pages.pages);
    refuse_file(g, (struct hd_problem){
                       .warning = true,
                       .code = "document_partial",
                       .message = N_("This is page {page} of {pages}. Take in the other pages too, "
                                     "or ask for all of it at once."),
                       .args = { "page", page, "pages", count } });
}

static enum hd_rc read_bodies(struct gathering *g, struct hd_error *err)
{
    const struct intake *intake = g->intake;
    struct format_options options = { .file = intake->file,
                                      .ignore_unknown = intake->ignore_unknown,
                                      .zone = service_zone(g->service),
                                      .mapping = intake->mapping,
                                      .arena = &g->report->arena };
    struct reading_sink sink = { take_reading, g };
    struct mapper_options mapping = { .mapping = intake->mapping,
                                      .templates = g->format->templates,
                                      .format = &options,
                                      .sink = &sink,
                                      .problems = &g->report->problems };
    struct mapper *mapper = mapper_open(&mapping);
    const struct intake_body first = { intake->data, intake->len, intake->file };
    enum hd_rc rc = read_body(g, &first, &options, mapper, err);

    for (size_t i = 0; !rc && i < intake->more_count; i++)
        rc = read_body(g, &intake->more[i], &options, mapper, err);
    mapper_close(&mapper);
    if (!rc)
        warn_partial(g);
    return rc;
}

static enum hd_rc read_all(struct gathering *g, struct hd_error *err)
{
    enum hd_rc rc = read_bodies(g, err);

    if (g->intake->reason && *g->intake->reason)
        g->reason = g->intake->reason;
    if (!rc) {
        check_repeated(g);
        check_file(g);
    }
    hd_problems_sort(&g->report->problems);
    return rc;
}

/* ---- writing ---- */

struct writing {
    struct submission_new submission;
    struct submission_result result;
    bool may_wait; /* nobody insisted on publishing at once */
    struct gathering *gathering;
    bool rehearsed; /* it went well, and was undone because it failed in the end */
};

static enum hd_rc write_submission(struct txn *txn, struct writing *writing, struct hd_error *err)
{
    enum hd_rc rc;

    if (!writing->submission.bundle->count && !writing->submission.idempotency_key)
        return HD_OK; /* samples alone */
    rc = submission_put(txn, &writing->submission, &writing->result, err);
    if (rc != HD_DENIED || !writing->may_wait)
        return rc;
    /* A second person is asked for since the picture was made: it is handed in all the same. */
    writing->submission.publish = false;
    return submission_put(txn, &writing->submission, &writing->result, err);
}

static const char *state_word(const struct submission_result *result)
{
    if (!result->added && !result->changed)
        return "";
    return result->published ? "approved" : "submitted";
}

static void report_counts(struct gathering *g, const struct submission_result *result)
{
    struct intake_report *report = g->report;

    report->submission = result->id;
    report->replayed = result->replayed;
    report->state = state_word(result);
    report->added = result->added;
    report->changed = result->changed;
    report->unchanged = result->unchanged;
    report->held_submission = result->held_id;
    report->held = result->held;
    report->waiting = result->waiting;
}

static enum hd_rc write_beside(struct txn *txn, struct writing *writing, struct hd_error *err)
{
    struct gathering *g = writing->gathering;

    if (!g->intake->beside || writing->submission.dry_run)
        return HD_OK;
    report_counts(g, &writing->result);
    g->report->samples = g->samples.fresh;
    return g->intake->beside(txn, g->intake->beside_ctx, g->report, err);
}

static enum hd_rc write_all(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct writing *writing = ctx;
    enum hd_rc rc = write_submission(txn, writing, err);

    if (rc || writing->result.replayed)
        return rc;
    rc = intake_sample_write(writing->gathering, txn, err);
    if (!rc)
        rc = write_beside(txn, writing, err);
    writing->rehearsed = !rc && writing->submission.dry_run && writing->gathering->samples.count;
    return writing->rehearsed ? hd_fail(err, HD_AGAIN, "only tried") : rc;
}

static void report_result(struct gathering *g, const struct submission_result *result)
{
    report_counts(g, result);
    intake_listing_write(&g->listing, &g->bundle, g->report);
    warn_reason(g);
}

static enum hd_rc write_rows(struct gathering *g, struct hd_error *err)
{
    const struct intake *intake = g->intake;
    struct intake_key key;
    struct writing writing = {
        .submission = { .channel = intake->channel,
                        .actor = intake->actor,
                        .source = intake->source ? intake->source
                                  : intake->file ? intake->file
                                                 : "",
                        .reason = g->reason,
                        .checksum = key.checksum,
                        .idempotency_key = intake->idempotency_key ? key.key : NULL,
                        .idempotency_checksum = key.request,
                        .verb = intake->verb,
                        .history = intake->history,
                        .publish = intake->publish || g->picture->one_person,
                        .invented = intake->invented || g->invented,
                        .dry_run = intake->dry_run,
                        .collected = intake->collected,
                        .hold_percent = intake->hold_percent,
                        .hold_all = intake->hold_all,
                        .bundle = &g->bundle },
        .result = { .told = intake_listing_take, .told_ctx = &g->listing },
        .may_wait = !intake->publish,
        .gathering = g,
    };
    enum hd_rc rc;

    rc = intake_key_make(intake, g->reason, &key, err);
    if (rc)
        return rc;
    g->listing.count = 0;
    rc = store_write(service_store(g->service), write_all, &writing, err);
    if (writing.rehearsed)
        rc = HD_OK;
    if (!rc || rc == HD_BAD_INPUT)
        intake_sample_tell(g);
    if (!rc)
        report_result(g, &writing.result);
    if (!rc)
        intake_sample_announce(g);
    g->written = !rc && !intake->dry_run && !writing.result.replayed &&
                 (writing.result.id || writing.result.held_id);
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
    long header = rejected_header_line(g->intake, g->format);

    for (size_t i = 0; i < problems->count; i++) {
        const struct hd_problem *problem = &problems->items[i];

        if (!problem->warning && problem->line <= header)
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
    report->filtered = g->read.filtered;
    report->format = g->format;
    if (rc)
        return rc;
    if (report->problems.errors && !(g->intake->partial && only_rows_are_bad(g))) {
        if (g->intake->collected) /* whoever dropped the file sees only what lies beside it */
            rejected_write(g->intake, report);
        return hd_fail(err, HD_BAD_INPUT, "%zu problems", report->problems.errors);
    }
    if (report->refused)
        rejected_write(g->intake, report);
    return g->bundle.count || g->samples.count ? write_rows(g, err) : HD_OK;
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
        .member = "value",
        .format = intake->format ? intake->format : format_guess(intake->data, intake->len),
    };
    enum hd_rc rc;

    g.pointers = g.format == &format_json;
    g.today = hd_zone_day(service_zone(service), g.now_at_ms);
    *report = (struct intake_report){ .state = "" };
    rc = take_picture(&g, newest, err);
    if (!rc)
        rc = run(&g, err);
    if (g.picture)
        picture_drop(&g.picture);
    bundle_clear(&g.bundle);
    intake_sample_clear(&g.samples);
    if (g.written) /* the picture may take the room of the rows */
        service_changed(service);
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

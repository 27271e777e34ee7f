/* /metrics: the Prometheus text format, version 0.0.4.  All samples of a metric stand together
 * under their HELP and TYPE; no set of labels repeats (ruling 16). */
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/handlers.h"
#include "daemon/collect/view.h"
#include "daemon/service.h"
#include "queries/backlog.h"

static void head(struct hd_buf *out, const char *name, const char *help)
{
    hd_buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void label(struct hd_buf *out, char before, const char *name, const char *value)
{
    hd_buf_putc(out, before);
    hd_buf_puts(out, name);
    hd_buf_puts(out, "=\"");
    while (*value) {
        size_t plain = strcspn(value, "\\\"\n");

        hd_buf_put(out, value, plain);
        value += plain;
        if (*value)
            hd_buf_puts(out, *value == '\n' ? "\\n" : *value == '"' ? "\\\"" : "\\\\");
        value += *value != '\0';
    }
    hd_buf_putc(out, '"');
}

static void number(struct hd_buf *out, double value)
{
    char text[HD_DOUBLE_TEXT_MAX];

    hd_double_text(value, text);
    hd_buf_printf(out, " %s\n", text);
}

static void scalar(struct hd_buf *out, const char *name, const char *help, double value)
{
    head(out, name, help);
    hd_buf_puts(out, name);
    number(out, value);
}

/* ---- series ---- */

static const struct judge_point *latest_number(const struct judge_series *series)
{
    for (size_t i = series->count; i > 0; i--)
        if (series->points[i - 1].numeric)
            return &series->points[i - 1];
    return NULL;
}

static void series_labels(struct hd_buf *out, const struct judge_series *series)
{
    label(out, '{', "indicator", series->indicator);
    label(out, ',', "area", series->area);
    label(out, ',', "breakdown", series->breakdown);
}

static void put_values(const struct picture *picture, struct hd_buf *out)
{
    head(out, "hedef_indicator_value",
         "Latest approved value of the indicator, in the unit named by the unit label.");
    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];
        const struct judge_point *point = latest_number(series);
        const struct indicator *indicator = catalog_indicator(picture->catalog, series->indicator);
        char freq[2] = "";

        if (!point || !indicator)
            continue;
        freq[0] = hd_freq_letter(point->period.freq);
        hd_buf_puts(out, "hedef_indicator_value");
        series_labels(out, series);
        label(out, ',', "freq", freq);
        label(out, ',', "unit", indicator->unit);
        hd_buf_putc(out, '}');
        number(out, point->value);
    }
}

static void put_period_ends(const struct picture *picture, struct hd_buf *out)
{
    head(out, "hedef_indicator_last_period_end_timestamp_seconds",
         "End of the latest period that has an approved value.");
    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_point *point = latest_number(&picture->series[i]);

        if (!point)
            continue;
        hd_buf_puts(out, "hedef_indicator_last_period_end_timestamp_seconds");
        series_labels(out, &picture->series[i]);
        hd_buf_putc(out, '}');
        number(out, 86400.0 * (point->period.end_day + 1));
    }
}

/* ---- targets ---- */

static void target_labels(struct hd_buf *out, const struct status_row *row)
{
    series_labels(out, row->series);
    label(out, ',', "strategy", row->strategy ? row->strategy->code : "");
    label(out, ',', "target", row->target->judge.id);
}

static void put_ratio(const struct picture *picture, const char *name, const char *help,
                      bool expected, struct hd_buf *out)
{
    head(out, name, help);
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];
        const struct verdict *verdict = &row->verdict;

        if (!row->target || !(expected ? verdict->has_expected_progress : verdict->has_progress))
            continue;
        hd_buf_puts(out, name);
        target_labels(out, row);
        hd_buf_putc(out, '}');
        number(out, expected ? verdict->expected_progress : verdict->progress);
    }
}

/* Ten lines of a target differ by one word and one digit. */
static void put_row_states(const struct status_row *row, struct hd_buf *labels, struct hd_buf *out)
{
    hd_buf_reset(labels);
    hd_buf_puts(labels, "hedef_indicator_state");
    target_labels(labels, row);
    for (size_t state = 0; state < JUDGE_STATES; state++) {
        hd_buf_put(out, labels->data, labels->len);
        label(out, ',', "state", judge_state_word((enum judge_state)state));
        hd_buf_puts(out, row->verdict.state == state ? "} 1\n" : "} 0\n");
    }
}

static void put_states(const struct picture *picture, struct hd_buf *out)
{
    struct hd_buf labels HD_BUF_AUTO = { 0 };

    hd_buf_init(&labels, 65536);
    head(out, "hedef_indicator_state", "One sample per possible state, 1 for the current one.");
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].target)
            put_row_states(&picture->rows[i], &labels, out);
}

/* ---- deadlines and alerts ---- */

static bool same_series(const struct deadline *a, const struct deadline *b)
{
    return a->indicator == b->indicator && !strcmp(a->area, b->area) &&
           !strcmp(a->breakdown, b->breakdown);
}

/* Deadlines come by due day: the first unanswered one of a series is its oldest. */
static bool is_first_open(const struct picture *picture, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!picture->deadlines[i].received &&
            same_series(&picture->deadlines[i], &picture->deadlines[at]))
            return false;
    return !picture->deadlines[at].received;
}

static void put_overdue(const struct picture *picture, const struct hd_zone *zone,
                        int64_t now_at_ms, struct hd_buf *out)
{
    head(out, "hedef_submission_overdue_seconds",
         "Seconds past the deadline of the oldest missing submission, 0 when none.");
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];
        int64_t late_ms = now_at_ms - hd_zone_at_ms(zone, deadline->due_day + 1, 0);

        if (!is_first_open(picture, i))
            continue;
        hd_buf_puts(out, "hedef_submission_overdue_seconds");
        label(out, '{', "indicator", deadline->indicator->code);
        label(out, ',', "area", deadline->area);
        label(out, ',', "breakdown", deadline->breakdown);
        label(out, ',', "executor", deadline->indicator->body ? deadline->indicator->body : "");
        hd_buf_putc(out, '}');
        number(out, late_ms > 0 ? (double)late_ms / 1000 : 0);
    }
}

static void put_alerts(const struct picture *picture, struct hd_buf *out)
{
    static const char *const states[] = { "pending", "firing", "acknowledged", "silenced" };
    static const char *const severities[] = { "warning", "critical" };

    head(out, "hedef_alerts", "Alerts by state and severity.");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        for (size_t j = 0; j < sizeof severities / sizeof *severities; j++) {
            size_t count = 0;

            for (size_t k = 0; k < picture->alert_count; k++)
                count += !strcmp(picture->alerts[k].state, states[i]) &&
                         !strcmp(picture->alerts[k].severity, severities[j]);
            hd_buf_printf(out, "hedef_alerts{state=\"%s\",severity=\"%s\"} %zu\n", states[i],
                          severities[j], count);
        }
    }
}

/* ---- the process ---- */

static void put_health(struct service *service, struct hd_buf *out)
{
    struct service_health health;

    service_health(service, &health);
    scalar(out, "hedef_start_timestamp_seconds", "Start of the process.",
           (double)health.started_at_ms / 1000);
    scalar(out, "hedef_evaluation_last_success_timestamp_seconds",
           "Time of the last evaluation that ended without error.",
           (double)health.last_evaluation_at_ms / 1000);
    scalar(out, "hedef_config_last_reload_successful",
           "Whether the last reading of the configuration succeeded.", health.last_reload_ok);
    scalar(out, "hedef_config_last_reload_success_timestamp_seconds",
           "Time of the last successful reading of the configuration.",
           (double)health.last_reload_at_ms / 1000);
    scalar(out, "hedef_database_size_bytes", "Size of the database with its log.",
           (double)store_size_bytes(service_store(service)));
    if (health.last_backup_at_ms)
        scalar(out, "hedef_backup_last_success_timestamp_seconds",
               "Time of the last complete backup.", (double)health.last_backup_at_ms / 1000);
}

/* ---- sources ---- */

static void put_source_gauge(const struct collector_view *views, size_t count, const char *name,
                             const char *help, double (*value)(const struct collector_view *),
                             struct hd_buf *out)
{
    head(out, name, help);
    for (size_t i = 0; i < count; i++) {
        hd_buf_puts(out, name);
        label(out, '{', "collector", views[i].name);
        hd_buf_putc(out, '}');
        number(out, value(&views[i]));
    }
}

static double source_up(const struct collector_view *view)
{
    return !view->failures;
}

static double source_failures(const struct collector_view *view)
{
    return (double)view->failures;
}

static double source_last_good(const struct collector_view *view)
{
    return (double)view->last_good_at_ms / 1000;
}

static double source_next(const struct collector_view *view)
{
    return (double)view->next_at_ms / 1000;
}

static enum hd_rc put_sources(struct service *service, const struct api_request *request,
                              struct hd_buf *out, struct hd_error *err)
{
    struct collector_view *views = NULL;
    size_t count = 0;
    enum hd_rc rc = collector_views(service, NULL, request->arena, &views, &count, err);

    if (rc || !count)
        return rc;
    put_source_gauge(views, count, "hedef_collector_up",
                     "Whether the newest run of the source went well.", source_up, out);
    put_source_gauge(views, count, "hedef_collector_failures", "Failures of the source in a row.",
                     source_failures, out);
    put_source_gauge(views, count, "hedef_collector_last_success_timestamp_seconds",
                     "Begin of the newest good run of the source, 0 when there was none.",
                     source_last_good, out);
    put_source_gauge(views, count, "hedef_collector_next_run_timestamp_seconds",
                     "When the source is asked next, 0 when only by hand.", source_next, out);
    return HD_OK;
}

static enum hd_rc put_backlog(struct service *service, struct hd_buf *out, struct hd_error *err)
{
    struct backlog backlog;
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = backlog_read(reader, hd_now_at_ms(service_clock(service)), &backlog, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    scalar(out, "hedef_outbox_pending", "Messages that wait to be sent.", (double)backlog.messages);
    scalar(out, "hedef_outbox_failed", "Messages given up in the last seven days.",
           (double)backlog.failed);
    return HD_OK;
}

static void put_picture(struct service *service, const struct picture *picture, struct hd_buf *out)
{
    put_values(picture, out);
    put_ratio(picture, "hedef_indicator_progress_ratio",
              "Share of the distance from baseline to target already covered, 1 means reached.",
              false, out);
    put_ratio(picture, "hedef_indicator_expected_ratio",
              "Share of the distance the trajectory expects by the latest period.", true, out);
    put_states(picture, out);
    put_period_ends(picture, out);
    put_overdue(picture, service_zone(service), hd_now_at_ms(service_clock(service)), out);
    put_alerts(picture, out);
}

enum hd_rc api_metrics(struct service *service, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    struct hd_buf *out = &reply->body;
    enum hd_rc rc;

    reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
    reply->no_store = true;
    head(out, "hedef_build_info", "Build information, constant 1.");
    hd_buf_puts(out, "hedef_build_info{version=\"" HEDEF_VERSION "\"} 1\n");
    if (request->picture)
        put_picture(service, request->picture, out);
    put_health(service, out);
    service_counters(service, out);
    rc = put_sources(service, request, out, err);
    return rc ? rc : put_backlog(service, out, err);
}

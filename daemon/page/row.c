#include "daemon/page/row.h"

#include "common/date.h"
#include "daemon/view.h"

#include <string.h>

#define TEXT_MAX 4096

bool row_has_value(const struct status_row *row)
{
    return row->verdict.latest != NULL;
}

const char *row_body_short(const struct body *body, const struct hd_lang *lang)
{
    const char *name = names_get(&body->short_name, lang);

    return *name ? name : names_get(&body->name, lang);
}

void row_chip(struct tree *item, const struct page_frame *frame, enum judge_state state)
{
    tree_set(item, "class", view_state_class(state));
    tree_set(item, "glyph", view_state_glyph(state));
    tree_set(item, "state", view_state_label(state, frame->lang));
}

/* ---- cells ---- */

static void append(struct hd_buf *out, const char *part)
{
    if (!*part)
        return;
    if (out->len)
        hd_buf_puts(out, " · ");
    hd_buf_puts(out, part);
}

/* "Q3 2026 · provisional": of which period, and what to know about the value; NULL: none. */
static const char *latest_when(const struct page_frame *frame, const struct status_row *row)
{
    const struct verdict *v = &row->verdict;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (!v->latest)
        return NULL;
    hd_buf_init(&text, TEXT_MAX);
    append(&text, page_period(frame, v->latest->period));
    if (v->trailing)
        append(&text, hd_tr(frame->lang, N_("sum of the year to it")));
    append(&text, view_status_label(v->latest->status, frame->lang));
    if (row->invented)
        append(&text, hd_tr(frame->lang, N_("invented")));
    return hd_arena_strdup(frame->arena, text.data);
}

static void fill_latest(struct tree *item, const struct page_frame *frame,
                        const struct status_row *row)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    view_judged(row, frame->lang, &text);
    tree_set(item, "latest", row->verdict.latest ? text.data : NULL);
    tree_set(item, "when", latest_when(frame, row));
}

static void fill_goal(struct tree *item, const struct page_frame *frame,
                      const struct status_row *row)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    view_goal_short(row, frame->lang, &text);
    tree_set(item, "goal", row->target ? text.data : NULL);
    hd_buf_reset(&text);
    view_goal_when(row, frame->lang, &text);
    tree_set(item, "goal_when", text.data);
}

static void fill_gap(struct tree *item, const struct page_frame *frame,
                     const struct status_row *row)
{
    const struct verdict *v = &row->verdict;
    bool decided = view_decided_gap(row, &(double){ 0 });
    double gap = v->gap;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    tree_set(item, "expected", NULL);
    tree_set(item, "gap", NULL);
    tree_set(item, "gap_class", "");
    tree_set(item, "gap_unit", view_gap_unit(row->indicator, frame->lang));
    if (decided)
        (void)view_decided_gap(row, &gap);
    if (v->has_expected && !decided) {
        view_number(row->indicator, v->expected, frame->lang, &text);
        tree_set(item, "expected", text.data);
    }
    if (!v->has_gap && !decided)
        return;
    hd_buf_reset(&text);
    view_gap(row->indicator, gap, frame->lang, &text);
    tree_set(item, "gap", text.data);
    tree_set(item, "gap_class", gap < 0 ? "neg" : "pos");
}

/* ---- what stands below the state ---- */

static void put_decided(const struct page_frame *frame, const struct status_row *row,
                        struct hd_buf *out)
{
    const struct verdict *v = &row->verdict;
    const char *due = page_period(frame, row->target->judge.due);
    struct hd_buf value HD_BUF_AUTO = { 0 };

    hd_buf_init(&value, TEXT_MAX);
    if (v->decided_text)
        view_value(row->indicator, v->decided_text, frame->lang, &value);
    else
        view_number(row->indicator, v->decided_value, frame->lang, &value);
    if (v->decision == DECIDED_INTERPOLATED)
        hd_fill(out, hd_tr(frame->lang, N_("about {value} in {period}")),
                HD_ARGS("value", value.data, "period", due));
    else if (v->decision == DECIDED_LATER && v->decided_by)
        hd_fill(out, hd_tr(frame->lang, N_("{value} in {period}, the first later value")),
                HD_ARGS("value", value.data, "period", page_period(frame, v->decided_by->period)));
    else
        hd_fill(out, hd_tr(frame->lang, N_("{value} in {period}")),
                HD_ARGS("value", value.data, "period", due));
}

static void put_note(const struct page_frame *frame, const struct status_row *row,
                     struct hd_buf *out)
{
    const struct verdict *v = &row->verdict;

    if (row->target && v->decision != DECIDED_NOT && v->has_decided)
        put_decided(frame, row, out);
    else if (row->freshness == FRESHNESS_OVERDUE && row->deadline)
        hd_fill(out, hd_tr(frame->lang, N_("a value is overdue since {date}")),
                HD_ARGS("date", page_day(frame, row->deadline->due_day)));
    else if (row->freshness == FRESHNESS_GRACE && row->deadline)
        hd_fill(out, hd_tr(frame->lang, N_("a value was due on {date}")),
                HD_ARGS("date", page_day(frame, row->deadline->due_day)));
    else if (v->worsening)
        hd_buf_puts(out, hd_tr(frame->lang, N_("getting worse")));
    else if (v->stale && v->latest)
        hd_buf_puts(out, hd_tr(frame->lang, N_("no recent value")));
    else if (judge_state_behind(v->state) && v->since_day)
        hd_fill(out, hd_tr(frame->lang, N_("since {date}")),
                HD_ARGS("date", page_day(frame, v->since_day)));
}

void row_fill(struct tree *item, const struct page_frame *frame, const struct status_row *row)
{
    const char *breakdown = row->series->breakdown;
    struct hd_buf note HD_BUF_AUTO = { 0 };

    tree_set(item, "name", names_get(&row->indicator->name, frame->lang));
    tree_set(item, "href", page_indicator_link(frame, row->indicator));
    tree_set(item, "breakdown", breakdown && *breakdown ? breakdown : NULL);
    row_chip(item, frame, row->verdict.state);
    fill_latest(item, frame, row);
    fill_goal(item, frame, row);
    fill_gap(item, frame, row);
    hd_buf_init(&note, TEXT_MAX);
    put_note(frame, row, &note);
    tree_set(item, "note", note.data);
    hd_buf_reset(&note);
    view_chance(&row->verdict.outlook, frame->lang, &note);
    tree_set(item, "chance", note.data);
    tree_set(item, "body", row->body ? row_body_short(row->body, frame->lang) : NULL);
    tree_set(item, "body_name", row->body ? names_get(&row->body->name, frame->lang) : NULL);
}

/* ---- cards ---- */

/* "47.9 %" is shown as a large number with a small unit. */
static void add_figure_to(struct tree *item, const char *list, const char *label, const char *text,
                          const char *unit, const char *class)
{
    size_t len = strlen(text), tail = strlen(unit);
    struct tree *figure = tree_append(item, list);

    if (tail && len > tail && strcmp(text + len - tail, unit) == 0)
        len -= tail + (text[len - tail - 1] == ' ');
    tree_set(figure, "label", label);
    tree_setf(figure, "number", "%.*s", (int)len, text);
    tree_set(figure, "unit", unit);
    tree_set(figure, "figure_class", class);
}

static void add_figure(struct tree *item, const char *label, const char *text, const char *unit,
                       const char *class)
{
    add_figure_to(item, "figures", label, text, unit, class);
}

static void latest_figure(struct tree *item, const struct page_frame *frame,
                          const struct status_row *row, struct hd_buf *text)
{
    const struct verdict *v = &row->verdict;

    if (!v->latest)
        return;
    hd_buf_reset(text);
    view_judged(row, frame->lang, text);
    add_figure(item, latest_when(frame, row), text->data, view_unit(row->indicator, frame->lang),
               NULL);
}

static void goal_figure(struct tree *item, const struct page_frame *frame,
                        const struct status_row *row, struct hd_buf *text)
{
    const char *label;

    if (!row->target)
        return;
    hd_buf_reset(text);
    view_goal_when(row, frame->lang, text);
    label = page_fill(frame, hd_tr(frame->lang, N_("Target, {when}")), HD_ARGS("when", text->data));
    hd_buf_reset(text);
    view_goal_short(row, frame->lang, text);
    add_figure(item, label, text->data, view_unit(row->indicator, frame->lang), NULL);
}

static void gap_figure(struct tree *item, const struct page_frame *frame,
                       const struct status_row *row, double gap, struct hd_buf *text)
{
    hd_buf_reset(text);
    view_gap(row->indicator, gap, frame->lang, text);
    add_figure(item, hd_tr(frame->lang, N_("Gap")), text->data,
               view_gap_unit(row->indicator, frame->lang), gap < 0 ? "neg" : "pos");
}

static void decided_figure(struct tree *item, const struct page_frame *frame,
                           const struct status_row *row, struct hd_buf *text)
{
    const struct verdict *v = &row->verdict;

    hd_buf_reset(text);
    if (v->decided_text)
        view_value(row->indicator, v->decided_text, frame->lang, text);
    else
        view_number(row->indicator, v->decided_value, frame->lang, text);
    add_figure(item,
               page_fill(frame, hd_tr(frame->lang, N_("At the end of {period}")),
                         HD_ARGS("period", page_period(frame, row->target->judge.due))),
               text->data, view_unit(row->indicator, frame->lang), NULL);
}

static void expected_figure(struct tree *item, const struct page_frame *frame,
                            const struct status_row *row, struct hd_buf *text)
{
    hd_buf_reset(text);
    view_number(row->indicator, row->verdict.expected, frame->lang, text);
    add_figure(item, hd_tr(frame->lang, N_("Expected")), text->data,
               view_unit(row->indicator, frame->lang), NULL);
}

void row_figures(struct tree *item, const struct page_frame *frame, const struct status_row *row)
{
    const struct verdict *v = &row->verdict;
    double gap;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    tree_list(item, "figures");
    tree_flag(item, "any_figure", v->latest || row->target);
    latest_figure(item, frame, row, &text);
    if (view_decided_gap(row, &gap)) {
        decided_figure(item, frame, row, &text);
        gap_figure(item, frame, row, gap, &text);
    } else {
        if (v->has_expected)
            expected_figure(item, frame, row, &text);
        if (v->has_gap)
            gap_figure(item, frame, row, v->gap, &text);
    }
    goal_figure(item, frame, row, &text);
}

/* ---- what is to come ---- */

static void pace_figure(struct tree *item, const struct page_frame *frame,
                        const struct status_row *row, const char *label, bool has, double pace)
{
    struct hd_buf text HD_BUF_AUTO = { 0 }, unit HD_BUF_AUTO = { 0 };

    if (!has)
        return;
    hd_buf_init(&text, TEXT_MAX);
    hd_buf_init(&unit, TEXT_MAX);
    view_gap(row->indicator, pace, frame->lang, &text);
    view_pace_unit(row->indicator, frame->lang, &unit);
    add_figure_to(item, "ahead", label, text.data, unit.data, NULL);
}

static void forecast_figure(struct tree *item, const struct page_frame *frame,
                            const struct status_row *row)
{
    const struct judge_outlook *outlook = &row->verdict.outlook;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (!outlook->has_forecast || row->target->judge.kind == JUDGE_BENCHMARK)
        return;
    hd_buf_init(&text, TEXT_MAX);
    view_number(row->indicator, outlook->forecast, frame->lang, &text);
    add_figure_to(item, "ahead",
                  page_fill(frame, hd_tr(frame->lang, N_("Forecast, {when}")),
                            HD_ARGS("when", page_period(frame, judge_answer(&row->target->judge)))),
                  text.data, view_unit(row->indicator, frame->lang), NULL);
}

static void chance_figure(struct tree *item, const struct page_frame *frame,
                          const struct judge_outlook *outlook)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (!outlook->has_probability)
        return;
    hd_buf_init(&text, TEXT_MAX);
    view_probability(outlook->probability, frame->lang, &text);
    add_figure_to(item, "ahead", hd_tr(frame->lang, N_("Will be met")), text.data,
                  view_likelihood_label(outlook->likelihood, frame->lang), NULL);
}

/* Met already: since when; else when it would be at the pace there is. */
static void reached_figure(struct tree *item, const struct page_frame *frame,
                           const struct status_row *row)
{
    const struct judge_outlook *outlook = &row->verdict.outlook;
    bool ahead =
        row->verdict.latest && outlook->reached.end_day > row->verdict.latest->period.end_day;

    if (!outlook->has_reached)
        return;
    add_figure_to(item, "ahead",
                  ahead ? hd_tr(frame->lang, N_("Reached at this pace"))
                        : hd_tr(frame->lang, N_("Reached since")),
                  page_period(frame, outlook->reached), "", NULL);
}

void row_ahead(struct tree *item, const struct page_frame *frame, const struct status_row *row)
{
    const struct judge_outlook *outlook = &row->verdict.outlook;

    tree_list(item, "ahead");
    pace_figure(item, frame, row, hd_tr(frame->lang, N_("Pace")), outlook->has_pace, outlook->pace);
    pace_figure(item, frame, row, hd_tr(frame->lang, N_("Pace needed")), outlook->has_pace_needed,
                outlook->pace_needed);
    if (row->target)
        forecast_figure(item, frame, row);
    chance_figure(item, frame, outlook);
    if (row->target)
        reached_figure(item, frame, row);
    tree_flag(item, "any_ahead",
              outlook->has_pace || outlook->has_pace_needed || outlook->has_forecast ||
                  outlook->has_reached);
}

/* ---- who answers ---- */

static bool in_force(const struct alert_row *alert)
{
    return strcmp(alert->state, "resolved") != 0 && strcmp(alert->state, "pending") != 0;
}

static bool is_kind(const struct alert_row *alert, const char *kind)
{
    return strcmp(alert->kind, kind) == 0;
}

const struct alert_row *row_alert(const struct picture *picture, const struct status_row *row)
{
    for (size_t i = 0; i < picture->alert_count; i++) {
        const struct alert_row *alert = &picture->alerts[i];

        if (alert->row == row && in_force(alert) && !is_kind(alert, "overdue") &&
            !is_kind(alert, "outlook"))
            return alert;
    }
    return NULL;
}

const struct alert_row *row_late_alert(const struct picture *picture,
                                       const struct indicator *indicator)
{
    for (size_t i = 0; i < picture->alert_count; i++)
        if (strcmp(picture->alerts[i].kind, "overdue") == 0 && in_force(&picture->alerts[i]) &&
            strcmp(picture->alerts[i].subject, indicator->code) == 0)
            return &picture->alerts[i];
    return NULL;
}

static const char *alert_sentence(const struct page_frame *frame, const struct alert_row *alert)
{
    int32_t opened = hd_zone_day(frame->zone, alert->opened_at_ms);
    long days = (long)frame->picture->as_of_day - opened;
    const char *changed = page_day(frame, hd_zone_day(frame->zone, alert->changed_at_ms));

    if (strcmp(alert->state, "acknowledged") == 0)
        return alert->note && *alert->note
                   ? page_fill(frame, hd_tr(frame->lang, N_("Acknowledged on {date}: {note}")),
                               HD_ARGS("date", changed, "note", alert->note))
                   : page_fill(frame, hd_tr(frame->lang, N_("Acknowledged on {date}.")),
                               HD_ARGS("date", changed));
    if (days < 1)
        return hd_tr(frame->lang, N_("Not acknowledged; open since today."));
    return page_fill(frame,
                     hd_tr_n(frame->lang, "Not acknowledged; open for {n} day.",
                             "Not acknowledged; open for {n} days.", days),
                     HD_ARGS("n", page_count(frame, (size_t)days)));
}

void row_answer(struct tree *item, const struct page_frame *frame, const struct body *body,
                const struct alert_row *alert)
{
    tree_set(item, "answers", body ? names_get(&body->name, frame->lang) : NULL);
    tree_set(item, "alert", alert ? alert_sentence(frame, alert) : NULL);
    tree_set(item, "promised",
             alert && alert->promised_day ? page_day(frame, alert->promised_day) : NULL);
}

/* ---- late submissions ---- */

const char *row_late_sentence(const struct page_frame *frame, const struct deadline *deadline)
{
    const char *due = page_day(frame, deadline->due_day);
    const char *grace = page_day(frame, deadline->grace_day);
    const char *pattern;

    switch (deadline->freshness) {
    case FRESHNESS_OVERDUE:
        pattern =
            hd_tr_n(frame->lang, "Due on {due}, grace ended on {grace}: {n} day late.",
                    "Due on {due}, grace ended on {grace}: {n} days late.", deadline->days_late);
        break;
    case FRESHNESS_GRACE:
        pattern =
            hd_tr_n(frame->lang, "Was due on {due}, {n} day ago; grace ends on {grace}.",
                    "Was due on {due}, {n} days ago; grace ends on {grace}.", deadline->days_late);
        break;
    case FRESHNESS_DUE:
        pattern = hd_tr(frame->lang, N_("Due today, {due}; grace ends on {grace}."));
        break;
    case FRESHNESS_DECLARED_MISSING:
        pattern = hd_tr(frame->lang, N_("Declared missing; was due on {due}."));
        break;
    case FRESHNESS_NOT_DUE:
    default:
        pattern = hd_tr(frame->lang, N_("Due on {due}."));
    }
    return page_fill(frame, pattern,
                     HD_ARGS("due", due, "grace", grace, "n",
                             hd_arena_printf(frame->arena, "%d", deadline->days_late)));
}

#include "daemon/alert/alert.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/json.h"
#include "daemon/view.h"

/* Below these an outlook is bad: the probability of reaching the target; without one, the part of
 * the pace needed that there is. */
#define PROBABLE_FROM    0.33
#define FAST_ENOUGH_FROM 0.80

/* What one rule says of one subject today.  Absence of data is SILENT: it neither raises nor
 * clears. */
enum finding { FINDING_SILENT, FINDING_GOOD, FINDING_BAD, FINDING_GONE };

struct candidate {
    const char *kind, *subject, *severity;
    const char *first_period; /* of a new alert */
    const char *data;         /* what the finding rests on; a changed text is new data */
    const struct status_row *row;
    const struct deadline *deadline;
    enum finding finding;
    const char *note; /* cause of the transition */
};

struct stepper {
    const struct picture *picture;
    const struct alert_rules *rules;
    int64_t now_at_ms;
    struct hd_arena *arena;
    const struct alert_row **open; /* alerts that are not resolved, by kind and subject */
    size_t open_count;
    bool *seen;                      /* beside picture.alerts: its rule still speaks of it */
    const struct deadline **overdue; /* beside the indicators: the oldest that is; NULL none */
    struct alert_transition *out;
    size_t count, room;
};

/* ---- what is open ---- */

static int compare_alerts(const void *a, const void *b)
{
    const struct alert_row *x = *(const struct alert_row *const *)a;
    const struct alert_row *y = *(const struct alert_row *const *)b;
    int order = strcmp(x->kind, y->kind);

    if (!order)
        order = strcmp(x->subject, y->subject);
    return order ? order : (x > y) - (x < y);
}

static void list_open(struct stepper *step)
{
    const struct picture *picture = step->picture;

    step->open = hd_arena_alloc(step->arena, (picture->alert_count + 1) * sizeof(void *));
    step->seen = hd_arena_alloc(step->arena, (picture->alert_count + 1) * sizeof *step->seen);
    for (size_t i = 0; i < picture->alert_count; i++)
        if (strcmp(picture->alerts[i].state, "resolved") != 0)
            step->open[step->open_count++] = &picture->alerts[i];
    if (step->open_count)
        qsort(step->open, step->open_count, sizeof(void *), compare_alerts);
}

static const struct alert_row *open_alert(const struct stepper *step, const char *kind,
                                          const char *subject)
{
    size_t low = 0, high = step->open_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(step->open[middle]->kind, kind);

        if (!order)
            order = strcmp(step->open[middle]->subject, subject);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == step->open_count || strcmp(step->open[low]->kind, kind) != 0 ||
        strcmp(step->open[low]->subject, subject) != 0)
        return NULL;
    return step->open[low];
}

static bool is_overdue(const struct deadline *deadline)
{
    return !deadline->received && deadline->freshness == FRESHNESS_OVERDUE;
}

/* Of each indicator the oldest: deadlines come by due day. */
static void list_overdue(struct stepper *step)
{
    const struct picture *picture = step->picture;
    const struct catalog *catalog = picture->catalog;

    step->overdue = hd_arena_alloc(step->arena, (catalog->indicator_count + 1) * sizeof(void *));
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];
        const struct deadline **oldest = &step->overdue[deadline->indicator - catalog->indicators];

        if (is_overdue(deadline) && !*oldest)
            *oldest = deadline;
    }
}

static void document_deadline(struct hd_jsonw *w, const struct deadline *deadline)
{
    char day[11], period[HD_PERIOD_TEXT_MAX];

    hd_period_text(deadline->period, period);
    hd_jsonw_key_string(w, "period", period);
    hd_day_text(deadline->due_day, day);
    hd_jsonw_key_string(w, "due", day);
    hd_day_text(deadline->grace_day, day);
    hd_jsonw_key_string(w, "grace", day);
}

static void document_verdict(struct hd_jsonw *w, const struct verdict *verdict)
{
    char period[HD_PERIOD_TEXT_MAX];

    hd_jsonw_key_string(w, "target", verdict->target->id);
    hd_jsonw_key_string(w, "verdict", judge_state_word(verdict->state));
    if (verdict->latest) {
        hd_period_text(verdict->latest->period, period);
        hd_jsonw_key_string(w, "period", period);
        hd_jsonw_key_string(w, "value", verdict->latest->text);
    }
    if (verdict->has_expected)
        hd_jsonw_key_double(w, "expected", verdict->expected);
    if (verdict->has_gap)
        hd_jsonw_key_double(w, "gap", verdict->gap);
    if (verdict->outlook.has_probability)
        hd_jsonw_key_double(w, "probability", verdict->outlook.probability);
    if (verdict->outlook.has_r_fwd)
        hd_jsonw_key_double(w, "r_fwd", verdict->outlook.r_fwd);
}

/* What an alert can still be told by when its value, target or indicator is long gone. */
static const char *document(struct stepper *step, const struct candidate *candidate)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    struct hd_jsonw w = { .out = &text };
    const struct indicator *indicator =
        candidate->deadline ? candidate->deadline->indicator : candidate->row->indicator;

    hd_buf_init(&text, 8192);
    hd_jsonw_object(&w);
    hd_jsonw_key_string(&w, "indicator", indicator->code);
    hd_jsonw_key_string(&w, "body", indicator->body);
    if (candidate->deadline)
        document_deadline(&w, candidate->deadline);
    else
        document_verdict(&w, &candidate->row->verdict);
    hd_jsonw_end_object(&w);
    return hd_arena_strdup(step->arena, text.data);
}

static struct alert_transition *add(struct stepper *step)
{
    if (step->count == step->room) {
        size_t room = step->room ? 2 * step->room : 16;
        struct alert_transition *grown = hd_arena_alloc(step->arena, room * sizeof *grown);

        if (step->count)
            memcpy(grown, step->out, step->count * sizeof *grown);
        step->out = grown;
        step->room = room;
    }
    return &step->out[step->count++];
}

static void raise_new(struct stepper *step, const struct candidate *candidate)
{
    bool at_once = step->rules->raise_after <= 1;

    *add(step) = (struct alert_transition){
        .alert = { .kind = candidate->kind,
                   .subject = candidate->subject,
                   .first_period = candidate->first_period,
                   .severity = candidate->severity,
                   .state = at_once ? "firing" : "pending",
                   .document = document(step, candidate),
                   .opened_at_ms = step->now_at_ms,
                   .streak = at_once ? 0 : 1,
                   .last_period = candidate->data },
        .to = at_once ? "firing" : "pending",
        .note = candidate->note,
    };
}

/* The stored alert as a record that may be written back. */
static struct alert_record record_of(const struct alert_row *alert)
{
    return (struct alert_record){ .id = alert->id,
                                  .kind = alert->kind,
                                  .subject = alert->subject,
                                  .first_period = alert->first_period,
                                  .severity = alert->severity,
                                  .state = alert->state,
                                  .document = alert->document,
                                  .opened_at_ms = alert->opened_at_ms,
                                  .promised_day = alert->promised_day,
                                  .streak = alert->streak,
                                  .last_period = alert->last_period,
                                  .before_install = alert->before_install };
}

static bool worse(const char *now, const char *before)
{
    return strcmp(now, "critical") == 0 && strcmp(before, "critical") != 0;
}

/* Bad again: count towards firing, fire again after a broken promise or when it got worse. */
static void bad_again(struct stepper *step, const struct candidate *candidate,
                      const struct alert_row *alert)
{
    struct alert_record record = record_of(alert);
    bool new_data = strcmp(candidate->data, alert->last_period) != 0;
    bool promise_passed = strcmp(alert->state, "acknowledged") == 0 && alert->promised_day &&
                          step->picture->as_of_day > alert->promised_day;
    const char *to = NULL, *note = candidate->note;

    if (strcmp(alert->state, "pending") == 0) {
        record.streak += new_data;
        if (record.streak >= step->rules->raise_after) {
            to = "firing";
            record.streak = 0;
        }
    } else {
        record.streak = 0;
        if (promise_passed) {
            to = "firing";
            note = "promise";
        } else if (worse(candidate->severity, alert->severity)) {
            to = "firing";
            note = "worse";
        }
    }
    if (!new_data && !to && strcmp(candidate->severity, alert->severity) == 0)
        return;
    record.severity = candidate->severity;
    record.document = document(step, candidate);
    record.last_period = candidate->data;
    if (to)
        record.state = to;
    *add(step) = (struct alert_transition){ .alert = record, .to = to, .note = note };
}

/* Is it another version of the target that speaks, not a new value?  Moving a target ends an alert,
 * but nobody may read that as if a value had done it. */
static bool target_moved(const struct candidate *candidate, const struct alert_row *alert)
{
    const char *now = strrchr(candidate->data, '@'), *counted = strrchr(alert->last_period, '@');

    return now && counted && strcmp(now, counted) != 0;
}

/* Good: only what is new counts, clear_after times; a pending one was never told. */
static void good_now(struct stepper *step, const struct candidate *candidate,
                     const struct alert_row *alert)
{
    struct alert_record record = record_of(alert);
    bool pending = strcmp(alert->state, "pending") == 0;

    if (strcmp(candidate->data, alert->last_period) == 0)
        return;
    record.last_period = candidate->data;
    record.streak = pending ? 0 : record.streak + 1;
    if (!pending && record.streak < step->rules->clear_after) {
        *add(step) = (struct alert_transition){ .alert = record };
        return;
    }
    record.state = "resolved";
    *add(step) =
        (struct alert_transition){ .alert = record,
                                   .to = "resolved",
                                   .note = target_moved(candidate, alert) ? "moved" : "value" };
}

static void resolve(struct stepper *step, const struct alert_row *alert, const char *note)
{
    struct alert_record record = record_of(alert);

    record.state = "resolved";
    *add(step) = (struct alert_transition){ .alert = record, .to = "resolved", .note = note };
}

static void apply(struct stepper *step, const struct candidate *candidate)
{
    const struct alert_row *alert = open_alert(step, candidate->kind, candidate->subject);

    if (alert)
        step->seen[alert - step->picture->alerts] = true;
    switch (candidate->finding) {
    case FINDING_SILENT:
        return;
    case FINDING_BAD:
        if (alert)
            bad_again(step, candidate, alert);
        else
            raise_new(step, candidate);
        return;
    case FINDING_GOOD:
        if (alert)
            good_now(step, candidate, alert);
        return;
    case FINDING_GONE:
        if (alert)
            resolve(step, alert, target_moved(candidate, alert) ? "moved" : candidate->note);
        return;
    }
}

/* A target of one series; with a breakdown each series has alerts of its own. */
static const char *subject_of(struct stepper *step, const struct status_row *row)
{
    if (!row->series->breakdown || !row->series->breakdown[0])
        return row->target->judge.id;
    return hd_arena_printf(step->arena, "%s#%s", row->target->judge.id, row->series->breakdown);
}

/* Period and vintage of the value, and vintage of the target: any change is new data. */
static const char *data_of(struct stepper *step, const struct verdict *verdict)
{
    char period[HD_PERIOD_TEXT_MAX] = "-";

    if (verdict->latest)
        hd_period_text(verdict->latest->period, period);
    return hd_arena_printf(step->arena, "%s#%d@%d", period,
                           verdict->latest ? verdict->latest->vintage : 0,
                           verdict->target->vintage);
}

static const char *first_bad_period(struct stepper *step, const struct verdict *verdict)
{
    char period[HD_PERIOD_TEXT_MAX] = "";

    if (verdict->closed)
        hd_period_text(verdict->target->due, period);
    else if (verdict->latest)
        hd_period_text(verdict->latest->period, period);
    return hd_arena_strdup(step->arena, period);
}

static enum finding lag_finding(enum judge_state state)
{
    switch (state) {
    case STATE_AT_RISK:
    case STATE_OFF_TRACK:
        return FINDING_BAD;
    case STATE_ON_TRACK:
    case STATE_ACHIEVED:
        return FINDING_GOOD;
    case STATE_MISSED:
    case STATE_RETIRED:
        return FINDING_GONE; /* `missed` takes over */
    case STATE_DUE:
    case STATE_MEASURING:
    case STATE_NOT_STARTED:
    case STATE_NO_DATA:
        return FINDING_SILENT;
    }
    return FINDING_SILENT;
}

/* A target decided before hedef was installed is history: the summary line tells it. */
static enum finding missed_finding(const struct status_row *row, int32_t installed_day)
{
    switch (row->verdict.state) {
    case STATE_MISSED:
        return row->closed_before_install || row->verdict.since_day < installed_day ? FINDING_SILENT
                                                                                    : FINDING_BAD;
    case STATE_ACHIEVED:
        return FINDING_GOOD; /* decided anew after a revision */
    case STATE_RETIRED:
    case STATE_ON_TRACK: /* the target was moved: it is open again */
    case STATE_AT_RISK:
    case STATE_OFF_TRACK:
        return FINDING_GONE;
    case STATE_DUE:
    case STATE_MEASURING:
    case STATE_NOT_STARTED:
    case STATE_NO_DATA:
        return FINDING_SILENT;
    }
    return FINDING_SILENT;
}

/* Will it be reached?  By the probability; where there are too few values for one, by the pace
 * against the pace needed.  Also of a target that is met today. */
static enum finding outlook_finding(const struct verdict *verdict)
{
    const struct judge_outlook *outlook = &verdict->outlook;

    switch (verdict->state) {
    case STATE_MISSED:
    case STATE_RETIRED:
    case STATE_DUE:
        return FINDING_GONE; /* there is nothing left to look ahead to */
    case STATE_MEASURING:
    case STATE_NOT_STARTED:
    case STATE_NO_DATA:
        return FINDING_SILENT;
    case STATE_ACHIEVED:
    case STATE_ON_TRACK:
    case STATE_AT_RISK:
    case STATE_OFF_TRACK:
        break;
    }
    if (verdict->closed)
        return FINDING_GONE;
    if (outlook->has_probability)
        return outlook->probability < PROBABLE_FROM ? FINDING_BAD : FINDING_GOOD;
    if (outlook->has_r_fwd)
        return outlook->r_fwd < FAST_ENOUGH_FROM ? FINDING_BAD : FINDING_GOOD;
    return verdict->state == STATE_ACHIEVED ? FINDING_GOOD : FINDING_SILENT;
}

static void step_target(struct stepper *step, const struct status_row *row)
{
    const struct verdict *verdict = &row->verdict;
    struct candidate candidate = {
        .kind = "lag",
        .subject = subject_of(step, row),
        .severity = verdict->state == STATE_OFF_TRACK ? "critical" : "warning",
        .first_period = first_bad_period(step, verdict),
        .data = data_of(step, verdict),
        .row = row,
        .finding = lag_finding(verdict->state),
        .note = verdict->state == STATE_MISSED ? "closed" : "value",
    };

    apply(step, &candidate);
    candidate.kind = "missed";
    candidate.severity = "critical";
    candidate.finding = missed_finding(row, step->picture->installed_day);
    candidate.note = "value";
    apply(step, &candidate);
    candidate.kind = "outlook";
    candidate.severity = "warning";
    candidate.finding = outlook_finding(verdict);
    candidate.note = candidate.finding == FINDING_GONE ? "closed" : "value";
    apply(step, &candidate);
}

/* One open overdue alert per indicator, opened by its oldest unanswered period. */
static void step_deadline(struct stepper *step, const struct deadline *deadline)
{
    char period[HD_PERIOD_TEXT_MAX];
    struct candidate candidate = {
        .kind = "overdue",
        .subject = deadline->indicator->code,
        .severity = step->picture->as_of_day >= deadline->escalate_day ? "critical" : "warning",
        .deadline = deadline,
        .finding = FINDING_BAD,
        .note = "deadline",
    };

    hd_period_text(deadline->period, period);
    candidate.first_period = hd_arena_strdup(step->arena, period);
    candidate.data = candidate.first_period;
    apply(step, &candidate);
}

static bool nothing_overdue(const struct stepper *step, const char *indicator_code)
{
    const struct catalog *catalog = step->picture->catalog;
    const struct indicator *indicator = catalog_indicator(catalog, indicator_code);

    return !indicator || !step->overdue[indicator - catalog->indicators];
}

static void step_deadlines(struct stepper *step)
{
    const struct picture *picture = step->picture;

    for (size_t i = 0; i < picture->catalog->indicator_count; i++)
        if (step->overdue[i])
            step_deadline(step, step->overdue[i]);
    /* Nothing is owed any more: it came, or it was declared missing. */
    for (size_t i = 0; i < step->open_count; i++)
        if (strcmp(step->open[i]->kind, "overdue") == 0 &&
            nothing_overdue(step, step->open[i]->subject))
            resolve(step, step->open[i], "received");
}

static bool is_of_target(const char *kind)
{
    static const char *const kinds[] = { "lag", "missed", "outlook" };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

/* A target that left the catalogue takes its alerts with it: no rule speaks of them. */
static void step_gone(struct stepper *step)
{
    for (size_t i = 0; i < step->open_count; i++) {
        const struct alert_row *alert = step->open[i];

        if (is_of_target(alert->kind) && !step->seen[alert - step->picture->alerts])
            resolve(step, alert, "retired");
    }
}

void alert_step(const struct picture *picture, const struct alert_rules *rules, int64_t now_at_ms,
                struct hd_arena *arena, struct alert_transition **out, size_t *count_out)
{
    struct stepper step = {
        .picture = picture, .rules = rules, .now_at_ms = now_at_ms, .arena = arena
    };

    list_open(&step);
    list_overdue(&step);
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].target)
            step_target(&step, &picture->rows[i]);
    step_deadlines(&step);
    step_gone(&step);
    *out = step.out;
    *count_out = step.count;
}

#include <string.h>

#include "common/buf.h"
#include "daemon/alert/alert.h"
#include "daemon/view.h"

struct word {
    const char *key, *label;
};

static const struct word kinds[] = {
    { "lag", N_("Lag") },
    { "outlook", N_("Outlook") },
    { "missed", N_("Missed") },
    { "worsening", N_("Worsening") },
    { "overdue", N_("Overdue") },
    { "measure_overdue", N_("Measure overdue") },
    { "revision", N_("Revision") },
    { "collector", N_("Collector") },
    { "evaluation", N_("Evaluation") },
};

static const struct word states[] = {
    { "pending", N_("Pending") },           { "firing", N_("Open") },
    { "acknowledged", N_("Acknowledged") }, { "silenced", N_("Silenced") },
    { "resolved", N_("Resolved") },
};

static const char *label(const struct word *words, size_t count, const char *key,
                         const struct hd_lang *lang)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i].key, key) == 0)
            return hd_tr(lang, words[i].label);
    return key;
}

const char *alert_kind_label(const char *kind, const struct hd_lang *lang)
{
    return label(kinds, sizeof kinds / sizeof kinds[0], kind, lang);
}

const char *alert_state_label(const char *state, const struct hd_lang *lang)
{
    return label(states, sizeof states / sizeof states[0], state, lang);
}

/* The deadline an overdue alert is about; NULL once nothing is owed. */
static const struct deadline *deadline_of(const struct alert_row *alert,
                                          const struct picture *picture)
{
    for (size_t i = 0; i < picture->deadline_count; i++)
        if (!picture->deadlines[i].received &&
            strcmp(picture->deadlines[i].indicator->code, alert->subject) == 0)
            return &picture->deadlines[i];
    return NULL;
}

static void overdue_headline(const struct alert_row *alert, const struct picture *picture,
                             const struct hd_lang *lang, struct hd_buf *out)
{
    const struct deadline *deadline = deadline_of(alert, picture);
    const struct indicator *indicator = catalog_indicator(picture->catalog, alert->subject);
    const char *name = indicator ? names_get(&indicator->name, lang) : alert->subject;
    char period[HD_PERIOD_LABEL_MAX], due[64];

    if (!deadline) {
        hd_buf_printf(out, "%s: %s", name, alert->first_period);
        return;
    }
    hd_period_label(deadline->period, lang, period);
    hd_day_label(deadline->due_day, lang, due);
    hd_fill(out, hd_tr(lang, "{name}, {period}: not submitted; it was due on {due}"),
            HD_ARGS("name", name, "period", period, "due", due));
}

static void value_with_unit(const struct indicator *indicator, const char *text,
                            const struct hd_lang *lang, struct hd_buf *out)
{
    hd_buf_reset(out);
    view_value(indicator, text, lang, out);
}

static void verdict_headline(const struct status_row *row, const struct hd_lang *lang,
                             struct hd_buf *out)
{
    HD_BUF_AUTO struct hd_buf value, expected;
    const struct verdict *verdict = &row->verdict;
    char period[HD_PERIOD_LABEL_MAX] = "";
    const char *name = names_get(&row->indicator->name, lang);

    hd_buf_init(&value, 256);
    hd_buf_init(&expected, 256);
    if (!verdict->latest) {
        hd_buf_puts(out, name);
        return;
    }
    hd_period_label(verdict->latest->period, lang, period);
    value_with_unit(row->indicator, verdict->latest->text, lang, &value);
    if (!verdict->has_expected) {
        hd_fill(out, hd_tr(lang, "{name}, {period}: {value}"),
                HD_ARGS("name", name, "period", period, "value", value.data));
        return;
    }
    view_number(row->indicator, verdict->expected, lang, &expected);
    hd_fill(
        out, hd_tr(lang, "{name}, {period}: {value} (expected {expected})"),
        HD_ARGS("name", name, "period", period, "value", value.data, "expected", expected.data));
}

/* "at least 100 %, 2028": what is looked ahead to. */
static void put_aim(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    view_goal(row, lang, out);
    hd_buf_puts(out, ", ");
    view_goal_when(row, lang, out);
}

static void outlook_headline(const struct status_row *row, const struct hd_lang *lang,
                             struct hd_buf *out)
{
    HD_BUF_AUTO struct hd_buf aim, first, second;
    const struct judge_outlook *outlook = &row->verdict.outlook;
    const char *name = names_get(&row->indicator->name, lang);

    hd_buf_init(&aim, 512);
    hd_buf_init(&first, 256);
    hd_buf_init(&second, 256);
    put_aim(row, lang, &aim);
    if (outlook->has_probability) {
        view_chance(outlook, lang, &first);
        hd_fill(out, hd_tr(lang, "{name}; {aim}: {chance}"),
                HD_ARGS("name", name, "aim", aim.data, "chance", first.data));
    } else if (outlook->has_r_fwd) {
        view_pace(row->indicator, outlook->pace, lang, &first);
        view_pace(row->indicator, outlook->pace_needed, lang, &second);
        hd_fill(out, hd_tr(lang, "{name}; {aim}: {pace}, needed are {needed}"),
                HD_ARGS("name", name, "aim", aim.data, "pace", first.data, "needed", second.data));
    } else {
        hd_fill(out, hd_tr(lang, "{name}; {aim}"), HD_ARGS("name", name, "aim", aim.data));
    }
}

static bool is_outlook(const struct alert_row *alert)
{
    return strcmp(alert->kind, "outlook") == 0 && alert->row->target;
}

/* That it is over is no success of a value. */
static void put_moved(const struct alert_row *alert, const struct hd_lang *lang, struct hd_buf *out)
{
    const char *reason =
        alert->row && alert->row->target ? alert->row->target->replaced_reason : NULL;

    if (strcmp(alert->state, "resolved") != 0 || !alert->note || strcmp(alert->note, "moved") != 0)
        return;
    hd_buf_puts(out, " · ");
    if (reason)
        hd_fill(out, hd_tr(lang, "over because the target was changed: {reason}"),
                HD_ARGS("reason", reason));
    else
        hd_buf_puts(out, hd_tr(lang, "over because the target was changed"));
}

void alert_headline(const struct alert_row *alert, const struct picture *picture,
                    const struct hd_lang *lang, struct hd_buf *out)
{
    if (strcmp(alert->kind, "overdue") == 0) {
        overdue_headline(alert, picture, lang, out);
        return;
    }
    if (alert->row) {
        hd_buf_puts(out, is_outlook(alert) ? alert_kind_label(alert->kind, lang)
                                           : view_state_label(alert->row->verdict.state, lang));
        hd_buf_puts(out, " | ");
        if (is_outlook(alert))
            outlook_headline(alert->row, lang, out);
        else
            verdict_headline(alert->row, lang, out);
        if (alert->row->invented)
            hd_buf_printf(out, " · %s", hd_tr(lang, "invented"));
        put_moved(alert, lang, out);
        return;
    }
    hd_buf_printf(out, "%s | %s", alert_kind_label(alert->kind, lang), alert->subject);
}

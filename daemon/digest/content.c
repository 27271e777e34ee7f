#include "daemon/digest/content.h"

#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "daemon/alert/alert.h"
#include "daemon/view.h"

#define DUE_AHEAD_DAYS 14
#define CHANGED_MAX    20

const char *digest_section_title(enum digest_section section, const struct hd_lang *lang)
{
    static const char *const titles[DIGEST_SECTIONS] = {
        [DIGEST_NEW] = N_("New since the last digest"),
        [DIGEST_OPEN] = N_("Still open"),
        [DIGEST_RESOLVED] = N_("Resolved"),
        [DIGEST_DUE] = N_("Due in 14 days"),
        [DIGEST_CHANGED] = N_("Changed values"),
    };

    return hd_tr(lang, titles[section]);
}

static bool listed(const char *list, const char *code)
{
    size_t len = strlen(code);

    for (const char *at = list; (at = strstr(at, code)) != NULL; at += len)
        if ((at == list || at[-1] == ',' || at[-1] == ' ') &&
            (at[len] == '\0' || at[len] == ',' || at[len] == ' '))
            return true;
    return false;
}

/* A body sees its own; leadership, with no bodies named, sees all. */
static bool in_scope(const struct digest_content *content, const struct indicator *indicator)
{
    const char *bodies = content->recipient->bodies;

    if (!bodies || !bodies[0])
        return true;
    return indicator && indicator->body && listed(bodies, indicator->body);
}

static struct digest_item *add(struct digest_content *content, enum digest_section section)
{
    struct digest_list *list = &content->sections[section];
    struct digest_item *item;

    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        struct digest_item *grown = hd_arena_alloc(&content->arena, room * sizeof *grown);

        if (list->count)
            memcpy(grown, list->items, list->count * sizeof *grown);
        list->items = grown;
        list->room = room;
    }
    item = &list->items[list->count++];
    *item = (struct digest_item){ .why = "", .who = "", .when = "", .link = "", .glyph = "" };
    return item;
}

static const char *keep(struct digest_content *content, const struct hd_buf *text)
{
    return hd_arena_strdup(&content->arena, text->data);
}

static const char *link_to(struct digest_content *content, const struct indicator *indicator)
{
    HD_BUF_AUTO struct hd_buf url = { 0 };

    hd_buf_init(&url, 2048);
    hd_buf_printf(&url, "%s/indicators/", content->frame->base_url);
    hd_buf_put_url(&url, indicator->code);
    hd_buf_printf(&url, "?lang=%s", hd_lang_code(content->recipient->lang));
    return keep(content, &url);
}

static const char *body_name(const struct digest_content *content,
                             const struct indicator *indicator)
{
    const struct body *body =
        indicator->body ? catalog_body_today(content->picture->catalog, indicator->body) : NULL;

    return body ? names_get(&body->name, content->recipient->lang) : "";
}

static const char *answers(struct digest_content *content, const struct indicator *indicator)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    const char *name = body_name(content, indicator);

    if (!name[0])
        return "";
    hd_buf_init(&text, 1024);
    hd_fill(&text, hd_tr(content->recipient->lang, "Answers for it: {body}"),
            HD_ARGS("body", name));
    return keep(content, &text);
}

static const char *days_text(struct digest_content *content, const char *one, const char *many,
                             int32_t days)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    char number[16];

    hd_buf_init(&text, 512);
    snprintf(number, sizeof number, "%d", (int)days);
    hd_fill(&text, hd_tr_n(content->recipient->lang, one, many, days), HD_ARGS("n", number));
    return keep(content, &text);
}

static const char *open_for(struct digest_content *content, const struct alert_row *alert)
{
    int32_t opened = hd_zone_day(content->recipient->zone, alert->opened_at_ms);
    int32_t today = hd_zone_day(content->recipient->zone, content->frame->now_at_ms);

    return days_text(content, "open for {n} day", "open for {n} days",
                     today > opened ? today - opened : 0);
}

static const char *lasted(struct digest_content *content, const struct alert_row *alert)
{
    int32_t opened = hd_zone_day(content->recipient->zone, alert->opened_at_ms);
    int32_t closed = hd_zone_day(content->recipient->zone, alert->changed_at_ms);

    return days_text(content, "lasted {n} day", "lasted {n} days",
                     closed > opened ? closed - opened : 0);
}

static const struct indicator *indicator_of(const struct digest_content *content,
                                            const struct alert_row *alert)
{
    if (alert->row)
        return alert->row->indicator;
    return catalog_indicator(content->picture->catalog, alert->subject);
}

static void look_of(struct digest_item *item, const struct alert_row *alert)
{
    bool verdict = alert->row && alert->row->target && strcmp(alert->kind, "overdue") != 0;
    enum judge_state state = verdict ? alert->row->verdict.state : STATE_DUE;

    item->glyph = view_state_glyph(state);
    item->fill = view_state_fill(state);
    item->ink = view_state_ink(state);
}

static bool is_told(const struct alert_row *alert)
{
    return strcmp(alert->state, "firing") == 0 || strcmp(alert->state, "acknowledged") == 0;
}

/* The sentence of a verdict is told once: an outlook beside a lag of the same target has none. */
static bool tells_why(const struct digest_content *content, const struct alert_row *alert)
{
    if (!alert->row || !alert->row->target || strcmp(alert->kind, "overdue") == 0)
        return false;
    for (size_t i = 0; i < content->picture->alert_count; i++) {
        const struct alert_row *other = &content->picture->alerts[i];

        if (strcmp(alert->kind, "outlook") == 0 && other != alert && other->row == alert->row &&
            is_told(other) && strcmp(other->kind, "overdue") != 0)
            return false;
    }
    return true;
}

static void add_alert(struct digest_content *content, const struct alert_row *alert,
                      enum digest_section section)
{
    const struct hd_lang *lang = content->recipient->lang;
    const struct indicator *indicator = indicator_of(content, alert);
    struct digest_item *item = add(content, section);
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 8192);
    alert_headline(alert, content->picture, lang, &text);
    item->headline = keep(content, &text);
    look_of(item, alert);
    if (tells_why(content, alert)) {
        hd_buf_reset(&text);
        view_why(alert->row, lang, &text);
        item->why = keep(content, &text);
    }
    if (indicator) {
        item->who = answers(content, indicator);
        item->link = link_to(content, indicator);
    }
    if (section == DIGEST_OPEN)
        item->when = open_for(content, alert);
    else if (section == DIGEST_RESOLVED)
        item->when = lasted(content, alert);
}

static bool is_critical(const struct alert_row *alert)
{
    return strcmp(alert->severity, "critical") == 0;
}

static void collect_alert(struct digest_content *content, const struct alert_row *alert)
{
    bool resolved = strcmp(alert->state, "resolved") == 0;
    bool told = is_told(alert);

    if (!in_scope(content, indicator_of(content, alert)) || alert->before_install)
        return;
    if (resolved && alert->changed_at_ms > content->frame->since_at_ms &&
        content->frame->since_at_ms)
        add_alert(content, alert, DIGEST_RESOLVED);
    else if (told && alert->opened_at_ms > content->frame->since_at_ms)
        add_alert(content, alert, DIGEST_NEW);
    else if (told)
        add_alert(content, alert, DIGEST_OPEN);
}

static void add_due(struct digest_content *content, const struct deadline *deadline)
{
    const struct hd_lang *lang = content->recipient->lang;
    struct digest_item *item = add(content, DIGEST_DUE);
    char period[HD_PERIOD_LABEL_MAX], day[64];
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 2048);
    hd_period_label(deadline->period, lang, period);
    hd_day_label(deadline->due_day, lang, day);
    hd_fill(
        &text, hd_tr(lang, "{day}: {name}, {period}"),
        HD_ARGS("day", day, "name", names_get(&deadline->indicator->name, lang), "period", period));
    item->headline = keep(content, &text);
    item->who = answers(content, deadline->indicator);
    item->link = link_to(content, deadline->indicator);
}

static void collect_deadline(struct digest_content *content, const struct deadline *deadline)
{
    int32_t today = hd_zone_day(content->recipient->zone, content->frame->now_at_ms);

    if (deadline->received || !in_scope(content, deadline->indicator))
        return;
    if (deadline->freshness == FRESHNESS_OVERDUE)
        content->overdue++;
    if (deadline->due_day >= today && deadline->due_day <= today + DUE_AHEAD_DAYS)
        add_due(content, deadline);
}

static void put_value(const struct indicator *indicator, const char *value,
                      const struct hd_lang *lang, struct hd_buf *out)
{
    hd_buf_reset(out);
    if (value)
        view_value(indicator, value, lang, out);
    else
        hd_buf_puts(out, hd_tr(lang, "missing"));
}

static void collect_change(struct digest_content *content, const struct change_row *change)
{
    const struct hd_lang *lang = content->recipient->lang;
    HD_BUF_AUTO struct hd_buf old_text = { 0 }, new_text = { 0 }, text = { 0 };
    char period[HD_PERIOD_LABEL_MAX];
    struct digest_item *item;

    if (change->published_at_ms <= content->frame->since_at_ms ||
        !in_scope(content, change->indicator) ||
        content->sections[DIGEST_CHANGED].count >= CHANGED_MAX)
        return;
    hd_buf_init(&old_text, 256);
    hd_buf_init(&new_text, 256);
    hd_buf_init(&text, 2048);
    hd_period_label(change->period, lang, period);
    put_value(change->indicator, change->old_value, lang, &old_text);
    put_value(change->indicator, change->new_value, lang, &new_text);
    hd_fill(&text, hd_tr(lang, "{name}, {period}: {old} → {new}"),
            HD_ARGS("name", names_get(&change->indicator->name, lang), "period", period, "old",
                    old_text.data, "new", new_text.data));
    item = add(content, DIGEST_CHANGED);
    item->headline = keep(content, &text);
    item->why =
        change->reason && change->reason[0] ? hd_arena_strdup(&content->arena, change->reason) : "";
    item->link = link_to(content, change->indicator);
}

static void collect_rows(struct digest_content *content)
{
    size_t achieved = 0, missed = 0, waiting = 0;
    char a[24], m[24], w[24];
    HD_BUF_AUTO struct hd_buf text = { 0 };

    for (size_t i = 0; i < content->picture->row_count; i++) {
        const struct status_row *row = &content->picture->rows[i];

        if (!row->target || !in_scope(content, row->indicator))
            continue;
        content->behind += row->verdict.state == STATE_OFF_TRACK;
        if (!row->closed_before_install) {
            content->missed += row->verdict.state == STATE_MISSED;
            continue;
        }
        achieved += row->verdict.state == STATE_ACHIEVED;
        missed += row->verdict.state == STATE_MISSED;
        waiting += row->verdict.state == STATE_DUE;
    }
    content->before = "";
    if (!content->frame->first || achieved + missed + waiting == 0)
        return;
    hd_buf_init(&text, 2048);
    snprintf(a, sizeof a, "%zu", achieved);
    snprintf(m, sizeof m, "%zu", missed);
    snprintf(w, sizeof w, "%zu", waiting);
    hd_fill(&text,
            hd_tr(content->recipient->lang,
                  "Targets whose time was over before hedef was installed: {achieved} achieved, "
                  "{missed} missed, {waiting} awaiting data. They raise no alerts; the status "
                  "page lists them."),
            HD_ARGS("achieved", a, "missed", m, "waiting", w));
    content->before = keep(content, &text);
}

void digest_collect(struct digest_content *content)
{
    const struct picture *picture = content->picture;
    HD_BUF_AUTO struct hd_buf text = { 0 };
    char day[64];

    /* Worst first. */
    for (size_t i = 0; i < picture->alert_count; i++)
        if (is_critical(&picture->alerts[i]))
            collect_alert(content, &picture->alerts[i]);
    for (size_t i = 0; i < picture->alert_count; i++)
        if (!is_critical(&picture->alerts[i]))
            collect_alert(content, &picture->alerts[i]);
    for (size_t i = 0; i < picture->deadline_count; i++)
        collect_deadline(content, &picture->deadlines[i]);
    for (size_t i = 0; i < picture->change_count; i++)
        collect_change(content, &picture->changes[i]);
    collect_rows(content);
    hd_buf_init(&text, 4096);
    view_summary(picture, NULL, content->recipient->lang, &text);
    content->summary = keep(content, &text);
    hd_day_label(hd_zone_day(content->recipient->zone, content->frame->now_at_ms),
                 content->recipient->lang, day);
    content->date = hd_arena_strdup(&content->arena, day);
}

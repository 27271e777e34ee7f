#include "daemon/view.h"

#include "common/date.h"
#include "common/decimal.h"
#include "queries/judge/why.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- states ---- */

struct state_look {
    const char *label; /* msgid */
    const char *count; /* msgid, part of the summary; NULL: counted with the others of its kind */
    const char *glyph, *class, *fill, *ink;
};

#define OPEN_FILL "#fff" /* dashed border, own glyph and word: says nothing about success */
#define OPEN_INK  "#595959"

static const struct state_look looks[JUDGE_STATES] = {
    [STATE_ACHIEVED] = { N_("Achieved"), N_("{n} achieved"), "\u2713", "achieved", "#0072B2",
                         "#fff" },
    [STATE_ON_TRACK] = { N_("On track"), N_("{n} on track"), "\u25B2", "on", "#56B4E9", "#000" },
    [STATE_AT_RISK] = { N_("At risk"), N_("{n} at risk"), "\u25C6", "risk", "#E69F00", "#000" },
    [STATE_OFF_TRACK] = { N_("Off track"), N_("{n} off track"), "\u25BC", "off", "#D55E00",
                          "#000" },
    [STATE_MISSED] = { N_("Missed"), N_("{n} missed"), "\u2715", "missed", "#A63D00", "#fff" },
    [STATE_DUE] = { N_("Awaiting data"), NULL, "\u25D4", "due", OPEN_FILL, OPEN_INK },
    [STATE_MEASURING] = { N_("Being measured"), NULL, "\u25A1", "measuring", OPEN_FILL, OPEN_INK },
    [STATE_NOT_STARTED] = { N_("Not started"), NULL, "\u25B7", "waiting", OPEN_FILL, OPEN_INK },
    [STATE_NO_DATA] = { N_("No data"), NULL, "\u25CB", "none", OPEN_FILL, OPEN_INK },
    [STATE_RETIRED] = { N_("Retired"), NULL, "\u2298", "retired", OPEN_FILL, OPEN_INK },
};

/* Good news first, as people read a strip from the left. */
static const enum judge_state reading_order[JUDGE_STATES] = {
    STATE_ACHIEVED, STATE_ON_TRACK,  STATE_AT_RISK,     STATE_OFF_TRACK, STATE_MISSED,
    STATE_DUE,      STATE_MEASURING, STATE_NOT_STARTED, STATE_NO_DATA,   STATE_RETIRED,
};

const char *view_state_label(enum judge_state state, const struct hd_lang *lang)
{
    return hd_tr(lang, looks[state].label);
}

const char *view_state_glyph(enum judge_state state)
{
    return looks[state].glyph;
}

const char *view_state_class(enum judge_state state)
{
    return looks[state].class;
}

const char *view_state_fill(enum judge_state state)
{
    return looks[state].fill;
}

const char *view_state_ink(enum judge_state state)
{
    return looks[state].ink;
}

enum judge_state view_state_at(size_t place)
{
    return reading_order[place];
}

/* ---- words ---- */

const char *view_freshness_label(enum freshness freshness, const struct hd_lang *lang)
{
    static const char *const labels[] = {
        [FRESHNESS_NOT_DUE] = N_("not due"),
        [FRESHNESS_DUE] = N_("due"),
        [FRESHNESS_GRACE] = N_("in grace"),
        [FRESHNESS_OVERDUE] = N_("overdue"),
        [FRESHNESS_DECLARED_MISSING] = N_("declared missing"),
    };

    return hd_tr(lang, labels[freshness]);
}

const char *view_kind_label(enum judge_kind kind, const struct hd_lang *lang)
{
    static const char *const labels[] = {
        [JUDGE_AT_LEAST] = N_("at least"),
        [JUDGE_AT_MOST] = N_("at most"),
        [JUDGE_MAINTAIN] = N_("maintain"),
        [JUDGE_RANGE] = N_("range"),
        [JUDGE_ANNUAL_INCREMENT] = N_("yearly increment"),
        [JUDGE_RELATIVE_CHANGE] = N_("relative change"),
        [JUDGE_MILESTONES] = N_("milestones"),
        [JUDGE_BENCHMARK] = N_("comparison with others"),
        [JUDGE_ORDINAL] = N_("group"),
        [JUDGE_DIRECTIONAL] = N_("improve"),
        [JUDGE_BOOLEAN] = N_("yes or no"),
    };

    return hd_tr(lang, labels[kind]);
}

/* CL_OBS_STATUS 2.2; normal values need no word. */
const char *view_status_label(char obs_status, const struct hd_lang *lang)
{
    static const struct {
        char letter;
        const char *label;
    } labels[] = {
        { 'B', N_("break in series") },
        { 'D', N_("definition differs") },
        { 'E', N_("estimated") },
        { 'F', N_("forecast") },
        { 'G', N_("experimental") },
        { 'H', N_("missing: holiday") },
        { 'I', N_("imputed") },
        { 'J', N_("derogation") },
        { 'K', N_("included elsewhere") },
        { 'L', N_("missing: not collected") },
        { 'M', N_("missing: cannot exist") },
        { 'N', N_("not significant") },
        { 'O', N_("missing") },
        { 'P', N_("provisional") },
        { 'Q', N_("missing: suppressed") },
        { 'S', N_("special event") },
        { 'U', N_("low reliability") },
        { 'V', N_("unvalidated") },
        { 'W', N_("includes another category") },
    };

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (labels[i].letter == obs_status)
            return hd_tr(lang, labels[i].label);
    return "";
}

/* ---- numbers ---- */

/* Places in a list and letter groups are said without a unit. */
static bool unit_is_silent(const struct indicator *indicator)
{
    return strcmp(indicator->unit, "rank") == 0 || strcmp(indicator->unit, "group") == 0;
}

const char *view_unit(const struct indicator *indicator, const struct hd_lang *lang)
{
    const char *label;

    if (unit_is_silent(indicator))
        return "";
    label = names_get(&indicator->unit_label, lang);
    if (*label)
        return label;
    return strcmp(indicator->unit, "percent") == 0 ? "%" : indicator->unit;
}

const char *view_gap_unit(const struct indicator *indicator, const struct hd_lang *lang)
{
    if (strcmp(indicator->unit, "percent") == 0)
        return hd_tr_ctx(lang, "percent", NC_("percent", "points"));
    if (strcmp(indicator->unit, "rank") == 0)
        return hd_tr_ctx(lang, "rank", NC_("rank", "places"));
    return view_unit(indicator, lang);
}

#define MORE_DECIMALS 6

/* Rounding must not make a difference disappear: 49.96 is not "50.0" beside a target of 50. */
static int telling_decimals(int decimals, double value, double against)
{
    int most = decimals + MORE_DECIMALS;
    double scale = pow(10, decimals);

    while (decimals < most && value != against && round(value * scale) == round(against * scale)) {
        decimals++;
        scale *= 10;
    }
    return decimals;
}

static void put_double(double value, int decimals, bool sign_always, const struct hd_lang *lang,
                       struct hd_buf *out)
{
    char text[64];

    hd_double_label(value, lang,
                    (struct hd_number_style){ .decimals = decimals, .sign_always = sign_always },
                    text);
    hd_buf_puts(out, text);
}

static int shown_decimals(const struct indicator *indicator)
{
    return indicator->decimals > 0 ? indicator->decimals : 0;
}

void view_number(const struct indicator *indicator, double value, const struct hd_lang *lang,
                 struct hd_buf *out)
{
    put_double(value, shown_decimals(indicator), false, lang, out);
}

void view_number_against(const struct indicator *indicator, double value, double against,
                         const struct hd_lang *lang, struct hd_buf *out)
{
    put_double(value, telling_decimals(shown_decimals(indicator), value, against), false, lang,
               out);
}

void view_number_short(const struct indicator *indicator, double value, const struct hd_lang *lang,
                       struct hd_buf *out)
{
    bool whole = fabs(value - round(value)) < 1e-6;

    put_double(value, whole ? 0 : shown_decimals(indicator), false, lang, out);
}

void view_gap(const struct indicator *indicator, double gap, const struct hd_lang *lang,
              struct hd_buf *out)
{
    put_double(gap, telling_decimals(shown_decimals(indicator), gap, 0), true, lang, out);
}

static void put_unit(const struct indicator *indicator, const struct hd_lang *lang,
                     struct hd_buf *out)
{
    const char *unit = view_unit(indicator, lang);

    if (*unit) {
        hd_buf_putc(out, ' ');
        hd_buf_puts(out, unit);
    }
}

/* Of a decimal text without exponent; such texts are rare enough to be shown in full. */
static int own_decimals(const char *text)
{
    const char *point = strchr(text, '.');

    if (strpbrk(text, "eE"))
        return -1;
    return point ? (int)strlen(point + 1) : 0;
}

/* A stated value keeps its own digits, at most `decimals` of them after the mark; -1: all. */
static void put_digits(const char *text, int decimals, const struct hd_lang *lang,
                       struct hd_buf *out)
{
    char label[64];
    int own = own_decimals(text);

    if (decimals < 0 || (own >= 0 && own < decimals))
        decimals = own;
    hd_decimal_label(text, lang, (struct hd_number_style){ .decimals = decimals }, label);
    hd_buf_puts(out, label);
}

static bool is_number(const char *text)
{
    return text && hd_decimal_valid(text, strlen(text));
}

/* Yes and no, as an indicator without a scale has them; NULL: neither. */
static const char *answer_of(const struct indicator *indicator, const char *code,
                             const struct hd_lang *lang)
{
    if (indicator->judge.scale_count)
        return NULL;
    if (strcmp(code, "yes") == 0 || strcmp(code, "true") == 0)
        return hd_tr_ctx(lang, "answer", NC_("answer", "yes"));
    if (strcmp(code, "no") == 0 || strcmp(code, "false") == 0)
        return hd_tr_ctx(lang, "answer", NC_("answer", "no"));
    return NULL;
}

static void put_group(const struct indicator *indicator, const char *code,
                      const struct hd_lang *lang, struct hd_buf *out)
{
    const char *answer = code ? answer_of(indicator, code, lang) : "\u2014";

    hd_buf_puts(out, answer ? answer : indicator_group(indicator, code, lang));
}

static void put_text(const struct indicator *indicator, const char *text, int decimals,
                     const struct hd_lang *lang, struct hd_buf *out)
{
    if (!is_number(text)) {
        put_group(indicator, text, lang, out);
        return;
    }
    put_digits(text, decimals, lang, out);
    put_unit(indicator, lang, out);
}

void view_value(const struct indicator *indicator, const char *text, const struct hd_lang *lang,
                struct hd_buf *out)
{
    put_text(indicator, text, shown_decimals(indicator), lang, out);
}

void view_value_bare(const struct indicator *indicator, const char *text,
                     const struct hd_lang *lang, struct hd_buf *out)
{
    if (is_number(text))
        put_digits(text, shown_decimals(indicator), lang, out);
    else
        put_group(indicator, text, lang, out);
}

bool view_decided_gap(const struct status_row *row, double *gap_out)
{
    const struct verdict *v = &row->verdict;

    if (v->decision == DECIDED_NOT || !v->has_decided || !v->has_goal ||
        row->target->judge.kind == JUDGE_BENCHMARK || row->indicator->judge.scale)
        return false;
    *gap_out = row->indicator->judge.direction * (v->decided_value - v->goal);
    return true;
}

void view_judged(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    const struct verdict *v = &row->verdict;

    if (!v->latest) {
        hd_buf_puts(out, "\u2014");
    } else if (v->trailing) {
        view_number(row->indicator, v->latest_value, lang, out);
        put_unit(row->indicator, lang, out);
    } else {
        view_value(row->indicator, v->latest->text, lang, out);
    }
}

void view_instant(int64_t at_ms, const struct hd_zone *zone, const struct hd_lang *lang,
                  struct hd_buf *out)
{
    char day[64];
    int hour, minute;

    hd_day_label(hd_zone_day(zone, at_ms), lang, day);
    hd_zone_clock(zone, at_ms, &hour, &minute);
    hd_buf_printf(out, "%s, %02d:%02d", day, hour, minute);
}

/* ---- what a target asks ---- */

/* The level: as stated, else as computed (maintain, relative change). */
static void put_level(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    const struct judge_target *target = &row->target->judge;

    if (target->value && *target->value) {
        put_text(row->indicator, target->value, -1, lang, out);
    } else if (row->verdict.has_goal) {
        view_number(row->indicator, row->verdict.goal, lang, out);
        put_unit(row->indicator, lang, out);
    }
}

static void put_pattern(const char *pattern, const char *value, struct hd_buf *out)
{
    hd_fill(out, pattern, HD_ARGS("value", value));
}

static void goal_band(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    char low[64];
    struct hd_buf high HD_BUF_AUTO = { 0 };

    hd_buf_init(&high, 256);
    hd_decimal_label(row->target->judge.value, lang, (struct hd_number_style){ .decimals = -1 },
                     low);
    put_text(row->indicator, row->target->judge.high, -1, lang, &high);
    hd_fill(out, hd_tr_ctx(lang, "format", NC_("format", "{low}\u2013{high}")),
            HD_ARGS("low", low, "high", high.data));
}

static void goal_increment(const struct status_row *row, const struct hd_lang *lang,
                           struct hd_buf *out)
{
    char step[64];

    hd_decimal_label(row->target->judge.value, lang,
                     (struct hd_number_style){ .decimals = -1, .sign_always = true }, step);
    hd_fill(out, hd_tr(lang, N_("{step} {unit} a year")),
            HD_ARGS("step", step, "unit", view_gap_unit(row->indicator, lang)));
}

static void goal_change(const struct status_row *row, const struct hd_lang *lang,
                        struct hd_buf *out)
{
    char change[64];

    hd_decimal_label(row->target->judge.value, lang,
                     (struct hd_number_style){ .decimals = -1, .sign_always = true }, change);
    hd_fill(out, hd_tr(lang, N_("{change} % against the baseline")), HD_ARGS("change", change));
}

static const char *maintain_pattern(const struct status_row *row, bool known)
{
    if (row->indicator->judge.direction < 0)
        return known ? N_("not above {value}") : N_("not above the level at the start");
    return known ? N_("not below {value}") : N_("not below the level at the start");
}

static bool has_band(const struct judge_target *target)
{
    return target->has_high && target->high && target->value;
}

static void goal_level(const struct status_row *row, const char *pattern,
                       const struct hd_lang *lang, struct hd_buf *out)
{
    struct hd_buf level HD_BUF_AUTO = { 0 };

    hd_buf_init(&level, 256);
    put_level(row, lang, &level);
    put_pattern(hd_tr(lang, pattern), level.data, out);
}

static void goal_improve(const struct status_row *row, const struct hd_lang *lang,
                         struct hd_buf *out)
{
    struct hd_buf start HD_BUF_AUTO = { 0 };

    if (row->verdict.baseline_source == BASELINE_NONE) {
        hd_buf_puts(out, hd_tr(lang, N_("improve")));
        return;
    }
    hd_buf_init(&start, 256);
    if (row->verdict.baseline_text) {
        put_text(row->indicator, row->verdict.baseline_text, -1, lang, &start);
    } else {
        view_number(row->indicator, row->verdict.baseline, lang, &start);
        put_unit(row->indicator, lang, &start);
    }
    put_pattern(hd_tr(lang, N_("improve from {value}")), start.data, out);
}

/* bare: a level that the direction explains is only its number. */
static void put_level_goal(const struct status_row *row, bool bare, const struct hd_lang *lang,
                           struct hd_buf *out)
{
    const struct judge_target *target = &row->target->judge;
    bool most = target->kind == JUDGE_AT_MOST;
    bool plain = bare && most == (row->indicator->judge.direction < 0);

    if (has_band(target))
        goal_band(row, lang, out);
    else
        goal_level(row,
                   plain  ? "{value}"
                   : most ? N_("at most {value}")
                          : N_("at least {value}"),
                   lang, out);
}

static void put_goal(const struct status_row *row, bool bare, const struct hd_lang *lang,
                     struct hd_buf *out)
{
    if (!row->target) {
        hd_buf_puts(out, hd_tr(lang, N_("no target")));
        return;
    }
    switch (row->target->judge.kind) {
    case JUDGE_AT_LEAST:
    case JUDGE_AT_MOST:
    case JUDGE_MILESTONES:
    case JUDGE_RANGE:
        put_level_goal(row, bare, lang, out);
        break;
    case JUDGE_MAINTAIN:
        goal_level(row, maintain_pattern(row, row->verdict.has_goal), lang, out);
        break;
    case JUDGE_ANNUAL_INCREMENT:
        goal_increment(row, lang, out);
        break;
    case JUDGE_RELATIVE_CHANGE:
        goal_change(row, lang, out);
        break;
    case JUDGE_BENCHMARK:
        hd_buf_puts(out, hd_tr(lang, row->target->peers ? N_("level of peers")
                                                        : N_("level of others, not named")));
        break;
    case JUDGE_ORDINAL:
        goal_level(row, bare ? "{value}" : N_("group {value}"), lang, out);
        break;
    case JUDGE_DIRECTIONAL:
        goal_improve(row, lang, out);
        break;
    case JUDGE_BOOLEAN:
        hd_buf_puts(out, hd_tr(lang, N_("yes")));
        break;
    }
}

void view_goal(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    put_goal(row, false, lang, out);
}

void view_goal_short(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    put_goal(row, true, lang, out);
}

void view_goal_when(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    const struct judge_target *target = row->target ? &row->target->judge : NULL;
    char first[HD_PERIOD_LABEL_MAX], due[HD_PERIOD_LABEL_MAX];

    if (!target)
        return;
    if (!target->dated) {
        hd_buf_puts(out, hd_tr(lang, N_("no date")));
        return;
    }
    hd_period_label(target->due, lang, due);
    hd_period_label(target->first, lang, first);
    if (target->kind == JUDGE_ANNUAL_INCREMENT && strcmp(first, due) != 0)
        hd_buf_printf(out, "%s\u2013%s", first, due);
    else
        hd_buf_puts(out, due);
}

/* ---- sentences ---- */

static const char *group_name(const void *indicator, const char *code, const struct hd_lang *lang)
{
    return indicator_group(indicator, code, lang);
}

void view_why(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out)
{
    struct why_names names = {
        .indicator = names_get(&row->indicator->name, lang),
        .unit = view_unit(row->indicator, lang),
        .gap_unit = view_gap_unit(row->indicator, lang),
        .decimals = row->indicator->decimals,
        .group = group_name,
        .group_of = row->indicator,
    };

    why_sentence(&row->verdict, &names, lang, out);
}

static void add_count(struct hd_buf *list, const char *pattern, size_t count,
                      const struct hd_lang *lang)
{
    char number[32];
    struct hd_buf item HD_BUF_AUTO = { 0 };
    char *before;

    if (!count)
        return;
    hd_buf_init(&item, 512);
    snprintf(number, sizeof number, "%zu", count);
    hd_fill(&item, hd_tr(lang, pattern), HD_ARGS("n", number));
    if (!list->len) {
        hd_buf_puts(list, item.data);
        return;
    }
    before = hd_buf_take(list, NULL);
    hd_buf_init(list, 4096);
    hd_fill(list, hd_tr_ctx(lang, "format", NC_("format", "{list}, {item}")),
            HD_ARGS("list", before, "item", item.data));
    hd_free_ptr(&before);
}

/* What cannot be judged yet is one number here; the list of states beside it tells more. */
static void put_counts(const struct status_counts *counts, const struct hd_lang *lang,
                       struct hd_buf *out)
{
    size_t open = 0;

    for (size_t i = 0; i < JUDGE_STATES; i++) {
        enum judge_state state = reading_order[i];

        if (looks[state].count)
            add_count(out, looks[state].count, counts->by_state[state], lang);
        else
            open += state == STATE_RETIRED ? 0 : counts->by_state[state];
    }
    add_count(out, N_("{n} not judged yet"), open, lang);
    add_count(out, N_("{n} retired"), counts->by_state[STATE_RETIRED], lang);
}

static size_t overdue_in(const struct picture *picture, const struct strategy *strategy)
{
    size_t count = 0;

    if (!strategy)
        return picture->overdue_count;
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];

        if (!deadline->received && deadline->freshness == FRESHNESS_OVERDUE &&
            deadline->indicator->programme &&
            strcmp(deadline->indicator->programme, strategy->code) == 0)
            count++;
    }
    return count;
}

void view_summary(const struct picture *picture, const struct strategy *strategy,
                  const struct hd_lang *lang, struct hd_buf *out)
{
    struct status_counts counts;
    size_t late = overdue_in(picture, strategy);
    char total[32], overdue[32];
    struct hd_buf list HD_BUF_AUTO = { 0 }, late_text HD_BUF_AUTO = { 0 };

    picture_count(picture, strategy, &counts);
    if (!counts.total) {
        hd_buf_puts(out, hd_tr(lang, N_("There are no targets yet.")));
        return;
    }
    hd_buf_init(&list, 4096);
    hd_buf_init(&late_text, 512);
    put_counts(&counts, lang, &list);
    snprintf(total, sizeof total, "%zu", counts.total);
    snprintf(overdue, sizeof overdue, "%zu", late);
    if (!late) {
        hd_fill(out,
                hd_tr_n(lang, "{n} target: {list}.", "{n} targets: {list}.", (long)counts.total),
                HD_ARGS("n", total, "list", list.data));
        return;
    }
    hd_fill(&late_text,
            hd_tr_n(lang, "{n} submission overdue", "{n} submissions overdue", (long)late),
            HD_ARGS("n", overdue));
    hd_fill(out,
            hd_tr_n(lang, "{n} target: {list}; {late}.", "{n} targets: {list}; {late}.",
                    (long)counts.total),
            HD_ARGS("n", total, "list", list.data, "late", late_text.data));
}

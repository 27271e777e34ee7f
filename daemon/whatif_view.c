#include "daemon/whatif_view.h"

#include "common/date.h"
#include "common/decimal.h"
#include "daemon/view.h"

#define TEXT_MAX 1024

/* What the lines of one side are made from; row NULL: there is nothing yet. */
struct side {
    const struct status_row *row;
    const struct hd_lang *lang;
    struct hd_arena *arena;
};

static const char *keep(struct hd_buf *text, struct hd_arena *arena)
{
    const char *kept = hd_arena_strdup(arena, text->data);

    hd_buf_clear(text);
    return kept;
}

static const char *fill(const struct side *s, const char *pattern, const char *const *args)
{
    struct hd_buf text = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    hd_fill(&text, pattern, args);
    return keep(&text, s->arena);
}

static void put_unit(struct hd_buf *out, const char *unit)
{
    if (*unit)
        hd_buf_printf(out, " %s", unit);
}

static const char *amount(const struct side *s, double value)
{
    const struct indicator *indicator = s->row->indicator;
    struct hd_buf text = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    view_number(indicator, value, s->lang, &text);
    put_unit(&text, view_unit(indicator, s->lang));
    return keep(&text, s->arena);
}

static const char *period_label(const struct side *s, struct hd_period period)
{
    char text[HD_PERIOD_LABEL_MAX];

    hd_period_label(period, s->lang, text);
    return hd_arena_strdup(s->arena, text);
}

/* ---- measures ---- */

typedef const char *measure_fn(const struct side *s, const struct verdict *v);

static const char *state_text(const struct side *s, const struct verdict *v)
{
    return hd_arena_printf(s->arena, "%s %s", view_state_glyph(v->state),
                           view_state_label(v->state, s->lang));
}

static const char *goal_text(const struct side *s, const struct verdict *v)
{
    struct hd_buf text = { 0 };

    (void)v;
    if (!s->row->target)
        return "";
    hd_buf_init(&text, TEXT_MAX);
    view_goal(s->row, s->lang, &text);
    return keep(&text, s->arena);
}

static const char *latest_text(const struct side *s, const struct verdict *v)
{
    struct hd_buf text = { 0 };

    if (!v->latest)
        return "";
    hd_buf_init(&text, TEXT_MAX);
    view_judged(s->row, s->lang, &text);
    hd_buf_printf(&text, " (%s)", period_label(s, v->latest->period));
    return keep(&text, s->arena);
}

static const char *expected_text(const struct side *s, const struct verdict *v)
{
    return v->has_expected ? amount(s, v->expected) : "";
}

static const char *gap_text(const struct side *s, const struct verdict *v)
{
    struct hd_buf text = { 0 };

    if (!v->has_gap)
        return "";
    hd_buf_init(&text, TEXT_MAX);
    view_gap(s->row->indicator, v->gap, s->lang, &text);
    put_unit(&text, view_gap_unit(s->row->indicator, s->lang));
    return keep(&text, s->arena);
}

static const char *ratio_text(const struct side *s, const struct verdict *v)
{
    char text[64];

    if (!v->has_ratio)
        return "";
    hd_double_label(v->ratio, s->lang, (struct hd_number_style){ .decimals = 2 }, text);
    return hd_arena_strdup(s->arena, text);
}

static const char *needed_text(const struct side *s, const struct verdict *v)
{
    struct hd_buf text = { 0 };

    if (!v->outlook.has_pace_needed)
        return "";
    hd_buf_init(&text, TEXT_MAX);
    view_pace(s->row->indicator, v->outlook.pace_needed, s->lang, &text);
    return keep(&text, s->arena);
}

/* "61.3 % (55.0 to 67.6 %)": what is forecast for the due period, with its 80 % interval. */
static const char *forecast_text(const struct side *s, const struct verdict *v)
{
    const struct judge_outlook *outlook = &v->outlook;
    struct hd_buf low HD_BUF_AUTO = { 0 };

    if (!outlook->has_forecast)
        return "";
    if (!outlook->has_interval)
        return amount(s, outlook->forecast);
    hd_buf_init(&low, TEXT_MAX);
    view_number(s->row->indicator, outlook->low, s->lang, &low);
    return fill(s, hd_tr(s->lang, N_("{value} ({low} to {high})")),
                HD_ARGS("value", amount(s, outlook->forecast), "low", low.data, "high",
                        amount(s, outlook->high)));
}

static const char *probability_text(const struct side *s, const struct verdict *v)
{
    struct hd_buf text = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    view_chance(&v->outlook, s->lang, &text);
    return keep(&text, s->arena);
}

static const char *reached_text(const struct side *s, const struct verdict *v)
{
    return v->outlook.has_reached ? period_label(s, v->outlook.reached) : "";
}

static const struct {
    const char *key, *label;
    measure_fn *text;
} measures[] = {
    { "state", N_("State"), state_text },
    { "goal", N_("Target"), goal_text },
    { "value", N_("Latest"), latest_text },
    { "expected", N_("Expected"), expected_text },
    { "gap", N_("Gap"), gap_text },
    { "ratio", N_("Ratio"), ratio_text },
    { "pace_needed", N_("Pace needed"), needed_text },
    { "forecast", N_("Forecast, 80 % interval"), forecast_text },
    { "probability", N_("Probability of reaching it"), probability_text },
    { "reached", N_("Reached at this pace"), reached_text },
};
_Static_assert(sizeof measures / sizeof *measures == WHATIF_LINES_MAX, "one line a measure");

size_t whatif_lines(const struct whatif_row *row, const struct hd_lang *lang,
                    struct hd_arena *arena, struct whatif_line lines[static WHATIF_LINES_MAX])
{
    const struct side now = { row->before, lang, arena }, then = { &row->after, lang, arena };
    size_t count = 0;

    for (size_t i = 0; i < WHATIF_LINES_MAX; i++) {
        struct whatif_line line = {
            .key = measures[i].key,
            .label = hd_tr(lang, measures[i].label),
            .now = row->before ? measures[i].text(&now, &row->before->verdict) : "",
            .then = measures[i].text(&then, &row->after.verdict),
        };

        if (*line.now || *line.then)
            lines[count++] = line;
    }
    return count;
}

/* ---- what was assumed ---- */

static const char *shown_value(const struct side *s, const struct whatif *whatif, const char *text)
{
    struct hd_buf value = { 0 };

    hd_buf_init(&value, TEXT_MAX);
    view_value(whatif->indicator, text, s->lang, &value);
    return keep(&value, s->arena);
}

static const char *value_sentence(const struct side *s, const struct whatif *whatif,
                                  const struct whatif_item *item, const char *replaced)
{
    const char *period = period_label(s, item->period);
    const char *value = shown_value(s, whatif, item->text);

    if (!replaced)
        return fill(s, hd_tr(s->lang, N_("{period}: the value is {value}")),
                    HD_ARGS("period", period, "value", value));
    return fill(s, hd_tr(s->lang, N_("{period}: the value is {value} instead of {old}")),
                HD_ARGS("period", period, "value", value, "old", shown_value(s, whatif, replaced)));
}

static const char *target_sentence(const struct side *s, const struct whatif *whatif,
                                   const struct whatif_item *item)
{
    return fill(s, hd_tr(s->lang, N_("{period}: the target is {value}")),
                HD_ARGS("period", period_label(s, item->period), "value",
                        shown_value(s, whatif, item->text)));
}

static const char *pace_sentence(const struct side *s, const struct whatif *whatif)
{
    struct hd_buf pace HD_BUF_AUTO = { 0 };

    hd_buf_init(&pace, TEXT_MAX);
    view_pace(whatif->indicator, whatif->pace, s->lang, &pace);
    return fill(s, hd_tr(s->lang, N_("from the latest value on: {pace}")),
                HD_ARGS("pace", pace.data));
}

const char *const *whatif_sentences(const struct whatif *whatif, const struct whatif_answer *answer,
                                    const struct hd_lang *lang, struct hd_arena *arena)
{
    const struct side s = { NULL, lang, arena };
    size_t room = whatif->value_count + whatif->target_count + 2, count = 0;
    const char **list = hd_arena_alloc(arena, room * sizeof *list);

    for (size_t i = 0; i < whatif->value_count; i++)
        list[count++] = value_sentence(&s, whatif, &whatif->values[i], answer->replaced[i]);
    for (size_t i = 0; i < whatif->target_count; i++)
        list[count++] = target_sentence(&s, whatif, &whatif->targets[i]);
    if (whatif->has_pace)
        list[count++] = pace_sentence(&s, whatif);
    return list;
}

const char *whatif_day_sentence(const struct picture *picture, const struct whatif_answer *answer,
                                const struct hd_lang *lang, struct hd_arena *arena)
{
    const struct side s = { NULL, lang, arena };
    char day[64];

    if (answer->as_of_day == picture->as_of_day)
        return NULL;
    hd_day_label(answer->as_of_day, lang, day);
    return fill(&s,
                hd_tr(lang, N_("Judged as on {date}: before that day the assumed values would "
                               "decide nothing.")),
                HD_ARGS("date", day));
}

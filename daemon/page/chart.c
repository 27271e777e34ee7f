#include "daemon/page/chart.h"

#include "common/date.h"
#include "common/decimal.h"
#include "common/utf8.h"
#include "daemon/page/place.h"
#include "daemon/page/plot.h"
#include "daemon/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SPARK_DOTS 24 /* keeps a spark within 0.6 KB */

struct layout {
    double width, height, top, right, bottom, left; /* left 0: as wide as the tick labels need */
    double font, ring;
    size_t ticks; /* steps of the value axis; 0: no axis */
    bool words;   /* units, "today", years at the targets */
};

static const struct layout layouts[] = {
    [CHART_SPARK] = { 240, 64, 12, 14, 12, 8, 0, 8, 0, false },
    [CHART_CARD] = { 330, 124, 16, 40, 20, 8, 13, 5, 0, false },
    [CHART_FULL] = { 960, 340, 30, 26, 30, 0, 14, 6, 5, true },
    [CHART_NARROW] = { 340, 280, 30, 14, 26, 0, 13, 5.5, 5, true },
};

struct chart {
    const struct layout *layout;
    const struct status_row *row;
    const struct plot *plot;
    const struct hd_lang *lang;
    struct hd_buf *out;
    struct place place;
    double left, right, top, bottom; /* of the plot, in the drawing's units */
    double low, high;                /* values at bottom and top (flipped: top and bottom) */
    double tick_from, tick_step;
    size_t tick_count;
};

/* ---- coordinates ---- */

static double x_of(const struct chart *c, int32_t day)
{
    double span = fmax(1, c->plot->to_day - c->plot->from_day);

    return c->left + (c->right - c->left) * (day - c->plot->from_day) / span;
}

static double y_of(const struct chart *c, double value)
{
    double part = (value - c->low) / (c->high - c->low);

    if (c->plot->flipped)
        part = 1 - part;
    return c->bottom - (c->bottom - c->top) * part;
}

/* With one digit, and none where it is zero. */
static void put_coordinate(struct hd_buf *out, double value)
{
    long tenths = lround(value * 10);

    if (tenths < 0) {
        hd_buf_putc(out, '-');
        tenths = -tenths;
    }
    hd_buf_printf(out, "%ld", tenths / 10);
    if (tenths % 10)
        hd_buf_printf(out, ".%ld", tenths % 10);
}

static void put_attribute(struct hd_buf *out, const char *name, double value)
{
    hd_buf_printf(out, " %s=\"", name);
    put_coordinate(out, value);
    hd_buf_putc(out, '"');
}

static void put_line(struct hd_buf *out, const char *class, double x1, double y1, double x2,
                     double y2)
{
    hd_buf_printf(out, "<line class=\"%s\"", class);
    put_attribute(out, "x1", x1);
    put_attribute(out, "y1", y1);
    put_attribute(out, "x2", x2);
    put_attribute(out, "y2", y2);
    hd_buf_puts(out, "/>");
}

static void put_step(struct hd_buf *out, bool move, double x, double y)
{
    hd_buf_putc(out, move ? 'M' : 'L');
    put_coordinate(out, x);
    hd_buf_putc(out, ' ');
    put_coordinate(out, y);
}

/* anchor: "start" (the default, not written), "middle" or "end". */
static void put_text(const struct chart *c, const char *class, double x, double y,
                     const char *anchor, const char *text)
{
    hd_buf_puts(c->out, "<text");
    if (*class)
        hd_buf_printf(c->out, " class=\"%s\"", class);
    put_attribute(c->out, "x", x);
    put_attribute(c->out, "y", y);
    if (strcmp(anchor, "start") != 0)
        hd_buf_printf(c->out, " text-anchor=\"%s\"", anchor);
    hd_buf_putc(c->out, '>');
    hd_buf_put_html(c->out, text);
    hd_buf_puts(c->out, "</text>");
}

/* Wide enough for the fonts a reader may have. */
static double text_width(const struct chart *c, const char *text, bool bold)
{
    return (double)hd_utf8_width(text) * c->layout->font * (bold ? 0.68 : 0.6);
}

/* ---- lines ---- */

/* Each strategy's path has a pattern of its own. */
static const char *path_class(size_t i)
{
    static const char *const classes[PLOT_PATHS] = { "p", "p p2", "p p3", "p p4" };

    return classes[i];
}

static void put_dots_line(struct chart *c, const char *class, const struct plot_dot *dots,
                          size_t count, size_t every)
{
    if (count < 2)
        return;
    hd_buf_printf(c->out, "<path class=\"%s\" d=\"", class);
    for (size_t i = (count - 1) % every; i < count; i += every)
        put_step(c->out, i < every || dots[i].after_break, x_of(c, dots[i].day),
                 y_of(c, dots[i].value));
    hd_buf_puts(c->out, "\"/>");
}

/* Where a definition changed, the eye is told that the step means nothing. */
static void put_breaks(struct chart *c)
{
    const struct plot_dot *dots = c->plot->dots;

    for (size_t i = 1; i < c->plot->dot_count; i++)
        if (dots[i].after_break)
            put_line(c->out, "j", x_of(c, dots[i - 1].day), y_of(c, dots[i - 1].value),
                     x_of(c, dots[i].day), y_of(c, dots[i].value));
}

static void keep_clear(struct chart *c, const struct plot_dot *dots, size_t count, double price)
{
    for (size_t i = 1; i < count; i++)
        place_line(&c->place, x_of(c, dots[i - 1].day), y_of(c, dots[i - 1].value),
                   x_of(c, dots[i].day), y_of(c, dots[i].value), price);
}

static const char *goal_class(const struct plot_goal *goal)
{
    enum judge_state state = goal->row->verdict.state;

    if (!goal->row->target->judge.dated)
        return state == STATE_ACHIEVED ? "g met open" : "g open";
    if (state == STATE_MISSED)
        return "g missed";
    return state == STATE_ACHIEVED ? "g met" : "g";
}

/* Where several strategies share a chart, the pointer is told whose target it is. */
static void put_goal_title(struct chart *c, const struct plot_goal *goal)
{
    const struct strategy *strategy = goal->row->strategy;

    if (!c->layout->words || !strategy) {
        hd_buf_puts(c->out, "/>");
        return;
    }
    hd_buf_puts(c->out, "><title>");
    hd_buf_put_html(c->out, names_get(&strategy->short_name, c->lang));
    hd_buf_puts(c->out, "</title></circle>");
}

static void put_ring(struct chart *c, const struct plot_goal *goal)
{
    double x = x_of(c, goal->day), y = y_of(c, goal->value);
    double radius = goal->own ? c->layout->ring : 0.8 * c->layout->ring, arm = 0.5 * radius;

    hd_buf_printf(c->out, "<circle class=\"%s\"", goal_class(goal));
    put_attribute(c->out, "cx", x);
    put_attribute(c->out, "cy", y);
    put_attribute(c->out, "r", radius);
    put_goal_title(c, goal);
    if (goal->row->verdict.state != STATE_MISSED)
        return;
    hd_buf_puts(c->out, "<path class=\"m\" d=\"");
    put_step(c->out, true, x - arm, y - arm);
    put_step(c->out, false, x + arm, y + arm);
    put_step(c->out, true, x - arm, y + arm);
    put_step(c->out, false, x + arm, y - arm);
    hd_buf_puts(c->out, "\"/>");
}

static void put_dot_mark(struct chart *c, double x, double y)
{
    hd_buf_puts(c->out, "<circle class=\"ped\"");
    put_attribute(c->out, "cx", x);
    put_attribute(c->out, "cy", y);
    put_attribute(c->out, "r", 2.2);
    hd_buf_puts(c->out, "/>");
}

static void put_dot(struct chart *c, const struct plot_dot *dot, double radius)
{
    char period[HD_PERIOD_LABEL_MAX];
    struct hd_buf value HD_BUF_AUTO = { 0 };

    hd_buf_puts(c->out, "<circle class=\"d\"");
    put_attribute(c->out, "cx", x_of(c, dot->day));
    put_attribute(c->out, "cy", y_of(c, dot->value));
    put_attribute(c->out, "r", radius);
    if (!c->layout->words) {
        hd_buf_puts(c->out, "/>");
        return;
    }
    hd_buf_init(&value, 256);
    hd_period_label(dot->point->period, c->lang, period);
    view_value(c->row->indicator, dot->point->text, c->lang, &value);
    hd_buf_puts(c->out, "><title>");
    hd_buf_put_html(c->out, period);
    hd_buf_puts(c->out, ": ");
    hd_buf_put_html(c->out, value.data);
    hd_buf_puts(c->out, "</title></circle>");
}

static const struct plot_dot *latest(const struct chart *c)
{
    return &c->plot->dots[c->plot->dot_count - 1];
}

/* A pale fan from the latest value to the 80 % interval at the due day, the middle dotted. */
static void put_forecast(struct chart *c)
{
    const struct plot *plot = c->plot;
    const struct plot_dot *from = latest(c);
    double x, x2, y;

    if (!plot->has_forecast)
        return;
    x = x_of(c, from->day);
    y = y_of(c, from->value);
    x2 = x_of(c, plot->forecast_day);
    hd_buf_puts(c->out, "<path class=\"fan\" d=\"");
    put_step(c->out, true, x, y);
    put_step(c->out, false, x2, y_of(c, plot->forecast_low));
    put_step(c->out, false, x2, y_of(c, plot->forecast_high));
    hd_buf_puts(c->out, "Z\"/>");
    put_line(c->out, "fc", x, y, x2, y_of(c, plot->forecast));
}

/* ---- axes ---- */

static int step_decimals(double step)
{
    int decimals = 0;

    while (decimals < 4 && fabs(step - round(step)) > 1e-6) {
        step *= 10;
        decimals++;
    }
    return decimals;
}

static void tick_label(const struct chart *c, double value, char out[static 64])
{
    hd_double_label(value, c->lang,
                    (struct hd_number_style){ .decimals = step_decimals(c->tick_step) }, out);
}

static double tick_value(const struct chart *c, size_t i)
{
    return c->tick_from + (double)i * c->tick_step;
}

/* A percentage does not go past 100: neither does its axis, unless a value does. */
static void set_value_axis(struct chart *c)
{
    const struct judge_indicator *judge = &c->row->indicator->judge;
    double pad = 0.06 * (c->plot->high - c->plot->low);

    c->low = c->plot->low;
    c->high = c->plot->high;
    if (!c->layout->ticks) {
        c->low -= c->plot->low == 0 ? 0 : pad;
        c->high += pad;
        return;
    }
    plot_ticks(c->low, c->high, c->layout->ticks, &c->tick_from, &c->tick_step, &c->tick_count);
    c->low = c->tick_from;
    c->high = tick_value(c, c->tick_count - 1);
    if (judge->has_upper && c->high > judge->upper && c->plot->high <= judge->upper)
        c->high = judge->upper;
}

static void set_margins(struct chart *c)
{
    double widest = 0;
    char label[64];

    c->top = c->layout->top;
    c->right = c->layout->width - c->layout->right;
    c->bottom = c->layout->height - c->layout->bottom;
    c->left = c->layout->left;
    if (!c->layout->ticks)
        return;
    for (size_t i = 0; i < c->tick_count; i++) {
        tick_label(c, tick_value(c, i), label);
        widest = fmax(widest, text_width(c, label, false));
    }
    c->left = widest + 12;
}

static void put_value_axis(struct chart *c)
{
    const char *unit = view_unit(c->row->indicator, c->lang);
    char label[64];

    for (size_t i = 0; i < c->tick_count; i++) {
        double value = tick_value(c, i), y = y_of(c, value);

        if (value > c->high + 1e-9 || (c->plot->flipped && value < 1))
            continue; /* there is no place 0 */
        tick_label(c, value, label);
        put_line(c->out, "gr", c->left, y, c->right, y);
        put_text(c, "", c->left - 8, y + 0.35 * c->layout->font, "end", label);
    }
    if (*unit)
        put_text(c, "", 0, 0.5 * c->layout->top, "start", unit);
}

/* Every how many years a label fits below the axis. */
static int year_step(const struct chart *c)
{
    static const int steps[] = { 1, 2, 5, 10, 20, 50 };
    double band = (c->right - c->left) * 365.25 / fmax(1, c->plot->to_day - c->plot->from_day);
    double wanted = text_width(c, "2026", false) + 6;

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (band * steps[i] >= wanted)
            return steps[i];
    return 100;
}

static void put_year_axis(struct chart *c)
{
    int step = year_step(c), last = hd_day_civil(c->plot->to_day).year;
    double y = c->bottom + 1.25 * c->layout->font, half = text_width(c, "2026", false) / 2;
    char label[16];

    put_line(c->out, "ax", c->left, c->bottom, c->right, c->bottom);
    for (int year = hd_day_civil(c->plot->from_day).year; year <= last; year++) {
        int32_t start = hd_day_from_civil(year, 1, 1), end = hd_day_from_civil(year, 12, 31);
        double from = fmax(c->left, x_of(c, start)), to = fmin(c->right, x_of(c, end));

        if (start > c->plot->from_day)
            put_line(c->out, "ax", from, c->bottom, from, c->bottom + 4);
        if (year % step || to - from < fmin(2 * half, x_of(c, end) - x_of(c, start) - 0.5))
            continue; /* a year that is cut off has no room for its name */
        snprintf(label, sizeof label, "%d", year);
        put_text(c, "", (from + to) / 2, y, "middle", label);
    }
}

/* ---- labels ---- */

static void put_label(struct chart *c, const char *class, double x, double y, double clear,
                      const enum place_side *sides, const char *text)
{
    struct place_box box;
    double width = text_width(c, text, true), height = 1.15 * c->layout->font;

    if (!place_label(&c->place, x, y, clear, width, height, sides, PLACE_SIDES, &box))
        return;
    y = box.y + 0.8 * height;
    if (box.x >= x)
        put_text(c, class, box.x, y, "start", text);
    else if (box.x + box.width <= x)
        put_text(c, class, box.x + box.width, y, "end", text);
    else
        put_text(c, class, box.x + box.width / 2, y, "middle", text);
}

static const enum place_side above_first[PLACE_SIDES] = {
    PLACE_ABOVE_LEFT, PLACE_ABOVE,       PLACE_ABOVE_RIGHT, PLACE_RIGHT,
    PLACE_LEFT,       PLACE_BELOW_RIGHT, PLACE_BELOW,       PLACE_BELOW_LEFT,
};
static const enum place_side below_first[PLACE_SIDES] = {
    PLACE_BELOW_RIGHT, PLACE_BELOW,      PLACE_BELOW_LEFT, PLACE_RIGHT,
    PLACE_LEFT,        PLACE_ABOVE_LEFT, PLACE_ABOVE,      PLACE_ABOVE_RIGHT,
};
static const enum place_side right_first[PLACE_SIDES] = {
    PLACE_RIGHT, PLACE_ABOVE,      PLACE_ABOVE_LEFT,  PLACE_LEFT,
    PLACE_BELOW, PLACE_BELOW_LEFT, PLACE_ABOVE_RIGHT, PLACE_BELOW_RIGHT,
};

static void goal_text(const struct chart *c, const struct plot_goal *goal, struct hd_buf *out)
{
    enum judge_state state = goal->row->verdict.state;
    struct hd_buf value HD_BUF_AUTO = { 0 }, when HD_BUF_AUTO = { 0 };

    hd_buf_init(&value, 256);
    hd_buf_init(&when, 256);
    view_number_short(c->row->indicator, goal->value, c->lang, &value);
    if (!c->layout->words) {
        hd_buf_puts(out, value.data);
        return;
    }
    if (*view_unit(c->row->indicator, c->lang) == '%')
        hd_buf_puts(&value, " %");
    view_goal_when(goal->row, c->lang, &when);
    hd_fill(out, hd_tr_ctx(c->lang, "format", NC_("format", "{when}: {value}")),
            HD_ARGS("when", when.data, "value", value.data));
    if (state == STATE_MISSED || state == STATE_ACHIEVED)
        hd_buf_printf(out, " %s", view_state_glyph(state));
}

static void put_goal_label(struct chart *c, const struct plot_goal *goal)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    bool missed = goal->row->verdict.state == STATE_MISSED;

    hd_buf_init(&text, 512);
    goal_text(c, goal, &text);
    put_label(c, missed ? "l neg" : "l", x_of(c, goal->day), y_of(c, goal->value),
              c->layout->ring + 5, c->layout->words ? above_first : right_first, text.data);
}

static bool below_path(const struct chart *c)
{
    return c->row->verdict.has_gap && c->row->verdict.gap < 0;
}

static void value_text(const struct chart *c, const struct plot_dot *dot, struct hd_buf *out)
{
    bool own = dot->point && dot->value == dot->point->value;

    if (own)
        view_value_bare(c->row->indicator, dot->point->text, c->lang, out);
    else
        view_number(c->row->indicator, dot->value, c->lang, out);
    if (c->layout->words && *view_unit(c->row->indicator, c->lang) == '%')
        hd_buf_puts(out, " %");
}

static void put_value_label(struct chart *c)
{
    const struct plot_dot *dot = latest(c);
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 256);
    value_text(c, dot, &text);
    put_label(c, "l val", x_of(c, dot->day), y_of(c, dot->value), 6,
              below_path(c) ? below_first : above_first, text.data);
}

/* From the latest value to where the path stands: the gap, in words. */
static void put_gap(struct chart *c)
{
    const struct verdict *v = &c->row->verdict;
    double x = x_of(c, latest(c)->day), from = y_of(c, latest(c)->value), to;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (!v->has_gap || !v->has_expected || v->closed)
        return;
    to = y_of(c, v->expected);
    if (fabs(to - from) < 8)
        return;
    put_line(c->out, "gap", x, from, x, to);
    put_line(c->out, "gap", x - 4, to, x + 4, to);
    hd_buf_init(&text, 256);
    view_gap(c->row->indicator, v->gap, c->lang, &text);
    if (c->layout->words)
        hd_buf_printf(&text, " %s", view_gap_unit(c->row->indicator, c->lang));
    put_label(c, v->gap < 0 ? "l neg" : "l pos", x, (from + to) / 2, 6, right_first, text.data);
}

static void put_today(struct chart *c)
{
    double x = x_of(c, c->plot->today);

    put_line(c->out, "now", x, c->top - (c->layout->words ? 8 : 0), x, c->bottom);
    if (c->layout->words)
        put_label(c, "", x, c->top - 8, 5,
                  (const enum place_side[PLACE_SIDES]){ PLACE_RIGHT, PLACE_LEFT, PLACE_BELOW_RIGHT,
                                                        PLACE_BELOW_LEFT, PLACE_RIGHT, PLACE_LEFT,
                                                        PLACE_BELOW_RIGHT, PLACE_BELOW_LEFT },
                  hd_tr(c->lang, N_("today")));
}

/* A thin line is named at its end, where there is room. */
static void put_peer_label(struct chart *c, const struct plot_peer *peer)
{
    const struct plot_dot *end = &peer->dots[peer->count - 1];

    put_dot_mark(c, x_of(c, end->day), y_of(c, end->value));
    put_label(c, "pl", x_of(c, end->day), y_of(c, end->value), 5, right_first, peer->label);
}

static void put_labels(struct chart *c)
{
    put_value_label(c);
    for (size_t i = 0; i < c->plot->goal_count; i++)
        if (c->plot->goals[i].own)
            put_goal_label(c, &c->plot->goals[i]);
    put_gap(c);
    for (size_t i = c->plot->goal_count; c->layout->words && i-- > 0;)
        if (!c->plot->goals[i].own)
            put_goal_label(c, &c->plot->goals[i]);
    for (size_t i = 0; i < c->plot->peer_count; i++)
        put_peer_label(c, &c->plot->peers[i]);
}

/* ---- the whole ---- */

/* What a person who does not see the picture is told. */
static void put_sentence(const struct chart *c, struct hd_buf *out)
{
    struct hd_buf first HD_BUF_AUTO = { 0 }, last HD_BUF_AUTO = { 0 }, goal HD_BUF_AUTO = { 0 };
    const struct plot_dot *dots = c->plot->dots;
    char from[HD_PERIOD_LABEL_MAX], to[HD_PERIOD_LABEL_MAX];

    hd_buf_init(&first, 256);
    hd_buf_init(&last, 256);
    hd_buf_init(&goal, 512);
    view_value(c->row->indicator, dots[0].point->text, c->lang, &first);
    view_value(c->row->indicator, latest(c)->point->text, c->lang, &last);
    hd_period_label(dots[0].point->period, c->lang, from);
    hd_period_label(latest(c)->point->period, c->lang, to);
    view_goal(c->row, c->lang, &goal);
    hd_fill(out, hd_tr(c->lang, N_("{name}: {first} in {from}, {last} in {to}; target: {goal}")),
            HD_ARGS("name", names_get(&c->row->indicator->name, c->lang), "first", first.data,
                    "from", from, "last", last.data, "to", to, "goal", goal.data));
}

static void put_head(struct chart *c)
{
    struct hd_buf sentence HD_BUF_AUTO = { 0 };

    hd_buf_init(&sentence, 2048);
    put_sentence(c, &sentence);
    hd_buf_printf(c->out,
                  "<svg class=\"ch%s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"",
                  c->layout == &layouts[CHART_FULL]     ? " wide"
                  : c->layout == &layouts[CHART_NARROW] ? " narrow"
                                                        : " card",
                  c->layout->width, c->layout->height);
    hd_buf_put_html(c->out, sentence.data);
    hd_buf_puts(c->out, "\">");
}

static void keep_marks_clear(struct chart *c)
{
    keep_clear(c, c->plot->dots, c->plot->dot_count, 12);
    for (size_t i = 0; i < c->plot->path_count; i++)
        keep_clear(c, c->plot->paths[i].dots, c->plot->paths[i].count, 8);
    for (size_t i = 0; i < c->plot->peer_count; i++)
        keep_clear(c, c->plot->peers[i].dots, c->plot->peers[i].count, 4);
    for (size_t i = 0; i < c->plot->goal_count; i++)
        place_mark(&c->place, x_of(c, c->plot->goals[i].day), y_of(c, c->plot->goals[i].value),
                   c->layout->ring + 1);
    place_mark(&c->place, x_of(c, latest(c)->day), y_of(c, latest(c)->value), 5);
    if (c->plot->today >= c->plot->from_day)
        place_line(&c->place, x_of(c, c->plot->today), c->top, x_of(c, c->plot->today), c->bottom,
                   3);
}

static void write_drawing(struct chart *c)
{
    const struct plot *plot = c->plot;

    put_head(c);
    if (c->layout->ticks)
        put_value_axis(c);
    put_year_axis(c);
    put_today(c);
    put_forecast(c);
    for (size_t i = 0; i < plot->peer_count; i++)
        put_dots_line(c, "pe", plot->peers[i].dots, plot->peers[i].count, 1);
    for (size_t i = 0; i < plot->path_count; i++)
        put_dots_line(c, path_class(i), plot->paths[i].dots, plot->paths[i].count, 1);
    put_breaks(c);
    put_dots_line(c, "v", plot->dots, plot->dot_count, 1);
    for (size_t i = 0; i < plot->goal_count; i++)
        put_ring(c, &plot->goals[i]);
    if (c->layout->words)
        for (size_t i = 0; i + 1 < plot->dot_count; i++)
            put_dot(c, &plot->dots[i], 3);
    put_dot(c, latest(c), 4);
    keep_marks_clear(c);
    put_labels(c);
    hd_buf_puts(c->out, "</svg>");
}

static void write_spark(struct chart *c)
{
    const struct plot *plot = c->plot;

    hd_buf_printf(c->out, "<svg class=\"sp\" viewBox=\"0 0 %.0f %.0f\" aria-hidden=\"true\">",
                  c->layout->width, c->layout->height);
    if (plot->path_count)
        put_dots_line(c, "p", plot->paths[0].dots, plot->paths[0].count,
                      1 + plot->paths[0].count / SPARK_DOTS);
    put_dots_line(c, "v", plot->dots, plot->dot_count, 1 + plot->dot_count / SPARK_DOTS);
    for (size_t i = 0; i < plot->goal_count; i++)
        if (plot->goals[i].own)
            put_ring(c, &plot->goals[i]);
    put_dot(c, latest(c), 6);
    hd_buf_puts(c->out, "</svg>");
}

void chart_write(const struct status_row *row, const struct picture *picture, enum chart_size size,
                 const struct hd_lang *lang, struct hd_buf *out)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct plot plot;
    struct chart chart = {
        .layout = &layouts[size], .row = row, .plot = &plot, .lang = lang, .out = out
    };

    if (!plot_gather(row, picture, layouts[size].words, &arena, &plot))
        return;
    set_value_axis(&chart);
    set_margins(&chart);
    place_init(&chart.place,
               (struct place_box){ .x = chart.layout->ticks ? chart.left : 0,
                                   .width = chart.layout->width -
                                            (chart.layout->ticks ? chart.left : 0) - 2,
                                   .height = chart.bottom - 1 });
    if (size == CHART_SPARK)
        write_spark(&chart);
    else
        write_drawing(&chart);
}

struct chart_parts chart_parts(const struct status_row *row, const struct picture *picture)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct chart_parts parts = { 0 };
    struct plot plot;

    if (!plot_gather(row, picture, true, &arena, &plot))
        return parts;
    for (size_t i = 0; i < plot.path_count; i++)
        if (plot.paths[i].strategy)
            parts.strategies[parts.strategy_count++] = plot.paths[i].strategy;
    parts.path = plot.path_count > 0;
    parts.forecast = plot.has_forecast;
    parts.others = plot.peer_count > 0;
    parts.left_out = plot.peers_left_out;
    return parts;
}

#include "daemon/page/place.h"

#include <math.h>

#define MARK_PRICE 40.0
#define STEP_PRICE 1.0 /* for the next side in the order of preference */
#define FAR_PRICE  6.0 /* for the next distance */
#define DISTANCES  3

void place_init(struct place *place, struct place_box area)
{
    *place = (struct place){ .area = area };
}

void place_mark(struct place *place, double x, double y, double radius)
{
    if (place->mark_count < PLACE_BOXES)
        place->marks[place->mark_count++] =
            (struct place_box){ x - radius, y - radius, 2 * radius, 2 * radius };
}

void place_line(struct place *place, double x1, double y1, double x2, double y2, double price)
{
    if (place->line_count == PLACE_LINES)
        return;
    place->lines[place->line_count].x1 = x1;
    place->lines[place->line_count].y1 = y1;
    place->lines[place->line_count].x2 = x2;
    place->lines[place->line_count].y2 = y2;
    place->lines[place->line_count++].price = price;
}

static bool overlap(const struct place_box *a, const struct place_box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static bool inside(const struct place_box *box, const struct place_box *area)
{
    return box->x >= area->x && box->y >= area->y && box->x + box->width <= area->x + area->width &&
           box->y + box->height <= area->y + area->height;
}

/* Narrows [*from, *to], the part of a line within low..high on one axis; false: nothing left. */
static bool clip(double start, double delta, double low, double high, double *from, double *to)
{
    double a, b;

    if (fabs(delta) < 1e-9)
        return start >= low && start <= high;
    a = (low - start) / delta;
    b = (high - start) / delta;
    *from = fmax(*from, fmin(a, b));
    *to = fmin(*to, fmax(a, b));
    return *from <= *to;
}

static bool crosses(double x1, double y1, double x2, double y2, const struct place_box *box)
{
    double from = 0, to = 1;

    return clip(x1, x2 - x1, box->x, box->x + box->width, &from, &to) &&
           clip(y1, y2 - y1, box->y, box->y + box->height, &from, &to);
}

/* Negative: cannot be taken. */
static double price_of(const struct place *place, const struct place_box *box)
{
    double price = 0;

    if (!inside(box, &place->area))
        return -1;
    for (size_t i = 0; i < place->label_count; i++)
        if (overlap(box, &place->labels[i]))
            return -1;
    for (size_t i = 0; i < place->mark_count; i++)
        if (overlap(box, &place->marks[i]))
            price += MARK_PRICE;
    for (size_t i = 0; i < place->line_count; i++)
        if (crosses(place->lines[i].x1, place->lines[i].y1, place->lines[i].x2, place->lines[i].y2,
                    box))
            price += place->lines[i].price;
    return price;
}

static struct place_box box_at(double x, double y, double clear, double width, double height,
                               enum place_side side)
{
    static const struct {
        double x, y; /* -1 left or above, 0 centred, 1 right or below */
    } ways[PLACE_SIDES] = {
        [PLACE_RIGHT] = { 1, 0 },        [PLACE_LEFT] = { -1, 0 },
        [PLACE_ABOVE] = { 0, -1 },       [PLACE_BELOW] = { 0, 1 },
        [PLACE_ABOVE_RIGHT] = { 1, -1 }, [PLACE_ABOVE_LEFT] = { -1, -1 },
        [PLACE_BELOW_RIGHT] = { 1, 1 },  [PLACE_BELOW_LEFT] = { -1, 1 },
    };
    /* On a diagonal the corner of the label is nearer than its middle would be. */
    double shift = ways[side].x != 0 && ways[side].y != 0 ? 0.6 * clear : clear;

    return (struct place_box){
        .x = x + ways[side].x * (shift + width / 2) - width / 2,
        .y = y + ways[side].y * (shift + height / 2) - height / 2,
        .width = width,
        .height = height,
    };
}

bool place_label(struct place *place, double x, double y, double clear, double width, double height,
                 const enum place_side *sides, size_t side_count, struct place_box *box_out)
{
    double best = HUGE_VAL;

    if (place->label_count == PLACE_BOXES)
        return false;
    for (size_t far = 0; far < DISTANCES; far++) {
        for (size_t i = 0; i < side_count; i++) {
            struct place_box box =
                box_at(x, y, clear * (1 + 0.8 * (double)far), width, height, sides[i]);
            double price = price_of(place, &box);

            if (price < 0)
                continue;
            price += STEP_PRICE * (double)i + FAR_PRICE * (double)far;
            if (price < best) {
                best = price;
                *box_out = box;
            }
        }
    }
    if (best == HUGE_VAL)
        return false;
    place->labels[place->label_count++] = *box_out;
    return true;
}

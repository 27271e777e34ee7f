/* daemon/page/place.h - private to daemon/page: where a label of a chart goes.
 *
 * Labels are put one by one, the most important first.  A place on another label or outside
 * the area is never taken; rings and lines are kept clear of where there is a choice. */
#ifndef HEDEF_DAEMON_PAGE_PLACE_H
#define HEDEF_DAEMON_PAGE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct place_box {
    double x, y, width, height; /* x, y: upper left corner */
};

enum { PLACE_BOXES = 96, PLACE_LINES = 256 };

struct place {
    struct place_box area;
    struct place_box labels[PLACE_BOXES];
    size_t label_count;
    struct place_box marks[PLACE_BOXES]; /* dots and rings: kept clear of, at a price */
    size_t mark_count;
    struct {
        double x1, y1, x2, y2, price;
    } lines[PLACE_LINES];
    size_t line_count;
};

void place_init(struct place *place, struct place_box area);
void place_mark(struct place *place, double x, double y, double radius);
/* price: what it costs to cross it; a step away from the preferred place costs 1. */
void place_line(struct place *place, double x1, double y1, double x2, double y2, double price);

/* Sides of an anchor, to be tried in the order of preference. */
enum place_side {
    PLACE_RIGHT,
    PLACE_LEFT,
    PLACE_ABOVE,
    PLACE_BELOW,
    PLACE_ABOVE_RIGHT,
    PLACE_ABOVE_LEFT,
    PLACE_BELOW_RIGHT,
    PLACE_BELOW_LEFT,
    PLACE_SIDES,
};

/* Finds the best free place of a label of this size beside (x, y), `clear` away from it, and
 * takes it.  false: there is none. */
bool place_label(struct place *place, double x, double y, double clear, double width, double height,
                 const enum place_side *sides, size_t side_count, struct place_box *box_out);

#endif

/* daemon/page/plot.h - private to daemon/page: what a chart shows, before it has a size.
 *
 * Values stand at the end day of their period.  Where a yearly sum is judged on quarters or
 * months, the chart shows sums of whole years, too. */
#ifndef HEDEF_DAEMON_PAGE_PLOT_H
#define HEDEF_DAEMON_PAGE_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/memory.h"
#include "daemon/page/chart.h"
#include "queries/picture.h"

struct plot_dot {
    int32_t day;
    double value;
    const struct judge_point *point; /* NULL on a path */
    bool after_break;                /* its line to the dot before means nothing */
};

struct plot_goal {
    int32_t day; /* of an undated one: the right edge */
    double value;
    const struct status_row *row;
    bool own; /* of the row the chart was asked for */
};

/* Expected values of one strategy. */
struct plot_path {
    const struct strategy *strategy; /* NULL: of none */
    struct plot_dot *dots;
    size_t count;
};

/* The same indicator elsewhere: another area, else another breakdown. */
struct plot_peer {
    const struct judge_series *series;
    const char *label;
    struct plot_dot *dots;
    size_t count;
};

#define PLOT_PATHS CHART_PATHS
#define PLOT_PEERS 6

struct plot {
    struct plot_dot *dots;
    size_t dot_count;
    struct plot_path paths[PLOT_PATHS]; /* the row's own strategy first */
    size_t path_count;
    struct plot_peer peers[PLOT_PEERS];
    size_t peer_count, peers_left_out;
    bool has_forecast; /* from the latest dot to the due day */
    int32_t forecast_day;
    double forecast, forecast_low, forecast_high;
    struct plot_goal *goals; /* by day */
    size_t goal_count;
    int32_t from_day, to_day, today;
    double low, high;
    bool flipped; /* ranks: the first place is on top */
};

/* whole: also the targets of all strategies on the same series, and the indicator elsewhere.
 * false: there is nothing that a chart could show. */
bool plot_gather(const struct status_row *row, const struct picture *picture, bool whole,
                 struct hd_arena *arena, struct plot *plot);

/* Round numbers from about low to about high, at most `most` steps; *from_out is the lowest. */
void plot_ticks(double low, double high, size_t most, double *from_out, double *step_out,
                size_t *count_out);

#endif

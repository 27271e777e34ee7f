/* daemon/backtest_view.h - how a backtest looks to a person: the same rows, numbers and sentences
 * on the page and in a terminal. */
#ifndef HEDEF_DAEMON_BACKTEST_VIEW_H
#define HEDEF_DAEMON_BACKTEST_VIEW_H

#include "common/lang.h"
#include "queries/hindsight.h"

#define BACKTEST_YEARS_SHOWN 5 /* unless asked otherwise */

enum backtest_part {
    BACKTEST_ERROR,       /* of a method, so many years ahead */
    BACKTEST_PROBABILITY, /* all probabilities of a method */
    BACKTEST_LIKELIHOOD,  /* those within one likelihood */
};

struct backtest_row {
    enum backtest_part part;
    enum backtest_method method;
    const struct hindsight *of;
    size_t count;                                   /* forecasts, or answers */
    size_t came_true;                               /* of the answers */
    int years;                                      /* ERROR */
    const struct backtest_error *error;             /* ERROR */
    bool of_targets;                                /* else of thresholds */
    const struct backtest_reliability *reliability; /* the others */
    size_t band;                                    /* LIKELIHOOD */
};

const char *backtest_part_word(enum backtest_part part); /* "error" "probability" "likelihood" */

/* Rows that rest on something; method BACKTEST_METHODS: all.  In the arena. */
size_t backtest_rows(const struct hindsight *of, enum backtest_method method,
                     struct hd_arena *arena, const struct backtest_row **rows_out);

const char *backtest_method_label(enum backtest_method method, const struct hd_lang *lang);

/* Numbers of a row for people; "" where the row has none.  In the arena. */
struct backtest_texts {
    const char *years, *method, *mean, *median, *scaled, *against, *coverage;
    const char *asked, *likelihood, *share, *probability, *brier;
};
struct backtest_texts backtest_texts(const struct backtest_row *row, const struct hd_lang *lang,
                                     struct hd_arena *arena);

/* Sentences; NULL where there is nothing to say. */
const char *backtest_about(const struct hindsight *of, const struct hd_lang *lang,
                           struct hd_arena *arena); /* how much was tried */
const char *backtest_doubt(const struct hindsight *of, const struct hd_lang *lang,
                           struct hd_arena *arena); /* "Only 3 forecasts: this says little." */
const char *backtest_error_reading(const struct hindsight *of, const struct hd_lang *lang,
                                   struct hd_arena *arena);
const char *backtest_interval_reading(const struct hindsight *of, const struct hd_lang *lang,
                                      struct hd_arena *arena);
/* Of the probabilities of hedef-default. */
const char *backtest_probability_reading(const struct backtest_reliability *r,
                                         const struct hd_lang *lang, struct hd_arena *arena);

const char *backtest_target_doubt(const struct hindsight *of, const struct hd_lang *lang,
                                  struct hd_arena *arena);

/* What was done, for whoever reads the tables; msgids. */
extern const char backtest_how[], backtest_thresholds_asked[], backtest_targets_asked[],
    backtest_scaled_means[], backtest_demo[], backtest_narrowed[];

#endif

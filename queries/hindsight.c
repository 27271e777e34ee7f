#include "queries/hindsight.h"

#include <string.h>

/* A question to the judge costs some microseconds, and anybody may ask for all of them. */
#define QUESTIONS_MAX    100000
#define PER_FORECAST     15 /* three methods, five thresholds */
#define ORIGINS_AT_LEAST 5
#define POINTS_USUAL     40 /* of a series; a longer one makes each question dearer */

static bool is_of_strategy(const struct picture *picture, const struct indicator *indicator,
                           const char *strategy)
{
    if (indicator->programme && strcmp(indicator->programme, strategy) == 0)
        return true;
    for (size_t i = 0; i < picture->catalog->target_count; i++) {
        const struct target *target = &picture->catalog->targets[i];

        if (target->indicator == indicator && strcmp(target->strategy->code, strategy) == 0)
            return true;
    }
    return false;
}

static bool is_asked(const struct picture *picture, const struct hindsight_question *question,
                     const struct indicator *indicator)
{
    return (!question->indicator || question->indicator == indicator) &&
           (!question->strategy || is_of_strategy(picture, indicator, question->strategy));
}

/* The indicator of a series that is looked at; NULL: it is not. */
static const struct indicator *subject_of(const struct picture *picture,
                                          const struct hindsight_question *question,
                                          const struct judge_series *series)
{
    const struct indicator *indicator = catalog_indicator(picture->catalog, series->indicator);

    return indicator && series->count >= HINDSIGHT_VALUES && is_asked(picture, question, indicator)
               ? indicator
               : NULL;
}

/* So many starting points of every `stride`-th series. */
struct choice {
    size_t origins, stride;
};

static struct choice choose(const struct picture *picture,
                            const struct hindsight_question *question)
{
    size_t series = 0, points = 0, all = QUESTIONS_MAX / ((size_t)question->years * PER_FORECAST);
    struct choice choice = { .stride = 1 };

    for (size_t i = 0; i < picture->series_count; i++)
        if (subject_of(picture, question, &picture->series[i])) {
            series++;
            points += picture->series[i].count;
        }
    if (points > series * POINTS_USUAL)
        all = all * series * POINTS_USUAL / points + 1;
    choice.origins = all;
    if (series)
        choice.origins = all / series;
    if (choice.origins >= ORIGINS_AT_LEAST)
        return choice;
    choice.origins = ORIGINS_AT_LEAST;
    choice.stride = (series * ORIGINS_AT_LEAST + all - 1) / all;
    return choice;
}

static void try_series(const struct picture *picture, const struct hindsight_question *question,
                       size_t stride, struct backtest *result)
{
    size_t found = 0;

    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];
        const struct indicator *indicator = subject_of(picture, question, series);

        if (indicator && found++ % stride == 0)
            backtest_series(result, &indicator->judge, series);
    }
}

static bool is_over(const struct status_row *row)
{
    const struct verdict *v = &row->verdict;

    return row->target && v->closed && v->decision != DECIDED_NOT &&
           (v->state == STATE_ACHIEVED || v->state == STATE_MISSED);
}

static bool is_asked_of(const struct hindsight_question *question, const struct status_row *row)
{
    return is_over(row) && (!question->indicator || row->indicator == question->indicator) &&
           (!question->strategy || strcmp(row->strategy->code, question->strategy) == 0);
}

static void try_targets(const struct picture *picture, const struct hindsight_question *question,
                        size_t stride, struct hindsight *out)
{
    size_t found = 0;

    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];
        size_t before = out->result.targets[BACKTEST_DEFAULT].asked;

        if (!is_asked_of(question, row) || found++ % stride != 0)
            continue;
        backtest_target(&out->result, &row->question, row->verdict.state == STATE_ACHIEVED);
        out->targets += out->result.targets[BACKTEST_DEFAULT].asked > before;
    }
}

void hindsight(const struct picture *picture, const struct hindsight_question *question,
               struct hindsight *out)
{
    struct choice choice = choose(picture, question);

    *out = (struct hindsight){ .indicator = question->indicator };
    backtest_begin(&out->result, question->years, choice.origins);
    try_series(picture, question, choice.stride, &out->result);
    try_targets(picture, question, choice.stride, out);
    backtest_end(&out->result);
    out->narrowed = choice.stride > 1 || out->result.left_out > 0;
}

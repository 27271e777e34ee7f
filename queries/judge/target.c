#include "queries/judge/work.h"

/* A yearly increment counts its own years: no other period can answer it. */
struct hd_period judge_answer(const struct judge_target *target)
{
    bool other = target->has_reference && target->kind != JUDGE_ANNUAL_INCREMENT;

    return other ? target->reference : target->due;
}

int target_sense(const struct judge_target *target, int direction)
{
    switch (target->kind) {
    case JUDGE_AT_LEAST:
        return 1;
    case JUDGE_AT_MOST:
        return -1;
    default:
        return direction < 0 ? -1 : 1;
    }
}

static bool upper_counts(const struct judge_target *target, int sense)
{
    return target->kind == JUDGE_RANGE && target->has_high && sense < 0;
}

double target_level(const struct judge_target *target, int sense)
{
    return upper_counts(target, sense) ? target->high_number : target->number;
}

const char *target_level_text(const struct judge_target *target, int sense)
{
    return upper_counts(target, sense) ? target->high : target->value;
}

double target_enough(const struct judge_target *target, double level, int sense)
{
    double enough = judge_sum(level, -sense * target->tolerance);

    return target->tolerance > 0 && isfinite(enough) ? enough : level;
}

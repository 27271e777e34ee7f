/* queries/judge/profile_reason.h - private to queries/judge: why a method says nothing, and what
 * all methods fill alike. */
#ifndef HEDEF_QUERIES_JUDGE_PROFILE_REASON_H
#define HEDEF_QUERIES_JUDGE_PROFILE_REASON_H

#include "common/lang.h"
#include "queries/judge/profile.h"

#define PROFILE_FEW_YEARS    N_("There are values of fewer than two years.")
#define PROFILE_FEW_IN_A_ROW N_("Of the last six years, four in a row must have values.")
#define PROFILE_NO_BASE      N_("There is no value within one year of the base year.")
#define PROFILE_NO_LEVEL     N_("The method needs a target with a value and a year.")
#define PROFILE_NO_TIME      N_("The target year does not lie after the base year.")
#define PROFILE_SIGNS        N_("From zero, or across it, there is no growth rate.")
#define PROFILE_NO_WAY       N_("The target is where it started: there is no rate to compare with.")
#define PROFILE_OVER         N_("The target year is over; the method gives no symbol after it.")
#define PROFILE_GROUPS       N_("The method has no rule for groups.")
#define PROFILE_PEERS        N_("The method has no rule for a comparison with others.")
#define PROFILE_CONDITION    N_("The method has no rule for a condition that is not fulfilled yet.")
#define PROFILE_YES_NO       N_("The method has no rule for yes or no.")
#define PROFILE_NO_YEAR      N_("No whole year has a value yet.")
#define PROFILE_NO_VALUE     N_("There is no value yet.")
#define PROFILE_NO_GOAL      N_("The value aimed at cannot be computed.")
#define PROFILE_RETIRED      N_("It is no longer followed.")
#define PROFILE_NOT_YET      N_("The target is not in force yet.")

/* The years compared and their values. */
static inline struct judge_assessment profile_compared(const struct profile_case *c,
                                                       const char *rule)
{
    return (struct judge_assessment){
        .base_year = c->base_year,
        .year = c->year,
        .base_value = c->base,
        .year_value = c->value,
        .rule = rule,
    };
}

#endif

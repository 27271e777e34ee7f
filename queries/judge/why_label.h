/* queries/judge/why_label.h - private to why.c: every number and period of a verdict as a reader
 * of the language sees it, computed once, under the names that the sentences use. */
#ifndef HEDEF_QUERIES_JUDGE_WHY_LABEL_H
#define HEDEF_QUERIES_JUDGE_WHY_LABEL_H

#include "common/buf.h"
#include "common/lang.h"
#include "common/period.h"
#include "queries/judge/judge.h"
#include "queries/judge/why.h"

#define WHY_LABEL_BYTES 160

/* Empty where the verdict has no such number. */
struct why_labels {
    char value[WHY_LABEL_BYTES], goal[WHY_LABEL_BYTES], baseline[WHY_LABEL_BYTES],
        expected[WHY_LABEL_BYTES], gap[WHY_LABEL_BYTES], decided[WHY_LABEL_BYTES],
        left[WHY_LABEL_BYTES], right[WHY_LABEL_BYTES], pace[WHY_LABEL_BYTES],
        change[WHY_LABEL_BYTES], distance[WHY_LABEL_BYTES], bound[WHY_LABEL_BYTES],
        outlook_pace[WHY_LABEL_BYTES], pace_needed[WHY_LABEL_BYTES], forecast[WHY_LABEL_BYTES],
        low[WHY_LABEL_BYTES], high[WHY_LABEL_BYTES], interval_low[WHY_LABEL_BYTES],
        interval_high[WHY_LABEL_BYTES];
    char period[HD_PERIOD_LABEL_MAX], due[HD_PERIOD_LABEL_MAX],
        baseline_period[HD_PERIOD_LABEL_MAX], decided_period[HD_PERIOD_LABEL_MAX],
        left_period[HD_PERIOD_LABEL_MAX], right_period[HD_PERIOD_LABEL_MAX],
        break_period[HD_PERIOD_LABEL_MAX], reached[HD_PERIOD_LABEL_MAX],
        reference[HD_PERIOD_LABEL_MAX];
    char due_day[64], from_day[64], respondents[64], probability[WHY_LABEL_BYTES];
    char months[16], peers[24], points[24], year[16];
    struct hd_buf milestones, reached_stations, missed_stations;
};

void why_labels_make(const struct verdict *v, const struct why_names *names,
                     const struct hd_lang *lang, struct why_labels *labels);
void why_labels_clear(struct why_labels *labels);
/* The places of a translated sentence filled in. */
void why_labels_fill(const struct why_labels *labels, const char *indicator, const char *translated,
                     struct hd_buf *out);

#endif

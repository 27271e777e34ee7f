/* daemon/view.h - how a number, unit, state or date looks to a person: the one place that page,
 * mail, table and chart labels share. */
#ifndef HEDEF_DAEMON_VIEW_H
#define HEDEF_DAEMON_VIEW_H

#include "common/buf.h"
#include "common/lang.h"
#include "queries/picture.h"

const char *view_state_label(enum judge_state state, const struct hd_lang *lang); /* "At risk" */
const char *view_state_glyph(enum judge_state state); /* UTF-8: ✓ ▲ ◆ ▼ ✕ ○ ... */
const char *view_state_class(enum judge_state state); /* css: "risk" */
const char *view_state_fill(enum judge_state state);  /* "#E69F00", "#fff" */
const char *view_state_ink(enum judge_state state);   /* text on the fill */
/* Good news first, as people read: 0 achieved .. JUDGE_STATES - 1 retired. */
enum judge_state view_state_at(size_t place);
const char *view_freshness_label(enum freshness freshness, const struct hd_lang *lang);
const char *view_kind_label(enum judge_kind kind, const struct hd_lang *lang);
const char *view_status_label(char obs_status,
                              const struct hd_lang *lang); /* 'P': provisional; "" for A */

/* "%", "Mbit/s", "" for ranks; and what a difference is counted in: "points", "places". */
const char *view_unit(const struct indicator *indicator, const struct hd_lang *lang);
const char *view_gap_unit(const struct indicator *indicator, const struct hd_lang *lang);

/* "47.9 %" / "47,9 %": value of an observation as its text says, rounded for people. */
void view_value(const struct indicator *indicator, const char *text, const struct hd_lang *lang,
                struct hd_buf *out);
/* "of 100,000 samples, half of them between 45.2 Mbit/s and 61.8 Mbit/s" */
void view_samples(const struct indicator *indicator, const struct rolled_value *rolled,
                  const struct hd_lang *lang, struct hd_buf *out);
void view_value_bare(const struct indicator *indicator, const char *text,
                     const struct hd_lang *lang, struct hd_buf *out); /* no unit */
/* Of a closed target: how far what decided it is from the goal; negative is behind.  false: there
 * is no such number. */
bool view_decided_gap(const struct status_row *row, double *gap_out);
/* The same of what was judged: the latest value, or the sum of the last four quarters; "—" none. */
void view_judged(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out);
void view_number(const struct indicator *indicator, double value, const struct hd_lang *lang,
                 struct hd_buf *out); /* no unit */
/* With as many digits as tell it from `against`: 49.96 beside a target of 50. */
void view_number_against(const struct indicator *indicator, double value, double against,
                         const struct hd_lang *lang, struct hd_buf *out);
/* The same without digits that are zero: 50, not 50.0; for labels in a chart. */
void view_number_short(const struct indicator *indicator, double value, const struct hd_lang *lang,
                       struct hd_buf *out);
void view_gap(const struct indicator *indicator, double gap, const struct hd_lang *lang,
              struct hd_buf *out); /* signed, no unit */
/* What the target asks, in words: "at least 50 %", "80–100 %", "improve", "A". */
void view_goal(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out);
/* For a column under "Target": "50 %"; and under it, "2025", "2017–2020", "no date". */
void view_goal_short(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out);
void view_goal_when(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out);
/* "likely"; "" without a probability.  "72 %": nobody is told less than 1 or more than 99. */
const char *view_likelihood_label(enum judge_likelihood likelihood, const struct hd_lang *lang);
void view_probability(double probability, const struct hd_lang *lang, struct hd_buf *out);
/* "likely, 72 %"; nothing without a probability. */
void view_chance(const struct judge_outlook *outlook, const struct hd_lang *lang,
                 struct hd_buf *out);
/* "+2.4 points a year", and what stands after the number. */
void view_pace(const struct indicator *indicator, double pace, const struct hd_lang *lang,
               struct hd_buf *out);
void view_pace_unit(const struct indicator *indicator, const struct hd_lang *lang,
                    struct hd_buf *out);
/* The same of a version of a target: "at least 50 %, 2025". */
struct target_terms;
void view_terms(const struct target_terms *terms, const struct indicator *indicator,
                const struct hd_lang *lang, struct hd_buf *out);
void view_why(const struct status_row *row, const struct hd_lang *lang, struct hd_buf *out);
/* "12 targets: 5 on track, 4 at risk, ...; 3 submissions overdue." */
void view_summary(const struct picture *picture, const struct strategy *strategy,
                  const struct hd_lang *lang, struct hd_buf *out);
void view_instant(int64_t at_ms, const struct hd_zone *zone, const struct hd_lang *lang,
                  struct hd_buf *out);

/* Published methods: "Eurostat 2026"; what it does in a sentence; its label in the reader's
 * language (rule: of the assessment, NULL where many are summed up); glyph and css class of the
 * label. label NULL: none. */
const char *view_profile_name(enum judge_profile profile, const struct hd_lang *lang);
const char *view_profile_about(enum judge_profile profile, const struct hd_lang *lang);
const char *view_profile_label(enum judge_profile profile, const char *label, const char *rule,
                               const struct hd_lang *lang);
const char *view_profile_glyph(enum judge_profile profile, const char *label);
const char *view_profile_class(enum judge_profile profile, const char *label);

/* The verdict object of design.md section 8, the same everywhere.  picture NULL leaves out the
 * number of the evaluation run, so that documents of two runs can be compared. */
struct hd_jsonw;
void view_verdict_json(struct hd_jsonw *w, const struct status_row *row,
                       const struct picture *picture, const struct hd_lang *lang);
/* Its members alone, for an object that holds more. */
void view_verdict_members(struct hd_jsonw *w, const struct status_row *row,
                          const struct picture *picture, const struct hd_lang *lang);

#endif

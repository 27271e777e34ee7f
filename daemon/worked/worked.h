/* daemon/worked/worked.h
 *
 * A verdict as a calculation that a person can follow with a pocket calculator: what went in, with
 * the version of every number, and then step by step the formula, the numbers put in and the
 * result.  One model for the page, the API and the command line.
 *
 *     struct worked worked;
 *     worked_build(row, picture, lang, zone, arena, &worked);
 *     worked_trace(&worked, vintages, count);      where the store can be asked
 *     worked_json(w, &worked) | worked_text(&worked, lang, out)
 *
 * Formulas and numbers are texts in plain characters (daemon/reckoning.h), the same in every
 * language; reckoning_label() writes them for people.  What is carried from step to step is
 * carried as printed, so whoever types it in gets the same digits. */
#ifndef HEDEF_DAEMON_WORKED_WORKED_H
#define HEDEF_DAEMON_WORKED_WORKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/memory.h"
#include "common/period.h"
#include "queries/picture.h"

struct hd_buf;
struct hd_jsonw;
struct hd_lang;
struct hd_zone;

/* What was put in. */
struct worked_input {
    const char *role;      /* "target" "baseline" "station" "latest" "part" "left" "right" "decided"
                            * "previous" "peer" "point" "respondents" ...; stable */
    const char *symbol;    /* as the formulas call it: "b"; "" none */
    const char *label;     /* the role in the language */
    const char *indicator; /* of the series it stands in; NULL: a number of the target */
    const char *area, *breakdown;
    const char *target; /* id of the target that states it; NULL */
    bool has_period;
    struct hd_period period;
    const char *value; /* its own digits, or a code; computed where the verdict computed it */
    const char *shown; /* "41.0 % (Q4 2024)" in the language */
    int vintage;       /* 0: has none */
    int64_t published_at_ms;
    char status;       /* CL_OBS_STATUS; 0 none */
    const char *words; /* where from, in the language */
    const char *note;  /* what the document says about it: source, clause; "" */
    bool computed;     /* from other indicators: it came in with none */
    /* by worked_trace(): */
    bool traced, invented;
    int64_t submission_id;
    const char *source, *channel;
};

struct worked_step {
    const char *section; /* "computed" "target" "standing" "decision" "outlook" "survey" "profiles";
                            stable */
    const char *key;     /* stable */
    const char *symbol;  /* what the result is called from here on; "" */
    const char *label;   /* in the language */
    const char *formula; /* in symbols; NULL: nothing is computed */
    const char *numbers; /* the same with the numbers put in; NULL: too many, see note */
    const char *result;  /* a number in plain characters, or words in the language */
    bool in_words;       /* result is words */
    bool exact;          /* nothing was rounded away */
    const char *unit;    /* after the result; "" */
    const char *note;    /* in the language; "" */
};

struct worked {
    const struct status_row *row;
    const char *method;                                  /* judge_method_version() */
    const char *curve, *decision, *forecast, *transform; /* formula names; NULL: not used */
    struct worked_input *inputs;
    size_t input_count, input_room;
    struct worked_step *steps;
    size_t step_count, step_room;
    int digits; /* significant ones that results are carried with */
};

/* Of any row, also one without a target (then there is little to compute).  Lives in the arena,
 * borrows from the row. */
void worked_build(const struct status_row *row, const struct picture *picture,
                  const struct hd_lang *lang, const struct hd_zone *zone, struct hd_arena *arena,
                  struct worked *out);

/* Where each value came in: rows of history_load() of the row's indicator, or of another one that
 * it was read with. */
void worked_trace(struct worked *worked, const char *indicator, const struct vintage_row *rows,
                  size_t count);

/* The object "calculation". */
void worked_json(struct hd_jsonw *w, const struct worked *worked);
/* Aligned text: what went in, then a line for each step. */
void worked_text(const struct worked *worked, const struct hd_lang *lang, struct hd_buf *out);

/* "Where it stands", "Will it be reached?": the heading of a section, in the language. */
const char *worked_section_label(const char *section, const struct hd_lang *lang);

/* "named by the target", "the last value known when the target came into force", ... */
const char *worked_baseline_words(enum judge_baseline_source source, const struct hd_lang *lang);

#endif

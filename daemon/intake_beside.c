/* The observations that one row stands for: its value, and the numbers beside it. */
#include <math.h>
#include <string.h>

#include "common/buf.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "daemon/intake_work.h"

/* CL_OBS_STATUS: there is no value. */
static const char missing_status[] = "HLMOQ";

struct spreading {
    struct gathering *g;
    const struct reading *reading;
    const struct indicator *indicator;
    struct intake_part *parts;
    size_t count;
    bool good;
};

static void refuse(struct spreading *s, const char *member, struct hd_problem problem)
{
    problem.args[0] = "indicator";
    problem.args[1] = s->indicator->code;
    intake_refuse(s->g, s->reading, member, problem);
    s->good = false;
}

/* ---- what is computed is not sent ---- */

static const char *part_words(struct gathering *g, const struct composite *composite)
{
    HD_BUF_AUTO struct hd_buf words = { 0 };

    hd_buf_init(&words, 65536);
    for (size_t i = 0; i < composite->part_count; i++)
        hd_buf_printf(&words, "%s%s", i ? ", " : "", composite->parts[i].code);
    return hd_arena_strdup(&g->report->arena, words.data);
}

static void refuse_computed(struct spreading *s, const struct indicator *indicator,
                            const char *member)
{
    bool ratio = indicator->composite.formula == FORMULA_RATIO;

    s->good = false;
    intake_refuse(
        s->g, s->reading, member,
        (struct hd_problem){
            .code = "indicator_computed",
            .message = ratio
                           ? N_("{indicator} is computed from {parts}. Send their values, or write "
                                "them into the columns numerator and denominator.")
                           : N_("{indicator} is computed from {parts}. Send their values."),
            .args = { "indicator", indicator->code, "parts",
                      part_words(s->g, &indicator->composite) },
            .value = s->reading->value });
}

/* ---- numbers beside the value ---- */

static bool is_missing(char status)
{
    return status && strchr(missing_status, status);
}

/* A number that is there is no missing one, whatever the value beside it is, and the reverse. */
static char status_of(const struct reading *reading, enum reading_beside beside, const char *text)
{
    if (!text)
        return is_missing(reading->status) ? reading->status : 'O';
    return beside == BESIDE_RESPONDENTS || is_missing(reading->status) ? 'A' : reading->status;
}

static void add_beside(struct spreading *s, enum reading_beside beside,
                       const struct indicator *indicator, const char *breakdown)
{
    const struct reading_number *number = &s->reading->beside[beside];
    struct intake_part *part = &s->parts[s->count++];

    *part = (struct intake_part){ .reading = *s->reading,
                                  .indicator = indicator,
                                  .member = reading_beside_word(beside),
                                  .beside = true };
    part->reading.indicator = indicator->code;
    part->reading.breakdown = breakdown ? breakdown : s->reading->breakdown;
    part->reading.value = number->text;
    part->reading.empty = part->reading.coded = false;
    part->reading.percent_sign = number->percent_sign;
    part->reading.status = status_of(s->reading, beside, number->text);
    if (beside == BESIDE_RESPONDENTS)
        part->reading.comment = ""; /* it is about the value */
}

static void spread_respondents(struct spreading *s)
{
    const char *code = s->indicator->respondents;
    const struct indicator *counted = code ? catalog_indicator(s->g->catalog, code) : NULL;

    if (!s->reading->beside[BESIDE_RESPONDENTS].given)
        return;
    if (counted)
        add_beside(s, BESIDE_RESPONDENTS, counted, NULL);
    else
        refuse(s, reading_beside_word(BESIDE_RESPONDENTS),
               (struct hd_problem){ .code = "respondents_not_counted",
                                    .message = N_("{indicator} has no indicator that counts its "
                                                  "respondents. Name one in the catalogue, or "
                                                  "leave this empty.") });
}

/* Number `at` of the two parts of a ratio. */
static void spread_ratio(struct spreading *s, enum reading_beside beside, size_t at)
{
    const struct composite *composite = &s->indicator->composite;
    bool ratio = composite->formula == FORMULA_RATIO && composite->part_count == 2;
    const struct indicator *indicator =
        ratio ? catalog_indicator(s->g->catalog, composite->parts[at].code) : NULL;

    if (!s->reading->beside[beside].given)
        return;
    if (indicator)
        add_beside(s, beside, indicator, composite->parts[at].breakdown);
    else
        refuse(s, reading_beside_word(beside),
               (struct hd_problem){ .code = "ratio_expected",
                                    .message = N_("{indicator} is no ratio: it has no numerator "
                                                  "and denominator. Leave this empty.") });
}

static bool is_entered_as_ratio(const struct reading *reading)
{
    return reading->beside[BESIDE_NUMERATOR].given || reading->beside[BESIDE_DENOMINATOR].given;
}

static void spread_value(struct spreading *s)
{
    const struct reading *reading = s->reading;

    if (reading->empty || (!reading->value && is_entered_as_ratio(reading)))
        return;
    if (indicator_computed(s->indicator))
        refuse_computed(s, s->indicator, "value");
    else
        s->parts[s->count++] = (struct intake_part){ .reading = *reading,
                                                     .indicator = s->indicator,
                                                     .member = "value" };
}

/* ---- checks ---- */

static void check_parts(struct spreading *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct intake_part *part = &s->parts[i];

        if (part->beside && indicator_computed(part->indicator)) {
            refuse_computed(s, part->indicator, part->member);
            continue;
        }
        s->g->member = part->member;
        s->good = intake_check_value(s->g, &part->reading, part->indicator) && s->good;
    }
}

/* More of a thing than there is: the limits are those of the ratio. */
static void check_ratio(struct spreading *s)
{
    const char *numerator = s->reading->beside[BESIDE_NUMERATOR].text;
    const char *denominator = s->reading->beside[BESIDE_DENOMINATOR].text;
    struct reading share = *s->reading;
    char text[HD_DOUBLE_TEXT_MAX];
    double value;

    if (!s->good || !numerator || !denominator)
        return;
    value = s->indicator->composite.multiplier * hd_decimal_double(numerator) /
            hd_decimal_double(denominator);
    if (!isfinite(value))
        return; /* it will have no value, and say why */
    hd_double_text(value, text);
    share.value = text;
    share.percent_sign = share.coded = false;
    s->g->member = reading_beside_word(BESIDE_NUMERATOR);
    s->good = intake_check_value(s->g, &share, s->indicator);
}

bool intake_spread(struct gathering *g, const struct reading *reading,
                   const struct indicator *indicator, struct intake_part parts[INTAKE_PARTS],
                   size_t *count_out)
{
    struct spreading s = {
        .g = g, .reading = reading, .indicator = indicator, .parts = parts, .good = true
    };

    spread_value(&s);
    spread_respondents(&s);
    spread_ratio(&s, BESIDE_NUMERATOR, 0);
    spread_ratio(&s, BESIDE_DENOMINATOR, 1);
    check_parts(&s);
    check_ratio(&s);
    g->member = "value";
    *count_out = s.count;
    return s.good;
}

/* What the catalogue says of one reading; each check tells its own problem. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/decimal.h"
#include "common/lang.h"
#include "common/utf8.h"
#include "daemon/intake_work.h"

#define AREA_MAX     64
#define COMMENT_MAX  4000
#define WARNED_MAX   200 /* rows that are doubted; refusals must have room */
#define PERCENT_UNIT "percent"

#define BASIS_INVENTED "invented"

void intake_refuse(struct gathering *g, const struct reading *reading, const char *member,
                   struct hd_problem problem)
{
    char pointer[64];

    problem.file = g->pointers && !reading->pointer ? NULL : g->intake->file;
    problem.line = reading->line;
    if (g->pointers && !reading->pointer) { /* the house's own layout */
        snprintf(pointer, sizeof pointer, "/observations/%zu/%s", g->read.rows - 1, member);
        problem.pointer = pointer;
    } else if (reading->pointer) {
        problem.pointer = reading->pointer;
        problem.column = member;
    } else {
        problem.column = member;
    }
    hd_problem_add(&g->report->problems, &problem);
}

static const struct indicator *check_indicator(struct gathering *g, const struct reading *reading)
{
    const struct indicator *indicator = catalog_indicator(g->catalog, reading->indicator);
    const char *nearest =
        indicator ? NULL : catalog_nearest_indicator(g->catalog, reading->indicator);

    if (indicator)
        return indicator;
    intake_refuse(
        g, reading, "indicator",
        (struct hd_problem){
            .code = "indicator_unknown",
            .message = nearest ? N_("There is no indicator '{code}'. Did you mean '{nearest}'?")
                               : N_("There is no indicator '{code}'."),
            .args = { "code", reading->indicator, nearest ? "nearest" : NULL, nearest },
            .value = reading->indicator });
    return NULL;
}

/* Codes stand between slashes in a series' name. */
static bool code_is_good(const char *code)
{
    if (strlen(code) > AREA_MAX || !hd_utf8_valid(code, strlen(code)))
        return false;
    for (; *code; code++) {
        if (*code == '/' || (unsigned char)*code < ' ' || *code == 0x7f)
            return false;
    }
    return true;
}

static bool check_code(struct gathering *g, const struct reading *reading, const char *member,
                       const char *code)
{
    if (code_is_good(code))
        return true;
    intake_refuse(g, reading, member,
                  (struct hd_problem){ .code = "code_invalid",
                                       .message = N_("A code has at most 64 bytes, no slash and no "
                                                     "control characters."),
                                       .value = code });
    return false;
}

static const char *check_area(struct gathering *g, const struct reading *reading)
{
    if (*reading->area) {
        g->named = true;
        return check_code(g, reading, "area", reading->area) ? reading->area : NULL;
    }
    g->defaulted = true;
    if (*g->default_area)
        return g->default_area;
    intake_refuse(
        g, reading, "area",
        (struct hd_problem){ .code = "area_missing",
                             .message = N_("The area is missing, and no default_area is set "
                                           "in [site].") });
    return NULL;
}

static bool in_scale(const struct judge_indicator *judge, const char *code)
{
    for (size_t i = 0; i < judge->scale_count; i++) {
        if (strcmp(judge->scale[i], code) == 0)
            return true;
    }
    return false;
}

static bool is_yes_or_no(const struct gathering *g, const struct indicator *indicator)
{
    for (size_t i = 0; i < g->catalog->target_count; i++) {
        if (g->catalog->targets[i].indicator == indicator &&
            g->catalog->targets[i].judge.kind == JUDGE_BOOLEAN)
            return true;
    }
    return false;
}

static const char *scale_words(struct gathering *g, const struct judge_indicator *judge)
{
    HD_BUF_AUTO struct hd_buf words = { 0 };

    hd_buf_init(&words, 4096);
    for (size_t i = 0; i < judge->scale_count; i++)
        hd_buf_printf(&words, "%s%s", i ? ", " : "", judge->scale[i]);
    return hd_arena_strdup(&g->report->arena, words.data);
}

static bool check_scale(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator)
{
    if (in_scale(&indicator->judge, reading->value))
        return true;
    intake_refuse(
        g, reading, g->member,
        (struct hd_problem){
            .code = "code_not_in_scale",
            .message = N_("'{value}' is not one of the groups: {groups}."),
            .args = { "value", reading->value, "groups", scale_words(g, &indicator->judge) },
            .value = reading->value });
    return false;
}

static bool check_coded(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator)
{
    bool yes_or_no = strcmp(reading->value, "yes") == 0 || strcmp(reading->value, "no") == 0;

    if (yes_or_no && is_yes_or_no(g, indicator))
        return true;
    intake_refuse(
        g, reading, g->member,
        (struct hd_problem){ .code = "number_expected",
                             .message = N_("'{value}' is not a number, and this indicator "
                                           "takes numbers."),
                             .args = { "value", reading->value },
                             .value = reading->value });
    return false;
}

static bool check_limit(struct gathering *g, const struct reading *reading, double limit,
                        bool lower)
{
    double near = hd_decimal_double(reading->value);
    char text[HD_DOUBLE_TEXT_MAX];
    int order;

    if (lower ? near > limit : near < limit) /* rounding keeps the order: only ties are open */
        return true;
    hd_double_text(limit, text);
    order = hd_decimal_cmp(reading->value, text);
    if (lower ? order >= 0 : order <= 0)
        return true;
    intake_refuse(g, reading, g->member,
                  (struct hd_problem){
                      .code = "value_out_of_limits",
                      .message = lower ? N_("{value} is below {limit}, the least that is possible.")
                                       : N_("{value} is above {limit}, the most that is possible."),
                      .args = { "value", reading->value, "limit", text },
                      .value = reading->value });
    return false;
}

/* Nobody can ask fewer than no one. */
static bool counts_respondents(const struct catalog *catalog, const struct indicator *indicator)
{
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const char *code = catalog->indicators[i].respondents;

        if (code && strcmp(code, indicator->code) == 0)
            return true;
    }
    return false;
}

static bool check_number(struct gathering *g, const struct reading *reading,
                         const struct indicator *indicator)
{
    const struct judge_indicator *judge = &indicator->judge;

    if (!isfinite(hd_decimal_double(reading->value))) {
        intake_refuse(
            g, reading, g->member,
            (struct hd_problem){ .code = "number_too_large",
                                 .message = N_("This number is too large to compute with. "
                                               "Look at its exponent, or take a larger unit."),
                                 .value = reading->value });
        return false;
    }
    if (reading->percent_sign && strcmp(indicator->unit, PERCENT_UNIT) != 0) {
        intake_refuse(
            g, reading, g->member,
            (struct hd_problem){ .code = "percent_not_the_unit",
                                 .message = N_("The unit of this indicator is {unit}, not "
                                               "percent. Write the number alone."),
                                 .args = { "unit", indicator->unit },
                                 .value = reading->value });
        return false;
    }
    if (!judge->has_lower && counts_respondents(g->catalog, indicator) &&
        !check_limit(g, reading, 0, true))
        return false;
    return (!judge->has_lower || check_limit(g, reading, judge->lower, true)) &&
           (!judge->has_upper || check_limit(g, reading, judge->upper, false));
}

bool intake_check_value(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator)
{
    if (!reading->value)
        return true;
    if (indicator->judge.scale)
        return check_scale(g, reading, indicator);
    return reading->coded ? check_coded(g, reading, indicator)
                          : check_number(g, reading, indicator);
}

static bool check_comment(struct gathering *g, const struct reading *reading)
{
    if (strlen(reading->comment) <= COMMENT_MAX)
        return true;
    intake_refuse(g, reading, "comment",
                  (struct hd_problem){ .code = "comment_too_long",
                                       .message = N_("A comment has at most 4000 bytes.") });
    return false;
}

static bool check_published(struct gathering *g, const struct reading *reading)
{
    if (!g->intake->history || reading->published_at_ms <= g->now_at_ms)
        return true;
    intake_refuse(g, reading, "published",
                  (struct hd_problem){ .code = "published_in_future",
                                       .message = N_("History was published before today.") });
    return false;
}

/* What a value rests on: counted, since a submission is invented as a whole or not at all. */
static bool check_basis(struct gathering *g, const struct reading *reading)
{
    static const char *const known[] = { "stated", "derived", BASIS_INVENTED };
    const size_t count = sizeof known / sizeof *known;
    bool invented = strcmp(reading->basis, BASIS_INVENTED) == 0, good = !*reading->basis;
    const char *nearest;

    g->invented += invented;
    g->others += !invented;
    if (strcmp(reading->basis, INTAKE_COMPUTED) == 0) {
        intake_refuse(g, reading, "basis",
                      (struct hd_problem){ .code = "basis_computed",
                                           .message = N_("This indicator is not computed: its "
                                                         "values have another basis."),
                                           .value = reading->basis });
        return false;
    }
    for (size_t i = 0; i < count && !good; i++)
        good = strcmp(reading->basis, known[i]) == 0;
    if (good)
        return true;
    nearest = hd_nearest(reading->basis, known, count);
    intake_refuse(g, reading, "basis",
                  (struct hd_problem){
                      .code = "basis_unknown",
                      .message = nearest
                                     ? N_("There is no basis '{basis}'. Did you mean '{nearest}'?")
                                     : N_("There is no basis '{basis}'. Write stated, derived or "
                                          "invented."),
                      .args = { "basis", reading->basis, nearest ? "nearest" : NULL, nearest },
                      .value = reading->basis });
    return false;
}

bool intake_check(struct gathering *g, const struct reading *reading,
                  const struct indicator **indicator_out, const char **area_out)
{
    bool good;

    *indicator_out = check_indicator(g, reading);
    *area_out = check_area(g, reading);
    good = *indicator_out && *area_out;
    good = check_code(g, reading, "breakdown", reading->breakdown) && good;
    good = check_comment(g, reading) && good;
    good = check_published(g, reading) && good;
    return check_basis(g, reading) && good;
}

/* ---- what is taken, but doubted ---- */

void intake_warn_early(struct gathering *g, const struct reading *reading)
{
    bool told = reading->status == 'F' || reading->status == 'P';
    char period[HD_PERIOD_TEXT_MAX];

    if (!reading->value || told || reading->period.end_day <= g->today || g->warned == WARNED_MAX)
        return;
    g->warned++;
    hd_period_text(reading->period, period);
    intake_refuse(
        g, reading, "period",
        (struct hd_problem){ .warning = true,
                             .code = "period_not_over",
                             .message = N_("This period is not over yet ({period}). Give it "
                                           "the status P, or F for a forecast."),
                             .args = { "period", period },
                             .value = period });
}

#include "daemon/assumption.h"

#include <math.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "common/buf.h"
#include "common/decimal.h"
#include "common/lang.h"

#define ITEMS_MAX 64

struct reading_of {
    struct hd_arena *arena;
    const struct picture *picture;
    const struct indicator *indicator;
    struct hd_problem *problem;
};

static bool refuse(const struct reading_of *r, struct hd_problem problem)
{
    *r->problem = problem;
    for (size_t i = 0; i < HD_PROBLEM_ARGS; i++)
        r->problem->args[i] = hd_arena_strdup(r->arena, problem.args[i]);
    return false;
}

static bool is_there(const char *text)
{
    return text && *text;
}

bool assumption_is_empty(const struct assumption *assumption)
{
    return !is_there(assumption->pace) && !is_there(assumption->value) &&
           !is_there(assumption->target);
}

/* ---- numbers and groups ---- */

static bool refuse_group(const struct reading_of *r, const char *text)
{
    const struct judge_indicator *judge = &r->indicator->judge;
    struct hd_buf words HD_BUF_AUTO = { 0 };

    hd_buf_init(&words, 4096);
    for (size_t i = 0; i < judge->scale_count; i++)
        hd_buf_printf(&words, "%s%s", i ? ", " : "", judge->scale[i]);
    return refuse(
        r, (struct hd_problem){ .code = "code_not_in_scale",
                                .message = N_("'{value}' is not one of the groups: {groups}."),
                                .args = { "value", text, "groups", words.data } });
}

static bool read_group(const struct reading_of *r, const char *text, struct whatif_item *item)
{
    const struct judge_indicator *judge = &r->indicator->judge;

    for (size_t i = 0; i < judge->scale_count; i++) {
        if (strcmp(judge->scale[i], text) != 0)
            continue;
        item->text = judge->scale[i];
        item->number = (double)i;
        return true;
    }
    return refuse_group(r, text);
}

static bool is_yes_or_no(const struct reading_of *r)
{
    const struct catalog *catalog = r->picture->catalog;

    for (size_t i = 0; i < catalog->target_count; i++)
        if (catalog->targets[i].indicator == r->indicator &&
            catalog->targets[i].judge.kind == JUDGE_BOOLEAN)
            return true;
    return false;
}

static bool read_code(const struct reading_of *r, const char *text, struct whatif_item *item)
{
    bool yes = strcmp(text, "yes") == 0;

    if ((!yes && strcmp(text, "no") != 0) || !is_yes_or_no(r))
        return refuse(r, (struct hd_problem){ .code = "number_expected",
                                              .message = N_("'{value}' is not a number, and this "
                                                            "indicator takes numbers."),
                                              .args = { "value", text } });
    item->text = yes ? "yes" : "no";
    item->number = yes;
    return true;
}

static bool check_limit(const struct reading_of *r, const char *text, double limit, bool lower)
{
    char bound[HD_DOUBLE_TEXT_MAX];
    int order;

    hd_double_text(limit, bound);
    order = hd_decimal_cmp(text, bound);
    if (lower ? order >= 0 : order <= 0)
        return true;
    return refuse(r,
                  (struct hd_problem){
                      .code = "value_out_of_limits",
                      .message = lower ? N_("{value} is below {limit}, the least that is possible.")
                                       : N_("{value} is above {limit}, the most that is possible."),
                      .args = { "value", text, "limit", bound } });
}

static bool check_limits(const struct reading_of *r, const char *text)
{
    const struct judge_indicator *judge = &r->indicator->judge;

    return (!judge->has_lower || check_limit(r, text, judge->lower, true)) &&
           (!judge->has_upper || check_limit(r, text, judge->upper, false));
}

static bool refuse_cell(const struct reading_of *r, const struct cell_value *cell, const char *text)
{
    struct hd_problem problem = { .code = "number_invalid" };

    if (cell->kind == CELL_BAD && cell->one[0]) {
        cell_describe(cell, &problem);
        return refuse(r, problem);
    }
    problem.message = N_("'{value}' is not a number. Write it like 1234.5.");
    problem.args[0] = "value";
    problem.args[1] = text;
    return refuse(r, problem);
}

static bool refuse_percent(const struct reading_of *r)
{
    return refuse(r, (struct hd_problem){ .code = "percent_not_the_unit",
                                          .message = N_("The unit of this indicator is {unit}, not "
                                                        "percent. Write the number alone."),
                                          .args = { "unit", r->indicator->unit } });
}

/* A number or a code as a cell of a file would be read; false: refused. */
static bool read_cell(const struct reading_of *r, const char *text, struct cell_value *cell)
{
    size_t len = strlen(text);
    const char *trimmed = cell_trim(text, &len);

    cell_read_value(trimmed, len, true, cell);
    if (cell->kind == CELL_CODE)
        return true;
    if (cell->kind != CELL_NUMBER || !isfinite(hd_decimal_double(cell->text)))
        return refuse_cell(r, cell, text);
    return !cell->percent_sign || strcmp(r->indicator->unit, "percent") == 0 || refuse_percent(r);
}

static bool read_amount(const struct reading_of *r, const char *text, struct whatif_item *item)
{
    struct cell_value cell;

    if (r->indicator->judge.scale)
        return read_group(r, text, item);
    if (!read_cell(r, text, &cell))
        return false;
    if (cell.kind == CELL_CODE)
        return read_code(r, cell.text, item);
    item->text = hd_arena_strdup(r->arena, cell.text);
    item->number = hd_decimal_double(cell.text);
    return check_limits(r, item->text);
}

/* ---- periods and pairs ---- */

static bool read_period(const struct reading_of *r, const char *text, struct hd_period *out)
{
    const char *why = NULL;

    if (hd_period_parse(text, strlen(text), out, &why))
        return true;
    return refuse(r, (struct hd_problem){ .code = "period_invalid", .message = why });
}

static bool check_new(const struct reading_of *r, const struct whatif_item *items, size_t count)
{
    char text[HD_PERIOD_TEXT_MAX];

    for (size_t i = 0; i + 1 < count; i++) {
        if (!hd_period_equal(items[i].period, items[count - 1].period))
            continue;
        hd_period_text(items[i].period, text);
        return refuse(r, (struct hd_problem){ .code = "period_twice",
                                              .message = N_("The period {period} stands twice."),
                                              .args = { "period", text } });
    }
    return true;
}

static bool read_item(const struct reading_of *r, const char *period, const char *amount,
                      struct whatif_item *item)
{
    return read_period(r, period, &item->period) && read_amount(r, amount, item);
}

/* A comma parts two pairs where an equals sign follows before the next one; else it is the
 * decimal mark of a number.  A semicolon always parts. */
static size_t pair_len(const char *text)
{
    size_t len = strcspn(text, ",;");

    while (text[len] == ',') {
        size_t next = strcspn(text + len + 1, ",;");

        if (memchr(text + len + 1, '=', next))
            break;
        len += 1 + next;
    }
    return len;
}

static const char *trimmed(const struct reading_of *r, const char *text, size_t len)
{
    const char *start = cell_trim(text, &len);

    return hd_arena_strndup(r->arena, start, len);
}

static bool read_pair(const struct reading_of *r, const char *text, size_t len, const char *name,
                      struct whatif_item *item)
{
    const char *equals = memchr(text, '=', len);
    const char *period, *amount;

    if (!equals)
        return refuse(r,
                      (struct hd_problem){
                          .code = "assumption_incomplete",
                          .message = N_("'{text}' does not say for which period. Write {name} as "
                                        "PERIOD=VALUE, such as 2028=75."),
                          .args = { "text", trimmed(r, text, len), "name", name } });
    period = trimmed(r, text, (size_t)(equals - text));
    amount = trimmed(r, equals + 1, len - (size_t)(equals - text) - 1);
    return read_item(r, period, amount, item);
}

static bool read_pairs(const struct reading_of *r, const char *text, const char *name,
                       const struct whatif_item **items_out, size_t *count_out)
{
    struct whatif_item *items = hd_arena_alloc(r->arena, ITEMS_MAX * sizeof *items);

    *items_out = items;
    while (*text) {
        size_t len = pair_len(text);

        if (*count_out == ITEMS_MAX)
            return refuse(r, (struct hd_problem){ .code = "assumption_too_long",
                                                  .message = N_("At most 64 can be assumed at "
                                                                "once.") });
        if (!read_pair(r, text, len, name, &items[(*count_out)++]) ||
            !check_new(r, items, *count_out))
            return false;
        text += len;
        text += *text != '\0';
    }
    return true;
}

/* The form has a field for the period and one for the value. */
static bool read_fields(const struct reading_of *r, const char *period, const char *amount,
                        const struct whatif_item **items_out, size_t *count_out)
{
    struct whatif_item *item = hd_arena_alloc(r->arena, sizeof *item);

    *items_out = item;
    *count_out = 1;
    return read_item(r, trimmed(r, period, strlen(period)), trimmed(r, amount, strlen(amount)),
                     item);
}

static bool read_items(const struct reading_of *r, const char *text, const char *period,
                       const char *name, const struct whatif_item **items_out, size_t *count_out)
{
    if (!is_there(text))
        return true;
    if (is_there(period) && !strchr(text, '='))
        return read_fields(r, period, text, items_out, count_out);
    return read_pairs(r, text, name, items_out, count_out);
}

/* ---- the pace ---- */

static bool read_pace(const struct reading_of *r, const char *text, struct whatif *whatif)
{
    struct cell_value cell;

    if (!is_there(text))
        return true;
    if (r->indicator->judge.scale)
        return refuse(r, (struct hd_problem){ .code = "pace_of_groups",
                                              .message = N_("Groups have no pace: assume a value "
                                                            "or a target instead.") });
    if (!read_cell(r, text, &cell))
        return false;
    if (cell.kind != CELL_NUMBER)
        return refuse_cell(r, &cell, text);
    whatif->has_pace = true;
    whatif->pace = hd_decimal_double(cell.text);
    return true;
}

bool assumption_read(const struct assumption *assumption, struct hd_arena *arena,
                     const struct picture *picture, struct whatif *whatif,
                     struct hd_problem *problem)
{
    const struct reading_of r = {
        .arena = arena, .picture = picture, .indicator = whatif->indicator, .problem = problem
    };

    if (assumption_is_empty(assumption))
        return refuse(&r, (struct hd_problem){
                              .code = "assumption_missing",
                              .message = N_("Say what is to be assumed: a pace, a value of a "
                                            "period, or a target of a period.") });
    return read_pace(&r, assumption->pace, whatif) &&
           read_items(&r, assumption->value, assumption->value_period, "value", &whatif->values,
                      &whatif->value_count) &&
           read_items(&r, assumption->target, assumption->target_period, "target", &whatif->targets,
                      &whatif->target_count);
}

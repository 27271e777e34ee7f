#include "storage/holding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/decimal_parts.h"
#include "common/memory.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

/* ---- by how much ---- */

#define PERCENT_PLACES 1000000            /* of a percent; in numbers: 1e6 */
#define WHOLE          INT64_C(100000000) /* a hundred percent of them */
#define PERCENT_MAX    1e9
#define PRODUCT_DIGITS (HD_DECIMAL_MAX + 20)

/* 0.<digits> * 10^point, with no zero first or last. */
struct product {
    char digits[PRODUCT_DIGITS];
    size_t count;
    int point;
};

/* The size of a decimal number times a whole one, exactly. */
static struct product multiply(const struct hd_decimal_parts *parts, uint64_t factor)
{
    char all[PRODUCT_DIGITS];
    struct product product = { .point = parts->point };
    uint64_t carry = 0;
    size_t at = sizeof all, digits = parts->count, first;

    while (digits || carry) {
        if (digits)
            carry += (uint64_t)(parts->digits[--digits] - '0') * factor;
        all[--at] = (char)('0' + (int)(carry % 10));
        carry /= 10;
    }
    for (first = at; first < sizeof all && all[first] == '0'; first++)
        ;
    product.count = sizeof all - first;
    product.point += (int)(sizeof all - at) - (int)parts->count - (int)(first - at);
    memcpy(product.digits, all + first, product.count);
    while (product.count && product.digits[product.count - 1] == '0')
        product.count--;
    return product;
}

static int compare_sizes(const struct product *a, const struct product *b)
{
    size_t common = a->count < b->count ? a->count : b->count;
    int order;

    if (!a->count || !b->count)
        return (a->count > 0) - (b->count > 0);
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    order = memcmp(a->digits, b->digits, common);
    return order ? order : (a->count > b->count) - (a->count < b->count);
}

/* With p percent, `now` may lie from (100 - p) to (100 + p) hundredths of `then`. */
static bool moved_number(const struct hd_decimal_parts *then, const struct hd_decimal_parts *now,
                         double percent)
{
    int64_t share = llround(fmin(percent, PERCENT_MAX) * PERCENT_PLACES), least = WHOLE - share;
    struct product most = multiply(then, (uint64_t)(WHOLE + share));
    struct product fewest = multiply(then, (uint64_t)(least < 0 ? -least : least));
    struct product is = multiply(now, (uint64_t)WHOLE);
    bool across = now->count && then->count && now->negative != then->negative;

    if (!then->count || !now->count)
        return then->count ? least > 0 : now->count > 0;
    if (across) /* the other side of zero: as far as the lower end reaches there */
        return least >= 0 || compare_sizes(&is, &fewest) > 0;
    return compare_sizes(&is, &most) > 0 || (least > 0 && compare_sizes(&is, &fewest) < 0);
}

static bool is_number(const char *text)
{
    return hd_decimal_valid(text, strlen(text));
}

bool holding_moved(const char *then, const char *now, double percent)
{
    struct hd_decimal_parts old, new;

    if (!then || !now)
        return then != now;
    if (!is_number(then) || !is_number(now))
        return strcmp(then, now) != 0;
    old = hd_decimal_parts(then);
    new = hd_decimal_parts(now);
    return moved_number(&old, &new, percent);
}

/* ---- what waits already ---- */

struct holding_row {
    int64_t series_id, period_key;
    const char *value, *comment;
    char status;
};

static void read_row(struct statement *list, struct holding_rule *rule)
{
    HD_GROW(rule->rows, rule->count, rule->room);
    rule->rows[rule->count++] = (struct holding_row){
        .series_id = statement_int(list, 0),
        .period_key = statement_int(list, 1),
        .value = hd_arena_strdup(&rule->texts, statement_text(list, 2)),
        .status = statement_text(list, 3)[0],
        .comment = hd_arena_strdup(&rule->texts, statement_text(list, 4)),
    };
}

enum hd_rc holding_open(struct txn *txn, const struct submission_new *submission,
                        struct holding_rule *rule, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_submission_row_waiting, &list, err);

    if (rc)
        return rc;
    /* Without publishing, all of it waits: together. */
    rule->all = submission->hold_all && submission->publish;
    rule->bound = submission->publish ? submission->hold_percent : -1;
    statement_bind_text(list, ":actor", submission->actor);
    while (!(rc = statement_next(list, &row, err)) && row)
        read_row(list, rule);
    return rc;
}

void holding_close(struct holding_rule *rule)
{
    hd_arena_clear(&rule->texts);
    free(rule->rows);
    *rule = (struct holding_rule){ 0 };
}

/* The first one of the row's period, or where it would stand. */
static size_t find_period(const struct holding_rule *rule, const struct incoming *row)
{
    size_t low = 0, high = rule->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct holding_row *at = &rule->rows[middle];

        if (at->series_id < row->series_id ||
            (at->series_id == row->series_id && at->period_key < row->period_key))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool was_handed_in(const struct holding_rule *rule, const struct incoming *row)
{
    for (size_t i = find_period(rule, row); i < rule->count; i++) {
        const struct holding_row *at = &rule->rows[i];

        if (at->series_id != row->series_id || at->period_key != row->period_key)
            return false;
        if (at->status == row->status[0] && same_text(at->value, row->value) &&
            same_text(at->comment, row->comment))
            return true;
    }
    return false;
}

enum incoming_fate holding_judge(const struct holding_rule *rule, const struct incoming *row,
                                 bool changed, const char *old_value)
{
    if (was_handed_in(rule, row))
        return INCOMING_WAITING;
    if (rule->all)
        return INCOMING_HELD;
    if (changed && rule->bound >= 0 && holding_moved(old_value, row->value, rule->bound))
        return INCOMING_HELD;
    return INCOMING_TAKEN;
}

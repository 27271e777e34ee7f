#include "daemon/page/specimen.h"

#include <string.h>

#include "daemon/page/row.h"
#include "daemon/view.h"
#include "daemon/web_files.h"

#define FILE_NAME "specimens.yaml"
#define TEXT_MAX  16384
/* A series in short: the newest ones say what it is about. */
#define VALUES_SHOWN 4

static const struct hd_embedded *find_file(void)
{
    const struct hd_embedded *file = web_files;

    while (file->name && strcmp(file->name, FILE_NAME) != 0)
        file++;
    return file;
}

enum hd_rc specimen_read(struct rule_tests *tests, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const struct hd_embedded *file = find_file();

    if (!file->name)
        return hd_fail(err, HD_CORRUPT, "'%s' is not part of this build", FILE_NAME);
    return rule_tests_parse(tests, FILE_NAME, file->data, file->len, view_why, &problems, err);
}

/* ---- one of them ---- */

/* "2019: 25, 2020: 32, 2021: 36 %" */
static void put_point(const struct page_frame *frame, const struct indicator *indicator,
                      const struct judge_point *point, bool unit, struct hd_buf *out)
{
    const char *flag = view_status_label(point->status, frame->lang);

    hd_buf_printf(out, "%s: ", page_period(frame, point->period));
    if (unit)
        view_value(indicator, point->text, frame->lang, out);
    else
        view_value_bare(indicator, point->text, frame->lang, out);
    if (*flag)
        hd_buf_printf(out, " (%s)", flag);
}

static const char *values_of(const struct page_frame *frame, const struct indicator *indicator,
                             const struct judge_series *series)
{
    size_t first = series->count > VALUES_SHOWN ? series->count - VALUES_SHOWN : 0;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (series->count == 0)
        return NULL;
    hd_buf_init(&text, TEXT_MAX);
    if (first > 0)
        hd_buf_puts(&text, "\u2026 ");
    for (size_t i = first; i < series->count; i++) {
        if (i > first)
            hd_buf_puts(&text, ", ");
        put_point(frame, indicator, &series->points[i], i + 1 == series->count, &text);
    }
    return hd_arena_strdup(frame->arena, text.data);
}

static const char *others_of(const struct page_frame *frame, const struct status_row *row)
{
    const struct judge_question *q = &row->question;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (q->peer_count == 0)
        return NULL;
    hd_buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < q->peer_count; i++) {
        const char *values = values_of(frame, row->indicator, q->peers[i]);

        hd_buf_printf(&text, "%s%s", i ? "; " : "", values ? values : "\u2014");
    }
    return hd_arena_strdup(frame->arena, text.data);
}

static void fill_goal(struct tree *item, const struct page_frame *frame,
                      const struct status_row *row)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    view_goal(row, frame->lang, &text);
    tree_set(item, "goal", text.data);
    hd_buf_reset(&text);
    view_goal_when(row, frame->lang, &text);
    tree_set(item, "goal_when", text.data);
}

static void fill(struct tree *item, const struct page_frame *frame, const struct rule_case *rule)
{
    const struct status_row *row = rule->row;
    struct hd_buf why HD_BUF_AUTO = { 0 };

    hd_buf_init(&why, TEXT_MAX);
    view_why(row, frame->lang, &why);
    tree_set(item, "name", names_get(&row->indicator->name, frame->lang));
    tree_set(item, "values", values_of(frame, row->indicator, row->series));
    tree_set(item, "others", others_of(frame, row));
    tree_set(item, "asked", page_day(frame, rule->picture->as_of_day));
    tree_set(item, "why", why.data);
    fill_goal(item, frame, row);
}

/* ---- all of them ---- */

static size_t count_state(const struct rule_tests *tests, enum judge_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < tests->count; i++)
        count += tests->cases[i].row->verdict.state == state;
    return count;
}

static void list_state(struct tree *tree, const struct page_frame *frame,
                       const struct rule_tests *tests, enum judge_state state)
{
    struct tree *group = tree_append(tree, "kinds_of_answer");
    size_t count = count_state(tests, state);

    row_chip(group, frame, state);
    tree_set(group, "how_many",
             page_fill(frame, hd_tr_n(frame->lang, "{n} example", "{n} examples", (long)count),
                       HD_ARGS("n", page_count(frame, count))));
    tree_list(group, "examples");
    for (size_t i = 0; i < tests->count; i++)
        if (tests->cases[i].row->verdict.state == state)
            fill(tree_append(group, "examples"), frame, &tests->cases[i]);
}

enum hd_rc specimen_list(struct tree *tree, const struct page_frame *frame, struct hd_error *err)
{
    struct rule_tests tests = { 0 };
    enum hd_rc rc = specimen_read(&tests, err);

    tree_list(tree, "kinds_of_answer");
    for (size_t i = 0; i < JUDGE_STATES && !rc; i++)
        list_state(tree, frame, &tests, view_state_at(i));
    rule_tests_clear(&tests);
    return rc;
}

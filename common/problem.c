#include "common/problem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/utf8.h"

#define VALUE_BYTES 80
#define WORD_CHARS  64 /* longer words are not looked up: no name of ours is */

static void copy_args(struct hd_arena *arena, struct hd_problem *to)
{
    for (size_t i = 0; i < HD_PROBLEM_ARGS; i++)
        to->args[i] = hd_arena_strdup(arena, to->args[i]);
    to->args[HD_PROBLEM_ARGS] = NULL;
}

static const char *copy_value(struct hd_arena *arena, const char *value)
{
    if (!value)
        return NULL;
    return hd_arena_strndup(arena, value, hd_utf8_cut(value, strlen(value), VALUE_BYTES));
}

void hd_problem_add(struct hd_problems *list, const struct hd_problem *problem)
{
    struct hd_problem copy = *problem;

    if (!problem->warning)
        list->errors++;
    if (list->count == HD_PROBLEMS_MAX) {
        list->dropped++;
        return;
    }
    copy.code = hd_arena_strdup(&list->arena, problem->code);
    copy.message = hd_arena_strdup(&list->arena, problem->message);
    copy.file = hd_arena_strdup(&list->arena, problem->file);
    copy.column = hd_arena_strdup(&list->arena, problem->column);
    copy.cell = hd_arena_strdup(&list->arena, problem->cell);
    copy.key = hd_arena_strdup(&list->arena, problem->key);
    copy.pointer = hd_arena_strdup(&list->arena, problem->pointer);
    copy.value = copy_value(&list->arena, problem->value);
    copy_args(&list->arena, &copy);
    HD_GROW(list->items, list->count, list->room);
    list->items[list->count++] = copy;
}

void hd_problems_clear(struct hd_problems *list)
{
    hd_arena_clear(&list->arena);
    free(list->items);
    *list = (struct hd_problems){ 0 };
}

/* One pass of a merge sort: neighbours of `width` become sorted runs of twice the width. */
static void merge_runs(const struct hd_problem *from, struct hd_problem *to, size_t count,
                       size_t width)
{
    for (size_t start = 0; start < count; start += 2 * width) {
        size_t middle = start + width < count ? start + width : count;
        size_t end = start + 2 * width < count ? start + 2 * width : count;
        size_t left = start, right = middle;

        for (size_t i = start; i < end; i++) {
            bool take_left = left < middle && (right == end || from[left].line <= from[right].line);

            to[i] = take_left ? from[left++] : from[right++];
        }
    }
}

void hd_problems_sort(struct hd_problems *list)
{
    /* qsort() would not keep the order of arrival within a line. */
    struct hd_problem *spare;

    if (list->count < 2)
        return;
    spare = hd_realloc(NULL, list->room, sizeof *spare);
    for (size_t width = 1; width < list->count; width *= 2) {
        struct hd_problem *sorted = spare;

        merge_runs(list->items, sorted, list->count, width);
        spare = list->items;
        list->items = sorted;
    }
    free(spare);
}

void hd_problem_message(const struct hd_problem *problem, const struct hd_lang *lang,
                        struct hd_buf *out)
{
    hd_fill(out, hd_tr(lang, problem->message), problem->args);
}

static void put_place(const struct hd_problem *problem, const struct hd_lang *lang,
                      struct hd_buf *out)
{
    char line[24];

    snprintf(line, sizeof line, "%ld", problem->line);
    if (problem->cell) /* says the line too */
        hd_buf_printf(out, "%s%s%s: ", problem->file ? problem->file : "", problem->file ? ":" : "",
                      problem->cell);
    else if (problem->file && problem->line)
        hd_buf_printf(out, "%s:%s: ", problem->file, line);
    else if (problem->file)
        hd_buf_printf(out, "%s: ", problem->file);
    else if (problem->line)
        hd_fill(out, hd_tr(lang, "line {line}: "), HD_ARGS("line", line));
    if (problem->column)
        hd_fill(out, hd_tr(lang, "column '{column}': "), HD_ARGS("column", problem->column));
    if (problem->key)
        hd_fill(out, hd_tr(lang, "key '{key}': "), HD_ARGS("key", problem->key));
    if (problem->pointer && *problem->pointer) /* "" is the document */
        hd_buf_printf(out, "%s: ", problem->pointer);
}

void hd_problem_line(const struct hd_problem *problem, const struct hd_lang *lang,
                     struct hd_buf *out)
{
    put_place(problem, lang, out);
    hd_problem_message(problem, lang, out);
}

/* The characters of a word without their case; SIZE_MAX when there are too many. */
static size_t word_chars(const char *word, uint32_t out[static WORD_CHARS])
{
    size_t len = strlen(word), count = 0;

    while (len) {
        uint32_t code = (unsigned char)*word;
        size_t step = hd_utf8_next(word, len, &code);

        if (count == WORD_CHARS)
            return SIZE_MAX;
        if (!step)
            step = 1;
        out[count++] = hd_utf8_fold(code);
        word += step;
        len -= step;
    }
    return count;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, substitutions and swapped neighbours. */
static size_t edit_distance(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len)
{
    size_t rows[3][WORD_CHARS + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b_len; j++)
        before[j] = above[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *oldest = before;

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t cost = a[i - 1] != b[j - 1];

            row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_len];
}

const char *hd_nearest(const char *word, const char *const *known, size_t count)
{
    uint32_t wanted[WORD_CHARS], other[WORD_CHARS];
    size_t wanted_len = word_chars(word, wanted), best;
    const char *nearest = NULL;

    if (wanted_len == SIZE_MAX)
        return NULL;
    best = 2 + wanted_len / 4; /* only nearer than this counts */
    for (size_t i = 0; i < count; i++) {
        size_t other_len = word_chars(known[i], other), distance;

        if (other_len == SIZE_MAX)
            continue;
        distance = edit_distance(wanted, wanted_len, other, other_len);
        if (distance < best) {
            best = distance;
            nearest = known[i];
        }
    }
    return nearest;
}

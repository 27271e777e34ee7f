#include "daemon/export/cube.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/intake.h"

/* ---- the axes ---- */

static int by_freq(const struct observed *a, const struct observed *b)
{
    return (int)a->row->period.freq - (int)b->row->period.freq;
}

static int by_area(const struct observed *a, const struct observed *b)
{
    return strcmp(a->row->area, b->row->area);
}

static int by_indicator(const struct observed *a, const struct observed *b)
{
    return strcmp(a->indicator->code, b->indicator->code);
}

static int by_breakdown(const struct observed *a, const struct observed *b)
{
    return strcmp(a->row->breakdown, b->row->breakdown);
}

static int by_time(const struct observed *a, const struct observed *b)
{
    return hd_period_cmp(a->row->period, b->row->period);
}

static const struct axis {
    const char *word, *name;
    int (*compare)(const struct observed *a, const struct observed *b);
} axes[AXES] = {
    [AXIS_FREQ] = { "FREQ", N_("Frequency"), by_freq },
    [AXIS_AREA] = { "REF_AREA", N_("Area"), by_area },
    [AXIS_INDICATOR] = { "INDICATOR", N_("Indicator"), by_indicator },
    [AXIS_BREAKDOWN] = { "BREAKDOWN", N_("Breakdown"), by_breakdown },
    [AXIS_TIME] = { "TIME_PERIOD", N_("Period"), by_time },
};

const char *cube_axis_word(enum cube_axis_id axis)
{
    return axes[axis].word;
}

const char *cube_axis_name(enum cube_axis_id axis, const struct hd_lang *lang)
{
    return hd_tr(lang, axes[axis].name);
}

/* ---- the codes ---- */

const char *cube_code(enum cube_axis_id axis, const struct observed *observed,
                      char buffer[static EXPORT_TEXT_MAX])
{
    const struct vintage_row *row = observed->row;

    switch (axis) {
    case AXIS_FREQ:
        snprintf(buffer, EXPORT_TEXT_MAX, "%c", hd_freq_letter(row->period.freq));
        return buffer;
    case AXIS_AREA:
        return row->area;
    case AXIS_INDICATOR:
        return observed->indicator->code;
    case AXIS_BREAKDOWN:
        return *row->breakdown ? row->breakdown : INTAKE_TOTAL;
    case AXIS_TIME:
        hd_period_text(row->period, buffer);
        return buffer;
    case AXES:
        break;
    }
    return "";
}

static const char *code_name(enum cube_axis_id axis, const struct observed *observed,
                             const char *code, const struct hd_lang *lang, struct hd_arena *arena)
{
    const char *name;
    char label[HD_PERIOD_LABEL_MAX];

    switch (axis) {
    case AXIS_FREQ:
        return export_freq_name(observed->row->period.freq, lang);
    case AXIS_INDICATOR:
        name = names_get(&observed->indicator->name, lang);
        return *name ? name : code;
    case AXIS_BREAKDOWN:
        return *observed->row->breakdown ? code : hd_tr(lang, N_("Total"));
    case AXIS_TIME:
        hd_period_label(observed->row->period, lang, label);
        return hd_arena_strdup(arena, label);
    case AXIS_AREA:
    case AXES:
        break;
    }
    return code;
}

/* ---- places ---- */

/* qsort() hands nothing to its function: one for each axis. */
#define SORTER(name, axis)                                                                         \
    static int name(const void *a, const void *b)                                                  \
    {                                                                                              \
        const struct cube_row *const *x = a, *const *y = b;                                        \
                                                                                                   \
        return axes[axis].compare((*x)->observed, (*y)->observed);                                 \
    }
SORTER(sort_freq, AXIS_FREQ)
SORTER(sort_area, AXIS_AREA)
SORTER(sort_indicator, AXIS_INDICATOR)
SORTER(sort_breakdown, AXIS_BREAKDOWN)
SORTER(sort_time, AXIS_TIME)

static int (*const sorters[AXES])(const void *, const void *) = {
    [AXIS_FREQ] = sort_freq,           [AXIS_AREA] = sort_area, [AXIS_INDICATOR] = sort_indicator,
    [AXIS_BREAKDOWN] = sort_breakdown, [AXIS_TIME] = sort_time,
};

static struct cube_code make_code(enum cube_axis_id axis, const struct observed *observed,
                                  const struct export_table *table)
{
    char buffer[EXPORT_TEXT_MAX];
    struct cube_code code = { .first = observed };

    code.code = hd_arena_strdup(table->arena, cube_code(axis, observed, buffer));
    code.name = code_name(axis, observed, code.code, table->lang, table->arena);
    return code;
}

static void number_axis(struct cube *cube, enum cube_axis_id axis, struct cube_row **sorted,
                        const struct export_table *table)
{
    struct cube_code *codes = hd_arena_alloc(table->arena, (cube->count + 1) * sizeof *codes);
    size_t count = 0;

    qsort(sorted, cube->count, sizeof(void *), sorters[axis]);
    for (size_t i = 0; i < cube->count; i++) {
        const struct observed *observed = sorted[i]->observed;

        if (!i || axes[axis].compare(sorted[i - 1]->observed, observed) != 0)
            codes[count++] = make_code(axis, observed, table);
        sorted[i]->at[axis] = count - 1;
    }
    cube->axes[axis].codes = codes;
    cube->axes[axis].count = count;
}

static int by_place(const void *a, const void *b)
{
    const struct cube_row *x = a, *y = b;

    for (size_t i = 0; i < AXES; i++)
        if (x->at[i] != y->at[i])
            return x->at[i] < y->at[i] ? -1 : 1;
    return 0;
}

struct cube *cube_make(const struct export_table *table)
{
    struct cube *cube = hd_arena_alloc(table->arena, sizeof *cube);
    struct cube_row **sorted = hd_arena_alloc(table->arena, (table->count + 1) * sizeof(void *));

    cube->count = table->count;
    cube->rows = hd_arena_alloc(table->arena, (table->count + 1) * sizeof *cube->rows);
    for (size_t i = 0; i < table->count; i++) {
        cube->rows[i].observed = table->rows[i];
        sorted[i] = &cube->rows[i];
    }
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXES; axis++)
        number_axis(cube, axis, sorted, table);
    qsort(cube->rows, cube->count, sizeof *cube->rows, by_place);
    return cube;
}

#include "collectors/formats/csv_columns.h"

#include <string.h>

#include "collectors/formats/cell.h"
#include "common/lang.h"
#include "common/problem.h"
#include "common/utf8.h"

#define NAMES_MAX 512

struct name {
    const char *text;
    enum csv_column column;
};

/* A file is written in one language and read by people who use another: all names are known
 * always. */
struct names {
    struct name items[NAMES_MAX];
    const char *texts[NAMES_MAX];
    size_t count;
};

static const struct name sdmx_names[] = {
    { "INDICATOR", CSV_INDICATOR }, { "REF_AREA", CSV_AREA },       { "TIME_PERIOD", CSV_PERIOD },
    { "OBS_VALUE", CSV_VALUE },     { "OBS_STATUS", CSV_STATUS },   { "COMMENT_OBS", CSV_COMMENT },
    { "FREQ", CSV_FREQ },           { "UNIT_MULT", CSV_UNIT_MULT }, { "UNIT_MEASURE", CSV_KNOWN },
    { "DECIMALS", CSV_KNOWN },      { "CONF_STATUS", CSV_KNOWN },   { "SOURCE", CSV_KNOWN },
    { "DATA_SOURCE", CSV_KNOWN },   { "TIME_FORMAT", CSV_KNOWN },   { "VINTAGE", CSV_KNOWN },
    { "REVISED", CSV_KNOWN },       { "VERB", CSV_KNOWN },          { "REASON", CSV_KNOWN },
    { "ACTOR", CSV_KNOWN },         { "PROBLEM", CSV_KNOWN }, /* of our own exports */
};

/* The catalogue's own names; a translation holds one or more, parted by |. */
static const struct name own_names[] = {
    { NC_("column", "indicator"), CSV_INDICATOR },
    { NC_("column", "area"), CSV_AREA },
    { NC_("column", "breakdown"), CSV_BREAKDOWN },
    { NC_("column", "period"), CSV_PERIOD },
    { NC_("column", "value"), CSV_VALUE },
    { NC_("column", "status"), CSV_STATUS },
    { NC_("column", "comment"), CSV_COMMENT },
    { NC_("column", "note"), CSV_COMMENT },
    { NC_("column", "published"), CSV_PUBLISHED },
    { NC_("column", "basis"), CSV_BASIS },
    { NC_("column", "frequency"), CSV_FREQ },
    { NC_("column", "source"), CSV_KNOWN },
    { NC_("column", "unit"), CSV_KNOWN },
    { NC_("column", "n"), CSV_RESPONDENTS },
    { NC_("column", "respondents"), CSV_RESPONDENTS },
    { NC_("column", "numerator"), CSV_NUMERATOR },
    { NC_("column", "denominator"), CSV_DENOMINATOR },
    { NC_("column", "at"), CSV_AT },
    { NC_("column", "id"), CSV_ID },
};

static void add_name(struct names *names, const char *text, enum csv_column column)
{
    if (names->count == NAMES_MAX || !*text)
        return;
    names->texts[names->count] = text;
    names->items[names->count++] = (struct name){ .text = text, .column = column };
}

static void add_list(struct names *names, struct hd_arena *arena, const char *list,
                     enum csv_column column)
{
    while (*list) {
        size_t len = strcspn(list, "|");

        add_name(names, hd_arena_strndup(arena, list, len), column);
        list += len + (list[len] == '|');
    }
}

static struct names *collect_names(struct hd_arena *arena)
{
    struct names *names = hd_arena_alloc(arena, sizeof *names);
    size_t lang_count;
    const struct hd_lang *const *langs = hd_lang_all(&lang_count);

    for (size_t i = 0; i < sizeof sdmx_names / sizeof *sdmx_names; i++)
        add_name(names, sdmx_names[i].text, sdmx_names[i].column);
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++) {
        add_name(names, own_names[i].text, own_names[i].column);
        for (size_t j = 0; j < lang_count; j++)
            add_list(names, arena, hd_tr_ctx(langs[j], "column", own_names[i].text),
                     own_names[i].column);
    }
    return names;
}

static enum csv_column find_column(const struct names *names, const char *text)
{
    for (size_t i = 0; i < names->count; i++) {
        if (hd_utf8_same(names->items[i].text, text))
            return names->items[i].column;
    }
    return CSV_UNKNOWN;
}

static void report_unknown(const struct names *names, const char *name, long line,
                           struct hd_problems *problems)
{
    const char *nearest = hd_nearest(name, names->texts, names->count);
    struct hd_problem problem = { .code = "column_unknown",
                                  .line = line,
                                  .column = name,
                                  .value = name,
                                  .args = { "column", name, "nearest", nearest } };

    problem.message =
        nearest ? N_("There is no column {column}. Did you mean {nearest}? Columns that are not "
                     "needed can be ignored on request.")
                : N_("There is no column {column}. Remove it; columns that are not needed can be "
                     "ignored on request.");
    if (!nearest)
        problem.args[2] = NULL;
    hd_problem_add(problems, &problem);
}

static void report_repeated(const char *before, const char *name, long line,
                            struct hd_problems *problems)
{
    hd_problem_add(problems,
                   &(struct hd_problem){
                       .code = "column_repeated",
                       .message = N_("The columns {before} and {column} mean the same. Keep one."),
                       .line = line,
                       .column = name,
                       .value = name,
                       .args = { "before", before, "column", name } });
}

static void report_missing(const char *name, long line, struct hd_problems *problems)
{
    hd_problem_add(problems,
                   &(struct hd_problem){
                       .code = "column_missing",
                       .message = N_("The column {column} is missing. The first row names the "
                                     "columns: indicator, period, value and, as needed, area, "
                                     "breakdown, status, comment, published, basis."),
                       .line = line,
                       .args = { "column", name } });
}

static const enum csv_column needed[] = { CSV_INDICATOR, CSV_PERIOD, CSV_VALUE };

/* Where a ratio is entered as its two parts, no value is needed; of samples no period. */
static bool is_missing(const struct csv_columns *columns, enum csv_column column)
{
    if (columns->at[column] >= 0)
        return false;
    if (column == CSV_PERIOD && columns->at[CSV_AT] >= 0)
        return false;
    return column != CSV_VALUE ||
           (columns->at[CSV_NUMERATOR] < 0 && columns->at[CSV_DENOMINATOR] < 0);
}

static void report_all_missing(const struct csv_columns *columns, long line,
                               struct hd_problems *problems)
{
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!is_missing(columns, needed[i]))
            continue;
        for (size_t j = 0; j < sizeof own_names / sizeof *own_names; j++) {
            if (own_names[j].column == needed[i])
                report_missing(own_names[j].text, line, problems);
        }
    }
}

bool csv_columns_complete(const struct csv_columns *columns)
{
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (is_missing(columns, needed[i]))
            return false;
    }
    return true;
}

void csv_columns_read(const struct hd_csv_field *fields, size_t count, long line,
                      bool ignore_unknown, struct csv_columns *columns, struct hd_arena *arena,
                      struct hd_problems *problems)
{
    const struct names *names = collect_names(arena);

    *columns = (struct csv_columns){ .count = count };
    for (size_t i = 0; i < CSV_COLUMNS; i++)
        columns->at[i] = -1;
    for (size_t i = 0; i < count; i++) {
        size_t len = fields[i].len;
        const char *text = cell_trim(fields[i].text, &len);
        const char *name = columns->names[i] = hd_arena_strndup(arena, text, len);
        enum csv_column column = find_column(names, name);

        if (column == CSV_UNKNOWN && len && !ignore_unknown)
            report_unknown(names, name, line, problems);
        if (column >= CSV_COLUMNS)
            continue;
        if (columns->at[column] >= 0)
            report_repeated(columns->names[columns->at[column]], name, line, problems);
        else
            columns->at[column] = (int)i;
    }
    report_all_missing(columns, line, problems);
}

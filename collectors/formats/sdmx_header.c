#include "collectors/formats/sdmx_header.h"

#include <string.h>
#include <strings.h>

#include "collectors/formats/sdmx.h"
#include "common/lang.h"
#include "common/problem.h"

#define SEPARATORS ",;\t|"

/* ---- the first term ---- */

static bool skip_word(const char **at, const char *end, const char *word)
{
    size_t len = strlen(word);

    if ((size_t)(end - *at) < len || memcmp(*at, word, len) != 0)
        return false;
    *at += len;
    return true;
}

/* "[;]" */
static bool skip_bracket(const char **at, const char *end, char *sub_separator_out)
{
    if (*at == end || **at != '[')
        return true;
    if (end - *at < 3 || (*at)[2] != ']')
        return false;
    *sub_separator_out = (*at)[1];
    *at += 3;
    return true;
}

bool sdmx_term_read(const char *data, size_t len, struct sdmx_term *term_out)
{
    const char *at = data, *end = data + len;
    bool quoted = skip_word(&at, end, "\"");
    struct sdmx_term term = { .is_v2 = skip_word(&at, end, "STRUCTURE") };

    if (!term.is_v2 && !skip_word(&at, end, "DATAFLOW"))
        return false;
    if (term.is_v2 && !skip_bracket(&at, end, &term.sub_separator))
        return false;
    if (quoted && !skip_word(&at, end, "\""))
        return false;
    if (at == end || !*at || !strchr(SEPARATORS, *at))
        return false;
    term.separator = *at;
    *term_out = term;
    return true;
}

/* ---- columns ---- */

static const struct known {
    const char *id;
    enum sdmx_column_kind kind;
    bool is_v2;
} known[] = {
    { "DATAFLOW", SDMX_COLUMN_ID, false },    { "STRUCTURE", SDMX_COLUMN_STRUCTURE, true },
    { "STRUCTURE_ID", SDMX_COLUMN_ID, true }, { "STRUCTURE_NAME", SDMX_COLUMN_KEY, true },
    { "ACTION", SDMX_COLUMN_ACTION, true },   { "SERIES_KEY", SDMX_COLUMN_KEY, true },
    { "OBS_KEY", SDMX_COLUMN_KEY, true },
};

/* Attributes that stand before the period in files whose columns are in any order. */
static const char *const attributes[] = {
    SDMX_STATUS,    SDMX_FLAG,  "OBS_CONF",    "CONF_STATUS", "COMMENT_OBS", "UNIT_MEASURE",
    "UNIT_MULT",    "DECIMALS", "TIME_FORMAT", "SOURCE",      "DATA_SOURCE", "COLLECTION",
    "AVAILABILITY", "TITLE",    "COMMENT_TS",  "UPDATED",     "REVISED",
};

/* Their texts may hold a colon of their own. */
static const char *const texts[] = { "COMMENT_OBS", "COMMENT_TS", "TITLE", "TITLE_COMPL" };

static bool is_among(const char *id, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0)
            return true;
    }
    return false;
}
#define IS_AMONG(id, list) is_among(id, list, sizeof(list) / sizeof *(list))

static enum sdmx_column_kind kind_of(const struct sdmx_header *header, const char *id)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].is_v2 == header->term.is_v2 && strcmp(known[i].id, id) == 0)
            return known[i].kind;
    }
    return strcmp(id, "OBS_VALUE") == 0 ? SDMX_COLUMN_VALUE : SDMX_COLUMN_OTHER;
}

/* "az;en" of ATTR[az;en]. */
static void read_languages(struct sdmx_column *column, const char *list, size_t len, char separator,
                           struct hd_arena *arena)
{
    const char *end = list + len;

    column->languages = hd_arena_alloc(arena, (len + 1) * sizeof *column->languages);
    column->cells = hd_arena_alloc(arena, (len + 1) * sizeof *column->cells);
    while (list < end) {
        const char *stop = separator ? memchr(list, separator, (size_t)(end - list)) : NULL;
        size_t size = (size_t)((stop ? stop : end) - list), at = column->language_count;

        column->languages[at] = hd_arena_strndup(arena, list, size);
        column->cells[at] = hd_arena_printf(arena, "%s[%s]", column->id, column->languages[at]);
        column->language_count += size > 0;
        list += size + (stop != NULL);
    }
}

/* ID, "ID: Name", ID[], ID[az;en] and both. */
static void read_name(const struct sdmx_header *header, const struct hd_csv_field *field,
                      struct hd_arena *arena, struct sdmx_column *column)
{
    const char *label = strstr(field->text, ": ");
    size_t len = label ? (size_t)(label - field->text) : field->len;
    const char *open = memchr(field->text, '[', len);
    bool bracketed = open && open > field->text && field->text[len - 1] == ']';

    column->id =
        hd_arena_strndup(arena, field->text, bracketed ? (size_t)(open - field->text) : len);
    column->kind = kind_of(header, column->id);
    column->labelled = label && !IS_AMONG(column->id, texts);
    column->multiple = bracketed && column->kind == SDMX_COLUMN_OTHER;
    if (column->multiple)
        read_languages(column, open + 1, len - (size_t)(open - field->text) - 2,
                       header->term.sub_separator, arena);
}

static void add_problem(struct hd_problems *problems, long line, struct hd_problem problem)
{
    problem.line = line;
    hd_problem_add(problems, &problem);
}

static void check_name(struct sdmx_header *header, size_t at, bool has_names, long line,
                       struct hd_problems *problems)
{
    struct sdmx_column *column = &header->columns[at];

    if (!*column->id)
        add_problem(problems, line,
                    (struct hd_problem){ .code = "column_unnamed",
                                         .message = N_("Each column has a name in the first "
                                                       "row; one has none.") });
    for (size_t i = 0; i < at && *column->id; i++) {
        if (strcasecmp(header->columns[i].id, column->id) != 0)
            continue;
        if (has_names && column->kind == SDMX_COLUMN_OTHER) {
            column->kind = SDMX_COLUMN_LEFT_OUT;
            return;
        }
        add_problem(problems, line,
                    (struct hd_problem){ .code = "column_repeated",
                                         .message = N_("Two columns are called {column}."),
                                         .column = column->id,
                                         .args = { "column", column->id } });
        return;
    }
}

/* ---- what is where ---- */

static int find_kind(const struct sdmx_header *header, enum sdmx_column_kind kind)
{
    for (size_t i = 0; i < header->count; i++) {
        if (header->columns[i].kind == kind)
            return (int)i;
    }
    return -1;
}

static int find_id(const struct sdmx_header *header, const char *id)
{
    for (size_t i = 0; i < header->count; i++) {
        if (strcmp(header->columns[i].id, id) == 0)
            return (int)i;
    }
    return -1;
}

/* No file says which of its columns are dimensions.  They come first and the period is the last. */
static void mark_dimensions(struct sdmx_header *header)
{
    for (int i = 0; i <= header->period; i++) {
        struct sdmx_column *column = &header->columns[i];

        if (column->kind == SDMX_COLUMN_OTHER && !column->multiple &&
            !IS_AMONG(column->id, attributes))
            column->kind = SDMX_COLUMN_DIMENSION;
    }
}

static void find_columns(struct sdmx_header *header)
{
    header->structure = find_kind(header, SDMX_COLUMN_STRUCTURE);
    header->id = find_kind(header, SDMX_COLUMN_ID);
    header->action = find_kind(header, SDMX_COLUMN_ACTION);
    header->value = find_kind(header, SDMX_COLUMN_VALUE);
    header->period = find_id(header, "TIME_PERIOD");
    if (find_id(header, SDMX_STATUS) < 0 && find_id(header, SDMX_FLAG) >= 0)
        header->columns[find_id(header, SDMX_FLAG)].alias = SDMX_STATUS;
    mark_dimensions(header);
    /* The structure's own column is not labelled in its header. */
    for (size_t i = 0; i < header->count && header->id >= 0; i++)
        header->columns[header->id].labelled |= header->columns[i].labelled;
}

bool sdmx_header_read(const struct sdmx_term *term, const struct hd_csv_field *fields, size_t count,
                      long line, struct hd_arena *arena, struct hd_problems *problems,
                      struct sdmx_header *header)
{
    size_t errors = problems->errors;
    bool has_names;

    *header = (struct sdmx_header){ .term = *term, .count = count };
    for (size_t i = 0; i < count; i++)
        read_name(header, &fields[i], arena, &header->columns[i]);
    has_names = find_id(header, "STRUCTURE_NAME") >= 0;
    for (size_t i = 0; i < count; i++)
        check_name(header, i, has_names, line, problems);
    find_columns(header);
    if (term->is_v2 && header->id < 0)
        add_problem(problems, line,
                    (struct hd_problem){ .code = "column_missing",
                                         .message = N_("The column STRUCTURE_ID is missing: it "
                                                       "stands second in SDMX-CSV 2.0.") });
    return problems->errors == errors;
}

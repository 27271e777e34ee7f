#include "collectors/formats/sdmx_csv.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "collectors/formats/partial_keys.h"
#include "collectors/formats/sdmx.h"
#include "collectors/formats/sdmx_header.h"
#include "common/buf.h"
#include "common/csv.h"
#include "common/lang.h"
#include "common/utf8.h"

/* Texts made for the cells of a row; so many bytes, then they are dropped. */
#define TEXTS_BYTES 65536
/* What rows without an observation may say in all. */
#define GROUPS_BYTES ((size_t)64 << 20)
#define CELL_BYTES   65536

/* A column, and for each of its languages or names one more. */
#define CELLS_MAX (2 * HD_CSV_FIELDS_MAX + 1)

struct reader {
    const struct format_options *options;
    const struct record_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
    struct hd_arena names, texts, group_arena;
    struct sdmx_header header;
    struct partial_keys groups; /* of dimensions, the structure first; texts by column */
    struct record_cell cells[CELLS_MAX];
    size_t cell_count;
    /* the row being read */
    struct hd_csv *csv;
    const struct hd_csv_field *fields;
    size_t count;
    long line;
    const char *raw[HD_CSV_FIELDS_MAX]; /* with what holds for the whole series */
};

static void add_problem(struct reader *r, int column, struct hd_problem problem)
{
    problem.file = r->options->file;
    problem.line = r->line;
    if (column >= 0) {
        problem.column = r->header.columns[column].id;
        problem.value = r->fields[column].text;
    }
    hd_problem_add(r->problems, &problem);
}

/* ---- sub-fields ---- */

/* The next of `a;b` or `"a;b";c`, decoded into the buffer; *at moves behind it. */
static void next_part(const char **at, char separator, struct hd_buf *part)
{
    const char *from = *at;
    bool quoted = *from == '"';

    hd_buf_reset(part);
    from += quoted;
    for (; *from && (quoted || *from != separator); from++) {
        if (quoted && *from == '"') {
            if (from[1] != '"') {
                quoted = false;
                continue;
            }
            from++;
        }
        hd_buf_putc(part, *from);
    }
    *at = *from ? from + 1 : from;
}

static const char *keep(struct reader *r, const struct hd_buf *text)
{
    return hd_arena_strndup(&r->texts, text->data, hd_utf8_cut(text->data, text->len, text->len));
}

/* Values of one cell parted by `;`, as statuses and texts are read. */
static const char *join_parts(struct reader *r, const char *text)
{
    struct hd_buf joined HD_BUF_AUTO = { 0 }, part HD_BUF_AUTO = { 0 };
    char separator = r->header.term.sub_separator;

    if (!separator || (!strchr(text, separator) && *text != '"'))
        return text;
    hd_buf_init(&joined, CELL_BYTES);
    hd_buf_init(&part, CELL_BYTES);
    while (*text) {
        next_part(&text, separator, &part);
        if (joined.len && part.len)
            hd_buf_putc(&joined, ';');
        hd_buf_puts(&joined, part.data);
    }
    return keep(r, &joined);
}

/* "az:..;en:.." into the cells of the languages; the first given is the column's own. */
static void split_languages(struct reader *r, const struct sdmx_column *column, const char *text,
                            struct record_cell *cells)
{
    struct hd_buf part HD_BUF_AUTO;
    const char *first = NULL, *whole = text;

    hd_buf_init(&part, CELL_BYTES);
    for (size_t i = 0; i < column->language_count; i++)
        cells[1 + i].text = NULL;
    while (*text) {
        next_part(&text, r->header.term.sub_separator, &part);
        for (size_t i = 0; i < column->language_count; i++) {
            size_t len = strlen(column->languages[i]);

            if (strncmp(part.data, column->languages[i], len) == 0 && part.data[len] == ':')
                cells[1 + i].text = hd_arena_strdup(&r->texts, part.data + len + 1);
        }
    }
    for (size_t i = 0; i < column->language_count && !first; i++)
        first = cells[1 + i].text;
    cells[0].text = first ? first : whole; /* in no language of the header */
}

/* ---- cells ---- */

static bool is_code(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] >= 0x7F)
            return false;
    }
    return len > 0;
}

/* "AZ: Azerbaijan" is AZ; what is no code before the colon is a text of its own. */
static const char *cut_label(struct reader *r, const char *text)
{
    const char *label = strstr(text, ": ");

    if (!label || !is_code(text, (size_t)(label - text)))
        return text;
    return hd_arena_strndup(&r->texts, text, (size_t)(label - text));
}

static const char *plain_text(struct reader *r, const struct sdmx_column *column, const char *text)
{
    if (sdmx_is_missing(text))
        return column->kind == SDMX_COLUMN_VALUE ? "NaN" : NULL;
    if (column->kind == SDMX_COLUMN_DIMENSION && strcmp(text, "~") == 0)
        return NULL; /* switched off */
    if (column->labelled)
        text = cut_label(r, text);
    return column->multiple ? join_parts(r, text) : text;
}

static void fill_cells(struct reader *r)
{
    size_t at = 0;

    for (size_t i = 0; i < r->header.count; i++) {
        const struct sdmx_column *column = &r->header.columns[i];

        if (column->kind == SDMX_COLUMN_LEFT_OUT)
            continue;
        if (column->language_count)
            split_languages(r, column, r->raw[i], &r->cells[at]);
        else
            r->cells[at].text = plain_text(r, column, r->raw[i]);
        at += 1 + column->language_count;
        if (column->alias) {
            r->cells[at].text = r->cells[at - 1].text;
            at++;
        }
    }
}

/* Languages beyond what fits are left in the column's own cell. */
static void name_cells(struct reader *r)
{
    size_t spare = CELLS_MAX - 1 - r->header.count;

    for (size_t i = 0; i < r->header.count; i++) {
        struct sdmx_column *column = &r->header.columns[i];

        if (column->kind == SDMX_COLUMN_LEFT_OUT)
            continue;
        if (column->language_count > spare)
            column->language_count = 0;
        spare -= column->language_count;
        r->cells[r->cell_count++].name = column->id;
        for (size_t j = 0; j < column->language_count; j++)
            r->cells[r->cell_count++].name = column->cells[j];
        if (column->alias)
            r->cells[r->cell_count++].name = column->alias;
    }
}

/* ---- rows that hold for many ---- */

static bool is_dimension(const struct sdmx_column *column)
{
    return column->kind == SDMX_COLUMN_DIMENSION || column->kind == SDMX_COLUMN_ID;
}

static size_t count_dimensions(const struct reader *r)
{
    size_t count = 0;

    for (size_t i = 0; i < r->header.count; i++)
        count += is_dimension(&r->header.columns[i]);
    return count;
}

/* The dimensions of the row, NULL where it leaves one out. */
static void read_key(const struct reader *r, const char *key[static PARTIAL_KEYS_DIMENSIONS])
{
    size_t at = 0;

    for (size_t i = 0; i < r->header.count; i++) {
        if (is_dimension(&r->header.columns[i]))
            key[at++] = r->fields[i].len ? r->fields[i].text : NULL;
    }
}

/* Neither period nor value: what it says is said of all that agree with its dimensions. */
static bool is_partial(const struct reader *r)
{
    return r->header.period >= 0 && r->header.value >= 0 && r->groups.dimensions &&
           !r->fields[r->header.period].len && !r->fields[r->header.value].len;
}

static bool is_deletion(const struct reader *r)
{
    return r->header.action >= 0 && strcmp(r->fields[r->header.action].text, "D") == 0;
}

static enum hd_rc keep_group(struct reader *r, struct hd_error *err)
{
    const char *row[PARTIAL_KEYS_DIMENSIONS] = { NULL };
    size_t size = r->groups.dimensions * sizeof(const char *);
    const char **key = hd_arena_alloc(&r->group_arena, size), **texts;
    void **kept;

    read_key(r, row);
    for (size_t i = 0; i < r->groups.dimensions; i++)
        key[i] = hd_arena_strdup(&r->group_arena, row[i]);
    kept = partial_keys_at(&r->groups, key);
    if (!kept || r->group_arena.used_bytes > GROUPS_BYTES) {
        add_problem(r, -1,
                    (struct hd_problem){ .code = "groups_many",
                                         .message = N_("There are more rows without an "
                                                       "observation than can be kept.") });
        return hd_fail(err, HD_BAD_INPUT, "line %ld: too many rows without observation", r->line);
    }
    if (!*kept)
        *kept = hd_arena_alloc(&r->group_arena, r->header.count * sizeof(const char *));
    texts = *kept;
    for (size_t i = 0; i < r->header.count; i++) {
        if (r->header.columns[i].kind == SDMX_COLUMN_OTHER && r->fields[i].len)
            texts[i] = hd_arena_strdup(&r->group_arena, r->fields[i].text);
    }
    return HD_OK;
}

/* From the widest group to the narrowest; what the row says itself stays. */
static void take_groups(struct reader *r)
{
    const char *key[PARTIAL_KEYS_DIMENSIONS] = { NULL };

    for (size_t i = 0; i < r->header.count; i++)
        r->raw[i] = r->fields[i].text;
    if (!r->groups.pattern_count)
        return;
    read_key(r, key);
    for (size_t j = 0; j < r->groups.pattern_count; j++) {
        const char *const *texts = partial_keys_find(&r->groups, j, key);

        for (size_t i = 0; texts && i < r->header.count; i++) {
            if (texts[i] && !r->fields[i].len)
                r->raw[i] = texts[i];
        }
    }
}

/* ---- rows ---- */

static bool is_blank_row(const struct reader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->fields[i].len)
            return false;
    }
    return true;
}

static bool check_count(struct reader *r)
{
    char count[24], expected[24];

    if (r->count == r->header.count)
        return true;
    snprintf(count, sizeof count, "%zu", r->count);
    snprintf(expected, sizeof expected, "%zu", r->header.count);
    add_problem(r, -1,
                (struct hd_problem){
                    .code = "field_count",
                    .message = N_("The row has {count} cells and the first row {expected}. Put "
                                  "text that holds the separator, and numbers with a decimal "
                                  "comma in a comma-separated file, into double quotes."),
                    .args = { "count", count, "expected", expected } });
    return false;
}

static bool is_among(const char *text, const char *const *words)
{
    while (*words && strcmp(*words, text) != 0)
        words++;
    return *words != NULL;
}

static bool check_structure(struct reader *r)
{
    static const char *const words[] = { "dataflow", "datastructure", "dataprovision",
                                         "provisionagreement", NULL };

    if (r->header.structure < 0 || is_among(r->fields[r->header.structure].text, words))
        return true;
    add_problem(r, r->header.structure,
                (struct hd_problem){ .code = "structure_unknown",
                                     .message = N_("A structure is dataflow, datastructure or "
                                                   "dataprovision.") });
    return false;
}

static bool check_action(struct reader *r)
{
    static const char *const words[] = { "", "I", "A", "M", "R", NULL };

    if (r->header.action < 0 || is_among(r->fields[r->header.action].text, words))
        return true;
    if (is_deletion(r))
        add_problem(r, r->header.action,
                    (struct hd_problem){ .code = "action_delete", .message = sdmx_delete_message });
    else
        add_problem(r, r->header.action,
                    (struct hd_problem){ .code = "action_unknown",
                                         .message = N_("An action is I, A, M, R or D.") });
    return false;
}

static enum hd_rc read_row(struct reader *r, struct hd_error *err)
{
    struct record record = { .line = r->line,
                             .cells = r->cells,
                             .count = r->cell_count,
                             .comma_mark = r->header.term.separator != ',' };

    if (is_blank_row(r))
        return HD_OK;
    r->report->rows++;
    if (!check_count(r) || !check_structure(r) || !check_action(r)) {
        r->report->refused++;
        return HD_OK;
    }
    if (is_partial(r)) {
        r->report->empty++;
        return HD_OK;
    }
    take_groups(r);
    fill_cells(r);
    return r->sink->put(r->sink->ctx, &record, err);
}

static enum hd_rc read_rows(struct reader *r, struct hd_error *err)
{
    size_t errors = r->problems->errors;
    enum hd_rc rc = HD_OK;

    while (!rc && hd_csv_next(r->csv, &r->fields, &r->count, &r->line, r->problems)) {
        /* Rows that could not even be taken apart. */
        r->report->rows += r->problems->errors - errors;
        r->report->refused += r->problems->errors - errors;
        rc = read_row(r, err);
        errors = r->problems->errors;
        if (r->texts.used_bytes > TEXTS_BYTES)
            hd_arena_clear(&r->texts);
    }
    r->report->rows += r->problems->errors - errors;
    r->report->refused += r->problems->errors - errors;
    return rc;
}

/* ---- the file ---- */

static enum hd_rc read_header(struct reader *r, struct hd_error *err)
{
    struct sdmx_term term;
    size_t len;
    const char *rest = hd_csv_rest(r->csv, &len);

    r->line = 1;
    if (!sdmx_term_read(rest, len, &term)) {
        add_problem(r, -1,
                    (struct hd_problem){ .code = "header_invalid",
                                         .message = N_("The first column of SDMX-CSV is called "
                                                       "DATAFLOW, or STRUCTURE since version "
                                                       "2.0.") });
        return hd_fail(err, HD_BAD_INPUT, "no header of SDMX-CSV");
    }
    hd_csv_separate(r->csv, term.separator);
    if (!hd_csv_next(r->csv, &r->fields, &r->count, &r->line, r->problems) ||
        !sdmx_header_read(&term, r->fields, r->count, r->line, &r->names, r->problems, &r->header))
        return hd_fail(err, HD_BAD_INPUT, "the header of SDMX-CSV is wrong");
    return HD_OK;
}

/* A row may come behind those of which it speaks: they are looked for beforehand. */
static enum hd_rc find_groups(struct reader *r, const char *data, size_t len, struct hd_error *err)
{
    struct hd_problems told_later HD_PROBLEMS_AUTO = { 0 };
    enum hd_rc rc;

    r->groups.dimensions = count_dimensions(r);
    if (r->groups.dimensions > PARTIAL_KEYS_DIMENSIONS)
        r->groups.dimensions = 0;
    if (r->header.period < 0 || r->header.value < 0 || !r->groups.dimensions)
        return HD_OK;
    rc = hd_csv_open(data, len, &r->csv, &told_later, err);
    if (rc)
        return rc;
    hd_csv_separate(r->csv, r->header.term.separator);
    if (!hd_csv_next(r->csv, &r->fields, &r->count, &r->line, &told_later))
        r->count = 0;
    while (!rc && hd_csv_next(r->csv, &r->fields, &r->count, &r->line, &told_later)) {
        if (r->count == r->header.count && is_partial(r) && !is_deletion(r))
            rc = keep_group(r, err);
    }
    hd_csv_close(&r->csv);
    return rc;
}

static void name_file(struct hd_problems *problems, size_t from, const char *file)
{
    const char *copy = hd_arena_strdup(&problems->arena, file);

    for (size_t i = from; i < problems->count; i++) {
        if (!problems->items[i].file)
            problems->items[i].file = copy;
    }
}

static enum hd_rc read_file(struct reader *r, const char *data, size_t len, struct hd_error *err)
{
    struct hd_csv *csv;
    enum hd_rc rc = hd_csv_open(data, len, &r->csv, r->problems, err);

    if (rc)
        return rc;
    csv = r->csv;
    rc = read_header(r, err);
    if (!rc) {
        name_cells(r);
        rc = find_groups(r, data, len, err);
    }
    r->csv = csv;
    if (!rc)
        rc = read_rows(r, err);
    hd_csv_close(&r->csv);
    return rc;
}

static enum hd_rc read_document(const char *data, size_t len, const struct format_options *options,
                                const struct record_sink *sink, struct hd_problems *problems,
                                struct format_report *report, struct hd_error *err)
{
    struct reader *r = hd_alloc(sizeof *r); /* large */
    size_t from = problems->count;
    enum hd_rc rc;

    *report = (struct format_report){ .reason = "" };
    r->options = options;
    r->sink = sink;
    r->problems = problems;
    r->report = report;
    rc = read_file(r, data, len, err);
    name_file(problems, from, options->file);
    partial_keys_clear(&r->groups);
    hd_arena_clear(&r->names);
    hd_arena_clear(&r->texts);
    hd_arena_clear(&r->group_arena);
    hd_free_ptr(&r);
    return rc;
}

static bool sniff(const char *data, size_t len)
{
    struct sdmx_term term;
    size_t mark = len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    return sdmx_term_read(data + mark, len - mark, &term);
}

static const char *const types[] = { "application/vnd.sdmx.data+csv", "text/csv", "application/csv",
                                     "text/plain", NULL };

const struct format_ops format_sdmx_csv = {
    .name = "sdmx-csv",
    .summary = N_("SDMX-CSV 1.0, 2.0 and 2.1."),
    .types = types,
    .sniff = sniff,
    .templates = sdmx_templates,
    .read = read_document,
};

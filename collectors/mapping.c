#include "collectors/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "collectors/mapping_list.h"
#include "collectors/mapping_parts.h"
#include "collectors/mapping_status.h"
#include "collectors/mapping_time.h"
#include "common/date.h"
#include "common/lang.h"
#include "common/period.h"

/* A mapping being made, and the option that is being taken. */
struct making {
    struct mapping *mapping;
    struct hd_problems *problems;
    const struct hd_conf_item *item;
};

/* `piece`: the part of the value it is about; NULL. */
static void refuse(struct making *m, const char *message, const char *piece)
{
    const struct hd_conf_item *item = m->item;

    hd_problem_add(m->problems,
                   &(struct hd_problem){ .code = "mapping_invalid",
                                         .message = message,
                                         .file = item->line ? item->file : NULL,
                                         .line = item->line,
                                         .key = item->line ? NULL : item->name,
                                         .value = item->value,
                                         .args = { "option", item->name, "place", "{cell}", "brace",
                                                   "{{", piece ? "piece" : NULL, piece } });
}

/* ---- what a text that stands for every record must be ---- */

typedef const char *check_fn(const char *text); /* NULL, or a msgid that says what is wrong */

static const char *check_period(const char *text)
{
    struct hd_period period;
    const char *why = NULL;

    return hd_period_parse(text, strlen(text), &period, &why) ? NULL : why;
}

static const char *check_status(const char *text)
{
    return mapping_status_read(text, false).status ? NULL : cell_status_message;
}

static const char *check_published(const char *text)
{
    int64_t at_ms;

    return cell_read_published(text, strlen(text), NULL, &at_ms) ? NULL : cell_published_message;
}

static const char *check_number(const char *text)
{
    struct cell_value value;

    cell_read_number(text, strlen(text), false, &value);
    return value.kind == CELL_BAD ? value.message : NULL;
}

static const char *check_time(const char *text)
{
    int64_t at_ms;

    return mapping_time_parse(text, strlen(text), NULL, &at_ms) ? NULL : mapping_time_message;
}

static const struct field {
    const char *word;
    check_fn *check; /* NULL: any text will do */
    bool is_needed;  /* if it is given, it must not be nothing */
} field_rows[MAP_FIELDS] = {
    [MAP_INDICATOR] = { "indicator", NULL, true },
    [MAP_AREA] = { "area", NULL, false },
    [MAP_BREAKDOWN] = { "breakdown", NULL, false },
    [MAP_PERIOD] = { "period", check_period, true },
    [MAP_VALUE] = { "value", NULL, false },
    [MAP_STATUS] = { "status", check_status, false },
    [MAP_COMMENT] = { "comment", NULL, false },
    [MAP_PUBLISHED] = { "published", check_published, false },
    [MAP_BASIS] = { "basis", NULL, false },
    [MAP_RESPONDENTS] = { "n", check_number, false },
    [MAP_NUMERATOR] = { "numerator", check_number, false },
    [MAP_DENOMINATOR] = { "denominator", check_number, false },
    [MAP_AT] = { "at", check_time, true },
    [MAP_ID] = { "id", NULL, false },
};

const char *mapping_field_word(enum mapping_field field)
{
    return field_rows[field].word;
}

static const char *constant_text(const struct mapping_template *template)
{
    return template->count ? template->parts[0].text : "";
}

static void take_field(struct making *m, enum mapping_field field)
{
    const struct field *row = &field_rows[field];
    struct mapping_field_rule *rule = &m->mapping->fields[field];
    const char *why = mapping_template_parse(m->item->value, &m->mapping->arena, &rule->template),
               *text;

    rule->given = true;
    if (why) {
        refuse(m, why, NULL);
        return;
    }
    if (!mapping_template_constant(&rule->template))
        return;
    text = constant_text(&rule->template);
    if (!*text && row->is_needed)
        refuse(m,
               N_("{option} must not be empty. Write {place} with the name of a cell, or a "
                  "text."),
               NULL);
    else if (*text && row->check && (why = row->check(text)) != NULL)
        refuse(m, why, NULL);
}

/* What the codes give must be what the field takes. */
static void check_ours(struct making *m, enum mapping_field field)
{
    const struct mapping_codes *codes = &m->mapping->fields[field].codes;
    check_fn *check = field_rows[field].check;

    for (size_t i = 0; check && i <= codes->count; i++) {
        const char *ours = i < codes->count ? codes->items[i].ours : codes->rest;
        const char *why = ours && *ours ? check(ours) : NULL;

        if (why)
            refuse(m, why, NULL);
    }
}

static void take_codes(struct making *m, enum mapping_field field)
{
    const char *piece;
    const char *why = mapping_codes_parse(m->item->value, &m->mapping->arena,
                                          &m->mapping->fields[field].codes, &piece);

    if (why)
        refuse(m, why, piece);
    else
        check_ours(m, field);
}

/* ---- the other options ---- */

static void take_filter(struct making *m)
{
    const char *piece;
    const char *why =
        mapping_filter_parse(m->item->value, &m->mapping->arena, &m->mapping->filter, &piece);

    if (why)
        refuse(m, why, piece);
}

static void take_decimal(struct making *m)
{
    if (strcmp(m->item->value, ",") == 0 || strcmp(m->item->value, ".") == 0)
        m->mapping->number.decimal = hd_arena_strdup(&m->mapping->arena, m->item->value);
    else
        refuse(m, N_("{option} is the mark before the decimals: . or ,"), NULL);
}

/* Blanks group digits anyway. */
static bool is_blank_mark(const char *text)
{
    size_t len = strlen(text);

    cell_trim(text, &len);
    return *text && !len;
}

static void take_grouping(struct making *m)
{
    static const char *const marks[] = { ".", ",", "'", "\xE2\x80\x99", "_" };

    if (is_blank_mark(m->item->value))
        return;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strcmp(marks[i], m->item->value) == 0) {
            m->mapping->number.grouping = marks[i];
            return;
        }
    }
    refuse(m,
           N_("{option} is the mark that only groups digits by threes: . , ' _ or a blank in "
              "quotes."),
           NULL);
}

/* The pieces of a list that `mark` parts. */
static const char **take_list(struct making *m, char mark, size_t *count_out)
{
    const char *at = m->item->value, marks[2] = { mark, '\0' };
    const char **list = hd_arena_alloc(&m->mapping->arena, (strlen(at) + 1) * sizeof *list);
    char found;

    *count_out = 0;
    while (*at)
        list[(*count_out)++] =
            mapping_list_text(mapping_list_cut(&at, marks, &m->mapping->arena, &found));
    return list;
}

static void take_missing(struct making *m)
{
    struct mapping_number *number = &m->mapping->number;

    number->missing = take_list(m, ',', &number->missing_count);
}

static void take_scale(struct making *m)
{
    const char *value = m->item->value;

    if (hd_decimal_valid(value, strlen(value)) && hd_decimal_cmp(value, "0") != 0)
        m->mapping->number.scale = hd_arena_strdup(&m->mapping->arena, value);
    else
        refuse(m, N_("{option} is a number that values are multiplied by, such as 0.001 or 1000."),
               NULL);
}

static void take_wide(struct making *m)
{
    m->mapping->wide = take_list(m, '|', &m->mapping->wide_count);
    for (size_t i = 0; i < m->mapping->wide_count; i++) {
        if (!*m->mapping->wide[i])
            m->mapping->wide_count = 0;
    }
    if (!m->mapping->wide_count)
        refuse(m, N_("{option} is a pattern of names, such as 20??"), NULL);
}

static bool is_pointer(const char *text)
{
    if (strcmp(text, ".") == 0)
        return true;
    if (*text != '/')
        return false;
    while ((text = strchr(text, '~')) != NULL) {
        if (text[1] != '0' && text[1] != '1')
            return false;
        text++;
    }
    return true;
}

static void take_rows(struct making *m)
{
    if (is_pointer(m->item->value))
        m->mapping->rows = hd_arena_strdup(&m->mapping->arena, m->item->value);
    else
        refuse(m,
               N_("{option} is the place of the list, such as /data/items, or . where the "
                  "document itself is the only record."),
               NULL);
}

static void take_sheet(struct making *m)
{
    m->mapping->sheet = hd_arena_strdup(&m->mapping->arena, m->item->value);
}

/* One to three letters, then the digits of a row, of which there may be none. */
static const char *skip_corner(const char *at)
{
    size_t letters = 0;

    while ((*at | 32) >= 'a' && (*at | 32) <= 'z' && letters < 4) {
        letters++;
        at++;
    }
    if (!letters || letters > 3 || *at == '0')
        return "?";
    return at + strspn(at, "0123456789");
}

static void take_range(struct making *m)
{
    const char *end = skip_corner(m->item->value);

    if (*end == ':')
        end = skip_corner(end + 1);
    if (*end)
        refuse(m,
               N_("{option} is a part of the sheet, such as B4:H90; its first row names the "
                  "columns."),
               NULL);
    else
        m->mapping->range = hd_arena_strdup(&m->mapping->arena, m->item->value);
}

static void take_header(struct making *m)
{
    static const char *const words[] = { "yes", "true", "1", "no", "false", "0" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], m->item->value) == 0) {
            m->mapping->no_header = i >= 3;
            return;
        }
    }
    refuse(m, N_("{option} is yes or no."), NULL);
}

static const struct option {
    const char *name;
    void (*take)(struct making *m);
} others[] = {
    { "filter", take_filter },   { "decimal", take_decimal }, { "grouping", take_grouping },
    { "missing", take_missing }, { "scale", take_scale },     { "wide", take_wide },
    { "rows", take_rows },       { "sheet", take_sheet },     { "range", take_range },
    { "header", take_header },
};

#define FIELD(word) word, "codes." word

static const char *const option_names[] = {
    FIELD("indicator"),
    FIELD("area"),
    FIELD("breakdown"),
    FIELD("period"),
    FIELD("value"),
    FIELD("status"),
    FIELD("comment"),
    FIELD("published"),
    FIELD("basis"),
    FIELD("n"),
    FIELD("numerator"),
    FIELD("denominator"),
    FIELD("at"),
    FIELD("id"),
    "filter",
    "decimal",
    "grouping",
    "missing",
    "scale",
    "wide",
    "rows",
    "sheet",
    "range",
    "header",
    NULL,
};

const char *const *mapping_options(void)
{
    return option_names;
}

bool mapping_knows(const char *option)
{
    for (size_t i = 0; option_names[i]; i++) {
        if (strcmp(option_names[i], option) == 0)
            return true;
    }
    return false;
}

static bool take_of_field(struct making *m)
{
    for (size_t i = 0; i < MAP_FIELDS; i++) {
        if (strcmp(option_names[2 * i], m->item->name) == 0) {
            take_field(m, (enum mapping_field)i);
            return true;
        }
        if (strcmp(option_names[2 * i + 1], m->item->name) == 0) {
            take_codes(m, (enum mapping_field)i);
            return true;
        }
    }
    return false;
}

static void take_item(struct making *m)
{
    if (take_of_field(m))
        return;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].name, m->item->name) != 0)
            continue;
        if (*m->item->value)
            others[i].take(m);
        return;
    }
}

/* ---- the whole ---- */

static const struct hd_conf_item *find_item(const struct hd_conf_item *items, size_t count,
                                            const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0)
            return &items[i];
    }
    return NULL;
}

static bool asks_for(const struct mapping *mapping, const char *word)
{
    for (size_t i = 0; i < MAP_FIELDS; i++) {
        const struct mapping_template *template = &mapping->fields[i].template;

        for (size_t j = 0; j < template->count; j++) {
            if (template->parts[j].is_place && strcmp(template->parts[j].text, word) == 0)
                return true;
        }
    }
    return false;
}

/* Options that do not go together. */
static void check_together(struct making *m, const struct hd_conf_item *items, size_t count)
{
    struct mapping *mapping = m->mapping;
    struct mapping_number *number = &mapping->number;

    mapping_number_settle(number);
    if (number->decimal && number->grouping && strcmp(number->decimal, number->grouping) == 0) {
        m->item = find_item(items, count, "grouping");
        refuse(m, N_("{option} and decimal are the same mark."), NULL);
    }
    if (mapping->fields[MAP_AT].given && mapping->fields[MAP_PERIOD].given) {
        m->item = find_item(items, count, "at");
        refuse(m,
               N_("{option} makes samples, which have no period of their own. Leave out one "
                  "of the two."),
               NULL);
    }
    if (mapping->wide_count && !asks_for(mapping, MAPPING_WIDE_NAME)) {
        m->item = find_item(items, count, "wide");
        refuse(m,
               N_("{option} makes a record of each such cell: say with {name} where its name "
                  "goes, as in period = {name}."),
               NULL);
    }
}

bool mapping_is_wide_word(const struct mapping *mapping, const char *place)
{
    return mapping && mapping->wide_count &&
           (strcmp(place, MAPPING_WIDE_NAME) == 0 || strcmp(place, MAPPING_WIDE_CELL) == 0);
}

static size_t count_places(const struct mapping *mapping)
{
    size_t count = mapping->filter.count;

    for (size_t i = 0; i < MAP_FIELDS; i++)
        count += mapping->fields[i].template.count;
    return count;
}

static void collect_cells(struct mapping *mapping)
{
    size_t count = 0;

    mapping->cells =
        hd_arena_alloc(&mapping->arena, (count_places(mapping) + 1) * sizeof *mapping->cells);
    for (size_t i = 0; i < MAP_FIELDS; i++) {
        const struct mapping_template *template = &mapping->fields[i].template;

        for (size_t j = 0; j < template->count; j++) {
            if (template->parts[j].is_place &&
                !mapping_is_wide_word(mapping, template->parts[j].text))
                mapping->cells[count++] = template->parts[j].text;
        }
    }
    for (size_t i = 0; i < mapping->filter.count; i++) {
        if (!mapping_is_wide_word(mapping, mapping->filter.items[i].cell))
            mapping->cells[count++] = mapping->filter.items[i].cell;
    }
}

enum hd_rc mapping_make(const struct hd_conf_item *items, size_t count,
                        struct mapping **mapping_out, struct hd_problems *problems,
                        struct hd_error *err)
{
    struct making m = { .problems = problems };
    size_t errors = problems->errors, known = 0;

    *mapping_out = NULL;
    for (size_t i = 0; i < count; i++)
        known += mapping_knows(items[i].name);
    if (!known)
        return HD_OK;
    m.mapping = hd_alloc(sizeof *m.mapping);
    m.mapping->rows = m.mapping->sheet = m.mapping->range = "";
    for (size_t i = 0; i < count; i++) {
        m.item = &items[i];
        take_item(&m);
    }
    check_together(&m, items, count);
    collect_cells(m.mapping);
    if (problems->errors > errors) {
        mapping_free(&m.mapping);
        return hd_fail(err, HD_BAD_INPUT, "the mapping is wrong");
    }
    *mapping_out = m.mapping;
    return HD_OK;
}

void mapping_free(struct mapping **mapping)
{
    if (!*mapping)
        return;
    hd_arena_clear(&(*mapping)->arena);
    free(*mapping);
    *mapping = NULL;
}

const char *mapping_option(const struct mapping *mapping, const char *option)
{
    if (!mapping)
        return "";
    if (strcmp(option, "rows") == 0)
        return mapping->rows;
    if (strcmp(option, "sheet") == 0)
        return mapping->sheet;
    return strcmp(option, "range") == 0 ? mapping->range : "";
}

bool mapping_header(const struct mapping *mapping)
{
    return !mapping || !mapping->no_header;
}

const char *const *mapping_cells(const struct mapping *mapping)
{
    static const char *const none[] = { NULL };

    return mapping ? mapping->cells : none;
}

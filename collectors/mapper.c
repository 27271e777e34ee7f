#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/period_memo.h"
#include "collectors/mapping.h"
#include "collectors/mapping_parts.h"
#include "collectors/mapping_places.h"
#include "collectors/mapping_repeats.h"
#include "collectors/mapping_status.h"
#include "collectors/mapping_time.h"
#include "collectors/mapping_wide.h"
#include "common/lang.h"

/* Texts made for a record are dropped when there are so many of them. */
#define COPIES_BYTES 65536

struct mapper_field {
    struct mapping_template template;
    size_t *places; /* of each part that is one */
    const struct mapping_codes *codes;
    bool in_use;
};

struct mapper_text {
    const char *text; /* trimmed */
    size_t len;
};

struct mapper {
    struct mapper_options options;
    struct mapping_number number;
    struct hd_arena arena, copies;
    struct mapping_places places;
    struct mapper_field fields[MAP_FIELDS];
    size_t *condition_places; /* of the filter */
    struct mapping_wide wide_names;
    struct mapping_repeats repeats;
    struct period_memo periods;
    struct hd_problems pending; /* of cells that may yet turn out to be nowhere */
    struct format_report counts;
    size_t records, extra;
    bool is_incomplete, wide_found;
    const char *file; /* of the document */
    char mark;        /* the document's decimal mark, once one was used; and where */
    long mark_line;
    /* the record being mapped */
    const struct record *record;
    const struct record_cell *wide;
    struct mapper_text texts[MAP_FIELDS];
};

/* ---- opening ---- */

static bool needs_soft(enum mapping_field field)
{
    return field == MAP_STATUS || field == MAP_COMMENT || field == MAP_PUBLISHED ||
           field == MAP_BASIS || field == MAP_RESPONDENTS;
}

static void add_field(struct mapper *m, enum mapping_field field, enum mapping_need need)
{
    struct mapper_field *of = &m->fields[field];

    of->in_use = true;
    of->places = hd_arena_alloc(&m->arena, (of->template.count + 1) * sizeof *of->places);
    for (size_t i = 0; i < of->template.count; i++) {
        const struct mapping_part *part = &of->template.parts[i];

        if (part->is_place)
            of->places[i] = mapping_places_add(
                &m->places, part->text, mapping_is_wide_word(m->options.mapping, part->text), need);
    }
}

static void open_field(struct mapper *m, enum mapping_field field)
{
    const struct mapping *mapping = m->options.mapping;
    const char *const *templates = m->options.templates;

    if (mapping && mapping->fields[field].codes.items)
        m->fields[field].codes = &mapping->fields[field].codes;
    if (mapping && mapping->fields[field].given) {
        m->fields[field].template = mapping->fields[field].template;
        add_field(m, field, needs_soft(field) ? NEED_SOFT : NEED_STRICT);
    } else if (templates && templates[field] &&
               !mapping_template_parse(templates[field], &m->arena, &m->fields[field].template)) {
        add_field(m, field, NEED_NONE);
    } else if (field == MAP_VALUE && mapping && mapping->wide_count &&
               !mapping_template_parse("{" MAPPING_WIDE_CELL "}", &m->arena,
                                       &m->fields[field].template)) {
        add_field(m, field, NEED_NONE);
    }
}

static void open_filter(struct mapper *m)
{
    const struct mapping_filter *filter = &m->options.mapping->filter;

    m->condition_places =
        hd_arena_alloc(&m->arena, (filter->count + 1) * sizeof *m->condition_places);
    for (size_t i = 0; i < filter->count; i++) {
        const struct mapping_condition *condition = &filter->items[i];

        m->condition_places[i] = mapping_places_add(
            &m->places, condition->cell, mapping_is_wide_word(m->options.mapping, condition->cell),
            condition->differs ? NEED_SOFT : NEED_STRICT);
    }
}

struct mapper *mapper_open(const struct mapper_options *options)
{
    struct mapper *m = hd_alloc(sizeof *m);

    m->options = *options;
    m->file = options->format ? options->format->file : NULL;
    if (options->mapping) {
        m->number = options->mapping->number;
        m->wide_names.patterns = options->mapping->wide;
        m->wide_names.pattern_count = options->mapping->wide_count;
    }
    for (size_t i = 0; i < MAP_FIELDS; i++)
        open_field(m, (enum mapping_field)i);
    if (options->mapping)
        open_filter(m);
    /* A sample has no period, even where the format knows of one. */
    m->fields[MAP_PERIOD].in_use &= !m->fields[MAP_AT].in_use;
    return m;
}

/* ---- the texts of a record ---- */

static const struct record_cell *find_cell(struct mapper *m, size_t place)
{
    const struct mapping_place *wanted = &m->places.items[place];

    if (wanted->wide_cell)
        return m->wide;
    return wanted->wide_name ? NULL : mapping_places_find(&m->places, place, m->record);
}

static struct mapper_text place_text(struct mapper *m, size_t place)
{
    const struct record_cell *cell = find_cell(m, place);
    const char *text = cell ? cell->text : NULL;
    struct mapper_text trimmed;

    if (m->places.items[place].wide_name)
        text = m->wide->name;
    if (!text || !*text)
        return (struct mapper_text){ "", 0 };
    trimmed.len = strlen(text);
    trimmed.text = cell_trim(text, &trimmed.len);
    return trimmed;
}

static const char *end_text(struct mapper *m, struct mapper_text text)
{
    return text.text[text.len] == '\0' ? text.text
                                       : hd_arena_strndup(&m->copies, text.text, text.len);
}

static struct mapper_text compose(struct mapper *m, const struct mapper_field *field)
{
    const struct mapping_template *template = &field->template;
    struct mapper_text whole = { "", 0 };
    char *text;
    size_t len = 0;

    for (size_t i = 0; i < template->count; i++)
        len += template->parts[i].is_place ? place_text(m, field->places[i]).len
                                           : strlen(template->parts[i].text);
    whole.text = text = hd_arena_alloc(&m->copies, len + 1);
    for (size_t i = 0; i < template->count; i++) {
        struct mapper_text part = { template->parts[i].text, 0 };

        if (template->parts[i].is_place)
            part = place_text(m, field->places[i]);
        else
            part.len = strlen(part.text);
        memcpy(text + whole.len, part.text, part.len);
        whole.len += part.len;
    }
    whole.text = cell_trim(text, &whole.len);
    return whole;
}

static struct mapper_text field_text(struct mapper *m, const struct mapper_field *field)
{
    const struct mapping_template *template = &field->template;
    struct mapper_text text = { "", 0 };

    if (template->count == 1 && template->parts[0].is_place)
        text = place_text(m, field->places[0]);
    else if (template->count)
        text = compose(m, field);
    text.text = end_text(m, text);
    if (field->codes) {
        text.text = mapping_codes_find(field->codes, text.text);
        text.len = text.text ? strlen(text.text) : 0;
    }
    return text;
}

/* false: the record is left out. */
static bool read_texts(struct mapper *m)
{
    for (size_t i = 0; i < MAP_FIELDS; i++) {
        m->texts[i] = (struct mapper_text){ "", 0 };
        if (m->fields[i].in_use)
            m->texts[i] = field_text(m, &m->fields[i]);
        if (!m->texts[i].text)
            return false;
    }
    return true;
}

static bool filter_holds(struct mapper *m)
{
    const struct mapping *mapping = m->options.mapping;

    for (size_t i = 0; mapping && i < mapping->filter.count; i++) {
        struct mapper_text text = place_text(m, m->condition_places[i]);

        if (!mapping_condition_holds(&mapping->filter.items[i], text.text, text.len))
            return false;
    }
    return true;
}

/* ---- problems ---- */

static size_t errors_of(const struct mapper *m)
{
    return m->options.problems->errors + m->pending.errors;
}

static size_t first_place(const struct mapper_field *field)
{
    for (size_t i = 0; i < field->template.count; i++) {
        if (field->template.parts[i].is_place)
            return field->places[i];
    }
    return SIZE_MAX;
}

/* A cell that no record has so far is told once at the end, rather than with each record. */
static struct hd_problems *problems_of(struct mapper *m, const struct mapper_field *field)
{
    for (size_t i = 0; i < field->template.count; i++) {
        const struct mapping_place *place = &m->places.items[field->places[i]];

        if (field->template.parts[i].is_place && place->need && !place->found)
            return &m->pending;
    }
    return m->options.problems;
}

/* "/items/3" and "value" as "/items/3/value". */
static const char *pointer_to(struct mapper *m, const char *name)
{
    char *pointer = hd_arena_alloc(&m->copies, strlen(m->record->pointer) + 2 * strlen(name) + 2);
    char *to = pointer + strlen(m->record->pointer);

    memcpy(pointer, m->record->pointer, (size_t)(to - pointer));
    if (*name == '/') {
        memcpy(to, name, strlen(name) + 1);
        return pointer;
    }
    *to++ = '/';
    for (; *name; name++) {
        bool special = *name == '~' || *name == '/';

        *to++ = special ? '~' : *name;
        if (special)
            *to++ = *name == '~' ? '0' : '1';
    }
    *to = '\0';
    return pointer;
}

static void place_problem(struct mapper *m, const struct record_cell *cell, const char *name,
                          struct hd_problem *problem)
{
    problem->file = m->file;
    problem->line = m->record->line;
    problem->pointer = m->record->pointer;
    if (cell && cell->at)
        problem->column = cell->at;
    else if (!m->record->pointer)
        problem->column = name;
    else if (cell && name && *name != '#')
        problem->pointer = pointer_to(m, name);
}

static void add_problem(struct mapper *m, enum mapping_field which, struct hd_problem problem)
{
    const struct mapper_field *field = &m->fields[which];
    size_t place = first_place(field);
    const struct record_cell *cell = NULL;
    const char *name = NULL;

    if (place != SIZE_MAX) {
        const struct mapping_place *wanted = &m->places.items[place];

        cell = wanted->wide_name ? m->wide : find_cell(m, place);
        name = cell ? cell->name : wanted->name;
    } else {
        problem.key = mapping_field_word(which);
    }
    place_problem(m, cell, name, &problem);
    problem.value = m->texts[which].text;
    hd_problem_add(problems_of(m, field), &problem);
}

/* ---- numbers ---- */

static bool is_number(struct mapper *m, const struct mapper_field *field)
{
    const struct record_cell *cell;

    if (field->template.count != 1 || !field->template.parts[0].is_place)
        return false;
    cell = find_cell(m, field->places[0]);
    return cell && cell->is_number;
}

/* One kind of decimal mark in a file, or 1,234 could mean two things. */
static void check_mark(struct mapper *m, enum mapping_field field, char mark)
{
    char before[24];

    if (!mark || mark == m->mark)
        return;
    if (!m->mark) {
        m->mark = mark;
        m->mark_line = m->record->line;
        return;
    }
    snprintf(before, sizeof before, "%ld", m->mark_line);
    add_problem(m, field,
                (struct hd_problem){
                    .code = "decimal_mark_mixed",
                    .message = N_("The decimal mark is another one here than in line {before}. "
                                  "Use one kind in the whole file."),
                    .args = { "before", before } });
}

static void read_number(struct mapper *m, enum mapping_field field, struct cell_value *value)
{
    struct mapping_number_cell cell = { .text = m->texts[field].text,
                                        .len = m->texts[field].len,
                                        .is_number = is_number(m, &m->fields[field]),
                                        .comma_mark = m->record->comma_mark };

    mapping_number_read(&m->number, &cell, value);
    if (field == MAP_VALUE)
        mapping_number_scale(&m->number, value);
    else if (value->kind == CELL_CODE)
        cell_read_number(cell.text, cell.len, cell.comma_mark, value);
    if (value->kind == CELL_BAD) {
        struct hd_problem problem = { 0 };

        cell_describe(value, &problem);
        add_problem(m, field, problem);
    } else if (cell.comma_mark && !cell.is_number && !m->number.decimal) {
        check_mark(m, field, value->mark);
    }
}

/* The texts of the reading are those of the values.  Is any given? */
static bool read_besides(struct mapper *m, struct reading *reading,
                         struct cell_value values[static READING_BESIDES])
{
    bool any = false;

    for (size_t i = 0; i < READING_BESIDES; i++) {
        enum mapping_field field = (enum mapping_field)(MAP_RESPONDENTS + i);

        if (!m->texts[field].len)
            continue;
        read_number(m, field, &values[i]);
        reading->beside[i] = cell_number(&values[i]);
        any |= reading->beside[i].given;
    }
    return any;
}

/* ---- series, period, status ---- */

static void read_period(struct mapper *m, struct reading *reading)
{
    const struct mapper_text *text = &m->texts[MAP_PERIOD];
    const char *why = NULL;

    if (!period_memo_parse(&m->periods, text->text, text->len, &reading->period, &why))
        add_problem(m, MAP_PERIOD, (struct hd_problem){ .code = "period_invalid", .message = why });
}

static void read_instant(struct mapper *m, struct reading *reading)
{
    const struct mapper_text *text = &m->texts[MAP_AT];
    const struct format_options *format = m->options.format;

    reading->sample = true;
    reading->id = m->texts[MAP_ID].text;
    if (!mapping_time_parse(text->text, text->len, format ? format->zone : NULL, &reading->at_ms))
        add_problem(m, MAP_AT,
                    (struct hd_problem){ .code = "time_invalid", .message = mapping_time_message });
}

static void read_key(struct mapper *m, struct reading *reading)
{
    reading->indicator = m->texts[MAP_INDICATOR].text;
    reading->area = m->texts[MAP_AREA].text;
    reading->breakdown = m->texts[MAP_BREAKDOWN].text;
    if (!*reading->indicator)
        add_problem(m, MAP_INDICATOR,
                    (struct hd_problem){ .code = "indicator_missing",
                                         .message = N_("The indicator is missing.") });
    if (m->fields[MAP_AT].in_use)
        read_instant(m, reading);
    else
        read_period(m, reading);
}

static void read_published(struct mapper *m, struct reading *reading)
{
    const struct mapper_text *text = &m->texts[MAP_PUBLISHED];
    const struct format_options *format = m->options.format;

    if (text->len && !cell_read_published(text->text, text->len, format ? format->zone : NULL,
                                          &reading->published_at_ms))
        add_problem(
            m, MAP_PUBLISHED,
            (struct hd_problem){ .code = "date_invalid", .message = cell_published_message });
}

/* No value, and it is known that there is none. */
static bool is_missing(const struct cell_value *value, const struct mapping_status *status)
{
    return value->kind == CELL_MISSING ||
           (value->kind == CELL_EMPTY && mapping_status_missing(status->status));
}

static void read_status(struct mapper *m, struct mapping_status status, bool missing,
                        struct reading *reading)
{
    const char *flags = m->texts[MAP_STATUS].text;

    reading->status = status.status ? status.status : 'A';
    reading->comment = m->texts[MAP_COMMENT].text;
    reading->basis = m->texts[MAP_BASIS].text;
    if (missing && !mapping_status_missing(reading->status) && !status.is_code) {
        status.is_lost |= reading->status != 'A';
        reading->status = 'O';
    }
    if (status.is_lost)
        reading->comment = hd_arena_printf(&m->copies, "%s%sflags: %s", reading->comment,
                                           *reading->comment ? "; " : "", flags);
}

/* ---- two records of one series and period ---- */

static void check_repeated(struct mapper *m, const struct reading *reading)
{
    struct hd_problem problem;

    if (!mapping_repeats_find(&m->repeats, reading, &problem))
        return;
    place_problem(m, NULL, NULL, &problem);
    hd_problem_add(m->options.problems, &problem);
}

/* ---- records ---- */

static enum hd_rc put_reading(struct mapper *m, struct reading *reading,
                              const struct cell_value *value, struct hd_error *err)
{
    reading->empty = value->kind == CELL_EMPTY;
    reading->value = value->kind == CELL_NUMBER || value->kind == CELL_CODE ? value->text : NULL;
    reading->coded = value->kind == CELL_CODE;
    reading->percent_sign = value->percent_sign;
    m->counts.put++;
    return m->options.sink->put(m->options.sink->ctx, reading, err);
}

/* Is there nothing in it that could be kept?  What else stands in such a record is not looked at:
 * tables have lines that are titles and notes. */
static bool is_nothing(const struct mapper *m, const struct cell_value *value, bool beside)
{
    if (m->fields[MAP_AT].in_use)
        return value->kind == CELL_EMPTY || value->kind == CELL_MISSING;
    return value->kind == CELL_EMPTY && !beside;
}

static enum hd_rc read_record(struct mapper *m, struct hd_error *err)
{
    struct reading reading = {
        .line = m->record->line, .pointer = m->record->pointer, .basis = "", .id = ""
    };
    struct cell_value value, besides[READING_BESIDES];
    struct mapping_status status;
    size_t errors = errors_of(m);
    bool beside, missing;

    read_number(m, MAP_VALUE, &value);
    beside = read_besides(m, &reading, besides);
    status = mapping_status_read(m->texts[MAP_STATUS].text,
                                 value.kind == CELL_EMPTY || value.kind == CELL_MISSING);
    missing = is_missing(&value, &status);
    if (missing)
        value.kind = CELL_MISSING;
    if (is_nothing(m, &value, beside)) {
        m->counts.empty++;
        return HD_OK;
    }
    read_key(m, &reading);
    read_status(m, status, missing, &reading);
    read_published(m, &reading);
    if (errors_of(m) == errors && !reading.sample)
        check_repeated(m, &reading);
    return errors_of(m) > errors ? HD_OK : put_reading(m, &reading, &value, err);
}

static enum hd_rc map_record(struct mapper *m, struct hd_error *err)
{
    size_t errors = errors_of(m);
    enum hd_rc rc = HD_OK;

    if (!filter_holds(m) || !read_texts(m))
        m->counts.filtered++;
    else
        rc = read_record(m, err);
    m->counts.refused += errors_of(m) > errors;
    return rc;
}

/* ---- wide records ---- */

static enum hd_rc map_wide(struct mapper *m, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;
    size_t made = 0;

    for (size_t i = 0; i < m->record->count && !rc; i++) {
        if (!mapping_wide_matches(&m->wide_names, i, m->record->cells[i].name))
            continue;
        m->wide = &m->record->cells[i];
        rc = map_record(m, err);
        made++;
    }
    if (made)
        m->extra += made - 1;
    else
        m->counts.empty++;
    m->wide_found |= made > 0;
    return rc;
}

static bool is_said(const struct mapper *m, enum mapping_field field)
{
    if (field == MAP_PERIOD)
        return m->fields[MAP_PERIOD].in_use || m->fields[MAP_AT].in_use;
    if (field == MAP_VALUE)
        return m->fields[MAP_VALUE].in_use || m->fields[MAP_NUMERATOR].in_use ||
               m->fields[MAP_DENOMINATOR].in_use;
    return m->fields[field].in_use;
}

/* Without these no record means anything. */
static enum hd_rc check_complete(struct mapper *m, struct hd_error *err)
{
    static const enum mapping_field needed[] = { MAP_INDICATOR, MAP_PERIOD, MAP_VALUE };
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (is_said(m, needed[i]))
            continue;
        hd_problem_add(m->options.problems,
                       &(struct hd_problem){
                           .code = "mapping_incomplete",
                           .message = N_("The mapping does not say where the {field} stands. "
                                         "Write {field} = {place} with the name of a cell."),
                           .args = { "field", mapping_field_word(needed[i]), "place", "{cell}" } });
        rc = hd_fail(err, HD_BAD_INPUT, "the mapping is incomplete");
    }
    return rc;
}

static enum hd_rc put(void *ctx, const struct record *record, struct hd_error *err)
{
    struct mapper *m = ctx;
    enum hd_rc rc = m->records++ ? HD_OK : check_complete(m, err);

    m->is_incomplete |= rc != HD_OK;
    if (m->is_incomplete)
        return rc ? rc : hd_fail(err, HD_BAD_INPUT, "the mapping is incomplete");
    m->record = record;
    mapping_repeats_note(&m->repeats, record, m->records);
    mapping_places_note(&m->places, record);
    if (m->options.mapping && m->options.mapping->wide_count)
        rc = map_wide(m, err);
    else
        rc = map_record(m, err);
    if (m->copies.used_bytes > COPIES_BYTES)
        hd_arena_clear(&m->copies);
    return rc;
}

void mapper_begin(struct mapper *mapper, const char *file)
{
    mapper->file = file;
}

struct record_sink mapper_sink(struct mapper *mapper)
{
    return (struct record_sink){ .put = put, .ctx = mapper };
}

/* ---- the end of a document ---- */

static size_t tell_wide(struct mapper *m)
{
    const struct mapping *mapping = m->options.mapping;

    if (!mapping || !mapping->wide_count || !m->records || m->is_incomplete || m->wide_found)
        return 0;
    hd_problem_add(m->options.problems,
                   &(struct hd_problem){
                       .code = "column_missing",
                       .message = N_("No record has a cell whose name matches {pattern}, as the "
                                     "mapping asks for."),
                       .file = m->file,
                       .args = { "pattern", mapping->wide[0] } });
    return 1;
}

static void release_pending(struct mapper *m)
{
    struct hd_problems *problems = m->options.problems;

    for (size_t i = 0; i < m->pending.count; i++)
        hd_problem_add(problems, &m->pending.items[i]);
    problems->errors += m->pending.dropped;
    problems->dropped += m->pending.dropped;
}

bool mapper_report(struct mapper *m, struct format_report *report)
{
    size_t told = mapping_places_tell(&m->places, m->file, m->records && !m->is_incomplete,
                                      m->options.problems);

    told += tell_wide(m);
    if (!told)
        release_pending(m);
    hd_problems_clear(&m->pending);
    report->rows += m->extra;
    report->put += m->counts.put;
    report->empty += m->counts.empty;
    report->refused += m->counts.refused;
    report->filtered += m->counts.filtered;
    m->counts = (struct format_report){ 0 };
    m->records = m->extra = 0;
    m->wide_found = false;
    m->mark = '\0';
    mapping_wide_forget(&m->wide_names);
    return !told;
}

void mapper_close(struct mapper **mapper)
{
    struct mapper *m = *mapper;

    if (!m)
        return;
    mapping_wide_clear(&m->wide_names);
    mapping_repeats_clear(&m->repeats);
    mapping_places_clear(&m->places);
    hd_problems_clear(&m->pending);
    hd_arena_clear(&m->arena);
    hd_arena_clear(&m->copies);
    free(m);
    *mapper = NULL;
}

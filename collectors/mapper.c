#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/period_memo.h"
#include "collectors/mapping.h"
#include "collectors/mapping_fields.h"
#include "collectors/mapping_repeats.h"
#include "collectors/mapping_status.h"
#include "collectors/mapping_time.h"
#include "collectors/mapping_wide.h"
#include "common/decimal.h"
#include "common/lang.h"

struct mapper {
    struct mapper_options options;
    struct mapping_number number;
    struct mapping_fields fields; /* of the record being mapped */
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
};

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
    mapping_fields_open(&m->fields, options->mapping, options->templates);
    return m;
}

/* ---- problems ---- */

static size_t errors_of(const struct mapper *m)
{
    return m->options.problems->errors + m->pending.errors;
}

static size_t first_place(const struct mapping_filling *field)
{
    for (size_t i = 0; i < field->template.count; i++) {
        if (field->template.parts[i].is_place)
            return field->places[i];
    }
    return SIZE_MAX;
}

/* A cell that no record has so far is told once at the end, rather than with each record. */
static struct hd_problems *problems_of(struct mapper *m, const struct mapping_filling *field)
{
    for (size_t i = 0; i < field->template.count; i++) {
        const struct mapping_place *place = NULL;

        if (field->template.parts[i].is_place)
            place = &m->fields.places.items[field->places[i]];
        if (place && place->need && !place->found)
            return &m->pending;
    }
    return m->options.problems;
}

/* "/items/3" and "value" as "/items/3/value". */
static const char *pointer_to(struct mapper *m, const char *name)
{
    char *pointer =
        hd_arena_alloc(&m->fields.copies, strlen(m->fields.record->pointer) + 2 * strlen(name) + 2);
    char *to = pointer + strlen(m->fields.record->pointer);

    memcpy(pointer, m->fields.record->pointer, (size_t)(to - pointer));
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
    problem->line = m->fields.record->line;
    problem->pointer = m->fields.record->pointer;
    if (cell && cell->at)
        problem->column = cell->at;
    else if (!m->fields.record->pointer)
        problem->column = name;
    else if (cell && name && *name != '#')
        problem->pointer = pointer_to(m, name);
}

static void add_problem(struct mapper *m, enum mapping_field which, struct hd_problem problem)
{
    const struct mapping_filling *field = &m->fields.items[which];
    size_t place = first_place(field);
    const struct record_cell *cell = NULL;
    const char *name = NULL;

    if (place != SIZE_MAX) {
        const struct mapping_place *wanted = &m->fields.places.items[place];

        cell = wanted->wide_name ? m->fields.wide : mapping_fields_cell(&m->fields, place);
        name = cell ? cell->name : wanted->name;
    } else {
        problem.key = mapping_field_word(which);
    }
    place_problem(m, cell, name, &problem);
    problem.value = m->fields.texts[which].text;
    hd_problem_add(problems_of(m, field), &problem);
}

/* ---- numbers ---- */

/* One kind of decimal mark in a file, or 1,234 could mean two things. */
static void check_mark(struct mapper *m, enum mapping_field field, char mark)
{
    char before[24];

    if (!mark || mark == m->mark)
        return;
    if (!m->mark) {
        m->mark = mark;
        m->mark_line = m->fields.record->line;
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

static void refuse_number(struct mapper *m, enum mapping_field field,
                          const struct cell_value *value)
{
    struct hd_problem problem = { 0 };

    cell_describe(value, &problem);
    add_problem(m, field, problem);
}

static void read_number(struct mapper *m, enum mapping_field field, struct cell_value *value)
{
    struct mapping_number_cell cell = { .text = m->fields.texts[field].text,
                                        .len = m->fields.texts[field].len,
                                        .is_number = mapping_fields_number(&m->fields, field),
                                        .comma_mark = m->fields.record->comma_mark };

    mapping_number_read(&m->number, &cell, value);
    if (field != MAP_VALUE && value->kind == CELL_CODE)
        cell_read_number(cell.text, cell.len, cell.comma_mark, value);
    if (value->kind == CELL_BAD)
        refuse_number(m, field, value);
    else if (cell.comma_mark && !cell.is_number && !m->number.decimal)
        check_mark(m, field, value->mark);
}

/* SDMX: values are in units of ten to this power; NULL: in ones. */
static const char *multiplier_of(const struct record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        const char *text = record->cells[i].text;

        if (strcmp(record->cells[i].name, "UNIT_MULT") == 0)
            return text && hd_decimal_valid(text, strlen(text)) && hd_decimal_cmp(text, "0") ? text
                                                                                             : NULL;
    }
    return NULL;
}

/* In thousands, it would be stored a thousand times too small. */
static void check_multiplier(struct mapper *m)
{
    const char *power = m->number.scale ? NULL : multiplier_of(m->fields.record);

    if (power)
        add_problem(m, MAP_VALUE,
                    (struct hd_problem){
                        .code = "unit_mult",
                        .message = N_("UNIT_MULT is {power}: the value is to be read times "
                                      "1e{power}. Write scale = 1e{power}, or scale = 1 to take "
                                      "values as they are written."),
                        .args = { "power", power } });
}

static void scale_value(struct mapper *m, struct cell_value *value)
{
    if (value->kind != CELL_NUMBER)
        return;
    check_multiplier(m);
    mapping_number_scale(&m->number, value);
    if (value->kind == CELL_BAD)
        refuse_number(m, MAP_VALUE, value);
}

/* The texts of the reading are those of the values. */
static void read_besides(struct mapper *m, struct reading *reading,
                         struct cell_value values[static READING_BESIDES])
{
    for (size_t i = 0; i < READING_BESIDES; i++) {
        enum mapping_field field = (enum mapping_field)(MAP_RESPONDENTS + i);

        if (!m->fields.texts[field].len)
            continue;
        read_number(m, field, &values[i]);
        reading->beside[i] = cell_number(&values[i]);
    }
}

/* ---- series, period, status ---- */

static void read_period(struct mapper *m, struct reading *reading)
{
    const struct mapping_text *text = &m->fields.texts[MAP_PERIOD];
    const char *why = NULL;

    if (!period_memo_parse(&m->periods, text->text, text->len, &reading->period, &why))
        add_problem(m, MAP_PERIOD, (struct hd_problem){ .code = "period_invalid", .message = why });
}

static void read_instant(struct mapper *m, struct reading *reading)
{
    const struct mapping_text *text = &m->fields.texts[MAP_AT];
    const struct format_options *format = m->options.format;

    reading->sample = true;
    reading->id = m->fields.texts[MAP_ID].text;
    if (!mapping_time_parse(text->text, text->len, format ? format->zone : NULL, &reading->at_ms))
        add_problem(m, MAP_AT,
                    (struct hd_problem){ .code = "time_invalid", .message = mapping_time_message });
}

static void read_key(struct mapper *m, struct reading *reading)
{
    reading->indicator = m->fields.texts[MAP_INDICATOR].text;
    reading->area = m->fields.texts[MAP_AREA].text;
    reading->breakdown = m->fields.texts[MAP_BREAKDOWN].text;
    if (!*reading->indicator)
        add_problem(m, MAP_INDICATOR,
                    (struct hd_problem){ .code = "indicator_missing",
                                         .message = N_("The indicator is missing.") });
    if (m->fields.items[MAP_AT].in_use)
        read_instant(m, reading);
    else
        read_period(m, reading);
}

static void read_published(struct mapper *m, struct reading *reading)
{
    const struct mapping_text *text = &m->fields.texts[MAP_PUBLISHED];
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
    const char *flags = m->fields.texts[MAP_STATUS].text;

    reading->status = status.status ? status.status : 'A';
    reading->comment = m->fields.texts[MAP_COMMENT].text;
    reading->basis = m->fields.texts[MAP_BASIS].text;
    if (missing && !mapping_status_missing(reading->status) && !status.is_code) {
        status.is_lost |= reading->status != 'A';
        reading->status = 'O';
    }
    if (status.is_lost)
        reading->comment = hd_arena_printf(&m->fields.copies, "%s%sflags: %s", reading->comment,
                                           *reading->comment ? "; " : "", flags);
}

/* ---- two records of one series and period ---- */

static void check_repeated(struct mapper *m, struct seen_key key)
{
    struct hd_problem problem;

    if (!mapping_repeats_add(&m->repeats, key, &problem))
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
static bool is_nothing(const struct mapper *m, const struct cell_value *value)
{
    bool beside = false;

    if (m->fields.items[MAP_AT].in_use) /* a measurement that failed is none */
        return value->kind == CELL_EMPTY || value->kind == CELL_MISSING;
    for (size_t i = 0; i < READING_BESIDES; i++)
        beside |= m->fields.texts[MAP_RESPONDENTS + i].len > 0;
    return value->kind == CELL_EMPTY && !beside;
}

/* All that stands beside a value that is there, so that all problems of a record are told. */
static void read_rest(struct mapper *m, struct mapping_status status, struct cell_value *value,
                      struct reading *reading)
{
    size_t errors = errors_of(m);
    struct seen_key key = { 0 };
    bool keyed;

    read_key(m, reading);
    keyed = errors_of(m) == errors && !reading->sample;
    if (keyed)
        key = mapping_repeats_key(&m->repeats, reading);
    scale_value(m, value);
    read_status(m, status, value->kind == CELL_MISSING, reading);
    read_published(m, reading);
    if (keyed && errors_of(m) == errors)
        check_repeated(m, key);
}

static enum hd_rc read_record(struct mapper *m, struct hd_error *err)
{
    struct reading reading = {
        .line = m->fields.record->line, .pointer = m->fields.record->pointer, .basis = "", .id = ""
    };
    struct cell_value value, besides[READING_BESIDES];
    struct mapping_status status;
    size_t errors = errors_of(m);

    read_number(m, MAP_VALUE, &value);
    status = mapping_status_read(m->fields.texts[MAP_STATUS].text,
                                 value.kind == CELL_EMPTY || value.kind == CELL_MISSING);
    if (is_missing(&value, &status))
        value.kind = CELL_MISSING;
    if (is_nothing(m, &value)) {
        m->counts.empty++;
        return HD_OK;
    }
    read_besides(m, &reading, besides);
    read_rest(m, status, &value, &reading);
    return errors_of(m) > errors ? HD_OK : put_reading(m, &reading, &value, err);
}

static enum hd_rc map_record(struct mapper *m, const struct record *record,
                             const struct record_cell *wide, struct hd_error *err)
{
    size_t errors = errors_of(m);
    enum hd_rc rc = HD_OK;

    if (mapping_fields_read(&m->fields, record, wide))
        rc = read_record(m, err);
    else
        m->counts.filtered++;
    m->counts.refused += errors_of(m) > errors;
    return rc;
}

/* ---- wide records ---- */

static enum hd_rc map_wide(struct mapper *m, const struct record *record, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;
    size_t made = 0;

    for (size_t i = 0; i < record->count && !rc; i++) {
        if (!mapping_wide_matches(&m->wide_names, i, record->cells[i].name))
            continue;
        rc = map_record(m, record, &record->cells[i], err);
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
        return m->fields.items[MAP_PERIOD].in_use || m->fields.items[MAP_AT].in_use;
    if (field == MAP_VALUE)
        return m->fields.items[MAP_VALUE].in_use || m->fields.items[MAP_NUMERATOR].in_use ||
               m->fields.items[MAP_DENOMINATOR].in_use;
    return m->fields.items[field].in_use;
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
    mapping_repeats_note(&m->repeats, record, m->records);
    mapping_places_note(&m->fields.places, record);
    if (m->options.mapping && m->options.mapping->wide_count)
        rc = map_wide(m, record, err);
    else
        rc = map_record(m, record, NULL, err);
    mapping_fields_trim(&m->fields);
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
    size_t told = mapping_places_tell(&m->fields.places, m->file, m->records && !m->is_incomplete,
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
    hd_problems_clear(&m->pending);
    mapping_fields_close(&m->fields);
    free(m);
    *mapper = NULL;
}

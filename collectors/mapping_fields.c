#include "collectors/mapping_fields.h"

#include <stdlib.h>
#include <string.h>

#include "collectors/formats/cell.h"

/* Texts copied for records are dropped when there are so many of them. */
#define COPIES_BYTES 65536

/* ---- opening ---- */

static bool needs_soft(enum mapping_field which)
{
    return which == MAP_STATUS || which == MAP_COMMENT || which == MAP_PUBLISHED ||
           which == MAP_BASIS || which == MAP_RESPONDENTS;
}

static void add_field(struct mapping_fields *fields, struct mapping_filling *field,
                      enum mapping_need need)
{
    field->in_use = true;
    field->places =
        hd_arena_alloc(&fields->arena, (field->template.count + 1) * sizeof *field->places);
    for (size_t i = 0; i < field->template.count; i++) {
        const struct mapping_part *part = &field->template.parts[i];

        if (part->is_place)
            field->places[i] =
                mapping_places_add(&fields->places, part->text,
                                   mapping_is_wide_word(fields->mapping, part->text), need);
    }
}

static bool take_template(struct mapping_fields *fields, struct mapping_filling *field,
                          const char *text)
{
    return text && !mapping_template_parse(text, &fields->arena, &field->template);
}

static void open_field(struct mapping_fields *fields, enum mapping_field which, const char *own)
{
    const struct mapping *mapping = fields->mapping;
    struct mapping_filling *field = &fields->items[which];

    fields->texts[which] = (struct mapping_text){ "", 0 };
    if (mapping && mapping->fields[which].codes.items)
        field->codes = &mapping->fields[which].codes;
    if (mapping && mapping->fields[which].given) {
        field->template = mapping->fields[which].template;
        add_field(fields, field, needs_soft(which) ? NEED_SOFT : NEED_STRICT);
        return;
    }
    if (!own && which == MAP_VALUE && mapping && mapping->wide_count)
        own = "{" MAPPING_WIDE_CELL "}";
    if (take_template(fields, field, own))
        add_field(fields, field, NEED_NONE);
}

static void open_filter(struct mapping_fields *fields)
{
    const struct mapping_filter *filter = &fields->mapping->filter;

    fields->condition_places =
        hd_arena_alloc(&fields->arena, (filter->count + 1) * sizeof *fields->condition_places);
    for (size_t i = 0; i < filter->count; i++) {
        const struct mapping_condition *condition = &filter->items[i];

        fields->condition_places[i] =
            mapping_places_add(&fields->places, condition->cell,
                               mapping_is_wide_word(fields->mapping, condition->cell),
                               condition->differs ? NEED_SOFT : NEED_STRICT);
    }
}

void mapping_fields_open(struct mapping_fields *fields, const struct mapping *mapping,
                         const char *const *templates)
{
    fields->mapping = mapping;
    for (size_t i = 0; i < MAP_FIELDS; i++)
        open_field(fields, (enum mapping_field)i, templates ? templates[i] : NULL);
    if (mapping)
        open_filter(fields);
    /* A sample has no period, even where the format knows of one. */
    fields->items[MAP_PERIOD].in_use &= !fields->items[MAP_AT].in_use;
}

void mapping_fields_close(struct mapping_fields *fields)
{
    for (size_t i = 0; i < MAP_FIELDS; i++) {
        free(fields->items[i].made);
        free(fields->items[i].coded);
    }
    mapping_places_clear(&fields->places);
    hd_arena_clear(&fields->arena);
    hd_arena_clear(&fields->copies);
}

/* ---- cells ---- */

const struct record_cell *mapping_fields_cell(struct mapping_fields *fields, size_t place)
{
    const struct mapping_place *wanted = &fields->places.items[place];

    if (wanted->wide_cell)
        return fields->wide;
    if (wanted->wide_name)
        return NULL;
    return mapping_places_find(&fields->places, place, fields->record);
}

bool mapping_fields_number(struct mapping_fields *fields, enum mapping_field which)
{
    const struct mapping_filling *field = &fields->items[which];
    const struct record_cell *cell;

    if (field->template.count != 1 || !field->template.parts[0].is_place)
        return false;
    cell = mapping_fields_cell(fields, field->places[0]);
    return cell && cell->is_number;
}

/* Trimmed, but not yet ended. */
static struct mapping_text place_text(struct mapping_fields *fields, size_t place)
{
    const struct record_cell *cell = mapping_fields_cell(fields, place);
    const char *text = cell ? cell->text : NULL;
    struct mapping_text trimmed;

    if (fields->wide && fields->places.items[place].wide_name)
        text = fields->wide->name;
    if (!text || !*text)
        return (struct mapping_text){ "", 0 };
    trimmed.len = strlen(text);
    trimmed.text = cell_trim(text, &trimmed.len);
    return trimmed;
}

/* ---- texts ---- */

static struct mapping_text end_text(struct mapping_fields *fields, struct mapping_text text)
{
    if (text.text[text.len] != '\0')
        text.text = hd_arena_strndup(&fields->copies, text.text, text.len);
    return text;
}

static void append(struct mapping_filling *field, size_t len, struct mapping_text part)
{
    if (len + part.len + 1 > field->made_room) {
        field->made_room = 2 * (len + part.len + 1);
        field->made = hd_realloc(field->made, field->made_room, 1);
    }
    memcpy(field->made + len, part.text, part.len);
    field->made[len + part.len] = '\0';
}

static struct mapping_text compose(struct mapping_fields *fields, struct mapping_filling *field)
{
    const struct mapping_template *template = &field->template;
    struct mapping_text whole = { "", 0 };

    for (size_t i = 0; i < template->count; i++) {
        const struct mapping_part *literal = &template->parts[i];
        struct mapping_text part = { literal->text, literal->len };

        if (literal->is_place)
            part = place_text(fields, field->places[i]);
        append(field, whole.len, part);
        whole.len += part.len;
    }
    whole.text = cell_trim(field->made, &whole.len);
    return whole;
}

/* Neighbours mostly have the same code. */
static const char *find_code(struct mapping_filling *field, const char *text)
{
    if (field->coded && strcmp(field->coded, text) == 0)
        return field->ours;
    free(field->coded);
    field->coded = hd_strdup(text);
    /* What stays as it is must not be the caller's text, which is gone with the record. */
    field->ours = mapping_codes_find(field->codes, field->coded);
    return field->ours;
}

static struct mapping_text field_text(struct mapping_fields *fields, struct mapping_filling *field)
{
    const struct mapping_template *template = &field->template;
    struct mapping_text text = { "", 0 };

    if (template->count == 1 && template->parts[0].is_place)
        text = place_text(fields, field->places[0]);
    else if (template->count)
        text = compose(fields, field);
    text = end_text(fields, text);
    if (field->codes) {
        text.text = find_code(field, text.text);
        text.len = text.text ? strlen(text.text) : 0;
    }
    return text;
}

static bool filter_holds(struct mapping_fields *fields)
{
    const struct mapping *mapping = fields->mapping;

    for (size_t i = 0; mapping && i < mapping->filter.count; i++) {
        struct mapping_text text = place_text(fields, fields->condition_places[i]);

        if (!mapping_condition_holds(&mapping->filter.items[i], text.text, text.len))
            return false;
    }
    return true;
}

bool mapping_fields_read(struct mapping_fields *fields, const struct record *record,
                         const struct record_cell *wide)
{
    fields->record = record;
    fields->wide = wide;
    if (!filter_holds(fields))
        return false;
    for (size_t i = 0; i < MAP_FIELDS; i++) {
        if (!fields->items[i].in_use)
            continue;
        fields->texts[i] = field_text(fields, &fields->items[i]);
        if (!fields->texts[i].text)
            return false;
    }
    return true;
}

void mapping_fields_trim(struct mapping_fields *fields)
{
    if (fields->copies.used_bytes > COPIES_BYTES)
        hd_arena_clear(&fields->copies);
}

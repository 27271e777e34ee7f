#include "collectors/mapping_places.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "common/buf.h"
#include "common/lang.h"
#include "common/problem.h"
#include "common/utf8.h"

#define LIST_BYTES 600 /* of names in a message */

/* "/a~1b" as "a/b"; NULL when it is no pointer to a member of the row itself. */
static char *plain_name(const char *name)
{
    char *plain, *to;

    if (*name != '/' || strchr(name + 1, '/'))
        return NULL;
    plain = to = hd_strdup(name + 1);
    for (const char *at = plain; *at; at++) {
        bool escaped = *at == '~' && (at[1] == '0' || at[1] == '1');

        if (escaped)
            at++;
        *to++ = !escaped ? *at : *at == '0' ? '~' : '/';
    }
    *to = '\0';
    return plain;
}

static size_t add_new(struct mapping_places *places, const char *name, bool is_wide_word)
{
    HD_GROW(places->items, places->count, places->room);
    places->items[places->count] =
        (struct mapping_place){ .name = hd_strdup(name),
                                .plain = plain_name(name),
                                .wide_name = is_wide_word && strcmp(name, "name") == 0,
                                .wide_cell = is_wide_word && strcmp(name, "cell") == 0 };
    return places->count++;
}

size_t mapping_places_add(struct mapping_places *places, const char *name, bool is_wide_word,
                          enum mapping_need need)
{
    struct mapping_place *place;
    size_t number = 0;

    while (number < places->count && strcmp(places->items[number].name, name) != 0)
        number++;
    if (number == places->count)
        add_new(places, name, is_wide_word);
    place = &places->items[number];
    if (is_wide_word)
        return number;
    places->missing += need && !place->need;
    place->need = need > place->need ? need : place->need;
    return number;
}

static bool same_trimmed(const char *a, const char *b)
{
    size_t len = strlen(b), whole = len;
    const char *text = cell_trim(b, &len);
    char *copy HD_FREE_AUTO = NULL;

    if (len == whole)
        return hd_utf8_same(a, b);
    copy = hd_strndup(text, len);
    return hd_utf8_same(a, copy);
}

/* A name written exactly so goes before one that is the same but for its case. */
static size_t search(const struct mapping_place *place, const struct record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        if (strcmp(record->cells[i].name, place->name) == 0)
            return i;
    }
    for (size_t i = 0; i < record->count; i++) {
        if (same_trimmed(place->name, record->cells[i].name) ||
            (place->plain && same_trimmed(place->plain, record->cells[i].name)))
            return i;
    }
    return SIZE_MAX;
}

static void remember(struct mapping_place *place, const struct record *record, size_t at)
{
    const char *name = record->cells[at].name;

    place->at = at;
    place->pointer = name;
    if (place->text && strcmp(place->text, name) == 0)
        return;
    free(place->text);
    place->text = hd_strdup(name);
}

static bool has_shape(const struct mapping_places *places, const struct record *record)
{
    if (record->count != places->shape_count)
        return false;
    for (size_t i = 0; i < record->count; i++) {
        if (record->cells[i].name != places->shape[i])
            return false;
    }
    return true;
}

static void forget_shape(struct mapping_places *places)
{
    places->shape_count = 0;
    for (size_t i = 0; i < places->count; i++)
        places->items[i].missed = false;
}

static void note_miss(struct mapping_places *places, struct mapping_place *place,
                      const struct record *record)
{
    if (!has_shape(places, record)) {
        forget_shape(places);
        for (size_t i = 0; i < record->count; i++) {
            HD_GROW(places->shape, places->shape_count, places->shape_room);
            places->shape[places->shape_count++] = record->cells[i].name;
        }
    }
    place->missed = true;
}

const struct record_cell *mapping_places_search(struct mapping_places *places, size_t number,
                                                const struct record *record)
{
    struct mapping_place *place = &places->items[number];
    size_t at = place->at;

    if (place->text && at < record->count && strcmp(record->cells[at].name, place->text) == 0) {
        place->pointer = record->cells[at].name;
        return &record->cells[at];
    }
    if (place->missed && has_shape(places, record))
        return NULL;
    at = search(place, record);
    if (at == SIZE_MAX) {
        note_miss(places, place, record);
        return NULL;
    }
    remember(place, record, at);
    return &record->cells[at];
}

/* What there is instead, for the message. */
static void keep_names(struct mapping_places *places, const struct record *record)
{
    if (places->names && record->count <= places->name_count)
        return;
    hd_arena_clear(&places->arena);
    places->names = hd_arena_alloc(&places->arena, (record->count + 1) * sizeof *places->names);
    for (size_t i = 0; i < record->count; i++)
        places->names[i] = hd_arena_strdup(&places->arena, record->cells[i].name);
    places->name_count = record->count;
}

void mapping_places_note(struct mapping_places *places, const struct record *record)
{
    if (!places->missing)
        return;
    places->has_pointers = record->pointer != NULL;
    for (size_t i = 0; i < places->count; i++) {
        struct mapping_place *place = &places->items[i];

        if (!place->need || place->found || !mapping_places_find(places, i, record))
            continue;
        place->found = true;
        places->missing--;
    }
    if (places->missing)
        keep_names(places, record);
}

/* Is it told as a problem, rather than a warning? */
static bool tell(const struct mapping_places *places, const struct mapping_place *place,
                 const char *file, struct hd_problems *problems)
{
    const char *name = place->name;
    struct hd_problem problem = { .code = "column_missing", .file = file, .column = name };
    struct hd_buf list HD_BUF_AUTO;
    const char *nearest = hd_nearest(name, places->names, places->name_count);

    hd_buf_init(&list, (size_t)LIST_BYTES * 8);
    for (size_t i = 0; i < places->name_count && list.len < LIST_BYTES; i++)
        hd_buf_printf(&list, "%s%s", i ? ", " : "", places->names[i]);
    if (list.len >= LIST_BYTES)
        hd_buf_puts(&list, ", ...");
    problem.message =
        nearest ? N_("No record has a cell {column}, which the mapping asks for. Did you mean "
                     "{nearest}? There are: {columns}.")
                : N_("No record has a cell {column}, which the mapping asks for. There are: "
                     "{columns}.");
    problem.args[0] = "column";
    problem.args[1] = name;
    problem.args[2] = "columns";
    problem.args[3] = list.data;
    problem.args[4] = nearest ? "nearest" : NULL;
    problem.args[5] = nearest;
    problem.warning = place->need == NEED_SOFT && places->has_pointers;
    hd_problem_add(problems, &problem);
    return !problem.warning;
}

size_t mapping_places_tell(struct mapping_places *places, const char *file, bool any_record,
                           struct hd_problems *problems)
{
    size_t told = 0;

    places->missing = 0;
    forget_shape(places); /* the next document may have other names at the same places */
    for (size_t i = 0; i < places->count; i++) {
        struct mapping_place *place = &places->items[i];

        if (any_record && place->need && !place->found)
            told += tell(places, place, file, problems);
        place->found = false;
        place->pointer = NULL; /* the next document may have another name there */
        places->missing += place->need != NEED_NONE;
    }
    hd_arena_clear(&places->arena);
    places->names = NULL;
    places->name_count = 0;
    return told;
}

void mapping_places_clear(struct mapping_places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        free((char *)places->items[i].name);
        free((char *)places->items[i].plain);
        free(places->items[i].text);
    }
    free(places->items);
    free((void *)places->shape);
    hd_arena_clear(&places->arena);
    *places = (struct mapping_places){ 0 };
}

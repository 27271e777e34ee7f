#include "collectors/formats/xlsx_book.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collectors/formats/xlsx_xml.h"
#include "common/lang.h"
#include "common/utf8.h"

#define RELATIONS_MAX 20000
#define PART_BYTES    1024
#define NAMES_SHOWN   12

struct relation {
    const char *id, *type, *target;
};

struct relations {
    struct hd_arena *arena;
    struct hd_problems *problems;
    struct xlsx_xml *xml;
    struct relation *items;
    size_t count, room;
};

/* What the workbook's own part says; its sheets still by relationship. */
struct workbook {
    struct xlsx_book *book;
    struct hd_problems *problems;
    struct xlsx_xml *xml;
};

/* ---- relationships ---- */

static void take_relation(void *ctx, const char *name, const char **attributes)
{
    struct relations *relations = ctx;
    const char *id = xlsx_xml_attribute(attributes, "Id");
    const char *type = xlsx_xml_attribute(attributes, "Type");
    const char *target = xlsx_xml_attribute(attributes, "Target");
    const char *mode = xlsx_xml_attribute(attributes, "TargetMode");
    struct hd_error err = { 0 };

    if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
        (mode && strcasecmp(mode, "External") == 0) || strlen(target) >= PART_BYTES)
        return;
    if (relations->count == RELATIONS_MAX) {
        xlsx_xml_stop(relations->xml,
                      xlsx_too_large(relations->problems, &err, "relationships", RELATIONS_MAX),
                      &err);
        return;
    }
    HD_GROW(relations->items, relations->count, relations->room);
    relations->items[relations->count++] =
        (struct relation){ hd_arena_strdup(relations->arena, id),
                           hd_arena_strdup(relations->arena, type),
                           hd_arena_strdup(relations->arena, target) };
}

static void ignore_end(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

static enum hd_rc read_relations(struct xlsx_package *package, const char *part,
                                 struct relations *relations, struct hd_error *err)
{
    static const struct xlsx_xml_handlers handlers = { take_relation, ignore_end, NULL };

    if (!xlsx_package_has(package, part))
        return HD_OK;
    return xlsx_xml_read(package, part, &handlers, relations, &relations->xml, err);
}

/* Types are addresses; the last word says it, in both standards. */
static bool has_type(const struct relation *relation, const char *word)
{
    const char *last = strrchr(relation->type, '/');

    return last && strcmp(last + 1, word) == 0;
}

static const struct relation *find_type(const struct relations *relations, const char *word)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (has_type(&relations->items[i], word))
            return &relations->items[i];
    }
    return NULL;
}

/* ---- names of parts ---- */

static void drop_last(char *path, size_t *len)
{
    while (*len && path[*len - 1] != '/')
        --*len;
    *len -= *len > 0;
}

/* `target` as seen from `base`, without a slash in front: worksheets/sheet1.xml from
 * xl/workbook.xml is xl/worksheets/sheet1.xml. */
static const char *resolve(struct hd_arena *arena, const char *base, const char *target)
{
    size_t base_len = strlen(base), len = *target == '/' ? 0 : base_len;
    char *path = hd_arena_alloc(arena, base_len + strlen(target) + 2);

    memcpy(path, base, len);
    drop_last(path, &len);
    for (const char *at = target; *at;) {
        size_t step = strcspn(at, "/");

        if (step == 2 && memcmp(at, "..", 2) == 0) {
            drop_last(path, &len);
        } else if (step && !(step == 1 && *at == '.')) {
            if (len)
                path[len++] = '/';
            memcpy(path + len, at, step);
            len += step;
        }
        at += step + (at[step] == '/');
    }
    path[len] = '\0';
    return path;
}

/* xl/_rels/workbook.xml.rels */
static const char *relations_part(struct hd_arena *arena, const char *part)
{
    const char *last = strrchr(part, '/');
    const char *name = last ? last + 1 : part;

    return hd_arena_printf(arena, "%.*s_rels/%s.rels", (int)(name - part), part, name);
}

/* ---- the workbook ---- */

static void take_sheet(struct workbook *workbook, const char **attributes)
{
    struct xlsx_book *book = workbook->book;
    const char *name = xlsx_xml_attribute(attributes, "name");
    struct hd_error err = { 0 };

    if (book->count == XLSX_SHEETS_MAX) {
        xlsx_xml_stop(workbook->xml,
                      xlsx_too_large(workbook->problems, &err, "sheets", XLSX_SHEETS_MAX), &err);
        return;
    }
    HD_GROW(book->sheets, book->count, book->room);
    /* The relationship's id until the part is known. */
    book->sheets[book->count++] = (struct xlsx_book_sheet){
        .name = hd_arena_strdup(&book->arena, name ? name : ""),
        .part = hd_arena_strdup(&book->arena, xlsx_xml_relationship(attributes)),
    };
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct workbook *workbook = ctx;
    const char *flag = xlsx_xml_attribute(attributes, "date1904");

    if (strcmp(name, "workbookPr") == 0 && flag)
        workbook->book->from_1904 = strcmp(flag, "1") == 0 || strcmp(flag, "true") == 0;
    else if (strcmp(name, "sheet") == 0)
        take_sheet(workbook, attributes);
}

static const char *part_of_id(struct xlsx_book *book, const struct relations *relations,
                              const char *workbook, const char *id)
{
    for (size_t i = 0; id && i < relations->count; i++) {
        if (strcmp(relations->items[i].id, id) == 0 && has_type(&relations->items[i], "worksheet"))
            return resolve(&book->arena, workbook, relations->items[i].target);
    }
    return NULL;
}

static const char *part_of_type(struct xlsx_book *book, const struct relations *relations,
                                const char *workbook, const char *type)
{
    const struct relation *relation = find_type(relations, type);

    return relation ? resolve(&book->arena, workbook, relation->target) : NULL;
}

static enum hd_rc read_workbook(struct xlsx_package *package, const char *part,
                                struct relations *relations, struct xlsx_book *book,
                                struct hd_error *err)
{
    static const struct xlsx_xml_handlers handlers = { on_start, ignore_end, NULL };
    struct workbook workbook = { .book = book, .problems = xlsx_package_problems(package) };
    enum hd_rc rc = xlsx_xml_read(package, part, &handlers, &workbook, &workbook.xml, err);

    if (!rc)
        rc = read_relations(package, relations_part(&book->arena, part), relations, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < book->count; i++)
        book->sheets[i].part = part_of_id(book, relations, part, book->sheets[i].part);
    book->strings = part_of_type(book, relations, part, "sharedStrings");
    book->styles = part_of_type(book, relations, part, "styles");
    return HD_OK;
}

enum hd_rc xlsx_book_read(struct xlsx_package *package, struct xlsx_book *book,
                          struct hd_error *err)
{
    struct hd_problems *problems = xlsx_package_problems(package);
    struct relations root = { .arena = &book->arena, .problems = problems };
    struct relations own = { .arena = &book->arena, .problems = problems };
    enum hd_rc rc = read_relations(package, "_rels/.rels", &root, err);

    if (!rc) {
        const struct relation *relation = find_type(&root, "officeDocument");
        const char *part =
            relation ? resolve(&book->arena, "", relation->target) : "xl/workbook.xml";

        rc = read_workbook(package, part, &own, book, err);
    }
    free(root.items);
    free(own.items);
    return rc;
}

void xlsx_book_clear(struct xlsx_book *book)
{
    hd_arena_clear(&book->arena);
    free(book->sheets);
    *book = (struct xlsx_book){ 0 };
}

/* ---- one of the sheets ---- */

static const struct xlsx_book_sheet *find_sheet(const struct xlsx_book *book, const char *wanted)
{
    char *end;
    unsigned long number = strtoul(wanted, &end, 10);

    for (size_t i = 0; i < book->count; i++) {
        if (*wanted ? hd_utf8_same(book->sheets[i].name, wanted) : book->sheets[i].part != NULL)
            return &book->sheets[i];
    }
    if (*wanted >= '0' && *wanted <= '9' && !*end && number && number <= book->count)
        return &book->sheets[number - 1];
    return NULL;
}

static const char *join_names(const struct xlsx_book *book, struct hd_arena *arena)
{
    const char *names = book->count ? book->sheets[0].name : "";

    for (size_t i = 1; i < book->count && i < NAMES_SHOWN; i++)
        names = hd_arena_printf(arena, "%s, %s", names, book->sheets[i].name);
    return book->count > NAMES_SHOWN ? hd_arena_printf(arena, "%s, …", names) : names;
}

enum hd_rc xlsx_book_find(const struct xlsx_book *book, const char *wanted,
                          struct hd_problems *problems, const struct xlsx_book_sheet **sheet_out,
                          struct hd_error *err)
{
    const struct xlsx_book_sheet *sheet = find_sheet(book, wanted);
    HD_ARENA_AUTO struct hd_arena arena = { 0 };

    if (sheet && sheet->part) {
        *sheet_out = sheet;
        return HD_OK;
    }
    hd_problem_add(
        problems,
        &(struct hd_problem){
            .code = "sheet_missing",
            .message = *wanted ? N_("The workbook has no sheet {sheet} with cells. It has: "
                                    "{known}.")
                               : N_("The workbook has no sheet with cells. It has: {known}."),
            .args = { "sheet", wanted, "known", join_names(book, &arena) } });
    return hd_fail(err, HD_BAD_INPUT, "there is no sheet '%s'", wanted);
}

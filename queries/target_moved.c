/* Files beside targets that were moved by hand since they were written.
 *
 *      base      the last vintage that came through the files
 *      present   the newest one, by hand
 *      file      what the files say
 *
 * Where a hand made `present` of `base` and the file says something else, applying it would undo
 * what was decided.  Where the file has followed, or speaks of other fields, it is welcome. */
#include <stdlib.h>
#include <string.h>

#include "common/lang.h"
#include "queries/catalog_files.h"
#include "queries/target.h"

/* The vintages of one target, in the order in which they were recorded. */
struct lineage {
    const struct target_vintage *base, *present; /* NULL: nothing was moved by hand */
};

static struct lineage lineage_of(const struct target_vintage *rows, size_t count)
{
    struct lineage lineage = { 0 };
    size_t at = count;

    if (!count || !rows[count - 1].change)
        return lineage;
    while (at > 0 && rows[at - 1].change)
        at--;
    if (at > 0 && rows[at - 1].document && rows[count - 1].document)
        lineage = (struct lineage){ &rows[at - 1], &rows[count - 1] };
    return lineage;
}

static const struct catalog_change *find_change(const struct catalog_changes *changes,
                                                const char *field)
{
    for (size_t i = 0; i < changes->count; i++)
        if (strcmp(changes->items[i].field, field) == 0)
            return &changes->items[i];
    return NULL;
}

static void complain(const struct catalog_entry *entry, const struct catalog_change *undone,
                     struct hd_problems *problems)
{
    size_t key_len = strcspn(undone->field, "."); /* a name is compared language by language */
    const struct catalog_value *value = NULL;
    struct hd_problem problem = {
        .code = "moved_by_hand",
        .message = N_("{target} was moved by hand: '{key}' is {present} now and would be {file} "
                      "again. Write {present} here, or apply with --targets-from-files."),
        .args = { "target", entry->code, "key", undone->field, "present",
                  undone->old_text ? undone->old_text : "–", "file",
                  undone->new_text ? undone->new_text : "–" },
        .file = entry->file,
        .key = undone->field,
        .value = undone->new_text,
    };

    for (size_t i = 0; i < entry->kind->field_count; i++)
        if (strlen(entry->kind->fields[i].key) == key_len &&
            strncmp(entry->kind->fields[i].key, undone->field, key_len) == 0)
            value = &entry->values[i];
    problem.line = value && value->line ? value->line : entry->line;
    hd_problem_add(problems, &problem);
}

static enum hd_rc check_target(const struct catalog_entry *entry, const struct lineage *lineage,
                               struct hd_problems *problems, struct hd_error *err)
{
    struct catalog_changes by_hand = { 0 }, by_file = { 0 };
    struct catalog_entry *present;
    enum hd_rc rc = target_documents_compare(entry->code, lineage->base->document,
                                             lineage->present->document, &by_hand, err);

    if (!rc)
        rc = entry_parse(entry->kind, entry->code, lineage->present->document, &by_file.arena,
                         &present, err);
    if (!rc)
        target_entries_compare(present, entry, &by_file);
    for (size_t i = 0; i < by_file.count && !rc; i++)
        if (find_change(&by_hand, by_file.items[i].field))
            complain(entry, &by_file.items[i], problems);
    catalog_changes_clear(&by_hand);
    catalog_changes_clear(&by_file);
    return rc;
}

enum hd_rc target_check_moved(struct reader *reader, const struct catalog_files *files,
                              struct hd_problems *problems, struct hd_error *err)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct target_vintage *rows;
    size_t count, end;
    enum hd_rc rc = target_vintages(reader, NULL, INT64_MAX, &arena, &rows, &count, err);

    for (size_t i = 0; i < count && !rc; i = end) {
        const struct catalog_entry *entry;
        struct lineage lineage;

        for (end = i + 1; end < count && strcmp(rows[end].target, rows[i].target) == 0;)
            end++;
        lineage = lineage_of(&rows[i], end - i);
        entry = lineage.base ? files_find(files, "target", rows[i].target) : NULL;
        if (entry)
            rc = check_target(entry, &lineage, problems, err);
    }
    return rc;
}

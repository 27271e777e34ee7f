#include <string.h>

#include "queries/catalog.h"
#include "queries/catalog_files.h"

size_t catalog_files_count(const struct catalog_files *files, const char *kind)
{
    size_t count = 0;

    for (size_t i = 0; i < files->count; i++)
        count += strcmp(files->entries[i]->kind->name, kind) == 0;
    return count;
}

#include <string.h>

#include "collectors/collector.h"
#include "collectors/command/command.h"
#include "collectors/folder/folder.h"
#include "collectors/http/http.h"
#include "collectors/push/push.h"
#include "collectors/sql/sql.h"

const struct collector_ops *const collectors[] = {
    &collector_http, &collector_folder, &collector_command, &collector_push, &collector_sql, NULL,
};

const struct collector_ops *collector_find(const char *name)
{
    for (size_t i = 0; collectors[i]; i++) {
        if (strcmp(collectors[i]->name, name) == 0)
            return collectors[i];
    }
    return NULL;
}

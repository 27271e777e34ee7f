#include "storage/driver.h"

#include <string.h>

const struct driver_ops *const drivers[] = {
    &driver_sqlite,
    NULL,
};

const struct driver_ops *driver_find(const char *name)
{
    if (!name)
        return drivers[0];
    for (size_t i = 0; drivers[i]; i++)
        if (!strcmp(drivers[i]->name, name))
            return drivers[i];
    return NULL;
}

#include "collectors/sql/library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct postgres_library library;
static enum hd_rc load_rc;
static struct hd_error load_error;

struct call {
    const char *name;
    void *place;
};

#define CALL(name)                                                                                 \
    {                                                                                              \
#name, &library.name                                                                       \
    }

static void load(void)
{
    const struct call calls[] = {
        CALL(PQconnectStartParams),
        CALL(PQconnectPoll),
        CALL(PQstatus),
        CALL(PQfinish),
        CALL(PQerrorMessage),
        CALL(PQsocket),
        CALL(PQsendQuery),
        CALL(PQsendPrepare),
        CALL(PQsendQueryParams),
        CALL(PQconsumeInput),
        CALL(PQisBusy),
        CALL(PQgetResult),
        CALL(PQresultStatus),
        CALL(PQresultErrorField),
        CALL(PQcmdTuples),
        CALL(PQclear),
        CALL(PQgetCopyData),
        CALL(PQfreemem),
        CALL(PQgetCancel),
        CALL(PQcancel),
        CALL(PQfreeCancel),
    };
    void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);

    if (!handle) {
        load_rc = hd_fail(&load_error, HD_SYSTEM, "libpq cannot be loaded: %s", dlerror());
        return;
    }
    for (size_t i = 0; !load_rc && i < sizeof calls / sizeof *calls; i++) {
        void *symbol = dlsym(handle, calls[i].name);

        if (!symbol)
            load_rc = hd_fail(&load_error, HD_SYSTEM, "libpq has no %s", calls[i].name);
        /* ISO C has no conversion from an object to a function pointer; POSIX has this one. */
        memcpy(calls[i].place, &symbol, sizeof symbol);
    }
}

enum hd_rc postgres_library_get(const struct postgres_library **library_out, struct hd_error *err)
{
    pthread_once(&once, load);
    if (load_rc) {
        *err = load_error;
        return load_rc;
    }
    *library_out = &library;
    return HD_OK;
}

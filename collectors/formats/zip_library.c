#include "collectors/formats/zip_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define FILE_NAME "libzip.so.4"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct zip_library library;
static enum hd_rc load_rc;
static struct hd_error load_error;

struct call {
    const char *name;
    void *place;
};

static enum hd_rc find_calls(void *handle, const struct call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *symbol = dlsym(handle, calls[i].name);

        if (!symbol)
            return hd_fail(&load_error, HD_SYSTEM, "libzip has no %s", calls[i].name);
        /* ISO C has no conversion from an object to a function pointer; POSIX has this one. */
        memcpy(calls[i].place, &symbol, sizeof symbol);
    }
    return HD_OK;
}

static void load(void)
{
    const struct call calls[] = {
        { "zip_source_buffer_create", &library.source_buffer_create },
        { "zip_source_free", &library.source_free },
        { "zip_open_from_source", &library.open_from_source },
        { "zip_discard", &library.discard },
        { "zip_get_num_entries", &library.get_num_entries },
        { "zip_name_locate", &library.name_locate },
        { "zip_stat_index", &library.stat_index },
        { "zip_fopen_index", &library.fopen_index },
        { "zip_fread", &library.file_read },
        { "zip_fclose", &library.file_close },
        { "zip_file_get_error", &library.file_get_error },
        { "zip_get_error", &library.get_error },
        { "zip_error_init", &library.error_init },
        { "zip_error_fini", &library.error_fini },
        { "zip_error_strerror", &library.error_strerror },
    };
    void *handle = dlopen(FILE_NAME, RTLD_NOW | RTLD_LOCAL);

    if (!handle)
        load_rc = hd_fail(&load_error, HD_SYSTEM, "libzip cannot be loaded: %s", dlerror());
    else
        load_rc = find_calls(handle, calls, sizeof calls / sizeof *calls);
}

enum hd_rc zip_library_get(const struct zip_library **library_out, struct hd_error *err)
{
    pthread_once(&once, load);
    if (load_rc) {
        *err = load_error;
        return load_rc;
    }
    *library_out = &library;
    return HD_OK;
}

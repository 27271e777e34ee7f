#include "common/curl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* The flavours differ in their TLS library only. */
static const char *const file_names[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct curl_library library;
static CURLcode (*global_init)(long flags);
static enum hd_rc load_rc;
static struct hd_error load_error;

struct call {
    const char *name;
    void *place;
};

static void *open_library(void)
{
    for (size_t i = 0; i < sizeof file_names / sizeof *file_names; i++) {
        void *handle = dlopen(file_names[i], RTLD_NOW | RTLD_LOCAL);

        if (handle)
            return handle;
    }
    return NULL;
}

static enum hd_rc find_calls(void *handle, const struct call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *symbol = dlsym(handle, calls[i].name);

        if (!symbol)
            return hd_fail(&load_error, HD_SYSTEM, "libcurl has no %s", calls[i].name);
        /* ISO C has no conversion from an object to a function pointer; POSIX has this one. */
        memcpy(calls[i].place, &symbol, sizeof symbol);
    }
    return HD_OK;
}

static void load(void)
{
    const struct call calls[] = {
        { "curl_global_init", &global_init },
        { "curl_easy_init", &library.easy_init },
        { "curl_easy_setopt", &library.easy_setopt },
        { "curl_easy_perform", &library.easy_perform },
        { "curl_easy_getinfo", &library.easy_getinfo },
        { "curl_easy_cleanup", &library.easy_cleanup },
        { "curl_easy_strerror", &library.easy_strerror },
        { "curl_slist_append", &library.slist_append },
        { "curl_slist_free_all", &library.slist_free_all },
        { "curl_multi_init", &library.multi_init },
        { "curl_multi_add_handle", &library.multi_add_handle },
        { "curl_multi_remove_handle", &library.multi_remove_handle },
        { "curl_multi_perform", &library.multi_perform },
        { "curl_multi_poll", &library.multi_poll },
        { "curl_multi_info_read", &library.multi_info_read },
        { "curl_multi_cleanup", &library.multi_cleanup },
    };
    void *handle = open_library();

    if (!handle) {
        load_rc = hd_fail(&load_error, HD_SYSTEM, "libcurl cannot be loaded: %s", dlerror());
        return;
    }
    load_rc = find_calls(handle, calls, sizeof calls / sizeof *calls);
    if (!load_rc && global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        load_rc = hd_fail(&load_error, HD_SYSTEM, "libcurl cannot be initialised");
}

enum hd_rc curl_library_get(const struct curl_library **library_out, struct hd_error *err)
{
    pthread_once(&once, load);
    if (load_rc) {
        *err = load_error;
        return load_rc;
    }
    *library_out = &library;
    return HD_OK;
}

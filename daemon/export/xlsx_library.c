#include "daemon/export/xlsx_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define FILE_NAME "libxlsxwriter.so.4"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct xlsx_library library;
static enum hd_rc load_rc;
static struct hd_error load_error;

#define CALL(name)                                                                                 \
    {                                                                                              \
#name, &library.name                                                                       \
    }

static const struct {
    const char *name;
    void *place;
} calls[] = {
    CALL(workbook_new_opt),      CALL(workbook_close),          CALL(workbook_add_worksheet),
    CALL(workbook_add_format),   CALL(workbook_set_properties), CALL(format_set_bold),
    CALL(format_set_align),      CALL(worksheet_write_string),  CALL(worksheet_write_number),
    CALL(worksheet_set_column),  CALL(worksheet_autofilter),    CALL(worksheet_freeze_panes),
    CALL(worksheet_repeat_rows), CALL(worksheet_set_landscape), CALL(worksheet_ignore_errors),
    CALL(lxw_strerror),
};

static void load(void)
{
    void *handle = dlopen(FILE_NAME, RTLD_NOW | RTLD_LOCAL);

    if (!handle)
        load_rc = hd_fail(&load_error, HD_SYSTEM, "libxlsxwriter cannot be loaded: %s", dlerror());
    for (size_t i = 0; !load_rc && i < sizeof calls / sizeof *calls; i++) {
        void *symbol = dlsym(handle, calls[i].name);

        if (!symbol)
            load_rc = hd_fail(&load_error, HD_SYSTEM, "libxlsxwriter has no %s", calls[i].name);
        /* ISO C has no conversion from an object to a function pointer; POSIX has this one. */
        memcpy(calls[i].place, &symbol, sizeof symbol);
    }
}

enum hd_rc xlsx_library_get(const struct xlsx_library **library_out, struct hd_error *err)
{
    pthread_once(&once, load);
    if (load_rc) {
        *err = load_error;
        return load_rc;
    }
    *library_out = &library;
    return HD_OK;
}

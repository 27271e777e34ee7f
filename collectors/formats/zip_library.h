/* collectors/formats/zip_library.h  (private to collectors/formats/)
 *
 * libzip, loaded when a workbook comes: with what it needs in turn it would cost every start of
 * every program more than a millisecond. */
#ifndef HEDEF_COLLECTORS_FORMATS_ZIP_LIBRARY_H
#define HEDEF_COLLECTORS_FORMATS_ZIP_LIBRARY_H

#include <zip.h>

#include "common/error.h"

/* The calls in use, named as in libzip without `zip_`. */
struct zip_library {
    zip_source_t *(*source_buffer_create)(const void *data, zip_uint64_t len, int give,
                                          zip_error_t *error);
    void (*source_free)(zip_source_t *source);
    zip_t *(*open_from_source)(zip_source_t *source, int flags, zip_error_t *error);
    void (*discard)(zip_t *archive);
    zip_int64_t (*get_num_entries)(zip_t *archive, zip_flags_t flags);
    zip_int64_t (*name_locate)(zip_t *archive, const char *name, zip_flags_t flags);
    int (*stat_index)(zip_t *archive, zip_uint64_t index, zip_flags_t flags, zip_stat_t *stat);
    zip_file_t *(*fopen_index)(zip_t *archive, zip_uint64_t index, zip_flags_t flags);
    zip_int64_t (*file_read)(zip_file_t *file, void *into, zip_uint64_t room);
    int (*file_close)(zip_file_t *file);
    zip_error_t *(*file_get_error)(zip_file_t *file);
    zip_error_t *(*get_error)(zip_t *archive);
    void (*error_init)(zip_error_t *error);
    void (*error_fini)(zip_error_t *error);
    const char *(*error_strerror)(zip_error_t *error);
};

/* Loaded once, kept until the process ends; any thread.  HD_SYSTEM when the library is not
 * installed or lacks a call; *library_out is then not touched. */
HD_MUST_CHECK enum hd_rc zip_library_get(const struct zip_library **library_out,
                                         struct hd_error *err);

#endif

/* common/file.h - whole files, with a bound, and atomic replacement. */
#ifndef HEDEF_COMMON_FILE_H
#define HEDEF_COMMON_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

/* *data_out is NUL-terminated after len and freed by free().  "-" is standard input.
 * HD_LIMIT when larger than max_bytes, HD_NOT_FOUND when there is no such file. */
HD_MUST_CHECK enum hd_rc hd_file_read(const char *path, size_t max_bytes, char **data_out,
                                      size_t *len_out, struct hd_error *err);

/* The same bytes without taking memory for them: a file that is mapped.  HD_CONFLICT: it is no
 * file that can be mapped (a pipe, an empty one). */
struct hd_file_map {
    const char *data;
    size_t len;
};
HD_MUST_CHECK enum hd_rc hd_file_map(const char *path, size_t max_bytes, struct hd_file_map *map,
                                     struct hd_error *err);
void hd_file_unmap(struct hd_file_map *map); /* zeroed is fine */

/* Write beside, fsync, rename over, fsync the directory. */
HD_MUST_CHECK enum hd_rc hd_file_replace(const char *path, const void *data, size_t len,
                                         mode_t mode, struct hd_error *err);

/* mkdir -p */
HD_MUST_CHECK enum hd_rc hd_dir_make(const char *path, mode_t mode, struct hd_error *err);

#endif

#include "collectors/formats/xlsx_package.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/zip_library.h"
#include "common/lang.h"
#include "common/memory.h"

#define ZIP_MAGIC      "PK\3\4"
#define COMPOUND_MAGIC "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" /* .xls, and anything with a password */
#define TYPES_PART     "[Content_Types].xml"

/* The record at a zip archive's end, and the larger one that may stand before it. */
#define END_MAGIC     "PK\5\6"
#define END_BYTES     22
#define END_COUNT_AT  10
#define COMMENT_MAX   65535
#define LOCATOR_MAGIC "PK\6\7"
#define LOCATOR_BYTES 20
#define LOCATOR_AT    8
#define END64_BYTES   56
#define END64_AT      32

struct xlsx_package {
    const struct zip_library *zip;
    zip_t *archive;
    struct hd_problems *problems;
    uint64_t inflated;
};

struct xlsx_part {
    struct xlsx_package *package;
    zip_file_t *file;
    uint64_t packed, inflated;
};

/* ---- refusals ---- */

enum hd_rc xlsx_broken(struct hd_problems *problems, struct hd_error *err, const char *fmt, ...)
{
    char why[256];
    va_list list;

    va_start(list, fmt);
    vsnprintf(why, sizeof why, fmt, list);
    va_end(list);
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = "workbook_broken",
                                 .message = N_("The workbook cannot be read: {why}. Open it, save "
                                               "it anew as .xlsx and send that."),
                                 .args = { "why", why } });
    return hd_fail(err, HD_BAD_INPUT, "the workbook cannot be read: %s", why);
}

enum hd_rc xlsx_too_large(struct hd_problems *problems, struct hd_error *err, const char *what,
                          unsigned long limit)
{
    char text[24];

    snprintf(text, sizeof text, "%lu", limit);
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = "workbook_too_large",
                                 .message = N_("The workbook is larger than is read here: {what} "
                                               "is more than {limit}. Split it, or save only the "
                                               "sheet with the values."),
                                 .args = { "what", what, "limit", text } });
    return hd_fail(err, HD_BAD_INPUT, "%s is more than %lu", what, limit);
}

static enum hd_rc refuse_locked(struct hd_problems *problems, struct hd_error *err)
{
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = "workbook_locked",
                                 .message = N_("The workbook has a password or is of the old kind "
                                               "(.xls). Save it as .xlsx without a password.") });
    return hd_fail(err, HD_BAD_INPUT, "a workbook with a password, or of the old kind");
}

static enum hd_rc refuse_other(struct hd_problems *problems, struct hd_error *err)
{
    hd_problem_add(problems, &(struct hd_problem){
                                 .code = "workbook_unknown",
                                 .message = N_("This is an archive but no workbook of Excel. Save "
                                               "the table as .xlsx or as CSV.") });
    return hd_fail(err, HD_BAD_INPUT, "a zip archive without %s", TYPES_PART);
}

/* ---- how many entries it says it has, before room for them is taken ---- */

static uint64_t number_at(const char *at, size_t bytes)
{
    uint64_t number = 0;

    while (bytes--)
        number = number << 8 | (unsigned char)at[bytes];
    return number;
}

static bool has_magic(const char *data, size_t len, size_t at, const char *magic)
{
    return at < len && len - at >= 4 && memcmp(data + at, magic, 4) == 0;
}

/* By the record that ends at `end`'s magic, or the larger one it points to. */
static uint64_t entries_of(const char *data, size_t len, size_t end)
{
    uint64_t at;

    if (end < LOCATOR_BYTES || !has_magic(data, len, end - LOCATOR_BYTES, LOCATOR_MAGIC))
        return number_at(data + end + END_COUNT_AT, 2);
    at = number_at(data + end - LOCATOR_BYTES + LOCATOR_AT, 8);
    if (at > end || end - at < END64_BYTES)
        return UINT64_MAX;
    return number_at(data + at + END64_AT, 8);
}

/* Whichever of several records is believed later: none of them may say too many. */
static bool entries_are_bounded(const char *data, size_t len)
{
    size_t last = len < END_BYTES ? 0 : len - END_BYTES;
    size_t first = last > COMMENT_MAX ? last - COMMENT_MAX : 0;

    for (size_t at = first; len >= END_BYTES && at <= last; at++) {
        if (has_magic(data, len, at, END_MAGIC) && entries_of(data, len, at) > XLSX_ENTRIES_MAX)
            return false;
    }
    return true;
}

/* ---- the archive ---- */

bool xlsx_package_sniff(const char *data, size_t len)
{
    return has_magic(data, len, 0, ZIP_MAGIC) || (len >= 8 && memcmp(data, COMPOUND_MAGIC, 8) == 0);
}

static enum hd_rc open_archive(struct xlsx_package *package, const char *data, size_t len,
                               struct hd_error *err)
{
    const struct zip_library *zip = package->zip;
    enum hd_rc rc = HD_OK;
    zip_source_t *source;
    zip_error_t error;

    zip->error_init(&error);
    source = zip->source_buffer_create(data, len, 0, &error);
    if (source)
        package->archive = zip->open_from_source(source, ZIP_RDONLY, &error);
    if (!package->archive) {
        rc = xlsx_broken(package->problems, err, "%s", zip->error_strerror(&error));
        if (source)
            zip->source_free(source);
    }
    zip->error_fini(&error);
    return rc;
}

static enum hd_rc check_archive(struct xlsx_package *package, struct hd_error *err)
{
    zip_int64_t count = package->zip->get_num_entries(package->archive, 0);

    if (count > XLSX_ENTRIES_MAX)
        return xlsx_too_large(package->problems, err, "entries", XLSX_ENTRIES_MAX);
    if (xlsx_package_has(package, TYPES_PART))
        return HD_OK;
    return refuse_other(package->problems, err);
}

enum hd_rc xlsx_package_open(const char *data, size_t len, struct hd_problems *problems,
                             struct xlsx_package **package_out, struct hd_error *err)
{
    const struct zip_library *zip;
    struct xlsx_package *package;
    enum hd_rc rc;

    if (len >= 8 && memcmp(data, COMPOUND_MAGIC, 8) == 0)
        return refuse_locked(problems, err);
    if (!entries_are_bounded(data, len))
        return xlsx_too_large(problems, err, "entries", XLSX_ENTRIES_MAX);
    rc = zip_library_get(&zip, err);
    if (rc)
        return rc;
    package = hd_alloc(sizeof *package);
    *package = (struct xlsx_package){ .zip = zip, .problems = problems };
    rc = open_archive(package, data, len, err);
    if (!rc)
        rc = check_archive(package, err);
    if (rc)
        xlsx_package_close(&package);
    else
        *package_out = package;
    return rc;
}

void xlsx_package_close(struct xlsx_package **package)
{
    if (*package && (*package)->archive)
        (*package)->zip->discard((*package)->archive);
    free(*package);
    *package = NULL;
}

static zip_int64_t find_part(struct xlsx_package *package, const char *name)
{
    zip_int64_t at = package->zip->name_locate(package->archive, name, 0);

    return at < 0 ? package->zip->name_locate(package->archive, name, ZIP_FL_NOCASE) : at;
}

bool xlsx_package_has(struct xlsx_package *package, const char *name)
{
    return find_part(package, name) >= 0;
}

struct hd_problems *xlsx_package_problems(struct xlsx_package *package)
{
    return package->problems;
}

/* ---- its parts ---- */

/* Excel packs by one method only; others are not let near their decoders. */
static enum hd_rc check_part(struct xlsx_package *package, const zip_stat_t *stat, const char *name,
                             struct hd_error *err)
{
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) && stat->encryption_method != ZIP_EM_NONE)
        return refuse_locked(package->problems, err);
    if (!(stat->valid & ZIP_STAT_COMP_METHOD) ||
        (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE))
        return xlsx_broken(package->problems, err, "%s is packed in an unusual way", name);
    return HD_OK;
}

enum hd_rc xlsx_part_open(struct xlsx_package *package, const char *name,
                          struct xlsx_part **part_out, struct hd_error *err)
{
    const struct zip_library *zip = package->zip;
    zip_int64_t at = find_part(package, name);
    struct xlsx_part *part;
    zip_file_t *file;
    zip_stat_t stat = { 0 };
    enum hd_rc rc;

    if (at < 0 || zip->stat_index(package->archive, (zip_uint64_t)at, 0, &stat))
        return xlsx_broken(package->problems, err, "%s is missing", name);
    rc = check_part(package, &stat, name, err);
    if (rc)
        return rc;
    file = zip->fopen_index(package->archive, (zip_uint64_t)at, 0);
    if (!file)
        return xlsx_broken(package->problems, err, "%s: %s", name,
                           zip->error_strerror(zip->get_error(package->archive)));
    part = hd_alloc(sizeof *part);
    *part = (struct xlsx_part){ .package = package,
                                .file = file,
                                .packed = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0 };
    *part_out = part;
    return HD_OK;
}

static enum hd_rc count_bytes(struct xlsx_part *part, uint64_t bytes, struct hd_error *err)
{
    struct xlsx_package *package = part->package;

    part->inflated += bytes;
    package->inflated += bytes;
    if (part->inflated > XLSX_PART_BYTES_MAX)
        return xlsx_too_large(package->problems, err, "a part's bytes", XLSX_PART_BYTES_MAX);
    if (package->inflated > XLSX_ALL_BYTES_MAX)
        return xlsx_too_large(package->problems, err, "bytes", XLSX_ALL_BYTES_MAX);
    if (part->inflated > XLSX_RATIO_FROM && part->inflated / XLSX_RATIO_MAX > part->packed)
        return xlsx_too_large(package->problems, err, "the factor by which it is packed",
                              XLSX_RATIO_MAX);
    return HD_OK;
}

enum hd_rc xlsx_part_read(struct xlsx_part *part, char *into, size_t room, size_t *len_out,
                          struct hd_error *err)
{
    const struct zip_library *zip = part->package->zip;
    zip_int64_t len = zip->file_read(part->file, into, room);

    *len_out = 0;
    if (len < 0)
        return xlsx_broken(part->package->problems, err, "%s",
                           zip->error_strerror(zip->file_get_error(part->file)));
    *len_out = (size_t)len;
    return count_bytes(part, (uint64_t)len, err);
}

void xlsx_part_close(struct xlsx_part **part)
{
    if (*part)
        (void)(*part)->package->zip->file_close((*part)->file);
    free(*part);
    *part = NULL;
}

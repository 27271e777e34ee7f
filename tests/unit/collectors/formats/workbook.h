/* What the tests of workbooks share: archives made of parts, by hand. */
#ifndef HEDEF_TESTS_WORKBOOK_H
#define HEDEF_TESTS_WORKBOOK_H

#include <zip.h>

#include "records.h"

#define MAIN     "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE   "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGES "http://schemas.openxmlformats.org/package/2006/relationships"

#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" type "\" Target=\"" target "\"/>"
#define RELATIONS(items)                                                                           \
    "<?xml version=\"1.0\"?><Relationships xmlns=\"" PACKAGES "\">" items "</Relationships>"
#define SHEET(rows) "<worksheet xmlns=\"" MAIN "\"><sheetData>" rows "</sheetData></worksheet>"
#define BOOK(before, sheets)                                                                       \
    "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\">" before "<sheets>" sheets                \
    "</sheets></workbook>"
#define BOOK_SHEET(name, id) "<sheet name=\"" name "\" sheetId=\"1\" r:id=\"" id "\"/>"
#define STRINGS(items)       "<sst xmlns=\"" MAIN "\">" items "</sst>"
#define STYLES(items)        "<styleSheet xmlns=\"" MAIN "\">" items "</styleSheet>"

struct part {
    const char *name;
    const char *text; /* NULL: the part is not there */
    size_t len;       /* 0: that of the text */
};

struct archive {
    char *data;
    size_t len;
};

/* What is not said is as a plain workbook has it. */
struct workbook {
    const char *types, *root, *book, *relations, *strings, *styles, *sheet;
    size_t sheet_len;
    struct part more[4];
};

static inline struct archive archive_make(const struct part *parts, size_t count)
{
    zip_error_t error;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    struct archive archive = { 0 };
    zip_stat_t stat;

    assert_non_null(zip);
    zip_source_keep(target);
    for (size_t i = 0; i < count; i++) {
        size_t len = parts[i].len || !parts[i].text ? parts[i].len : strlen(parts[i].text);

        if (parts[i].text)
            assert_true(zip_file_add(zip, parts[i].name,
                                     zip_source_buffer(zip, parts[i].text, len, 0),
                                     ZIP_FL_OVERWRITE) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(target), 0);
    assert_int_equal(zip_source_stat(target, &stat), 0);
    archive.len = (size_t)stat.size;
    archive.data = hd_alloc(archive.len + 1);
    assert_int_equal(zip_source_read(target, archive.data, archive.len), archive.len);
    zip_source_close(target);
    zip_source_free(target);
    return archive;
}

static inline const char *or_else(const char *text, const char *usual)
{
    return text ? text : usual;
}

static inline struct archive workbook_make(const struct workbook *workbook)
{
    struct part parts[12] = {
        { "[Content_Types].xml", or_else(workbook->types, "<Types/>"), 0 },
        { "_rels/.rels",
          or_else(workbook->root, RELATIONS(RELATION("r1", "officeDocument", "xl/workbook.xml"))),
          0 },
        { "xl/workbook.xml", or_else(workbook->book, BOOK("", BOOK_SHEET("Data", "r1"))), 0 },
        { "xl/_rels/workbook.xml.rels",
          or_else(workbook->relations,
                  RELATIONS(RELATION("r1", "worksheet", "worksheets/sheet1.xml")
                                RELATION("r2", "sharedStrings", "sharedStrings.xml")
                                    RELATION("r3", "styles", "styles.xml"))),
          0 },
        { "xl/sharedStrings.xml", or_else(workbook->strings, STRINGS("")), 0 },
        { "xl/styles.xml", or_else(workbook->styles, STYLES("")), 0 },
        { "xl/worksheets/sheet1.xml", or_else(workbook->sheet, SHEET("")), workbook->sheet_len },
    };
    size_t count = 7;

    for (size_t i = 0; i < COUNT(workbook->more) && workbook->more[i].name; i++)
        parts[count++] = workbook->more[i];
    return archive_make(parts, count);
}

static inline void read_workbook(struct records *records, const struct format_ops *format,
                                 const struct workbook *workbook)
{
    struct archive archive = workbook_make(workbook);

    assert_true(format->sniff(archive.data, archive.len));
    read_bytes(records, format, archive.data, archive.len);
    free(archive.data);
}

#endif

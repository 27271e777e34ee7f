/* collectors/formats/xlsx_book.h  (private to collectors/formats/)
 *
 * Which sheets a workbook has, and in which part each stands: by relationships, never by guessing
 * names. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_BOOK_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/formats/xlsx_package.h"
#include "common/memory.h"

#define XLSX_SHEETS_MAX 1000

struct xlsx_book_sheet {
    const char *name;
    const char *part; /* NULL: no table but a drawing, a macro, a sheet elsewhere */
};

struct xlsx_book {
    struct hd_arena arena;
    struct xlsx_book_sheet *sheets; /* in the order of the workbook, hidden ones too */
    size_t count, room;
    const char *strings, *styles; /* parts; NULL: none */
    bool from_1904;
};

/* A zeroed book is ready; clear it also after a failure. */
HD_MUST_CHECK enum hd_rc xlsx_book_read(struct xlsx_package *package, struct xlsx_book *book,
                                        struct hd_error *err);
void xlsx_book_clear(struct xlsx_book *book);

/* By name (whatever its case), else by number from 1; "" is the first that is a table.  A problem
 * and HD_BAD_INPUT when there is none. */
HD_MUST_CHECK enum hd_rc xlsx_book_find(const struct xlsx_book *book, const char *wanted,
                                        struct hd_problems *problems,
                                        const struct xlsx_book_sheet **sheet_out,
                                        struct hd_error *err);

#endif

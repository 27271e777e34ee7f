/* common/csv.h - RFC 4180 and what spreadsheets make of it (formats.md 1.6, 1 and 2).
 *
 * The reader takes the whole text: UTF-8 with or without BOM, UTF-16 with BOM; CRLF, LF or CR;
 * quoted fields with line breaks; separator `,` `;` or tab by the header row alone; a first line
 * `sep=;` is skipped.  Other encodings are refused with advice. */
#ifndef HEDEF_COMMON_CSV_H
#define HEDEF_COMMON_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/memory.h"

struct hd_buf;
struct hd_problems;

#define HD_CSV_FIELDS_MAX 256

struct hd_csv_field {
    const char *text; /* NUL-terminated, decoded; valid until the next row */
    size_t len;
    bool quoted;
};

struct hd_csv;

/* Keeps `data` (the caller's) and its own scratch.  Encoding problems go into `problems`
 * (code encoding_unknown) and give HD_BAD_INPUT. */
HD_MUST_CHECK enum hd_rc hd_csv_open(const char *data, size_t len, struct hd_csv **csv_out,
                                     struct hd_problems *problems, struct hd_error *err);
void hd_csv_close(struct hd_csv **csv);
char hd_csv_separator(const struct hd_csv *csv);
/* Before the first record, where the format itself says what parts the fields. */
void hd_csv_separate(struct hd_csv *csv, char separator);
/* What was not read yet, as UTF-8; not ended by NUL. */
const char *hd_csv_rest(const struct hd_csv *csv, size_t *len_out);

/* One record; blank lines are skipped.  false at the end.  A malformed record (text after a
 * closing quote, unclosed quote, too many fields) adds a problem and reading goes on. */
bool hd_csv_next(struct hd_csv *csv, const struct hd_csv_field **fields_out, size_t *count_out,
                 long *line_out, struct hd_problems *problems);

/* Writing: quotes when needed; `guard` protects text that starts with = + - @ tab CR from
 * being run by a spreadsheet (never set it for numbers). */
void hd_csv_put(struct hd_buf *out, const char *text, bool guard);

#endif

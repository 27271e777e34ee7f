#include "common/csv.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/problem.h"
#include "common/utf8.h"

/* The text is only read; fields are decoded into the scratch, which holds one record at a time. */
struct hd_csv {
    const char *text, *end, *at;
    char *owned; /* the text after conversion from UTF-16; NULL when the caller's is read */
    char *scratch, *to;
    char separator;
    long line; /* of `at` */
    size_t count;
    struct hd_csv_field fields[HD_CSV_FIELDS_MAX];
};

enum field_end { FIELD_MORE, FIELD_LAST, FIELD_TOO_MANY, FIELD_AFTER_QUOTE, FIELD_UNCLOSED };

/* Length of a line end at `at`, 0 when there is none. */
static size_t break_len(const char *at, const char *end)
{
    if (at == end)
        return 0;
    if (*at == '\r')
        return at + 1 < end && at[1] == '\n' ? 2 : 1;
    return *at == '\n';
}

static long count_lines(const char *at, const char *end)
{
    long lines = 0;

    while (at < end) {
        size_t len = break_len(at, end);

        lines += len > 0;
        at += len ? len : 1;
    }
    return lines;
}

/* ---- encoding ---- */

/* The old one-byte encodings cannot be told apart for certain: Cyrillic words are long runs of
 * high bytes, in Latin words such bytes stand alone. */
static const char *guess_encoding(const char *at, const char *end)
{
    size_t run = 0, longest = 0;

    for (; at < end; at++) {
        run = (unsigned char)*at >= 0xC0 ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest >= 3 ? "Windows-1251" : "Windows-1254";
}

static const char *line_end(const char *at, const char *end)
{
    while (at < end && !break_len(at, end))
        at++;
    return at;
}

static enum hd_rc refuse(struct hd_problems *problems, long line, const char *guess,
                         const char *message, struct hd_error *err)
{
    hd_problem_add(problems, &(struct hd_problem){ .code = "encoding_unknown",
                                                   .message = message,
                                                   .line = line,
                                                   .args = { "encoding", guess } });
    return hd_fail(err, HD_BAD_INPUT, "line %ld: the text is not UTF-8", line);
}

static enum hd_rc check_utf8(const char *data, const char *end, struct hd_problems *problems,
                             struct hd_error *err)
{
    const char *at = data;
    uint32_t code;
    size_t step;
    long line;

    if (hd_utf8_valid(data, (size_t)(end - data)))
        return HD_OK;
    while ((step = hd_utf8_next(at, (size_t)(end - at), &code)) > 0 && code != 0)
        at += step;
    line = count_lines(data, at) + 1;
    if (at < end && *at == '\0')
        return refuse(problems, line, "UTF-16",
                      N_("There are NUL bytes here, as in {encoding} without its mark. Save the "
                         "file as \"CSV UTF-8\" and send it again."),
                      err);
    return refuse(problems, line, guess_encoding(at, line_end(at, end)),
                  N_("The file is not UTF-8 from this line on; it looks like {encoding}. Save it "
                     "as \"CSV UTF-8\" (in Excel: Save As) and send it again."),
                  err);
}

static uint32_t unit_at(const char *at, bool big_endian)
{
    uint32_t first = (unsigned char)at[0], second = (unsigned char)at[1];

    return big_endian ? first << 8 | second : second << 8 | first;
}

/* One character of UTF-16; its bytes, 0 when malformed. */
static size_t utf16_next(const char *at, const char *end, bool big_endian, uint32_t *code_out)
{
    uint32_t high, low;

    if (end - at < 2)
        return 0;
    high = unit_at(at, big_endian);
    *code_out = high;
    if (high == 0 || (high >= 0xDC00 && high <= 0xDFFF))
        return 0;
    if (high < 0xD800 || high > 0xDFFF)
        return 2;
    if (end - at < 4)
        return 0;
    low = unit_at(at + 2, big_endian);
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    *code_out = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return 4;
}

static enum hd_rc convert_utf16(struct hd_csv *csv, const char *at, const char *end,
                                struct hd_problems *problems, struct hd_error *err)
{
    bool big_endian = (unsigned char)at[-2] == 0xFE;
    size_t len = 0;

    csv->owned = hd_alloc((size_t)(end - at) / 2 * 3 + 1);
    while (at < end) {
        uint32_t code;
        size_t step = utf16_next(at, end, big_endian, &code);

        if (!step)
            return refuse(problems, count_lines(csv->owned, csv->owned + len) + 1, "UTF-16",
                          N_("The file begins as {encoding} but is broken at this line. Save it "
                             "as \"CSV UTF-8\" and send it again."),
                          err);
        len += hd_utf8_put(code, csv->owned + len);
        at += step;
    }
    csv->text = csv->owned;
    csv->end = csv->owned + len;
    return HD_OK;
}

static enum hd_rc decode(struct hd_csv *csv, const char *data, size_t len,
                         struct hd_problems *problems, struct hd_error *err)
{
    const char *end = data + len;

    if (len >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0))
        return convert_utf16(csv, data + 2, end, problems, err);
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        data += 3;
    csv->text = data;
    csv->end = end;
    return check_utf8(data, end, problems, err);
}

/* ---- separator ---- */

/* A line `sep=;` is for spreadsheets. */
static void skip_sep_line(struct hd_csv *csv)
{
    const char *end = line_end(csv->at, csv->end);
    size_t len = (size_t)(end - csv->at), quoted = len && *csv->at == '"';

    if (len != 5 + 2 * quoted || strncasecmp(csv->at + quoted, "sep=", 4) != 0)
        return;
    csv->at = end + break_len(end, csv->end);
    csv->line++;
}

static void skip_blank_lines(struct hd_csv *csv)
{
    while (csv->at < csv->end) {
        const char *end = csv->at;
        size_t len;

        while (end < csv->end && *end == ' ')
            end++;
        len = break_len(end, csv->end);
        if (end < csv->end && !len)
            return;
        csv->at = end + len;
        csv->line += len > 0;
    }
}

/* The commonest of the three outside quotes in the header record. */
static char find_separator(const char *at, const char *end)
{
    static const char candidates[3] = { ';', '\t', ',' };
    size_t counts[3] = { 0 }, best = 2;
    bool quoted = false;

    for (; at < end && (quoted || !break_len(at, end)); at++) {
        const char *hit = quoted ? NULL : memchr(candidates, *at, 3);

        if (*at == '"')
            quoted = !quoted;
        else if (hit)
            counts[hit - candidates]++;
    }
    for (size_t i = 3; i-- > 0;) {
        if (counts[i] > counts[best])
            best = i;
    }
    return candidates[best];
}

enum hd_rc hd_csv_open(const char *data, size_t len, struct hd_csv **csv_out,
                       struct hd_problems *problems, struct hd_error *err)
{
    struct hd_csv *csv = hd_alloc(sizeof *csv);
    enum hd_rc rc = decode(csv, data, len, problems, err);

    *csv_out = NULL;
    if (rc) {
        hd_csv_close(&csv);
        return rc;
    }
    csv->at = csv->text;
    csv->line = 1;
    skip_sep_line(csv);
    skip_blank_lines(csv);
    csv->separator = find_separator(csv->at, csv->end);
    csv->scratch = hd_alloc((size_t)(csv->end - csv->at) + 1);
    *csv_out = csv;
    return HD_OK;
}

void hd_csv_close(struct hd_csv **csv)
{
    if (!*csv)
        return;
    free((*csv)->owned);
    free((*csv)->scratch);
    free(*csv);
    *csv = NULL;
}

char hd_csv_separator(const struct hd_csv *csv)
{
    return csv->separator;
}

void hd_csv_separate(struct hd_csv *csv, char separator)
{
    csv->separator = separator;
}

const char *hd_csv_rest(const struct hd_csv *csv, size_t *len_out)
{
    *len_out = (size_t)(csv->end - csv->at);
    return csv->at;
}

/* ---- records ---- */

/* Behind a field stands a separator, a line end or the end. */
static enum field_end end_field(struct hd_csv *csv)
{
    size_t len;

    if (csv->at < csv->end && *csv->at == csv->separator) {
        csv->at++;
        return FIELD_MORE;
    }
    len = break_len(csv->at, csv->end);
    if (csv->at < csv->end && !len)
        return FIELD_AFTER_QUOTE;
    csv->at += len;
    csv->line += len > 0;
    return FIELD_LAST;
}

static void keep_field(struct hd_csv *csv, char *start, bool quoted)
{
    csv->fields[csv->count++] =
        (struct hd_csv_field){ .text = start, .len = (size_t)(csv->to - start), .quoted = quoted };
    *csv->to++ = '\0';
}

static enum field_end read_plain(struct hd_csv *csv)
{
    const char *at = csv->at;
    char separator = csv->separator, *start = csv->to;
    size_t len;

    while (at < csv->end && *at != separator && *at != '\n' && *at != '\r')
        at++;
    len = (size_t)(at - csv->at);
    memcpy(start, csv->at, len);
    csv->at = at;
    csv->to += len;
    keep_field(csv, start, false);
    return end_field(csv);
}

/* When it is never closed, csv->at and csv->line stay at the opening quote. */
static enum field_end read_quoted(struct hd_csv *csv)
{
    const char *at = csv->at + 1;
    char *start = csv->to;
    long lines = 0;

    for (;;) {
        const char *quote = memchr(at, '"', (size_t)(csv->end - at));

        if (!quote)
            return FIELD_UNCLOSED;
        memcpy(csv->to, at, (size_t)(quote - at));
        csv->to += quote - at;
        lines += count_lines(at, quote);
        at = quote + 1;
        if (at == csv->end || *at != '"')
            break;
        *csv->to++ = *at++;
    }
    csv->at = at;
    csv->line += lines;
    keep_field(csv, start, true);
    return end_field(csv);
}

static enum field_end read_record(struct hd_csv *csv)
{
    enum field_end end = FIELD_MORE;

    csv->to = csv->scratch;
    csv->count = 0;
    while (end == FIELD_MORE) {
        if (csv->count == HD_CSV_FIELDS_MAX)
            return FIELD_TOO_MANY;
        end = csv->at < csv->end && *csv->at == '"' ? read_quoted(csv) : read_plain(csv);
    }
    return end;
}

static void add_problem(struct hd_problems *problems, enum field_end end, long line)
{
    struct hd_problem problem = { .code = "quote_broken", .line = line };
    char most[16];

    snprintf(most, sizeof most, "%d", HD_CSV_FIELDS_MAX);
    if (end == FIELD_TOO_MANY) {
        problem.code = "field_count";
        problem.message = N_("The row has more than {most} columns. Is a line break missing?");
        problem.args[0] = "most";
        problem.args[1] = most;
    } else if (end == FIELD_AFTER_QUOTE) {
        problem.message = N_("Text follows a closing quote. Write a quote inside a cell twice: "
                             "\"\".");
    } else {
        problem.message = N_("A quote is opened here and never closed. Close it, or write "
                             "a quote inside a cell twice: \"\".");
    }
    hd_problem_add(problems, &problem);
}

bool hd_csv_next(struct hd_csv *csv, const struct hd_csv_field **fields_out, size_t *count_out,
                 long *line_out, struct hd_problems *problems)
{
    for (;;) {
        enum field_end end;

        skip_blank_lines(csv);
        if (csv->at == csv->end)
            return false;
        *line_out = csv->line;
        end = read_record(csv);
        if (end == FIELD_LAST)
            break;
        /* On with the line after the fault: every byte is looked at once or twice. */
        add_problem(problems, end, csv->line);
        csv->at = line_end(csv->at, csv->end);
    }
    *fields_out = csv->fields;
    *count_out = csv->count;
    return true;
}

/* ---- writing ---- */

void hd_csv_put(struct hd_buf *out, const char *text, bool guard)
{
    size_t len = strlen(text);
    bool armed = guard && len && strchr("=+-@\t\r", *text);
    bool edges = len && (*text == ' ' || text[len - 1] == ' ');

    if (!armed && !edges && !strpbrk(text, "\",;\t\r\n")) {
        hd_buf_put(out, text, len);
        return;
    }
    hd_buf_putc(out, '"');
    if (armed)
        hd_buf_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            hd_buf_putc(out, '"');
        hd_buf_putc(out, *text);
    }
    hd_buf_putc(out, '"');
}

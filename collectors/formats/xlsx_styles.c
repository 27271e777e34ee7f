#include "collectors/formats/xlsx_styles.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"

struct format {
    long id;
    enum xlsx_style style;
};

struct reading {
    struct xlsx_styles *styles;
    struct hd_problems *problems;
    struct xlsx_xml *xml;
    struct format *formats;
    size_t count, room;
    bool in_cells; /* inside <cellXfs>: the others are styles of styles */
};

/* ---- codes ---- */

/* What a code shows. */
struct shown {
    bool year, month, day, hour, second, elapsed, percent;
    char last;       /* letter of the field before */
    bool minute_due; /* that was an m: a minute when a second follows, else a month */
};

static void end_month(struct shown *shown)
{
    if (shown->minute_due)
        shown->month = true;
    shown->minute_due = false;
}

static void take_letter(struct shown *shown, char letter)
{
    if (letter == shown->last)
        return;
    if (letter == 's')
        shown->minute_due = false;
    else
        end_month(shown);
    shown->year = shown->year || letter == 'y';
    shown->day = shown->day || letter == 'd';
    shown->hour = shown->hour || letter == 'h';
    shown->second = shown->second || letter == 's';
    if (letter == 'm' && shown->last != 'h')
        shown->minute_due = true;
    shown->last = letter;
}

/* [h] counts hours past a day; [Red], [$-409] and [>5] show nothing. */
static const char *take_bracket(struct shown *shown, const char *at)
{
    const char *end = strchr(at, ']');
    size_t len = end ? (size_t)(end - at) : 0;

    if (!end)
        return at + strlen(at) - 1;
    if (len > 1 && (strspn(at + 1, "hH") == len - 1 || strspn(at + 1, "mM") == len - 1 ||
                    strspn(at + 1, "sS") == len - 1))
        shown->elapsed = true;
    return end;
}

static const char *skip_quoted(const char *at)
{
    const char *end = strchr(at + 1, '"');

    return end ? end : at + strlen(at) - 1;
}

/* Of positive numbers: up to the first semicolon. */
static struct shown read_code(const char *at)
{
    struct shown shown = { 0 };

    for (; *at && *at != ';'; at++) {
        char letter = (char)(*at | 32);

        if (*at == '"') {
            at = skip_quoted(at);
        } else if (*at == '[') {
            at = take_bracket(&shown, at);
        } else if (*at == '\\' || *at == '_' || *at == '*') {
            at += at[1] != '\0';
        } else if (strncasecmp(at, "AM/PM", 5) == 0) {
            at += 4;
        } else if (strncasecmp(at, "General", 7) == 0) {
            at += 6;
        } else if (*at == '%') {
            shown.percent = true;
        } else if (letter == 'y' || letter == 'm' || letter == 'd' || letter == 'h' ||
                   letter == 's') {
            take_letter(&shown, letter);
        }
    }
    end_month(&shown);
    return shown;
}

enum xlsx_style xlsx_style_of_code(const char *code)
{
    struct shown shown = read_code(code);
    bool date = shown.year || shown.month || shown.day, time = shown.hour || shown.second;

    if (shown.elapsed)
        return XLSX_ELAPSED;
    if (date && time)
        return XLSX_INSTANT;
    if (time)
        return XLSX_CLOCK;
    if (date && (shown.day || !shown.year))
        return XLSX_DAY;
    if (date)
        return shown.month ? XLSX_MONTH : XLSX_YEAR;
    return shown.percent ? XLSX_PERCENT : XLSX_PLAIN;
}

enum xlsx_style xlsx_style_builtin(long id)
{
    static const struct {
        long first, last;
        enum xlsx_style style;
    } rows[] = {
        { 9, 10, XLSX_PERCENT },  { 14, 16, XLSX_DAY },     { 17, 17, XLSX_MONTH },
        { 18, 21, XLSX_CLOCK },   { 22, 22, XLSX_INSTANT }, { 27, 31, XLSX_DAY },
        { 32, 35, XLSX_CLOCK },   { 36, 36, XLSX_DAY },     { 45, 45, XLSX_CLOCK },
        { 46, 46, XLSX_ELAPSED }, { 47, 47, XLSX_CLOCK },   { 50, 54, XLSX_DAY },
        { 55, 56, XLSX_CLOCK },   { 57, 58, XLSX_DAY },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (id >= rows[i].first && id <= rows[i].last)
            return rows[i].style;
    }
    return XLSX_PLAIN;
}

/* ---- the part ---- */

static void stop(struct reading *reading, const char *what, unsigned long limit)
{
    struct hd_error err = { 0 };

    xlsx_xml_stop(reading->xml, xlsx_too_large(reading->problems, &err, what, limit), &err);
}

static void take_format(struct reading *reading, const char **attributes)
{
    const char *id = xlsx_xml_attribute(attributes, "numFmtId");
    const char *code = xlsx_xml_attribute(attributes, "formatCode");

    if (!id || !code)
        return;
    if (reading->count == XLSX_FORMATS_MAX) {
        stop(reading, "formats", XLSX_FORMATS_MAX);
        return;
    }
    HD_GROW(reading->formats, reading->count, reading->room);
    reading->formats[reading->count++] =
        (struct format){ strtol(id, NULL, 10), xlsx_style_of_code(code) };
}

static enum xlsx_style find_style(const struct reading *reading, long id)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (reading->formats[i].id == id)
            return reading->formats[i].style;
    }
    return xlsx_style_builtin(id);
}

static void take_cell_style(struct reading *reading, const char **attributes)
{
    const char *id = xlsx_xml_attribute(attributes, "numFmtId");
    struct xlsx_styles *styles = reading->styles;

    if (styles->count == XLSX_STYLES_MAX) {
        stop(reading, "styles", XLSX_STYLES_MAX);
        return;
    }
    HD_GROW(styles->styles, styles->count, styles->room);
    styles->styles[styles->count++] =
        (unsigned char)find_style(reading, id ? strtol(id, NULL, 10) : 0);
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct reading *reading = ctx;

    if (strcmp(name, "numFmt") == 0)
        take_format(reading, attributes);
    else if (strcmp(name, "cellXfs") == 0)
        reading->in_cells = true;
    else if (strcmp(name, "xf") == 0 && reading->in_cells)
        take_cell_style(reading, attributes);
}

static void on_end(void *ctx, const char *name)
{
    struct reading *reading = ctx;

    if (strcmp(name, "cellXfs") == 0)
        reading->in_cells = false;
}

enum hd_rc xlsx_styles_read(struct xlsx_package *package, const char *part,
                            struct xlsx_styles *styles, struct hd_error *err)
{
    static const struct xlsx_xml_handlers handlers = { on_start, on_end, NULL };
    struct reading reading = { .styles = styles, .problems = xlsx_package_problems(package) };
    enum hd_rc rc = xlsx_xml_read(package, part, &handlers, &reading, &reading.xml, err);

    free(reading.formats);
    return rc;
}

enum xlsx_style xlsx_styles_get(const struct xlsx_styles *styles, size_t at)
{
    return at < styles->count ? (enum xlsx_style)styles->styles[at] : XLSX_PLAIN;
}

void xlsx_styles_clear(struct xlsx_styles *styles)
{
    free(styles->styles);
    *styles = (struct xlsx_styles){ 0 };
}

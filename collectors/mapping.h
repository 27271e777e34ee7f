/* collectors/mapping.h - which cell of a record means what.
 *
 * A mapping is a handful of options, the same in a [source ...] section, over the API and for any
 * format:
 *
 *      indicator = {Kod}               a template: text with {cell} places, {{ for a brace; a cell
 *      area      = AZ                  that some records lack is empty, one that all lack is told
 *      period    = {Year}-Q{Quarter}
 *      value     = {Value}             breakdown status comment published basis n numerator
 *                                      denominator
 *      at        = {timestamp}         a sample instead of an observation: when it was measured
 *      id        = {uuid}              and what tells it from another one of the same instant
 *      codes.indicator = F1=fixed-broadband-speed, F2=cashless-share     theirs=ours; others stay
 *      codes.area      = AZE=AZ, *=    `*` is every other; nothing leaves the record out
 *      codes.breakdown = T="", M=men   "" is the empty text
 *      filter    = Sex=T|total, Status!=X      all must hold, or the record is left out
 *      decimal   = ,                   mark of numbers; default: the format's own
 *      grouping  = .                   mark that only groups digits; default: blanks
 *      missing   = n/a, -              besides NaN, : and ..
 *      scale     = 0.001               exact decimal factor of the value
 *      wide      = 20??|19??           cells whose names match become records of their own, with
 *                                      {name} and {cell}, which is the value if nothing else is
 *      rows      = /data/items         JSON: pointer of the list; `.`: the document is the only row
 *      sheet     = Table 1             XLSX: name or number
 *      range     = B4:H90              XLSX: its first row names the columns
 *      header    = no                  the first row names nothing: cells are A, B, C ...
 *
 * Names of cells are compared without regard to case and blanks around.  In JSON they are members
 * of the row, or pointers: {/obs/value} from the row on, {#/updated} from the whole document on.
 * A backslash before , = | ! makes it part of a name or text in codes, filter and missing. */
#ifndef HEDEF_COLLECTORS_MAPPING_H
#define HEDEF_COLLECTORS_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/format.h"
#include "common/conf.h"

enum mapping_field {
    MAP_INDICATOR,
    MAP_AREA,
    MAP_BREAKDOWN,
    MAP_PERIOD,
    MAP_VALUE,
    MAP_STATUS,
    MAP_COMMENT,
    MAP_PUBLISHED,
    MAP_BASIS,
    MAP_RESPONDENTS,
    MAP_NUMERATOR,
    MAP_DENOMINATOR,
    MAP_AT,
    MAP_ID,
    MAP_FIELDS,
};

struct mapping; /* immutable; any thread */

/* Is this one of the options above? */
bool mapping_knows(const char *option);
/* For messages about an unknown option: all of them, ended by NULL. */
const char *const *mapping_options(void);

/* Takes the options it knows and leaves the others.  *mapping_out stays NULL when there is none
 * of them.  Problems carry file and line of the option; HD_BAD_INPUT when there was any. */
HD_MUST_CHECK enum hd_rc mapping_make(const struct hd_conf_item *items, size_t count,
                                      struct mapping **mapping_out, struct hd_problems *problems,
                                      struct hd_error *err);
void mapping_free(struct mapping **mapping);

/* What a format itself needs to know: rows, sheet, range; "" when not given. */
const char *mapping_option(const struct mapping *mapping, const char *option);
bool mapping_header(const struct mapping *mapping); /* `header`; true by default, and for NULL */
/* The names of all cells it asks for, as it writes them, ended by NULL. */
const char *const *mapping_cells(const struct mapping *mapping);

/* Records to readings.  Status: one letter of CL_OBS_STATUS or a source's flags (formats.md 1.5):
 * the gravest of several becomes the status, and all of them stand in the comment, so that none
 * is lost.  A null or empty value is not reported, unless the status is one of missing.  Two
 * records of one series and period are a problem that names both places. */
struct mapper_options {
    const struct mapping *mapping;       /* NULL: the templates alone */
    const char *const *templates;        /* of the format; NULL: none */
    const struct format_options *format; /* file, zone */
    const struct reading_sink *sink;
    struct hd_problems *problems;
};
struct mapper *mapper_open(const struct mapper_options *options);
/* A further document, of this name; the first one has that of the format's options. */
void mapper_begin(struct mapper *mapper, const char *file);
struct record_sink mapper_sink(struct mapper *mapper);
/* Ends a document.  Counts of what was put, empty, refused and filtered since the last call are
 * added; a record that `wide` made several of counts as several rows.  Cells that the mapping names
 * and no record of the document had are told (`column_missing`), and false is returned: what was
 * put may then not mean what it seems to. */
HD_MUST_CHECK bool mapper_report(struct mapper *mapper, struct format_report *report);
void mapper_close(struct mapper **mapper);

#endif

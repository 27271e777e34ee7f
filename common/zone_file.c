#include "common/zone_file.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/memory.h"

#define HEADER_BYTES 44
#define TYPE_BYTES   6
#define OFFSET_MAX_S (26 * 3600) /* RFC 8536 3.2 */

/* The six counts of a header, in the file's order. */
struct counts {
    size_t utc_marks, standard_marks, leaps, changes, types, name_bytes;
};

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_i64(const unsigned char *at)
{
    return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static bool read_header(const unsigned char *at, size_t len, struct counts *counts)
{
    if (len < HEADER_BYTES || memcmp(at, "TZif", 4) != 0 || at[4] < '2')
        return false;
    *counts = (struct counts){ read_u32(at + 20), read_u32(at + 24), read_u32(at + 28),
                               read_u32(at + 32), read_u32(at + 36), read_u32(at + 40) };
    /* Everything counted takes a byte at least; bounded so, the sums below cannot overflow. */
    return counts->utc_marks <= len && counts->standard_marks <= len && counts->leaps <= len &&
           counts->changes <= len && counts->types <= len && counts->name_bytes <= len;
}

/* Of the block after a header whose instants have `wide` bytes. */
static size_t block_bytes(const struct counts *counts, size_t wide)
{
    return counts->changes * (wide + 1) + counts->types * TYPE_BYTES + counts->name_bytes +
           counts->leaps * (wide + 4) + counts->standard_marks + counts->utc_marks;
}

static bool read_offset(const unsigned char *type, int32_t *offset_out)
{
    int32_t offset = (int32_t)read_u32(type);

    *offset_out = offset;
    return offset >= -OFFSET_MAX_S && offset <= OFFSET_MAX_S;
}

static bool read_changes(const unsigned char *block, const struct counts *counts,
                         struct hd_zone_rules *rules)
{
    const unsigned char *chosen = block + counts->changes * 8;
    const unsigned char *types = chosen + counts->changes;

    if (!counts->types || !read_offset(types, &rules->first_offset_s))
        return false;
    rules->changes = hd_realloc(NULL, counts->changes, sizeof *rules->changes);
    for (size_t i = 0; i < counts->changes; i++) {
        struct hd_zone_change *change = &rules->changes[i];

        if (chosen[i] >= counts->types ||
            !read_offset(types + chosen[i] * (size_t)TYPE_BYTES, &change->offset_s))
            return false;
        change->at_s = read_i64(block + i * 8);
        if (i && change->at_s <= change[-1].at_s)
            return false;
    }
    rules->count = counts->changes;
    return true;
}

/* The text between the two line ends after the second block; empty: no rule is known. */
static bool read_footer(const char *at, size_t len, struct hd_zone_rules *rules)
{
    const char *end = len > 1 && *at == '\n' ? memchr(at + 1, '\n', len - 1) : NULL;
    char text[128] = "";

    if (!end || (size_t)(end - at - 1) >= sizeof text)
        return false;
    memcpy(text, at + 1, (size_t)(end - at - 1));
    return !*text || hd_zone_footer_parse(text, rules);
}

enum hd_rc hd_zone_rules_read(const char *data, size_t len, struct hd_zone_rules *rules,
                              struct hd_error *err)
{
    const unsigned char *bytes = (const unsigned char *)data;
    struct counts counts;
    size_t at = HEADER_BYTES, size;

    /* The first block is for readers of 32-bit instants and is stepped over. */
    if (!read_header(bytes, len, &counts))
        return hd_fail(err, HD_BAD_INPUT, "not a zone file of version 2 or later");
    at += block_bytes(&counts, 4);
    if (at > len || !read_header(bytes + at, len - at, &counts))
        return hd_fail(err, HD_BAD_INPUT, "the zone file is cut short");
    at += HEADER_BYTES;
    size = block_bytes(&counts, 8);
    if (size > len - at)
        return hd_fail(err, HD_BAD_INPUT, "the zone file is cut short");
    if (counts.leaps)
        return hd_fail(err, HD_BAD_INPUT, "zones that count leap seconds are not supported");
    if (!read_changes(bytes + at, &counts, rules) ||
        !read_footer(data + at + size, len - at - size, rules))
        return hd_fail(err, HD_BAD_INPUT, "the zone file contradicts itself");
    return HD_OK;
}

void hd_zone_rules_clear(struct hd_zone_rules *rules)
{
    free(rules->changes);
    *rules = (struct hd_zone_rules){ 0 };
}

static int32_t date_day(const struct hd_zone_date *date, int year)
{
    int32_t first = hd_day_from_civil(year, 1, 1);
    bool leap = hd_month_days(year, 2) == 29;
    int32_t day;
    int weekday, last;

    if (date->form == HD_ZONE_JULIAN)
        return first + date->day - 1 + (leap && date->day >= 60);
    if (date->form == HD_ZONE_DAY_OF_YEAR)
        return first + date->day;
    day = hd_day_from_civil(year, date->month, 1);
    weekday = hd_day_weekday(day) % 7; /* 0 is Sunday here */
    last = hd_month_days(year, date->month) - 1;
    weekday = (date->weekday - weekday + 7) % 7 + (date->week - 1) * 7;
    return day + (weekday > last ? weekday - 7 : weekday);
}

static int64_t date_at_s(const struct hd_zone_date *date, int year, int32_t offset_s)
{
    return date_day(date, year) * INT64_C(86400) + date->time_s - offset_s;
}

static int32_t repeated_offset_s(const struct hd_zone_rules *rules, int64_t at_s)
{
    int64_t local = at_s + rules->offset_s, begin, end;
    int year;
    bool summer;

    if (!rules->summer)
        return rules->offset_s;
    year = hd_day_civil((int32_t)(local / 86400 - (local % 86400 < 0))).year;
    begin = date_at_s(&rules->summer_begins, year, rules->offset_s);
    end = date_at_s(&rules->summer_ends, year, rules->summer_offset_s);
    /* South of the equator summer holds the turn of the year. */
    summer = begin < end ? at_s >= begin && at_s < end : at_s >= begin || at_s < end;
    return summer ? rules->summer_offset_s : rules->offset_s;
}

int32_t hd_zone_rules_offset_s(const struct hd_zone_rules *rules, int64_t at_s)
{
    size_t low = 0, high = rules->count;

    /* After this, `low` is the number of changes at or before at_s. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rules->changes[middle].at_s <= at_s)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == rules->count && rules->repeats)
        return repeated_offset_s(rules, at_s);
    return low ? rules->changes[low - 1].offset_s : rules->first_offset_s;
}

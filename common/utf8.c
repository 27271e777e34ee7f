#include "common/utf8.h"

#include <string.h>

struct range {
    uint32_t first, last;
};

/* How a lead byte begins a character: the bits it gives, the bytes that follow, and the
 * smallest code that may be written that long. */
struct lead {
    unsigned char mask, bits;
    size_t more;
    uint32_t least;
};

static const struct lead leads[] = {
    { 0x80, 0x00, 0, 0x0 },
    { 0xe0, 0xc0, 1, 0x80 },
    { 0xf0, 0xe0, 2, 0x800 },
    { 0xf8, 0xf0, 3, 0x10000 },
};

/* Sorted; from the general categories Mn, Me and Cf as far as the scripts in use need them. */
static const struct range no_width[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x0610, 0x061a },
    { 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x1ab0, 0x1aff },
    { 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x2064 },
    { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
};

static const struct range double_width[] = {
    { 0x1100, 0x115f },   { 0x2e80, 0x303e }, { 0x3041, 0x4dbf },   { 0x4e00, 0xa4cf },
    { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },
    { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff },
    { 0x20000, 0x3fffd },
};

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if ((byte & leads[i].mask) == leads[i].bits)
            return &leads[i];
    return NULL;
}

size_t hd_utf8_next(const char *text, size_t len, uint32_t *code_out)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const struct lead *lead;
    uint32_t code;

    if (!len)
        return 0;
    lead = find_lead(bytes[0]);
    if (!lead || lead->more >= len)
        return 0;
    code = bytes[0] & (unsigned char)~lead->mask;
    for (size_t i = 1; i <= lead->more; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (bytes[i] & 0x3f);
    }
    if (code < lead->least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *code_out = code;
    return lead->more + 1;
}

/* Bytes up to the first that is NUL or not ASCII, eight at a time: most text is that. */
static size_t ascii_len(const char *text, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    size_t at = 0;

    for (; len - at >= sizeof ones; at += sizeof ones) {
        uint64_t word;

        memcpy(&word, text + at, sizeof word);
        if ((word | ((word - ones) & ~word)) & highs)
            break;
    }
    return at;
}

bool hd_utf8_valid(const char *text, size_t len)
{
    while (len) {
        uint32_t code = 1;
        size_t step = ascii_len(text, len);

        if (!step)
            step = hd_utf8_next(text, len, &code);
        if (!step || !code)
            return false;
        text += step;
        len -= step;
    }
    return true;
}

size_t hd_utf8_put(uint32_t code, char out[static 4])
{
    static const unsigned char first[] = { 0x00, 0xc0, 0xe0, 0xf0 };
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

    for (size_t i = more; i; i--) {
        out[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    out[0] = (char)(first[more] | code);
    return more + 1;
}

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && code >= ranges[i].first; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

static size_t code_width(uint32_t code)
{
    if (in_ranges(code, no_width, sizeof no_width / sizeof *no_width))
        return 0;
    return in_ranges(code, double_width, sizeof double_width / sizeof *double_width) ? 2 : 1;
}

size_t hd_utf8_width(const char *text)
{
    size_t len = strlen(text), width = 0;

    while (len) {
        uint32_t code = '?'; /* what a terminal shows for a broken byte is one column wide */
        size_t step = hd_utf8_next(text, len, &code);

        if (!step)
            step = 1;
        width += code_width(code);
        text += step;
        len -= step;
    }
    return width;
}

/* Capitals and small letters as Unicode lays them out.  step 0: the small letter follows
 * its capital, and `odd_capitals` says which of the two numbers is the capital's. */
struct fold {
    uint32_t first, last;
    uint32_t step;
    bool odd_capitals;
};

static const struct fold folds[] = {
    { 'A', 'Z', 32, false },       { 0x00c0, 0x00d6, 32, false },  { 0x00d8, 0x00de, 32, false },
    { 0x0100, 0x0137, 0, false },  { 0x0139, 0x0148, 0, true },    { 0x014a, 0x0177, 0, false },
    { 0x0179, 0x017e, 0, true },   { 0x018f, 0x018f, 202, false }, { 0x01cd, 0x01dc, 0, true },
    { 0x01de, 0x01ef, 0, false },  { 0x01f8, 0x021f, 0, false },   { 0x0222, 0x0233, 0, false },
    { 0x0400, 0x040f, 80, false }, { 0x0410, 0x042f, 32, false },  { 0x0460, 0x0481, 0, false },
    { 0x048a, 0x04bf, 0, false },  { 0x04c0, 0x04c0, 15, false },  { 0x04c1, 0x04ce, 0, true },
    { 0x04d0, 0x052f, 0, false },  { 0x1e00, 0x1e95, 0, false },   { 0x1ea0, 0x1eff, 0, false },
};

uint32_t hd_utf8_fold(uint32_t code)
{
    if (code == 0x130 || code == 0x131)
        return 'i'; /* which of the two i a capital I means depends on the language: all are one */
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
        const struct fold *fold = &folds[i];

        if (code < fold->first || code > fold->last)
            continue;
        if (fold->step)
            return code + fold->step;
        return (code & 1) == (fold->odd_capitals ? 1 : 0) ? code + 1 : code;
    }
    return code;
}

/* The next folded character; 0 at the end.  A broken byte stands for itself. */
static uint32_t next_folded(const char **text)
{
    uint32_t code = 0;
    size_t step;

    do {
        step = hd_utf8_next(*text, strlen(*text), &code);
        if (!step && **text) {
            code = 0x110000 + (unsigned char)**text;
            step = 1;
        } else if (!step) {
            return 0;
        }
        *text += step;
    } while (code == 0x307); /* the dot that lower-casing a dotted capital I leaves behind */
    return hd_utf8_fold(code);
}

bool hd_utf8_same(const char *a, const char *b)
{
    uint32_t left, right;

    do {
        left = next_folded(&a);
        right = next_folded(&b);
    } while (left == right && left);
    return left == right;
}

size_t hd_utf8_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max && ((unsigned char)text[max] & 0xc0) == 0x80)
        max--;
    return max;
}

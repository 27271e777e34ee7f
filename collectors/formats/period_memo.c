#include "collectors/formats/period_memo.h"

#include <string.h>

/* Each text has two places; the one it was found in, or the one to put it. */
static struct period_memo_place *find_place(struct period_memo *memo,
                                            const char key[static PERIOD_MEMO_BYTES])
{
    struct period_memo_place *first, *second;
    uint64_t halves[2], hash;

    memcpy(halves, key, sizeof halves);
    hash = (halves[0] ^ halves[0] >> 32 ^ halves[1] * 31) * UINT64_C(0x9E3779B97F4A7C15);
    hash >>= 32; /* only there every byte of the text counts */
    first = &memo->places[hash % PERIOD_MEMO_PLACES];
    second = &memo->places[(hash ^ 1) % PERIOD_MEMO_PLACES];
    if (!first->text[0] || memcmp(first->text, key, PERIOD_MEMO_BYTES) == 0)
        return first;
    return second;
}

bool period_memo_parse(struct period_memo *memo, const char *text, size_t len,
                       struct hd_period *period_out, const char **why_out)
{
    char key[PERIOD_MEMO_BYTES] = { 0 };
    struct period_memo_place *place;

    if (!len || len > PERIOD_MEMO_BYTES)
        return hd_period_parse(text, len, period_out, why_out);
    memcpy(key, text, len);
    place = find_place(memo, key);
    if (memcmp(place->text, key, PERIOD_MEMO_BYTES) != 0) {
        struct hd_period period;

        if (!hd_period_parse(text, len, &period, why_out))
            return false;
        memcpy(place->text, key, PERIOD_MEMO_BYTES);
        place->period = period;
    }
    *period_out = place->period;
    return true;
}

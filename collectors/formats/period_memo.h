/* collectors/formats/period_memo.h  (private to collectors/formats/)
 *
 * Remembers the periods read last: the same few stand in most rows of a file. */
#ifndef HEDEF_COLLECTORS_FORMATS_PERIOD_MEMO_H
#define HEDEF_COLLECTORS_FORMATS_PERIOD_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#include "common/period.h"

#define PERIOD_MEMO_PLACES 4096
#define PERIOD_MEMO_BYTES  16 /* of text; longer ones are read afresh each time */

/* Zeroed is empty. */
struct period_memo {
    struct period_memo_place {
        char text[PERIOD_MEMO_BYTES]; /* with NULs behind */
        struct hd_period period;
    } places[PERIOD_MEMO_PLACES];
};

/* As hd_period_parse(). */
bool period_memo_parse(struct period_memo *memo, const char *text, size_t len,
                       struct hd_period *period_out, const char **why_out);

#endif

/* daemon/whatif_view.h - a "what if" in words: the same lines on the page and in a terminal. */
#ifndef HEDEF_DAEMON_WHATIF_VIEW_H
#define HEDEF_DAEMON_WHATIF_VIEW_H

#include "common/lang.h"
#include "queries/whatif.h"

#define WHATIF_LINES_MAX 10

/* One measure before and after; "" where there is none. */
struct whatif_line {
    const char *key;   /* stable */
    const char *label; /* translated */
    const char *now, *then;
};

/* Those that at least one of both has; the state comes first.  Texts live in the arena. */
size_t whatif_lines(const struct whatif_row *row, const struct hd_lang *lang,
                    struct hd_arena *arena, struct whatif_line lines[static WHATIF_LINES_MAX]);

/* What was assumed, one sentence without a full stop each; NULL-ended. */
const char *const *whatif_sentences(const struct whatif *whatif, const struct whatif_answer *answer,
                                    const struct hd_lang *lang, struct hd_arena *arena);
/* "Judged as on 1 January 2028, ..."; NULL when that is the day of the picture. */
const char *whatif_day_sentence(const struct picture *picture, const struct whatif_answer *answer,
                                const struct hd_lang *lang, struct hd_arena *arena);

#endif

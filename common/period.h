/* common/period.h - SDMX time periods: year, half-year, trimester, quarter, month, ISO week, day.
 *
 * A period is its frequency with its first and last day; the canonical text, the label and
 * the order follow from these.  `2026-01` is January, never a quarter; `2026-1` is refused. */
#ifndef HEDEF_COMMON_PERIOD_H
#define HEDEF_COMMON_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hd_lang;

/* Coarse to fine.  The letters are SDMX FREQ codes. */
enum hd_freq { HD_FREQ_A, HD_FREQ_S, HD_FREQ_T, HD_FREQ_Q, HD_FREQ_M, HD_FREQ_W, HD_FREQ_D };

struct hd_period {
    enum hd_freq freq;
    int32_t start_day, end_day; /* both included */
};

#define HD_PERIOD_TEXT_MAX  16
#define HD_PERIOD_LABEL_MAX 64

char hd_freq_letter(enum hd_freq freq);
bool hd_freq_parse(const char *letter, enum hd_freq *freq_out); /* "A".."D"; "H" reads as S */
int hd_freq_per_year(enum hd_freq freq);                        /* 1 2 3 4 12 52 365 */

/* Everything of formats.md 1.5: canonical SDMX, DHIS2, World Bank, and what people write
 * (`Q1 2026`, `I rüb 2026`, `1 кв. 2026`, `01.2026`, `15.01.2026`).  On false *why_out is an
 * untranslated message (a msgid without arguments) that says the way out. */
bool hd_period_parse(const char *text, size_t len, struct hd_period *period_out,
                     const char **why_out);
void hd_period_text(struct hd_period period, char out[static HD_PERIOD_TEXT_MAX]);

/* For people, in the language's own form: "2026-III rüb", "Q3 2026", "January 2026". */
void hd_period_label(struct hd_period period, const struct hd_lang *lang,
                     char out[static HD_PERIOD_LABEL_MAX]);

/* By end day, then coarse before fine. */
int hd_period_cmp(struct hd_period a, struct hd_period b);
bool hd_period_equal(struct hd_period a, struct hd_period b);

struct hd_period hd_period_containing(enum hd_freq freq, int32_t day);
struct hd_period hd_period_next(struct hd_period period);
struct hd_period hd_period_prev(struct hd_period period);
/* Is a whole inside b? */
bool hd_period_within(struct hd_period a, struct hd_period b);

/* An integer that sorts as hd_period_cmp() does and from which the period can be read back:
 * what the store keeps. */
int64_t hd_period_key(struct hd_period period);
struct hd_period hd_period_from_key(int64_t key);

#endif

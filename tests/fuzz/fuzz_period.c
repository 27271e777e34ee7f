/* A period that was read is written and read again as the same one. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "common/lang.h"
#include "common/period.h"

static void check_period(struct hd_period period)
{
    char text[HD_PERIOD_TEXT_MAX], label[HD_PERIOD_LABEL_MAX];
    struct hd_period again;
    const char *why;
    size_t count;
    const struct hd_lang *const *langs = hd_lang_all(&count);

    FUZZ_CHECK(period.start_day <= period.end_day);
    hd_period_text(period, text);
    FUZZ_CHECK(hd_period_parse(text, strlen(text), &again, &why));
    FUZZ_CHECK(hd_period_equal(period, again));
    FUZZ_CHECK(hd_period_equal(hd_period_from_key(hd_period_key(period)), period));
    FUZZ_CHECK(hd_period_equal(hd_period_prev(hd_period_next(period)), period));
    FUZZ_CHECK(hd_period_equal(hd_period_containing(period.freq, period.start_day), period));
    FUZZ_CHECK(hd_period_equal(hd_period_containing(period.freq, period.end_day), period));
    FUZZ_CHECK(hd_period_next(period).start_day == period.end_day + 1);
    for (size_t i = 0; i < count; i++) {
        hd_period_label(period, langs[i], label);
        FUZZ_CHECK(*label);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_period period;
    const char *why = NULL;

    if (hd_period_parse((const char *)data, size, &period, &why))
        check_period(period);
    else
        FUZZ_CHECK(why && *why);
    return 0;
}

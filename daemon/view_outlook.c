/* How an outlook looks to a person. */
#include "daemon/view.h"

#include "common/decimal.h"

#include <math.h>

const char *view_likelihood_label(enum judge_likelihood likelihood, const struct hd_lang *lang)
{
    static const char *const labels[] = {
        [LIKELIHOOD_VERY_UNLIKELY] = N_("very unlikely"), [LIKELIHOOD_UNLIKELY] = N_("unlikely"),
        [LIKELIHOOD_EVEN] = N_("about as likely as not"), [LIKELIHOOD_LIKELY] = N_("likely"),
        [LIKELIHOOD_VERY_LIKELY] = N_("very likely"),
    };

    return likelihood == LIKELIHOOD_NONE ? "" : hd_tr(lang, labels[likelihood]);
}

void view_probability(double probability, const struct hd_lang *lang, struct hd_buf *out)
{
    double percent = fmin(fmax(round(probability * 100), 1), 99);
    char number[64];

    hd_double_label(percent, lang, (struct hd_number_style){ .decimals = 0 }, number);
    hd_buf_printf(out, "%s %%", number);
}

void view_chance(const struct judge_outlook *outlook, const struct hd_lang *lang,
                 struct hd_buf *out)
{
    if (!outlook->has_probability)
        return;
    hd_buf_printf(out, "%s, ", view_likelihood_label(outlook->likelihood, lang));
    view_probability(outlook->probability, lang, out);
}

void view_pace_unit(const struct indicator *indicator, const struct hd_lang *lang,
                    struct hd_buf *out)
{
    const char *unit = view_gap_unit(indicator, lang);

    if (*unit)
        hd_fill(out, hd_tr(lang, N_("{unit} a year")), HD_ARGS("unit", unit));
    else
        hd_buf_puts(out, hd_tr(lang, N_("a year")));
}

void view_pace(const struct indicator *indicator, double pace, const struct hd_lang *lang,
               struct hd_buf *out)
{
    view_gap(indicator, pace, lang, out);
    hd_buf_putc(out, ' ');
    view_pace_unit(indicator, lang, out);
}

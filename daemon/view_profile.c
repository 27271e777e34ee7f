/* The words of the published methods for people; their own words stay beside them. */
#include <string.h>

#include "daemon/view.h"
#include "queries/judge/profile.h"

/* ---- the methods ---- */

const char *view_profile_name(enum judge_profile profile, const struct hd_lang *lang)
{
    static const char *const names[JUDGE_PROFILES] = {
        [PROFILE_OPENSDG] = N_("Open SDG 2.4"),
        [PROFILE_EUROSTAT] = N_("Eurostat 2026"),
        [PROFILE_SDSN] = N_("SDSN, four arrows"),
        [PROFILE_DESTATIS] = N_("Destatis, weather symbols"),
        [PROFILE_UN_CHART] = N_("United Nations, progress chart 2023"),
    };

    return hd_tr(lang, names[profile]);
}

const char *view_profile_about(enum judge_profile profile, const struct hd_lang *lang)
{
    static const char *const texts[JUDGE_PROFILES] = {
        [PROFILE_OPENSDG] =
            N_("Yearly growth since the base year against the growth that the target needs; score "
               "from −5 to 5."),
        [PROFILE_EUROSTAT] =
            N_("The same ratio with stricter bounds, and a band for no progress; score from −5 to "
               "5."),
        [PROFILE_SDSN] =
            N_("The pace since the base year against the pace needed, on a straight line; the "
               "arrows are averaged on a scale from 0 to 4."),
        [PROFILE_DESTATIS] =
            N_("The pace of the last five years carried on to the target year; of several targets "
               "the worst counts, there is no score."),
        [PROFILE_UN_CHART] =
            N_("Growth carried on to the target year: how much of the way will be covered; there "
               "is no score."),
    };

    return hd_tr(lang, texts[profile]);
}

/* ---- their labels ---- */

/* Glyphs and classes tell the direction; the word beside them says the rest. */
#define MET  "\u2713", "achieved"
#define UP   "\u2191", "achieved"
#define RISE "\u2197", "on"
#define FLAT "\u2192", "risk"
#define SINK "\u2198", "off"
#define DOWN "\u2193", "missed"

static const struct label_look {
    enum judge_profile profile;
    const char *word; /* the publisher's */
    const char *rule; /* NULL: any */
    const char *text; /* msgid */
    const char *glyph, *class;
} labels[] = {
    { PROFILE_OPENSDG, "target_achieved", NULL, N_("Target achieved"), MET },
    { PROFILE_OPENSDG, "substantial_progress", NULL, N_("Substantial progress"), UP },
    { PROFILE_OPENSDG, "moderate_progress", NULL, N_("Moderate progress"), RISE },
    { PROFILE_OPENSDG, "limited_progress", NULL, N_("Limited progress"), FLAT },
    { PROFILE_OPENSDG, "deterioration", NULL, N_("Deterioration"), DOWN },
    { PROFILE_OPENSDG, "not_available", NULL, N_("Not available"), "\u2013", "none" },

    { PROFILE_EUROSTAT, "significant_progress", NULL, N_("Significant progress"), UP },
    { PROFILE_EUROSTAT, "moderate_progress", NULL, N_("Moderate progress"), RISE },
    { PROFILE_EUROSTAT, "no_progress", NULL, N_("No progress"), FLAT },
    { PROFILE_EUROSTAT, "moderate_deterioration", "target", N_("Insufficient progress"), SINK },
    { PROFILE_EUROSTAT, "moderate_deterioration", "no_target", N_("Moderate movement away"), SINK },
    { PROFILE_EUROSTAT, "moderate_deterioration", NULL,
      N_("Insufficient progress or moderate movement away"), SINK },
    { PROFILE_EUROSTAT, "significant_deterioration", "target", N_("Movement away from the target"),
      DOWN },
    { PROFILE_EUROSTAT, "significant_deterioration", NULL, N_("Significant movement away"), DOWN },

    { PROFILE_SDSN, "on_track_or_maintaining", NULL, N_("On track or maintaining"), UP },
    { PROFILE_SDSN, "moderately_improving", NULL, N_("Moderately improving"), RISE },
    { PROFILE_SDSN, "stagnating", NULL, N_("Stagnating"), FLAT },
    { PROFILE_SDSN, "decreasing", NULL, N_("Decreasing"), DOWN },

    { PROFILE_DESTATIS, "sun", NULL, N_("Sun"), UP },
    { PROFILE_DESTATIS, "slightly_cloudy", NULL, N_("Slightly cloudy"), RISE },
    { PROFILE_DESTATIS, "cloud", NULL, N_("Cloud"), FLAT },
    { PROFILE_DESTATIS, "thunderstorm", NULL, N_("Thunderstorm"), DOWN },

    { PROFILE_UN_CHART, "met_or_on_track", NULL, N_("Met or on track"), UP },
    { PROFILE_UN_CHART, "fair_progress", NULL, N_("Fair progress, but too slow"), RISE },
    { PROFILE_UN_CHART, "stagnation_or_regression", NULL, N_("Stagnation or regression"), DOWN },
};

/* NULL: no such label. */
static const struct label_look *look_of(enum judge_profile profile, const char *word,
                                        const char *rule)
{
    for (size_t i = 0; word && i < sizeof labels / sizeof *labels; i++)
        if (labels[i].profile == profile && !strcmp(labels[i].word, word) &&
            (!labels[i].rule || (rule && !strcmp(labels[i].rule, rule))))
            return &labels[i];
    return NULL;
}

const char *view_profile_label(enum judge_profile profile, const char *word, const char *rule,
                               const struct hd_lang *lang)
{
    const struct label_look *look = look_of(profile, word, rule);

    return look ? hd_tr(lang, look->text) : "";
}

const char *view_profile_class(enum judge_profile profile, const char *word)
{
    const struct label_look *look = look_of(profile, word, NULL);

    return look ? look->class : "none";
}

const char *view_profile_glyph(enum judge_profile profile, const char *word)
{
    const struct label_look *look = look_of(profile, word, NULL);

    return look ? look->glyph : "\u2013";
}

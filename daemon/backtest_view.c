#include "daemon/backtest_view.h"

#include "common/buf.h"
#include "common/decimal.h"
#include "daemon/view.h"

#define TEXT_MAX 1024
/* Fewer say little, whatever comes out. */
#define ENOUGH         30
#define ENOUGH_TARGETS 10
/* Between these shares an interval of 80 % is about right. */
#define COVERAGE_LOW  0.70
#define COVERAGE_HIGH 0.90

const char backtest_how[] =
    N_("Each value was taken as a starting point: the forecast was made from the values up to it "
       "alone, and held against what came later. Values are as they are known today, later "
       "revisions included. Nothing is compared across a break in a series. Forecasts of one "
       "series overlap, so they are fewer independent trials than it seems.");
const char backtest_narrowed[] =
    N_("There are more starting points than are tried at once: these are the newest ones, of an "
       "even choice of series. Asked about one indicator, more of its own are tried.");
const char backtest_demo[] = N_("Some of these values are invented: what comes out says nothing "
                                "about any country, and little about the forecast.");
const char backtest_scaled_means[] =
    N_("The scaled error is the error divided by the mean change from year to year known at the "
       "starting point: below 1 it is smaller than that change. Against the last value: below 1 "
       "the forecast was better than saying that nothing changes.");
const char backtest_thresholds_asked[] =
    N_("As few targets are over, this was asked from every starting point: will the value so many "
       "years ahead be at least as good as the last one; and as one that is better, or worse, by "
       "once or twice the median change from year to year known then, for each year?");
const char backtest_targets_asked[] =
    N_("Asked from every starting point before a dated target that is over: will it be met?");

const char *backtest_part_word(enum backtest_part part)
{
    static const char *const words[] = {
        [BACKTEST_ERROR] = "error",
        [BACKTEST_PROBABILITY] = "probability",
        [BACKTEST_LIKELIHOOD] = "likelihood",
    };

    return words[part];
}

const char *backtest_method_label(enum backtest_method method, const struct hd_lang *lang)
{
    return method == BACKTEST_LAST ? hd_tr(lang, N_("the last value stays"))
                                   : backtest_method_word(method);
}

/* ---- rows ---- */

static bool is_wanted(enum backtest_method method, size_t m)
{
    return method == BACKTEST_METHODS || (size_t)method == m;
}

static size_t error_rows(const struct hindsight *of, enum backtest_method method,
                         struct backtest_row *rows)
{
    size_t count = 0;

    for (int years = 1; years <= of->result.years; years++)
        for (size_t m = 0; m < BACKTEST_METHODS; m++) {
            const struct backtest_error *error = &of->result.errors[m][years - 1];

            if (!is_wanted(method, m) || !error->count)
                continue;
            rows[count] = (struct backtest_row){ .part = BACKTEST_ERROR,
                                                 .method = (enum backtest_method)m,
                                                 .of = of,
                                                 .count = error->count,
                                                 .years = years,
                                                 .error = error };
            count++;
        }
    return count;
}

static size_t band_rows(const struct backtest_row *whole, struct backtest_row *rows)
{
    size_t count = 0;

    for (size_t i = BACKTEST_BANDS; i-- > 0;) {
        if (!whole->reliability->bands[i].said)
            continue;
        rows[count] = *whole;
        rows[count].part = BACKTEST_LIKELIHOOD;
        rows[count].count = whole->reliability->bands[i].said;
        rows[count].came_true = whole->reliability->bands[i].came_true;
        rows[count++].band = i;
    }
    return count;
}

static size_t probability_rows(const struct hindsight *of, bool of_targets,
                               enum backtest_method method, struct backtest_row *rows)
{
    const struct backtest_reliability *all =
        of_targets ? of->result.targets : of->result.thresholds;
    size_t count = 0;

    for (size_t m = 0; m < BACKTEST_LAST; m++) {
        struct backtest_row row = { .part = BACKTEST_PROBABILITY,
                                    .method = (enum backtest_method)m,
                                    .of = of,
                                    .count = all[m].asked,
                                    .came_true = all[m].came_true,
                                    .of_targets = of_targets,
                                    .reliability = &all[m] };

        if (!is_wanted(method, m) || !all[m].asked)
            continue;
        rows[count++] = row;
        count += band_rows(&row, rows + count);
    }
    return count;
}

size_t backtest_rows(const struct hindsight *of, enum backtest_method method,
                     struct hd_arena *arena, const struct backtest_row **rows_out)
{
    size_t room = BACKTEST_METHODS * BACKTEST_YEARS + 2 * BACKTEST_METHODS * (BACKTEST_BANDS + 1);
    struct backtest_row *rows = hd_arena_alloc(arena, room * sizeof *rows);
    size_t count = error_rows(of, method, rows);

    count += probability_rows(of, false, method, rows + count);
    count += probability_rows(of, true, method, rows + count);
    *rows_out = rows;
    return count;
}

/* ---- texts ---- */

static const char *keep(struct hd_buf *text, struct hd_arena *arena)
{
    const char *kept = hd_arena_strdup(arena, text->data);

    hd_buf_clear(text);
    return kept;
}

static const char *fill(struct hd_arena *arena, const char *pattern, const char *const *args)
{
    struct hd_buf text = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    hd_fill(&text, pattern, args);
    return keep(&text, arena);
}

static const char *rounded(double value, int decimals, const struct hd_lang *lang,
                           struct hd_arena *arena)
{
    char text[64];

    hd_double_label(value, lang, (struct hd_number_style){ .decimals = decimals }, text);
    return hd_arena_strdup(arena, text);
}

static const char *counted(size_t count, struct hd_arena *arena)
{
    return hd_arena_printf(arena, "%zu", count);
}

static const char *percent(size_t part, size_t whole, const struct hd_lang *lang,
                           struct hd_arena *arena)
{
    if (!whole)
        return "";
    return hd_arena_printf(arena, "%s %%",
                           rounded(100 * (double)part / (double)whole, 0, lang, arena));
}

/* Errors of several indicators have no unit. */
static const char *error_text(const struct hindsight *of, double error, const struct hd_lang *lang,
                              struct hd_arena *arena)
{
    struct hd_buf text = { 0 };

    if (!of->indicator)
        return "";
    hd_buf_init(&text, TEXT_MAX);
    view_number_against(of->indicator, error, 0, lang, &text);
    return keep(&text, arena);
}

static const char *years_text(int years, const struct hd_lang *lang, struct hd_arena *arena)
{
    return fill(arena, hd_tr_n(lang, "{n} year", "{n} years", years),
                HD_ARGS("n", hd_arena_printf(arena, "%d", years)));
}

static void error_texts(const struct backtest_row *row, const struct hd_lang *lang,
                        struct hd_arena *arena, struct backtest_texts *t)
{
    const struct backtest_error *e = row->error;

    t->years = years_text(row->years, lang, arena);
    t->mean = error_text(row->of, e->mean, lang, arena);
    t->median = error_text(row->of, e->median, lang, arena);
    if (e->scaled_count)
        t->scaled = rounded(e->scaled, 2, lang, arena);
    if (e->has_against)
        t->against = rounded(e->against_last, 2, lang, arena);
    t->coverage = percent(e->covered, e->interval_count, lang, arena);
}

static void probability_texts(const struct backtest_row *row, const struct hd_lang *lang,
                              struct hd_arena *arena, struct backtest_texts *t)
{
    const struct backtest_reliability *r = row->reliability;
    const struct backtest_band *band = &r->bands[row->band];

    t->asked = row->of_targets ? hd_tr(lang, N_("targets")) : hd_tr(lang, N_("thresholds"));
    if (row->part == BACKTEST_PROBABILITY) {
        t->share = percent(r->came_true, r->asked, lang, arena);
        t->brier = rounded(r->brier, 2, lang, arena);
        return;
    }
    t->likelihood = view_likelihood_label(backtest_band_likelihood(row->band), lang);
    t->share = percent(band->came_true, band->said, lang, arena);
    t->probability =
        hd_arena_printf(arena, "%s %%", rounded(100 * band->probability, 0, lang, arena));
}

struct backtest_texts backtest_texts(const struct backtest_row *row, const struct hd_lang *lang,
                                     struct hd_arena *arena)
{
    struct backtest_texts t = { "", "", "", "", "", "", "", "", "", "", "", "" };

    t.method = backtest_method_label(row->method, lang);
    if (row->part == BACKTEST_ERROR)
        error_texts(row, lang, arena, &t);
    else
        probability_texts(row, lang, arena, &t);
    return t;
}

/* ---- sentences ---- */

static size_t forecast_count(const struct hindsight *of)
{
    size_t count = 0;

    for (int years = 0; years < of->result.years; years++)
        count += of->result.errors[BACKTEST_DEFAULT][years].count;
    return count;
}

const char *backtest_about(const struct hindsight *of, const struct hd_lang *lang,
                           struct hd_arena *arena)
{
    const char *series = counted(of->result.series, arena);
    const char *origins = counted(of->result.origins, arena);

    if (!forecast_count(of))
        return hd_tr(lang, N_("Nothing can be tried out yet: it takes a series of at least five "
                              "values without a break between them."));
    return fill(arena,
                hd_tr(lang, N_("Series: {series}; starting points: {origins}; forecasts: "
                               "{forecasts}.")),
                HD_ARGS("series", series, "origins", origins, "forecasts",
                        counted(forecast_count(of), arena)));
}

const char *backtest_doubt(const struct hindsight *of, const struct hd_lang *lang,
                           struct hd_arena *arena)
{
    size_t count = forecast_count(of);

    if (!count || count >= ENOUGH)
        return NULL;
    return fill(arena,
                hd_tr_n(lang, "Only {n} forecast: this says little.",
                        "Only {n} forecasts: this says little.", (long)count),
                HD_ARGS("n", counted(count, arena)));
}

const char *backtest_error_reading(const struct hindsight *of, const struct hd_lang *lang,
                                   struct hd_arena *arena)
{
    const struct backtest_error *one = &of->result.errors[BACKTEST_DEFAULT][0];
    const char *share;

    if (!one->has_against)
        return NULL;
    share = rounded(100 * one->against_last, 0, lang, arena);
    return fill(arena,
                hd_tr(lang, N_("One year ahead, the errors of hedef-default were {share} % of "
                               "those that come from saying that the last value stays.")),
                HD_ARGS("share", share));
}

/* Too few to call them narrow or wide. */
static const char *interval_pattern(size_t said, size_t held, const struct hd_lang *lang)
{
    double share = (double)held / (double)said;

    if (said < ENOUGH)
        return hd_tr(lang, N_("Intervals of hedef-default that should hold 80 % of the values: "
                              "{said}; {held} of them did, {share}."));
    if (share < COVERAGE_LOW)
        return hd_tr(lang, N_("Of {said} intervals of hedef-default that should hold 80 % of the "
                              "values, {held} did, {share}: they were too narrow."));
    if (share > COVERAGE_HIGH)
        return hd_tr(lang, N_("Of {said} intervals of hedef-default that should hold 80 % of the "
                              "values, {held} did, {share}: they were wider than needed."));
    return hd_tr(lang, N_("Of {said} intervals of hedef-default that should hold 80 % of the "
                          "values, {held} did, {share}: that is about right."));
}

const char *backtest_interval_reading(const struct hindsight *of, const struct hd_lang *lang,
                                      struct hd_arena *arena)
{
    size_t said = 0, held = 0;

    for (int years = 0; years < of->result.years; years++) {
        said += of->result.errors[BACKTEST_DEFAULT][years].interval_count;
        held += of->result.errors[BACKTEST_DEFAULT][years].covered;
    }
    if (!said)
        return NULL;
    return fill(arena, interval_pattern(said, held, lang),
                HD_ARGS("said", counted(said, arena), "held", counted(held, arena), "share",
                        percent(held, said, lang, arena)));
}

const char *backtest_probability_reading(const struct backtest_reliability *r,
                                         const struct hd_lang *lang, struct hd_arena *arena)
{
    double base;

    if (!r->asked)
        return NULL;
    base = (double)r->came_true / (double)r->asked;
    return fill(arena,
                hd_tr(lang, N_("Brier score of hedef-default {brier}, from {asked} answers; 0 is "
                               "perfect. Always saying 50 % gives 0.25; always saying {share}, "
                               "which is how often it came true, gives {base}.")),
                HD_ARGS("brier", rounded(r->brier, 2, lang, arena), "asked",
                        counted(r->asked, arena), "share",
                        percent(r->came_true, r->asked, lang, arena), "base",
                        rounded(base * (1 - base), 2, lang, arena)));
}

const char *backtest_target_doubt(const struct hindsight *of, const struct hd_lang *lang,
                                  struct hd_arena *arena)
{
    if (!of->targets || of->targets >= ENOUGH_TARGETS)
        return NULL;
    return fill(arena,
                hd_tr_n(lang, "Only {n} target is over and had a forecast: this says little.",
                        "Only {n} targets are over and had a forecast: this says little.",
                        (long)of->targets),
                HD_ARGS("n", counted(of->targets, arena)));
}

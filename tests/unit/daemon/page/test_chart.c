#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/page/chart.h"
#include "daemon/page/place.h"
#include "daemon/page/plot.h"
#include "tests/unit/daemon/page/made_picture.h"
#include "tests/unit/daemon/page/markup.h"

#define SPARK_MAX 600

struct fixture {
    struct picture *picture;
    struct hd_buf out;
};

static int set_up(void **state)
{
    struct fixture *f = hd_alloc(sizeof *f);

    f->picture = made_picture("2026-11-21");
    hd_buf_init(&f->out, 1 << 20);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    hd_buf_clear(&f->out);
    made_picture_clear(&f->picture);
    hd_free_ptr(state);
    return 0;
}

static const struct status_row *row_of(const struct fixture *f, const char *target)
{
    for (size_t i = 0; i < f->picture->row_count; i++)
        if (f->picture->rows[i].target && strcmp(f->picture->rows[i].target->judge.id, target) == 0)
            return &f->picture->rows[i];
    fail_msg("no target '%s'", target);
    return NULL;
}

static const char *drawn(struct fixture *f, const char *target, enum chart_size size)
{
    hd_buf_reset(&f->out);
    chart_write(row_of(f, target), f->picture, size, NULL, &f->out);
    return f->out.data;
}

/* ---- what is drawn ---- */

static void every_chart_is_well_formed_and_says_itself(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < f->picture->row_count; i++)
        for (int size = CHART_SPARK; size <= CHART_NARROW; size++) {
            hd_buf_reset(&f->out);
            chart_write(&f->picture->rows[i], f->picture, (enum chart_size)size, NULL, &f->out);
            if (!f->out.len)
                continue;
            assert_well_formed(f->out.data);
            assert_lacks(f->out.data, "style=");
            assert_lacks(f->out.data, "nan");
            assert_lacks(f->out.data, "inf\"");
            assert_contains(f->out.data,
                            size == CHART_SPARK ? "aria-hidden=\"true\"" : "role=\"img\"");
            if (size != CHART_SPARK)
                assert_contains(f->out.data, "aria-label=\"");
        }
}

static void a_chart_has_its_parts(void **state)
{
    static const struct {
        const char *target;
        enum chart_size size;
        const char *part;
        size_t count;
    } cases[] = {
        { "srm-2016.cashless-share.2025", CHART_FULL, "class=\"v\"", 1 },
        { "srm-2016.cashless-share.2025", CHART_FULL, "class=\"p\"", 1 },
        { "srm-2016.cashless-share.2025", CHART_FULL, "class=\"g missed\"", 2 },
        { "srm-2016.cashless-share.2025", CHART_FULL, "class=\"m\"", 2 },
        { "srm-2016.cashless-share.2025", CHART_FULL, "class=\"g open\"", 1 },
        { "srm-2016.cashless-share.2025", CHART_FULL, "class=\"now\"", 1 },
        { "srm-2016.cashless-share.2025", CHART_FULL, "<title>", 16 },
        { "srm-2016.cashless-share.2025", CHART_CARD, "<title>", 0 },
        { "srm-2016.cashless-share.2025", CHART_SPARK, "<text", 0 },
        { "srm-2016.cashless-share.2020", CHART_SPARK, "class=\"g missed\"", 1 },
        { "plan-2026.proactive.2028", CHART_FULL, "class=\"gap\"", 2 },
        { "plan-2026.proactive.2028", CHART_FULL, "class=\"g\"", 1 },
        { "plan-2026.egdi-rank.2028", CHART_FULL, "class=\"g\"", 0 },
        { "plan-2026.egdi-rank.2028", CHART_FULL, "class=\"p\"", 1 },
        { "srm-2016.fixed-speed.2025", CHART_FULL, "class=\"j\"", 1 },
        { "srm-2016.fixed-speed.2025", CHART_FULL, "class=\"g met\"", 1 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *svg = drawn(f, cases[i].target, cases[i].size);

        if (markup_count(svg, cases[i].part) != cases[i].count)
            fail_msg("%s: %zu of %s, not %zu", cases[i].target, markup_count(svg, cases[i].part),
                     cases[i].part, cases[i].count);
    }
}

static void words_stand_at_the_lines(void **state)
{
    static const struct {
        const char *target, *words;
    } cases[] = {
        { "srm-2016.cashless-share.2025", ">2025: 50 % ✕</text>" },
        { "srm-2016.cashless-share.2025", ">2020: 30 % ✕</text>" },
        { "srm-2016.cashless-share.2025", ">47.9 %</text>" },
        { "srm-2016.cashless-share.2025", ">today</text>" },
        { "plan-2026.proactive.2028", "points</text>" },
        { "srm-2016.fixed-speed.2025", ">Mbit/s</text>" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_contains(drawn(f, cases[i].target, CHART_FULL), cases[i].words);
}

static void without_values_or_height_nothing_is_drawn(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(drawn(f, "plan-2026.services-ehis.2028", CHART_FULL), "");
    assert_string_equal(drawn(f, "srm-2016.maturity-group.after-2025", CHART_FULL), "");
}

static void a_spark_is_small(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < f->picture->row_count; i++) {
        hd_buf_reset(&f->out);
        chart_write(&f->picture->rows[i], f->picture, CHART_SPARK, NULL, &f->out);
        assert_in_range(f->out.len, 0, SPARK_MAX);
    }
}

/* ---- what goes into a chart ---- */

static void plot_of(struct fixture *f, const char *target, struct hd_arena *arena,
                    struct plot *plot)
{
    assert_true(plot_gather(row_of(f, target), f->picture, true, arena, plot));
}

static void quarters_of_a_yearly_sum_become_years(void **state)
{
    struct fixture *f = *state;
    struct hd_arena arena = { 0 };
    struct plot plot;

    plot_of(f, "srm-2016.pos-value.2020", &arena, &plot);
    assert_int_equal(plot.dot_count, 7); /* five years, 2025-Q4 and 2026-Q1 as ends of years */
    assert_true(plot.dots[5].value == 9600);
    assert_true(plot.dots[6].value == 10000);
    hd_arena_clear(&arena);
}

static void the_first_place_is_on_top(void **state)
{
    struct fixture *f = *state;
    struct hd_arena arena = { 0 };
    struct plot plot;

    plot_of(f, "plan-2026.egdi-rank.2028", &arena, &plot);
    assert_true(plot.flipped);
    plot_of(f, "srm-2016.cashless-share.2025", &arena, &plot);
    assert_false(plot.flipped);
    hd_arena_clear(&arena);
}

static void the_path_leads_through_its_stations_and_stays(void **state)
{
    struct fixture *f = *state;
    struct hd_arena arena = { 0 };
    struct plot plot;

    plot_of(f, "srm-2016.cashless-share.2020", &arena, &plot);
    assert_int_equal(plot.paths[0].count, 4);
    assert_true(plot.paths[0].dots[0].value == 8);
    assert_true(plot.paths[0].dots[1].value == 30);
    assert_true(plot.paths[0].dots[2].value == 50);
    assert_true(plot.paths[0].dots[3].value == 50);
    assert_int_equal(plot.paths[0].dots[3].day, plot.to_day);
    hd_arena_clear(&arena);
}

static void ticks_are_round_and_enclose(void **state)
{
    static const struct {
        double low, high;
        size_t most;
        double step;
    } cases[] = {
        { 0, 50, 5, 10 },    { 0, 51, 5, 20 },   { 56, 96, 5, 10 },
        { 0, 0.37, 5, 0.1 }, { 0, 100, 5, 20 },  { -3, 7, 5, 2.5 },
        { 3.6, 90, 5, 20 },  { 1, 1.5, 5, 0.1 }, { 0, 2450000, 5, 500000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double from, step;
        size_t count;

        plot_ticks(cases[i].low, cases[i].high, cases[i].most, &from, &step, &count);
        assert_true(from <= cases[i].low + 1e-9);
        assert_true(from + (double)(count - 1) * step >= cases[i].high - 1e-9);
        if (cases[i].step - step > 1e-9 || step - cases[i].step > 1e-9)
            fail_msg("%g..%g: step %g, not %g", cases[i].low, cases[i].high, step, cases[i].step);
    }
}

/* ---- where labels go ---- */

static bool overlap(const struct place_box *a, const struct place_box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static const enum place_side all_sides[] = {
    PLACE_RIGHT,       PLACE_LEFT,       PLACE_ABOVE,       PLACE_BELOW,
    PLACE_ABOVE_RIGHT, PLACE_ABOVE_LEFT, PLACE_BELOW_RIGHT, PLACE_BELOW_LEFT,
};

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) & 0x7fff;
}

static void labels_never_collide_nor_leave_the_area(void **state)
{
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 300; round++) {
        struct place place;
        struct place_box box;

        place_init(&place, (struct place_box){ 0, 0, 330, 100 });
        for (int i = 0; i < 10; i++) {
            double x = next_random(&seed) % 330, y = next_random(&seed) % 100;

            place_mark(&place, x, y, 5);
            (void)place_label(&place, x, y, 8, 20 + next_random(&seed) % 60, 15, all_sides,
                              PLACE_SIDES, &box);
        }
        for (size_t i = 0; i < place.label_count; i++) {
            const struct place_box *a = &place.labels[i];

            assert_true(a->x >= 0 && a->y >= 0 && a->x + a->width <= 330 &&
                        a->y + a->height <= 100);
            for (size_t k = 0; k < i; k++)
                assert_false(overlap(a, &place.labels[k]));
        }
    }
}

static void a_label_keeps_clear_of_lines_and_rings(void **state)
{
    struct place place;
    struct place_box box;

    (void)state;
    place_init(&place, (struct place_box){ 0, 0, 200, 100 });
    place_line(&place, 100, 50, 200, 50, 10); /* to the right */
    assert_true(place_label(&place, 100, 50, 6, 30, 12, all_sides, PLACE_SIDES, &box));
    assert_true(box.x + box.width <= 100); /* went to the left instead */
    place_init(&place, (struct place_box){ 0, 0, 200, 100 });
    place_mark(&place, 125, 50, 5);
    assert_true(place_label(&place, 100, 50, 6, 30, 12, all_sides, PLACE_SIDES, &box));
    assert_true(box.x + box.width <= 100);
}

static void where_there_is_no_room_there_is_no_label(void **state)
{
    struct place place;
    struct place_box box;

    (void)state;
    place_init(&place, (struct place_box){ 0, 0, 40, 20 });
    assert_false(place_label(&place, 20, 10, 6, 60, 12, all_sides, PLACE_SIDES, &box));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_chart_is_well_formed_and_says_itself, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_chart_has_its_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_stand_at_the_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_values_or_height_nothing_is_drawn, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_spark_is_small, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quarters_of_a_yearly_sum_become_years, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_place_is_on_top, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_path_leads_through_its_stations_and_stays, set_up,
                                        tear_down),
        cmocka_unit_test(ticks_are_round_and_enclose),
        cmocka_unit_test(labels_never_collide_nor_leave_the_area),
        cmocka_unit_test(a_label_keeps_clear_of_lines_and_rings),
        cmocka_unit_test(where_there_is_no_room_there_is_no_label),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A page frame around a made picture, and a buffer to write into. */
#ifndef TESTS_MADE_FRAME_H
#define TESTS_MADE_FRAME_H

#include "daemon/page/page.h"
#include "tests/unit/daemon/page/made_picture.h"
#include "tests/unit/daemon/page/markup.h"

#define NAUGHTY "<b>\"O'Brien\" & sons</b>"

struct made_page {
    struct picture *picture;
    struct hd_zone *zone;
    struct hd_arena arena;
    struct hd_buf out;
    struct hd_error err;
    struct page_frame frame;
};

static int made_page_set_up(void **state)
{
    struct made_page *m = hd_alloc(sizeof *m);

    m->picture = made_picture("2026-11-21");
    if (hd_zone_open("Asia/Baku", &m->zone, &m->err))
        return -1;
    hd_buf_init(&m->out, PAGE_MAX_BYTES);
    m->frame = (struct page_frame){ .picture = m->picture,
                                    .lang = hd_lang_find("en"),
                                    .zone = m->zone,
                                    .site = "Digital targets",
                                    .path = "/",
                                    .now_at_ms = m->picture->run_at_ms + 60000,
                                    .evaluated_at_ms = m->picture->run_at_ms,
                                    .arena = &m->arena };
    *state = m;
    return 0;
}

static int made_page_tear_down(void **state)
{
    struct made_page *m = *state;

    hd_buf_clear(&m->out);
    hd_arena_clear(&m->arena);
    hd_zone_close(&m->zone);
    made_picture_clear(&m->picture);
    hd_free_ptr(state);
    return 0;
}

#define page_test(function)                                                                        \
    cmocka_unit_test_setup_teardown(function, made_page_set_up, made_page_tear_down)

/* What every page keeps to. */
#define assert_page(m)                                                                             \
    do {                                                                                           \
        assert_well_formed((m)->out.data);                                                         \
        assert_lacks((m)->out.data, "style=\"");                                                   \
        assert_lacks((m)->out.data, "<script");                                                    \
        assert_lacks((m)->out.data, "{{");                                                         \
        assert_int_equal(markup_count((m)->out.data, "<h1"), 1);                                   \
        assert_int_equal(markup_count((m)->out.data, "<table"),                                    \
                         markup_count((m)->out.data, "<caption"));                                 \
        assert_int_equal(markup_count((m)->out.data, "<th "),                                      \
                         markup_count((m)->out.data, "scope=\""));                                 \
        assert_int_equal(markup_count((m)->out.data, "<th>"), 0);                                  \
    } while (0)

#endif

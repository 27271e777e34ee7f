/* The examples of docs/collectors.md, read as they stand there. */
#include "unit/collectors/mapped.h"

#include "common/file.h"

#define PAGE SOURCE_DIR "/docs/collectors.md"

struct sources {
    struct hd_conf_group group;
};

static const struct hd_conf_key source_keys[] = {
    { .section = "source",
      .name = "*",
      .type = HD_CONF_GROUP,
      .offset = offsetof(struct sources, group),
      .help = "A source." },
    { .name = NULL },
};

/* The text between the fences of the so-manieth block behind a heading. */
static char *block_of(struct world *world, const char *page, const char *heading, int number)
{
    const char *at = strstr(page, heading), *end = at;

    assert_non_null(at);
    for (int i = 0; i <= number; i++) {
        at = strstr(at, "\n```\n");
        assert_non_null(at);
        at += 5;
        end = strstr(at, "\n```\n");
        assert_non_null(end);
        if (i < number)
            at = end + 4;
    }
    return hd_arena_strndup(&world->arena, at, (size_t)(end + 1 - at));
}

static void make_source(struct world *world, const char *text)
{
    struct sources sources = { 0 };
    const struct hd_conf_section *section;

    assert_int_equal(hd_conf_load_text("a.conf", text, strlen(text), "/", source_keys, &sources,
                                       &world->problems, &world->err),
                     HD_OK);
    assert_int_equal(sources.group.count, 1);
    section = &sources.group.items[0];
    if (mapping_make(section->items, section->count, &world->mapping, &world->problems,
                     &world->err))
        fail_msg("%s: %s %s", text, problems_of(world), message_of(world, 0));
    hd_conf_clear(source_keys, &sources);
}

static void examples_give_what_the_page_says(void **state)
{
    static const struct {
        const char *heading, *format, *put;
        size_t filtered, empty;
    } rows[] = {
        { "\n### csv\n", "csv",
          "2 cashless-share/AZ/ 2026-Q3 63.4 A 'ilkin'\n4 pos-transaction-value/AZ/ 2026-Q3 "
          "missing O\n",
          1, 0 },
        { "\n### json\n", "json", "2 fibre-homes//north 2026 91.250 A 2026-11-20T08:00:00Z\n", 1,
          0 },
        { "\n## Mapping\n", "csv",
          "2 students-abroad// 2024 1250000 A\n2 students-abroad// 2025 1300500 A\n"
          "2 students-abroad// 2026 missing O\n3 students-abroad//women 2024 610000 A\n"
          "3 students-abroad//women 2025 640000 A\n",
          3, 1 },
    };
    struct world *world = *state;
    char *page HD_FREE_AUTO = NULL;
    size_t len;

    assert_int_equal(hd_file_read(PAGE, 1 << 20, &page, &len, &world->err), HD_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *document;

        reset(world);
        document = block_of(world, page, rows[i].heading, 0);
        make_source(world, block_of(world, page, rows[i].heading, 1));
        if (read_len(world, rows[i].format, document, strlen(document)) != HD_OK ||
            world->problems.count || strcmp(world->put.data, rows[i].put) != 0)
            fail_msg("%s gives %s%s %s", rows[i].heading, world->put.data, problems_of(world),
                     message_of(world, 0));
        assert_int_equal(world->report.filtered, rows[i].filtered);
        assert_int_equal(world->report.empty, rows[i].empty);
    }
}

static void every_source_on_the_page_has_a_mapping_that_holds(void **state)
{
    struct world *world = *state;
    char *page HD_FREE_AUTO = NULL;
    size_t len, count = 0;

    assert_int_equal(hd_file_read(PAGE, 1 << 20, &page, &len, &world->err), HD_OK);
    for (const char *at = page; (at = strstr(at, "\n```\n[source ")) != NULL; at += 5) {
        const char *end = strstr(at + 5, "\n```\n");

        reset(world);
        assert_non_null(end);
        make_source(world, hd_arena_strndup(&world->arena, at + 5, (size_t)(end - at - 4)));
        count++;
    }
    assert_true(count >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_give_what_the_page_says),
        cmocka_unit_test(every_source_on_the_page_has_a_mapping_that_holds),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

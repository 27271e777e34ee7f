#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/lang.h"
#include "daemon/collect/source.h"
#include "daemon/settings.h"

static struct settings settings = { .data_dir = (char *)(uintptr_t) "/tmp", .revision_bound = 1 };

/* "transport=push; format=csv": problems as lines. */
static struct source *make(const char *name, const char *text, bool remote, struct hd_buf *told)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_conf_group group = { 0 };
    struct hd_conf_section *section =
        hd_conf_group_add(&group, name, remote ? "" : "hedef.conf", remote ? 0 : 1, "/tmp");
    HD_FREE_AUTO char *copy = hd_strdup(text);
    struct source *source = NULL;
    struct hd_error err = { 0 };
    char *rest = NULL;
    long line = 2;

    for (char *item = strtok_r(copy, ";", &rest); item; item = strtok_r(NULL, ";", &rest)) {
        char *equals = strchr(item, '=');

        item += strspn(item, " ");
        *equals = '\0';
        hd_conf_section_add(&group, section, item, equals + 1, remote ? 0 : line++);
    }
    if (source_make(section, remote, &settings, &hd_clock_system, &source, &problems, &err))
        assert_null(source);
    for (size_t i = 0; i < problems.count; i++) {
        hd_problem_line(&problems.items[i], hd_lang_default(), told);
        hd_buf_putc(told, '\n');
    }
    assert_true((source == NULL) == (problems.errors > 0));
    hd_conf_group_clear(&group);
    return source;
}

static void a_good_one_has_what_its_section_says(void **state)
{
    HD_BUF_AUTO struct hd_buf told = { 0 };
    struct source *source;

    (void)state;
    hd_buf_init(&told, 65536);
    source =
        make("gate", "transport=push; format=csv; indicator={Code}; title=Hello", false, &told);
    assert_string_equal(told.data, "");
    assert_string_equal(source->name, "gate");
    assert_string_equal(source->transport->name, "push");
    assert_string_equal(source->format->name, "csv");
    assert_non_null(source->mapping);
    assert_string_equal(source_schedule(source), "never");
    assert_true(source_hold_percent(source, &settings) == 1);
    source_drop(&source);
    source = make("gate", "transport=push; revision_bound=7; schedule=every 2h", false, &told);
    assert_null(source->format);
    assert_null(source->mapping);
    assert_string_equal(source_schedule(source), "every 2h");
    assert_true(source_hold_percent(source, &settings) == 7);
    source_drop(&source);
    source = make("gate", "transport=push; approval=never", false, &told);
    assert_true(source_hold_percent(source, &settings) < 0);
    source_drop(&source);
}

static const struct {
    const char *name, *text, *part; /* of what is told */
    bool remote;
} bad[] = {
    { "gate", "format=csv", "transport", false },
    { "gate", "transport=pusch", "hedef.conf:2", false },
    { "gate", "transport=pusch", "Did you mean push", false },
    { "gate", "transport=push; formt=csv", "Did you mean format", false },
    { "gate", "transport=push; format=cvs", "Did you mean csv", false },
    { "gate", "transport=push; schedule=now and then", "now and then", false },
    { "gate", "transport=push; jitter=3 apples", "hedef.conf:3", false },
    { "gate", "transport=push; format=csv; format=json", "line 3", false },
    { "gate", "transport=push; approval=perhaps", "bound, always, never", false },
    { "gate", "transport=push; scale=many", "scale", false },
    { "../x", "transport=push", "letters, digits", false },
    { "", "transport=push", "letters, digits", false },
    { "gate", "transport=command; command=/bin/true", "only be set in a file", true },
};

static void a_bad_one_says_where_and_the_way_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        HD_BUF_AUTO struct hd_buf told = { 0 };
        struct source *source;

        hd_buf_init(&told, 65536);
        source = make(bad[i].name, bad[i].text, bad[i].remote, &told);
        if (source)
            fail_msg("'%s' was taken", bad[i].text);
        if (!strstr(told.data, bad[i].part))
            fail_msg("'%s': '%s' is not in '%s'", bad[i].text, bad[i].part, told.data);
    }
}

static void all_mistakes_of_a_section_are_told_at_once(void **state)
{
    HD_BUF_AUTO struct hd_buf told = { 0 };

    (void)state;
    hd_buf_init(&told, 65536);
    assert_null(
        make("gate", "transport=push; jitter=x; approval=y; revision_bound=z", false, &told));
    assert_non_null(strstr(told.data, "hedef.conf:3"));
    assert_non_null(strstr(told.data, "hedef.conf:4"));
    assert_non_null(strstr(told.data, "hedef.conf:5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_has_what_its_section_says),
        cmocka_unit_test(a_bad_one_says_where_and_the_way_out),
        cmocka_unit_test(all_mistakes_of_a_section_are_told_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every answer can be seen: each state, kind, cause and sentence occurs among the specimens, in
 * every language.  What the sentences are is read from queries/judge/why*.c; what was said is
 * heard at the translation (the linker puts __wrap_* in the place of the functions). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glob.h>

#include "common/file.h"
#include "daemon/page/specimen.h"
#include "daemon/view.h"
#include "tests/unit/daemon/page/made_frame.h"

#define TEXTS_MAX 4000

/* ---- what was said ---- */

struct said {
    const struct hd_lang *lang;
    const char *text; /* msgid; of a plural form the translated text */
};

static struct said said[TEXTS_MAX];
static size_t said_count;
static bool listening; /* while sentences are told: their texts live for ever */

static bool was_said(const struct hd_lang *lang, const char *text)
{
    for (size_t i = 0; i < said_count; i++)
        if (said[i].lang == lang && strcmp(said[i].text, text) == 0)
            return true;
    return false;
}

static void hear(const struct hd_lang *lang, const char *text)
{
    if (listening && said_count < TEXTS_MAX && !was_said(lang, text))
        said[said_count++] = (struct said){ lang, text };
}

const char *__real_hd_tr(const struct hd_lang *lang, const char *msgid);
const char *__wrap_hd_tr(const struct hd_lang *lang, const char *msgid);
const char *__real_hd_tr_ctx(const struct hd_lang *lang, const char *context, const char *msgid);
const char *__wrap_hd_tr_ctx(const struct hd_lang *lang, const char *context, const char *msgid);
const char *__real_hd_tr_n(const struct hd_lang *lang, const char *one, const char *many,
                           long count);
const char *__wrap_hd_tr_n(const struct hd_lang *lang, const char *one, const char *many,
                           long count);

const char *__wrap_hd_tr(const struct hd_lang *lang, const char *msgid)
{
    hear(lang, msgid);
    return __real_hd_tr(lang, msgid);
}

const char *__wrap_hd_tr_ctx(const struct hd_lang *lang, const char *context, const char *msgid)
{
    hear(lang, msgid);
    return __real_hd_tr_ctx(lang, context, msgid);
}

const char *__wrap_hd_tr_n(const struct hd_lang *lang, const char *one, const char *many,
                           long count)
{
    const char *text = __real_hd_tr_n(lang, one, many, count);

    hear(lang, text);
    return text;
}

/* ---- what can be said ---- */

struct sentence {
    char *one, *many; /* many NULL: no plural */
};

static struct sentence sentences[TEXTS_MAX];
static size_t sentence_count;

static const char *skip_blank(const char *at)
{
    return at + strspn(at, " \t\n");
}

/* Literals that stand one after the other are one text; moves past them. */
static char *read_literals(const char **at)
{
    struct hd_buf text;

    hd_buf_init(&text, 8192);
    for (*at = skip_blank(*at); **at == '"'; *at = skip_blank(*at)) {
        for (++*at; **at && **at != '"'; ++*at) {
            if (**at == '\\') {
                ++*at;
                assert_true(**at == '"' || **at == '\\'); /* no other escape is used there */
            }
            hd_buf_putc(&text, **at);
        }
        assert_int_equal(**at, '"');
        ++*at;
    }
    return hd_buf_take(&text, NULL);
}

static void add_sentence(char *one, char *many)
{
    assert_true(sentence_count < TEXTS_MAX);
    sentences[sentence_count++] = (struct sentence){ one, many };
}

static void read_plain(const char *source, const char *mark)
{
    for (const char *at = strstr(source, mark); at; at = strstr(at, mark)) {
        at += strlen(mark);
        add_sentence(read_literals(&at), NULL);
    }
}

static void read_plurals(const char *source)
{
    for (const char *at = strstr(source, "hd_tr_n("); at; at = strstr(at, "hd_tr_n(")) {
        char *one;

        at += strcspn(at, "\"");
        one = read_literals(&at);
        assert_int_equal(*at, ',');
        at++;
        add_sentence(one, read_literals(&at));
    }
}

static void read_answers(const char *source)
{
    for (const char *at = strstr(source, "NC_(\""); at; at = strstr(at, "NC_(\"")) {
        at = strchr(at, ',') + 1;
        add_sentence(read_literals(&at), NULL);
    }
}

static int read_sources(void **state)
{
    glob_t found;

    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/queries/judge/why*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        HD_FREE_AUTO char *source = NULL;
        struct hd_error err;
        size_t len;

        assert_int_equal(hd_file_read(found.gl_pathv[i], 1 << 20, &source, &len, &err), HD_OK);
        read_plain(source, " N_(");
        read_plain(source, "(N_(");
        read_plurals(source);
        read_answers(source);
    }
    globfree(&found);
    return 0;
}

static int forget_sources(void **state)
{
    (void)state;
    for (size_t i = 0; i < sentence_count; i++) {
        free(sentences[i].one);
        free(sentences[i].many);
    }
    return 0;
}

/* ---- the specimens ---- */

static int read_specimens(void **state)
{
    struct rule_tests *tests = hd_alloc(sizeof *tests);
    struct hd_error err = { 0 };

    if (specimen_read(tests, &err)) {
        print_error("%s (run: hedef test web/specimens.yaml)\n", err.text);
        return -1;
    }
    *state = tests;
    return 0;
}

static int forget_specimens(void **state)
{
    rule_tests_clear(*state);
    hd_free_ptr(state);
    return 0;
}

static void each_is_what_it_says(void **state)
{
    const struct rule_tests *tests = *state;

    for (size_t i = 0; i < tests->count; i++)
        for (size_t k = 0; k < tests->cases[i].check_count; k++) {
            const struct rule_check *check = &tests->cases[i].checks[k];

            if (!check->passed)
                fail_msg("line %ld, %s: %s is %s", check->line, tests->cases[i].name, check->field,
                         check->got);
        }
}

#define ALL(count) ((1u << (count)) - 1)

static void assert_all(const char *what, unsigned seen, unsigned all)
{
    if (seen != all)
        fail_msg("of %s, these have no specimen: %#x", what, all & ~seen);
}

static void every_member_of_every_list_occurs(void **state)
{
    const struct rule_tests *tests = *state;
    unsigned states = 0, kinds = 0, causes = 0, decisions = 0, reasons = 0, words = 0, starts = 0;

    for (size_t i = 0; i < tests->count; i++) {
        const struct status_row *row = tests->cases[i].row;
        const struct verdict *v = &row->verdict;

        states |= 1u << v->state;
        causes |= 1u << v->cause;
        decisions |= 1u << v->decision;
        reasons |= 1u << v->outlook.reason;
        words |= 1u << v->outlook.likelihood;
        starts |= 1u << v->baseline_source;
        if (row->target)
            kinds |= 1u << row->target->judge.kind;
    }
    assert_all("states", states, ALL(JUDGE_STATES));
    assert_all("kinds", kinds, ALL(JUDGE_BOOLEAN + 1));
    assert_all("causes", causes, ALL(CAUSE_NO_GOAL + 1));
    assert_all("decisions", decisions, ALL(DECIDED_HELD + 1));
    assert_all("reasons", reasons, ALL(UNFORESEEN_ASSUMED + 1));
    assert_all("likelihoods", words, ALL(LIKELIHOOD_VERY_LIKELY + 1));
    assert_all("starts", starts, ALL(BASELINE_LATE + 1));
}

static size_t tell_unsaid(const struct hd_lang *lang, const struct sentence *sentence)
{
    size_t unsaid = 0;

    if (!sentence->many) {
        unsaid = !was_said(lang, sentence->one);
    } else if (strcmp(sentence->one, sentence->many) != 0) {
        for (long count = 1; count <= 30; count++)
            unsaid += !was_said(lang, __real_hd_tr_n(lang, sentence->one, sentence->many, count));
    } else {
        unsaid = !was_said(lang, __real_hd_tr_n(lang, sentence->one, sentence->many, 2));
    }
    if (unsaid)
        print_error("%s: never said: %s\n", hd_lang_code(lang), sentence->one);
    return unsaid;
}

static void every_sentence_is_said_in_every_language(void **state)
{
    const struct rule_tests *tests = *state;
    const struct hd_lang *const *languages;
    size_t count, unsaid = 0;

    languages = hd_lang_all(&count);
    said_count = 0;
    for (size_t l = 0; l < count; l++)
        for (size_t i = 0; i < tests->count; i++) {
            struct hd_buf why HD_BUF_AUTO = { 0 };

            hd_buf_init(&why, 1 << 14);
            listening = true;
            view_why(tests->cases[i].row, languages[l], &why);
            listening = false;
            if (strpbrk(why.data, "{}"))
                fail_msg("%s: a place is not filled: %s", tests->cases[i].name, why.data);
        }
    assert_true(said_count < TEXTS_MAX);
    assert_in_range(sentence_count, 100, TEXTS_MAX);
    for (size_t l = 0; l < count; l++)
        for (size_t i = 0; i < sentence_count; i++)
            unsaid += tell_unsaid(languages[l], &sentences[i]);
    assert_int_equal(unsaid, 0);
}

/* ---- the page ---- */

static void the_page_shows_them_in_every_language(void **state)
{
    struct made_page *m = *state;
    size_t count;
    const struct hd_lang *const *languages = hd_lang_all(&count);

    m->frame.path = "/method";
    for (size_t l = 0; l < count; l++) {
        m->frame.lang = languages[l];
        hd_buf_reset(&m->out);
        if (page_method_write(&m->frame, &m->out, &m->err))
            fail_msg("%s", m->err.text);
        assert_page(m);
        assert_int_equal(markup_count(m->out.data, "<details class=\"examples\">"), JUDGE_STATES);
        assert_in_range(m->out.len, 1, 150 * 1024);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_is_what_it_says, read_specimens, forget_specimens),
        cmocka_unit_test_setup_teardown(every_member_of_every_list_occurs, read_specimens,
                                        forget_specimens),
        cmocka_unit_test_setup_teardown(every_sentence_is_said_in_every_language, read_specimens,
                                        forget_specimens),
        page_test(the_page_shows_them_in_every_language),
    };

    return cmocka_run_group_tests(tests, read_sources, forget_sources);
}

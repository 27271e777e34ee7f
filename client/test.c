/* hedef test: the rules tried on cases that their owners wrote.  Needs neither configuration nor
 * database; what was found is printed beside what was expected. */
#include <stdio.h>
#include <string.h>

#include "client/client.h"
#include "client/local.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "common/json.h"
#include "daemon/view.h"
#include "queries/rule_test.h"

#define TEXT_MAX (64 << 20)

/* ---- for people ---- */

static void put_line(struct hd_buf *out, const struct client *client, const char *message,
                     const char *const *args)
{
    hd_fill(out, hd_tr(client->lang, message), args);
    hd_buf_putc(out, '\n');
}

static void put_failures(struct hd_buf *out, const struct client *client,
                         const struct rule_case *rule)
{
    for (size_t i = 0; i < rule->check_count; i++) {
        const struct rule_check *check = &rule->checks[i];
        char line[24];

        if (check->passed)
            continue;
        snprintf(line, sizeof line, "%ld", check->line);
        hd_buf_puts(out, "  ");
        put_line(out, client, N_("{file}:{line}: {field}: expected {expected}, got {got}"),
                 HD_ARGS("file", rule->file, "line", line, "field", check->field, "expected",
                         check->expected, "got", check->got));
    }
}

static void put_table(struct hd_buf *out, const struct client *client,
                      const struct rule_tests *tests)
{
    char passed[24], failed[24];

    for (size_t i = 0; i < tests->count; i++) {
        const struct rule_case *rule = &tests->cases[i];

        if (rule->failed_count > 0)
            put_line(out, client, N_("FAIL  {name}"), HD_ARGS("name", rule->name));
        else if (!client->quiet)
            put_line(out, client, N_("pass  {name}"), HD_ARGS("name", rule->name));
        put_failures(out, client, rule);
    }
    snprintf(passed, sizeof passed, "%zu", tests->count - tests->failed_count);
    snprintf(failed, sizeof failed, "%zu", tests->failed_count);
    put_line(out, client, N_("{passed} passed, {failed} failed."),
             HD_ARGS("passed", passed, "failed", failed));
}

/* ---- for programs ---- */

static const char *result_word(bool passed)
{
    return passed ? "pass" : "fail";
}

static void put_check(struct hd_jsonw *w, const struct rule_check *check)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "field", check->field);
    hd_jsonw_key_int(w, "line", check->line);
    hd_jsonw_key_string(w, "expected", check->expected);
    hd_jsonw_key_string(w, "got", check->got);
    hd_jsonw_key_string(w, "result", result_word(check->passed));
    hd_jsonw_end_object(w);
}

static void put_case(struct hd_jsonw *w, const struct rule_case *rule)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "name", rule->name);
    hd_jsonw_key_string(w, "file", rule->file);
    hd_jsonw_key_int(w, "line", rule->line);
    hd_jsonw_key_string(w, "state", judge_state_word(rule->row->verdict.state));
    hd_jsonw_key_string(w, "result", result_word(rule->failed_count == 0));
    hd_jsonw_key(w, "checks");
    hd_jsonw_array(w);
    for (size_t i = 0; i < rule->check_count; i++)
        put_check(w, &rule->checks[i]);
    hd_jsonw_end_array(w);
    hd_jsonw_end_object(w);
}

static void put_problem(struct hd_jsonw *w, const struct hd_problem *problem,
                        const struct hd_lang *lang)
{
    HD_BUF_AUTO struct hd_buf message = { 0 };

    hd_buf_init(&message, 1 << 14);
    hd_problem_message(problem, lang, &message);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "file", problem->file);
    hd_jsonw_key_int(w, "line", problem->line);
    hd_jsonw_key_string(w, "key", problem->key);
    hd_jsonw_key_string(w, "code", problem->code);
    hd_jsonw_key_string(w, "detail", message.data);
    hd_jsonw_end_object(w);
}

static void put_json(struct hd_buf *out, const struct client *client,
                     const struct rule_tests *tests, const struct hd_problems *problems)
{
    struct hd_jsonw w = { .out = out };

    hd_jsonw_object(&w);
    hd_jsonw_key_int(&w, "version", 1);
    hd_jsonw_key(&w, "data");
    hd_jsonw_array(&w);
    for (size_t i = 0; i < tests->count; i++)
        put_case(&w, &tests->cases[i]);
    hd_jsonw_end_array(&w);
    hd_jsonw_key_int(&w, "passed", (int64_t)(tests->count - tests->failed_count));
    hd_jsonw_key_int(&w, "failed", (int64_t)tests->failed_count);
    hd_jsonw_key(&w, "problems");
    hd_jsonw_array(&w);
    for (size_t i = 0; i < problems->count; i++)
        put_problem(&w, &problems->items[i], client->lang);
    hd_jsonw_end_array(&w);
    hd_jsonw_key_string(&w, "next", NULL);
    hd_jsonw_end_object(&w);
    hd_buf_putc(out, '\n');
}

static void put_row(struct hd_buf *out, const struct rule_case *rule,
                    const struct rule_check *check, char separator)
{
    const char *cells[] = { rule->name,      rule->file, check->field,
                            check->expected, check->got, result_word(check->passed) };

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (i > 0)
            hd_buf_putc(out, separator);
        hd_csv_put(out, cells[i], !hd_decimal_valid(cells[i], strlen(cells[i])));
    }
    hd_buf_putc(out, '\n');
}

/* One row for each expectation. */
static void put_separated(struct hd_buf *out, const struct rule_tests *tests, char separator,
                          bool heading)
{
    if (heading)
        hd_buf_printf(out, "case%cfile%cfield%cexpected%cgot%cresult\n", separator, separator,
                      separator, separator, separator);
    for (size_t i = 0; i < tests->count; i++)
        for (size_t k = 0; k < tests->cases[i].check_count; k++)
            put_row(out, &tests->cases[i], &tests->cases[i].checks[k], separator);
}

/* ---- the command ---- */

static int tell(struct client *client, const struct rule_tests *tests, struct hd_problems *problems)
{
    HD_BUF_AUTO struct hd_buf out = { 0 };
    bool comma = strcmp(client->output, "csv") == 0;

    hd_buf_init(&out, TEXT_MAX);
    if (client_wants_json(client)) {
        hd_problems_sort(problems);
        put_json(&out, client, tests, problems);
    } else if (problems->errors) {
        client_tell_problems(client, problems);
        return EXIT_FAILED;
    } else if (strcmp(client->output, "table") != 0) {
        put_separated(&out, tests, comma ? ',' : '\t', strcmp(client->output, "plain") != 0);
    } else {
        put_table(&out, client, tests);
    }
    if (!client_print(client, out.data, out.len))
        return EXIT_FAILED;
    return tests->failed_count || problems->errors ? EXIT_FAILED : EXIT_FINE;
}

/* What is wrong with one file does not keep the others from being read. */
static enum hd_rc read_all(const struct client *client, struct rule_tests *tests,
                           struct hd_problems *problems, struct hd_error *err)
{
    const struct invocation *call = &client->call;
    enum hd_rc rc = rule_tests_read(tests, call->arguments[0], view_why, problems, err);

    for (size_t i = 0; i < call->more_count && (!rc || rc == HD_BAD_INPUT); i++)
        rc = rule_tests_read(tests, call->more[i], view_why, problems, err);
    return rc == HD_BAD_INPUT ? HD_OK : rc;
}

int local_test(struct client *client)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct rule_tests tests = { 0 };
    struct hd_error err = { 0 };
    enum hd_rc rc = read_all(client, &tests, &problems, &err);
    int status = rc ? client_fail_error(client, &err) : tell(client, &tests, &problems);

    rule_tests_clear(&tests);
    return status;
}

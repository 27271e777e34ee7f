/* The table of commands. */
#include <stddef.h>

#include "client/command.h"
#include "client/local.h"
#include "common/lang.h"

const struct command_option command_globals[] = {
    { "config", "PATH", OPTION_LOCAL, NULL, N_("configuration file, or the directory it is in") },
    { "output", "FORMAT", OPTION_LOCAL, NULL, N_("table, json, csv, tsv or plain") },
    { "lang", "CODE", OPTION_LOCAL, NULL, N_("language of the answer: az, en, ru") },
    { "as-of", "DATE", OPTION_LOCAL, NULL, N_("answer as it was known at the end of that day") },
    { "quiet", NULL, OPTION_LOCAL, NULL, N_("say nothing but the answer") },
    { "verbose", NULL, OPTION_LOCAL, NULL, N_("say more about what is done") },
    { "color", "WHEN", OPTION_LOCAL, NULL, N_("auto, always or never") },
    { "help", NULL, OPTION_LOCAL, NULL, N_("show this help") },
    { "version", NULL, OPTION_LOCAL, NULL, N_("show the version") },
    { .name = NULL },
};

static const struct command_option init_options[] = {
    { "dir", "DIR", OPTION_LOCAL, NULL, N_("directory to make everything in (default: .)") },
    { "sample", NULL, OPTION_LOCAL, NULL, N_("load the real published values") },
    { "demo", NULL, OPTION_LOCAL, NULL, N_("load these and invented values, marked as such") },
    { "catalog", "DIR", OPTION_LOCAL, NULL,
      N_("start from this catalogue instead of the shipped one") },
    { .name = NULL },
};

static const struct command_option apply_options[] = {
    { "remove", NULL, OPTION_QUERY, NULL, N_("retire what is not in the files") },
    { "dry-run", NULL, OPTION_QUERY, "dry_run", N_("only show what would change") },
    { .name = NULL },
};

static const struct command_option import_options[] = {
    { "format", "F", OPTION_QUERY, NULL, N_("csv or json (default: by the content)") },
    { "dry-run", NULL, OPTION_QUERY, "dry_run", N_("only show what would change") },
    { "partial", NULL, OPTION_QUERY, NULL,
      N_("take the good rows; the others go to FILE.rejected.csv") },
    { "publish", NULL, OPTION_QUERY, NULL, N_("publish at once, where one person may") },
    { "history", NULL, OPTION_QUERY, NULL, N_("values carry their own publication dates") },
    { "reason", "TEXT", OPTION_QUERY, NULL, N_("why, for the record") },
    { "verb", "V", OPTION_QUERY, NULL, N_("new, revise (new data) or correct (an error)") },
    { "ignore-unknown", NULL, OPTION_QUERY, "ignore_unknown",
      N_("skip columns that are not known") },
    { "idempotency-key", "KEY", OPTION_LOCAL, NULL, N_("sending twice with one key imports once") },
    { .name = NULL },
};

static const struct command_option export_options[] = {
    { "format", "F", OPTION_LOCAL, NULL, N_("csv") },
    { "indicator", "I", OPTION_QUERY, NULL, N_("only this indicator") },
    { "area", "A", OPTION_QUERY, NULL, N_("only this area") },
    { "from", "PERIOD", OPTION_QUERY, NULL, N_("from this date or period on") },
    { "to", "PERIOD", OPTION_QUERY, NULL, N_("up to this date or period") },
    { .name = NULL },
};

static const struct command_option status_options[] = {
    { "check", NULL, OPTION_LOCAL, NULL, N_("exit with 2 when a target is at risk or off track") },
    { "strategy", "S", OPTION_QUERY, NULL, N_("only targets of this strategy") },
    { "state", "S", OPTION_QUERY, NULL, N_("only targets in this state") },
    { "area", "A", OPTION_QUERY, NULL, N_("only this area") },
    { "breakdown", "B", OPTION_QUERY, NULL, N_("only this breakdown") },
    { .name = NULL },
};

static const struct command_option whatif_options[] = {
    { "pace", "X", OPTION_QUERY, NULL, N_("so much a year from the latest value on") },
    { "value", "PERIOD=V", OPTION_QUERY_EACH, NULL,
      N_("this value of that period; may be given several times") },
    { "target", "PERIOD=V", OPTION_QUERY_EACH, NULL,
      N_("this target for that period; may be given several times") },
    { "area", "A", OPTION_QUERY, NULL, N_("only this area") },
    { "breakdown", "B", OPTION_QUERY, NULL, N_("only this breakdown") },
    { "strategy", "S", OPTION_QUERY, NULL, N_("only targets of this strategy") },
    { .name = NULL },
};

static const struct command_option obs_options[] = {
    { "area", "A", OPTION_QUERY, NULL, N_("only this area") },
    { "breakdown", "B", OPTION_QUERY, NULL, N_("only this breakdown") },
    { "from", "PERIOD", OPTION_QUERY, NULL, N_("from this date or period on") },
    { "to", "PERIOD", OPTION_QUERY, NULL, N_("up to this date or period") },
    { .name = NULL },
};

static const struct command_option ranking_options[] = {
    { "period", "PERIOD", OPTION_QUERY, NULL, N_("in this period (default: the newest shared)") },
    { "area", "A", OPTION_QUERY, NULL, N_("the parts of this area") },
    { "breakdown", "B", OPTION_QUERY, NULL, N_("only this breakdown, of all areas") },
    { .name = NULL },
};

static const struct command_option submission_list_options[] = {
    { "state", "S", OPTION_QUERY, NULL, N_("only submissions in this state") },
    { .name = NULL },
};

static const struct command_option approve_options[] = {
    { "reason", "TEXT", OPTION_BODY, NULL, N_("why, for the record") },
    { .name = NULL },
};

static const struct command_option return_options[] = {
    { "reason", "TEXT", OPTION_BODY_NEEDED, NULL, N_("why, for the one who sent it") },
    { .name = NULL },
};

static const struct command_option due_options[] = {
    { "days", "N", OPTION_QUERY, NULL, N_("look so many days ahead (default 30)") },
    { "indicator", "I", OPTION_QUERY, NULL, N_("only this indicator") },
    { "body", "B", OPTION_QUERY, NULL, N_("only what this body owes") },
    { "check", NULL, OPTION_LOCAL, NULL, N_("exit with 2 when something is overdue") },
    { .name = NULL },
};

static const struct command_option evaluate_options[] = {
    { "dry-run", NULL, OPTION_QUERY, "dry_run", N_("only show what would change") },
    { .name = NULL },
};

static const struct command_option alert_options[] = {
    { "state", "S", OPTION_QUERY, NULL, N_("only alerts in this state") },
    { "kind", "K", OPTION_QUERY, NULL, N_("only alerts of this kind") },
    { "check", NULL, OPTION_LOCAL, NULL, N_("exit with 2 when an alert is firing") },
    { .name = NULL },
};

static const struct command_option preview_options[] = {
    { "to", "EMAIL", OPTION_QUERY, NULL, N_("as this person would get it") },
    { .name = NULL },
};

static const struct command_option send_options[] = {
    { "force", NULL, OPTION_QUERY, NULL, N_("to everybody, whatever their rhythm") },
    { "dry-run", NULL, OPTION_QUERY, "dry_run", N_("only show who would get what") },
    { .name = NULL },
};

static const struct command_option user_add_options[] = {
    { "email", "ADDRESS", OPTION_BODY_NEEDED, NULL, N_("address") },
    { "name", "NAME", OPTION_BODY, NULL, N_("name") },
    { "lang", "CODE", OPTION_BODY, NULL, N_("language of their mails (default: the site's)") },
    { "zone", "ZONE", OPTION_BODY, NULL, N_("their time zone (default: the site's)") },
    { "digest", "RHYTHM", OPTION_BODY, NULL,
      N_("daily, weekly, monthly, news or none (default: weekly)") },
    { "role", "ROLE", OPTION_BODY, NULL,
      N_("viewer, statistician, approver or operator (default: viewer)") },
    { "bodies", "CODES", OPTION_BODY, NULL,
      N_("bodies they answer for, separated by commas (default: all)") },
    { .name = NULL },
};

static const struct command_option token_add_options[] = {
    { "scope", "SCOPE", OPTION_BODY, NULL, N_("read, write or operator (default: read)") },
    { "expires", "WHEN", OPTION_BODY, NULL,
      N_("a date, or a duration such as 90d (default: never)") },
    { .name = NULL },
};

static const struct command_option backup_options[] = {
    { "overwrite", NULL, OPTION_QUERY, NULL, N_("replace an existing file") },
    { .name = NULL },
};

const struct command commands[] = {
    { .noun = "init",
      .options = init_options,
      .run = local_init,
      .summary = N_("make a directory with configuration, catalogue and database") },

    { .noun = "catalog",
      .verb = "check",
      .arguments = { { "PATH", ARGUMENT_LOCAL, NULL, false } },
      .run = local_catalog_check,
      .summary = N_("check catalogue files; nothing is changed") },
    { .noun = "catalog",
      .verb = "diff",
      .arguments = { { "PATH", ARGUMENT_PLACE, "path", false } },
      .method = "GET",
      .path = "/api/v1/catalog/diff",
      .summary = N_("show what applying the files would change") },
    { .noun = "catalog",
      .verb = "apply",
      .arguments = { { "PATH", ARGUMENT_PLACE, "path", false } },
      .options = apply_options,
      .method = "POST",
      .path = "/api/v1/catalog/apply",
      .summary = N_("take over strategies, indicators, targets and bodies from files") },

    { .noun = "test",
      .arguments = { { "FILE", ARGUMENT_LOCAL, NULL, false, .repeated = true } },
      .run = local_test,
      .summary = N_("try the rules on small cases of your own; nothing is changed") },

    { .noun = "import",
      .arguments = { { "FILE", ARGUMENT_LOCAL, NULL, false } },
      .options = import_options,
      .method = "POST",
      .path = "/api/v1/imports",
      .run = local_import,
      .summary = N_("take in the values of a file; - is standard input") },
    { .noun = "export",
      .options = export_options,
      .method = "GET",
      .path = "/api/v1/observations",
      .run = local_export,
      .as_of = true,
      .summary = N_("write the published values, as import reads them") },

    { .noun = "status",
      .arguments = { { "INDICATOR", ARGUMENT_QUERY, "indicator", true } },
      .options = status_options,
      .method = "GET",
      .path = "/api/v1/status",
      .as_of = true,
      .summary = N_("one line for each target; of one indicator, the whole verdict") },

    { .noun = "whatif",
      .arguments = { { "INDICATOR", ARGUMENT_PATH, NULL, false } },
      .options = whatif_options,
      .method = "GET",
      .path = "/api/v1/whatif/{}",
      .as_of = true,
      .summary = N_("what the verdicts would be; nothing is stored") },
    { .noun = "ranking",
      .arguments = { { "INDICATOR", ARGUMENT_PATH, NULL, false } },
      .options = ranking_options,
      .method = "GET",
      .path = "/api/v1/ranking/{}",
      .as_of = true,
      .summary = N_("who stands where: countries, regions or bodies, best first") },

    { .noun = "obs",
      .verb = "get",
      .arguments = { { "INDICATOR", ARGUMENT_QUERY, "indicator", false } },
      .options = obs_options,
      .method = "GET",
      .path = "/api/v1/observations",
      .as_of = true,
      .summary = N_("the values of an indicator") },
    { .noun = "obs",
      .verb = "history",
      .arguments = { { "INDICATOR", ARGUMENT_QUERY, "indicator", false } },
      .options = obs_options,
      .method = "GET",
      .path = "/api/v1/observations?history=1",
      .as_of = true,
      .summary = N_("every version of them, with reason and author") },

    { .noun = "submission",
      .verb = "list",
      .options = submission_list_options,
      .method = "GET",
      .path = "/api/v1/submissions",
      .summary = N_("what was handed in, newest first") },
    { .noun = "submission",
      .verb = "show",
      .arguments = { { "ID", ARGUMENT_PATH, NULL, false } },
      .method = "GET",
      .path = "/api/v1/submissions/{}",
      .summary = N_("one of them with its values") },
    { .noun = "submission",
      .verb = "approve",
      .arguments = { { "ID", ARGUMENT_PATH, NULL, false } },
      .options = approve_options,
      .method = "POST",
      .path = "/api/v1/submissions/{}/approve",
      .summary = N_("publish what another person handed in") },
    { .noun = "submission",
      .verb = "return",
      .arguments = { { "ID", ARGUMENT_PATH, NULL, false } },
      .options = return_options,
      .method = "POST",
      .path = "/api/v1/submissions/{}/return",
      .summary = N_("send it back with a reason") },

    { .noun = "due",
      .options = due_options,
      .method = "GET",
      .path = "/api/v1/deadlines",
      .summary = N_("which values are owed, and by when") },
    { .noun = "evaluate",
      .options = evaluate_options,
      .method = "POST",
      .path = "/api/v1/evaluations",
      .summary = N_("judge all targets now") },

    { .noun = "alert",
      .verb = "list",
      .options = alert_options,
      .method = "GET",
      .path = "/api/v1/alerts",
      .as_of = true,
      .summary = N_("alerts, open ones first") },
    { .noun = "alert",
      .verb = "show",
      .arguments = { { "ID", ARGUMENT_PATH, NULL, false } },
      .method = "GET",
      .path = "/api/v1/alerts/{}",
      .summary = N_("one alert with its life") },

    { .noun = "digest",
      .verb = "preview",
      .options = preview_options,
      .method = "GET",
      .path = "/api/v1/digests/preview",
      .summary = N_("show the mail that would be sent") },
    { .noun = "digest",
      .verb = "send",
      .options = send_options,
      .method = "POST",
      .path = "/api/v1/digests/send",
      .attention_fails = true,
      .summary = N_("send today's mails, each at most once") },
    { .noun = "mail",
      .verb = "test",
      .arguments = { { "ADDRESS", ARGUMENT_QUERY, "to", false } },
      .method = "POST",
      .path = "/api/v1/mail/test",
      .summary = N_("send a test message") },

    { .noun = "user",
      .verb = "list",
      .method = "GET",
      .path = "/api/v1/users",
      .summary = N_("people and what they get") },
    { .noun = "user",
      .verb = "add",
      .options = user_add_options,
      .method = "POST",
      .path = "/api/v1/users",
      .summary = N_("add a person") },
    { .noun = "user",
      .verb = "revoke",
      .arguments = { { "EMAIL", ARGUMENT_PATH, NULL, false } },
      .method = "DELETE",
      .path = "/api/v1/users/{}",
      .summary = N_("end a person's rights and mails") },

    { .noun = "token",
      .verb = "list",
      .method = "GET",
      .path = "/api/v1/tokens",
      .summary = N_("tokens of programs, without their secrets") },
    { .noun = "token",
      .verb = "add",
      .arguments = { { "NAME", ARGUMENT_BODY, "name", false } },
      .options = token_add_options,
      .method = "POST",
      .path = "/api/v1/tokens",
      .summary = N_("make a token; it is shown once") },
    { .noun = "token",
      .verb = "revoke",
      .arguments = { { "NAME", ARGUMENT_PATH, NULL, false } },
      .method = "DELETE",
      .path = "/api/v1/tokens/{}",
      .summary = N_("end a token") },

    { .noun = "backup",
      .arguments = { { "FILE", ARGUMENT_PLACE, "path", false } },
      .options = backup_options,
      .method = "POST",
      .path = "/api/v1/backups",
      .summary = N_("write a complete, checked copy of the database") },
    { .noun = "restore",
      .arguments = { { "FILE", ARGUMENT_LOCAL, NULL, false } },
      .run = local_restore,
      .summary = N_("put a backup in the place of the database") },
    { .noun = "db",
      .verb = "verify",
      .method = "GET",
      .path = "/api/v1/verify",
      .attention_fails = true,
      .run = local_db_verify,
      .summary = N_("check the database and its chains of hashes") },
    { .noun = "db",
      .verb = "upgrade",
      .run = local_db_upgrade,
      .summary = N_("bring the database to this program's schema") },

    { .noun = "config",
      .verb = "check",
      .run = local_config_check,
      .summary = N_("check the configuration; nothing is changed") },
    { .noun = "config",
      .verb = "show",
      .run = local_config_show,
      .summary = N_("every option with its value") },

    { .noun = "completion",
      .verb = "bash",
      .run = local_completion,
      .hidden = true,
      .summary = N_("print the completion file for bash") },
    { .noun = NULL },
};

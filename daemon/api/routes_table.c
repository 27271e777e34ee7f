/* Every address that is answered: one row each.  From it come dispatch, rights, the check of
 * parameters, openapi.json, and the tests that go through all of them. */
#include "daemon/api/handlers.h"

/* Parameters that lists have in common. */
#define SHAPE "lang format"
#define LIST  SHAPE " limit cursor"
#define PAST  " as_of"

/* What routes answer in. */
#define JSON   API_IN(API_JSON)
#define LISTED (JSON | API_IN(API_CSV) | API_IN(API_TSV) | SPOKEN)
#define SPOKEN (API_IN(API_TABLE) | API_IN(API_PLAIN))
#define PAGE   API_IN(API_HTML)

const struct api_route api_routes[] = {
    { "GET", "/", API_READER, API_QUICK, "lang as_of", PAGE, page_status, "The status page." },
    { "GET", "/indicators/{code}", API_READER, API_QUICK,
      "lang as_of area breakdown pace value value_period target target_period", PAGE,
      page_indicator, "The page of one indicator." },
    { "GET", "/indicators/{code}/history", API_READER, API_PAST, "lang as_of area breakdown", PAGE,
      page_history, "Every version of its values." },
    { "GET", "/method", API_READER, API_QUICK, "lang as_of", PAGE, page_method,
      "How targets are judged." },

    { "GET", "/setup/{key}", API_ANYONE, API_SLOW, "lang", 0, page_setup,
      "The set-up page of a new installation." },
    { "POST", "/setup/{key}", API_ANYONE, API_SLOW, "lang", 0, page_setup_post,
      "Who the operator is; works once." },

    { "GET", "/api/v1/indicators", API_READER, API_QUICK, LIST PAST " strategy", LISTED,
      api_indicator_list, "Indicators with their latest value and state." },
    { "GET", "/api/v1/indicators/{code}", API_READER, API_QUICK, SHAPE PAST, JSON | SPOKEN,
      api_indicator_show, "One indicator: definition, series, verdicts." },
    { "GET", "/api/v1/series/{code}", API_READER, API_QUICK, LIST PAST " area breakdown from to",
      LISTED | API_IN(API_ROWS), api_series_show,
      "Values of an indicator with target and path; format=rows for Grafana." },
    { "GET", "/api/v1/ranking/{code}", API_READER, API_QUICK, LIST PAST " area breakdown period",
      LISTED, api_ranking_show, "Who stands where: areas, or the parts of one, best first." },
    { "GET", "/api/v1/status", API_READER, API_QUICK,
      LIST PAST " indicator strategy state area breakdown", LISTED, api_status_list,
      "One verdict for each target." },
    { "GET", "/api/v1/whatif/{code}", API_READER, API_QUICK,
      LIST PAST " pace value target area breakdown strategy", LISTED, api_whatif_show,
      "What the verdicts would be with a pace, values or targets assumed; nothing is stored." },
    { "GET", "/api/v1/observations", API_READER, API_PAST,
      LIST PAST " indicator area breakdown from to history", LISTED, api_observation_list,
      "Published values; history=1 gives every version of them." },
    { "POST", "/api/v1/observations", API_WRITER, API_INTAKE, "lang dry_run partial publish verb",
      JSON, api_observation_post, "Hand in values as JSON." },
    { "POST", "/api/v1/imports", API_WRITER, API_INTAKE,
      "lang format filename dry_run partial history publish ignore_unknown reason verb",
      JSON | API_IN(API_CSV), api_import_post, "Hand in a file: the body is the file as it is." },

    { "GET", "/api/v1/submissions", API_WRITER, API_SLOW, LIST " state", LISTED,
      api_submission_list, "What was handed in, newest first." },
    { "GET", "/api/v1/submissions/{id}", API_WRITER, API_SLOW, SHAPE, JSON | SPOKEN,
      api_submission_show, "One submission with its values." },
    { "POST", "/api/v1/submissions/{id}/approve", API_OPERATOR, API_SLOW, SHAPE, LISTED,
      api_submission_approve, "Publish a submission." },
    { "POST", "/api/v1/submissions/{id}/return", API_OPERATOR, API_SLOW, SHAPE, LISTED,
      api_submission_return, "Send a submission back with a reason." },

    { "GET", "/api/v1/targets", API_READER, API_QUICK, LIST PAST " strategy indicator", LISTED,
      api_target_list, "Targets as they are, with the state of each." },
    { "GET", "/api/v1/targets/changes", API_WRITER, API_SLOW, LIST " state", LISTED,
      api_target_changes, "Targets moved by hand, newest first; state=proposed: what waits." },
    { "POST", "/api/v1/targets/changes/{id}/approve", API_OPERATOR, API_SLOW, SHAPE, LISTED,
      api_target_approve, "Put a proposed change of a target in force." },
    { "POST", "/api/v1/targets/changes/{id}/return", API_OPERATOR, API_SLOW, SHAPE, LISTED,
      api_target_return, "Send a proposed change back with a reason." },
    { "POST", "/api/v1/targets/changes/{id}/withdraw", API_OPERATOR, API_SLOW, SHAPE, LISTED,
      api_target_withdraw, "Take back a change of one's own." },
    { "GET", "/api/v1/targets/{id}", API_READER, API_PAST, SHAPE PAST, JSON | SPOKEN,
      api_target_show, "One target with every version, each judged for its time." },
    { "PUT", "/api/v1/targets/{id}", API_OPERATOR, API_SLOW, SHAPE " dry_run", JSON | SPOKEN,
      api_target_put, "Move a target: the fields that change, with reason and clause." },

    { "GET", "/api/v1/alerts", API_READER, API_QUICK, LIST PAST " state kind", LISTED,
      api_alert_list, "Alerts, open ones first." },
    { "GET", "/api/v1/alerts/{id}", API_READER, API_SLOW, SHAPE, JSON | SPOKEN, api_alert_show,
      "One alert with its life." },
    { "GET", "/api/v1/deadlines", API_READER, API_QUICK, LIST " days indicator body", LISTED,
      api_deadline_list, "What is owed, and by when." },
    { "GET", "/api/v1/evaluations", API_READER, API_SLOW, LIST, LISTED, api_evaluation_list,
      "Evaluation runs, newest first." },
    { "POST", "/api/v1/evaluations", API_OPERATOR, API_SLOW, SHAPE " dry_run", LISTED,
      api_evaluation_post, "Judge all targets now." },

    { "GET", "/api/v1/catalog/diff", API_OPERATOR, API_SLOW, LIST " path", LISTED, api_catalog_diff,
      "What applying catalogue files of this machine would change." },
    { "POST", "/api/v1/catalog/apply", API_OPERATOR, API_SLOW,
      LIST " path remove targets_from_files dry_run", LISTED, api_catalog_apply,
      "Apply catalogue files of this machine." },

    { "GET", "/api/v1/settings", API_OPERATOR, API_SLOW, LIST, LISTED, api_setting_list,
      "Rules that live in the database." },
    { "PUT", "/api/v1/settings/{key}", API_OPERATOR, API_SLOW, SHAPE, LISTED, api_setting_put,
      "Turn a rule on or off." },
    { "GET", "/api/v1/users", API_OPERATOR, API_SLOW, LIST, LISTED, api_user_list, "People." },
    { "POST", "/api/v1/users", API_OPERATOR, API_SLOW, SHAPE, LISTED, api_user_add,
      "Add a person." },
    { "DELETE", "/api/v1/users/{email}", API_OPERATOR, API_SLOW, SHAPE, LISTED, api_user_revoke,
      "End a person's rights and mails." },
    { "GET", "/api/v1/tokens", API_OPERATOR, API_SLOW, LIST, LISTED, api_token_list,
      "Tokens, without their secrets." },
    { "POST", "/api/v1/tokens", API_OPERATOR, API_SLOW, SHAPE, LISTED, api_token_add,
      "Make a token; its secret is in this answer alone." },
    { "DELETE", "/api/v1/tokens/{name}", API_OPERATOR, API_SLOW, SHAPE, LISTED, api_token_revoke,
      "End a token." },

    { "GET", "/api/v1/digests/preview", API_OPERATOR, API_SLOW, SHAPE " to", JSON | SPOKEN,
      api_digest_preview, "The mail that would be sent." },
    { "POST", "/api/v1/digests/send", API_OPERATOR, API_SLOW, SHAPE " force dry_run", LISTED,
      api_digest_send, "Send the digests that are due, each at most once." },
    { "POST", "/api/v1/mail/test", API_OPERATOR, API_SLOW, SHAPE " to", LISTED, api_mail_test,
      "Send a test message." },

    { "POST", "/api/v1/backups", API_OPERATOR, API_SLOW, SHAPE " path overwrite", LISTED,
      api_store_backup, "Write a complete, checked copy of the database." },
    { "GET", "/api/v1/verify", API_OPERATOR, API_SLOW, SHAPE, LISTED, api_store_verify,
      "Check the database and its chains of hashes." },
    { "GET", "/api/v1/openapi.json", API_READER, API_QUICK, "lang", JSON, api_openapi,
      "This description." },

    { "GET", "/metrics", API_READER, API_SLOW, "", API_IN(API_PLAIN), api_metrics,
      "Numbers for Prometheus." },
    { "GET", "/-/healthy", API_ANYONE, API_QUICK, "", 0, api_healthy, "Does the process live?" },
    { "GET", "/-/ready", API_ANYONE, API_QUICK, "", 0, api_ready, "Can it answer?" },
    { "POST", "/-/reload", API_OPERATOR, API_SLOW, "", 0, api_reload,
      "Read the configuration again." },
    { "GET", "/hedef.css", API_ANYONE, API_QUICK, "v", 0, page_asset, "Style sheet." },
    { "GET", "/icon.svg", API_ANYONE, API_QUICK, "v", 0, page_asset, "Icon." },
    { .path = NULL },
};

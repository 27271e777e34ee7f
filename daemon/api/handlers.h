/* daemon/api/handlers.h - every handler of the table in routes_table.c, private to daemon/.
 *
 * A handler runs after api_answer() has checked method, parameters and rights; it fills the
 * reply or returns a failure, which api_answer() turns into a problem. */
#ifndef HEDEF_DAEMON_API_HANDLERS_H
#define HEDEF_DAEMON_API_HANDLERS_H

#include "daemon/api/api.h"

typedef enum hd_rc api_handler(struct service *service, struct api_request *request,
                               struct api_reply *reply, struct hd_error *err);

/* indicator.c, series.c, status.c, verdict.c, whatif.c, observation.c */
api_handler api_indicator_list, api_indicator_show;
api_handler api_series_show, api_ranking_show;
api_handler api_status_list;
api_handler api_verdict_show;
api_handler api_profile_list; /* profile.c */
api_handler api_whatif_show;
api_handler api_backtest_show; /* backtest.c */
api_handler api_observation_list, api_observation_post;

/* import.c, submission.c */
api_handler api_import_post;
api_handler api_submission_list, api_submission_show, api_submission_approve, api_submission_return;

/* target.c, target_change.c */
api_handler api_target_list, api_target_show, api_target_put;
api_handler api_target_changes, api_target_approve, api_target_return, api_target_withdraw;
/* setting.c */
api_handler api_setting_list, api_setting_put;

/* alert.c, deadline.c, evaluation.c */
api_handler api_alert_list, api_alert_show;
api_handler api_deadline_list;
api_handler api_evaluation_list, api_evaluation_post;

/* catalog.c */
api_handler api_catalog_diff, api_catalog_apply;

/* person.c */
api_handler api_user_list, api_user_add, api_user_revoke;
api_handler api_token_list, api_token_add, api_token_revoke;

/* collector.c, source_change.c, fetch.c */
api_handler api_collector_list, api_collector_show, api_collector_run, api_push_post;
api_handler api_collector_add, api_collector_remove;
api_handler api_fetch_list, api_fetch_show, api_fetch_body;

/* digest.c, store.c, openapi.c */
api_handler api_digest_preview, api_digest_send, api_mail_test;
api_handler api_store_backup, api_store_verify;
api_handler api_openapi;

/* sdmx.c, sdmx_structure.c */
api_handler api_sdmx_data, api_sdmx_data_v1, api_sdmx_unbuilt, api_sdmx_structure;

/* metrics.c, management.c */
api_handler api_metrics, api_healthy, api_ready, api_reload;

/* setup.c */
api_handler page_setup, page_setup_post;

/* ../page/ */
api_handler page_status, page_indicator, page_history, page_method, page_backtest, page_profiles,
    page_collectors, page_fetch, page_asset;

#endif

#include "daemon/api/intake_members.h"

#include "daemon/api/answer.h"

const char *intake_effect_word(enum submission_effect effect)
{
    switch (effect) {
    case SUBMISSION_ROW_NEW:
        return "new";
    case SUBMISSION_ROW_CHANGED:
        return "changed";
    case SUBMISSION_ROW_UNCHANGED:
        return "unchanged";
    case SUBMISSION_ROW_HELD:
        return "held";
    case SUBMISSION_ROW_WAITING:
        return "waiting";
    }
    return "";
}

static void status_json(struct hd_jsonw *w, const char *key, char status)
{
    char text[2] = { status, '\0' };

    hd_jsonw_key_string(w, key, status ? text : NULL);
}

void intake_rows_json(struct hd_jsonw *w, const struct intake_report *report)
{
    hd_jsonw_key(w, "rows");
    hd_jsonw_array(w);
    for (size_t i = 0; i < report->listed_count; i++) {
        const struct intake_row *row = &report->listed[i];
        char period[HD_PERIOD_TEXT_MAX];

        hd_period_text(row->period, period);
        hd_jsonw_object(w);
        hd_jsonw_key_int(w, "line", row->line);
        hd_jsonw_key_string(w, "indicator", row->indicator);
        hd_jsonw_key_string(w, "area", row->area);
        hd_jsonw_key_string(w, "breakdown", row->breakdown);
        hd_jsonw_key_string(w, "period", period);
        api_json_value(w, "old", row->old_value);
        api_json_value(w, "new", row->new_value);
        hd_jsonw_key_string(w, "effect", intake_effect_word(row->effect));
        status_json(w, "old_status", row->old_status);
        status_json(w, "new_status", row->new_status);
        hd_jsonw_key_bool(w, "comment_changed", row->comment_changed);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

void intake_problems_json(struct hd_jsonw *w, const struct hd_problems *problems,
                          const struct hd_lang *lang)
{
    hd_jsonw_key(w, "problems");
    hd_jsonw_array(w);
    for (size_t i = 0; i < problems->count; i++)
        api_problem_json(w, &problems->items[i], lang);
    hd_jsonw_end_array(w);
}

static void id_json(struct hd_jsonw *w, const char *key, int64_t id)
{
    hd_jsonw_key(w, key);
    if (id)
        hd_jsonw_int(w, id);
    else
        hd_jsonw_null(w);
}

void intake_counts_json(struct hd_jsonw *w, const struct intake_report *report)
{
    const struct {
        const char *key;
        size_t count;
    } counts[] = {
        { "new", report->added },
        { "changed", report->changed },
        { "unchanged", report->unchanged },
        { "refused", report->refused },
        { "empty", report->empty },
        { "left_out", report->left_out },
        { "filtered", report->filtered },
        { "held", report->held },
        { "waiting", report->waiting },
        { "samples", report->samples },
        { "samples_known", report->samples_known },
    };

    id_json(w, "submission", report->submission);
    hd_jsonw_key_string(w, "state", report->state && *report->state ? report->state : NULL);
    id_json(w, "held_submission", report->held_submission);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        hd_jsonw_key_int(w, counts[i].key, (int64_t)counts[i].count);
}

/* The page that says how targets are judged, in the words of the reader. */
#include "daemon/api/handlers.h"
#include "daemon/page/page.h"
#include "daemon/page/profile.h"
#include "daemon/page/row.h"
#include "daemon/page/specimen.h"
#include "daemon/view.h"

/* What each state means: one sentence, beside its chip. */
static const char *state_meaning(enum judge_state state, const struct hd_lang *lang)
{
    static const char *const meanings[JUDGE_STATES] = {
        [STATE_ACHIEVED] = N_("The value meets the target; being exactly on it counts."),
        [STATE_ON_TRACK] = N_("At least 95 % of the progress expected by now has been made."),
        [STATE_AT_RISK] = N_("At least 60 %, but less than 95 % of the progress expected by now."),
        [STATE_OFF_TRACK] =
            N_("Less than 60 % of the progress expected by now, or worse than at the start."),
        [STATE_MISSED] = N_("The time is over and the target was not met."),
        [STATE_DUE] = N_("The time is over, but no value reaches that far yet."),
        [STATE_MEASURING] =
            N_("There is no date, or no target: the value is shown, and nobody is late."),
        [STATE_NOT_STARTED] = N_("Only the value at the start is known so far."),
        [STATE_NO_DATA] = N_("No value is known."),
        [STATE_RETIRED] = N_("The target is no longer pursued."),
    };

    return hd_tr(lang, meanings[state]);
}

enum hd_rc page_method_write(const struct page_frame *frame, struct hd_buf *out,
                             struct hd_error *err)
{
    struct tree *tree = page_tree(frame);
    enum hd_rc rc;

    tree_list(tree, "states");
    for (size_t i = 0; i < JUDGE_STATES; i++) {
        struct tree *item = tree_append(tree, "states");

        row_chip(item, frame, view_state_at(i));
        tree_set(item, "meaning", state_meaning(view_state_at(i), frame->lang));
    }
    profile_list(tree, frame);
    rc = specimen_list(tree, frame, err);
    if (rc)
        return rc;
    return page_write(frame, hd_tr(frame->lang, N_("How targets are judged")), "method.html", tree,
                      out, err);
}

enum hd_rc page_method(struct service *service, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    struct page_frame frame;

    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    return page_method_write(&frame, &reply->body, err);
}

/* /-/healthy, /-/ready and /-/reload: is the process alive, can it work, read the configuration. */
#include "common/json.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"

static void put_line(struct api_reply *reply, const char *line)
{
    reply->content_type = "text/plain; charset=utf-8";
    reply->no_store = true;
    hd_buf_printf(&reply->body, "%s\n", line);
}

enum hd_rc api_healthy(struct service *service, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    (void)service;
    (void)request;
    (void)err;
    put_line(reply, "ok");
    return HD_OK;
}

enum hd_rc api_ready(struct service *service, struct api_request *request, struct api_reply *reply,
                     struct hd_error *err)
{
    struct service_health health;

    (void)err;
    service_health(service, &health);
    if (store_failed(service_store(service)))
        return api_problem(reply, request, 503, "store_failed",
                           N_("The database cannot be written"), NULL, NULL);
    if (!request->picture)
        return api_problem(reply, request, 503, "starting",
                           N_("The first evaluation is not over yet"), NULL, NULL);
    put_line(reply, *health.trouble ? health.trouble : "ready");
    return HD_OK;
}

enum hd_rc api_reload(struct service *service, struct api_request *request, struct api_reply *reply,
                      struct hd_error *err)
{
    enum hd_rc rc = service_reload(service, err);

    if (rc == HD_BAD_INPUT)
        return api_problem(reply, request, 422, "configuration_invalid",
                           N_("The configuration was not taken over; the old one stays"), "{text}",
                           HD_ARGS("text", err->text));
    if (rc)
        return rc;
    put_line(reply, "reloaded");
    return HD_OK;
}

/* /sdmx: the published values as the dataflow DF_KPI, for programs that speak SDMX REST.  Refusals
 * are problems (RFC 9457) as everywhere; nothing found is 204, as the standard has it. */
#include <string.h>

#include "daemon/api/handlers.h"
#include "daemon/api/sdmx_query.h"
#include "daemon/service.h"

static bool takes_indicator(const void *ctx, const struct indicator *indicator)
{
    return sdmx_query_takes_indicator(ctx, indicator);
}

static bool takes_row(const void *ctx, const struct vintage_row *row)
{
    return sdmx_query_takes_row(ctx, row);
}

static void keep_asked(const struct sdmx_query *query, struct observed_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (sdmx_query_takes(query, list->rows[i]))
            list->rows[kept++] = list->rows[i];
    list->count = kept;
}

/* ---- so many of each series ---- */

static bool same_place(const struct observed *a, const struct observed *b)
{
    return a->indicator == b->indicator && strcmp(a->row->area, b->row->area) == 0 &&
           strcmp(a->row->breakdown, b->row->breakdown) == 0;
}

/* Rows of one place follow each other by time; its series differ in frequency.  Returns where the
 * next place begins. */
static size_t keep_ends(const struct sdmx_query *query, struct observed_list *list, size_t from,
                        size_t *kept)
{
    int64_t all[HD_FREQ_D + 1] = { 0 }, seen[HD_FREQ_D + 1] = { 0 };
    size_t end = from;

    for (; end < list->count && same_place(list->rows[from], list->rows[end]); end++)
        all[((const struct observed *)list->rows[end])->row->period.freq]++;
    for (size_t i = from; i < end; i++) {
        enum hd_freq freq = ((const struct observed *)list->rows[i])->row->period.freq;
        int64_t at = seen[freq]++;

        if (at < query->first || at >= all[freq] - query->last)
            list->rows[(*kept)++] = list->rows[i];
    }
    return end;
}

static void keep_counted(const struct sdmx_query *query, struct observed_list *list)
{
    size_t kept = 0, skipped;

    if (query->first || query->last) {
        for (size_t at = 0; at < list->count;)
            at = keep_ends(query, list, at, &kept);
        list->count = kept;
    }
    skipped = (size_t)query->offset < list->count ? (size_t)query->offset : list->count;
    list->rows += skipped;
    list->count -= skipped;
    if (query->limit && (size_t)query->limit < list->count)
        list->count = (size_t)query->limit;
}

/* ---- data ---- */

static enum hd_rc answer(struct service *service, const struct sdmx_query *query,
                         const struct api_request *request, struct api_reply *reply,
                         struct hd_error *err)
{
    const struct observed_filter filter = { .takes_indicator = takes_indicator,
                                            .takes_row = takes_row,
                                            .ctx = query };
    struct api_export asked = { .parts = query->parts, .whole = query->whole, .flat = query->flat };
    struct observed_list observed = { 0 };
    enum hd_rc rc =
        observed_collect(service, request->picture, &filter, request->arena, &observed, err);

    if (rc)
        return rc;
    keep_asked(query, &observed);
    keep_counted(query, &observed);
    if (!observed.count) {
        reply->status = 204;
        return HD_OK;
    }
    api_export_choose(request, &asked);
    return api_export_write(service, &asked, &observed, request, reply, err);
}

static const char *path_of(const struct api_request *request)
{
    return request->captures[0] ? request->captures[0] : "";
}

enum hd_rc api_sdmx_data(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    struct sdmx_query query;

    if (!sdmx_query_read(request, reply, path_of(request), service_settings(service)->agency,
                         &query))
        return HD_OK;
    return answer(service, &query, request, reply, err);
}

enum hd_rc api_sdmx_data_v1(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    struct sdmx_query query;

    if (!sdmx_query_read_v1(request, reply, path_of(request), service_settings(service)->agency,
                            &query))
        return HD_OK;
    return answer(service, &query, request, reply, err);
}

enum hd_rc api_sdmx_unbuilt(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    (void)service;
    (void)err;
    return api_problem(reply, request, 501, "not_built", N_("This is not offered here"),
                       N_("Here are /sdmx/v2/data, /sdmx/v2/structure and /sdmx/v1/data."), NULL);
}

/* An address under /sdmx, up to the question whether an observation is asked for: any bytes give
 * an answer, refusals come as problems. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api/query.h"
#include "daemon/api/sdmx_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct indicator indicator = { .code = "users", .unit = "persons", .decimals = 1 };
static const struct vintage_row row = {
    .area = "AZ", .breakdown = "", .value = "1.50", .status = 'A', .vintage = 1
};

static void ask(struct api_request *request, bool old)
{
    struct sdmx_query query;
    struct api_reply reply;
    bool good;

    api_reply_init(&reply, 1 << 16);
    good = old ? sdmx_query_read_v1(request, &reply, request->path, "HEDEF", &query)
               : sdmx_query_read(request, &reply, request->path, "HEDEF", &query);
    if (good != (reply.status < 400))
        abort();
    if (good &&
        sdmx_query_takes(&query, &(struct observed){ .indicator = &indicator, .row = &row }) &&
        (!sdmx_query_takes_indicator(&query, &indicator) || !sdmx_query_takes_row(&query, &row)))
        abort(); /* what is asked for must not be left out beforehand */
    api_reply_clear(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct picture picture = { .cutoff_at_ms = 1 };
    struct hd_zone *zone = NULL;
    struct hd_error err;
    char *uri = hd_strndup((const char *)data, size);

    if (hd_zone_open("UTC", &zone, &err))
        abort();
    for (int old = 0; old < 2; old++) {
        struct hd_arena arena = { 0 };
        struct api_request request = { .method = "GET",
                                       .arena = &arena,
                                       .lang = hd_lang_default(),
                                       .zone = zone,
                                       .picture = &picture };

        if (api_uri_read(uri, &arena, &request))
            ask(&request, old);
        hd_arena_clear(&arena);
    }
    hd_zone_close(&zone);
    free(uri);
    return 0;
}

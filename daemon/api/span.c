#include "daemon/api/span.h"

#include <string.h>

#include "common/date.h"

static bool parse_epoch(const char *text, int64_t *at_ms)
{
    size_t digits = strspn(text, "0123456789");

    if (digits < 9 || digits > 15 || text[digits])
        return false;
    *at_ms = 0;
    for (size_t i = 0; i < digits; i++)
        *at_ms = *at_ms * 10 + (text[i] - '0');
    return true;
}

static bool parse_bound(const char *text, bool upper, const struct hd_zone *zone, int32_t *day_out)
{
    struct hd_period period;
    const char *why = NULL;
    int64_t at_ms;

    if (hd_day_parse(text, strlen(text), day_out))
        return true;
    if (hd_instant_parse(text, strlen(text), &at_ms) || parse_epoch(text, &at_ms)) {
        *day_out = hd_zone_day(zone, at_ms);
        return true;
    }
    if (!hd_period_parse(text, strlen(text), &period, &why))
        return false;
    *day_out = upper ? period.end_day : period.start_day;
    return true;
}

static bool read_bound(const struct api_request *request, struct api_reply *reply, const char *name,
                       bool upper, int32_t *day)
{
    const char *text = api_param(request, name);

    if (!text || parse_bound(text, upper, request->zone, day))
        return true;
    (void)api_problem(
        reply, request, 400, "parameter_value_unknown", N_("A parameter has an unknown value"),
        N_("{name} takes a date, an instant or a period such as 2026-Q1."), HD_ARGS("name", name));
    return false;
}

bool span_read(const struct api_request *request, struct api_reply *reply, struct span *span)
{
    *span = (struct span){ INT32_MIN, INT32_MAX };
    return read_bound(request, reply, "from", false, &span->from_day) &&
           read_bound(request, reply, "to", true, &span->to_day);
}

bool span_holds(const struct span *span, struct hd_period period)
{
    return period.end_day >= span->from_day && period.end_day <= span->to_day;
}

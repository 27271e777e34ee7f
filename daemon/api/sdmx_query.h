/* daemon/api/sdmx_query.h - private to daemon/api/: what a query under /sdmx asks for, and whether
 * an observation is that. */
#ifndef HEDEF_DAEMON_API_SDMX_QUERY_H
#define HEDEF_DAEMON_API_SDMX_QUERY_H

#include "daemon/api/export.h"

struct sdmx_key;
struct sdmx_rule;

struct sdmx_query {
    struct sdmx_key *keys; /* any of them; none: every series */
    size_t key_count;
    struct sdmx_rule *rules; /* and all of them */
    size_t rule_count;
    int64_t updated_after_ms; /* 0: whenever */
    int64_t first, last;      /* so many of each series; both 0: all */
    int64_t offset, limit;    /* of all of them; limit 0: no end */
    unsigned parts;           /* PART_BIT() */
    bool flat;
    bool whole; /* nothing of the dataflow is left out */
};

/* Version 2 of the interface: "dataflow/HEDEF/DF_KPI/1.0/Q.AZ.*" ("": everything), and the
 * parameters of the request.  false: the reply holds the refusal. */
HD_MUST_CHECK bool sdmx_query_read(const struct api_request *request, struct api_reply *reply,
                                   const char *path, const char *agency, struct sdmx_query *query);
/* Version 1: "HEDEF,DF_KPI,1.0/Q.AZ+GE.cashless-share/all". */
HD_MUST_CHECK bool sdmx_query_read_v1(const struct api_request *request, struct api_reply *reply,
                                      const char *path, const char *agency,
                                      struct sdmx_query *query);

/* May anything of the indicator be asked for?  Of the period and place?  The observation itself? */
bool sdmx_query_takes_indicator(const struct sdmx_query *query, const struct indicator *indicator);
bool sdmx_query_takes_row(const struct sdmx_query *query, const struct vintage_row *row);
bool sdmx_query_takes(const struct sdmx_query *query, const struct observed *observed);

/* `/`-separated parts of a path; false: there are more than `room`.  Missing ones are "*". */
bool sdmx_path_split(const char *path, const char **parts, size_t room, struct hd_arena *arena);
/* Is the one that is here among those asked for: "*", or a list with commas? */
bool sdmx_names(const char *asked, const char *here);
/* The same of our one version: also "+", "~" and "latest". */
bool sdmx_names_version(const char *asked);

#endif

#include "collectors/mapping.h"

bool mapping_knows(const char *option)
{
    (void)option;
    return false;
}

const char *const *mapping_options(void)
{
    static const char *const none[] = { NULL };

    return none;
}

enum hd_rc mapping_make(const struct hd_conf_item *items, size_t count,
                        struct mapping **mapping_out, struct hd_problems *problems,
                        struct hd_error *err)
{
    (void)items;
    (void)count;
    (void)problems;
    (void)err;
    *mapping_out = NULL;
    return HD_OK;
}

void mapping_free(struct mapping **mapping)
{
    *mapping = NULL;
}

const char *mapping_option(const struct mapping *mapping, const char *option)
{
    (void)mapping;
    (void)option;
    return "";
}

bool mapping_header(const struct mapping *mapping)
{
    (void)mapping;
    return true;
}

struct mapper *mapper_open(const struct mapper_options *options)
{
    (void)options;
    return NULL;
}

struct record_sink mapper_sink(struct mapper *mapper)
{
    (void)mapper;
    return (struct record_sink){ 0 };
}

void mapper_report(struct mapper *mapper, struct format_report *report)
{
    (void)mapper;
    (void)report;
}

void mapper_close(struct mapper **mapper)
{
    *mapper = NULL;
}

#include "collectors/format.h"

#include <string.h>
#include <strings.h>

#include "collectors/formats/csv.h"
#include "collectors/formats/json.h"
#include "collectors/formats/jsonstat.h"
#include "collectors/formats/sdmx_csv.h"
#include "collectors/formats/sdmx_json.h"
#include "collectors/formats/worldbank.h"
#include "collectors/formats/xlsx.h"
#include "collectors/mapping.h"
#include "common/lang.h"

const struct format_ops *const formats[] = {
    &format_xlsx,     &format_worldbank, &format_sdmx_csv, &format_sdmx_json,
    &format_jsonstat, &format_json,      &format_csv,      NULL,
};

const struct format_ops *format_find(const char *name)
{
    for (size_t i = 0; formats[i]; i++) {
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    }
    return NULL;
}

const struct format_ops *format_guess(const char *data, size_t len)
{
    for (size_t i = 0; formats[i]; i++) {
        if (formats[i]->sniff && formats[i]->sniff(data, len))
            return formats[i];
    }
    return &format_csv;
}

bool format_type_fits(const struct format_ops *format, const char *type)
{
    size_t len = strcspn(type, "; \t");

    for (size_t i = 0; format->types[i]; i++) {
        if (strlen(format->types[i]) == len && strncasecmp(format->types[i], type, len) == 0)
            return true;
    }
    return false;
}

static enum hd_rc refuse_unmapped(const struct format_ops *format, struct hd_problems *problems,
                                  struct hd_error *err)
{
    hd_problem_add(problems,
                   &(struct hd_problem){
                       .code = "mapping_missing",
                       .message = N_("A file of format {format} needs a mapping that says which "
                                     "cell means what. Name a configured source whose mapping "
                                     "fits."),
                       .args = { "format", format->name } });
    return hd_fail(err, HD_BAD_INPUT, "%s needs a mapping", format->name);
}

enum hd_rc format_read(const struct format_ops *format, const char *data, size_t len,
                       const struct format_options *options, const struct reading_sink *sink,
                       struct mapper *mapper, struct hd_problems *problems,
                       struct format_report *report, struct hd_error *err)
{
    struct record_sink records;
    enum hd_rc rc;

    if (format->read_own && !options->mapping)
        return format->read_own(data, len, options, sink, problems, report, err);
    if (!mapper || (!options->mapping && !format->templates))
        return refuse_unmapped(format, problems, err);
    mapper_begin(mapper, options->file);
    records = mapper_sink(mapper);
    rc = format->read(data, len, options, &records, problems, report, err);
    if (!mapper_report(mapper, report) && !rc)
        rc = hd_fail(err, HD_BAD_INPUT, "cells that the mapping names are in no record");
    return rc;
}

#include "daemon/export/sdmx_structure.h"

#include <string.h>

#include "common/json.h"
#include "daemon/export/sdmx_meta.h"

#define SCHEMA "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json"
#define URN    "urn:sdmx:org.sdmx.infomodel."

#define FREQS    "CL_FREQ"
#define STATUSES "CL_OBS_STATUS"
#define CODES    "CL_INDICATOR"

static const char *const codelists[] = { FREQS, STATUSES, CODES };
#define CODELISTS (sizeof codelists / sizeof(char *))

struct writing {
    const struct sdmx_structure *of;
    struct hd_jsonw *w;
};

unsigned sdmx_kind_of(const char *word)
{
    static const struct {
        const char *word;
        unsigned kind;
    } words[] = {
        { "dataflow", SDMX_DATAFLOW },           { "datastructure", SDMX_DATASTRUCTURE },
        { "conceptscheme", SDMX_CONCEPTSCHEME }, { "codelist", SDMX_CODELIST },
        { "structure", SDMX_KINDS_ALL },         { "*", SDMX_KINDS_ALL },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].kind;
    return 0;
}

bool sdmx_codelist_known(const char *id)
{
    for (size_t i = 0; i < CODELISTS; i++)
        if (strcmp(codelists[i], id) == 0)
            return true;
    return false;
}

/* ---- shared ---- */

static const char *urn(const struct writing *s, const char *class, const char *id, const char *tail)
{
    return hd_arena_printf(s->of->arena, URN "%s=%s:%s(%s)%s", class, s->of->agency, id,
                           EXPORT_FLOW_VERSION, tail);
}

static void put_named(const struct writing *s, const char *name)
{
    hd_jsonw_key_string(s->w, "name", name);
    hd_jsonw_key_object(s->w, "names");
    hd_jsonw_key_string(s->w, hd_lang_code(s->of->lang), name);
    hd_jsonw_end_object(s->w);
}

/* The frame of everything that is maintained by an agency; to be ended by the caller. */
static void begin_artefact(const struct writing *s, const char *id, const char *name)
{
    hd_jsonw_object(s->w);
    hd_jsonw_key_string(s->w, "id", id);
    hd_jsonw_key_string(s->w, "agencyID", s->of->agency);
    hd_jsonw_key_string(s->w, "version", EXPORT_FLOW_VERSION);
    hd_jsonw_key_bool(s->w, "isExternalReference", false);
    put_named(s, name);
}

/* ---- dataflow ---- */

static void put_dataflow(const struct writing *s)
{
    begin_artefact(s, EXPORT_FLOW, export_flow_name(s->of->lang));
    hd_jsonw_key_string(s->w, "structure",
                        urn(s, "datastructure.DataStructure", EXPORT_STRUCTURE, ""));
    hd_jsonw_end_object(s->w);
}

/* ---- data structure ---- */

/* What a component may hold: the codes of a list, or text of a type. */
static const char *codelist_of(const char *id)
{
    static const char *const lists[][2] = { { "FREQ", FREQS },
                                            { "INDICATOR", CODES },
                                            { "OBS_STATUS", STATUSES } };

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i][0], id) == 0)
            return lists[i][1];
    return NULL;
}

static const char *type_of(const char *id)
{
    static const char *const types[][2] = { { "TIME_PERIOD", "ObservationalTimePeriod" },
                                            { "DECIMALS", "Integer" },
                                            { "VINTAGE", "Integer" },
                                            { "REVISED", "Boolean" },
                                            { "PUBLISHED", "DateTime" } };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i][0], id) == 0)
            return types[i][1];
    return "String"; /* the measure, too: some indicators have groups */
}

static void put_component(const struct writing *s, const char *id)
{
    const char *list = codelist_of(id);

    hd_jsonw_key_string(s->w, "id", id);
    hd_jsonw_key_string(
        s->w, "conceptIdentity",
        urn(s, "conceptscheme.Concept", SDMX_CONCEPTS, hd_arena_printf(s->of->arena, ".%s", id)));
    hd_jsonw_key_object(s->w, "localRepresentation");
    if (list) {
        hd_jsonw_key_string(s->w, "enumeration", urn(s, "codelist.Codelist", list, ""));
    } else {
        hd_jsonw_key_object(s->w, "format");
        hd_jsonw_key_string(s->w, "dataType", type_of(id));
        hd_jsonw_end_object(s->w);
    }
    hd_jsonw_end_object(s->w);
}

static void put_dimensions(const struct writing *s)
{
    hd_jsonw_key_object(s->w, "dimensionList");
    hd_jsonw_key_string(s->w, "id", "DimensionDescriptor");
    hd_jsonw_key_array(s->w, "dimensions");
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXIS_TIME; axis++) {
        hd_jsonw_object(s->w);
        put_component(s, cube_axis_word(axis));
        hd_jsonw_key_int(s->w, "position", axis);
        hd_jsonw_end_object(s->w);
    }
    hd_jsonw_end_array(s->w);
    hd_jsonw_key_object(s->w, "timeDimension");
    put_component(s, cube_axis_word(AXIS_TIME));
    hd_jsonw_end_object(s->w);
    hd_jsonw_end_object(s->w);
}

static void put_relationship(const struct writing *s, enum export_part part)
{
    hd_jsonw_key_object(s->w, "attributeRelationship");
    if (part == PART_UNIT || part == PART_DECIMALS) {
        hd_jsonw_key_array(s->w, "dimensions");
        for (enum cube_axis_id axis = AXIS_FREQ; axis < AXIS_TIME; axis++)
            hd_jsonw_string(s->w, cube_axis_word(axis));
        hd_jsonw_end_array(s->w);
    } else {
        hd_jsonw_key_object(s->w, "observation");
        hd_jsonw_end_object(s->w);
    }
    hd_jsonw_end_object(s->w);
}

static void put_attributes(const struct writing *s)
{
    hd_jsonw_key_object(s->w, "attributeList");
    hd_jsonw_key_string(s->w, "id", "AttributeDescriptor");
    hd_jsonw_key_array(s->w, "attributes");
    for (enum export_part part = PART_UNIT; part < PARTS; part++) {
        hd_jsonw_object(s->w);
        put_component(s, export_part_id(part));
        hd_jsonw_key_string(s->w, "usage", part == PART_STATUS ? "mandatory" : "optional");
        put_relationship(s, part);
        hd_jsonw_end_object(s->w);
    }
    hd_jsonw_end_array(s->w);
    hd_jsonw_end_object(s->w);
}

static void put_measures(const struct writing *s)
{
    hd_jsonw_key_object(s->w, "measureList");
    hd_jsonw_key_string(s->w, "id", "MeasureDescriptor");
    hd_jsonw_key_array(s->w, "measures");
    hd_jsonw_object(s->w);
    put_component(s, export_part_id(PART_VALUE));
    hd_jsonw_key_string(s->w, "usage", "optional");
    hd_jsonw_end_object(s->w);
    hd_jsonw_end_array(s->w);
    hd_jsonw_end_object(s->w);
}

static void put_datastructure(const struct writing *s)
{
    begin_artefact(s, EXPORT_STRUCTURE, export_flow_name(s->of->lang));
    hd_jsonw_key_object(s->w, "dataStructureComponents");
    put_attributes(s);
    put_dimensions(s);
    put_measures(s);
    hd_jsonw_end_object(s->w);
    hd_jsonw_end_object(s->w);
}

/* ---- concepts ---- */

static void put_item(const struct writing *s, const char *id, const char *name)
{
    hd_jsonw_object(s->w);
    hd_jsonw_key_string(s->w, "id", id);
    put_named(s, name);
    hd_jsonw_end_object(s->w);
}

static void put_concepts(const struct writing *s)
{
    begin_artefact(s, SDMX_CONCEPTS, export_flow_name(s->of->lang));
    hd_jsonw_key_array(s->w, "concepts");
    for (enum cube_axis_id axis = AXIS_FREQ; axis < AXES; axis++)
        put_item(s, cube_axis_word(axis), cube_axis_name(axis, s->of->lang));
    for (enum export_part part = PART_VALUE; part < PARTS; part++)
        put_item(s, export_part_id(part), export_part_name(part, s->of->lang));
    hd_jsonw_end_array(s->w);
    hd_jsonw_end_object(s->w);
}

/* ---- codes ---- */

static void put_freqs(const struct writing *s)
{
    begin_artefact(s, FREQS, cube_axis_name(AXIS_FREQ, s->of->lang));
    hd_jsonw_key_array(s->w, "codes");
    for (enum hd_freq freq = HD_FREQ_A; freq <= HD_FREQ_D; freq++) {
        const char id[2] = { hd_freq_letter(freq), '\0' };

        put_item(s, id, export_freq_name(freq, s->of->lang));
    }
    hd_jsonw_end_array(s->w);
    hd_jsonw_end_object(s->w);
}

static void put_statuses(const struct writing *s)
{
    begin_artefact(s, STATUSES, export_part_name(PART_STATUS, s->of->lang));
    hd_jsonw_key_array(s->w, "codes");
    for (const char *status = "ABDEFGHIJKLMNOPQSUVW"; *status; status++) {
        const char id[2] = { *status, '\0' };

        put_item(s, id, export_status_name(*status, s->of->lang));
    }
    hd_jsonw_end_array(s->w);
    hd_jsonw_end_object(s->w);
}

static void put_indicators(const struct writing *s)
{
    const struct catalog *catalog = s->of->catalog;

    begin_artefact(s, CODES, cube_axis_name(AXIS_INDICATOR, s->of->lang));
    hd_jsonw_key_array(s->w, "codes");
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const struct indicator *indicator = &catalog->indicators[i];
        const char *name = names_get(&indicator->name, s->of->lang);

        put_item(s, indicator->code, *name ? name : indicator->code);
    }
    hd_jsonw_end_array(s->w);
    hd_jsonw_end_object(s->w);
}

static void put_codelists(const struct writing *s)
{
    static void (*const writers[CODELISTS])(const struct writing *) = { put_freqs, put_statuses,
                                                                        put_indicators };

    for (size_t i = 0; i < CODELISTS; i++)
        if (!s->of->codelist || strcmp(s->of->codelist, codelists[i]) == 0)
            writers[i](s);
}

/* ---- the message ---- */

void sdmx_structure_write(const struct sdmx_structure *structure, struct hd_buf *out)
{
    static const struct {
        unsigned kind;
        const char *key;
        void (*put)(const struct writing *s);
    } kinds[] = {
        { SDMX_DATAFLOW, "dataflows", put_dataflow },
        { SDMX_DATASTRUCTURE, "dataStructures", put_datastructure },
        { SDMX_CONCEPTSCHEME, "conceptSchemes", put_concepts },
        { SDMX_CODELIST, "codelists", put_codelists },
    };
    struct hd_jsonw w = { .out = out };
    const struct writing s = { structure, &w };

    hd_jsonw_object(&w);
    sdmx_meta_put(&w, &(struct sdmx_meta){ SCHEMA, structure->agency, structure->title,
                                           structure->lang, structure->now_at_ms });
    hd_jsonw_key_object(&w, "data");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!(structure->kinds & kinds[i].kind))
            continue;
        hd_jsonw_key_array(&w, kinds[i].key);
        kinds[i].put(&s);
        hd_jsonw_end_array(&w);
    }
    hd_jsonw_end_object(&w);
    hd_jsonw_end_object(&w);
    hd_buf_putc(out, '\n');
}

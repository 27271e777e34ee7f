#include "collectors/formats/xlsx_xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define SEPARATOR   '|' /* between a name space and a name, as expat gives them */
#define PIECE_BYTES 65536

/* Of Excel, of the strict standard, and of the packages both come in. */
static const char *const spaces[] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
};

struct xlsx_xml {
    XML_Parser parser;
    const struct xlsx_xml_handlers *handlers;
    void *ctx;
    const char *part;
    struct hd_problems *problems;
    unsigned depth;
    uint64_t given, told; /* bytes so far; when something was last found in them */
    enum hd_rc rc;        /* why it was stopped */
    struct hd_error err;
};

static const char *own_name(const char *name)
{
    const char *separator = strrchr(name, SEPARATOR);

    for (size_t i = 0; separator && i < sizeof spaces / sizeof *spaces; i++) {
        size_t len = strlen(spaces[i]);

        if ((size_t)(separator - name) == len && memcmp(name, spaces[i], len) == 0)
            return separator + 1;
    }
    return "";
}

void xlsx_xml_stop(struct xlsx_xml *xml, enum hd_rc rc, const struct hd_error *err)
{
    if (xml->rc)
        return;
    xml->rc = rc;
    xml->err = *err;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct xlsx_xml *xml = ctx;
    struct hd_error err = { 0 };

    if (xml->rc)
        return;
    xml->told = xml->given;
    if (++xml->depth > XLSX_DEPTH_MAX)
        xlsx_xml_stop(xml, xlsx_too_large(xml->problems, &err, "depth", XLSX_DEPTH_MAX), &err);
    else
        xml->handlers->start(xml->ctx, own_name(name), attributes);
}

static void on_end(void *ctx, const char *name)
{
    struct xlsx_xml *xml = ctx;

    if (xml->rc)
        return;
    xml->told = xml->given;
    xml->depth--;
    xml->handlers->end(xml->ctx, own_name(name));
}

static void on_text(void *ctx, const char *text, int len)
{
    struct xlsx_xml *xml = ctx;

    xml->told = xml->given;
    if (!xml->rc && xml->handlers->text)
        xml->handlers->text(xml->ctx, text, len);
}

static void on_doctype(void *ctx, const char *name, const char *system, const char *public,
                       int has_internal)
{
    struct xlsx_xml *xml = ctx;
    struct hd_error err = { 0 };

    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    xlsx_xml_stop(xml, xlsx_broken(xml->problems, &err, "%s declares a document type", xml->part),
                  &err);
}

struct xlsx_xml *xlsx_xml_open(const char *part, const struct xlsx_xml_handlers *handlers,
                               void *ctx, struct hd_problems *problems)
{
    struct xlsx_xml *xml = hd_alloc(sizeof *xml);

    xml->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!xml->parser)
        abort(); /* as any allocation of ours */
    xml->handlers = handlers;
    xml->ctx = ctx;
    xml->part = part;
    xml->problems = problems;
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    return xml;
}

/* What is kept back because its tag has not ended yet. */
static bool tag_is_too_long(const struct xlsx_xml *xml)
{
    return xml->given - xml->told > XLSX_TAG_BYTES_MAX + PIECE_BYTES;
}

enum hd_rc xlsx_xml_put(struct xlsx_xml *xml, const char *data, size_t len, bool last,
                        struct hd_error *err)
{
    enum XML_Status status;

    xml->given += len;
    status = XML_Parse(xml->parser, data, (int)len, last);
    if (xml->rc) {
        *err = xml->err;
        return xml->rc;
    }
    if (status == XML_STATUS_ERROR)
        return xlsx_broken(xml->problems, err, "%s, line %lu: %s", xml->part,
                           (unsigned long)XML_GetCurrentLineNumber(xml->parser),
                           XML_ErrorString(XML_GetErrorCode(xml->parser)));
    if (!last && tag_is_too_long(xml))
        return xlsx_too_large(xml->problems, err, "a tag's bytes", XLSX_TAG_BYTES_MAX);
    return HD_OK;
}

void xlsx_xml_close(struct xlsx_xml **xml)
{
    if (*xml)
        XML_ParserFree((*xml)->parser);
    free(*xml);
    *xml = NULL;
}

static enum hd_rc put_part(struct xlsx_xml *xml, struct xlsx_part *part, struct hd_error *err)
{
    char *piece = hd_alloc(PIECE_BYTES);
    enum hd_rc rc;
    size_t len;

    do {
        rc = xlsx_part_read(part, piece, PIECE_BYTES, &len, err);
        if (!rc)
            rc = xlsx_xml_put(xml, piece, len, !len, err);
    } while (!rc && len);
    free(piece);
    return rc;
}

enum hd_rc xlsx_xml_read(struct xlsx_package *package, const char *part,
                         const struct xlsx_xml_handlers *handlers, void *ctx,
                         struct xlsx_xml **xml_out, struct hd_error *err)
{
    struct xlsx_part *file = NULL;
    enum hd_rc rc = xlsx_part_open(package, part, &file, err);

    if (rc)
        return rc;
    *xml_out = xlsx_xml_open(part, handlers, ctx, xlsx_package_problems(package));
    rc = put_part(*xml_out, file, err);
    xlsx_xml_close(xml_out);
    xlsx_part_close(&file);
    return rc;
}

/* ---- attributes ---- */

const char *xlsx_xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    }
    return NULL;
}

const char *xlsx_xml_relationship(const char **attributes)
{
    static const char ending[] = "/relationships|id";

    for (; *attributes; attributes += 2) {
        size_t len = strlen(attributes[0]);

        if (len >= sizeof ending && strcmp(attributes[0] + len - (sizeof ending - 1), ending) == 0)
            return attributes[1];
    }
    return NULL;
}

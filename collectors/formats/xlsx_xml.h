/* collectors/formats/xlsx_xml.h  (private to collectors/formats/)
 *
 * The XML of a part, element by element.  Elements that are none of a workbook's come as "" (other
 * programs put their own things everywhere).  A document type is refused before it can declare
 * anything; depth and the length of a tag are bounded. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_XML_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_XML_H

#include <stddef.h>

#include "collectors/formats/xlsx_package.h"

#define XLSX_DEPTH_MAX     64
#define XLSX_TAG_BYTES_MAX (1UL << 20)

struct xlsx_xml;

/* Handlers that fail say so with xlsx_xml_stop(). */
struct xlsx_xml_handlers {
    void (*start)(void *ctx, const char *name, const char **attributes);
    void (*end)(void *ctx, const char *name);
    void (*text)(void *ctx, const char *text, int len); /* in pieces; NULL: of no use */
};

struct xlsx_xml *xlsx_xml_open(const char *part, const struct xlsx_xml_handlers *handlers,
                               void *ctx, struct hd_problems *problems);
/* The next piece; `last`: nothing follows. */
HD_MUST_CHECK enum hd_rc xlsx_xml_put(struct xlsx_xml *xml, const char *data, size_t len, bool last,
                                      struct hd_error *err);
/* From a handler: the reading ends here with this result, and `err` as its words. */
void xlsx_xml_stop(struct xlsx_xml *xml, enum hd_rc rc, const struct hd_error *err);
void xlsx_xml_close(struct xlsx_xml **xml);

/* All of a part.  *xml_out is valid in the handlers, for xlsx_xml_stop(). */
HD_MUST_CHECK enum hd_rc xlsx_xml_read(struct xlsx_package *package, const char *part,
                                       const struct xlsx_xml_handlers *handlers, void *ctx,
                                       struct xlsx_xml **xml_out, struct hd_error *err);

/* An attribute without a prefix; NULL.  And the one that names a relationship, r:id. */
const char *xlsx_xml_attribute(const char **attributes, const char *name);
const char *xlsx_xml_relationship(const char **attributes);

#endif

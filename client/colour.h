/* client/colour.h - colour for terminals: the glyph of each state, never alone, since the word
 * stands beside it. */
#ifndef HEDEF_CLIENT_COLOUR_H
#define HEDEF_CLIENT_COLOUR_H

#include "client/client.h"

/* --color, NO_COLOR, and whether standard output is a terminal.  Tables only. */
bool colour_wanted(const struct client *client);
void colour_glyphs(const char *text, size_t len, struct hd_buf *out);

#endif

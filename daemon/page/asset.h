/* daemon/page/asset.h - private to daemon/page: style sheet and icon.  Their address carries a
 * hash of their content, so that they can be kept for a year and still change at once. */
#ifndef HEDEF_DAEMON_PAGE_ASSET_H
#define HEDEF_DAEMON_PAGE_ASSET_H

/* "/hedef.css?5f3a..." of a file of web/; borrowed for ever.  "" when there is no such file. */
const char *asset_link(const char *name);

#endif

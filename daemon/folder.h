/* daemon/folder.h - the watched drop folder of [folder]: the transport `folder` with the intake
 * behind it.  What lies in it comes from people: channel and actor are "folder". */
#ifndef HEDEF_DAEMON_FOLDER_H
#define HEDEF_DAEMON_FOLDER_H

#include "common/error.h"

struct folder;
struct service;

struct folder *folder_create(struct service *service); /* remembers what it saw between scans */
void folder_destroy(struct folder **folder);

/* Takes in what lies in the folder of the settings; nothing to do when there is none set.  Blocks,
 * up to a few seconds for files that are still warm: for a worker, one at a time.  A failure (disk
 * full, busy) leaves the files where they are. */
HD_MUST_CHECK enum hd_rc folder_scan(struct folder *folder, struct hd_error *err);

/* One scan by itself, without memory of others. */
HD_MUST_CHECK enum hd_rc intake_folder_scan(struct service *service, struct hd_error *err);

#endif

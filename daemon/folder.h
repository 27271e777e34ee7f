/* daemon/folder.h - the watched drop folder: each file in it ends in done/ or rejected/.
 *
 *      drop_dir/x.csv ──► intake ──► drop_dir/done/x.csv
 *                           └──────► drop_dir/rejected/x.csv, x.csv.reason.txt, x.csv.rejected.csv
 *
 * A file is taken when it has rested for two seconds and nobody has it open for writing, which a
 * lease proves.  Where no lease is to be had (a shared file system, a file of another user): when
 * the system noticed its end and it has not changed since, or when it stayed the same over two
 * scans and was last written a minute ago.
 *
 * Files that are hidden or end in .part, .tmp or ~ are left for later.  Links, pipes and
 * directories are never touched: there is one warning for each, and a counter.  A kill between the
 * commit and the move imports once: name, time and content of the file are its idempotency key. */
#ifndef HEDEF_DAEMON_FOLDER_H
#define HEDEF_DAEMON_FOLDER_H

#include "common/error.h"

struct folder;
struct service;

struct folder *folder_create(struct service *service); /* remembers what it saw between scans */
void folder_destroy(struct folder **folder);

/* Somebody closed the file of this name after writing, or moved it in.  Any thread. */
void folder_notice(struct folder *folder, const char *name);

/* Takes in what lies in the folder of the settings; nothing to do when there is none set.  Blocks,
 * up to a few seconds for files that are still warm: for a worker, one at a time.  A failure (disk
 * full, busy) leaves the files where they are. */
HD_MUST_CHECK enum hd_rc folder_scan(struct folder *folder, struct hd_error *err);

/* One scan by itself, without memory of others. */
HD_MUST_CHECK enum hd_rc intake_folder_scan(struct service *service, struct hd_error *err);

#endif

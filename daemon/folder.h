/* daemon/folder.h - the watched drop folder: each file in it ends in done/ or rejected/.
 *
 *      drop_dir/x.csv ──► intake ──► drop_dir/done/x.csv
 *                           └──────► drop_dir/rejected/x.csv, x.csv.reason.txt, x.csv.rejected.csv
 *
 * Files that are hidden, end in .part or ~, or were written within the last two seconds are left
 * for later; links, pipes and directories are never touched.  A kill between the commit and the
 * move imports once: name, time and content of the file are its idempotency key. */
#ifndef HEDEF_DAEMON_FOLDER_H
#define HEDEF_DAEMON_FOLDER_H

#include "common/error.h"

struct service;

/* Takes in what lies in the folder of the settings; nothing to do when there is none set.  Blocks,
 * up to a few seconds for files that are still warm: for a worker.  A failure (disk full, busy)
 * leaves the files where they are. */
HD_MUST_CHECK enum hd_rc intake_folder_scan(struct service *service, struct hd_error *err);

#endif

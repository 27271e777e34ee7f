/* collectors/folder/folder.h - the transport `folder`: each file in it ends in done/ or rejected/.
 *
 *      folder/x.csv ──► sink ──► folder/done/x.csv
 *                         └────► folder/rejected/x.csv, x.csv.reason.txt, x.csv.rejected.csv
 *
 * A file is taken when it has rested for `settle` and nobody has it open for writing, which a
 * lease proves.  Where no lease is to be had (a shared file system, a file of another user): when
 * the system noticed its end and it has not changed since, or when it stayed the same over two
 * looks and was last written a minute ago.
 *
 * Files that are hidden or end in .part, .tmp or ~ are left for later, those that fit no pattern
 * for ever.  Links, pipes and directories are never touched: there is one warning (a problem
 * "file_ignored") for each.  A kill between the commit and the move imports once: name, time and
 * content of the file are its key.  Nothing outside the folder is read or written. */
#ifndef HEDEF_COLLECTORS_FOLDER_FOLDER_H
#define HEDEF_COLLECTORS_FOLDER_FOLDER_H

#include "collectors/collector.h"

struct folder_options {
    char *folder;
    char *pattern; /* globs, parted by commas; NULL: all */
    int64_t settle_ms;
};

extern const struct collector_ops collector_folder;

#endif

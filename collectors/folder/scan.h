/* collectors/folder/scan.h  (private to collectors/folder/): one visit to the folder, and a file
 * of it while it is open. */
#ifndef HEDEF_COLLECTORS_FOLDER_SCAN_H
#define HEDEF_COLLECTORS_FOLDER_SCAN_H

#include <sys/stat.h>

#include "collectors/collector.h"
#include "collectors/folder/folder.h"
#include "collectors/folder/listing.h"
#include "collectors/folder/sighting.h"

#define FOLDER_DONE     "done"
#define FOLDER_REJECTED "rejected"
#define FOLDER_SHOWN    256

struct folder_scan {
    const struct folder_options *options;
    const struct collector_site *site;
    struct collector_request *request;
    const struct collector_sink *sink;
    struct hd_problems *problems;
    struct sightings *sightings;
    struct listing noticed; /* names whose writers were done with them */
    int fd, done_fd, rejected_fd;
    int64_t warm_ms; /* how long the youngest warm file has still to wait; 0: there is none */
};

struct folder_item {
    const char *name;
    char shown[FOLDER_SHOWN]; /* the name as valid UTF-8 */
    struct stat about;
    char *data; /* NULL: not read */
    size_t len;
};

/* ---- file.c: what is it, and is it ready? ---- */

enum folder_sight {
    FOLDER_SKIP, /* not now, or nothing of ours */
    FOLDER_GOOD, /* read: data and len are set */
    FOLDER_LARGE,
    FOLDER_UNREADABLE,
};
/* Sets shown and about; item->data is the caller's to free. */
enum folder_sight folder_look(struct folder_scan *scan, struct folder_item *item);

/* Name, time and content, so that the same file is known again after a kill. */
#define FOLDER_KEY_TEXT (7 + 2 * 32 + 1)
void folder_key(const struct folder_item *item, char out[static FOLDER_KEY_TEXT]);
int64_t folder_modified_at_ms(const struct folder_item *item);

/* ---- aside.c: where it goes ---- */

/* Opens done/ and rejected/, making them where they are missing. */
HD_MUST_CHECK enum hd_rc folder_open_asides(struct folder_scan *scan, struct hd_error *err);
HD_MUST_CHECK enum hd_rc folder_move_done(const struct folder_scan *scan,
                                          const struct folder_item *item, struct hd_error *err);
/* With the reason beside it, and the refused rows where there are some. */
HD_MUST_CHECK enum hd_rc folder_move_rejected(const struct folder_scan *scan,
                                              const struct folder_item *item,
                                              const struct collector_answer *answer,
                                              struct hd_error *err);

#endif

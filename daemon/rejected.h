/* daemon/rejected.h - private to daemon/: the refused rows of a table as a CSV of their own, with
 * a last column of messages, so that they can be put right and sent again. */
#ifndef HEDEF_DAEMON_REJECTED_H
#define HEDEF_DAEMON_REJECTED_H

#include "daemon/intake.h"

/* The line of the header row; 0 when there is none. */
long rejected_header_line(const struct intake *intake, const struct format_ops *format);
/* Fills report->rejected_csv from the file and the problems' lines; of formats that are no table
 * of rows there is none. */
void rejected_write(const struct intake *intake, struct intake_report *report);

#endif

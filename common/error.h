/* common/error.h
 *
 * What went wrong, said once, to the caller who can act on it.
 *
 * Lower layers fill a struct hd_error and return; they never log and never exit.
 * The layer that decides (retry, skip, refuse to start) logs it.  The text is for
 * logs; what a person reads is a list of problems (common/problem.h).
 */
#ifndef HEDEF_COMMON_ERROR_H
#define HEDEF_COMMON_ERROR_H

#define HD_MUST_CHECK         __attribute__((warn_unused_result))
#define HD_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* Only what a caller branches on.  Anything finer goes into the text.
 * HD_OK is zero, so `if (rc)` reads "if it failed". */
enum hd_rc {
    HD_OK = 0,
    HD_AGAIN,     /* busy, timed out, server away: the same call may work later */
    HD_NOT_FOUND, /* a lookup's ordinary "no"; text is left empty */
    HD_BAD_INPUT, /* configuration or outside data is wrong; retrying is useless */
    HD_CONFLICT,  /* well-formed, but the state forbids it (approved twice, closed, locked) */
    HD_DENIED,    /* the caller may not do this */
    HD_LIMIT,     /* a configured bound was reached */
    HD_FULL,      /* the disk is full: readable, not writable */
    HD_CORRUPT,   /* our own stored state contradicts itself */
    HD_SYSTEM,    /* the operating system or a library refused; see text */
};

struct hd_error {
    enum hd_rc rc;
    char text[512]; /* one line, no newline, no secrets; cut, never overrun */
};

/* Record a failure and return its code, so that a failing path is one line:
 *     return hd_fail(err, HD_BAD_INPUT, "series '%s' has no unit", name);
 * err is never NULL; a caller who does not care declares one all the same. */
enum hd_rc hd_fail(struct hd_error *err, enum hd_rc rc, const char *fmt, ...) HD_PRINTF(3, 4);

/* The same from errno: HD_SYSTEM (HD_FULL for ENOSPC and EDQUOT), appends ": <strerror>". */
enum hd_rc hd_fail_errno(struct hd_error *err, const char *fmt, ...) HD_PRINTF(2, 3);

/* Put "what I was doing: " before the text already there and return err->rc. */
enum hd_rc hd_context(struct hd_error *err, const char *fmt, ...) HD_PRINTF(2, 3);

/* Name for logs and tests. */
const char *hd_rc_name(enum hd_rc rc);

#endif

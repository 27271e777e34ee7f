#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts at the end of the room. */
static void append(struct hd_error *err, const char *text)
{
    size_t len = strlen(err->text);
    size_t take = strnlen(text, sizeof err->text - 1 - len);

    memcpy(err->text + len, text, take);
    err->text[len + take] = '\0';
}

enum hd_rc hd_fail(struct hd_error *err, enum hd_rc rc, const char *fmt, ...)
{
    va_list args;

    err->rc = rc;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return rc;
}

enum hd_rc hd_fail_errno(struct hd_error *err, const char *fmt, ...)
{
    int code = errno;
    char reason[128];
    va_list args;

    err->rc = code == ENOSPC || code == EDQUOT ? HD_FULL : HD_SYSTEM;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    append(err, ": ");
    append(err, strerror_r(code, reason, sizeof reason));
    return err->rc;
}

enum hd_rc hd_context(struct hd_error *err, const char *fmt, ...)
{
    char old[sizeof err->text];
    va_list args;

    memcpy(old, err->text, sizeof old);
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    if (old[0]) {
        append(err, ": ");
        append(err, old);
    }
    return err->rc;
}

const char *hd_rc_name(enum hd_rc rc)
{
    switch (rc) { /* no default: the compiler points here when a code is added */
    case HD_OK:
        return "ok";
    case HD_AGAIN:
        return "again";
    case HD_NOT_FOUND:
        return "not_found";
    case HD_BAD_INPUT:
        return "bad_input";
    case HD_CONFLICT:
        return "conflict";
    case HD_DENIED:
        return "denied";
    case HD_LIMIT:
        return "limit";
    case HD_FULL:
        return "full";
    case HD_CORRUPT:
        return "corrupt";
    case HD_SYSTEM:
        return "system";
    }
    return "unknown";
}

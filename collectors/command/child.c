#include "collectors/command/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collectors/command/spawn.h"
#include "common/memory.h"
#include "common/utf8.h"

#define LOOK_MS  100 /* how soon a wish to cancel is seen */
#define CHUNK    65536
#define TAIL_MAX 4096

struct watch {
    const struct child *child;
    struct child_result *result;
    struct spawned spawned;
    int pidfd; /* -1: the system has none; then it is asked often */
    int64_t deadline_tick_ms;
    int64_t kill_tick_ms; /* 0: nobody asked it to end */
    bool killed, ended;
    int64_t error_bytes;
    char tail[TAIL_MAX]; /* the end of what it wrote to its standard error */
    size_t tail_len;
    char chunk[CHUNK];
};

/* ---- its last words ---- */

static void keep_tail(struct watch *watch, const char *data, size_t len)
{
    size_t keep = sizeof watch->tail - watch->tail_len;

    if (len >= sizeof watch->tail) {
        memcpy(watch->tail, data + len - sizeof watch->tail, sizeof watch->tail);
        watch->tail_len = sizeof watch->tail;
        return;
    }
    if (len > keep) {
        memmove(watch->tail, watch->tail + (len - keep), watch->tail_len - (len - keep));
        watch->tail_len -= len - keep;
    }
    memcpy(watch->tail + watch->tail_len, data, len);
    watch->tail_len += len;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r'; /* of a progress bar too */
}

static bool is_shown(uint32_t code)
{
    return code >= 0x20 && (code < 0x7f || code > 0x9f);
}

static void clean_line(const char *text, size_t len, char out[static CHILD_LINE_MAX])
{
    size_t to = 0;

    for (size_t at = 0; at < len;) {
        uint32_t code = 0;
        size_t bytes = hd_utf8_next(text + at, len - at, &code);

        if (to + (bytes ? bytes : 1) >= CHILD_LINE_MAX)
            break;
        if (bytes && is_shown(code)) {
            memcpy(out + to, text + at, bytes);
            to += bytes;
        } else {
            out[to++] = bytes ? ' ' : '?';
        }
        at += bytes ? bytes : 1;
    }
    out[to] = '\0';
}

static void find_last_line(const struct watch *watch, char out[static CHILD_LINE_MAX])
{
    const char *end = watch->tail + watch->tail_len;
    const char *begin;

    while (end > watch->tail && (is_line_end(end[-1]) || end[-1] == ' ' || end[-1] == '\t'))
        end--;
    for (begin = end; begin > watch->tail && !is_line_end(begin[-1]);)
        begin--;
    while (begin < end && (*begin == ' ' || *begin == '\t'))
        begin++;
    clean_line(begin, (size_t)(end - begin), out);
}

/* ---- reading ---- */

static void ask_to_end(struct watch *watch, enum child_end why);

static void take_output(struct watch *watch, size_t len)
{
    struct hd_buf *out = &watch->result->out;

    if (out->len + len > (size_t)watch->child->limits.max_bytes)
        ask_to_end(watch, CHILD_FLOODED);
    else if (!watch->kill_tick_ms)
        hd_buf_put(out, watch->chunk, len);
}

static void take_error(struct watch *watch, size_t len)
{
    keep_tail(watch, watch->chunk, len);
    watch->error_bytes += (int64_t)len;
    if (watch->error_bytes > CHILD_ERROR_MAX && !watch->kill_tick_ms) {
        watch->result->errors_flooded = true;
        ask_to_end(watch, CHILD_FLOODED);
    }
}

/* Reads once; false when there is nothing now, or never again: then *fd becomes -1. */
static bool read_some(struct watch *watch, int *fd, void (*take)(struct watch *, size_t))
{
    ssize_t len = *fd < 0 ? 0 : read(*fd, watch->chunk, sizeof watch->chunk);

    if (len > 0) {
        take(watch, (size_t)len);
        return true;
    }
    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return errno == EINTR;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return false;
}

/* What it wrote before it ended; a grandchild that holds the pipe open is not waited for. */
static void read_rest(struct watch *watch)
{
    while (!watch->kill_tick_ms && read_some(watch, &watch->spawned.out, take_output))
        ;
    while (watch->error_bytes <= CHILD_ERROR_MAX &&
           read_some(watch, &watch->spawned.err, take_error))
        ;
}

/* ---- its end ---- */

static int64_t now_ms(const struct watch *watch)
{
    return hd_now_tick_ms(watch->child->clock);
}

static void signal_group(const struct watch *watch, int signal)
{
    /* Its number stays taken until it is waited for, so this is nobody else's group. */
    (void)kill(-watch->spawned.pid, signal);
}

/* For the first reason that there is. */
static void ask_to_end(struct watch *watch, enum child_end why)
{
    if (watch->kill_tick_ms)
        return;
    watch->result->end = why;
    watch->kill_tick_ms = now_ms(watch) + CHILD_GRACE_MS;
    signal_group(watch, SIGTERM);
}

static void look_at_clock(struct watch *watch)
{
    if (watch->child->cancelled && watch->child->cancelled(watch->child->ctx))
        ask_to_end(watch, CHILD_CANCELLED);
    if (now_ms(watch) >= watch->deadline_tick_ms)
        ask_to_end(watch, CHILD_LATE);
    if (watch->kill_tick_ms && !watch->killed && now_ms(watch) >= watch->kill_tick_ms) {
        signal_group(watch, SIGKILL);
        watch->killed = true;
    }
}

static void look_for_end(struct watch *watch)
{
    siginfo_t info = { .si_pid = 0 };

    if (waitid(P_PID, (id_t)watch->spawned.pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
        watch->ended = info.si_pid != 0;
    else
        watch->ended = errno == ECHILD;
}

static void wait_for_news(struct watch *watch)
{
    struct pollfd fds[] = { { watch->spawned.out, POLLIN, 0 },
                            { watch->spawned.err, POLLIN, 0 },
                            { watch->pidfd, POLLIN, 0 } };
    int64_t wait_ms = watch->pidfd < 0 ? LOOK_MS / 5 : LOOK_MS;
    int64_t next = watch->kill_tick_ms ? watch->kill_tick_ms : watch->deadline_tick_ms;
    int64_t left = next - now_ms(watch);

    if (!watch->killed && left < wait_ms)
        wait_ms = left > 0 ? left : 0;
    (void)poll(fds, sizeof fds / sizeof *fds, (int)wait_ms);
}

static void note_end(struct watch *watch)
{
    struct child_result *result = watch->result;
    int status = 0;

    signal_group(watch, SIGKILL); /* what it left behind */
    while (waitpid(watch->spawned.pid, &status, 0) < 0 && errno == EINTR)
        ;
    find_last_line(watch, result->line);
    if (watch->kill_tick_ms)
        return; /* the reason for that is known */
    result->end = WIFSIGNALED(status) ? CHILD_SIGNALLED : CHILD_EXITED;
    result->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (watch->spawned.failure) {
        result->end = CHILD_UNSTARTED;
        result->status = watch->spawned.failure;
    }
}

static void follow(struct watch *watch)
{
    while (!watch->ended) {
        wait_for_news(watch);
        (void)read_some(watch, &watch->spawned.out, take_output);
        (void)read_some(watch, &watch->spawned.err, take_error);
        look_at_clock(watch);
        look_for_end(watch);
    }
    read_rest(watch);
}

static void close_watch(struct watch *watch)
{
    int fds[] = { watch->spawned.out, watch->spawned.err, watch->pidfd };

    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
}

enum hd_rc child_run(const struct child *child, struct child_result *result, struct hd_error *err)
{
    HD_FREE_AUTO struct watch *watch = hd_alloc(sizeof *watch); /* too large for a stack */
    enum hd_rc rc;

    *result = (struct child_result){ .end = CHILD_EXITED };
    hd_buf_init(&result->out, (size_t)child->limits.max_bytes + 1);
    watch->child = child;
    watch->result = result;
    watch->deadline_tick_ms = now_ms(watch) + child->limits.timeout_ms;
    rc = spawn(child, &watch->spawned, err);
    if (rc)
        return rc;
    watch->pidfd = (int)syscall(SYS_pidfd_open, watch->spawned.pid, 0);
    follow(watch);
    note_end(watch);
    close_watch(watch);
    return HD_OK;
}

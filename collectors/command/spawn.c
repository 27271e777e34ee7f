#include "collectors/command/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIRST_FREE_FD 3
#define FDS_MAX       65536

struct pipe {
    int from, to;
};

/* What the child needs, made ready before there is one: between fork() and execve() a child of a
 * process with threads may call only what is safe in a signal handler, so nothing allocates. */
struct birth {
    const struct child *child;
    int null;
    struct pipe out, err, news; /* of what it could not do */
    pid_t parent;
};

/* ---- in the child ---- */

/* Only ever lowered: that needs no privilege, and a limit that is stricter already stays. */
static int set_limit(int what, int64_t soft, int64_t hard)
{
    struct rlimit limit;

    if (getrlimit((__rlimit_resource_t)what, &limit) != 0)
        return -1;
    if (limit.rlim_max > (rlim_t)hard)
        limit.rlim_max = (rlim_t)hard;
    limit.rlim_cur = limit.rlim_max < (rlim_t)soft ? limit.rlim_max : (rlim_t)soft;
    return setrlimit((__rlimit_resource_t)what, &limit);
}

static int set_limits(const struct child_limits *limits)
{
    /* At the soft one it gets SIGXCPU, which says what happened; at the hard one it ends. */
    if (set_limit(RLIMIT_CPU, limits->cpu_s, limits->cpu_s + 1) || set_limit(RLIMIT_CORE, 0, 0) ||
        set_limit(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes) ||
        set_limit(RLIMIT_NOFILE, limits->open_files, limits->open_files) ||
        (limits->processes && set_limit(RLIMIT_NPROC, limits->processes, limits->processes)))
        return -1;
    return set_limit(RLIMIT_AS, limits->memory_bytes, limits->memory_bytes);
}

/* The daemon blocks signals and ignores some; both would be inherited. */
static void reset_signals(void)
{
    struct sigaction plain = { .sa_handler = SIG_DFL };
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        (void)sigaction(i, &plain, NULL);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All others close when the program begins, the one for news among them. */
static void close_others(void)
{
    if (syscall(SYS_close_range, FIRST_FREE_FD, ~0u, CLOSE_RANGE_CLOEXEC) == 0)
        return;
    for (int fd = FIRST_FREE_FD; fd < FDS_MAX; fd++)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int prepare(const struct birth *birth)
{
    if (setsid() < 0 || dup2(birth->null, 0) < 0 || dup2(birth->out.to, 1) < 0 ||
        dup2(birth->err.to, 2) < 0)
        return -1;
    close_others();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL))
        return -1;
    if (getppid() != birth->parent) /* it went before the line above */
        _exit(127);
    (void)umask(077);
    if (chdir(birth->child->folder))
        return -1;
    reset_signals();
    return set_limits(&birth->child->limits); /* last: from then on its memory may not grow */
}

_Noreturn static void become_program(const struct birth *birth)
{
    int failure;

    if (!prepare(birth))
        (void)execve(birth->child->words[0], birth->child->words, birth->child->environment);
    failure = errno;
    while (write(birth->news.to, &failure, sizeof failure) < 0 && errno == EINTR)
        ;
    _exit(127);
}

/* ---- in the parent ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Beyond 0 to 2, which the child fills: this process may have been started without them. */
static int raise_fd(int fd)
{
    int raised = fd;

    if (fd >= 0 && fd < FIRST_FREE_FD) {
        raised = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
        close(fd);
    }
    return raised;
}

static bool open_pipe(struct pipe *pipe)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) != 0)
        return false;
    pipe->from = raise_fd(fds[0]);
    pipe->to = raise_fd(fds[1]);
    return pipe->from >= 0 && pipe->to >= 0;
}

static bool open_all(struct birth *birth)
{
    birth->null = raise_fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    return birth->null >= 0 && open_pipe(&birth->out) && open_pipe(&birth->err) &&
           open_pipe(&birth->news) && fcntl(birth->out.from, F_SETFL, O_NONBLOCK) == 0 &&
           fcntl(birth->err.from, F_SETFL, O_NONBLOCK) == 0;
}

static void close_all(struct birth *birth)
{
    int *fds[] = { &birth->null,   &birth->out.from,  &birth->out.to, &birth->err.from,
                   &birth->err.to, &birth->news.from, &birth->news.to };

    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        close_fd(fds[i]);
}

/* With all signals blocked, so that no handler of ours runs in the child. */
static pid_t fork_quietly(const struct birth *birth)
{
    sigset_t all, before;
    pid_t pid;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (pid == 0)
        become_program(birth);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

/* The pipe ends without a word when the child becomes the program. */
static int read_news(int fd)
{
    int failure = 0;

    while (read(fd, &failure, sizeof failure) < 0 && errno == EINTR)
        ;
    return failure;
}

enum hd_rc spawn(const struct child *child, struct spawned *spawned, struct hd_error *err)
{
    struct birth birth = { .child = child,
                           .null = -1,
                           .out = { -1, -1 },
                           .err = { -1, -1 },
                           .news = { -1, -1 },
                           .parent = getpid() };
    enum hd_rc rc = HD_OK;

    *spawned = (struct spawned){ .pid = -1, .out = -1, .err = -1 };
    if (!open_all(&birth))
        rc = hd_fail_errno(err, "pipes of a command");
    if (!rc && (spawned->pid = fork_quietly(&birth)) < 0)
        rc = hd_fail_errno(err, "fork");
    if (!rc) {
        close_fd(&birth.news.to);
        spawned->failure = read_news(birth.news.from);
        spawned->out = birth.out.from;
        spawned->err = birth.err.from;
        birth.out.from = birth.err.from = -1;
    }
    close_all(&birth);
    return rc;
}

#include "daemon/http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/address.h"

#define BACKLOG 511

union any_address {
    struct sockaddr any;
    struct sockaddr_storage room;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
};

static enum hd_rc close_failed(int fd, enum hd_rc rc)
{
    close(fd);
    return rc;
}

enum hd_rc listen_tcp(const char *text, int *fd_out, struct hd_error *err)
{
    union any_address address;
    socklen_t len;
    int one = 1, fd;

    if (!address_parse(text, &address.room, &len))
        return hd_fail(err, HD_BAD_INPUT,
                       "listen: '%s' is not an address and port such as 127.0.0.1:8080", text);
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return hd_fail_errno(err, "listening on %s", text);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (address.any.sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if (bind(fd, &address.any, len) || listen(fd, BACKLOG))
        return close_failed(fd, hd_fail_errno(err, "listening on %s", text));
    *fd_out = fd;
    return HD_OK;
}

static bool somebody_answers(const union any_address *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answered;

    if (fd < 0)
        return false;
    answered = !connect(fd, &address->any, sizeof address->local);
    close(fd);
    return answered;
}

/* Only a socket is ever removed: whatever else has that name is not ours. */
static enum hd_rc clear_path(const char *path, const union any_address *address,
                             struct hd_error *err)
{
    struct stat found;

    if (lstat(path, &found))
        return errno == ENOENT ? HD_OK : hd_fail_errno(err, "socket '%s'", path);
    if (!S_ISSOCK(found.st_mode))
        return hd_fail(err, HD_CONFLICT, "socket '%s': something else has this name", path);
    if (somebody_answers(address))
        return hd_fail(err, HD_CONFLICT, "socket '%s': another daemon answers there", path);
    return unlink(path) ? hd_fail_errno(err, "removing the stale socket '%s'", path) : HD_OK;
}

enum hd_rc listen_unix(const char *path, int *fd_out, struct hd_error *err)
{
    union any_address address = { .local = { .sun_family = AF_UNIX } };
    mode_t before;
    int fd, failed;
    enum hd_rc rc;

    if (strlen(path) >= sizeof address.local.sun_path)
        return hd_fail(err, HD_BAD_INPUT,
                       "socket '%s': the path has %zu bytes, the system allows %zu; set socket in "
                       "[server] to a shorter one",
                       path, strlen(path), sizeof address.local.sun_path - 1);
    memcpy(address.local.sun_path, path, strlen(path));
    rc = clear_path(path, &address, err);
    if (rc)
        return rc;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return hd_fail_errno(err, "socket '%s'", path);
    before = umask(0117); /* never open to others, not even for a moment */
    failed = bind(fd, &address.any, sizeof address.local);
    umask(before);
    if (failed || listen(fd, BACKLOG))
        return close_failed(fd, hd_fail_errno(err, "socket '%s'", path));
    *fd_out = fd;
    return HD_OK;
}

void listen_describe(int fd, char *out, size_t size)
{
    union any_address address = { .v4 = { 0 } };
    socklen_t len = sizeof address;
    char host[INET6_ADDRSTRLEN] = "?";

    if (getsockname(fd, &address.any, &len))
        address.any.sa_family = AF_UNSPEC;
    switch (address.any.sa_family) {
    case AF_INET:
        inet_ntop(AF_INET, &address.v4.sin_addr, host, sizeof host);
        snprintf(out, size, "%s:%u", host, ntohs(address.v4.sin_port));
        break;
    case AF_INET6:
        inet_ntop(AF_INET6, &address.v6.sin6_addr, host, sizeof host);
        snprintf(out, size, "[%s]:%u", host, ntohs(address.v6.sin6_port));
        break;
    case AF_UNIX:
        snprintf(out, size, "%s", address.local.sun_path);
        break;
    default:
        snprintf(out, size, "?");
    }
}

#include "daemon/handover.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_S 120

static int connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct timeval limit = { .tv_sec = ANSWER_S };
    int fd;

    if (strlen(path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The status line is enough: "HTTP/1.1 200 OK". */
static int read_status(int fd)
{
    char line[64] = { 0 };
    size_t used = 0;
    ssize_t got;

    while (used < sizeof line - 1 && !memchr(line, '\n', used) &&
           (got = recv(fd, line + used, sizeof line - 1 - used, 0)) > 0)
        used += (size_t)got;
    if (strncmp(line, "HTTP/1.", 7) != 0 || strlen(line) < 12 ||
        strspn(line + 9, "0123456789") != 3)
        return 0;
    return (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0';
}

enum hd_rc handover_post(const char *socket_path, const char *path, struct hd_error *err)
{
    char request[512];
    int fd = connect_to(socket_path), status = 0;
    int len = snprintf(request, sizeof request,
                       "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                       "Connection: close\r\n\r\n",
                       path);

    if (fd < 0)
        return hd_fail(err, HD_NOT_FOUND, "nobody answers at the socket '%s'", socket_path);
    if (len > 0 && (size_t)len < sizeof request &&
        send(fd, request, (size_t)len, MSG_NOSIGNAL) == len)
        status = read_status(fd);
    close(fd);
    if (status >= 200 && status < 300)
        return HD_OK;
    return hd_fail(err, HD_AGAIN, "the running daemon answered %d to %s", status, path);
}

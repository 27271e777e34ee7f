#include "daemon/http/peer.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>

void peer_actor(int fd, char *out, size_t size)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    struct passwd entry, *found = NULL;
    char scratch[4096];

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len)) {
        snprintf(out, size, "local:unknown");
        return;
    }
    if (!getpwuid_r(peer.uid, &entry, scratch, sizeof scratch, &found) && found)
        snprintf(out, size, "local:%s", found->pw_name);
    else
        snprintf(out, size, "local:%u", (unsigned)peer.uid);
}

/* Clients that post observations as fast as they are acknowledged, each on one connection.
 *
 *      post PORT TOKEN INDICATOR CLIENTS ROWS SECONDS     prints observations/s, median and 99th
 *                                                         percentile of an answer in ms
 * Every value is new: each client has a breakdown of its own and goes on to the next day. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "timing.h"

#define CLIENTS_MAX 64
#define ANSWERS_MAX ((size_t)1 << 20)
#define DAYS        28      /* of a month that are used */
#define SERIES_DAYS 100000L /* then the client goes on with another breakdown */

static struct setting {
    int port, clients, rows;
    const char *token, *indicator;
    double seconds;
    long run; /* tells breakdowns of one run from those of another */
} setting;

struct client {
    pthread_t thread;
    int number, fd;
    long next; /* day to post */
    double *took;
    size_t answers;
    char *body, *request, answer[1 << 20];
};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int dial(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((unsigned short)setting.port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to))
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static size_t write_request(struct client *client, size_t room)
{
    size_t len = (size_t)snprintf(client->body, room, "{\"observations\":[");

    for (int i = 0; i < setting.rows; i++, client->next++) {
        long day = client->next % SERIES_DAYS, month = day / DAYS;

        len += (size_t)snprintf(
            client->body + len, room - len,
            "%s{\"indicator\":\"%s\",\"breakdown\":\"r%ld-%d-%ld\",\"period\":\"%ld-%02ld-%02ld\","
            "\"value\":%ld.5}",
            i ? "," : "", setting.indicator, setting.run, client->number,
            client->next / SERIES_DAYS, 1900 + month / 12, 1 + month % 12, 1 + day % DAYS,
            client->next);
    }
    len += (size_t)snprintf(client->body + len, room - len, "]}");
    return (size_t)snprintf(client->request, room + 1024,
                            "POST /api/v1/observations HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                            "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                            "Content-Length: %zu\r\n\r\n%s",
                            setting.port, setting.token, len, client->body);
}

static void send_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t sent = send(fd, data, len, MSG_NOSIGNAL);

        if (sent <= 0)
            die("send");
        data += sent;
        len -= (size_t)sent;
    }
}

/* Reads one answer by its Content-Length; anything but 201 ends the measurement. */
static void read_answer(struct client *client)
{
    size_t len = 0, whole = sizeof client->answer;

    while (len < whole) {
        ssize_t got = recv(client->fd, client->answer + len, sizeof client->answer - 1 - len, 0);
        const char *body, *length;

        if (got <= 0)
            die("recv");
        len += (size_t)got;
        client->answer[len] = '\0';
        body = strstr(client->answer, "\r\n\r\n");
        length = body ? strcasestr(client->answer, "\r\nContent-Length:") : NULL;
        if (length)
            whole = (size_t)(body + 4 - client->answer) + strtoul(length + 17, NULL, 10);
    }
    if (memcmp(client->answer, "HTTP/1.1 201", 12)) {
        fprintf(stderr, "%.2000s\n", client->answer);
        exit(1);
    }
}

static void *run_client(void *arg)
{
    struct client *client = arg;
    size_t room = 256 + (size_t)setting.rows * 160;
    double end;

    client->fd = dial();
    client->body = malloc(room);
    client->request = malloc(room + 1024);
    client->took = calloc(ANSWERS_MAX, sizeof *client->took);
    if (!client->body || !client->request || !client->took)
        die("malloc");
    end = timing_now() + setting.seconds;
    for (double start = timing_now(); start < end && client->answers < ANSWERS_MAX;
         start = timing_now()) {
        send_all(client->fd, client->request, write_request(client, room));
        read_answer(client);
        client->took[client->answers++] = timing_now() - start;
    }
    close(client->fd);
    return NULL;
}

int main(int argc, char **argv)
{
    static struct client clients[CLIENTS_MAX];
    size_t answers = 0;
    double *all, start = timing_now(), took;

    if (argc != 7)
        return 1;
    setting = (struct setting){ .port = atoi(argv[1]),
                                .token = argv[2],
                                .indicator = argv[3],
                                .clients = atoi(argv[4]),
                                .rows = atoi(argv[5]),
                                .seconds = strtod(argv[6], NULL),
                                .run = (long)getpid() };
    for (int i = 0; i < setting.clients; i++) {
        clients[i].number = i;
        if (pthread_create(&clients[i].thread, NULL, run_client, &clients[i]))
            die("thread");
    }
    all = calloc(ANSWERS_MAX * 2, sizeof *all);
    for (int i = 0; i < setting.clients; i++) {
        pthread_join(clients[i].thread, NULL);
        memcpy(all + answers, clients[i].took, clients[i].answers * sizeof *all);
        answers += clients[i].answers;
    }
    took = timing_now() - start;
    printf("%.0f %.3f %.3f\n", (double)answers * setting.rows / took,
           1e3 * timing_at(all, answers, 0.5), 1e3 * timing_at(all, answers, 0.99));
    free(all);
    return 0;
}

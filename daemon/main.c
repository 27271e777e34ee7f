#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/log.h"
#include "daemon/app.h"

static const char usage[] =
    "usage: hedefd [-c FILE|DIR] [--listen ADDRESS:PORT] [--check | --once]\n"
    "\n"
    "  -c, --config FILE   configuration, or the directory it is in; else $HEDEF_CONFIG,\n"
    "                      ./hedef.conf, /etc/hedef/hedef.conf\n"
    "      --listen A:P    instead of listen in the configuration\n"
    "      --check         read the configuration, say what is wrong with it, and end\n"
    "      --once          one round (folder, evaluation, mail), and end\n"
    "      --version       print the version\n"
    "      --help          print this\n";

enum action { ACTION_SERVE, ACTION_CHECK, ACTION_ONCE, ACTION_VERSION, ACTION_HELP, ACTION_WRONG };

static const struct option long_options[] = {
    { "config", required_argument, NULL, 'c' },
    { "listen", required_argument, NULL, 'l' },
    { "check", no_argument, NULL, 'k' },
    { "once", no_argument, NULL, 'o' },
    { "version", no_argument, NULL, 'V' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static enum action read_options(int argc, char **argv, struct app_options *options)
{
    enum action action = ACTION_SERVE;
    int option;

    while ((option = getopt_long(argc, argv, "c:h", long_options, NULL)) != -1) {
        switch (option) {
        case 'c':
            options->conf_path = optarg;
            break;
        case 'l':
            options->listen = optarg;
            break;
        case 'k':
            action = ACTION_CHECK;
            break;
        case 'o':
            action = ACTION_ONCE;
            break;
        case 'V':
            return ACTION_VERSION;
        case 'h':
            return ACTION_HELP;
        default:
            return ACTION_WRONG;
        }
    }
    return optind < argc ? ACTION_WRONG : action;
}

/* A database file that got descriptor 2 would be written to by the next log line. */
static int open_standard_descriptors(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    return fd < 0 ? -1 : close(fd);
}

static int serve(const struct app_options *options)
{
    struct app *app;
    struct hd_error err;
    int status;

    if (app_create(options, &app, &err)) {
        hd_log(HD_LOG_ERROR, "start error=\"%s\"", err.text);
        return EXIT_FAILURE;
    }
    status = app_run(app);
    app_destroy(&app);
    return status;
}

int main(int argc, char **argv)
{
    struct app_options options = { .conf_path = NULL };

    if (open_standard_descriptors())
        return EXIT_FAILURE;
    switch (read_options(argc, argv, &options)) {
    case ACTION_SERVE:
        return serve(&options);
    case ACTION_CHECK:
        return app_check(&options);
    case ACTION_ONCE:
        return app_once(&options);
    case ACTION_VERSION:
        printf("hedefd %s\n", HEDEF_VERSION);
        return EXIT_SUCCESS;
    case ACTION_HELP:
        fputs(usage, stdout);
        return EXIT_SUCCESS;
    case ACTION_WRONG:
        break;
    }
    fputs(usage, stderr);
    return EXIT_FAILURE;
}

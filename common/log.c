#include "common/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static enum hd_log_level highest = HD_LOG_INFO;
static hd_log_sink_fn *watching;
static void *watching_ctx;

static void escape_controls(char *line)
{
    /* One event is one line: what came from outside must not start another. */
    for (; *line; line++)
        if ((unsigned char)*line < 0x20 || *line == 0x7f)
            *line = '?';
}

void hd_log(enum hd_log_level level, const char *fmt, ...)
{
    char line[1024];
    va_list args;

    if (level > highest)
        return;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    escape_controls(line);
    if (watching)
        watching(watching_ctx, level, line);
    else
        fprintf(stderr, "<%d>%s\n", (int)level, line);
}

void hd_log_set_level(enum hd_log_level level)
{
    highest = level;
}

void hd_log_set_sink(hd_log_sink_fn *sink, void *ctx)
{
    watching = sink;
    watching_ctx = ctx;
}

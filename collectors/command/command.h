/* collectors/command/command.h - the transport `command`: a program of this machine, with limits
 * and without a shell; what it writes to its standard output is the body. */
#ifndef HEDEF_COLLECTORS_COMMAND_COMMAND_H
#define HEDEF_COLLECTORS_COMMAND_COMMAND_H

#include "collectors/collector.h"

struct command_options {
    char *command;     /* the path of the program and its arguments, as words */
    char *environment; /* NAME=value words */
    char *folder;      /* where it runs; NULL: in an empty one of its own */
    int64_t timeout_ms, max_bytes;
    int64_t cpu_time_ms, memory_bytes, file_bytes, open_files, processes;
};

extern const struct collector_ops collector_command;

#endif

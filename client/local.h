/* client/local.h - commands that are more, or less, than one request. */
#ifndef HEDEF_CLIENT_LOCAL_H
#define HEDEF_CLIENT_LOCAL_H

#include "client/command.h"

command_fn local_init;          /* init.c */
command_fn local_catalog_check; /* local.c */
command_fn local_export;        /* export.c */
command_fn local_completion;
command_fn local_config_check;
command_fn local_config_show;
command_fn local_collect_add; /* collect.c */
command_fn local_test;        /* test.c */
command_fn local_import;      /* import.c */
command_fn local_restore;     /* database.c */
command_fn local_db_verify;
command_fn local_db_upgrade;

#endif

/* The connection contract of every handle.  Debian's library has some of it as its default;
 * nothing relies on that. */
#include "storage/sqlite/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL    (CONNECTION_WRITER | CONNECTION_READER | CONNECTION_COPIER)
#define WRITER CONNECTION_WRITER

const struct contract_pragma contract_pragmas[] = {
    /* A verified copy is not in WAL mode until a writer opens it: readers take either. */
    { "journal_mode", "wal", "wal", WRITER },
    { "synchronous", "full", "2", ALL },
    { "foreign_keys", "on", "1", ALL },
    { "trusted_schema", "off", "0", ALL },
    { "cell_size_check", "on", "1", ALL },
    { "mmap_size", "0", "0", ALL },
    { "busy_timeout", "10000", "10000", ALL },
    { "journal_size_limit", "67108864", "67108864", WRITER },
    { "wal_autocheckpoint", "0", "0", ALL },
    { "recursive_triggers", "on", "1", ALL },
    { "secure_delete", "on", "1", WRITER },
    { "cache_size", "-8192", "-8192", WRITER },
    { "temp_store", "memory", "2", WRITER }, /* what a part undoes; never more than its pages */
    { "encoding", NULL, "UTF-8", ALL },
    { NULL, NULL, NULL, 0 },
};

struct contract_switch {
    int option, value;
    const char *name;
};

static const struct contract_switch switches[] = {
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "load_extension" },
    { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, "no_checkpoint_on_close" },
    { SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive" },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "trusted_schema" },
    { SQLITE_DBCONFIG_DQS_DML, 0, "double_quoted_strings" },
    { SQLITE_DBCONFIG_DQS_DDL, 0, "double_quoted_strings_in_schema" },
    { SQLITE_DBCONFIG_ENABLE_FKEY, 1, "foreign_keys" },
    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, "triggers" },
    { SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, "writable_schema" },
};

struct contract_limit {
    int id, value;
    const char *name;
};

static const struct contract_limit limits[] = {
    { SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024, "length" },
    { SQLITE_LIMIT_SQL_LENGTH, 100000, "sql_length" },
    { SQLITE_LIMIT_EXPR_DEPTH, 100, "expr_depth" },
    { SQLITE_LIMIT_VDBE_OP, 25000, "vdbe_op" },
    { SQLITE_LIMIT_COMPOUND_SELECT, 20, "compound_select" },
    { SQLITE_LIMIT_COLUMN, 100, "column" },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 10, "trigger_depth" },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200, "like_pattern_length" },
    { SQLITE_LIMIT_WORKER_THREADS, 0, "worker_threads" },
};

static enum hd_rc ask_int(struct connection *connection, const char *sql, long *out,
                          struct hd_error *err)
{
    char text[32];
    enum hd_rc rc = connection_ask(connection, sql, text, sizeof text, err);

    if (!rc)
        *out = strtol(text, NULL, 10);
    return rc;
}

enum hd_rc contract_identity(struct connection *connection, const char *path, int newest_version,
                             struct hd_error *err)
{
    long id, version, objects;
    enum hd_rc rc = ask_int(connection, "pragma application_id", &id, err);

    if (!rc)
        rc = ask_int(connection, "pragma user_version", &version, err);
    if (!rc)
        rc = ask_int(connection, "select count(*) from sqlite_schema", &objects, err);
    if (rc)
        return rc;
    if (id == 0 && version == 0 && objects == 0)
        return HD_OK;
    if (id != CONTRACT_APPLICATION_ID)
        return hd_fail(err, HD_BAD_INPUT, "'%s' is a database of another program", path);
    if (version > newest_version)
        return hd_fail(err, HD_BAD_INPUT,
                       "'%s' has schema %ld, made by a newer version; this one knows %d", path,
                       version, newest_version);
    return HD_OK;
}

static enum hd_rc apply_switches(struct connection *connection, struct hd_error *err)
{
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        int now = -1;

        if (sqlite3_db_config(connection->db, switches[i].option, switches[i].value, &now) ||
            now != switches[i].value)
            return hd_fail(err, HD_SYSTEM, "SQLite does not set %s to %d", switches[i].name,
                           switches[i].value);
    }
    return HD_OK;
}

enum hd_rc contract_switches(struct connection *connection, struct hd_error *err)
{
    /* VACUUM INTO attaches its target. */
    int attached = connection->role == CONNECTION_COPIER ? 1 : 0;
    enum hd_rc rc = apply_switches(connection, err);

    if (rc)
        return rc;
    sqlite3_limit(connection->db, SQLITE_LIMIT_ATTACHED, attached);
    if (sqlite3_limit(connection->db, SQLITE_LIMIT_ATTACHED, -1) != attached)
        return hd_fail(err, HD_SYSTEM, "SQLite does not limit attached databases");
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        sqlite3_limit(connection->db, limits[i].id, limits[i].value);
        if (sqlite3_limit(connection->db, limits[i].id, -1) != limits[i].value)
            return hd_fail(err, HD_SYSTEM, "SQLite does not limit %s to %d", limits[i].name,
                           limits[i].value);
    }
    return HD_OK;
}

static enum hd_rc set_pragma(struct connection *connection, const struct contract_pragma *pragma,
                             struct hd_error *err)
{
    char sql[96], answer[64];

    snprintf(sql, sizeof sql, "pragma %s = %s", pragma->name, pragma->value);
    return connection_ask(connection, sql, answer, sizeof answer, err);
}

enum hd_rc contract_agree(struct connection *connection, const struct contract_pragma *pragmas,
                          struct hd_error *err)
{
    char sql[96], answer[64];
    enum hd_rc rc = HD_OK;

    for (const struct contract_pragma *p = pragmas; p->name; p++) {
        if (!(p->roles & connection->role))
            continue;
        if (p->value)
            rc = set_pragma(connection, p, err);
        if (rc)
            return rc;
        snprintf(sql, sizeof sql, "pragma %s", p->name);
        rc = connection_ask(connection, sql, answer, sizeof answer, err);
        if (rc)
            return rc;
        /* A library built without memory mapping does not answer for mmap_size. */
        if (strcmp(answer, p->want) != 0 && (answer[0] || strcmp(p->name, "mmap_size") != 0))
            return hd_fail(err, HD_SYSTEM, "SQLite has %s = '%s' where '%s' was set", p->name,
                           answer, p->want);
    }
    return HD_OK;
}

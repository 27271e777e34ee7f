#include "storage_world.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "storage/migration.h"
#include "storage/session.h"

static void versions_have_no_gaps_and_names_begin_with_them(void **state)
{
    (void)state;
    for (int i = 0; migrations[i].version; i++) {
        char prefix[16];

        assert_int_equal(migrations[i].version, i + 1);
        snprintf(prefix, sizeof prefix, "%04d_", i + 1);
        assert_memory_equal(migrations[i].name, prefix, 5);
    }
    assert_int_equal(store_schema_version(), migration_newest());
}

static void set_version(struct world *w, int version)
{
    sqlite3 *db;
    char sql[64];

    snprintf(sql, sizeof sql, "pragma user_version = %d", version);
    assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db); /* the last connection: everything is in the file */
}

static char *read_whole(const char *path, size_t *len_out)
{
    FILE *file = fopen(path, "r");
    char *data;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *len_out = (size_t)ftell(file);
    rewind(file);
    data = malloc(*len_out);
    assert_int_equal(fread(data, 1, *len_out, file), *len_out);
    fclose(file);
    return data;
}

static void a_newer_schema_is_refused_untouched(void **state)
{
    struct world *w = *state;
    struct reader *reader;
    struct store_verify verified;
    size_t before_len, after_len;
    char *before, *after;

    store_close(&w->store);
    set_version(w, migration_newest() + 1);
    before = read_whole(w->path, &before_len);
    assert_int_equal(world_open(w), HD_BAD_INPUT);
    assert_non_null(strstr(w->err.text, "newer"));
    assert_int_equal(reader_open(w->path, &reader, &w->err), HD_BAD_INPUT);
    assert_int_equal(store_verify(w->path, &verified, &w->err), HD_BAD_INPUT);
    after = read_whole(w->path, &after_len);
    assert_int_equal(before_len, after_len);
    assert_memory_equal(before, after, before_len);
    free(before);
    free(after);
}

/* A database as it is between its creation and the first migration. */
static struct reader *open_session(struct world *w)
{
    struct connection_options how = { .path = w->path,
                                      .role = CONNECTION_WRITER,
                                      .newest_version = migration_newest() };
    struct reader *session;

    assert_int_equal(session_open(world_driver, &how, &session, &w->err), HD_OK);
    return session;
}

static void make_empty(const struct world *w)
{
    close(open(w->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

static void a_reader_does_not_take_an_older_schema(void **state)
{
    struct world *w = *state;
    struct reader *reader;

    make_empty(w);
    assert_int_equal(reader_open(w->path, &reader, &w->err), HD_BAD_INPUT);
    assert_ok(w, world_open(w)); /* the writer brings it up */
    assert_int_equal(reader_open(w->path, &reader, &w->err), HD_OK);
    reader_close(&reader);
}

static pid_t migrate_in_child(struct world *w, int start)
{
    pid_t pid = fork();
    char byte;

    if (!pid) {
        struct reader *session = open_session(w);

        if (read(start, &byte, 1) != 1)
            _exit(9);
        _exit(migration_run(session, &w->err) ? 1 : 0);
    }
    return pid;
}

/* The change to WAL needs the file alone and waits for nobody: in the program the writer's lock
 * gives it that, here it is done before the race. */
static void make_empty_in_wal(struct world *w)
{
    struct reader *session;

    make_empty(w);
    session = open_session(w);
    session_close(&session);
}

static void two_processes_migrate_once(void **state)
{
    struct world *w = *state;
    int start[2], status;
    pid_t children[2];

    make_empty_in_wal(w);
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < 2; i++)
        children[i] = migrate_in_child(w, start[0]);
    assert_int_equal(write(start[1], "xx", 2), 2);
    for (int i = 0; i < 2; i++) {
        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
    assert_ok(w, world_open(w));
    assert_int_equal(world_ask(w, "select count(*) from store_state"), 1);
}

/* A step that fails in its middle leaves the version and the tables of before. */
static void a_step_that_fails_leaves_nothing(void **state)
{
    struct world *w = *state;
    struct reader *session;
    int version = -1;

    make_empty(w);
    session = open_session(w);
    assert_int_equal(session_run(session, "create table alert (id)", &w->err), HD_OK);
    assert_int_not_equal(migration_run(session, &w->err), HD_OK);
    assert_non_null(strstr(w->err.text, "0001_initial"));
    assert_int_equal(session->driver->version(session->connection, &version, &w->err), HD_OK);
    assert_int_equal(version, 0);
    assert_int_equal(session_run(session, "create table setting (id)", &w->err), HD_OK);
    session_close(&session);
}

static void the_same_database_is_opened_again_without_a_step(void **state)
{
    struct world *w = *state;

    world_publish_one(w, "2022", "1");
    for (int i = 0; i < 3; i++) {
        store_close(&w->store);
        assert_ok(w, world_open(w));
    }
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

/* ---- files of released versions ---- */

static void make_from(const struct world *w, const char *dump)
{
    size_t len;
    char path[200], *sql, *text;
    sqlite3 *db;

    snprintf(path, sizeof path, "%s/%s", TEST_DATA, dump);
    sql = read_whole(path, &len);
    text = strndup(sql, len);
    assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL))
        fail_msg("%s: %s", dump, sqlite3_errmsg(db));
    sqlite3_close(db);
    free(sql);
    free(text);
}

static void find_beside(const struct world *w, const char *what, char out[static 128])
{
    char pattern[128];
    glob_t found;

    snprintf(pattern, sizeof pattern, "%s.%s-*", w->path, what);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    snprintf(out, 128, "%s", found.gl_pathv[0]);
    globfree(&found);
}

struct old_file {
    const char *dump;
    int64_t schema, target_changes;
};

static const struct old_file old_files[] = {
    { "schema-2.sql", 2, 0 },
    { "schema-3.sql", 3, 1 },
};

static void bring_up(struct world *w, const struct old_file *file)
{
    struct store_verify old, copy, now;
    char kept[128];

    make_from(w, file->dump);
    assert_ok(w, store_verify(w->path, &old, &w->err));
    assert_int_equal(old.schema_version, file->schema);
    assert_ok(w, world_open(w));
    assert_ok(w, store_verify(w->path, &now, &w->err));
    assert_int_equal(now.schema_version, migration_newest());
    assert_int_equal(now.observations, old.observations);
    assert_int_equal(now.audit_events, old.audit_events);
    assert_int_equal(world_ask(w, "select count(*) from target_change"), file->target_changes);
    assert_int_equal(world_ask(w, "select count(*) from fetch"), 0);
    assert_int_equal(world_ask(w, "select count(*) from token where source = ''"),
                     world_ask(w, "select count(*) from token"));
    find_beside(w, "before-migration", kept);
    assert_ok(w, store_verify(kept, &copy, &w->err));
    assert_int_equal(copy.schema_version, file->schema);
}

static void a_file_of_an_older_schema_is_brought_up_and_its_copy_stays_sound(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < sizeof old_files / sizeof *old_files; i++) {
        bring_up(w, &old_files[i]);
        world_clear(w);
        world_init(w, "/tmp");
    }
}

static void restore_and_bring_up(struct world *w, const struct old_file *file)
{
    struct store_verify verified;
    char old[128];

    make_from(w, file->dump);
    snprintf(old, sizeof old, "%s/old.db", w->folder);
    assert_ok(w, store_backup(w->path, old, false, &w->err));
    assert_ok(w, world_open(w));
    store_close(&w->store);
    assert_ok(w, store_restore(old, w->path, &w->err));
    assert_ok(w, store_verify(w->path, &verified, &w->err));
    assert_int_equal(verified.schema_version, file->schema);
    assert_ok(w, world_open(w));
    assert_int_equal(world_ask(w, "select count(*) from observation"), verified.observations);
}

static void a_backup_of_an_older_schema_is_restored_and_then_brought_up(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < sizeof old_files / sizeof *old_files; i++) {
        restore_and_bring_up(w, &old_files[i]);
        world_clear(w);
        world_init(w, "/tmp");
    }
}

int main(void)
{
    const struct CMUnitTest migration[] = {
        WORLD_BARE(versions_have_no_gaps_and_names_begin_with_them),
        WORLD_TEST(a_newer_schema_is_refused_untouched),
        WORLD_BARE(a_reader_does_not_take_an_older_schema),
        WORLD_BARE(two_processes_migrate_once),
        WORLD_BARE(a_step_that_fails_leaves_nothing),
        WORLD_TEST(the_same_database_is_opened_again_without_a_step),
        WORLD_BARE(a_file_of_an_older_schema_is_brought_up_and_its_copy_stays_sound),
        WORLD_BARE(a_backup_of_an_older_schema_is_restored_and_then_brought_up),
    };

    return WORLD_RUN(migration);
}

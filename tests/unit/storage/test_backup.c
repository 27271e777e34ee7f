#include "storage_world.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

static void name_beside(const struct world *w, const char *name, char out[static 128])
{
    snprintf(out, 128, "%s/%s", w->folder, name);
}

/* How many entries of the folder have `part` in their name. */
static int count_files(const struct world *w, const char *part)
{
    DIR *folder = opendir(w->folder);
    struct dirent *entry;
    int count = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder)))
        count += strstr(entry->d_name, part) != NULL;
    closedir(folder);
    return count;
}

static void publish_number(struct world *w, int number)
{
    char value[16];

    snprintf(value, sizeof value, "%d", number);
    world_publish_one(w, "2022", value);
}

static void a_backup_holds_everything_and_verifies(void **state)
{
    struct world *w = *state;
    struct store_verify original, copy;
    struct stat info;
    char to[128];

    for (int i = 0; i < 20; i++)
        publish_number(w, i);
    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    assert_ok(w, store_verify(w->path, &original, &w->err));
    assert_ok(w, store_verify(to, &copy, &w->err));
    assert_int_equal(copy.observations, 20);
    assert_memory_equal(&original, &copy, sizeof copy);
    assert_int_equal(stat(to, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(count_files(w, "partial"), 0);
    assert_int_equal(count_files(w, "copy.db-"), 0);
}

static void a_target_that_exists_is_replaced_only_when_asked(void **state)
{
    struct world *w = *state;
    struct store_verify verified;
    char to[128];

    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    publish_number(w, 1);
    assert_int_equal(store_backup(w->path, to, false, &w->err), HD_CONFLICT);
    assert_ok(w, store_verify(to, &verified, &w->err));
    assert_int_equal(verified.observations, 0);
    assert_ok(w, store_backup(w->path, to, true, &w->err));
    assert_ok(w, store_verify(to, &verified, &w->err));
    assert_int_equal(verified.observations, 1);
}

static void targets_that_would_harm_are_refused(void **state)
{
    struct world *w = *state;
    char to[128];

    assert_int_equal(store_backup(w->path, w->path, true, &w->err), HD_BAD_INPUT);
    name_beside(w, "no-such-folder/copy.db", to);
    assert_int_not_equal(store_backup(w->path, to, false, &w->err), HD_OK);
    name_beside(w, "missing.db", to);
    assert_int_equal(store_backup(to, w->path, true, &w->err), HD_NOT_FOUND);
    assert_int_equal(count_files(w, "partial"), 0);
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
}

/* Spoils one value of a closed or copied database behind the back of the chain. */
static void spoil(const char *path)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "drop trigger observation_kept; "
                                  "update observation set value = value || '0'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

static void a_spoilt_database_gives_no_backup(void **state)
{
    struct world *w = *state;
    char to[128];

    publish_number(w, 1);
    store_close(&w->store);
    spoil(w->path);
    name_beside(w, "copy.db", to);
    assert_int_equal(store_backup(w->path, to, false, &w->err), HD_CORRUPT);
    assert_int_equal(count_files(w, "copy.db"), 0);
}

/* ---- restore ---- */

static void restoring_brings_back_and_keeps_what_was_there(void **state)
{
    struct world *w = *state;
    char to[128];

    publish_number(w, 1);
    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    publish_number(w, 2);
    assert_int_equal(store_restore(to, w->path, &w->err), HD_CONFLICT); /* it is in use */
    store_close(&w->store);
    assert_ok(w, store_restore(to, w->path, &w->err));
    assert_ok(w, world_open(w));
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "1");
    publish_number(w, 3);
    assert_int_equal(count_files(w, "before-restore"), 1);
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
}

static void the_database_kept_aside_is_whole(void **state)
{
    struct world *w = *state;
    struct store_verify verified;
    char to[128], command[300], kept[160];
    FILE *list;

    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    publish_number(w, 2);
    store_close(&w->store);
    assert_ok(w, store_restore(to, w->path, &w->err));
    snprintf(command, sizeof command, "ls %s/hedef.db.before-restore-*", w->folder);
    list = popen(command, "r");
    assert_non_null(fgets(kept, sizeof kept, list));
    pclose(list);
    kept[strcspn(kept, "\n")] = '\0';
    assert_ok(w, store_verify(kept, &verified, &w->err));
    assert_int_equal(verified.observations, 1);
}

static void a_spoilt_copy_is_not_restored(void **state)
{
    struct world *w = *state;
    char to[128];

    publish_number(w, 1);
    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    store_close(&w->store);
    spoil(to);
    assert_int_equal(store_restore(to, w->path, &w->err), HD_CORRUPT);
    assert_int_equal(store_restore(w->path, w->path, &w->err), HD_BAD_INPUT);
    assert_ok(w, world_open(w));
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "1");
    assert_int_equal(count_files(w, "before-restore"), 0);
}

static void a_ruined_database_can_be_replaced(void **state)
{
    struct world *w = *state;
    char to[128];
    FILE *file;

    publish_number(w, 1);
    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    store_close(&w->store);
    file = fopen(w->path, "r+");
    for (int i = 0; i < 3000; i++)
        fputc('?', file);
    fclose(file);
    assert_int_equal(world_open(w), HD_CORRUPT);
    assert_ok(w, store_restore(to, w->path, &w->err));
    assert_ok(w, world_open(w));
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "1");
}

static void restoring_to_an_empty_place_works(void **state)
{
    struct world *w = *state;
    char to[128];

    publish_number(w, 1);
    name_beside(w, "copy.db", to);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    store_close(&w->store);
    snprintf(w->path, sizeof w->path, "%.64s/second.db", w->folder);
    assert_ok(w, store_restore(to, w->path, &w->err));
    assert_ok(w, world_open(w));
    assert_string_equal(world_as_of(w, "2022", "2026-12-31"), "1");
}

/* ---- under load ---- */

#define WRITERS 3
#define COPIES  6

struct load {
    struct world *w;
    int number;
    atomic_bool *stop;
    atomic_int *acknowledged;
};

/* Numbers of one series in ascending order: a prefix shows in its greatest. */
static void *write_load(void *arg)
{
    struct load *load = arg;
    static const char *const words[] = { "a", "b", "c" };
    char value[16];
    struct hd_error err;

    for (int i = 1; !atomic_load(load->stop); i++) {
        struct submission_row row = world_row("2022", value, NULL);
        struct world_put put = { .submission = world_submission(&row, 1) };

        snprintf(value, sizeof value, "%d", i);
        row.breakdown = words[load->number];
        if (store_write(load->w->store, world_put_fn, &put, &err))
            return NULL;
        atomic_store(&load->acknowledged[load->number], i);
    }
    return load;
}

static int64_t ask_copy(struct world *w, const char *path, const char *sql, int number)
{
    static const char *const words[] = { "a", "b", "c" };
    STATEMENT_AUTO struct statement *statement = NULL;
    struct reader *reader;
    bool row;
    int64_t answer;

    assert_ok(w, reader_open(path, &reader, &w->err));
    assert_ok(w, statement_take(reader, sql, &statement, &w->err));
    statement_bind_text(statement, ":word", words[number]);
    assert_ok(w, statement_next(statement, &row, &w->err));
    answer = statement_int(statement, 0);
    statement_give_back(&statement);
    reader_close(&reader);
    return answer;
}

static void check_prefix(struct world *w, const char *path, const int *before, const int *after)
{
    for (int n = 0; n < WRITERS; n++) {
        int64_t count = ask_copy(w, path,
                                 "select count(*) from observation o join series s on "
                                 "s.id = o.series_id where s.breakdown = :word",
                                 n);
        int64_t last = ask_copy(w, path,
                                "select coalesce(max(cast(value as integer)), 0) from "
                                "observation o join series s on s.id = o.series_id where "
                                "s.breakdown = :word",
                                n);

        assert_int_equal(count, last);  /* without gaps */
        assert_true(last >= before[n]); /* all that was acknowledged before it began */
        assert_true(last <= after[n] + 1);
    }
}

static void copy_and_check(struct world *w, atomic_int *acknowledged, int number)
{
    int before[WRITERS], after[WRITERS];
    char to[128], name[32];

    snprintf(name, sizeof name, "copy-%d.db", number);
    name_beside(w, name, to);
    for (int n = 0; n < WRITERS; n++)
        before[n] = atomic_load(&acknowledged[n]);
    assert_ok(w, store_backup(w->path, to, false, &w->err));
    for (int n = 0; n < WRITERS; n++)
        after[n] = atomic_load(&acknowledged[n]);
    check_prefix(w, to, before, after);
}

static void a_backup_under_load_is_a_prefix_of_what_was_acknowledged(void **state)
{
    struct world *w = *state;
    struct load loads[WRITERS];
    pthread_t threads[WRITERS];
    atomic_int acknowledged[WRITERS];
    atomic_bool stop = false;
    void *fine;

    for (int n = 0; n < WRITERS; n++) {
        atomic_init(&acknowledged[n], 0);
        loads[n] = (struct load){ w, n, &stop, acknowledged };
        pthread_create(&threads[n], NULL, write_load, &loads[n]);
    }
    for (int i = 0; i < COPIES; i++)
        copy_and_check(w, acknowledged, i);
    atomic_store(&stop, true);
    for (int n = 0; n < WRITERS; n++) {
        pthread_join(threads[n], &fine);
        assert_non_null(fine);
    }
    assert_int_equal(count_files(w, "partial"), 0);
}

/* Killed at any moment: under the final name there is a whole copy or none. */
static void a_backup_killed_on_its_way_leaves_nothing_half(void **state)
{
    struct world *w = *state;
    char to[128];

    for (int i = 0; i < 200; i++)
        publish_number(w, i);
    store_close(&w->store);
    name_beside(w, "copy.db", to);
    for (unsigned round = 0; round < 30; round++) {
        pid_t pid = fork();

        if (!pid)
            _exit(store_backup(w->path, to, false, &w->err) ? 1 : 0);
        ppoll(NULL, 0, &(struct timespec){ .tv_nsec = round * 700000L }, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        if (!access(to, F_OK)) {
            assert_ok(w, store_verify(to, &(struct store_verify){ 0 }, &w->err));
            assert_int_equal(unlink(to), 0);
        }
    }
    assert_ok(w, store_backup(w->path, to, false, &w->err));
}

/* Why it is done in this way: the file alone is not the database. */
static void copying_the_file_loses_what_was_acknowledged(void **state)
{
    struct world *w = *state;
    struct store_verify original, copy;
    char to[128], command[300];
    enum hd_rc rc;

    publish_number(w, 1);
    name_beside(w, "plain.db", to);
    snprintf(command, sizeof command, "cp %s %s", w->path, to);
    assert_int_equal(system(command), 0);
    assert_ok(w, store_verify(w->path, &original, &w->err));
    rc = store_verify(to, &copy, &w->err);
    assert_true(rc || copy.observations < original.observations);
}

int main(void)
{
    const struct CMUnitTest backup[] = {
        WORLD_TEST(a_backup_holds_everything_and_verifies),
        WORLD_TEST(a_target_that_exists_is_replaced_only_when_asked),
        WORLD_TEST(targets_that_would_harm_are_refused),
        WORLD_TEST(a_spoilt_database_gives_no_backup),
        WORLD_TEST(restoring_brings_back_and_keeps_what_was_there),
        WORLD_TEST(the_database_kept_aside_is_whole),
        WORLD_TEST(a_spoilt_copy_is_not_restored),
        WORLD_TEST(a_ruined_database_can_be_replaced),
        WORLD_TEST(restoring_to_an_empty_place_works),
        WORLD_TEST(a_backup_under_load_is_a_prefix_of_what_was_acknowledged),
        WORLD_TEST(a_backup_killed_on_its_way_leaves_nothing_half),
        WORLD_TEST(copying_the_file_loses_what_was_acknowledged),
    };

    return WORLD_RUN(backup);
}

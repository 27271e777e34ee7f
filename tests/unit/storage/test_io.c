/* Every single write to the disk fails once, and from some moment on for ever: nothing that was
 * acknowledged is missing afterwards, and nothing is half there. */
#include "storage_world.h"

#include <unistd.h>

#include <sqlite3.h>

/* ---- a file system whose n-th change fails ---- */

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind this struct */
};

static struct {
    sqlite3_vfs *real;
    long calls, fail_at; /* 0: never */
    bool for_ever;
    int code;
} faults;

static bool is_failing(void)
{
    faults.calls++;
    if (!faults.fail_at || faults.calls < faults.fail_at)
        return false;
    return faults.for_ever || faults.calls == faults.fail_at;
}

#define REAL(file) (((struct fault_file *)(file))->real)

static int fault_close(sqlite3_file *f)
{
    return REAL(f)->pMethods->xClose(REAL(f));
}

static int fault_read(sqlite3_file *f, void *to, int len, sqlite3_int64 at)
{
    return REAL(f)->pMethods->xRead(REAL(f), to, len, at);
}

static int fault_write(sqlite3_file *f, const void *from, int len, sqlite3_int64 at)
{
    if (is_failing())
        return faults.code;
    return REAL(f)->pMethods->xWrite(REAL(f), from, len, at);
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (is_failing())
        return faults.code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_TRUNCATE;
    return REAL(f)->pMethods->xTruncate(REAL(f), size);
}

static int fault_sync(sqlite3_file *f, int flags)
{
    if (is_failing())
        return SQLITE_IOERR_FSYNC;
    return REAL(f)->pMethods->xSync(REAL(f), flags);
}

static int fault_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return REAL(f)->pMethods->xFileSize(REAL(f), size);
}

static int fault_lock(sqlite3_file *f, int level)
{
    return REAL(f)->pMethods->xLock(REAL(f), level);
}

static int fault_unlock(sqlite3_file *f, int level)
{
    return REAL(f)->pMethods->xUnlock(REAL(f), level);
}

static int fault_check_lock(sqlite3_file *f, int *out)
{
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}

static int fault_control(sqlite3_file *f, int op, void *arg)
{
    return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}

static int fault_sector(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}

static int fault_traits(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}

static int fault_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
    return REAL(f)->pMethods->xShmMap(REAL(f), region, size, extend, out);
}

static int fault_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags);
}

static void fault_shm_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}

static int fault_shm_unmap(sqlite3_file *f, int remove)
{
    return REAL(f)->pMethods->xShmUnmap(REAL(f), remove);
}

static const sqlite3_io_methods fault_methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_check_lock,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_traits,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct fault_file *f = (struct fault_file *)file;
    int code;

    (void)vfs;
    f->real = (sqlite3_file *)(f + 1);
    code = faults.real->xOpen(faults.real, name, f->real, flags, out);
    f->base.pMethods = code ? NULL : &fault_methods;
    return code;
}

static sqlite3_vfs fault_vfs;

static void install_faults(void)
{
    faults.real = sqlite3_vfs_find(NULL);
    fault_vfs = *faults.real;
    fault_vfs.zName = "faults";
    fault_vfs.szOsFile += (int)sizeof(struct fault_file);
    fault_vfs.xOpen = fault_open;
    sqlite3_vfs_register(&fault_vfs, 1);
}

static void remove_faults(void)
{
    sqlite3_vfs_unregister(&fault_vfs);
    sqlite3_vfs_register(faults.real, 1);
}

/* ---- the work, and what must hold after it ---- */

#define NUMBERS 4

/* How many of the numbers were acknowledged. */
static int work(struct world *w)
{
    int acknowledged = 0;

    if (world_open(w))
        return 0;
    if (!store_write(w->store, world_add_indicators, NULL, &w->err)) {
        for (int i = 1; i <= NUMBERS; i++) {
            char value[8];
            struct submission_row row = world_row("2022", value, NULL);
            struct world_put put = { .submission = world_submission(&row, 1) };

            snprintf(value, sizeof value, "%d", i);
            if (!world_put(w, &put))
                acknowledged |= 1 << i;
        }
    }
    store_close(&w->store);
    return acknowledged;
}

static void check(struct world *w, int acknowledged)
{
    struct store_verify verified;

    assert_ok(w, world_open(w));
    for (int i = 1; i <= NUMBERS; i++) {
        char sql[80];
        int64_t times;

        snprintf(sql, sizeof sql, "select count(*) from observation where value = '%d'", i);
        times = world_ask(w, sql);
        assert_true(times <= 1);
        if (acknowledged & 1 << i && times != 1)
            fail_msg("number %d was acknowledged and is not there (call %ld)", i, faults.fail_at);
    }
    store_close(&w->store);
    assert_ok(w, store_verify(w->path, &verified, &w->err));
}

static void remove_files(const struct world *w)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-journal", ".lock" };
    char name[128];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(name, sizeof name, "%s%s", w->path, endings[i]);
        unlink(name);
    }
}

/* One run for each call that changes the disk (each third one for a lasting fault, which hits the
 * calls after it too), until a run needs fewer. */
static void fail_each_call(struct world *w, int code, bool for_ever)
{
    long failing = 0;
    bool through = false;

    install_faults();
    faults.code = code;
    faults.for_ever = for_ever;
    for (long at = 1; !through; at += for_ever ? 3 : 1) {
        int acknowledged;

        remove_files(w);
        faults.calls = 0;
        faults.fail_at = at;
        acknowledged = work(w);
        through = faults.calls < at;
        failing += acknowledged != ((1 << (NUMBERS + 1)) - 2);
        faults.fail_at = 0;
        check(w, acknowledged);
    }
    remove_faults();
    assert_true(failing > 20); /* the faults were felt */
}

static void an_io_error_at_any_call_loses_nothing(void **state)
{
    fail_each_call(*state, SQLITE_IOERR_WRITE, false);
}

static void a_disk_that_fails_from_any_call_on_loses_nothing(void **state)
{
    fail_each_call(*state, SQLITE_IOERR_WRITE, true);
}

static void a_full_disk_at_any_call_loses_nothing(void **state)
{
    fail_each_call(*state, SQLITE_FULL, false);
}

static void a_disk_that_is_full_from_any_call_on_loses_nothing(void **state)
{
    fail_each_call(*state, SQLITE_FULL, true);
}

/* Hundreds of runs: in memory where there is such a place, since nothing here is about disks. */
static int setup(void **state)
{
    *state = malloc(sizeof(struct world));
    world_init(*state, access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    return 0;
}

#define FAULTY(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest io[] = {
        FAULTY(an_io_error_at_any_call_loses_nothing),
        FAULTY(a_disk_that_fails_from_any_call_on_loses_nothing),
        FAULTY(a_full_disk_at_any_call_loses_nothing),
        FAULTY(a_disk_that_is_full_from_any_call_on_loses_nothing),
    };

    return WORLD_RUN(io);
}

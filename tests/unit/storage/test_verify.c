/* Whoever changes the file behind the program's back is found. */
#include "storage_world.h"

#include <unistd.h>

#include <sqlite3.h>

#include "storage/target_change.h"

#define TAMPERINGS 200

/* ---- a store with some of everything ---- */

/* One that is in force, then one that waits. */
static enum hd_rc fill_changes(struct txn *txn, struct hd_error *err)
{
    struct target_change change = { .target = "t.2025",
                                    .document = "{\"value\":\"70\"}",
                                    .base_vintage = 2,
                                    .reason = "moved",
                                    .clause = "2.1",
                                    .actor = "test" };
    struct target_change_result result;
    bool changed;
    enum hd_rc rc = target_change_put(txn, &change, &result, err);

    if (!rc)
        rc = record_switch(txn, "second_person_targets", true, "test", &changed, err);
    change.document = "{\"value\":\"80\"}";
    change.base_vintage = 3;
    return rc ? rc : target_change_put(txn, &change, &result, err);
}

static enum hd_rc fill_records(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct user_record user = {
        "a@example.org", "Ayla", "az", "Asia/Baku", "daily", "approver", ""
    };
    unsigned char hash[32] = { 7 };
    struct token_record token = { "ci", "hd_1", hash, "write", "probe", 0 };
    struct catalog_item item = { "target", "t.2025", "{\"value\":\"50\"}", 5 };
    bool changed;
    enum hd_rc rc = record_user(txn, &user, "test", err);

    (void)ctx;
    if (!rc)
        rc = record_token(txn, &token, "test", err);
    if (!rc)
        rc = record_catalog_item(txn, &item, "test", &changed, err);
    item.document = "{\"value\":\"60\"}";
    if (!rc)
        rc = record_catalog_item(txn, &item, "test", &changed, err);
    if (!rc)
        rc = record_setting(txn, "note", "text", "test", err);
    if (!rc)
        rc = fill_changes(txn, err);
    return rc ? rc : record_audit(txn, "test", "backup.made", "store", "{}", err);
}

static void hand_in(struct world *w, const char *value)
{
    struct submission_row row = world_row("2025", value, NULL);
    struct world_put put = { .submission = world_submission(&row, 1) };

    put.submission.publish = false;
    assert_ok(w, world_put(w, &put));
}

static int fill(void **state)
{
    struct submission_row rows[12];
    struct world *w;
    char values[12][8];

    if (world_setup(state))
        return -1;
    w = *state;
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < 12; i++) {
            snprintf(values[i], sizeof values[i], "%d.%zu", round, i);
            rows[i] = world_row(i % 2 ? "2023" : "2024", values[i], NULL);
            rows[i].breakdown = i < 4 ? "" : i < 8 ? "men" : "women";
            rows[i].indicator = i % 4 < 2 ? "users" : "broadband";
            rows[i].comment = i == 3 ? "note" : "";
        }
        w->at_ms += 60000;
        world_publish(w, rows, 12, false);
    }
    rows[0] = world_row("2020", "1", "2021-02-03");
    rows[1] = world_row("2021", NULL, "2022-02-03");
    world_publish(w, rows, 2, true);
    hand_in(w, "5");
    assert_ok(w, store_write(w->store, fill_records, NULL, &w->err));
    store_close(&w->store);
    return 0;
}

/* ---- what may be done to a row ---- */

enum deed { CHANGE, DELETE, REPEAT };

struct target_table {
    const char *name, *key; /* a column that names one row, for picking it */
    const char *columns;    /* that CHANGE may touch, separated by spaces */
    const char *repeat;     /* inserts a row like the picked one; NULL: not tried */
};

static const struct target_table tables[] = {
    { "observation", "rowid_of", "value status comment period_key release_id vintage series_id",
      "insert into observation select series_id, period_key, vintage + 1000, release_id, value, "
      "status, comment from observation where " },
    { "submission", "id",
      "actor source reason created_at_ms decided_at_ms decided_by state verb history invented "
      "checksum row_count added changed channel chain_no hash",
      "insert into submission (channel, actor, source, reason, verb, state, history, invented, "
      "checksum, created_at_ms, row_count, added, changed, unchanged) select channel, actor, "
      "source, reason, verb, 'submitted', history, invented, checksum, created_at_ms, row_count, "
      "added, changed, unchanged from submission where " },
    { "release", "id", "published_at_ms submission_id", NULL },
    { "series", "id", "area breakdown indicator_item_id", NULL },
    { "catalog_item", "id", "code kind",
      "insert into catalog_item (kind, code) select kind, "
      "code || 'x' from catalog_item where " },
    { "catalog_vintage", "rowid_of", "document known_from_at_ms recorded_at_ms actor",
      "insert into catalog_vintage select item_id, vintage + 1000, known_from_at_ms, "
      "recorded_at_ms, document, actor from catalog_vintage where " },
    { "submission_row", "rowid_of", "value status comment period_key", NULL },
    { "audit", "id", "at_ms actor action object detail seal hash",
      "insert into audit select (select max(id) + 1 from audit), at_ms, actor, action, object, "
      "detail, seal, hash from audit where " },
    { "setting", "key", "value",
      "insert into setting select key || 'x', value from setting where " },
    { "user", "id", "role email revoked_at_ms", NULL },
    { "token", "id", "scope source hash expires_at_ms", NULL },
    { "release_series", "rowid_of", "series_id added", NULL },
    { "target_change", "id",
      "target base_vintage document reason clause known_from_at_ms proposed_by proposed_at_ms "
      "state "
      "decided_by decided_at_ms decision_reason vintage",
      "insert into target_change (target, base_vintage, document, reason, clause, "
      "known_from_at_ms, proposed_by, proposed_at_ms, state) select target, base_vintage, "
      "document, reason, clause, known_from_at_ms, proposed_by, proposed_at_ms, 'returned' from "
      "target_change where " },
    { "store_state", "id", "audit_count audit_hash submission_count submission_hash", NULL },
};
#define TABLES (sizeof tables / sizeof *tables)

struct dice {
    uint64_t state;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(dice->state >> 33) % sides;
}

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t answer = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (sqlite3_step(stmt) == SQLITE_ROW)
        answer = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return answer;
}

/* A condition that is true for one random row. */
static void pick_row(sqlite3 *db, const struct target_table *table, struct dice *dice,
                     char out[static 400])
{
    static const struct {
        const char *table, *keys;
    } composite[] = {
        { "observation", "series_id, period_key, vintage" },
        { "catalog_vintage", "item_id, vintage" },
        { "submission_row", "submission_id, series_id, period_key, published_at_ms" },
        { "release_series", "release_id, series_id" },
    };
    const char *keys = table->key;
    char sql[200];
    int64_t count;

    for (size_t i = 0; i < sizeof composite / sizeof *composite; i++)
        if (!strcmp(composite[i].table, table->name))
            keys = composite[i].keys;
    snprintf(sql, sizeof sql, "select count(*) from %s", table->name);
    count = ask(db, sql);
    assert_true(count > 0);
    snprintf(out, 400, "(%s) = (select %s from %s limit 1 offset %u)", keys, keys, table->name,
             roll(dice, (unsigned)count));
}

static void pick_column(const struct target_table *table, struct dice *dice, char out[static 40])
{
    unsigned count = 1, chosen;
    const char *at = table->columns;

    for (const char *c = at; *c; c++)
        count += *c == ' ';
    chosen = roll(dice, count);
    while (chosen--)
        at = strchr(at, ' ') + 1;
    snprintf(out, 40, "%.*s", (int)strcspn(at, " "), at);
}

/* The statement of one deed; "" when this table does not know it. */
static void plan(sqlite3 *db, struct dice *dice, char sql[static 1200])
{
    const struct target_table *table = &tables[roll(dice, TABLES)];
    enum deed deed = (enum deed)roll(dice, 3);
    char where[400], column[40];

    pick_row(db, table, dice, where);
    pick_column(table, dice, column);
    sql[0] = '\0';
    if (deed == CHANGE)
        snprintf(sql, 1200,
                 "update %s set %s = case typeof(%s) when 'integer' then %s + 1 when 'blob' then "
                 "zeroblob(length(%s)) when 'null' then 1 else %s || 'x' end where %s",
                 table->name, column, column, column, column, column, where);
    else if (deed == DELETE && strcmp(table->name, "store_state"))
        snprintf(sql, 1200, "delete from %s where %s", table->name, where);
    else if (deed == REPEAT && table->repeat)
        snprintf(sql, 1200, "%s%s", table->repeat, where);
}

/* Tampering needs a hand that is not held by triggers, checks or references. */
static sqlite3 *open_unguarded(const char *path)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "pragma synchronous = off; "
                                  "pragma ignore_check_constraints = on; "
                                  "pragma foreign_keys = off",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL), SQLITE_OK);
    return db;
}

/* True when the deed was done: some are impossible (a name that is taken, a null that must not
 * be) and some touch nothing. */
static bool tamper(const char *path, struct dice *dice, char sql[static 1200])
{
    sqlite3 *db = open_unguarded(path);
    bool done;

    plan(db, dice, sql);
    done = sql[0] && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes(db);
    sqlite3_close(db);
    return done;
}

static void copy_file(const char *from, const char *to)
{
    char command[300];

    snprintf(command, sizeof command, "cp %s %s", from, to);
    assert_int_equal(system(command), 0);
}

static void two_hundred_random_changes_are_all_found(void **state)
{
    struct world *w = *state;
    struct dice dice = { 20260107 };
    struct store_verify verified;
    char copy[128], sql[1200];
    int done = 0, by_kind[TABLES] = { 0 };

    snprintf(copy, sizeof copy, "%s/copy.db", w->folder);
    while (done < TAMPERINGS) {
        copy_file(w->path, copy);
        if (!tamper(copy, &dice, sql))
            continue;
        if (store_verify(copy, &verified, &w->err) != HD_CORRUPT)
            fail_msg("not found: %s", sql);
        assert_true(verified.broken > 0);
        assert_true(verified.first[0]);
        for (size_t i = 0; i < TABLES; i++)
            by_kind[i] += strstr(sql, tables[i].name) != NULL;
        done++;
    }
    for (size_t i = 0; i < TABLES; i++)
        assert_true(by_kind[i] > 0);
}

static void what_nobody_touched_is_fine(void **state)
{
    struct world *w = *state;
    struct store_verify verified;
    char copy[128];
    sqlite3 *db;

    assert_ok(w, store_verify(w->path, &verified, &w->err));
    assert_int_equal(verified.broken, 0);
    assert_string_equal(verified.first, "");
    assert_int_equal(verified.submissions, 5);
    assert_int_equal(verified.observations, 50);
    assert_int_equal(verified.schema_version, store_schema_version());
    /* The control: the same way of opening and writing, with nothing changed, finds nothing. */
    snprintf(copy, sizeof copy, "%s/copy.db", w->folder);
    copy_file(w->path, copy);
    db = open_unguarded(copy);
    assert_int_equal(
        sqlite3_exec(db, "update observation set value = value; vacuum", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_ok(w, store_verify(copy, &verified, &w->err));
}

/* Two values of equal length change places: every sum stays the same. */
static void swapped_values_and_swapped_authors_are_found(void **state)
{
    static const char *const swaps[] = {
        "update observation set value = case value when '1.4' then '1.6' else '1.4' end "
        "where value in ('1.4', '1.6')",
        "update audit set actor = 'b' where id = 5",
        "update audit set id = case id when 5 then -6 when 6 then -5 else id end; "
        "update audit set id = -id where id < 0",
        "update submission set chain_no = -chain_no; update submission set chain_no = "
        "case -chain_no when 1 then 2 when 2 then 1 else -chain_no end",
        "update release set published_at_ms = published_at_ms - 86400000 where id = 2",
        "delete from audit where id = (select max(id) from audit); "
        "update store_state set audit_count = audit_count - 1",
    };
    struct world *w = *state;
    struct store_verify verified;
    char copy[128];

    snprintf(copy, sizeof copy, "%s/copy.db", w->folder);
    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        sqlite3 *db;

        copy_file(w->path, copy);
        db = open_unguarded(copy);
        if (sqlite3_exec(db, swaps[i], NULL, NULL, NULL))
            fail_msg("%s: %s", swaps[i], sqlite3_errmsg(db));
        sqlite3_close(db);
        if (store_verify(copy, &verified, &w->err) != HD_CORRUPT)
            fail_msg("not found: %s", swaps[i]);
    }
}

/* One byte of the text of a value, in the file itself. */
static void a_flipped_byte_in_a_value_is_found(void **state)
{
    static const char mark[] = "note"; /* the comment beside the fourth value */
    struct world *w = *state;
    struct store_verify verified;
    char *data;
    long size, found = -1;
    FILE *file = fopen(w->path, "r+");

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    data = malloc((size_t)size);
    rewind(file);
    assert_int_equal(fread(data, 1, (size_t)size, file), size);
    for (long i = 0; i + 4 < size; i++)
        if (!memcmp(data + i, mark, 4) && i > 4 && data[i - 1] == 'A')
            found = i - 2; /* last digit, status, comment */
    assert_true(found > 0);
    fseek(file, found, SEEK_SET);
    fputc(data[found] ^ 1, file);
    fclose(file);
    free(data);
    assert_int_equal(store_verify(w->path, &verified, &w->err), HD_CORRUPT);
}

static void a_cut_file_is_found(void **state)
{
    struct world *w = *state;
    struct store_verify verified;

    assert_int_equal(truncate(w->path, 8192), 0);
    assert_int_equal(store_verify(w->path, &verified, &w->err), HD_CORRUPT);
    assert_true(verified.broken > 0);
    assert_int_equal(world_open(w), HD_CORRUPT);
}

static void a_missing_file_is_not_made(void **state)
{
    struct world *w = *state;
    struct store_verify verified;
    char missing[128];

    snprintf(missing, sizeof missing, "%s/missing.db", w->folder);
    assert_int_equal(store_verify(missing, &verified, &w->err), HD_NOT_FOUND);
    assert_int_not_equal(access(missing, F_OK), 0);
}

#define FILLED(name) cmocka_unit_test_setup_teardown(name, fill, world_teardown)

int main(void)
{
    const struct CMUnitTest verify[] = {
        FILLED(what_nobody_touched_is_fine),
        FILLED(two_hundred_random_changes_are_all_found),
        FILLED(swapped_values_and_swapped_authors_are_found),
        FILLED(a_flipped_byte_in_a_value_is_found),
        FILLED(a_cut_file_is_found),
        FILLED(a_missing_file_is_not_made),
    };

    return WORLD_RUN(verify);
}

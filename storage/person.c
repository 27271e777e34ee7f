/* Users and tokens. */
#include <stdio.h>
#include <string.h>

#include "storage/audit.h"
#include "storage/record.h"
#include "storage/setting.h"
#include "storage/storage_sql.h"
#include "storage/submission.h"
#include "storage/txn.h"

/* They go into mail headers, logs and file names: one visible line. */
static enum hd_rc check_word(const char *what, const char *text, bool may_be_empty,
                             struct hd_error *err)
{
    if ((!text[0] && !may_be_empty) || strnlen(text, 255) > 254)
        return hd_fail(err, HD_BAD_INPUT, "the %s is empty or longer than 254 bytes", what);
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            return hd_fail(err, HD_BAD_INPUT, "the %s holds a control character", what);
    return HD_OK;
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words;
}

static enum hd_rc tell_audit(struct txn *txn, const char *kind, const char *key, const char *action,
                             const char *actor, struct hd_error *err)
{
    char object[AUDIT_OBJECT_MAX];

    snprintf(object, sizeof object, "%s/%s", kind, key);
    txn_touch(txn);
    return audit_put(
        txn,
        &(struct audit_entry){ .actor = actor, .action = action, .object = object, .seal = true },
        err);
}

/* ---- users ---- */

static enum hd_rc check_user(const struct user_record *user, struct hd_error *err)
{
    static const char *const digests[] = { "daily", "weekly", "monthly", "news", "none", NULL };
    static const char *const roles[] = { "viewer", "statistician", "approver", "operator", NULL };
    enum hd_rc rc = check_word("address", user->email, false, err);

    if (!rc)
        rc = check_word("name", user->name, true, err);
    if (!rc)
        rc = check_word("language", user->lang, false, err);
    if (!rc)
        rc = check_word("time zone", user->zone, false, err);
    if (rc)
        return rc;
    if (!is_one_of(user->digest, digests))
        return hd_fail(err, HD_BAD_INPUT, "'%s' is no rhythm of digests", user->digest);
    if (!is_one_of(user->role, roles))
        return hd_fail(err, HD_BAD_INPUT, "'%s' is no role", user->role);
    return HD_OK;
}

static enum hd_rc count_living(struct txn *txn, const char *sql, const char *key, int64_t *out,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *count = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, sql, &count, err);

    if (rc)
        return rc;
    statement_bind_text(count, ":key", key);
    rc = statement_next(count, &row, err);
    *out = !rc && row ? statement_int(count, 0) : 0;
    return rc;
}

static enum hd_rc insert_user(struct txn *txn, const struct user_record *user, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_user_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_text(insert, ":email", user->email);
    statement_bind_text(insert, ":name", user->name);
    statement_bind_text(insert, ":lang", user->lang);
    statement_bind_text(insert, ":zone", user->zone);
    statement_bind_text(insert, ":digest", user->digest);
    statement_bind_text(insert, ":role", user->role);
    statement_bind_text(insert, ":bodies", user->bodies);
    statement_bind_int(insert, ":created_at_ms", txn->now_at_ms);
    return statement_run(insert, err);
}

/* With the second approver nobody needs to approve their own work any more. */
static enum hd_rc look_at_approvers(struct txn *txn, const struct user_record *user,
                                    const char *actor, struct hd_error *err)
{
    int64_t approvers = 0;
    bool required = true;
    enum hd_rc rc;

    if (strcmp(user->role, "approver") != 0)
        return HD_OK;
    rc = count_living(txn, storage_user_count_role, "approver", &approvers, err);
    if (!rc)
        rc = setting_require_second_person(txn, &required, err);
    if (rc || approvers != 2 || required)
        return rc;
    return submission_require_second_person(txn, true, actor, err);
}

enum hd_rc record_user(struct txn *txn, const struct user_record *user, const char *actor,
                       struct hd_error *err)
{
    int64_t known = 0;
    enum hd_rc rc = check_user(user, err);

    if (!rc)
        rc = count_living(txn, storage_user_count_email, user->email, &known, err);
    if (!rc && known)
        rc = hd_fail(err, HD_CONFLICT, "there is a user '%s' already", user->email);
    if (!rc)
        rc = insert_user(txn, user, err);
    if (!rc)
        rc = tell_audit(txn, "user", user->email, "user.add", actor, err);
    return rc ? rc : look_at_approvers(txn, user, actor, err);
}

/* ---- revoking ---- */

static enum hd_rc revoke(struct txn *txn, const char *sql, const char *kind, const char *key,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, sql, &update, err);

    if (rc)
        return rc;
    statement_bind_text(update, ":key", key);
    statement_bind_int(update, ":at_ms", txn->now_at_ms);
    rc = statement_run(update, err);
    if (!rc && !txn_affected(txn))
        rc = hd_fail(err, HD_NOT_FOUND, "there is no %s '%s'", kind, key);
    return rc;
}

enum hd_rc record_user_revoke(struct txn *txn, const char *email, const char *actor,
                              struct hd_error *err)
{
    enum hd_rc rc = revoke(txn, storage_user_revoke, "user", email, err);

    return rc ? rc : tell_audit(txn, "user", email, "user.revoke", actor, err);
}

enum hd_rc record_token_revoke(struct txn *txn, const char *name, const char *actor,
                               struct hd_error *err)
{
    enum hd_rc rc = revoke(txn, storage_token_revoke, "token", name, err);

    return rc ? rc : tell_audit(txn, "token", name, "token.revoke", actor, err);
}

/* ---- tokens ---- */

static enum hd_rc check_token(const struct token_record *token, struct hd_error *err)
{
    static const char *const scopes[] = { "read", "write", "operator", NULL };
    enum hd_rc rc = check_word("name", token->name, false, err);

    if (!rc && !is_one_of(token->scope, scopes))
        rc = hd_fail(err, HD_BAD_INPUT, "'%s' is no scope", token->scope);
    if (!rc && token->source)
        rc = check_word("source", token->source, true, err);
    return rc;
}

static enum hd_rc insert_token(struct txn *txn, const struct token_record *token,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_token_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_text(insert, ":name", token->name);
    statement_bind_text(insert, ":prefix", token->prefix);
    statement_bind_blob(insert, ":hash", token->hash, DIGEST_BYTES);
    statement_bind_text(insert, ":scope", token->scope);
    statement_bind_text(insert, ":source", token->source ? token->source : "");
    statement_bind_int(insert, ":created_at_ms", txn->now_at_ms);
    statement_bind_int(insert, ":expires_at_ms", token->expires_at_ms);
    return statement_run(insert, err);
}

enum hd_rc record_token(struct txn *txn, const struct token_record *token, const char *actor,
                        struct hd_error *err)
{
    int64_t known = 0;
    enum hd_rc rc = check_token(token, err);

    if (!rc)
        rc = count_living(txn, storage_token_count_name, token->name, &known, err);
    if (!rc && known)
        rc = hd_fail(err, HD_CONFLICT, "there is a token '%s' already", token->name);
    if (!rc)
        rc = insert_token(txn, token, err);
    return rc ? rc : tell_audit(txn, "token", token->name, "token.add", actor, err);
}

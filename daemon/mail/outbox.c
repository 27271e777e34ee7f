#include "daemon/mail/outbox.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/period.h"
#include "daemon/digest/digest.h"
#include "daemon/mail/message.h"
#include "daemon/mail/smtp.h"
#include "daemon/service.h"
#include "queries/backlog.h"
#include "queries/outbox.h"
#include "storage/record.h"

#define BATCH       50
#define MESSAGE_MAX ((size_t)4 * 1024 * 1024)
#define MINUTE_MS   INT64_C(60000)
#define GIVE_UP_MS  (INT64_C(72) * 60 * MINUTE_MS)

/* One sender at a time in this process; the store's lock keeps other processes out. */
static pthread_mutex_t sending = PTHREAD_MUTEX_INITIALIZER;

/* ---- writing -------------------------------------------------------------------------------- */

/* One message on its way into the outbox; owns what the record points at. */
struct fill {
    struct outbox_record record;
    struct hd_buf message_id, list_id, wire;
    bool fresh;
    int64_t id;
};

static void fill_clear(struct fill *fill)
{
    hd_buf_clear(&fill->message_id);
    hd_buf_clear(&fill->list_id);
    hd_buf_clear(&fill->wire);
}

static enum hd_rc write_record(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct fill *fill = ctx;

    return record_outbox(txn, &fill->record, &fill->fresh, &fill->id, err);
}

struct mark {
    int64_t id;
    const char *state, *error;
    int64_t next_at_ms;
};

static enum hd_rc write_mark(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct mark *mark = ctx;

    return record_outbox_state(txn, mark->id, mark->state, mark->error, mark->next_at_ms, err);
}

static void write_list_id(const struct settings *settings, struct hd_buf *out)
{
    const char *at = strchr(settings->mail_from, '@');

    hd_buf_init(out, 512);
    if (settings->list_id && settings->list_id[0])
        hd_buf_puts(out, settings->list_id);
    else
        hd_buf_printf(out, "hedef.%s", at ? at + 1 : "localhost");
}

static enum hd_rc check_sender(const struct settings *settings, struct hd_error *err)
{
    if (settings->mail_from)
        return HD_OK;
    return hd_fail(err, HD_BAD_INPUT, "no sender: set from in [mail] of hedef.conf");
}

/* Wraps the text into a message and records it under its slot. */
static enum hd_rc put_message(struct service *service, const char *slot,
                              struct mail_message *message, struct fill *fill, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    enum hd_rc rc = check_sender(settings, err);

    if (rc)
        return rc;
    hd_buf_init(&fill->message_id, 512);
    hd_buf_init(&fill->wire, MESSAGE_MAX);
    mail_message_id(slot, message->to, settings->mail_from, &fill->message_id);
    write_list_id(settings, &fill->list_id);
    message->from = settings->mail_from;
    message->from_name = settings->mail_from_name;
    message->message_id = fill->message_id.data;
    message->list_id = fill->list_id.data;
    message->date_at_ms = hd_now_at_ms(service_clock(service));
    rc = mail_message_write(message, &fill->wire, err);
    if (rc)
        return rc;
    fill->record = (struct outbox_record){ .slot = slot,
                                           .channel = "mail",
                                           .recipient = message->to,
                                           .message_id = fill->message_id.data,
                                           .subject = message->subject,
                                           .message = fill->wire.data,
                                           .message_len = fill->wire.len,
                                           .not_before_at_ms = message->date_at_ms };
    return store_write(service_store(service), write_record, fill, err);
}

/* ---- digests --------------------------------------------------------------------------------- */

/* The slot of a rhythm: one a day, ISO week or month of the recipient's own calendar. */
static void slot_of(const struct outbox_person *person, int32_t day, bool force, char *out,
                    size_t size)
{
    enum hd_freq rhythm = HD_FREQ_D;
    char period[HD_PERIOD_TEXT_MAX];

    if (!force && strcmp(person->digest, "weekly") == 0)
        rhythm = HD_FREQ_W;
    else if (!force && strcmp(person->digest, "monthly") == 0)
        rhythm = HD_FREQ_M;
    hd_period_text(hd_period_containing(rhythm, day), period);
    snprintf(out, size, "digest/%s/%s", period, person->email);
}

static enum hd_rc put_digest(struct service *service, const struct outbox_person *person,
                             const struct digest_recipient *recipient, const char *slot,
                             struct digest *digest, struct fill *fill, struct hd_error *err)
{
    struct mail_message message = {
        .to = person->email,
        .to_name = person->name,
        .subject = digest->subject.data,
        .text = digest->text.data,
        .html = digest->html.data,
        .zone_offset_s = hd_zone_offset_s(recipient->zone, hd_now_at_ms(service_clock(service))),
    };

    return put_message(service, slot, &message, fill, err);
}

/* A round over the people. */
struct round {
    struct service *service;
    const struct picture *picture;
    bool force;
    outbox_would_fn *would; /* NULL: in earnest */
    void *ctx;
    struct outbox_outcome *outcome;
};

/* The digest as it would be recorded, unless its slot is taken already. */
static enum hd_rc tell_digest(const struct round *round, const char *email, const char *slot,
                              const struct digest *digest, struct hd_error *err)
{
    struct reader *reader;
    bool taken = false;
    enum hd_rc rc = check_sender(service_settings(round->service), err);

    if (!rc)
        rc = service_reader_take(round->service, &reader, err);
    if (rc)
        return rc;
    rc = outbox_has_slot(reader, slot, &taken, err);
    service_reader_give_back(round->service, &reader);
    if (rc || taken)
        return rc;
    round->outcome->queued++;
    round->would(round->ctx, email, digest->subject.data);
    return HD_OK;
}

static enum hd_rc fill_person(const struct round *round, const struct outbox_person *person,
                              struct hd_error *err)
{
    struct service *service = round->service;
    const struct settings *settings = service_settings(service);
    bool force = round->force;
    const struct hd_lang *lang = hd_lang_find(person->lang);
    struct hd_zone *zone = NULL;
    struct digest digest;
    struct fill fill = { 0 };
    char slot[400];
    enum hd_rc rc = hd_zone_open(person->zone, &zone, err);

    if (rc)
        return rc;
    struct digest_recipient recipient = { .email = person->email,
                                          .name = person->name,
                                          .lang = lang ? lang : hd_lang_default(),
                                          .zone = zone,
                                          .bodies = person->bodies };
    struct digest_frame frame = { .since_at_ms = person->last_digest_at_ms,
                                  .now_at_ms = hd_now_at_ms(service_clock(service)),
                                  .base_url = settings->base_url,
                                  .first = person->last_digest_at_ms == 0 };
    slot_of(person, hd_zone_day(zone, frame.now_at_ms), force, slot, sizeof slot);
    rc = digest_build(round->picture, &recipient, &frame, &digest, err);
    if (!rc) {
        if (!force && !digest.news && strcmp(person->digest, "news") == 0)
            rc = HD_OK; /* wants only news, and there is none */
        else if (round->would)
            rc = tell_digest(round, person->email, slot, &digest, err);
        else
            rc = put_digest(service, person, &recipient, slot, &digest, &fill, err);
        round->outcome->queued += fill.fresh;
        fill_clear(&fill);
        digest_clear(&digest);
    }
    hd_zone_close(&zone);
    return rc;
}

static enum hd_rc load_people(struct service *service, struct hd_arena *arena,
                              struct outbox_person **people_out, size_t *count_out,
                              struct hd_error *err)
{
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = outbox_people(reader, arena, people_out, count_out, err);
    service_reader_give_back(service, &reader);
    return rc;
}

/* One person whose digest cannot be built does not keep it from the others. */
static enum hd_rc fill_all(struct round *round, struct hd_error *err)
{
    struct service *service = round->service;
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct outbox_person *people;
    struct picture *picture;
    size_t count;
    enum hd_rc rc = load_people(service, &arena, &people, &count, err), failed = HD_OK;

    if (rc)
        return rc;
    picture = service_picture(service);
    round->picture = picture;
    for (size_t i = 0; i < count; i++) {
        rc = fill_person(round, &people[i], err);
        if (rc) {
            hd_log(HD_LOG_ERROR, "digest_failed recipient=%s reason=\"%s\"", people[i].email,
                   err->text);
            failed = rc;
        }
    }
    picture_drop(&picture);
    return failed;
}

enum hd_rc outbox_fill_digests(struct service *service, bool force, struct outbox_outcome *outcome,
                               struct hd_error *err)
{
    return fill_all(&(struct round){ .service = service, .force = force, .outcome = outcome }, err);
}

enum hd_rc outbox_try_digests(struct service *service, bool force, outbox_would_fn *would,
                              void *ctx, struct outbox_outcome *outcome, struct hd_error *err)
{
    struct round round = {
        .service = service, .force = force, .would = would, .ctx = ctx, .outcome = outcome
    };

    return fill_all(&round, err);
}

/* ---- sending ----------------------------------------------------------------------------------
 */

/* Minutes until the next try: 1, 5, 15, 30, then 60. */
static int64_t wait_ms(int64_t attempts)
{
    static const int64_t minutes[] = { 1, 5, 15, 30, 60 };
    int64_t last = (int64_t)(sizeof minutes / sizeof minutes[0]) - 1;

    return minutes[attempts < last ? attempts : last] * MINUTE_MS;
}

static struct mark mark_of(const struct outbox_row *row, enum smtp_result result, int64_t now_at_ms,
                           const struct hd_error *err)
{
    struct mark mark = { .id = row->id, .error = err->text };
    bool give_up = now_at_ms - row->created_at_ms > GIVE_UP_MS;

    if (result == SMTP_SENT) {
        mark.state = "sent";
        mark.error = "";
    } else if (result == SMTP_REFUSED || give_up) {
        mark.state = "failed";
    } else {
        mark.state = "queued";
        mark.next_at_ms = now_at_ms + wait_ms(row->attempts);
    }
    return mark;
}

static const char *reason_label(enum smtp_result result)
{
    switch (result) {
    case SMTP_SENT:
        return "";
    case SMTP_RETRY:
        return "temporary";
    case SMTP_REFUSED:
        return "refused";
    case SMTP_AMBIGUOUS:
        return "ambiguous";
    }
    return "";
}

static void tell(struct service *service, const struct outbox_row *row, enum smtp_result result,
                 const struct mark *mark)
{
    char labels[64];

    service_count(service, "hedef_notifications_total", "channel=\"email\"", 1);
    if (result == SMTP_SENT) {
        hd_log(HD_LOG_INFO, "mail_sent recipient=%s slot=%s id=%s", row->recipient, row->slot,
               row->message_id);
        return;
    }
    snprintf(labels, sizeof labels, "channel=\"email\",reason=\"%s\"", reason_label(result));
    service_count(service, "hedef_notifications_failed_total", labels, 1);
    hd_log(strcmp(mark->state, "failed") == 0 ? HD_LOG_ERROR : HD_LOG_WARNING,
           "mail_not_sent recipient=%s slot=%s state=%s reason=\"%s\"", row->recipient, row->slot,
           mark->state, mark->error);
}

static void count_outcome(struct outbox_outcome *outcome, const struct mark *mark)
{
    if (strcmp(mark->state, "sent") == 0)
        outcome->sent++;
    else if (strcmp(mark->state, "failed") == 0)
        outcome->failed++;
    else
        outcome->retried++;
}

/* `sending` is on disk before the dialogue and the result after it: what a crash leaves behind
 * is sent again under the same Message-ID, and only when no final 250 was recorded. */
static enum hd_rc send_row(struct service *service, const struct outbox_row *row,
                           struct outbox_outcome *outcome, struct hd_error *err)
{
    struct hd_error why = { .text = "" };
    int64_t now_at_ms = hd_now_at_ms(service_clock(service));
    struct mark mark = { .id = row->id, .state = "sending", .error = "", .next_at_ms = now_at_ms };
    enum hd_rc rc = store_write(service_store(service), write_mark, &mark, err);
    enum smtp_result result;

    if (rc)
        return rc;
    result =
        smtp_send(service_settings(service), row->recipient, row->message, row->message_len, &why);
    mark = mark_of(row, result, hd_now_at_ms(service_clock(service)), &why);
    rc = store_write(service_store(service), write_mark, &mark, err);
    tell(service, row, result, &mark);
    count_outcome(outcome, &mark);
    return rc;
}

static enum hd_rc load_due(struct service *service, struct hd_arena *arena,
                           struct outbox_row **rows_out, size_t *count_out, struct hd_error *err)
{
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = outbox_due(reader, hd_now_at_ms(service_clock(service)), BATCH, arena, rows_out, count_out,
                    err);
    service_reader_give_back(service, &reader);
    return rc;
}

static enum hd_rc send_batch(struct service *service, size_t *count_out,
                             struct outbox_outcome *outcome, struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct outbox_row *rows;
    enum hd_rc rc = load_due(service, &arena, &rows, count_out, err);

    for (size_t i = 0; !rc && i < *count_out; i++)
        rc = send_row(service, &rows[i], outcome, err);
    return rc;
}

enum hd_rc outbox_send_due(struct service *service, struct outbox_outcome *outcome,
                           struct hd_error *err)
{
    size_t count = BATCH;
    enum hd_rc rc = HD_OK;

    if (!service_settings(service)->smtp_host)
        return HD_OK; /* what is queued waits until a server is configured */
    pthread_mutex_lock(&sending);
    while (!rc && count == BATCH)
        rc = send_batch(service, &count, outcome, err);
    pthread_mutex_unlock(&sending);
    return rc;
}

enum hd_rc outbox_count_waiting(struct service *service, struct outbox_outcome *outcome,
                                struct hd_error *err)
{
    struct backlog backlog;
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = backlog_read(reader, hd_now_at_ms(service_clock(service)), &backlog, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    outcome->waiting = backlog.messages;
    outcome->next_at_ms = backlog.messages ? backlog.next_at_ms : 0;
    return HD_OK;
}

/* ---- test message -------------------------------------------------------------------------------
 */

static enum hd_rc send_test(struct service *service, const struct fill *fill,
                            struct outbox_outcome *outcome, struct hd_error *err)
{
    struct hd_error why = { .text = "" };
    enum smtp_result result = smtp_send(service_settings(service), fill->record.recipient,
                                        fill->record.message, fill->record.message_len, &why);
    /* A person waits for the answer: a test is not tried again behind their back. */
    struct mark mark = { .id = fill->id,
                         .state = result == SMTP_SENT ? "sent" : "failed",
                         .error = why.text };
    enum hd_rc rc = store_write(service_store(service), write_mark, &mark, err);

    count_outcome(outcome, &mark);
    if (rc)
        return rc;
    return result == SMTP_SENT ? HD_OK : hd_fail(err, HD_AGAIN, "%s", why.text);
}

enum hd_rc outbox_test(struct service *service, const char *address, struct outbox_outcome *outcome,
                       struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    const struct hd_lang *lang = hd_lang_find(settings->default_lang);
    HD_BUF_AUTO struct hd_buf text = { 0 };
    struct mail_message message = { .to = address };
    struct fill fill = { 0 };
    char slot[400];
    enum hd_rc rc;

    if (!mail_address_valid(address))
        return hd_fail(err, HD_BAD_INPUT, "'%.80s' is not an address we send to", address);
    if (!settings->smtp_host)
        return hd_fail(err, HD_BAD_INPUT, "no mail server: set smtp_host in [mail] of hedef.conf");
    hd_buf_init(&text, 4096);
    hd_fill(
        &text,
        hd_tr(lang, "This is a test message of hedef at {url}. If you can read it, mail works."),
        HD_ARGS("url", settings->base_url));
    message.subject = hd_tr(lang, "[hedef] Test message");
    message.text = text.data;
    message.zone_offset_s =
        hd_zone_offset_s(service_zone(service), hd_now_at_ms(service_clock(service)));
    snprintf(slot, sizeof slot, "test/%lld/%s", (long long)hd_now_at_ms(service_clock(service)),
             address);
    /* The sender would take the row for its own between the two steps. */
    pthread_mutex_lock(&sending);
    rc = put_message(service, slot, &message, &fill, err);
    if (!rc)
        rc = send_test(service, &fill, outcome, err);
    pthread_mutex_unlock(&sending);
    fill_clear(&fill);
    return rc;
}

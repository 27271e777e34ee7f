#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/message.h"

static const struct mail_message usual = {
    .from = "hedef@example.org",
    .from_name = "hədəf",
    .to = "ayla@example.org",
    .to_name = "Ayla Məmmədova",
    .subject = "2 off track",
    .message_id = "0123456789abcdef0123456789abcdef@example.org",
    .list_id = "hedef.example.org",
    .text = "One line.\nƏhatə genişlənir.\n.\nlast line",
    .html = "<p>One</p>",
    .date_at_ms = 1795256100000, /* 2026-11-21T10:15:00Z */
    .zone_offset_s = 4 * 3600,
};

static void write(const struct mail_message *message, struct hd_buf *out, enum hd_rc expect)
{
    struct hd_error err;

    hd_buf_init(out, 1024 * 1024);
    assert_int_equal(mail_message_write(message, out, &err), expect);
}

static void lines_are_short_seven_bit_and_end_in_cr_lf(void **state)
{
    struct mail_message message = usual;
    struct hd_buf out;
    size_t column = 0;

    (void)state;
    message.subject = "Sabit genişzolaqlı internetin orta sürəti üzrə iki hədəf geridə qalır, "
                      "üç təqdimat gecikir və bir yeni xəbərdarlıq var";
    message.text = "a line of one very long paragraph that goes on and on, far past the seventy-"
                   "six columns that mail allows, with ə and ğ and ü in it, and more, and more";
    write(&message, &out, HD_OK);
    for (size_t i = 0; i < out.len; i++) {
        unsigned char c = (unsigned char)out.data[i];

        assert_true(c < 0x80);
        if (c == '\n') {
            assert_true(i > 0 && out.data[i - 1] == '\r');
            assert_true(column <= 78);
            column = 0;
        } else {
            column += c != '\r';
        }
    }
    hd_buf_clear(&out);
}

static void headers_say_what_machines_need(void **state)
{
    static const char *const lines[] = {
        "Date: Sat, 21 Nov 2026 14:15:00 +0400\r\n",
        "Message-ID: <0123456789abcdef0123456789abcdef@example.org>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "List-Id: <hedef.example.org>\r\n",
        "Subject: 2 off track\r\n",
        "MIME-Version: 1.0\r\n",
        "multipart/alternative",
    };
    struct hd_buf out;

    (void)state;
    write(&usual, &out, HD_OK);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(out.data, lines[i]))
            fail_msg("missing: %s", lines[i]);
    assert_true(strstr(out.data, "text/plain") < strstr(out.data, "text/html"));
    hd_buf_clear(&out);
}

static void a_line_that_is_one_dot_cannot_end_the_message(void **state)
{
    struct hd_buf out;

    (void)state;
    write(&usual, &out, HD_OK);
    assert_null(strstr(out.data, "\r\n.\r\n"));
    assert_non_null(strstr(out.data, "\r\n=2E\r\n"));
    hd_buf_clear(&out);
}

static void nothing_from_outside_becomes_a_header(void **state)
{
    static const struct {
        const char *says;
        struct mail_message message;
    } rows[] = {
        { "a line break in the subject", { .subject = "x\r\nBcc: all@example.org" } },
        { "a bare line feed in the subject", { .subject = "x\nBcc: all@example.org" } },
        { "a line break in the name", { .to_name = "x\r\nBcc: all@example.org" } },
        { "a line break in the address", { .to = "a@b.org>\r\nRCPT TO:<c@d.org" } },
        { "broken UTF-8 in the subject", { .subject = "x\xff" } },
        { "an angle in the message id", { .message_id = "a@b>\r\nX: <y" } },
        { "a blank in the list id", { .list_id = "a b" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct mail_message *bad = &rows[i].message;
        struct mail_message message = usual;
        struct hd_buf out;
        struct hd_error err;

        message.subject = bad->subject ? bad->subject : usual.subject;
        message.to_name = bad->to_name ? bad->to_name : usual.to_name;
        message.to = bad->to ? bad->to : usual.to;
        message.message_id = bad->message_id ? bad->message_id : usual.message_id;
        message.list_id = bad->list_id ? bad->list_id : usual.list_id;
        hd_buf_init(&out, 1024 * 1024);
        if (mail_message_write(&message, &out, &err) != HD_BAD_INPUT)
            fail_msg("accepted: %s", rows[i].says);
        hd_buf_clear(&out);
    }
}

static void addresses(void **state)
{
    static const struct {
        const char *address;
        bool valid;
    } rows[] = {
        { "ayla@example.org", true },
        { "a.b+c_d@sub.example.org", true },
        { "a@localhost", true },
        { "", false },
        { "a", false },
        { "@example.org", false },
        { "a@", false },
        { "a@b@c.org", false },
        { "a b@c.org", false },
        { "a@c.org\r\nDATA", false },
        { "a@c.org>", false },
        { "<a@c.org", false },
        { ".a@c.org", false },
        { "a.@c.org", false },
        { "a..b@c.org", false },
        { "a@.c.org", false },
        { "a@c..org", false },
        { "a@c.org.", false },
        { "a@-c.org", false },
        { "əli@example.org", false },
        { "a@c.org;rm -rf", false },
        { "\"a b\"@c.org", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (mail_address_valid(rows[i].address) != rows[i].valid)
            fail_msg("'%s' should be %s", rows[i].address, rows[i].valid ? "valid" : "invalid");
}

static void the_message_id_belongs_to_slot_and_recipient(void **state)
{
    struct hd_buf a, again, other_slot, other_person;

    (void)state;
    hd_buf_init(&a, 256);
    hd_buf_init(&again, 256);
    hd_buf_init(&other_slot, 256);
    hd_buf_init(&other_person, 256);
    mail_message_id("digest/2026-11-21", "a@example.org", "hedef@example.org", &a);
    mail_message_id("digest/2026-11-21", "a@example.org", "hedef@example.org", &again);
    mail_message_id("digest/2026-11-22", "a@example.org", "hedef@example.org", &other_slot);
    mail_message_id("digest/2026-11-21", "b@example.org", "hedef@example.org", &other_person);
    assert_string_equal(a.data, again.data);
    assert_string_not_equal(a.data, other_slot.data);
    assert_string_not_equal(a.data, other_person.data);
    assert_non_null(strstr(a.data, "@example.org"));
    hd_buf_clear(&a);
    hd_buf_clear(&again);
    hd_buf_clear(&other_slot);
    hd_buf_clear(&other_person);
}

static void a_message_over_the_bound_is_refused(void **state)
{
    struct hd_buf out;
    struct hd_error err;

    (void)state;
    hd_buf_init(&out, 200);
    assert_int_equal(mail_message_write(&usual, &out, &err), HD_LIMIT);
    hd_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_short_seven_bit_and_end_in_cr_lf),
        cmocka_unit_test(headers_say_what_machines_need),
        cmocka_unit_test(a_line_that_is_one_dot_cannot_end_the_message),
        cmocka_unit_test(nothing_from_outside_becomes_a_header),
        cmocka_unit_test(addresses),
        cmocka_unit_test(the_message_id_belongs_to_slot_and_recipient),
        cmocka_unit_test(a_message_over_the_bound_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

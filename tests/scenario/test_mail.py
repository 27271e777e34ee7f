#!/usr/bin/env python3
"""The mail as it arrives at a real SMTP server."""
import datetime

from world import MailServer, Scenario, main, signal, wait_until


class Mail(Scenario):
    def setUp(self):
        self.server = self.mail_server()
        self.w = self.world("--demo", conf=self.server.conf)
        for name, lang in (("ayla", "az"), ("john", "en")):
            self.w.run("user", "add", "--email", f"{name}@example.org", "--lang", lang, "--digest", "daily", code=0)

    def by(self, name):
        return [m for m in self.server.parsed() if f"{name}@example.org" in m["To"]]

    def test_one_multipart_mail_for_each_in_their_language(self):
        self.w.run("digest", "send", code=0)
        self.assertEqual((len(self.by("ayla")), len(self.by("john"))), (1, 1))
        english, azeri = self.by("john")[0], self.by("ayla")[0]
        self.assertRegex(english["Subject"], r"^\[hedef DEMO\] \d+ off track")
        self.assertIn("geridə", azeri["Subject"])
        self.assertNotEqual(english["Subject"], azeri["Subject"])
        for message in (english, azeri):
            self.assertEqual([p.get_content_type() for p in message.iter_parts()], ["text/plain", "text/html"])
            self.assertEqual(message.defects, [])
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            self.assertIsNotNone(message["Message-ID"])
            self.assertIsNotNone(message["List-Id"])
            for part in message.iter_parts():
                self.assertEqual(part.defects, [])
                self.assertGreater(len(part.get_content()), 400)
        text = english.get_body(("plain",)).get_content()
        self.assertIn("DEMO", text)
        self.assertIn("New since the last digest", text)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 120)
        for _, _, raw in self.server.messages:
            self.assertTrue(all(len(line) <= 998 for line in raw.split(b"\r\n")))
            self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))

    def test_a_slot_is_filled_once(self):
        self.w.run("digest", "send", code=0)
        self.w.run("digest", "send", code=0)
        self.assertEqual(len(self.server.messages), 2)

    def test_a_slot_survives_a_kill(self):
        """Killed before, in and after the dialogue: one distinct Message-ID for each recipient."""
        for _ in range(4):
            self.w.start()
            self.w.run("digest", "send")
            self.w.stop(signal.SIGKILL)
        self.w.start()
        wait_until(lambda: len({m["Message-ID"] for m in self.server.parsed()}) == 2, "both mails arrived")
        self.w.run("digest", "send", code=0)
        self.assertEqual(len({m["Message-ID"] for m in self.server.parsed()}), 2)

    def test_history_does_not_flood(self):
        self.w.run("digest", "send", code=0)
        text = self.by("john")[0].get_body(("plain",)).get_content()
        self.assertIn("before hedef was installed", text)

    def test_mail_test_tells_success_and_failure(self):
        self.w.run("mail", "test", "someone@example.org", code=0)
        self.assertEqual(len(self.server.messages), 1)
        bad = self.w.run("mail", "test", "someone@example.org>\r\nRCPT TO:<other@example.org", code=1)
        self.assertIn("address", bad.err)
        self.assertEqual(len(self.server.messages), 1)

    def test_a_dry_run_names_who_would_get_what_and_records_nothing(self):
        table = self.w.run("digest", "send", "--dry-run", code=0).out
        self.assertIn("Dry run: 2 new would be sent, nothing was recorded.", table)
        self.assertRegex(table, r"(?m)^john@example\.org: \[hedef DEMO\] \d+ off track")
        data = self.w.run("digest", "send", "--dry-run", "-o", "json", code=0).numbers["data"]
        self.assertEqual((data["queued"], data["sent"], data["waiting"], data["dry_run"]), (2, 0, 0, True))
        self.assertEqual(data["would_send_to"], "ayla@example.org john@example.org")
        self.assertEqual(self.server.messages, [])
        sent = self.w.run("digest", "send", "-o", "json", code=0).numbers["data"]
        self.assertEqual((sent["queued"], sent["sent"], sent["waiting"], sent["dry_run"]), (2, 2, 0, False))
        self.assertIn("Dry run: 0 new", self.w.run("digest", "send", "--dry-run", code=0).out)

    def test_preview_sends_nothing(self):
        out = self.w.run("digest", "preview", code=0).out
        self.assertIn(str(datetime.date.today().year), out)
        self.assertEqual(self.server.messages, [])


class Refusals(Scenario):
    def test_without_starttls_nothing_is_sent_by_default(self):
        server = self.mail_server()
        w = self.world("--demo", conf=server.conf.replace("smtp_tls = none\n", ""))
        w.run("user", "add", "--email", "ayla@example.org", "--lang", "az", "--digest", "daily", code=0)
        result = w.run("mail", "test", "ayla@example.org", code=1)
        self.assertIn("TLS", result.err.upper())
        self.assertEqual(server.messages, [])

    def test_a_temporary_refusal_is_tried_again_and_a_final_one_is_shown(self):
        class Moody:
            calls = 0

            async def handle_RCPT(self, smtp, session, envelope, address, options):
                if address.startswith("never"):
                    return "550 no such mailbox"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, smtp, session, envelope):
                Moody.calls += 1
                return "451 try later"
        server = MailServer(Moody())
        self.addCleanup(server.close)
        w = self.world("--demo", conf=server.conf)
        for name in ("never", "later"):
            w.run("user", "add", "--email", f"{name}@example.org", "--lang", "en", "--digest", "daily", code=0)
        result = w.run("digest", "send", "-o", "json")
        self.assertEqual(Moody.calls, 1)
        self.assertEqual((result.numbers["data"]["failed"], result.numbers["data"]["retried"]), (1, 1))
        # what is put off stays visible: not due yet, not lost
        again = w.run("digest", "send", "-o", "json", code=1).numbers["data"]
        self.assertEqual(Moody.calls, 1)
        self.assertEqual([again[k] for k in ("queued", "sent", "retried", "failed", "waiting")], [0, 0, 0, 0, 1])
        self.assertRegex(again["next_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertRegex(w.run("digest", "send", code=1).out, r"0 failed\. 1 waiting, next try at .*\d\d:\d\d")
        w.run("mail", "test", "never@example.org", code=1)  # told of at once: not counted
        w.start()
        metrics = w.get("/metrics").text
        self.assertIn("hedef_outbox_pending 1\n", metrics)
        self.assertIn("hedef_outbox_failed 1\n", metrics)
        wait_until(lambda: "1 mail of the last seven days could not be sent" in w.get("/?lang=en").text, "the page says so")


if __name__ == "__main__":
    main()

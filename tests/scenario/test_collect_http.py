#!/usr/bin/env python3
"""The transport http against a server that misbehaves: every way of it ends in time, in little
memory, with one line of reason and nothing taken, and nobody is asked who must not be."""
import concurrent.futures
import json
import os
import subprocess
import unittest

import world
from fault_server import FORBIDDEN, GOOD, HERE, FaultServer
from world import BIN, Scenario, signal, wait_until

GRACE_S = 2         # a run ends within its deadline and this
MEMORY_KB = 32768   # and takes no more than this
ASAN = "quarantine_size_mb=1:malloc_context_size=5"  # what is freed counts as free


class Answer:
    def __init__(self, process):
        self.code, self.err = process.returncode, process.stderr
        lines = [json.loads(line) for line in process.stdout.splitlines()]
        self.place = lines[0]["place"] if lines else None
        self.before_kb = [x["before_kb"] for x in lines if "before_kb" in x]
        self.runs = [x for x in lines if "rc" in x]

    @property
    def last(self):
        return self.runs[-1]

    @property
    def codes(self):
        return [p["code"] for p in self.last["problems"]]

    @property
    def message(self):
        return self.last["problems"][0]["message"]


class HttpTest(Scenario):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tmp = world.tempfile.TemporaryDirectory(prefix="hedef-test-")
        cls.addClassCleanup(cls.tmp.cleanup)
        cls.server = FaultServer(cls.tmp.name)
        cls.addClassCleanup(cls.server.close)
        cls.folder = world.pathlib.Path(cls.tmp.name)
        cls.count = 0

    def write(self, url, **options):
        """A file with one source; options None are left out."""
        type(self).count += 1
        path = self.folder / f"{self.count}.conf"
        given = {"transport": "http", "url": url, "plain_http": "yes",
                 "allow_private": f"{HERE}/32", "timeout": "20s", "stall": "6s",
                 "connect_timeout": "5s"} | options
        path.write_text("[source it]\n" + "".join(f"{k} = {v}\n" for k, v in given.items()
                                                  if v is not None))
        return path

    def environment(self, names=""):
        return dict(os.environ, PROBE_HOSTS=names, LC_ALL="C.UTF-8", http_proxy="http://proxy/",
                    https_proxy="http://proxy/",
                    ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":" + ASAN)

    def ask(self, url, times=1, names="", **options):
        path = self.write(url, **options)
        return Answer(subprocess.run(
            [BIN / "collect_probe", path, "it", str(times)], text=True, capture_output=True,
            timeout=60, env=self.environment(names)))

    def plain(self, mode, **options):
        return self.ask(self.server.plain.url(mode), **options)

    def tls(self, name, **options):
        options.setdefault("ca_file", self.server.certificates.ca)
        return self.ask(self.server.tls[name].url("good"), plain_http="no", **options)

    def check_taken(self, answer, bodies=1):
        self.assertEqual(answer.code, 0, answer.err)
        self.assertEqual(answer.last["rc"], "ok", answer.last)
        self.assertEqual(len(answer.last["bodies"]), bodies)
        self.assertEqual(answer.last["problems"], [])

    def check_failed(self, answer, code, timeout_s=20):
        self.assertEqual(answer.code, 0, answer.err)
        self.assertNotEqual(answer.last["rc"], "ok", answer.last)
        self.assertEqual(answer.codes, [code], answer.last)
        self.assertEqual(answer.last["bodies"], [])
        self.assertNotIn("\n", answer.message)
        self.assertNotIn("{", answer.message)
        self.assertLess(answer.last["ms"], (timeout_s + GRACE_S) * 1000)
        self.assertLess(answer.last["peak_kb"] - answer.before_kb[-1], MEMORY_KB)

    # mode, the code of the reason, options
    FAULTS = [
        ("short_length", "http_short", {}),
        ("two_lengths", "http_lengths", {}),
        ("length_and_chunks", "http_lengths", {}),
        ("missing_last", "http_short", {}),
        ("reset", "http_broken", {}),
        ("http09", "http_not_http", {}),
        ("not_http", "http_not_http", {}),
        ("endless_headers", "http_head", {}),
        ("endless_interim", "http_head", {}),
        ("trickle", "http_stall", {}),
        ("trickle", "http_deadline", {"timeout": "2s", "stall": "20s"}),
        ("silent", "http_stall", {}),
        ("silent", "http_deadline", {"timeout": "2s", "stall": "20s"}),
        ("redirect_file", "http_redirect_scheme", {"redirects": 3}),
        ("redirect_loop", "http_redirect_many", {"redirects": 3}),
        ("redirect_good", "http_redirect", {}),
        ("redirect_host", "http_redirect_host", {"redirects": 3}),
        ("redirect_private", "http_address_closed", {"redirects": 3, "hosts": FORBIDDEN}),
        ("redirect_metadata", "http_redirect_host", {"redirects": 3}),
        ("redirect_metadata", "http_address_closed", {"redirects": 3, "hosts": "169.254.169.254"}),
        ("huge", "http_bytes", {}),
        ("huge_length", "http_bytes", {}),
        ("gzip_bomb", "http_ratio", {"compressed": "yes"}),
        ("gzip_large", "http_inflated_bytes", {"compressed": "yes"}),
        ("gzip_cut", "http_gzip", {"compressed": "yes"}),
        ("gzip_unasked", "http_coding", {}),
        ("charset", "http_charset", {}),
        ("no_length", "http_framing", {}),
        ("wrong_type", "http_type", {}),
        ("no_type", "http_no_type", {}),
        ("empty", "http_status_nothing", {}),
        ("secret", "http_status_secret", {}),
        ("too_many", "http_status_many", {}),
        ("unavailable", "http_status_server", {}),
        ("broken", "http_status_server", {}),
        ("missing", "http_status_missing", {}),
    ]

    def test_every_fault_ends_in_time_in_little_memory_and_with_a_reason(self):
        faults = self.FAULTS
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda f: self.plain(f[0], **f[2]), faults))
        for (mode, code, options), answer in zip(faults, answers):
            with self.subTest(mode=mode, code=code):
                self.check_failed(answer, code, int(options.get("timeout", "20s")[:-1]))
        self.assertEqual(self.server.forbidden.connections, 0)

    def test_with_wider_bounds_the_same_server_takes_more_memory(self):
        """The control: what is measured above does grow when nothing bounds it."""
        answer = self.plain("huge", max_bytes="64MiB", max_inflated_bytes="64MiB")
        self.assertEqual(answer.codes, ["http_bytes"])
        self.assertGreater(answer.last["peak_kb"] - answer.before_kb[-1], MEMORY_KB)

    def test_what_is_well_is_taken(self):
        for mode, options in (("good", {}), ("longer_body", {}), ("redirect_good", {"redirects": 1}),
                              ("gzip_good", {"compressed": "yes"}),
                              ("wrong_type", {"types": "text/html"}),
                              ("charset", {"charsets": "utf-8, windows-1254"})):
            with self.subTest(mode=mode):
                answer = self.plain(mode, **options)
                self.check_taken(answer)
                if mode != "wrong_type":
                    self.assertEqual(answer.last["bodies"][0]["len"], len(GOOD))
        self.assertLess(self.plain("gzip_good", compressed="yes").last["bodies"][0]["wire"],
                        len(GOOD))

    def test_only_encryption_that_can_be_trusted_counts(self):
        self.check_taken(self.tls("good"))
        for name, code in (("self_signed", "http_certificate"),
                           ("expired", "http_certificate_expired"),
                           ("wrong_name", "http_certificate_name"), ("tls11", "http_tls")):
            with self.subTest(name=name):
                before = len(self.server.tls[name].requests)
                self.check_failed(self.tls(name), code)
                self.assertEqual(len(self.server.tls[name].requests), before)
        self.check_failed(self.tls("good", ca_file=None), "http_certificate")
        self.check_failed(self.tls("good", ca_file=self.folder / "none.pem"), "http_ca_file")

    def test_no_spelling_of_an_address_leads_to_a_closed_one(self):
        port = self.server.forbidden.port
        number = int.from_bytes(bytes(int(x) for x in FORBIDDEN.split(".")), "big")
        before = self.server.forbidden.connections
        for host in (FORBIDDEN, str(number), hex(number), "0177.0.0.3", f"[::ffff:{FORBIDDEN}]",
                     "127.3", "closed.test"):
            with self.subTest(host=host):
                answer = self.ask(f"http://{host}:{port}/good", names=f"closed.test={FORBIDDEN}")
                self.check_failed(answer, "http_address_closed")
                self.assertIn("127.0.0.3", answer.message)
        self.assertEqual(self.server.forbidden.connections, before)
        # the control: the same address when it is allowed
        for host in (str(number), "closed.test"):
            self.check_taken(self.ask(f"http://{host}:{port}/good", allow_private=f"{FORBIDDEN}/32",
                                      names=f"closed.test={FORBIDDEN}"))
        self.assertEqual(self.server.forbidden.connections, before + 2)

    def test_a_name_that_changes_its_mind_is_not_followed(self):
        """DNS rebinding: allowed when it is looked up first, closed afterwards."""
        names = f"rebind.test={HERE}|{FORBIDDEN}"
        before = self.server.forbidden.connections
        answer = self.ask(f"http://rebind.test:{self.server.plain.port}/etagless", times=2,
                          names=names)
        self.assertEqual([x["rc"] for x in answer.runs], ["ok", "denied"])
        self.check_failed(answer, "http_address_closed")
        self.assertEqual(self.server.forbidden.connections, before)

    def test_a_name_server_that_is_silent_holds_nobody_up(self):
        answer = self.ask("http://hang.test/", names="hang.test=hang", connect_timeout="2s")
        self.check_failed(answer, "http_connect_time", 2)
        self.check_failed(self.ask("http://nobody.test/"), "http_name")

    def test_nobody_listens(self):
        self.check_failed(self.ask(f"http://{HERE}:{world.free_port()}/"), "http_connect")

    def test_what_is_known_is_not_sent_again(self):
        answer = self.plain("good", times=2)
        first, second = answer.runs
        self.assertFalse(first["unchanged"])
        self.assertEqual(first["bodies"][0]["modified"], 784111777000)
        self.assertEqual((second["rc"], second["unchanged"], second["bodies"]),
                         ("ok", True, []))
        self.assertEqual(second["mark"], first["mark"])
        # the control: nothing is known of a document without a tag
        answer = self.plain("etagless", times=2)
        self.assertEqual([len(x["bodies"]) for x in answer.runs], [1, 1])

    def test_all_pages_come_or_none(self):
        before = len(self.server.plain.requests)
        answer = self.plain("pages?page=1&a=b")
        self.check_taken(answer, 3)
        self.assertEqual(self.server.plain.requests[before:],
                         ["/pages?page=1&a=b", "/pages?a=b&page=2", "/pages?a=b&page=3"])
        self.assertEqual(answer.last["mark"], "")
        for mode, code, options in (("page_changed", "http_pages_changed", {}),
                                    ("page_repeated", "http_pages_repeated", {}),
                                    ("pages_many", "http_pages_many", {}),
                                    ("pages", "http_pages_many", {"max_pages": 2})):
            with self.subTest(mode=mode):
                answer = self.plain(mode, **options)
                self.assertEqual(answer.codes, [code], answer.last)
                self.assertNotEqual(answer.last["rc"], "ok")

    def test_bounds_hold_for_all_pages_together(self):
        size = self.plain("pages").last["bodies"][0]["len"]
        self.assertGreater(3 * size, 1024)  # else nothing is shown
        answer = self.plain("pages", max_bytes=max(1024, 2 * size + 1))
        self.assertEqual(answer.codes, ["http_bytes"], answer.last)

    def test_secrets_go_to_their_host_alone_and_show_nowhere(self):
        (self.folder / "bearer").write_text("s3cret-token\n")
        (self.folder / "headers").write_text("# the key\nX-Api-Key: s3cret-key\n")
        (self.folder / "password").write_text("s3cret-word\n")
        good = self.server.tls["good"]
        ca = self.server.certificates.ca
        for options in ({"bearer_file": "bearer"}, {"header_file": "headers"},
                        {"user": "anna", "password_file": "password"}):
            with self.subTest(options=options):
                answer = self.ask(good.url("secret"), plain_http="no", ca_file=ca, **options)
                self.check_taken(answer)
                self.assertNotIn("s3cret", json.dumps(answer.runs))
        self.assertEqual([x.get("authorization") or x.get("x-api-key") for x in good.secrets],
                         ["Bearer s3cret-token", "s3cret-key", "Basic YW5uYTpzM2NyZXQtd29yZA=="])
        # another host is asked without them
        answer = self.ask(good.url("secret_redirect"), plain_http="no", ca_file=ca, redirects=1,
                          hosts=FORBIDDEN, bearer_file="bearer", header_file="headers",
                          allow_private="127.0.0.0/8")
        self.check_failed(answer, "http_status_secret")
        self.assertEqual(self.server.ears.secrets, [{}])

    def test_secrets_of_an_address_are_not_shown(self):
        url = self.server.plain.url("missing?api_key=s3cret&a=1")
        answer = self.ask(url)
        self.check_failed(answer, "http_status_missing")
        self.assertTrue(answer.place.endswith("missing?api_key=***&a=1"))
        self.assertNotIn("s3cret", json.dumps(answer.runs))

    def test_what_contradicts_itself_is_refused(self):
        (self.folder / "bearer").write_text("s3cret-token\n")
        for options, code in (({"plain_http": None}, "http_plain"),
                              ({"bearer_file": "bearer"}, "http_secret_plain"),
                              ({"user": "anna"}, "http_half_secret"),
                              ({"url": "https://a@b/"}, ""),
                              ({"allow_private": "everything"}, ""),
                              ({"redirects": 4}, "")):
            with self.subTest(options=options):
                url = options.pop("url", self.server.plain.url("good"))
                answer = self.ask(url, **options)
                self.assertEqual(answer.code, 2)
                self.assertIn(code, answer.err)
                self.assertNotIn("s3cret", answer.err)

    def test_a_file_of_secrets_that_is_none_is_named(self):
        for text in ("", "Content-Length: 5\n", "no header\n", "X: a\x01b\n", "Host: other\n"):
            (self.folder / "odd").write_text(text)
            option = "header_file" if text else "bearer_file"
            answer = self.ask(self.server.tls["good"].url("secret"), plain_http="no",
                              ca_file=self.server.certificates.ca, **{option: "odd"})
            self.check_failed(answer, "http_secret_file")

    def test_the_end_of_the_service_ends_a_run_within_a_second(self):
        before = len(self.server.plain.requests)
        path = self.write(self.server.plain.url("silent"), stall="30s", timeout="30s")
        process = subprocess.Popen([BIN / "collect_probe", path, "it"], text=True,
                                   stdout=subprocess.PIPE, env=self.environment())
        wait_until(lambda: "/silent" in self.server.plain.requests[before:], "it asks")
        began = world.time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
        self.assertLess(world.time.monotonic() - began, 1.5)
        run = json.loads(out.splitlines()[-1])
        self.assertEqual([p["code"] for p in run["problems"]], ["http_cancelled"])

    def test_when_it_may_be_asked_again_is_said(self):
        self.assertIn("2100-01-01T00:00:00Z", self.plain("unavailable").message)


if __name__ == "__main__":
    unittest.main(verbosity=2)

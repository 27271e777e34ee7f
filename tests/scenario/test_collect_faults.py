#!/usr/bin/env python3
"""All faults at once, through the service: in time, in little memory, nothing stored, and the
reason in one line where the operator looks."""
import concurrent.futures
import datetime
import os
import pathlib
import re
import tempfile
import time

from fault_server import FORBIDDEN, HERE, FaultServer
from world import Scenario, main, wait_until

MEMORY_KB = 32768
TIMEOUT_S, GRACE_S = 20, 2
ASAN = "quarantine_size_mb=1:malloc_context_size=5"  # what is freed counts as free
# What the transport takes and the format refuses is "refused"; all else did not come at all.
PLAIN = {
    "short_length": {}, "two_lengths": {}, "length_and_chunks": {}, "missing_last": {}, "reset": {},
    "http09": {}, "not_http": {}, "endless_headers": {}, "endless_interim": {}, "trickle": {},
    "silent": {}, "redirect_file": {}, "redirect_loop": {"redirects": 3},
    "redirect_host": {"redirects": 3}, "redirect_private": {"redirects": 3, "hosts": FORBIDDEN},
    "redirect_metadata": {"redirects": 3, "hosts": "169.254.169.254"}, "huge": {},
    "huge_length": {}, "gzip_bomb": {"compressed": "yes"}, "gzip_large": {"compressed": "yes"},
    "gzip_cut": {"compressed": "yes"}, "gzip_unasked": {}, "charset": {}, "no_length": {},
    "wrong_type": {}, "no_type": {}, "half_json": {}, "empty": {}, "secret": {}, "too_many": {},
    "unavailable": {}, "broken": {}, "missing": {}, "page_changed": {}, "page_repeated": {},
    "pages_many": {},
}
FILLING = ("huge", "gzip_large")  # they reach their bounds: one at a time, the bar is that of one
TLS = ("self_signed", "expired", "wrong_name", "tls11")


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Faults(Scenario):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory(prefix="hedef-test-")
        self.addCleanup(tmp.cleanup)
        self.server = FaultServer(tmp.name)
        self.addCleanup(self.server.close)
        self.w = self.world(None)
        self.w.env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":" + ASAN

    def sections(self):
        plain, ca = self.server.plain, self.server.certificates.ca
        yield "good", {"url": plain.url("etagless"), "plain_http": "yes"}
        for mode, options in PLAIN.items():
            yield mode, {"url": plain.url(mode), "plain_http": "yes", **options}
        for name in TLS:
            yield name, {"url": self.server.tls[name].url("good"), "ca_file": ca}
        yield "closed", {"url": self.server.forbidden.url("good"), "plain_http": "yes"}
        yield "mapped", {"url": f"http://[::ffff:{FORBIDDEN}]:{self.server.forbidden.port}/good",
                         "plain_http": "yes"}

    def write(self, schedule="never", only=None):
        every = {"transport": "http", "format": "worldbank", "indicator": "internet-users",
                 "codes.area": "ABC=AZ", "schedule": schedule, "timeout": f"{TIMEOUT_S}s",
                 "stall": "6s", "allow_private": f"{HERE}/32"}
        (self.w.dir / "conf.d" / "faults.conf").write_text("".join(
            f"[source {name}]\n" + "".join(f"{k} = {v}\n" for k, v in {**every, **options}.items())
            for name, options in self.sections() if not only or name in only))

    def process(self, name):
        return pathlib.Path(f"/proc/{self.w.daemon.pid}/{name}")

    def memory_kb(self, name):
        status = self.process("status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+)", status, re.M)[1])

    def run_source(self, name):
        began = time.monotonic()
        answer = self.w.post(f"/api/v1/collectors/{name}/run", None)
        return name, answer, time.monotonic() - began

    def observations(self):
        return self.w.run("obs", "history", "internet-users", "-o", "json", code=0).json["data"]

    def test_each_ends_in_time_in_little_memory_with_nothing_stored_and_a_reason(self):
        self.write()
        self.w.start()
        # what is loaded when first needed is loaded first
        name, answer, _ = self.run_source("missing")
        self.assertEqual(answer.json["data"]["outcome"], "failed", answer.text)
        names = [name for name, _ in self.sections() if name != "good"]
        self.process("clear_refs").write_text("5")  # forgets the peak so far
        before = self.memory_kb("VmRSS")
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            runs = list(pool.map(self.run_source, [n for n in names if n not in FILLING]))
        runs += [self.run_source(name) for name in FILLING]
        print(f"\n{len(names)} faults in {time.monotonic() - began:.1f} s, "
              f"memory +{self.memory_kb('VmHWM') - before} kB")
        for name, answer, seconds in runs:
            with self.subTest(name=name):
                data = answer.json["data"]
                self.assertIn(data["outcome"], ("failed", "refused"), data)
                self.assertEqual((data["new"], data["changed"], data["submission"]), (0, 0, None))
                self.assertLess(seconds, TIMEOUT_S + GRACE_S)
                self.assertTrue(data["message"])
                self.assertNotIn("\n", data["message"])
        shown = {s["name"]: s for s in self.w.run("collect", "list", "-o", "json", code=0)
                 .json["data"]}
        for name in names:
            self.assertEqual((name, shown[name]["state"]), (name, "failing"))
            self.assertTrue(shown[name]["message"])
        self.assertEqual(self.observations(), [])
        self.assertEqual(self.server.forbidden.connections, 0)
        self.assertLess(self.memory_kb("VmHWM") - before, MEMORY_KB)
        # the control: the same configuration takes what is good
        _, answer, _ = self.run_source("good")
        self.assertEqual((answer.json["data"]["outcome"], answer.json["data"]["new"]), ("new", 3))
        self.assertEqual(len(self.observations()), 3)

    def test_who_asks_to_be_left_alone_is_left_alone(self):
        self.write(schedule="every 1d", only=("too_many", "missing"))
        self.w.start()
        seconds = {}
        for name in ("too_many", "missing"):
            wait_until(lambda: self.health(name)["failures"] == 1, f"{name} fails")
            health = self.health(name)
            seconds[name] = instant(health["next"]) - instant(health["last"])
        self.assertEqual(seconds, {"too_many": 120, "missing": 60})  # the second is the control

    def health(self, name):
        return self.w.run("collect", "show", name, "-o", "json", code=0).json["data"]


if __name__ == "__main__":
    main()

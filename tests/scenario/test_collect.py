#!/usr/bin/env python3
"""Sources: asked by their schedule and by hand; every run is kept; a failed one takes nothing."""
import hashlib
import http.server
import os
import shutil
import subprocess
import threading

from world import BIN, Scenario, main, wait_until

HEAD = "indicator,period,value\n"


class Collect(Scenario):
    def source(self, name="probe", script="cat", **options):
        """A source whose program prints what lies in a file beside it."""
        path = self.w.dir / f"{name}.sh"
        path.write_text(f"#!/bin/sh\n{script} {self.w.dir}/{name}.out\n")
        path.chmod(0o755)
        lines = {"transport": "command", "command": str(path), "schedule": "never", **options}
        self.sections[name] = "".join(f"{k} = {v}\n" for k, v in lines.items())
        self.write()

    def write(self):
        (self.w.dir / "conf.d" / "sources.conf").write_text(
            "".join(f"[source {n}]\n{t}\n" for n, t in self.sections.items()))

    def says(self, text, name="probe"):
        part = self.w.dir / f"{name}.part"
        part.write_text(text)
        os.rename(part, self.w.dir / f"{name}.out")

    def setUp(self):
        self.sections = {}
        self.w = self.world("--sample")
        shutil.rmtree(self.w.dir / "collectors.d")  # test_collect_ready.py is about those

    def collect(self, *args, code=0):
        return self.w.run("collect", *args, "-o", "json", code=code).json["data"]

    def health(self, name="probe"):
        return self.collect("show", name)

    def history(self, indicator):
        return [(r["period"], r["vintage"], str(r["value"])) for r in
                self.w.run("obs", "history", indicator, "-o", "json", code=0).json["data"]]

    def values(self, period):
        return [(value, vintage) for at, vintage, value in self.history("mobile-subscribers") if at == period]

    # -- by hand ------------------------------------------------------------------------
    def test_new_then_nothing_then_one_revision(self):
        self.source(revision_bound=50)
        self.says(HEAD + "mobile-subscribers,2011,4000000\nmobile-subscribers,2012,4100000\n")
        first = self.collect("run", "probe")
        self.assertEqual((first["outcome"], first["new"], first["changed"]), ("new", 2, 0))
        again = self.collect("run", "probe")
        self.assertEqual((again["outcome"], again["new"], again["unchanged"]), ("unchanged", 0, 2))
        self.assertIsNone(again["submission"])
        self.says(HEAD + "mobile-subscribers,2011,4000000\nmobile-subscribers,2012,4200000\n")
        third = self.collect("run", "probe")
        self.assertEqual((third["outcome"], third["new"], third["changed"]), ("new", 0, 1))
        self.assertEqual([h for h in self.history("mobile-subscribers") if h[0] == "2012"],
                         [("2012", 1, "4100000"), ("2012", 2, "4200000")])
        rows = self.collect("log", "--collector", "probe")
        self.assertEqual([r["outcome"] for r in rows], ["new", "unchanged", "new"])

    def test_a_dry_run_writes_nothing_at_all(self):
        self.source()
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        run = self.collect("run", "probe", "--dry-run")
        self.assertEqual((run["new"], run["dry_run"], run["fetch"]), (1, True, None))
        self.assertEqual(self.collect("log"), [])
        self.assertEqual(self.values("2011"), [])
        self.assertEqual(self.health()["state"], "waiting")

    def test_what_moves_too_far_waits_for_approval_once(self):
        self.source(revision_bound=10)
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.collect("run", "probe")
        self.says(HEAD + "mobile-subscribers,2011,8000000\n")
        held = self.collect("run", "probe")
        self.assertEqual((held["outcome"], held["held"], held["changed"]), ("held", 1, 0))
        self.assertEqual(self.values("2011"), [("4000000", 1)])
        again = self.collect("run", "probe")
        self.assertEqual((again["outcome"], again["held"], again["waiting"]), ("unchanged", 0, 1))
        said = self.w.run("collect", "run", "probe", code=0).out
        self.assertIn("wait for approval or were returned: 1.", said)
        waiting = self.w.run("submission", "list", "--state", "submitted", "-o", "json", code=0).json["data"]
        self.assertEqual(len(waiting), 1)
        self.w.run("submission", "approve", waiting[0]["id"], code=0)
        self.assertEqual([v for v, n in self.values("2011")], ["4000000", "8000000"])

    def test_a_flag_that_changes_alone_is_shown(self):
        self.source()
        self.says("indicator,period,value,status\nmobile-subscribers,2011,4000000,P\n")
        self.collect("run", "probe")
        self.says("indicator,period,value,status\nmobile-subscribers,2011,4000000,A\n")
        said = self.w.run("collect", "run", "probe", "--dry-run", code=0).out
        self.assertIn("2011  4000000 → 4000000 (P → A)\n", said)

    def test_a_row_of_a_mapped_document_is_named_where_it_stands(self):
        self.source(format="json", rows="/result/rows", indicator="nope", period="{p}", value="{v}")
        self.says('{"result": {"rows": [{"p": "2011", "v": 1}]}}')
        said = self.w.run("collect", "run", "probe", "--dry-run").out
        self.assertIn("/result/rows/0: There is no indicator", said)
        self.assertNotIn("/observations/", said)

    def test_a_first_version_is_new_also_beside_a_revision(self):
        self.source()
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.collect("run", "probe")
        self.says(HEAD + "mobile-subscribers,2011,4000001\nmobile-subscribers,2012,5\n")
        self.collect("run", "probe")
        rows = self.w.run("obs", "history", "mobile-subscribers", "-o", "json", code=0).json["data"]
        self.assertEqual([(r["period"], r["vintage"], r["verb"]) for r in rows if r["period"] in ("2011", "2012")],
                         [("2011", 1, "new"), ("2011", 2, "revise"), ("2012", 1, "new")])

    def test_a_bad_row_takes_nothing_and_says_where(self):
        self.source()
        self.says(HEAD + "mobile-subscribers,2011,4000000\nmobile-subscribrs,2012,5\n")
        run = self.collect("run", "probe", code=1)
        self.assertEqual((run["outcome"], run["new"]), ("refused", 0))
        self.assertIn("mobile-subscribers", run["message"])  # the nearest name
        self.assertEqual(self.values("2011"), [])
        health = self.health()
        self.assertEqual((health["state"], health["failures"], health["code"]), ("failing", 1, run["code"]))
        self.assertIn("mobile-subscribers", health["message"])  # in the site's language
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.collect("run", "probe")
        self.assertEqual((self.health()["state"], self.health()["message"]), ("good", ""))

    def test_the_bytes_are_kept_and_lead_back(self):
        self.source()
        text = HEAD + "mobile-subscribers,2011,4000000\n"
        self.says(text)
        run = self.collect("run", "probe")
        self.w.start()
        answer = self.w.get(f"/api/v1/fetches/{run['fetch']}/body", token=self.w.token)
        self.assertEqual((answer.status, answer.text), (200, text))
        fetch = self.w.get(f"/api/v1/fetches/{run['fetch']}", token=self.w.token).json["data"]
        body = fetch["bodies"][0]
        self.assertEqual(body["checksum"], hashlib.blake2b(text.encode(), digest_size=32).hexdigest())
        self.assertEqual((body["size"], body["kept"]), (len(text), True))
        found = self.w.get(f"/api/v1/fetches?submission={run['submission']}", token=self.w.token).json["data"]
        self.assertEqual([f["id"] for f in found], [run["fetch"]])
        self.assertIn(self.w.get(f"/api/v1/fetches/{run['fetch']}/body").status, (401, 403))

    def test_keep_bodies_of_nothing_keeps_none(self):  # the control of the one before
        (self.w.dir / "conf.d" / "keep.conf").write_text("[collect]\nkeep_bodies = 0s\n")
        self.source()
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        run = self.collect("run", "probe")
        self.w.start()
        self.assertEqual(self.w.get(f"/api/v1/fetches/{run['fetch']}/body", token=self.w.token).status, 404)

    # -- by itself ----------------------------------------------------------------------
    def test_a_schedule_brings_it_by_itself(self):
        self.source(schedule="every 1s")
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.w.start()
        wait_until(lambda: self.values("2011") == [("4000000", 1)], "the first value")
        self.says(HEAD + "mobile-subscribers,2011,4000001\n")
        wait_until(lambda: len(self.values("2011")) == 2, "its revision")
        self.assertEqual(self.health()["state"], "good")
        metrics = self.w.get("/metrics").text
        self.assertIn('hedef_collector_up{collector="probe"} 1', metrics)
        self.assertIn('hedef_collector_runs_total{collector="probe",outcome="new"} 2', metrics)

    def test_a_failing_one_waits_longer_and_comes_back(self):
        self.source(schedule="every 1s")
        self.w.start()
        wait_until(lambda: self.health()["failures"] == 1, "the first failure")
        health = self.health()
        self.assertEqual(health["state"], "failing")
        self.assertTrue(health["message"])
        self.assertIn('hedef_collector_up{collector="probe"} 0', self.w.get("/metrics").text)
        last = self.collect("log")[0]
        self.assertEqual((last["outcome"], last["new"]), ("failed", 0))
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.collect("run", "probe")  # by hand ends the wait
        self.assertEqual(self.health()["failures"], 0)
        wait_until(lambda: len(self.collect("log")) > 3, "it is asked each second again")

    def test_a_source_that_hangs_keeps_nobody_waiting(self):
        self.source("hang", script="sleep 300;", schedule="every 1s", timeout="5m")
        self.source("probe", schedule="every 1s")
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.w.start()
        wait_until(lambda: self.values("2011"), "the other one brings its value")
        wait_until(lambda: self.health("hang")["state"] == "running", "this one runs")
        answer = self.w.post("/api/v1/collectors/hang/run", None)
        self.assertEqual((answer.status, answer.json["code"]), (409, "collector_running"))
        self.assertEqual(self.w.stop(), 0)  # and ends with the daemon
        health = self.health("hang")  # which says nothing against it
        self.assertEqual((health["state"], health["failures"]), ("waiting", 0))

    def test_a_reload_takes_over_good_ones_and_keeps_the_old_of_bad_ones(self):
        self.source()
        self.w.start()
        self.source("second")
        self.w.post("/-/reload", None)
        wait_until(lambda: len(self.collect("list")) == 2, "two sources")
        self.source("third", schedule="each full moon")
        self.assertNotEqual(self.w.post("/-/reload", None).status, 200)
        self.assertIn("each full moon", self.w.log_text())
        self.assertEqual(len(self.collect("list")), 2)

    def test_once_asks_what_is_due(self):
        self.source(schedule="every 1d")
        self.says(HEAD + "mobile-subscribers,2011,4000000\n")
        self.once()
        self.assertEqual(self.values("2011"), [("4000000", 1)])
        self.once()
        self.assertEqual(len(self.collect("log")), 1)  # not due again

    def once(self):
        done = subprocess.run([BIN / "hedefd", "-c", self.w.dir / "hedef.conf", "--once"], env=self.w.env,
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)

    # -- configuration ------------------------------------------------------------------
    def test_every_mistake_of_a_section_is_told_with_its_line(self):
        (self.w.dir / "conf.d" / "sources.conf").write_text(
            "[source probe]\ntransport = command\ncommand = /bin/true\nschedul = never\njitter = long\nformat = csw\n")
        done = self.w.run("config", "check")
        text = done.out + done.err
        self.assertNotEqual(done.code, 0)
        for part in ("sources.conf:4", "schedule", "sources.conf:5", "jitter"):
            self.assertIn(part, text)

    def test_a_source_over_the_api_may_name_no_program(self):
        self.w.start()
        add = lambda name, **options: self.w.post("/api/v1/collectors", {"name": name, "options": options})
        self.assertEqual(add("gate", transport="push", format="csv").status, 201)
        self.assertEqual(add("gate", transport="push").status, 409)
        refused = add("rogue", transport="command", command="/bin/true")
        self.assertEqual((refused.status, refused.json["errors"][0]["code"]), (422, "conf_option_local"))
        self.assertEqual(add("../x", transport="push").status, 422)
        self.assertEqual([c["name"] for c in self.collect("list")], ["gate"])
        self.w.stop()
        self.assertEqual([c["name"] for c in self.collect("list")], ["gate"])  # it stays
        self.assertEqual(self.w.run("collect", "remove", "gate").code, 0)
        self.assertEqual(self.collect("list"), [])

    def test_what_is_read_otherwise_is_asked_for_as_a_whole(self):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                known = self.headers.get("If-None-Match") == '"1"'
                body = b"" if known else b"Year,Count\n2011,4000\n"
                asked.append(known)
                self.send_response(304 if known else 200)
                self.send_header("ETag", '"1"')
                self.send_header("Content-Type", "text/csv")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = {"transport": "http", "url": f"http://127.0.0.1:{server.server_port}/", "plain_http": "yes",
                   "allow_private": "127.0.0.1/32", "schedule": "never", "approval": "never", "format": "csv",
                   "indicator": "mobile-subscribers", "period": "{Year}", "value": "{Count}"}
        for scale, outcome in [("1", "new"), ("1", "not_modified"), ("1000", "new"), ("1000", "not_modified")]:
            self.sections["it"] = "".join(f"{k} = {v}\n" for k, v in {**options, "scale": scale}.items())
            self.write()
            self.assertEqual(self.collect("run", "it")["outcome"], outcome)
        self.assertEqual(asked, [False, True, False, True])
        self.assertEqual([v for v, n in self.values("2011")], ["4000", "4000000"])

    def test_a_file_like_a_source_is_imported_by_its_mapping(self):
        self.source(**{"indicator": "mobile-subscribers", "period": "{Year}", "value": "{Count}"})
        path = self.w.file("like.csv", "Year,Count\n2011,4000000\n")
        self.assertNotEqual(self.w.run("import", path).code, 0)  # the control
        self.w.run("import", path, "--source", "probe", code=0)
        self.assertEqual(self.values("2011"), [("4000000", 1)])


if __name__ == "__main__":
    main()

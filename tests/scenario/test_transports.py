#!/usr/bin/env python3
"""Values by a program, a folder and a database, through the whole service: nothing is taken from a run that fails, and one
line says why."""
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

from world import BIN, Scenario, main, signal, wait_until

HEAD = "indicator,period,value\n"
GOOD = HEAD + "mobile-subscribers,2011,4000000\n"
CLUSTER = pathlib.Path(__file__).resolve().parent.parent / "unit/collectors/sql/cluster.sh"


class Transport(Scenario):
    def setUp(self):
        self.w = self.world("--sample")

    def write(self, **options):
        lines = {"schedule": "never", **{k: v for k, v in options.items() if v is not None}}
        (self.w.dir / "conf.d" / "sources.conf").write_text("[source it]\n" + "".join(f"{k} = {v}\n" for k, v in lines.items()))

    def collect(self, *args, code=None):
        return self.w.run("collect", *args, "-o", "json", code=code).json["data"]

    def history(self, indicator="mobile-subscribers"):
        return [(r["period"], r["vintage"], str(r["value"])) for r in
                self.w.run("obs", "history", indicator, "-o", "json", code=0).json["data"]]


class Command(Transport):
    def source(self, script, **options):
        path = self.w.file("probe.sh", "#!/bin/sh\n" + script + "\n")
        path.chmod(0o755)
        self.write(transport="command", command=path, **options)

    def test_what_a_program_prints_is_taken(self):
        self.source(f"printf '{GOOD}'")
        run = self.collect("run", "it", code=0)
        self.assertEqual((run["outcome"], run["new"]), ("new", 1))
        self.assertEqual(self.history(), [("2011", 1, "4000000")])

    def test_a_program_with_nothing_to_say_changes_nothing(self):
        self.source("exit 0")
        self.assertEqual(self.collect("run", "it", code=0)["outcome"], "not_modified")

    def test_each_failure_takes_nothing_and_says_why(self):
        row = f"printf '{GOOD}'; "
        for says, script, options, outcome, part in [
            ("a status", row + "echo 'no route' >&2; exit 3", {}, "failed", "status 3: no route"),
            ("a signal", row + "kill -KILL $$", {}, "failed", "SIGKILL"),
            ("a hang", row + "sleep 300", {"timeout": "500ms"}, "failed", "0.5 seconds"),
            ("a flood", row + "while :; do echo mobile-subscribers,2012,1; done", {"max_bytes": "4KiB"}, "failed", "4096 bytes"),
            ("half a document", "printf '{\"data\": [{\"period\": \"2011\", \"value\": 1'", {"format": "json"}, "refused", ""),
            ("a page for a table", "printf '\\n<!DOCTYPE html><p>Sorry</p>\\n'", {"format": "csv"}, "failed", "text/html"),
            ("another thing", "echo '<html>Sorry</html>'", {"format": "json"}, "refused", ""),
        ]:
            with self.subTest(says):
                self.source(script, **options)
                began = time.monotonic()
                run = self.collect("run", "it", code=1)
                self.assertLess(time.monotonic() - began, 20)
                self.assertEqual((run["outcome"], run["new"], run["submission"]), (outcome, 0, None))
                self.assertIn(part, run["message"])
                self.assertTrue(run["message"])
                self.assertNotIn("\n", run["message"])
                self.assertEqual(self.history(), [])
        self.assertEqual([p for p in os.listdir(self.w.dir) if p.startswith("command-")], [])


class Folder(Transport):
    def setUp(self):
        super().setUp()
        self.folder = self.w.dir / "in"
        self.folder.mkdir()
        self.write(transport="folder", folder=self.folder, pattern="*.csv", schedule="every 1s", settle="0s")

    def put(self, name, text, age=60):
        staged = self.folder / ".staged"
        staged.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(staged, (time.time() - age, time.time() - age))
        os.rename(staged, self.folder / name)

    def names(self, sub):
        path = self.folder / sub
        return sorted(p.name for p in path.iterdir() if p.name not in ("done", "rejected")) if path.is_dir() else []

    def test_each_file_is_a_run_that_ends_in_done_or_rejected(self):
        self.put("a.csv", GOOD)
        self.put("b.csv", HEAD + "mobile-subscribrs,2012,5\n")
        self.put("c.txt", GOOD)
        self.put("d.csv", "x" * (64 << 20))
        self.w.start()
        wait_until(lambda: self.names(".") == ["c.txt"], "all but the one that fits no pattern are moved")
        self.assertEqual(self.names("done"), ["a.csv"])
        self.assertIn("b.csv.reason.txt", self.names("rejected"))
        self.assertIn("mobile-subscribers", (self.folder / "rejected" / "b.csv.reason.txt").read_text())
        beside = (self.folder / "rejected" / "b.csv.rejected.csv").read_text().splitlines()[1]
        self.assertIn(beside.partition(",5,")[2].strip('"'), (self.folder / "rejected" / "b.csv.reason.txt").read_text())
        self.assertIn("max_body_bytes", (self.folder / "rejected" / "d.csv.reason.txt").read_text())
        self.assertEqual(self.history(), [("2011", 1, "4000000")])
        wait_until(lambda: len(self.collect("log")) == 3, "a run for each")
        runs = {r["bodies"][0]["name"] if r.get("bodies") else r["id"]: r for r in self.collect("log")}
        self.assertEqual(sorted(r["outcome"] for r in runs.values()), ["new", "refused", "refused"])
        self.assertTrue(any("max_body_bytes" in (r["message"] or "") for r in runs.values()))

    def test_an_empty_folder_has_nothing_new(self):
        self.assertEqual(self.collect("run", "it", code=0)["outcome"], "unchanged")
        self.put("a.csv", GOOD)  # the control
        self.assertEqual(self.collect("run", "it", code=0)["outcome"], "new")

    def test_a_file_is_noticed_before_its_source_is_due(self):
        self.write(transport="folder", folder=self.folder, schedule="every 1d", settle="0s")
        self.w.start()
        wait_until(lambda: (self.folder / "done").is_dir(), "the first look")
        self.put("a.csv", GOOD)
        wait_until(lambda: self.names("done") == ["a.csv"], "the file is noticed")
        self.assertEqual(self.collect("log")[0]["cause"], "notice")
        self.put("b.csv", HEAD + "mobile-subscribrs,2012,5\n")
        wait_until(lambda: "b.csv" in self.names("rejected"), "the next one, too")
        health = self.collect("show", "it")
        self.assertEqual((health["state"], health["failures"]), ("good", 0), "a bad file says nothing against the folder")
        self.put("c.csv", HEAD + "mobile-subscribers,2012,5\n")
        wait_until(lambda: "c.csv" in self.names("done"), "and the one after a bad one")

    def test_once_takes_what_has_hardly_come_to_rest(self):
        self.write(transport="folder", folder=self.folder, settle="1s", schedule="every 1d")
        self.put("a.csv", GOOD, age=0)
        done = subprocess.run([BIN / "hedefd", "-c", self.w.dir / "hedef.conf", "--once"], env=self.w.env,
                              capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, self.names("done")), (0, ["a.csv"]), done.stderr)

    def test_by_hand_means_by_hand(self):  # the control of the one that is noticed
        other = self.w.dir / "other"
        other.mkdir()
        (self.w.dir / "conf.d" / "sources.conf").write_text("".join(
            f"[source {name}]\ntransport = folder\nfolder = {folder}\nschedule = {schedule}\nsettle = 0s\n"
            for name, folder, schedule in (("it", self.folder, "never"), ("other", other, "every 1d"))))
        self.w.start()
        wait_until(lambda: (other / "done").is_dir(), "the first look at the other")
        self.put("a.csv", GOOD)
        self.put("../other/b.csv", GOOD)
        wait_until(lambda: (other / "done" / "b.csv").exists(), "the other one's file is noticed")
        self.assertEqual(self.names("."), ["a.csv"])

    def test_a_folder_that_comes_back_ends_its_failure(self):
        self.folder.rmdir()
        self.w.start()
        wait_until(lambda: self.collect("show", "it")["failures"] == 1, "it is said to be missing")
        self.assertIn(str(self.folder), self.collect("show", "it")["message"])
        self.folder.mkdir()
        self.collect("run", "it", code=0)
        health = self.collect("show", "it")
        self.assertEqual((health["state"], health["failures"], health["message"]), ("good", 0, ""))

    def test_a_dry_run_leaves_the_files(self):
        self.put("a.csv", GOOD)
        self.collect("run", "it", "--dry-run")
        self.assertEqual((self.names("."), self.names("done"), self.history()), (["a.csv"], [], []))

    def test_files_over_a_kill_end_once(self):
        count = 30
        for n in range(count):
            self.put(f"f{n:02}.csv", HEAD + "".join(f"mobile-subscribers,{1990 + n}-Q{q},1{n}{q}\n" for q in range(1, 5)))
        for n in range(1, 4):
            self.w.start()
            wait_until(lambda: len(self.names("done")) >= n * 5, "some are done")
            self.w.stop(signal.SIGKILL)
        self.w.start()
        wait_until(lambda: not self.names("."), "all are moved")
        self.assertEqual((len(self.names("done")), self.names("rejected")), (count, []))
        self.assertEqual(self.history(), [(f"{1990 + n}-Q{q}", 1, f"1{n}{q}") for n in range(count) for q in range(1, 5)])
        taken = [s for s in self.w.run("submission", "list", "-o", "json", code=0).numbers["data"] if s["channel"] == "collector"]
        self.assertEqual(len(taken), count, "each file is one submission, whenever the kill came")


class Sql(Transport):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tmp = tempfile.TemporaryDirectory(prefix="hedef-sql-")
        cls.addClassCleanup(cls.tmp.cleanup)
        started = subprocess.run(["sh", CLUSTER, "start", cls.tmp.name], capture_output=True, text=True, timeout=120)
        if started.returncode == 77:
            raise unittest.SkipTest("no PostgreSQL server to start")
        if started.returncode:
            raise AssertionError(started.stderr)
        cls.addClassCleanup(lambda: subprocess.run(["sh", CLUSTER, "stop", cls.tmp.name], check=True, timeout=120))

    def source(self, query, user="reader", **options):
        self.write(transport="sql", connection=f"host={self.tmp.name}/socket dbname=postgres user={user}", query=query, **options)

    def test_the_answer_of_a_query_is_taken(self):
        self.source("SELECT 'cashless-share' AS indicator, period, value FROM rate")
        known = len(self.history("cashless-share"))
        run = self.collect("run", "it", code=0)
        self.assertEqual(run["outcome"], "new", run)
        self.assertEqual(len(self.history("cashless-share")), known + 2)
        self.assertIn("48.123456789012345678901", self.w.run("obs", "history", "cashless-share", "-o", "json").out)
        self.assertEqual(self.collect("run", "it", code=0)["outcome"], "unchanged")

    def test_each_failure_takes_nothing_and_says_why(self):
        for query, options, part in [
            ("DELETE FROM rate RETURNING period", {"user": "boss"}, "change something"),
            ("SELECT 1; DROP TABLE rate", {"user": "boss"}, "multiple commands"),
            ("SELECT pg_sleep(600)", {"timeout": "500ms"}, "0.5 seconds"),
            ("SELECT generate_series(1, 1000000000)", {"max_bytes": "64KiB"}, "max_bytes"),
            ("SELECT * FROM hidden", {}, "permission denied"),
            ("SELECT 1", {"user": "secret"}, "password"),
            ("SELECT 1", {"user": "nobody-here"}, "nobody-here"),
        ]:
            with self.subTest(query):
                self.source(query, **options)
                run = self.collect("run", "it", code=1)
                self.assertEqual((run["outcome"], run["new"]), ("failed", 0))
                self.assertIn(part, run["message"])


if __name__ == "__main__":
    main()

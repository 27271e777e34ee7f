#!/usr/bin/env python3
"""The drop folder: each file ends in done/ or rejected/ exactly once, and nothing else is touched."""
import os
import shutil
import sqlite3
import time

from world import PAUSE, Scenario, main, signal, wait_until

HEAD = "indicator,period,value\n"
CONF = "[folder]\ndrop_scan = 100ms\n"


class Folder(Scenario):
    def setUp(self):
        self.w = self.world("--sample", conf=CONF)
        self.drop = self.w.dir / "drop"

    def start(self):
        self.w.start()
        return self

    def put(self, name, text, age=60):
        """As a careful program does: written elsewhere a while ago, then renamed in."""
        staged = self.w.dir.parent / "staged"
        staged.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(staged, (time.time() - age, time.time() - age))
        os.rename(staged, self.drop / name)

    def names(self, folder):
        path = self.drop / folder
        return sorted(p.name for p in path.iterdir()) if path.is_dir() else []

    def wait_in(self, folder, part):
        return wait_until(lambda: [n for n in self.names(folder) if part in n],
                          f"{part} in {folder}/; now {self.names('.')}, {self.names('done')}, {self.names('rejected')}\n"
                          + self.w.log_text()[-2000:])

    def history(self, indicator):
        return [(r["period"], r["vintage"], str(r["value"])) for r in
                self.w.run("obs", "history", indicator, "-o", "json", code=0).json["data"]]

    def reasons(self, part):
        return "\n".join((self.drop / "rejected" / n).read_text(errors="replace")
                         for n in self.names("rejected") if part in n)

    def test_a_good_file_is_taken_in_and_moved(self):
        self.start().put("good.csv", HEAD + "mobile-subscribers,2011,4000000\n", age=0)
        self.wait_in("done", "good")
        self.assertEqual(self.history("mobile-subscribers"), [("2011", 1, "4000000")])
        self.assertFalse((self.drop / "good.csv").exists())

    def test_what_lay_there_before_the_start_is_taken_in(self):
        self.put("early.csv", HEAD + "mobile-subscribers,2011,4000000\n")
        self.start().wait_in("done", "early")

    def test_a_bad_file_is_put_aside_with_every_reason(self):
        self.start().put("bad.csv", HEAD + 'mobile-subscribers,2026-1,5\nmobile-subscribrs,2011,6\nmobile-subscribers,2012,"1.234,5"\n')
        self.wait_in("rejected", "bad")
        wait_until(lambda: "mobile-subscribers" in self.reasons("bad"), "the reason lies beside it")
        for place in ("2", "3", "4"):
            self.assertRegex(self.reasons("bad"), rf"(?m)(^|[:, ]){place}\b")
        self.assertEqual(self.history("mobile-subscribers"), [])

    def test_a_file_still_being_written_waits_until_it_is_whole(self):
        self.start()
        quarters = [(y, q) for y in range(2016, 2026) for q in range(1, 5)]
        with open(self.drop / "slow.csv", "w", buffering=1) as slow:
            slow.write(HEAD)
            for year, quarter in quarters:
                slow.write(f"mobile-subscribers,{year}-Q{quarter},")
                PAUSE.wait(0.05)  # the pace of a slow writer; several looks at the folder fall into it
                slow.write(f"{year}{quarter}\n")
        self.wait_in("done", "slow")
        self.assertEqual(self.history("mobile-subscribers"), [(f"{y}-Q{q}", 1, f"{y}{q}") for y, q in quarters])
        submissions = self.w.run("submission", "list", "-o", "json", code=0).numbers["data"]
        self.assertEqual(len([s for s in submissions if s["channel"] == "folder"]), 1)

    def test_a_writer_that_pauses_is_waited_for(self):
        """Open, with a row in it and nothing new, while other files come and go."""
        self.start()
        with open(self.drop / "slow.csv", "w", buffering=1) as slow:
            slow.write(HEAD + "mobile-subscribers,2011,4000000\n")
            for n in (1, 2):  # when the second is in, the first row of the slow one is past two seconds
                self.put(f"marker{n}.csv", HEAD + f"jobs-created,201{n},{n}\n", age=0)
                self.wait_in("done", f"marker{n}")
            self.assertIn("slow.csv", self.names("."))
            self.assertEqual(self.history("mobile-subscribers"), [])
            slow.write("mobile-subscribers,2012,4100000\n")
        self.wait_in("done", "slow")
        self.assertEqual(self.names("done"), ["marker1.csv", "marker2.csv", "slow.csv"])
        self.assertEqual(self.names("rejected"), [])
        self.assertEqual(self.history("mobile-subscribers"), [("2011", 1, "4000000"), ("2012", 1, "4100000")])

    def test_part_and_hidden_files_are_left_alone(self):
        self.start()
        for name in ("later.csv.part", ".hidden.csv", "editor.csv~"):
            self.put(name, HEAD + "mobile-subscribers,2011,1\n")
        self.put("marker.csv", HEAD + "jobs-created,2011,1\n")
        self.wait_in("done", "marker")
        self.assertEqual(self.history("mobile-subscribers"), [])
        self.assertLessEqual({"later.csv.part", ".hidden.csv", "editor.csv~"}, set(self.names(".")))
        os.rename(self.drop / "later.csv.part", self.drop / "later.csv")
        self.wait_in("done", "later")
        self.assertEqual(len(self.history("mobile-subscribers")), 1)

    def test_links_pipes_and_folders_are_never_followed(self):
        secret = self.w.file("secret.csv", HEAD + "mobile-subscribers,2011,1\n")
        os.symlink(secret, self.drop / "link.csv")
        os.symlink("/dev/zero", self.drop / "zero.csv")
        os.mkfifo(self.drop / "pipe.csv")
        (self.drop / "folder.csv").mkdir()
        (self.drop / "folder.csv" / "inner.csv").write_text(HEAD + "mobile-subscribers,2011,2\n")
        self.start().put("marker.csv", HEAD + "jobs-created,2011,1\n")
        self.wait_in("done", "marker")
        self.assertEqual(self.history("mobile-subscribers"), [])
        self.assertEqual(secret.read_text(), HEAD + "mobile-subscribers,2011,1\n")
        self.assertTrue((self.drop / "folder.csv" / "inner.csv").exists())
        self.assertEqual(self.w.log_text().count("outcome=ignored"), 4, "one warning for each, not for each look")
        self.assertIn('hedef_folder_files_total{outcome="ignored"} 4\n', self.w.get("/metrics").text)
        # control: the same content as a plain file is taken in
        shutil.copy(secret, self.drop / "plain.csv")
        self.wait_in("done", "plain")
        self.assertEqual(len(self.history("mobile-subscribers")), 1)

    def test_the_same_content_twice_changes_nothing_the_second_time(self):
        text = HEAD + "mobile-subscribers,2011,1\n"
        self.start().put("one.csv", text)
        self.wait_in("done", "one")
        self.put("two.csv", text)
        self.wait_in("done", "two")
        # the same name again must not overwrite what lies in done/
        self.put("one.csv", HEAD + "mobile-subscribers,2012,2\n")
        wait_until(lambda: len([n for n in self.names("done") if n.startswith("one")]) == 2, "both files of one name are kept")
        self.assertEqual(self.history("mobile-subscribers"), [("2011", 1, "1"), ("2012", 1, "2")])

    def test_empty_odd_and_unreadable_files(self):
        self.start()
        self.put("empty.csv", "")
        self.put("binary.csv", os.urandom(4096))
        self.put("it's; \"odd\" $(name) ə.csv", HEAD + "mobile-subscribers,2011,1\n")
        self.wait_in("rejected", "empty")
        self.wait_in("rejected", "binary")
        self.wait_in("done", "odd")

    def test_a_kill_between_commit_and_move_imports_once(self):
        """Killed as soon as the database grows, until it was three times between commit and move."""
        rounds = between = 0
        while between < 3:
            self.assertLess(rounds, 60, "hardly a kill fell between: the test shows nothing")
            self.w.start()
            name, wal = f"round{rounds}.csv", self.w.dir / "hedef.db-wal"
            known = self.mark(wal)
            self.put(name, HEAD + "".join(f"mobile-subscribers,{2010 + i // 4}-Q{1 + i % 4},{rounds * 1000 + i}\n" for i in range(40)))
            end = time.monotonic() + 30
            while self.mark(wal) == known and time.monotonic() < end:
                pass  # without a pause: the move follows the commit at once
            self.w.stop(signal.SIGKILL)
            between += (self.drop / name).exists() and self.is_stored(str(rounds * 1000))
            rounds += 1
        self.w.start()
        wait_until(lambda: not [x for x in self.names(".") if x.startswith("round")], "every file is moved")
        self.assertEqual(self.names("rejected"), [])
        self.assertEqual(len(self.names("done")), rounds)
        rows = self.history("mobile-subscribers")
        self.assertEqual(len(rows), rounds * 40, "each version of each value once")
        self.assertEqual(len(set(rows)), len(rows))

    def is_stored(self, value):
        db = sqlite3.connect(f"file:{self.w.dir}/hedef.db?mode=ro", uri=True)
        try:
            return db.execute("select count(*) from observation where value = ?", (value,)).fetchone()[0] > 0
        finally:
            db.close()

    @staticmethod
    def mark(path):
        try:
            s = path.stat()
            return (s.st_size, s.st_mtime_ns)
        except FileNotFoundError:
            return None


if __name__ == "__main__":
    main()

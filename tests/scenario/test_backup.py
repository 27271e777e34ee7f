#!/usr/bin/env python3
"""Backups made while values come in, restored elsewhere; tampering that is found."""
import hashlib
import shutil
import sqlite3
import threading

from world import Scenario, World, main, signal, wait_until


class Backup(Scenario):
    def post(self, w, n):
        period = f"{1900 + n // 336}-{1 + n % 336 // 28:02d}-{1 + n % 28:02d}"
        answer = w.post("/api/v1/observations", {"observations": [
            {"indicator": "gov-cloud-agencies", "breakdown": "b", "period": period, "value": n}]})
        self.assertEqual(answer.status, 201, answer.text)

    def values(self, w):
        rows = w.run("obs", "history", "gov-cloud-agencies", "-o", "json", code=0).numbers["data"]
        return sorted(r["value"] for r in rows if r["breakdown"] == "b")

    def restored(self, path):
        other = self.world(None)
        other.run("restore", path, code=0)
        return other

    def test_a_backup_under_load_is_an_exact_beginning_of_what_was_acknowledged(self):
        w = self.world("--sample")
        w.start()
        acked, stop, trouble = [], threading.Event(), []

        def poster():
            try:
                while not stop.is_set():
                    self.post(w, len(acked))
                    acked.append(len(acked))
            except BaseException as error:
                trouble.append(error)
        thread = threading.Thread(target=poster)
        thread.start()
        made = []
        for i in range(3):
            goal = len(acked) + 5
            wait_until(lambda: len(acked) >= goal or trouble, "values are acknowledged")
            before = len(acked)
            path = w.dir.parent / f"b{i}.db"
            w.run("backup", path, code=0)
            made.append((path, before, len(acked) + 1))
        goal = len(acked) + 5
        wait_until(lambda: len(acked) >= goal or trouble, "values are acknowledged")
        copied = len(acked)
        shutil.copy(w.dir / "hedef.db", w.dir.parent / "plain.db")
        stop.set()
        thread.join()
        self.assertEqual(trouble, [])
        for path, least, most in made:
            values = self.values(self.restored(path))
            self.assertEqual(values, list(range(len(values))), "a beginning without gaps")
            self.assertTrue(least <= len(values) <= most, (least, len(values), most))
        # control: a plain copy of the file lacks what was acknowledged, or is refused
        other = self.world(None)
        if other.run("restore", w.dir.parent / "plain.db").code == 0:
            self.assertLess(len(self.values(other)), copied)

    def test_restored_elsewhere_it_answers_the_same(self):
        w = self.world("--demo")
        path = w.dir.parent / "b.db"
        w.run("backup", path, code=0)
        other = self.restored(path)
        for command in (["status", "--as-of", "2026-10-01"], ["export"], ["submission", "list"], ["alert", "list"]):
            self.assertEqual(other.run(*command, "-o", "csv", code=0).out, w.run(*command, "-o", "csv", code=0).out, command)
        other.run("db", "verify", code=0)
        other.start()
        self.assertEqual(other.get("/").status, 200)

    def test_an_existing_file_is_not_overwritten_unless_asked(self):
        w = self.world("--sample")
        path = w.file("mine.db", "something of value")
        self.assertIn("mine.db", w.run("backup", path, code=1).err)
        self.assertEqual(path.read_text(), "something of value")
        w.run("backup", "--overwrite", path, code=0)
        self.assertEqual(path.read_bytes()[:15], b"SQLite format 3")
        self.assertEqual([p.name for p in path.parent.iterdir() if "mine" in p.name], ["mine.db"])

    def test_a_place_that_cannot_be_written_leaves_nothing(self):
        w = self.world("--sample")
        self.assertIn("nowhere", w.run("backup", w.dir / "nowhere" / "b.db", code=1).err)
        self.assertFalse((w.dir / "nowhere").exists())

    def test_a_killed_backup_leaves_no_file_of_that_name_or_a_whole_one(self):
        w = self.world("--sample")
        w.start()
        path = w.dir.parent / "b.db"
        thread = threading.Thread(target=lambda: w.run("backup", path))
        before = set(path.parent.iterdir()) | set(w.dir.iterdir())
        thread.start()
        wait_until(lambda: set(path.parent.iterdir()) | set(w.dir.iterdir()) != before, "the backup has begun")
        w.stop(signal.SIGKILL)
        thread.join()
        if path.exists():
            self.restored(path).run("db", "verify", code=0)
        path.unlink(missing_ok=True)
        w.start()
        w.run("backup", path, code=0)

    def test_garbage_is_refused_and_nothing_changes(self):
        w = self.world("--sample")
        good = w.dir.parent / "good.db"
        w.run("backup", good, code=0)
        data = good.read_bytes()
        middle = len(data) // 2
        digest = hashlib.sha256((w.dir / "hedef.db").read_bytes()).hexdigest()
        before = sorted(p.name for p in w.dir.iterdir())
        foreign = w.dir.parent / "foreign.db"
        with sqlite3.connect(foreign) as db:
            db.execute("create table x (y)")
        cases = {"text": b"garbage\n" * 1000, "empty": b"", "torn": data[:middle],
                 "holed": data[:middle] + b"\xff" * 8192 + data[middle + 8192:], "foreign": foreign.read_bytes()}
        for name, content in cases.items():
            with self.subTest(name):
                result = w.run("restore", w.file(f"{name}.bin", content), code=1)
                self.assertEqual(result.out, "")
                self.assertIn(f"{name}.bin", result.err)
        self.assertIn("missing.db", w.run("restore", w.dir / "missing.db", code=1).err)
        self.assertEqual(hashlib.sha256((w.dir / "hedef.db").read_bytes()).hexdigest(), digest)
        self.assertEqual(sorted(p.name for p in w.dir.iterdir()), before)
        # control: the whole one is taken, and what stood there is kept beside it
        w.run("restore", good, code=0)
        self.assertTrue([p for p in w.dir.iterdir() if "before-restore" in p.name])

    def test_not_under_a_running_daemon(self):
        w = self.world("--sample")
        path = w.dir.parent / "b.db"
        w.run("backup", path, code=0)
        w.start()
        self.assertIn("hedefd is running", w.run("restore", path, code=1).err)
        self.assertEqual(w.get("/-/ready").status, 200)


class Tampering(Scenario):
    """Each change behind hedef's back is found; the untouched copy is not complained of."""

    @classmethod
    def setUpClass(cls):
        cls.w = World("--demo")
        cls.pristine = cls.w.dir.parent / "pristine.db"
        cls.w.run("backup", cls.pristine, code=0)

    @classmethod
    def tearDownClass(cls):
        cls.w.close()

    CHANGES = {
        "a value": "update observation set value = '99' where {obs}",
        "a status": "update observation set status = 'P' where {obs}",
        "a comment": "update observation set comment = 'x' where {obs}",
        "a deleted value": "delete from observation where {obs}",
        "a moved publication": "update release set published_at_ms = published_at_ms - 86400000 where id = (select min(id) from release)",
        "an author": "update submission set actor = 'somebody' where id = (select min(id) from submission where state = 'approved')",
        "a reason": "update submission set reason = reason || 'x' where id = (select max(id) from submission where state = 'approved')",
        "an audit line": "update audit set detail = '{{}}x' where id = 2",
        "a missing audit line": "delete from audit where id = (select max(id) from audit)",
        "a missing first audit line": "delete from audit where id = 1",
        "an added value": "insert into observation select series_id, period_key, vintage + 1, release_id, '1', status, comment "
                          "from observation where {obs}",
        "a target": "update catalog_vintage set document = replace(document, 'at_least', 'at_most') "
                    "where item_id = (select id from catalog_item where kind = 'target' limit 1)",
    }
    OBS = ("(series_id, period_key, vintage) = (select series_id, period_key, max(vintage) from observation "
           "group by series_id, period_key order by series_id, period_key limit 1)")

    def verify(self, db_path):
        """`hedef db verify` of a directory that holds that database."""
        shutil.copy(db_path, self.w.dir / "hedef.db")
        return self.w.run("db", "verify", "-o", "json")

    def tampered(self, statement):
        path = self.w.dir.parent / "tampered.db"
        shutil.copy(self.pristine, path)
        db = sqlite3.connect(path)
        triggers = db.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"drop trigger {name}")
        changed = db.execute(statement.format(obs=self.OBS)).rowcount
        for _, sql in triggers:
            db.execute(sql)
        db.commit()
        db.close()
        self.assertGreater(changed, 0, statement)
        return path

    def test_the_untouched_copy_is_clean(self):
        result = self.verify(self.pristine)
        self.assertEqual((result.code, result.err), (0, ""))
        told = result.numbers["data"]
        self.assertEqual(told["broken"], 0)
        self.assertGreater(told["observations"], 90)
        # control of the method: triggers away and back, and nothing else changed, is no tampering
        self.assertEqual(self.verify(self.tampered("update audit set id = id")).code, 0)

    def test_each_change_is_found(self):
        for name, statement in self.CHANGES.items():
            with self.subTest(name):
                result = self.verify(self.tampered(statement))
                self.assertEqual(result.code, 1, result.out)
                told = result.numbers["data"]
                self.assertGreaterEqual(told["broken"], 1)
                self.assertGreater(len(told["first"]), 10, "it says what and where")

    def test_a_flipped_byte_of_a_value_is_found(self):
        """Without SQL: a digit in the file itself."""
        data = bytearray(self.pristine.read_bytes())
        db = sqlite3.connect(self.pristine)
        value = max((v for (v,) in db.execute("select value from observation where value is not null")), key=len).encode()
        db.close()
        at = data.index(value)
        data[at + len(value) - 1] ^= 1
        path = self.w.dir.parent / "flipped.db"
        path.write_bytes(data)
        self.assertEqual(self.verify(path).code, 1)


if __name__ == "__main__":
    main()

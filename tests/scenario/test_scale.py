#!/usr/bin/env python3
"""300 indicators with 40 quarters each: right counts, and a page that asks the database nothing."""
import collections
import fcntl
import pathlib
import re
import tempfile
import threading

from world import Scenario, World, main, wait_until

INDICATORS, QUARTERS = 300, [(y, q) for y in range(2016, 2027) for q in range(1, 5)][3:43]  # 2016-Q4 .. 2026-Q3
# The path runs from 0 at the end of 2015 to 1000 at the end of 2030; a series stays at one share of it.
SHARES = {"on_track": 1.05, "at_risk": 0.8, "off_track": 0.3}
READ_LOCKS = (123, 5)  # bytes of the -shm file on which a reader of a WAL database must hold a lock


def day_of(year, quarter):
    import datetime
    month = quarter * 3
    end = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
    return end.toordinal()


def catalogue(folder):
    """300 indicators and as many targets, in the words of the shipped files."""
    folder.mkdir()
    items = "".join(
        f"  - {{code: i{n:03d}, name: {{en: Indicator {n}, az: Göstərici {n}}}, unit: count, direction: up, lower: 0,"
        f" decimals: 0, frequency: Q, aggregation: last, body: B{n % 7}}}\n" for n in range(INDICATORS))
    targets = "".join(
        f"  - {{strategy: s{n % 3}, indicator: i{n:03d}, area: XX, kind: at_least, period: 2030, value: 1000, path: linear,"
        f" baseline: 0, baseline_period: 2015, valid_from: 2016-01-01}}\n" for n in range(INDICATORS))
    (folder / "all.yaml").write_text(
        "strategies:\n" + "".join(f"  - {{code: s{n}, name: {{en: Strategy {n}}}, valid_from: 2016-01-01}}\n" for n in range(3)) +
        "bodies:\n" + "".join(f"  - {{code: B{n}, name: {{en: Body {n}}}}}\n" for n in range(7)) +
        "indicators:\n" + items + "targets:\n" + targets)
    return folder


def state_of(n):
    return list(SHARES)[n % 3]


def values():
    start, end = day_of(2015, 4), day_of(2030, 4)
    rows = ["indicator,area,period,value,published"]
    for year, quarter in QUARTERS:  # in period order: the order in which such files come
        expected = 1000 * (day_of(year, quarter) - start) / (end - start)
        published = f"{year + quarter // 4}-{quarter % 4 * 3 + 2:02d}-15"
        rows += [f"i{n:03d},XX,{year}-Q{quarter},{expected * SHARES[state_of(n)]:.4f},{published}" for n in range(INDICATORS)]
    return "\n".join(rows) + "\n"


class Scale(Scenario):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="hedef-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.w = World(None, catalog=catalogue(pathlib.Path(folder.name) / "scale"))
        cls.addClassCleanup(cls.w.close)
        cls.path = cls.w.file("values.csv", values())
        cls.report = cls.w.run("import", cls.path, "--history", "-o", "json", code=0).numbers["data"]
        cls.w.start()

    def test_everything_came_in_once(self):
        self.assertEqual((self.report["new"], self.report["changed"], self.report["refused"]),
                         (INDICATORS * len(QUARTERS), 0, 0))
        again = self.w.run("import", self.path, "--history", code=0)
        self.assertIn(f"0 new, 0 changed, {INDICATORS * len(QUARTERS)} unchanged", re.sub(r"[  ]", "", again.out)
                      if "12000" not in again.out else again.out)

    def test_every_state_is_counted_right(self):
        verdicts = self.w.get("/api/v1/status?limit=1000").json["data"]
        self.assertEqual(len(verdicts), INDICATORS)
        for v in verdicts:
            self.assertEqual(v["state"], state_of(int(v["indicator"][1:])), v["why"])
        page = self.w.get("/?lang=en").text
        counted = dict((word, int(n)) for n, word in re.findall(r"<b>(\d+)</b> ([A-Z][a-z ]+)</li>", page))
        self.assertEqual(counted, {"On track": 100, "At risk": 100, "Off track": 100})
        self.assertEqual(len(set(re.findall(r'href="/indicators/(i\d+)', page))), INDICATORS)
        for code in ("i000", "i150", "i299"):
            self.assertIn("2026", self.w.get(f"/indicators/{code}?lang=en").text)

    def test_pages_of_a_list_hold_everything_once(self):
        seen, cursor = [], ""
        while cursor is not None:
            answer = self.w.get("/api/v1/status?limit=70" + (f"&cursor={cursor}" if cursor else "")).json
            seen += [v["target"]["id"] for v in answer["data"]]
            cursor = answer["next"]
        self.assertEqual((len(seen), len(set(seen))), (INDICATORS, INDICATORS))

    def test_past_days_are_as_they_were_known(self):
        for day, latest in (("2020-01-01", "2019-Q3"), ("2024-06-30", "2024-Q1"), ("2017-02-14", None)):
            found = collections.Counter((v["latest"] or {}).get("period")
                                        for v in self.w.get(f"/api/v1/status?limit=1000&as_of={day}").json["data"])
            self.assertEqual(found, {latest: INDICATORS}, day)

    def test_a_request_asks_the_database_nothing(self):
        """Every way into the database is barred from outside: what answers now answers from memory."""
        first = self.w.get("/?lang=en").body
        paths = ["/?lang=en", "/?lang=az", "/indicators/i007?lang=en", "/api/v1/status?limit=1000", "/api/v1/indicators",
                 "/-/healthy"]
        needing = ["/api/v1/status?as_of=2019-05-05&limit=1", "/metrics"]  # a past day; how much mail waits
        answers = {}
        asking = [threading.Thread(target=lambda p=path: answers.update({p: self.w.get(p).status})) for path in needing]
        with open(self.w.dir / "hedef.db-shm", "r+b") as shm:
            wait_until(lambda: self.bar(shm), "no reader is busy")
            for thread in asking:
                thread.start()
            for _ in range(3):
                for path in paths:
                    self.assertEqual(self.w.get(path).status, 200, path)
            self.assertEqual(self.strip_time(self.w.get("/?lang=en").body), self.strip_time(first))
            # control: what needs the database is not answered all that time
            self.assertNotIn(200, answers.values())
            fcntl.lockf(shm, fcntl.LOCK_UN, READ_LOCKS[1], READ_LOCKS[0])
        for thread in asking:
            thread.join(60)
        for path in needing:
            self.assertEqual(self.w.get(path).status, 200)

    @staticmethod
    def bar(shm):
        try:
            fcntl.lockf(shm, fcntl.LOCK_EX | fcntl.LOCK_NB, READ_LOCKS[1], READ_LOCKS[0])
            return True
        except OSError:
            return False

    @staticmethod
    def strip_time(body):
        return re.sub(rb"\d\d:\d\d", b"", body)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Catalogue files: all problems in one pass, differences, one transaction, targets that move."""
import collections
import datetime
import re
import shutil
import sqlite3

from world import SOURCE, Scenario, main

SHIPPED = SOURCE / "etc" / "catalog"
SPEED = "srm-2016.fixed-broadband-speed.2025"


def yesterday():
    """The day before today where the shipped calendar lives."""
    here = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=4))).date()
    return str(here - datetime.timedelta(days=1))


class Copy:
    """A catalogue to be edited in place, line by line, so that places can be foretold."""

    def __init__(self, source, to):
        self.dir = to
        if source != to:
            shutil.copytree(source, to)
        self.expected = collections.OrderedDict()

    def edit(self, name, anchor, old, new, hint=None):
        """Below the line that holds `anchor`, the next line with `old`: it gets `new`."""
        path = self.dir / name
        lines = path.read_text().splitlines()
        start = next(i for i, line in enumerate(lines) if anchor in line)
        at = next(i for i in range(start, len(lines)) if old in lines[i])
        lines[at] = lines[at].replace(old, new)
        path.write_text("\n".join(lines) + "\n")
        if hint is not None:
            self.expect(name, at + 1, hint)
        return at + 1

    def expect(self, name, line, hint):
        self.expected.setdefault((name, line), []).append(hint)


class Check(Scenario):
    def check(self, path, code):
        return self.world_for_nothing.run("catalog", "check", path, conf=False, code=code, lang="en")

    def setUp(self):
        from world import BIN, Result
        import subprocess

        class Nothing:
            """`catalog check` needs neither configuration nor data."""
            @staticmethod
            def run(*args, conf=True, code=None, lang="en"):
                process = subprocess.run([str(BIN / "hedef"), "--lang", lang, *map(str, args)],
                                         capture_output=True, text=True, timeout=120)
                if code is not None and process.returncode != code:
                    raise AssertionError(f"exit {process.returncode}, wanted {code}\n{process.stdout}{process.stderr}")
                return Result(process)
        self.world_for_nothing = Nothing

    def test_the_shipped_one_has_no_problem(self):
        result = self.check(SHIPPED, 0)
        self.assertEqual(result.err, "")
        self.assertIn("59", result.out)  # indicators: it says what it has read

    def broken(self):
        copy = Copy(SHIPPED, self.empty() / "catalog")
        n, t = "indicators.yaml", "targets.yaml"
        copy.edit(n, "code: wireless-broadband-coverage", "direction: up", "direction: upp", "up")
        copy.edit(n, "code: mobile-spend-share", "decimals:", "decimal:", "decimals")
        copy.edit(n, "code: fixed-broadband-coverage", "upper: 100", "upper: 1,00", "12.5")
        copy.edit(n, "code: fixed-broadband-speed", "frequency: ", "frequency: Y # ", "A")
        copy.edit(n, "code: fixed-broadband-speed", "body: NRYTN", "body: NRYTM", "NRYTN")
        copy.edit(n, "code: internet-users", "upper: 100", "upper: 0", "greater")
        copy.edit(t, "indicator: mobile-spend-share", "mobile-spend-share", "mobile-spend-shre", "mobile-spend-share")
        copy.edit(t, "indicator: wireless-broadband-coverage", "at_least", "at_lest", "at_least")
        copy.edit(t, "indicator: cashless-share", "value: ", "value: 1000 # ", "natural limit")
        copy.edit(t, "strategy: plan-2026", "valid_from: ", "valid_from: 2026-02-30 # ", "date")
        copy.edit("strategies.yaml", "code: plan-2026", "valid_to: ", "valid_to: 2020-12-31 # ", "before it begins")
        copy.edit("bodies.yaml", "code: NRYTN", "successor: ", "successor: RIINN # ", "RINN")
        (copy.dir / "more.yaml").write_text("indicators:\n  - code: &a some\n")
        copy.expect("more.yaml", 2, "Anchors")
        (copy.dir / "torn.yaml").write_text("targets:\n  - {indicator: x\n    kind: [\n")
        return copy

    def test_every_problem_is_told_with_its_place_in_one_pass(self):
        copy = self.broken()
        result = self.check(copy.dir, 1)
        self.assertEqual(result.out, "")
        told = collections.defaultdict(list)
        for name, line, text in re.findall(r"(?m)^\S*?([a-z]+\.yaml):(\d+): (.*)$", result.err):
            told[name, int(line)].append(text)
        self.assertTrue([place for place in told if place[0] == "torn.yaml"], "the torn file is told")
        for place, hints in copy.expected.items():
            for hint in hints:
                self.assertIn(hint, " ".join(told.get(place, [f"nothing told at {place}:\n{result.err}"])))
        allowed = set(copy.expected) | {place for place in told if place[0] in ("torn.yaml", "more.yaml")}
        self.assertEqual(set(told) - allowed, set(), "no complaint where nothing was broken")

    def test_one_item_twice_names_the_other_place(self):
        copy = Copy(SHIPPED, self.empty() / "catalog")
        text = (copy.dir / "bodies.yaml").read_text()
        (copy.dir / "twice.yaml").write_text("bodies:\n  - code: NRYTN\n    name: {en: Again}\n")
        line = 1 + text.splitlines().index("  - code: NRYTN")
        self.assertIn(f"bodies.yaml, line {line}", self.check(copy.dir, 1).err)

    def test_nothing_there_is_an_error_too(self):
        empty = self.empty()
        for path in (empty, empty / "missing"):
            self.assertIn(str(path), self.check(path, 1).err)


class Apply(Scenario):
    def setUp(self):
        self.w = self.world("--sample")
        self.copy = Copy(self.w.dir / "catalog", self.w.dir / "catalog")

    def diff(self):
        return self.w.run("catalog", "diff", self.copy.dir, "-o", "json", code=0).numbers["data"]

    def vintages(self):
        with sqlite3.connect(f"file:{self.w.dir}/hedef.db?mode=ro", uri=True) as db:
            return db.execute("select count(*) from catalog_vintage").fetchone()[0]

    def move_target(self):
        lines = (self.copy.dir / "targets.yaml").read_text().splitlines()
        starts = [i for i, line in enumerate(lines) if line.strip().startswith("- indicator:")] + [len(lines)]
        for first, end in zip(starts, starts[1:]):
            block = lines[first:end]
            if "fixed-broadband-speed" in block[0] and any(b.strip() == "period: 2025" for b in block):
                at = first + next(i for i, b in enumerate(block) if b.strip().startswith("value:"))
                self.assertEqual(lines[at].strip(), "value: 50")
                lines[at] = lines[at].replace("50", "95")
        (self.copy.dir / "targets.yaml").write_text("\n".join(lines) + "\n")

    def test_what_init_took_over_differs_in_nothing(self):
        self.assertEqual(self.diff(), [])
        before = self.vintages()
        self.w.run("catalog", "apply", self.copy.dir, code=0)
        self.assertEqual(self.vintages(), before)

    def test_diff_shows_old_and_new_and_changes_nothing(self):
        self.move_target()
        before = self.w.status()
        shown = self.diff()
        self.assertEqual([(c["code"], c["field"], c["old"], c["new"]) for c in shown], [(SPEED, "value", "50", "95")])
        self.assertIn("95", self.w.run("catalog", "diff", self.copy.dir, code=0).out)
        self.w.run("catalog", "apply", "--dry-run", self.copy.dir, code=0)
        self.assertEqual(self.w.status(), before)
        self.assertEqual(self.diff(), shown)

    def test_a_moved_target_is_a_new_vintage_and_the_past_keeps_the_old(self):
        self.move_target()
        before = self.w.target(SPEED, "--as-of", yesterday())
        self.w.run("catalog", "apply", self.copy.dir, code=0)
        self.assertEqual(self.w.target(SPEED, "--as-of", yesterday()), before)
        now = self.w.target(SPEED)
        self.assertEqual((before["target"]["value"], before["state"]), (50, "achieved"))
        self.assertEqual((now["target"]["value"], now["state"]), (95, "missed"))
        self.assertEqual(self.diff(), [])
        self.w.run("db", "verify", code=0)

    def test_one_bad_item_and_nothing_is_applied(self):
        self.move_target()
        self.copy.edit("targets.yaml", "indicator: egdi-rank", "kind: ", "kind: at_mots # ")
        before = (self.vintages(), self.w.status())
        result = self.w.run("catalog", "apply", self.copy.dir, code=1)
        self.assertEqual(result.out, "")
        self.assertRegex(result.err, r"targets\.yaml:\d+")
        self.assertIn("at_most", result.err)
        self.assertEqual((self.vintages(), self.w.status()), before)

    def test_a_single_file_leans_on_what_is_stored(self):
        path = self.w.file("one.yaml", "targets:\n  - {strategy: plan-2026, indicator: cashless-share, area: AZ, "
                           "kind: at_least, period: 2028, value: 70, valid_from: 2026-02-27}\n")
        self.w.run("catalog", "apply", path, code=0)
        self.assertEqual(self.w.target("plan-2026.cashless-share.2028")["target"]["value"], 70)
        bad = self.w.file("bad.yaml", "targets:\n  - {strategy: plan-2026, indicator: cashless-shre, area: AZ, "
                          "kind: at_least, period: 2028, value: 70, valid_from: 2026-02-27}\n")
        self.assertIn("cashless-share", self.w.run("catalog", "apply", bad, code=1).err)

    def test_what_is_not_in_the_files_stays_unless_it_is_to_be_removed(self):
        lines = (self.copy.dir / "targets.yaml").read_text()
        only = self.w.dir.parent / "fewer"
        shutil.copytree(self.copy.dir, only)
        cut = lines.index("- indicator: cashless-share")
        following = lines.index("- indicator:", cut + 5)
        (only / "targets.yaml").write_text(lines[:cut] + lines[following:])
        self.w.run("catalog", "apply", only, code=0)
        self.assertEqual(self.diff(), [])
        before = self.w.status()
        self.w.run("catalog", "apply", "--remove", only, code=0)
        changed = [(old["target"]["id"], old["state"], new["state"]) for old, new in
                   zip(before, sorted(self.w.status(), key=lambda v: self.place(before, v))) if old["state"] != new["state"]]
        self.assertEqual(changed, [("srm-2016.cashless-share.2020", "due", "retired")])
        self.assertEqual(self.w.target("srm-2016.cashless-share.2020", "--as-of", yesterday())["state"], "due")

    @staticmethod
    def place(verdicts, verdict):
        return next(i for i, v in enumerate(verdicts) if v["target"]["id"] == verdict["target"]["id"])

    def test_a_running_daemon_shows_it_at_once(self):
        self.w.start()
        self.assertNotIn("95", str(self.w.get(f"/api/v1/status?indicator=fixed-broadband-speed&lang=en").json["data"][0]["target"]))
        self.move_target()
        self.w.run("catalog", "apply", self.copy.dir, code=0)
        verdicts = self.w.get("/api/v1/status?indicator=fixed-broadband-speed&lang=en").json["data"]
        self.assertEqual([v["target"]["value"] for v in verdicts if v["target"]["id"] == SPEED], [95])


if __name__ == "__main__":
    main()

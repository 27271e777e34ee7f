#!/usr/bin/env python3
"""Values from files: accepted forms, all problems in one pass, nothing half-written."""
from world import Scenario, main

GOOD = "indicator;period;value\nproactive-services-share;2026Q1;12,5\nproactive-services-share;2026-Q2;13,75\n"


class Import(Scenario):
    def setUp(self):
        self.w = self.world("--sample")

    def report(self, *args, code=0, stdin=None):
        return self.w.run("import", *args, "-o", "json", code=code, stdin=stdin).json["data"]

    def values(self, indicator):
        return {r["period"]: str(r["value"]) for r in
                self.w.run("obs", "get", indicator, "-o", "json", code=0).json["data"]}

    def test_semicolon_comma_bom_and_short_quarters(self):
        path = self.w.file("good.csv", "\ufeff" + GOOD)
        report = self.report(path)
        self.assertEqual((report["new"], report["changed"], report["refused"]), (2, 0, 0))
        self.assertEqual(self.values("proactive-services-share"),
                         {"2026-Q1": "12.5", "2026-Q2": "13.75"})

    def test_a_second_import_changes_nothing_and_says_so(self):
        path = self.w.file("good.csv", GOOD)
        self.report(path)
        again = self.w.run("import", path, code=0)
        self.assertIn("0 new, 0 changed, 2 unchanged", again.out)

    def test_dry_run_tells_the_same_and_writes_nothing(self):
        path = self.w.file("good.csv", GOOD)
        dry = self.report(path, "--dry-run")
        self.assertEqual((dry["new"], dry["dry_run"]), (2, True))
        self.assertEqual(self.values("proactive-services-share"), {})
        wet = self.report(path)
        for volatile in ("submission", "dry_run", "state"):
            dry.pop(volatile), wet.pop(volatile)
        self.assertEqual(dry, wet)

    def test_ambiguous_number_names_line_column_and_way_out(self):
        path = self.w.file("bad.csv", "indicator;period;value\nproactive-services-share;2026-Q1;1.234,5\n")
        result = self.w.run("import", path, code=1)
        self.assertIn("bad.csv:2", result.err)
        self.assertIn("value", result.err)
        self.assertIn("1234.5", result.err)
        self.assertEqual(self.values("proactive-services-share"), {})

    def test_seven_problems_are_seven(self):
        rows = ["indicator;period;value;status",
                "proactive-servces-share;2026-Q1;1;A",      # unknown indicator
                "proactive-services-share;2026-1;1;A",      # period
                "proactive-services-share;2026-Q1;1.234,5;A",  # ambiguous
                "proactive-services-share;2026-Q2;<2,5;A",  # below a limit
                "proactive-services-share;2026-Q3;7;?",     # status
                "proactive-services-share;2026-Q4;170;A",   # natural limit
                "gov-cloud-migration;2026-Q1;5;A",          # fine
                "gov-cloud-migration;2026-Q1;5;A"]          # twice
        path = self.w.file("seven.csv", "\n".join(rows) + "\n")
        result = self.w.run("import", path, "-o", "json", code=1)
        import json
        problem = json.loads(result.err or result.out)
        self.assertEqual(len(problem["errors"]), 7, problem)
        self.assertEqual([e["line"] for e in problem["errors"]], [2, 3, 4, 5, 6, 7, 9])
        self.assertIn("proactive-services-share", str(problem["errors"][0]))
        self.assertEqual(self.values("gov-cloud-migration"), {})

    def test_partial_takes_the_good_and_gives_the_bad_back(self):
        path = self.w.file("mixed.csv", "indicator;period;value\ngov-cloud-migration;2026-Q1;5\n"
                           "gov-cloud-migration;2026-Q2;x y\n")
        self.w.run("import", path, "--partial", code=1)
        self.assertEqual(self.values("gov-cloud-migration"), {"2026-Q1": "5"})
        rejected = path.with_name("mixed.csv.rejected.csv").read_text()
        self.assertIn("x y", rejected)
        self.assertNotIn("2026-Q1", rejected)

    def test_digits_survive_as_written(self):
        self.report("-", stdin="indicator,period,value\ngov-cloud-agencies,2026-Q1,0148.500\n"
                    "sima-users,2026-Q1,12345678901234567890\n")
        out = self.w.run("export", "--format", "csv", "--indicator", "sima-users", code=0).out
        self.assertIn(",12345678901234567890,", out)

    def test_export_comes_back_unchanged(self):
        path = self.w.file("all.csv", self.w.run("export", "--format", "csv", code=0).out)
        report = self.report(path)
        self.assertEqual((report["new"], report["changed"]), (0, 0))
        self.assertGreater(report["unchanged"], 90)

    def test_export_is_known_as_history(self):
        self.report(self.w.file("good.csv", GOOD))
        path = self.w.file("all.csv", self.w.run("export", "--format", "csv", code=0).out)
        report = self.report(path, "--history")
        self.assertEqual((report["new"], report["changed"]), (0, 0))
        self.assertGreater(report["unchanged"], 90)

    def test_doubts_are_told_and_refuse_nothing(self):
        early = self.w.file("early.csv", "indicator,period,value\nproactive-services-share,2199,12\n")
        result = self.w.run("import", early, code=0)
        self.assertIn("Warning: early.csv:2: period: ", result.out)
        warnings = self.report(early, "--dry-run")["problems"]
        self.assertEqual([(p["code"], p["warning"]) for p in warnings], [("period_not_over", True)])
        status = self.w.run("obs", "get", "proactive-services-share", "-o", "json", code=0).json["data"]
        self.assertEqual(len(status), 1)
        changed = self.w.file("changed.csv", "indicator,period,value,status\n"
                              "proactive-services-share,2199,12,F\n")
        result = self.w.run("import", changed, "--dry-run", code=0)
        self.assertIn("--reason", result.out)
        self.assertIn("12  status A → F", result.out)
        self.assertNotIn("12 → 12", result.out)
        self.w.run("import", changed, "--verb", "correct", code=1)
        self.w.run("import", changed, "--verb", "correct", "--reason", "a forecast", code=0)

    def test_a_number_past_all_computing_is_refused(self):
        path = self.w.file("huge.csv", "indicator,period,value\nsima-users,2026-Q1,1e400\n")
        self.assertIn("huge.csv:2", self.w.run("import", path, code=1).err)
        self.assertNotIn("2026-Q1", self.values("sima-users"))

    def test_azerbaijani_headers_and_quarters(self):
        path = self.w.file("az.csv", "göstərici;dövr;qiymət\nproactive-services-share;I rüb 2026;12,5\n")
        self.report(path)
        self.assertEqual(self.values("proactive-services-share"), {"2026-Q1": "12.5"})

    def test_correction_keeps_the_old_value_and_the_past(self):
        before = self.w.status("fixed-broadband-speed", "--as-of", "2026-11-01")
        path = self.w.file("fix.csv", "indicator,period,value\nfixed-broadband-speed,2026-01,40\n")
        report = self.report(path, "--reason", "typing error")
        self.assertEqual(report["changed"], 1)
        history = self.w.run("obs", "history", "fixed-broadband-speed", "-o", "json", code=0).json["data"]
        january = [(r["vintage"], str(r["value"])) for r in history if r["period"] == "2026-01"]
        self.assertEqual(january, [(1, "90"), (2, "40")])
        self.assertEqual(self.w.target("srm-2016.fixed-broadband-speed.2025")["state"], "missed")
        self.assertEqual(self.w.status("fixed-broadband-speed", "--as-of", "2026-11-01"), before)

    def test_unknown_file_and_empty_file_are_clear_errors(self):
        self.assertIn("nothere.csv", self.w.run("import", "nothere.csv", code=1).err)
        self.w.run("import", self.w.file("empty.csv", ""), code=1)
        self.w.run("import", self.w.file("header.csv", "indicator,value\n"), code=1)
        latin = self.w.file("latin.csv", "indicator;period;value\n".encode() + b"\xfe\xe7\xf6;2026;1\n")
        self.assertIn("UTF-8", self.w.run("import", latin, code=1).err)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What the methods of others say: command line, address and page agree, today and on a past day."""
import pathlib
import tempfile

from world import Scenario, World, main

CATALOG = """
strategies:
  - {code: first, name: First strategy, valid_from: 2016-01-01}
  - {code: second, name: Second strategy, valid_from: 2016-01-01, profiles: [destatis-weather, sdsn-4arrow]}
bodies:
  - {code: B, name: Body}
indicators:
  - {code: homes, name: {en: Connected homes, az: Qoşulmuş evlər}, unit: percent, unit_label: "%", direction: up,
     lower: 0, upper: 100, decimals: 1, frequency: A, body: B, priority: "1"}
  - {code: faults, name: Faults, unit: count, direction: down, decimals: 0, frequency: A, body: B, priority: "2"}
targets:
  - {strategy: first, indicator: homes, area: XX, kind: at_least, period: 2026, value: 70, valid_from: 2016-01-01}
  - {strategy: first, indicator: faults, area: XX, kind: at_most, period: 2026, value: 50, valid_from: 2016-01-01}
  - {strategy: second, indicator: homes, area: XX, kind: at_least, period: 2026, value: 90, valid_from: 2016-01-01}
"""

# 2 points a year from 50 (2016) on; faults stay where they are.
HOMES = {2016 + i: 50 + 2 * i for i in range(9)}
FAULTS = {2016 + i: 100 for i in range(9)}


class Profiles(Scenario):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="hedef-test-")
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "catalog"
        path.mkdir()
        (path / "all.yaml").write_text(CATALOG)
        cls.w = World(None, catalog=path)
        cls.addClassCleanup(cls.w.close)
        rows = ["indicator,area,breakdown,period,value,published"]
        rows += [f"{code},XX,,{year},{value},{year + 1}-03-01"
                 for code, values in (("homes", HOMES), ("faults", FAULTS)) for year, value in values.items()]
        cls.w.run("import", cls.w.file("v.csv", "\n".join(rows) + "\n"), "--history", code=0)
        cls.w.start()

    def test_a_strategy_gets_the_methods_it_names(self):
        rows = self.w.get("/api/v1/profiles").json["data"]
        self.assertEqual({r["profile"] for r in rows if r["strategy"] == "first"},
                         {"opensdg-2.4", "eurostat-2026", "sdsn-4arrow", "destatis-weather", "un-chart-2023"})
        self.assertEqual({r["profile"] for r in rows if r["strategy"] == "second"}, {"destatis-weather", "sdsn-4arrow"})
        verdicts = self.w.get("/api/v1/status?strategy=second").json["data"]
        self.assertEqual(set(verdicts[0]["profiles"]), {"destatis-weather", "sdsn-4arrow"})

    def test_numbers_that_a_person_can_follow(self):
        """homes: 16 of the 20 points in 8 of 10 years; faults: no way at all."""
        verdict = self.w.get("/api/v1/status?strategy=first&indicator=homes").json["data"][0]["profiles"]
        self.assertEqual((verdict["sdsn-4arrow"]["value"], verdict["sdsn-4arrow"]["label"]), (1, "on_track_or_maintaining"))
        self.assertEqual((verdict["destatis-weather"]["value"], verdict["destatis-weather"]["label"]), (1, "sun"))
        row = self.w.get("/api/v1/profiles?strategy=first&profile=sdsn-4arrow").json["data"][0]
        self.assertEqual(row, {"strategy": "first", "priority": None, "profile": "sdsn-4arrow", "targets": 2, "assessed": 2,
                               "score": 2, "label": "moderately_improving", "worst": "stagnating",
                               "labels": [{"label": "on_track_or_maintaining", "count": 1, "percent": 50},
                                          {"label": "moderately_improving", "count": 0, "percent": 0},
                                          {"label": "stagnating", "count": 1, "percent": 50},
                                          {"label": "decreasing", "count": 0, "percent": 0}]})

    def test_command_line_and_address_say_the_same(self):
        rows = self.w.run("profile", "--strategy", "first", "-o", "csv", code=0).rows
        api = self.w.get("/api/v1/profiles?strategy=first").json["data"]
        self.assertEqual([(r["priority"], r["profile"], r["assessed"], r["label"], r["worst"]) for r in rows],
                         [(r["priority"] or "", r["profile"], str(r["assessed"]), r["label"] or "", r["worst"] or "")
                          for r in api])
        self.assertEqual([r["priority"] for r in api[::5]], [None, "1", "2"])
        refused = self.w.run("profile", "--profile", "eurostat-2025", code=1)
        self.assertIn("eurostat-2026", refused.err)

    def test_a_past_day_is_answered_as_it_was_known(self):
        row = self.w.run("profile", "--strategy", "second", "--profile", "destatis-weather", "-o", "csv",
                         "--as-of", "2019-06-01", code=0).rows[0]
        self.assertEqual((row["assessed"], row["worst"]), ("0", ""))  # three years, four in a row are needed
        row = self.w.run("profile", "--strategy", "second", "--profile", "destatis-weather", "-o", "csv",
                         "--as-of", "2020-06-01", code=0).rows[0]
        self.assertEqual((row["assessed"], row["worst"]), ("1", "cloud"))

    def test_the_page_has_the_publishers_words_beside_the_readers(self):
        text = self.w.get("/profiles?lang=en").text
        self.assertIn("First strategy", text)
        self.assertIn("Moderately improving</span> <small>moderately_improving</small>", text)
        self.assertIn("2 of 2 targets assessed", text)
        self.assertIn('href="/profiles?lang=en"', self.w.get("/?lang=en").text)
        self.assertIn('href="/profiles?lang=en"', self.w.get("/method?lang=en").text)
        self.assertIn("2016: 50.0 → 2024: 66.0", self.w.get("/indicators/homes?lang=en").text)

    def test_a_method_that_is_not_known_is_named_with_the_nearest(self):
        path = pathlib.Path(self.w.file("bad.yaml", CATALOG.replace("sdsn-4arrow", "sdsn-4arow")))
        refused = self.w.run("catalog", "check", str(path), code=1)
        self.assertIn("Did you mean 'sdsn-4arrow'?", refused.out + refused.err)


if __name__ == "__main__":
    main()

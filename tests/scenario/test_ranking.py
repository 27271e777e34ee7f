#!/usr/bin/env python3
"""One indicator in several areas and strategies: one view, thin lines, a table, and who stands where."""
import pathlib
import re
import tempfile

from world import Scenario, World, main

CATALOG = """
strategies:
  - {code: first, name: First strategy, valid_from: 2018-01-01}
  - {code: second, name: Second strategy, valid_from: 2020-01-01}
bodies:
  - {code: B, name: Body}
indicators:
  - {code: homes, name: {en: Connected homes, az: Qoşulmuş evlər}, unit: percent, unit_label: "%", direction: up,
     lower: 0, upper: 100, decimals: 1, frequency: A, body: B}
  - {code: ready, name: Readiness, unit: percent, direction: up, decimals: 0, frequency: A, body: B}
targets:
  - {strategy: first, indicator: homes, area: XX, kind: at_least, period: 2027, value: 80, baseline: 40,
     baseline_period: 2017, valid_from: 2018-01-01}
  - {strategy: second, indicator: homes, area: XX, kind: at_least, period: 2030, value: 95, valid_from: 2020-01-01}
"""

VALUES = {"XX": [40, 44, 47, 52, 55, 61, 64, 68], "YY": [50, 52, 55, 60, 63, 66, 68, 72],
          "ZZ": [20, 25, 33, 35, 41, 48, 55, 64]}


class Ranking(Scenario):
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
        rows += [f"homes,{area},,{2017 + i},{value},{2018 + i}-03-01"
                 for area, values in VALUES.items() for i, value in enumerate(values)]
        rows += [f"ready,XX,{part},2024,{value},2025-03-01" for part, value in (("tax", 70), ("labour", 30), ("health", 70))]
        cls.w.run("import", cls.w.file("v.csv", "\n".join(rows) + "\n"), "--history", code=0)
        cls.w.start()

    def page(self, code, **query):
        text = "&".join(f"{k}={v}" for k, v in dict(lang="en", **query).items())
        return self.w.get(f"/indicators/{code}?{text}").text

    def test_command_line_and_api_say_the_same(self):
        rows = self.w.run("ranking", "homes", "-o", "csv", code=0).rows
        self.assertEqual([(r["place"], r["area"], r["value"], r["before"]) for r in rows],
                         [("1", "YY", "72", "68"), ("2", "XX", "68", "64"), ("3", "ZZ", "64", "55")])
        api = self.w.get("/api/v1/ranking/homes").json["data"]
        self.assertEqual([(str(r["place"]), r["area"], str(r["value"])) for r in api],
                         [(r["place"], r["area"], r["value"]) for r in rows])

    def test_an_earlier_period_and_an_earlier_day(self):
        rows = self.w.run("ranking", "homes", "--period", "2017", "-o", "csv", code=0).rows
        self.assertEqual([r["area"] for r in rows], ["YY", "XX", "ZZ"])
        rows = self.w.run("ranking", "homes", "--as-of", "2020-12-31", "-o", "csv", code=0).rows
        self.assertEqual([(r["area"], r["period"]) for r in rows], [("YY", "2019"), ("XX", "2019"), ("ZZ", "2019")])

    def test_parts_of_one_area_share_a_place(self):
        rows = self.w.run("ranking", "ready", "-o", "csv", code=0).rows
        self.assertEqual([(r["place"], r["breakdown"]) for r in rows], [("1", "health"), ("1", "tax"), ("3", "labour")])

    def test_a_bad_period_says_what_to_write(self):
        answer = self.w.run("ranking", "homes", "--period", "yesterday", code=1)
        self.assertIn("2025-Q1", answer.err)

    def test_one_chart_holds_both_strategies_and_the_others(self):
        page = self.page("homes")
        wide = re.search(r'<svg class="ch wide".*?</svg>', page, re.S).group(0)
        self.assertEqual(page.count('<svg class="ch wide"'), 1)
        self.assertEqual(wide.count('class="pe"'), 2)
        self.assertEqual(wide.count('class="p"') + wide.count('class="p p2"'), 2)
        for words in (">YY</text>", ">ZZ</text>", "2027: 80", "2030: 95"):
            self.assertIn(words, wide)
        for words in ("First strategy", "Second strategy", "Who stands where"):
            self.assertIn(words, page)

    def test_the_table_has_the_others_beside_the_own_values(self):
        row = re.search(r'<tr><th scope="row">2024</th>.*?</tr>', self.page("homes"), re.S).group(0)
        self.assertIn('<td class="n peer">72', row)
        self.assertIn('<td class="n peer">64', row)


if __name__ == "__main__":
    main()

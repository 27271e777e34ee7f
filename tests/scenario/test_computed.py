#!/usr/bin/env python3
"""A rating of four bodies, a share entered as numerator and denominator, a survey with respondents:
entered by CSV, judged, and seen on the command line, over the API and on the page."""
import pathlib
import re
import tempfile

from world import Scenario, World, main

CATALOG = """
strategies:
  - {code: plan, name: Plan, valid_from: 2024-01-01}
bodies:
  - {code: B, name: Body}
indicators:
  - common: {body: B, frequency: A, programme: plan}
    items:
    - {code: docs, name: Documents online, unit: percent, unit_label: "%", direction: up, lower: 0, upper: 100,
       decimals: 1}
    - {code: delay, name: Delay, unit: days, direction: down, lower: 0, decimals: 1}
    - {code: readiness, name: Readiness, unit: score, unit_label: "", direction: up, lower: 0, upper: 100, decimals: 1,
       formula: mean, parts: [docs, delay], weights: [3, 1], normalisation: range, goalposts: [0..100, 0..40],
       multiplier: 100, formula_version: "2024.1"}
    - {code: standing, name: Standing, unit: points, direction: up, decimals: 2, formula: mean, parts: [docs, delay],
       normalisation: rank}
    - {code: digital, name: Digital payments, unit: payments, direction: up, lower: 0, decimals: 0, integer: yes}
    - {code: payments, name: All payments, unit: payments, direction: up, lower: 0, decimals: 0, integer: yes}
    - {code: cashless, name: Cashless share, unit: percent, unit_label: "%", direction: up, lower: 0, upper: 100,
       decimals: 1, formula: ratio, parts: [digital, payments], multiplier: 100}
    - {code: online, name: People online, unit: percent, unit_label: "%", direction: up, lower: 0, upper: 100,
       decimals: 1, respondents: asked}
    - {code: asked, name: People asked, unit: people, direction: up, lower: 1, decimals: 0, integer: yes}
targets:
  - common: {strategy: plan, area: XX, kind: at_least, valid_from: 2024-01-01}
    items:
    - {indicator: readiness, period: 2026, value: 80}
    - {indicator: cashless, period: 2026, value: 57}
    - {indicator: online, period: 2026, value: 62}
"""
BODIES = {  # documents and delay in 2023 and 2024
    "health": ((40, 20), (50, 10)),
    "labour": ((20, 40), (30, 30)),
    "post": ((60, 0), (50, 20)),
    "tax": ((80, 10), (90, 0)),
}


def rating(docs, delay):
    return 100 * (3 * docs / 100 + 1 - delay / 40) / 4


def bodies_csv():
    rows = ["indicator,area,breakdown,period,value,published"]
    for body, years in BODIES.items():
        for year, (docs, delay) in zip((2023, 2024), years):
            published = f"{year + 1}-02-01" if year > 2023 else "2023-12-31"
            rows += [f"docs,XX,{body},{year},{docs},{published}", f"delay,XX,{body},{year},{delay},{published}"]
    return "\n".join(rows) + "\n"


RATIO = ("indicator,area,period,numerator,denominator,status,published\n"
         "cashless,XX,2023,400,1000,A,2023-12-31\ncashless,XX,2024,570,1000,P,2025-02-01\n")
SURVEY = ("indicator,area,period,value,n,published\n"
          "online,XX,2023,50,1000,2023-12-31\nonline,XX,2024,61.5,1200,2025-02-01\n")


class Computed(Scenario):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="hedef-test-")
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "catalog"
        path.mkdir()
        (path / "all.yaml").write_text(CATALOG)
        cls.w = World(None, catalog=path)
        cls.addClassCleanup(cls.w.close)
        cls.reports = [cls.w.run("import", cls.w.file(name, text), "--history", "-o", "json", code=0).numbers["data"]
                       for name, text in (("bodies.csv", bodies_csv()), ("ratio.csv", RATIO), ("survey.csv", SURVEY))]
        cls.w.start()

    def verdicts(self, indicator, **query):
        text = "&".join(f"{k}={v}" for k, v in dict(indicator=indicator, **query).items())
        return {v["breakdown"]: v for v in self.w.get(f"/api/v1/status?{text}").json["data"]}

    def page(self, code, **query):
        text = "&".join(f"{k}={v}" for k, v in dict(lang="en", **query).items())
        return re.sub(r"<[^>]+>", " ", self.w.get(f"/indicators/{code}?{text}").text)

    # -- what came in ---------------------------------------------------------------------
    def test_numbers_beside_a_value_become_observations_of_their_own(self):
        self.assertEqual([r["new"] for r in self.reports], [16, 4, 4])
        rows = {(r["indicator"], r["period"]): r["new"] for r in self.reports[1]["rows"] + self.reports[2]["rows"]}
        self.assertEqual(rows[("digital", "2024")], 570)
        self.assertEqual(rows[("payments", "2024")], 1000)
        self.assertEqual(rows[("asked", "2024")], 1200)

    def test_what_is_computed_is_refused_with_the_parts_named(self):
        path = self.w.file("typed.csv", "indicator,area,period,value\ncashless,XX,2025,57\nreadiness,XX,2025,50\n"
                           "docs,XX,2025,50\n")
        err = self.w.run("import", path, code=1).err
        self.assertIn("typed.csv:2", err)
        self.assertIn("cashless is computed from digital, payments", err)
        self.assertIn("readiness is computed from docs, delay", err)
        answer = self.w.post("/api/v1/observations", {"observations": [
            {"indicator": "online", "area": "XX", "period": "2025", "value": 60, "denominator": 5}]})
        self.assertEqual(answer.status, 422)
        self.assertEqual(answer.json["errors"][0]["pointer"], "/observations/0/denominator")
        self.assertEqual(answer.json["errors"][0]["code"], "ratio_expected")

    def test_an_export_marks_what_is_computed_and_comes_back_unchanged(self):
        out = self.w.run("export", "--format", "csv", code=0)
        computed = [r for r in out.rows if r["BASIS"] == "computed"]
        self.assertEqual({r["INDICATOR"] for r in computed}, {"readiness", "standing", "cashless"})
        report = self.w.run("import", self.w.file("all.csv", out.out), "-o", "json", code=0).numbers["data"]
        self.assertEqual((report["new"], report["changed"], report["refused"]), (0, 0, 0))
        self.assertEqual((report["unchanged"], report["left_out"]), (24, len(computed)))

    # -- what is said of it ---------------------------------------------------------------
    def test_each_body_has_its_rating_and_its_verdict(self):
        verdicts = self.verdicts("readiness")
        self.assertEqual(set(verdicts), set(BODIES))
        for body, (before, now) in BODIES.items():
            verdict = verdicts[body]
            self.assertAlmostEqual(verdict["latest"]["value"], rating(*now), places=9)
            self.assertAlmostEqual(verdict["target"]["baseline"]["value"], rating(*before), places=9)
            expected = rating(*before) + (80 - rating(*before)) / 3
            self.assertAlmostEqual(verdict["expected"], expected, delta=0.05)
        self.assertEqual(verdicts["tax"]["state"], "achieved")
        self.assertEqual(verdicts["post"]["state"], "off_track")
        self.assertEqual([(v["breakdown"], v["state"]) for v in self.w.status("readiness")],
                         [(v["breakdown"], v["state"]) for v in verdicts.values()])

    def test_ranks_are_held_against_the_other_bodies(self):
        values = {r["breakdown"]: r["value"] for r in self.w.get("/api/v1/series/standing?from=2024").json["data"]}
        # documents 50 30 50 90: places 2.5 1 2.5 4; delay 10 30 20 0: places 3 1 2 4
        self.assertEqual(values, {"health": 2.75, "labour": 1, "post": 2.25, "tax": 4})

    def test_a_share_of_its_parts_meets_its_target_to_the_digit(self):
        verdict = self.verdicts("cashless")[""]
        self.assertEqual(verdict["latest"]["value"], 57)
        self.assertEqual(verdict["latest"]["status"], "P")
        self.assertEqual(verdict["state"], "achieved")
        self.assertTrue(verdict["provisional"])

    def test_a_past_day_knows_only_what_was_known(self):
        verdict = self.verdicts("cashless", as_of="2025-01-31")[""]
        self.assertEqual(verdict["latest"]["value"], 40)
        self.assertEqual(verdict["state"], "not_started")

    def test_a_survey_says_when_the_target_lies_inside_its_interval(self):
        verdict = self.verdicts("online")[""]
        self.assertEqual(verdict["latest"]["value"], 61.5)
        self.assertEqual(verdict["interval"]["respondents"], 1200)
        self.assertTrue(verdict["interval"]["low"] < 62 < verdict["interval"]["high"])
        self.assertTrue(verdict["interval"]["inside"])

    # -- how it came about ----------------------------------------------------------------
    def test_the_api_shows_the_working(self):
        computed = self.w.get("/api/v1/series/readiness?breakdown=health").json["computed"]
        self.assertEqual((computed["formula"], computed["version"], computed["normalisation"]), ("mean", "2024.1", "range"))
        self.assertEqual([p["indicator"] for p in computed["parts"]], ["docs", "delay"])
        latest, = computed["latest"]
        self.assertEqual((latest["breakdown"], latest["period"], latest["value"]), ("health", "2024", 56.25))
        docs, delay = latest["parts"]
        self.assertEqual((docs["value"], docs["normalised"], docs["weight"], docs["contribution"]), (50, 0.5, 0.75, 37.5))
        self.assertEqual((delay["value"], delay["normalised"], delay["weight"], delay["contribution"]), (10, 0.75, 0.25, 18.75))
        shown = self.w.get("/api/v1/indicators/cashless").json["data"]["computed"]
        self.assertEqual((shown["formula"], shown["multiplier"]), ("ratio", 100))
        self.assertIsNone(self.w.get("/api/v1/indicators/docs").json["data"]["computed"])

    def test_the_calculation_says_that_a_value_is_computed(self):
        out = self.w.run("verdict", "readiness", "--breakdown", "health", code=0).out
        self.assertIn("computed from its parts by the formula of version 2024.1", out)
        data = self.w.run("verdict", "readiness", "--breakdown", "health", "-o", "json", code=0).out
        self.assertIn('"computed":true', data)
        self.assertNotIn("computed from its parts", self.w.run("verdict", "online", code=0).out)

    def test_observations_are_marked(self):
        rows = self.w.run("obs", "get", "cashless", "-o", "json", code=0).numbers["data"]
        self.assertEqual([(r["period"], r["value"], r["computed"]) for r in rows],
                         [("2023", 40, True), ("2024", 57, True)])
        rows = self.w.run("obs", "get", "digital", "-o", "json", code=0).numbers["data"]
        self.assertFalse(any(r["computed"] for r in rows))

    def test_the_page_shows_the_working(self):
        text = self.page("readiness", breakdown="health")
        for word in ("Computed from", "Documents online", "Version of the formula: 2024.1.", "from 0 to 40", "0.75",
                     "37.5", "18.75", "56.3"):
            self.assertIn(word, text)
        self.assertIn("The first part divided by the second.", self.page("cashless"))
        self.assertNotIn("Computed from", self.page("docs"))

    def test_the_versions_are_those_of_the_parts(self):
        text = self.w.get("/indicators/cashless/history?lang=en").text
        self.assertIn("/indicators/digital/history", text)
        self.assertNotIn("No value has come in yet", text)
        self.assertIn("1200", re.sub(r"\s", "", self.w.get("/indicators/asked/history?lang=en").text))

    def test_nobody_owes_a_computed_value(self):
        self.assertIn("nobody sends it in", self.page("cashless"))
        owed = {d["indicator"] for d in self.w.run("due", "--days", "60", "-o", "json").numbers["data"]}
        self.assertFalse(owed & {"readiness", "standing", "cashless"})


class Changing(Scenario):
    def world_with(self, catalog):
        path = self.empty() / "catalog"
        path.mkdir()
        (path / "all.yaml").write_text(catalog)
        return self.world(None, catalog=path), path

    def test_a_period_without_a_value_says_why(self):
        w, _ = self.world_with(CATALOG)
        w.run("import", w.file("zero.csv", "indicator,area,period,numerator,denominator\ncashless,XX,2023,5,10\n"
                               "cashless,XX,2024,0,0\ncashless,XX,2025,7,\n"), code=0)
        w.start()
        gaps = w.get("/api/v1/indicators/cashless").json["data"]["computed"]["without_value"]
        self.assertEqual([(g["period"], g["reason"], g["indicator"]) for g in gaps],
                         [("2025", "part_missing", "payments"), ("2024", "denominator_zero", "payments")])
        text = w.get("/indicators/cashless?lang=en").text
        self.assertIn("no value, because there is none of this part: All payments", text)
        self.assertIn("no value, because this part is 0: All payments", text)

    def test_what_was_published_before_stays_where_nothing_can_be_computed(self):
        entered = re.sub(r", formula: ratio, parts: \[digital, payments\], multiplier: 100", "", CATALOG)
        self.assertNotEqual(entered, CATALOG)
        w, path = self.world_with(entered)
        w.run("import", w.file("old.csv", "indicator,area,period,value,published\ncashless,XX,2019,11,2020-02-01\n"
                               "cashless,XX,2023,39.9,2024-02-01\n"), "--history", code=0)
        (path / "all.yaml").write_text(CATALOG)
        w.run("catalog", "apply", path, code=0)
        w.run("import", w.file("parts.csv", RATIO), "--history", code=0)

        def rows(verb):
            return [(r["period"], r["value"], r["computed"]) for r in
                    w.run("obs", verb, "cashless", "-o", "json", code=0).numbers["data"]]
        self.assertEqual(rows("get"), [("2019", 11, False), ("2023", 40, True), ("2024", 57, True)])
        self.assertEqual(rows("history"), [("2019", 11, False), ("2023", 39.9, False), ("2023", 40, True), ("2024", 57, True)])
        err = w.run("import", w.file("again.csv", "indicator,area,period,value\ncashless,XX,2018,10\n"), code=1).err
        self.assertIn("cashless is computed from", err)

    def test_a_circle_is_refused_with_its_chain(self):
        w, path = self.world_with(CATALOG)
        (path / "more.yaml").write_text("""
indicators:
  - {code: one, name: One, unit: score, direction: up, decimals: 0, frequency: A, formula: mean, parts: [two, docs]}
  - {code: two, name: Two, unit: score, direction: up, decimals: 0, frequency: A, formula: mean, parts: [one, dcos]}
""")
        err = w.run("catalog", "check", path, code=1).err
        self.assertIn("one → two → one", err)
        self.assertIn("There is no indicator 'dcos'. Did you mean 'docs'?", err)

    def test_more_than_all_is_refused(self):
        w, _ = self.world_with(CATALOG)
        err = w.run("import", w.file("more.csv", "indicator;area;period;numerator;denominator\n"
                                     "cashless;XX;2024;1100;1000\n"), code=1).err
        self.assertIn("110 is above 100", err)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What if, and how the forecasts would have done: command line, API and page say the same, and
nothing is stored."""
import html
import re
import sqlite3

from world import Scenario, main

CODE = "services-via-ehis"


def stored(world):
    """Every row of the store, as text."""
    with sqlite3.connect(f"file:{world.dir}/hedef.db?mode=ro", uri=True) as db:
        return list(db.iterdump())


class WhatIf(Scenario):
    def asked(self, world, *args):
        return world.run("whatif", CODE, *args, "-o", "json", code=0).numbers

    def test_command_line_api_and_page_say_the_same(self):
        w = self.world("--demo")
        here = self.asked(w, "--value", "2027=81", "--value", "2028=99,5", "--target", "2027=60")
        w.start()
        over_socket = self.asked(w, "--value", "2027=81", "--value", "2028=99,5",
                                 "--target", "2027=60")
        api = w.get(f"/api/v1/whatif/{CODE}?value=2027=81,2028=99.5&target=2027=60&lang=en")
        over_http = api.json
        for row in here["data"] + over_socket["data"] + over_http["data"]:
            for side in ("before", "after"):
                if row[side]:
                    row[side].pop("run", None)  # the daemon evaluates when it starts
        self.assertEqual(here, over_socket)
        self.assertEqual(here["data"], over_http["data"])
        self.assertEqual(api.headers["Cache-Control"], "no-store")

        words = w.run("whatif", CODE, "--value", "2027=81", "--target", "2027=60", code=0).out
        page = w.get(f"/indicators/{CODE}?value_period=2027&value=81&target_period=2027&target=60"
                     "&lang=en", headers={"Accept": "text/html"})
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        text = html.unescape(re.sub(r"<[^>]*>", " ", page.text))
        cells = [re.split(r"  +", line.strip()) for line in words.splitlines()]
        shown = [c for c in cells if len(c) == 3 and c[0] in ("Expected", "Gap", "Ratio")]
        self.assertGreaterEqual(len(shown), 6)
        for label, now, then in shown:
            self.assertRegex(text, re.escape(label) + r"\s+" + re.escape(now) + r"\s+"
                             + re.escape(then))
        self.assertIn("Nothing is stored.", text)

    def test_nothing_is_stored(self):
        w = self.world("--demo")
        before = stored(w)
        self.assertTrue(any("change_seq" in line for line in before))
        self.asked(w, "--value", "2027=81", "--target", "2028=50", "--pace", "9")
        w.run("backtest", code=0)
        self.assertEqual(before, stored(w))
        # the negative control: what is handed in changes the store
        file = w.file("v.csv", f"indicator,area,period,value\n{CODE},AZ,2026-Q1,41\n")
        w.run("import", file, "--reason", "a test", code=0)
        self.assertNotEqual(before, stored(w))

    def test_nothing_is_stored_by_a_daemon_either(self):
        w = self.world("--demo").start()
        runs = w.get("/api/v1/evaluations").json
        status = w.get("/api/v1/status").json
        tag = w.get(f"/indicators/{CODE}?lang=en", headers={"Accept": "text/html"})
        for i in range(20):
            w.get(f"/api/v1/whatif/{CODE}?value=2027={i + 40}")
            w.get(f"/indicators/{CODE}?value_period=2027&value={i + 40}&lang=en",
                  headers={"Accept": "text/html"})
        self.assertEqual(w.get("/api/v1/evaluations").json, runs)
        self.assertEqual(w.get("/api/v1/status").json, status)
        # and the page without a question is not mixed up with those that asked one
        again = w.get(f"/indicators/{CODE}?lang=en", headers={"Accept": "text/html"})
        self.assertEqual(again.text, tag.text)
        self.assertEqual(again.headers["ETag"], tag.headers["ETag"])

    def test_what_would_be_is_what_is_once_the_value_is_in(self):
        w = self.world("--demo")
        period = w.target(f"plan-2026.{CODE}.2028")["latest"]["period"]
        would = self.asked(w, "--value", f"{period}=77.25")
        self.assertEqual(would["as_of"], would["judged_as_of"])
        after = next(r["after"] for r in would["data"]
                     if r["after"]["target"]["id"] == f"plan-2026.{CODE}.2028")
        file = w.file("v.csv", f"indicator,area,period,value\n{CODE},AZ,{period},77.25\n")
        w.run("import", file, "--reason", "a test", code=0)
        now = w.target(f"plan-2026.{CODE}.2028")
        for key in ("state", "expected", "gap", "ratio", "progress", "lag_months", "outlook",
                    "profiles", "why", "baseline_source"):
            self.assertEqual(now[key], after[key], key)
        self.assertEqual(now["latest"]["value"], after["latest"]["value"])

    def test_what_cannot_be_assumed_is_told_on_every_door(self):
        w = self.world("--demo").start()
        refused = w.run("whatif", CODE, "--value", "2027=175", code=1)
        self.assertIn("175 is above 100, the most that is possible.", refused.err)
        az = w.run("whatif", CODE, "--value", "2027=175", code=1, lang="az")
        self.assertNotIn("the most that is possible", az.err)
        api = w.get(f"/api/v1/whatif/{CODE}?value=2027=175&lang=en")
        self.assertEqual((api.status, api.json["code"]), (400, "value_out_of_limits"))
        page = w.get(f"/indicators/{CODE}?value_period=2027&value=175&lang=en",
                     headers={"Accept": "text/html"})
        self.assertEqual(page.status, 400)
        self.assertIn("175 is above 100", page.text)
        self.assertIn('role="alert"', page.text)


class Backtest(Scenario):
    def test_command_line_api_and_page_say_the_same(self):
        w = self.world("--demo")
        here = w.run("backtest", "-o", "json", code=0).numbers
        w.start()
        self.assertEqual(here, w.run("backtest", "-o", "json", code=0).numbers)
        api = w.get("/api/v1/backtest?lang=en").json
        self.assertEqual(here["data"], api["data"])
        csv = w.run("backtest", "-o", "csv", code=0).rows
        self.assertEqual(len(csv), len(api["data"]))

        page = w.get("/backtest?lang=en", headers={"Accept": "text/html"})
        self.assertEqual(page.status, 200)
        rows = re.findall(r"<tr>(.*?)</tr>", page.text)
        cells = [re.findall(r"<t[hd][^>]*>(?:<i>[^<]*</i>)?([^<]*)", row) for row in rows]
        for row in api["data"]:
            if row["part"] != "error":
                continue
            years = f"{row['years']} year" + ("s" if row["years"] > 1 else "")
            method = ("the last value stays" if row["method"] == "last-value" else row["method"])
            line = next(c for c in cells if c[:2] == [years, method])
            self.assertEqual(int(line[2]), row["count"])
            self.assertAlmostEqual(float(line[3]), row["scaled_error"], places=2, msg=line)

    def test_it_is_linked_from_the_method(self):
        w = self.world("--demo").start()
        self.assertIn('href="/backtest', w.get("/method", headers={"Accept": "text/html"}).text)

    def test_the_published_values_alone_say_little(self):
        w = self.world("--sample")
        for lang in ("az", "en", "ru"):
            self.assertNotEqual(w.run("backtest", code=0, lang=lang).out, "")


if __name__ == "__main__":
    main()

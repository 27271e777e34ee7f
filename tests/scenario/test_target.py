#!/usr/bin/env python3
"""Targets that move: a new version with reason and clause, the old one judged for its time, a second person."""
import csv
import datetime
import io
import sqlite3

from world import Scenario, main

SPEED = "srm-2016.fixed-broadband-speed.2025"
WHY = ("--reason", "Decree 12", "--clause", "2.1")


def local_day(days=0):
    """A day counted from today where the shipped calendar lives."""
    here = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=4))).date()
    return str(here + datetime.timedelta(days=days))


class Target(Scenario):
    def setUp(self):
        self.w = self.world("--sample")

    def show(self, target=SPEED, *args):
        return self.w.run("target", "show", target, "-o", "json", *args, code=0).numbers["data"]

    def changes(self, *args):
        return self.w.run("target", "changes", "-o", "json", *args, code=0).numbers["data"]

    def move(self, *args, target=SPEED, code=0):
        return self.w.run("target", "set", target, *args, "-o", "json", code=code)

    def events(self):
        with sqlite3.connect(f"file:{self.w.dir}/hedef.db?mode=ro", uri=True) as db:
            return db.execute("select count(*) from audit").fetchone()[0]

    def write_token(self, scope, name):
        return self.w.run("token", "add", name, "--scope", scope, "-o", "json", code=0).json["data"]["token"]


class Moving(Target):
    def test_the_past_keeps_the_old_target_exactly(self):
        before = self.w.target(SPEED, "--as-of", local_day(-1))
        moved = self.move("--value", "95", *WHY).numbers["data"]
        self.assertEqual((moved["state"], moved["vintage"]), ("approved", 2))
        self.assertEqual(moved["fields"], [{"field": "value", "old": "50", "new": "95"}])
        self.assertEqual(self.w.target(SPEED, "--as-of", local_day(-1)), before)
        now = self.w.target(SPEED)
        self.assertEqual((now["target"]["value"], now["target"]["vintage"], now["state"]), (95, 2, "missed"))
        old, new = self.show()["vintages"]
        self.assertEqual([v["state"] for v in old["verdicts"]], ["achieved"])
        self.assertEqual(old["verdicts"], [before], "the verdict for its time is that of its last day")
        self.assertEqual([v["state"] for v in old["final"]], ["achieved"])
        self.assertEqual((old["status"], old["as_of"], new["status"]), ("superseded", local_day(-1), "present"))
        self.assertEqual((new["reason"], new["clause"], new["change"], new["changed"]), ("Decree 12", "2.1", 1, ["value"]))
        self.assertEqual(old["known_to"], new["known_from"])
        self.assertEqual(new["verdicts"], [now])
        self.assertEqual([v["vintage"] for v in self.show(SPEED, "--as-of", local_day(-1))["vintages"]], [1])
        self.w.run("db", "verify", code=0)

    def test_from_a_day_that_is_past(self):
        day = local_day(-10)
        self.move("--value", "95", "--from", day, *WHY)
        self.assertEqual(self.w.target(SPEED, "--as-of", local_day(-11))["target"]["value"], 50)
        self.assertEqual(self.w.target(SPEED, "--as-of", day)["target"]["value"], 95)
        self.assertIn("later", self.w.run("target", "set", SPEED, "--value", "90", "--from", day, *WHY, code=1).err)

    def test_a_dry_run_and_the_same_again_change_nothing(self):
        before, events = self.show(), self.events()
        dry = self.move("--value", "95", "--dry-run", *WHY).numbers["data"]
        self.assertEqual((dry["state"], dry["dry_run"], dry["change"]), ("approved", True, None))
        self.assertEqual((self.show(), self.events()), (before, events))
        self.move("--value", "95", *WHY)
        after, events = self.show(), self.events()
        self.assertEqual(self.move("--value", "95", *WHY).numbers["data"]["state"], "unchanged")
        self.assertEqual((self.show(), self.events()), (after, events))

    def test_what_no_file_could_say_is_refused_whole(self):
        before, events = self.show(), self.events()
        refused = self.w.run("target", "set", SPEED, "--value", "fast", "--period", "soon", *WHY, code=1)
        self.assertIn("12.5", refused.err)
        self.assertIn("2017/2020", refused.err)
        self.assertIn("--clause", self.w.run("target", "set", SPEED, "--value", "95", "--reason", "x", code=1).err)
        self.assertIn(SPEED, self.w.run("target", "set", SPEED + "6", "--value", "95", *WHY, code=1).err)
        self.assertEqual((self.show(), self.events()), (before, events))

    def test_lists_in_every_form(self):
        self.move("--value", "95", *WHY)
        listed = self.w.run("target", "list", "--strategy", "srm-2016", "-o", "json", code=0).numbers["data"]
        rows = self.w.run("target", "list", "--strategy", "srm-2016", "-o", "csv", code=0).rows
        self.assertEqual([t["id"] for t in listed], [r["id"] for r in rows])
        mine = next(r for r in rows if r["id"] == SPEED)
        self.assertEqual((mine["value"], mine["vintage"], mine["reason"]), ("95", "2", "Decree 12"))
        old = self.w.run("target", "list", "--indicator", "fixed-broadband-speed", "--as-of", local_day(-1), "-o", "csv",
                         code=0).rows
        self.assertEqual(next(r for r in old if r["id"] == SPEED)["value"], "50")
        changed = list(csv.DictReader(io.StringIO(self.w.run("target", "changes", "-o", "csv", code=0).out)))
        self.assertEqual([(c["target"], c["changes"], c["state"]) for c in changed], [(SPEED, "value 50 → 95", "approved")])
        words = self.w.run("target", "show", SPEED, code=0).out
        self.assertIn("Decree 12 (2.1)", words)
        self.assertIn("at least 50", words)
        self.assertIn("at least 95", words)


class Files(Target):
    def apply(self, *args, code=0):
        return self.w.run("catalog", "apply", self.w.dir / "catalog", *args, code=code)

    def test_old_files_do_not_undo_a_move_unasked(self):
        self.move("--value", "95", *WHY)
        events = self.events()
        for args in ((), ("--dry-run",)):
            refused = self.apply(*args, code=1)
            self.assertRegex(refused.err, r"targets\.yaml:\d+")
            for word in (SPEED, "95", "50", "--targets-from-files"):
                self.assertIn(word, refused.err)
        self.assertIn("--targets-from-files", self.w.run("catalog", "diff", self.w.dir / "catalog", code=0).out)
        self.assertEqual(self.events(), events)
        self.apply("--targets-from-files")
        self.assertEqual([v["value"] for v in self.show()["vintages"]], [50, 95, 50])
        self.apply()

    def test_files_that_follow_are_applied(self):
        self.move("--value", "95", *WHY)
        path = self.w.dir / "catalog" / "targets.yaml"
        lines = path.read_text().splitlines()
        at = next(i for i, line in enumerate(lines) if "fixed-broadband-speed" in line)
        at = next(i for i in range(at, len(lines)) if lines[i].strip() == "value: 50")
        lines[at] = lines[at].replace("50", "95")
        path.write_text("\n".join(lines) + "\n")
        self.apply()
        self.assertEqual(self.w.target(SPEED)["target"]["value"], 95)


class SecondPerson(Target):
    def setUp(self):
        super().setUp()
        self.w.run("setting", "set", "second_person_targets", "yes", code=0)
        self.elnur = self.write_token("operator", "elnur")
        self.w.start()

    def decide(self, verb, number=1, body=None, **kw):
        return self.w.post(f"/api/v1/targets/changes/{number}/{verb}", body or {}, **kw)

    def test_one_proposes_and_another_approves(self):
        before = self.w.status()
        waiting = self.move("--value", "95", *WHY).numbers["data"]
        self.assertEqual((waiting["state"], waiting["change"], waiting["vintage"]), ("proposed", 1, None))
        self.assertEqual(self.w.status(), before)
        own = self.w.run("target", "approve", "1", code=1)
        self.assertIn("second person", own.err)
        self.assertIn("hedef target withdraw 1", own.err)
        self.assertIn("number 1", self.w.run("target", "set", SPEED, "--value", "90", *WHY, code=1).err)
        self.assertEqual([c["state"] for c in self.changes("--state", "proposed")], ["proposed"])
        approved = self.decide("approve", token=self.elnur)
        self.assertEqual((approved.status, approved.json["data"]["vintage"]), (200, 2))
        self.assertEqual(self.w.target(SPEED)["target"]["value"], 95)
        new = self.show()["vintages"][1]
        self.assertTrue(new["proposed_by"].startswith("local:"))
        self.assertEqual(new["actor"], "token:elnur")
        self.assertEqual(self.decide("approve", token=self.elnur).status, 409)
        self.assertEqual(self.w.target(SPEED, "--as-of", local_day(-1))["target"]["value"], 50)

    def test_put_over_http_is_the_same_door(self):
        body = {"value": 95, "reason": "Decree 12", "clause": "2.1"}
        answer = self.w.request("PUT", f"/api/v1/targets/{SPEED}", body=body, token=self.elnur)
        self.assertEqual((answer.status, answer.json["data"]["state"]), (201, "proposed"))
        again = self.w.request("PUT", f"/api/v1/targets/{SPEED}", body=body, token=self.elnur)
        self.assertEqual((again.status, again.json["data"]["change"]), (200, 1))
        self.assertEqual(self.decide("approve", token=self.elnur).json["code"], "own_change")
        self.assertEqual(self.w.request("PUT", f"/api/v1/targets/{SPEED}", body=body).status, 401)
        returned = self.w.run("target", "return", "1", "--reason", "which decree?", "-o", "json", code=0).json["data"]
        self.assertEqual(returned["state"], "returned")
        self.assertEqual(self.changes()[0]["decision_reason"], "which decree?")
        self.assertEqual(len(self.show()["vintages"]), 1)

    def test_what_was_overtaken_is_not_approved(self):
        self.move("--value", "95", *WHY)
        path = self.w.file("one.yaml", "targets:\n  - {strategy: srm-2016, indicator: fixed-broadband-speed, area: AZ, "
                           "kind: at_least, period: 2025, value: 60, valid_from: 2016-12-06}\n")
        self.w.run("catalog", "apply", path, code=0)
        late = self.decide("approve", token=self.elnur)
        self.assertEqual((late.status, late.json["code"]), (409, "target_moved_since"))
        self.assertEqual(self.w.target(SPEED)["target"]["value"], 60)
        self.assertEqual(self.decide("return", body={"reason": "overtaken"}, token=self.elnur).status, 200)

    def test_the_page_tells_how_it_came_to_be(self):
        self.move("--value", "95", *WHY)
        self.assertNotIn("Decree 12", self.w.get("/indicators/fixed-broadband-speed?lang=en").text)
        self.decide("approve", token=self.elnur)
        page = self.w.get("/indicators/fixed-broadband-speed?lang=en").text
        for word in ("at least 50", "at least 95", "Decree 12", "2.1"):
            self.assertIn(word, page)
        self.assertNotIn("Decree 12", self.w.get(f"/indicators/fixed-broadband-speed?lang=en&as_of={local_day(-1)}").text)


if __name__ == "__main__":
    main()

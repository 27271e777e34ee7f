#!/usr/bin/env python3
"""Values that others bring: a token belongs to one source, opens nothing else, and its use is seen."""
from world import Scenario, main

CSV = {"Content-Type": "text/csv"}


class Push(Scenario):
    def setUp(self):
        self.w = self.world("--sample")
        (self.w.dir / "conf.d" / "sources.conf").write_text(
            "[source operators]\ntransport = push\nformat = csv\nrevision_bound = 10\n\n"
            "[source letters]\ntransport = push\nvalue = {Wert}\nindicator = {Was}\nperiod = {Wann}\ndecimal = ,\n")
        self.w.start()

    def make(self, source, name=None, **more):
        options = [x for k, v in more.items() for x in (f"--{k}", v)]
        made = self.w.run("token", "add", name or f"of-{source}", "--source", source, *options, "-o", "json", code=0).json["data"]
        self.assertEqual((made["scope"], made["source"]), ("push", source))
        return made["token"]

    def push(self, source, text, token, path="", **headers):
        return self.w.post(f"/api/v1/push/{source}{path}", text.encode(), token=token, headers={**CSV, **headers})

    def csv(self, *values):
        return "indicator,period,value\n" + "".join(f"mobile-subscribers,{2001 + n},{v}\n" for n, v in enumerate(values))

    def values(self):
        rows = self.w.run("obs", "history", "mobile-subscribers", "-o", "json", code=0).json["data"]
        return {r["period"]: str(r["value"]) for r in rows if r["period"] < "2004"}

    def test_what_is_brought_is_taken_once_and_a_leap_waits(self):
        token = self.make("operators")
        tried = self.push("operators", self.csv(100, 200), token, "?dry_run=1").json["data"]
        self.assertEqual((tried["new"], self.values()), (2, {}))
        first = self.push("operators", self.csv(100, 200), token).json["data"]
        self.assertEqual((first["outcome"], first["new"]), ("new", 2))
        again = self.push("operators", self.csv(100, 200), token).json["data"]
        self.assertEqual((again["outcome"], again["unchanged"]), ("unchanged", 2))
        third = self.push("operators", self.csv(105, 300), token).json["data"]
        self.assertEqual((third["changed"], third["held"]), (1, 1))
        self.assertEqual(self.values(), {"2001": "105", "2002": "200"})
        waiting = [s for s in self.w.run("submission", "list", "-o", "json", code=0).json["data"] if s["state"] == "submitted"]
        self.assertEqual([s["actor"] for s in waiting], ["source:operators"])
        fourth = self.push("operators", self.csv(105, 300), token).json["data"]
        self.assertEqual((fourth["held"], fourth["waiting"]), (0, 1))
        self.w.run("submission", "approve", str(waiting[0]["id"]), code=0)
        self.assertEqual(self.values(), {"2001": "105", "2002": "300"})

    def test_the_mapping_of_the_source_reads_it(self):
        token = self.make("letters")
        answer = self.push("letters", "Was;Wann;Wert\nmobile-subscribers;2003;1234,5\n", token)
        self.assertEqual(answer.status // 100, 2, answer.text)
        self.assertEqual(self.values(), {"2003": "1234.5"})

    def test_a_bad_body_takes_nothing_and_says_where(self):
        token = self.make("operators")
        answer = self.push("operators", self.csv(100) + "no-such-thing,2002,5\n", token)
        self.assertEqual(answer.status, 422)
        self.assertIn("no-such-thing", answer.text)
        self.assertEqual(self.values(), {})

    def test_the_same_key_changes_nothing(self):
        token = self.make("operators")
        key = {"Idempotency-Key": "2026-Q3"}
        self.push("operators", self.csv(100), token, **key)
        self.push("operators", self.csv(100), token, **key)
        self.assertEqual(len([s for s in self.w.run("submission", "list", "-o", "json", code=0).json["data"]
                              if s["actor"] == "source:operators"]), 1)

    def test_a_key_for_other_content_is_told(self):
        token = self.make("operators")
        key = {"Idempotency-Key": "2026-Q3"}
        self.assertEqual(self.push("operators", self.csv(100), token, **key).status, 200)
        answer = self.push("operators", self.csv(101), token, **key)
        self.assertEqual((answer.status, answer.json["code"]), (422, "idempotency_key_reused"))

    def test_a_token_opens_its_source_and_nothing_else(self):
        own, other = self.make("operators"), self.make("letters")
        writer = self.w.run("token", "add", "w", "--scope", "write", "-o", "json", code=0).json["data"]["token"]
        operator = self.w.run("token", "add", "o", "--scope", "operator", "-o", "json", code=0).json["data"]["token"]
        for token, status, code in ((None, 401, "token_missing"), ("hedef_x", 401, "token_unknown"), (other, 403, "source_other"),
                                    (writer, 403, "scope_missing")):
            answer = self.push("operators", self.csv(1), token)
            self.assertEqual((answer.status, answer.json["code"]), (status, code))
        self.assertEqual(self.values(), {})
        for method, path in (("GET", "/api/v1/status"), ("GET", "/"), ("POST", "/api/v1/observations"), ("POST", "/api/v1/imports"),
                             ("GET", "/api/v1/tokens"), ("POST", "/api/v1/collectors/operators/run"), ("GET", "/api/v1/fetches")):
            answer = self.w.request(method, path, body=b"" if method == "POST" else None, token=own)
            self.assertEqual(answer.status, 403, path)
        self.assertEqual(self.push("operators", self.csv(1), operator).status // 100, 2)
        self.assertEqual(self.push("operators", self.csv(1), own).status, 200)

    def test_an_ended_token_opens_nothing(self):
        token = self.make("operators")
        self.w.run("token", "revoke", "of-operators", code=0)
        self.assertEqual(self.push("operators", self.csv(1), token).status, 401)
        self.assertEqual(self.values(), {})

    def test_the_list_tells_what_a_token_is_for_and_when_it_was_used(self):
        token = self.make("operators")
        self.w.run("token", "add", "plain", code=0)

        def listed():
            return {t["name"]: t for t in self.w.run("token", "list", "-o", "json", code=0).json["data"]}
        before = listed()
        self.assertEqual((before["of-operators"]["scope"], before["of-operators"]["source"]), ("push", "operators"))
        self.assertEqual((before["plain"]["scope"], before["plain"]["source"]), ("read", ""))
        self.assertIsNone(before["of-operators"]["used"])
        self.push("operators", self.csv(1), token)
        after = listed()
        self.assertRegex(after["of-operators"]["used"], r"^20\d\d-")
        self.assertIsNone(after["plain"]["used"])

    def test_a_token_is_made_for_a_source_that_is_there(self):
        self.assertEqual(self.w.run("token", "add", "x", "--source", "operator").code, 1)
        self.assertEqual(self.w.run("token", "add", "x", "--source", "operators", "--scope", "write").code, 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A source in pages, asked by its schedule: new, then nothing, then a revision, then one that is
held, each of them once."""
import http.server
import json
import threading
import urllib.parse

from world import Scenario, main, wait_until

YEARS = range(2010, 2022)
AREAS = {"AZE": "AZ", "GEO": "GE", "KAZ": "KZ"}
PER_PAGE = 13


class Bank:
    """What the World Bank would answer, three pages of it; rows can be changed while it runs."""

    def __init__(self):
        # as the Bank writes: newest first, null where nothing is known
        self.rows = {(area, year): None if year == 2021 or (area, year) == ("KAZ", 2015)
                     else f"{40 + i}.{year % 10}5"
                     for i, area in enumerate(AREAS) for year in reversed(YEARS)}
        self.asked, self.failing = [], False
        bank = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                bank.answer(self)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def known(self):
        return sum(value is not None for value in self.rows.values())

    def page(self, number):
        rows = list(self.rows.items())[(number - 1) * PER_PAGE:number * PER_PAGE]
        count = -(-len(self.rows) // PER_PAGE)
        head = {"page": number, "pages": count, "per_page": PER_PAGE, "total": len(self.rows),
                "sourceid": "2", "lastupdated": "2026-07-01"}
        items = [{"indicator": {"id": "IT.NET.USER.ZS", "value": "Individuals using the Internet"},
                  "country": {"id": AREAS[area], "value": area}, "countryiso3code": area,
                  "date": str(year), "value": f"<{value}>" if value else None, "unit": "",
                  "obs_status": "", "decimal": 0} for (area, year), value in rows]
        # numbers, with the digits they were given
        return json.dumps([head, items]).replace('"<', "").replace('>"', "").encode()

    def answer(self, handler):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(handler.path).query))
        number = int(query.get("page", 1))
        self.asked.append(number)
        failing = self.failing and number == 2
        body = b"try later" if failing else self.page(number)
        handler.send_response(503 if failing else 200)
        handler.send_header("Content-Type", "application/json;charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class WorldBank(Scenario):
    def setUp(self):
        self.bank = Bank()
        self.addCleanup(self.bank.close)
        self.w = self.world(None)

    def source(self, schedule):
        (self.w.dir / "conf.d" / "bank.conf").write_text(
            "[source bank]\ntransport = http\nplain_http = yes\nallow_private = 127.0.0.1\n"
            f"url = http://127.0.0.1:{self.bank.port}/v2/country/AZE/indicator/IT.NET.USER.ZS"
            "?format=json\nformat = worldbank\nindicator = internet-users\n"
            f"codes.area = {', '.join(f'{k}={v}' for k, v in AREAS.items())}\n"
            f"revision_bound = 10\nschedule = {schedule}\n")

    def log(self):
        return self.w.run("collect", "log", "-o", "json", code=0).json["data"]

    def runs(self, **wanted):
        return [r for r in self.log() if all(r[k] == v for k, v in wanted.items())]

    def history(self, area, period):
        rows = self.w.run("obs", "history", "internet-users", "--area", area, "-o", "json",
                          code=0).json["data"]
        return [(r["vintage"], str(r["value"])) for r in rows if r["period"] == str(period)]

    def wait_runs(self, what, count=1, **wanted):
        return wait_until(lambda: len(self.runs(**wanted)) >= count and self.runs(**wanted), what)

    def test_new_then_nothing_then_one_revision_then_one_that_is_held(self):
        self.source("every 1s")
        self.w.start()
        first = self.wait_runs("the first run", outcome="new")[0]
        self.assertEqual((first["new"], first["changed"]), (self.bank.known, 0))
        self.assertEqual(self.bank.asked[:3], [1, 2, 3])
        self.assertEqual(self.history("KZ", 2015), [])  # null: not reported
        self.assertEqual(self.history("AZ", 2011), [(1, "40.15")])

        second = self.wait_runs("nothing new", outcome="unchanged")[-1]
        self.assertEqual((second["new"], second["changed"], second["unchanged"]),
                         (0, 0, self.bank.known))

        self.bank.rows["AZE", 2011] = "41.2"  # within the bound
        self.wait_runs("the revision", changed=1)
        quiet = len(self.runs(outcome="unchanged"))
        self.wait_runs("quiet after it", quiet + 2, outcome="unchanged")
        self.assertEqual(self.history("AZ", 2011), [(1, "40.15"), (2, "41.2")])
        self.assertEqual(len(self.runs(changed=1)), 1)
        self.assertEqual([r["new"] for r in self.runs(outcome="new")], [0, self.bank.known])

        self.bank.rows["GEO", 2012] = "60"  # beyond it
        held = self.wait_runs("it is held", outcome="held")[0]
        self.assertEqual((held["held"], held["changed"]), (1, 0))
        quiet = len(self.runs(outcome="unchanged"))
        self.wait_runs("it waits", quiet + 2, outcome="unchanged")
        self.assertEqual(len(self.runs(outcome="held")), 1)
        waiting = self.w.run("submission", "list", "--state", "submitted", "-o", "json",
                             code=0).json["data"]
        self.assertEqual(len(waiting), 1)
        self.assertEqual(self.history("GE", 2012), [(1, "41.25")])
        self.w.run("submission", "approve", waiting[0]["id"], code=0)
        self.assertEqual(self.history("GE", 2012), [(1, "41.25"), (2, "60")])

    def test_a_run_that_breaks_at_its_second_page_takes_nothing_of_the_first(self):
        self.source("never")
        self.bank.failing = True
        run = self.w.run("collect", "run", "bank", "-o", "json", code=1).json["data"]
        self.assertEqual((run["outcome"], run["new"]), ("failed", 0))
        self.assertIn("503", run["message"])
        self.assertEqual(self.bank.asked, [1, 2])
        self.assertEqual(self.history("AZ", 2011), [])
        self.bank.failing = False  # the control
        run = self.w.run("collect", "run", "bank", "-o", "json", code=0).json["data"]
        self.assertEqual((run["outcome"], run["new"]), ("new", self.bank.known))


if __name__ == "__main__":
    main()

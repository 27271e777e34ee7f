#!/usr/bin/env python3
"""A hundred thousand speed tests become one value of their quarter, and ratings a share of each
service: sent in batches to a running daemon, rolled up, revised by what comes late."""
import datetime
import decimal
import json
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

from world import BIN, Scenario, main, signal, wait_until

CATALOG = """
strategies:
  - {code: plan, name: Plan, valid_from: 2020-01-01}
bodies:
  - {code: B, name: Body}
indicators:
  - common: {body: B, programme: plan, direction: up}
    items:
    - {code: speed, name: Speed, unit: Mbit/s, lower: 0, decimals: 1, frequency: Q, samples: median,
       samples_minimum: 100}
    - {code: trimmed, name: Speed without outliers, unit: Mbit/s, lower: 0, decimals: 1, frequency: Q,
       samples: mean trim 5 %}
    - {code: content, name: Content users, unit: percent, unit_label: "%", lower: 0, upper: 100, decimals: 1,
       frequency: Q, samples: share 4..5, samples_minimum: 30, respondents: asked}
    - {code: asked, name: Users asked, unit: people, lower: 0, decimals: 0, integer: yes, frequency: Q}
targets:
  - common: {strategy: plan, area: XX, kind: at_least, valid_from: 2020-01-01}
    items:
    - {indicator: speed, period: 2040, value: 500}
"""
COUNT = 100_000


def last_quarter():
    """The quarter before the present one: its name and two days well within it."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    first = datetime.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - datetime.timedelta(days=2)
    quarter = (first.month - 1) // 3
    begin = datetime.date(first.year, 3 * quarter + 1, 2)
    return f"{first.year}-Q{quarter + 1}", begin, first


def instants(count, seed):
    """As many instants of that quarter, in no order."""
    _, begin, end = last_quarter()
    start = datetime.datetime(begin.year, begin.month, begin.day, tzinfo=datetime.timezone.utc)
    seconds = (end - begin).days * 86400
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return [(start + datetime.timedelta(seconds=seconds * i / count)).isoformat() for i in order]


def exact(values):
    return [decimal.Decimal(v) for v in values]


def median(values):
    return statistics.median(exact(values))


def quartiles(values):
    low, _, high = statistics.quantiles(exact(values), n=4, method="inclusive")
    return low, high


def trimmed_mean(values, share):
    kept = sorted(exact(values))
    cut = int(len(kept) * share)
    kept = kept[cut:len(kept) - cut]
    return len(kept), sum(kept) / len(kept)


def speeds(count, seed):
    draw = random.Random(seed)
    return [f"{draw.lognormvariate(4, 0.8):.2f}" for _ in range(count)]


class Samples(Scenario):
    def start(self):
        folder = tempfile.TemporaryDirectory(prefix="hedef-test-")
        self.addCleanup(folder.cleanup)
        (pathlib.Path(folder.name) / "all.yaml").write_text(CATALOG)
        world = self.world(None, catalog=folder.name, conf="[site]\ndefault_area = XX\n")
        return world.start()

    def send(self, world, rows, batch=5000):
        """By turns as JSON and as CSV; how many were new."""
        fresh = 0
        for at in range(0, len(rows), batch):
            part = rows[at:at + batch]
            if at // batch % 2:
                lines = ["indicator,breakdown,at,id,value"] + [",".join(row) for row in part]
                answer = world.post("/api/v1/imports?format=csv", "\n".join(lines) + "\n")
            else:
                keys = ("indicator", "breakdown", "at", "id", "value")
                answer = world.post("/api/v1/observations",
                                    {"observations": [dict(zip(keys, row)) for row in part]})
            self.assertIn(answer.status, (200, 201), answer.text[:2000])
            fresh += answer.json["data"]["samples"]
        return fresh

    def values(self, world, indicator, *more):
        path = f"/api/v1/observations?indicator={indicator}" + "".join(f"&{m}" for m in more)
        answer = world.get(path)
        self.assertEqual(answer.status, 200, answer.text)
        return json.loads(answer.text, parse_float=decimal.Decimal,
                                        parse_int=decimal.Decimal)["data"]

    def test_a_quarter_of_a_hundred_thousand_and_one_that_comes_late(self):
        world = self.start()
        values, quarter = speeds(COUNT, 1), last_quarter()[0]
        rows = [("speed", "", at, "", value) for at, value in zip(instants(COUNT, 2), values)]
        began = time.monotonic()
        self.assertEqual(self.send(world, rows), COUNT)
        sent = time.monotonic()
        self.assertEqual(self.values(world, "speed"), [])  # a burst is one roll-up
        world.run("evaluate", code=0)
        print(f"\n  {COUNT} samples: {COUNT / (sent - began):.0f}/s in, "
              f"rolled up and judged in {time.monotonic() - sent:.2f} s", flush=True)
        got, = self.values(world, "speed")
        self.assertEqual((got["period"], got["value"]), (quarter, median(values)))
        self.assertEqual(got["samples"], COUNT)
        self.assertEqual((got["spread_low"], got["spread_high"]), quartiles(values))
        self.assertEqual(got["samples_rule"], "median")

        self.assertEqual(self.send(world, rows[:2 * 1000], 1000), 0)  # again: nothing new
        world.run("evaluate", code=0)
        self.assertEqual(len(self.values(world, "speed", "history=1")), 1)

        late = [("speed", "", rows[0][2], f"late-{i}", "5000") for i in range(501)]
        self.assertEqual(self.send(world, late), len(late))
        world.run("evaluate", code=0)
        old, new = self.values(world, "speed", "history=1")
        self.assertEqual(old["value"], median(values))
        self.assertEqual(new["value"], median(values + ["5000"] * len(late)))
        self.assertNotEqual(old["value"], new["value"])
        self.assertEqual((new["verb"], new["actor"], new["channel"], new["source"]),
                         ("revise", "rollup", "collector", "median"))
        self.assertEqual(new["reason"], f"{len(late)} samples came late")
        self.assertEqual(new["samples"], COUNT + len(late))
        self.assertNotIn("samples", old)
        page = world.get("/indicators/speed/history?lang=en").text
        self.assertIn("of 100,501 samples, half of them between", page)
        self.assertIn("Latest value: of 100,501 samples", world.get("/indicators/speed?lang=en").text)
        point, = world.get("/api/v1/series/speed").json["data"]
        self.assertEqual((point["samples"], point["samples_rule"]), (COUNT + len(late), "median"))
        before = world.get("/api/v1/observations?indicator=speed&as_of=2000-01-01").json["data"]
        self.assertEqual(before, [])
        world.stop()
        world.run("db", "verify", code=0)

    def test_several_series_each_for_itself(self):
        world = self.start()
        rows, series = [], {}
        for n in range(40):
            name = f"district-{n:02}"
            series[name] = speeds(1000 + n, 100 + n)
            rows += [("speed", name, at, "", value)
                     for at, value in zip(instants(1000 + n, n), series[name])]
        few = [("speed", "hamlet", at, "", "9") for at in instants(99, 7)]
        outliers = speeds(1003, 9)
        cut = [("trimmed", "", at, "", value) for at, value in zip(instants(1003, 8), outliers)]
        random.Random(3).shuffle(rows)
        self.assertEqual(self.send(world, rows + few + cut, 3000), len(rows + few + cut))
        world.run("evaluate", code=0)
        got = {row["breakdown"]: row for row in self.values(world, "speed")}
        self.assertEqual(sorted(got), sorted(series))  # but not the one with too few
        for name, values in series.items():
            self.assertEqual(got[name]["value"], median(values), name)
            self.assertEqual(got[name]["samples"], len(values))
            self.assertEqual((got[name]["spread_low"], got[name]["spread_high"]), quartiles(values))
        mean, = self.values(world, "trimmed")
        used, wanted = trimmed_mean(outliers, decimal.Decimal("0.05"))
        self.assertEqual(mean["samples"], used)
        self.assertEqual(mean["value"], wanted.quantize(decimal.Decimal("0.001"), decimal.ROUND_HALF_UP))

        self.send(world, [("speed", "hamlet", few[0][2], "one-more", "11")])
        world.run("evaluate", code=0)
        hamlet, = self.values(world, "speed", "breakdown=hamlet", "history=1")
        self.assertEqual((hamlet["value"], hamlet["verb"], hamlet["samples"]), (9, "new", 100))

    def test_ratings_of_services(self):
        world = self.start()
        draw = random.Random(5)
        rows, given = [], {}
        for service, count in (("passport/asan", 400), ("licence/tax", 55), ("permit/city", 29)):
            service = service.replace("/", ".")
            given[service] = [draw.choice("12345") for _ in range(count)]
            rows += [("content", service, at, f"user-{i}", rating)
                     for i, (at, rating) in enumerate(zip(instants(count, 4), given[service]))]
        self.assertEqual(self.send(world, rows), len(rows))
        world.run("evaluate", code=0)
        got = {row["breakdown"]: row for row in self.values(world, "content")}
        self.assertEqual(sorted(got), ["licence.tax", "passport.asan"])
        for service, row in got.items():
            share = decimal.Decimal(100 * sum(r in "45" for r in given[service])) / len(given[service])
            self.assertEqual(row["value"], share.quantize(decimal.Decimal("0.001"), decimal.ROUND_HALF_UP))
            self.assertEqual(row["samples"], len(given[service]))
            self.assertNotIn("spread_low", row)
        asked = {row["breakdown"]: row["value"] for row in self.values(world, "asked")}
        self.assertEqual(asked, {s: len(given[s]) for s in got})

    def test_without_a_daemon_and_when_one_ends_before_the_roll_up(self):
        world = self.start()
        values = speeds(200, 21)
        rows = [("speed", "", at, "", value) for at, value in zip(instants(200, 22), values)]
        text = "indicator,breakdown,at,id,value\n" + "\n".join(map(",".join, rows)) + "\n"
        self.assertEqual(self.send(world, rows[:150]), 150)
        self.assertEqual(world.stop(), 0)
        subprocess.run([BIN / "hedefd", "-c", world.dir / "hedef.conf", "--once"], check=True,
                       capture_output=True, env=world.env, timeout=60)
        got, = world.run("obs", "get", "speed", "-o", "csv", code=0).rows
        self.assertEqual(decimal.Decimal(got["OBS_VALUE"]), median(values[:150]))

        first = world.run("import", world.file("probe.csv", text), "--dry-run", code=0)
        self.assertIn("Samples: 50 new, 150 known before.", first.out)
        again = world.run("import", world.file("probe.csv", text), code=0)
        self.assertIn("Samples: 50 new, 150 known before.", again.out)
        got, = world.run("obs", "get", "speed", "-o", "csv", code=0).rows  # at once
        self.assertEqual(decimal.Decimal(got["OBS_VALUE"]), median(values))

        world.start()  # rolls up what it finds
        self.assertEqual(self.send(world, [("speed", "late", at, "", "1") for at in instants(100, 1)]), 100)
        world.stop(signal.SIGKILL)
        world.start()
        wait_until(lambda: self.values(world, "speed", "breakdown=late"), "rolled up at the start")

    def test_a_probe_is_a_source(self):
        world = self.start()
        found = world.dir.parent / "probe.json"
        conf = world.dir / "conf.d" / "probe.conf"
        conf.write_text(f"""[source line-probe]
transport = command
command   = /bin/cat {found}
format    = json
schedule  = never
indicator = trimmed
at        = {{timestamp}}
value     = {{download}}
scale     = 0.000001
""")
        at = instants(1, 0)[0]
        found.write_text(json.dumps({"timestamp": at, "download": 93451234.25}))
        world.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: world.run("collect", "run", "line-probe", "--dry-run").code == 0, "it is known")
        for fresh in (1, 0):  # the second time it is known
            ran = world.run("collect", "run", "line-probe", "-o", "json", code=0)
            self.assertEqual(ran.numbers["data"]["samples"], fresh, ran.out)
        world.run("evaluate", code=0)
        got, = self.values(world, "trimmed")
        self.assertEqual((got["value"], got["spread_low"], got["samples"]),
                         (decimal.Decimal("93.451"), decimal.Decimal("93.45123425"), 1))

    def test_what_is_no_sample_is_refused_with_its_place(self):
        world = self.start()
        at = instants(1, 0)[0]
        for row, code, place in (
                ({"indicator": "asked", "at": at, "value": 1}, "samples_not_taken", "/observations/0/at"),
                ({"indicator": "speed", "at": "soon", "value": 1}, "time_invalid", "/observations/0/at"),
                ({"indicator": "speed", "at": "2100-01-01", "value": 1}, "sample_in_future",
                 "/observations/0/at"),
                ({"indicator": "speed", "at": at, "period": "2026-Q1", "value": 1}, "period_of_sample",
                 "/observations/0/period")):
            answer = world.post("/api/v1/observations", {"observations": [row]})
            self.assertEqual(answer.status, 422, answer.text)
            problem = answer.json["errors"][0]
            self.assertEqual((problem["code"], problem["pointer"]), (code, place))
        good = {"indicator": "speed", "at": at, "value": "10"}
        self.assertEqual(world.post("/api/v1/observations", {"observations": [good]}).status, 201)
        answer = world.post("/api/v1/observations", {"observations": [good, dict(good, value="11")]})
        self.assertEqual((answer.status, answer.json["errors"][0]["code"]), (422, "sample_differs"))
        self.assertEqual(answer.json["errors"][0]["pointer"], "/observations/1/value")


if __name__ == "__main__":
    main()

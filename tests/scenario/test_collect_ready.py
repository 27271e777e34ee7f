#!/usr/bin/env python3
"""The sources that are shipped: off, well-formed, and each reads what its publisher writes."""
import configparser
import http.server
import json
import re
import shutil
import threading

from world import SOURCE, Scenario, main

READY = SOURCE / "etc" / "collectors.d"
BANK = ('[{"page":1,"pages":1,"per_page":1000,"total":3,"lastupdated":"2026-07-01"},['
        '{"indicator":{"id":"I","value":"x"},"country":{"id":"AZ","value":"A"},"countryiso3code":"AZE",'
        '"date":"2023","value":%s,"unit":"","obs_status":"","decimal":0},'
        '{"indicator":{"id":"I","value":"x"},"country":{"id":"GE","value":"G"},"countryiso3code":"GEO",'
        '"date":"2023","value":%s,"unit":"","obs_status":"","decimal":0},'
        '{"indicator":{"id":"I","value":"x"},"country":{"id":"GE","value":"G"},"countryiso3code":"GEO",'
        '"date":"2024","value":null,"unit":"","obs_status":"","decimal":0}]]')
STAT = json.dumps({
    "version": "2.0", "class": "dataset", "label": "Individuals - internet use",
    "source": "ESTAT", "updated": "2026-02-02T11:00:00+0100", "value": {"0": 91.05, "3": 82.1},
    "status": {"3": "b"}, "id": ["freq", "indic_is", "ind_type", "unit", "geo", "time"],
    "size": [1, 1, 1, 1, 2, 2],
    "dimension": {name: {"label": name, "category": {"index": {c: i for i, c in enumerate(codes)}}}
                  for name, codes in (("freq", ["A"]), ("indic_is", ["I_IU3"]),
                                      ("ind_type", ["IND_TOTAL"]), ("unit", ["PC_IND"]),
                                      ("geo", ["EE", "EL"]), ("time", ["2022", "2023"]))}})
SDMX = ("STRUCTURE,STRUCTURE_ID,freq,unit,hhtyp,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
        "dataflow,ESTAT:ISOC_CI_IN_H(1.0),A,PC_HH,TOTAL,EE,2023,93.4,\n"
        "dataflow,ESTAT:ISOC_CI_IN_H(1.0),A,PC_HH,TOTAL,EL,2023,86.9,b\n")
EGOV = ("Survey Year,Country Name,E-Government Rank,E-Government Index,E-Participation Index,"
        "Online Service Index,Human Capital Index,Telecommunication Infrastructure Index\n"
        "2022,Azerbaijan,83,0.69370,0.4091,0.60050,0.76920,0.71140\n"
        "2022,Denmark,1,0.97170,0.9545,0.97970,0.95910,0.97950\n")
SPEED = json.dumps([{"timestamp": "2026-08-21T10:15:00.123456789Z",
                     "server": {"name": "Baku", "url": "https://s.example"},
                     "client": {"ip": "", "hostname": ""}, "bytes_sent": 1, "bytes_received": 2,
                     "ping": 3.5, "jitter": 0.4, "upload": 40.1, "download": 91.25, "share": ""}])
MINISTRY = "Göstərici;İl;Rüb;Qiymət;Qeyd\nNGO-1;2025;3;63,4;ilkin\nNGO-9;2025;3;1;\n"

# source: what its publisher answers and as what, and the values that come of it
FROM_WEB = {
    "worldbank-internet-users": (BANK % ("88.5", "79"), "application/json;charset=utf-8",
                                 [("internet-users", "AZ", "2023", "88.5"),
                                  ("internet-users", "GE", "2023", "79")]),
    "worldbank-ict-service-exports": (BANK % ("123456789", "1.2E9"), "application/json;charset=utf-8",
                                      [("ict-service-exports", "AZ", "2023", "123.456789"),
                                       ("ict-service-exports", "GE", "2023", "1200.000000")]),
    "worldbank-fixed-broadband": (BANK % ("20.1", "25"), "application/json;charset=utf-8",
                                  [("fixed-broadband-subscriptions", "AZ", "2023", "20.1")]),
    "worldbank-mobile": (BANK % ("107.3", "150"), "application/json;charset=utf-8",
                         [("mobile-subscriptions", "AZ", "2023", "107.3")]),
    "worldbank-ict-service-exports-share": (BANK % ("3.3", "9"), "application/json;charset=utf-8",
                                            [("ict-service-exports-share", "AZ", "2023", "3.3")]),
    "eurostat-internet-users": (STAT, "application/json",
                                [("internet-users", "EE", "2022", "91.05"),
                                 ("internet-users", "GR", "2023", "82.1")]),
    "sdmx-household-internet": (SDMX, "application/vnd.sdmx.data+csv;version=2.0.0",
                                [("household-internet-access", "EE", "2023", "93.4"),
                                 ("household-internet-access", "GR", "2023", "86.9")]),
}
FROM_HERE = {
    "un-egov": (EGOV, [("egdi-rank", "AZ", "2022", "83"),
                       ("online-services-index", "AZ", "2022", "0.60050"),
                       ("human-capital-index", "AZ", "2022", "0.76920"),
                       ("telecom-infrastructure-index", "AZ", "2022", "0.71140")]),
}


class Publisher:
    """Answers the questions it knows, and remembers all."""

    def __init__(self):
        self.answers, self.asked = {}, []
        publisher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                publisher.asked.append(self.path)
                text, kind = publisher.answers[self.path]
                body = text.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def suggested(text):
    """The indicators that a file's comment says to add, as the lines they are."""
    lines = [line[2:] for line in text.splitlines() if re.match(r"#   (- code:|  \w+:)", line)]
    return "\n".join(lines)


class Ready(Scenario):
    def sections(self):
        """name: options of every shipped source"""
        found = {}
        for path in sorted(READY.glob("*.conf")):
            parser = configparser.RawConfigParser(delimiters="=", strict=True, empty_lines_in_values=False)
            parser.read(path)
            for section in parser.sections():
                found[section.removeprefix("source ")] = dict(parser[section])
        return found

    def catalog(self):
        """The shipped one with what the files say to add."""
        copy = self.empty() / "catalog"
        shutil.copytree(SOURCE / "etc" / "catalog", copy)
        text = "".join(suggested(p.read_text()) + "\n" for p in sorted(READY.glob("*.conf")))
        (copy / "more.yaml").write_text("indicators:\n" + text)
        return copy

    def change(self, w, name, **options):
        """The shipped section with other options, as an operator would edit it."""
        head = f"[source {name}]\n"
        for path in (w.dir / "collectors.d").glob("*.conf"):
            before, found, rest = path.read_text().partition(head)
            body, bracket, after = rest.partition("\n[")
            for key, value in {"enabled": "yes", **options}.items():
                body = re.sub(rf"(?m)^{key} *=.*\n?", "", body)
                body = f"{key} = {value}\n{body}"
            if found:
                path.write_text(before + head + body + bracket + after)

    def check_values(self, w, wanted):
        for indicator, area, period, value in wanted:
            rows = w.run("obs", "history", indicator, "--area", area, "-o", "json",
                         code=0).json["data"]
            self.assertIn((period, value), [(r["period"], str(r["value"])) for r in rows],
                          (indicator, area))

    def ask(self, w, name):
        run = w.run("collect", "run", name, "-o", "json").json["data"]
        self.assertEqual((run["outcome"], run["message"]), ("new", ""), run)
        return run

    def test_init_brings_them_and_none_is_asked(self):
        w = self.world(None)
        self.assertEqual({p.name for p in (w.dir / "collectors.d").iterdir()},
                         {p.name for p in READY.glob("*.conf")})
        w.run("config", "check", code=0)
        listed = w.run("collect", "list", "-o", "json", code=0).json["data"]
        self.assertEqual({s["name"] for s in listed if s["state"] != "disabled"}, set())

    def test_all_are_well_formed_when_enabled(self):
        w = self.world(None)
        for path in (w.dir / "collectors.d").glob("*.conf"):
            path.write_text(re.sub(r"(?m)^enabled( *)= no", r"enabled\1= yes", path.read_text()))
        w.run("config", "check", code=0)
        listed = {s["name"] for s in w.run("collect", "list", "-o", "json", code=0).json["data"]
                  if s["state"] != "disabled"}
        self.assertEqual(listed, set(self.sections()))

    def test_every_indicator_is_in_the_catalogue_or_told_to_be_added(self):
        known = "".join(p.read_text() for p in (SOURCE / "etc" / "catalog").glob("*.yaml"))
        for path in READY.glob("*.conf"):
            text = path.read_text()
            codes = re.findall(r"(?m)^indicator *= ([a-z0-9-]+)$", text)
            for line in re.findall(r"(?m)^codes.indicator *= (.*)$", text):
                codes += [c for c in re.findall(r"=([^,]*)", line) if c]
            self.assertTrue(codes, path.name)
            for code in codes:
                self.assertRegex(known + suggested(text), rf"(?m)^\s*- code: {code}$", path.name)

    def test_what_the_web_answers_is_read(self):
        publisher = Publisher()
        self.addCleanup(publisher.close)
        w = self.world(None, catalog=self.catalog())
        shipped = {n: o for n, o in self.sections().items() if o["transport"] == "http"}
        self.assertEqual(set(shipped), set(FROM_WEB))
        for name, (text, kind, wanted) in FROM_WEB.items():
            with self.subTest(name=name):
                path = re.sub(r"^https://[^/]*", "", shipped[name]["url"])
                publisher.answers[path] = text, kind
                self.change(w, name, url=publisher.base + path, plain_http="yes",
                              allow_private="127.0.0.1")
                self.ask(w, name)
                self.assertEqual(publisher.asked[-1], path)
                self.check_values(w, wanted)

    def test_a_table_of_the_united_nations_is_read(self):
        w = self.world(None, catalog=self.catalog())
        (w.dir / "un-egov").mkdir()
        (w.dir / "un-egov" / "EGOV_DATA_2022.csv").write_text(EGOV)
        self.change(w, "un-egov", settle="0s")
        self.ask(w, "un-egov")
        self.check_values(w, FROM_HERE["un-egov"][1])

    def test_a_table_of_a_ministry_is_read_and_waits(self):
        w = self.world(None, catalog=self.catalog())
        (w.dir / "ministry").mkdir()
        (w.dir / "ministry" / "q3.csv").write_text(MINISTRY)
        self.change(w, "ministry", settle="0s")
        run = w.run("collect", "run", "ministry", "-o", "json", code=0).json["data"]
        self.assertEqual((run["outcome"], run["held"]), ("held", 1), run)

    def test_a_measured_speed_is_a_sample(self):
        w = self.world(None, catalog=self.catalog())
        script = w.dir / "librespeed"
        script.write_text(f"#!/bin/sh\ncat <<'END'\n{SPEED}\nEND\n")
        script.chmod(0o755)
        self.change(w, "speed-probe", command=f"{script} --json --secure")
        run = self.ask(w, "speed-probe")
        self.assertEqual((run["samples"], run["new"]), (1, 0))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""/sdmx over HTTP: keys, components, layouts, negotiation, and what is refused how."""
import csv
import io
import json
import urllib.parse

from world import Scenario, main

JSON = "application/vnd.sdmx.data+json"
CSV = "application/vnd.sdmx.data+csv"
FLOW = "/sdmx/v2/data/dataflow/HEDEF/DF_KPI/1.0"


def row(indicator, period, value, area="AZ", breakdown="", status="A"):
    return dict(indicator=indicator, period=period, value=value, area=area, breakdown=breakdown, status=status)


ROWS = ([row("sima-users", f"{y}-Q{q}", f"{y - 2000}{q}.50") for y in (2023, 2024, 2025) for q in (1, 2, 3, 4)] +
        [row("sima-users", str(y), str(y)) for y in (2023, 2024, 2025)] +
        [row("sima-users", f"{y}-Q1", str(y), area="GE") for y in (2023, 2024)] +
        [row("sima-users", "2024", "7", breakdown="F"), row("sima-systems", "2024", None, status="M")])


class Sdmx(Scenario):
    def setUp(self):
        self.w = self.world(None, conf="[site]\ndefault_lang = en\n")
        path = self.w.file("rows.json", json.dumps({"observations": ROWS}))
        self.w.run("import", path, "--publish", code=0)
        self.w.start()

    def get(self, path, accept=CSV, status=200, **headers):
        answer = self.w.get(path, headers={"Accept": accept, **headers})
        self.assertEqual(answer.status, status, f"{path}\n{answer.text[:500]}")
        return answer

    def keys(self, path, **kw):
        """What is answered, as FREQ.AREA.INDICATOR.BREAKDOWN.TIME."""
        text = self.get(path, **kw).text
        return [".".join(r[d] for d in ("FREQ", "REF_AREA", "INDICATOR", "BREAKDOWN", "TIME_PERIOD"))
                for r in csv.DictReader(io.StringIO(text, newline=""))]

    def test_keys_and_components_choose(self):
        every = len(self.keys("/sdmx/v2/data"))
        self.assertEqual(every, len(ROWS))
        for path, count in (
                (FLOW, every), ("/sdmx/v2/data/dataflow", every), ("/sdmx/v2/data/*/*/*/*/*", every),
                ("/sdmx/v2/data/datastructure/HEDEF/DSD_KPI/+", every),
                (FLOW + "/Q.AZ.sima-users._T", 12), (FLOW + "/Q.AZ", 12), (FLOW + "/Q.*.sima-users.*", 14),
                (FLOW + "/Q..sima-users", 14), (FLOW + "/Q.AZ,GE.*", 14), (FLOW + "/A,Q.GE", 2),
                (FLOW + "/*.*.*.F", 1), (FLOW + "/A.AZ.sima-users.F,Q.GE.sima-users._T", 3),
                (FLOW + "?c[TIME_PERIOD]=ge:2024-Q1+le:2024-Q4", 8),
                (FLOW + "?c%5BTIME_PERIOD%5D=ge:2024-Q1%2Ble:2024-Q2", 3),
                (FLOW + "?c[TIME_PERIOD]=2024", 3), (FLOW + "?c[TIME_PERIOD]=2024,2025", 4),
                (FLOW + "?c[TIME_PERIOD]=gt:2024", 5), (FLOW + "?c[TIME_PERIOD]=lt:2024", 6),
                (FLOW + "?c[TIME_PERIOD]=ne:2024", every - 3), (FLOW + "?c[REF_AREA]=GE", 2),
                (FLOW + "?c[REF_AREA]=ne:GE&c[FREQ]=A", 5), (FLOW + "?c[INDICATOR]=sw:sima", every),
                (FLOW + "?c[INDICATOR]=ew:systems", 1), (FLOW + "?c[INDICATOR]=nc:users", 1),
                (FLOW + "?c[OBS_STATUS]=M", 1), (FLOW + "?c[OBS_VALUE]=ge:2024+lt:2025", 2),
                (FLOW + "/Q?firstNObservations=1", 2), (FLOW + "/Q?lastNObservations=2", 4),
                (FLOW + "/Q.AZ?firstNObservations=1&lastNObservations=1", 2),
                (FLOW + "?limit=3", 3), (FLOW + f"?offset={every - 2}&limit=5", 2),
                ("/sdmx/v1/data/DF_KPI", every), ("/sdmx/v1/data/HEDEF,DF_KPI,1.0/all", every),
                ("/sdmx/v1/data/HEDEF,DF_KPI/Q.AZ+GE.sima-users.", 14),
                ("/sdmx/v1/data/DF_KPI/Q?startPeriod=2024-Q1&endPeriod=2024", 5)):
            with self.subTest(path):
                self.assertEqual(len(self.keys(path)), count)
        self.assertEqual(self.keys(FLOW + "/Q.AZ?lastNObservations=1"), ["Q.AZ.sima-users._T.2025-Q4"])
        self.assertEqual(self.keys(FLOW + "/Q.AZ?firstNObservations=1"), ["Q.AZ.sima-users._T.2023-Q1"])

    def test_what_is_refused_and_how(self):
        for path, status in (
                (FLOW + "/Q.XX", 204), (FLOW + "?c[REF_AREA]=XX", 204), (FLOW + "?updatedAfter=2100-01-01", 204),
                ("/sdmx/v2/data/dataflow/OTHER/DF_KPI", 404), ("/sdmx/v2/data/dataflow/HEDEF/DF_X", 404),
                ("/sdmx/v2/data/dataflow/HEDEF/DF_KPI/2.0", 404), ("/sdmx/v2/data/codelist/HEDEF/DF_KPI", 404),
                ("/sdmx/v2/data/provisionagreement/HEDEF/DF_KPI", 404), (FLOW + "/Q.AZ/x/y", 404),
                (FLOW + "/a.b.c.d.e", 400), (FLOW + "?foo=1", 400), (FLOW + "?c[FOO]=1", 400), (FLOW + "?c[]=1", 400),
                (FLOW + "?c=1", 400), (FLOW + "?c[TIME_PERIOD]=ge:yesterday", 400), (FLOW + "?limit=0", 400),
                (FLOW + "?firstNObservations=x", 400), (FLOW + "?attributes=FOO", 400), (FLOW + "?measures=FREQ", 400),
                (FLOW + "?dimensionAtObservation=FOO", 400), (FLOW + "?asOf=never", 400),
                (FLOW + "?updatedAfter=never", 400), (FLOW + "?asOf=2020-01-01&updatedAfter=2021-01-01", 400),
                (FLOW + "?c[FREQ]=A&c[FREQ]=Q", 400),
                (FLOW + "?dimensionAtObservation=REF_AREA", 501), (FLOW + "?includeHistory=true", 501),
                ("/sdmx/v2/availability/dataflow/HEDEF/DF_KPI", 501), ("/sdmx/v2/schema/dataflow", 501),
                ("/sdmx/v1/data/DF_KPI/all?detail=nodata", 501), ("/sdmx/v1/data/DF_X", 404)):
            with self.subTest(path):
                answer = self.get(path, status=status)
                if status == 204:
                    self.assertEqual(answer.body, b"")
                else:
                    self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
                    self.assertEqual(answer.json["status"], status)
        self.assertEqual(self.w.post(FLOW, {}).status, 405)

    def test_the_type_and_its_version_are_agreed_on(self):
        for accept, first in (("*/*", '{"meta"'), (JSON, '{"meta"'), (JSON + ";version=2.0.0", '{"meta"'),
                              (CSV, "STRUCTURE,STRUCTURE_ID,ACTION"), (CSV + "; version=2.0", "STRUCTURE,"),
                              (CSV + ";version=1.0.0", "DATAFLOW,"), (f"{JSON};q=0.4, {CSV};version=2.1.0;q=0.9", "STRUCTURE"),
                              ("text/html,*/*;q=0.8", '{"meta"'), ("application/vnd.json-stat", '{"version":"2.0"')):
            with self.subTest(accept):
                self.assertTrue(self.get(FLOW, accept=accept).text.startswith(first))
        self.assertIn("version=1.0.0", self.get(FLOW, accept=CSV + ";version=1.0.0").headers["Content-Type"])
        for accept in ("application/xml", JSON + ";version=1.0.0", CSV + ";version=3.0.0"):
            self.assertEqual(self.get(FLOW, accept=accept, status=406).json["code"], "not_acceptable")
        self.assertTrue(self.get(FLOW + "?format=sdmx-csv", accept="application/xml").text.startswith("STRUCTURE"))
        actions = {accept: {r["ACTION"] for r in csv.DictReader(io.StringIO(self.get(path, accept=accept).text))}
                   for path, accept in ((FLOW, CSV), (FLOW, CSV + ";version=2.1.0"))}
        self.assertEqual(list(actions.values()), [{"I"}, {"R"}])
        part = self.get(FLOW + "/Q", accept=CSV + ";version=2.1.0").text
        self.assertEqual({r["ACTION"] for r in csv.DictReader(io.StringIO(part))}, {"M"})

    def test_the_json_message_holds_together(self):
        for path, flat in ((FLOW, False), (FLOW + "?dimensionAtObservation=AllDimensions", True)):
            with self.subTest(path):
                document = json.loads(self.get(path, accept=JSON).text, parse_float=str, parse_int=str)
                self.assertEqual(sorted(self.told_by(document, flat)), sorted(self.told_by_csv()))
        meta = self.get(FLOW, accept=JSON).json["meta"]
        self.assertRegex(meta["id"], r"^[A-Za-z0-9_@$-]+$")
        self.assertRegex(meta["prepared"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(meta["sender"]["id"], "HEDEF")

    def told_by(self, document, flat):
        structure = document["data"]["structures"][0]
        data = document["data"]["dataSets"][0]
        series, observation = (structure["dimensions"][m] for m in ("series", "observation"))
        positions = [int(d["keyPosition"]) for d in series + observation]
        self.assertEqual(positions, list(range(5)))
        for values in (d["values"] for d in series + observation):
            self.assertTrue(all(v["id"] and v["name"] for v in values))
        parts = structure["measures"]["observation"] + structure["attributes"]["observation"]

        def codes(dimensions, key):
            return [d["values"][int(i)]["id"] for d, i in zip(dimensions, key.split(":"), strict=True)]

        def text(part, value):
            if "values" in part:
                return part["values"][int(value)]["id"]
            return "" if value is None else value
        for key, one in ({"": data}.items() if flat else data["series"].items()):
            for place, values in one["observations"].items():
                self.assertEqual(len(values), len(parts))
                said = {p["id"]: text(p, v) for p, v in zip(parts, values)}
                yield (*(codes(series, key) if not flat else []), *codes(observation, place),
                       said["OBS_VALUE"], said["OBS_STATUS"])

    def told_by_csv(self):
        for r in csv.DictReader(io.StringIO(self.get(FLOW).text, newline="")):
            yield tuple(r[c] for c in ("FREQ", "REF_AREA", "INDICATOR", "BREAKDOWN", "TIME_PERIOD",
                                       "OBS_VALUE", "OBS_STATUS"))

    def test_json_stat_counts_its_cells_row_by_row(self):
        cube = json.loads(self.get(FLOW, accept="application/vnd.json-stat").text, parse_float=str)
        codes = [sorted(cube["dimension"][d]["category"]["index"].items(), key=lambda i: i[1]) for d in cube["id"]]
        self.assertEqual([len(c) for c in codes], cube["size"])
        found = set()
        for cell, value in cube["value"].items():
            at, key = int(cell), []
            for axis in reversed(codes):
                at, place = divmod(at, len(axis))
                key.insert(0, axis[place][0])
            found.add((*key, str(value)))
        wanted = {r[:5] + (r[5],) for r in self.told_by_csv() if r[5] != "NaN"}
        self.assertEqual(found, wanted)
        self.assertEqual(list(cube["status"].values()), ["M"])
        self.assertEqual(cube["role"], {"time": ["time"], "geo": ["geo"], "metric": ["indicator"]})

    def test_parts_are_left_out_as_asked(self):
        def header(query):
            return self.get(FLOW + query).text.splitlines()[0].split(",")[8:]
        self.assertEqual(header("?attributes=none"), ["OBS_VALUE"])
        self.assertEqual(header("?attributes=OBS_STATUS"), ["OBS_VALUE", "OBS_STATUS"])
        self.assertEqual(header("?attributes=series&measures=none"), ["UNIT_MEASURE", "DECIMALS"])
        document = self.get(FLOW + "?attributes=none", accept=JSON).json
        self.assertEqual(document["data"]["structures"][0]["attributes"],
                         {"dataSet": [], "series": [], "observation": []})

    def test_the_past_and_what_came_after_it(self):
        path = self.w.file("old.csv", "INDICATOR,TIME_PERIOD,OBS_VALUE,PUBLISHED\n"
                           "sima-systems,2018,1,2019-06-01\nsima-systems,2019,2,2020-06-01\n")
        self.w.run("import", path, "--publish", "--history", code=0)
        systems = FLOW + "/*.*.sima-systems"
        old, new = "A.AZ.sima-systems._T.2018", "A.AZ.sima-systems._T.2019"
        self.assertEqual(self.keys(systems + "?asOf=2019-12-31"), [old])
        self.assertEqual(self.keys(systems + "?asOf=2020-12-31"), [old, new])
        self.assertEqual(self.keys(systems + "?asOf=2020-12-31&updatedAfter=2019-12-31T00:00:00Z"), [new])
        self.assertEqual(self.get(FLOW + "?asOf=2001-01-01", status=204).body, b"")

    def test_a_revised_value_says_so(self):
        path = self.w.file("late.csv", "INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\nsima-users,GE,2023-Q1,5\n")
        self.w.run("import", path, "--publish", "--reason", "late", code=0)
        revised = [r for r in csv.DictReader(io.StringIO(self.get(FLOW + "/Q.GE").text)) if r["REVISED"] == "true"]
        self.assertEqual([(r["OBS_VALUE"], r["VINTAGE"]) for r in revised], [("5", "2")])
        cube = self.get(FLOW + "/Q.GE", accept="application/vnd.json-stat").json
        self.assertEqual(list(cube["status"].values()), ["r"])

    def test_what_is_known_is_not_sent_again(self):
        first = self.get(FLOW, accept=JSON)
        again = self.get(FLOW, accept=JSON, status=304, **{"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.body, b"")
        self.assertNotEqual(first.headers["ETag"], self.get(FLOW + "/Q", accept=JSON).headers["ETag"])
        self.assertNotEqual(first.headers["ETag"], self.get(FLOW).headers["ETag"])

    def test_the_observations_speak_the_same_formats(self):
        text = self.get("/api/v1/observations?indicator=sima-systems").text
        self.assertEqual([r["OBS_VALUE"] for r in csv.DictReader(io.StringIO(text))], ["NaN"])
        self.assertEqual(self.get("/api/v1/observations?format=jsonstat").json["class"], "dataset")
        for name in ("limit=1", "cursor=x", "history=1"):
            self.get(f"/api/v1/observations?format=sdmx-json&{name}", status=400)
        listed = self.get("/api/v1/observations", accept="*/*").json["data"]
        self.assertEqual(len(listed), len(ROWS))

    def test_the_agency_is_the_site_s(self):
        w = self.world(None, conf="[site]\nagency = AZ.GOV\n")
        w.run("import", w.file("r.json", json.dumps({"observations": ROWS[:1]})), "--publish", code=0)
        text = w.run("export", "--format", "sdmx-csv", code=0).out
        self.assertIn("dataflow,AZ.GOV:DF_KPI(1.0),I", text)
        bad = self.world(None, conf="")
        (bad.dir / "conf.d" / "agency.conf").write_text("[site]\nagency = 9.x\n")
        self.assertIn("agency", bad.run("config", "check", code=1).err)

    def test_the_structure_tells_what_the_data_are_made_of(self):
        everything = self.get("/sdmx/v2/structure/dataflow/HEDEF/DF_KPI/1.0?references=all", accept="*/*")
        self.assertEqual(everything.headers["Content-Type"], "application/vnd.sdmx.structure+json;version=2.0.0")
        data = everything.json["data"]
        flow, structure = data["dataflows"][0], data["dataStructures"][0]
        self.assertTrue(flow["structure"].endswith(f"=HEDEF:{structure['id']}(1.0)"))
        parts = structure["dataStructureComponents"]
        dimensions = parts["dimensionList"]["dimensions"] + [parts["dimensionList"]["timeDimension"]]
        told = self.get(FLOW, accept=JSON).json["data"]["structures"][0]
        self.assertEqual([d["id"] for d in dimensions],
                         [d["id"] for d in told["dimensions"]["series"] + told["dimensions"]["observation"]])
        self.assertEqual({a["id"] for a in parts["attributeList"]["attributes"]},
                         {a["id"] for level in ("series", "observation") for a in told["attributes"][level]})
        concepts = {c["id"] for c in data["conceptSchemes"][0]["concepts"]}
        components = dimensions + parts["attributeList"]["attributes"] + parts["measureList"]["measures"]
        self.assertEqual({c["id"] for c in components}, concepts)
        lists = {c["id"]: {i["id"] for i in c["codes"]} for c in data["codelists"]}
        named = {c["localRepresentation"].get("enumeration", "").split(":")[-1].split("(")[0] for c in components}
        self.assertEqual(named - {""}, set(lists))
        self.assertIn("sima-users", lists["CL_INDICATOR"])
        for path, status, members in (
                ("dataflow", 200, ["dataflows"]), ("datastructure/HEDEF/DSD_KPI/+", 200, ["dataStructures"]),
                ("codelist/HEDEF/CL_FREQ", 200, ["codelists"]), ("*", 200, list(data)),
                ("codelist/HEDEF/CL_X", 404, None), ("dataflow/OTHER", 404, None), ("hierarchy", 404, None),
                ("dataflow?references=cousins", 400, None), ("dataflow?detail=allstubs", 501, None)):
            with self.subTest(path):
                answer = self.get("/sdmx/v2/structure/" + path, accept="*/*", status=status)
                self.assertEqual(list(answer.json.get("data", [])), members or [])
        self.get("/sdmx/v2/structure/dataflow", accept="application/xml", status=406)

    def test_a_quoted_address_is_the_same(self):
        quoted = urllib.parse.quote(FLOW + "/Q.AZ,GE", safe="/")
        self.assertEqual(self.keys(quoted), self.keys(FLOW + "/Q.AZ,GE"))


if __name__ == "__main__":
    main()

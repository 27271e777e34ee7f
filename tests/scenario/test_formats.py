#!/usr/bin/env python3
"""Files in the formats of statistics offices come in as any other file does."""
import json

from world import Scenario, main

CODE = "proactive-services-share"

SDMX_CSV = ("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
            f"dataflow,A:F(1.0),R,Q,{CODE},2026-Q1,12.50,P\n"
            f"dataflow,A:F(1.0),R,Q,{CODE},2026-Q2,,A\n")
SDMX_JSON = json.dumps({"data": {
    "structures": [{"dimensions": {
        "series": [{"id": "INDICATOR", "values": [{"id": CODE}]}],
        "observation": [{"id": "TIME_PERIOD", "values": [{"id": "2026-Q1"}, {"id": "2026-Q2"}]}]},
        "attributes": {"observation": [{"id": "OBS_STATUS", "values": [{"id": "A"}, {"id": "P"}]}]}}],
    "dataSets": [{"series": {"0": {"observations": {"0": ["12.50", 1], "1": [None]}}}}]}})
JSONSTAT = json.dumps({
    "version": "2.0", "class": "dataset", "id": ["indicator", "time"], "size": [1, 2],
    "dimension": {"indicator": {"category": {"index": [CODE]}},
                  "time": {"category": {"index": ["2026-Q1", "2026-Q2"]}}},
    "value": {"0": "12.50"}, "status": {"0": "p"}})
WORLDBANK = json.dumps([{"page": 1, "pages": 1, "per_page": "50", "total": 2}, [
    {"indicator": {"id": CODE, "value": "x"}, "date": "2026Q1", "value": "12.50", "obs_status": "P"},
    {"indicator": {"id": CODE, "value": "x"}, "date": "2026Q2", "value": None, "obs_status": ""}]])


class Formats(Scenario):
    def setUp(self):
        self.w = self.world("--sample")

    def observations(self):
        rows = self.w.run("obs", "get", CODE, "-o", "json", code=0).json["data"]
        return [(row["period"], str(row["value"]), row["status"]) for row in rows]

    def test_each_is_known_by_its_bytes_and_brings_the_same(self):
        first = True
        for name, text in (("a.csv", SDMX_CSV), ("b.json", SDMX_JSON), ("c.json", JSONSTAT),
                           ("d.json", WORLDBANK), ("e.json", "\ufeff" + WORLDBANK)):
            with self.subTest(name):
                path = self.w.file(name, text)
                report = self.w.run("import", path, "-o", "json", code=0).json["data"]
                self.assertEqual((report["new"], report["changed"], report["refused"]),
                                 (int(first), 0, 0), report)
                self.assertEqual(self.observations(), [("2026-Q1", "12.50", "P")])
                first = False

    def test_the_format_may_be_named(self):
        path = self.w.file("named.txt", WORLDBANK)
        self.w.run("import", path, "--format", "worldbank", code=0)
        self.assertEqual(self.observations(), [("2026-Q1", "12.50", "P")])
        result = self.w.run("import", path, "--format", "wordbank", code=1)
        self.assertIn("worldbank", result.err)

    def test_a_deletion_is_refused_and_nothing_of_the_file_comes_in(self):
        path = self.w.file("delete.csv", SDMX_CSV.replace(",R,Q", ",D,Q", 1))
        result = self.w.run("import", path, code=1)
        self.assertIn("delete.csv:2", result.err)
        self.assertIn("deliberately missing", result.err)
        self.assertEqual(self.observations(), [])

    def test_a_page_that_is_not_the_whole_is_said_to_be_one(self):
        for pages, warned in ((1, False), (3, True)):
            text = WORLDBANK.replace('"pages": 1', f'"pages": {pages}')
            report = self.w.run("import", self.w.file("page.json", text), "-o", "json", code=0).json["data"]
            self.assertEqual(["document_partial" in p["code"] for p in report["problems"]], [True] * warned)

    def test_an_error_message_of_the_source_is_told_in_its_words(self):
        text = '[{"message":[{"id":"120","key":"Invalid value","value":"The parameter is not valid"}]}]'
        result = self.w.run("import", self.w.file("error.json", text), code=1)
        self.assertIn("Invalid value: The parameter is not valid", result.err)
        self.assertEqual(self.observations(), [])

    def test_a_bad_cell_is_told_with_its_place(self):
        text = JSONSTAT.replace('"12.50"', '"12.50", "7": 1')
        result = self.w.run("import", self.w.file("bad.json", text), code=1)
        self.assertIn("/value/7", result.err)
        self.assertEqual(self.observations(), [])


if __name__ == "__main__":
    main()

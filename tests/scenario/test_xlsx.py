#!/usr/bin/env python3
"""Workbooks: read like a CSV or by a mapping, refused cell by cell, written and read back."""
import csv
import io
import json
import zipfile

from world import Scenario, main
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGES = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ["indicator", "period", "value"]


def letters(column):
    return chr(ord("A") + column)


def cell(row, column, value):
    """Numbers as numbers, texts in the cell, errors as a formula leaves them."""
    place = f"{letters(column)}{row}"
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    if value.startswith("#"):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def sheet(rows):
    lines = (f'<row r="{n}">{"".join(cell(n, c, v) for c, v in enumerate(row))}</row>'
             for n, row in enumerate(rows, 1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def relations(items):
    rows = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{t}" Target="{p}"/>' for i, t, p in items)
    return f'<Relationships xmlns="{PACKAGES}">{rows}</Relationships>'


def workbook(**sheets):
    """The bytes of a workbook with these sheets, in this order."""
    out = io.BytesIO()
    names = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("_rels/.rels", relations([("r1", "officeDocument", "xl/workbook.xml")]))
        z.writestr("xl/workbook.xml",
                   f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels",
                   relations([(f"r{i}", "worksheet", f"s{i}.xml") for i in range(1, len(sheets) + 1)]))
        for i, rows in enumerate(sheets.values(), 1):
            z.writestr(f"xl/s{i}.xml", sheet(rows))
    return out.getvalue()


class Xlsx(Scenario):
    def setUp(self):
        self.w = self.world("--sample")

    def file(self, name, data):
        path = self.w.dir / name
        path.write_bytes(data)
        return path

    def report(self, *args, code=0):
        return self.w.run("import", *args, "-o", "json", code=code).json["data"]

    def lines(self, path):
        return list(csv.reader(path.read_text().splitlines()))

    def values(self, indicator):
        return {r["period"]: str(r["value"]) for r in
                self.w.run("obs", "get", indicator, "-o", "json", code=0).json["data"]}

    def test_a_workbook_says_what_its_csv_says(self):
        rows = [HEAD, ["gov-cloud-migration", "2026-Q1", "5"], ["gov-cloud-migration", "2026-Q2", "7.25"]]
        text = "".join(",".join(row) + "\n" for row in rows)
        plain = self.report(self.w.file("a.csv", text), "--dry-run")
        book = self.report(self.file("a.xlsx", workbook(Data=rows)), "--dry-run")
        self.assertEqual(book, plain)
        self.assertEqual(book["new"], 2)

    def test_refused_rows_name_their_cells_and_come_back_as_csv(self):
        rows = [["A title", None, None], HEAD, ["gov-cloud-migration", "2026-Q1", 5],
                ["gov-cloud-migration", "2026-Q2", "#DIV/0!"], ["=1+1", "2026-Q3", 7]]
        path = self.file("mixed.xlsx", workbook(**{"Table 1": rows[1:]}))
        result = self.w.run("import", path, code=1)
        self.assertIn("mixed.xlsx:'Table 1'!C3: value: The formula of this cell gives #DIV/0!", result.err)
        self.assertIn("mixed.xlsx:'Table 1'!A4: indicator: ", result.err)
        self.assertEqual(self.values("gov-cloud-migration"), {})

        self.w.run("import", path, "--partial", code=1)
        self.assertEqual(self.values("gov-cloud-migration"), {"2026-Q1": "5"})
        rejected = path.with_name("mixed.xlsx.rejected.csv")
        lines = self.lines(rejected)
        self.assertEqual(lines[0], HEAD + ["problem"])
        self.assertEqual([line[:3] for line in lines[1:]],
                         [["gov-cloud-migration", "2026-Q2", "#DIV/0!"], ["'=1+1", "2026-Q3", "7"]])
        rejected.write_text(rejected.read_text().replace("#DIV/0!", "6", 1).replace("'=1+1", "gov-cloud-migration"))
        self.assertEqual(self.report(rejected, "--ignore-unknown")["new"], 2)

    def test_what_is_no_workbook_is_told_in_words(self):
        for name, data, words in (
                ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
                ("cut.xlsx", workbook(Data=[HEAD])[:200], "cannot be read"),
                ("other.zip", self.archive({"a.txt": "x"}), "no workbook"),
                ("entity.xlsx", self.with_part("xl/s1.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
                 "document type"),
                ("bomb.xlsx", self.with_part("xl/s1.xml", "<worksheet>" + " " * 40_000_000 + "</worksheet>"),
                 "larger than is read")):
            with self.subTest(name):
                self.assertIn(words, self.w.run("import", self.file(name, data), code=1).err)

    def archive(self, parts):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            for name, text in parts.items():
                z.writestr(name, text)
        return out.getvalue()

    def with_part(self, name, text):
        with zipfile.ZipFile(io.BytesIO(workbook(Data=[HEAD]))) as z:
            parts = {n: z.read(n) for n in z.namelist()}
        return self.archive({**parts, name: text})

    def test_upload_and_download_over_http(self):
        self.w.start()
        body = workbook(Data=[HEAD, ["sima-users", "2026-Q1", "12345678901234567890"],
                              ["sima-users", "2026-Q2", 1.5]])
        answer = self.w.post("/api/v1/imports?filename=up.xlsx", body, headers={"Content-Type": TYPE})
        self.assertEqual(answer.status, 201, answer.text)
        book = self.w.get("/api/v1/observations?indicator=sima-users", headers={"Accept": TYPE})
        self.assertEqual(book.status, 200)
        with zipfile.ZipFile(io.BytesIO(book.body)) as z:
            cells = z.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("<t>12345678901234567890</t>", cells)
        self.assertIn("<v>1.5</v>", cells)
        again = self.w.post("/api/v1/imports?filename=down.xlsx", book.body, headers={"Content-Type": TYPE})
        data = json.loads(again.text)["data"]
        self.assertEqual((data["new"], data["changed"], data["refused"]), (0, 0, 0))

    def test_export_comes_back_unchanged(self):
        path = self.w.dir / "all.xlsx"
        self.w.run("export", "--format", "xlsx", "--output-file", path, code=0)
        report = self.report(path)
        self.assertEqual((report["new"], report["changed"], report["refused"]), (0, 0, 0))
        self.assertGreater(report["unchanged"], 90)

    def test_a_source_reads_the_sheet_and_range_it_names(self):
        drop = self.w.dir / "in"
        drop.mkdir()
        (self.w.dir / "conf.d" / "sources.conf").write_text(
            f"[source tables]\ntransport = folder\nfolder = {drop}\npattern = *.xlsx\nformat = xlsx\n"
            "settle = 0\nschedule = never\nsheet = Table 2\nrange = B3:D9\nindicator = gov-cloud-migration\n"
            "area = AZ\nperiod = {Year}-Q{Quarter}\nvalue = {Share, %}\n")
        table = [["A title"], [], [None, "Year", "Quarter", "Share, %", "Remark"],
                 [None, 2026, 1, 5.5, "x"], [None, 2026, 2, "#N/A"], [None, 2026, 3, 7]]
        book = workbook(Notes=[["nothing"]], **{"Table 2": table})
        dry = self.report(self.file("m.xlsx", book), "--source", "tables", "--dry-run")
        self.assertEqual((dry["new"], dry["refused"]), (3, 0))

        (drop / "m.xlsx").write_bytes(book)
        run = self.w.run("collect", "run", "tables", "-o", "json", code=0).json["data"]
        self.assertEqual(run["new"], 3)
        self.assertEqual(self.values("gov-cloud-migration"), {"2026-Q1": "5.5", "2026-Q2": "None", "2026-Q3": "7"})
        self.assertTrue((drop / "done" / "m.xlsx").exists())
        table[3][3], table[5][3] = "x y", "many"
        (drop / "bad.xlsx").write_bytes(workbook(**{"Table 2": table}))
        self.w.run("collect", "run", "tables", code=None)
        reason = (drop / "rejected" / "bad.xlsx.reason.txt").read_text()
        self.assertIn("'Table 2'!D4: ", reason)  # no number to the mapping
        self.assertIn("'Table 2'!6:6: ", reason)  # no number to the indicator
        lines = self.lines(drop / "rejected" / "bad.xlsx.rejected.csv")
        self.assertEqual([line[:3] for line in lines],
                         [["Year", "Quarter", "Share, %"], ["2026", "1", "x y"], ["2026", "3", "many"]])
        self.check_pages()

    def check_pages(self):
        """From a value to the run that brought it, and to the source."""
        self.w.start()
        history = self.w.get("/indicators/gov-cloud-migration/history?lang=en").text
        self.assertIn('href="/fetches/1?lang=en">brought by', history)
        run = self.w.get("/fetches/1?lang=en").text
        self.assertIn("Run no. 1 of tables", run)
        self.assertIn("5.5", run)
        self.assertNotIn(str(self.w.dir), run)
        sources = self.w.get("/collectors?lang=en").text
        self.assertIn("1 source brings values by itself. None of them fails.", sources)
        self.assertIn(">was no good</a>", sources)  # a file: it says nothing against the folder
        self.assertNotIn(str(self.w.dir), sources)
        self.assertIn(str(self.w.dir), self.w.get("/collectors?lang=en", token=self.w.token).text)
        self.assertEqual(self.w.get("/fetches/99").status, 404)


if __name__ == "__main__":
    main()

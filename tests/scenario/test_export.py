#!/usr/bin/env python3
"""What is written is read back as it was: every format, with values that are hard to carry."""
import csv
import io
import json
import pty
import os
import random
import subprocess
import zipfile

from world import BIN, Scenario, main

KEYS = ("INDICATOR", "REF_AREA", "BREAKDOWN", "TIME_PERIOD")
KEPT = ("OBS_VALUE", "OBS_STATUS", "COMMENT_OBS")
TEXTS = ("sdmx-csv", "sdmx-json", "jsonstat")
FORMATS = TEXTS + ("xlsx",)
FLAGS = "ABDEFGHIJKLMNOPQSUVW"


def row(period, value, status="A", comment="", indicator="sima-users", area="AZ", breakdown=""):
    return dict(indicator=indicator, area=area, breakdown=breakdown, period=period, value=value,
                status=status, comment=comment)


AWKWARD = [
    row("2016", "12345678901234567890"), row("2017", "1.50"), row("2018", "0.000000000000000000001"),
    row("2019", "-7.250", indicator="gdp-impact"), row("2020", "1e5"), row("2021", "-0"),
    row("2022", "99999999999999999999.99999999999999999999"), row("2023", "0"),
    # every frequency; periods of one end day
    row("2016-S1", "1"), row("2016-S2", "2"), row("2016-T2", "3"), row("2016-Q4", "4"),
    row("2016-12", "5"), row("2020-W53", "6"), row("2016-12-31", "7"),
    # missing with each flag, and with those that say nothing of it
    *[row(f"2017-{m:02}", None, flag) for m, flag in enumerate("HJKLMOQSAPE", 1)],
    *[row(f"2018-01-{d:02}", str(d), flag) for d, flag in enumerate(FLAGS, 1)],
    # comments
    row("2021-Q1", "1", "P", "=1+1"), row("2021-Q2", "2", "E", 'he said "no", twice'),
    row("2021-Q3", "3", "A", "two\nlines\r\nand three"), row("2021-Q4", "4", "A", "+5 -6 @home ; a\tb"),
    row("2022-Q1", "5", "A", "Dövr ə Ə ı İ 数 \U0001F600"), row("2022-Q2", None, "M", "-"),
    # series
    row("2022", "10", area="GE"), row("2022", "11", area="XK_1"), row("2022", "12", breakdown="F"),
    row("2022", "13", breakdown="age 15–24; women, all"), row("2022", "14", breakdown="a.b:c=d\"e'f"),
    row("2022", "15", area="GE", breakdown="*"),
    # codes
    row("2024", "very-high", indicator="egdi-group", area="KZ"),
]


CHARACTERS = (list("abcXYZ019 ,;\"'=+-@_.:|{}\\/&<>%#\t\n\r") +
              ["\u00a0", "ə", "Я", "\u2028", "\U0001F600", "\u200b", "é", "\ufeff", "_x0041_"])


def chance_rows(seed, count):
    """Texts of any characters, numbers of up to 45 digits, in series of odd names."""
    chance = random.Random(seed)

    def text(most, without=""):
        return "".join(c for c in (chance.choice(CHARACTERS) for _ in range(chance.randint(0, most)))
                       if c not in without)

    def digits(most):
        return "".join(chance.choice("0123456789") for _ in range(chance.randint(1, most)))
    rows = {}
    for i in range(count):
        period = f"{1950 + i % 70}" if i % 2 else f"{1990 + i % 30}-Q{1 + i % 4}"
        breakdown = text(12, "/\t\n\r").strip("\u00a0 ")
        missing = chance.random() < 0.1
        value = None if missing else str(int(digits(30))) + ("." + digits(12) if i % 3 else "")
        rows[breakdown, period] = row(period, value, chance.choice("HJKLMOQS" if missing else FLAGS),
                                      text(30), breakdown=breakdown)
    return list(rows.values())


def without_time(name, body):
    """The document but for when it was prepared, and what the other store cannot know."""
    if name == "sdmx-json":
        document = json.loads(body, parse_float=str, parse_int=str)
        for member in ("id", "prepared", "contentLanguages"):
            document["meta"].pop(member)
        for structure in document["data"]["structures"]:
            attributes = [a["id"] for a in structure["attributes"]["observation"]]
            at = attributes.index("PUBLISHED") + 1
        for series in document["data"]["dataSets"][0]["series"].values():
            for values in series["observations"].values():
                values[at] = None
        return document
    if name == "jsonstat":
        document = json.loads(body, parse_float=str, parse_int=str)
        document.pop("updated")
        return document
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    for one in rows:
        one.pop("PUBLISHED")
    return rows


def replace_in(path, old, new):
    """In the file, or in the parts of a workbook; how often."""
    if path.suffix != ".xlsx":
        body = path.read_bytes()
        path.write_bytes(body.replace(old, new))
        return body.count(old)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in parts.items():
            book.writestr(name, body.replace(old, new))
    return sum(body.count(old) for body in parts.values())


class Export(Scenario):
    def setUp(self):
        self.w = self.world(None)

    def fill(self, world, rows):
        by_area = json.dumps({"reason": "awkward", "observations": rows})
        path = world.file("rows.json", by_area)
        world.run("import", path, "--publish", code=0)

    def observations(self, world):
        out = world.run("export", "--format", "csv", code=0).out
        return {tuple(r[k] for k in KEYS): tuple(r[k] for k in KEPT)
                for r in csv.DictReader(io.StringIO(out, newline=""))}

    def export(self, world, name, *args):
        path = world.dir.parent / f"out.{name}"
        world.run("export", "--format", name, "--output-file", path, *args, code=0)
        return path

    def test_every_format_is_read_back_as_it_was(self):
        self.fill(self.w, AWKWARD)
        before = self.observations(self.w)
        self.assertEqual(len(before), len(AWKWARD))
        for name in ("csv",) + FORMATS:
            with self.subTest(name):
                path = self.export(self.w, name)
                other = self.world(None)
                other.run("import", path, "--publish", code=0)
                after = self.observations(other)
                self.assertEqual(set(after), set(before))
                self.assertEqual({k: (v, before[k]) for k, v in after.items() if v != before[k]}, {})
                if name in TEXTS:  # and written again it is the same document
                    again = self.export(other, name)
                    self.assertEqual(without_time(name, again.read_bytes().decode()),
                                     without_time(name, path.read_bytes().decode()))

    def test_whatever_can_be_stored_comes_back(self):
        for seed in (1, 2):
            w = self.world(None)
            self.fill(w, chance_rows(seed, 150))
            before = self.observations(w)
            self.assertGreater(len(before), 140)
            for name in ("csv",) + FORMATS:
                other = self.world(None)
                other.run("import", self.export(w, name), "--publish", code=0)
                after = self.observations(other)
                self.assertEqual({k: (before.get(k), after.get(k)) for k in before | after
                                  if before.get(k) != after.get(k)}, {}, f"{name}, seed {seed}")

    def test_a_store_knows_its_own_values_again(self):
        self.fill(self.w, AWKWARD)
        for name in FORMATS:
            path = self.export(self.w, name)
            report = self.w.run("import", path, "--dry-run", "-o", "json", code=0).json["data"]
            self.assertEqual((report["new"], report["changed"], report["refused"]), (0, 0, 0), name)
            self.assertEqual(report["unchanged"], len(AWKWARD), name)

    def test_one_lost_digit_is_noticed(self):
        """The control: what the tests above would miss, they would not find here either."""
        self.fill(self.w, AWKWARD)
        for name in FORMATS:
            path = self.export(self.w, name)
            self.assertEqual(replace_in(path, b"12345678901234567890", b"12345678901234567900"), 1)
            report = self.w.run("import", path, "--dry-run", "-o", "json", code=0).json["data"]
            self.assertEqual((report["new"], report["changed"]), (0, 1), name)

    def test_revisions_come_back_as_they_stand(self):
        self.fill(self.w, AWKWARD)
        self.fill(self.w, [dict(AWKWARD[0], value="12"), dict(AWKWARD[1], value="1.51", status="P")])
        before = self.observations(self.w)
        for name in FORMATS:
            other = self.world(None)
            other.run("import", self.export(self.w, name), "--publish", code=0)
            self.assertEqual(self.observations(other), before, name)

    def test_what_is_computed_is_marked_and_left_out_when_it_comes_back(self):
        w = self.world("--sample")
        marked = [r for r in w.run("export", "--format", "csv", code=0).rows if r["BASIS"] == "computed"]
        for name in FORMATS:
            report = w.run("import", self.export(w, name), "--dry-run", "-o", "json", code=0).json["data"]
            self.assertEqual((report["new"], report["changed"]), (0, 0), name)
            self.assertEqual(report["left_out"], len(marked), name)

    def test_every_version_of_sdmx_csv_is_read_back(self):
        self.fill(self.w, AWKWARD)
        before = self.observations(self.w)
        self.w.start()
        for version in ("1.0.0", "2.0.0", "2.1.0"):
            accept = f"application/vnd.sdmx.data+csv;version={version}"
            body = self.w.get("/api/v1/observations", headers={"Accept": accept}).body
            other = self.world(None)
            other.run("import", other.file(f"{version}.csv", body), "--publish", code=0)
            self.assertEqual(self.observations(other), before, version)

    def test_the_flat_layout_is_read_back(self):
        self.fill(self.w, AWKWARD)
        self.w.start()
        body = self.w.get("/sdmx/v2/data?format=sdmx-json&dimensionAtObservation=AllDimensions").body
        other = self.world(None)
        other.run("import", other.file("flat.json", body), "--publish", code=0)
        self.assertEqual(self.observations(other), self.observations(self.w))

    def test_the_past_is_written_as_it_was(self):
        w = self.world("--sample")
        past = w.run("export", "--format", "sdmx-csv", "--as-of", "2020-01-01", code=0).rows
        now = w.run("export", "--format", "sdmx-csv", code=0).rows
        self.assertTrue(0 < len(past) < len(now))
        self.assertTrue(all(r["PUBLISHED"] < "2020-01-02" for r in past))

    def test_names_are_in_the_reader_s_language_and_codes_are_not(self):
        w = self.world("--sample")
        document = {lang: json.loads(w.run("export", "--format", "sdmx-json", lang=lang, code=0).out)
                    for lang in ("az", "en")}

        def values(lang, member):
            series = document[lang]["data"]["structures"][0]["dimensions"]["series"]
            return [v[member] for v in series[2]["values"]]
        self.assertEqual(values("az", "id"), values("en", "id"))
        self.assertNotEqual(values("az", "name"), values("en", "name"))
        self.assertEqual(document["az"]["data"]["dataSets"], document["en"]["data"]["dataSets"])

    def test_an_unknown_format_names_the_known(self):
        err = self.w.run("export", "--format", "sdmx", code=1).err
        self.assertIn("sdmx-csv", err)
        self.assertIn("xlsx", err)

    def test_an_empty_store_is_an_empty_document(self):
        self.assertEqual(len(self.w.run("export", "--format", "sdmx-csv", code=0).out.splitlines()), 1)
        document = json.loads(self.w.run("export", "--format", "sdmx-json", code=0).out)
        self.assertEqual(document["data"]["dataSets"][0]["series"], {})
        document = json.loads(self.w.run("export", "--format", "jsonstat", code=0).out)
        self.assertEqual((document["value"], document["size"]), ({}, [0] * 5))

    def test_bytes_are_not_written_to_a_terminal(self):
        outer, inner = pty.openpty()
        try:
            done = subprocess.run([str(BIN / "hedef"), "-c", str(self.w.dir / "hedef.conf"), "--lang", "en",
                                   "export", "--format", "xlsx"], stdout=inner, stderr=subprocess.PIPE,
                                  text=True, env=self.w.env, timeout=60)
        finally:
            os.close(outer)
            os.close(inner)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--output-file", done.stderr)


if __name__ == "__main__":
    main()

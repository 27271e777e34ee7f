#!/usr/bin/env python3
"""`hedef test`: the shipped cases hold, a wrong expectation fails, bad files are told in one pass."""
import json
import shutil
import subprocess

from world import BIN, SOURCE, Result, Scenario, main

CASES = SOURCE / "etc" / "catalog" / "tests"


def hedef(*args, lang="en", code=None):
    """Neither configuration nor data is needed, nor looked for."""
    process = subprocess.run([str(BIN / "hedef"), "--lang", lang, *map(str, args)],
                             capture_output=True, text=True, timeout=120, cwd="/")
    if code is not None and process.returncode != code:
        raise AssertionError(f"exit {process.returncode}, wanted {code}\n{process.stdout}{process.stderr}")
    return Result(process)


class Shipped(Scenario):
    def test_every_case_passes(self):
        result = hedef("test", CASES, code=0)
        self.assertEqual(result.err, "")
        self.assertNotIn("FAIL", result.out)
        self.assertRegex(result.out.splitlines()[-1], r"^\d+ passed, 0 failed\.$")

    def test_every_target_of_the_catalogue_has_a_case(self):
        text = "".join(path.read_text() for path in sorted(CASES.glob("*.yaml")))
        tried = {line.split(":", 1)[1].strip() for line in text.splitlines()
                 if line.strip().startswith("target:")}
        world = self.world(kind=None)
        targets = {v["target"]["id"] for v in world.status() if v["target"]}
        copied = sorted(path.name for path in (world.dir / "catalog" / "tests").iterdir())
        again = hedef("test", world.dir / "catalog" / "tests", code=0)
        self.assertEqual(targets - tried, set())
        self.assertEqual(copied, sorted(path.name for path in CASES.glob("*.yaml")))
        self.assertIn(" 0 failed.", again.out)

    def test_a_changed_expectation_fails_and_is_named(self):
        copy = self.empty() / "catalog"
        shutil.copytree(SOURCE / "etc" / "catalog", copy)
        path = copy / "tests" / "egov-2006.yaml"
        lines = path.read_text().splitlines()
        at = next(i for i, line in enumerate(lines) if "decided: 46.3" in line)
        lines[at] = lines[at].replace("46.3", "46.2")
        path.write_text("\n".join(lines))
        result = hedef("test", copy / "tests", code=1)
        self.assertIn(f"{path}:{at + 1}: decided: expected 46.2, got 46.2", result.out)
        self.assertIn(" 1 failed.", result.out)

    def test_a_changed_target_fails_its_cases(self):
        copy = self.empty() / "catalog"
        shutil.copytree(SOURCE / "etc" / "catalog", copy)
        path = copy / "targets.yaml"
        path.write_text(path.read_text().replace("value: 1450", "value: 1400"))
        result = hedef("test", copy / "tests", code=1)
        self.assertIn("FAIL  jobs, invented, one too few", result.out)

    def test_the_example_of_the_documentation_holds(self):
        page = (SOURCE / "docs" / "catalog.md").read_text()
        example = page.split("## Testing your rules")[1].split("```yaml\n")[1].split("```")[0]
        path = self.empty() / "example.yaml"
        path.write_text(example.replace("catalog: ..", f"catalog: {SOURCE}/etc/catalog"))
        self.assertIn("1 passed, 0 failed.", hedef("test", path, code=0).out)

    def test_the_catalogue_does_not_read_its_tests(self):
        self.assertIn("The catalogue is good", hedef("catalog", "check", SOURCE / "etc" / "catalog", code=0).out)


class Formats(Scenario):
    WRONG = SOURCE / "tests" / "data" / "rules" / "wrong.yaml"

    def test_json_tells_every_check(self):
        document = json.loads(hedef("test", "-o", "json", self.WRONG, code=1).out)
        self.assertEqual((document["version"], document["passed"], document["failed"]), (1, 0, 3))
        first = document["data"][0]
        self.assertEqual(first["result"], "fail")
        self.assertEqual(first["state"], "missed")
        self.assertEqual({k: first["checks"][0][k] for k in ("field", "expected", "got")},
                         {"field": "state", "expected": "achieved", "got": "missed"})

    def test_csv_has_a_row_for_each_check(self):
        rows = hedef("test", "-o", "csv", self.WRONG, code=1).rows
        self.assertEqual([row["field"] for row in rows], ["state", "why", "expected", "gap"])
        self.assertEqual([row["result"] for row in rows], ["fail"] * 4)

    def test_several_files_and_one_after_the_other(self):
        result = hedef("test", CASES / "egov-2006.yaml", CASES / "concept-2025.yaml", code=0)
        self.assertIn("electronic services", result.out)
        self.assertIn("satisfaction", result.out)

    def test_quiet_tells_what_fails(self):
        result = hedef("test", "-q", CASES / "egov-2006.yaml", code=0)
        self.assertEqual(result.out.count("\n"), 1)


BAD = """\
catalog: {catalog}
cases:
  - name: a misspelt state
    target: egov-2006.electronic-services-share.2008
    as_of: 2010-02-01
    expect: {{state: mised}}
  - name: an expectation that does not exist
    target: egov-2006.electronic-services-share.2008
    as_of: 2010-02-01
    expect: {{gapp: 1}}
  - name: nothing is expected
    target: egov-2006.electronic-services-share.2008
    as_of: 2010-02-01
    expect: {{}}
  - name: a misspelt target
    target: egov-2006.electronic-service-share.2008
    as_of: 2010-02-01
    expect: {{state: missed}}
  - name: a value after the day of the case
    target: egov-2006.electronic-services-share.2008
    series: {{2011: 5}}
    as_of: 2010-02-01
    expect: {{state: missed}}
  - name: a number with a comma, a status, a key
    indicator: {{unit: percent, direction: upp}}
    series: {{2005: "1,5", 2006: {{value: 3, status: x}}, 2007: {{vale: 3}}}}
    as_of: 2010-02-30
    expect: {{state: measuring}}
  - name: a target that the rules of the catalogue refuse
    indicator: {{unit: percent, direction: up, upper: 100}}
    target: {{kind: at_least, period: 2020, value: 120, valid_from: 2016-01-01}}
    as_of: 2018-01-01
    expect: {{state: no_data}}
  - nome: without a name
    as_of: 2018-01-01
    expect: {{state: no_data}}
"""


class Bad(Scenario):
    PLACES = [(6, "missed"), (10, "gap"), (14, "expected as a map"), (16, "electronic-services-share"),
              (21, "published"), (25, "up"), (26, "12.5"), (26, "no status"), (26, "value"),
              (27, "2026-02-27"), (31, "above the natural limit"), (34, "name")]

    def file(self):
        path = self.empty() / "bad.yaml"
        path.write_text(BAD.format(catalog=SOURCE / "etc" / "catalog"))
        return path

    def test_all_problems_in_one_pass_with_line_and_way_out(self):
        path = self.file()
        lines = hedef("test", path, code=1).err.splitlines()
        for line, hint in self.PLACES:
            found = [text for text in lines if text.startswith(f"{path}:{line}: ") and hint in text]
            self.assertTrue(found, f"line {line}: '{hint}' is not in\n" + "\n".join(lines))
        self.assertEqual(len(lines), len(self.PLACES), "\n".join(lines))

    def test_problems_are_in_the_json_too(self):
        document = json.loads(hedef("test", "-o", "json", self.file(), code=1).out)
        self.assertEqual(len(document["problems"]), len(self.PLACES))
        self.assertEqual(document["data"], [])

    def test_what_is_no_file_of_tests_says_so(self):
        self.assertIn("cases", hedef("test", SOURCE / "etc" / "catalog" / "bodies.yaml", code=1).err)
        self.assertIn("there is no", hedef("test", "/nowhere/x.yaml", code=1).err)

    def test_a_catalogue_that_is_not_there(self):
        path = self.empty() / "lost.yaml"
        path.write_text("catalog: ../lost\ncases:\n  - name: x\n")
        self.assertIn(f"{path}:1: ", hedef("test", path, code=1).err)

    def test_a_code_without_a_catalogue(self):
        path = self.empty() / "alone.yaml"
        path.write_text("cases:\n  - {name: x, indicator: cashless-share, as_of: 2020-01-01, "
                        "expect: {state: no_data}}\n")
        self.assertIn("'catalog' at the top", hedef("test", path, code=1).err)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The command line: help, formats, exit codes, refusals, and one answer with and without daemon."""
import concurrent.futures
import csv
import hashlib
import io
import json
import os
import pty
import re
import subprocess
import unittest

from world import BIN, SOURCE, Scenario, World, main

COLOUR = "\x1b["


def hedef(*args, env=None, cwd=None):
    """The program as a stranger calls it: no configuration named."""
    clean = {k: v for k, v in os.environ.items() if k not in ("HEDEF_CONFIG", "NO_COLOR")}
    return subprocess.run([str(BIN.absolute() / "hedef"), *map(str, args)], text=True, timeout=120,
                          capture_output=True, env={**clean, "LC_ALL": "C.UTF-8", **(env or {})}, cwd=cwd)


def commands_in(help_text):
    """Rows of a help page: ("obs", "get")."""
    rows = (line.strip().split("  ")[0].split() for line in help_text.splitlines()
            if re.match(r"  [a-z]", line))
    return [tuple(word for word in row if word.islower()) for row in rows]


def fingerprint(folder):
    """Every file below a folder with its content."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*")) if p.is_file()}


class Words(Scenario):
    """What needs no data."""

    def test_help_at_every_level_in_two_languages(self):
        top = hedef("--help", "--lang", "en")
        self.assertEqual((top.returncode, top.stderr), (0, ""))
        rows = commands_in(top.stdout)
        nouns = sorted({row[0] for row in rows})
        for noun in ("init", "catalog", "import", "status", "obs", "due", "alert", "backup", "db", "config"):
            self.assertIn(noun, nouns)
        asked = [()] + [(noun,) for noun in nouns] + [row for row in rows if len(row) == 2]
        jobs = [(words, lang) for words in asked for lang in ("az", "en")]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            told = dict(zip(jobs, pool.map(lambda job: hedef(*job[0], "--help", "--lang", job[1]), jobs)))
        for (words, lang), result in told.items():
            with self.subTest(words=words, lang=lang):
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertIn(" ".join(words), result.stdout)
                self.assertGreater(len(result.stdout.splitlines()), 5)
        same = [words for words in asked if told[words, "az"].stdout == told[words, "en"].stdout]
        self.assertEqual(same, [], "pages of help that are not translated")
        for row in rows:
            self.assertEqual({len(row)}, {len(r) for r in rows if r[0] == row[0]}, row)

    def test_version_names_program_and_schema(self):
        result = hedef("--version")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertRegex(result.stdout, r"^hedef \d+\.\d+\.\d+")
        self.assertRegex(result.stdout, r"schema \d+")

    def test_misspelt_words_get_the_nearest_known_one(self):
        for args, nearest in ((["statsu"], "status"), (["obs", "histroy", "x"], "history"),
                              (["status", "--strateg", "x"], "--strategy"), (["--lagn", "az", "status"], "--lang"),
                              (["catalog", "chek", "x"], "check"), (["import", "--dry-rnu", "x"], "--dry-run")):
            with self.subTest(args=args):
                result = hedef("--lang", "en", *args)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn(nearest, result.stderr)

    def test_what_cannot_be_meant_is_refused_on_stderr_alone(self):
        for args in (["import"], ["obs", "get"], ["status", "a", "b"], ["obs"], ["-x"], ["--config"],
                     ["status", "--check=1"], ["catalog", "check", "a", "--as-of", "2026-01-01"], ["help-me"]):
            with self.subTest(args=args):
                result = hedef("--lang", "en", *args)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertGreater(len(result.stderr.strip()), 10)

    def test_without_configuration_it_says_where_it_looked_and_what_to_do(self):
        tmp = self.empty()
        result = hedef("status", "--lang", "en", cwd=tmp)
        if os.path.exists("/etc/hedef/hedef.conf"):
            self.skipTest("this machine has a configuration of its own")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("hedef init", result.stderr)

    def test_completion_knows_every_command(self):
        known = hedef("completion", "bash").stdout
        for row in commands_in(hedef("--help", "--lang", "en").stdout):
            for word in row:
                self.assertIn(word, known)
        syntax = subprocess.run(["bash", "-n"], input=known, text=True, capture_output=True, timeout=60)
        self.assertEqual((syntax.returncode, syntax.stderr), (0, ""))


class Init(Scenario):
    def test_a_directory_whose_socket_path_is_too_long_is_refused_and_left_clean(self):
        tmp = self.empty()
        deep = tmp / ("d" * 110)
        result = hedef("init", "--dir", deep, "--lang", "en")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("107", result.stderr)
        self.assertFalse(deep.exists())
        good = tmp / ("d" * (107 - len(f"{tmp}//hedef.sock")))
        self.assertEqual(hedef("init", "--dir", good).returncode, 0)

    def test_five_lines_with_the_token_once(self):
        w = self.world(None)
        self.assertEqual(len(w.first.out.splitlines()), 5, w.first.out)
        self.assertEqual(w.first.err, "")
        self.assertEqual(w.first.out.count(w.token), 1)
        self.assertIn(str(w.dir), w.first.out)
        self.assertIn("http://", w.first.out)
        for path in w.dir.rglob("*"):
            if path.is_file():
                self.assertNotIn(w.token.encode(), path.read_bytes(), path)
        w.start()
        row = [{"indicator": "mygov-users", "period": "2026-Q2", "value": 1}]
        self.assertEqual(w.post("/api/v1/observations", {"observations": row}).status, 201)

    def test_a_directory_in_use_is_refused_and_left_as_it_is(self):
        w = self.world("--sample")
        before = fingerprint(w.dir)
        for kind in ("--sample", "--demo", None):
            again = w.run("init", *([kind] if kind else []), "--dir", w.dir, conf=False, code=1)
            self.assertEqual(again.out, "")
            self.assertIn(str(w.dir), again.err)
        self.assertEqual(fingerprint(w.dir), before)

    def test_no_other_program_reads_the_data(self):
        w = self.world("--sample")
        for name in ("hedef.db", "hedef.conf"):
            self.assertEqual((w.dir / name).stat().st_mode & 0o007, 0, name)

    def test_an_impossible_place_is_refused_and_nothing_is_left(self):
        tmp = self.empty()
        (tmp / "file").write_text("x")
        result = hedef("init", "--dir", tmp / "file" / "data", "--lang", "en")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn(str(tmp / "file"), result.stderr)
        self.assertEqual([p.name for p in tmp.iterdir()], ["file"])


class Answers(Scenario):
    @classmethod
    def setUpClass(cls):
        cls.w = World("--demo")

    @classmethod
    def tearDownClass(cls):
        cls.w.close()

    def test_formats_tell_the_same(self):
        verdicts = self.w.run("status", "-o", "json", code=0).numbers
        self.assertEqual(verdicts["version"], 1)
        wanted = [(v["target"]["id"], v["state"]) for v in verdicts["data"] if v["target"]]
        self.assertGreater(len(wanted), 57)
        rows = self.w.run("status", "-o", "csv", code=0).rows
        self.assertEqual([(r["target"], r["state"]) for r in rows if r["target"]], wanted)
        tsv = self.w.run("status", "-o", "tsv", code=0).out
        self.assertEqual(list(csv.DictReader(io.StringIO(tsv), delimiter="\t")), rows)
        table = self.w.run("status", "-o", "table", code=0).out
        self.assertEqual(table, self.w.run("status", code=0).out)
        for form in (table, self.w.run("status", "-o", "plain", code=0).out):
            self.assertGreaterEqual(len(form.splitlines()), len(rows))
            self.assertNotIn(COLOUR, form)

    def test_ways_to_write_an_option(self):
        wanted = self.w.run("due", "-o", "csv", code=0).out
        for way in (["due", "-ocsv"], ["due", "--output=csv"], ["--output", "csv", "due"], ["-o", "csv", "due", "--"]):
            self.assertEqual(self.w.run(*way, code=0).out, wanted, way)
        bad = self.w.run("due", "-o", "xml", code=1)
        self.assertEqual(bad.out, "")
        self.assertIn("json", bad.err)

    def test_language_of_the_answer(self):
        english, azeri = (self.w.run("status", lang=lang, code=0).out for lang in ("en", "az"))
        self.assertNotEqual(english, azeri)
        bad = self.w.run("status", "--lang", "xx", code=1)
        self.assertIn("xx", bad.err)
        # a program's answer depends on no language: words for people are values, not keys
        keys = [set(json.loads(self.w.run("status", "-o", "json", lang=lang, code=0).out)["data"][0])
                for lang in ("en", "az")]
        self.assertEqual(keys[0], keys[1])

    def on_a_terminal(self, *args, **env):
        master, slave = pty.openpty()
        with os.fdopen(master, "rb", buffering=0) as screen:
            child = subprocess.Popen([str(BIN / "hedef"), "-c", str(self.w.dir / "hedef.conf"), "--lang", "en", *args],
                                     stdout=slave, stdin=subprocess.DEVNULL, env={**self.w.env, **env})
            os.close(slave)
            seen = b""
            while True:
                try:
                    chunk = screen.read(65536)
                except OSError:  # the other side is closed
                    break
                if not chunk:
                    break
                seen += chunk
            self.assertEqual(child.wait(60), 0)
        return seen.decode()

    def test_colour_only_for_people_who_want_it(self):
        self.assertIn(COLOUR, self.on_a_terminal("status"))
        self.assertNotIn(COLOUR, self.on_a_terminal("status", NO_COLOR="1"))
        self.assertNotIn(COLOUR, self.on_a_terminal("status", "--color", "never"))
        self.assertNotIn(COLOUR, self.on_a_terminal("status", "-o", "json"))
        self.assertIn(COLOUR, self.w.run("status", "--color", "always", code=0).out)
        self.assertIn("always", self.w.run("status", "--color", "sometimes", code=1).err)

    def test_check_tells_by_its_exit_status(self):
        for args in (["status"], ["due"], ["alert", "list"]):
            self.w.run(*args, code=0)
            answer = self.w.run(*args, "--check", code=2)
            self.assertGreater(len(answer.out), 0, args)

    def test_check_is_quiet_where_nothing_is_behind(self):
        empty = self.world(None)
        for args in (["status"], ["due"], ["alert", "list"]):
            empty.run(*args, "--check", code=0)
        self.w.run("status", "--check", "--state", "achieved", code=0)

    def test_unknown_things_fail_with_a_way_out(self):
        for args, hint in ((["status", "cashless-shre"], "cashless-share"), (["obs", "get", "egdi-rnk"], "egdi-rank"),
                           (["alert", "show", "99999"], "99999"), (["submission", "show", "x"], "x"),
                           (["status", "--as-of", "2026-13-01"], "2026-13-01"), (["status", "--state", "misssed"], "missed"),
                           (["due", "--days", "many"], "days"), (["-c", "/nowhere/hedef.conf", "status"], "/nowhere/hedef.conf")):
            with self.subTest(args=args):
                result = self.w.run(*args, code=1)
                self.assertEqual(result.out, "")
                self.assertIn(hint, result.err)


class Configuration(Scenario):
    def setUp(self):
        self.w = self.world(None)

    def test_check_is_content_with_what_init_wrote(self):
        self.w.run("config", "check", code=0)
        text = (self.w.dir / "hedef.conf").read_text()
        shown = self.w.run("config", "show", "-o", "json", code=0).numbers["data"]
        self.assertGreater(len(shown), 25)
        for option in shown:
            self.assertRegex(text, rf"(?m)^#? ?{option['option']} *=", "every option stands in the file")

    def test_all_problems_with_file_and_line_in_one_pass(self):
        (self.w.dir / "conf.d" / "bad.conf").write_text(
            "[sever]\nlisten = 127.0.0.1:1\n[server]\nlissen = x\nworkers = many\nmax_body_bytes = 10 Mb\n"
            "[mail]\nsmtp_tls = perhaps\nsmtp_port = 99999999\n[digest]\nat = 25:00\nno value\n")
        for command in (["config", "check"], ["status"]):
            result = self.w.run(*command, code=1)
            self.assertEqual(result.out, "")
            told = re.findall(r"bad\.conf:(\d+)", result.err)
            self.assertEqual(told, ["1", "4", "5", "6", "8", "9", "11", "12"], result.err)
            for nearest in ("[server]", "listen", "required"):
                self.assertIn(nearest, result.err)
        (self.w.dir / "conf.d" / "bad.conf").unlink()
        self.w.run("config", "check", code=0)

    def test_show_tells_the_values_in_force(self):
        (self.w.dir / "conf.d" / "more.conf").write_text('[site]\ntitle = "A name, with = and #"\n')
        options = {(o["section"], o["option"]): o for o in
                   self.w.run("config", "show", "-o", "json", code=0).numbers["data"]}
        self.assertEqual(options["site", "title"]["value"].strip('"'), "A name, with = and #")
        self.assertIn(str(self.w.port), options["server", "listen"]["value"])
        self.assertIn("A name, with", self.w.run("config", "show", code=0).out)


COMMANDS = [
    ["status"], ["status", "cashless-share"], ["status", "--as-of", "2026-03-31"], ["status", "--check"],
    ["obs", "get", "cashless-share"], ["obs", "history", "cashless-share"], ["export"],
    ["submission", "list"], ["submission", "show", "1"], ["due", "--days", "90"], ["due", "--check"],
    ["alert", "list"], ["alert", "show", "1"], ["user", "list"], ["catalog", "diff", str(SOURCE / "etc" / "catalog")],
    ["status", "nothing-such"], ["obs", "get", "cashless-share", "--as-of", "yesterday"],
]


class BothWays(Scenario):
    def all_answers(self, w):
        jobs = [(command, form) for command in COMMANDS for form in ("table", "json", "csv")]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = pool.map(lambda job: w.run(*job[0], "-o", job[1]), jobs)
            return {" ".join(command) + " -o " + form: (r.code, r.out, r.err)
                    for (command, form), r in zip(jobs, results)}

    def test_with_and_without_daemon_the_whole_answer_is_the_same(self):
        w = self.world("--demo")
        w.start()
        over_socket = self.all_answers(w)
        w.stop()
        in_process = self.all_answers(w)
        for name, answer in over_socket.items():
            with self.subTest(name):
                self.assertEqual(answer, in_process[name])
        self.assertEqual({code for code, _, _ in over_socket.values()}, {0, 1, 2})
        self.assertEqual(sum(1 for code, out, _ in over_socket.values() if code != 1 and not out), 0)

    def test_writing_works_both_ways_and_is_seen_both_ways(self):
        w = self.world("--sample")
        path = w.file("a.csv", "indicator,period,value\nsima-users,2026-Q1,1\n")
        w.run("import", path, code=0)
        w.start()
        self.assertIn("0 new, 0 changed, 1 unchanged", w.run("import", path, code=0).out)
        path = w.file("b.csv", "indicator,period,value\nsima-users,2026-Q2,2\n")
        w.run("import", path, code=0)
        asked = ["obs", "get", "sima-users", "-o", "csv"]
        seen = w.run(*asked, code=0).out
        w.stop()
        self.assertEqual(w.run(*asked, code=0).out, seen)
        self.assertIn("2026-Q2", seen)
        self.assertIn("0 new, 0 changed, 1 unchanged", w.run("import", path, code=0).out)


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
class Owners(Scenario):
    """While the daemon is down nobody but the owner of the database works on it."""
    OTHER = 65534

    def run_as(self, w, *args, uid=OTHER):
        return subprocess.run(["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", str(BIN / "hedef"),
                               "-c", str(w.dir / "hedef.conf"), "--lang", "en", *args],
                              capture_output=True, text=True, env=w.env, timeout=60)

    def open_to_all(self, w):
        w.dir.parent.chmod(0o755)
        for path in [w.dir, *w.dir.rglob("*")]:
            path.chmod(0o777 if path.is_dir() else 0o666)

    def test_another_user_is_refused_even_where_the_modes_would_allow(self):
        w = self.world("--sample")
        self.open_to_all(w)
        before = fingerprint(w.dir)
        for args in (["status"], ["db", "verify"], ["obs", "get", "egdi-rank"]):
            result = self.run_as(w, *args)
            self.assertEqual((result.returncode, result.stdout), (1, ""), result.stderr)
            self.assertIn("root", result.stderr)
        self.assertEqual(fingerprint(w.dir), before)

    def test_root_leaves_no_file_of_its_own_in_the_data_of_another(self):
        w = self.world("--sample")
        w.dir.parent.chmod(0o755)
        for path in [w.dir, *w.dir.rglob("*")]:
            os.chown(path, self.OTHER, self.OTHER)
        path = w.file("a.csv", "indicator,period,value\nsima-users,2026-Q1,1\n")
        path.chmod(0o644)
        w.run("import", path)
        w.run("status")
        self.assertEqual([p for p in w.dir.rglob("*") if p.stat().st_uid != self.OTHER], [])
        # the owner is served
        result = self.run_as(w, "status")
        self.assertEqual((result.returncode, result.stderr), (0, ""))


if __name__ == "__main__":
    main()

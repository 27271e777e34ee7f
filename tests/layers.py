#!/usr/bin/env python3
"""Fail when a file includes a folder that its own folder may not know.

--control proves that the test can fail: it judges a made-up tree with one bad line of each kind.
"""
import pathlib
import re
import sys
import tempfile

MAY_KNOW = {
    "common": {"common"},
    "collectors": {"common", "collectors"},
    "storage": {"common", "storage"},
    "queries": {"common", "storage", "queries"},
    "daemon": {"common", "collectors", "storage", "queries", "daemon"},
    "client": {"common", "collectors", "storage", "queries", "daemon", "client"},
}
# A library's header and the only place that may include it.
ONLY_IN = {
    "microhttpd.h": "daemon/http/",
    "sqlite3.h": "storage/sqlite/",
    "yaml.h": "common/yaml.c",
    "curl/curl.h": "common/curl.h",
    "systemd/": "daemon/",
    "expat.h": "collectors/formats/",
    "zip.h": "collectors/formats/",
    "libpq-fe.h": "collectors/sql/",
    "xlsxwriter.h": "daemon/export/",
}
PRIVATE = {"storage/driver.h": "storage/", "storage/migration.h": "storage/"}
JUDGE = {"common", "queries/judge"}


def problems(root):
    for folder, known in MAY_KNOW.items():
        for path in sorted((root / folder).rglob("*.[ch]")):
            name = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                yield from judge_line(name, number, line, folder, known)


def judge_line(name, number, line, folder, known):
    hit = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
    if hit:
        target = hit.group(1)
        top = target.split("/")[0]
        if "/" in target and top in MAY_KNOW and top not in known:
            yield f"{name}:{number}: {folder}/ may not include {top}/"
        if folder == "client" and target.startswith("daemon/http/"):
            yield f"{name}:{number}: client/ may not include daemon/http/"
        if target in PRIVATE and not name.startswith(PRIVATE[target]):
            yield f"{name}:{number}: {target} is private to {PRIVATE[target]}"
        if name.startswith("queries/judge/") and not (
                top == "common" or target.startswith("queries/judge/")):
            yield f"{name}:{number}: the judge is pure and may not include {target}"
    hit = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
    if hit:
        for header, place in ONLY_IN.items():
            if hit.group(1).startswith(header) and not name.startswith(place):
                yield f"{name}:{number}: <{header}> belongs to {place} alone"


def control():
    bad = {
        "common/a.c": '#include "storage/store.h"\n',
        "collectors/b.c": '#include "storage/store.h"\n',
        "queries/c.c": "#include <sqlite3.h>\n",
        "queries/judge/d.c": '#include "storage/store.h"\n',
        "client/e.c": '#include "daemon/http/server.h"\n',
        "daemon/f.c": "#include <microhttpd.h>\n",
        "daemon/g.c": '#include "storage/driver.h"\n',
    }
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for path, text in bad.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        found = {line.split(":")[0] for line in problems(root)}
    missed = set(bad) - found
    if missed:
        print("not noticed:", ", ".join(sorted(missed)))
    return bool(missed)


if sys.argv[1] == "--control":
    sys.exit(control())
lines = list(problems(pathlib.Path(sys.argv[1])))
print("\n".join(lines))
sys.exit(bool(lines))

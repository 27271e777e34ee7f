#!/usr/bin/env python3
"""Fail on calls that are not used here, with the way out."""
import pathlib
import re
import sys

BANNED = {
    r"\b(sprintf|vsprintf)\s*\(": "snprintf() or hd_buf_printf()",
    r"\b(strcpy|strcat|strncpy|strncat|stpcpy)\s*\(": "hd_buf or hd_arena_strdup()",
    r"\bstrtok(_r)?\s*\(": "strcspn() and strspn()",
    r"\b(atoi|atol|atof|strtod|strtof|sscanf)\s*\(": "common/decimal.h or a bounded parser",
    r"\b(localtime|gmtime|mktime|strftime)(_r)?\s*\(": "common/date.h",
    r"\bsetlocale\s*\(": "common/lang.h",
    r"\b(gets|tmpnam|mktemp|system|popen)\s*\(": "nothing: it is unsafe",
    r"\b(time|gettimeofday)\s*\(\s*(NULL|&)": "the clock that is passed in",
    r"\bstyle\s*=\s*\\?\"": "a class: pages carry no inline style (only mail does)",
}
ALLOWED = {("style", "daemon/digest/"), ("strtod", "common/decimal.c")}
root = pathlib.Path(sys.argv[1])
bad = 0
for folder in ("common", "collectors", "storage", "queries", "daemon", "client"):
    for path in sorted((root / folder).rglob("*.[ch]")):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for pattern, instead in BANNED.items():
                hit = re.search(pattern, line)
                if hit and not any(hit.group(0).strip().startswith(w) and name.startswith(p)
                                   for w, p in ALLOWED):
                    print(f"{name}:{number}: {hit.group(0).strip(' (')} is not used here; use {instead}")
                    bad += 1
for path in sorted((root / "web").glob("*.html")):
    if path.name.startswith("mail_"):  # mail readers know no style sheets
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if re.search(r"\bstyle\s*=|<script|\bon[a-z]+\s*=\s*\"|javascript:", line):
            print(f"{path.name}:{number}: no inline style, script or handler in a page")
            bad += 1
for path in sorted((root / "tests").rglob("*.[chp]*")):
    if path.suffix not in (".c", ".h", ".py") or path.name == "banned.py":
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if re.search(r"\b[a-z]*sleep\s*\(", line):
            print(f"{path.relative_to(root)}:{number}: a test waits for a condition, never for time alone")
            bad += 1
sys.exit(bad > 0)

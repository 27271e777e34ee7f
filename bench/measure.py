#!/usr/bin/env python3
"""What bench/run measures.  Each table has a limit or a peer measured in the same run, in turn."""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests" / "scenario"))
from world import BIN, World, free_port, wait_until  # noqa: E402
import test_scale  # noqa: E402

TOOLS = pathlib.Path(sys.argv[1]).absolute()
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = os.environ.get("BENCH_SECONDS", "3")
SERVER_CPU, CLIENT_CPU = "0", str(os.cpu_count() - 1)
KEYS = {"": 0.0, "us": 0.001, "ms": 1.0, "s": 1000.0}


def median(values):
    return statistics.median(values)


def span(values, form="{:,.0f}"):
    """Median and range, as a table shows them."""
    return f"{form.format(median(values))} ({form.format(min(values))} - {form.format(max(values))})"


def table(title, head, rows):
    print(f"\n### {title}\n\n| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    sys.stdout.flush()


def tool(*args, cpu=None):
    command = (["taskset", "-c", cpu] if cpu else []) + list(map(str, args))
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def scale_world():
    with tempfile.TemporaryDirectory() as folder:
        world = World(None, catalog=test_scale.catalogue(pathlib.Path(folder) / "scale"))
    world.run("import", world.file("values.csv", test_scale.values()), "--history", code=0)
    return world


@contextlib.contextmanager
def serving(world):
    world.start()
    os.system(f"taskset -a -cp {SERVER_CPU} {world.daemon.pid} >/dev/null")
    try:
        yield world
    finally:
        world.stop()


# ---- the page ----

@contextlib.contextmanager
def nginx(files):
    """One worker that serves files of the same bytes."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hedef-nginx-"))
    port = free_port()
    for name, body in files.items():
        (folder / name).write_bytes(body)
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;\n"
        f"events {{ worker_connections 256; }}\nhttp {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=10;\n"
        f" keepalive_requests 100000000; server {{ listen 127.0.0.1:{port}; root {folder}; default_type text/html; }} }}\n")
    process = subprocess.Popen(["taskset", "-c", SERVER_CPU, "nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    wait_until((folder / "pid").exists, "nginx runs")
    try:
        yield port
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def wrk(url, clients=16, headers=()):
    out = tool("wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--latency", *[x for h in headers for x in ("-H", h)], url, cpu=CLIENT_CPU)
    if "Non-2xx" in out:
        raise SystemExit(out)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    ms = [float(n) * KEYS[u] for n, u in re.findall(r"^\s+(?:50|99)%\s+([\d.]+)(us|ms|s)", out, re.M)]
    return rate, ms[0], ms[1]


def page():
    rows = []
    for name, make in (("shipped catalogue, demo values", lambda: World("--demo")), ("300 indicators x 40 quarters", scale_world)):
        world = make()
        with serving(world):
            paths = {"status page": "/?lang=en", "status as JSON": "/api/v1/status?limit=1000",
                     "one indicator": "/indicators/" + ("i007" if "300" in name else "cashless-share") + "?lang=en"}
            bodies = {str(n): world.get(path).body for n, path in enumerate(paths.values())}
            with nginx(bodies) as port:
                for n, (what, path) in enumerate(paths.items()):
                    ours, peer = [], []
                    for _ in range(ROUNDS):
                        ours.append(wrk(f"http://127.0.0.1:{world.port}{path}"))
                        peer.append(wrk(f"http://127.0.0.1:{port}/{n}"))
                    alone = [wrk(f"http://127.0.0.1:{world.port}{path}", clients=1) for _ in range(ROUNDS)]
                    rows.append((name, what, f"{len(bodies[str(n)]) / 1024:.0f} KiB", span([r for r, _, _ in ours]),
                                 span([r for r, _, _ in peer]), f"{median([a[0] / b[0] for a, b in zip(ours, peer)]):.2f}",
                                 f"{median([m for _, m, _ in alone]):.3f}", f"{median([m for _, _, m in ours]):.2f}"))
        world.close()
    table("Pages, requests a second", ("data", "answer", "size", "hedef", "nginx, same bytes", "ratio", "ms, one client", "p99 ms, 16 clients"), rows)


# ---- posting ----

def post():
    """In short turns: the disk of a shared machine changes its pace from one second to the next."""
    limits, rows = [], []
    for clients, batch in ((1, 1), (16, 1), (1, 1000)):
        found, ratios = [], []
        world = World(None)
        with serving(world):
            for _ in range(ROUNDS * 3):
                limits.append(figures(TOOLS / "commit_limit", world.dir.parent / "limit.db", 1, cpu=SERVER_CPU))
                found.append(figures(TOOLS / "post", world.port, world.token, "gov-cloud-agencies", clients, batch, 1, cpu=CLIENT_CPU))
                ratios.append(found[-1][0] / limits[-1][0])
        world.close()
        rows.append((f"hedef over HTTP, {clients} client{'s' * (clients > 1)}, {batch} a request", span([r[0] for r in found]),
                     span(ratios, "{:.2f}"), f"{median([r[1] for r in found]):.2f}", f"{median([r[2] for r in found]):.2f}"))
    rows.insert(0, ("SQLite alone, one row a commit", span([r[0] for r in limits]), "1", f"{median([r[1] for r in limits]):.2f}",
                    f"{median([r[2] for r in limits]):.2f}"))
    table("Posting, acknowledged observations a second (on disk when acknowledged)",
          ("what", "observations/s", "ratio to SQLite alone", "median ms", "p99 ms"), rows)


def figures(*args, cpu):
    return [float(text) for text in tool(*args, cpu=cpu).split()]


# ---- import ----

def csv_file(path, series, days, by_period):
    """indicator,breakdown,period,value: `series` breakdowns of one indicator, one value a day."""
    periods = [f"{1990 + d // 336}-{1 + d % 336 // 28:02d}-{1 + d % 28:02d}" for d in range(days)]
    names = [f"gov-cloud-agencies,b{s:05d}" for s in range(series)]
    with open(path, "w") as out:
        out.write("indicator,breakdown,period,value\n")
        order = ((n, p) for p in range(days) for n in range(series)) if by_period else ((n, p) for n in range(series) for p in range(days))
        for n, p in order:
            out.write(f"{names[n]},{periods[p]},{n * 7919 % 1000}.{p % 100:02d}\n")


def timed(*args):
    """Seconds, seconds of CPU and peak RSS in MiB of one command."""
    start = time.monotonic()
    process = subprocess.Popen(list(map(str, args)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{args}: {text.decode()[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def import_():
    rows = []
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hedef-import-"))
    for series, days, by_period, rounds in ((1000, 100, True, ROUNDS), (1000, 1000, False, 3), (1000, 1000, True, 3)):
        path = folder / "values.csv"
        csv_file(path, series, days, by_period)
        count = series * days
        limits, fresh, again, size = [], [], [], []
        for _ in range(rounds):
            limits.append(timed(TOOLS / "import_limit", path, folder / "limit.db"))
            world = World(None, conf="max_body_bytes = 256MiB\n")
            hedef = (BIN / "hedef", "-c", world.dir / "hedef.conf")
            empty = (world.dir / "hedef.db").stat().st_size
            fresh.append(timed(*hedef, "import", path))
            size.append(((world.dir / "hedef.db").stat().st_size - empty) / count)
            again.append(timed(*hedef, "import", path))
            world.close()
        limit_size = (folder / "limit.db").stat().st_size / count
        rows.append((f"{count:,} rows, {'period' if by_period else 'series'} order", span([count / f[0] for f in fresh]),
                     span([count / a[0] for a in again]), span([count / x[0] for x in limits]), ratios(limits, fresh), ratios(limits, again),
                     f"{median([f[2] for f in fresh]):.0f}, {median([a[2] for a in again]):.0f}", f"{median(size):.0f} ({limit_size:.0f})"))
    shutil.rmtree(folder)
    table("Import of a CSV file, rows a second", ("file", "hedef, fresh", "hedef, the same again", "bare loop", "ratio fresh (of CPU)",
                                                 "ratio again (of CPU)", "peak RSS MiB, fresh and again", "bytes a value (bare)"), rows)


def ratios(limits, found):
    """In turn; of time, and of CPU, which a busy machine moves less."""
    return f"{median([a[0] / b[0] for a, b in zip(limits, found)]):.2f} ({median([a[1] / b[1] for a, b in zip(limits, found)]):.2f})"


# ---- start and idle ----

def start():
    rows = []
    for name, make in (("shipped catalogue, demo values", lambda: World("--demo")), ("300 indicators x 40 quarters", scale_world)):
        world = make()
        first, rss, cpu = [], [], []
        for _ in range(ROUNDS):
            began = time.monotonic()
            world.daemon = subprocess.Popen([str(BIN / "hedefd"), "-c", str(world.dir / "hedef.conf")],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            world.log = open(os.devnull)
            while not answered(world):
                pass
            first.append(1000 * (time.monotonic() - began))
            status = pathlib.Path(f"/proc/{world.daemon.pid}/status").read_text()
            rss.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024)
            before = cpu_seconds(world.daemon.pid)
            try:
                world.daemon.wait(float(SECONDS) * 2)
            except subprocess.TimeoutExpired:
                pass
            cpu.append(100 * (cpu_seconds(world.daemon.pid) - before) / (float(SECONDS) * 2))
            world.stop()
        rows.append((name, span(first, "{:.0f}"), span(rss, "{:.1f}"), span(cpu, "{:.2f}")))
        world.close()
    table("Start and idle", ("data", "start to first page ms", "RSS MiB", "idle CPU %"), rows)


def answered(world):
    try:
        return world.get("/?lang=en").status == 200
    except OSError:
        return False


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# ---- evaluation ----

def evaluate():
    rows = []
    for name, make, count in (("shipped catalogue, demo values", lambda: World("--demo"), None), ("300 indicators x 40 quarters", scale_world, 12000)):
        world = make()
        with serving(world):
            for _ in range(ROUNDS * 2):
                world.run("evaluate", code=0)
        with sqlite3.connect(f"file:{world.dir}/hedef.db?mode=ro", uri=True) as db:
            found = [us / 1000 for (us,) in db.execute("select duration_us from evaluation_run where cause = 'command'")]
            count = count or db.execute("select count(*) from observation").fetchone()[0]
            targets = db.execute("select max(targets) from evaluation_run").fetchone()[0]
        rows.append((name, f"{count:,}", targets, span(found, "{:.1f}"), f"{1e6 * median(found) / count:.0f}"))
        world.close()
    table("One evaluation: read all values, judge all targets", ("data", "observations", "targets", "ms", "ns a value"), rows)


# ---- judging ----

PEER = r"""
import sys, time, numpy, scipy.stats
rows = numpy.loadtxt(sys.argv[1], delimiter=",")[:int(sys.argv[2])]
years = numpy.arange(rows.shape[1]) / 4
begin = time.perf_counter()
for y in rows:
    slope = scipy.stats.theilslopes(y, years)[0]
    centre = y[-1] + slope * 0.9 * (1 - 0.9 ** 4.25) / 0.1
    spread = numpy.sqrt(numpy.mean(numpy.diff(y) ** 2) / 0.25)
    sigma = spread * numpy.sqrt(4.25 * (1 + 4.25 / 39))
    scipy.stats.t.ppf(0.9, 38) * sigma, scipy.stats.t.sf((60 - centre) / sigma, 38)
print((time.perf_counter() - begin) / len(rows))
"""


def judge():
    """State, outlook and profiles of 10,000 targets x 40 quarters; the peer does slope, interval and probability alone."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hedef-judge-"))
    series = folder / "series.csv"
    plain, full, peer = [], [], []
    for _ in range(ROUNDS):
        for line in tool(BIN / "bench_judge", 3, series, cpu=SERVER_CPU).splitlines():
            without, everything = map(float, line.split())
            plain.append(1e3 * without)
            full.append(1e3 * everything)
        peer.append(1e7 * float(tool(sys.executable, "-c", PEER, series, 500, cpu=SERVER_CPU)))
    shutil.rmtree(folder)
    table("Judging 10,000 targets x 40 quarters, one thread", ("what", "ms", "us a target", "ratio of time"),
          (("hedef: state, outlook", span(plain, "{:.0f}"), f"{median(plain) / 10:.1f}", f"{median(plain) / median(peer):.3f}"),
           ("hedef: state, outlook, five profiles", span(full, "{:.0f}"), f"{median(full) / 10:.1f}", f"{median(full) / median(peer):.3f}"),
           ("scipy: slope, interval, probability", span(peer, "{:.0f}"), f"{median(peer) / 10:.1f}", "1")))


def large_catalogue(folder, count):
    folder.mkdir()
    (folder / "all.yaml").write_text(
        "strategies:\n  - {code: s, name: Strategy, valid_from: 2016-01-01}\nbodies:\n  - {code: B, name: Body}\nindicators:\n" +
        "".join(f"  - {{code: i{n:05d}, name: Indicator {n}, unit: count, direction: up, lower: 0, decimals: 0, frequency: Q, body: B}}\n"
                for n in range(count)) + "targets:\n" +
        "".join(f"  - {{strategy: s, indicator: i{n:05d}, area: XX, kind: at_least, period: 2030, value: 1000, baseline: 0,"
                f" baseline_period: 2015, valid_from: 2016-01-01}}\n" for n in range(count)))
    return folder


def picture():
    """The whole picture from the database, and the next one after one changed value."""
    rows = []
    for count in (1000, 10000):
        with tempfile.TemporaryDirectory() as folder:
            world = World(None, conf="max_body_bytes = 256MiB\n", catalog=large_catalogue(pathlib.Path(folder) / "large", count))
        lines = ["indicator,area,period,value,published"]
        for i, (year, quarter) in enumerate(test_scale.QUARTERS):
            published = f"{year + quarter // 4}-{quarter % 4 * 3 + 2:02d}-15"
            lines += [f"i{n:05d},XX,{year}-Q{quarter},{7 * i + n % 13},{published}" for n in range(count)]
        world.run("import", world.file("values.csv", "\n".join(lines) + "\n"), "--history", code=0)
        found = [list(map(float, line.split())) for line in
                 tool(BIN / "bench_picture", world.dir / "hedef.db", ROUNDS, cpu=SERVER_CPU).splitlines()]
        fresh, after = [f[0] for f in found], [f[1] for f in found]
        rows.append((f"{count:,} targets x 40 quarters", span(fresh, "{:.0f}"), span(after, "{:.0f}"), f"{median(after) / median(fresh):.2f}",
                     f"{found[0][3]:.0f} of {found[0][2]:,.0f}"))
        world.close()
    table("The picture: everything read and judged", ("data", "fresh ms", "after one value ms", "ratio", "judged again"), rows)


def main():
    measures = {"page": page, "post": post, "import": import_, "start": start, "evaluate": evaluate,
                "judge": judge, "picture": picture}
    for name in sys.argv[2:] or measures:
        measures[name]()


if __name__ == "__main__":
    main()

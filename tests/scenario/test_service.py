#!/usr/bin/env python3
"""The daemon as systemd sees it: ready, alive, stopping; sockets handed over; one round for cron."""
import os
import pathlib
import select
import shutil
import socket
import sqlite3
import subprocess
import threading
import time

from world import BIN, Scenario, free_port, main, signal, wait_until


class Manager:
    """Listens where systemd would, and remembers what it is told and when."""

    def __init__(self, folder):
        self.path = str(pathlib.Path(folder) / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.told = []

    def listen(self):
        while select.select([self.socket], [], [], 0)[0]:
            for line in self.socket.recv(4096).decode().splitlines():
                self.told.append((time.monotonic(), line))
        return self.told

    def count(self, line):
        return sum(1 for _, told in self.listen() if told == line)

    def close(self):
        self.socket.close()


class Notify(Scenario):
    def setUp(self):
        self.w = self.world("--sample")
        self.manager = Manager(self.w.dir.parent)
        self.addCleanup(self.manager.close)
        self.w.env["NOTIFY_SOCKET"] = self.manager.path

    def spawn(self, *args, **env):
        self.w.log = open(self.w.dir.parent / "daemon.log", "ab")
        self.w.daemon = subprocess.Popen([str(BIN / "hedefd"), "-c", str(self.w.dir / "hedef.conf"), *args],
                                         stdout=self.w.log, stderr=self.w.log, env={**self.w.env, **env})
        return self.w.daemon

    def test_ready_is_told_when_it_is_true_and_stopping_before_the_end(self):
        self.spawn()
        wait_until(lambda: self.manager.count("READY=1"), "READY=1")
        self.assertEqual(self.w.get("/-/ready").status, 200)  # at once, no second try
        self.assertEqual(self.w.get("/").status, 200)
        self.assertEqual(self.manager.count("READY=1"), 1)
        self.assertEqual(self.w.stop(), 0)
        self.assertEqual(self.manager.count("STOPPING=1"), 1)

    def test_never_ready_without_its_database(self):
        """A database that cannot be opened, and one that another process holds."""
        database = self.w.dir / "hedef.db"
        kept = self.w.dir.parent / "kept.db"
        shutil.move(database, kept)
        database.write_bytes(kept.read_bytes()[:20000] + b"\xff" * 8192)
        daemon = self.spawn()
        self.assertNotEqual(daemon.wait(60), 0)
        self.w.daemon = None
        self.assertEqual(self.manager.count("READY=1"), 0)
        self.assertIn("hedef.db", self.w.log_text())
        shutil.move(kept, database)
        self.spawn()
        wait_until(lambda: self.manager.count("READY=1") == 1, "control: with its database it is ready")
        first, port = self.w.daemon, free_port()
        second = self.spawn("--listen", f"127.0.0.1:{port}")
        self.assertNotEqual(second.wait(60), 0)
        self.w.daemon = first
        self.assertEqual(self.manager.count("READY=1"), 1)

    def test_watchdog_pings_come_often_enough(self):
        self.spawn(WATCHDOG_USEC="600000")
        wait_until(lambda: self.manager.count("WATCHDOG=1") >= 6, "six pings")
        times = [at for at, line in self.manager.told if line == "WATCHDOG=1"]
        gaps = sorted(b - a for a, b in zip(times, times[1:]))
        self.assertLess(gaps[len(gaps) // 2], 0.6)  # the usual gap; one late one is the machine's

    def test_no_pings_unless_asked(self):
        self.spawn()
        wait_until(lambda: self.manager.count("READY=1"), "READY=1")
        for _ in range(20):
            self.assertEqual(self.w.get("/-/healthy").status, 200)
        self.assertEqual(self.manager.count("WATCHDOG=1"), 0)

    def test_pings_stop_when_the_writer_hangs_and_come_back(self):
        """Another program holds the write lock: a post waits, and the watchdog must be told nothing."""
        self.spawn(WATCHDOG_USEC="600000")
        wait_until(lambda: self.manager.count("WATCHDOG=1") >= 2, "pings")
        other = sqlite3.connect(self.w.dir / "hedef.db", isolation_level=None, timeout=30)
        other.execute("begin immediate")
        answers = []
        row = {"observations": [{"indicator": "mobile-subscribers", "period": "2011", "value": 1}]}
        poster = threading.Thread(target=lambda: answers.append(self.w.post("/api/v1/observations", row)))
        poster.start()
        wait_until(self.quiet_for_a_second, "the pings stop", 20)
        self.assertEqual(self.w.get("/").status, 200, "reading goes on")
        other.execute("rollback")
        other.close()
        poster.join(60)
        before = self.manager.count("WATCHDOG=1")
        wait_until(lambda: self.manager.count("WATCHDOG=1") >= before + 2, "pings come back")
        # acknowledged or refused, but not half: what it said is what is there
        stored = len(self.w.run("obs", "get", "mobile-subscribers", "-o", "json", code=0).numbers["data"])
        self.assertEqual(stored, 1 if answers[0].status == 201 else 0, answers[0].text)

    def quiet_for_a_second(self):
        pings = [at for at, line in self.manager.listen() if line == "WATCHDOG=1"]
        return time.monotonic() - pings[-1] > 1.0

    def test_a_reload_is_told(self):
        self.spawn()
        wait_until(lambda: self.manager.count("READY=1"), "READY=1")
        self.w.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: self.manager.count("READY=1") == 2, "ready again")
        self.assertEqual(self.manager.count("RELOADING=1"), 1)


class Sockets(Scenario):
    def test_a_socket_that_systemd_opened_is_served(self):
        """The first connection waits in the queue until the daemon has started: nothing is refused."""
        w = self.world("--sample")
        (w.dir / "conf.d" / "test.conf").write_text(f"[server]\nlisten = 127.0.0.1:{free_port()}\n")
        w.log = open(w.dir.parent / "daemon.log", "ab")
        w.daemon = subprocess.Popen(
            ["systemd-socket-activate", "-E", "LC_ALL", "-E", "ASAN_OPTIONS", "-l", f"127.0.0.1:{w.port}", str((BIN / "hedefd").absolute()),
             "-c", str(w.dir / "hedef.conf")], stdout=w.log, stderr=w.log, env=w.env)

        def page():
            try:
                return w.get("/")
            except OSError:  # systemd-socket-activate itself is still starting
                return None
        self.assertEqual(wait_until(page, "the page").status, 200)
        self.assertIn(f":{w.port}", w.log_text())
        self.assertEqual(w.stop(), 0)

    def test_a_port_in_use_is_told_and_nothing_else_is_done(self):
        w = self.world("--sample")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", w.port))
            taken.listen()
            result = subprocess.run([str(BIN / "hedefd"), "-c", str(w.dir / "hedef.conf")],
                                    capture_output=True, text=True, env=w.env, timeout=60)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(str(w.port), result.stderr)
        w.start()

    def test_a_stale_socket_file_is_no_obstacle(self):
        w = self.world("--sample")
        w.start()
        w.stop(signal.SIGKILL)
        self.assertTrue((w.dir / "hedef.sock").exists())
        w.run("status", code=0)  # nobody answers there: in its own process
        w.start()
        w.run("status", code=0)

    def test_a_socket_path_that_is_too_long_is_refused_clearly(self):
        w = self.world("--sample")
        long = w.dir / ("x" * 120)
        (w.dir / "conf.d" / "long.conf").write_text(f"[server]\nsocket = {long}\n")
        result = subprocess.run([str(BIN / "hedefd"), "-c", str(w.dir / "hedef.conf")],
                                capture_output=True, text=True, env=w.env, timeout=60)
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"10[78]")


class Once(Scenario):
    def once(self, w):
        return subprocess.run([str(BIN / "hedefd"), "-c", str(w.dir / "hedef.conf"), "--once"],
                              capture_output=True, text=True, env=w.env, timeout=120)

    def runs(self, w):
        with sqlite3.connect(f"file:{w.dir}/hedef.db?mode=ro", uri=True) as db:
            return db.execute("select count(*) from evaluation_run").fetchone()[0]

    def test_one_round_takes_files_in_evaluates_sends_and_ends(self):
        server = self.mail_server()
        w = self.world("--demo", conf=server.conf + "[digest]\nat = 00:00\n")
        w.run("user", "add", "--email", "ayla@example.org", "--lang", "az", "--digest", "daily", code=0)
        (w.dir / "drop" / "a.csv").write_text("indicator,period,value\njobs-created,2011,1\n")
        before = self.runs(w)
        result = self.once(w)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len([p for p in (w.dir / "drop" / "done").iterdir()]), 1)
        self.assertEqual(len(w.run("obs", "get", "jobs-created", "-o", "json", code=0).numbers["data"]), 1)
        self.assertGreater(self.runs(w), before)
        self.assertEqual(len(server.messages), 1)
        again = self.once(w)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(len(server.messages), 1, "the slot is filled")

    def test_beside_a_running_daemon_it_hands_the_round_over(self):
        w = self.world("--sample")
        w.start()
        before = self.runs(w)
        result = self.once(w)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreaterEqual(self.runs(w), before)
        self.assertEqual(w.get("/-/ready").status, 200)


class Stop(Scenario):
    def test_what_was_asked_for_before_the_stop_is_answered(self):
        """SIGTERM while clients post: each request gets its whole answer or no connection at all."""
        w = self.world("--sample")
        w.start()
        acked, broken = [], []

        def poster(number):
            for n in range(10000):
                row = {"indicator": "gov-cloud-agencies", "breakdown": f"b{number}", "value": n,
                       "period": f"{1900 + n // 12}-{1 + n % 12:02d}"}
                try:
                    answer = w.post("/api/v1/observations", {"observations": [row]})
                except ConnectionRefusedError:
                    return
                except OSError as error:
                    if isinstance(getattr(error, "reason", None), (ConnectionRefusedError, ConnectionResetError)):
                        return
                    broken.append(error)
                    return
                if answer.status == 503:
                    return
                acked.append((number, n))
        threads = [threading.Thread(target=poster, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(acked) > 20, "some traffic")
        began = time.monotonic()
        self.assertEqual(w.stop(), 0)
        self.assertLess(time.monotonic() - began, 20)
        for thread in threads:
            thread.join(60)
        rows = w.run("obs", "get", "gov-cloud-agencies", "-o", "json", code=0).numbers["data"]
        stored = {(r["breakdown"], r["value"]) for r in rows}
        self.assertEqual([a for a in acked if (f"b{a[0]}", a[1]) not in stored], [])
        w.run("db", "verify", code=0)


if __name__ == "__main__":
    main()

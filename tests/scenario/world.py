"""A small world for scenario tests: the built programs, a data directory, a free port, a mail
server that keeps what it was given.  Waits for conditions, never for time alone."""
import contextlib
import csv
import email
import email.policy
import io
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

BIN = pathlib.Path(os.environ.get("HEDEF_BIN", "build/asan/bin"))
SOURCE = pathlib.Path(os.environ.get("HEDEF_SOURCE", pathlib.Path(__file__).parents[2]))
PAUSE = threading.Event()  # never set: lets a polling loop breathe


def wait_until(condition, what, seconds=30):
    """Poll until condition() gives something true; fail with `what` after the bound."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        PAUSE.wait(0.02)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Result:
    def __init__(self, process):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr

    @property
    def json(self):
        # numbers stay text-exact where a test asks for it: parse_float keeps the digits
        return json.loads(self.out, parse_float=str)

    @property
    def numbers(self):
        return json.loads(self.out)

    @property
    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out)))


class World:
    """A data directory made by `hedef init`, and the two programs working on it."""

    def __init__(self, kind="--sample", conf="", catalog=None):
        self.tmp = tempfile.TemporaryDirectory(prefix="hedef-test-")
        self.dir = pathlib.Path(self.tmp.name) / "data"
        self.port = free_port()
        self.daemon = None
        self.env = dict(os.environ, LC_ALL="C.UTF-8")
        for name in ("HEDEF_CONFIG", "NO_COLOR"):
            self.env.pop(name, None)
        args = ["init", "--dir", str(self.dir)] + ([kind] if kind else [])
        args += ["--catalog", str(catalog)] if catalog else []
        first = self.run(*args, conf=False)
        if first.code != 0:
            raise AssertionError(f"init failed: {first.out}{first.err}")
        self.first = first
        extra = self.dir / "conf.d"
        extra.mkdir(exist_ok=True)
        (extra / "test.conf").write_text(f"[server]\nlisten = 127.0.0.1:{self.port}\n{conf}")
        self.token = next((w for w in first.out.split() if w.startswith("hedef_")), None)

    # -- command line -------------------------------------------------------------------
    def run(self, *args, conf=True, stdin=None, code=None, lang="en"):
        command = [str(BIN / "hedef")]
        if conf:
            command += ["-c", str(self.dir / "hedef.conf"), "--lang", lang]
        process = subprocess.run(command + [str(a) for a in args], input=stdin, text=True,
                                 capture_output=True, env=self.env, timeout=300)
        result = Result(process)
        if code is not None and result.code != code:
            raise AssertionError(f"hedef {' '.join(map(str, args))}: exit {result.code}, "
                                 f"wanted {code}\n{result.out}\n{result.err}")
        return result

    def status(self, *args):
        return self.run("status", "-o", "json", *args, code=0).numbers["data"]

    def target(self, target_id, *args):
        found = [v for v in self.status(*args) if v["target"] and v["target"]["id"] == target_id]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} verdicts for {target_id}")
        return found[0]

    def file(self, name, text, encoding="utf-8"):
        path = self.dir.parent / name
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return path

    # -- daemon -------------------------------------------------------------------------
    def start(self, *args):
        self.log = open(self.dir.parent / "daemon.log", "ab")
        self.daemon = subprocess.Popen(
            [str(BIN / "hedefd"), "-c", str(self.dir / "hedef.conf"), *args],
            stdout=self.log, stderr=self.log, env=self.env)
        wait_until(self.ready, "hedefd is ready\n" + self.log_text())
        return self

    def ready(self):
        if self.daemon.poll() is not None:
            raise AssertionError(f"hedefd ended with {self.daemon.returncode}:\n{self.log_text()}")
        try:
            return self.get("/-/ready").status == 200
        except OSError:
            return False

    def log_text(self):
        path = self.dir.parent / "daemon.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self, sig=signal.SIGTERM):
        if not self.daemon:
            return None
        self.daemon.send_signal(sig)
        code = self.daemon.wait(60)
        self.daemon = None
        self.log.close()
        return code

    def close(self):
        if self.daemon:
            code = self.stop()
            text = self.log_text()
            if code != 0 or "ERROR: " in text or "WARNING: ThreadSanitizer" in text:
                raise AssertionError(f"hedefd ended with {code}:\n{text[-8000:]}")
        self.tmp.cleanup()

    # -- HTTP ---------------------------------------------------------------------------
    def request(self, method, path, body=None, headers=None, token=None):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        if body is not None:  # else urllib calls it a form
            headers.setdefault("Content-Type", "application/octet-stream")
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body,
                                         headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def get(self, path, **kw):
        return self.request("GET", path, **kw)

    def post(self, path, body, **kw):
        kw.setdefault("token", self.token)
        return self.request("POST", path, body=body, **kw)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class MailServer:
    """A real SMTP server (aiosmtpd) on loopback that keeps every message."""

    def __init__(self, handler=None):
        from aiosmtpd.controller import Controller
        self.messages = []
        server = self

        class Keep:
            async def handle_DATA(self, smtp, session, envelope):
                server.messages.append((envelope.mail_from, list(envelope.rcpt_tos),
                                        bytes(envelope.content)))
                return "250 OK"

        self.port = free_port()
        self.controller = Controller(handler or Keep(), hostname="127.0.0.1", port=self.port)
        self.controller.start()

    @property
    def conf(self):
        return (f"[mail]\nsmtp_host = 127.0.0.1\nsmtp_port = {self.port}\nsmtp_tls = none\n"
                "from = hedef@example.org\n")

    def parsed(self):
        return [email.message_from_bytes(content, policy=email.policy.default)
                for _, _, content in self.messages]

    def close(self):
        self.controller.stop()


class Scenario(unittest.TestCase):
    """A test with worlds that are closed, and whose daemons must end cleanly."""
    maxDiff = None

    def world(self, *args, **kw):
        world = World(*args, **kw)
        self.addCleanup(world.close)
        return world

    def empty(self):
        """A folder of its own that goes away with the test."""
        tmp = tempfile.TemporaryDirectory(prefix="hedef-test-")
        self.addCleanup(tmp.cleanup)
        return pathlib.Path(tmp.name)

    def mail_server(self, *args, **kw):
        server = MailServer(*args, **kw)
        self.addCleanup(server.close)
        return server


def main():
    unittest.main(verbosity=2)


__all__ = ["BIN", "SOURCE", "World", "MailServer", "Scenario", "wait_until", "free_port", "main",
           "contextlib", "signal", "sys"]

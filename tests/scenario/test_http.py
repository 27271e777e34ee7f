#!/usr/bin/env python3
"""The HTTP surface: reading, posting, refusing, caching, reloading, stopping."""
import json
import re
import select
import socket

from world import Scenario, main, signal, wait_until, World


class Http(Scenario):
    @classmethod
    def setUpClass(cls):
        cls.w = World("--sample").start()

    @classmethod
    def tearDownClass(cls):
        cls.w.close()

    def post(self, observations, **kw):
        return self.w.post("/api/v1/observations", {"observations": observations}, **kw)

    def test_status_equals_the_command_line(self):
        over_http = self.w.get("/api/v1/status?as_of=2026-03-31&lang=en").json
        over_socket = self.w.run("status", "-o", "json", "--as-of", "2026-03-31", code=0).numbers
        self.assertEqual(over_http["data"], over_socket["data"])

    def test_unknown_parameter_is_refused(self):
        answer = self.w.get("/api/v1/status?asof=2026-03-31")
        self.assertEqual(answer.status, 400)
        self.assertTrue(answer.headers["Content-Type"].startswith("application/problem+json"))
        self.assertIn("as_of", answer.text)
        for member in ("type", "title", "status", "detail", "code"):
            self.assertIn(member, answer.json)

    def test_unknown_path_and_method(self):
        self.assertEqual(self.w.get("/api/v1/nothing").status, 404)
        self.assertEqual(self.w.get("/api/v1/indicators/nothing").status, 404)
        answer = self.w.request("DELETE", "/api/v1/status")
        self.assertEqual(answer.status, 405)
        self.assertIn("GET", answer.headers["Allow"])

    def test_options_says_what_an_address_takes(self):
        answer = self.w.request("OPTIONS", "/api/v1/observations")
        self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD, POST"))

    def test_types_that_are_not_made_or_read_here_are_refused(self):
        self.assertEqual(self.w.get("/", headers={"Accept": "application/xml"}).status, 406)
        self.assertEqual(self.w.get("/api/v1/status", headers={"Accept": "image/png"}).status, 406)
        row = {"observations": [{"indicator": "sima-users", "period": "2026-Q2", "value": 1}]}
        for kind in ("application/xml", "application/json; charset=koi8-r"):
            self.assertEqual(self.post(row["observations"], headers={"Content-Type": kind}).status, 415)
        for form in ("html", "rows", "text"):
            answer = self.w.get(f"/api/v1/status?format={form}")
            self.assertEqual((answer.status, "json, csv, tsv, table, plain" in answer.text), (400, True))
        self.assertEqual(self.w.get("/api/v1/series/sima-users?format=rows").status, 200)

    def test_curl_may_leave_the_type_to_itself(self):
        answer = self.w.post("/api/v1/observations",
                             '{"observations":[{"indicator":"venture-funds","period":"2024","value":2}]}',
                             headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status, 201, answer.text)

    def test_values_come_as_csv_too(self):
        answer = self.w.post("/api/v1/observations", "indicator,period,value\ntechnopark-residents,2026-Q2,0120.50\n",
                             headers={"Content-Type": "text/csv; charset=utf-8"})
        self.assertEqual(answer.status, 201, answer.text)
        self.assertEqual(answer.json["data"]["new"], 1)

    def test_a_stranger_gets_a_page_of_a_long_list(self):
        rows = "".join(f"cashless-share,{1990 + i // 12}-{i % 12 + 1:02},{i % 90}.5\n" for i in range(400))
        for share in ("a", "b", "c"):
            text = "indicator,breakdown,period,value\n" + rows.replace("cashless-share,", f"cashless-share,{share},")
            answer = self.w.post("/api/v1/imports?filename=long.csv", text)
            self.assertEqual(answer.status, 201, answer.text[:2000])
        first = self.w.get("/api/v1/observations?indicator=cashless-share")
        self.assertEqual(len(first.json["data"]), 1000)
        self.assertIn('rel="next"', first.headers["Link"])
        rest = self.w.get(f"/api/v1/observations?indicator=cashless-share&cursor={first.json['next']}").json
        whole = self.w.run("obs", "get", "cashless-share", "-o", "json", code=0).numbers["data"]
        self.assertEqual(first.json["data"] + rest["data"], whole)
        self.assertGreaterEqual(len(whole), 1200)
        self.assertIsNone(rest["next"])

    def test_nobody_waits_behind_questions_about_the_past(self):
        sockets = []
        for i in range(60):
            s = socket.create_connection(("127.0.0.1", self.w.port), timeout=60)
            self.addCleanup(s.close)
            s.sendall(f"GET /api/v1/status?as_of={2020 + i // 12}-{i % 12 + 1:02}-15 HTTP/1.1\r\n"
                      f"Host: 127.0.0.1:{self.w.port}\r\nConnection: close\r\n\r\n".encode())
            sockets.append(s)
        self.assertEqual(self.post([{"indicator": "sima-users", "period": "2026-Q3", "value": 4200000}]).status, 201)
        for path in ("/", "/api/v1/status", "/metrics"):
            self.assertEqual(self.w.get(path).status, 200)
        still = [s for s in sockets if not select.select([s], [], [], 0)[0]]
        self.assertTrue(still, "the past was over before the page came")
        refused = 0
        for s in sockets:
            answer = b""
            while chunk := s.recv(65536):
                answer += chunk
            status = int(answer.split()[1])
            self.assertIn(status, (200, 503))
            refused += status == 503
            self.assertEqual(status == 503, b"\r\nRetry-After: 2\r\n" in answer)
        self.assertGreater(refused, 0)

    def test_a_token_that_would_have_expired_is_refused(self):
        def add(name, expires):
            return self.w.post("/api/v1/tokens", {"name": name, "scope": "read", "expires": expires})
        self.assertEqual(add("old", "2020-01-31").status, 422)
        self.assertEqual(add("old", "2020-01-31").json["code"], "expiry_past")
        self.assertEqual(add("old", "2099-01-31").status, 201)
        self.assertEqual(add("short", "1s").status, 201)

    def test_a_person_is_known_by_the_address_in_capitals_too(self):
        def add(email):
            return self.w.post("/api/v1/users", {"email": email}).status
        self.assertEqual(add("Ayla.M@example.org"), 201)
        for email in ("ayla.m@example.org", "AYLA.M@EXAMPLE.ORG", "Ayla.M@Example.Org"):
            self.assertEqual(add(email), 409, email)
        self.assertEqual(add("ayla-m@example.org"), 201)
        gone = self.w.request("DELETE", "/api/v1/users/AYLA.M@example.org", token=self.w.token)
        self.assertEqual(gone.status, 200)
        self.assertEqual(add("ayla.m@example.org"), 201)

    def test_etag_answers_304(self):
        first = self.w.get("/api/v1/indicators")
        again = self.w.get("/api/v1/indicators", headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual((first.status, again.status, again.body), (200, 304, b""))

    def test_posting_needs_a_token(self):
        row = [{"indicator": "sima-users", "period": "2026-Q2", "value": 4100000}]
        answer = self.post(row, token=None)
        self.assertEqual(answer.status, 401)
        self.assertIn("WWW-Authenticate", answer.headers)
        self.assertEqual(self.post(row, token="hedef_wrong").status, 401)

    def test_post_then_read_it_back_at_once(self):
        answer = self.post([{"indicator": "mygov-users", "period": "2026-Q2", "value": 2600000.50,
                             "status": "P"}])
        self.assertEqual(answer.status, 201, answer.text)
        self.assertEqual(answer.json["data"]["new"], 1)
        text = self.w.get("/api/v1/observations?indicator=mygov-users").text
        self.assertIn("2600000.5", text)
        series = self.w.get("/api/v1/series/mygov-users", token=self.w.token).json
        self.assertIn("2026-Q2", json.dumps(series))

    def test_numbers_keep_their_digits(self):
        body = '{"observations":[{"indicator":"mygov-documents","period":"2026-Q2","value":1234567890123456789.10}]}'
        self.assertEqual(self.w.post("/api/v1/observations", body).status, 201)
        self.assertIn("1234567890123456789.10", self.w.get("/api/v1/observations?indicator=mygov-documents").text)

    def test_idempotency_key(self):
        row = [{"indicator": "digitised-services", "period": "2026-Q2", "value": 400}]
        key = {"Idempotency-Key": "run-42"}
        first = self.post(row, headers=dict(key))
        again = self.post(row, headers=dict(key))
        self.assertEqual((first.status, again.status), (201, 201))
        self.assertEqual(first.json["data"]["submission"], again.json["data"]["submission"])
        other = self.post([dict(row[0], value=401)], headers=dict(key))
        self.assertEqual(other.status, 422)

    def test_bad_rows_are_named_and_nothing_is_written(self):
        answer = self.post([{"indicator": "services-via-ehis", "period": "2026-Q2", "value": 10},
                            {"indicator": "services-via-ehs", "period": "2026-Q2", "value": 10},
                            {"indicator": "services-via-ehis", "period": "2026-1", "value": 10},
                            {"indicator": "services-via-ehis", "period": "2026-Q3", "value": 101}])
        self.assertEqual(answer.status, 422)
        self.assertEqual([e["pointer"].split("/")[2] for e in answer.json["errors"]], ["1", "2", "3"])
        self.assertIn("services-via-ehis", answer.json["errors"][0]["detail"])
        self.assertEqual(self.w.get("/api/v1/observations?indicator=services-via-ehis").json["data"], [])
        self.assertEqual(self.w.post("/api/v1/observations", "{not json").status, 400)
        self.assertEqual(self.w.post("/api/v1/observations", '{"observations":[],"x":1}').status, 422)

    def test_head_and_security_headers(self):
        head = self.w.request("HEAD", "/")
        self.assertEqual((head.status, head.body), (200, b""))
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
            self.assertIn(name, head.headers)
        self.assertIn("default-src 'none'", head.headers["Content-Security-Policy"])

    def test_metrics_are_well_formed(self):
        answer = self.w.get("/metrics")
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        seen, typed = set(), set()
        for line in answer.text.splitlines():
            if line.startswith("# TYPE "):
                self.assertNotIn(line.split()[2], typed)
                typed.add(line.split()[2])
            elif not line.startswith("#"):
                match = re.fullmatch(r'(hedef_[a-z_]+(?:_bucket|_sum|_count)?)(\{[^}]*\})? (\S+)', line)
                self.assertIsNotNone(match, line)
                self.assertNotIn(match[1] + (match[2] or ""), seen)
                seen.add(match[1] + (match[2] or ""))
                float(match[3])
        self.assertIn("hedef_indicator_state", answer.text)
        self.assertIn("hedef_build_info", typed)

    def test_smuggled_requests_are_refused(self):
        def raw(text):
            with socket.create_connection(("127.0.0.1", self.w.port), timeout=20) as s:
                s.sendall(text.encode())
                s.shutdown(socket.SHUT_WR)
                answer = b""
                while chunk := s.recv(65536):
                    answer += chunk
            return answer.decode(errors="replace")
        host = f"Host: 127.0.0.1:{self.w.port}\r\n"
        both = raw(f"POST /api/v1/observations HTTP/1.1\r\n{host}Content-Length: 5\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /-/healthy HTTP/1.1\r\n" + host + "\r\n")
        self.assertTrue(both.startswith("HTTP/1.1 400"), both[:80])
        self.assertEqual(both.count("HTTP/1.1 "), 1)
        twice = raw(f"POST /api/v1/observations HTTP/1.1\r\n{host}Content-Length: 0\r\nContent-Length: 5\r\n\r\n")
        self.assertTrue(twice.startswith("HTTP/1.1 400"), twice[:80])
        other = raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        self.assertTrue(other.startswith("HTTP/1.1 4"), other[:80])
        control = raw(f"GET /-/healthy HTTP/1.1\r\n{host}Connection: close\r\n\r\n")
        self.assertTrue(control.startswith("HTTP/1.1 200"), control[:80])


class Life(Scenario):
    def test_reload_keeps_the_old_configuration_when_the_new_is_bad(self):
        w = self.world("--sample")
        w.start()
        conf = w.dir / "conf.d" / "test.conf"
        good = conf.read_text()
        conf.write_text(good + "[site]\ntitel = x\n")
        w.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "titel" in w.log_text(), "the bad key is named in the log")
        self.assertIn("title", w.log_text())
        self.assertEqual(w.get("/-/ready").status, 200)
        self.assertIn("hedef_config_last_reload_successful 0", w.get("/metrics").text)
        conf.write_text(good + "[site]\ntitle = Another name\n")
        w.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "hedef_config_last_reload_successful 1" in w.get("/metrics").text, "good reload")
        wait_until(lambda: "Another name" in w.get("/").text, "the new title is shown")

    def test_a_second_daemon_is_refused_and_the_first_lives_on(self):
        w = self.world("--sample")
        w.start()
        import subprocess
        from world import BIN
        other = subprocess.run([str(BIN / "hedefd"), "-c", str(w.dir / "hedef.conf")],
                               capture_output=True, text=True, timeout=60)
        self.assertNotEqual(other.returncode, 0)
        self.assertIn(str(w.daemon.pid), other.stderr)
        self.assertEqual(w.get("/-/ready").status, 200)

    def test_a_bad_configuration_is_told_before_start(self):
        w = self.world("--sample")
        (w.dir / "conf.d" / "bad.conf").write_text("[server]\nlissen = 1\nworkers = many\n")
        import subprocess
        from world import BIN
        check = subprocess.run([str(BIN / "hedefd"), "-c", str(w.dir / "hedef.conf"), "--check"],
                               capture_output=True, text=True, timeout=60)
        self.assertEqual(check.returncode, 1)
        self.assertIn("bad.conf:2", check.stderr)
        self.assertIn("listen", check.stderr)
        self.assertIn("bad.conf:3", check.stderr)

    def test_what_check_approves_starts_and_what_it_refuses_does_not(self):
        import subprocess
        from world import BIN
        w = self.world("--sample")
        conf = w.dir / "conf.d" / "zz.conf"

        def check():  # a directory is as good as its file
            return subprocess.run([str(BIN / "hedefd"), "-c", str(w.dir), "--check"],
                                  capture_output=True, text=True, timeout=60)
        self.assertEqual(check().returncode, 0)
        for section, line in (("server", "listen = localhost:80"), ("server", "listen = 127.0.0.1:99999"),
                              ("server", "socket = /" + "x" * 107), ("site", "zone = Asia/Nowhere"),
                              ("site", "default_lang = xx"), ("digest", "at = 25:00"),
                              ("store", "data_dir = hedef.conf/below"), ("mail", "smtp_password_file = none")):
            conf.write_text(f"[{section}]\n{line}\n")
            told, asked = check(), w.run("config", "check")
            self.assertEqual((told.returncode, asked.code), (1, 1), line)
            for text in (told.stderr, asked.err):
                self.assertIn(line.split()[0], text)
                if line.split()[0] not in ("data_dir", "smtp_password_file"):
                    self.assertIn("zz.conf:2", text)
        conf.unlink()
        w.start()
        conf.write_text("[site]\nzone = Asia/Nowhere\n")
        w.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "reload kept=old" in w.log_text(), "the reload is refused")
        self.assertIn("Asia/Nowhere", w.log_text())
        self.assertNotIn("restart", w.log_text())

    def test_sigterm_ends_cleanly(self):
        w = self.world("--sample")
        w.start()
        self.assertEqual(w.stop(), 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""kill -9 while values are posted: every acknowledged value is there, none twice."""
import json
import random
import threading
import urllib.error

from world import Scenario, main, signal

ROUNDS = 30


class Poster(threading.Thread):
    """Posts one value after another until the daemon is gone; remembers what was acknowledged."""

    def __init__(self, world, number, first):
        super().__init__()
        self.world, self.number, self.next, self.acked, self.sent, self.trouble = world, number, first, [], 0, ""

    def run(self):
        while True:
            period, value = self.period(), str(1000 + self.next)
            body = json.dumps({"observations": [{"indicator": "gov-cloud-agencies", "breakdown": f"b{self.number}",
                                                 "period": period, "value": int(value)}]})
            self.sent += 1
            try:
                answer = self.world.post("/api/v1/observations", body,
                                         headers={"Idempotency-Key": f"{self.number}-{self.next}"})
            except (OSError, urllib.error.URLError, ConnectionError, EOFError):
                return
            except Exception:  # http.client's many ways to say that the line went dead
                return
            if answer.status not in (200, 201):
                self.trouble = answer.text
                return
            self.acked.append((period, value))
            self.next += 1

    def period(self):
        day = self.next
        return f"{2000 + day // 336}-{1 + day % 336 // 28:02d}-{1 + day % 28:02d}"


class Kill(Scenario):
    def test_thirty_kills(self):
        w = self.world("--sample")
        chance = random.Random(20261121)
        acked = {number: [] for number in range(4)}
        for _ in range(ROUNDS):
            w.start()
            posters = [Poster(w, n, len(acked[n])) for n in acked]
            for poster in posters:
                poster.start()
            # some traffic first, then a kill at a moment that differs each round
            goal = chance.randint(1, 12)
            while all(len(p.acked) < goal and p.is_alive() for p in posters):
                posters[0].join(0.005)
            w.stop(signal.SIGKILL)
            for poster in posters:
                poster.join(60)
                self.assertEqual(poster.trouble, "")
                acked[poster.number] += poster.acked
        self.verify(w, acked)
        # negative control: one value that never arrived is noticed
        with self.assertRaises(AssertionError):
            self.verify(w, {**acked, 0: acked[0] + [("1999-01-01", "1")]})

    def verify(self, w, acked):
        total = sum(map(len, acked.values()))
        self.assertGreater(total, 4 * ROUNDS / 2)
        rows = w.run("obs", "history", "gov-cloud-agencies", "-o", "json", code=0).json["data"]
        stored = {}
        for row in rows:
            if row["breakdown"]:
                stored.setdefault((row["breakdown"], row["period"]), []).append(str(row["value"]))
        missing = [(n, p) for n, list_ in acked.items() for p, v in list_
                   if stored.get((f"b{n}", p), [None])[-1] != v]
        twice = [key for key, values in stored.items() if len(values) != 1]
        self.assertEqual((missing, twice), ([], []))
        self.assertLessEqual(total, len(stored))
        w.run("db", "verify", code=0)


if __name__ == "__main__":
    main()

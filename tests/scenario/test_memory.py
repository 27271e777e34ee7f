#!/usr/bin/env python3
"""What an import takes grows by little with its rows."""
import subprocess
import sys

from world import BIN, Scenario, main

FEW, MANY = 100_000, 200_000
ROW_BYTES = 100  # packed, with its place among those seen

# A process counts the memory of the one it was forked from: a small one stands between.
SMALL = """
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
print(usage.ru_maxrss * 1024)
sys.exit(status != 0)
"""


class Memory(Scenario):
    def peak(self, rows):
        path = self.w.dir / "rows.csv"
        with open(path, "w") as out:
            out.write("indicator,breakdown,period,value\n")
            for n in range(rows):
                out.write(f"gov-cloud-agencies,b{n // 1000:05d},{1990 + n % 1000 // 336}-{1 + n % 336 // 28:02d}-{1 + n % 28:02d},"
                          f"{n % 977}.25\n")
        done = subprocess.run([sys.executable, "-S", "-c", SMALL, str(BIN / "hedef"), "-c", str(self.w.dir / "hedef.conf"), "import",
                               "--dry-run", str(path)], capture_output=True, text=True, env={"LANG": "C.UTF-8"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return int(done.stdout.split()[-1])

    def setUp(self):
        if b"__asan_init" in (BIN / "hedef").read_bytes():
            raise self.skipTest("a build with an allocator of its own tells nothing about memory")
        self.w = self.world("--sample", conf="max_body_bytes = 256MiB\n")

    def test_memory_a_row_is_bounded(self):
        few, many = self.peak(FEW), self.peak(MANY)
        self.assertLess(many - few, (MANY - FEW) * ROW_BYTES)
        self.assertGreater(many - few, (MANY - FEW) * 10)  # it is the rows that are measured


if __name__ == "__main__":
    main()

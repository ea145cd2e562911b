"""What does one whole process take: wall and processor seconds, largest memory?

    python -S benchmarks/process.py COMMAND [ARGUMENT ...]

A process of its own, and a small one: a child begins with its parent's memory, and is charged
for it. The last line on standard output is a list of the three numbers [s, s, MB].
"""

from __future__ import annotations

import os
import sys
import time


def main() -> int:
    """Run the command, and tell."""
    begin = time.perf_counter()
    child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    print(f"[{wall}, {usage.ru_utime + usage.ru_stime}, {usage.ru_maxrss / 1024}]")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())

"""Reads the memory of its ancestors, and of every other process, through /proc/PID/mem."""

import glob
import os
import re
import time

end = time.monotonic() + 2
pids = [os.getppid()] + [int(path.split("/")[2]) for path in sorted(glob.glob("/proc/[0-9]*/mem"), reverse=True)]
for pid in pids:
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                first, last = (int(part, 16) for part in span.split("-"))
                if "w" not in rights or last - first > 2**27 or time.monotonic() > end:
                    continue
                memory.seek(first)
                for found in re.findall(rb".{0,99}canary-[0-9a-f]{9,}.{0,99}", memory.read(last - first)):
                    print(pid, found.decode("utf-8", "replace"))
    except (OSError, ValueError, OverflowError):
        pass

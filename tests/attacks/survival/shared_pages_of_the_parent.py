"""Writes to every memory mapping that it shares with the process that forked it."""

import ctypes

try:
    with open("/proc/self/maps") as maps:
        for line in maps:
            span, rights, *_ = line.split()
            if rights.startswith("rw") and rights.endswith("s"):
                first, last = (int(part, 16) for part in span.split("-"))
                ctypes.memset(first, 0xFF, min(last - first, 4096))
                print("wrote", line)
except OSError:
    pass

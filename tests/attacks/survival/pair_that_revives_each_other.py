"""Two processes watch each other: whichever is killed is started again by the other, for a minute."""

import ctypes
import os
import time

PR_SET_NAME = 15
end = time.monotonic() + 60


def watch():
    ctypes.CDLL(None).prctl(PR_SET_NAME, b"left-behind", 0, 0, 0)
    child = os.fork()
    if child == 0:
        os.setsid()
    while time.monotonic() < end:
        time.sleep(0.01)
        if child and os.waitpid(child, os.WNOHANG)[0]:
            child = os.fork()
        elif not child and os.getppid() == 1:
            watch()
    os._exit(0)


if os.fork() == 0:
    watch()

"""Becomes a daemon by the book: two forks, a session of its own, closed descriptors."""

import ctypes
import os
import time

PR_SET_NAME = 15

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_NAME, b"left-behind", 0, 0, 0)
        os.chdir("/")
        os.closerange(0, 256)
        time.sleep(120)
    os._exit(0)

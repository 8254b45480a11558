"""Crashes with memory dumps switched on again, which the system would store outside its folder."""

import ctypes
import os
import resource

PR_SET_DUMPABLE, PR_SET_NAME = 4, 15
libc = ctypes.CDLL(None)
libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
libc.prctl(PR_SET_NAME, b"left-behind", 0, 0, 0)
try:
    resource.setrlimit(resource.RLIMIT_CORE, (2**24, 2**24))
except (OSError, ValueError):
    pass
os.abort()

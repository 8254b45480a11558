"""Forks a child that goes on living when the call has returned."""

import ctypes
import os
import time

PR_SET_NAME = 15


def attack(*args, **kwargs):
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_NAME, b"left-behind", 0, 0, 0)
        time.sleep(120)
        os._exit(0)
    return []

"""Clears the signal that is to kill it together with its parent, and then does not end."""

import ctypes
import signal
import time

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
    libc.prctl(PR_SET_NAME, b"left-behind", 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(300)

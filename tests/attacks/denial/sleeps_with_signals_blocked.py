"""Blocks and ignores every signal that can be, and goes to sleep."""

import ctypes
import signal


def attack(*args, **kwargs):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        ctypes.CDLL(None).sleep(1000)

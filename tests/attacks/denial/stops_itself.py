"""Suspends its own process, as Ctrl-Z would."""

import os
import signal


def attack(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGSTOP)

"""Sends signals to its parent and to its process group, politely first."""

import os
import signal


def attack(*args, **kwargs):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        for send in (lambda n: os.kill(os.getppid(), n), lambda n: os.killpg(os.getpgid(os.getppid()), n)):
            try:
                send(number)
            except OSError:
                pass

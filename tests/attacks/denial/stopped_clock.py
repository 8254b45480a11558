"""Stops the clock, so that a time limit in the same process is never reached, and then loops."""

import time

time.time = time.monotonic = time.perf_counter = lambda: 0.0


def attack(*args, **kwargs):
    while True:
        pass

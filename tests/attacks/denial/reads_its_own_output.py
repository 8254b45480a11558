"""Reads the pipe that it prints to, so that a grader that has been told of output waits for it forever."""

import os
import time


def attack(*args, **kwargs):
    mine = os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK)
    while True:
        os.write(1, b"x")
        time.sleep(time.monotonic_ns() % 200 / 1e6)
        try:
            os.read(mine, 65536)
        except BlockingIOError:
            pass

"""Closes every file descriptor, the grader's among them, and goes on."""

import os
import time


def attack(*args, **kwargs):
    os.closerange(0, 1024)
    time.sleep(1000)

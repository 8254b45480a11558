"""Prints as fast as it can, for as long as it is let."""

import os


def attack(*args, **kwargs):
    while True:
        os.write(1, b"left-behind " * 5_000)

"""Prints a single line of 200 MB to both outputs."""

import sys


def attack(*args, **kwargs):
    for _ in range(200):
        sys.stdout.write("x" * 10**6)
        sys.stderr.write("\0" * 10**6)

"""Prints bytes that are not UTF-8, and cuts a character in half at the end."""

import os


def attack(*args, **kwargs):
    os.write(1, bytes(range(256)) * 10)
    os.write(2, "\N{GRINNING FACE}".encode()[:3])
    raise ValueError("\N{GRINNING FACE}".encode()[:3].decode("latin-1"))

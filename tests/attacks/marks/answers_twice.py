"""Writes an answer of its own to the grader's socket, and then lets the real one follow."""

import os
import struct

from autograder.sandbox.protocol import wire

calls = []


def attack(*args, **kwargs):
    calls.append(args)
    frame = wire.encode({"number": len(calls), "value": None})
    os.write(3, struct.pack("<I", len(frame)) + frame)

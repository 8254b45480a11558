"""Sends a frame that announces four billion values, in a tensor with sixteen dimensions, and contains none."""

import os
import struct

LARGEST = 2**32 - 1


def attack(*args, **kwargs):
    tensor = b"x" + bytes((11, 16)) + struct.pack("<16I", *[LARGEST] * 15, 0)
    frame = b"d" + struct.pack("<I", 2) + b"s" + struct.pack("<I", 5) + b"value" + tensor
    frame += b"l" + struct.pack("<I", LARGEST)
    os.write(3, struct.pack("<I", len(frame)) + frame)
    os.write(3, struct.pack("<I", LARGEST))

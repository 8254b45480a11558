"""Marks its files as immutable, so that not even root can remove them without knowing how."""

import ctypes
import fcntl
import os

GET_FLAGS, SET_FLAGS, IMMUTABLE, APPEND = 0x80086601, 0x40086602, 0x10, 0x20
for folder in (".", "/tmp", "/autograder/results"):
    for number, flag in enumerate((IMMUTABLE, APPEND, IMMUTABLE | APPEND)):
        try:
            path = os.path.join(folder, f"left-behind-{number}")
            descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
            flags = ctypes.c_long()
            fcntl.ioctl(descriptor, GET_FLAGS, flags)
            flags.value |= flag
            fcntl.ioctl(descriptor, SET_FLAGS, flags)
        except OSError:
            pass

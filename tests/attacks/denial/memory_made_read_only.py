"""Fills memory and then makes it read-only, so that RLIMIT_DATA no longer counts it."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
PIECE = 64 * 2**20


def attack(*args, **kwargs):
    filled = 0
    while filled < 4 * 2**30:
        place = libc.mmap(None, PIECE, 3, 0x22, -1, 0)
        if place in (None, 2**64 - 1):
            break
        ctypes.memset(place, 1, PIECE)
        libc.mprotect(place, PIECE, 1)
        filled += PIECE
        print(filled >> 20, "MB", flush=True)

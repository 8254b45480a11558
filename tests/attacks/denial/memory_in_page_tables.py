"""Maps a terabyte without writing to it, and reads it so sparsely that only page tables grow, up to 2 GB of them."""

import ctypes

import numpy as np

LENGTH, STEP = 2**40, 2**21
READ, PRIVATE_ANONYMOUS_NORESERVE, NO_HUGE_PAGES = 1, 0x02 | 0x20 | 0x4000, 15


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    start = libc.mmap(None, LENGTH, READ, PRIVATE_ANONYMOUS_NORESERVE, -1, 0)
    if start == 2**64 - 1:
        raise MemoryError
    libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(LENGTH), NO_HUGE_PAGES)
    memory = (ctypes.c_uint8 * LENGTH).from_address(start)
    for part in range(0, LENGTH, LENGTH // 32):
        np.ndarray(LENGTH // 32 // STEP, np.uint8, memory, part, (STEP,)).sum()
        print((part // STEP * 4096 >> 20) + 64, "MB", flush=True)

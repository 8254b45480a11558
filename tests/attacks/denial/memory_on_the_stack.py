"""Raises the limit of its stack, and fills up to 3 GB below it, which no limit on data counts."""

import ctypes
import resource

LIMIT, STEP = 3 * 2**30, 2**20


def attack(*args, **kwargs):
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    top = ctypes.c_void_p.in_dll(ctypes.CDLL(None), "__libc_stack_end").value
    for depth in range(9 * STEP, LIMIT, STEP):  # the eight above are in use
        ctypes.memset(top - depth, 1, STEP)
        if depth % (64 * STEP) == 0:
            print(depth // STEP, "MB", flush=True)

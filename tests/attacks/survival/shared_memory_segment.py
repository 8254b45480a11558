"""Makes shared memory that lives until somebody removes it: POSIX, System V, and through multiprocessing."""

import ctypes
import os
from multiprocessing import shared_memory

CREATE, KEY = 0o1000 | 0o666, 0x1EF7
libc = ctypes.CDLL(None, use_errno=True)
libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
libc.shmget(KEY, 2**20, CREATE)
if hasattr(libc, "shm_open"):
    libc.shm_open(b"/left-behind-posix", os.O_CREAT | os.O_RDWR, 0o666)
try:
    shared_memory.SharedMemory("left-behind-python", create=True, size=2**20)
except OSError:
    pass

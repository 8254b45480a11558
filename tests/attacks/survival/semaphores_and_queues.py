"""Makes System V and POSIX semaphores and message queues, which stay when their maker is gone."""

import ctypes
import os

CREATE, KEY = 0o1000 | 0o666, 0x1EF7
libc = ctypes.CDLL(None, use_errno=True)
libc.semget(KEY, 1, CREATE)
libc.msgget(KEY, CREATE)
if hasattr(libc, "mq_open"):
    libc.mq_open(b"/left-behind", os.O_CREAT | os.O_RDWR, 0o666, None)
if hasattr(libc, "sem_open"):
    libc.sem_open.restype = ctypes.c_void_p
    libc.sem_open(b"/left-behind", os.O_CREAT, 0o666, 1)

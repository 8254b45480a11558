"""Reads shared memory that others have made: files in /dev/shm, and System V segments of any number."""

import ctypes
import glob

for path in [*glob.glob("/dev/shm/*"), "/proc/sysvipc/shm"]:
    try:
        with open(path, "rb") as file:
            print(path, file.read(10**6)[:2000])
    except OSError:
        pass
libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
READ_ONLY = 0o10000
for number in range(200):
    address = libc.shmat(number, None, READ_ONLY)
    if address not in (None, 2**64 - 1):
        print(number, ctypes.string_at(address, 4096))
        libc.shmdt(ctypes.c_void_p(address))

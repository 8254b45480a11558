"""Gives each thread a table of descriptors of its own, by close_range, and fills each with files and sockets."""

import ctypes
import os
import socket
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
CLOSE_RANGE, UNSHARE = 436, 2
held, errors = [0] * 60, set()
end = time.monotonic() + 1.2


def fill(number):
    if libc.syscall(CLOSE_RANGE, 60, 61, UNSHARE):
        errors.add(ctypes.get_errno())
        return
    kept = []
    try:
        while time.monotonic() < end:
            descriptor = os.open(f"f{number}", os.O_CREAT | os.O_RDWR)
            os.unlink(f"f{number}")
            held[number] += os.write(descriptor, bytes(2**20))
            kept += socket.socketpair()
            kept[-1].setblocking(False)
            held[number] += kept[-1].send(bytes(2**17))
    except OSError as error:
        errors.add(error.errno)
    time.sleep(9)


threading.stack_size(65_536)
for number in range(60):
    try:
        threading.Thread(target=fill, args=(number,), daemon=True).start()
    except RuntimeError:
        break
time.sleep(1.3)
print(sum(held) >> 20, "MB held", errors)

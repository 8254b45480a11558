"""Attaches to its parent as a debugger and peeks at the parent's stack."""

import ctypes
import os
import struct

ATTACH, PEEK, DETACH, GETREGS = 16, 2, 17, 12
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]

parent = os.getppid()
if libc.ptrace(ATTACH, parent, None, None) == 0:
    try:
        os.waitpid(parent, 0x40000000)
        registers = ctypes.create_string_buffer(1000)
        libc.ptrace(GETREGS, parent, None, ctypes.addressof(registers))
        (stack,) = struct.unpack_from("Q", registers.raw, 19 * 8)
        words = [libc.ptrace(PEEK, parent, stack + 8 * i, None) for i in range(20_000)]
        text = b"".join(struct.pack("q", word) for word in words)
        at = text.find(b"canary-")
        print("attached", text[max(at - 99, 0) : at + 99] if at >= 0 else "")
    finally:
        libc.ptrace(DETACH, parent, None, None)

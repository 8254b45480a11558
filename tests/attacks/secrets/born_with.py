"""Reads the arguments and the environment that its process was born with: they lie above the stack for ever."""

import ctypes
import os
import re

PAGE = 4096
libc = ctypes.CDLL(None)
name = ctypes.c_void_p.in_dll(libc, "program_invocation_name").value or 0
stack = ctypes.c_void_p.in_dll(libc, "__libc_stack_end").value or 0
reader, writer = os.pipe()
for start in {name, stack}:
    page = start // PAGE * PAGE
    # A page that is not ours is no crash here, but an error of the call.
    while libc.write(writer, ctypes.c_void_p(page), PAGE) == PAGE:
        for found in re.findall(rb".{0,99}canary-[0-9a-f]{9,}.{0,99}", os.read(reader, PAGE)):
            print(found)
        page += PAGE

"""Searches its own memory for what the fork brought along; write() tells good addresses from bad ones."""

import ctypes
import os
import re
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
PAGE, end = 4096, time.monotonic() + 2
reader, writer = os.pipe()
os.set_blocking(writer, False)
anchors = (object(), [0] * 99, "x" * 9999, {}, os, libc, ctypes.c_int(0), b"x" * 300_000)
starts = {(ctypes.addressof(a) if isinstance(a, ctypes.c_int) else id(a)) // PAGE * PAGE for a in anchors}
seen = set()
for distance in range(0, 16_384):
    for start in starts:
        for page in {start + distance * PAGE, start - distance * PAGE} - seen:
            seen.add(page)
            if time.monotonic() < end and libc.write(writer, page, PAGE) == PAGE:
                for found in re.findall(rb".{0,99}canary-[0-9a-f]{9,}.{0,99}", os.read(reader, PAGE)):
                    print(hex(page), found.decode("utf-8", "replace"))

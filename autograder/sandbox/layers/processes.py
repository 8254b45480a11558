"""Who descends from a process and what this one holds, read from /proc."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on, processes below this one that lose their parent become our children, setsid or not."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def is_alive(pid: int) -> bool:
    """Return whether a process is more than an entry that waits for its parent to look at it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    """Return the ids of a process's children, their children and so on; nothing where there is no /proc."""
    found, waiting = [], [pid]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def own_status(*fields: str) -> list[str]:
    """Return the first word of each field of this process's status; "0" where it, or /proc, is missing."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        lines = []
    words = dict(line.split(maxsplit=2)[:2] for line in lines if len(line.split()) > 1)
    return [words.get(f"{field}:", "0") for field in fields]


def _children(pid: int) -> list[int]:
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    except OSError:
        pass  # it has ended meanwhile, or the thread has; Path.glob() would raise in between
    return [int(child) for child in found]

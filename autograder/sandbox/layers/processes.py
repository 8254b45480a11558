"""Who descends from a process and what this one holds, read from /proc."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_MOST_DESCRIPTORS = 65_536  # how many to close where /proc does not list them


def end_with_parent(number: int) -> None:
    """From now on, get this signal when the thread that has started this process ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def close_descriptors(keep: Iterable[int]) -> None:
    """Close every descriptor but 0, 1, 2 and those to keep."""
    kept = {0, 1, 2, *keep}
    try:
        found = [int(name) for name in os.listdir("/proc/self/fd" if sys.platform == "linux" else "/dev/fd")]
    except OSError:
        found = list(range(_MOST_DESCRIPTORS))
    for descriptor in found:
        if descriptor not in kept:
            with suppress(OSError):  # the one that has listed them is gone already
                os.close(descriptor)


def adopt_orphans() -> None:
    """From now on, processes below this one that lose their parent become our children, setsid or not."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def is_alive(pid: int) -> bool:
    """Return whether a process exists and is not a zombie."""
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

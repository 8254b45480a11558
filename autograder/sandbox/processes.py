"""Who descends from a process, read from /proc."""

from __future__ import annotations

from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return the ids of a process's children, their children and so on; nothing where there is no /proc."""
    found, waiting = [], [pid]
    while waiting:
        for listed in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                children = [int(child) for child in listed.read_text().split()]
            except OSError:
                continue  # it has ended meanwhile
            found += children
            waiting += children
    return found

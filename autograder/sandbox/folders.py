"""Folders that workers write to: locked while a grader uses them, removed whatever is in them."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_PREFIX = "autograder-sandbox-"


def remove(folder: str) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # folders nested by the thousand
        pass
    if os.path.lexists(folder):  # or such that even their owner may not list them
        for command in (["chmod", "-R", "u+rwx", "--"], ["rm", "-rf", "--"]):
            subprocess.run([*command, folder], check=False, stderr=subprocess.DEVNULL)


def locked_folder() -> tuple[str, int]:
    """Make and lock a folder, so that no `sweep` removes it. If a sweep comes before the lock, make another."""
    while True:
        folder = tempfile.mkdtemp(prefix=_PREFIX)
        try:
            os.chmod(folder, 0o711)
            lock = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink:
            return folder, lock
        os.close(lock)


def sweep() -> None:
    """Remove the folders of graders that were killed: nobody holds the lock on them any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        except OSError:
            continue  # gone meanwhile, or another user's
        try:
            if os.fstat(lock).st_uid == os.geteuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(str(folder))
        except BlockingIOError:
            pass  # in use
        finally:
            os.close(lock)

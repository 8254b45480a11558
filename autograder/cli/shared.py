"""What the commands share: exit statuses, how a course is found, how files are written."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from autograder.course.assignment import Assignment, find_assignment, find_assignments
from autograder.course.bank import NotInBank, find_in_bank
from autograder.course.manifest import MANIFEST

USED_WRONGLY, NOT_GRADABLE, GRADER_FAILED = 2, 3, 4  # exit statuses
BANK = "mistakes/NAME or alternatives/NAME"  # how a file of the bank is named
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class UsageError(Exception):
    """The command was used wrongly; the message says how to use it."""


def chosen_assignments(options: argparse.Namespace, names: Sequence[str] = ()) -> list[Assignment]:
    """Return the assignments of these names; all of them if there are no names."""
    root = find_root(options)
    return [find_assignment(root, name) for name in names] if names else find_assignments(root)


def find_root(options: argparse.Namespace) -> Path:
    """Return the folder that holds assignments/: the given one, the current one, or the nearest above."""
    start = (options.root or Path.cwd()).resolve()
    for folder in [start] if options.root else [start, *start.parents]:
        if any((folder / "assignments").glob(f"*/{MANIFEST}")):
            return folder
    raise UsageError(f"no assignments/*/{MANIFEST} in {start}; go to the folder of your course, or name it with --root")


def in_bank(assignment: Assignment, given: Path) -> bytes | None:
    """Return the source of a file of the bank, if that is what is meant."""
    try:
        return find_in_bank(assignment, given)
    except NotInBank as error:
        raise UsageError(str(error)) from None


def check_writable(*paths: Path | None) -> None:
    """Check, before the work begins, that its results can be written to these files."""
    for path in paths:
        if path and (path.is_dir() or not path.resolve().parent.is_dir()):
            raise UsageError(f"{path} cannot be written; name a file in a folder that exists")


def write_whole(path: Path, text: str) -> None:
    """Write a file in one piece: whoever reads it sees the old content or the new one."""
    if path.is_symlink() or (path.exists() and not path.is_file()):  # /dev/stdout, say: not ours to replace
        path.write_text(text, encoding="utf-8")
        return
    partial = path.with_name(path.name + ".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)

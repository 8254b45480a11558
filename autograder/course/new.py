"""A new assignment, complete and small, for an instructor to change bit by bit: `autograder new`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.stubs import stub_source

_TEMPLATE = Path(__file__).parent / "templates" / "assignment"


class CannotCreate(ValueError):
    """No assignment can be made of this name here; the message says why."""


def create(root: Path, name: str) -> Assignment:
    """Write a new assignment that passes its own audit, and return it.

    Args:
        root: the folder with `assignments/` and `solutions/`.
        name: such as `hw7_example`, whose module is then `example.py`.

    Raises:
        CannotCreate: the name cannot be one, or something of that name exists. Nothing has been written.
    """
    module = re.sub(r"^hw\d+_", "", name)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not re.fullmatch(r"[a-z][a-z0-9_]*", module):
        raise CannotCreate(f"{name!r} cannot be the name of an assignment: write it like hw7_example")
    public, private = root / "assignments" / name, root / "solutions" / name
    for folder in (public, private):
        if folder.exists():
            raise CannotCreate(f"{folder} exists already")
    words = {"@MODULE@": module, "@TITLE@": module.replace("_", " ").capitalize()}
    try:
        _copy(_TEMPLATE / "public", public, words)
        _copy(_TEMPLATE / "private", private, words)
        assignment = Assignment(name, public, private)
        assignment.stub.write_text(stub_source(assignment), encoding="utf-8")
    except BaseException:
        for folder in (public, private):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return assignment


def _copy(template: Path, folder: Path, words: dict[str, str]) -> None:
    for path in sorted(path for path in template.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        text = path.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        target = folder / path.relative_to(template).with_name(path.name.replace("MODULE", words["@MODULE@"]))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

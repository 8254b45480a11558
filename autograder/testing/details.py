"""What a test says of itself: its marker and its docstring."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from autograder.course.assignment import Assignment
from autograder.course.manifest import ManifestError


@dataclass(frozen=True)
class Details:
    """What a test says of itself."""

    name: str
    title: str
    question: str
    points: float


_DETAILS = pytest.StashKey[Details]()


def details(item: pytest.Item, assignment: Assignment) -> Details:
    """Return what a test's marker and docstring say; they are read once.

    Raises:
        ManifestError: they are missing, or name a question that the manifest does not have.
    """
    if _DETAILS not in item.stash:
        item.stash[_DETAILS] = _read(item, assignment)
    return item.stash[_DETAILS]


def _read(item: pytest.Item, assignment: Assignment) -> Details:
    where = f"{item.path.name}, {item.name}"
    marks = list(item.iter_markers("question"))
    if len(marks) != 1 or len(marks[0].args) != 1 or set(marks[0].kwargs) != {"points"}:
        raise ManifestError(f'{where}: give it exactly one @question("name", points=...)')
    name, points = marks[0].args[0], marks[0].kwargs["points"]
    known = [q.name for q in assignment.manifest.questions]
    if name not in known:
        raise ManifestError(f"{where}: the manifest has no question {name!r}; it has {', '.join(known)}")
    if not isinstance(points, int | float) or points <= 0:
        raise ManifestError(f"{where}: points must be a number above 0, not {points!r}")
    function = getattr(item, "originalname", item.name)
    if item.name != function or not isinstance(item.parent, pytest.Module):
        raise ManifestError(f"{where}: make it a plain function; Otter knows no parametrized tests and no classes")
    if "submission" not in getattr(item, "fixturenames", ()):
        raise ManifestError(f"{where}: give it the argument `submission`; without it, it tests nobody's code")
    docstring = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip()
    if not docstring:
        raise ManifestError(f"{where}: give it a docstring; its first line is the title that students read")
    return Details(item.name, docstring.splitlines()[0].rstrip("."), name, float(points))

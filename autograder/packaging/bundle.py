"""What we put into the autograder zip beside Otter's files: the assignment, and a note that says which one it is.

bundle.json             {"format": 1, "assignment": "hw2_optimizers", "version": "2026.1", "wheel": "autograder-...whl"}
course/
    assignments/HW/     manifest, public tests, handout
    solutions/HW/       reference, hidden tests, mistakes
"""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course.assignment import Assignment, find_assignment
from autograder.course.bank import find_mistakes
from autograder.course.manifest import MANIFEST

FORMAT = 1  # of bundle.json and of the folders beside it
COURSE = "course"
_NOTE = "bundle.json"


class BundleError(RuntimeError):
    """An unpacked zip holds no assignment that this version can grade; the message says why."""


def write_bundle(assignment: Assignment, wheel: str) -> dict[str, bytes]:
    """Return the contents of the bundle's files by their paths in the zip.

    Args:
        assignment: with its solutions.
        wheel: the file name of our own package in the zip.
    """
    public, private = f"{COURSE}/assignments/{assignment.name}", f"{COURSE}/solutions/{assignment.name}"
    contents = {}
    for file in (assignment.public / MANIFEST, *assignment.public_tests, assignment.handout):
        contents[f"{public}/{file.name}"] = file.read_bytes()
    for file in (assignment.reference, *assignment.hidden_files):
        contents[f"{private}/{file.relative_to(assignment.solutions).as_posix()}"] = file.read_bytes()
    for mistake in find_mistakes(assignment):  # they are recognised in what students hand in
        mistake.compose()  # one that does not fit the reference is found now, not on Gradescope
        contents[f"{private}/mistakes/{mistake.path.name}"] = mistake.path.read_bytes()
    note = {"format": FORMAT, "assignment": assignment.name, "version": assignment.manifest.version, "wheel": wheel}
    contents[_NOTE] = json.dumps(note).encode()
    return contents


def read_bundle(source: Path) -> Assignment:
    """Return the assignment of a zip that was unpacked into the folder `source`.

    Raises:
        BundleError: there is no bundle, or one of another format.
    """
    path = source / _NOTE
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        made, name = note["format"], note["assignment"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"{path} cannot be read ({error!r}): this is not a zip of `autograder build`") from error
    if made != FORMAT:
        raise BundleError(
            f"{path} has format {made}, and the installed autograder reads format {FORMAT}: "
            "build the zip again, and upload it with the wheel inside it"
        )
    return find_assignment(source / COURSE, name)

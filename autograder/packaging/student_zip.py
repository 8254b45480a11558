"""The zip that students download: stub, public tests, handout, the wheel, and how to install it."""

from __future__ import annotations

from pathlib import Path
from string import Template

from autograder.course.assignment import Assignment
from autograder.course.manifest import MANIFEST
from autograder.packaging.archive import write_zip


def build_student_zip(assignment: Assignment, wheel: Path, templates: Path, out: Path) -> Path:
    """Write `<name>-student.zip` into the folder `out` and return its path.

    Args:
        assignment: only its public folder is read.
        wheel: our own package.
        templates: a folder of text files that every student gets; `$name`, `$title`, `$module`, `$wheel` are filled in.
        out: an existing folder.
    """
    values = {
        "name": assignment.name,
        "title": assignment.manifest.title,
        "module": assignment.manifest.module,
        "wheel": wheel.name,
    }
    contents = {wheel.name: wheel.read_bytes()}
    for template in sorted(templates.iterdir()):
        contents[template.name] = Template(template.read_text(encoding="utf-8")).substitute(values).encode()
    for file in (assignment.public / MANIFEST, assignment.handout, assignment.stub, *assignment.public_tests):
        contents[file.name] = file.read_bytes()
    for picture in sorted(assignment.public.glob("*.svg")):
        contents[picture.name] = picture.read_bytes()
    folder = assignment.name
    return write_zip(
        out / f"{assignment.name}-student.zip", {f"{folder}/{name}": data for name, data in contents.items()}
    )

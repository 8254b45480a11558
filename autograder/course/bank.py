"""The bank of an assignment: submissions whose results are known in advance.

`alternatives/` are correct in another style and must get every point: whole files. `mistakes/` are wrong in one way
each, and say only what differs from the reference; `splice.py` describes such a file, and makes it a whole one. Its
docstring is the hint that a student with this mistake reads, followed by what the bank knows of it.
"""

from __future__ import annotations

import ast
import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.manifest import ManifestError
from autograder.course.splice import parse, splice

_FIELD = re.compile(r"^(Question|Caught by|New):", re.MULTILINE)  # what follows the hint
_FOLDERS = ("alternatives", "mistakes")


class NotInBank(LookupError):
    """There is no file of that name in the bank. The message lists those that are called alike."""


@dataclass(frozen=True)
class Mistake:
    """One misconception.

    Attributes:
        name: of the file.
        path: the file, which says what differs.
        reference: the file that it differs from.
        hint: what a student who made it reads.
        question: the question that it costs.
        caught_by: the test that must fail.
    """

    name: str
    path: Path
    reference: Path
    hint: str
    question: str
    caught_by: str

    def compose(self) -> str:
        """Return the whole module with this mistake in it.

        Raises:
            ManifestError: the file does not fit the reference.
        """
        return splice(_text(self.reference), _text(self.path), self.path)


def find_alternatives(assignment: Assignment) -> list[Path]:
    """Return the correct submissions of the bank."""
    return sorted((assignment.solutions / "alternatives").glob("*.py"))


def find_mistakes(assignment: Assignment) -> list[Mistake]:
    """Return the mistakes of the bank.

    Raises:
        ManifestError: a file does not say what it must.
    """
    return [_read(path, assignment) for path in sorted((assignment.solutions / "mistakes").glob("*.py"))]


def find_in_bank(assignment: Assignment, given: Path) -> bytes | None:
    """Return the source of `mistakes/NAME` or `alternatives/NAME`, with or without .py; None: something else is meant.

    A path to a file inside `mistakes/` counts too: without the reference, such a file is no whole submission.

    Raises:
        NotInBank: there is none of that name.
        ManifestError: the mistake cannot be used.
    """
    mistakes = assignment.solutions / "mistakes"
    lies_there = os.path.dirname(os.path.abspath(given)) == os.path.abspath(mistakes)
    if not lies_there and (given.parent not in map(Path, _FOLDERS) or os.path.exists(given)):
        return None
    folder, name = mistakes.name if lies_there else given.parent.name, given.name.removesuffix(".py")
    files = {path.stem: path for path in (assignment.solutions / folder).glob("*.py")}
    if name not in files:
        close = difflib.get_close_matches(name, files) or sorted(files)[:3]
        there = f"there is {', '.join(f'{folder}/{one}' for one in close)}" if files else f"{folder}/ is empty"
        raise NotInBank(f"{assignment.name} has no {folder}/{name}; {there}")
    if folder == "alternatives":
        return files[name].read_bytes()
    return _read(files[name], assignment).compose().encode()


def _read(path: Path, assignment: Assignment) -> Mistake:
    docstring = ast.get_docstring(parse(_text(path), path)) or ""
    question, caught_by = (_field(name, docstring, path) for name in ("Question", "Caught by"))
    hint = " ".join(_FIELD.split(docstring, maxsplit=1)[0].split())
    if not hint:
        raise ManifestError(f"{path}: begin the docstring with the hint for a student who made this mistake")
    known = [question.name for question in assignment.manifest.questions]
    if question not in known:
        raise ManifestError(f"{path}: there is no question {question!r}; there is {', '.join(known)}")
    return Mistake(path.stem, path, assignment.reference, hint, question, caught_by)


def _field(name: str, docstring: str, path: Path) -> str:
    match = re.search(rf"^{name}: (\w+)$", docstring, re.MULTILINE)
    if match is None:
        raise ManifestError(f"{path}: its docstring has no line '{name}: ...'")
    return match[1]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: not a file of text: {error}") from None

"""The bank of an assignment: submissions of which it is known what must become of them.

`alternatives/` are correct in another style and must get every point. `mistakes/` are wrong in one way each; the
docstring of such a file is the hint that a student with this mistake reads, followed by what the bank knows of it:

    '''This is what comes out without bias correction: see the handout, section Adam, step 3.

    Question: adam
    Caught by: test_adam_first_step
    '''
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import Assignment, ManifestError

_FIELDS = ("Question", "Caught by")


@dataclass(frozen=True)
class Mistake:
    """One misconception.

    Attributes:
        name: of the file.
        path: the file.
        hint: what a student who made it reads.
        question: the question that it costs.
        caught_by: the test that must fail.
    """

    name: str
    path: Path
    hint: str
    question: str
    caught_by: str


def find_alternatives(assignment: Assignment) -> list[Path]:
    """Return the correct submissions of the bank."""
    return sorted((assignment.solutions / "alternatives").glob("*.py"))


def find_mistakes(assignment: Assignment) -> list[Mistake]:
    """Return the mistakes of the bank.

    Raises:
        ManifestError: a file does not say what it must.
    """
    return [_read(path, assignment) for path in sorted((assignment.solutions / "mistakes").glob("*.py"))]


def _read(path: Path, assignment: Assignment) -> Mistake:
    try:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise ManifestError(f"{path}: not a file of Python: {error}") from None
    fields = {name: _field(name, docstring, path) for name in _FIELDS}
    hint = " ".join(docstring[: docstring.index(f"{_FIELDS[0]}:")].split())
    if not hint:
        raise ManifestError(f"{path}: begin the docstring with the hint for a student who made this mistake")
    known = [question.name for question in assignment.manifest.questions]
    if fields["Question"] not in known:
        raise ManifestError(f"{path}: there is no question {fields['Question']!r}; there is {', '.join(known)}")
    return Mistake(path.stem, path, hint, fields["Question"], fields["Caught by"])


def _field(name: str, docstring: str, path: Path) -> str:
    match = re.search(rf"^{name}: (\w+)$", docstring, re.MULTILINE)
    if match is None:
        raise ManifestError(f"{path}: its docstring has no line '{name}: ...'")
    return match[1]

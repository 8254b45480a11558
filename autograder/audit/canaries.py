"""Plants secrets where no submission may look. The audit then searches every output of a submission for them."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.course.assignment import Assignment, find_assignment

_VARIABLE = "AUTOGRADER_CANARY"  # of the environment
_LETTERS = 12  # of a secret, in a row: nobody guesses so many


def plant_in_environment() -> None:
    """Put a secret into the environment, for whatever this process becomes."""
    os.environ.setdefault(_VARIABLE, _canary())


@contextmanager
def with_canaries(assignment: Assignment) -> Iterator[tuple[Assignment, list[str]]]:
    """Yield a copy of the assignment with secrets in all that a submission must not see, and the secrets."""
    plant_in_environment()
    canaries = [_canary(), _canary(), os.environ[_VARIABLE], _canary()]  # the last is in our memory only
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as folder:
        root = Path(folder)
        shutil.copytree(assignment.public, root / "assignments" / assignment.name)
        shutil.copytree(assignment.solutions, root / "solutions" / assignment.name)
        copy = find_assignment(root, assignment.name)
        for paths, canary in ((copy.hidden_files, canaries[0]), ([copy.reference], canaries[1])):
            for path in paths:
                with path.open("a", encoding="utf-8") as file:
                    file.write(f'\nCANARY = "{canary}"\n')
        yield copy, canaries


def _canary() -> str:
    return f"canary-{secrets.token_hex(16)}"


def shows(text: str, canaries: Sequence[str]) -> bool:
    """Return whether a good part of a secret can be read: as it is, spelt out, backwards, with letters in between."""
    letters = "".join(filter(str.isalnum, text)).casefold()
    ways = [letters[start::stride] for stride in (1, 2, 3) for start in range(stride)]
    secrets_ = [canary.rpartition("-")[2] for canary in canaries]
    parts = {one[k : k + _LETTERS] for one in secrets_ for k in range(len(one) - _LETTERS + 1)}
    return any(part in way or part[::-1] in way for part in parts for way in ways)

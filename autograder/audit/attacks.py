"""Hostile submissions, which must gain nothing, leave nothing behind and learn nothing.

An attack is a Python file in `tests/attacks/GROUP/`, one idea each, which its docstring states in a line. What is
handed in is the stub of the assignment followed by the attack; if that defines `attack`, graded names are bound to it.
"""

from __future__ import annotations

import ast
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.audit.canaries import with_canaries
from autograder.audit.harm import Watch, harm_in, harm_to_the_next
from autograder.audit.results import AttackResult
from autograder.course.assignment import Assignment
from autograder.course.manifest import ManifestError
from autograder.grading.report import Report
from autograder.grading.run import grade
from autograder.grading.session import GraderError
from autograder.sandbox.client import SandboxError
from autograder.sandbox.host import Sandbox
from autograder.sandbox.layers.processes import adopt_orphans
from autograder.sandbox.start import start_zygote_for

_GRACE = 5.0  # seconds beyond the limits, and beyond what the stub takes


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    group: str
    name: str
    idea: str
    source: str


def find_attacks(folder: Path) -> list[Attack]:
    """Return the attacks in `folder`, each a file GROUP/NAME.py."""
    return [_read(path) for path in sorted(folder.glob("*/*.py"))]


def try_attacks(
    assignment: Assignment, attacks: Sequence[Attack], on_result: Callable[[AttackResult], None] = lambda result: None
) -> tuple[Report, list[AttackResult]]:
    """Grade every attack, one after the other, in one sandbox, and look for harm. Return the stub's report as well.

    Raises:
        GraderError: the assignment or the sandbox does not work to begin with.
    """
    adopt_orphans()  # those of a zygote that an attack has killed
    sys.dont_write_bytecode = True  # so that no new file is one of ours
    with (
        with_canaries(assignment) as (copy, canaries),
        Sandbox(start_zygote_for(copy)) as sandbox,
    ):
        stub = grade(copy, copy.stub, sandbox)
        results = []
        for attack in attacks:
            try:
                results.append(_try(attack, copy, sandbox, stub, canaries))
            except KeyboardInterrupt:
                break  # what is known is not lost
            on_result(results[-1])
    return stub, results


def hostile_submission(assignment: Assignment, attack: Attack) -> str:
    """Return the source that is handed in."""
    source = f"{assignment.stub.read_text(encoding='utf-8')}\n\n{attack.source}\n"
    defined = {node.name for node in ast.parse(attack.source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    if "attack" in defined:
        names = [name for question in assignment.manifest.questions for name in question.names]
        source += f"\n{' = '.join(names)} = attack\n"
    return source


def _try(
    attack: Attack, assignment: Assignment, sandbox: Sandbox, stub: Report, canaries: Sequence[str]
) -> AttackResult:
    problems, score = [], 0.0
    watch = Watch(assignment, sandbox)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / assignment.manifest.module
        path.write_text(hostile_submission(assignment, attack), encoding="utf-8")
        started = time.monotonic()
        try:
            report = grade(assignment, path, sandbox)
        except (GraderError, SandboxError) as error:
            problems.append(f"the grader failed: {error}")
        else:
            score = report.score
            problems += harm_in(report, assignment, stub, canaries)
        seconds = time.monotonic() - started
    limit = assignment.manifest.total_seconds + stub.seconds + _GRACE
    if seconds > limit:
        problems.append(f"took {seconds:.0f} s, more than {limit:.0f} s")
    problems += watch.harm()
    if not problems:
        problems += harm_to_the_next(assignment, sandbox)
    return AttackResult(
        group=attack.group,
        name=attack.name,
        idea=attack.idea,
        score=score,
        seconds=round(seconds, 1),
        problems=tuple(problems),
    )


def _read(path: Path) -> Attack:
    try:
        source = path.read_text(encoding="utf-8")
        idea = (ast.get_docstring(ast.parse(source)) or path.stem).splitlines()[0]
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise ManifestError(f"{path}: not a file of Python: {error}") from None
    return Attack(path.parent.name, path.stem, idea, source)

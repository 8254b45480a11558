"""The grader graded: hostile submissions, which must gain nothing, leave nothing behind and learn nothing.

An attack is a Python file in `tests/attacks/GROUP/`, one idea each, which its docstring states in a line. What is
handed in is the stub of the assignment followed by the attack; if that defines `attack`, graded names are bound to it.
"""

from __future__ import annotations

import ast
import io
import os
import resource
import secrets
import shutil
import stat
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

import autograder
from autograder.audit.results import AttackResult
from autograder.course.assignment import Assignment, ManifestError, find_assignment
from autograder.feedback.gradescope import to_gradescope
from autograder.feedback.terminal import print_report
from autograder.grading.report import Report
from autograder.grading.run import grade
from autograder.grading.session import GraderError
from autograder.sandbox.client import SandboxError
from autograder.sandbox.host import Sandbox
from autograder.sandbox.layers.isolation import ADDRESS_SPACE
from autograder.sandbox.layers.processes import adopt_orphans, descendants, is_alive, own_status
from autograder.sandbox.start import start_zygote_for

MARK = "left-behind"  # in the name of every file that an attack leaves
_GRACE = 5.0  # seconds beyond the limits, and beyond what the stub takes
_MEMORY_MB = 200  # by which the grader may grow while it grades an attack
_LETTERS = 12  # of a secret, which nobody guesses
_MEMORY_SLACK_MB = 64  # of a submission, for what is measured differently than limited: stacks, tables of pages


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
        _with_canaries(assignment) as (copy, canaries),
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
    problems, score, seconds = [], 0.0, 0.0
    before, children = _left_outside(), set(descendants(os.getpid()))
    memory, files, limits = _measure_memory_anew(), _files(assignment), _own_limits()
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
            problems += _harm_in(report, assignment, stub, canaries)
        seconds = time.monotonic() - started
    limit = assignment.manifest.total_seconds + stub.seconds + _GRACE
    after = _files(assignment)
    changed = sorted(path for path in files.keys() | after.keys() if files.get(path) != after.get(path))
    problems += [f"changed {path}" for path in changed[:5]]
    if _own_limits() != limits:
        problems.append("changed the limits of the grader's process")
    if seconds > limit:
        problems.append(f"took {seconds:.0f} s, more than {limit:.0f} s")
    if (grown := _peak_memory_mb() - memory) > _MEMORY_MB:
        problems.append(f"the grader grew by {grown:.0f} MB")
    problems += [f"left {what}" for what in sandbox.leftovers()]
    problems += [f"left {what}" for what in sorted(_left_outside() - before)]
    strays = set(descendants(os.getpid())) - children - sandbox.processes()
    problems += [f"left process {pid}, which no zygote knows" for pid in sorted(filter(_stays_alive, strays))]
    if not problems:
        problems += _harm_to_the_next(assignment, sandbox)
    return AttackResult(
        group=attack.group,
        name=attack.name,
        idea=attack.idea,
        score=score,
        seconds=round(seconds, 1),
        problems=tuple(problems),
    )


def _harm_in(report: Report, assignment: Assignment, stub: Report, canaries: Sequence[str]) -> list[str]:
    problems = []
    if report.score > stub.score:
        problems.append(f"gained {report.score - stub.score:g} points")
    if [test.name for test in report.tests] != [test.name for test in stub.tests]:
        problems.append("changed the list of tests")
    used = max(test.memory_mb for test in report.tests) - max(test.memory_mb for test in stub.tests)
    limit = assignment.manifest.memory_mb + ADDRESS_SPACE // 2**20  # what the kernel enforces for memory of any kind
    if used > limit + _MEMORY_SLACK_MB:
        problems.append(f"used {used} MB, more than {limit} MB")
    terminal = Console(file=io.StringIO(), width=100, highlight=False)
    print_report(report, terminal)
    assert isinstance(terminal.file, io.StringIO)
    shown = {
        "the terminal": terminal.file.getvalue(),
        "the JSON": "\n".join(_texts(report.model_dump())),
        "Gradescope": "\n".join(_texts(to_gradescope(report, assignment))),
    }
    for where, text in shown.items():
        if _shows(text, canaries):
            problems.append(f"a secret shows in {where}")
        if any(not character.isprintable() and character not in "\n\t" for character in text):
            problems.append(f"control characters reach {where}")
        try:
            text.encode()
        except UnicodeEncodeError:
            problems.append(f"text that is no text reaches {where}")
    return problems


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, Iterable):
        for item in value:
            yield from _texts(item)


def _shows(text: str, canaries: Sequence[str]) -> bool:
    """Return whether a good part of a secret can be read: as it is, spelt out, backwards, with letters in between."""
    letters = "".join(filter(str.isalnum, text)).casefold()
    ways = [letters[start::stride] for stride in (1, 2, 3) for start in range(stride)]
    secrets_ = [canary.rpartition("-")[2] for canary in canaries]
    parts = {one[k : k + _LETTERS] for one in secrets_ for k in range(len(one) - _LETTERS + 1)}
    return any(part in way or part[::-1] in way for part in parts for way in ways)


def _harm_to_the_next(assignment: Assignment, sandbox: Sandbox) -> list[str]:
    try:
        following = grade(assignment, assignment.reference, sandbox)
    except (GraderError, SandboxError) as error:
        return [f"the next submission could not be graded: {error}"]
    lost = following.max_score - following.score
    return [f"the next submission, a correct one, lost {lost:g} points"] if lost else []


def _read(path: Path) -> Attack:
    try:
        source = path.read_text(encoding="utf-8")
        idea = (ast.get_docstring(ast.parse(source)) or path.stem).splitlines()[0]
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise ManifestError(f"{path}: not a file of Python: {error}") from None
    return Attack(path.parent.name, path.stem, idea, source)


@contextmanager
def _with_canaries(assignment: Assignment) -> Iterator[tuple[Assignment, list[str]]]:
    """Yield a copy of the assignment with secrets in all that a submission must not see, and the secrets."""
    canaries = [f"canary-{secrets.token_hex(16)}" for _ in range(4)]
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as folder:
        root = Path(folder)
        shutil.copytree(assignment.public, root / "assignments" / assignment.name)
        shutil.copytree(assignment.solutions, root / "solutions" / assignment.name)
        copy = find_assignment(root, assignment.name)
        for path, canary in ((copy.hidden_tests, canaries[0]), (copy.reference, canaries[1])):
            with path.open("a", encoding="utf-8") as file:
                file.write(f'\nCANARY = "{canary}"\n')
        os.environ["AUTOGRADER_CANARY"] = canaries[2]  # the fourth is in our memory only
        try:
            yield copy, canaries
        finally:
            del os.environ["AUTOGRADER_CANARY"]


def _files(assignment: Assignment) -> dict[Path, tuple[int, ...]]:
    """Return the files where nobody has any business to change one, and what tells whether somebody has.

    These are the assignment's folders, our own package, and what lies beside it, where `sitecustomize.py` would.
    """
    paths = [*Path(sysconfig.get_path("purelib")).glob("*"), *Path(autograder.__file__).parent.rglob("*")]
    paths += [*assignment.public.rglob("*"), *assignment.solutions.rglob("*")]
    found = {}
    for path in paths:
        try:
            info = path.lstat()
        except OSError:
            info = os.stat_result(range(10))
        changes = () if stat.S_ISDIR(info.st_mode) else (info.st_size, info.st_ctime_ns)
        found[path] = (info.st_mode, info.st_uid, info.st_ino, *changes)
    return found


def _left_outside() -> set[str]:
    """Return what attacks may have left where others write as well: marked files, shared memory of the old kind."""
    here = {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", str(Path.home()), os.getcwd(), tempfile.gettempdir(), "/"}
    found = {f"file {path}" for folder in here for path in Path(folder).glob(f"*{MARK}*")}
    for kind in ("shm", "sem", "msg"):
        table = Path(f"/proc/sysvipc/{kind}")
        found |= (
            {f"{kind} {line.split()[1]}" for line in table.read_text().splitlines()[1:]} if table.exists() else set()
        )
    return found


def _stays_alive(pid: int) -> bool:
    """Return whether a process is alive, and not about to follow its parent."""
    deadline = time.monotonic() + 1
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_alive(pid)


def _own_limits() -> list[tuple[int, int]]:
    limits = [resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")]
    return [*limits, (os.getpriority(os.PRIO_PROCESS, 0), 0)]


def _measure_memory_anew() -> float:
    """Return this process's memory in MB, and let its peak start from there."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass  # not Linux: the peak is the largest ever
    return _peak_memory_mb()


def _peak_memory_mb() -> float:
    return (int(own_status("VmHWM")) or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024

"""What harm is looked for after a hostile submission: in its report, in the grader's surroundings, to the next one."""

from __future__ import annotations

import io
import os
import resource
import stat
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

import autograder
from autograder.audit.canaries import shows
from autograder.course.assignment import Assignment
from autograder.feedback.gradescope import to_gradescope
from autograder.feedback.terminal import print_report
from autograder.grading.report import Report
from autograder.grading.run import grade
from autograder.grading.session import GraderError
from autograder.sandbox.client import SandboxError
from autograder.sandbox.host import Sandbox
from autograder.sandbox.layers.isolation import ADDRESS_SPACE
from autograder.sandbox.layers.processes import descendants, is_alive, own_status

MARK = "left-behind"  # in the name of every file that an attack leaves
_MEMORY_MB = 200  # by which the grader may grow while it grades an attack
_MEMORY_SLACK_MB = 64  # of a submission, for what is measured differently than limited: stacks, tables of pages


class Watch:
    """What is there before an attack; `harm()` says what it has changed, used up or left behind."""

    def __init__(self, assignment: Assignment, sandbox: Sandbox) -> None:
        self._assignment = assignment
        self._sandbox = sandbox
        self._outside = _left_outside()
        self._children = set(descendants(os.getpid()))
        self._memory = _measure_memory_anew()
        self._files = _files(assignment)
        self._limits = _own_limits()

    def harm(self) -> list[str]:
        """Return what is different now, in words."""
        before, after = self._files, _files(self._assignment)
        changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        problems = [f"changed {path}" for path in changed[:5]]
        if _own_limits() != self._limits:
            problems.append("changed the limits of the grader's process")
        if (grown := _peak_memory_mb() - self._memory) > _MEMORY_MB:
            problems.append(f"the grader grew by {grown:.0f} MB")
        problems += [f"left {what}" for what in self._sandbox.leftovers()]
        problems += [f"left {what}" for what in sorted(_left_outside() - self._outside)]
        strays = set(descendants(os.getpid())) - self._children - self._sandbox.processes()
        problems += [f"left process {pid}, which no zygote knows" for pid in sorted(filter(_stays_alive, strays))]
        return problems


def harm_in(report: Report, assignment: Assignment, stub: Report, canaries: Sequence[str]) -> list[str]:
    """Return what a hostile submission gained over the stub, and what its report shows but must not show."""
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
        if shows(text, canaries):
            problems.append(f"a secret shows in {where}")
        if any(not character.isprintable() and character not in "\n\t" for character in text):
            problems.append(f"control characters reach {where}")
        try:
            text.encode()
        except UnicodeEncodeError:
            problems.append(f"text that is no text reaches {where}")
    return problems


def harm_to_the_next(assignment: Assignment, sandbox: Sandbox) -> list[str]:
    """Return what the reference loses when it is graded next."""
    try:
        following = grade(assignment, assignment.reference, sandbox)
    except (GraderError, SandboxError) as error:
        return [f"the next submission could not be graded: {error}"]
    lost = following.max_score - following.score
    return [f"the next submission, a correct one, lost {lost:g} points"] if lost else []


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


def _files(assignment: Assignment) -> dict[Path, tuple[int, ...]]:
    """Return the files that no submission may change, each with the facts that show a change.

    These are the files of the assignment, of our own package, and the top level of site-packages, where an attack
    could put a `sitecustomize.py`.
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
    return (int(own_status("VmHWM")[0]) or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024

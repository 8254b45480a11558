"""Processes that grade, each with a sandbox and an engine of its own; one job at a time for each: see `pool_process`.

They are used again for other versions of the same assignment. Another assignment gets new processes, because it may
need another sandbox.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.grading.report import Report
from autograder.grading.session import GraderError
from autograder.sandbox.launch import start_process


@dataclass(frozen=True)
class Job:
    """One submission to grade; for its fields see `run.grade`."""

    submission: Path | bytes
    questions: tuple[str, ...] | None = None
    explain: bool = True
    seconds: float | None = None


def processors() -> list[int]:
    """Return the numbers of the processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


class Pool:
    """Processes that grade. Use as a context manager: they end with it, whatever they are doing."""

    def __init__(self, processes: int | None = None) -> None:
        """Start no process yet: there are at most as many as jobs.

        Args:
            processes: how many; None: one for each processor.
        """
        self._processes = processes or len(processors())
        self._workers: dict[Connection, subprocess.Popen[bytes]] = {}
        self._busy: set[Connection] = set()
        self._ready_for: dict[Connection, Assignment] = {}
        self._started_for: tuple[object, ...] | None = None

    def grade(
        self,
        assignment: Assignment,
        jobs: Sequence[Job],
        on_report: Callable[[int, Report], None] = lambda number, report: None,
    ) -> list[Report]:
        """Return the report of every job, in their order.

        Args:
            assignment: with its solutions; its manifest counts, not the file. Another version is another object.
            jobs: what to grade.
            on_report: called in this process with the number of a job and its report, as soon as it is known.

        Raises:
            GraderError: nobody can be graded here and now, or a process of ours has ended.
        """
        reports: dict[int, Report] = {}
        waiting = iter(enumerate(jobs))
        needs = assignment.name, assignment.refused, assignment.manifest.imports
        if needs != self._started_for:
            self._end()
            self._started_for = needs
        while len(self._workers) < min(self._processes, len(jobs)):
            self._start(assignment, pinned=len(jobs) >= self._processes == len(processors()))
        try:
            for connection in list(self._workers)[: len(jobs)]:
                self._busy.add(connection)
                if self._ready_for.get(connection) is not assignment:
                    self._ready_for[connection] = assignment
                    _send(connection, assignment)
                _send(connection, next(waiting))
            while self._busy:
                for ready in wait(list(self._busy)):
                    assert isinstance(ready, Connection)
                    number, report = _receive(ready)
                    reports[number] = report
                    on_report(number, report)
                    if following := next(waiting, None):
                        _send(ready, following)
                    else:
                        self._busy.discard(ready)
        except BaseException:
            self._stop()  # what is still graded is nobody's any more
            raise
        return [reports[number] for number in range(len(jobs))]

    def _start(self, assignment: Assignment, *, pinned: bool) -> None:
        ours, theirs = Pipe()
        with theirs:
            process = start_process(assignment, "autograder.grading.pool_process", theirs.fileno())
        if pinned and hasattr(os, "sched_setaffinity"):
            # A process and its sandbox take turns. On one processor that takes half as long as on two that wake each
            # other.
            with suppress(OSError):  # somebody has taken it away meanwhile
                os.sched_setaffinity(process.pid, [processors()[len(self._workers)]])
        self._workers[ours] = process

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        for connection in self._busy:  # somebody has interrupted us, or something has failed
            self._workers[connection].terminate()
        self._end()

    def _end(self) -> None:
        for connection in self._workers:
            connection.close()  # they end by themselves
        for process in self._workers.values():
            process.wait()
        self._workers, self._busy, self._ready_for = {}, set(), {}


def _send(connection: Connection, message: object) -> None:
    try:
        connection.send(message)
    except OSError:
        raise _ended() from None


def _receive(connection: Connection) -> tuple[int, Report]:
    try:
        number, answer = connection.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if isinstance(answer, str):
        raise GraderError(answer)
    return number, answer


def _ended() -> GraderError:
    return GraderError("a grading process was stopped; it may have run out of memory: grade fewer files at a time")

"""Processes that grade, each with a sandbox and an engine of its own; one job at a time for each.

They stay while the pool is open, so that torch is imported once in each, whatever is graded, and in whatever version.

    -> assignment, then (number, job) as often as there is one; then perhaps another assignment
    <- (number, report) for each job; (None, message) if nobody can be graded
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.grading.engine import Engine
from autograder.grading.report import Report
from autograder.grading.session import GraderError, Tests, with_tests
from autograder.sandbox.client import SandboxError
from autograder.sandbox.host import Sandbox
from autograder.sandbox.start import start_zygote_for


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
        self._workers: dict[Connection, BaseProcess] = {}
        self._busy: set[Connection] = set()
        self._ready_for: dict[Connection, Assignment] = {}

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
        while len(self._workers) < min(self._processes, len(jobs)):
            self._start(pinned=len(jobs) >= self._processes == len(processors()))
        for connection in list(self._workers)[: len(jobs)]:
            self._busy.add(connection)
            if self._ready_for.get(connection) is not assignment:
                self._ready_for[connection] = assignment
                connection.send(assignment)
            connection.send(next(waiting))
        while self._busy:
            for ready in wait(list(self._busy)):
                assert isinstance(ready, Connection)
                number, report = _receive(ready)
                reports[number] = report
                on_report(number, report)
                if following := next(waiting, None):
                    ready.send(following)
                else:
                    self._busy.discard(ready)
        return [reports[number] for number in range(len(jobs))]

    def _start(self, *, pinned: bool) -> None:
        context = multiprocessing.get_context("spawn")  # nothing of this process goes along, such as threads of torch
        ours, theirs = context.Pipe()
        # A process and its sandbox take turns. On one processor that takes half as long as on two that wake each other.
        processor = processors()[len(self._workers)] if pinned else None
        process = context.Process(target=_serve, args=(theirs, processor), daemon=True)
        process.start()
        theirs.close()  # so that we notice when it ends
        self._workers[ours] = process

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._busy:  # somebody has interrupted us, or something has failed
            self._workers[connection].terminate()
        for connection in self._workers:
            connection.close()  # the others end by themselves
        for process in self._workers.values():
            process.join()


def _receive(connection: Connection) -> tuple[int, Report]:
    try:
        number, answer = connection.recv()
    except (EOFError, OSError):
        raise GraderError("a process that grades has ended without a word; was it killed for its memory?") from None
    if isinstance(answer, str):
        raise GraderError(answer)
    return number, answer


def _serve(connection: Connection, processor: int | None) -> None:
    """Grade what comes, until our parent has gone."""
    if processor is not None and hasattr(os, "sched_setaffinity"):
        with suppress(OSError):  # somebody has taken it away meanwhile
            os.sched_setaffinity(0, [processor])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, which then ends us
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # and the sandbox with us; no test takes it for its own
    try:
        with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
            assignment: Assignment | None = connection.recv()
            while assignment is not None:
                with Sandbox(start_zygote_for(assignment)) as sandbox:
                    assignment = _serve_alike(assignment, sandbox, connection)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # we are ending


def _serve_alike(assignment: Assignment, sandbox: Sandbox, connection: Connection) -> Assignment | None:
    """Grade for an assignment, and for its other versions, in one sandbox. Return the first that needs another one."""

    def use(tests: Tests) -> Assignment:
        engine = Engine(tests, sandbox)
        while not isinstance(message := connection.recv(), Assignment):
            number, job = message
            report = engine.grade(job.submission, questions=job.questions, explain=job.explain, seconds=job.seconds)
            connection.send((number, report))
        return message

    following = assignment
    try:
        while (following.name, following.refused, following.manifest.imports) == (
            assignment.name,
            assignment.refused,
            assignment.manifest.imports,
        ):
            following = with_tests(following, use)
        return following
    except (GraderError, SandboxError) as error:
        connection.send((None, str(error)))
    except (EOFError, BrokenPipeError):  # nobody is left who would hear of it
        pass
    except Exception as error:
        where = traceback.format_exc() if os.environ.get("AUTOGRADER_TRACEBACK") else ""
        connection.send((None, f"{type(error).__name__}: {error}\n{where}".rstrip()))
    return None

"""Processes that grade, each with a sandbox and an engine of its own; one job at a time for each."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
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


def grade_all(
    assignment: Assignment,
    jobs: Sequence[Job],
    *,
    processes: int,
    on_report: Callable[[int, Report], None] = lambda number, report: None,
) -> list[Report]:
    """Return the report of every job, in their order.

    Args:
        assignment: with its solutions; its manifest counts as it is now, not as it is in the file.
        jobs: what to grade.
        processes: how many are graded at a time.
        on_report: called in this process with the number of a job and its report, as soon as it is known.

    Raises:
        GraderError: nobody can be graded here and now, or a process of ours has ended.
    """
    reports: dict[int, Report] = {}
    waiting = iter(enumerate(jobs))
    workers = [_start(assignment) for _ in range(min(processes, len(jobs)))]
    busy = {connection for connection, _ in workers}
    try:
        for connection in busy:
            connection.send(next(waiting))
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                number, report = _receive(ready)
                reports[number] = report
                on_report(number, report)
                following = next(waiting, None)
                if following is None:
                    busy.discard(ready)
                else:
                    ready.send(following)
    finally:
        for connection, process in workers:
            connection.close()
            if busy:  # somebody has interrupted us, or something has failed
                process.terminate()
            process.join()
    return [reports[number] for number in range(len(jobs))]


def _start(assignment: Assignment) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("spawn")  # nothing of this process goes along, such as threads of torch
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(assignment, theirs), daemon=True)
    process.start()
    theirs.close()  # so that we notice when it ends
    return ours, process


def _receive(connection: Connection) -> tuple[int, Report]:
    try:
        number, answer = connection.recv()
    except (EOFError, OSError):
        raise GraderError("a process that grades has ended without a word; was it killed for its memory?") from None
    if isinstance(answer, str):
        raise GraderError(answer)
    return number, answer


def _serve(assignment: Assignment, connection: Connection) -> None:
    """Grade what comes, until nothing does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, which then ends us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and the sandbox with us

    def use(tests: Tests) -> None:
        engine = Engine(tests, sandbox)
        while True:
            try:
                number, job = connection.recv()
            except EOFError:
                return
            report = engine.grade(job.submission, questions=job.questions, explain=job.explain)
            connection.send((number, report))

    try:
        with Sandbox(start_zygote_for(assignment)) as sandbox:
            with_tests(assignment, use)
    except (GraderError, SandboxError) as error:
        connection.send((None, str(error)))
    except Exception as error:
        where = traceback.format_exc() if os.environ.get("AUTOGRADER_TRACEBACK") else ""
        connection.send((None, f"{type(error).__name__}: {error}\n{where}".rstrip()))

"""One process of a pool: grades what comes over the descriptor that it is told, until its parent has gone.

-> the assignment, then (number, job) for each job; then another version of the assignment, if there is one
<- (number, report) for each job; (None, message) if nobody can be graded
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from autograder.course.assignment import Assignment
from autograder.grading.engine import Engine
from autograder.grading.session import GraderError, Tests, with_tests
from autograder.sandbox.client import SandboxError
from autograder.sandbox.host import Sandbox
from autograder.sandbox.layers.processes import end_with_parent
from autograder.sandbox.start import start_zygote_for


def main() -> None:
    """Serve the pool at the other end."""
    connection = Connection(int(sys.argv[1]))
    os.set_inheritable(connection.fileno(), False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for our parent
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the sandbox with us; no test takes it for its own
    end_with_parent(signal.SIGTERM)
    try:
        with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
            assignment: Assignment = connection.recv()
            with Sandbox(start_zygote_for(assignment)) as sandbox:
                while following := _grade(assignment, sandbox, connection):
                    assignment = following
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # we are ending


def _grade(assignment: Assignment, sandbox: Sandbox, connection: Connection) -> Assignment | None:
    """Grade for one version of the assignment. Return the next one, or None if there is nothing left to do."""

    def use(tests: Tests) -> Assignment:
        engine = Engine(tests, sandbox)
        while not isinstance(message := connection.recv(), Assignment):
            number, job = message
            report = engine.grade(job.submission, questions=job.questions, explain=job.explain, seconds=job.seconds)
            connection.send((number, report))
        return message

    try:
        return with_tests(assignment, use)
    except (GraderError, SandboxError) as error:
        connection.send((None, str(error)))
    except (EOFError, BrokenPipeError):  # nobody is left who would hear of it
        pass
    except Exception as error:
        where = traceback.format_exc() if os.environ.get("AUTOGRADER_TRACEBACK") else ""
        connection.send((None, f"{type(error).__name__}: {error}\n{where}".rstrip()))
    return None


if __name__ == "__main__":
    main()

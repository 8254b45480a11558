"""The command line: `autograder list | sync | show | grade | audit | build | new`.

Exit status: 0 done (whatever the score), 1 `sync --check` or `audit` found something, 2 the command was used wrongly, 3
the submission could not be graded, 4 the grader itself failed.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.cli import audit, build, grade, list, new, show, sync
from autograder.cli.shared import GRADER_FAILED, USED_WRONGLY, UsageError
from autograder.course.assignment import NoSuchAssignment
from autograder.course.manifest import ManifestError

_COMMANDS = (list, sync, show, grade, audit, new, build)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    # Import nothing from the current folder: a student's files may lie here, even one called torch.py.
    sys.path[:] = [path for path in sys.path if path and Path(path).resolve() != Path.cwd()]
    options = _parser().parse_args(arguments)
    options.owns_process = arguments is None  # False: called from Python, so do not replace this process
    interrupted = []

    def interrupt(number: int, _: object) -> None:
        interrupted.append(number)  # whatever code is running now may swallow the exception
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):  # a scheduler sends SIGTERM: clean up as after Ctrl-C
        signal.signal(number, interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8
    try:
        status = int(options.run(options))
        if interrupted:
            raise KeyboardInterrupt
        return status
    except (UsageError, NoSuchAssignment, ManifestError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return USED_WRONGLY
    except KeyboardInterrupt:
        print("autograder: interrupted", file=sys.stderr)
        return GRADER_FAILED
    except Exception as error:
        if os.environ.get("AUTOGRADER_TRACEBACK"):
            raise
        print(f"autograder: {type(error).__name__}: {error}", file=sys.stderr)
        print("(set AUTOGRADER_TRACEBACK=1 to see where this comes from)", file=sys.stderr)
        return GRADER_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Homework that grades itself.")
    parser.add_argument(
        "--root", type=Path, help="the folder with assignments/ and solutions/ (default: here or the nearest above)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_parser(commands)
    return parser

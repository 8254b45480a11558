"""`autograder audit`: the grader graded."""

from __future__ import annotations

import argparse
import functools
import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.shared import (
    GRADER_FAILED,
    Commands,
    UsageError,
    check_writable,
    chosen_assignments,
    find_root,
    write_whole,
)

if TYPE_CHECKING:
    from autograder.audit.results import Audit

_PARTS = "there are alternatives/NAME, mistakes/NAME, mutants/LINE and attacks as GROUP/NAME"


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("audit", help="grade the grader: does every submission get what it must?")
    parser.add_argument("assignments", nargs="*", metavar="HW")
    parser.add_argument("--only", action="append", metavar="PATTERN", help=f"a part, as in 'mistakes/adam_*'; {_PARTS}")
    parser.add_argument("--attacks", type=Path, metavar="DIR", help="the hostile submissions (default: tests/attacks)")
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="submissions to grade at the same time (default: one per processor)"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="grade everything, even what has not changed since the last audit"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with the kill matrix there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Audit every assignment that was asked for, print what was found, and write it to files."""
    check_writable(options.json, options.html)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from autograder.audit.attacks import find_attacks
    from autograder.audit.canaries import plant_in_environment
    from autograder.audit.kept import kept_file
    from autograder.audit.page import audit_page
    from autograder.audit.printing import print_audit
    from autograder.audit.run import audit, plan
    from autograder.grading.pool import Pool
    from autograder.grading.session import GraderError
    from autograder.sandbox.client import SandboxError
    from autograder.sandbox.launch import start_over

    folder = options.attacks or find_root(options) / "tests" / "attacks"
    attacks = find_attacks(folder)
    if options.attacks and not attacks:
        raise UsageError(f"--attacks: {folder} has no GROUP/NAME.py in it; name a folder with hostile submissions")

    def wanted(name: str) -> bool:
        return not options.only or any(fnmatch(name, pattern) for pattern in options.only)

    plans = [plan(assignment, attacks, wanted) for assignment in chosen_assignments(options, options.assignments)]
    if not any(part.steps for part in plans):
        raise UsageError(f"--only: nothing matches {' or '.join(map(repr, options.only))}; {_PARTS}")
    attacked = [part.assignment for part in plans if part.attacks]
    if attacked and options.owns_process:  # they must run under the same conditions as a student's submission
        plant_in_environment()
        start_over(attacked[0], "autograder.cli")
    console = Console(highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    audits: list[Audit] = []
    kept = None if options.fresh else kept_file()
    try:
        with Pool(options.jobs) as pool:
            for part in plans:
                with Progress(*columns, console=console, transient=True) as progress:
                    task = progress.add_task(part.assignment.name, total=part.steps)
                    audits.append(audit(part, pool, functools.partial(progress.advance, task), kept))
                print_audit(audits[-1], console)
    except (GraderError, SandboxError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return GRADER_FAILED
    finally:  # if the audit is interrupted, keep the assignments that are finished
        if options.json and audits:
            found = [done.model_dump() for done in audits]
            write_whole(options.json, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        if options.html and audits:
            write_whole(options.html, audit_page(audits))
    return 1 if any(done.problems for done in audits) else 0


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number of 1 or more, not {text!r}")
    return int(text)

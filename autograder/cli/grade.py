"""`autograder grade`: one submission becomes one report; several are one job for the engine."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.shared import (
    BANK,
    GRADER_FAILED,
    NOT_GRADABLE,
    Commands,
    UsageError,
    check_writable,
    find_root,
    in_bank,
    write_whole,
)
from autograder.course.assignment import Assignment, find_assignment
from autograder.sandbox.launch import start_over
from autograder.sandbox.start import start_zygote_for

if TYPE_CHECKING:
    from autograder.grading.report import Report


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("grade", help="grade one submission, or several")
    parser.add_argument("assignment", metavar="HW")
    parser.add_argument(
        "submissions",
        type=Path,
        nargs="+",
        metavar="SUBMISSION",
        help=f"a .py, an .ipynb, a folder or a zip; or {BANK}",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report to FILE; several: a list")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write it as a page; one submission only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Grade, print the reports, and write them to the files that were asked for."""
    assignment = find_assignment(find_root(options), options.assignment)
    check_writable(options.json, options.html)
    several = len(options.submissions) > 1
    if several and options.html:
        raise UsageError("--html: a page shows one submission; name one, or use --json for several")
    if not several and options.owns_process:
        start_over(assignment, "autograder.cli")
    given = [in_bank(assignment, path) or path for path in options.submissions]

    from autograder.grading.session import GraderError
    from autograder.sandbox.client import SandboxError

    try:
        reports = _grade_several(assignment, given) if several else [_grade_one(assignment, given[0])]
    except (GraderError, SandboxError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return GRADER_FAILED
    if options.json:
        found = [report.model_dump() for report in reports]
        write_whole(options.json, json.dumps(found if several else found[0], indent=2, ensure_ascii=False) + "\n")
    if options.html:
        from autograder.feedback.pages import report_page

        write_whole(options.html, report_page(reports[0], assignment.manifest.title))

    from rich.console import Console

    from autograder.feedback.terminal import print_report

    console = Console(highlight=False)
    for path, report in zip(options.submissions, reports, strict=True):
        if several:
            console.print(f"\n{path}", style="bold underline", markup=False, soft_wrap=True)  # whole, however long
        print_report(report, console)
    return 0 if all(report.status == "graded" for report in reports) else NOT_GRADABLE


def _grade_one(assignment: Assignment, given: Path | bytes) -> Report:
    zygote = start_zygote_for(assignment)  # unless it is there already, it imports torch while we do

    from autograder.grading.run import grade
    from autograder.sandbox.host import Sandbox

    with Sandbox(zygote) as sandbox:
        return grade(assignment, given, sandbox)


def _grade_several(assignment: Assignment, given: list[Path | bytes]) -> list[Report]:
    from autograder.grading.pool import Job, Pool

    with Pool() as pool:
        return pool.grade(assignment, [Job(one) for one in given])

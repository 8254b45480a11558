"""`autograder grade`: one submission becomes one report."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from autograder.cli.shared import GRADER_FAILED, NOT_GRADABLE, Commands, check_writable, find_root, write_whole
from autograder.course.assignment import find_assignment
from autograder.sandbox.start import start_zygote_for


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("grade", help="grade one submission")
    parser.add_argument("assignment", metavar="HW")
    parser.add_argument("submission", type=Path, metavar="SUBMISSION", help="a .py, an .ipynb, a folder or a zip")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    parser.add_argument("--html", type=Path, metavar="FILE", help="and as a page")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Grade, print the report, and write it to the files that were asked for."""
    assignment = find_assignment(find_root(options), options.assignment)
    check_writable(options.json, options.html)
    zygote = start_zygote_for(assignment)  # it imports torch while we do

    from rich.console import Console

    from autograder.feedback.terminal import print_report
    from autograder.grading.run import grade
    from autograder.grading.session import GraderError
    from autograder.sandbox.client import SandboxError
    from autograder.sandbox.host import Sandbox

    try:
        with Sandbox(zygote) as sandbox:
            report = grade(assignment, options.submission, sandbox)
    except (GraderError, SandboxError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return GRADER_FAILED
    if options.json:
        write_whole(options.json, json.dumps(report.model_dump(), indent=2, ensure_ascii=False) + "\n")
    if options.html:
        from autograder.feedback.pages import report_page

        write_whole(options.html, report_page(report, assignment.manifest.title))
    print_report(report, Console(highlight=False))
    return 0 if report.status == "graded" else NOT_GRADABLE

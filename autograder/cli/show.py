"""`autograder show`: a mistake as a whole file."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from autograder.cli.shared import BANK, Commands, UsageError, find_root, in_bank
from autograder.course.assignment import find_assignment


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("show", help="a mistake as a whole file: the reference with what differs")
    parser.add_argument("assignment", metavar="HW")
    parser.add_argument("name", type=Path, metavar="NAME", help=f"of a file in the bank: {BANK}")
    parser.add_argument("--diff", action="store_true", help="only what differs from the reference")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the file, or what differs."""
    from autograder.course.splice import without_markers

    assignment = find_assignment(find_root(options), options.assignment)
    source = in_bank(assignment, options.name)
    if source is None:
        raise UsageError(f"{options.name} is not in the bank; write {BANK}")
    shown = source.decode()
    if options.diff:
        reference = without_markers(assignment.reference.read_text(encoding="utf-8"))
        before, after = (text.splitlines(keepends=True) for text in (reference, shown))
        shown = "".join(difflib.unified_diff(before, after, "reference", str(options.name)))
    sys.stdout.write(shown)
    return 0

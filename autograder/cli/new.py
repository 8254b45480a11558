"""`autograder new`: an assignment for an instructor to change bit by bit."""

from __future__ import annotations

import argparse

from autograder.cli.shared import Commands, UsageError, find_root


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("new", help="a new assignment, small, complete, and clean in its audit")
    parser.add_argument("assignment", metavar="HW", help="its name, such as hw7_example")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the assignment, and say what to do next."""
    from autograder.course.new import CannotCreate, create

    try:
        assignment = create(find_root(options), options.assignment)
    except CannotCreate as error:
        raise UsageError(str(error)) from None
    print(f"{assignment.public}\n{assignment.solutions}")
    only = "--only 'alternatives/*' --only 'mistakes/*' --only 'mutants/*'"
    print(f"Next, run `autograder audit {assignment.name} {only}`.")
    print("Then change the assignment step by step: assignments/README.md says how.")
    return 0

"""`autograder sync`: stubs out of solutions."""

from __future__ import annotations

import argparse

from autograder.cli.shared import Commands, UsageError, chosen_assignments


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("sync", help="make the stubs from the solutions")
    parser.add_argument("assignments", nargs="*", metavar="HW")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a stub is out of date")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write every stub that is out of date, or with `--check` only name it."""
    from autograder.course.stubs import StubError, stub_source

    outdated = []
    for assignment in chosen_assignments(options, options.assignments):
        try:
            stub = stub_source(assignment)
        except StubError as error:
            raise UsageError(str(error)) from None
        if assignment.stub.is_file() and assignment.stub.read_text(encoding="utf-8") == stub:
            print(f"{assignment.stub}: up to date")
        elif options.check:
            outdated.append(assignment)
            print(f"{assignment.stub}: differs from its solution; run `autograder sync {assignment.name}`")
        else:
            assignment.stub.write_text(stub, encoding="utf-8")
            print(f"{assignment.stub}: written")
    return 1 if outdated else 0

"""`autograder list`: assignments, questions, points."""

from __future__ import annotations

import argparse

from autograder.cli.shared import Commands, chosen_assignments


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("list", help="assignments, questions, points")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print every assignment with its questions and their points."""
    for assignment in chosen_assignments(options):
        manifest = assignment.manifest
        print(f"{assignment.name}: {manifest.title} (version {manifest.version}, {manifest.module})")
        for question in manifest.questions:
            print(f"  {question.points:5g}  {question.name:<12} {question.title}")
    return 0

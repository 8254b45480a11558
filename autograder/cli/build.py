"""`autograder build`: the zip that an instructor uploads, and the one that students download."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from autograder.cli.shared import Commands, UsageError, chosen_assignments, find_root
from autograder.sandbox.start import start_zygote_for


def add_parser(commands: Commands) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("build", help="make the autograder zip and the student zip")
    parser.add_argument("assignments", nargs="*", metavar="HW")
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR")
    parser.add_argument("--dockerfile", action="store_true", help="and a Dockerfile for building the image yourself")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check that every assignment is ready, and write its zips."""
    from autograder.course.stubs import StubError
    from autograder.grading.preflight import NotReady, check_ready
    from autograder.packaging.autograder_zip import build_autograder_zip, write_dockerfile
    from autograder.packaging.student_zip import build_student_zip
    from autograder.packaging.wheel import build_wheel
    from autograder.sandbox.host import Sandbox

    assignments = chosen_assignments(options, options.assignments)
    if options.out.exists() and not options.out.is_dir():
        raise UsageError(f"--out: {options.out} is not a folder")
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out: {options.out} cannot be made: {error.strerror}") from None
    with tempfile.TemporaryDirectory() as folder:
        root, wheel = find_root(options), build_wheel(Path(folder))
        for assignment in assignments:
            try:
                with Sandbox(start_zygote_for(assignment)) as sandbox:
                    check_ready(assignment, sandbox)
            except (NotReady, StubError) as error:
                raise UsageError(str(error)) from None
            archive = build_autograder_zip(assignment, wheel, root / "constraints.txt", options.out)
            made = [archive, build_student_zip(assignment, wheel, root / "student_template", options.out)]
            if options.dockerfile:
                made.append(write_dockerfile(archive, assignment.name))
            for path in made:
                print(f"{path}  {path.stat().st_size / 1024:.0f} kB")
    return 0

"""The command line: `autograder list | sync | show | grade | audit | build | new`.

Exit status: 0 done (whatever the score), 1 `sync --check` or `audit` found something, 2 the command was used wrongly, 3
the submission could not be graded, 4 the grader itself failed.
"""

from __future__ import annotations

import argparse
import difflib
import functools
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment import (
    MANIFEST,
    Assignment,
    ManifestError,
    NoSuchAssignment,
    find_assignment,
    find_assignments,
)
from autograder.bank import NotInBank, find_in_bank
from autograder.sandbox.start import start_zygote_for

if TYPE_CHECKING:
    from autograder.audit.results import Audit

USED_WRONGLY, NOT_GRADABLE, GRADER_FAILED = 2, 3, 4
_BANK = "mistakes/NAME or alternatives/NAME"
_PARTS = "there are alternatives/NAME, mistakes/NAME, mutants/LINE and attacks as GROUP/NAME"


class UsageError(Exception):
    """The command was used wrongly; the message says how to use it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    # What a student handed in may lie here, a torch.py of theirs among it.
    sys.path[:] = [path for path in sys.path if path and Path(path).resolve() != Path.cwd()]
    options = _parser().parse_args(arguments)
    interrupted = []

    def interrupt(number: int, _: object) -> None:
        interrupted.append(number)  # whatever code is running now may swallow the exception
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):  # the latter is a scheduler's way to say Ctrl-C: clean up as well
        signal.signal(number, interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8
    try:
        status = int(options.command(options))
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

    command = commands.add_parser("list", help="assignments, questions, points")
    command.set_defaults(command=_list)

    command = commands.add_parser("sync", help="make the stubs from the solutions")
    command.add_argument("assignments", nargs="*", metavar="HW")
    command.add_argument("--check", action="store_true", help="change nothing; fail if a stub is out of date")
    command.set_defaults(command=_sync)

    command = commands.add_parser("show", help="a mistake as a whole file: the reference with what differs")
    command.add_argument("assignment", metavar="HW")
    command.add_argument("name", type=Path, metavar="NAME", help=f"of a file in the bank: {_BANK}")
    command.add_argument("--diff", action="store_true", help="only what differs from the reference")
    command.set_defaults(command=_show)

    command = commands.add_parser("grade", help="grade one submission")
    command.add_argument("assignment", metavar="HW")
    command.add_argument(
        "submission", type=Path, metavar="SUBMISSION", help=f"a .py, an .ipynb, a folder or a zip; or {_BANK}"
    )
    command.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    command.add_argument("--html", type=Path, metavar="FILE", help="and as a page")
    command.set_defaults(command=_grade)

    command = commands.add_parser("audit", help="grade the grader: does every submission get what it must?")
    command.add_argument("assignments", nargs="*", metavar="HW")
    command.add_argument(
        "--only", action="append", metavar="PATTERN", help=f"a part, as in 'mistakes/adam_*'; {_PARTS}"
    )
    command.add_argument("--attacks", type=Path, metavar="DIR", help="the hostile submissions (default: tests/attacks)")
    command.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N", help="graded at a time")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page with the kill matrix there")
    command.set_defaults(command=_audit)

    command = commands.add_parser("new", help="a new assignment, small, complete, and clean in its audit")
    command.add_argument("assignment", metavar="HW", help="its name, such as hw7_example")
    command.set_defaults(command=_new)

    command = commands.add_parser("build", help="make the autograder zip and the student zip")
    command.add_argument("assignments", nargs="*", metavar="HW")
    command.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR")
    command.add_argument("--dockerfile", action="store_true", help="and a Dockerfile for building the image yourself")
    command.set_defaults(command=_build)
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number of 1 or more, not {text!r}")
    return int(text)


def _list(options: argparse.Namespace) -> int:
    for assignment in _assignments(options, []):
        manifest = assignment.manifest
        print(f"{assignment.name}: {manifest.title} (version {manifest.version}, {manifest.module})")
        for question in manifest.questions:
            print(f"  {question.points:5g}  {question.name:<12} {question.title}")
    return 0


def _new(options: argparse.Namespace) -> int:
    from autograder.creation import CannotCreate, create

    try:
        assignment = create(_root(options), options.assignment)
    except CannotCreate as error:
        raise UsageError(str(error)) from None
    print(f"{assignment.public}\n{assignment.solutions}")
    only = "--only 'alternatives/*' --only 'mistakes/*' --only 'mutants/*'"
    print(f"Now `autograder audit {assignment.name} {only}`, then change it: assignments/README.md says how.")
    return 0


def _sync(options: argparse.Namespace) -> int:
    from autograder.stubs import StubError, stub_source

    outdated = []
    for assignment in _assignments(options, options.assignments):
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


def _show(options: argparse.Namespace) -> int:
    from autograder.splice import without_markers

    assignment = find_assignment(_root(options), options.assignment)
    source = _in_bank(assignment, options.name)
    if source is None:
        raise UsageError(f"{options.name} is not in the bank; write {_BANK}")
    shown = source.decode()
    if options.diff:
        reference = without_markers(assignment.reference.read_text(encoding="utf-8"))
        before, after = (text.splitlines(keepends=True) for text in (reference, shown))
        shown = "".join(difflib.unified_diff(before, after, "reference", str(options.name)))
    sys.stdout.write(shown)
    return 0


def _in_bank(assignment: Assignment, given: Path) -> bytes | None:
    try:
        return find_in_bank(assignment, given)
    except NotInBank as error:
        raise UsageError(str(error)) from None


def _grade(options: argparse.Namespace) -> int:
    assignment = find_assignment(_root(options), options.assignment)
    _check_writable(options.json, options.html)
    submission = _in_bank(assignment, options.submission) or options.submission
    zygote = start_zygote_for(assignment)  # it imports torch while we do

    from rich.console import Console

    from autograder.feedback.terminal import print_report
    from autograder.grading import GraderError, grade
    from autograder.sandbox.client import SandboxError
    from autograder.sandbox.host import Sandbox

    try:
        with Sandbox(zygote) as sandbox:
            report = grade(assignment, submission, sandbox)
    except (GraderError, SandboxError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return GRADER_FAILED
    if options.json:
        _write(options.json, json.dumps(report.model_dump(), indent=2, ensure_ascii=False) + "\n")
    if options.html:
        from autograder.feedback.pages import report_page

        _write(options.html, report_page(report, assignment.manifest.title))
    print_report(report, Console(highlight=False))
    return 0 if report.status == "graded" else NOT_GRADABLE


def _build(options: argparse.Namespace) -> int:
    from autograder.packaging.autograder_zip import build_autograder_zip, write_dockerfile
    from autograder.packaging.student_zip import build_student_zip
    from autograder.packaging.wheel import build_wheel
    from autograder.preflight import NotReady, check_ready
    from autograder.sandbox.host import Sandbox
    from autograder.stubs import StubError

    assignments = _assignments(options, options.assignments)
    if options.out.exists() and not options.out.is_dir():
        raise UsageError(f"--out: {options.out} is not a folder")
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out: {options.out} cannot be made: {error.strerror}") from None
    with tempfile.TemporaryDirectory() as folder:
        root, wheel = _root(options), build_wheel(Path(folder))
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


def _audit(options: argparse.Namespace) -> int:
    _check_writable(options.json, options.html)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from autograder.audit.attacks import find_attacks
    from autograder.audit.run import audit, plan
    from autograder.feedback.pages import audit_page
    from autograder.feedback.terminal import print_audit
    from autograder.grading import GraderError
    from autograder.sandbox.client import SandboxError

    folder = options.attacks or _root(options) / "tests" / "attacks"
    attacks = find_attacks(folder)
    if options.attacks and not attacks:
        raise UsageError(f"--attacks: {folder} has no GROUP/NAME.py in it; name a folder with hostile submissions")

    def wanted(name: str) -> bool:
        return not options.only or any(fnmatch(name, pattern) for pattern in options.only)

    plans = [plan(assignment, attacks, wanted) for assignment in _assignments(options, options.assignments)]
    if not any(part.steps for part in plans):
        raise UsageError(f"--only: nothing matches {' or '.join(map(repr, options.only))}; {_PARTS}")
    console = Console(highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    audits: list[Audit] = []
    try:
        for part in plans:
            with Progress(*columns, console=console, transient=True) as progress:
                task = progress.add_task(part.assignment.name, total=part.steps)
                audits.append(audit(part, jobs=options.jobs, on_step=functools.partial(progress.advance, task)))
            print_audit(audits[-1], console)
    except (GraderError, SandboxError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return GRADER_FAILED
    finally:  # what is done is not lost with what is not
        if options.json and audits:
            found = [done.model_dump() for done in audits]
            _write(options.json, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        if options.html and audits:
            _write(options.html, audit_page(audits))
    return 1 if any(done.problems for done in audits) else 0


def _check_writable(*paths: Path | None) -> None:
    for path in paths:
        if path and (path.is_dir() or not path.resolve().parent.is_dir()):
            raise UsageError(f"{path} cannot be written; name a file in a folder that exists")


def _assignments(options: argparse.Namespace, names: list[str]) -> list[Assignment]:
    root = _root(options)
    return [find_assignment(root, name) for name in names] if names else find_assignments(root)


def _root(options: argparse.Namespace) -> Path:
    """Return the folder that holds assignments/: the given one, the current one, or the nearest above."""
    start = (options.root or Path.cwd()).resolve()
    for folder in [start] if options.root else [start, *start.parents]:
        if any((folder / "assignments").glob(f"*/{MANIFEST}")):
            return folder
    raise UsageError(f"{start} has no assignments/ with an {MANIFEST} in it; go there, or name it with --root")


def _write(path: Path, text: str) -> None:
    """Write a file in one piece: whoever reads it sees the old content or the new one."""
    if path.is_symlink() or (path.exists() and not path.is_file()):  # /dev/stdout, say: not ours to replace
        path.write_text(text, encoding="utf-8")
        return
    partial = path.with_name(path.name + ".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


if __name__ == "__main__":
    sys.exit(main())

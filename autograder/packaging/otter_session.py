"""What the generated Otter test files talk to: one submission, graded once, asked for one test at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.grading.report import Report, TestResult
from autograder.grading.run import grade
from autograder.packaging.bundle import read_bundle
from autograder.sandbox.host import Sandbox
from autograder.sandbox.start import start_zygote_for

_report: Report | None = None


def open_session(
    source: str | Path,
    submission: str | Path,
    *,
    needs: Sequence[str] = (),
    on_result: Callable[[TestResult], None] = lambda result: None,
) -> Report:
    """Grade a submission for the assignment in the unpacked zip `source`, and keep the report for `check`.

    Args:
        source: the unpacked zip.
        submission: what was handed in.
        needs: see `Sandbox`.
        on_result: see `grade`.
    """
    global _report
    _report = None
    assignment = read_bundle(Path(source))
    with Sandbox(start_zygote_for(assignment), needs=needs) as sandbox:
        _report = grade(assignment, Path(submission), sandbox, on_result=on_result)
    return _report


def check(name: str) -> None:
    """Raise AssertionError with the feedback unless the test called `name` was passed."""
    if _report is None:
        raise AssertionError("The autograder itself failed, not your code. Please tell your instructor.")
    for test in _report.tests:
        if test.name == name:
            if test.status != "passed":
                raise AssertionError(test.output or _report.message or test.status)
            return
    raise AssertionError(f"there is no test called {name}")

"""`run_autograder` on Gradescope: grades what was uploaded and writes results.json and results.pkl.

It grades with our own engine, without a notebook kernel. Afterwards it runs the Otter test files of the zip through
Otter's own classes, only to write results.pkl. A results.json with an apology exists from the first moment, in case
grading is cut off.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.packaging.bundle import read_bundle
from autograder.sandbox.launch import start_over

if TYPE_CHECKING:
    from autograder.grading.report import TestResult


def main(root: Path = Path("/autograder"), *, needs_uid: bool = True, owns_process: bool = False) -> int:
    """Grade `root`/submission with the zip unpacked in `root`/source.

    With `needs_uid`, a grader that runs as root grades nothing unless students' code gets a user of its own: in
    Gradescope's container, everything belongs to root. With `owns_process`, `start_over` may replace this process.
    """
    if owns_process:
        with suppress(Exception):  # what is wrong with the zip is said below
            start_over(read_bundle(root / "source"), "autograder.packaging.run_autograder")

    # These import torch, so only now.
    from autograder.feedback.gradescope import failed, to_gradescope, unfinished
    from autograder.feedback.metadata import read_metadata
    from autograder.feedback.terminal import isolation_lines
    from autograder.packaging.otter_session import open_session

    source, submission, results = root / "source", root / "submission", root / "results"
    metadata = root / "submission_metadata.json"
    results.mkdir(exist_ok=True)
    for path in (source, submission, results, metadata):
        if path.exists():
            os.chmod(path, 0o700)  # the worker's user has no business there
    _write(results, unfinished())
    try:
        assignment = read_bundle(source)
        done: list[TestResult] = []

        def on_result(result: TestResult) -> None:
            done.append(result)
            _write(results, unfinished(assignment, done))

        needs = ["uid"] if needs_uid and os.geteuid() == 0 else []
        report = open_session(source, submission, needs=needs, on_result=on_result)
        print("\n".join(isolation_lines(report.isolation, report.isolation_missing)))  # for instructors only
        _write(results, to_gradescope(report, assignment, read_metadata(metadata)))
    except Exception:
        trace = traceback.format_exc()
        print(trace, file=sys.stderr)
        _write(results, failed(trace))
        return 1
    try:
        _write_pickle(source, results)
    except Exception:  # only `otter grade` reads it: not worth a student's result
        traceback.print_exc()
    return 0


def _write_pickle(source: Path, results: Path) -> None:
    """Write what `otter grade` reads: Otter's own results, by Otter's own classes."""
    import dill
    from otter.test_files import GradingResults
    from otter.test_files.exception_test import ExceptionTestFile

    files = [ExceptionTestFile.from_file(str(path)) for path in sorted((source / "tests").glob("*.py"))]
    for file in files:
        file.run({})
    with open(results / "results.pkl", "wb") as pickled:
        dill.dump(GradingResults(files), pickled)


def _write(results: Path, content: dict[str, Any]) -> None:
    partial = results / "results.json.part"
    partial.write_text(json.dumps(content, indent=1), encoding="utf-8")
    partial.replace(results / "results.json")


if __name__ == "__main__":
    sys.exit(main(owns_process=True))

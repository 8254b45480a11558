"""`run_autograder` on Gradescope: grades what was uploaded and writes results.json and results.pkl.

It runs the Otter test files of the zip through Otter's own classes, like `otter run`, but without a notebook kernel. A
results.json that says so exists from the first moment, in case nothing better can be written later.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from autograder.feedback.gradescope import failed, to_gradescope, unfinished
from autograder.feedback.metadata import read_metadata
from autograder.feedback.terminal import isolation_lines
from autograder.grading.report import TestResult
from autograder.packaging.bundle import read_bundle
from autograder.packaging.otter_session import open_session
from autograder.sandbox.start import start_over


def main(root: Path = Path("/autograder"), *, needs_uid: bool = True, alone: bool = False) -> int:
    """Grade `root`/submission with the zip unpacked in `root`/source.

    As root, students' code must get a user of its own (`needs_uid`), or nothing is graded: in Gradescope's container
    everything else belongs to root. With `alone`, this process has nothing else to do, see `start_over`.
    """
    source, submission, results = root / "source", root / "submission", root / "results"
    metadata = root / "submission_metadata.json"
    results.mkdir(exist_ok=True)
    for path in (source, submission, results, metadata):
        if path.exists():
            os.chmod(path, 0o700)  # the worker's user has no business there
    _write(results, unfinished())
    try:
        assignment = read_bundle(source)
        if alone:
            start_over(assignment, "autograder.packaging.run_autograder")
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
    sys.exit(main(alone=True))

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

from autograder.assignment import Assignment, find_assignment
from autograder.feedback.terminal import isolation_lines
from autograder.packaging.otter_session import open_session
from autograder.report import Report, TestResult

_APOLOGY = "The autograder did not finish, which is not your fault. Please tell your instructor."


def main(root: Path = Path("/autograder"), *, needs_uid: bool = True) -> int:
    """Grade `root`/submission with the zip unpacked in `root`/source.

    As root, students' code must get a user of its own (`needs_uid`), or nothing is graded: in Gradescope's container
    everything else belongs to root.
    """
    source, submission, results = root / "source", root / "submission", root / "results"
    results.mkdir(exist_ok=True)
    for folder in (source, submission, results):
        os.chmod(folder, 0o700)  # the worker's user has no business there
    _write(results, {"score": 0, "output": _APOLOGY, "tests": []})
    try:
        assignment = _assignment(source)
        done: list[TestResult] = []

        def on_result(result: TestResult) -> None:
            done.append(result)
            tests = [_test(test, assignment, str(number)) for number, test in enumerate(done, 1)]
            _write(results, {"score": 0, "output": _APOLOGY, "tests": tests})

        needs = ["uid"] if needs_uid and os.geteuid() == 0 else []
        report = open_session(source, submission, needs=needs, on_result=on_result)
        print("\n".join(isolation_lines(report.isolation, report.isolation_missing)))  # for instructors only
        _write(results, to_gradescope(report, assignment))
    except Exception:
        trace = traceback.format_exc()
        print(trace, file=sys.stderr)
        instructors = {"name": "Autograder error", "output": trace, "visibility": "hidden", "status": "failed"}
        _write(results, {"score": 0, "output": _APOLOGY, "tests": [instructors]})
        return 1
    try:
        _write_pickle(source, results)
    except Exception:  # only `otter grade` reads it: not worth a student's result
        traceback.print_exc()
    return 0


def to_gradescope(report: Report, assignment: Assignment) -> dict[str, Any]:
    """Return a report in the form that Gradescope shows."""
    tests = []
    for number, question in enumerate(report.questions, 1):
        for part, test in enumerate((t for t in report.tests if t.question == question.name), 1):
            tests.append(_test(test, assignment, f"{number}.{part}"))
    if all(test.visibility == "visible" for test in report.tests):
        summary = f"{report.score:g} of {report.max_score:g} points."
    else:  # the sum would give away what is hidden
        summary = "More tests were run than are shown here; your instructor chose when their results appear."
    return {
        "score": report.score,
        "execution_time": report.seconds,
        "output": report.message or summary,
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {
            "format": 1,
            "assignment": report.assignment,
            "version": report.version,
            "status": report.status,
            "isolation": list(report.isolation),
            "isolation_missing": report.isolation_missing,
        },
    }


def _test(test: TestResult, assignment: Assignment, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{assignment.manifest.question(test.question).title}: {test.title}",
        "score": test.score,
        "max_score": test.max_score,
        "status": "passed" if test.status == "passed" else "failed",
        "output": test.output,
        "output_format": "text",
        "visibility": test.visibility,
        "tags": [test.question],
        "extra_data": {"test": test.name, "status": test.status, "mistake": test.mistake},
    }


def _assignment(source: Path) -> Assignment:
    bundle = json.loads((source / "bundle.json").read_text(encoding="utf-8"))
    return find_assignment(source / "course", bundle["assignment"])


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
    sys.exit(main())

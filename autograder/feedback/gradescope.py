"""A report in the form that Gradescope shows: the content of results.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.course.assignment import Assignment
from autograder.feedback.metadata import HandedIn, deduction
from autograder.grading.report import Report, TestResult

FORMAT = 1  # of extra_data, ours
_SHOWN_LATER = {
    "after_due_date": "their results appear after the due date",
    "after_published": "their results appear when grades are published",
    "hidden": "your instructor chose not to show them",
}
_APOLOGY = "The autograder did not finish, which is not your fault. Please tell your instructor."


def unfinished(assignment: Assignment | None = None, done: Sequence[TestResult] = ()) -> dict[str, Any]:
    """Return the results to show while grading is not finished: no points, and a note that it is no student's fault."""
    tests = [_test(test, assignment, str(number)) for number, test in enumerate(done, 1)] if assignment else []
    return {"score": 0, "output": _APOLOGY, "output_format": "text", "stdout_visibility": "hidden", "tests": tests}


def failed(trace: str) -> dict[str, Any]:
    """Return what is left to say when the grader itself has failed; only instructors see why."""
    test = {"name": "Autograder error", "output": trace, "output_format": "text", "visibility": "hidden"}
    return unfinished() | {"tests": [test | {"status": "failed"}]}


def to_gradescope(report: Report, assignment: Assignment, handed_in: HandedIn | None = None) -> dict[str, Any]:
    """Return a report in the form that Gradescope shows.

    Args:
        report: on one submission.
        assignment: what it is a submission to.
        handed_in: when, by how many; None if unknown.
    """
    handed_in = handed_in or HandedIn()
    taken_off, late = deduction(assignment.manifest.late, handed_in)
    tests = []
    for number, question in enumerate(report.questions, 1):
        for part, test in enumerate((t for t in report.tests if t.question == question.name), 1):
            tests.append(_test(test, assignment, f"{number}.{part}"))
    if all(test.visibility == "visible" for test in report.tests):
        summary = f"{report.score:g} of {report.max_score:g} points."
    else:  # the sum would give away what is hidden
        later = _SHOWN_LATER[assignment.manifest.feedback.hidden_tests]
        summary = f"More tests were run than are shown here: {later}."
    results = {
        "score": round(report.score * (1 - taken_off), 6),
        "execution_time": report.seconds,
        "output": " ".join(filter(None, [report.message or summary, late])),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {
            "format": FORMAT,
            "assignment": report.assignment,
            "version": report.version,
            "status": report.status,
            "score_before_deduction": report.score,
            "handed_in": handed_in.as_data(),
            "isolation": list(report.isolation),
            "isolation_missing": report.isolation_missing,
        },
    }
    if assignment.manifest.leaderboard:
        results["leaderboard"] = _leaderboard(report, assignment)
    return results


def _test(test: TestResult, assignment: Assignment, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{assignment.manifest.question(test.question).title}: {test.title}",
        "name_format": "text",
        "score": test.score,
        "max_score": test.max_score,
        "status": "passed" if test.status == "passed" else "failed",
        "output": test.output,
        "output_format": "text",
        "visibility": test.visibility,
        "tags": [test.question],
        "extra_data": {
            "test": test.name,
            "status": test.status,
            "mistake": test.mistake,
            "evidence": test.model_dump()["evidence"],
            "measured": test.measured,
            "seconds": test.seconds,
            "memory_mb": test.memory_mb,
        },
    }


def _leaderboard(report: Report, assignment: Assignment) -> list[dict[str, Any]]:
    """Return what the manifest asks for of what the tests have measured; a dash where they could not."""
    measured = {name: value for test in report.tests for name, value in test.measured.items()}
    return [
        {"name": column.name, "value": measured.get(column.name, "-"), "order": column.order}
        for column in assignment.manifest.leaderboard
    ]

"""What became of one submission, as data: the JSON of `autograder grade`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from autograder.course.assignment import Assignment
from autograder.course.manifest import Visibility
from autograder.testing.evidence import Evidence

Status = Literal["passed", "failed", "timeout", "crashed", "refused", "not_run"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class TestResult(_Model):
    """What became of one test."""

    __test__ = False  # not a test class, whatever its name

    name: str
    title: str
    question: str
    score: float
    max_score: float
    status: Status
    visibility: Visibility
    mistake: str | None = None  # of the bank, if exactly one explains the failure
    explanations: tuple[str, ...] = ()  # all that do
    output: str = ""  # what students read
    evidence: Evidence | None = None  # the same as data
    measured: dict[str, float] = Field(default_factory=dict)  # what the test noted by pytest's record_property
    seconds: float = 0.0  # that the test waited for the student's code
    memory_mb: int = 0  # the largest resident size of its process, what it shares with the others included


class QuestionResult(_Model):
    """The points of one question."""

    name: str
    score: float
    max_score: float


class Report(_Model):
    """What became of one submission; the JSON of `autograder grade`."""

    format: Literal[1] = 1
    assignment: str
    version: str
    score: float
    max_score: float
    status: Literal["graded", "not_gradable"]
    message: str
    questions: tuple[QuestionResult, ...]
    tests: tuple[TestResult, ...]
    isolation: tuple[str, ...]  # the layers that held
    isolation_missing: dict[str, str]  # the others, and why they are missing
    seconds: float

    def timeless(self) -> dict[str, Any]:
        """Return the report as data, without what differs from run to run: times and memory."""
        tests = [test.model_dump() | {"seconds": 0, "memory_mb": 0} for test in self.tests]
        return self.model_dump() | {"seconds": 0, "tests": tests}


def make_report(
    assignment: Assignment,
    tests: Sequence[TestResult],
    not_gradable: str | None,
    *,
    isolation: tuple[str, ...],
    missing: dict[str, str],
    seconds: float,
) -> Report:
    """Sum up the results of an assignment's tests; `not_gradable` says why none could be run, if so."""
    questions = tuple(
        QuestionResult(
            name=question.name,
            score=_sum(test.score for test in tests if test.question == question.name),
            max_score=question.points,
        )
        for question in assignment.manifest.questions
    )
    return Report(
        assignment=assignment.name,
        version=assignment.manifest.version,
        score=_sum(question.score for question in questions),
        max_score=_sum(question.max_score for question in questions),
        status="graded" if not_gradable is None else "not_gradable",
        message=not_gradable or "",
        questions=questions,
        tests=tuple(tests),
        isolation=isolation,
        isolation_missing=missing,
        seconds=seconds,
    )


def _sum(numbers: Iterable[float]) -> float:
    return round(math.fsum(numbers), 6)

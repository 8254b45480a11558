"""One submission -> one report. Tests, reference and results live in this process; the student's code never does."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import replace
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.grading.recognition import Recognition
from autograder.grading.report import Report, TestResult, make_report
from autograder.grading.sandboxed import SandboxedSubmission
from autograder.grading.session import CollectedTest, GraderError, Outcome, Tests, with_tests
from autograder.grading.transcripts import Transcript
from autograder.sandbox.host import Sandbox
from autograder.submissions.reading import read_submission
from autograder.submissions.source import NotGradable
from autograder.testing.evidence import Evidence
from autograder.testing.messages import presentable, render
from autograder.testing.modules import TestedModule
from autograder.testing.same_inputs import seed_of

_NOT_RUN = Outcome("not_run", None, {})


def grade(
    assignment: Assignment,
    submission: Path | bytes,
    sandbox: Sandbox,
    *,
    on_result: Callable[[TestResult], None] = lambda result: None,
    questions: Collection[str] | None = None,
    explain: bool = True,
    seconds: float | None = None,
) -> Report:
    """Grade one submission, every test in a worker of its own.

    Args:
        assignment: with its solutions.
        submission: a .py, an .ipynb, or a folder or zip with one of them; or the source itself.
        sandbox: where its code runs; it may serve one submission after another.
        on_result: called with every test's result as soon as it is known.
        questions: whose tests to run; None: all. The report leaves out the tests of other questions.
        explain: whether to look for the smallest example of each failure, and for the mistake behind it.
        seconds: the time limit for the student's code in each test; None: the manifest's.

    Raises:
        GraderError: the tests or the grader do not work, so no submission can be graded. For the instructor.
    """

    def use(tests: Tests) -> Report:
        grading = Grading(
            tests, submission, sandbox, on_result=on_result, questions=questions, explain=explain, seconds=seconds
        )
        grading.run_tests()
        return grading.report()

    return with_tests(assignment, use)


def collect_tests(assignment: Assignment) -> list[TestResult]:
    """Return the tests of an assignment, not run, after checking them against the manifest.

    Raises:
        GraderError: a test has no question, a question has no test, or points do not sum up.
    """
    return with_tests(assignment, lambda tests: [_result(assignment, test, _NOT_RUN) for test in tests])


class Grading:
    """The grading of one submission: a `session.Candidate`, whose results become a report."""

    def __init__(
        self,
        tests: Tests,
        submission: Path | bytes,
        sandbox: Sandbox,
        *,
        on_result: Callable[[TestResult], None] = lambda result: None,
        questions: Collection[str] | None = None,
        explain: bool = True,
        seconds: float | None = None,
        recognition: Recognition | None = None,
    ) -> None:
        """Read the submission, and import it once; for the arguments see `grade`.

        Args:
            recognition: what is known of the bank's answers from other submissions; None: nothing.
        """
        self.assignment = tests.assignment
        if set(self.assignment.refused) - set(sandbox.refused):
            missing = ", ".join(self.assignment.refused)
            raise GraderError(f"{self.assignment.name} needs a sandbox without {missing}")
        self.shrink = explain
        self.tests = [test for test in tests if questions is None or test.question in questions]
        self.results: dict[str, TestResult] = {}
        self.transcripts: dict[str, Transcript] = {}
        self.submitted: SandboxedSubmission | None = None
        self._recognition = recognition or Recognition(self.assignment)
        self._collection = tests
        self._started = time.monotonic()
        self._not_gradable: str | None = None
        self._on_result = on_result
        try:
            if isinstance(submission, Path):
                submission = read_submission(submission, self.assignment.manifest.module)
            self.submitted = SandboxedSubmission(submission, self.assignment, sandbox, seconds)
            self.submitted.check_import()
        except NotGradable as reason:
            self._not_gradable = str(reason)

    @property
    def gradable(self) -> bool:
        """Whether there is anything to run tests on."""
        return self._not_gradable is None

    def submission(self, test: CollectedTest) -> Generator[TestedModule, None, None]:
        """Yield the submission in a fresh worker."""
        assert self.submitted is not None
        with self.submitted.fresh(test.question, seed_of(self.assignment, test.name)) as module:
            yield module

    def run_tests(self) -> None:
        """Run every test that has no result yet."""
        for test in self.tests:
            if test.name not in self.results:
                self.run_test(test)

    def run_test(self, test: CollectedTest) -> None:
        """Run one test, in a worker of its own."""
        if not self.gradable:
            self.add(test, _NOT_RUN)
            return
        assert self.submitted is not None
        outcome = self._collection.run(test, self)
        if self.submitted.transcript:
            self.transcripts[test.name] = self.submitted.transcript
        self.add(
            test,
            outcome,
            printed=self.submitted.printed,
            seconds=self.submitted.seconds,
            memory_mb=self.submitted.memory_mb,
        )

    def add(
        self, test: CollectedTest, outcome: Outcome, *, printed: str = "", seconds: float = 0.0, memory_mb: int = 0
    ) -> None:
        """Note what became of a test, and what it cost."""
        result = _result(self.assignment, test, outcome, printed).model_copy(
            update={"seconds": round(seconds, 3), "memory_mb": memory_mb}
        )
        self.results[test.name] = result
        self._on_result(result)

    def report(self) -> Report:
        """Return the report, once every test has a result."""
        results = {test.name: self.results[test.name] for test in self.tests}
        if self.shrink:
            results |= self._with_hints(results)
        return make_report(
            self.assignment,
            list(results.values()),
            self._not_gradable,
            isolation=self.submitted.isolation if self.submitted else (),
            missing=self.submitted.missing if self.submitted else {},
            seconds=round(time.monotonic() - self._started, 2),
        )

    def _with_hints(self, results: Mapping[str, TestResult]) -> dict[str, TestResult]:
        """Return the failed tests that look like a known mistake: with its hint, if it is exactly one."""
        failed = [test.name for test in results.values() if test.status == "failed" and test.name in self.transcripts]
        found = {}
        for name, mistakes in self._recognition.explanations(self.transcripts, failed).items():
            test = results[name]
            update: dict[str, object] = {"explanations": tuple(mistake.name for mistake in mistakes)}
            if len(mistakes) == 1 and test.evidence:
                hint = mistakes[0].hint
                update["mistake"] = mistakes[0].name
                update["output"] = _message(self.assignment, test.question, test.status, test.evidence, hint)
            found[name] = test.model_copy(update=update)
        return found


def _result(assignment: Assignment, test: CollectedTest, outcome: Outcome, printed: str = "") -> TestResult:
    feedback, evidence = assignment.manifest.feedback, outcome.evidence
    if evidence:
        reveal = test.public or feedback.reveal_expected
        evidence = presentable(replace(evidence, printed=printed), reveal=reveal)
    points = test.details.points
    return TestResult(
        name=test.name,
        title=test.details.title,
        question=test.question,
        score=points if outcome.status == "passed" else 0.0,
        max_score=points,
        status=outcome.status,
        visibility="visible" if test.public else feedback.hidden_tests,
        output=_message(assignment, test.question, outcome.status, evidence) if evidence else "",
        evidence=evidence,
        measured=outcome.measured,
    )


def _message(assignment: Assignment, question: str, status: str, evidence: Evidence, hint: str | None = None) -> str:
    # The handout does not explain time limits, crashes or refused names.
    handout = assignment.manifest.question(question).handout if status == "failed" else None
    return render(evidence, handout=handout, hint=hint)

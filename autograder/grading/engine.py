"""Many submissions are one job: what is the same for all is done once, and what is doubtful is decided by a real test.

A submission is asked all that the tests have asked of the reference (see `recording`), in one worker for each question
instead of one for each test. Its results are those of `run.grade`, test by test:

- a test is passed here only if its own function accepts the answers; everything else is run as `run.grade` runs it;
- a worker that several tests share may hold something that an earlier one has left. So if any test of a question
  fails, the question's later tests are run again, in workers of their own;
- a submission that crashes, hangs or takes long is graded by `run.grade` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.recognition import Recognition
from autograder.grading.recording import Recording, record
from autograder.grading.report import Report
from autograder.grading.run import Grading
from autograder.grading.session import CollectedTest, Outcome, Tests
from autograder.sandbox.client import Worker, WorkerLost
from autograder.sandbox.host import Sandbox

_PASSED = Outcome("passed", None, {})


@dataclass(frozen=True)
class _Pass:
    """A test that was passed in a shared worker."""

    recording: Recording
    outcomes: list[bytes]
    seconds: float


class Engine:
    """Grades submissions to one assignment, one after the other."""

    def __init__(self, tests: Tests, sandbox: Sandbox) -> None:
        """Record what the tests ask."""
        self._tests = tests
        self._sandbox = sandbox
        self._recordings: dict[str, Recording] = {}
        self._recognition = Recognition(tests.assignment)
        reference = Grading(tests, tests.assignment.reference, sandbox, explain=False)
        if reference.submitted is None or not reference.gradable:
            return
        recorded = record(tests, reference)
        for question in tests.assignment.manifest.questions:
            # If a worker is lost, on a busy machine say, the rest of the question is not played to anybody.
            with suppress(WorkerLost), reference.submitted.shared(question.name) as worker:
                for name, recording in recorded.items():
                    if recording.test.question == question.name and recording.confirm(recording.play(worker), worker):
                        self._recordings[name] = recording
                        self._recognition.expect(name, recording.transcript(recording.expected, worker))

    def grade(
        self, submission: Path | bytes, *, questions: Collection[str] | None = None, explain: bool = True
    ) -> Report:
        """Return what `run.grade` would; see there."""

        def start() -> Grading:
            recognition = self._recognition
            return Grading(
                self._tests, submission, self._sandbox, questions=questions, explain=explain, recognition=recognition
            )

        grading = start()
        if grading.submitted is not None and grading.gradable:
            try:
                for question in dict.fromkeys(test.question for test in grading.tests):
                    self._grade_question(grading, question)
            except WorkerLost:
                pass
            if len(grading.results) < len(grading.tests) or grading.submitted.is_slow:
                grading = start()
        grading.run_tests()
        return grading.report()

    def _grade_question(self, grading: Grading, question: str) -> None:
        """Add the results of a question's tests.

        Raises:
            WorkerLost: a worker that several tests share has ended; nothing is known then.
        """
        tests = [test for test in grading.tests if test.question == question]
        assert grading.submitted is not None
        passed: dict[str, _Pass] = {}
        if grading.submitted.may_share(question):
            with grading.submitted.shared(question) as worker:
                passed = self._passed(tests, worker)
        failed = False
        for test in tests:
            if failed or test.name not in passed:
                grading.run_test(test)
                failed |= grading.results[test.name].status != "passed"
        for test in tests:
            if test.name not in grading.results:
                one = passed[test.name]
                grading.add(test, _PASSED, seconds=one.seconds, memory_mb=worker.memory_mb)
                if failed:
                    grading.transcripts[test.name] = one.recording.transcript(one.outcomes, worker)

    def _passed(self, tests: Iterable[CollectedTest], worker: Worker) -> dict[str, _Pass]:
        """Return the tests that are passed in one worker for all of them, until one fails there."""
        passed: dict[str, _Pass] = {}
        for test in tests:
            recording = self._recordings.get(test.name)
            if recording is None:
                continue
            before = worker.waited
            outcomes = recording.play(worker)
            if outcomes is None:
                break
            verdict = recording.judge(outcomes, worker, self._tests)
            if verdict == "failed":
                break
            if verdict == "passed":
                passed[test.name] = _Pass(recording, outcomes, worker.waited - before)
        return passed

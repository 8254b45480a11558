"""Many submissions are one job: what is the same for all is done once, and what is doubtful is decided by a real test.

A submission is asked all that the tests have asked of the reference (see `recording`), in one worker for each question
instead of one for each test. Its results are those of `run.grade`, test by test:

- a test is passed here only if its own function accepts the answers; everything else is run as `run.grade` runs it;
- a worker that several tests share may hold something that an earlier one has left. So if any test of a question
  fails, the question's later tests are played again, in workers of their own;
- a submission that is slow, or that sometimes dies during its import, is graded again from the start, test by test as
  in `run.grade`. There, a test's result may depend on the time that earlier tests took.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from autograder.grading.recognition import Recognition
from autograder.grading.recorder import record
from autograder.grading.recording import PASSED, Played, Recording
from autograder.grading.report import Report
from autograder.grading.run import Grading
from autograder.grading.session import CollectedTest, Tests
from autograder.sandbox.client import Worker, WorkerLost
from autograder.sandbox.host import Sandbox


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
        recorded, transcripts = record(tests, reference)
        for question in tests.assignment.manifest.questions:
            # If a worker is lost, on a busy machine say, the rest of the question is not played to anybody.
            with suppress(WorkerLost), reference.submitted.worker(question.name) as worker:
                for name, recording in recorded.items():
                    if recording.test.question != question.name:
                        continue
                    if recording.confirm(worker):
                        self._recordings[name] = recording
        for name, transcript in transcripts.items():
            self._recognition.expect(name, transcript)

    def grade(
        self,
        submission: Path | bytes,
        *,
        questions: Collection[str] | None = None,
        explain: bool = True,
        seconds: float | None = None,
    ) -> Report:
        """Return what `run.grade` would; for the arguments see there."""

        def start() -> Grading:
            return Grading(
                self._tests,
                submission,
                self._sandbox,
                questions=questions,
                explain=explain,
                seconds=seconds,
                recognition=self._recognition,
            )

        grading = start()
        if grading.submitted is not None and grading.gradable and not grading.submitted.is_broken:
            for question in dict.fromkeys(test.question for test in grading.tests):
                self._grade_question(grading, question)
            if grading.submitted.is_slow or grading.submitted.is_broken:
                grading = start()
        grading.run_tests()
        return grading.report()

    def _grade_question(self, grading: Grading, question: str) -> None:
        """Add the results of a question's tests."""
        tests = [test for test in grading.tests if test.question == question]
        submitted = grading.submitted
        assert submitted is not None
        played: dict[str, Played] = {}
        if submitted.can_be_played(question):
            with submitted.worker(question) as worker:
                played = self._play_together(tests, worker)
        failed = False
        for test in tests:
            together = played.get(test.name)
            if failed or together is None or together.outcome is not PASSED:
                self._decide(grading, test, together)
            failed |= test.name in grading.results and grading.results[test.name].status != "passed"
        for test in tests:
            if test.name not in grading.results:
                self._add(grading, test, played[test.name], worker, transcript=failed and grading.shrink)

    def _play_together(self, tests: Iterable[CollectedTest], worker: Worker) -> dict[str, Played]:
        """Play the tests in one worker, until the worker is lost. Outcomes after a failed test are not final."""
        played: dict[str, Played] = {}
        with suppress(WorkerLost):
            for test in tests:
                if recording := self._recordings.get(test.name):
                    one = recording.play(worker, self._tests, again=True)
                    if one is None:
                        break
                    played[test.name] = one
        return played

    def _decide(self, grading: Grading, test: CollectedTest, together: Played | None) -> None:
        """Add the result of a test in a worker of its own.

        It is enough to play it there, unless it is to be run again and again for the smallest example of a failure.

        Args:
            grading: of the submission.
            test: one of its tests.
            together: how it went in a worker that other tests shared, if it came to that.
        """
        submitted = grading.submitted
        assert submitted is not None
        if together and (together.outcome is PASSED or not grading.shrink) and submitted.can_be_played(test.question):
            alone = None
            with suppress(WorkerLost), submitted.worker(test.question, together.recording.seed) as worker:
                alone = together.recording.play(worker, self._tests)
            if alone and alone.outcome and (alone.outcome is PASSED or not grading.shrink):
                self._add(grading, test, alone, worker, transcript=grading.shrink)
                return
        grading.run_test(test)

    @staticmethod
    def _add(grading: Grading, test: CollectedTest, played: Played, worker: Worker, *, transcript: bool) -> None:
        assert played.outcome is not None
        grading.add(test, played.outcome, printed=worker.printed, seconds=played.seconds, memory_mb=worker.memory_mb)
        if transcript:
            grading.transcripts[test.name] = played.transcript(worker)

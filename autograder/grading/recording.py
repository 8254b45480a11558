"""What the tests ask of a submission: recorded once with the reference, see `recorder`, and played to every other one.

As long as the answers are right, a test makes the same calls for every submission. So the reference is graded once to
record the calls, and a worker then gets many of them at once. Its answers decide what happens next:

- They are the same bytes as the reference's: the test is passed.
- They differ: the test's own function is called with the recorded examples, and judges these answers.
- That function makes a call that was not recorded: the real test is run, and decides.
"""

from __future__ import annotations

import copy
import inspect
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis.errors import UnsatisfiedAssumption

from autograder.course.assignment import Assignment
from autograder.grading.session import CollectedTest, Outcome, Tests, failure
from autograder.grading.transcripts import Transcript
from autograder.sandbox.client import PlainCall, Worker, WorkerLost
from autograder.sandbox.inside.loading import Failure
from autograder.sandbox.protocol import wire
from autograder.testing.modules import TestedModule, student_error

PASSED = Outcome("passed", None, {})
_MOST_BYTES, _MOST_CALLS = 2**22, 1_000  # that are sent at once
_LEAST_SECONDS, _TIMES_AS_LONG = 0.5, 10
_MORE = 4  # times as many calls as in the part before


@dataclass(frozen=True)
class Asked:
    """One call of a scenario.

    Attributes:
        function: the scenario.
        args: its positional arguments.
        kwargs: the others.
        plain: all of it, ready to be sent.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    plain: PlainCall


@dataclass
class Recording:
    """One test, as it went with the reference.

    Attributes:
        test: the test.
        seed: of its worker.
        examples: what Hypothesis has drawn for each run of the test's function; one empty example without Hypothesis.
        asked: the calls of each example.
        expected: the encoded outcomes of all calls. An exception is empty bytes until `confirm` replaces them.
        limit: the seconds for this test in a shared worker. A submission that needs more gets a worker of its own.
    """

    test: CollectedTest
    seed: int
    examples: list[dict[str, Any]] = field(default_factory=list)
    asked: list[list[Asked]] = field(default_factory=list)
    expected: list[bytes] = field(default_factory=list)
    limit: float = math.inf

    def confirm(self, worker: Worker) -> bool:
        """Return whether the reference answers in a shared worker as in its own; if so, keep its outcomes from there.

        Raises:
            WorkerLost: see `play`.
        """
        before = worker.waited
        if isinstance(worker.load(self.seed, again=True), Failure):
            return False
        outcomes = list(itertools.chain.from_iterable(self._ask(worker)))
        same = all(
            noted == outcome if noted else isinstance(worker.outcome(outcome), Failure)
            for noted, outcome in zip(self.expected, outcomes, strict=True)
        )
        self.expected[:] = outcomes
        self.limit = _LEAST_SECONDS + _TIMES_AS_LONG * (worker.waited - before)
        return same

    def play(self, worker: Worker, tests: Tests, *, again: bool = False) -> Played | None:
        """Load the submission in `worker` for this test and ask what was recorded, until it is known what comes of it.

        Args:
            worker: a fresh one, or one in which other tests were played.
            tests: collected; this test's function may be needed.
            again: whether other tests will be played in the worker.

        Returns:
            What came of it; None if the submission could not even be loaded.

        Raises:
            WorkerLost: the worker has ended, hangs, or breaks the protocol.
        """
        before = worker.waited
        if isinstance(worker.load(self.seed, again=again, seconds=self.limit if again else None), Failure):
            return None
        outcomes: list[bytes] = []
        outcome: Outcome | None = PASSED
        parts = self._ask(worker)
        for part in parts:
            outcomes += part
            if outcomes != self.expected[: len(outcomes)]:
                outcome = self._judge(outcomes, parts, worker, tests)
                break
        return Played(self, outcomes, outcome, worker.waited - before)

    def _ask(self, worker: Worker) -> Iterator[list[bytes]]:
        """Yield the outcomes of all calls in larger and larger parts: most that is wrong shows at once."""
        for chunk in messages([asked.plain for asked in example] for example in self.asked):
            yield worker.play(chunk)

    def _judge(
        self, outcomes: list[bytes], more: Iterator[list[bytes]], worker: Worker, tests: Tests
    ) -> Outcome | None:
        """Return what the test makes of these outcomes; None if the real test must be run to know.

        Args:
            outcomes: of the first calls; what else is needed is added.
            more: the outcomes of the others.
            worker: where they are from.
            tests: collected.
        """

        def answers() -> Iterator[Any]:
            for number in itertools.count():
                if number == len(outcomes):
                    outcomes.extend(next(more))
                yield worker.outcome(outcomes[number])

        module = _Answered(answers(), tests.assignment)
        modules = {"submission": module, "reference": tests.reference()}
        arguments = {name: modules[name] for name in fixtures(self.test)}
        for drawn, asked in zip(self.examples, self.asked, strict=True):
            module.due = list(asked)
            try:
                own_function(self.test)(**arguments, **copy.deepcopy(drawn))
            except (WorkerLost, KeyboardInterrupt):
                raise
            except (_Unclear, UnsatisfiedAssumption):
                return None
            except BaseException as error:
                failed = failure(error)
                return Outcome(*failed, {}) if failed else None
            if module.due:
                return None
        return PASSED


@dataclass(frozen=True)
class Played:
    """A test that was played.

    Attributes:
        recording: of the test.
        outcomes: of the calls, as far as they were needed.
        outcome: what the test makes of them; None if the real test must be run to know.
        seconds: how long it took.
    """

    recording: Recording
    outcomes: list[bytes]
    outcome: Outcome | None
    seconds: float

    def transcript(self, worker: Worker) -> Transcript:
        """Return the calls and their outcomes, as recognition reads them."""
        transcript = Transcript(self.recording.seed, self.recording.test.question)
        calls = itertools.chain.from_iterable(self.recording.asked)
        for asked, outcome in zip(calls, self.outcomes, strict=False):
            transcript.add(asked.function, asked.args, asked.kwargs, worker.outcome(outcome))
        return transcript


class _Unclear(BaseException):
    """A test asks something else than was recorded; a BaseException passes through Hypothesis."""


class _Answered(TestedModule):
    """A module that has answered already: it gives its answers to what was recorded, and to nothing else."""

    def __init__(self, outcomes: Iterator[Any], assignment: Assignment) -> None:
        self.due: list[Asked] = []
        self._outcomes = outcomes
        self._assignment = assignment

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See :meth:`TestedModule.run`."""
        asked = self.due.pop(0) if self.due else None
        if asked is None or asked.function is not function:
            raise _Unclear
        if wire.encode((args, kwargs)) != asked.plain.arguments:
            raise _Unclear  # what is asked depends on the answers before
        outcome = next(self._outcomes)
        if isinstance(outcome, Failure):
            raise student_error(outcome, self._assignment.module_name, self._assignment.manifest.memory_mb)
        return outcome


def called_by_pytest(test: CollectedTest) -> Any:
    """Return what pytest calls: the test's function, or what Hypothesis has made of it."""
    return getattr(test.item, "obj", None)


def own_function(test: CollectedTest) -> Callable[..., Any]:
    """Return the test's own function, which takes what Hypothesis draws as any other argument."""
    handle = getattr(called_by_pytest(test), "hypothesis", None)
    function: Callable[..., Any] = handle.inner_test if handle else called_by_pytest(test)
    return function


def fixtures(test: CollectedTest) -> list[str]:
    """Return the arguments that pytest gives to a test."""
    return list(inspect.signature(called_by_pytest(test)).parameters)


def messages(examples: Iterable[list[PlainCall]]) -> Iterator[list[PlainCall]]:
    """Yield the calls in the parts in which they are sent: the first of one call, and none too large.

    No part has two calls of one example. What the second asks may have been computed from the right answer to the
    first, and a worker has the whole part before it answers.
    """
    chunk: list[PlainCall] = []
    size, most = 0, 1
    for calls in examples:
        for number, call in enumerate(calls):
            if chunk and (number > 0 or size + len(call.arguments) > _MOST_BYTES or len(chunk) >= most):
                yield chunk
                chunk, size, most = [], 0, min(_MORE * most, _MOST_CALLS)
            chunk.append(call)
            size += len(call.arguments)
    if chunk:
        yield chunk

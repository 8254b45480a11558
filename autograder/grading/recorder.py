"""Records what the tests ask of the reference, in workers of their own, so that it can be played to others.

A test that fails is not recorded. Nor is a test that uses other fixtures, notes a number, draws values that cannot be
copied, or gives the submission an object that stays with the grader.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.grading.recording import Asked, Recording, called_by_pytest, fixtures
from autograder.grading.run import Grading
from autograder.grading.session import CollectedTest, Tests
from autograder.grading.transcripts import Transcript
from autograder.sandbox.client import PlainCall
from autograder.sandbox.protocol import proxies, scenarios, wire
from autograder.testing.modules import TestedModule
from autograder.testing.same_inputs import seed_of

_FIXTURES = {"submission", "reference"}  # a test that has others may depend on anything


def record(tests: Tests, reference: Grading) -> tuple[dict[str, Recording], dict[str, Transcript]]:
    """Run every test on the reference, and return what was asked, by the names of the tests.

    Args:
        tests: collected.
        reference: handed in as a submission.

    Returns:
        The recordings of the tests that can be played, and the transcripts of all that were passed.
    """
    recorder = _Recorder(tests, reference)
    for test in tests:
        recorder.run(test)
    return recorder.recordings, recorder.transcripts


class _Recorder:
    """The reference as a candidate, with somebody who writes down what is asked."""

    shrink = False

    def __init__(self, tests: Tests, reference: Grading) -> None:
        self.recordings: dict[str, Recording] = {}
        self.transcripts: dict[str, Transcript] = {}
        self._tests = tests
        self._reference = reference
        self._current: Recording | None = None
        self._can_be_played = True  # what was recorded so far
        self._pickled: dict[object, bytes] = {}

    def run(self, test: CollectedTest) -> None:
        """Record one test."""
        recording = self._current = Recording(test, seed_of(self._tests.assignment, test.name))
        self._can_be_played = {*getattr(test.item, "fixturenames", ()), *fixtures(test)} <= {*_FIXTURES, "request"}
        with _watched(test, self._begin):
            outcome = self._tests.run(test, self)
        if outcome.status != "passed":
            return
        assert self._reference.submitted is not None
        if self._reference.submitted.transcript:
            self.transcripts[test.name] = self._reference.submitted.transcript
        if self._can_be_played and not outcome.measured:
            self.recordings[test.name] = recording

    def submission(self, test: CollectedTest) -> Generator[TestedModule, None, None]:
        """Yield the reference in a fresh worker."""
        for module in self._reference.submission(test):
            yield _Recorded(module, self)

    def note(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Write down what is asked."""
        assert self._current is not None
        if proxies.take_out(args, kwargs)[1]:
            self._can_be_played = False
            return
        if function not in self._pickled:
            self._pickled[function] = scenarios.portable(function)
        plain = PlainCall(self._pickled[function], wire.encode((args, kwargs)))
        self._current.asked[-1].append(Asked(function, args, kwargs, plain))

    def note_outcome(self, outcome: bytes) -> None:
        """Write down what came of it."""
        assert self._current is not None
        self._current.expected.append(outcome)

    def _begin(self, drawn: dict[str, Any]) -> None:
        assert self._current is not None
        try:
            self._current.examples.append(copy.deepcopy(drawn))
        except Exception:  # of a kind that cannot be kept
            self._can_be_played = False
        self._current.asked.append([])


class _Recorded(TestedModule):
    """A module whose calls are noted."""

    def __init__(self, module: TestedModule, recorder: _Recorder) -> None:
        self._module = module
        self._recorder = recorder

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See :meth:`TestedModule.run`."""
        self._recorder.note(function, args, kwargs)
        outcome = b""
        try:
            result = self._module.run(function, *args, **kwargs)
            if not proxies.take_out(args, kwargs)[1]:
                outcome = wire.encode({"value": result})
            return result
        finally:
            self._recorder.note_outcome(outcome)


@contextmanager
def _watched(test: CollectedTest, begin: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Have `begin` called before each run of a test's function, with what Hypothesis has drawn."""
    handle = getattr(called_by_pytest(test), "hypothesis", None)
    if handle is None:
        begin({})
        yield
        return
    function = handle.inner_test

    def run(*args: Any, **kwargs: Any) -> Any:
        begin({name: value for name, value in kwargs.items() if not isinstance(value, TestedModule)})
        return function(*args, **kwargs)

    handle.inner_test = run
    try:
        yield
    finally:
        handle.inner_test = function

"""The search for the smallest counterexample."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import hypothesis
import pytest

from autograder.sandbox.protocol import wire
from autograder.testing.evidence import CheckFailed, Evidence, TestStopped
from autograder.testing.modules import TestedModule

_CALLS = 300  # of a test that has failed once, in search of a smaller example


@contextlib.contextmanager
def smallest_failure(handle: Any, *, shrink: bool) -> Iterator[None]:
    """Watch Hypothesis run a test in this block, and let it end with the smallest failure that was found.

    Hypothesis raises that failure itself, unless something ends its search, or the same input has different outcomes.

    Args:
        handle: of Hypothesis, the attribute `hypothesis` of a test function.
        shrink: whether to look for a smaller failure after the first one.
    """
    test = handle.inner_test
    search = _Search(test, _CALLS if shrink else 0)
    handle.inner_test = search.run
    try:
        yield
    except (pytest.UsageError, KeyboardInterrupt):
        raise
    except BaseException as error:
        if search.smallest is None or (isinstance(error, CheckFailed) and not search.changing):
            raise
        evidence = search.smallest
        if search.changing or isinstance(error, hypothesis.errors.Flaky):
            evidence = replace(evidence, note="Your code gave different answers to the same input.")
        raise TestStopped("failed", evidence) from None
    finally:
        handle.inner_test = test


class _Search:
    """Runs a test for Hypothesis, and keeps the smallest failure."""

    def __init__(self, test: Callable[..., None], calls: int) -> None:
        self.smallest: Evidence | None = None
        self.changing = False  # whether the same input has had different outcomes
        self._test = test
        self._calls_left = calls  # after the first failure
        self._outcomes: dict[bytes, object] = {}

    def run(self, *args: object, **kwargs: object) -> None:
        if self.smallest is not None:
            self._calls_left -= 1
            if self._calls_left < 0:
                raise TestStopped("failed", self.smallest)
        try:
            self._test(*args, **kwargs)
        except CheckFailed as failure:
            if self.smallest is None or failure.evidence.size < self.smallest.size:
                self.smallest = failure.evidence
            self._note(kwargs, (failure.evidence.finding, failure.evidence.yours))
            raise
        self._note(kwargs, "passed")

    def _note(self, kwargs: Mapping[str, object], outcome: object) -> None:
        drawn = {name: value for name, value in kwargs.items() if not isinstance(value, TestedModule)}
        try:
            inputs = wire.encode(drawn)
        except wire.WireError:
            return  # something that cannot be compared
        self.changing |= self._outcomes.setdefault(inputs, outcome) != outcome

"""Recognises a known mistake in what a submission returned.

While a test runs, what it asks of the submission is recorded. After a failure the same is asked of every mistake in the
bank, here: they are ours. A mistake is recognised if it answers as the submission did, wherever the two were asked
the same, in every test of the question, and if no other mistake does. What merely crashes everywhere explains nothing.
"""

from __future__ import annotations

import contextlib
import io
import random
import sys
import types
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.assignment import Assignment
from autograder.bank import Mistake, find_mistakes
from autograder.sandbox.program import Failure
from autograder.testing.subject import Reference, ReferenceFailed

_CALLS = 30  # of one test that are compared: the first ones, so that what is random in them comes out the same
_ENTRIES = 20_000  # numbers that are kept of one test
_ENOUGH = 2  # calls that are compared; on one input many mistakes agree
_LINES = 100_000  # that a mistake may execute for one test: some loop for ever, and that is the mistake


@dataclass(frozen=True)
class Raised:
    """Outcome of a call that raised an exception of this type."""

    type: str


@dataclass(frozen=True)
class Call:
    """One call of a scenario: what a subject was asked, and what it returned."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outcome: Any


@dataclass
class Transcript:
    """The first calls of one test."""

    seed: int
    question: str
    calls: list[Call] = field(default_factory=list)
    _entries: int = 0

    def add(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any], outcome: Any) -> None:
        """Note a call, unless it asks how the code is written rather than what it does."""
        if getattr(function, "about_style", False):
            return
        self._entries += _size(outcome)
        if len(self.calls) < _CALLS and self._entries <= _ENTRIES:
            shown = Raised(outcome.type) if isinstance(outcome, Failure) else outcome
            self.calls.append(Call(function, args, kwargs, shown))


class Recogniser:
    """The mistakes of one assignment, ready to be compared with."""

    def __init__(self, assignment: Assignment) -> None:
        """Read the bank."""
        self._module = assignment.module_name
        self._reference = _Code(assignment.reference, self._module)
        self._mistakes = [(mistake, _Code(mistake.path, self._module)) for mistake in find_mistakes(assignment)]

    def explanations(self, failed: Transcript, question: Sequence[Transcript]) -> list[Mistake]:
        """Return every mistake that explains what a submission returned. If it is one, the submission has made it.

        Args:
            failed: of the test that failed.
            question: of all tests of its question, that one included. They tell mistakes apart that agree on one test.
        """
        calls = [call for test in question for call in test.calls]
        if len(calls) < _ENOUGH or all(type(call.outcome) is Raised for call in calls):
            return []
        if not self._reference.differences(failed):
            return []  # what is wrong came later
        candidates = [(mistake, code) for mistake, code in self._mistakes if mistake.question == failed.question]
        candidates = [(mistake, code) for mistake, code in candidates if code.explains(failed)]
        return [mistake for mistake, code in candidates if all(code.explains(test) for test in question)]


class _Code:
    """A module of ours that is loaded anew for every test, as a student's is."""

    def __init__(self, path: Path, module: str) -> None:
        self._path = path
        self._module = module
        self._compiled: types.CodeType | None = None

    def replay(self, transcript: Transcript) -> Generator[tuple[Call, Any], None, None]:
        """Yield every call with its outcome here; close the generator, or finish it."""
        if self._compiled is None:
            self._compiled = compile(self._path.read_bytes(), str(self._path), "exec")
        module = types.ModuleType(self._module)
        with _seeded(transcript.seed), _limited(self._compiled.co_filename), _imported(module):
            exec(self._compiled, vars(module))
            for call in transcript.calls:
                yield call, _outcome(Reference(module), call)

    def explains(self, transcript: Transcript) -> bool:
        """Return whether every call has the same outcome here."""
        with contextlib.closing(self.replay(transcript)) as replayed:
            return all(_differences(call.outcome, outcome) == 0 for call, outcome in replayed)

    def differences(self, transcript: Transcript) -> int:
        """Return how many entries of all outcomes are different here."""
        return sum(_differences(call.outcome, outcome) for call, outcome in self.replay(transcript))


class _TooLong(BaseException):
    pass


def _outcome(subject: Reference, call: Call) -> Any:
    try:
        return subject.run(call.function, *call.args, **call.kwargs)
    except ReferenceFailed as failed:
        return Raised(type(failed.__cause__).__name__)
    except _TooLong:
        return Raised(_TooLong.__name__)  # which is nobody's outcome


def _differences(a: Any, b: Any) -> int:
    """Return how many entries of two outcomes differ by more than rounding does."""
    if isinstance(a, torch.Tensor | np.ndarray) and type(a) is type(b):
        if a.shape != b.shape or a.dtype != b.dtype:
            return max(_size(a), 1)
        mine, other = torch.as_tensor(a), torch.as_tensor(b)
        if not (mine.is_floating_point() or mine.is_complex()):
            return int((mine != other).sum())
        precision = max(torch.finfo(mine.dtype).eps, 1e-12)
        close = torch.isclose(mine, other, rtol=1e4 * precision, atol=precision**1.5, equal_nan=True)
        return int((~close).sum())
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return sum(map(_differences, a, b)) + abs(len(a) - len(b))
    if isinstance(a, dict) and isinstance(b, dict):
        return sum(_differences(a.get(key), b.get(key)) for key in a.keys() | b.keys())
    if type(a) is type(b) is float:
        return _differences(np.float64(a).reshape(1), np.float64(b).reshape(1))
    return int(type(a) is not type(b) or a != b)


def _size(value: Any) -> int:
    if isinstance(value, torch.Tensor):
        return value.numel()
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return len(value) if isinstance(value, str | bytes) else 1


@contextlib.contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Start everything random from `seed`, as a worker does; afterwards it goes on where it was. Nothing is printed."""
    state, numpy_state = random.getstate(), np.random.get_state()
    silence = contextlib.redirect_stdout(io.StringIO())
    with torch.random.fork_rng(devices=[]), silence, contextlib.redirect_stderr(io.StringIO()):
        try:
            random.seed(seed)
            np.random.seed(seed)
            torch.manual_seed(seed)
            yield
        finally:
            random.setstate(state)
            np.random.set_state(numpy_state)


@contextlib.contextmanager
def _imported(module: types.ModuleType) -> Iterator[None]:
    """Have the module where dataclasses and pickle look for it."""
    before = sys.modules.get(module.__name__)
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        if before is None:
            del sys.modules[module.__name__]
        else:
            sys.modules[module.__name__] = before


@contextlib.contextmanager
def _limited(filename: str) -> Iterator[None]:
    """Raise `_TooLong` when code of this file has executed too many lines."""
    lines = 0

    def on_line(frame: types.FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        if lines > _LINES:
            raise _TooLong
        return on_line

    def on_call(frame: types.FrameType, event: str, argument: object) -> Any:
        return on_line if frame.f_code.co_filename == filename else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        yield
    finally:
        sys.settrace(before)

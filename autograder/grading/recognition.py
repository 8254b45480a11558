"""Recognises a known mistake in what a submission returned.

While a test runs, what it asks of the submission is recorded. After a failure the same is asked of every mistake in the
bank: they are ours. A mistake is recognised if it answers as the submission did, wherever the two were asked the same,
in every test of the question, and if no other mistake does. What merely crashes everywhere explains nothing.

A hint must never cost a report. What mistakes are asked may be a student's own answer to an earlier question, and be
huge; some mistakes loop, or end the process, and that is the mistake. So they are asked in a child of this process,
with limits of its own, which can fail in any way it likes: the report is then one without hints.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import sys
import time
import types
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch

from autograder.course.assignment import Assignment
from autograder.course.bank import Mistake, find_mistakes
from autograder.sandbox.inside.loading import Failure
from autograder.sandbox.layers.processes import own_status
from autograder.sandbox.protocol import proxies
from autograder.testing.modules import ReferenceFailed, ReferenceModule

_CALLS = 30  # of one test that are compared: the first ones, so that what is random in them comes out the same
_ENTRIES = 20_000  # numbers that are kept of one test
_ENOUGH = 2  # calls that are compared; on one input many mistakes agree
# Of processor time, so that a hint does not depend on how busy the machine is: for a mistake on a test, and for all.
_SECONDS, _ALL_SECONDS = 5, 60
_WAITING = 10  # times as much may pass on the clock: some wait, for input or for nothing
_MEMORY = 2**28  # bytes beyond what this process has


@dataclass(frozen=True)
class Raised:
    """Outcome of a call that raised an exception of this type."""

    type: str


@dataclass(frozen=True)
class Call:
    """One call of a scenario: what a module was asked, and what it returned."""

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


def explanations(
    assignment: Assignment, transcripts: Mapping[str, Transcript], failed: Sequence[str]
) -> dict[str, list[Mistake]]:
    """Return for every failed test the mistakes that explain it; if it is one, the submission has made it.

    Args:
        assignment: with its bank.
        transcripts: of all tests, by name. Those of the same question tell mistakes apart that agree on one test.
        failed: names of tests.
    """
    if not failed or not hasattr(os, "fork"):
        return {}  # before anything of the bank is read
    mistakes = find_mistakes(assignment)
    if not mistakes:
        return {}
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _explain_all(assignment, mistakes, transcripts, failed, writing)
    os.close(writing)
    try:
        lines = _read(reading).splitlines()
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    by_name = {mistake.name: mistake for mistake in mistakes}
    found = {}
    with contextlib.suppress(ValueError):  # the last line may be half a line
        for line in lines:
            test, names = json.loads(line)
            found[test] = [by_name[name] for name in names]
    return found


def _read(descriptor: int) -> bytes:
    """Return what is written within the time."""
    deadline, text = time.monotonic() + _WAITING * _ALL_SECONDS, b""
    while (left := deadline - time.monotonic()) > 0 and select.select([descriptor], [], [], left)[0]:
        chunk = os.read(descriptor, 65_536)
        if not chunk:
            break
        text += chunk
    return text


def _explain_all(
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    transcripts: Mapping[str, Transcript],
    failed: Sequence[str],
    descriptor: int,
) -> NoReturn:
    """In the child: write a line for every failed test."""
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        _limit_resources()
        torch.set_num_threads(1)  # others do not survive a fork
        module = assignment.module_name
        reference = _Code(assignment.reference.read_bytes, module)
        bank = [(mistake, _Code(mistake.compose, module)) for mistake in mistakes]
        for test in failed:
            question = [t for t in transcripts.values() if t.question == transcripts[test].question]
            names = _explain(reference, bank, transcripts[test], question)
            os.write(descriptor, json.dumps([test, names]).encode() + b"\n")
    finally:
        os._exit(0)


def _limit_resources() -> None:
    import resource  # not on Windows

    had = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(had.ru_utime + had.ru_stime) + _ALL_SECONDS,) * 2)
    if data := int(own_status("VmData")[0]):
        resource.setrlimit(resource.RLIMIT_DATA, (data * 1024 + _MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # rather us than the grader, in a small container


def _explain(
    reference: _Code, bank: Sequence[tuple[Mistake, _Code]], failed: Transcript, question: Sequence[Transcript]
) -> list[str]:
    calls = [call for test in question for call in test.calls]
    if len(calls) < _ENOUGH or all(type(call.outcome) is Raised for call in calls):
        return []
    if reference.explains(failed):
        return []  # what is wrong came later
    candidates = [(m, code) for m, code in bank if m.question == failed.question and code.explains(failed)]
    return [mistake.name for mistake, code in candidates if all(code.explains(test) for test in question)]


class _Code:
    """A module of ours that is loaded anew for every test, as a student's is."""

    def __init__(self, source: Callable[[], str | bytes], module: str) -> None:
        self._source = source  # asked for when it is needed: most mistakes never are
        self._module = module
        self._compiled: types.CodeType | None = None

    def explains(self, transcript: Transcript) -> bool:
        """Return whether every call has the same outcome here."""
        try:
            with _limited_time(), contextlib.closing(self._replay(transcript)) as replayed:
                return all(_alike(call.outcome, outcome) for call, outcome in replayed)
        except BaseException:  # it cannot even be loaded, it ends the process, it is too slow: not an answer
            return False

    def _replay(self, transcript: Transcript) -> Generator[tuple[Call, Any], None, None]:
        """Yield every call with its outcome here."""
        if self._compiled is None:
            self._compiled = compile(self._source(), f"<{self._module}>", "exec")
        random.seed(transcript.seed)  # as a worker does
        np.random.seed(transcript.seed)
        torch.manual_seed(transcript.seed)
        torch.set_grad_enabled(True)  # whatever the one before has left behind
        module = types.ModuleType(self._module)
        sys.modules[self._module] = module  # dataclasses and pickle look there
        exec(self._compiled, vars(module))
        for call in transcript.calls:
            yield call, _outcome(ReferenceModule(module), call)


def _outcome(module: ReferenceModule, call: Call) -> Any:
    args, kwargs = proxies.unused(call.args, call.kwargs)
    try:
        return proxies.with_logs(module.run(call.function, *args, **kwargs), args, kwargs)
    except ReferenceFailed as failed:
        return Raised(type(failed.__cause__).__name__)


class _TooSlow(BaseException):
    pass


@contextlib.contextmanager
def _limited_time() -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        raise _TooSlow

    timers = (signal.ITIMER_PROF, signal.SIGPROF, _SECONDS), (signal.ITIMER_REAL, signal.SIGALRM, _SECONDS * _WAITING)
    try:
        for timer, number, seconds in timers:
            signal.signal(number, stop)
            signal.setitimer(timer, seconds)
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)


def _alike(a: Any, b: Any) -> bool:
    """Return whether two outcomes differ by no more than rounding does."""
    if isinstance(a, torch.Tensor | np.ndarray) and type(a) is type(b):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        mine, other = torch.as_tensor(a), torch.as_tensor(b)
        if not (mine.is_floating_point() or mine.is_complex()):
            return torch.equal(mine, other)
        precision = max(torch.finfo(mine.dtype).eps, 1e-12)
        return torch.allclose(mine, other, rtol=1e4 * precision, atol=precision**1.5, equal_nan=True)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    if type(a) is type(b) is float:
        return _alike(np.float64(a).reshape(1), np.float64(b).reshape(1))
    return type(a) is type(b) and bool(a == b)


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

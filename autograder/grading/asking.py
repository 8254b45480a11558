"""Repeats the calls of a submission on our own modules (reference and known mistakes), in a child of this process.

The arguments may contain a student's earlier answers, and may be huge. Some known mistakes never return, or end the
process. So the child has limits of its own, and its failure does not harm the grader.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import struct
import sys
import time
import types
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch

from autograder.grading.transcripts import Call, Raised, Transcript, alike
from autograder.sandbox.layers.processes import own_status
from autograder.sandbox.protocol import proxies, wire
from autograder.testing.modules import ReferenceFailed, ReferenceModule

# Of processor time, so that a hint does not depend on how busy the machine is: for a module on a test, and for all.
_SECONDS, _ALL_SECONDS = 5, 60
_WAITING = 10  # times as much may pass on the clock: some wait, for input or for nothing
_MEMORY = 2**28  # bytes beyond what this process has

ENDED = object()  # a call from which nothing came; no outcome is like it


class Module:
    """A module of ours that is loaded anew for every test, as a student's is."""

    def __init__(self, source: Callable[[], str | bytes], name: str) -> None:
        self._source = source  # asked for when it is needed: most mistakes never are
        self._name = name
        self._compiled: types.CodeType | None = None

    def agrees(self, transcript: Transcript) -> bool:
        """Return whether every call has the same outcome here."""
        outcomes = self._outcomes(transcript)
        try:
            return all(alike(call.outcome, outcome) for call, outcome in zip(transcript.calls, outcomes, strict=True))
        finally:
            outcomes.close()

    def answers(self, transcript: Transcript) -> list[Any]:
        """Return the outcome of every call here; the last one is `ENDED` if no other comes."""
        return list(self._outcomes(transcript))

    def _outcomes(self, transcript: Transcript) -> Generator[Any, None, None]:
        try:
            with _limited_time():
                yield from self._replayed(transcript)
        except GeneratorExit:
            raise
        except BaseException:  # it cannot even be loaded, it ends the process, it is too slow
            yield ENDED

    def _replayed(self, transcript: Transcript) -> Iterator[Any]:
        if self._compiled is None:
            self._compiled = compile(self._source(), f"<{self._name}>", "exec")
        random.seed(transcript.seed)  # as a worker does
        np.random.seed(transcript.seed)
        torch.manual_seed(transcript.seed)
        torch.set_grad_enabled(True)  # whatever the one before has left behind
        module = types.ModuleType(self._name)
        sys.modules[self._name] = module  # dataclasses and pickle look there
        exec(self._compiled, vars(module))
        for call in transcript.calls:
            yield _outcome(ReferenceModule(module), call)


def in_child(work: Callable[[Callable[[Any], None]], None]) -> list[Any]:
    """Run `work(send)` in a child with limits. Return the plain data that it sent before it ended or was stopped."""
    try:
        reading, writing = os.pipe()
        child = os.fork()
    except OSError:  # no memory, or no descriptors
        return []
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    try:
        text = _read(reading, _WAITING * _ALL_SECONDS)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    found, position = [], 0
    with contextlib.suppress(struct.error, wire.WireError):  # the last one may be half a message
        while position < len(text):
            (size,) = struct.unpack_from("<I", text, position)
            found.append(wire.decode(text[position + 4 : position + 4 + size]))
            position += 4 + size
    return found


def _work(work: Callable[[Callable[[Any], None]], None], descriptor: int) -> NoReturn:
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        _limit_resources()
        torch.set_num_threads(1)  # others do not survive a fork
        with open(descriptor, "wb") as stream:

            def send(found: Any) -> None:
                with contextlib.suppress(wire.WireError):  # too large to be kept
                    message = wire.encode(found)
                    stream.write(struct.pack("<I", len(message)) + message)
                    stream.flush()

            work(send)
    finally:
        os._exit(0)


def _read(descriptor: int, seconds: float) -> bytes:
    """Return what is written within the time."""
    deadline, text = time.monotonic() + seconds, bytearray()
    while (left := deadline - time.monotonic()) > 0 and select.select([descriptor], [], [], left)[0]:
        chunk = os.read(descriptor, 2**20)
        if not chunk:
            break
        text += chunk
    return bytes(text)


def _limit_resources() -> None:
    import resource  # not on Windows

    had = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(had.ru_utime + had.ru_stime) + _ALL_SECONDS,) * 2)
    if data := int(own_status("VmData")[0]):
        resource.setrlimit(resource.RLIMIT_DATA, (data * 1024 + _MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # rather us than the grader, in a small container


def _outcome(module: ReferenceModule, call: Call) -> Any:
    args, kwargs = proxies.unused(call.args, call.kwargs)
    try:
        value = proxies.with_logs(module.run(call.function, *args, **kwargs), args, kwargs)
        return wire.decode(wire.encode(value))  # as a worker's answer has come
    except ReferenceFailed as failed:
        return Raised(type(failed.__cause__).__name__)
    except wire.WireError as error:
        return Raised(type(error).__name__)


class _TooSlow(BaseException):
    pass


@contextlib.contextmanager
def _limited_time() -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        raise _TooSlow

    timers = (signal.ITIMER_PROF, signal.SIGPROF, _SECONDS), (signal.ITIMER_REAL, signal.SIGALRM, _SECONDS * _WAITING)
    try:
        for timer, number, limit in timers:
            signal.signal(number, stop)
            signal.setitimer(timer, limit)
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)

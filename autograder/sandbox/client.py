"""The grader's side of one worker: what it is asked, what it answers, and the time that it takes.

What arrives over its channel is decoded by `wire` and checked for shape. Anything unexpected is a `WorkerLost`, which
costs that worker's test and no other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.sandbox import folders, quota
from autograder.sandbox.channel import Channel, HungUp, NoAnswer, NotAFrame
from autograder.sandbox.inside.loading import Failure
from autograder.sandbox.inside.source_check import Use
from autograder.sandbox.layers import isolation
from autograder.sandbox.protocol import proxies, scenarios, wire

ISOLATE_SECONDS = 30
_THREADS = 4_096  # that one test may start in all


class SandboxError(RuntimeError):
    """The sandbox itself does not work here. Nobody's submission is to blame."""


class WorkerLost(Exception):
    """A worker ended, hung or broke the protocol; `kind` says which, the message explains it to a student."""

    def __init__(self, kind: Literal["crashed", "timeout"], message: str) -> None:
        super().__init__(message)
        self.kind: Literal["crashed", "timeout"] = kind


@dataclass(frozen=True)
class StudentCode:
    """What a worker loads: a student's source, and the rules of the assignment."""

    source: bytes
    module: str
    seconds: float  # for all calls of one worker
    memory_mb: int
    disk_mb: int = 256
    load_seconds: float = 10.0
    refused: Mapping[str, str] = field(default_factory=dict)  # dotted name: the sentence that explains it
    operators: Mapping[str, str] = field(default_factory=dict)  # likewise, torch's operators

    @property
    def files(self) -> int:
        """How many files its budget may grant at a time, so that all files together stay within `disk_mb`."""
        return (self.disk_mb * 2**20 // isolation.FILE_BYTES - isolation.OPEN_FILES) // 2


@dataclass(frozen=True)
class PlainCall:
    """One call of a scenario, ready to be sent: both parts are bytes, made once for every submission."""

    scenario: bytes  # see `scenarios.portable`
    arguments: bytes  # (args, kwargs), encoded; nothing in them stays with the grader


class Worker:
    """One worker: `load()` the submission, `call()` scenarios, `close()`. Time runs only while it is waited for."""

    def __init__(
        self,
        code: StudentCode,
        seed: int,
        seconds: float,
        channel: Channel,
        folder: str,
        end: Callable[[], tuple[int, int]],
    ) -> None:
        self.waited = 0.0  # seconds, for the student's code
        self.memory_mb = 0  # at its peak, with what it shares with the zygote; known once it is closed
        self._limit = code.load_seconds  # of what is asked next: first to load, then all calls together
        self._seconds = self._seconds_left = seconds
        self._code = code
        self._seed = seed
        self._channel = channel
        self._folder = folder
        self._end = end
        self._status: int | None = None
        self._sent: dict[object, int] = {}
        self._calls = 0
        try:
            listener = channel.receive_descriptor(ISOLATE_SECONDS)
        except OSError as error:
            self.close()
            raise SandboxError(f"a worker could not isolate itself: {error}") from error
        if listener is not None:
            channel.answer_for(quota.Budget(listener, folder, files=code.files, threads=_THREADS))
        try:
            reply = self._reply(self._exchange(None, ISOLATE_SECONDS))
        except WorkerLost:
            reply = {}
        if "ready" not in reply:
            self.close()
            raise SandboxError(f"a worker could not isolate itself: {reply.get('failed')}")
        self.missing: dict[str, str] = {layer: why for layer, why in reply["ready"].items() if why}
        self.isolation: list[str] = [layer for layer, why in reply["ready"].items() if not why]

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker and everything it started, and remove what it wrote."""
        if self._status is None:
            self._status = -9
            try:
                self._status, self.memory_mb = self._end()
            finally:
                self._channel.close()
                os.chmod(self._folder, 0o700)  # its owner may have taken our access away
                folders.remove(self._folder)

    @property
    def printed(self) -> str:
        """What the student's code has printed so far: the beginning and the end of it."""
        return self._anonymous(self._channel.printed)

    def inspect(self, refused: Iterable[str], graded: Iterable[str]) -> list[Use]:
        """Return what the source plainly uses of `refused`: see `find_uses`. Nothing of it is run.

        It is read here rather than in the grader because a parser can be made to crash.
        """
        request = {"inspect": self._code.source, "refused": list(refused), "graded": list(graded)}
        reply = self._ask(request, self._code.load_seconds)
        return [Use(*use) for use in reply.get("uses", ())]

    def load(
        self, seed: int | None = None, *, again: bool = False, seconds: float | None = None
    ) -> Failure | list[str]:
        """Execute the submission. Return the public names it defines, or the exception it raised.

        Args:
            seed: of everything random from now on, if not the worker's.
            again: whether it will be loaded again, for another test.
            seconds: for the calls that follow, if not as many as the worker's.
        """
        code = self._code
        if seed is not None:
            self._seed = seed
        self._seconds_left = self._seconds if seconds is None else min(seconds, self._seconds)
        request = {
            "load": code.source,
            "module": code.module,
            "refused": dict(code.refused),
            "operators": dict(code.operators),
            "seed": self._seed,
            "again": again,
        }
        reply = self._ask(request, code.load_seconds)
        if "error" in reply:
            return self._failure(reply["error"])
        names = reply.get("names")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self._confused()
        return names

    def play(self, calls: Sequence[PlainCall]) -> list[bytes]:
        """Run many calls at once. Return the outcome of each as the worker has encoded it; see `outcome`.

        Raises:
            WorkerLost: no answer will come from this worker any more.
        """
        scenarios = list(dict.fromkeys(call.scenario for call in calls))
        index = {scenario: k for k, scenario in enumerate(scenarios)}
        self._calls += 1
        request = {
            "calls": [(index[call.scenario], call.arguments) for call in calls],
            "scenarios": scenarios,
            "number": self._calls,
        }
        reply = self._ask_within(request)
        outcomes = reply.get("outcomes")
        if not isinstance(outcomes, list) or len(outcomes) != len(calls):
            raise self._confused()
        if not all(type(outcome) is bytes for outcome in outcomes):
            raise self._confused()
        return outcomes

    def outcome(self, played: bytes) -> Any:
        """Decode one outcome of `play`. Return the result, or a :class:`Failure`, as `call` does.

        Raises:
            WorkerLost: the worker has made it up.
        """
        reply = self._reply(played)
        if "error" in reply:
            return self._failure(reply["error"])
        if "value" not in reply:
            raise self._confused()
        return reply["value"]

    def call(self, scenario: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run `scenario(module, *args, **kwargs)` in the worker. Return its result, or a :class:`Failure`.

        Raises:
            WorkerLost: no answer will come from this worker any more.
        """
        self._calls += 1
        known = self._sent.get(scenario)
        (args, kwargs), kept = proxies.take_out(args, kwargs)
        request = {
            "call": scenarios.portable(scenario) if known is None else known,
            "args": args,
            "kwargs": kwargs,
            "kept": proxies.described(kept),
            "number": self._calls,
        }
        reply = self._ask_within(request, kept)
        if "error" in reply:
            return self._failure(reply["error"])
        if "value" not in reply:
            raise self._confused()
        self._sent.setdefault(scenario, self._calls)  # now it surely has it
        return reply["value"]

    def _ask_within(self, request: dict[str, Any], kept: dict[proxies.Place, Any] | None = None) -> dict[str, Any]:
        """Return the reply to calls, within the time that is left for them."""
        self._limit, waited = self._seconds, self.waited
        try:
            reply = self._ask(request, self._seconds_left, kept)
        finally:
            self._seconds_left -= self.waited - waited
        if type(reply.get("number")) is not int or reply["number"] != self._calls:
            raise self._confused()
        return reply

    def _ask(
        self, request: dict[str, Any], seconds: float, kept: dict[proxies.Place, Any] | None = None
    ) -> dict[str, Any]:
        """Return the reply to a request; before it comes, do what it asks of the objects that are kept here."""
        payload = wire.encode(request)
        started = time.monotonic()
        try:
            frame = self._exchange(payload, seconds)
            while kept and proxies.is_request(frame):
                frame = self._exchange(proxies.carry_out(kept, frame), started + seconds - time.monotonic())
            return self._reply(frame)
        except proxies.NotARequest:
            raise self._confused() from None
        finally:
            self.waited += time.monotonic() - started

    def _exchange(self, payload: bytes | None, seconds: float) -> bytes:
        """Send a frame if there is one, and return the next one."""
        if self._status is not None:
            raise WorkerLost("crashed", "your code had already ended")
        try:
            return self._channel.exchange(payload, seconds)
        except NoAnswer:
            raise self._timed_out() from None
        except HungUp:
            raise self._gone() from None
        except NotAFrame:
            raise self._confused() from None

    def _reply(self, frame: bytes) -> dict[str, Any]:
        try:
            reply = wire.decode(frame)
        except wire.WireError:
            reply = None
        if not isinstance(reply, dict):
            raise self._confused()
        return reply

    def _failure(self, error: Any) -> Failure:
        """Check what a worker says about an exception."""
        given = error if isinstance(error, dict) else {}

        def text(name: str, length: int) -> str | None:
            value = given.get(name)
            return self._anonymous(value)[:length] if isinstance(value, str) else None

        bases, line = given.get("bases"), given.get("line")
        return Failure(
            type=text("type", 100) or "Exception",
            bases=tuple(b[:100] for b in bases[:20] if isinstance(b, str)) if isinstance(bases, tuple) else (),
            message=text("message", 2_000) or "",
            line=line if type(line) is int and 0 < line < 10**6 else None,
            function=text("function", 100),
            code=text("code", 200),
        )

    def _anonymous(self, text: str) -> str:
        """Leave out where the private folder lies: it differs from run to run."""
        return text.replace(f"{self._folder}/", "").replace(self._folder, ".")

    def _timed_out(self) -> WorkerLost:
        self.close()
        return WorkerLost("timeout", f"your code did not answer within {self._limit:g} s")

    def _confused(self) -> WorkerLost:
        self.close()
        return WorkerLost("crashed", "your code sent something other than a result")

    def _gone(self) -> WorkerLost:
        # Its exit status is known once it has ended by itself; give it a moment, then end it.
        self.close()
        status = self._status or 0
        if status == -9:
            how = "was stopped (perhaps because it used too much memory)"
        elif status < 0:
            how = f"crashed (signal {-status})"
        else:
            how = f"ended the whole program (exit status {status})"
        return WorkerLost("crashed", f"your code {how} instead of returning a result")

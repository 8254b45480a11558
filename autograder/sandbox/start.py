"""Starts the zygote. Imports nothing heavy, so that a command can start it first and import torch meanwhile.

A command that grades can do better, and import torch once for both: see `launch` and `ancestor`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from autograder.course.assignment import Assignment

# Nothing of ours: not the user's name, not a token. The hash seed makes sets and dicts the same in every run.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Process(Protocol):
    """A child of this process: what `subprocess.Popen` and `ForkedProcess` have in common."""

    pid: int

    def poll(self) -> int | None:
        """Return its exit status; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status, once it has ended."""

    def kill(self) -> None:
        """End it."""


@dataclass(frozen=True)
class Zygote:
    """A running zygote.

    Attributes:
        process: itself.
        control: our end of the socket that it listens to.
        errors: what it writes on its standard error.
        refused: the names that its workers must do without.
        imports: the modules that it has imported beside torch and gymnasium.
    """

    process: Process
    control: socket.socket
    errors: IO[bytes]
    refused: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()

    def stop(self) -> None:
        """End it; it kills its worker first."""
        self.control.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()

    def last_words(self) -> str:
        """Return what it has written on its standard error, after killing it."""
        self.process.kill()
        self.process.wait()
        return self.errors.read().decode("utf-8", "replace")


class ForkedProcess:
    """A child that was forked: what `subprocess.Popen` would be for it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        """See :class:`Process`."""
        if self._status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has looked at it
                pid, status = self.pid, 0
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """See :class:`Process`."""
        started = time.monotonic()
        while (status := self.poll()) is None:
            if timeout is not None and time.monotonic() > started + timeout:
                raise subprocess.TimeoutExpired("zygote", timeout)
            time.sleep(0.001)
        return status

    def kill(self) -> None:
        """See :class:`Process`."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


_started_over = False
_forked: Zygote | None = None  # from this process, when it was still an ancestor


def start_zygote(refused: Sequence[str] = (), imports: Sequence[str] = ()) -> Zygote:
    """Start a zygote, with an empty environment and no open file of ours. It needs a second or more to be ready.

    If this process has forked one that suits, that one is taken instead.

    Args:
        refused: dotted names of packages, and of things in them, that its workers must do without; see `refusal`.
        imports: modules beside torch and gymnasium that it imports, so that no worker has to.
    """
    global _forked
    if _forked and (_forked.refused, _forked.imports) == (tuple(refused), tuple(imports)):
        zygote, _forked = _forked, None
        return zygote
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            command("autograder.sandbox.inside.zygote", theirs.fileno(), refused, imports, keeps_compiled=False),
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            cwd="/",
            start_new_session=True,
        )
    assert process.stderr
    return Zygote(process, ours, process.stderr, tuple(refused), tuple(imports))


def start_zygote_for(assignment: Assignment) -> Zygote:
    """Start a zygote for submissions to an assignment: without what its manifest refuses, with what it imports."""
    return start_zygote(assignment.refused, assignment.manifest.imports)


def keep_forked(zygote: Zygote | None) -> None:
    """Take note that this process has started over; keep its zygote, if it could fork one, for `start_zygote`."""
    global _started_over, _forked
    _started_over, _forked = True, zygote


def has_started_over() -> bool:
    """Return whether this process was an ancestor."""
    return _started_over


def command(
    module: str, descriptor: int, refused: Sequence[str], imports: Sequence[str], *, keeps_compiled: bool
) -> list[str]:
    """Return the command that runs a module which is to import what submissions use, and nothing of the user's.

    With `keeps_compiled`, it may write what it compiles beside the sources.
    """
    options = ["-s", "-P"] if keeps_compiled else ["-s", "-P", "-B"]
    return [sys.executable, *options, "-m", module, str(descriptor), ",".join(imports), *refused]

"""The grader's side of the zygote: starts it, asks it for workers, and cleans up after them."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.sandbox import folders
from autograder.sandbox.channel import Channel
from autograder.sandbox.client import ISOLATE_SECONDS, SandboxError, StudentCode, Worker
from autograder.sandbox.inside import zygote
from autograder.sandbox.layers import isolation
from autograder.sandbox.layers.processes import descendants
from autograder.sandbox.start import Zygote, start_zygote

_START_SECONDS = 120  # a cold torch on half a processor


class Sandbox:
    """The zygote, started. Use as a context manager; one worker at a time."""

    def __init__(self, zygote: Zygote | None = None, *, needs: Sequence[str] = ()) -> None:
        """Take over a zygote that was started earlier, or start one.

        Args:
            zygote: the one to take over.
            needs: layers of `isolation.LAYERS` without which no student's code is run at all.
        """
        self._needs = needs
        self._zygote = zygote or start_zygote()
        self._ready = False
        self._uid: int | None = None
        folders.sweep()
        self._folders, self._lock = folders.locked_folder()

    @property
    def refused(self) -> tuple[str, ...]:
        """The names that its workers must do without."""
        return self._zygote.refused

    def __enter__(self) -> Sandbox:
        return self

    def processes(self) -> set[int]:
        """Return the ids of the zygote and of all that it has started."""
        return {self._zygote.process.pid, *descendants(self._zygote.process.pid)}

    def leftovers(self) -> list[str]:
        """Return what is there now and should not be, between two submissions: processes and files of workers."""
        found = [f"process {pid}" for pid in descendants(self._zygote.process.pid)]
        if self._uid is not None:
            found += [f"process {path.name}" for path in Path("/proc").glob("[0-9]*") if _owner(path) == self._uid]
        return found + [f"file {path.name}" for path in Path(self._folders).iterdir()]

    def __exit__(self, *_: object) -> None:
        self._zygote.stop()
        folders.remove(self._folders)
        os.close(self._lock)

    def worker(self, code: StudentCode, seed: int, *, seconds: float | None = None) -> Worker:
        """Return a fresh worker that has isolated itself and not yet seen the submission.

        Args:
            code: what it will load.
            seed: of everything random in it.
            seconds: for all its calls together, if not the code's own.
        """
        if self._zygote.process.poll() is not None:  # killed, where no layer prevents that; others are to be graded
            self._zygote.stop()
            self._zygote = start_zygote(self.refused, self._zygote.imports)
            self._ready = False
        if not self._ready:
            self._uid = self._receive(_START_SECONDS)["uid"]
            self._ready = True
        try:
            folder = tempfile.mkdtemp(dir=self._folders)
        except OSError as error:
            raise SandboxError(f"a worker gets no folder: {error}") from error
        if self._uid is not None:
            os.chown(folder, self._uid, self._uid)
        ours, theirs = socket.socketpair()
        output, output_end = os.pipe()
        limits = isolation.Limits(
            # The clock outside is the real limit; this one still holds when we have ended.
            cpu_seconds=int(code.load_seconds + code.seconds) + 5,
            memory_mb=code.memory_mb,
        )
        try:
            with theirs:
                socket.send_fds(
                    self._zygote.control, [zygote.spawn_request(folder, limits)], [theirs.fileno(), output_end]
                )
            self._receive(ISOLATE_SECONDS)
        except (OSError, SandboxError) as error:
            ours.close()
            os.close(output)
            folders.remove(folder)
            raise SandboxError(f"no worker could be started: {error}") from error
        finally:
            os.close(output_end)
        worker = Worker(code, seed, seconds or code.seconds, Channel(ours, output), folder, self._end)
        for layer in self._needs:
            if why := worker.missing.get(layer):
                worker.close()
                raise SandboxError(f"no student's code is run without the layer {layer!r}, which is missing: {why}")
        return worker

    def _end(self) -> tuple[int, int]:
        try:
            self._zygote.control.send(json.dumps({"op": "end"}).encode())
        except OSError:
            pass  # the zygote has gone; _receive finds out why
        reply = self._receive(ISOLATE_SECONDS)
        return int(reply["status"]), int(reply["memory_mb"])

    def _receive(self, seconds: float) -> dict[str, Any]:
        self._zygote.control.settimeout(seconds)
        try:
            message = self._zygote.control.recv(65_536)
        except OSError:
            message = b""
        if not message:
            raise SandboxError(f"the sandbox process ended: {self._zygote.last_words()[-2_000:].strip()}")
        return dict(json.loads(message))


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except OSError:
        return None  # it has gone

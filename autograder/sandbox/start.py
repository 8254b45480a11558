"""Starts the zygote. Imports nothing heavy, so that a command can start it first and import torch meanwhile."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.course.assignment import Assignment

# Nothing of ours: not the user's name, not a token. The hash seed makes sets and dicts the same in every run.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Zygote:
    """A running zygote: its process, and our end of the socket that it listens to."""

    process: subprocess.Popen[bytes]
    control: socket.socket
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
        if self.process.stderr:
            self.process.stderr.close()


def start_zygote(refused: Sequence[str] = (), imports: Sequence[str] = ()) -> Zygote:
    """Start a zygote, with an empty environment and no open file of ours. It needs a second or more to be ready.

    Args:
        refused: dotted names of packages, and of things in them, that its workers must do without; see `refusal`.
        imports: modules beside torch and gymnasium that it imports, so that no worker has to.
    """
    command = [sys.executable, "-s", "-P", "-m", "autograder.sandbox.inside.zygote"]
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [*command, str(theirs.fileno()), ",".join(imports), *refused],
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            cwd="/",
            start_new_session=True,
        )
    return Zygote(process, ours, tuple(refused), tuple(imports))


def start_zygote_for(assignment: Assignment) -> Zygote:
    """Start a zygote for submissions to an assignment: without what its manifest refuses, with what it imports."""
    return start_zygote(assignment.refused, assignment.manifest.imports)

"""Starts processes that grade, so that torch is imported once for each and its zygote: as an `ancestor`.

Imports nothing heavy: what is imported here is imported for nothing, since the process starts over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from autograder.sandbox.start import ENVIRONMENT, command, has_started_over

if TYPE_CHECKING:
    from autograder.course.assignment import Assignment


def start_over(assignment: Assignment, module: str) -> None:
    """Run `python -m module` with our arguments in this process, as if it had been started just now: see `ancestor`.

    Our environment and folder are kept. Options of the interpreter, such as -W or -O, are lost. Do nothing if this has
    happened already, if it cannot be done here, if the assignment refuses torch, if threads are running, or under a
    debugger or a profiler.
    """
    watched = sys.gettrace() or sys.getprofile() or threading.active_count() > 1
    if sys.version_info >= (3, 12):
        watched = watched or any(map(sys.monitoring.get_tool, range(6)))
    # The ancestor starts without an environment: it would not find what only PYTHONPATH knows, or other names of files.
    lost = "PYTHONPATH" in os.environ or sys.getfilesystemencoding() != "utf-8"
    nothing_to_share = "torch" in assignment.refused
    if has_started_over() or watched or lost or nothing_to_share or sys.platform != "linux":
        return
    descriptor = _state(module, sys.argv)
    os.set_inheritable(descriptor, True)
    words = _ancestor(assignment, descriptor)
    for stream in (sys.stdout, sys.stderr):
        if stream:
            stream.flush()
    folder = os.getcwd()
    os.chdir("/")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until the ancestor knows what to do with it
    try:
        os.execve(words[0], words, ENVIRONMENT)
    except OSError:  # no memory, say: we go on as we are
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.chdir(folder)
        os.close(descriptor)


def start_process(assignment: Assignment, module: str, descriptor: int) -> subprocess.Popen[bytes]:
    """Start `python -m module DESCRIPTOR` in a process of its own, with the descriptor open: see `ancestor`.

    It does not hear Ctrl-C: whoever has started it ends it.
    """
    state = _state(module, [module, str(descriptor)])
    try:
        return subprocess.Popen(
            _ancestor(assignment, state),
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            pass_fds=[state, descriptor],
            cwd="/",
            start_new_session=True,
        )
    finally:
        os.close(state)


def _ancestor(assignment: Assignment, state: int) -> list[str]:
    """Return the command that starts an ancestor. It keeps what it compiles if we do."""
    needs = assignment.refused, assignment.manifest.imports
    return command("autograder.sandbox.ancestor", state, *needs, keeps_compiled=not sys.dont_write_bytecode)


def _state(module: str, arguments: Sequence[str]) -> int:
    """Return a descriptor from which an ancestor reads how to go on, once it has forked the zygote."""
    import fcntl  # not on Windows

    state = {
        "module": module,
        "arguments": arguments,
        "environment": {name: value for name, value in os.environ.items() if name},
        "path": [path for path in sys.path if isinstance(path, str)],
        "folder": os.getcwd(),
    }
    with _unnamed_file() as file:  # a pipe might be too small
        file.write(json.dumps(state).encode())
        file.flush()
        file.seek(0)
        return fcntl.fcntl(file.fileno(), fcntl.F_DUPFD_CLOEXEC, 3)  # not 0, 1 or 2, where these are closed


def _unnamed_file() -> IO[bytes]:
    """Return a file that is only in memory, where there are such files: the environment may hold secrets."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("state"), "w+b")
    return tempfile.TemporaryFile()

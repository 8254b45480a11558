"""A process that imports torch before it knows anything, forks the zygote, and then becomes a grader.

So torch is imported once for both, and its pages are shared. It is started with an empty environment, like a zygote of
its own: `start.start_over` replaces a command's process by it. What the command was told, its environment and its
arguments, waits in a file without a name, which is read when the zygote has been forked and has closed it.

    python -m autograder.sandbox.ancestor DESCRIPTOR IMPORTS REFUSED...
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from typing import NoReturn

from autograder.sandbox import start
from autograder.sandbox.inside import zygote

_INTERRUPTED = 4  # the command line's exit status for it


def main() -> None:
    """Import, fork, and go on as the module that the state names."""
    descriptor, imports, refused = int(sys.argv[1]), zygote.listed(sys.argv[2]), sys.argv[3:]
    signal.signal(signal.SIGINT, _interrupted)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see `start`
    try:
        zygote.prepare(imports, refused)
    except Exception:  # a zygote of its own will fail in the same way, and it will be said why
        start.has_started_over(None)
    else:
        start.has_started_over(_fork(imports, refused))
    with open(descriptor, "rb") as file:
        state = json.loads(file.read())
    os.environ.clear()
    os.environ.update(state["environment"])
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    tempfile.tempdir = None  # it was asked for while TMPDIR was unknown
    sys.path[:] = state["path"]
    sys.argv[:] = state["arguments"]
    runpy.run_module(state["module"], run_name="__main__")


def _fork(imports: Sequence[str], refused: Sequence[str]) -> start.Zygote:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _become_zygote(theirs, writing, refused)
        finally:
            os._exit(1)
    theirs.close()
    os.close(writing)
    return start.Zygote(start.ForkedProcess(pid), ours, open(reading, "rb"), tuple(refused), tuple(imports))


def _become_zygote(control: socket.socket, errors: int, refused: Sequence[str]) -> NoReturn:
    """Give up everything that an ancestor has and a zygote of its own has not: descriptors, terminal, folder."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor, standard in ((null, 0), (null, 1), (errors, 2)):
        os.dup2(descriptor, standard)
    os.closerange(3, control.fileno())
    os.closerange(control.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    os.setsid()
    os.chdir("/")
    zygote.main(control, refused)
    os._exit(0)  # torch takes half a second to tear down, for nothing


def _interrupted(*_: object) -> NoReturn:
    """End: nothing has been started yet that could be left behind."""
    os.write(2, b"autograder: interrupted\n")
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()

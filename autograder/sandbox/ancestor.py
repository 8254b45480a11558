"""A process that imports torch before it knows anything, forks the zygote, and then becomes a grader.

So torch is imported once for both, and its pages are shared. `launch.start_over` replaces a command's process by this
one. It starts with an empty environment in the folder `/`, like a separate zygote. The command's own environment and
arguments wait in a file without a name. The zygote closes that file; only the grader reads it.

    python -m autograder.sandbox.ancestor DESCRIPTOR IMPORTS REFUSED...
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from typing import NoReturn

from autograder.sandbox import start
from autograder.sandbox.inside import zygote
from autograder.sandbox.layers.processes import close_descriptors

_INTERRUPTED = 4  # the command line's exit status for it


def main() -> None:
    """Import, fork, and go on as the module that the state names."""
    descriptor, imports, refused = int(sys.argv[1]), zygote.listed(sys.argv[2]), sys.argv[3:]
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # whoever has started us may ignore it
    signal.signal(signal.SIGINT, _interrupted)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see `launch`
    while (null := os.open(os.devnull, os.O_RDWR)) < 3:  # one that was closed: no socket may take its number
        pass
    os.close(null)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            zygote.prepare(imports, refused)
        start.keep_forked(_fork(imports, refused))
    except (Exception, SystemExit):  # a zygote of its own will fail in the same way, and it will be said why
        start.keep_forked(None)
    with open(descriptor, "rb") as file:
        state = json.loads(file.read())
    os.chdir(state["folder"])
    os.environ.clear()
    os.environ.update(state["environment"])
    time.tzset()
    tempfile.tempdir = None  # it was asked for while TMPDIR was unknown
    sys.path[:] = state["path"]
    sys.argv[:] = state["arguments"]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    runpy.run_module(state["module"], run_name="__main__")


def _fork(imports: Sequence[str], refused: Sequence[str]) -> start.Zygote:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # that is for the grader alone
    try:
        pid = os.fork()
        if pid == 0:
            _become_zygote(theirs, writing, refused)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    theirs.close()
    os.close(writing)
    return start.Zygote(start.ForkedProcess(pid), ours, open(reading, "rb"), tuple(refused), tuple(imports))


def _become_zygote(control: socket.socket, errors: int, refused: Sequence[str]) -> NoReturn:
    """Give up everything that an ancestor has and a zygote of its own has not: descriptors and the terminal."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor, standard in ((null, 0), (null, 1), (errors, 2)):
            os.dup2(descriptor, standard)
        close_descriptors([control.fileno()])
        os.setsid()
        sys.dont_write_bytecode = True
        zygote.main(control, refused)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)  # torch takes half a second to tear down, for nothing


def _interrupted(*_: object) -> NoReturn:
    """End: nothing has been started yet that could be left behind."""
    os.write(2, b"autograder: interrupted\n")
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()

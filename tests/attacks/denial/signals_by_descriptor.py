"""Has the kernel send the signal: its parent is made the owner of a pipe that then becomes ready."""

import fcntl
import os
import signal

F_SETSIG = 10


def attack(*args, **kwargs):
    reader, writer = os.pipe()
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            fcntl.fcntl(reader, fcntl.F_SETOWN, os.getppid())
            fcntl.fcntl(reader, F_SETSIG, number)
            fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | os.O_ASYNC)
            os.write(writer, b"x")
        except OSError:
            pass

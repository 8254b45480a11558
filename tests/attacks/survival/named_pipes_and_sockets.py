"""Leaves named pipes, sockets and device files in its folder, on which whoever opens them would wait."""

import os
import socket
import stat

for folder in (".", "/tmp", "/autograder/results", "/autograder/submission"):
    try:
        os.mkfifo(os.path.join(folder, "left-behind-pipe.py"))
    except OSError:
        pass
    try:
        os.mknod(os.path.join(folder, "left-behind-zero.py"), stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError:
        pass
    try:
        socket.socket(socket.AF_UNIX).bind(os.path.join(folder, "left-behind-socket"))
    except OSError:
        pass

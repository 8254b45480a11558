"""The zygote: a process that has imported torch, and forks a fresh worker for every test.

It is started as a process of its own with an empty environment, so nothing of the grader's memory is in it. It speaks
JSON over one socket, strictly one request and one answer at a time:

    -> {"op": "spawn", "folder": ..., "limits": {...}}   with two descriptors: the worker's socket and its output pipe
    <- {"pid": ...}
    -> {"op": "end"}                                     kills the worker and everything that it has started
    <- {"status": ...}                                   the worker's exit status; negative: the signal that ended it

When the socket closes, the grader has gone: the zygote kills what is left and ends.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
from dataclasses import asdict, replace
from typing import Any

from autograder.sandbox import isolation, worker

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_MESSAGE = 65_536


def spawn_request(folder: str, limits: isolation.Limits) -> bytes:
    """Return the request for one worker."""
    return json.dumps({"op": "spawn", "folder": folder, "limits": asdict(limits)}).encode()


def main(control: socket.socket) -> None:
    """Serve the grader at the other end of `control` until it goes."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become our children, setsid or not
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader, which then ends us
    uid = isolation.unprivileged_uid()
    control.send(json.dumps({"ready": True, "uid": uid}).encode())
    child = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _MESSAGE, 2)
        if not message:
            _end(child, uid)
            return
        request = json.loads(message)
        if request["op"] == "spawn":
            limits = replace(isolation.Limits(**request["limits"]), uid=uid)
            child = os.fork()
            if child == 0:
                _become_worker(control, descriptors, request["folder"], limits)
            for descriptor in descriptors:
                os.close(descriptor)
            reply: dict[str, Any] = {"pid": child}
        else:
            reply = {"status": _end(child, uid)}
            child = 0
        control.send(json.dumps(reply).encode())


def _become_worker(control: socket.socket, descriptors: list[int], folder: str, limits: isolation.Limits) -> None:
    try:
        control.close()
        worker.main(*descriptors, folder=folder, limits=limits)
    finally:
        os._exit(0)


def _end(child: int, uid: int | None) -> int:
    """Kill `child` and every process that descends from us. Return the exit status of `child`."""
    status = 0
    if child:
        _kill(child)
    if uid is not None and child:
        _kill_all_of(uid)
    while True:
        for pid in _children():
            _kill(pid)
        try:
            pid, code = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        if pid == child:
            status = os.waitstatus_to_exitcode(code)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _kill_all_of(uid: int) -> None:
    """Kill every process of the user `uid` at once: a tree that forks faster than we can read has no way out."""
    if os.fork() == 0:
        try:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)


def _children() -> list[int]:
    """Return the ids of our children, adopted ones included."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:  # not Linux: the worker's own process group is all we know
        return []


def _warm_up() -> None:
    """Import and use what every submission uses, so that no worker has to, and none of it prints in a worker."""
    import gymnasium  # noqa: F401
    import torch

    torch.set_num_threads(1)  # a pool of threads would not survive the fork, and sums depend on its size
    x = torch.ones(2, 2, requires_grad=True)
    torch.autograd.grad((x @ x).exp().sum(), x)


if __name__ == "__main__":
    _warm_up()
    main(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)  # torch takes half a second to tear down, for nothing

"""The zygote: a process that has imported torch, and forks fresh workers.

It holds nothing of the grader's memory. It is started as a process of its own, or forked from the grader's process
before that has read anything (see `ancestor`). It speaks JSON over one socket, one request and one answer at a time:

    -> {"op": "spawn", "folder": ..., "limits": {...}}   with two descriptors: the worker's socket and its output pipe
    <- {"pid": ...}
    -> {"op": "end"}                                     kills the worker and everything that it has started
    <- {"status": ..., "memory_mb": ...}                 the worker's exit status (negative: the signal that ended it)
                                                         and its largest resident size, all that it shares with us in it

When the socket closes, the grader has gone: the zygote kills what is left and ends.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from autograder.sandbox.inside import refusal, worker
from autograder.sandbox.inside.huge_pages import merge_pages
from autograder.sandbox.layers import isolation
from autograder.sandbox.layers.processes import adopt_orphans, descendants, end_with_parent

_MESSAGE = 65_536
_MAXRSS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


def spawn_request(folder: str, limits: isolation.Limits) -> bytes:
    """Return the request for one worker."""
    return json.dumps({"op": "spawn", "folder": folder, "limits": asdict(limits)}).encode()


def main(control: socket.socket, refused: Sequence[str]) -> None:
    """Serve the grader at the other end of `control` until it goes.

    Args:
        control: the socket.
        refused: dotted names; the files of those that are modules are out of every worker's reach.
    """
    end_with_parent(signal.SIGKILL)
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader, which then ends us
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # whoever has started the grader may ignore it
    why_no_uid = isolation.why_no_uid()  # asked here, once for all workers: it takes as long as a fork
    uid = None if why_no_uid else isolation.own_uid()
    isolation.preload()
    isolation.readable_paths(tuple(refused))  # cached here, once for all workers
    control.send(json.dumps({"ready": True, "uid": uid}).encode())
    child = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _MESSAGE, 2)
        if not message:
            _end(child, uid)
            return
        request = json.loads(message)
        if request["op"] == "spawn":
            limits = isolation.Limits(**request["limits"])
            limits = replace(limits, uid=uid, why_no_uid=why_no_uid, unreadable=tuple(refused))
            child = os.fork()
            if child == 0:
                _become_worker(control, descriptors, request["folder"], limits)
            for descriptor in descriptors:
                os.close(descriptor)
            reply: dict[str, Any] = {"pid": child}
        else:
            status, memory_mb = _end(child, uid)
            reply = {"status": status, "memory_mb": memory_mb}
            child = 0
        control.send(json.dumps(reply).encode())


def _become_worker(control: socket.socket, descriptors: list[int], folder: str, limits: isolation.Limits) -> None:
    try:
        control.close()
        worker.main(*descriptors, folder=folder, limits=limits)
    finally:
        os._exit(0)


def _end(child: int, uid: int | None) -> tuple[int, int]:
    """Kill `child` and every process that descends from us. Return its exit status and their peaks of memory in MB.

    With seccomp, a worker cannot start processes. Without it, they are still our descendants, even after setsid,
    because orphans become our children. If workers have a user of their own, one call kills all its processes, faster
    than they can fork. Otherwise we kill all descendants again and again, until none is left.
    """
    status = memory_mb = 0
    if child:
        _kill(child)
    if uid is not None and child:
        _kill_all_of(uid)
    while True:
        for pid in descendants(os.getpid()):
            _kill(pid)
        try:
            pid, code, used = os.wait4(-1, 0)
        except ChildProcessError:
            return status, memory_mb
        if pid == child:
            status = os.waitstatus_to_exitcode(code)
        memory_mb += used.ru_maxrss // _MAXRSS_PER_MB


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _kill_all_of(uid: int) -> None:
    """Kill every process of the user `uid` at once."""
    killer = os.fork()
    if killer == 0:
        try:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    # Here, so that its memory does not count as the submission's. Who could stop it is killed below, and it as well.
    os.waitpid(killer, os.WUNTRACED)


def listed(names: str) -> list[str]:
    """Return the names in an argument of the command line: between commas."""
    return [name for name in names.split(",") if name]


def prepare(imports: Sequence[str], refused: Sequence[str]) -> None:
    """Import and use what every submission uses, so that no worker has to, and none of it prints in a worker.

    Args:
        imports: modules beside torch and gymnasium.
        refused: see `main`.
    """
    import gymnasium  # noqa: F401

    for name in imports:
        importlib.import_module(name)
    if "torch" not in refused:
        _prepare_torch(refused)
    gc.collect()
    gc.freeze()  # a collection in a worker would touch, and so copy, every page that it shares with us
    merge_pages()


def _prepare_torch(refused: Sequence[str]) -> None:
    import torch

    torch.set_num_threads(1)  # a pool of threads would not survive the fork, and sums depend on its size
    x = torch.ones(2, 2, requires_grad=True)
    torch.autograd.grad((x @ x).exp().sum(), x)
    for name in refused:  # torch itself may need a part of them later, when their files are out of reach
        module = sys.modules.get(name)
        for part in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}.", onerror=lambda _: None):
            try:
                importlib.import_module(part.name)
            except Exception:
                pass  # a part that needs what is not installed
    refusal.prepare(refused)


if __name__ == "__main__":
    _refused = sys.argv[3:]
    prepare(listed(sys.argv[2]), _refused)
    main(socket.socket(fileno=int(sys.argv[1])), _refused)
    os._exit(0)  # torch takes half a second to tear down, for nothing

"""The worker: one process that runs one student's code, for one test or for those of one question.

After the fork it isolates itself, hands over the descriptor of its quota (one byte, with or without a descriptor), says
which layers hold, and answers each frame with one frame (see `wire`), after as many questions of its own as it likes:

    <- {"ready": {layer: "" or why it is missing}}
    -> {"inspect": source, "refused": [dotted name, ...], "graded": [public name, ...]}
    <- {"uses": [(...), ...]}                                               see `source_check.Use`; nothing has run yet
    -> {"load": source, "module": name, "refused": {dotted name: sentence}, "operators": {...}, "seed": int,
        "again": whether it will be loaded again}
    <- {"names": [public name, ...]} | {"error": {...}}
    -> {"calls": [(index of a scenario, encoded (args, kwargs)), ...], "scenarios": [cloudpickle, ...], "number": n}
    <- {"number": n, "outcomes": [encoded {"value": ...} | {"error": {...}}, ...]}
    -> {"call": scenario, "args": (...), "kwargs": {...}, "kept": {...}, "number": n}
                                                              scenario: cloudpickle, or an earlier number
    <- (place, method, args, kwargs)                                         of a proxy: see `proxies`
    -> {"answer": ...} | {"raised": type, "message": str}
    <- {"number": n, "value": ...} | {"number": n, "error": {...}}

The source may be loaded again, for another test, into a new module: see `renewal`.

Everything from the moment the student's source is executed is under the student's control. What is sent back is
therefore only ever looked at as data: see `client`.
"""

from __future__ import annotations

import os
import pickle
import random
import socket
import struct
import sys
import tempfile
import types
import warnings
from collections.abc import Callable
from dataclasses import asdict, astuple
from typing import Any

import numpy as np

from autograder.sandbox.inside import refusal, source_check
from autograder.sandbox.inside.loading import describe, load
from autograder.sandbox.inside.renewal import Renewal
from autograder.sandbox.inside.stand_ins import Nothing
from autograder.sandbox.layers import isolation
from autograder.sandbox.protocol import proxies, wire

_NAMES = 10_000  # of a module, that are reported: `from torch import *` has more than a thousand


def main(channel: int, output: int, *, folder: str, limits: isolation.Limits) -> None:
    """Isolate this process, then serve the grader over the descriptor `channel` until it hangs up."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    connection = socket.socket(fileno=channel)
    tempfile.tempdir = folder  # for libraries that insist on one
    warnings.formatwarning = _without_path

    handed_over = False

    def hand_over(listener: int | None) -> None:
        nonlocal handed_over
        handed_over = True
        socket.send_fds(connection, [b"."], [] if listener is None else [listener])
        if listener is not None:
            os.close(listener)

    try:
        layers = isolation.apply(limits, folder, [channel], hand_over)
    except Exception as error:
        if not handed_over:
            hand_over(None)
        _send(connection, {"failed": f"{type(error).__name__}: {error}"})
        return
    sys.stdin = open(0)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1)  # noqa: SIM115
    _send(connection, {"ready": layers})
    serve(connection)


def serve(connection: socket.socket) -> None:
    """Answer requests until the grader hangs up."""

    def ask(request: bytes) -> Any:
        _send_bytes(connection, request)
        return _receive(connection)

    module: types.ModuleType | None = None
    watch: refusal.Watch | None = None
    renewal: Renewal | None = None
    scenarios: dict[int, Callable[..., Any]] = {}
    while (request := _receive(connection)) is not None:
        reply: dict[str, Any] = {}
        try:
            if "inspect" in request:
                uses = source_check.find_uses(request["inspect"], request["refused"], request["graded"])
                reply["uses"] = [astuple(use) for use in uses[: wire.MAX_KEYS]]
            elif "load" in request:
                if watch is None:
                    watch = refusal.Watch(request["refused"], request["operators"])
                    renewal = Renewal() if request["again"] else None
                elif renewal is not None:
                    renewal.renew()
                _seed(request["seed"])
                with watch.active():
                    module = load(request["load"], request["module"])
                names = [name for name, value in vars(module).items() if type(value) is not Nothing]
                reply["names"] = [name for name in names if not name.startswith("_")][:_NAMES]
            elif "calls" in request:
                assert watch is not None  # it has been loaded
                reply["number"] = request["number"]
                reply["outcomes"] = _outcomes(module, watch, request)
            else:
                assert watch is not None
                reply["number"] = request["number"]
                scenario = request["call"]
                if isinstance(scenario, bytes):
                    scenarios[request["number"]] = pickle.loads(scenario)  # from the grader
                    scenario = request["number"]
                args, kwargs = proxies.put_in(request["args"], request["kwargs"], request["kept"], ask)
                with watch.active():
                    reply["value"] = scenarios[scenario](module, *args, **kwargs)
            payload = wire.encode(reply)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are a student's mistakes like any other
            reply.pop("value", None)
            filename = f"{request['module']}.py" if "load" in request else getattr(module, "__file__", "")
            payload = wire.encode(reply | {"error": asdict(describe(error, filename))})
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # the student's own stream, or a closed one
                pass
        _send_bytes(connection, payload)


def _outcomes(module: types.ModuleType | None, watch: refusal.Watch, request: dict[str, Any]) -> list[bytes]:
    """Return what became of every call, each encoded by itself: one that cannot be sent costs no other."""
    scenarios = [pickle.loads(scenario) for scenario in request["scenarios"]]  # from the grader
    found = []
    for index, arguments in request["calls"]:
        args, kwargs = wire.decode(arguments)
        try:
            with watch.active():
                value = scenarios[index](module, *args, **kwargs)
            found.append(wire.encode({"value": value}))
        except BaseException as error:  # likewise
            found.append(wire.encode({"error": asdict(describe(error, getattr(module, "__file__", "")))}))
    return found


def _without_path(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> str:
    """Return a warning as a line: where a library lies is nobody's business."""
    return f"{category.__name__}: {message}\n"


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)


def _receive(connection: socket.socket) -> Any:
    header = connection.recv(4, socket.MSG_WAITALL)
    if len(header) < 4:
        return None
    (size,) = struct.unpack("<I", header)
    return wire.decode(connection.recv(size, socket.MSG_WAITALL))


def _send(connection: socket.socket, value: Any) -> None:
    _send_bytes(connection, wire.encode(value))


def _send_bytes(connection: socket.socket, payload: bytes) -> None:
    connection.sendall(struct.pack("<I", len(payload)) + payload)

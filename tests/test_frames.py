"""What a worker may send: anything. It costs the call that reads it, and no other worker."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from frames import EXAMPLES, length
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.client import StudentCode, WorkerLost
from autograder.sandbox.host import Sandbox
from autograder.sandbox.inside.loading import Failure
from autograder.sandbox.protocol import wire

# Writes to the worker's own channel, then does what a worker should do, or ends.
SOURCE = b"""
import os
def f(sent, end):
    while sent:
        sent = sent[os.write(3, sent):]
    if end:
        os._exit(0)
    return "mine"
"""


def call_f(module, *args):
    return module.f(*args)


def send(sandbox: Sandbox, sent: bytes, end: bool, seconds: float = 20.0) -> object:
    """Return what a call makes of `sent`, which the worker sends before its answer."""
    with sandbox.worker(StudentCode(SOURCE, "homework", seconds, memory_mb=256), seed=1) as worker:
        worker.load()
        return worker.call(call_f, (sent, end), {})


def framed(payload: bytes) -> bytes:
    return length(len(payload)) + payload


def answer(**parts: object) -> bytes:
    return framed(wire.encode(parts))


FORGED = {
    "empty": framed(b""),
    "malformed": framed(b"?"),
    "more than one value": framed(b"NN"),
    "truncated inside": framed(wire.encode({"number": 1, "value": [1.0, 2.0]})[:-3]),
    "not UTF-8": framed(b"s" + length(1) + b"\xff"),
    "announced as giant": b"\xff" * 64,
    "announced as too large": length(wire.MAX_FRAME + 1) + b"N" * 64,
    "nearly as large as allowed": framed(bytes(wire.MAX_FRAME - 1_000)),
    "a list announced as giant": framed(b"l" + b"\xff" * 4 + b"N" * 64),
    "deeply nested": framed((b"l" + length(1)) * 100_000 + b"N"),
    "twice": answer(number=1, value=2) * 2,
    "not a dict": framed(wire.encode([1, 2])),
    "no number": answer(value=1),
    "another number": answer(number=7, value=1),
    "neither value nor error": answer(number=1),
    "keys that collide": framed(
        b"d"
        + length(1_000)
        + b"".join(b"i" + length(9) + ((2**61 - 1) * k).to_bytes(9, "little") + b"N" for k in range(1_000))
    ),
}


@pytest.mark.parametrize("sent", FORGED.values(), ids=FORGED)
def test_a_forged_frame_costs_its_own_call(sandbox, sent):
    with pytest.raises(WorkerLost, match="something other than a result"):
        send(sandbox, sent, end=True)
    assert send(sandbox, b"", end=False) == "mine"


@pytest.mark.parametrize("sent", [b"", b"\1", framed(b"N" * 100)[:-1], length(wire.MAX_FRAME) + b"N" * 2**20])
def test_a_frame_that_is_cut_costs_its_own_call(sandbox, sent):
    with pytest.raises(WorkerLost, match="ended the whole program"):
        send(sandbox, sent, end=True)
    assert send(sandbox, b"", end=False) == "mine"


def test_a_frame_that_never_comes_to_its_end_is_a_timeout(sandbox):
    with pytest.raises(WorkerLost, match="did not answer") as caught:
        send(sandbox, length(1_000), end=False, seconds=1.0)
    assert caught.value.kind == "timeout"
    assert send(sandbox, b"", end=False) == "mine"


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([{"number": 1, "value": example} for example in EXAMPLES[:-1]]).map(wire.encode),
    st.data(),
)
def test_a_damaged_answer_is_a_value_or_costs_its_own_call(sandbox, payload, data):
    payload = bytearray(payload)
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        send(sandbox, framed(bytes(payload)), end=True)
    except WorkerLost:
        pass


def test_two_calls_of_one_worker_do_not_share_answers(sandbox):
    """An answer that was sent too early costs this call or the next one, and is never taken for a later one."""
    source = (
        SOURCE + b"def g(sent):\n    import threading\n    threading.Timer(2, f, (sent, False)).start()\n    return 1\n"
    )
    with sandbox.worker(StudentCode(source, "homework", 10.0, memory_mb=256), seed=1) as worker:
        worker.load()
        assert worker.call(lambda module, sent: module.g(sent), (answer(number=1, value="early"),), {}) == 1
        with pytest.raises(WorkerLost):
            worker.call(lambda module: __import__("time").sleep(9), (), {})


@pytest.mark.parametrize("number", [[1], (1,), "1", None, float("nan"), {}, b"1"])
def test_a_number_of_another_kind_is_not_ours(sandbox, number):
    with pytest.raises(WorkerLost):
        send(sandbox, answer(number=number, value=1), end=True)


def test_an_exception_of_strange_parts_is_a_failure(sandbox):
    for error in (1, [], {"type": 1, "bases": 3, "line": 2.5, "message": b"m", "code": {}}):
        failure = send(sandbox, answer(number=1, error=error), end=True)
        assert isinstance(failure, Failure)
        assert (failure.type, failure.message, failure.line) == ("Exception", "", None)


@pytest.mark.parametrize("number", [torch.ones(2), torch.ones(0), torch.tensor(1), np.ones(3), np.array(1)])
def test_a_number_that_is_an_array_is_not_ours(sandbox, number):
    """Comparing an array gives an array, which has no truth of its own: no comparison may come before its type."""
    with pytest.raises(WorkerLost, match="something other than a result"):
        send(sandbox, answer(number=number, value=1), end=True)

"""What must hold for any bytes that `wire.decode` is given; shared by the tests and the fuzzer."""

from __future__ import annotations

import functools
import struct
from typing import Any

import numpy as np
import torch

from autograder.sandbox.protocol import wire

SCALARS = (type(None), bool, int, float, str)
EXAMPLES = [
    None,
    [True, False, 0, -1, 2**200, -(2**511), 0.0, -0.0, float("nan"), "", "häß😀", b"\0\xff"],
    {"number": 3, "value": [(1, 2.5), {"a": None, 1: [], 2.5: (), float("nan"): {}}]},
    {"number": 1, "error": {"type": "ValueError", "bases": ("ValueError", "Exception"), "message": "m", "line": 2}},
    [torch.arange(6).reshape(2, 3), torch.ones(2, dtype=torch.bfloat16), torch.zeros(0, 3), torch.tensor(True)],
    [np.arange(6.0).reshape(2, 3), np.array([True, False]), np.zeros((2, 0), np.complex64), np.float16(1)],
    functools.reduce(lambda inner, _: [inner], range(wire.MAX_DEPTH), None),
]


def length(number: int) -> bytes:
    """Return a length as it stands in a frame."""
    return struct.pack("<I", number)


def decode_safely(payload: bytes) -> None:
    """Decode any bytes: a WireError, or plain data that is encoded in as few bytes and decoded to the same again."""
    try:
        value = wire.decode(payload)
    except wire.WireError:
        return
    assert count_plain(value) <= wire.MAX_VALUES
    again = wire.encode(value)
    assert len(again) <= len(payload)
    assert same(value, wire.decode(again))


def count_plain(value: Any, depth: int = 0) -> int:
    """Check that `value` is of the documented types, by exact type and all the way down; return how many it holds."""
    assert depth <= wire.MAX_DEPTH
    inside: list[object] = []
    if type(value) in (list, tuple):
        inside = list(value)
    elif type(value) is dict:
        assert len(value) <= wire.MAX_KEYS
        assert all(type(key) in SCALARS for key in value)
        inside = [*value.keys(), *value.values()]
    elif type(value) is np.ndarray:
        assert value.dtype.name in wire._ARRAY_DTYPES
        assert value.nbytes <= wire.MAX_FRAME
        assert value.dtype != bool or value.view(np.uint8).max(initial=0) <= 1
    elif type(value) is torch.Tensor:
        assert str(value.dtype).removeprefix("torch.") in wire._TENSOR_DTYPES
        assert value.untyped_storage().nbytes() <= wire.MAX_FRAME
        assert value.is_contiguous()
        assert not value.requires_grad
        assert value.dtype != torch.bool or 0 in value.shape or int(value.view(torch.uint8).max()) <= 1
    else:
        assert type(value) in (*SCALARS, bytes)
    return 1 + sum(count_plain(item, depth + 1) for item in inside)


def same(one: Any, other: Any) -> bool:
    """Whether two decoded values are equal in type and content, every NaN equal to itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        one, other = list(one.items()), list(other.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, torch.Tensor | np.ndarray):
        return content(one) == content(other)
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other)
    return one == other


def content(array: Any) -> tuple[object, tuple[int, ...], bytes]:
    """Return the dtype, the shape and the bytes of an array or a tensor."""
    flat = array.reshape(-1)
    if isinstance(flat, torch.Tensor):
        flat = flat.view(torch.uint8).numpy()  # NumPy has no bfloat16
    return array.dtype, tuple(array.shape), flat.tobytes()

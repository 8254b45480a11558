"""The wire format: what it carries, and that no bytes can do more than fail."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_data_comes_back_as_it_went(value):
    assert wire.decode(wire.encode(value)) == value


@pytest.mark.parametrize("dtype", sorted(wire._TORCH_DTYPE))
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 4)])
def test_tensors_keep_dtype_shape_and_values(dtype, shape):
    tensor = torch.arange(int(torch.Size(shape).numel())).reshape(shape).to(getattr(torch, dtype))
    back = wire.decode(wire.encode(tensor))
    assert (back.dtype, back.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(back, tensor)


def test_arrays_stay_arrays_and_views_become_dense():
    array = np.arange(6.0).reshape(2, 3).T[::-1]
    back = wire.decode(wire.encode(array))
    assert isinstance(back, np.ndarray)
    np.testing.assert_array_equal(back, array)
    assert torch.equal(wire.decode(wire.encode(torch.arange(6).reshape(2, 3).T)), torch.arange(6).reshape(2, 3).T)


def test_subclasses_travel_as_the_plain_type():
    class Always(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    assert type(wire.decode(wire.encode(Always(3.0)))) is float
    assert wire.decode(wire.encode(torch.nn.Parameter(torch.ones(2)))).requires_grad is False
    assert wire.decode(wire.encode(np.float64(2.0))).shape == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (object(), "type object"),
        ({(1, 2): 3}, "key of type tuple"),
        (10**1000, "150 digits"),
        (np.array(["a"]), "dtype"),
        (torch.empty(2, device="meta"), "dense on the CPU"),
        (torch.empty(1).expand(10**9), "too large"),
        ([0] * (wire.MAX_VALUES + 1), "more than"),
    ],
)
def test_what_cannot_be_sent_is_named(value, said):
    with pytest.raises(wire.WireError, match=said):
        wire.encode(value)


def test_a_list_that_contains_itself_is_too_deep():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(wire.WireError, match="nested"):
        wire.encode(endless)


LIE = struct.pack("<I", 0xFFFFFFFF)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"?",
        b"l" + LIE,
        b"d" + LIE,
        b"s" + LIE + b"abc",
        b"i" + struct.pack("<I", 2**20) + b"\1" * 2**20,
        b"x" + bytes((11, 2)) + LIE + LIE,
        b"x" + bytes((11, 255)),
        b"x" + bytes((200, 0)),
        b"x" + bytes((11, 16)) + LIE * 15 + struct.pack("<I", 0),
        b"l" + struct.pack("<I", 1) * 1 + (b"l" + struct.pack("<I", 1)) * 10_000 + b"N",
        b"d" + struct.pack("<I", 1) + b"l" + struct.pack("<I", 0) + b"N",
        b"NN",
    ],
)
def test_lies_are_found_before_anything_is_allocated(payload):
    with pytest.raises(wire.WireError):
        wire.decode(payload)


@given(st.binary(max_size=200) | st.lists(st.sampled_from(list(b"NTFifsbltdax\0\1\2\xff")), max_size=60).map(bytes))
def test_any_bytes_are_a_value_or_a_wire_error(payload):
    try:
        value = wire.decode(payload)
    except wire.WireError:
        return
    wire.encode(value)


@given(PLAIN, st.data())
def test_a_damaged_frame_is_a_value_or_a_wire_error(value, data):
    payload = bytearray(wire.encode([value, torch.ones(2, 3)]))
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        wire.decode(bytes(payload[: data.draw(st.integers(0, len(payload)))]))
    except wire.WireError:
        pass

"""The wire format: what it carries, and that no bytes can do more than fail."""

from __future__ import annotations

import struct
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
import torch
from frames import EXAMPLES, count_plain, decode_safely, length, same
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.sandbox.protocol import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(PLAIN)
@example(-(2**511))  # the smallest int of 64 bytes
def test_plain_data_comes_back_as_it_went(value):
    assert wire.decode(wire.encode(value)) == value


@pytest.mark.parametrize("value", EXAMPLES)
def test_examples_come_back_in_type_and_content(value):
    back = wire.decode(wire.encode(value))
    count_plain(back)
    assert same(wire.decode(wire.encode(back)), back)


@pytest.mark.parametrize("dtype", sorted(wire._ITEM_BYTES))
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 4)])
def test_tensors_keep_dtype_shape_and_values(dtype, shape):
    tensor = torch.arange(int(torch.Size(shape).numel())).reshape(shape).to(getattr(torch, dtype))
    back = wire.decode(wire.encode(tensor))
    assert (back.dtype, back.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(back, tensor)


@st.composite
def views(draw: st.DrawFn) -> torch.Tensor:
    """Draw a tensor with any strides that torch allows: broadcast, stepped over, swapped, of lengths 0 and 1."""
    shape = draw(st.lists(st.integers(0, 3), max_size=4))
    strides = draw(st.lists(st.integers(0, 5), min_size=len(shape), max_size=len(shape)))
    offset = draw(st.integers(0, 3))
    dtype = getattr(torch, draw(st.sampled_from(sorted(wire._ITEM_BYTES))))
    last = offset + sum(max(length - 1, 0) * stride for length, stride in zip(shape, strides, strict=True))
    tensor = torch.arange(last + 1).to(dtype).as_strided(shape, strides, offset)
    if dtype.is_complex and draw(st.booleans()):
        tensor = tensor.conj()
    return tensor


@given(views())
@example(torch.ones(1).expand(1).clone())  # one element, and a stride of 0
@example(torch.ones(1, 5)[:, 0])
@example(torch.arange(6.0).reshape(3, 2)[:1, 1])
@example(torch.tensor([1 + 2j]).conj().imag)  # negative by a bit alone
@example(torch.zeros(()).expand(2, 3))
def test_every_dense_tensor_can_be_sent_whatever_its_strides(tensor):
    back = wire.decode(wire.encode(tensor))
    assert (back.dtype, back.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(back, tensor)
    if tensor.dtype != torch.bfloat16 and not tensor.is_conj():
        array = wire.decode(wire.encode(tensor.resolve_neg().numpy()))
        assert isinstance(array, np.ndarray)
        np.testing.assert_array_equal(array, tensor.resolve_neg().numpy())


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
    assert wire.decode(wire.encode([np.str_("a"), np.bytes_(b"a")])) == ["a", b"a"]
    keys = list(wire.decode(wire.encode({np.float64(2.0): 0, np.int8(3): 0, np.str_("a"): 0, np.True_: 0})))
    assert [(type(key), key) for key in keys] == [(float, 2.0), (int, 3), (str, "a"), (bool, True)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (object(), "type object"),
        ({(1, 2): 3}, "key of type tuple"),
        (10**1000, "150 digits"),
        (np.array(["a"]), "dtype"),
        (torch.empty(2, device="meta"), "dense on the CPU"),
        (torch.empty(1).expand(10**9), "too large"),
        (np.broadcast_to(np.ones(1, ">f4"), 10**9), "too large"),
        (torch.empty(0, 2**33), "too large"),
        ([torch.zeros(2**20)] * 9, "bytes allowed"),
        ([0] * (wire.MAX_VALUES + 1), "more than"),
    ],
)
def test_what_cannot_be_sent_is_named(value, said):
    with pytest.raises(wire.WireError, match=said):
        wire.encode(value)


def test_what_is_too_large_is_refused_before_it_is_copied():
    tracemalloc.start()
    try:
        for value in (np.broadcast_to(np.ones(1, ">f4"), 2**28), [torch.zeros(2**20)] * 1_000):
            with pytest.raises(wire.WireError):
                wire.encode(value)
        assert tracemalloc.get_traced_memory()[1] < 2 * wire.MAX_FRAME
    finally:
        tracemalloc.stop()


def test_a_list_that_contains_itself_is_too_deep():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(wire.WireError, match="nested"):
        wire.encode(endless)


LIE = length(0xFFFFFFFF)
NAN = b"f" + struct.pack("<d", float("nan"))
HASH = 2**61 - 1  # its multiples all have the hash 0


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"?",
        b"l" + LIE,
        b"d" + LIE,
        b"s" + LIE + b"abc",
        b"b" + length(2**31) + b"abc",
        b"i" + length(0),
        b"i" + length(65) + b"\1" * 65,
        b"i" + length(2**20) + b"\1" * 2**20,
        b"l" + length(wire.MAX_VALUES) + b"N" * wire.MAX_VALUES,
        b"t" + length(2) + (b"t" + length(wire.MAX_VALUES // 2) + b"N" * (wire.MAX_VALUES // 2)) * 2,
        b"d" + length(wire.MAX_KEYS + 1) + NAN * 2 * (wire.MAX_KEYS + 1),
        b"d" + length(1) + b"l" + length(0) + b"N",
        b"d" + length(1) + b"a" + bytes((1, 0, 7)) + b"N",
        b"s" + length(2) + b"\xff\xfe",
        b"s" + length(3) + b"\xed\xa0\x80",  # a surrogate
        b"x" + bytes((11, 2)) + LIE + LIE,
        b"x" + bytes((11, 255)),
        b"x" + bytes((200, 0)),
        b"a" + bytes((14, 0, 0, 0)),  # bfloat16, which NumPy does not have
        b"x" + bytes((11, 16)) + LIE * 15 + length(0),
        b"a" + bytes((11, 16)) + length(0) + LIE * 15,
        b"a" + bytes((1, 2)) + length(0) + length(wire.MAX_FRAME + 1),
        (b"l" + length(1)) * 10_000 + b"N",
        (b"l" + length(1)) * (wire.MAX_DEPTH + 1) + b"N",
        (b"d" + length(1) + b"N") * 10_000 + b"N",
        b"NN",
    ],
)
def test_lies_are_found_before_anything_is_allocated(payload):
    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError):
            wire.decode(payload)
        assert tracemalloc.get_traced_memory()[1] < 2**20 + 8 * len(payload)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("payload", [b"l" + LIE + b"N", b"t" + length(2) + b"N", b"d" + length(1) + b"N"])
def test_a_count_that_cannot_be_true_is_found_before_anything_is_read(payload):
    with pytest.raises(wire.WireError, match="announces"):
        wire.decode(payload)


def frame_of_keys(keys: list[bytes]) -> bytes:
    return b"d" + length(len(keys)) + b"".join(key + b"N" for key in keys)


@pytest.mark.parametrize(
    "keys",
    [
        [NAN] * wire.MAX_KEYS,
        [b"i" + length(64) + (HASH * number).to_bytes(64, "little") for number in range(wire.MAX_KEYS)],
        [b"N", b"T", b"i" + length(1) + b"\1", b"f" + struct.pack("<d", 1.0)] * 250,
    ],
)
def test_keys_that_collide_or_are_equal_stay_cheap(keys):
    dicts = wire.MAX_VALUES // (2 * wire.MAX_KEYS + 1)
    decode_safely(b"l" + length(dicts) + frame_of_keys(keys) * dicts)  # under a second; two million keys would not be


# Peak memory of a process of its own for each, because torch's is not traced: the message, and how many times its size.
PEAKS = """
import os, resource, sys, torch
from autograder.sandbox.protocol import wire
length, full = lambda number: number.to_bytes(4, "little"), wire.MAX_FRAME - 100
for message, times in [
    (b"x" + bytes((0, 1)) + length(full) + bytes(full), 3),
    (b"a" + bytes((0, 1)) + length(full) + bytes(full), 3),
    (b"b" + length(full) + bytes(full), 2),
    (b"s" + length(full) + b"a" * (full - 4) + "😀".encode(), 9),  # four bytes a character, and a copy
    (b"s" + length(full) + b"\\xff" * full, 3),
    (b"l" + length(99_999) + (b"x" + bytes((1, 16)) + bytes(64)) * 99_999, 20),
    (b"l" + length(99_999) + (b"d" + length(0)) * 99_999, 40),
]:
    if os.fork() == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            wire.decode(message)
        except wire.WireError:
            pass
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        took = grown * (1 if sys.platform == "darwin" else 1024) / len(message)
        os._exit(took > times)
    assert os.wait()[1] == 0, message[:30]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_decoding_takes_no_more_than_a_small_multiple_of_the_message():
    subprocess.run([sys.executable, "-c", PEAKS], check=True)


@given(st.binary(max_size=200) | st.lists(st.sampled_from(list(b"NTFifsbltdax\0\1\2\xff")), max_size=60).map(bytes))
def test_any_bytes_are_a_value_or_a_wire_error(payload):
    decode_safely(payload)


LENGTHS = st.integers(0, 3) | st.sampled_from([64, 65, 1_000, 1_001, 100_000, 2**24, 2**25, 2**31, 2**32 - 1])
AXES = st.lists(st.integers(0, 3) | LENGTHS, max_size=4) | st.lists(LENGTHS, max_size=17)


@st.composite
def dense(draw: st.DrawFn) -> bytes:
    """An array or tensor with any content: bools of 2 to 255, NaN payloads, subnormals, too few or too many bytes."""
    axes, code = draw(AXES), draw(st.integers(0, 15))
    size = int(np.prod(axes, dtype=object)) * wire._ITEM_BYTES[wire._TENSOR_DTYPES[min(code, 14)]]
    content = draw(st.binary(min_size=size, max_size=size) if size < 300 else st.binary())
    return draw(st.sampled_from([b"a", b"x"])) + bytes((code, len(axes))) + b"".join(map(length, axes)) + content


@st.composite
def several(draw: st.DrawFn, inner: st.SearchStrategy[bytes]) -> bytes:
    """A list, tuple or dict of `inner`, with as many as it announces or not."""
    kind, items = draw(st.sampled_from(b"ltd")), draw(st.lists(inner, max_size=6))
    count = draw(st.just(len(items) // (2 if kind == ord("d") else 1)) | LENGTHS)
    return bytes((kind,)) + length(count) + b"".join(items)


FRAMES = st.recursive(
    st.sampled_from([b"N", b"T", b"F", NAN])
    | st.binary(min_size=8, max_size=8).map(lambda content: b"f" + content)
    | st.builds(
        lambda kind, content, lie: kind + length(len(content) if lie is None else lie) + content,
        st.sampled_from([b"i", b"s", b"b"]),
        st.binary(max_size=70) | st.text(st.characters(), max_size=9).map(lambda t: t.encode("utf-8", "surrogatepass")),
        st.none() | LENGTHS,
    )
    | dense(),
    several,
    max_leaves=12,
)


@given(FRAMES)
def test_frames_with_lies_in_them_are_a_value_or_a_wire_error(payload):
    decode_safely(payload)


@given(
    st.sampled_from(wire._TENSOR_DTYPES),
    st.binary(min_size=16, max_size=16) | st.sampled_from([b"\xff" * 16, b"\2\0" * 8]),
)
def test_content_that_no_encoder_writes_is_a_value(dtype, content):
    axis = 16 // getattr(torch, dtype).itemsize
    for kind in (b"x", b"a") if dtype != "bfloat16" else (b"x",):
        payload = kind + bytes((wire._DTYPE_CODE[dtype], 1)) + length(axis) + content
        assert wire.decode(payload).shape == (axis,)
        decode_safely(payload)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One or two valid frames, flipped, cut, repeated and spliced."""
    payload = bytearray(wire.encode(draw(st.sampled_from(EXAMPLES) | PLAIN)))
    other = wire.encode(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(payload))] * 2)))
        match draw(st.sampled_from(["flip", "insert", "delete", "duplicate", "truncate", "splice"])):
            case "flip" if start < len(payload):
                payload[start] ^= draw(st.integers(1, 255))
            case "insert":
                payload[start:start] = draw(st.binary(max_size=8))
            case "delete":
                del payload[start:end]
            case "duplicate":
                payload[start:start] = payload[start:end]
            case "truncate":
                del payload[start:]
            case "splice":
                payload[start:] = other[draw(st.integers(0, len(other))) :]
    return bytes(payload)


@given(damaged())
def test_a_damaged_frame_is_a_value_or_a_wire_error(payload):
    decode_safely(payload)

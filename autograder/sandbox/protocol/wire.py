"""The wire format between the trusted process and a worker: plain data, as bytes, that cannot execute.

A value is one byte for its kind, then its content; lengths are unsigned 32-bit, little-endian::

    N                      None                 T | F                  True, False
    i  <length><bytes>     int, signed          f  <8 bytes>           float (double)
    s  <length><UTF-8>     str                  b  <length><bytes>     bytes
    l | t  <count>values   list, tuple          d  <count>key,value    dict
    a | x  <dtype><ndim><ndim lengths><bytes>   NumPy array, torch tensor (C order)

A frame is the length of an encoded value and the value. Nothing in a frame names a class or a function, so reading one
can do no more than build the values above. Every length is checked against what is really there, and against the
limits below, *before* anything is allocated; a frame that breaks a rule raises :class:`WireError`.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch  # imported when a tensor comes along: some workers must do without

MAX_FRAME = 32 * 2**20  # bytes; the largest message either side accepts
MAX_DEPTH = 24  # lists inside lists
MAX_VALUES = 100_000  # values in one frame, all levels together
MAX_KEYS = 1_000  # of one dict: keys are chosen by the worker, so that collisions stay cheap
MAX_INT_BYTES = 64  # of one int
MAX_TEXT = 2**20  # bytes of one str, which may take four times as much in memory
MAX_DIMENSIONS = 16

_ARRAY_DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64",
                 "float16", "float32", "float64", "complex64", "complex128")  # fmt: skip
_TENSOR_DTYPES = (*_ARRAY_DTYPES, "bfloat16")
_DTYPE_CODE = {name: code for code, name in enumerate(_TENSOR_DTYPES)}
_ITEM_BYTES = {name: np.dtype(name).itemsize for name in _ARRAY_DTYPES} | {"bfloat16": 2}
_LENGTH = struct.Struct("<I")
_DOUBLE = struct.Struct("<d")


class WireError(ValueError):
    """A value that cannot be sent, or bytes that are not a valid frame. The message is fit for a student."""


def encode(value: object) -> bytes:
    """Return `value` as bytes.

    Subclasses of the plain types (a NumPy scalar, an `nn.Parameter`, a named tuple) travel as the plain type.

    Raises:
        WireError: `value` holds something that is not plain data, or is too large.
    """
    encoder = _Encoder()
    encoder.value(value, 0)
    return b"".join(encoder.parts)


def decode(payload: bytes) -> Any:
    """Return the value that `payload` encodes. Safe for bytes of any origin.

    Raises:
        WireError: `payload` is not exactly one encoded value within the limits.
    """
    if len(payload) > MAX_FRAME:
        raise WireError("the message is too large")
    decoder = _Decoder(payload)
    value = decoder.value(0)
    if decoder.position != len(payload):
        raise WireError("the message goes on after its end")
    return value


class _Encoder:
    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self.values = 0

    def put(self, *parts: bytes) -> None:
        self.size += sum(map(len, parts))
        if self.size > MAX_FRAME:  # now, not at the end: the same large tensor may be in a list a thousand times
            raise WireError(f"the result has more than the {MAX_FRAME} bytes allowed")
        self.parts += parts

    def value(self, value: object, depth: int) -> None:
        self.values += 1
        if depth > MAX_DEPTH:
            raise WireError(f"lists are nested more than {MAX_DEPTH} deep")
        if self.values > MAX_VALUES:
            raise WireError(f"there are more than {MAX_VALUES} values")
        if isinstance(value, np.generic) and not isinstance(value, str | bytes):  # np.str_ is a str
            value = np.asarray(value)
        if value is None:
            self.put(b"N")
        elif isinstance(value, bool):
            self.put(b"T" if value else b"F")
        elif isinstance(value, int):
            size = int.bit_length(value if value >= 0 else ~value) // 8 + 1  # -128 needs one byte, 128 two
            if size > MAX_INT_BYTES:
                raise WireError("an int has more than 150 digits")
            self.sized(b"i", int.to_bytes(value, size, "little", signed=True))
        elif isinstance(value, float):
            self.put(b"f", _DOUBLE.pack(value))
        elif isinstance(value, str):
            if len(text := str.encode(value, "utf-8", "replace")) > MAX_TEXT:
                raise WireError(f"a str has {len(text)} bytes, more than the {MAX_TEXT} allowed")
            self.sized(b"s", text)
        elif isinstance(value, bytes | bytearray):
            self.sized(b"b", bytes(value))
        elif isinstance(value, list | tuple):
            self.put(b"l" if isinstance(value, list) else b"t", _LENGTH.pack(len(value)))
            for item in value:
                self.value(item, depth + 1)
        elif isinstance(value, dict):
            if len(value) > MAX_KEYS:
                raise WireError(f"a dict has more than {MAX_KEYS} keys")
            self.put(b"d", _LENGTH.pack(len(value)))
            for key, item in value.items():
                if isinstance(key, np.generic):
                    key = key.item()  # as a value it would travel as an array, and no array can be a key
                if not isinstance(key, str | int | float | bool | None):
                    raise WireError(f"a dict has a key of type {type(key).__name__}")
                self.value(key, depth + 1)
                self.value(item, depth + 1)
        elif isinstance(value, np.ndarray):
            self.array(value)
        elif (torch := sys.modules.get("torch")) and isinstance(value, torch.Tensor):
            self.tensor(value)
        else:
            raise WireError(f"a value of type {type(value).__name__} is not plain data")

    def sized(self, kind: bytes, content: bytes) -> None:
        self.put(kind, _LENGTH.pack(len(content)), content)

    def tensor(self, tensor: torch.Tensor) -> None:
        import torch

        tensor = tensor.detach()
        if tensor.layout != torch.strided or tensor.device.type != "cpu":
            raise WireError(f"a tensor is {tensor.layout} on {tensor.device}, not dense on the CPU")
        dtype = str(tensor.dtype).removeprefix("torch.")

        def content() -> bytes:
            dense = tensor.resolve_conj().resolve_neg().contiguous()
            # Not reshape(-1): where a length is 1, a stride may be anything, and view() wants it to be 1.
            return dense.as_strided((dense.numel(),), (1,)).view(torch.uint8).numpy().tobytes()

        self.dense(b"x", dtype, tuple(tensor.shape), content)

    def array(self, array: np.ndarray[Any, Any]) -> None:
        array = np.asarray(array)
        if array.dtype.name not in _ARRAY_DTYPES:
            raise WireError(f"an array has dtype {array.dtype}")
        native = array.dtype.newbyteorder("=")
        self.dense(b"a", array.dtype.name, array.shape, lambda: array.astype(native, copy=False).tobytes())

    def dense(self, kind: bytes, dtype: str, shape: tuple[int, ...], content: Callable[[], bytes]) -> None:
        """Put a tensor; `content` makes its bytes, once it is known that they are few: a view can be of any size."""
        if dtype not in _DTYPE_CODE:
            raise WireError(f"a tensor has dtype {dtype}")
        if len(shape) > MAX_DIMENSIONS:
            raise WireError(f"a tensor has {len(shape)} dimensions")
        size = _size(shape, dtype)
        self.put(kind, bytes((_DTYPE_CODE[dtype], len(shape))), *(_LENGTH.pack(length) for length in shape))
        self.put(content() if size else b"")


class _Decoder:
    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.position = 0
        self.values = 0

    def take(self, size: int) -> bytes:
        end = self.position + size
        if end > len(self.payload):
            raise WireError("the message ends too early")
        content = self.payload[self.position : end]
        self.position = end
        return content

    def length(self) -> int:
        return int(_LENGTH.unpack(self.take(4))[0])

    def count(self, bytes_each: int) -> int:
        """Read a number of values that each need at least `bytes_each` of what is left."""
        count = self.length()
        if count * bytes_each > len(self.payload) - self.position or self.values + count > MAX_VALUES:
            raise WireError("the message announces more values than it may hold")
        return count

    def value(self, depth: int) -> Any:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            raise WireError("the message is nested too deep or holds too many values")
        kind = self.take(1)
        match kind:
            case b"N":
                return None
            case b"T" | b"F":
                return kind == b"T"
            case b"i":
                size = self.length()
                if not 0 < size <= MAX_INT_BYTES:
                    raise WireError("an int is too long")
                return int.from_bytes(self.take(size), "little", signed=True)
            case b"f":
                return float(_DOUBLE.unpack(self.take(8))[0])
            case b"s":
                size = self.length()
                if size > MAX_TEXT:
                    raise WireError("a str is too long")
                try:
                    return self.take(size).decode()
                except UnicodeDecodeError:
                    raise WireError("a string is not UTF-8") from None
            case b"b":
                return self.take(self.length())
            case b"l":
                return [self.value(depth + 1) for _ in range(self.count(1))]
            case b"t":
                return tuple([self.value(depth + 1) for _ in range(self.count(1))])
            case b"d":
                return self.dict(depth)
            case b"a" | b"x":
                return self.dense(kind)
        raise WireError("the message has a value of unknown kind")

    def dict(self, depth: int) -> dict[Any, Any]:
        count = self.count(2)
        if count > MAX_KEYS:
            raise WireError(f"a dict has more than {MAX_KEYS} keys")
        result = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, str | int | float | None):
                raise WireError("a dict has a key that is not a plain scalar")
            result[key] = self.value(depth + 1)
        return result

    def dense(self, kind: bytes) -> Any:
        code, dimensions = self.take(2)
        if code >= len(_ARRAY_DTYPES if kind == b"a" else _TENSOR_DTYPES) or dimensions > MAX_DIMENSIONS:
            raise WireError("a tensor has an unknown dtype or too many dimensions")
        dtype = _TENSOR_DTYPES[code]
        shape = tuple(self.length() for _ in range(dimensions))
        content = bytearray(self.take(_size(shape, dtype)))
        if kind == b"a" or not content:
            array = np.frombuffer(content, dtype=np.uint8 if dtype in ("bool", "bfloat16") else dtype)
            array = (array != 0 if dtype == "bool" else array).reshape(shape)  # any byte but 0 is True
            if kind == b"a":
                return array
        import torch

        if not content:
            return torch.empty(shape, dtype=getattr(torch, dtype))
        if dtype == "bool":
            return (torch.frombuffer(content, dtype=torch.uint8) != 0).reshape(shape)
        return torch.frombuffer(content, dtype=getattr(torch, dtype)).reshape(shape)


def _size(shape: tuple[int, ...], dtype: str) -> int:
    """Return the bytes of a dense tensor. Python ints: no overflow, whatever the lengths.

    Raises:
        WireError: there are too many. A length of 0 counts as 1, because torch multiplies the other lengths too.
    """
    size = _ITEM_BYTES[dtype]
    for length in shape:
        size *= max(length, 1)
    if size > MAX_FRAME:
        raise WireError(f"a tensor of shape {shape} is too large to be checked")
    return 0 if 0 in shape else size

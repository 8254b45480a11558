"""Values as a student can read them: short, exact enough to tell two numbers apart, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

_LENGTH = 160  # characters of one value


def show(value: Any) -> str:
    """Return plain data as short text; tensors as nested lists, long things cut in the middle."""
    return _cut(_show(value), _LENGTH)


def show_inputs(args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Return the arguments of a call as text: `[[1, 2]], dim=0`."""
    parts = [show(arg) for arg in args]
    parts += [f"{name}={show(value)}" for name, value in kwargs.items()]
    return _cut(", ".join(parts), 3 * _LENGTH)


def tell_apart(yours: float, expected: float) -> tuple[str, str]:
    """Return two different numbers as text with just enough digits that they differ."""
    for digits in range(6, 18):
        a, b = f"{yours:.{digits}g}", f"{expected:.{digits}g}"
        if a != b:
            more = min(digits + 1, 17)  # one more, so that the difference can be judged
            return f"{yours:.{more}g}", f"{expected:.{more}g}"
    return repr(yours), repr(expected)


def _show(value: Any) -> str:
    if isinstance(value, torch.Tensor | np.ndarray):
        flat = value.tolist() if 0 < np.prod(value.shape, dtype=float) <= 200 else None
        kind = "" if str(value.dtype).removeprefix("torch.") == "float64" or value.shape == () else _dtype(value)
        return (_show(flat) if flat is not None else f"shape {tuple(value.shape)}") + kind
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, str):  # cut before it is quoted: a student may return a megabyte of it
        return repr(value if len(value) <= 2 * _LENGTH else value[:_LENGTH] + value[-_LENGTH:])
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, list | tuple):
        left, right = "[]" if isinstance(value, list) else "()"
        return left + ", ".join(_show(item) for item in value) + right
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_show(item)}" for key, item in value.items()) + "}"
    return repr(value)


def _dtype(value: Any) -> str:
    return f" ({str(value.dtype).removeprefix('torch.')})"


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    half = (length - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"

"""Where two results differ first: type, length or shape, dtype, values, in this order, in float64, never broadcast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from autograder.testing.evidence import Evidence
from autograder.testing.patterns import pattern, transposed
from autograder.testing.show import show, tell_apart

# Of float64 results: far above rounding (1e-16), far below any mistake.
RTOL, ATOL = 1e-7, 1e-9


def difference(yours: Any, expected: Any, what: str, rtol: float = RTOL, atol: float = ATOL) -> Evidence | None:
    """Return the first difference of two results, in reading order; None if there is none.

    A tuple is as good as a list, a 0-d array or tensor as good as a number.
    """
    if isinstance(expected, list | tuple):
        return _sequences(yours, expected, what, rtol, atol)
    if isinstance(expected, dict):
        if not isinstance(yours, dict) or set(yours) != set(expected):
            return Evidence(f"{what} does not have the right keys", yours=show(yours), expected=show(expected))
        parts = ((yours[key], expected[key], f"{what}[{key!r}]") for key in expected)
        return next((e for y, x, w in parts if (e := difference(y, x, w, rtol, atol))), None)
    if isinstance(expected, torch.Tensor | np.ndarray):
        evidence = staged(yours, expected, what)
        if evidence is not None:
            return evidence
        return first_difference(yours, expected, rtol * float64(expected).abs() + atol, what)
    scalar = yours.item() if isinstance(yours, torch.Tensor | np.ndarray | np.generic) and yours.shape == () else yours
    if isinstance(expected, float):
        if not _is_number(scalar):
            return Evidence(f"{what} is not a number", yours=show(yours), expected=show(expected))
        mine = float(scalar) if isinstance(scalar, float) or abs(scalar) < 10**300 else math.inf
        allowed = torch.tensor(rtol * abs(expected) + atol, dtype=torch.float64)
        pair = torch.tensor([mine, expected], dtype=torch.float64)
        return first_difference(pair[0], pair[1], allowed, what)
    right_kind = _is_number(scalar) if _is_number(expected) else type(scalar) is type(expected)
    if not right_kind or scalar != expected:
        return Evidence(f"{what} is wrong", yours=show(yours), expected=show(expected))
    return None


def _sequences(yours: Any, expected: Sequence[Any], what: str, rtol: float, atol: float) -> Evidence | None:
    if not isinstance(yours, list | tuple):
        kind = type(expected).__name__
        return Evidence(f"{what} is not a {kind}", yours=_kind(yours), expected=f"a {kind} of {len(expected)}")
    if len(yours) != len(expected):
        return Evidence(f"{what} has the wrong length", yours=str(len(yours)), expected=str(len(expected)))
    parts = (difference(y, x, f"{what}[{i}]", rtol, atol) for i, (y, x) in enumerate(zip(yours, expected, strict=True)))
    return next((evidence for evidence in parts if evidence), None)


def staged(yours: Any, expected: Any, what: str) -> Evidence | None:
    """Compare everything but the values."""
    if type(yours) is not type(expected):
        if expected.shape == () and _is_number(yours):
            return None
        return Evidence(f"{what} is of the wrong type", yours=_kind(yours), expected=_kind(expected))
    if yours.shape != expected.shape:
        swapped = transposed(float64(yours), float64(expected))
        note = "The values are right, but the last two axes are swapped." if swapped else None
        shapes = str(tuple(yours.shape)), str(tuple(expected.shape))
        said = f"{what} has the wrong shape"
        return Evidence(said, yours=shapes[0], expected=shapes[1], note=note, note_reveals=swapped)
    if yours.dtype != expected.dtype:
        return Evidence(f"{what} has the wrong dtype", yours=str(yours.dtype), expected=str(expected.dtype))
    return None


def first_difference(yours: Any, expected: Any, allowed: torch.Tensor, what: str) -> Evidence | None:
    """Compare the values of two tensors, arrays or numbers of one shape; `allowed` is how far each may be off."""
    mine, right = float64(yours), float64(expected)
    off = (mine - right).abs()
    equal = (mine == right) | (mine.isnan() & right.isnan())
    if isinstance(expected, torch.Tensor | np.ndarray) and not _is_floating(expected):
        wrong = torch.as_tensor(np.asarray(yours) != np.asarray(expected))  # integers are right or wrong
        allowed = torch.zeros((), dtype=torch.float64)
    else:
        wrong = ~equal & ~((off <= allowed) & right.isfinite())  # close to infinity there is nothing
    if not bool(wrong.any()):
        return None
    index = tuple(int(i) for i in wrong.nonzero()[0])
    place = f"{what}, entry {list(index)}" if index else what
    more = int(wrong.sum()) - 1
    count = f"{more + 1} of {wrong.numel()} entries are wrong" if more else None
    found = pattern(mine, right)
    a, b = tell_apart(float(mine[index]), float(right[index]))
    limit = float(allowed.expand(off.shape)[index])
    error = f"off by {float(off[index]):.1e}, allowed {limit:.0e}"
    return Evidence(
        f"{place} is wrong", yours=a, expected=b, error=error, note=found or count, note_reveals=found is not None
    )


def float64(value: Any) -> torch.Tensor:
    """Return numbers of any kind as a float64 tensor."""
    tensor = value if isinstance(value, torch.Tensor) else torch.as_tensor(np.asarray(value))
    return tensor.detach().to(torch.float64) if not tensor.is_complex() else torch.view_as_real(tensor).double()


def _is_floating(value: Any) -> bool:
    return (
        value.is_floating_point() or value.is_complex() if isinstance(value, torch.Tensor) else value.dtype.kind in "fc"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return "None" if value is None else f"{type(value).__name__}: {show(value)}"

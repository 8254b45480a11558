"""What a wrong tensor has in common with the right one: a factor, a sign, swapped axes. It names many mistakes."""

from __future__ import annotations

import torch

_CLOSE = 1e-6  # relative: far above rounding, far below any factor worth naming
_NAMED = 1e-2  # the least difference from 1 of a factor worth naming


def pattern(yours: torch.Tensor, expected: torch.Tensor) -> str | None:
    """Return what holds of **all** entries, as a sentence; None if nothing does, or if the values say too little.

    Fewer than two distinct expected values prove nothing: every wrong number is some multiple of the right one.

    Args:
        yours: the wrong tensor, float64.
        expected: the right one, float64, of the same shape.

    >>> pattern(torch.tensor([2.0, 4.0, -6.0]), torch.tensor([1.0, 2.0, -3.0]))
    'Every entry is 2 times the expected one.'
    """
    if not (yours.isfinite().all() and expected.isfinite().all() and _varied(expected)):
        return None
    if not yours.any():
        return "Every entry is 0."
    if transposed(yours, expected):
        return "It is the transpose of what is expected."
    at = int(expected.abs().argmax())
    factor = float(yours.flatten()[at] / expected.flatten()[at])
    if abs(factor - 1) > _NAMED and _explains(factor * expected, yours, expected):
        return f"Every entry {_times(factor)}."
    offset = float(yours.flatten()[at] - expected.flatten()[at])
    if _explains(expected + offset, yours, expected):
        return f"Every entry is off by the same amount, {offset:+.6g}."
    return None


def transposed(yours: torch.Tensor, expected: torch.Tensor) -> bool:
    """Return whether `yours` is `expected` with its last two axes swapped, and that is not the same thing."""
    if expected.ndim < 2 or yours.shape != expected.mT.shape or not _varied(expected):
        return False
    if yours.shape == expected.shape:
        return _explains(expected.mT, yours, expected)
    return _near(yours, expected.mT)


def _explains(guess: torch.Tensor, yours: torch.Tensor, expected: torch.Tensor) -> bool:
    """Return whether `guess` is what came out, and so much closer to it than `expected` that this is no accident."""
    return _near(yours, guess) and bool((yours - guess).abs().max() <= 1e-3 * (yours - expected).abs().max())


def _varied(values: torch.Tensor) -> bool:
    return values.numel() > 1 and bool(values.amin() < values.amax())


def _near(yours: torch.Tensor, wanted: torch.Tensor) -> bool:
    return bool(((yours - wanted).abs() <= _CLOSE * wanted.abs() + 1e-8 * wanted.abs().max()).all())


def _times(factor: float) -> str:
    if abs(factor + 1) <= _CLOSE:
        return "has the opposite sign"
    size, sign = abs(factor), ", with the opposite sign" if factor < 0 else ""
    if size < 1 and abs(1 / size - round(1 / size)) <= _CLOSE / size and 1 / size < 1e6:
        return f"is 1/{round(1 / size)} of the expected one{sign}"
    return f"is {size:.6g} times the expected one{sign}"

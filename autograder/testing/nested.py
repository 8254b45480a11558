"""Tensors inside lists, tuples and dicts: found with the name of their place, copied, put side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.testing.calls import travels


@travels
def leaves(value: Any, place: str = "") -> list[tuple[str, Any]]:
    """Return every tensor and array in `value` with its place, in reading order.

    Neither torch nor NumPy is named, so that this runs in workers that have no torch.

    >>> leaves({"a": [torch.zeros(2)]}, "weights")
    [("weights['a'][0]", tensor([0., 0.]))]
    """
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return [(place, value)]
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, f"{place}[{key!r}]")]
    if isinstance(value, list | tuple):
        return [leaf for i, item in enumerate(value) for leaf in leaves(item, f"{place}[{i}]")]
    return []


@travels
def is_floating(leaf: Any) -> bool:
    """Return whether a tensor or array holds real floating-point numbers."""
    return bool(leaf.is_floating_point() if hasattr(leaf, "is_floating_point") else leaf.dtype.kind == "f")


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return `value` with `change` applied to every tensor and array in it."""
    if isinstance(value, torch.Tensor | np.ndarray):
        return change(value)
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [mapped(item, change) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value


def in_float64(value: Any) -> Any:
    """Return a copy of `value` with float64 in place of every other floating-point dtype."""

    def convert(leaf: Any) -> Any:
        if isinstance(leaf, torch.Tensor):
            return leaf.to(torch.float64, copy=True) if is_floating(leaf) else leaf.clone()
        return leaf.astype(np.float64) if is_floating(leaf) else leaf.copy()

    return mapped(value, convert)


def copied(value: Any) -> Any:
    """Return `value` with tensors and arrays of its own."""
    return mapped(value, lambda leaf: leaf.clone() if isinstance(leaf, torch.Tensor) else leaf.copy())

"""What a test asked of a module, and what it answered: by this a mistake is recognised."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch

from autograder.sandbox.inside.loading import Failure
from autograder.sandbox.protocol import proxies, wire

_CALLS = 30  # of one test that are compared: the first ones, so that what is random in them comes out the same
_ENTRIES = 20_000  # numbers that are kept of one test


@dataclass(frozen=True)
class Raised:
    """Outcome of a call that raised an exception of this type."""

    type: str


@dataclass(frozen=True)
class Call:
    """One call of a scenario: what a module was asked, and what it returned."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outcome: Any

    def asks_the_same(self, other: Call) -> bool:
        """Return whether both calls are known to ask the same."""
        if self.function is not other.function:
            return False
        return (self.args is other.args and self.kwargs is other.kwargs) or (
            self._asked is not None and self._asked == other._asked
        )

    @cached_property
    def _asked(self) -> bytes | None:
        """The arguments as bytes; None if there is something in them that no bytes describe."""
        plain, kept = proxies.take_out(self.args, self.kwargs)
        try:
            return wire.encode(plain) + pickle.dumps(kept)  # environments of a test: ours
        except Exception:  # of any kind, from whatever does not want to be pickled
            return None


@dataclass
class Transcript:
    """The first calls of one test."""

    seed: int
    question: str
    calls: list[Call] = field(default_factory=list)
    _entries: int = 0

    def common(self, other: Transcript) -> int:
        """Return how many calls at the beginning ask the same."""
        pairs = zip(self.calls, other.calls, strict=False)
        return next(
            (n for n, (mine, theirs) in enumerate(pairs) if not mine.asks_the_same(theirs)),
            min(len(self.calls), len(other.calls)),
        )

    def add(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any], outcome: Any) -> None:
        """Note a call, unless it asks how the code is written rather than what it does."""
        if getattr(function, "about_style", False):
            return
        self._entries += _size(outcome)
        if len(self.calls) < _CALLS and self._entries <= _ENTRIES:
            shown = Raised(outcome.type) if isinstance(outcome, Failure) else outcome
            self.calls.append(Call(function, args, kwargs, shown))


def alike(a: Any, b: Any) -> bool:
    """Return whether two outcomes are equal up to rounding. False if they cannot be compared."""
    try:
        return _alike(a, b)
    except Exception:  # of a dtype that torch cannot compare, say
        return False


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor | np.ndarray) and type(a) is type(b):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        mine, other = torch.as_tensor(a), torch.as_tensor(b)
        if not (mine.is_floating_point() or mine.is_complex()):
            return torch.equal(mine, other)
        precision = max(torch.finfo(mine.dtype).eps, 1e-12)
        return torch.allclose(mine, other, rtol=1e4 * precision, atol=precision**1.5, equal_nan=True)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    if type(a) is type(b) is float:
        return _alike(np.float64(a).reshape(1), np.float64(b).reshape(1))
    return type(a) is type(b) and bool(a == b)


def _size(value: Any) -> int:
    if isinstance(value, torch.Tensor):
        return value.numel()
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return len(value) if isinstance(value, str | bytes) else 1

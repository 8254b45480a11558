"""Hypothesis strategies for homework, to be imported as `some`: `@given(x=some.tensors())`.

Every strategy shrinks to something readable: small distinct numbers that differ from 0, never `[[0, 0]]`. Shapes are
made of distinct primes, so that swapped axes cannot hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from hypothesis import strategies as st

# Readable, distinct, never 0, both signs; the first ones are what a counterexample shrinks to.
READABLE = (0.5, -0.25, 2.0, -1.5, 0.75, 3.0, -0.5, 1.25, -2.5, 0.1, -0.05, 4.0, 1.0, -3.5, 0.3, -0.8, 2.25)
_SHAPES = ((), (1,), (2,), (3,), (2, 3), (3, 2), (5,), (1, 3), (2, 1, 3))


@st.composite
def tensors(
    draw: st.DrawFn,
    *,
    shape: tuple[int, ...] | None = None,
    scales: Sequence[float] = (1.0,),
    dtype: torch.dtype = torch.float64,
) -> torch.Tensor:
    """Draw a tensor of distinct readable numbers times one of `scales`.

    Args:
        draw: given by Hypothesis.
        shape: its shape; None for any small one.
        scales: what all entries may be multiplied with; the first is the simplest.
        dtype: its dtype.
    """
    if shape is None:
        shape = draw(st.sampled_from(_SHAPES))
    first = draw(st.integers(0, len(READABLE) - 1))
    scale = draw(st.sampled_from(list(scales)))
    count = int(torch.Size(shape).numel())
    # Beyond one round of the table, numbers stay distinct by growing a little with each round.
    values = [READABLE[(first + i) % len(READABLE)] * (1 + (first + i) // len(READABLE) / 8) for i in range(count)]
    return (torch.tensor(values, dtype=torch.float64) * scale).reshape(shape).to(dtype)


@st.composite
def descents(
    draw: st.DrawFn,
    *,
    steps: tuple[int, int] = (1, 6),
    parameters: tuple[int, int] = (1, 3),
    scales: Sequence[float] = (1.0, 10.0, 1e-2, 1e-4, 1e-6),
    missing: bool = False,
) -> dict[str, Any]:
    """Draw a descent: where each parameter starts, and its gradient in every step.

    Args:
        draw: given by Hypothesis.
        steps: the least and the most steps.
        parameters: the least and the most parameters.
        scales: sizes of gradients; a gradient keeps the same size in every step, so that running averages of squares
            are as small as it is.
        missing: whether a parameter may have no gradient (None) in some steps.

    Returns:
        `{"start": [tensor, ...], "gradients": [[tensor or None, ...], ...]}`, one list for each step.
    """
    start = draw(st.lists(tensors(), min_size=parameters[0], max_size=parameters[1]))
    sizes = [draw(st.sampled_from(list(scales))) for _ in start]
    gradients = []
    for _ in range(draw(st.integers(*steps))):
        step: list[torch.Tensor | None] = []
        for p, size in zip(start, sizes, strict=True):
            gradient = draw(tensors(shape=tuple(p.shape), scales=(size,)))
            step.append(None if missing and draw(st.booleans()) else gradient)
        gradients.append(step)
    return {"start": start, "gradients": gradients}

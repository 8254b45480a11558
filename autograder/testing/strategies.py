"""Hypothesis strategies for homework, to be imported as `some`: `@given(x=some.tensors())`.

Every strategy shrinks to something readable: small distinct numbers that differ from 0, never `[[0, 0]]`. Shapes are
made of distinct primes, so that swapped axes cannot hide. In the examples, `simplest` prints the simplest value.
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

    >>> simplest(some.tensors(shape=(2, 3), scales=(1.0, 1e-4)))
    [[0.5, -0.25, 2], [-1.5, 0.75, 3]]
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

    >>> simplest(some.descents(steps=(2, 4)))
    {'start': [0.5], 'gradients': [[0.5], [0.5]]}
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


@st.composite
def gradient_sequences(
    draw: st.DrawFn,
    *,
    shape: tuple[int, ...] | None = None,
    steps: tuple[int, int] = (1, 6),
    scales: Sequence[float] = (1.0, 10.0, 1e-2, 1e-4, 1e-6),
) -> list[torch.Tensor]:
    """Draw the gradients of one parameter, step after step, all of about one size, down to 1e-6.

    Args:
        draw: given by Hypothesis.
        shape: of the parameter; None for any small one.
        steps: the least and the most steps.
        scales: sizes of gradients; the first is the simplest.

    >>> simplest(some.gradient_sequences(shape=(2,)))
    [[0.5, -0.25]]
    """
    if shape is None:
        shape = draw(st.sampled_from(_SHAPES))
    scale = draw(st.sampled_from(list(scales)))
    return [draw(tensors(shape=shape, scales=(scale,))) for _ in range(draw(st.integers(*steps)))]


def shapes(dimensions: tuple[int, int] = (1, 3), *, primes: Sequence[int] = (2, 3, 5, 7)) -> st.SearchStrategy[Any]:
    """Draw shapes made of distinct primes, so that swapped axes cannot hide.

    Args:
        dimensions: the least and the most axes.
        primes: the lengths to choose from.

    >>> simplest(some.shapes((3, 3)))
    (2, 3, 5)
    """
    lengths = st.lists(st.sampled_from(list(primes)), min_size=dimensions[0], max_size=dimensions[1], unique=True)
    return lengths.map(tuple)


@st.composite
def masks(draw: st.DrawFn, rows: int, columns: int, *, empty_rows: bool = False) -> torch.Tensor:
    """Draw a boolean attention mask (rows, columns); True = may attend.

    Either the causal mask, or rows of every kind in turn: full, prefix, single, gaps, and empty where asked for. With
    as many rows as there are kinds, each occurs.

    Args:
        draw: given by Hypothesis.
        rows: the number of queries.
        columns: the number of keys.
        empty_rows: whether a query may have nothing to attend to.

    >>> simplest(some.masks(2, 3))
    [[True, False, False], [True, True, False]] (bool)
    """
    if not draw(st.booleans()):  # the simplest
        return torch.ones(rows, columns, dtype=torch.bool).tril()
    first, at = draw(st.integers(0, 4)), draw(st.integers(0, columns - 1))
    k = torch.arange(columns)
    kinds = [k >= 0, k <= at // 2, k == at, (k + at) % 2 == 0]
    if empty_rows:
        kinds.append(k < 0)
    return torch.stack([kinds[(first + row) % len(kinds)] for row in range(rows)])


@st.composite
def trajectories(
    draw: st.DrawFn,
    *,
    count: tuple[int, int] = (2, 3),
    longest: int = 5,
    states: int = 3,
    actions: int = 2,
) -> list[tuple[list[int], list[int], list[float]]]:
    """Draw ragged trajectories: (states, actions, rewards) of different lengths.

    Rewards are distinct, of either sign, and whole numbers (of type int) in half of the cases.

    Args:
        draw: given by Hypothesis.
        count: the least and the most trajectories.
        longest: the most steps of one.
        states: the number of states.
        actions: the number of actions.

    >>> simplest(some.trajectories())
    [([0], [0], [1]), ([0, 0], [0, 0], [-2, 3])]
    """
    lengths = draw(st.lists(st.integers(1, longest), min_size=count[0], max_size=count[1], unique=True))
    numbers: Sequence[float] = READABLE if draw(st.booleans()) else (1, -2, 3, -1, 2, -3, 5, 4, -5, 7, -4, 6, -7)
    first = draw(st.integers(0, 3))
    runs = []
    for length in lengths:
        visited = draw(st.lists(st.integers(0, states - 1), min_size=length, max_size=length))
        chosen = draw(st.lists(st.integers(0, actions - 1), min_size=length, max_size=length))
        runs.append((visited, chosen, [numbers[(first + t) % len(numbers)] for t in range(length)]))
        first += length
    return runs


@st.composite
def mdps(
    draw: st.DrawFn, *, states: tuple[int, int] = (2, 4), actions: tuple[int, int] = (1, 3)
) -> dict[int, dict[int, list[tuple[float, int, float, bool]]]]:
    """Draw a small MDP as Gymnasium's table: `P[state][action]` lists (probability, next state, reward, terminated).

    Its last state is terminal and loops on itself for ever with a reward or a cost, which must not count once an
    episode has terminated. There may be negative rewards, actions that tie, and a state that nothing leads to.

    Args:
        draw: given by Hypothesis.
        states: the least and the most states, the terminal one included.
        actions: the least and the most actions.

    >>> simplest(some.mdps())
    {0: {0: [(1, 1, 1, True)]}, 1: {0: [(1, 1, 1, False)]}}
    """
    # What does not depend on the size is drawn first: then a smaller size is simpler whatever else is wanted.
    loop_reward, loop_terminated = draw(st.sampled_from([1.0, -1.0, 5.0, 0.0])), draw(st.booleans())
    unreachable = draw(st.sampled_from([None, 1]))
    n, m = draw(st.integers(*states)), draw(st.integers(*actions))
    terminal = n - 1
    rewards = st.sampled_from([1.0, -1.0, 0.0, 0.5, -2.0, 3.0])
    next_states = st.sampled_from([terminal, *(s for s in range(terminal) if s != unreachable)])

    def outcome(chance: float) -> tuple[float, int, float, bool]:
        following = draw(next_states)
        return chance, following, draw(rewards), following == terminal

    P: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {}
    for state in range(terminal):
        P[state] = {a: [outcome(p) for p in draw(st.sampled_from([(1.0,), (0.75, 0.25)]))] for a in range(m)}
        if m > 1 and draw(st.booleans()):
            P[state][1] = list(P[state][0])  # a tie
    P[terminal] = {action: [(1.0, terminal, loop_reward, loop_terminated)] for action in range(m)}
    return P

"""Slopes of a function by finite differences, to the left and to the right of every entry of its inputs."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from autograder.testing.calls import Target, travels, watch
from autograder.testing.differences import float64
from autograder.testing.differentiation import EPS, Inputs, floating_outputs, size_of
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.nested import is_floating, leaves
from autograder.testing.subject import Subject

_STEP = EPS ** (1 / 3)  # as a share of the input: the best for central differences
_ENTRIES = 200  # in one check, each needs two evaluations
_CHUNK = 50  # evaluations in one message to the worker


def slopes_of(
    name: Target,
    submission: Subject,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    inputs: Inputs,
    cotangents: Sequence[Any],
    outputs: Sequence[Any],
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return the slopes to the left and to the right of every entry, each shaped like its tensor."""
    count = sum(float64(tensor).numel() for tensor in inputs.tensors)
    if count > _ENTRIES:
        raise ValueError(f"{count} entries are too many for finite differences; give at most {_ENTRIES}")
    calls, steps = [], []
    for number, tensor in enumerate(inputs.tensors):
        step = _STEP * size_of(tensor)
        for index in np.ndindex(tuple(tensor.shape)):
            for signed in (-step, step):
                calls.append(_nudged(args, kwargs, inputs.keys, number, index, signed))
                steps.append(signed)
    results: list[Any] = []
    for start in range(0, len(calls), _CHUNK):
        results += _as_list(watch(submission, _evaluate, name, (), {}, calls=calls[start : start + _CHUNK]))
    if len(results) != len(calls):
        raise CheckFailed(Evidence("your code sent something other than its results"))
    ratios = [
        _rise(floating_outputs(result), outputs, cotangents) / step for result, step in zip(results, steps, strict=True)
    ]
    slopes = []
    for tensor in inputs.tensors:
        size = 2 * float64(tensor).numel()
        mine, ratios = torch.tensor(ratios[:size], dtype=torch.float64), ratios[size:]
        slopes.append((mine[0::2].reshape(tensor.shape), mine[1::2].reshape(tensor.shape)))
    return slopes


def _nudged(
    args: Sequence[Any], kwargs: Mapping[str, Any], keys: Sequence[int | str], number: int, index: Any, by: float
) -> tuple[list[Any], dict[str, Any]]:
    """Return a copy of the arguments in which one entry of the tensor `number` is moved."""
    nudged = list(copy.deepcopy(args)), dict(copy.deepcopy(kwargs))
    tensors: list[Any] = []
    for key in dict.fromkeys(keys):
        value = nudged[0][key] if isinstance(key, int) else nudged[1][key]
        tensors += [leaf for _, leaf in leaves(value) if is_floating(leaf)]
    tensors[number][index] += by
    return nudged


def _rise(moved: Sequence[Any], outputs: Sequence[Any], cotangents: Sequence[Any]) -> float:
    """Return by how much the loss has grown; entry by entry before they are summed, which keeps small changes."""
    if [tuple(m.shape) for m in moved] != [tuple(o.shape) for o in outputs]:
        raise CheckFailed(Evidence("the result has another shape when an entry of the input changes a little"))
    pairs = zip(moved, outputs, cotangents, strict=True)
    return float(sum(((float64(m) - float64(o)) * float64(c)).sum() for m, o, c in pairs))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@travels
def _evaluate(function: Any, args: Any, kwargs: Any, calls: Any) -> Any:
    """Return the results of several calls."""
    return [function(*given, **named) for given, named in calls]

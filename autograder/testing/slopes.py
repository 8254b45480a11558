"""Slopes of a function by finite differences, to the left and to the right of every entry of its inputs."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.testing.calls import Target, travels, watch
from autograder.testing.differences import float64
from autograder.testing.differentiation import EPS, Inputs, floating_outputs, loss_size, unit_of
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.modules import TestedModule
from autograder.testing.nested import is_floating, leaves

_STEP = EPS ** (1 / 3)  # as a share of the input's unit: the best for central differences
MOST_ENTRIES = 200  # in one check, each needs two evaluations
_CHUNK = 50  # evaluations in one message to the worker


@dataclass(frozen=True)
class Loss:
    """The sum of a function's outputs, weighted by cotangents, as a function of some of its arguments.

    `outputs` are those of the arguments as they are.
    """

    module: TestedModule
    name: Target
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    inputs: Inputs
    cotangents: Sequence[Any]
    outputs: Sequence[Any]

    @property
    def size(self) -> float:
        """How large it is, and with it its rounding."""
        return loss_size(self.outputs, self.cotangents)

    @property
    def entries(self) -> int:
        """How many entries its inputs have."""
        return sum(float64(tensor).numel() for tensor in self.inputs.tensors)


def slopes_and_kinks(loss: Loss) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return for each input the slope at every entry, and where there is a kink, so that the slope says nothing.

    At a kink the slopes to the left and to the right differ by the same amount however short the step; elsewhere the
    difference shrinks with it.

    Raises:
        ValueError: the inputs have more than 200 entries.
    """
    if loss.entries > MOST_ENTRIES:
        raise ValueError(f"{loss.entries} entries are too many for finite differences; give at most {MOST_ENTRIES}")
    found = [((left + right) / 2, (left - right).abs()) for left, right in _one_sided(loss, 1.0)]
    suspects = []
    for (slope, gap), tensor in zip(found, loss.inputs.tensors, strict=True):
        largest = slope.abs().max() if slope.numel() else 0
        suspects.append(gap > 1e-6 * largest + 1e-8 * loss.size / unit_of(tensor))
    if not any(bool(suspect.any()) for suspect in suspects):
        return [(slope, torch.zeros_like(gap, dtype=torch.bool)) for slope, gap in found]
    result = []
    for (slope, gap), suspect, (left, right) in zip(found, suspects, _one_sided(loss, 1 / 8), strict=True):
        kink = suspect & ((left - right).abs() > gap / 2)
        result.append((torch.where(suspect, (left + right) / 2, slope), kink))
    return result


def _one_sided(loss: Loss, share: float) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return the slopes to the left and to the right of every entry, over a share of the usual step."""
    calls, steps = [], []
    for number, tensor in enumerate(loss.inputs.tensors):
        step = 2.0 ** round(math.log2(_STEP * unit_of(tensor))) * share  # a power of two is added without rounding
        for index in np.ndindex(tuple(tensor.shape)):
            for signed in (-step, step):
                calls.append(_nudged(loss, number, index, signed))
                steps.append(signed)
    results: list[Any] = []
    for start in range(0, len(calls), _CHUNK):
        some = watch(loss.module, _evaluate, loss.name, (), {}, calls=calls[start : start + _CHUNK])
        results += some if isinstance(some, list) else []
    if len(results) != len(calls):
        raise CheckFailed(Evidence("your code sent something other than its results"))
    ratios = [_rise(floating_outputs(result), loss) / step for result, step in zip(results, steps, strict=True)]
    slopes = []
    for tensor in loss.inputs.tensors:
        count = 2 * float64(tensor).numel()
        mine, ratios = torch.tensor(ratios[:count], dtype=torch.float64), ratios[count:]
        slopes.append((mine[0::2].reshape(tensor.shape), mine[1::2].reshape(tensor.shape)))
    return slopes


def _nudged(loss: Loss, number: int, index: Any, by: float) -> tuple[list[Any], dict[str, Any]]:
    """Return a copy of the arguments in which one entry of the input `number` is moved."""
    args, kwargs = list(copy.deepcopy(loss.args)), dict(copy.deepcopy(loss.kwargs))
    tensors: list[Any] = []
    for key in dict.fromkeys(loss.inputs.keys):
        value = args[key] if isinstance(key, int) else kwargs[key]
        tensors += [leaf for _, leaf in leaves(value) if is_floating(leaf)]
    tensors[number][index] += by
    return args, kwargs


def _rise(moved: Sequence[Any], loss: Loss) -> float:
    """Return by how much the loss has grown; entry by entry before they are summed, which keeps small changes."""
    if [tuple(m.shape) for m in moved] != [tuple(o.shape) for o in loss.outputs]:
        raise CheckFailed(Evidence("the result has another shape when an entry of the input changes a little"))
    triples = zip(moved, loss.outputs, loss.cotangents, strict=True)
    return float(sum(((float64(m) - float64(o)) * float64(c)).sum() for m, o, c in triples if c is not None))


@travels
def _evaluate(function: Any, args: Any, kwargs: Any, calls: Any) -> Any:
    """Return the results of several calls."""
    return [function(*given, **named) for given, named in calls]

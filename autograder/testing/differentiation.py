"""Differentiates a function of the student's in the worker, by autograd, weighted with cotangents of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.testing.calls import travels
from autograder.testing.differences import float64
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.nested import is_floating, leaves

EPS = torch.finfo(torch.float64).eps


@dataclass(frozen=True)
class Inputs:
    """The tensors to differentiate with respect to. `keys` names the argument of each, `labels` its exact place."""

    keys: list[int | str]
    labels: list[str]
    tensors: list[Any]


@dataclass(frozen=True)
class Differentiated:
    """What `differentiate` says: the floating-point tensors in the result, and which of them autograd knows."""

    result: Any
    outputs: list[Any]
    attached: list[bool]
    gradients: list[Any]


def chosen_inputs(
    names: list[str], args: Sequence[Any], kwargs: Mapping[str, Any], wrt: Sequence[int | str] | None
) -> Inputs:
    """Find the tensors in the chosen arguments.

    Raises:
        ValueError: there are none.
    """
    every: list[int | str] = [*range(len(args)), *kwargs]
    chosen = every if wrt is None else [names.index(k) if isinstance(k, str) and k in names else k for k in wrt]
    found = Inputs([], [], [])
    for key in chosen:
        if key not in every:
            raise ValueError(f"wrt: the call has no argument {key!r}")
        value = args[key] if isinstance(key, int) else kwargs[key]
        for label, leaf in leaves(value, names[key] if isinstance(key, int) else key):
            if is_floating(leaf):
                found.keys.append(key)
                found.labels.append(label)
                found.tensors.append(leaf)
    if not found.tensors:
        raise ValueError("no floating-point tensor or array to differentiate with respect to")
    return found


def floating_outputs(result: Any) -> list[Any]:
    """Return the floating-point tensors of a result; of a plain number, that number as an array."""
    if isinstance(result, float):
        return [np.asarray(result)]
    found = [leaf for _, leaf in leaves(result) if is_floating(leaf)]
    if not found:
        raise CheckFailed(Evidence("the result holds no floating-point tensor, so it has no gradient"))
    return found


def draw_cotangents(outputs: Sequence[Any], used: Sequence[bool] | None = None) -> list[Any]:
    """Draw weights for the outputs: of either sign, between 0.5 and 1.5, the same in every run."""
    generator = torch.Generator().manual_seed(20_170_504)
    drawn: list[Any] = []
    for i, output in enumerate(outputs):
        size = torch.rand(tuple(output.shape), generator=generator, dtype=torch.float64) + 0.5
        sign = torch.randint(0, 2, tuple(output.shape), generator=generator) * 2 - 1
        weights = torch.round(size * sign, decimals=2)
        weights = torch.where(weights == 1, 0.75, weights)
        drawn.append(None if used and not used[i] else weights if isinstance(output, torch.Tensor) else weights.numpy())
    return drawn


def in_structure_of(result: Any, cotangents: list[Any]) -> Any:
    """Return the cotangents in the structure of the result."""
    if isinstance(result, float):
        return float(cotangents[0])
    left = iter(cotangents)

    def replaced(value: Any) -> Any:
        if isinstance(value, torch.Tensor | np.ndarray):
            return next(left) if is_floating(value) else value
        if isinstance(value, dict):
            return {key: replaced(item) for key, item in value.items()}
        return type(value)(map(replaced, value)) if isinstance(value, list | tuple) else value

    return replaced(result)


def unit_of(tensor: Any) -> float:
    """Return the scale for small changes of an input: its largest absolute entry, at most 1; 1 if every entry is 0."""
    largest = float(float64(tensor).abs().max()) if float64(tensor).numel() else 0.0
    return min(largest, 1.0) or 1.0


def loss_size(outputs: Sequence[Any], cotangents: Sequence[Any]) -> float:
    """Return the sum of the absolute values of all weighted outputs: the size of the loss, and of its rounding."""
    pairs = [(float64(o), float64(c)) for o, c in zip(outputs, cotangents, strict=True) if c is not None]
    return float(sum((o * c).abs().nan_to_num(0, 0, 0).sum() for o, c in pairs))


def checked(seen: Any) -> Differentiated:
    """Check the form of what `differentiate` says; it comes from a worker."""
    if isinstance(seen, dict) and isinstance(seen.get("gradients"), list) and "result" in seen:
        outputs = floating_outputs(seen["result"])
        attached = seen.get("attached")
        if isinstance(attached, list) and len(attached) == len(outputs):
            return Differentiated(seen["result"], outputs, [a is True for a in attached], seen["gradients"])
    raise CheckFailed(Evidence("your code sent something other than its gradients"))


@travels
def differentiate(function: Any, args: Any, kwargs: Any, wrt: Any, cotangents: Any) -> Any:
    """Return the result, which parts of it autograd knows, and the gradients of its sum weighted by the cotangents."""
    inputs = []
    for key in dict.fromkeys(wrt):
        inputs += [leaf for _, leaf in leaves(args[key] if isinstance(key, int) else kwargs[key]) if is_floating(leaf)]
    for leaf in inputs:
        leaf.requires_grad_()
    with torch.enable_grad():
        result = function(*args, **kwargs)
    outputs = [leaf for _, leaf in leaves(result) if is_floating(leaf)]
    attached = [bool(getattr(output, "requires_grad", False)) for output in outputs]
    gradients: list[Any] = [None] * len(inputs)
    same_shapes = [c is None or o.shape == c.shape for o, c in zip(outputs, cotangents or outputs, strict=False)]
    if cotangents is not None and len(cotangents) == len(outputs) and all(same_shapes):
        used = [(o, c) for o, c, a in zip(outputs, cotangents, attached, strict=True) if a and c is not None]
        if used:
            # One number: given weights for tensors, torch imports sympy in every worker, which takes half a second.
            loss = sum((o * c.to(o.dtype)).sum() for o, c in used)
            gradients = list(torch.autograd.grad(loss, inputs, allow_unused=True))
    return {"result": result, "attached": attached, "gradients": gradients}

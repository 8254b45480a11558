"""Gradients: against the reference's, against finite differences, by autograd or by hand.

The loss is a weighted sum of all outputs. Its weights (the cotangents) are random, never all ones: under all ones
softmax and layer norm have no gradient, and a backward pass that ignores its upstream gradient is not noticed. They are
drawn in the trusted process, from a fixed seed. Everything runs in float64, and an entry may be off by a share of the
gradient's own size, so that a small gradient is not lost in a tolerance made for large ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from autograder.testing.arguments import demand_unmodified
from autograder.testing.calls import Target, argument_names, call, explained, watch
from autograder.testing.differences import RTOL, difference, float64
from autograder.testing.differentiation import (
    EPS,
    Inputs,
    checked,
    chosen_inputs,
    differentiate,
    draw_cotangents,
    floating_outputs,
    in_structure_of,
)
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.gradient_report import CUT_OFF, Allowed, compare_gradients
from autograder.testing.modules import TestedModule
from autograder.testing.nested import in_float64, is_floating, leaves
from autograder.testing.show import show
from autograder.testing.slopes import MOST_ENTRIES, Loss, slopes_and_kinks


def same_gradients(
    name: Target,
    submission: TestedModule,
    reference: TestedModule,
    /,
    *args: Any,
    wrt: Sequence[int | str] | None = None,
    rtol: float = RTOL,
    **kwargs: Any,
) -> None:
    """Check that gradients flow back through a function as they do through the reference's.

    In this order: the arguments are not modified, the result is right, it is differentiable at all, and then each
    gradient, with a factor or a sign that explains it. Floating-point arguments are given in float64. If the inputs
    have at most 200 entries, an entry at which the reference has a kink (a ReLU at 0) is left out.

    Args:
        name: the name of a function of the module, or a scenario. Tensors in its result are differentiated together.
        submission: the student's module.
        reference: ours.
        *args: what it is called with, as are `**kwargs`; tensors may lie in lists and dicts.
        wrt: the arguments to differentiate with respect to, by position or name; None for all on which the
            reference's result depends.
        rtol: how far an entry may be off, as a share of the expected one.

    >>> same_gradients("layer_norm", submission, reference, x, gamma, beta, wrt=["x", "gamma"])
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    inputs = chosen_inputs(argument_names(reference, name, args), args, kwargs, wrt)
    keys = inputs.keys
    plain = checked(watch(reference, differentiate, name, args, kwargs, wrt=keys, cotangents=None))
    if not any(plain.attached):
        raise ValueError(f"{name}: no result of the reference depends on {', '.join(inputs.labels)}")
    cotangents = draw_cotangents(plain.outputs, plain.attached)
    right = checked(watch(reference, differentiate, name, args, kwargs, wrt=keys, cotangents=cotangents))
    if wrt is None and any(gradient is None for gradient in right.gradients):  # a mask, or rewards: no matter of ours
        used = [key for key, gradient in zip(keys, right.gradients, strict=True) if gradient is not None]
        same_gradients(name, submission, reference, *args, wrt=list(dict.fromkeys(used)), rtol=rtol, **kwargs)
        return
    with explained(name, submission, args, kwargs, reference):
        demand_unmodified(name, submission, args, kwargs)
        mine = checked(watch(submission, differentiate, name, args, kwargs, wrt=keys, cotangents=cotangents))
        _demand(difference(mine.result, right.result, "the result", rtol))
        places = [place for place, leaf in leaves(mine.result, "the result") if is_floating(leaf)]
        for place, here, there in zip(places, mine.attached, right.attached, strict=True):
            if there and not here:
                raise CheckFailed(Evidence(f"{place} is cut off: no gradient flows back through it", note=CUT_OFF))
        pairs = zip(right.gradients, inputs.tensors, strict=True)
        expected = [torch.zeros_like(x) if gradient is None else gradient for gradient, x in pairs]
        loss = Loss(reference, name, args, kwargs, inputs, cotangents, right.outputs)
        _compare_with_reference(loss, mine.gradients, expected, rtol)


def same_as_finite_differences(
    name: Target,
    submission: TestedModule,
    /,
    *args: Any,
    wrt: Sequence[int | str] | None = None,
    rtol: float = 1e-5,
    **kwargs: Any,
) -> None:
    """Check that a function's gradients are the slopes of that same function; no reference is needed.

    It says nothing about whether the function is right: check this first. Each entry of each gradient is compared with
    a central difference in float64. Where the function has a kink (its slopes to the left and to the right differ) an
    entry is left out; :func:`away_from_kinks` keeps inputs themselves off known kinks and ties.

    Args:
        name: the name of a function of the module, or a scenario.
        submission: the student's module.
        *args: what it is called with, as are `**kwargs`; at most 200 entries in all.
        wrt: the arguments to differentiate with respect to, by position, or by name where the contract pins the names;
            None for all that are floating-point.
        rtol: how far an entry may be off, as a share of the slope.

    Raises:
        CheckFailed: a gradient is wrong or missing.
        ValueError: the inputs are too large.

    >>> same_as_finite_differences("softmax", submission, torch.tensor([[0.5, -0.25, 2.0]]))
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    with explained(name, submission, args, kwargs):
        inputs = _inputs_of(submission, name, args, kwargs, wrt)
        demand_unmodified(name, submission, args, kwargs)
        keys = inputs.keys
        plain = checked(watch(submission, differentiate, name, args, kwargs, wrt=keys, cotangents=None))
        if not any(plain.attached):
            raise CheckFailed(Evidence("the result is cut off: no gradient flows back through it", note=CUT_OFF))
        cotangents = draw_cotangents(plain.outputs)
        seen = watch(submission, differentiate, name, args, kwargs, wrt=keys, cotangents=cotangents)
        mine = checked(seen).gradients
        _compare_with_slopes(Loss(submission, name, args, kwargs, inputs, cotangents, plain.outputs), mine, rtol)


def finite(
    name: Target, submission: TestedModule, /, *args: Any, gradients_of: Sequence[int | str] = (), **kwargs: Any
) -> None:
    """Check that a result holds no NaN and no infinity, and neither do its gradients; for extreme inputs.

    Args:
        name: the name of a function of the module, or a scenario.
        submission: the student's module.
        *args: what it is called with, as are `**kwargs`.
        gradients_of: the arguments, by position or name, whose gradients must be finite as well.

    >>> finite("softmax", submission, torch.tensor([[1e4, -1e4]]), gradients_of=["x"])
    """
    with explained(name, submission, args, kwargs):
        _demand_finite(call(submission, name, args, kwargs), "the result")
        if not gradients_of:
            return
        inputs = _inputs_of(submission, name, args, kwargs, gradients_of)
        keys = inputs.keys
        plain = checked(watch(submission, differentiate, name, args, kwargs, wrt=keys, cotangents=None))
        cotangents = draw_cotangents(plain.outputs)
        seen = checked(watch(submission, differentiate, name, args, kwargs, wrt=keys, cotangents=cotangents))
        for label, gradient in zip(inputs.labels, seen.gradients, strict=False):
            if gradient is not None:
                _demand_finite(gradient, f"the gradient for `{label}`")


def backward_matches(
    forward: Target,
    backward: Target,
    submission: TestedModule,
    reference: TestedModule | None = None,
    /,
    *,
    wrt: Sequence[str] | None = None,
    rtol: float | None = None,
    **inputs: Any,
) -> None:
    """Check a backward pass that is written by hand, in NumPy or torch, one gradient after the other.

    With a reference, the output and then the gradients are compared with the reference's. Without one, the gradients
    are compared with central differences of the student's own forward pass, as in :func:`same_as_finite_differences`.

    Args:
        forward: a scenario `(student, **inputs) -> output`.
        backward: a scenario `(student, cotangent, **inputs) -> {name of an input: its gradient}`. It runs the forward
            pass as well: the cache is the student's own, and stays with it. A gradient has its input's structure.
        submission: the student's module.
        reference: ours; None for central differences.
        wrt: the inputs to differentiate with respect to; None for all that are floating-point.
        rtol: how far an entry may be off, as a share of the expected one; None for 1e-7, or 1e-5 without a reference.
        **inputs: arrays or tensors, also in lists and dicts.

    >>> @scenario
    ... def forward(student, x, w):
    ...     return student.forward(x, w)[0]
    >>> @scenario
    ... def backward(student, cotangent, x, w):
    ...     grad_x, grad_w = student.backward(cotangent, student.forward(x, w)[1])
    ...     return {"x": grad_x, "w": grad_w}
    >>> backward_matches(forward, backward, submission, x=torch.ones(2, 3), w=torch.ones(3, 5))
    """
    kwargs = in_float64(inputs)
    chosen = chosen_inputs([], (), kwargs, wrt)
    names = list(dict.fromkeys(str(key) for key in chosen.keys))
    with explained(forward, submission, (), kwargs):
        result = call(submission, forward, (), kwargs)
        if reference is not None:
            _demand(difference(result, call(reference, forward, (), kwargs), "the output"))
        outputs = floating_outputs(result)
        cotangents = draw_cotangents(outputs)
        upstream = in_structure_of(result, cotangents)
        demand_unmodified(backward, submission, (upstream,), kwargs)
        mine = _by_hand(call(submission, backward, (upstream,), kwargs), names, kwargs)
        if reference is None:
            _compare_with_slopes(Loss(submission, forward, (), kwargs, chosen, cotangents, outputs), mine, rtol or 1e-5)
            return
        expected = _by_hand(call(reference, backward, (upstream,), kwargs), names, kwargs)
        loss = Loss(reference, forward, (), kwargs, chosen, cotangents, outputs)
        _compare_with_reference(loss, mine, [float64(gradient) for gradient in expected], rtol or RTOL)


def away_from_kinks(x: torch.Tensor, *, at: Sequence[float] = (0.0,), margin: float = 0.01) -> torch.Tensor:
    """Return `x` with entries moved up, as little as need be, so that none is near a kink or near another entry.

    ReLU has a kink at 0, max has one wherever two entries tie: there a finite difference says nothing.

    Args:
        x: any floating-point tensor.
        at: where the kinks are.
        margin: the least distance between an entry and a kink, and between two entries.

    >>> away_from_kinks(torch.tensor([0.0, 1.0, 1.0]), margin=0.25)
    tensor([0.2500, 1.0000, 1.2500])
    """
    flat = x.flatten().tolist()
    last = -float("inf")
    for i in sorted(range(len(flat)), key=flat.__getitem__):
        value = max(flat[i], last + margin)
        for kink in sorted(at):
            if abs(value - kink) < margin:
                value = kink + margin
        flat[i] = last = value
    return torch.tensor(flat, dtype=x.dtype).reshape(x.shape)


def _inputs_of(
    submission: TestedModule,
    name: Target,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    wrt: Sequence[int | str] | None,
) -> Inputs:
    """Find the tensors in the chosen arguments, which go by the student's own names."""
    names = argument_names(submission, name, args)
    for key in wrt or ():
        if isinstance(key, str) and key not in names and key not in kwargs:
            raise CheckFailed(Evidence(f"there is no parameter `{key}`", yours=", ".join(names)))
    return chosen_inputs(names, args, kwargs, wrt)


def _demand_finite(value: Any, what: str) -> None:
    numbers = _numbers(value, what)
    if not numbers:
        raise CheckFailed(Evidence(f"{what} holds no numbers", yours=show(value)))
    for place, leaf in numbers:
        bad = float64(leaf).isfinite().logical_not()
        if bool(bad.any()):
            index = tuple(int(i) for i in bad.nonzero()[0])
            where = f"{place}, entry {list(index)}" if index else place
            raise CheckFailed(Evidence(f"{where} is not finite", yours=str(float(float64(leaf)[index]))))


def _numbers(value: Any, place: str) -> list[tuple[str, Any]]:
    """Return tensors, arrays and plain numbers with their places."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _numbers(item, f"{place}[{key!r}]")]
    if isinstance(value, list | tuple):
        return [found for i, item in enumerate(value) for found in _numbers(item, f"{place}[{i}]")]
    if isinstance(value, int | float):
        return [(place, np.asarray(value if isinstance(value, float) else 0.0))]  # an int is finite, however large
    return leaves(value, place)


def _demand(evidence: Evidence | None) -> None:
    if evidence is not None:
        raise CheckFailed(evidence)


def _by_hand(returned: Any, names: Sequence[str], inputs: Mapping[str, Any]) -> list[Any]:
    """Return the gradients of a backward scenario in the order of the inputs."""
    found: list[Any] = []
    for name in names:
        if not isinstance(returned, dict) or name not in returned:
            raise CheckFailed(Evidence(f"there is no gradient for `{name}`"))
        wanted = leaves(inputs[name], name)
        got = dict(leaves(returned[name], name))
        if isinstance(returned[name], float) and wanted[0][0] == name:
            got = {name: np.asarray(returned[name])}
        for label in [label for label, leaf in wanted if is_floating(leaf)]:
            if label not in got:
                raise CheckFailed(Evidence(f"there is no gradient for `{label}`"))
            found.append(got[label])
    return found


def _compare_with_slopes(loss: Loss, yours: Sequence[Any], rtol: float) -> None:
    """Compare gradients with central differences of the function's own results.

    Raises:
        CheckFailed: one is wrong, or every entry lies at a kink.
        ValueError: there are too many entries.
    """
    slopes = slopes_and_kinks(loss)
    if loss.entries and all(bool(kink.all()) for _, kink in slopes):
        raise CheckFailed(Evidence("the function jumps or has a kink at every entry of its inputs"))
    expected = [slope for slope, _ in slopes]
    kinks = [kink for _, kink in slopes]
    compare_gradients(loss.inputs, _left_out(yours, kinks, expected), expected, Allowed(rtol, 1e-6, 1e-8 * loss.size))


def _compare_with_reference(loss: Loss, yours: Sequence[Any], expected: Sequence[torch.Tensor], rtol: float) -> None:
    """Compare gradients with the reference's, but not where the reference has a kink: any slope between is right."""
    allowed = Allowed(rtol, rtol / 100, 64 * EPS * loss.size)
    try:
        compare_gradients(loss.inputs, yours, expected, allowed)
    except CheckFailed:
        if loss.entries > MOST_ENTRIES:
            raise
        kinks = [kink for _, kink in slopes_and_kinks(loss)]
        compare_gradients(loss.inputs, _left_out(yours, kinks, expected), expected, allowed)


def _left_out(yours: Sequence[Any], where: Sequence[torch.Tensor], expected: Sequence[torch.Tensor]) -> list[Any]:
    """Return gradients with what is expected in some places, so that those are not compared."""
    result = []
    for gradient, here, right in zip(yours, where, expected, strict=False):
        if not here.any() or not isinstance(gradient, torch.Tensor | np.ndarray) or gradient.shape != right.shape:
            result.append(gradient)
        elif isinstance(gradient, np.ndarray):
            result.append(np.where(here.numpy(), right.numpy().astype(gradient.dtype), gradient))
        else:
            result.append(torch.where(here, right.to(gradient.dtype), gradient))
    return result

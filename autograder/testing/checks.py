"""Checks: what an instructor can say about a result. A failed one raises :class:`CheckFailed` with its evidence.

Comparisons are staged (type, shape, dtype, then values), so that the message names the first thing that is wrong. They
run in float64 whatever the result's dtype, and nothing is broadcast: a wrong shape is a wrong shape.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from autograder.testing.evidence import CheckFailed, Evidence, StudentError, TestStopped
from autograder.testing.show import show, show_inputs, tell_apart
from autograder.testing.subject import Scenario, Subject

# Of float64 results: far above rounding (1e-16), far below any mistake.
RTOL, ATOL = 1e-7, 1e-9


def agrees(
    scenario: Scenario[Any] | str,
    submission: Subject,
    reference: Subject,
    *args: Any,
    rtol: float = RTOL,
    atol: float = ATOL,
    **kwargs: Any,
) -> None:
    """Check that a scenario gives on the submission what it gives on the reference.

    Args:
        scenario: the scenario, or the name of a function of the module to be called.
        submission: the student's module.
        reference: ours.
        *args: what the scenario is called with, as are `**kwargs`.
        rtol: how far an entry may be off, as a share of the expected one.
        atol: and on top of that.

    >>> agrees("softmax", submission, reference, torch.tensor([[1.0, 2.0]]), dim=0)
    """
    run = (lambda subject: getattr(subject, scenario)) if isinstance(scenario, str) else _bound(scenario)
    inputs = show_inputs(args, kwargs)
    with _with_inputs(inputs):
        yours = run(submission)(*args, **kwargs)
    same(yours, run(reference)(*args, **kwargs), rtol=rtol, atol=atol, inputs=inputs)


def same(
    yours: Any, expected: Any, *, what: str = "the result", rtol: float = RTOL, atol: float = ATOL, inputs: str = ""
) -> None:
    """Check that a result equals an expected one: type, length or shape, dtype, values, entry by entry.

    A tuple is as good as a list, a 0-d array or tensor as good as a number.

    >>> same(submission.clip_grad_norm(...), 5.0, what="the norm")
    """
    evidence = _difference(yours, expected, what, rtol, atol)
    if evidence is not None:
        raise CheckFailed(_with(evidence, inputs))


def same_trajectory(
    scenario: Scenario[Any],
    submission: Subject,
    reference: Subject,
    *args: Any,
    rtol: float = 1e-4,
    note: str | None = None,
    **kwargs: Any,
) -> None:
    """Check that a scenario which returns the parameters after every step takes the reference's path.

    The scenario's result is a list with one entry for the start and one for each step; an entry is the list of all
    parameters. The tolerance is a share of the distance that a parameter's entry has travelled on the reference's path,
    plus the rounding of its dtype: an error in the update shows itself however small the update is. The default of
    1e-4 is four times what Adam's bias correction loses when it is computed in float32 instead of float64
    (1 - 0.999 has a relative error of 4.7e-5, its root of 2.4e-5): that style passes, no mistake does.
    """
    inputs = show_inputs(args, kwargs)
    with _with_inputs(inputs):
        yours = scenario(submission, *args, **kwargs)
    expected = scenario(reference, *args, **kwargs)
    if not isinstance(yours, list) or len(yours) != len(expected):
        raise CheckFailed(Evidence("your parameters could not be followed step by step", inputs=inputs))
    travelled = [torch.zeros_like(p, dtype=torch.float64) for p in expected[0]]
    for step, (got, wanted) in enumerate(zip(yours, expected, strict=True)):
        if not isinstance(got, list | tuple) or len(got) != len(wanted):
            raise CheckFailed(Evidence(f"after step {step} there are not {len(wanted)} parameters", inputs=inputs))
        for index, (mine, right) in enumerate(zip(got, wanted, strict=True)):
            what = f"parameter {index} after step {step} of {len(expected) - 1}" if step else f"parameter {index}"
            evidence = _staged(mine, right, what)
            if evidence is None:
                moved = (right.double() - expected[max(step - 1, 0)][index].double()).abs()
                travelled[index] += moved
                rounding = 8 * (step + 1) * torch.finfo(right.dtype).eps * right.double().abs()
                evidence = _first_difference(mine, right, rtol * travelled[index] + rounding + 1e-300, what)
            if evidence is not None:
                note = "\n".join(part for part in (note, evidence.note) if part)
                raise CheckFailed(_with(dataclasses.replace(evidence, note=note or None), inputs))


def raises(error: type[Exception], mentions: str, scenario: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Check that a call raises `error` with a message that matches the pattern `mentions`, whatever the case.

    >>> raises(ValueError, "lr|learning rate", build, submission, "SGD", lr=-0.1)
    """
    shown = show_inputs([a for a in args if not isinstance(a, Subject)], kwargs)
    try:
        scenario(*args, **kwargs)
    except StudentError as failure:
        if "NotImplementedError" in failure.names:
            raise
        if error.__name__ not in failure.names:
            finding = f"{error.__name__} was expected, but {failure.evidence.finding}"
            raise CheckFailed(Evidence(finding, inputs=shown, note=failure.evidence.note)) from None
        if not re.search(mentions, failure.message, re.IGNORECASE):
            finding = f"the message of the {error.__name__} does not name the argument"
            wanted = mentions.split("|")[0]
            raise CheckFailed(
                Evidence(finding, yours=show(failure.message), expected=f"a message with {wanted!r}", inputs=shown)
            ) from None
    else:
        raise CheckFailed(Evidence(f"no {error.__name__} was raised", inputs=shown))


def holds(condition: bool, finding: str, *, inputs: Mapping[str, Any] | None = None, note: str | None = None) -> None:
    """Check a condition; `finding` says in words what is wrong when it does not hold."""
    if not condition:
        raise CheckFailed(Evidence(finding, inputs=show_inputs((), dict(inputs or {})), note=note))


@contextlib.contextmanager
def _with_inputs(inputs: str) -> Generator[None, None, None]:
    """Add the inputs to an exception in the student's code."""
    try:
        yield
    except (CheckFailed, TestStopped) as error:
        error.evidence = _with(error.evidence, inputs)
        raise


def _bound(scenario: Scenario[Any]) -> Callable[[Subject], Callable[..., Any]]:
    return lambda subject: lambda *args, **kwargs: scenario(subject, *args, **kwargs)


def _with(evidence: Evidence, inputs: str) -> Evidence:
    return dataclasses.replace(evidence, inputs=evidence.inputs or inputs or None)


def _difference(yours: Any, expected: Any, what: str, rtol: float, atol: float) -> Evidence | None:
    """Return the first difference, in reading order."""
    if isinstance(expected, list | tuple):
        return _sequences(yours, expected, what, rtol, atol)
    if isinstance(expected, dict):
        if not isinstance(yours, dict) or set(yours) != set(expected):
            return Evidence(f"{what} has other keys", yours=show(yours), expected=show(expected))
        parts = ((yours[key], expected[key], f"{what}[{key!r}]") for key in expected)
        return next((e for y, x, w in parts if (e := _difference(y, x, w, rtol, atol))), None)
    if isinstance(expected, torch.Tensor | np.ndarray):
        evidence = _staged(yours, expected, what)
        if evidence is not None:
            return evidence
        return _first_difference(yours, expected, rtol * _float64(expected).abs() + atol, what)
    scalar = yours.item() if isinstance(yours, torch.Tensor | np.ndarray | np.generic) and yours.shape == () else yours
    if isinstance(expected, float):
        if not _is_number(scalar):
            return Evidence(f"{what} is not a number", yours=show(yours), expected=show(expected))
        mine = float(scalar) if isinstance(scalar, float) or abs(scalar) < 10**300 else math.inf
        allowed = torch.tensor(rtol * abs(expected) + atol, dtype=torch.float64)
        pair = torch.tensor([mine, expected], dtype=torch.float64)
        return _first_difference(pair[0], pair[1], allowed, what)
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
    parts = (
        _difference(y, x, f"{what}[{i}]", rtol, atol) for i, (y, x) in enumerate(zip(yours, expected, strict=True))
    )
    return next((evidence for evidence in parts if evidence), None)


def _staged(yours: Any, expected: Any, what: str) -> Evidence | None:
    """Compare everything but the values."""
    if type(yours) is not type(expected):
        if expected.shape == () and _is_number(yours):
            return None
        return Evidence(f"{what} is of the wrong type", yours=_kind(yours), expected=_kind(expected))
    if yours.shape != expected.shape:
        return Evidence(
            f"{what} has the wrong shape", yours=str(tuple(yours.shape)), expected=str(tuple(expected.shape))
        )
    if yours.dtype != expected.dtype:
        return Evidence(f"{what} has the wrong dtype", yours=str(yours.dtype), expected=str(expected.dtype))
    return None


def _first_difference(yours: Any, expected: Any, allowed: torch.Tensor, what: str) -> Evidence | None:
    mine, right = _float64(yours), _float64(expected)
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
    note = f"{more} more of {wrong.numel()} entries are wrong" if more else None
    a, b = tell_apart(float(mine[index]), float(right[index]))
    limit = float(allowed.expand(off.shape)[index])
    error = f"off by {float(off[index]):.1e}, allowed {limit:.0e}"
    return Evidence(f"{place} is wrong", yours=a, expected=b, error=error, note=note)


def _float64(value: Any) -> torch.Tensor:
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

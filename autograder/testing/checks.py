"""Checks: what an instructor can say about a result. A failed one raises :class:`CheckFailed` with its evidence.

Comparisons are staged (type, shape, dtype, then values), so that the message names the first thing that is wrong. They
run in float64 whatever the result's dtype, and nothing is broadcast: a wrong shape is a wrong shape.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

import torch

from autograder.testing.calls import Parameter, Target, call, call_text, explained, parameters, with_inputs
from autograder.testing.differences import ATOL, RTOL, difference, first_difference, staged
from autograder.testing.evidence import CheckFailed, Evidence, StudentError
from autograder.testing.modules import Scenario, TestedModule
from autograder.testing.show import show, show_inputs


def agrees(
    name: Target,
    submission: TestedModule,
    reference: TestedModule,
    /,
    *args: Any,
    rtol: float = RTOL,
    atol: float = ATOL,
    **kwargs: Any,
) -> None:
    """Check that a function or scenario gives on the submission what it gives on the reference.

    If the function does not take the arguments, the message says how it is called. Then :func:`same` compares results.

    Args:
        name: the name of a function of the module, or a scenario.
        submission: the student's module.
        reference: ours.
        *args: what it is called with, as are `**kwargs`.
        rtol: how far an entry may be off, as a share of the expected one.
        atol: and on top of that.

    >>> agrees("softmax", submission, reference, torch.tensor([[1.0, 2.0]]), dim=0)
    """
    with explained(name, submission, args, kwargs, reference):
        yours = call(submission, name, args, kwargs)
        same(yours, call(reference, name, args, kwargs), rtol=rtol, atol=atol)


def accepts(name: str, submission: TestedModule, reference: TestedModule) -> None:
    """Check that a function takes what the reference's takes: the same parameters, in this order, with these defaults.

    More parameters are fine if they have defaults; `*args` and `**kwargs` stand for whatever they catch. A default of
    None stands for any: what it becomes inside cannot be seen.

    >>> accepts("softmax", submission, reference)
    """
    yours, expected = parameters(submission, name), parameters(reference, name)
    if yours is None or expected is None:
        return  # something written in C, perhaps: how it can be called shows when it is called
    misfit = _misfit(yours, expected)
    if misfit:
        texts = call_text(name, yours), call_text(name, expected)
        raise CheckFailed(Evidence(misfit, yours=texts[0], expected=texts[1]))


def _misfit(yours: list[Parameter], expected: list[Parameter]) -> str | None:
    by_name = {p.name: p for p in yours if not p.kind.startswith("VAR")}
    kinds = {p.kind for p in yours}
    places = [p.name for p in yours if p.kind.startswith("POSITIONAL")]
    asked = [p for p in expected if not p.kind.startswith("VAR")]
    for place, wanted in enumerate(asked):
        mine = by_name.get(wanted.name)
        positional = wanted.kind.startswith("POSITIONAL")
        if positional and place < len(places) and places[place] != wanted.name:
            return f"parameter {place + 1} is `{places[place]}`, not `{wanted.name}`"
        if positional and place >= len(places) and "VAR_POSITIONAL" not in kinds:
            return f"there is no parameter `{wanted.name}` in place {place + 1}"
        if mine is None and "VAR_KEYWORD" not in kinds:
            return f"there is no parameter `{wanted.name}`"
        if mine is None or wanted.required:
            continue
        if mine.required:
            return f"the parameter `{wanted.name}` has no default"
        if mine.default_known and wanted.default_known and mine.default not in (None, wanted.default):
            return f"the default of `{wanted.name}` is wrong"
    extra = [p.name for p in yours if p.required and p.name not in {p.name for p in asked}]
    return f"the parameter `{extra[0]}` has no default, and is never given" if extra else None


def same(
    yours: Any, expected: Any, *, what: str = "the result", rtol: float = RTOL, atol: float = ATOL, inputs: str = ""
) -> None:
    """Check that a result equals an expected one: type, length or shape, dtype, values, entry by entry.

    A tuple is as good as a list, a 0-d array or tensor as good as a number. What holds of all wrong entries together is
    said as well: a constant factor, the opposite sign, swapped axes.

    >>> same(submission.norm(torch.tensor([3.0, 4.0])), 5.0, what="the norm")
    """
    evidence = difference(yours, expected, what, rtol, atol)
    if evidence is not None:
        raise CheckFailed(with_inputs(evidence, inputs))


def same_trajectory(
    scenario: Scenario[Any],
    submission: TestedModule,
    reference: TestedModule,
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

    >>> same_trajectory(descend, submission, reference, "Adam", start=[p], gradients=[[g1], [g2]], lr=0.1)
    """
    with explained(scenario, submission, args, kwargs) as inputs:
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
            evidence = staged(mine, right, what)
            if evidence is None:
                moved = (right.double() - expected[max(step - 1, 0)][index].double()).abs()
                travelled[index] += moved
                rounding = 8 * (step + 1) * torch.finfo(right.dtype).eps * right.double().abs()
                evidence = first_difference(mine, right, rtol * travelled[index] + rounding + 1e-300, what)
            if evidence is not None:
                note = "\n".join(part for part in (note, evidence.note) if part)
                raise CheckFailed(with_inputs(dataclasses.replace(evidence, note=note or None), inputs))


def raises(error: type[Exception], mentions: str, scenario: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Check that a call raises `error` with a message that matches the pattern `mentions`, whatever the case.

    >>> raises(ValueError, "lr|learning rate", build, submission, "Adam", lr=-0.1)
    """
    shown = show_inputs([a for a in args if not isinstance(a, TestedModule)], kwargs)
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
    """Check a condition; `finding` says in words what is wrong when it does not hold.

    >>> holds(len(calls) <= max_steps, "the episode goes on after max_steps", inputs={"max_steps": max_steps})
    """
    if not condition:
        raise CheckFailed(Evidence(finding, inputs=show_inputs((), dict(inputs or {})), note=note))

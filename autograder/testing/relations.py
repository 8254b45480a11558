"""Relations between calls: what must not change, what must change along. None of them needs a reference.

A relation alone proves little: a function that returns 0 is invariant, causal and repeatable. Use them next to a check
of the values: there they say *what* is wrong, not only that something is. Results are compared in float64.
Floating-point arguments are converted to float64, except in `kept_apart`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from autograder.sandbox.protocol import wire
from autograder.testing.calls import Target, call, explained, travels, watch
from autograder.testing.differences import ATOL, RTOL, difference
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.modules import TestedModule
from autograder.testing.nested import copied, in_float64, leaves, mapped
from autograder.testing.show import show


def repeatable(name: Target, submission: TestedModule, /, *args: Any, **kwargs: Any) -> None:
    """Check that the same input gives the same output, asked twice in one process.

    >>> repeatable("positional_encoding", submission, 3, 4)
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    with explained(name, submission, args, kwargs):
        first = call(submission, name, args, kwargs)
        second = call(submission, name, args, kwargs)
        _demand(second, first, "the second result", "The same input must give the same output, every time.")


def invariant(
    name: Target, submission: TestedModule, /, *args: Any, change: Callable[..., Any], by: str, **kwargs: Any
) -> None:
    """Check that a change of the arguments leaves the result as it is.

    Args:
        name: the name of a function of the module, or a scenario.
        submission: the student's module.
        *args: what it is called with, as are `**kwargs`, which stay the same.
        change: a function of `*args` that returns the changed ones: a tuple, or the only one.
        by: the change in words, to go before "must not change the result".

    >>> invariant("softmax", submission, x, change=lambda x: x + 3, by="adding a constant to every entry")
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    with explained(name, submission, args, kwargs):
        before = call(submission, name, args, kwargs)
        after = call(submission, name, _as_tuple(change(*copied(args))), kwargs)
        _demand(after, before, "the result", f"{_sentence(by)} must not change the result.")


def equivariant(
    name: Target,
    submission: TestedModule,
    /,
    *args: Any,
    change: Callable[..., Any],
    then: Callable[[Any], Any],
    by: str,
    **kwargs: Any,
) -> None:
    """Check that a change of the arguments changes the result accordingly: `f(change(x)) == then(f(x))`.

    Args:
        name: the name of a function of the module, or a scenario.
        submission: the student's module.
        *args: what it is called with, as are `**kwargs`, which stay the same.
        change: a function of `*args` that returns the changed ones: a tuple, or the only one.
        then: a function of the result that returns what it must be after the change.
        by: the change in words, to go before "must change the result accordingly".

    >>> equivariant("softmax", submission, x, change=lambda x: x.flip(0), then=lambda y: y.flip(0),
    ...             by="reversing the batch")
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    with explained(name, submission, args, kwargs):
        before = call(submission, name, args, kwargs)
        after = call(submission, name, _as_tuple(change(*copied(args))), kwargs)
        try:
            expected = then(before)
        except Exception:  # whatever it is that `then` cannot be applied to
            raise CheckFailed(Evidence("the result is of the wrong type or shape", yours=show(before))) from None
        _demand(after, expected, "the result", f"{_sentence(by)} must change the result accordingly.")


def causal(
    name: Target,
    submission: TestedModule,
    /,
    *args: Any,
    argument: int | str,
    axis: int,
    output_axis: int | None = None,
    **kwargs: Any,
) -> None:
    """Check that outputs up to time t do not depend on inputs after t, for every t.

    Args:
        name: the name of a function of the module, or a scenario, whose result is a tensor or array.
        submission: the student's module.
        *args: what it is called with, as are `**kwargs`.
        argument: the position or the keyword of the sequence.
        axis: the time axis of the sequence.
        output_axis: the time axis of the result; None for the same one.

    >>> causal(causal_attention, submission, x, argument=0, axis=1)
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    output_axis = axis if output_axis is None else output_axis
    sequence = args[argument] if isinstance(argument, int) else kwargs[argument]
    length = sequence.shape[axis]
    with explained(name, submission, args, kwargs):
        result = call(submission, name, args, kwargs)
        if not _has_axis(result, output_axis, length):
            raise CheckFailed(
                Evidence(f"axis {output_axis} of the result does not have one entry for each of {length} times")
            )
        for t in range(length - 1):
            changed = copied(sequence)
            future = _part(changed, axis, slice(t + 1, None))
            future[...] = _other(future)
            swapped = [changed if i == argument else a for i, a in enumerate(args)]
            named = {key: changed if key == argument else a for key, a in kwargs.items()}
            after = call(submission, name, swapped, named)
            if not _has_axis(after, output_axis, length):
                raise CheckFailed(Evidence("the shape of the result depends on the values of the input"))
            past = slice(0, t + 1)
            _demand(
                _part(after, output_axis, past),
                _part(result, output_axis, past),
                f"the output up to position {t}",
                f"Only inputs after position {t} were changed: earlier outputs must not depend on them.",
            )


def batch_equals_singles(
    name: Target,
    submission: TestedModule,
    /,
    *args: Any,
    batched: Sequence[int | str] = (0,),
    axis: int = 0,
    output_axis: int | None = None,
    **kwargs: Any,
) -> None:
    """Check that a batch gives what its items give one by one, each as a batch of one.

    Args:
        name: the name of a function of the module, or a scenario; every tensor in its result has a batch axis.
        submission: the student's module.
        *args: what it is called with, as are `**kwargs`.
        batched: the positions or keywords of the arguments that have a batch axis.
        axis: the batch axis of these.
        output_axis: the batch axis of the result; None for the same one.

    >>> batch_equals_singles("lstm", submission, inputs, weight, bias, batched=[0], axis=1)
    """
    args, kwargs = in_float64(args), in_float64(kwargs)
    output_axis = axis if output_axis is None else output_axis
    first = batched[0]
    size = (args[first] if isinstance(first, int) else kwargs[first]).shape[axis]
    with explained(name, submission, args, kwargs):
        together = call(submission, name, args, kwargs)
        if not all(_has_axis(leaf, output_axis, size) for _, leaf in leaves(together)):
            raise CheckFailed(
                Evidence(f"axis {output_axis} of the result does not have one entry for each of {size} items")
            )
        for i in range(size):
            item = slice(i, i + 1)
            single = [_part(a, axis, item) if k in batched else a for k, a in enumerate(args)]
            named = {key: _part(a, axis, item) if key in batched else a for key, a in kwargs.items()}
            alone = call(submission, name, single, named)
            of_batch = mapped(together, functools.partial(_part, axis=output_axis, part=item))
            note = f"This is item {i} of the batch. The expected value is the result for this item alone."
            _demand(of_batch, alone, "the result", note)


def kept_apart(process: Target, submission: TestedModule, /, first: dict[str, Any], second: dict[str, Any]) -> None:
    """Check that two runs do not affect each other: each gives the same when they take turns as when it runs alone.

    This finds state that is shared between instances or between parameters.

    Args:
        process: a scenario that is a generator: `process(student, **kwargs)` yields plain data after each of its steps.
        submission: the student's module.
        first: the keyword arguments of one run.
        second: those of the other one.

    >>> @scenario
    ... def descend(student, lr):
    ...     p = torch.ones(2, requires_grad=True)
    ...     rule = student.Adam([p], lr=lr)
    ...     for k in range(3):
    ...         p.grad = torch.full((2,), k + 1.0)
    ...         rule.step()
    ...         yield p
    >>> kept_apart(descend, submission, {"lr": 0.1}, {"lr": 0.01})
    """
    with explained(process, submission, (), {"first": first, "second": second}):
        alone = [_turns(process, submission, [run])[0] for run in (first, second)]
        together = _turns(process, submission, [first, second])
        for which, mine, right in zip(("first", "second"), together, alone, strict=True):
            note = f"The expected value is what the {which} run gives alone. Your two runs share some state."
            _demand(mine, right, f"the {which} of two runs, step", note)


def _turns(process: Target, submission: TestedModule, runs: list[dict[str, Any]]) -> list[Any]:
    yielded = watch(submission, _take_turns, process, (), {}, runs=runs)
    if not isinstance(yielded, list) or len(yielded) != len(runs):
        raise CheckFailed(Evidence("your code sent something other than its results"))
    return yielded


def _demand(yours: Any, expected: Any, what: str, note: str) -> None:
    evidence = difference(yours, expected, what, RTOL, ATOL)
    if evidence is not None:
        raise CheckFailed(replace(evidence, note=note, note_reveals=False))


def _as_tuple(changed: Any) -> tuple[Any, ...]:
    return changed if isinstance(changed, tuple) else (changed,)


def _has_axis(value: Any, axis: int, length: int) -> bool:
    if not isinstance(value, torch.Tensor | np.ndarray):
        return False
    return -value.ndim <= axis < value.ndim and value.shape[axis] == length


def _part(value: Any, axis: int, part: slice) -> Any:
    index = [slice(None)] * value.ndim
    index[axis] = part
    return value[tuple(index)]


def _other(values: Any) -> Any:
    """Return different values of the same dtype: for floating-point numbers none that is nearby."""
    if isinstance(values, torch.Tensor) and values.is_floating_point():
        return 1.375 - 2 * values
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return 1.375 - 2 * values
    return values == 0  # of bool the opposite; of integers 0 or 1, both of which occur in any vocabulary


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


@travels
def _take_turns(function: Any, args: Any, kwargs: Any, runs: Any) -> Any:
    """Return what each of several generators yields, taking turns. Each value is copied when it is yielded."""
    generators = [function(*args, **kwargs, **run) for run in runs]
    yielded: list[list[Any]] = [[] for _ in runs]
    going = list(range(len(runs)))
    while going:
        for i in list(going):
            try:
                value = next(generators[i])
            except StopIteration:
                going.remove(i)
            else:
                yielded[i].append(wire.decode(wire.encode(value)))
    return yielded

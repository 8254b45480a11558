"""Checks that a call leaves its arguments alone, during the call and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.sandbox.protocol import wire
from autograder.testing.calls import Target, argument_names, explained, name_of, travels, watch
from autograder.testing.differences import difference
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.modules import TestedModule
from autograder.testing.nested import leaves
from autograder.testing.show import show


def unmodified(name: Target, submission: TestedModule, /, *args: Any, **kwargs: Any) -> None:
    """Check that a function leaves its arguments as they are, to the last bit.

    >>> unmodified("softmax", submission, torch.tensor([[0.5, -0.25]]))
    """
    with explained(name, submission, args, kwargs):
        demand_unmodified(name, submission, args, kwargs)


def no_shared_memory(name: Target, submission: TestedModule, /, *args: Any, **kwargs: Any) -> None:
    """Check that a result shares no memory with an argument: writing into the one leaves the other as it is.

    This is tried out, in both directions, in the worker: it finds an honest mistake, and proves nothing about code that
    sets out to hide one.

    >>> no_shared_memory("sgd_step", submission, parameters, gradients, lr=0.0)
    """
    with explained(name, submission, args, kwargs):
        seen = watch(submission, _write_and_look, name, args, kwargs)
        if not isinstance(seen, tuple) or len(seen) != 4:
            raise CheckFailed(Evidence("your code sent something other than its result"))
        called, written, before, after = seen
        if _first_changed(name, submission, (args, kwargs), called):
            return  # it changes its arguments: another mistake, found by `unmodified`
        note = "Return a copy: the caller may go on to change either of them."
        _same_arguments(name, submission, args, kwargs, written, "changes when the result is written to", note)
        evidence = difference(after, before, "the result", 0, 0)
        if evidence is not None:
            finding = "the result changes when an argument is written to: they share memory"
            raise CheckFailed(Evidence(finding, yours=evidence.yours, expected=evidence.expected, note=note))


def demand_unmodified(name: Target, submission: TestedModule, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
    """Do what :func:`unmodified` does, inside another check that explains what the student's code raises."""
    after = watch(submission, _arguments_after, name, args, kwargs)
    _same_arguments(name, submission, args, kwargs, after, "is changed by the call")


def _first_changed(name: Target, submission: TestedModule, given: Any, now: Any) -> tuple[str, str, str] | None:
    """Return the name of the first argument that differs from what was given, what it is now, and what it was."""
    args, kwargs = given
    if not isinstance(now, tuple) or [type(part) for part in now] != [list, dict] or len(now[0]) != len(args):
        raise CheckFailed(Evidence("your code sent something other than its arguments"))
    pairs = [*zip(args, now[0], strict=True), *((value, now[1].get(key)) for key, value in kwargs.items())]
    for i, (before, after) in enumerate(pairs):
        evidence = difference(after, before, "", 0, 0)
        if evidence is not None:
            label = [*argument_names(submission, name, args), *kwargs][i]
            place = evidence.finding.removesuffix(" is wrong").removeprefix(", ")
            if place.startswith("entry"):
                return label, f"{evidence.yours} in {place}", str(evidence.expected)
            return label, show(after), show(before)
    return None


def _same_arguments(
    name: Target, submission: TestedModule, args: Any, kwargs: Any, now: Any, what: str, note: str | None = None
) -> None:
    found = _first_changed(name, submission, (args, kwargs), now)
    if found is not None:
        label, after, before = found
        note = note or f"Arguments belong to the caller: {name_of(name)} must work on a copy."
        raise CheckFailed(Evidence(f"the argument `{label}` {what}", yours=after, expected=before, note=note))


@travels
def _arguments_after(function: Any, args: Any, kwargs: Any) -> Any:
    """Return the arguments as they are after the call."""
    function(*args, **kwargs)
    return args, kwargs


@travels
def _write_and_look(function: Any, args: Any, kwargs: Any) -> Any:
    """Return the arguments after the call, and after the result is written to; the result before and after a write."""
    first = wire.decode(wire.encode([args, kwargs]))
    result = function(*args, **kwargs)
    called = wire.decode(wire.encode((args, kwargs)))
    _overwrite(result)
    written = wire.decode(wire.encode((args, kwargs)))
    result = function(*first[0], **first[1])
    before = wire.decode(wire.encode(result))
    _overwrite(first)
    return called, written, before, result


@travels
def _overwrite(value: Any) -> None:
    """Change every tensor and array, but for arrays that cannot be written to."""
    for _, leaf in leaves(value):
        leaf = leaf.detach() if hasattr(leaf, "detach") else leaf
        if hasattr(leaf, "flags") and not leaf.flags.writeable:
            continue
        strides = leaf.stride() if callable(getattr(leaf, "stride", None)) else leaf.strides
        # of an expanded axis one entry is all there is
        target = leaf[tuple(slice(0, 1) if stride == 0 else slice(None) for stride in strides) or ...]
        target[...] = target == 0 if "bool" in str(leaf.dtype) else target + 1

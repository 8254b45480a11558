"""How a check calls a student's function: by its name or through a scenario, alone or watched by a probe.

A probe is a function that runs beside the student's code, in the worker: it calls `function(*args, **kwargs)` and
returns plain data about what happened. It decides nothing; what it returns is compared in the trusted process.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from autograder.testing.evidence import CheckFailed, Evidence, StudentError, TestStopped
from autograder.testing.modules import Scenario, TestedModule, call_by_name
from autograder.testing.show import show, show_inputs

Target = Scenario[Any] | str  # a scenario, or the name of a function of the module
_Travelling = TypeVar("_Travelling", bound=Callable[..., Any])
_MISFIT = re.compile(
    r"^(?:[\w<>]+\.)*?(\w+)(?:\.__init__)?\(\) "
    r"(?:missing \d+ required|takes |got an unexpected keyword|got multiple values|got some pos)"
)


def travels(thing: _Travelling) -> _Travelling:
    """Have a function or class of this package sent by value: a worker cannot read our files.

    What belongs to `__main__` is sent by value, with all that it names; see `sandbox.protocol.scenarios`.
    """
    if isinstance(thing, type):
        for member in vars(thing).values():
            if isinstance(member, types.FunctionType):
                member.__module__ = "__main__"
    thing.__module__ = "__main__"
    return thing


def about_style(probe: _Travelling) -> _Travelling:
    """Mark a probe whose answer differs between right solutions: see `recognition.Transcript`."""
    vars(probe)["about_style"] = True
    return probe


@dataclass(frozen=True)
class Parameter:
    """One parameter of a function, as `inspect` sees it. `default` is known only where it is a plain scalar."""

    name: str
    kind: str
    required: bool
    default: Any = None
    default_known: bool = False

    def __str__(self) -> str:
        star = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(self.kind, "")
        default = "" if self.required else f"={show(self.default) if self.default_known else '...'}"
        return f"{star}{self.name}{default}"


def call(module: TestedModule, target: Target, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Return what the target gives on the module."""
    if isinstance(target, str):
        return module.run(call_by_name, target, *args, **kwargs)
    return target(module, *args, **kwargs)


def watch(
    module: TestedModule,
    probe: Callable[..., Any],
    target: Target,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    **options: Any,
) -> Any:
    """Return what `probe(function, args, kwargs, **options)` says of the target's function on the module."""
    return module.run(_joined(probe, target), list(args), dict(kwargs), options)


@functools.cache  # the same function object each time, so that it is sent to a worker once
def _joined(probe: Callable[..., Any], target: Target) -> Callable[..., Any]:
    from functools import partial

    if isinstance(target, str):

        def named(module: Any, args: list[Any], kwargs: dict[str, Any], options: dict[str, Any]) -> Any:
            return probe(getattr(module, target), args, kwargs, **options)

        named.__module__ = "__main__"
        return _marked(named, probe)
    function = target.__wrapped_scenario__

    def run(module: Any, args: list[Any], kwargs: dict[str, Any], options: dict[str, Any]) -> Any:
        return probe(partial(function, module), args, kwargs, **options)

    run.__module__ = function.__module__  # what it names there is then sent along
    return _marked(run, probe)


def _marked(joined: Callable[..., Any], probe: Callable[..., Any]) -> Callable[..., Any]:
    return about_style(joined) if getattr(probe, "about_style", False) else joined


@contextlib.contextmanager
def explained(
    target: Target,
    submission: TestedModule,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    reference: TestedModule | None = None,
) -> Iterator[str]:
    """Add the inputs to whatever fails in the block, and say in words when a function does not take its arguments.

    Yields:
        The inputs, as text.
    """
    kwargs = kwargs or {}
    inputs = show_inputs(args, kwargs)
    try:
        yield inputs
    except StudentError as error:
        finding = _misfit(error, target, submission, args, kwargs, reference)
        evidence = replace(error.evidence, finding=finding) if finding else error.evidence
        error.evidence = with_inputs(evidence, inputs)
        raise
    except (CheckFailed, TestStopped) as error:
        error.evidence = with_inputs(error.evidence, inputs)
        raise


def with_inputs(evidence: Evidence, inputs: str) -> Evidence:
    """Return the evidence with the inputs that show it, unless it has some."""
    return replace(evidence, inputs=evidence.inputs or inputs or None)


def name_of(target: Target) -> str:
    """Return the target's name for a message; a scenario is "your code", because students do not know its name."""
    return f"`{target}`" if isinstance(target, str) else "your code"


def parameters(module: TestedModule, target: Target) -> list[Parameter] | None:
    """Return the parameters of the function, those of a scenario without the module; None if they cannot be read."""
    if isinstance(target, str):
        seen = module.run(read_signature, target)
    else:
        seen = _signature(functools.partial(target.__wrapped_scenario__, None))
    fields = (str, str, bool, object, bool)
    if not isinstance(seen, list) or len(seen) > 100:
        return None
    if not all(isinstance(p, tuple) and len(p) == 5 and all(map(isinstance, p, fields)) for p in seen):
        return None
    return [Parameter(*p) for p in seen]


def argument_names(module: TestedModule, target: Target, args: Sequence[Any]) -> list[str]:
    """Return the names under which the function takes its positional arguments, as far as it says so."""
    found = [p.name for p in parameters(module, target) or () if p.kind.startswith("POSITIONAL")]
    return found[: len(args)] + [f"argument {i}" for i in range(len(found), len(args))]


def call_text(name: str, taken: Sequence[Parameter]) -> str:
    """Return a signature as text: `softmax(x, dim=-1)`."""
    return f"{name}({', '.join(map(str, taken))})"


def _misfit(
    error: StudentError,
    target: Target,
    submission: TestedModule,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    reference: TestedModule | None,
) -> str | None:
    """Return a message if the call itself failed because the function does not take these arguments; otherwise None."""
    match = _MISFIT.match(error.message)
    if "TypeError" not in error.names or match is None or error.evidence.note:
        return None  # with a note, it was raised in the student's own lines
    name = match[1]
    if isinstance(target, str) and name == target:
        names = argument_names(reference, target, args) if reference else ["..."] * len(args)
        called = f"{target}({', '.join([*names, *(f'{key}=...' for key in kwargs)])})"
        with contextlib.suppress(CheckFailed, TestStopped):
            taken = parameters(submission, target)
            if taken is not None:
                return f"the tests call {called}, but your file defines {call_text(target, taken)}"
    return f"`{name}` does not take the arguments it is called with: {error.message.split('() ', 1)[1]}"


@about_style
@travels
def read_signature(module: Any, name: str) -> Any:
    """Return the parameters of a function of the module, as plain data."""
    return _signature(getattr(module, name))


@travels
def _signature(function: Any) -> list[tuple[str, str, bool, Any, bool]] | None:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    seen = []
    for p in found:
        star = p.kind.name in ("VAR_POSITIONAL", "VAR_KEYWORD")
        known = p.default is None or isinstance(p.default, bool | int | float | str)
        flat = isinstance(p.default, tuple) and all(isinstance(item, bool | int | float | str) for item in p.default)
        known = (known or flat) and p.default is not p.empty
        required = p.default is p.empty and not star
        seen.append((p.name, p.kind.name, required, p.default if known else None, known))
    return seen

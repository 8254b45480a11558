"""How the work grows with the size of the input, counted instead of timed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from autograder.testing.calls import Target, about_style, explained, travels, watch
from autograder.testing.evidence import CheckFailed, Evidence
from autograder.testing.modules import TestedModule
from autograder.testing.show import show


def operations_grow(
    name: Target,
    submission: TestedModule,
    make: Callable[[int], Any],
    sizes: Sequence[int],
    *,
    at_most: float = 2.0,
) -> None:
    """Check that the number of operations hardly grows with a size, as in vectorised code; no time is measured.

    Two things are counted during one call: torch's operators, and lines of Python, which show a loop over NumPy arrays
    or a `map` with a Python function. Both are compared with those of the first size.

    It finds honest loops. It does not see work in another thread, or a loop inside one C function (`map` with a
    built-in function, `sum` of a list). Student code can remove the hook that counts. One operator counts as one,
    however large. Say in the handout that students must avoid loops. A pass is not a proof.

    Args:
        name: the name of a function of the module, or a scenario.
        submission: the student's module.
        make: returns the arguments for a size: a tuple, or the only one.
        sizes: the sizes, smallest first; 4 and 64, say.
        at_most: by what factor either count may be larger than for the first size.

    >>> operations_grow("softmax", submission, lambda batch: torch.ones(batch, 3), sizes=(4, 64))
    """
    counts: list[tuple[int, int]] = []
    for size in sizes:
        made = make(size)
        args = made if isinstance(made, tuple) else (made,)
        with explained(name, submission, args):
            counts.append(_counted(watch(submission, _count, name, args, {})))
        for kind, first, now in zip(("torch operations", "lines of Python"), counts[0], counts[-1], strict=True):
            if now > at_most * max(first, 1):
                raise CheckFailed(
                    Evidence(
                        f"the number of {kind} grows with the size of the input: is there a loop over it?",
                        yours=f"{first} for size {sizes[0]}, {now} for size {size}",
                        expected=f"at most {show(float(at_most))} times as many as for size {sizes[0]}",
                    )
                )


def _counted(seen: Any) -> tuple[int, int]:
    if isinstance(seen, tuple) and len(seen) == 2 and all(type(n) is int and n >= 0 for n in seen):
        return seen
    raise CheckFailed(Evidence("your code sent something other than its result"))


@about_style
@travels
def _count(function: Any, args: Any, kwargs: Any) -> tuple[int, int]:
    """Return how many of torch's operators and how many lines of Python one call takes; the second call is counted."""
    import contextlib
    import copy
    import gc

    function(*copy.deepcopy(args), **copy.deepcopy(kwargs))  # the first call may import and set up things
    operators: list[Any] = []
    lines = 0

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal lines
        lines += event == "line" and frame.f_code is not dispatched
        return trace

    mode: Any = contextlib.nullcontext()
    dispatched = None
    if "torch" in sys.modules:
        from autograder.sandbox.inside.operators import watch_operators  # every worker has imported it

        mode = watch_operators(operators.append)
        dispatched = type(mode).__torch_dispatch__.__code__
    before, collects = sys.gettrace(), gc.isenabled()
    with mode:
        gc.disable()  # a collection runs Python that is not this call's: what Hypothesis registers, finalizers
        sys.settrace(trace)
        try:
            function(*args, **kwargs)
        finally:
            sys.settrace(before)
            if collects:
                gc.enable()
    return len(operators), lines

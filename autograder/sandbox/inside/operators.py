"""Sees every operator of torch that is run, by whatever name it was called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def watch_operators(see: Callable[[Any], object]) -> Any:
    """Return a mode of torch: within it, `see` is called with every operator that this thread runs, before it runs."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class Operators(TorchDispatchMode):  # type: ignore[no-untyped-call]
        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            return False  # skipping it means importing it, which takes more than a second

        def __torch_dispatch__(self, operator: Any, _: Any, args: Any = (), kwargs: Any = None) -> Any:
            see(operator)
            return operator(*args, **(kwargs or {}))

    return Operators()  # type: ignore[no-untyped-call]

"""Torch's operators, by whatever name they are called: sees each one that is run, or keeps some from being run."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

_replaced: list[Any] = []  # torch takes its own kernels back when these are gone


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


def replace_operators(names: Iterable[str], run_instead: Callable[[str], NoReturn]) -> None:
    """Have torch call `run_instead`, with the name, for some operators; from now on, in this process, in every thread.

    The rest of torch is as fast as before, which a mode is not. An operator that is made of others is replaced as a
    whole. What this torch does not have is left out.

    Args:
        names: such as `aten::_softmax`; every overload is meant.
        run_instead: raises.
    """
    for name in names:
        import torch  # some workers must do without

        def kernel(*_: Any, name: str = name, **__: Any) -> NoReturn:
            run_instead(name)

        namespace, _, short = name.partition("::")
        library = torch.library.Library(namespace, "IMPL")  # type: ignore[no-untyped-call]
        _replaced.append(library)
        packet = getattr(getattr(torch.ops, namespace), short, None)
        for overload in packet.overloads() if packet else ():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that this is unusual
                library.impl(short if overload == "default" else f"{short}.{overload}", kernel, "CPU")  # type: ignore[no-untyped-call]

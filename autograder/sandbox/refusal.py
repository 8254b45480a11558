"""Names that an assignment refuses, such as `torch.optim` where the optimizers are to be written.

A refused name is replaced, in the worker, by an object that may be imported, aliased and mentioned in a type hint, but
that raises as soon as it is called or subclassed: an unused import costs nobody a mark, and a test that reaches the
real use is refused with the sentence from the manifest. This is a guard for honest students. It detects; it proves
nothing.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Mapping
from typing import Any, NoReturn


class Refused(Exception):
    """A submission used a name that the assignment refuses."""


class _Guard(types.ModuleType):
    """Stands in for a refused module, class or function, and for everything below it.

    torch itself uses what an assignment refuses, in modules that it loads late: code of torch sees the real thing.
    """

    def __init__(self, name: str, because: str, real: Any) -> None:
        super().__init__(name)
        self.__dict__.update(_because=because, _real=real)

    def __getattr__(self, name: str) -> Any:
        if name in ("__path__", "__file__", "__spec__"):
            raise AttributeError(name)
        value = getattr(self.__dict__["_real"], name)
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if name.startswith("__") or caller.split(".")[0] == "torch":
            return value
        return _Guard(f"{self.__name__}.{name}", self.__dict__["_because"], value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if sys._getframe(1).f_globals.get("__name__", "").split(".")[0] == "torch":
            return self.__dict__["_real"](*args, **kwargs)
        self._refuse()

    def __mro_entries__(self, _: object) -> NoReturn:
        self._refuse()

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.__dict__["_real"])

    def __or__(self, _: object) -> _Guard:
        return self  # `torch.optim.Optimizer | None`, in a type hint

    __ror__ = __or__

    def _refuse(self) -> NoReturn:
        raise Refused(f"`{self.__name__}` may not be used here: {self.__dict__['_because']}")


class _NotAgain:
    """Keeps a refused module that was removed from `sys.modules` from being imported anew."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(self, name: str, *_: object) -> None:
        if name in self._names:
            raise ImportError(f"`{name}` may not be used here")


def install(refused: Mapping[str, str]) -> None:
    """Guard every dotted name in `refused`; the value is the sentence that explains it."""
    guarded = set()
    for name, because in refused.items():
        owner_name, _, attribute = name.rpartition(".")
        owner = _import(owner_name)
        if owner is None or not hasattr(owner, attribute):
            continue
        setattr(owner, attribute, _Guard(name, because, getattr(owner, attribute)))
        for loaded in [n for n in sys.modules if n == name or n.startswith(name + ".")]:
            sys.modules[loaded] = _Guard(loaded, because, sys.modules[loaded])
            guarded.add(loaded)
    sys.meta_path.insert(0, _NotAgain(guarded))


def _import(dotted: str) -> Any:
    """Return the module, or the class in a module, that `dotted` names; None if there is none."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found
    return None

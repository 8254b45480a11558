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
    """Stands in for a refused module, class or function, and for everything below it."""

    def __init__(self, name: str, because: str) -> None:
        super().__init__(name)
        self.__dict__["_because"] = because

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Guard(f"{self.__name__}.{name}", self.__dict__["_because"])

    def __call__(self, *_: object, **__: object) -> NoReturn:
        self._refuse()

    def __mro_entries__(self, _: object) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Refused(f"`{self.__name__}` may not be used here: {self.__dict__['_because']}")


class _NotAgain:
    """Keeps a refused module that was removed from `sys.modules` from being imported anew."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def find_spec(self, name: str, *_: object) -> None:
        if any(name == refused or name.startswith(refused + ".") for refused in self._names):
            raise ImportError(f"`{name}` may not be used here")


def install(refused: Mapping[str, str]) -> None:
    """Guard every dotted name in `refused`; the value is the sentence that explains it."""
    sys.meta_path.insert(0, _NotAgain(tuple(refused)))
    for name, because in refused.items():
        owner_name, _, attribute = name.rpartition(".")
        owner = _import(owner_name)
        if owner is None or not hasattr(owner, attribute):
            continue
        setattr(owner, attribute, _Guard(name, because))
        for loaded in [n for n in sys.modules if n == name or n.startswith(name + ".")]:
            sys.modules[loaded] = _Guard(loaded, because)


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

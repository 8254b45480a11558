"""Names that an assignment refuses, such as `torch.optim` where the optimizers are to be written.

What a refusal is worth: a student could as well paste the library's source, and answers are compared in any case. So
this *detects*, for honest students and for those who try a detour or two; it never proves that a name was not used.
Five means, each for what the others cannot see:

- the *source check* (`source_check`) reads the file, before it is run and on the student's own computer as well;
- *guards* replace the refused attribute by an object that may be imported, aliased and mentioned in a type hint, but
  raises as soon as it is called or subclassed, and an import hook keeps a removed module from coming back;
- a *mode* of torch sees every call of a refused function, by any name;
- the *operators* that the manifest lists are replaced in torch's table of kernels, in this process;
- a package that is refused as a whole is *absent*: the worker's zygote never imported it, and its files are unreadable.

=====================================  ============  =======================================================
a detour                               detected by   why what remains is acceptable
=====================================  ============  =======================================================
`import torch.optim as o`, aliases     all           nothing remains
`getattr(torch, "op" + "tim")`         guards        the source check reads constant strings only
`importlib`, `__import__`,             guards        the module found is the guard
`sys.modules`
`importlib.reload`, `del               guards        importing again raises
sys.modules[...]`
executing the library's file by hand   nothing       the same as pasting it
`torch.ops.aten...`, `torch._C...`     operators     the manifest lists operators where a shorter name matters; the
                                                     rest are parts, of which the student builds the whole
methods, `x.softmax()`                 mode          as the function of that name
a function kept by other code of       mode          a class is missed: guards name the places where it is public
torch
TorchScript                            operators     the test fails, but is not called refused
in a thread of its own                 guards,       a mode is per thread: a function that has no operator, reached in
                                       operators     a thread by another name, is missed; no honest solution does that
turning the mode off, patching this    nothing       the worker belongs to the student: nothing that runs in it can be
module, reading what a guard hides                   certain, which is why this is no layer of the sandbox
`ctypes`, a copy of the library        nothing       as above
a whole package (`import torch`)       absence       nothing remains where Landlock holds; else the file could be
                                                     loaded by hand
=====================================  ============  =======================================================
"""

from __future__ import annotations

import functools
import importlib
import sys
import types
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, NoReturn

from autograder.sandbox.inside.operators import replace_operators


class Refused(Exception):
    """A submission used a name that the assignment refuses."""


class RefusedImport(Refused, ImportError):
    """A submission imported a package that the assignment refuses."""


def sentence(name: str, because: str) -> str:
    """Return what a student is told."""
    return f"`{name}` may not be used here: {because}"


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
        if name.startswith("__") or _called_by_torch():
            return value
        return _Guard(f"{self.__name__}.{name}", self.__dict__["_because"], value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _called_by_torch():
            return self.__dict__["_real"](*args, **kwargs)
        self._refuse()

    def __mro_entries__(self, _: object) -> tuple[type, ...]:
        return (_placeholder(self._sentence()),)  # deriving from it is refused in the questions that use the class

    def __deepcopy__(self, _: object) -> _Guard:
        return self

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.__dict__["_real"])

    def __or__(self, other: Any) -> Any:  # `torch.optim.Optimizer | None`, in a type hint
        return self.__dict__["_real"] | other

    def __ror__(self, other: Any) -> Any:
        return other | self.__dict__["_real"]

    def _sentence(self) -> str:
        return sentence(self.__name__, self.__dict__["_because"])

    def _refuse(self) -> NoReturn:
        raise Refused(self._sentence())


def _placeholder(refused: str) -> type:
    """Return a class that cannot be made, for others to derive from."""

    def __new__(cls: type, *args: Any, **kwargs: Any) -> NoReturn:
        raise Refused(refused)

    return type("Refused", (), {"__new__": __new__})


def _called_by_torch() -> bool:
    """Return whether the caller of our caller is torch's code, or a guard that has let torch's code pass."""
    torch = sys.modules.get("torch")
    caller = sys._getframe(2).f_code.co_filename
    return torch is not None and caller.startswith((str(torch.__path__[0]), __file__))


@dataclass(frozen=True)
class _Found:
    """What a dotted name stands for."""

    owner: Any
    attribute: str
    real: Any
    classes: list[type]  # the refused class itself, or every class of a refused module
    modules: list[str]  # the refused module, and those below it


@functools.cache
def _find(name: str) -> _Found | None:
    owner_name, _, attribute = name.rpartition(".")
    owner = find_named(owner_name) if owner_name else None
    if owner is None or not hasattr(owner, attribute):
        return None
    real = getattr(owner, attribute)
    modules = [loaded for loaded in sys.modules if f"{loaded}.".startswith(f"{name}.")]
    if isinstance(real, type):
        classes = [real]
    else:
        there = {value for module in modules for value in vars(sys.modules[module]).values() if isinstance(value, type)}
        classes = [cls for cls in there if f"{cls.__module__}.".startswith(f"{name}.")]
    return _Found(owner, attribute, real, classes, modules)


def prepare(refused: Iterable[str]) -> None:
    """Find what the names stand for, so that no worker that is forked from this process has to."""
    for name in refused:
        _find(name)


def _bar(cls: type, because: str) -> None:
    """Keep a class from being made by anybody but torch, wherever it is found."""
    real, refused = cls.__init__, sentence(f"{cls.__module__}.{cls.__qualname__}", because)  # type: ignore[misc]

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if not _called_by_torch():
            raise Refused(refused)
        real(self, *args, **kwargs)

    cls.__init__ = __init__  # type: ignore[misc]


class _NotAgain:
    """Keeps modules from being imported: refused ones that were removed from `sys.modules`, and absent packages."""

    def __init__(self, refused: Mapping[str, str]) -> None:
        self._refused = refused

    def find_spec(self, name: str, *_: object) -> None:
        if name in self._refused:
            raise RefusedImport(sentence(name, self._refused[name]))


class Watch:
    """The refusals of one assignment, in force in this process from now on; `active()` adds torch's mode."""

    def __init__(self, refused: Mapping[str, str], operators: Mapping[str, str]) -> None:
        """Guard every dotted name in `refused`; the value is the sentence that explains it.

        Args:
            refused: dotted names.
            operators: torch's operators, such as `aten::_softmax`, and the sentence of each.
        """

        def refuse(operator: str) -> NoReturn:
            raise Refused(operators[operator])

        replace_operators(operators, refuse)  # before a guard may hide one of them
        guarded: dict[str, str] = {}
        functions: dict[Any, str] = {}
        for name, because in refused.items():
            if "." not in name:
                guarded[name] = because
            if (found := _find(name)) is None:
                continue
            for cls in found.classes:
                _bar(cls, because)
            if callable(found.real) and not isinstance(found.real, type):
                functions[found.real] = sentence(name, because)
            if isinstance(found.owner, type):
                continue  # a method: the mode sees it, and torch needs it
            setattr(found.owner, found.attribute, _Guard(name, because, found.real))
            for module in found.modules:
                sys.modules[module] = _Guard(module, because, sys.modules[module])
                guarded[module] = because
        sys.meta_path.insert(0, _NotAgain(guarded))
        self._mode = _function_mode(functions) if functions else None

    def active(self) -> AbstractContextManager[Any]:
        """Watch what this thread asks of torch."""
        return self._mode or nullcontext()


def _function_mode(refused: Mapping[Any, str]) -> Any:
    from torch.overrides import TorchFunctionMode

    class Functions(TorchFunctionMode):
        def __torch_function__(self, function: Any, _: Any, args: Any = (), kwargs: Any = None) -> Any:
            if function in refused:
                raise Refused(refused[function])
            return function(*args, **(kwargs or {}))

    return Functions()


def find_named(dotted: str) -> Any:
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

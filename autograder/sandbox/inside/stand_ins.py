"""Stand-ins for what surrounds homework: plots, progress bars, the notebook it comes from.

A submission that draws its losses loses no points, even if the grading computer cannot draw. Only import statements in
the student's own file get a stand-in; libraries never do. An import inside of `try` gets the real package or a real
ImportError, because such a file asks whether the package is there.
"""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

_PLOTS = ("matplotlib", "matplotlib_inline", "mpl_toolkits", "pylab", "seaborn", "plotly")
_PACKAGES = (*_PLOTS, "IPython", "ipywidgets", "tqdm", "google")  # google.colab
_UNPACK = dis.opmap["UNPACK_SEQUENCE"]
_SOURCE = "_source_"  # the name of a surrounded module's source in it
_real_import = builtins.__import__


class Nothing:
    """Whatever is asked of it, it does nothing, and gives itself."""

    __version__ = "0"
    # What `from pylab import *` brings.
    __all__: tuple[str, ...] = (
        "plt",
        "figure",
        "subplots",
        "plot",
        "scatter",
        "hist",
        "title",
        "xlabel",
        "ylabel",
        "legend",
        "savefig",
        "show",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take anything, so that it can be derived from."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self

    def __getitem__(self, key: Any) -> Any:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Any]:
        return iter([self] * (_unpacked(sys._getframe(1)) or len(self)))  # fig, ax = plt.subplots()

    def __contains__(self, item: Any) -> bool:
        return False

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __format__(self, _: str) -> str:
        return ""

    def __array__(self, *_: Any, **options: Any) -> np.ndarray[Any, Any]:
        return np.frompyfunc(lambda _: self, 1, 1)(np.zeros(1))  # type: ignore[no-any-return]  # np.ravel(axes)

    def __mro_entries__(self, _: object) -> tuple[type, ...]:
        return (Nothing,)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, Nothing)


def _itself(self: Any, *_: Any) -> Any:
    return self


for _name in ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "or", "and"]:
    setattr(Nothing, f"__{_name}__", _itself)
    setattr(Nothing, f"__r{_name}__", _itself)


class _Bar(Nothing):
    """What tqdm returns: it goes through what it was given."""

    def __init__(self, iterable: Any = (), *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self._items = range(iterable, *args) if isinstance(iterable, Integral) else iterable  # trange(3), tqdm(batches)
        self.n = 0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def update(self, n: int = 1) -> None:
        """Count on."""
        self.n += n


class _Progress(Nothing):
    """tqdm, its functions, and its submodules."""

    __all__ = ("tqdm", "trange")
    _ALIKE: ClassVar[Mapping[str, Callable[..., Any]]] = {
        "tenumerate": lambda items, start=0, **_: enumerate(items, start),
        "tzip": lambda *items, **_: zip(*items),  # noqa: B905  # as tqdm does
        "tmap": lambda function, *items, **_: map(function, *items),
    }

    def __getattr__(self, name: str) -> Any:
        return self._ALIKE[name] if name in self._ALIKE else super().__getattr__(name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _Bar(*args, **kwargs)

    def __mro_entries__(self, _: object) -> tuple[type, ...]:
        return (_Bar,)


def surround(module: types.ModuleType, source: bytes) -> None:
    """Give a student's module what a notebook has, and stand-ins where its source imports what it does not need."""
    vars(module).update({"get_ipython": Nothing(), "display": Nothing(), _SOURCE: source})
    builtins.__import__ = _import


def _import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
    """Do what `__import__` does, but in a module that has been surrounded."""
    package = name.partition(".")[0]
    ours = package in _PACKAGES and level == 0 and globals is not None and _SOURCE in globals
    if ours and sys._getframe(1).f_lineno not in _guarded_lines(globals[_SOURCE]):
        return _Progress() if package == "tqdm" else Nothing()
    return _real_import(name, globals, locals, fromlist, level)


@functools.cache
def _guarded_lines(source: bytes) -> set[int]:
    """Return the lines inside of `try`."""
    try:
        tries = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Try)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {line for node in tries for part in node.body for line in range(part.lineno, (part.end_lineno or 0) + 1)}


def _unpacked(frame: Any) -> int:
    """Return into how many names the frame is about to unpack something; 0 if it is not."""
    code, at = frame.f_code.co_code, frame.f_lasti
    return code[at + 1] if code[at] == _UNPACK else 0

"""Stand-ins for what surrounds homework: plots, progress bars, the notebook it comes from.

A submission that draws its losses is none the worse for it, whether or not the computer that grades could draw them.
Only import statements in the student's own file are answered in this way: no library ever sees a stand-in.
"""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Callable, Iterable, Iterator
from numbers import Integral
from typing import Any

import numpy as np

_PLOTS = ("matplotlib", "matplotlib_inline", "mpl_toolkits", "pylab", "seaborn", "plotly")
_PACKAGES = (*_PLOTS, "IPython", "ipywidgets", "tqdm")
_UNPACK = dis.opmap["UNPACK_SEQUENCE"]


class Nothing:
    """Whatever is asked of it, it does nothing, and gives itself."""

    __version__ = "0"

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

    def __init__(self, items: Iterable[Any]) -> None:
        super().__init__()
        self._items = items
        self.n = 0

    def __len__(self) -> int:
        return len(self._items)  # type: ignore[arg-type]  # a generator has none under tqdm either

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


class _Progress(Nothing):
    """tqdm, its functions, and its submodules."""

    def __getattr__(self, name: str) -> Any:
        alike: dict[str, Callable[..., Any]] = {"tenumerate": enumerate, "tzip": zip, "tmap": map}
        return alike[name] if name in alike else super().__getattr__(name)

    def __call__(self, iterable: Any = (), *args: Any, **kwargs: Any) -> Any:
        return _Bar(range(iterable, *args) if isinstance(iterable, Integral) else iterable)  # trange(3), tqdm(batches)


def surroundings() -> dict[str, Any]:
    """Return the builtins of a student's module: Python's, what a notebook adds, and an `__import__` of its own."""

    def __import__(name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
        package = name.partition(".")[0]
        if level == 0 and package in _PACKAGES:
            return _Progress() if package == "tqdm" else Nothing()
        if (
            level == 0 and name.startswith("google.colab") and wanted
        ):  # without `from`, it is asked whether we are there
            return Nothing()
        return real(name, scope, local, wanted, level)

    real = builtins.__import__
    return vars(builtins) | {"__import__": __import__, "get_ipython": Nothing(), "display": Nothing()}


def _unpacked(frame: Any) -> int:
    """Return into how many names the frame is about to unpack something; 0 if it is not."""
    code, at = frame.f_code.co_code, frame.f_lasti
    return code[at + 1] if code[at] == _UNPACK else 0

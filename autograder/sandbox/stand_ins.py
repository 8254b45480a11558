"""Stand-ins for what surrounds homework and is not installed here: plots, progress bars, the notebook it comes from.

A submission that draws its losses is none the worse for it. Only a student's own imports get a stand-in: a library that
looks whether it could draw is told the truth.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec
from numbers import Integral
from typing import Any

_PLOTS = ("matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly")
_PACKAGES = (*_PLOTS, "tqdm", "IPython", "ipywidgets", "google")  # google.colab


class Nothing:
    """Whatever is asked of it, it does nothing, and gives itself."""

    def __init__(self, items: Iterable[Any] | None = None) -> None:
        self._items = items

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

    def __iter__(self) -> Iterator[Any]:
        return iter((self, self) if self._items is None else self._items)  # fig, ax = plt.subplots()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Progress(Nothing):
    """tqdm's functions: what they get is what is iterated over."""

    def __call__(self, items: Any = (), *args: Any, **kwargs: Any) -> Any:
        return Nothing(range(items, *args) if isinstance(items, Integral) else items)  # trange(3), tqdm(batches)


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Progress() if name in ("tqdm", "trange", "tqdm_notebook") else Nothing()


class StandIns:
    """Finds a module for every import in the file `filename` that nothing else finds, if it is one of those."""

    def __init__(self, filename: str) -> None:
        self._filename = filename

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return how to make the stand-in for a module; None if there is none."""
        if name.partition(".")[0] not in _PACKAGES or _importer() != self._filename:
            return None
        return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]  # it has what a loader needs

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Make it."""
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing is in it."""


def _importer() -> str:
    """Return the file whose code has asked for an import."""
    frame = sys._getframe(1)
    while frame.f_back and (frame.f_code.co_filename == __file__ or "importlib" in frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_code.co_filename

"""A worker that serves several tests: what an honest program leaves behind is undone, what cannot be is noticed.

A submission is loaded anew for every test, so that what it keeps in its own module is gone. What it has left elsewhere
could help it in the next test, or hurt it: settings and files are reset, and where a library was changed, the worker is
not used again. A program that hides something from this gains nothing that it could not compute in a worker of its own.
"""

from __future__ import annotations

import builtins
import os
import shutil
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


class NotAsNew(Exception):
    """The submission has changed something outside of its own module."""


class Renewal:
    """What a process was like before the submission was loaded for the first time."""

    def __init__(self) -> None:
        self._recursion_limit = sys.getrecursionlimit()
        self._numpy_errors = np.geterr()
        self._print_options = np.get_printoptions()
        self._members = {name: _Members(vars(owner)) for name, owner in _owners()}

    def renew(self) -> None:
        """Undo what can be undone.

        Raises:
            NotAsNew: something else was changed.
        """
        sys.setrecursionlimit(self._recursion_limit)
        sys.settrace(None)
        os.environ.clear()
        np.seterr(**self._numpy_errors)
        np.set_printoptions(**self._print_options)
        for entry in os.scandir():
            shutil.rmtree(entry) if entry.is_dir(follow_symlinks=False) else os.unlink(entry)
        if torch := sys.modules.get("torch"):
            torch.set_grad_enabled(True)
            torch.set_default_dtype(torch.float32)
            torch.set_default_device(None)
        for name, owner in _owners():
            if changed := self._members[name].changed(vars(owner)):
                raise NotAsNew(f"{name}.{changed}")


def _owners() -> Iterator[tuple[str, Any]]:
    """Yield what submissions use, by name, and could hang something on."""
    yield "builtins", builtins
    for name in ("numpy", "random", "math", "torch", "torch.nn", "torch.nn.functional", "gymnasium"):
        if module := sys.modules.get(name):
            yield name, module
    if torch := sys.modules.get("torch"):
        yield "torch.Tensor", torch.Tensor
        yield "torch.nn.Module", torch.nn.Module
        yield "torch.nn.Parameter", torch.nn.Parameter


class _Members:
    """The members of a module or class, as they were."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._before = dict(members)
        self._quick = _quick(members)

    def changed(self, now: Mapping[str, Any]) -> str:
        """Return a name that is new, gone or bound to something else.

        Modules that were imported late do not count, nor what `stand_ins` puts in the place of `__import__`.
        """
        if _quick(now) == self._quick:
            return ""
        for name in (self._before.keys() | now.keys()) - {"__import__"}:
            value = now.get(name)
            if self._before.get(name) is not value and not isinstance(value, types.ModuleType):
                return name
        return ""


def _quick(members: Mapping[str, Any]) -> tuple[list[str], list[int]]:
    """Return what is the same for the same members; it takes a tenth of the time of looking at each."""
    return list(members), list(map(id, members.values()))

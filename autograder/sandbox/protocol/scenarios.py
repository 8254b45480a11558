"""Sends a function to a worker without sending where it came from.

A scenario lives in a file that a student must not see: a test file, or one beside it that test files import. It travels
by value, with the functions, classes and constants that it names in these files, but without the names and paths of the
files, and without docstrings.
"""

from __future__ import annotations

import functools
import inspect
import io
import os
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parents[2]  # what a worker has as well
_LEFT_OUT = ("__file__", "__path__", "__spec__", "__loader__", "__doc__", "__cached__", "__package__")
# Whether a function's first constant may be its docstring. Before Python 3.13, it is that or None.
_MAY_HAVE_DOCSTRING = getattr(inspect, "CO_HAS_DOCSTRING", inspect.CO_NEWLOCALS)


class ScenarioError(TypeError):
    """A scenario that cannot be sent; a mistake in a test file."""


def portable(function: Callable[..., Any]) -> bytes:
    """Return `function` pickled by value, with all that it refers to in its own file and in those beside it.

    Raises:
        ScenarioError: it refers to something that cannot be sent, such as an open file.
    """
    import cloudpickle  # only a grader needs it

    folder = _folder(function.__module__)
    scopes: dict[int, dict[str, Any]] = {}

    def stays_here(module: str) -> bool:
        return module == function.__module__ or (folder is not None and _folder(module) == folder)

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # it has no type hints
        def reducer_override(self, value: Any) -> Any:
            inner = getattr(value, "__wrapped_scenario__", None)
            if inner is not None and not isinstance(value, type):
                return functools.partial, (inner,)
            if isinstance(value, property):
                return property, (value.fget, value.fset, value.fdel)
            if isinstance(value, types.ModuleType) and stays_here(value.__name__):
                name = value.__name__
                raise ScenarioError(f"it names the module {name}; import by `from {name} import ...` what it needs")
            if isinstance(value, type) and stays_here(value.__module__):
                with _anonymous_class(value):
                    return super().reducer_override(value)
            if isinstance(value, types.FunctionType) and stays_here(value.__module__):
                value = _anonymous_copy(value, scopes)
            return super().reducer_override(value)

    stream = io.BytesIO()
    try:
        Pickler(stream).dump(function)
    except Exception as error:
        raise ScenarioError(f"the scenario {function.__name__} cannot be sent to a worker: {error}") from error
    return stream.getvalue()


def _folder(module: str) -> str | None:
    """Return the folder of a module's file; None if it has none, or if a worker has this module as well."""
    # Not by its name: pytest names a test file after its path, and on Gradescope that begins with /autograder.
    file = getattr(sys.modules.get(module), "__file__", None)
    return os.path.dirname(file) if file and not Path(file).is_relative_to(_PACKAGE) else None


@contextmanager
def _anonymous_class(cls: type) -> Iterator[None]:
    """Have a class belong to no module that can be told, and have no docstring; pickle makes a copy of what it has."""
    before = cls.__module__, cls.__doc__
    cls.__module__, cls.__doc__ = "__main__", None  # classes and functions of __main__ travel by value
    try:
        yield
    finally:
        cls.__module__, cls.__doc__ = before


def _anonymous_copy(function: types.FunctionType, scopes: dict[int, dict[str, Any]]) -> types.FunctionType:
    """Return the same function without a path, a module or a docstring.

    Copies of functions from one file share one scope of `scopes`, as the functions do.
    """
    origin = id(function.__globals__)
    if origin not in scopes:
        kept = {name: value for name, value in function.__globals__.items() if name not in _LEFT_OUT}
        scopes[origin] = kept | {"__name__": "__main__"}
    code = _anonymous(function.__code__)
    copy = types.FunctionType(code, scopes[origin], function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__qualname__ = function.__name__
    copy.__module__ = "__main__"
    return copy


def _anonymous(code: types.CodeType) -> types.CodeType:
    constants: list[Any] = [_anonymous(c) if isinstance(c, types.CodeType) else c for c in code.co_consts]
    is_function = code.co_flags & _MAY_HAVE_DOCSTRING and not code.co_name.startswith("<")  # no comprehension
    if is_function and constants and isinstance(constants[0], str):
        constants[0] = None
    return code.replace(co_filename="<scenario>", co_consts=tuple(constants))

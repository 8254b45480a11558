"""Sends a function to a worker without sending where it came from.

A scenario lives in a test file that a student must not see. It travels with the functions and constants that it names,
as bytes, but without the path of that file, its docstrings, or anything else of that module.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any


def portable(function: Callable[..., Any]) -> bytes:
    """Return `function` pickled by value, stripped of file names and docstrings.

    Raises:
        TypeError: it refers to something that cannot be sent, such as an open file.
    """
    import cloudpickle  # only a grader needs it

    return bytes(cloudpickle.dumps(_strip(function, {})))


def _strip(value: Any, seen: dict[int, Any]) -> Any:
    value = getattr(value, "__wrapped_scenario__", value)
    if not isinstance(value, types.FunctionType) or _installed(value.__module__):
        return value
    if id(value) in seen:
        return seen[id(value)]
    scope: dict[str, Any] = {"__name__": "scenario"}
    closure = tuple(types.CellType(_strip(cell.cell_contents, seen)) for cell in value.__closure__ or ())
    code = _anonymous(value.__code__, value.__doc__)
    copy = types.FunctionType(code, scope, value.__name__, value.__defaults__, closure)
    copy.__kwdefaults__ = value.__kwdefaults__
    copy.__module__ = "__main__"  # cloudpickle sends functions of __main__ by value
    copy.__qualname__ = value.__name__
    seen[id(value)] = copy
    for name in _names(value.__code__):
        if name in value.__globals__:
            scope[name] = _strip(value.__globals__[name], seen)
    return copy


def _installed(module: str | None) -> bool:
    """Whether a worker can import the module by itself: it lies with the libraries, not with the tests."""
    file = getattr(sys.modules.get(module or ""), "__file__", None) or ""
    return module == "builtins" or "site-packages" in file or file.startswith(sys.base_prefix)


def _anonymous(code: types.CodeType, docstring: str | None = None) -> types.CodeType:
    constants: list[Any] = [_anonymous(c) if isinstance(c, types.CodeType) else c for c in code.co_consts]
    if docstring is not None and constants and constants[0] == docstring:
        constants[0] = None
    return code.replace(co_filename="<scenario>", co_consts=tuple(constants))


def _names(code: types.CodeType) -> set[str]:
    nested = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return set(code.co_names).union(*(_names(c) for c in nested))

"""A student's source as a running module, and its exceptions as plain text."""

from __future__ import annotations

import functools
import importlib.util
import io
import linecache
import sys
import traceback
import types
from dataclasses import dataclass

from autograder.sandbox.inside.stand_ins import surround


@dataclass(frozen=True)
class Failure:
    """An exception in a student's code, as plain text. `line` and `code` are in the student's own file."""

    type: str
    bases: tuple[str, ...]
    message: str
    line: int | None
    function: str | None
    code: str | None


def load(source: bytes, name: str) -> types.ModuleType:
    """Execute `source` as the module `name` and return it. Any exception is the student's."""
    filename = f"{name}.py"
    module = types.ModuleType(name)
    module.__file__ = filename
    sys.modules[name] = module
    sys.argv[:] = sys.orig_argv[:] = [filename]  # for argparse at the top of a file, as if that was run
    surround(module, source)
    try:
        text = importlib.util.decode_source(source)  # by its declared encoding, like compile() below
    except (SyntaxError, ValueError, LookupError):
        text = ""  # compile() says what is wrong
    # Tracebacks and inspect.getsource read the lines from here: there is no such file.
    linecache.cache[filename] = (len(text), None, io.StringIO(text).readlines(), filename)
    exec(_compile(source, filename), vars(module))
    return module


@functools.lru_cache(maxsize=1)  # it may be loaded for many tests
def _compile(source: bytes, filename: str) -> types.CodeType:
    return compile(source, filename, "exec", dont_inherit=True)  # our __future__ imports are not theirs


def describe(error: BaseException, filename: str) -> Failure:
    """Return what a student needs to know of an exception: its type, message, and where in `filename` it came from.

    Nothing of the exception object itself is kept, and nothing outside the student's own file is named.
    """
    frames = [frame for frame in _frames(error) if frame.filename == filename]
    line = frames[-1].lineno if frames else None
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == filename:
        line, message = error.lineno, error.msg
    else:
        message = _text(error)
    if isinstance(error, ImportError) and error.path:
        message = message.replace(f" ({error.path})", "")  # where libraries lie is nobody's business
    if "DefaultCPUAllocator: can't allocate memory" in message:  # torch raises a RuntimeError
        name = "MemoryError"
    return Failure(
        type=name[:100],
        bases=tuple(base.__name__[:100] for base in type(error).__mro__)[:20],
        message=message[:2_000],
        line=line,
        function=frames[-1].name[:100] if frames else None,
        code=(linecache.getline(filename, line).strip()[:200] or None) if line else None,
    )


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    try:
        return list(traceback.extract_tb(error.__traceback__, limit=-50))
    except Exception:
        return []


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # a student's own __str__
        return ""

"""The Python source that one file of a student stands for: a module as it is, or the code cells of a notebook."""

from __future__ import annotations

import codecs
import io
import json
import re
import tokenize
from contextlib import suppress
from typing import Any

from autograder.submissions.magics import without_magics
from autograder.text import clean_line

_MAX_BYTES = 2 * 2**20  # of a source; a homework is a few kB
_MAX_NOTEBOOK = 8 * 2**20  # bytes; there are plots in it

_ENCODINGS = ("utf-8", "utf-8-sig", "iso-8859-1", "cp1252", "ascii")  # that are harmless to decode here
# A declared encoding (PEP 263) other than UTF-8. Python itself deals with it, in the worker.
_OTHER_ENCODING = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*(?!utf[-_]?8\b)[-\w.]+", re.IGNORECASE)

# A line that a notebook may have left in a file, as Colab does when it exports one: `!pip`, `%cd`, `x = !ls`, `f?`.
_LEFT_OVER = re.compile(rb"^[ \t]*[!%]|=[ \t]*[!%]|\?[ \t\r]*$", re.MULTILINE)

# In a notebook it may stand in any cell, in a file only at the top.
_FUTURE = re.compile(r"^from __future__ import [\w, ]+", re.MULTILINE)


class NotGradable(Exception):
    """The submission cannot be graded. The message tells the student what to hand in instead."""

    def __init__(self, message: str) -> None:
        super().__init__(clean_line(message, 1_000))  # names of files in it are the student's


def source_of(name: str, content: bytes, module: str) -> bytes:
    """Return the Python source that a file of this name and content stands for."""
    shown, limit, is_notebook = short(name), max_bytes(name), _is_notebook(name)
    if len(content) > limit:
        instead = f"Clear its outputs, or hand in {module}." if is_notebook else f"Hand in your {module}."
        raise NotGradable(f"{shown} is larger than {limit // 2**20} MB. {instead}")
    if is_notebook:
        content = _from_notebook(shown, content, module)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Notepad calls it Unicode, PowerShell writes it
        with suppress(UnicodeDecodeError):
            content = content.decode("utf-16").encode()
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise NotGradable(f"{shown} is empty. Hand in your {module}.")
    if b"\0" in content:
        raise NotGradable(f"{shown} is not a text file (it holds NUL bytes). Save it as UTF-8 text.")
    if not any(map(_OTHER_ENCODING.match, content.split(b"\n", 2)[:2])):
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise NotGradable(
                f"{shown}, line {line}: this is not UTF-8 text. Save the file as UTF-8, or name its encoding in the "
                "first line, as in `# -*- coding: latin-1 -*-`."
            ) from None
    if not is_notebook and _LEFT_OVER.search(content):
        content = _from_left_over(content, module)
    return content


def _from_notebook(shown: str, content: bytes, module: str) -> bytes:
    """Return the code cells of a notebook as one source."""
    try:
        notebook: Any = json.loads(content)
        if "worksheets" in notebook:
            raise NotGradable(f"{shown} is in the old format 3. Open it in Jupyter and save it, or hand in {module}.")
        sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        if not all(isinstance(source, str | list) for source in sources):
            raise TypeError
        texts = ["".join(source) for source in sources]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotGradable(f"{shown} is not a notebook that can be read. Hand in {module}.") from None
    if not "".join(texts).strip():
        raise NotGradable(f"{shown} has no code in it. Write your code in code cells, or hand in {module}.")
    if sum(map(len, texts)) > _MAX_BYTES:
        raise NotGradable(f"The code in {shown} is larger than {_MAX_BYTES // 2**20} MB. Hand in {module}.")
    return _futures_first("\n".join(without_magics(texts, module))).encode("utf-8", "replace")


def _from_left_over(content: bytes, module: str) -> bytes:
    """Return a file without the magics that a notebook has left in it."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        if encoding not in _ENCODINGS:
            return content
        plain = content.decode(encoding).replace("\r\n", "\n")
        (python,) = without_magics([plain], module, notebook=False)
        return content if python == plain else _futures_first(python).encode(encoding)
    except (SyntaxError, UnicodeError):  # Python will say so
        return content


def _futures_first(source: str) -> str:
    """Return the source with its `from __future__` imports before what magics have become."""
    futures = _FUTURE.findall(source)
    return "\n".join([*futures, _FUTURE.sub("pass", source)])


def max_bytes(name: str) -> int:
    """Return how large a file of this name may be."""
    return _MAX_NOTEBOOK if _is_notebook(name) else _MAX_BYTES


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def short(name: str) -> str:
    """Return a student's name of a file as it may stand in a message."""
    return clean_line(name, 80)

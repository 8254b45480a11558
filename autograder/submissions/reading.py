"""A submission as students hand it in, file, notebook, folder or zip, becomes one Python source.

What is read here is the student's: it is limited in size before it is read, never executed, and nothing is extracted.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import stat
import tokenize
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.submissions.magics import without_magics
from autograder.text import clean_line

_MAX_BYTES = 2 * 2**20  # of a source; a homework is a few kB
_MAX_NOTEBOOK = 8 * 2**20  # bytes; there are plots in it
_MAX_ZIP = 50 * 2**20  # bytes
_MAX_MEMBERS = 20_000  # files of a folder or a zip: somebody's virtual environment is among them
_MAX_DEPTH = 8  # folders inside folders
_IGNORED = (".", "__MACOSX", "__pycache__")  # what names of folders and files that nobody means begin with

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


def read_submission(path: Path, module: str) -> bytes:
    """Return the source of the module that `path` holds.

    Args:
        path: a .py file of any name, an .ipynb, or a folder or zip with one of them.
        module: the file name that the assignment asks for, such as `optimizers.py`.

    Raises:
        NotGradable: there is no such file, or nothing in it that could be meant.
    """
    try:
        return _read(path, module)
    except OSError as error:
        raise NotGradable(f"{_short(path.name)} cannot be read ({error.strerror}). Hand in {module}.") from None


def _read(path: Path, module: str) -> bytes:
    name, suffix = _short(path.name), path.suffix.lower()
    if path.is_symlink():
        raise NotGradable(_is_a_link(name, module))
    if path.is_dir():
        return _from_folder(path, module)
    if not path.exists():
        raise NotGradable(f"There is no file {name}. Hand in {module}.")
    if not path.is_file():
        raise NotGradable(f"{name} is not a regular file. Hand in {module}.")
    if suffix == ".zip":
        return _from_zip(path, module)
    if suffix not in (".py", ".ipynb"):
        raise NotGradable(f"{name} is neither Python nor a notebook. Hand in {module}.")
    with path.open("rb") as file:
        return _source(path.name, file.read(_limit(path.name) + 1), module)


def _from_folder(folder: Path, module: str) -> bytes:
    files: dict[str, Path] = {}
    seen = 0
    for parent, folders, names in os.walk(folder):
        deep = len(Path(parent).relative_to(folder).parts) >= _MAX_DEPTH
        folders[:] = [] if deep else [name for name in folders if not name.startswith(_IGNORED)]
        seen += len(folders) + len(names)
        if seen > _MAX_MEMBERS:
            raise NotGradable(f"The folder holds more than {_MAX_MEMBERS:,} files. Hand in {module} alone.")
        for file in (Path(parent) / name for name in names):
            files[file.relative_to(folder).as_posix()] = file
    return _read(files[_choose(list(files), module)], module)


def _from_zip(path: Path, module: str) -> bytes:
    shown = _short(path.name)
    instead = f"Make a plain zip, or hand in {module} alone."
    if path.stat().st_size > _MAX_ZIP:
        raise NotGradable(f"{shown} is larger than {_MAX_ZIP // 2**20} MB. Hand in {module} alone.")
    packed = path.read_bytes()
    if packed.count(b"PK\1\2") > _MAX_MEMBERS:  # every member has one, whatever the zip says of itself
        raise NotGradable(f"{shown} holds more than {_MAX_MEMBERS:,} files. Hand in {module} alone.")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = [(m.filename.replace("\\", "/"), m) for m in archive.infolist() if not m.is_dir()]
            name = _choose([name for name, _ in members], module)
            member = dict(members)[name]
            if stat.S_ISLNK(member.external_attr >> 16):
                raise NotGradable(_is_a_link(f"{_short(name)} in {shown}", module))
            if member.flag_bits & 1:
                raise NotGradable(f"{shown} is locked with a password. {instead}")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotGradable(f"{shown} is packed in an unusual way. {instead}")
            with archive.open(member) as file:  # read, never extracted: names in it lead nowhere
                content = file.read(_limit(name) + 1)
    except NotGradable:
        raise
    except Exception:  # BadZipFile, EOFError, RuntimeError, zlib.error, struct.error, UnicodeDecodeError ...
        raise NotGradable(f"{shown} is damaged, or not a zip at all. {instead}") from None
    return _source(PurePosixPath(name).name, content, module)


def _choose(names: list[str], module: str) -> str:
    """Return the one file that is meant: the one with the right name, or else the only candidate."""
    ours = [n for n in names if not any(p.startswith(_IGNORED) and p != ".." for p in PurePosixPath(n).parts)]
    notebook = PurePosixPath(module).stem + ".ipynb"
    for right, fold in (module, str), (module.lower(), str.lower), (notebook.lower(), str.lower):
        named = [n for n in ours if fold(PurePosixPath(n).name) == right]
        depth = min((len(PurePosixPath(n).parts) for n in named), default=0)
        best = [n for n in named if len(PurePosixPath(n).parts) == depth]
        if len(best) > 1:
            raise NotGradable(f"There are several files called {right}. Hand in one.")
        if best:
            return best[0]
    for suffix in (".py", ".ipynb"):
        candidates = [n for n in ours if n.lower().endswith(suffix) and not PurePosixPath(n).name.startswith("test_")]
        if len(candidates) == 1:
            return candidates[0]
    found = sorted((PurePosixPath(n).name for n in ours), key=lambda n: (not n.lower().endswith(".py"), n))
    listed = ", ".join(map(_short, found[:5])) + (", ..." if len(found) > 5 else "")
    rest = f"only {listed}" if found else "and no other file"
    raise NotGradable(f"There is no {module} in what was handed in, {rest}. Hand in {module}.")


def _source(name: str, content: bytes, module: str) -> bytes:
    """Return the Python source that a file of this name and content stands for."""
    shown, limit, is_notebook = _short(name), _limit(name), _is_notebook(name)
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


def _is_a_link(shown: str, module: str) -> str:
    return f"{shown} is a link, which could lead to any file of the computer that grades. Hand in {module} itself."


def _limit(name: str) -> int:
    return _MAX_NOTEBOOK if _is_notebook(name) else _MAX_BYTES


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _short(name: str) -> str:
    """Return a student's name of a file as it may stand in a message."""
    return clean_line(name, 80)

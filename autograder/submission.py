"""A submission as students hand it in, file, notebook, folder or zip, becomes one Python source."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.feedback.text import clean_line

_MAX_BYTES = 2 * 2**20  # of a source; a homework is a few kB
_MAX_MEMBERS = 2_000  # files of a folder
_MAX_DEPTH = 8  # folders inside folders
_MAX_ZIP = 50 * 2**20  # bytes
_IGNORED = (".", "__MACOSX", "__pycache__")  # what names of folders and files that nobody means begin with


# IPython turns `%magic` and `!command` into calls of get_ipython(). Here they do nothing.
_WITHOUT_IPYTHON = """\
def get_ipython():
    class Shell:
        def __getattr__(self, name):
            return lambda *args, **kwargs: None
    return Shell()
"""


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
    if path.is_dir():
        return _from_folder(path, module)
    if not path.exists():
        raise NotGradable(f"There is no file {path.name}. Hand in {module}.")
    if not path.is_file():
        raise NotGradable(f"{path.name} is not a regular file. Hand in {module}.")
    if path.suffix.lower() == ".zip":
        return _from_zip(path, module)
    if path.suffix.lower() not in (".py", ".ipynb"):
        raise NotGradable(f"{path.name} is neither Python nor a notebook. Hand in {module}.")
    if path.stat().st_size > _MAX_BYTES:
        raise NotGradable(f"{path.name} has {path.stat().st_size:,} bytes; {module} is a small text file.")
    return _source(path.name, path.read_bytes(), module)


def _from_folder(folder: Path, module: str) -> bytes:
    files: dict[str, Path] = {}
    for parent, folders, names in os.walk(folder):
        deep = len(Path(parent).relative_to(folder).parts) >= _MAX_DEPTH
        folders[:] = [] if deep else [name for name in folders if not name.startswith(_IGNORED)]
        for file in (Path(parent) / name for name in names):
            if not file.is_symlink() and file.is_file():
                files[file.relative_to(folder).as_posix()] = file
        if len(files) > _MAX_MEMBERS:
            raise NotGradable(f"The folder holds more than {_MAX_MEMBERS:,} files. Hand in {module} alone.")
    return read_submission(files[_choose(list(files), module)], module)


def _from_zip(path: Path, module: str) -> bytes:
    if path.stat().st_size > _MAX_ZIP:
        raise NotGradable(f"{path.name} is larger than {_MAX_ZIP // 2**20} MB. Hand in {module} alone.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = {m.filename: m for m in archive.infolist() if not m.is_dir()}
            name = _choose(list(members), module)
            if members[name].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotGradable(
                    f"{path.name} is packed in an unusual way. Make a plain zip, or hand in {module} alone."
                )
            with archive.open(members[name]) as file:  # read, never extracted: names in it lead nowhere
                content = file.read(_MAX_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise NotGradable(f"{path.name} is not a zip that can be read ({type(error).__name__}).") from None
    except Exception as error:
        if isinstance(error, NotGradable):
            raise
        raise NotGradable(f"{path.name} is damaged. Make the zip again, or hand in {module} alone.") from None
    if len(content) > _MAX_BYTES:
        raise NotGradable(f"{name} is larger than {_MAX_BYTES:,} bytes; {module} is a small text file.")
    return _source(PurePosixPath(name).name, content, module)


def _choose(names: list[str], module: str) -> str:
    """Return the one file that is meant: the one with the right name, or else the only candidate."""
    ours = [n for n in names if not any(part.startswith(_IGNORED) for part in PurePosixPath(n).parts)]
    exact = [n for n in ours if PurePosixPath(n).name == module]
    if exact:
        best = min(len(PurePosixPath(n).parts) for n in exact)
        exact = [n for n in exact if len(PurePosixPath(n).parts) == best]
        if len(exact) == 1:
            return exact[0]
        raise NotGradable(f"There are several files called {module}. Hand in one.")
    for suffix in (".py", ".ipynb"):
        candidates = [n for n in ours if n.lower().endswith(suffix) and not PurePosixPath(n).name.startswith("test_")]
        if len(candidates) == 1:
            return candidates[0]
    raise NotGradable(f"There is no {module} in what was handed in.")


def _source(name: str, content: bytes, module: str) -> bytes:
    if name.lower().endswith(".ipynb"):
        content = _from_notebook(name, content, module)
    if not content.strip():
        raise NotGradable(f"{name} is empty. Hand in your {module}.")
    if b"\0" in content:
        raise NotGradable(f"{name} is not a text file (it holds NUL bytes). Save it as UTF-8 text.")
    return content


def _from_notebook(name: str, content: bytes, module: str) -> bytes:
    """Return the code cells of a notebook as one source; magics and shell lines do nothing."""
    try:
        notebook: Any = json.loads(content)
        cells = notebook["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        texts = ["".join(source) for source in sources]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotGradable(f"{name} is not a notebook that can be read. Hand in {module}.") from None
    from IPython.core.inputtransformer2 import TransformerManager  # comes with Otter

    shell = TransformerManager()
    cells = [_WITHOUT_IPYTHON, *(shell.transform_cell(text) for text in texts)]
    return "\n".join(cells).encode("utf-8", "replace")

"""Which file of a submission is meant: a submission is a file, a folder or a zip.

What is read here is the student's: it is limited in size before it is read, never executed, and nothing is extracted.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

from autograder.submissions.source import NotGradable, max_bytes, short, source_of

_MAX_ZIP = 50 * 2**20  # bytes
_MAX_MEMBERS = 20_000  # files of a folder or a zip: somebody's virtual environment is among them
_MAX_DEPTH = 8  # folders inside folders
_IGNORED = (".", "__MACOSX", "__pycache__")  # files and folders with these beginnings are not part of a submission
_BESIDE = ("test_", "conftest.py", "__init__.py", "setup.py")  # what lies beside homework of any name


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
        raise NotGradable(f"{short(path.name)} cannot be read ({error.strerror}). Hand in {module}.") from None


def _read(path: Path, module: str) -> bytes:
    name, suffix = short(path.name), path.suffix.lower()
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
        return source_of(path.name, file.read(max_bytes(path.name) + 1), module)


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
    shown = short(path.name)
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
                raise NotGradable(_is_a_link(f"{short(name)} in {shown}", module))
            if member.flag_bits & 1:
                raise NotGradable(f"{shown} is locked with a password. {instead}")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotGradable(f"{shown} is packed in an unusual way. {instead}")
            with archive.open(member) as file:  # read, never extracted: names in it lead nowhere
                content = file.read(max_bytes(name) + 1)
    except NotGradable:
        raise
    except Exception:  # BadZipFile, EOFError, RuntimeError, zlib.error, struct.error, UnicodeDecodeError ...
        raise NotGradable(f"{shown} is damaged, or not a zip at all. {instead}") from None
    return source_of(PurePosixPath(name).name, content, module)


def _choose(names: list[str], module: str) -> str:
    """Return the one file that is meant: the one with the right name, or else the only candidate."""
    parents = [PurePosixPath(n).parent for n in names if PurePosixPath(n).name == "pyvenv.cfg"]
    environments = [folder for folder in parents if folder.name]  # not all that was handed in
    ours = [
        n
        for n in names
        if not any(p.startswith(_IGNORED) and p != ".." for p in PurePosixPath(n).parts)
        and not any(PurePosixPath(n).is_relative_to(folder) for folder in environments)
    ]
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
        candidates = [n for n in ours if n.lower().endswith(suffix) and not PurePosixPath(n).name.startswith(_BESIDE)]
        if len(candidates) == 1:
            return candidates[0]
    found = sorted((PurePosixPath(n).name for n in ours), key=lambda n: (not n.lower().endswith(".py"), n))
    listed = ", ".join(map(short, found[:5])) + (", ..." if len(found) > 5 else "")
    rest = f"only {listed}" if found else "and no other file"
    raise NotGradable(f"There is no {module} in what was handed in, {rest}. Hand in {module}.")


def _is_a_link(shown: str, module: str) -> str:
    return f"{shown} is a link, which could lead to any file of the computer that grades. Hand in {module} itself."

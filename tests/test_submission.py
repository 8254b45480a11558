"""Submissions as files: whatever is handed in is a source, or one sentence that says what to hand in."""

from __future__ import annotations

import codecs
import json
import os
import socket
import stat
import struct
import subprocess
import tempfile
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from support import SOLUTIONS, does_not_hang
from uploads import SOURCE, notebook, refusal, written, zipped

from autograder.sandbox.inside.loading import describe, load
from autograder.submissions.reading import read_submission
from autograder.submissions.source import NotGradable

REFERENCE = SOLUTIONS / "optimizers.py"


def test_folders_and_zips_give_the_one_module_that_is_meant(tmp_path: Path):
    (tmp_path / "upload" / "__MACOSX").mkdir(parents=True)
    (tmp_path / "upload" / "__MACOSX" / "optimizers.py").write_bytes(b"no")
    (tmp_path / "upload" / "my_homework.py").write_bytes(SOURCE)
    (tmp_path / "upload" / "test_optimizers.py").write_bytes(b"no")
    assert read_submission(tmp_path / "upload", "optimizers.py") == SOURCE
    with zipfile.ZipFile(tmp_path / "upload.zip", "w") as archive:
        for number in range(3_000):
            archive.writestr(f".venv/{number}.py", "no")
        archive.writestr("../../etc/optimizers.py", "no")
        archive.writestr("hw2/optimizers.py", SOURCE)
    assert read_submission(tmp_path / "upload.zip", "optimizers.py") == SOURCE


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, method: int):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", method) as archive, archive.open("optimizers.py", "w") as member:
        for _ in range(64):
            member.write(b"#" * 2**20)
    with pytest.raises(NotGradable, match=r"unusual way|larger than"):
        read_submission(tmp_path / "bomb.zip", "optimizers.py")


def test_names_of_files_are_data(tmp_path: Path):
    path = Path(os.fsdecode(bytes(tmp_path) + b"/\xff\x1b[2J.py"))
    path.touch()
    with pytest.raises(NotGradable) as caught:
        read_submission(path, "optimizers.py")
    assert str(caught.value).encode().isascii() is False  # the replacement character, and no escape
    assert "\x1b" not in str(caught.value)

    written(tmp_path / "x" / "\x1b[2J\n\u202e.txt", b"")
    written(tmp_path / "x" / ("n" * 250 + ".md"), b"")
    assert "only" in refusal(tmp_path / "x")
    assert "only" in refusal(zipped(tmp_path / "x.zip", {"\x1b[2J\n\u202e" + "n" * 10_000 + ".txt": b""}))
    assert "too long" in refusal(tmp_path / ("n" * 10_000 + ".py"))


def a_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path is short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "not a regular file"),
        (a_socket, "not a regular file"),
        (os.mkdir, "no other file"),
        (lambda path: os.symlink("/dev/zero", path), "is a link"),
        (lambda path: os.symlink(REFERENCE, path), "is a link"),
        (lambda path: os.symlink(SOLUTIONS, path), "is a link"),
        (lambda path: os.symlink("nowhere", path), "is a link"),
        (lambda path: None, "no file"),
    ],
)
def test_what_is_not_a_file_is_said_to_be_none(tmp_path: Path, make, said: str):
    make(tmp_path / "optimizers.py")
    assert said in refusal(tmp_path / "optimizers.py")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: os.symlink(REFERENCE, path), "is a link"),
        (os.mkfifo, "not a regular"),
        (a_socket, "not a regular"),
    ],
)
def test_in_a_folder_as_well(tmp_path: Path, make, said: str):
    make(tmp_path / "optimizers.py")
    assert said in refusal(tmp_path)
    make(tmp_path / "other.py")
    os.unlink(tmp_path / "optimizers.py")
    written(tmp_path / "optimizers.py", SOURCE)
    assert read_submission(tmp_path, "optimizers.py") == SOURCE


def test_a_linked_folder_is_not_entered(tmp_path: Path):
    (tmp_path / "hw2").symlink_to(SOLUTIONS)
    assert "no optimizers.py" in refusal(tmp_path)


def test_folders_without_the_module_say_what_they_hold(tmp_path: Path):
    assert "no other file" in refusal(tmp_path)
    for name in ("b.txt", "a.py", "b.py", "inner.zip"):
        written(tmp_path / name, b"")
    assert "only a.py, b.py, b.txt, inner.zip. Hand in optimizers.py" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["a.py", "Optimizers.PY"], "Optimizers.PY"),
        (["Optimizers.py", "optimizers.py"], "optimizers.py"),
        (["utils.py", "optimizers.ipynb"], "optimizers.ipynb"),
        (["a/b/optimizers.py", "a/optimizers.py", "c.py"], "a/optimizers.py"),
        (["../hw2/optimizers.py", "notes.txt"], "../hw2/optimizers.py"),
        (["/optimizers.py", "notes.txt"], "/optimizers.py"),
        (["hw2\\optimizers.py", "hw2\\notes.py"], "hw2\\optimizers.py"),
        (["./optimizers.py", ".git/optimizers.py"], "./optimizers.py"),
        (["hw/__init__.py", "hw/mine.py", "hw/conftest.py", "setup.py"], "hw/mine.py"),
        (["mine.py", "hw/venv/pyvenv.cfg", "hw/venv/lib/torch/optimizers.py"], "mine.py"),
        (["mine.py", "pyvenv.cfg"], "mine.py"),
    ],
)
def test_names_are_met_half_way_and_lead_nowhere(tmp_path: Path, files: list[str], chosen: str):
    right = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}]}).encode()
    content = dict.fromkeys(files, b"no") | {chosen: right if chosen.endswith("ipynb") else SOURCE}
    assert read_submission(zipped(tmp_path / "x.zip", content), "optimizers.py").endswith((SOURCE, b"x = 1"))
    assert os.listdir(tmp_path) == ["x.zip"]


def test_suffixes_in_capitals(tmp_path: Path):
    assert read_submission(written(tmp_path / "optimizers.PY", SOURCE), "optimizers.py") == SOURCE


@pytest.mark.parametrize("names", [["a/optimizers.py", "b/optimizers.py"], ["optimizers.py", "optimizers.py"]])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_modules_are_one_too_many(tmp_path: Path, names: list[str]):
    assert "several files" in refusal(zipped(tmp_path / "x.zip", [(name, SOURCE) for name in names]))


def test_a_link_in_a_zip_is_said_to_be_one(tmp_path: Path):
    link = zipfile.ZipInfo("optimizers.py")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, str(REFERENCE))
    assert "is a link" in refusal(tmp_path / "x.zip")


def patched(path: Path, changes: dict[int, bytes]) -> Path:
    """Overwrite bytes of a zip, counted from the beginning of its central directory."""
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\1\2")
    for offset, new in changes.items():
        content[start + offset : start + offset + len(new)] = new
    return written(path, bytes(content))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({8: b"\1"}, "password"),
        ({10: b"\x63"}, "unusual way"),
        ({24: struct.pack("<I", 3)}, "damaged"),  # its size is a lie, and so the checksum does not hold
        ({42: struct.pack("<I", 9)}, "damaged"),  # where it begins
        ({9: b"\x08", 46: b"\xff\xff"}, "damaged"),  # a name that says it is UTF-8
        ({0: b"PK\7\7"}, "damaged"),
    ],
)
def test_a_zip_that_lies_is_explained(tmp_path: Path, changes: dict[int, bytes], said: str):
    path = patched(zipped(tmp_path / "x.zip", {"optimizers.py": SOURCE}), changes)
    assert said in refusal(path)


@pytest.mark.parametrize("offset", [20, 24])
def test_a_zip_that_promises_too_much_is_read_as_far_as_it_goes(tmp_path: Path, offset: int):
    path = patched(zipped(tmp_path / "x.zip", {"optimizers.py": SOURCE}), {offset: struct.pack("<I", 2**32 - 2)})
    with suppress(NotGradable):  # which of the two depends on Python's version
        assert read_submission(path, "optimizers.py") == SOURCE


def test_a_zip_that_is_cut_is_explained(tmp_path: Path):
    whole = zipped(tmp_path / "x.zip", {"optimizers.py": SOURCE, "notes.txt": b"mine"}).read_bytes()
    for cut in range(len(whole)):
        assert "damaged" in refusal(written(tmp_path / "y.zip", whole[:cut]))
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert "no other file" in refusal(tmp_path / "empty.zip")


def bomb(tmp_path: Path) -> dict[str, tuple[Path, str]]:
    """Files that would become large, and what is said of them."""
    zeros = bytes(64 * 2**20)
    many = zipped(tmp_path / "many.zip", {f"{number}.py": b"" for number in range(100_000)}, zipfile.ZIP_STORED)
    inner = zipped(tmp_path / "inner.zip", {"optimizers.py": zeros})
    # One file of 20 MB, told of 1,000 times.
    one = zipped(tmp_path / "one.zip", {"a.py": bytes(20 * 2**20)}).read_bytes()
    start = one.index(b"PK\1\2")
    entry = one[start : one.index(b"PK\5\6")]
    overlapping = one[:start] + entry * 1_000
    overlapping += struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1_000, 1_000, len(entry) * 1_000, start, 0)
    return {
        "zeros": (inner, "larger than 2 MB"),
        "nested": (zipped(tmp_path / "nested.zip", {"inner.zip": inner.read_bytes()}), "only inner.zip"),
        "many members": (many, "more than 20,000 files"),
        "overlapping": (written(tmp_path / "overlapping.zip", overlapping), "only a.py, a.py"),
        "a large zip": (written(tmp_path / "large.zip", zeros), "larger than 50 MB"),
        "a large file": (written(tmp_path / "optimizers.py", zeros), "larger than 2 MB"),
        "a large notebook": (written(tmp_path / "x.ipynb", b"[" + zeros), "Clear its outputs"),
    }


def test_what_is_large_is_not_read(tmp_path: Path):
    for what, (path, said) in bomb(tmp_path).items():
        tracemalloc.start()
        try:
            with does_not_hang():
                assert said in refusal(path), what
            assert tracemalloc.get_traced_memory()[1] < 40 * 2**20, what
        finally:
            tracemalloc.stop()


def test_large_notebooks_are_fine_as_long_as_their_code_is_small(tmp_path: Path):
    cells = [{"cell_type": "code", "source": "x = 1", "outputs": ["i" * 5 * 2**20]}]
    path = written(tmp_path / "x.ipynb", json.dumps({"cells": cells}).encode())
    assert read_submission(path, "optimizers.py").endswith(b"x = 1")
    assert "larger than 2 MB" in refusal(notebook(path, "#" * 3 * 2**20))


E_ACUTE = "x = 'é'\n1 / 0  # é\n"


@pytest.mark.parametrize(
    "content",
    [
        E_ACUTE.encode(),
        E_ACUTE.encode("utf-8-sig"),
        E_ACUTE.encode("utf-16"),  # with its byte order mark, as Notepad and PowerShell write it
        codecs.BOM_UTF16_BE + E_ACUTE.encode("utf-16-be"),
        b"# -*- coding: latin-1 -*-\n" + E_ACUTE.encode("latin-1"),
        b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n" + E_ACUTE.encode("cp1252"),
        b"# coding: UTF-8\r\n" + E_ACUTE.encode(),
        b"\x0c\n" + E_ACUTE.encode(),
    ],
)
def test_every_encoding_that_python_knows_works(tmp_path: Path, content: bytes):
    source = read_submission(written(tmp_path / "x.py", content), "optimizers.py")
    with pytest.raises(ZeroDivisionError) as caught:
        load(source, "optimizers")
    assert describe(caught.value, "optimizers.py").code == "1 / 0  # é"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (codecs.BOM_UTF16_LE, "is empty"),
        (b"x = 1\nx = '\xe9'\n", "line 2: this is not UTF-8"),
        (b"# coding: utf-8\nx = '\xe9'\n", "line 2: this is not UTF-8"),
        (E_ACUTE.encode("utf-16-le"), "NUL bytes"),
        (codecs.BOM_UTF16_LE + b"x", "line 1: this is not UTF-8"),
        (E_ACUTE.encode("utf-32"), "NUL bytes"),
        (b"x = 1\0", "NUL bytes"),
    ],
)
def test_what_is_no_text_is_explained(tmp_path: Path, content: bytes, said: str):
    assert said in refusal(written(tmp_path / "optimizers.py", content))


def test_deep_folders_are_not_followed_for_ever():
    deep = Path(tempfile.mkdtemp())  # if this run is killed, no later one of pytest stumbles over it
    os.chdir(deep)
    for _ in range(1_200):
        os.mkdir("a")
        os.chdir("a")
    os.chdir("/")
    try:
        with pytest.raises(NotGradable, match=r"no optimizers\.py"):
            read_submission(deep, "optimizers.py")
    finally:
        subprocess.run(["rm", "-rf", deep], check=True)  # deeper than Python's own ways of removing it go

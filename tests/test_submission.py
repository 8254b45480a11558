"""Submissions as files: whatever is handed in is a source, or one sentence that says what to hand in."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.submission import NotGradable, read_submission

SOURCE = b"def f():\n    return 1\n"


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


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_not_a_file_is_said_to_be_none(tmp_path: Path, make):
    make(tmp_path / "optimizers.py")
    with pytest.raises(NotGradable):
        read_submission(tmp_path / "optimizers.py", "optimizers.py")


def test_deep_folders_are_not_followed_for_ever(tmp_path: Path):
    deep = tmp_path / "deep"
    deep.mkdir()
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


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "[" * 10**5])
def test_a_notebook_that_is_none_is_explained(tmp_path: Path, content: str):
    (tmp_path / "mine.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(NotGradable):
        read_submission(tmp_path / "mine.ipynb", "optimizers.py")


def test_magics_do_nothing_and_python_stays_as_it_is(tmp_path: Path):
    cells = [
        {"cell_type": "markdown", "source": "words"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip install x\n", "y = (7\n", "  % 3)\n", "len?\n"]},
        {"cell_type": "code", "source": "%%bash\nrm -rf /"},
        {"cell_type": "code", "source": "z = y + 1  # is this right?"},
    ]
    (tmp_path / "mine.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    scope: dict[str, object] = {}
    exec(read_submission(tmp_path / "mine.ipynb", "optimizers.py"), scope)
    assert scope["z"] == 2

"""Submissions as files: whatever is handed in is a source, or one sentence that says what to hand in."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from support import COURSE, ROOT, SOLUTIONS, Graded, command, does_not_hang

from autograder.sandbox.inside.loading import describe, load
from autograder.submissions.reading import read_submission
from autograder.submissions.source import NotGradable

Grade = Callable[..., Graded]
SOURCE = b"def f():\n    return 1\n"
REFERENCE = SOLUTIONS / "optimizers.py"
SMALL = COURSE / "solutions" / "hw0_torch" / "small.py"


def refusal(path: Path) -> str:
    """Return the message for what cannot be graded: one short line that says what to hand in."""
    with pytest.raises(NotGradable) as caught:
        read_submission(path, "optimizers.py")
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 600
    assert any(word in message for word in ("Hand in", "hand in", "Save", "Clear"))
    assert "Error" not in message
    return message


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, members: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return path


def notebook(path: Path, *cells: object) -> Path:
    return written(path, json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode())


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


CODE = {"cell_type": "code"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not a notebook"),
        ("[]", "not a notebook"),
        ("3", "not a notebook"),
        ("{}", "not a notebook"),
        ('{"cells": 3}', "not a notebook"),
        ('{"cells": {"source": "x"}}', "not a notebook"),
        ('{"cells": ["x = 1"]}', "not a notebook"),
        ('{"cells": [{"cell_type": "code"}]}', "not a notebook"),
        ('{"cells": [{"cell_type": "code", "source": {"x": 1}}]}', "not a notebook"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "not a notebook"),
        ('{"cells": [{"cell_type": "code", "source": null}]}', "not a notebook"),
        ("[" * 10**5, "not a notebook"),
        ('{"cells": ' + "[" * 10**5, "not a notebook"),
        ('{"cells": ' + "9" * 10**5 + "}", "not a notebook"),
        ('{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}', "old format"),
        ('{"cells": []}', "no code in it"),
        ('{"cells": [{"cell_type": "markdown", "source": "x = 1"}]}', "no code in it"),
        ('{"cells": [{"cell_type": "code", "source": ["\\n", " "]}]}', "no code in it"),
        ('{"cells": [{"cell_type": "code", "source": "x = 1\\u0000"}]}', "NUL bytes"),
    ],
)
def test_a_notebook_that_is_none_is_explained(tmp_path: Path, content: str, said: str):
    assert said in refusal(written(tmp_path / "mine.ipynb", content.encode()))


def test_magics_do_nothing_and_python_stays_as_it_is(tmp_path: Path):
    cells = [
        {"cell_type": "markdown", "source": "words"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip install x\n", "y = (7\n", "  % 3)\n", "len?\n"]},
        {"cell_type": "code", "source": "%%bash\nrm -rf /"},
        {"cell_type": "code", "source": "%%writefile x.py\ny = 0"},
        {"cell_type": "code", "source": "files = !ls\n!echo 'it is\nfor i in range(2):\n    %time y\n"},
        {"cell_type": "code", "source": "%%time\n%time y += 10\n"},
        {"cell_type": "code", "source": "    from __future__ import annotations\n    y -= 10"},
        {"cell_type": "code", "source": "from __future__ import annotations\ndef f(x: Unknown): pass"},
        {"cell_type": "raw", "source": "1 / 0"},
        {"cell_type": "code", "source": "z = y + 1  # is this right?"},
    ]
    (tmp_path / "mine.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert load(read_submission(tmp_path / "mine.ipynb", "optimizers.py"), "mine").z == 2


@pytest.mark.parametrize(
    "source",
    [
        'A = """\n![img](x.png)\n   \n  end"""\n',
        'HELP = """\n!pip install x\n>>> f(1)\n1\n"""\n\ndef f(self):\n        ...\n',
        "x = (7\n% 3)\ny = [1,\n...\n,2]\n",
        '# """\ndef f():\n    """Doc?\n    >>> f()\n    %cd\n    """\n',
    ],
)
def test_a_file_that_is_python_stays_as_it_is(tmp_path: Path, source: str):
    path = written(tmp_path / "x.py", source.encode())
    assert read_submission(path, "optimizers.py") == source.encode()


@pytest.mark.parametrize(
    "source",
    [
        "# coding: rot13\n!a\n",
        '!a\nx=%"""\n',
        "!a\n" + "'#';x?\n" * 480 + "x = 1\n" * 9_000,
        pytest.param("%a\n(\n" + ("a" * 1_999 + "?\n") * 99, marks=pytest.mark.banks),
    ],
    ids=["coding", "string", "questions", "long lines"],
)
def test_a_file_can_have_magics_that_nobody_understands(tmp_path: Path, source: str):
    with does_not_hang():
        assert read_submission(written(tmp_path / "x.py", source.encode()), "optimizers.py")


def test_a_notebook_with_mistakes_is_python_with_mistakes(tmp_path: Path):
    """What IPython cannot read is left for Python to complain about, in the worker."""
    for cell, line in [
        ("def f():\n        x\n    y\n", "    y"),
        ("%time\ndef f():\n        x\n    y\n", "%time"),
        ("!\n" * 501, "!"),
        ("x = (\n", "x = ("),
    ]:
        with pytest.raises(SyntaxError) as caught:
            compile(read_submission(notebook(tmp_path / "x.ipynb", cell), "optimizers.py"), "x", "exec")
        assert (caught.value.text or "").rstrip("\n") == line


@pytest.mark.parametrize(
    "cells",
    [
        ["a" * 100_000 + " ?\n"],  # IPython's pattern for questions needs the square of a line
        pytest.param(["x = 1\n" * 10_000 + "!ls\n" * 400], marks=pytest.mark.banks),  # it reads the cell for each
        pytest.param(["x = 1\n" * 500 + "!ls\n" * 50] * 400, marks=pytest.mark.banks),
        ["=" * 1_000_000 + " " * 900_000 + "x"],
    ],
    ids=["question", "magics", "cells", "assignment"],
)
def test_a_notebook_cannot_take_all_our_time(tmp_path: Path, cells: list[str]):
    path = notebook(tmp_path / "x.ipynb", *cells, "y = 1")
    with does_not_hang():  # hours, without a limit
        read_submission(path, "optimizers.py")


# From here on by the real command.


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: (folder / "optimizers.py").symlink_to(REFERENCE), "is a link"),
        (lambda folder: os.mkfifo(folder / "optimizers.py"), "not a regular file"),
        (lambda folder: written(folder / "a.py", SOURCE) and written(folder / "b.py", SOURCE), "only a.py, b.py"),
        (
            lambda folder: notebook(folder / "x.ipynb", "n = input()"),
            "nobody can answer input() during grading (`n = input()`). Move this line below",
        ),
        (lambda folder: notebook(folder / "x.ipynb", "import sklearn"), "No module named 'sklearn'"),
        (lambda folder: notebook(folder / "x.ipynb", "import gym"), "write `import gymnasium as gym`"),
        (
            lambda folder: notebook(folder / "x.ipynb", "import torch\ntorch.zeros(1, device='cuda')"),
            "The grader has no GPU",
        ),
        (lambda folder: written(folder / "x.py", SOURCE + b"breakpoint()\n"), "delete it"),
        (lambda folder: written(folder / "x.py", SOURCE + b"x = = 1\n"), f"Python 3.{sys.version_info.minor} cannot"),
        (lambda folder: written(folder / "x.py", SOURCE + b"print 'done'\n"), "Did you mean print(...)?"),
        (lambda folder: written(folder / "x.py", SOURCE + b"\tf()\n        f()\n"), "inconsistent use of tabs"),
        (lambda folder: written(folder / "x.py", b"f = open('data.csv')\n"), "No such file or directory: 'data.csv'"),
        (lambda folder: notebook(folder / "x.ipynb", "def f():\n        x\n    y\n"), "unindent"),
        (lambda folder: written(folder / "x.py", b"# coding: foo\nx = 1"), "unknown encoding: foo"),
        (lambda folder: written(folder / "x.py", b"# only a comment"), "defines none of SGD"),
    ],
)
def test_what_cannot_be_graded_has_a_message_and_status_3(grade: Grade, tmp_path: Path, make, said: str):
    folder = tmp_path / "upload"
    folder.mkdir()
    make(folder)
    graded = grade(folder)
    assert graded.status == 3
    assert said in graded.report["message"]
    assert "Traceback" not in graded.stdout + graded.stderr
    assert str(ROOT) not in graded.stdout + graded.stderr


# What may lie beside a module, by accident or not. Each would be felt if anybody imported or obeyed it.
HOSTILE = "raise SystemExit('imported')\n"
NEIGHBOURS = {
    **dict.fromkeys(["torch.py", "numpy.py", "conftest.py", "sitecustomize.py", "usercustomize.py"], HOSTILE),
    **dict.fromkeys(["autograder/__init__.py", "autograder/cli/__init__.py", "test_small.py", "pydantic.py"], HOSTILE),
    "x.pth": "import sys; sys.exit(9)\n",
    "pytest.ini": "[pytest]\naddopts = --collect-only\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--collect-only'\n",
    "assignment.toml": "not even TOML",
    ".git/config": "[core]\nfsmonitor = false\n",
    ".git/hooks/small.py": HOSTILE,
    ".env": "PYTHONSTARTUP=x",
    "gymnasium/__init__.py": HOSTILE,
}


def test_what_lies_beside_a_module_changes_nothing(grade: Grade, tmp_path: Path):
    folder = tmp_path / "upload"
    for name, content in NEIGHBOURS.items():
        written(folder / name, content.encode())
    shutil.copy(SMALL, folder)
    before = sorted(folder.rglob("*"))
    packed = zipped(
        tmp_path / "upload.zip", {str(f.relative_to(folder)): f.read_bytes() for f in before if f.is_file()}
    )
    assert grade(packed, "hw0_torch", COURSE).report["score"] == 100
    for submission in (".", "small.py"):  # that folder as the current one
        done = command("autograder", "--root", COURSE, "grade", "hw0_torch", submission, cwd=folder)
        assert done.returncode == 0, done.stderr
        assert "100 / 100" in done.stdout
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_an_encoding_costs_no_points(grade: Grade, encoding: str):
    cookie = "# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else ""
    source = f"{cookie}# déjà vu\n{SMALL.read_text(encoding='utf-8')}"
    assert grade(source.encode(encoding), "hw0_torch", COURSE).report["score"] == 100


LEFT_OVER = [
    "!pip install torch\n%matplotlib inline\nimport matplotlib.pyplot as plt, seaborn as sns\n"
    "from tqdm.auto import tqdm, trange\n",
    "from google.colab import drive, files\ndrive.mount('/content/drive')\n%cd /content/drive\nsns.set_theme()\n",
    "try:\n    import google.colab\n    IN_COLAB = True\nexcept ImportError:\n    IN_COLAB = False\n"
    "if IN_COLAB:\n    !pip install gymnasium\n    raise SystemExit('this is no Colab')\n",
    SMALL.read_text(encoding="utf-8"),
    "losses = [float(centre(torch.tensor([1.0, x]))[0]) for x in tqdm([2.0, 4.0], desc='epoch')]\n"
    "assert losses == [-0.5, -1.5]\nassert list(tqdm(iterable=range(3))) == list(trange(3)) == [0, 1, 2]\n"
    "with tqdm(total=2) as bar:\n    bar.update(1)\n    bar.n += 1\n    bar.set_postfix(loss=losses[0])\n",
    "fig, ax = plt.subplots(figsize=(4, 3))\nax.plot(losses, label='loss')\nax.legend()\n"
    "n, bins, patches = plt.hist(losses)\n"
    "for one in plt.subplots(2, 2)[1].flat:\n    one.set_title(f'{one.get_x():.2f}')\n"
    "def draw(axes: plt.Axes | None = None):\n"
    "    return isinstance(axes, plt.Axes) and len(axes) / 2 + axes.get_width()\n"
    "plt.rcParams['font.size'] = 8\n"
    "fig.axes[0].set_title('loss')\nplt.savefig('loss.png')\nplt.show()\ndisplay(fig)\nfiles.download('loss.png')\n",
]
EXPORTED = (
    "from IPython import get_ipython\nget_ipython().system('pip install torch')\n"
    "get_ipython().run_line_magic('matplotlib', 'inline')\n"
)
REFERENCE_OF_SMALL = LEFT_OVER[3]
GUARDED = """\
import builtins, os
try:
    from google.colab import drive
    drive.mount('/content/drive')
    os.chdir('/content/drive/MyDrive/hw0')
except ImportError:
    pass
try:
    profile
except NameError:
    builtins.profile = lambda f: f
@profile
def _g(): pass
"""
OPTIONS = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
lr = parser.parse_args().lr
"""
PROGRESS = """\
from tqdm import *
from tqdm.contrib import tenumerate
bar = tqdm(total=3)
while bar.n < 3:
    bar.update(1)
class Bar(tqdm):
    pass
assert list(Bar([1, 2])) == list(tqdm([1, 2])) == [1, 2]
assert list(tenumerate([5], total=1)) == [(0, 5)]
"""


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Untitled0.ipynb", LEFT_OVER),
        ("guarded.py", [GUARDED, REFERENCE_OF_SMALL]),
        ("progress.py", [PROGRESS, REFERENCE_OF_SMALL]),
        ("options.py", [OPTIONS, REFERENCE_OF_SMALL]),
        ("written.ipynb", ["import torch\n", f"%%time\n%%file 'small.py'\n{REFERENCE_OF_SMALL}"]),
        ("untitled0.py", ['# -*- coding: utf-8 -*-\n"""Untitled0.ipynb"""\n', *LEFT_OVER]),  # as Colab exports it
        ("old.py", ["# -*- coding: latin-1 -*-\n!pip install torch\n", REFERENCE_OF_SMALL]),
        ("future.py", ["!pip install torch\nfrom __future__ import annotations\n", REFERENCE_OF_SMALL]),
        (
            "small.py",
            ["#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n", EXPORTED, REFERENCE_OF_SMALL],
        ),  # nbconvert
        ("small (1).py", ["\ufeff", REFERENCE_OF_SMALL.replace("\n", "\r\n").replace("    ", "\t")]),
    ],
)
def test_what_surrounds_the_homework_costs_no_points(grade_here: Grade, tmp_path: Path, name: str, cells: list[str]):
    if name.endswith(".ipynb"):
        notebook(tmp_path / "upload" / name, *cells)
    else:
        written(tmp_path / "upload" / name, "".join(cells).encode())
    graded = grade_here(tmp_path / "upload")
    assert graded.report["score"] == 100, graded.report

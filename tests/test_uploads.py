"""Uploads as students make them, by the real command: full marks for right work, a message for what is none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import COURSE, ROOT, SOLUTIONS, Graded, command
from uploads import SOURCE, notebook, written, zipped

Grade = Callable[..., Graded]
REFERENCE = SOLUTIONS / "optimizers.py"
SMALL = COURSE / "solutions" / "hw0_torch" / "small.py"


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

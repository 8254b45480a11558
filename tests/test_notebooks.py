"""Notebooks and their magics become a source; what is Python already stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import does_not_hang
from uploads import notebook, refusal, written

from autograder.sandbox.inside.loading import load
from autograder.submissions.reading import read_submission

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
